"""Each format as organisations send it: titles, merged headers, dates, hidden parts.

openpyxl and odfpy write the files and say what is in them.

The people are invented.
"""

import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P

from sijill.accession.tabulate import Limits, ReadOptions, Sheet, Tabulation, expand, tabulate, xlsx
from sijill.errors import RefusedFileError

ROWS = [["الاسم", "العمر", "ملاحظة"], ["سامر الحكواتي", "31", None], ["ليلى القصّاب", "28", "x;y"]]


def read(content: str | bytes, folder: Path, name: str = "list.csv", **options: Any) -> Tabulation:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tabulate(path, out=folder / "out", options=ReadOptions(**options))


def moment(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # noqa: DTZ001 - a spreadsheet's dates have no zone


def cells(sheet: Sheet) -> list[list[str | None]]:
    table = sheet.read()
    return [list(row.values())[2:] for row in table.to_pylist()]


def kinds(found: Tabulation) -> set[str]:
    return {str(flag.kind) for flag in found.flags}


# ---- delimited text ----


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
def test_encodings_and_delimiters(delimiter: str, codec: str, tmp_path: Path) -> None:
    rows = [*ROWS[:2], ["ليلى القصاب", "28", "س ع"]]
    text = "\r\n".join(delimiter.join(cell or "" for cell in row) for row in rows)
    found = read(text.encode(codec), tmp_path)
    (sheet,) = found.sheets
    assert (list(sheet.header), found.delimiter) == (rows[0], delimiter)
    assert cells(sheet) == rows[1:]
    assert sheet.filled == (2, 2, 1)


def test_text_stays_as_written(tmp_path: Path) -> None:
    (sheet,) = read('name,n\n"  سامر\u0640\u064e ",007\n"a ""b"", c",1.0\n"",x\n', tmp_path).sheets
    assert cells(sheet) == [["  سامر\u0640\u064e ", "007"], ['a "b", c', "1.0"], ["", "x"]]


def test_rows_and_lines_run_past_blank_lines_and_breaks_in_cells(tmp_path: Path) -> None:
    (sheet,) = read('name,n\n\na,1\n,\n"b\nc",2\nshort\nd,3\n', tmp_path).sheets
    table = sheet.read()
    assert table["row"].to_pylist() == [1, 2, 4]
    assert table["line"].to_pylist() == [3, 5, 8]
    assert [(one.row, one.line) for one in sheet.set_aside] == [(3, 7)]


def test_titles_above_the_header(tmp_path: Path) -> None:
    found = read("قائمة الأسماء\n\nالاسم,العمر,مكان\nسامر,3,حلب\nليلى,4,حمص\n", tmp_path)
    assert (found.sheets[0].header_row, found.rows_in) == (3, 2)
    assert kinds(found) == {"title-rows"}


def test_a_column_without_a_name_gets_one_and_a_flag(tmp_path: Path) -> None:
    found = read("name,,town\na,x,b\nc,,d\n", tmp_path)
    assert found.sheets[0].header == ("name", "column 2", "town")
    assert kinds(found) == {"unnamed-column"}


def test_the_header_printed_again_is_no_person(tmp_path: Path) -> None:
    (sheet,) = read("name,age\na,1\nname,age\nb,2\n", tmp_path).sheets
    assert [(one.row, str(one.reason)) for one in sheet.set_aside] == [(2, "repeated-header")]


def test_empty_cells_past_the_header_are_cut_with_a_flag(tmp_path: Path) -> None:
    (sheet,) = read("name,age\na,1,,\nb,2\n", tmp_path).sheets
    assert (sheet.rows, dict(sheet.flag_counts())) == (2, {"extra-empty-cells": 1})


def test_excel_says_its_delimiter(tmp_path: Path) -> None:
    found = read("sep=;\r\nname;town\r\na,b;c\r\n", tmp_path)
    assert (found.sheets[0].header, cells(found.sheets[0])) == (("name", "town"), [["a,b", "c"]])


def test_one_column_is_a_table(tmp_path: Path) -> None:
    (sheet,) = read("الاسم\nسامر\nليلى\n", tmp_path).sheets
    assert cells(sheet) == [["سامر"], ["ليلى"]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("سامر,ذكر,2013-05-06\nليلى,أنثى,2014-01-02\n", "no header"),
        ("سامر,ذكر\n" + "ليلى,أنثى\nوائل,ذكر\n" * 4, "no header"),
        ("a,b;c\nd,e;f\n", "delimiter cannot be decided"),
    ],
)
def test_what_cannot_be_decided_is_refused(content: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedFileError, match=says):
        read(content, tmp_path)


