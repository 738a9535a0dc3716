"""The fast path and the careful reader give the same rows, numbers, lines, flags and rows set aside, on anything.

An oracle from outside: on files written by Python's csv module both give what was written.
"""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sijill.accession.tabulate import fast
from sijill.accession.tabulate.delimited import Source, records
from sijill.accession.tabulate.header import is_blank
from sijill.accession.tabulate.model import Limits
from sijill.accession.tabulate.writer import RowNumbers, SheetWriter

HEADER = ("name", "town", "note")
LIMITS = Limits(cell_chars=40, line_bytes=200)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that files of a few lines have many block borders."""
    monkeypatch.setattr(fast, "BLOCK", 96)
    monkeypatch.setattr(fast, "SLICE", 24)


def read(body: bytes, *, careful: bool, header: tuple[str, ...] = HEADER) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        source = Source(io.BytesIO(body), line_bytes=LIMITS.line_bytes)
        writer = SheetWriter(out, stem="s", header=header, numbers=RowNumbers(10**6), limits=LIMITS)
        if careful:
            for row in records(source, delimiter=b",", limits=LIMITS):
                writer.add(row)
        else:
            fast.FastReader(source, writer, delimiter=b",", limits=LIMITS).run()
        described = writer.close()
        found = {"filled": described["filled"], "rows_in": writer.rows_in}
        for part in ("", ".flags", ".aside"):
            with pa.OSFile(str(out / f"s{part}.arrow")) as file:
                found[part] = pa.ipc.open_file(file).read_all().to_pylist()
        found[".flags"].sort(key=lambda flag: (flag["row"], flag["column"], flag["kind"]))
        return found


ORDINARY = [b",", b",", b",", b"\n", b"\n", b"\r\n", b'"', b'"', b'""', b"x", b"ab", b" ", "سامر".encode()]
ODD = [
    b"\r",
    b"\0",
    b"\xff",
    b"\xd8",
    b"\xef\xbb\xbf",
    "\u202e".encode(),
    b"\x07",
    b"\xc2\x85",
    b"\t",
    b"z" * 50,
]
WHOLE = [b"x,y,z\n", b"name,town,note\n", b'"a,b","c\nd","e""f"\r\n', b",,\n", b'"",,\n', b"\n\n", b"q" * 300]
PIECES = st.sampled_from([*ORDINARY, *ODD, *WHOLE])


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=40).map(b"".join))
@example(b'x,"y\n' * 3)
@example(b'a,"b"c,d\ne,f,g\n')
@example(b'"open,1,2\n' + b"x,y,z\n" * 60)
@example("\ufeffx,y,z\n".encode() * 4)
@example(b"x,y,z\r" * 5)
@example(b"q" * 300 + b"\r")
@example(b"q" * 300 + b"\rx,y,z\n")
@example((b"q" * 199 + b"\r\n" + b"q" * 200 + b"\r\n" + b"q" * 201 + b"\r\n") * 2)
@example(b'x,y,"z"\r')
@example(b"x,y,z\n\xef\xbb\xbfx,y,z\nx,y,zz\n,")
@example(b"a,b,c\n\n\nd,e,f" + b"\n" * 9 + b"g,h,i")
@example(b"\x1c,,\n \x85,\xc2\x85,\n")
def test_both_paths_agree_on_anything(body: bytes) -> None:
    assert read(body, careful=False) == read(body, careful=True)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([b"x", b"\n", b'"', b'""', b"y z", b"\r\n", b" "]), max_size=20).map(b"".join)
)
def test_both_paths_agree_on_one_column(body: bytes) -> None:
    assert read(body, careful=False, header=("name",)) == read(body, careful=True, header=("name",))


CELLS = st.text(st.sampled_from('ab ,"\n\tسم;ـ\u064e'), max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=15),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)
def test_what_csv_writes_is_read(
    rows: list[tuple[str, str, str]], end: str, quoting: int, careful: bool
) -> None:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator=end, quoting=quoting)
    lines, line = [], 1
    for row in rows:
        writer.writerow(row)
        lines.append(line)
        text = target.getvalue().replace("\r\n", "\n").replace("\r", "\n")
        line = 1 + text.count("\n")
    found = read(target.getvalue().encode(), careful=careful)
    empty = "" if quoting == csv.QUOTE_ALL else None
    kept = [(row, at) for row, at in zip(rows, lines, strict=True) if not all(is_blank(cell) for cell in row)]
    assert found[""] == [
        {"row": number, "line": at, **{f"c{place}": cell or empty for place, cell in enumerate(row)}}
        for number, (row, at) in enumerate(kept, start=1)
    ]
    assert found[".aside"] == []


def test_control_the_fast_path_is_taken() -> None:
    """Else the tests above would compare the careful reader with itself."""
    with tempfile.TemporaryDirectory() as folder:
        source = Source(io.BytesIO(b'x,"y",z\n' * 100), line_bytes=LIMITS.line_bytes)
        writer = SheetWriter(Path(folder), stem="s", header=HEADER, numbers=RowNumbers(1000), limits=LIMITS)
        reader = fast.FastReader(source, writer, delimiter=b",", limits=LIMITS)
        reader.run()
        writer.close()
    assert (writer.rows_in, reader.careful_rows) == (100, 0)


def test_control_a_block_with_a_stray_quote_is_not_called_ordinary() -> None:
    for odd in (b'a"b",c\n', b'"a"b,c\n', b'a,"b\n'):
        good = b"x,y\n" + odd + b"x,y\n"
        assert fast.find_block(good, last=True, first_line=1, delimiter=b",", cell_bytes=99) is None
    assert fast.find_block(b'x,"a""b"\n', last=True, first_line=1, delimiter=b",", cell_bytes=99) is not None
