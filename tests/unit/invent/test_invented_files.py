"""The committed examples are what the generator writes, and say what their truth says they say."""

import csv
import io
import json
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow
from odf.teletype import extractText

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tools.invent import demo_lists, journey, organisations, versions  # noqa: E402

from sijill.claims.properties import BY_NAME  # noqa: E402

DEMO = ROOT / "examples" / "demo"
INVISIBLE = {
    chr(c) for c in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x0640, 0xFEFF)
}
JOURNEY = ROOT / "examples" / "journey"
WADI, LANTERN, CYPRES, DAFTAR, SUNSET = (o.file for o in organisations.ORGANISATIONS)
TEXT_FILES = (
    f"lists/{LANTERN}",
    f"lists/{CYPRES}",
    f"lists/{SUNSET}",
    "truth.csv",
    "mapping_truth.csv",
    f"versions/{versions.V1_WITHOUT}",
    f"versions/{versions.V2}",
    f"versions/{versions.V2_WITHOUT}",
    "versions/truth.csv",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    world = demo_lists.write_demo(folder)
    versions.write_versions(world, folder / "versions")
    return world, folder


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def workbook_cells(path: Path):
    return [
        (sheet.title, sheet.sheet_state, [[cell.value for cell in row] for row in sheet.iter_rows()])
        for sheet in openpyxl.load_workbook(path)
    ]


def ods_cells(path: Path):
    return [
        (
            sheet.getAttribute("name"),
            [
                [extractText(cell) for cell in row.getElementsByType(TableCell)]
                for row in sheet.getElementsByType(TableRow)
            ],
        )
        for sheet in load(path).getElementsByType(Table)
    ]


@pytest.mark.parametrize("name", TEXT_FILES)
def test_text_files_are_byte_for_byte_what_the_generator_writes(made, name):
    assert (DEMO / name).read_bytes() == (made[1] / name).read_bytes()


def test_the_workbooks_hold_the_cells_that_the_generator_writes(made):
    wadi, daftar = f"lists/{WADI}", f"lists/{DAFTAR}"
    assert workbook_cells(DEMO / wadi) == workbook_cells(made[1] / wadi)
    assert ods_cells(DEMO / daftar) == ods_cells(made[1] / daftar)


def test_the_journey_files_are_what_the_generator_writes(tmp_path):
    journey.write_journey(tmp_path)
    for name in (journey.TABLE, journey.POSTS, "truth.csv", "mapping_truth.csv"):
        assert (JOURNEY / name).read_bytes() == (tmp_path / name).read_bytes()
    assert workbook_cells(JOURNEY / journey.WORKBOOK) == workbook_cells(tmp_path / journey.WORKBOOK)


def test_workbooks_carry_no_time_of_their_making(made):
    for name in (WADI, DAFTAR):
        with zipfile.ZipFile(made[1] / "lists" / name) as parts:
            assert {info.date_time for info in parts.infolist()} == {(2026, 1, 15, 12, 0, 0)}


def test_another_seed_gives_other_people():
    assert demo_lists.world("another").lives[0] != demo_lists.world().lives[0]


def test_no_file_is_missing_from_the_check_and_all_are_small():
    files = [path for path in DEMO.rglob("*") if path.is_file() and path.name != "README.md"]
    checked = {*TEXT_FILES, f"lists/{WADI}", f"lists/{DAFTAR}"}
    assert {str(path.relative_to(DEMO)) for path in files} == checked
    assert sum(path.stat().st_size for path in files) < 1_000_000


def data_rows(path: Path) -> int:
    match path.suffix:
        case ".xlsx":
            sheets = [rows for _, state, rows in workbook_cells(path) if state == "visible"]
            filled = [
                [row for row in rows if row[0] is not None and str(row[0]).startswith("س-")]
                for rows in sheets
            ]
            return sum(len(rows) for rows in filled)
        case ".ods":
            return len(ods_cells(path)[0][1]) - 1
        case ".jsonl":
            return len(path.read_text().splitlines())
        case _:
            encoding = "windows-1256" if path.name == CYPRES else "utf-8-sig"
            delimiter = ";" if path.name == CYPRES else ","
            return (
                len(list(csv.reader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=delimiter)))
                - 1
            )


@pytest.mark.parametrize("name", [o.file for o in organisations.ORGANISATIONS])
def test_the_truth_has_one_line_for_every_row(name):
    rows = [int(line["row"]) for line in table(DEMO / "truth.csv") if line["list"] == name]
    assert rows == list(range(1, data_rows(DEMO / "lists" / name) + 1))


def test_the_mapping_truth_names_real_properties_and_every_column():
    for folder in (DEMO, JOURNEY):
        lines = table(folder / "mapping_truth.csv")
        assert {name for line in lines for name in line["properties"].split("|")} <= set(BY_NAME)
    wanted = {(o.file, column.header) for o in organisations.ORGANISATIONS for column in o.columns}
    assert {(line["list"], line["column"]) for line in table(DEMO / "mapping_truth.csv")} == wanted