def test_an_operator_may_decide(tmp_path: Path) -> None:
    assert read("a,b;c\nd,e;f\n", tmp_path, delimiter=";").sheets[0].header == ("a,b", "c")
    assert read("x\nname,age\na,1\n", tmp_path, header_row=2).sheets[0].header == ("name", "age")
    with pytest.raises(RefusedFileError, match="not known"):
        read("name\na\n", tmp_path, encoding="klingon")


# ---- XLSX ----


def book(folder: Path, fill: Any, name: str = "list.xlsx") -> Path:
    workbook = openpyxl.Workbook()
    fill(workbook)
    workbook.save(folder / name)
    return folder / name


def test_an_organisation_s_workbook(tmp_path: Path) -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        sheet.title = "القائمة"
        sheet["A1"] = "قائمة المعتقلين"
        sheet.merge_cells("A1:D1")
        for row in (
            ["الاسم", "تاريخ", "الرقم", "ملاحظة"],
            ["سامر", dt.date(2013, 5, 6), 12345678901234567, "س"],
        ):
            sheet.append(row)
        sheet.append([])
        sheet.append(["ليلى", moment(2014, 1, 2, 13, 30), 7.0, None])
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["D"].hidden = True
        second = workbook.create_sheet("hidden")
        second.sheet_state = "hidden"
        second.append(["name", "town"])
        second.append(["وائل", "حلب"])
        workbook.create_sheet("empty")
        workbook.create_sheet("cover")["B2"] = "a note"

    found = tabulate(book(tmp_path, fill), out=tmp_path / "out")
    first, second = found.sheets[:2]
    assert cells(first) == [
        ["سامر", "2013-05-06", "12345678901234570", "س"],
        ["ليلى", "2014-01-02T13:30:00", "7", None],
    ]
    assert (first.header_row, first.read()["line"].to_pylist()) == (2, [3, 5])
    assert second.read()["row"].to_pylist() == [3]  # on over the sheets
    assert [sheet.name for sheet in found.sheets] == ["القائمة", "hidden"]
    parts = {"hidden-sheet", "hidden-column", "empty-sheet", "title-rows", "sheet-without-table"}
    assert kinds(found) == parts
    assert "cover" in found.warnings[0]
    assert dict(first.flag_counts()) == {"date-cell": 2, "hidden-row": 1, "long-number": 1}
    assert (
        next(flag["detail"].split()[0] for flag in first.flags.to_pylist() if flag["kind"] == "date-cell")
        == "yyyy-mm-dd"
    )


def test_a_header_of_two_rows_of_merged_cells(tmp_path: Path) -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        sheet.append(["الاسم", None, "الولادة", None])
        sheet.append(["الأول", "العائلة", "المكان", "التاريخ"])
        sheet.append(["سامر", "الحكواتي", "حلب", "1980"])
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("C1:D1")

    found = tabulate(book(tmp_path, fill), out=tmp_path / "out")
    assert found.sheets[0].header == (
        "الاسم / الأول",
        "الاسم / العائلة",
        "الولادة / المكان",
        "الولادة / التاريخ",
    )
    assert (found.rows_in, found.sheets[0].header_row) == (1, 2)
    assert "merged-header" in kinds(found)


def test_a_header_cell_merged_over_columns_without_names_below(tmp_path: Path) -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.active
        sheet.append(["الاسم", None, "العمر"])
        sheet.append(["سامر", "الحكواتي", 30])
        sheet.append(["ليلى", "القصّاب", 31])
        sheet.merge_cells("A1:B1")

    found = tabulate(book(tmp_path, fill), out=tmp_path / "out")
    assert found.sheets[0].header == ("الاسم", "الاسم (2)", "العمر")
    assert found.rows_in == 2


