"""The child process: opens the foreign file, writes sheets into its folder, describes them to the parent.

Run as ``python -I -m sijill.accession.tabulate.child`` by ``accession.fork_server`` only.
"""

import codecs
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.ipc

from sijill.accession.fork_server import serve
from sijill.accession.tabulate import archives, dialect, encoding, json_rows, ods, xlsx
from sijill.accession.tabulate import header as headers
from sijill.accession.tabulate.delimited import Source, read_record
from sijill.accession.tabulate.delimited import records as careful_records
from sijill.accession.tabulate.fast import FastReader
from sijill.accession.tabulate.kinds import Kind, kind_of
from sijill.accession.tabulate.model import FileFlag, Flag, Limits, ReadOptions, Refusal
from sijill.accession.tabulate.sheet_rows import SheetRows
from sijill.accession.tabulate.writer import RowNumbers, SheetWriter
from sijill.tables.cells import column_letters

Answer = dict[str, Any]


def work(request: Answer, out: Path) -> Answer:
    pa.set_cpu_count(2)
    pa.set_io_thread_count(1)
    limits = Limits(**request["limits"])
    path = Path(request["path"])
    try:
        if request["do"] == "expand":
            return _expand(path, out, limits)
        options = dict(request["options"])
        if options.get("sheets") is not None:
            options["sheets"] = tuple(options["sheets"])
        return _tabulate(
            path,
            request["suffix"],
            out,
            ReadOptions(**options),
            limits,
            careful=request.get("careful", False),
        )
    except Refusal as refusal:
        return {"refused": refusal.as_dict()}
    except RecursionError:
        return {"refused": Refusal("it is nested too deeply", remedy="Ask for the table as CSV.").as_dict()}


def _expand(path: Path, out: Path, limits: Limits) -> Answer:
    members, ignored = archives.unpack(path, out, limits=limits)
    return {"members": [[member.path.name, member.name] for member in members], "ignored": ignored}


def _tabulate(
    path: Path, suffix: str, out: Path, options: ReadOptions, limits: Limits, *, careful: bool
) -> Answer:
    kind = kind_of(path, suffix=suffix, limits=limits, encoding=options.encoding)
    numbers = RowNumbers(limits.rows)
    match kind:
        case Kind.CSV:
            answer = _read_csv(path, suffix, out, options, limits, numbers, careful=careful)
        case Kind.XLSX:
            answer = _read_xlsx(path, out, options, limits, numbers)
        case Kind.ODS:
            answer = _read_ods(path, out, options, limits, numbers)
        case Kind.JSON | Kind.JSON_LINES:
            answer = _read_json(path, kind, out, options, limits, numbers)
        case Kind.ZIP:
            raise Refusal(
                "it is an archive, not a list",
                remedy="Give the archive to the command; it reads each file in it.",
            )
    expected = {
        ".xlsx": Kind.XLSX,
        ".xlsm": Kind.XLSX,
        ".ods": Kind.ODS,
        ".csv": Kind.CSV,
        ".json": Kind.JSON,
    }
    if suffix in expected and expected[suffix] is not kind and kind is not Kind.JSON_LINES:
        answer["flags"].append(_flag(Flag.TYPE_MISMATCH, detail=f"{suffix} holds {kind}"))
    return {"kind": str(kind), "rows_in": numbers.last, **answer}


def _flag(kind: Flag, *, sheet: str | None = None, detail: str = "") -> Answer:
    return {"kind": str(kind), "sheet": sheet, "detail": detail}


def _as_dicts(flags: list[FileFlag]) -> list[Answer]:
    return [_flag(flag.kind, sheet=flag.sheet, detail=flag.detail) for flag in flags]


def _find_encoding(path: Path, options: ReadOptions) -> encoding.Encoding:
    if options.encoding is None:
        return encoding.detect(path)
    name = encoding.canonical(options.encoding)
    with path.open("rb") as file:
        marked = encoding.bom_of(file.read(4))
    return encoding.Encoding(name=name, bom_bytes=marked.bom_bytes if marked and marked.name == name else 0)