def test_the_encodings_are_what_the_readme_says():
    french = (DEMO / "lists" / CYPRES).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        french.decode("utf-8")
    assert french.decode("windows-1256").startswith("Nom de famille;Prénom;")
    assert (DEMO / "lists" / LANTERN).read_bytes().startswith(b"\xef\xbb\xbf")
    posts = [json.loads(line) for line in (DEMO / "lists" / SUNSET).read_text().splitlines()]
    assert all("name" in post for post in posts)
    assert any("date" not in post for post in posts)


def test_the_workbook_has_titles_a_blank_row_real_dates_a_total_and_a_hidden_sheet():
    book = openpyxl.load_workbook(DEMO / "lists" / WADI)
    men, others, codes = book.worksheets
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"]
    assert men.merged_cells.ranges
    assert men.cell(3, 1).value == others.cell(2, 1).value == "رقم الملف"
    assert sum(1 for row in men.iter_rows(values_only=True) if not any(row)) == 1
    dates = [cell.value for cell in men["L"] if isinstance(cell.value, datetime)]
    assert len(dates) > 300
    assert others.cell(others.max_row, 1).value == "المجموع"
    assert codes.max_row == 4


def test_the_broken_rows_are_the_ones_the_truth_flags():
    lines = list(csv.reader(io.StringIO((DEMO / "lists" / LANTERN).read_bytes().decode("utf-8-sig"))))
    broken = [row for row, cells in enumerate(lines[1:], start=1) if len(cells) != len(lines[0])]
    flagged = [int(line["row"]) for line in table(DEMO / "truth.csv") if "ragged" in line["flags"].split("|")]
    assert broken == flagged == list(demo_lists.RAGGED)
    assert all(
        lines[row][-1] for row in broken
    )  # a last cell that is filled: nobody can take it for a trailing comma


def test_arabic_cells_have_no_invisible_characters(made):
    for lines in made[0].lists.values():
        for line in lines:
            for cell in line.cells.values():
                if isinstance(cell, str):
                    seen = set(cell.replace("هـ", ""))  # the mark of Hijri years is written with a tatweel
                    assert not seen & INVISIBLE
                    assert cell == cell.strip()
                    assert "  " not in cell


def test_words_about_women_are_feminine(made):
    masculine = {
        "معتقل",
        "محتجز",
        "مختفٍ قسراً",
        "مغيّب قسراً",
        "أُفرج عنه",
        "مفرج عنه",
        "متوفى",
        "أُعدم",
        "Détenu",
        "Libéré",
    }
    for lines in made[0].lists.values():
        told = {cell for line in lines if line.person.woman for cell in line.cells.values()}
        assert not told & masculine


def test_copies_share_a_group_with_their_original(made):
    groups: dict[str, list[str]] = {}
    for key, lines in made[0].lists.items():
        for line in lines:
            if line.source_group:
                groups.setdefault(line.source_group, []).append(key)
    assert len(groups) == organisations.COPIES
    assert all(len(keys) == 2 and keys.count("sunset") == 1 for keys in groups.values())


def test_the_second_version_differs_from_the_first_exactly_as_its_truth_says():
    first = table(DEMO / "versions" / versions.V1_WITHOUT)
    second = table(DEMO / "versions" / versions.V2_WITHOUT)
    changes = table(DEMO / "versions" / "truth.csv")
    assert sorted(int(c["row_v1"]) for c in changes if c["row_v1"]) == list(range(1, len(first) + 1))
    assert sorted(int(c["row_v2"]) for c in changes if c["row_v2"]) == list(range(1, len(second) + 1))
    for change in changes:
        if not (change["row_v1"] and change["row_v2"]):
            assert change["change"] == ("removed" if change["row_v1"] else "added")
            continue
        old, new = first[int(change["row_v1"]) - 1], second[int(change["row_v2"]) - 1]
        differ = {header for header in old if old[header] != new[header]}
        assert differ == set(change["columns"].split("|")) - {""}
        assert change["change"] == ("corrected" if differ else "same")
    assert {"same", "corrected", "added", "removed"} == {change["change"] for change in changes}


def test_references_tie_the_versions_together():
    first = table(DEMO / "lists" / LANTERN)
    second = table(DEMO / "versions" / versions.V2)
    assert len({row["Ref"] for row in first}) == len(first)
    assert len({row["Ref"] for row in second}) == len(second)
    for change in table(DEMO / "versions" / "truth.csv"):
        if change["row_v1"] and change["row_v2"]:
            assert first[int(change["row_v1"]) - 1]["Ref"] == second[int(change["row_v2"]) - 1]["Ref"]


def test_the_readme_states_the_figures_of_the_lists(made):
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    figures = demo_lists.summary(made[0])
    for what in ("rows", "persons", "population", "on no list"):
        assert f"{figures[what]:,}" in readme
    for organisation in organisations.ORGANISATIONS:
        rows = len(made[0].lists[organisation.key])
        names = f"{organisation.arabic} · {organisation.english} · {organisation.french}"
        assert f"| `{organisation.file}` | {rows} | {names} |" in readme
    assert demo_lists.SEED in readme