def test_texts_numbers_and_dates_are_those_of_openpyxl(tmp_path: Path) -> None:
    values = [
        "x",
        " a ",
        "007",
        5,
        5.5,
        0.1 + 0.2,
        1e20,
        -3,
        True,
        moment(1900, 3, 1),
        moment(2099, 12, 31),
    ]
    values += [moment(2013, 5, 6, 23, 59, 59), dt.time(7, 5), "\u202eس", "=not a formula"[1:], "a\nb"]

    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.active.append(["name", "value"])
        for at, value in enumerate(values):
            workbook.active.append([f"n{at}", value])

    path = book(tmp_path, fill)
    ours = [row[1] for row in cells(tabulate(path, out=tmp_path / "out").sheets[0])]
    theirs = [
        row[1]
        for row in openpyxl.load_workbook(path, data_only=True).active.iter_rows(min_row=2, values_only=True)
    ]

    def shown(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, dt.datetime):
            midnight = value.time() == dt.time(0)
            return value.date().isoformat() if midnight else value.isoformat()
        if isinstance(value, dt.time):
            return value.isoformat()
        return (
            format(value, ".15g")
            if isinstance(value, float) and value < 1e15
            else f"{value:.0f}"
            if isinstance(value, float)
            else str(value)
        )

    assert ours == [shown(value) for value in theirs]


@pytest.mark.parametrize(
    ("serial", "from_1904", "iso"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("60", False, None),
        ("61", False, "1900-03-01"),
        ("41400", False, "2013-05-06"),
        ("41400.5", False, "2013-05-06T12:00:00"),
        ("41399.9999999", False, "2013-05-06"),
        ("0.25", False, "06:00:00"),
        ("0", True, "1904-01-01"),
        ("2958465", False, "9999-12-31"),
        ("2958466", False, None),
        ("-1", False, None),
        ("x", False, None),
    ],
)
def test_date_serials(serial: str, from_1904: bool, iso: str | None) -> None:
    assert xlsx.serial_to_iso(serial, from_1904=from_1904) == iso


@pytest.mark.parametrize(
    ("value", "text", "digits"),
    [
        ("26", "26", 2),
        ("26.0", "26", 2),
        ("1.2E+3", "1200", 4),
        ("0.30000000000000004", "0.3", 0),
        ("007", "007", 1),
        ("1.2345678901234568E+16", "12345678901234568", 17),
        ("12345678901234500", "12345678901234500", 17),
        ("NaN", "NaN", 0),
        ("1E400", "1E400", 0),
        ("-0.5", "-0.5", 0),
    ],
)
def test_numbers(value: str, text: str, digits: int) -> None:
    assert xlsx.plain_number(value) == (text, digits)


def test_sheets_may_be_named(tmp_path: Path) -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        for name in ("a", "b"):
            sheet = workbook.create_sheet(name)
            sheet.append(["name", "town"])
            sheet.append(["x", "y"])

    path = book(tmp_path, fill)
    found = tabulate(path, out=tmp_path / "out", options=ReadOptions(sheets=("b",)))
    assert [sheet.name for sheet in found.sheets] == ["b"]
    assert "sheet-not-asked-for" in kinds(found)
    with pytest.raises(RefusedFileError, match="no sheet named 'c'"):
        tabulate(path, out=tmp_path / "out2", options=ReadOptions(sheets=("c",)))


# ---- ODS ----


def test_ods_gives_what_is_shown(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="قائمة")
    table.addElement(TableColumn(numbercolumnsrepeated=2))
    table.addElement(TableColumn(visibility="collapse"))

    def row(*values: Any, **attributes: Any) -> None:
        line = TableRow(**attributes)
        for text, more in values:
            cell = TableCell(**more)
            if text:
                cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)

    row(("الاسم", {}), ("العمر", {}), ("التاريخ", {}))
    row(("سامر", {}), ("٣١", {}), ("06/05/13", {"valuetype": "date", "datevalue": "2013-05-06"}))
    row(("", {"numbercolumnsrepeated": 1000}), numberrowsrepeated=3)
    row(
        ("ليلى", {}),
        ("28", {"valuetype": "float", "value": "28", "formula": "of:=14*2"}),
        ("", {}),
        visibility="collapse",
    )
    row(("", {"numbercolumnsrepeated": 16000}), numberrowsrepeated=1_000_000)
    document.spreadsheet.addElement(table)
    document.save(tmp_path / "list.ods")
    found = tabulate(tmp_path / "list.ods", out=tmp_path / "out")
    (sheet,) = found.sheets
    assert cells(sheet) == [["سامر", "٣١", "06/05/13"], ["ليلى", "28", None]]
    assert sheet.read()["line"].to_pylist() == [2, 6]
    flags = {(one["row"], one["column"], one["kind"], one["detail"]) for one in sheet.flags.to_pylist()}
    assert flags == {
        (1, 2, "date-cell", "2013-05-06"),
        (2, -1, "hidden-row", None),
        (2, 1, "formula", "of:=14*2"),
    }
    assert kinds(found) == {"hidden-column"}


