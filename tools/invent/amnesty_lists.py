"""Two small lists for the amnesty audit: what invented defence lawyers know of invented people, and who was released.

The people are of the first demo list; nationality, charge, court and release are drawn by chance with a fixed seed.
Run as ``python -m tools.invent.amnesty_lists``; a test makes them again and compares.
"""

import csv
import datetime as dt
import io
import random
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "examples" / "demo" / "lists" / "wadi_sindian_2021-06.xlsx"
FOLDER = ROOT / "examples" / "amnesty"
SEED = "amnesty-1"
PEOPLE = 160
HEADER = [
    "الاسم", "اسم الأب", "الكنية", "اسم الأم", "تاريخ الولادة", "تاريخ الاعتقال", "الجهة المسؤولة", "مكان الاحتجاز",
    "الجنسية", "التهمة", "المحكمة", "تاريخ الإفراج", "نوع الإفراج", "الحالة",
]  # fmt: skip
# Charge and how often of a hundred.
CHARGES = (
    ("الانتماء إلى تنظيم إرهابي", 22), ("تمويل الإرهاب", 16), ("الترويج للإرهاب", 8), ("إرهاب", 8),
    ("القانون 19 لعام 2012 المادة 7", 6), ("الانتماء إلى تنظيم إرهابي وقتل عناصر", 6), ("المشاركة في المظاهرات", 6),
    ("إضعاف الشعور القومي", 5), ("لم توجه إليه أي تهمة", 4), ("دون تهمة", 9), ("", 10),
)  # fmt: skip
NATIONALITIES = (("سوري", 86), ("فلسطيني سوري", 5), ("مكتوم القيد", 2), ("", 7))
COURTS = (("محكمة قضايا الإرهاب", 55), ("محكمة الميدان العسكرية", 20), ("", 25))
DECREE = dt.date(2022, 4, 30)


def lists() -> dict[str, str]:
    """File name -> CSV text."""
    chance = random.Random(SEED)  # noqa: S311  (invented data)
    people = [row for row in _source() if _fits(row)]
    chosen = sorted(chance.sample(range(len(people)), PEOPLE))
    lawyers, released = [], []
    for number in chosen:
        row = people[number]
        case = _case(chance)
        lawyers.append([*_identity(row), *case])
        if case[-1] == "معتقل" and chance.random() < 0.12:
            day = DECREE + dt.timedelta(days=chance.randint(1, 45))
            released.append([row["الاسم"], row["اسم الأب"], row["الكنية"], _text(row["تاريخ الولادة"]),
                             _text(row["تاريخ الاعتقال"]), day.isoformat()])  # fmt: skip
    head = ["الاسم", "اسم الأب", "الكنية", "تاريخ الولادة", "تاريخ الاعتقال", "تاريخ الإفراج"]
    return {
        "defence_lawyers_2023-03.csv": _csv(HEADER, lawyers),
        "released_2022-06.csv": _csv(head, released),
    }


def _source() -> list[dict[str, Any]]:
    rows = []
    for sheet in openpyxl.load_workbook(SOURCE):
        if sheet.sheet_state != "visible":
            continue
        values = list(sheet.iter_rows(values_only=True))
        at = next(place for place, row in enumerate(values) if "الاسم" in row)
        rows += [dict(zip(values[at], row, strict=True)) for row in values[at + 1 :]]
    return rows


def _fits(row: dict[str, Any]) -> bool:
    """Arrested by an agency of the State, by name, on a known day before the decree."""
    known = all(row[name] for name in ("الاسم", "اسم الأب", "الكنية", "اسم الأم", "الجهة المسؤولة"))
    day = row["تاريخ الاعتقال"]
    state = any(word in str(row["الجهة المسؤولة"]) for word in ("المخابرات", "الأمن", "أمن الدولة"))
    return bool(known and isinstance(day, dt.datetime) and state)


def _identity(row: dict[str, Any]) -> list[str]:
    return [_text(row[name]) for name in HEADER[:8]]


def _case(chance: random.Random) -> list[str]:
    nationality, charge, court = (_drawn(chance, table) for table in (NATIONALITIES, CHARGES, COURTS))
    fate = chance.random()
    if fate < 0.62:
        return [nationality, charge, court, "", "", "معتقل"]
    if fate < 0.74:
        day = DECREE + dt.timedelta(days=chance.randint(1, 70))
        return [nationality, charge, court, day.isoformat(), "عفو", "أُفرج عنه"]
    if fate < 0.86:
        day = DECREE - dt.timedelta(days=chance.randint(60, 1500))
        return [nationality, charge, court, day.isoformat(), "انتهاء مدة الحكم", "أُفرج عنه"]
    if fate < 0.93:
        return [nationality, charge, court, "2022", "", "أُفرج عنه"]
    return [nationality, charge, court, "", "", "متوفى تحت التعذيب"]


def _drawn(chance: random.Random, table: tuple[tuple[str, int], ...]) -> str:
    return chance.choices([text for text, _ in table], weights=[weight for _, weight in table])[0]


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _csv(header: list[str], rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in lists().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"wrote {name}: {text.count(chr(10)) - 1} rows")


if __name__ == "__main__":
    main()