def _read_csv(
    path: Path,
    suffix: str,
    out: Path,
    options: ReadOptions,
    limits: Limits,
    numbers: RowNumbers,
    *,
    careful: bool,
) -> Answer:
    found = _find_encoding(path, options)
    flags: list[Answer] = []
    with path.open("rb") as file:
        source = Source(encoding.transcode(file, found), line_bytes=limits.line_bytes)
        form = dialect.find_dialect(source, options=options, limits=limits, suffix=suffix)
        while True:  # up to and with the header, by the same reader that found it
            row = read_record(source, delimiter=form.delimiter, limits=limits)
            if row is None or row.line == form.header_line:
                break
        writer = SheetWriter(out, stem="s0", header=form.header, numbers=numbers, limits=limits)
        if careful:
            for row in careful_records(source, delimiter=form.delimiter, limits=limits):
                writer.add(row)
        else:
            FastReader(source, writer, delimiter=form.delimiter, limits=limits).run()
        sheet = {"name": "", "header_row": form.header_line, **writer.close()}
    if not found.sure:
        flags.append(_flag(Flag.ENCODING, detail=found.name))
    if form.titles:
        flags.append(_flag(Flag.TITLE_ROWS, detail=f"{form.titles} above line {form.header_line}"))
    if form.unnamed:
        flags.append(_flag(Flag.UNNAMED_COLUMN, detail=", ".join(str(at + 1) for at in form.unnamed[:20])))
    return {
        "sheets": [sheet],
        "flags": flags,
        "warnings": []
        if found.sure
        else [f"The encoding was taken to be {found.name}; look at a few names."],
        "encoding": found.name,
        "delimiter": form.delimiter.decode(),
    }


def _read_json(
    path: Path, kind: Kind, out: Path, options: ReadOptions, limits: Limits, numbers: RowNumbers
) -> Answer:
    found = json_rows.find_encoding(path, options)
    read = json_rows.read_array if kind is Kind.JSON else json_rows.read_lines
    with path.open("rb") as file:
        columns = json_rows.columns_of(read(encoding.transcode(file, found), limits=limits), limits=limits)
    if not columns:
        raise Refusal(
            "it holds no objects with keys", remedy="An array of objects is expected, or one object per line."
        )
    headers.refuse_duplicates(columns, line=1)
    writer = SheetWriter(out, stem="s0", header=columns, numbers=numbers, limits=limits)
    with path.open("rb") as file:
        items = read(encoding.transcode(file, found), limits=limits)
        json_rows.to_rows(items, columns, writer.add)
    sheet = {"name": "", "header_row": 0, **writer.close()}
    return {"sheets": [sheet], "flags": [], "warnings": [], "encoding": found.name}


def _read_xlsx(path: Path, out: Path, options: ReadOptions, limits: Limits, numbers: RowNumbers) -> Answer:
    described: list[Answer] = []
    warnings: list[str] = []
    with archives.open_checked(path, limits=limits) as archive:
        book = xlsx.open_workbook(archive, limits=limits)
        flags = _as_dicts(book.flags)
        _refuse_missing_sheets(options, [part.name for part in book.sheets])
        for at, part in enumerate(book.sheets):
            if part.hidden:
                flags.append(_flag(Flag.HIDDEN_SHEET, sheet=part.name))
            if options.sheets is not None and part.name not in options.sheets:
                flags.append(_flag(Flag.SHEET_NOT_ASKED_FOR, sheet=part.name))
                continue
            merges = xlsx.find_merges(archive, part.part, limits=limits)
            rows = SheetRows(
                name=part.name,
                stem=f"s{at}",
                out=out,
                options=options,
                numbers=numbers,
                limits=limits,
                merges=merges,
                several=len(book.sheets) > 1,
            )
            reader = xlsx.SheetReader(book, name=part.name, limits=limits, take=rows.take)
            reader.read(archive, part.part)
            _finish_sheet(rows, reader.facts.hidden_columns, described, flags, warnings)
    return _spreadsheet_answer(described, flags, warnings)