@pytest.mark.parametrize("what", ["rows", "columns"])
def test_an_ods_repetition_bomb_is_refused(what: str, tmp_path: Path) -> None:
    rows = 'table:number-rows-repeated="900000000"' if what == "rows" else ""
    columns = 'table:number-columns-repeated="900000000"' if what == "columns" else ""
    cell = "<table:table-cell {}><text:p>x</text:p></table:table-cell>"
    content = (
        '<o:document-content xmlns:o="o" xmlns:table="t" xmlns:text="x"><table:table table:name="s"><table:table-row>'
        + cell.format("") * 2
        + f"</table:table-row><table:table-row {rows}>{cell.format(columns)}</table:table-row>"
        + "</table:table></o:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    with pytest.raises(RefusedFileError, match=r"repeated|columns"):
        tabulate(tmp_path / "a.ods", out=tmp_path / "out")


# ---- JSON ----

PEOPLE = [
    {"name": "سامر", "age": 31, "id": 12345678901234567890, "born": {"place": "حلب", "year": 1980.0}},
    {},
    {"name": "ليلى", "alive": True, "aliases": ["أم علي", "لولو"], "note": None},
]
COLUMNS = ("name", "age", "id", "born.place", "born.year", "alive", "aliases", "note")
WANTED = [
    ["سامر", "31", "12345678901234567890", "حلب", "1980.0", None, None, None],
    ["ليلى", None, None, None, None, "true", '["أم علي", "لولو"]', None],
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps(PEOPLE, ensure_ascii=False)),
        ("b.json", json.dumps({"source": "x", "tags": ["y"], "people": PEOPLE}, indent=2)),
        ("c.jsonl", "\n".join(json.dumps(one, ensure_ascii=False) for one in PEOPLE)),
    ],
)
def test_json(name: str, content: str, tmp_path: Path) -> None:
    (sheet,) = read(content, tmp_path, name).sheets
    assert sheet.header == COLUMNS
    assert cells(sheet) == WANTED
    assert sheet.read()["row"].to_pylist() == [1, 2]
    assert dict(sheet.flag_counts()) == {"nested-value": 1}


def test_json_in_small_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects that lie across the window's border."""
    from io import BytesIO

    from sijill.accession.tabulate import json_rows

    monkeypatch.setattr(json_rows, "CHUNK", 7)
    raw = json.dumps({"a": 1, "people": PEOPLE}, ensure_ascii=False, indent=1).encode()
    found = list(json_rows.read_array(BytesIO(raw), limits=Limits()))
    assert [(item.value or {}).get("name") for item in found] == ["سامر", None, "ليلى"]
    assert [raw.split(b"\n")[item.line - 1].strip()[:1] for item in found] == [b"{"] * 3


# ---- folders and archives ----


def test_a_zip_is_its_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "lists.zip", "w") as archive:
        for name in ("b/قائمة.csv", "a.csv", "__MACOSX/a.csv", "b/.DS_Store"):
            archive.writestr(name, "name\nسامر\n")
    found = expand(tmp_path / "lists.zip", tmp_path / "out")
    assert [member.name for member in found.members] == ["a.csv", "b/قائمة.csv"]
    assert set(found.ignored) == {"__MACOSX/a.csv", "b/.DS_Store"}
    assert all(member.path.read_text(encoding="utf-8") == "name\nسامر\n" for member in found.members)


def test_a_folder_is_its_files_but_no_links(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.csv").write_text("name\nx\n", encoding="utf-8")
    assert [member.name for member in expand(folder, tmp_path / "w").members] == ["deep/a.csv"]
    (folder / "link.csv").symlink_to("/etc/hostname")
    with pytest.raises(RefusedFileError, match="symbolic link"):
        expand(folder, tmp_path / "w")


def test_a_single_file_is_its_own_member_and_a_workbook_no_archive(tmp_path: Path) -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        for row in range(20_000):  # large enough that the names which tell stand far from the beginning
            workbook.active.append([f"name {row * 7919}"])

    path = book(tmp_path, fill)
    assert [member.path for member in expand(path, tmp_path / "w").members] == [path]


def test_a_sealed_file_is_called_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "0123abcd").write_bytes(b"")
    with pytest.raises(RefusedFileError, match=r"^list\.csv: the file is empty"):
        tabulate(tmp_path / "0123abcd", out=tmp_path / "out", name="list.csv")
