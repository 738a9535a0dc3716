"""I9: an export holds no live formula, loses nothing, and reads in the right order in a right-to-left sheet."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.accession.tabulate import tabulate
from sijill.errors import UsageError
from sijill.tables.csv_out import write_csv
from sijill.tables.spreadsheet import ISOLATE, POP, isolated, restored, write_xlsx

DANGEROUS = [
    '=HYPERLINK("http://example.invalid","x")',
    "=1+1",
    "+963 11 000",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''",
    "'",
    "plain",
    "سامر الحكواتي",
    "_x0041_",
    'say "no", <b> & ]]>',
    "two\nlines",
    "\x07bell",
]


def table(texts: list[str | None]) -> pa.Table:
    return pa.table({"text": pa.array(texts, pa.string())})


def formulas_in(path: Path) -> int:
    """Cells that a program would compute, as its own reader sees them, or any ``<f>`` in the XML."""
    with zipfile.ZipFile(path) as archive:
        live = len(re.findall(rb"<f[ >/]", archive.read("xl/worksheets/sheet1.xml")))
    cells = (cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row)
    return live + sum(cell.data_type == "f" for cell in cells)


def test_no_cell_of_an_xlsx_is_a_formula(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "out.xlsx", table(DANGEROUS))
    assert formulas_in(tmp_path / "out.xlsx") == 0


def test_control_a_plain_writer_makes_formulas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for text in DANGEROUS[:2]:
        book.active.append([text])
    book.save(tmp_path / "out.xlsx")
    assert formulas_in(tmp_path / "out.xlsx") > 0


def test_texts_come_back_from_xlsx_as_they_were(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "out.xlsx", table(DANGEROUS))
    (sheet,) = tabulate(tmp_path / "out.xlsx", out=tmp_path / "read").sheets
    assert sheet.read()["c0"].to_pylist() == DANGEROUS
    assert "formula" not in sheet.flag_counts()


def test_a_cell_that_begins_like_a_formula_stays_text_when_edited(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "out.xlsx", table(["=1", "x"]))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [bool(sheet.cell(row, 1).quotePrefix) for row in (2, 3)] == [True, False]


def test_csv_cells_begin_with_no_formula_and_come_back(tmp_path: Path) -> None:
    write_csv(tmp_path / "out.csv", table(DANGEROUS), for_spreadsheets=True)
    (sheet,) = tabulate(tmp_path / "out.csv", out=tmp_path / "read").sheets
    written = sheet.read()["c0"].to_pylist()
    assert not [text for text in written if re.match("[=+\\-@\t\r＝＋－＠]", text)]
    assert [restored(text) for text in written] == DANGEROUS


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n\u2066\u2069")), max_size=6
    )
)
def test_every_text_survives_both_ways(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("both")
    write_xlsx(folder / "out.xlsx", table(texts), right_to_left=True)
    cells = [
        row[0]
        for row in openpyxl.load_workbook(folder / "out.xlsx").active.iter_rows(min_row=2, values_only=True)
    ]
    assert formulas_in(folder / "out.xlsx") == 0
    unescaped = [re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), cell or "") for cell in cells]
    wanted = [text.replace(ISOLATE, "").replace(POP, "") for text in texts]
    assert [text.replace(ISOLATE, "").replace(POP, "") for text in unescaped] == wanted


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("اعتقل في 2013-05-06 من منزله", ["2013-05-06"]),
        ("فرع 215 دمشق", ["215"]),
        ("مقهى Café de l’Été القديم", ["Café de l’Été"]),
        ("رقم AB-12/7 و 3.5", ["AB-12/7", "3.5"]),
        ("لا شيء", []),
        ("Damascus 2013", []),
    ],
)
def test_left_to_right_runs_are_isolated(text: str, runs: list[str]) -> None:
    shown = isolated(text)
    assert re.findall(f"{ISOLATE}(.*?){POP}", shown) == runs
    assert restored(shown) == text


def test_a_right_to_left_sheet_reads_dates_from_the_left(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "out.xlsx", table(["2013-05-06", "سامر"]), right_to_left=True)
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet.sheet_view.rightToLeft
    assert [int(sheet.cell(row, 1).alignment.readingOrder) for row in (2, 3)] == [1, 0]


def test_numbers_gaps_and_long_ids(tmp_path: Path) -> None:
    wide = pa.table({"a": [None, 5], "b": [1.5, None], "id": [12345678901234567, None], "ok": [True, None]})
    write_xlsx(tmp_path / "out.xlsx", wide)
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True))
    assert rows[1:] == [(None, 1.5, "12345678901234567", True), (5, None, None, None)]


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx(tmp_path / name, table(DANGEROUS))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_does_not_fit_is_said_not_cut(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="row 2, column 'text'"):
        write_xlsx(tmp_path / "out.xlsx", table(["x", "y" * 40_000]))
    assert not list(tmp_path.iterdir())