def _read_ods(path: Path, out: Path, options: ReadOptions, limits: Limits, numbers: RowNumbers) -> Answer:
    described: list[Answer] = []
    flags: list[Answer] = []
    warnings: list[str] = []
    names: list[str] = []
    current: list[SheetRows | None] = [None]

    def open_sheet(sheet: ods.OdsSheet) -> None:
        names.append(sheet.name)
        if sheet.hidden:
            flags.append(_flag(Flag.HIDDEN_SHEET, sheet=sheet.name))
        if options.sheets is not None and sheet.name not in options.sheets:
            flags.append(_flag(Flag.SHEET_NOT_ASKED_FOR, sheet=sheet.name))
            current[0] = None
            return
        current[0] = SheetRows(
            name=sheet.name,
            stem=f"s{len(names)}",
            out=out,
            options=options,
            numbers=numbers,
            limits=limits,
            several=several,
        )

    def take(row: Any) -> None:
        if current[0] is not None:
            current[0].take(row)

    def close_sheet(sheet: ods.OdsSheet) -> None:
        if current[0] is not None:
            _finish_sheet(current[0], sheet.hidden_columns, described, flags, warnings)

    with archives.open_checked(path, limits=limits) as archive:
        ods.refuse_encrypted(archive, limits=limits)
        several = ods.has_several_tables(archive, limits=limits)
        reader = ods.OdsReader(limits=limits, open_sheet=open_sheet, take=take, close_sheet=close_sheet)
        reader.read(archive)
    _refuse_missing_sheets(options, names)
    return _spreadsheet_answer(described, flags, warnings)


def _refuse_missing_sheets(options: ReadOptions, names: list[str]) -> None:
    missing = [name for name in options.sheets or () if name not in names]
    if missing:
        raise Refusal(
            f"it has no sheet named {missing[0][:60]!r}",
            remedy=f"It has: {', '.join(name[:40] for name in names[:20])}.",
        )


def _finish_sheet(
    rows: SheetRows,
    hidden_columns: list[tuple[int, int]],
    described: list[Answer],
    flags: list[Answer],
    warnings: list[str],
) -> None:
    description = rows.close()
    flags += _as_dicts(rows.flags)
    if description is None:
        if rows.rows_taken == 0:
            flags.append(_flag(Flag.EMPTY_SHEET, sheet=rows.name))
        else:
            flags.append(_flag(Flag.SHEET_WITHOUT_TABLE, sheet=rows.name, detail=f"{rows.rows_taken} rows"))
            warnings.append(
                f"Sheet {rows.name!r} holds {rows.rows_taken} rows but no table; it was not read."
            )
        return
    described.append(description)
    width = len(description["header"])
    for first, last in hidden_columns:
        letters = [column_letters(column) for column in range(first, min(last, width) + 1)]
        if letters:
            flags.append(_flag(Flag.HIDDEN_COLUMN, sheet=rows.name, detail=", ".join(letters[:50])))


def _spreadsheet_answer(described: list[Answer], flags: list[Answer], warnings: list[str]) -> Answer:
    if not described:
        empty = all(flag["kind"] != str(Flag.SHEET_WITHOUT_TABLE) for flag in flags)
        raise Refusal(
            "it has no sheet with a table" if not empty else "all its sheets are empty",
            remedy="The first row of the table must hold the columns' names; or name it with --header-row.",
        )
    return {"sheets": described, "flags": flags, "warnings": warnings}


def load() -> None:
    """What Arrow and the codecs load at their first use: done once, each file's process finds it there."""
    pyarrow.compute.fill_null(pa.array(np.ones(1, np.bool_)), pa.scalar(value=True)).to_pylist()
    for codec in ("cp437", *encoding.ACCEPTED.values()):
        codecs.lookup(codec)


if __name__ == "__main__":
    serve(work, load)
