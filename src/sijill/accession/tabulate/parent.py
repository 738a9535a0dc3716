"""The parent's side: start the child, distrust and check what it hands back, turn refusals into errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from sijill.accession.child_process import ChildLimits, ChildOutcome
from sijill.accession.fork_server import ForkServer, Running
from sijill.accession.tabulate import archives
from sijill.accession.tabulate.model import (
    FLAGS_SCHEMA,
    Expansion,
    FileFlag,
    Flag,
    Limits,
    Member,
    ReadOptions,
    Reason,
    Refusal,
    SetAside,
    Sheet,
    Tabulation,
)
from sijill.accession.tabulate.writer import SET_ASIDE_SCHEMA
from sijill.errors import DiskFullError, RefusedFileError, Where

CHILD: Final = "sijill.accession.tabulate.child"
DIRECTORY_BYTES: Final = 1 << 20
DEFAULT_LIMITS: Final = Limits()
DEFAULT_OPTIONS: Final = ReadOptions()


class ChildFailedError(RuntimeError):
    """The child broke in a way that says our code is wrong, not the file. The message holds our line numbers only."""


def reader() -> ForkServer:
    """What reads the files of a run, each in a confined process of its own; use it as a context manager."""
    return ForkServer("-m", CHILD)


def tabulate(
    path: Path,
    *,
    out: Path,
    limits: Limits = DEFAULT_LIMITS,
    options: ReadOptions = DEFAULT_OPTIONS,
    name: str | None = None,
    careful: bool = False,
    server: ForkServer | None = None,
) -> Tabulation:
    """Read one list into ``out``, a folder of its own; it is made.

    ``name`` is what messages call the file, and whose extension counts, if ``path`` is a sealed file named by its
    digest. ``careful`` keeps to the slow reader, which is the specification. ``server`` saves the loading of the
    readers where several files are read.

    Raises RefusedFileError, naming place and remedy; ``out`` then holds nothing of value.
    """
    with _own(server) as reads:
        begun = begin(reads, path, out=out, limits=limits, options=options, name=name, careful=careful)
        return begun.tabulation()


@contextmanager
def _own(server: ForkServer | None) -> Iterator[ForkServer]:
    if server is not None:
        yield server
        return
    with reader() as made:
        yield made


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A file that is being read in its child. Ask for ``tabulation`` once, or ``abandon`` it."""

    running: Running
    out: Path
    limits: Limits
    shown: str

    def tabulation(self) -> Tabulation:
        """Waits. Raises as ``tabulate`` does."""
        return _check(_judged(self.running.outcome(), self.limits, self.shown), self.out)

    def abandon(self) -> None:
        self.running.abandon()


def begin(
    server: ForkServer,
    path: Path,
    *,
    out: Path,
    limits: Limits = DEFAULT_LIMITS,
    options: ReadOptions = DEFAULT_OPTIONS,
    name: str | None = None,
    careful: bool = False,
) -> Begun:
    """Like ``tabulate``, but does not wait: the caller may do something else meanwhile, except begin another file."""
    shown = name or path.name
    request = {
        "do": "tabulate",
        "path": str(path.resolve()),
        "suffix": Path(shown).suffix.lower(),
        "limits": asdict(limits),
        "options": asdict(options),
        "careful": careful,
    }
    running = server.begin(request, workdir=out, limits=_child_limits(limits))
    return Begun(running=running, out=out, limits=limits, shown=shown)


def expand(
    path: Path,
    workdir: Path,
    *,
    limits: Limits = DEFAULT_LIMITS,
    name: str | None = None,
    server: ForkServer | None = None,
) -> Expansion:
    """The files of a folder (left where they are) or of a zip archive (unpacked into ``workdir``).

    Any other file is its own only member. Raises RefusedFileError.
    """
    shown = name or path.name
    if path.is_dir():
        try:
            members, ignored = archives.list_folder(path, limits=limits)
        except Refusal as refusal:
            raise _refused(refusal.as_dict(), shown) from None
        return Expansion(members=tuple(members), ignored=tuple(ignored))
    if not is_archive(path):
        return Expansion(members=(Member(path=path, name=shown),))
    request = {"do": "expand", "path": str(path.resolve()), "limits": asdict(limits)}
    with _own(server) as reads:
        ended = reads.run(request, workdir=workdir, limits=_child_limits(limits))
    outcome = _judged(ended, limits, shown)
    answer = outcome.answer or {}
    found = []
    for file, inside in answer["members"]:
        target = workdir / Path(file).name
        if target.is_symlink() or not target.is_file():
            raise ChildFailedError("the child named a file that it did not write")
        found.append(Member(path=target, name=str(inside)))
    return Expansion(members=tuple(found), ignored=tuple(str(one) for one in answer["ignored"]))


def is_archive(path: Path) -> bool:
    """True for a zip that is not itself a spreadsheet. Looks for names only; the child checks the rest."""
    with path.open("rb") as file:
        head = file.read(200)
        if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return False
        # The directory stands at the end: office files list their content types there, in whatever order.
        file.seek(max(0, path.stat().st_size - DIRECTORY_BYTES))
        directory = file.read()
    return b"[Content_Types].xml" not in directory and b"mimetypeapplication/vnd." not in head


def _child_limits(limits: Limits) -> ChildLimits:
    return ChildLimits(
        memory_bytes=limits.memory_mb << 20,
        cpu_seconds=limits.cpu_seconds,
        wall_seconds=limits.wall_seconds,
        output_bytes=limits.output_bytes,
    )


