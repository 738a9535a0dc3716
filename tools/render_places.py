"""Render docs/reference/places-and-facilities.md from the tables and the tested writings; ``--check`` only compares."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sijill.text import facilities, places
from sijill.text.facilities import Mark
from sijill.text.facilities.tables import rows_of

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "places-and-facilities.md"
SPEC = ROOT / "tests" / "spec"

HEAD = """# Places and facilities

Generated from `src/sijill/text/data/sy/` and `tests/spec/` by `tools/render_places.py`. How and why:
[How places are read](../explanation/how-places-are-read.md).

{attribution}

```python
from sijill.text import facilities, places

places.read("دوما - ريف دمشق").resolved            # "SY0302"
places.read("صوران").codes                          # both Surans; .resolved is None
places.read("صوران", within="حماة").resolved       # "SY050101"
places.find("اعتُقل في مدينة دوما")                  # spans inside a longer text
places.compare("SY0302", "SY030201")                # PlaceRelation.CONTAINS
places.distance_km("SY01", "SY02"); places.ancestors("SY030201"); places.coded()
places.add(path)                                    # further units, for instance communities (level 4)

facilities.read("فرع ٢١٥").resolved                 # "mid-215"
facilities.read("المزة").candidates                 # four; .resolved is None
facilities.read_agency("الأمن العسكري").resolved    # "mid"
facilities.chain_of_command("sednaya-red")          # building, prison, Military Police, ministry, government
facilities.controller("sdf-aqtan", date(2026, 2, 1))
```

On the command line: `sijill read places "دوما - ريف دمشق"`, `sijill read facilities --input FILE --json`.

`resolved` is set only when one reading is safe. `codes` is what a comparison may use: the resolved unit, all
homonyms, the governorates in which a quarter or village without a code lies, or nothing. `candidates` also holds
lookalikes, for a person to see; their `score` is nearness of the spelling, not a probability. `note` says why nothing
is resolved.

## What is in the tables

"""


MARKS = """**V**: every statement of the row names a published source; **V, K**: part of it is general knowledge; **K**:
general knowledge, unverified; **generic**: no facility. The mark travels with the row: `facilities.as_json` prints it.
"""

CONTROL = """A year or month counts from its last day and until the day before its first. Everything else follows from
the agency and the years in which it and the bodies above it existed; otherwise the answer is *not known*.
"""


def counts() -> str:
    units = places.gazetteer().units.values()
    levels = Counter(unit.level.name.lower() for unit in units)
    spellings = Counter(each.source for each in places.gazetteer().spellings)
    marks = Counter(each.mark for each in facilities.facilities().values())
    rows = [
        *((f"units, {level}", number) for level, number in levels.items()),
        ("published spellings and names", sum(n for source, n in spellings.items() if source != "hand")),
        ("spellings added by hand", spellings["hand"]),
        ("communities known but without a code", sum(1 for _ in _communities())),
        ("facilities", len(facilities.facilities())),
        *((f"facilities marked {mark.value}", marks[mark]) for mark in Mark),
        ("detaining actors", len(facilities.actors())),
    ]
    return _table(("Table", "Rows"), rows)


def _communities() -> Iterator[str]:
    for table in ("communities_geonames.csv", "communities_hand.csv"):
        yield from (row["name"] for row in rows_of(table))


def governorates() -> str:
    units = [unit for unit in places.gazetteer().units.values() if unit.level == places.Level.GOVERNORATE]
    rows = []
    for unit in units:
        inside = [u for u in places.gazetteer().units.values() if places.contains(unit.pcode, u.pcode)]
        names = [
            each.text
            for each in places.gazetteer().spellings
            if each.pcode == unit.pcode and each.source != "name"
        ]
        districts = sum(u.level == places.Level.DISTRICT for u in inside)
        subdistricts = sum(u.level == places.Level.SUBDISTRICT for u in inside)
        rows.append((unit.pcode, unit.name_en, unit.name_ar, districts, subdistricts, " · ".join(names)))
    return _table(("P-code", "English", "Arabic", "Districts", "Sub-districts", "Also written"), rows)


def facility_table() -> str:
    rows = []
    for each in facilities.facilities().values():
        control = facilities.controller(each.id, date(2014, 6, 1))
        rows.append(
            (
                f"`{each.id}`",
                each.name_en,
                each.name_ar,
                each.kind,
                f"`{each.agency}`",
                each.governorate or "",
                control.actor or "not known",
                each.mark.value,
                " ".join(each.sources),
            )
        )
    head = (
        "Id",
        "English",
        "Arabic",
        "Kind",
        "Agency",
        "Governorate",
        "Controller on 1 June 2014",
        "Mark",
        "Sources",
    )
    return _table(head, rows)


def actor_table() -> str:
    rows = [
        (
            f"`{each.id}`",
            each.name_en,
            each.name_ar,
            each.kind,
            each.parent or "",
            each.active_from,
            each.active_to,
            each.mark.value,
        )
        for each in facilities.actors().values()
    ]
    return _table(("Id", "English", "Arabic", "Kind", "Answers to", "From", "To", "Mark"), rows)


def control_table() -> str:
    head = ("Facility", "Controlled by", "Since", "Until", "Mark", "Source", "Note")
    keys = ("facility", "controlled_by", "since", "until", "mark", "source", "note")
    return _table(head, [tuple(row[key] for key in keys) for row in rows_of("facility_control.csv")])


def traps() -> str:
    rows = [
        (row["text"], ", ".join(f"`{i}`" for i in row["ids"].split("|")), row["why"])
        for row in rows_of("facility_traps.csv")
    ]
    return _table(("Writing", "May be", "Why"), rows)


def tested(name: str, second: str) -> str:
    with (SPEC / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            (_visible(row["text"]), row[second], row["resolved"] or "–", row["why"])
            for row in csv.DictReader(stream)
        ]
    return _table(("Writing", "Second column", "Read as", "Why"), rows)


def _visible(text: str) -> str:
    """Direction signs are invisible on the page: they are named."""
    named = "".join(f"[U+{ord(ch):04X}]" if ch in "\u202a\u202b\u202c\u202d\u202e" else ch for ch in text)
    return named if named.strip() else "*(blank)*"


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def render() -> str:
    return "\n".join(
        [
            HEAD.format(attribution=places.ATTRIBUTION) + counts(),
            "## Governorates\n",
            governorates(),
            "## Facilities\n",
            MARKS,
            facility_table(),
            "## Writings that mislead: never resolved by themselves\n",
            traps(),
            "## Who controlled a facility, when the tables say so\n",
            CONTROL,
            control_table(),
            "## Detaining actors\n",
            actor_table(),
            "## Places: every writing that is tested\n",
            tested("places", "within"),
            "## Facilities: every writing that is tested\n",
            tested("facilities", "governorate"),
        ]
    )


def main() -> None:
    text = render()
    if "--check" in sys.argv:
        same = PAGE.read_text(encoding="utf-8") == text
        sys.exit(0 if same else f"{PAGE.name} differs: run tools/render_places.py")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
