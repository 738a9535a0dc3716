"""A second delivery of one list: rows corrected, added, removed, in another order; with a reference column and without.

A register that takes v1, then v2, then v1 again has to end where it began. What changed between the versions is known
here, so that a register's own account of it can be checked.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tools.invent import write
from tools.invent.chance import Chance
from tools.invent.demo_lists import SEED, World, csv_bytes, headers
from tools.invent.facts import hear
from tools.invent.habits import Cell, Desk, Line
from tools.invent.organisations import LANTERN

V2 = "with_reference/lantern_street_2020-02.csv"
V1_WITHOUT, V2_WITHOUT = (
    "without_reference/lantern_street_2019-03.csv",
    "without_reference/lantern_street_2020-02.csv",
)
REFERENCE = "Ref"
LATER = dt.date(2020, 2, 29)  # the day of the second delivery
CORRECTED, REMOVED, ADDED = 0.07, 0.03, 24
TRUTH_HEADER = ("row_v1", "row_v2", "entity", "change", "columns", "ambiguous_without_reference")
_NAME = ("Given name(s)", "Father's name", "Surname")
_UPDATED = ("What is known", "Died on", "Last known place of detention", "DOB", "City or village", *_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of either version. `row_v1` or `row_v2` is None for what was added or removed."""

    row_v1: int | None
    row_v2: int | None
    person: str
    kind: str  # same, corrected, added, removed
    columns: tuple[str, ...]


def second_version(made: World, seed: str = SEED) -> tuple[list[Line], list[Change]]:
    chance = Chance(seed).child("versions")
    desk = Desk.of(LANTERN, chance.child("desk"))
    lives = {one.person.id: one for one in made.lives}
    gaps = replace(LANTERN.gaps, as_of=LATER, stale=0.0, no_facility=0.2, no_birth=0.2)
    kept: list[tuple[int | None, Line, str, tuple[str, ...]]] = []
    changes: list[Change] = []
    for row, line in enumerate(made.lists["lantern"], start=1):
        if chance.happens(REMOVED):
            changes.append(Change(row_v1=row, row_v2=None, person=line.person.id, kind="removed", columns=()))
            continue
        cells = dict(line.cells)
        if chance.happens(CORRECTED):
            heard = hear(lives[line.person.id], gaps, chance)
            fresh = LANTERN.write(heard, desk).cells
            cells = cells | _corrections(cells, fresh, chance)
        columns = tuple(header for header in cells if cells[header] != line.cells[header])
        kept.append((row, replace(line, cells=cells), "corrected" if columns else "same", columns))
    kept += _additions(made, desk, chance)
    kept = _reordered(kept, chance)
    for number, (old, line, kind, columns) in enumerate(kept, start=1):
        changes.append(Change(row_v1=old, row_v2=number, person=line.person.id, kind=kind, columns=columns))
    return [line for _, line, _, _ in kept], changes


def _corrections(cells: dict[str, Cell], fresh: dict[str, Cell], chance: Chance) -> dict[str, Cell]:
    """One to three cells of a row that differ in the new account; never the reference, never an emptied cell."""
    differ = [h for h in _UPDATED if fresh[h] is not None and fresh[h] != cells[h]]
    chosen = chance.shuffled(differ)[: chance.between(1, 3)]
    return {header: fresh[header] for header in chosen}


def _additions(
    made: World, desk: Desk, chance: Chance
) -> list[tuple[int | None, Line, str, tuple[str, ...]]]:
    """New rows, with reference numbers above the old ones."""
    listed = {line.person.id for line in made.lists["lantern"]}
    others = [one for one in made.lives if one.person.id not in listed and one.episodes[0].arrest < LATER]
    gaps = replace(LANTERN.gaps, as_of=LATER)
    desk.number = 4000
    new = [LANTERN.write(hear(one, gaps, chance), desk) for one in chance.shuffled(others)[:ADDED]]
    return [(None, line, "added", ()) for line in new]


def _reordered(
    rows: list[tuple[int | None, Line, str, tuple[str, ...]]], chance: Chance
) -> list[tuple[int | None, Line, str, tuple[str, ...]]]:
    """The second delivery is sorted by governorate, then by nothing in particular."""
    return sorted(chance.shuffled(rows), key=lambda row: str(row[1].cells["Governorate"]))


def truth_rows(made: World, lines: Sequence[Line], changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """`ambiguous_without_reference`: the row changed and its name stands more than once in one of the versions."""
    first = made.lists["lantern"]
    names = Counter(_name(line) for line in first)
    later = Counter(_name(line) for line in lines)
    out: list[tuple[str, ...]] = []
    for change in sorted(changes, key=lambda c: (c.row_v1 or 1_000_000, c.row_v2 or 0)):
        shown = [first[change.row_v1 - 1]] if change.row_v1 else []
        shown += [lines[change.row_v2 - 1]] if change.row_v2 else []
        twin = any(names[_name(line)] > 1 or later[_name(line)] > 1 for line in shown)
        out.append(
            (
                str(change.row_v1 or ""),
                str(change.row_v2 or ""),
                change.person,
                change.kind,
                "|".join(change.columns),
                "yes" if twin and change.kind != "same" else "",
            )
        )
    return out


def _name(line: Line) -> tuple[Cell, ...]:
    return tuple(line.cells[header] for header in _NAME)


def write_versions(made: World, folder: Path, seed: str = SEED) -> list[Change]:
    """v1 with its references is the list in examples/demo/lists itself."""
    folder.mkdir(parents=True, exist_ok=True)
    lines, changes = second_version(made, seed)
    for name, rows, references in (
        (V1_WITHOUT, made.lists["lantern"], False),
        (V2, lines, True),
        (V2_WITHOUT, lines, False),
    ):
        head = [header for header in headers(LANTERN) if references or header != REFERENCE]
        cells = [[line.cells.get(header) for header in head] for line in rows]
        (folder / name).parent.mkdir(exist_ok=True)
        write.write_csv(folder / name, head, cells, encoding="utf-8-sig")
    (folder / "truth.csv").write_bytes(csv_bytes(TRUTH_HEADER, truth_rows(made, lines, changes)))
    return changes
