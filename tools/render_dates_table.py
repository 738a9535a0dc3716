"""Render docs/reference/dates.md from tests/spec/dates.csv and the conventions; ``--check`` only compares.

The page says what the tests prove: every row of it is a test (tests/spec/test_dates_spec.py).
"""

import csv
import sys
from itertools import groupby
from pathlib import Path

from sijill.text.dates import conventions

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "spec" / "dates.csv"
PAGE = ROOT / "docs" / "reference" / "dates.md"

HEAD = """# Dates: every writing that is tested

Generated from `tests/spec/dates.csv` by `tools/render_dates_table.py`; each row is a test. How and why:
[How dates are kept](../explanation/how-dates-are-kept.md).

EDTF is the text kept beside the original (ISO 8601-2). *From* and *to* are the first and the last day that fit; empty
means open or unread. **both** marks a writing with several readings: the interval covers all of them and a person
should look. What cannot be read says why and is never filled in.

## Conventions

"""


def conventions_table() -> str:
    month, year = conventions.THIRDS_OF_MONTH, conventions.THIRDS_OF_YEAR
    seasons = conventions.SEASON_MONTHS
    rows = [
        ("early, mid, late in a month, Hijri too", ", ".join(_days(month[part]) for part in month)),
        ("early, mid, late in a year, Hijri too", ", ".join(f"months {first}-{last}" for first, last in year.values())),
        ("seasons", ", ".join(f"{name} months {first}-{last}" for name, (first, last) in seasons.items())),
        ("winter of a year", "the one that ends or the one that begins in it: both, flagged"),
        ("about", "marked `~`, the interval is not widened"),
        ("before, after", "the named unit is left out, the other end is open"),
        ("before the end of, after the beginning of", "the end and the beginning are moments: nothing is left out"),
        ("since, until", "the named unit is kept in, the other end is open"),
        ("feasts", "the days of the Hijri month on which they fall, read as Hijri days are; Newroz is 21 March"),
        ("the week of a day", "six days more on both sides: lists do not say on which weekday theirs begins"),
        ("a night", "a day more on both sides, flagged, unless both its days are said"),
        ("Hijri", f"Umm al-Qura, {conventions.HIJRI_SLACK_DAYS} days either way"),
        ("two-digit years", f"{_window(conventions.PIVOT)}; in a birth column {_window(conventions.PIVOT_BIRTH)}"),
        ("years", f"{conventions.EARLIEST_YEAR}-{conventions.LATEST_YEAR}; other numbers are not read as years"),
        ("1 January in figures", "the year (registers write it so); an ISO date standing alone is taken at its word"),
        ("day/month order of a column", _order_rule()),
        ("spreadsheet day numbers", _serials_rule()),
        ("ages", f"completed years at the date given, at most {conventions.OLDEST_AGE}"),
    ]  # fmt: skip
    return "| Convention | Value |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)


def _window(pivot: int) -> str:
    return f"{pivot - 99}-{pivot}"


def _order_rule() -> str:
    return (
        f"decided by {conventions.ORDER_MINIMUM_EVIDENCE} or more dates that can be read one way only, if these are "
        f"{conventions.ORDER_MINIMUM_SHARE:.0%} or more of all and at most "
        f"{conventions.ORDER_MAXIMUM_CONTRADICTION:.1%} contradict"
    )


def _serials_rule() -> str:
    return (
        "only when the caller or the whole column says so, or when one number is stated to be a date "
        f"(from {conventions.STATED_SERIAL_FROM} on)"
    )


def _days(bounds: tuple[int, int]) -> str:
    first, last = bounds
    return f"days {first}-{'end' if last == 31 else last}"


def render() -> str:
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
    parts = [HEAD, conventions_table(), f"\n{len(rows)} writings follow.\n"]
    for section, members in groupby(rows, key=lambda row: row["section"]):
        parts.append(f"\n## {section}\n\n| Written | EDTF | From | To | Note |\n|---|---|---|---|---|\n")
        parts.extend(_row(row) for row in members)
    return "".join(parts)


def _row(row: dict[str, str]) -> str:
    notes = [
        "**both**" if row["ambiguous"] == "true" else "",
        f"unread: {row['unread']}" if row["unread"] else "",
        row["calendar"] if row["calendar"] not in {"", "gregorian"} else "",
        row["why"],
    ]
    written = f"<bdi>{_escape(row['text'])}</bdi>" if row["text"] else "(empty)"
    edtf = f"`{row['edtf']}`" if row["edtf"] else ""
    note = "; ".join(note for note in notes if note)
    return f"| {written} | {edtf} | {row['start']} | {row['end']} | {note} |\n"


def _escape(text: str) -> str:
    for mark in "\\*_~`[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return text


def main() -> int:
    page = render()
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
