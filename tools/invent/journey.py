# ruff: noqa: E501 (a table is read by line)
"""One invented person in three small lists, written by hand: the row that is followed from a cell to a timeline.

The workbook has everything that a reader has to understand in a few cells: an Arabic name in one cell, digits and
months of the Levant, a place in two steps, a numbered branch, a status word. The other two lists name the same man in
English and on a web page, and contradict the workbook about his birth year and his fate. His brother and a namesake
stand beside him.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tools.invent import write
from tools.invent.demo_lists import MAPPING_HEADER, TRUTH_HEADER, csv_bytes
from tools.invent.habits import Cell

NOW = dt.datetime(2026, 1, 15, 12, 0, tzinfo=dt.UTC)

WORKBOOK, TABLE, POSTS = "qandil_house.xlsx", "salt_road.csv", "evening_page.jsonl"
ORGANISATIONS = {
    WORKBOOK: ("بيت القنديل", "Qandil House", "Maison Qandil"),
    TABLE: ("أرشيف طريق الملح", "Salt Road Archive", "Archives de la Route du sel"),
    POSTS: ("صفحة المساء", "Evening Page", "Page du soir"),
}

_TITLES = ("بيت القنديل - سجل المختفين (أسماء مخترعة)", "آخر تحديث: ١٥ أيلول ٢٠١٩")
_SHEET_HEADER = (
    "الاسم الرباعي", "اسم الأم", "تاريخ الولادة", "مكان الإقامة", "تاريخ الاعتقال", "مكان الاعتقال", "مكان الاحتجاز",
    "الوضع", "ملاحظات",
)  # fmt: skip
_SHEET_PROPERTIES = (
    "name", "mother.name", "birth.date", "residence.place", "arrest.date", "arrest.place", "held.place", "status", "note",
)  # fmt: skip
_SHEET: tuple[tuple[Cell, ...], ...] = (
    (
        "عبد الرحمن مروان شعبان العطار", "سميرة الدباغ", "١٢ آذار ١٩٨٧", "ريف دمشق - دوما", "٣ كانون الأول ٢٠١٢", "حاجز حرستا",
        "فرع 215", "مختفٍ قسراً", "يُعرف بأبي شعبان",
    ),
    (
        "محمد نور مروان شعبان العطار", "سميرة الدباغ", "١٩٩١", "ريف دمشق - دوما", "٣ كانون الأول ٢٠١٢", "حاجز حرستا",
        "سجن صيدنايا", "مختفٍ قسراً", None,
    ),
    (
        "عبد الرحمن مروان راشد العطار", "هدى قدور", "٧ تموز ١٩٧٤", "حماة", "شباط ٢٠١٤", None, "الأمن العسكري بحماة", "أُفرج عنه", None,
    ),
)  # fmt: skip

_TABLE_HEADER = (
    "No.", "Full name", "Date of birth", "Town", "Date of arrest", "Arresting body", "Place of detention", "Status",
    "Date of death",
)  # fmt: skip
_TABLE_PROPERTIES = (
    "source.reference|id.source", "name", "birth.date", "origin.place|residence.place|arrest.place", "arrest.date", "arrest.agency", "held.place",
    "status", "death.date",
)  # fmt: skip
_TABLE: tuple[tuple[Cell, ...], ...] = (
    ("SR-17", "Abdulrahman Marwan al-Attar", "12/03/1986", "Douma", "Dec 2012", "Military Intelligence", "Branch 215", "Died in detention", "2013"),
    ("SR-18", "Mohammad Nour Marwan Al Attar", "", "Douma", "03/12/2012", "Military Intelligence", "Sednaya", "Forcibly disappeared", ""),
)  # fmt: skip

_POSTS_HEADER = ("id", "name", "kunya", "from", "arrested", "seen_in", "seen_on", "state")
_POSTS_PROPERTIES = (
    "source.reference|id.source", "name", "name.kunya", "origin.place|residence.place|arrest.place", "arrest.date", "held.place|sighting.place",
    "sighting.date|held.from", "status",
)  # fmt: skip
_POSTS: tuple[tuple[Cell, ...], ...] = (
    (501, "عبدالرحمن العطار", "أبو شعبان", "دوما", "2012-12", "فرع فلسطين", "آذار 2013", "معتقل"),
    (502, "نور مروان العطار", None, "دوما", None, "صيدنايا", "2014", "معتقل"),
)

# list, row, entity, script, parts, household, clan, name_group
_TRUTH = (
    (WORKBOOK, "1", "J1", "ar", "4", "h1", "c1", "n1", "", ""),
    (WORKBOOK, "2", "J2", "ar", "4", "h1", "c1", "n2", "", "double_given"),
    (WORKBOOK, "3", "J3", "ar", "4", "h2", "c2", "n1", "", ""),
    (TABLE, "1", "J1", "la", "3", "h1", "c1", "n1", "", "birth_differs"),
    (TABLE, "2", "J2", "la", "3", "h1", "c1", "n2", "", "double_given"),
    (POSTS, "1", "J1", "ar", "2", "h1", "c1", "n1", "", ""),
    (POSTS, "2", "J2", "ar", "3", "h1", "c1", "n2", "", "double_given"),
)


def write_journey(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sheet = write.Sheet(name="الأسماء", header=_SHEET_HEADER, rows=_SHEET, titles=_TITLES)
    write.write_xlsx(folder / WORKBOOK, [sheet], now=NOW)
    write.write_csv(folder / TABLE, _TABLE_HEADER, _TABLE)
    write.write_jsonl(folder / POSTS, _POSTS_HEADER, _POSTS)
    (folder / "truth.csv").write_bytes(csv_bytes(TRUTH_HEADER, _TRUTH))
    mapping = [
        (name, column, properties)
        for name, header, mapped in (
            (WORKBOOK, _SHEET_HEADER, _SHEET_PROPERTIES),
            (TABLE, _TABLE_HEADER, _TABLE_PROPERTIES),
            (POSTS, _POSTS_HEADER, _POSTS_PROPERTIES),
        )
        for column, properties in zip(header, mapped, strict=True)
    ]
    (folder / "mapping_truth.csv").write_bytes(csv_bytes(MAPPING_HEADER, mapping))