def _judged(outcome: ChildOutcome, limits: Limits, shown: str) -> ChildOutcome:
    """The outcome of a child that read its file; raises for one that refused it, met a limit, or broke."""
    reasons = {
        "memory": (
            f"reading it takes more than {limits.memory_mb} MB",
            "Save the table as CSV, or split it.",
        ),
        "cpu": (f"reading it takes more than {limits.cpu_seconds} s of computing", "Split the file."),
        "time": (f"reading it takes more than {limits.wall_seconds:.0f} s", "Split the file."),
        "output": (f"it gives more than {limits.output_bytes:,} bytes", "Split the file."),
    }
    if outcome.ended in reasons:
        message, remedy = reasons[outcome.ended]
        raise RefusedFileError(message, where=Where(file=shown), remedy=remedy)
    if outcome.ended == "full":
        raise DiskFullError(
            f"No room is left for temporary files while reading {shown}",
            remedy="Make room there, or name a folder on another disk in the environment variable TMPDIR",
        )
    if outcome.answer is None:
        raise ChildFailedError(
            f"reading a file failed ({outcome.ended}): {outcome.trace.strip() or 'no trace'}"
        )
    refused = outcome.answer.get("refused")
    if refused is not None:
        raise _refused(refused, shown)
    return outcome


def _refused(refused: dict[str, Any], shown: str) -> RefusedFileError:
    """``row`` in the error is a count of data rows, which a refused file has none of: its line is in the message."""
    line, cell, sheet = refused.get("line"), refused.get("cell"), refused.get("sheet")
    column = refused.get("column")
    message = str(refused["message"])
    place = ", ".join([*([f"sheet {sheet!r}"] if sheet else []), *([f"line {line}"] if line else [])])
    where = Where(
        file=f"{shown}, {place}" if place else shown,
        column=str(column) if column is not None else None,
        cell=str(cell) if cell is not None else None,
    )
    return RefusedFileError(message, where=where, remedy=str(refused["remedy"]))


def _check(outcome: ChildOutcome, out: Path) -> Tabulation:
    answer = outcome.answer
    assert answer is not None
    sheets = tuple(_check_sheet(described, out) for described in answer["sheets"])
    rows_in = int(answer["rows_in"])
    kept, aside = sum(sheet.rows for sheet in sheets), sum(len(sheet.set_aside) for sheet in sheets)
    _check_numbers(sheets, rows_in)
    if kept + aside != rows_in:
        raise ChildFailedError(f"{rows_in} rows in, but {kept} kept and {aside} set aside")
    flags = tuple(
        FileFlag(kind=Flag(one["kind"]), sheet=one["sheet"], detail=str(one["detail"]))
        for one in answer["flags"]
    )
    return Tabulation(
        kind=str(answer["kind"]),
        sheets=sheets,
        flags=flags,
        warnings=tuple(str(one) for one in answer["warnings"]),
        rows_in=rows_in,
        encoding=answer.get("encoding"),
        delimiter=answer.get("delimiter"),
        seconds=outcome.seconds,
        peak_bytes=outcome.peak_bytes,
    )


def _check_sheet(described: dict[str, Any], out: Path) -> Sheet:
    stem = str(described["stem"])
    if not stem.isalnum():
        raise ChildFailedError("the child named a file outside its folder")
    path = out / f"{stem}.arrow"
    header = tuple(str(name) for name in described["header"])
    rows = 0
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source)
        expected = ["row", "line", *(f"c{at}" for at in range(len(header)))]
        if table.schema.names != expected or any(
            not pa.types.is_string(one.type) for one in list(table.schema)[2:]
        ):
            raise ChildFailedError("a sheet has other columns than its header says")
        for at in range(table.num_record_batches):
            batch = table.get_batch(at)
            batch.validate(full=True)  # offsets and UTF-8: nothing after this looks again
            rows += batch.num_rows
    flags = _read_checked(out / f"{stem}.flags.arrow", FLAGS_SCHEMA)
    aside = _read_checked(out / f"{stem}.aside.arrow", SET_ASIDE_SCHEMA)
    if (
        rows != described["rows"]
        or flags.num_rows != described["flags"]
        or aside.num_rows != described["aside"]
    ):
        raise ChildFailedError("a sheet has another number of rows than the child counted")
    return Sheet(
        name=str(described["name"]),
        header=header,
        header_row=int(described["header_row"]),
        path=path,
        rows=rows,
        set_aside=tuple(
            SetAside(row=one["row"], line=one["line"], reason=Reason(one["reason"]), detail=one["detail"])
            for one in aside.to_pylist()
        ),
        flags=flags,
        filled=tuple(int(count) for count in described["filled"]),
    )


def _read_checked(path: Path, schema: pa.Schema) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    if not table.schema.equals(schema):
        raise ChildFailedError("the child wrote a table of another shape")
    table.validate(full=True)
    return table


def _check_numbers(sheets: tuple[Sheet, ...], rows_in: int) -> None:
    """Every number from 1 to ``rows_in`` is given exactly once, to a row kept or a row set aside."""
    import numpy as np

    seen = np.zeros(rows_in + 2, np.int8)
    for sheet in sheets:
        with pa.memory_map(str(sheet.path)) as source:
            table = pa.ipc.open_file(source)
            for at in range(table.num_record_batches):
                numbers = table.get_batch(at).column(0).to_numpy()
                if len(numbers) and (numbers.min() < 1 or numbers.max() > rows_in):
                    raise ChildFailedError("a row number is out of range")
                if (np.diff(numbers) < 1).any():
                    raise ChildFailedError("row numbers do not rise")
                seen[numbers] += 1  # each at most once per batch, since they rise
        for one in sheet.set_aside:
            if not 1 <= one.row <= rows_in:
                raise ChildFailedError("a row number is out of range")
            seen[one.row] += 1
    if not (seen[1 : rows_in + 1] == 1).all():
        raise ChildFailedError("a row number is missing or given twice")
