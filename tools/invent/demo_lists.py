"""The five lists of examples/demo with their truth, from one seed and one clock."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.invent import write
from tools.invent.chance import Chance
from tools.invent.facts import hear
from tools.invent.habits import Cell, Desk, Line, Organisation
from tools.invent.lives import Life, life
from tools.invent.organisations import COPIES, CYPRES, DAFTAR, LANTERN, ORGANISATIONS, SUNSET, WADI, copied
from tools.invent.people import people

SEED = "sindian-2"
NOW = dt.datetime(2026, 1, 15, 12, 0, tzinfo=dt.UTC)
POPULATION = 1900  # arrested people of the invented world; the lists know only a part of them
RAGGED = (209, 466)  # data rows of lantern_street.csv (1-based) that are broken on purpose

TRUTH_HEADER = (
    "list",
    "row",
    "entity",
    "script",
    "parts",
    "household",
    "clan",
    "name_group",
    "source_group",
    "flags",
)
MAPPING_HEADER = ("list", "column", "properties")
MEN, WOMEN_AND_MINORS = "الرجال", "النساء والقاصرون"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that happened, and what each organisation wrote of it, in the order of the rows of its file."""

    lives: tuple[Life, ...]
    lists: dict[str, list[Line]]


def world(seed: str = SEED) -> World:
    chance = Chance(seed)
    lives = tuple(
        life(person, chance.child(f"life/{person.id}"))
        for person in people(POPULATION, chance.child("people"))
    )
    fame = {one.person.id: chance.child(f"fame/{one.person.id}").uniform() for one in lives}
    lists: dict[str, list[Line]] = {}
    for organisation in ORGANISATIONS:
        lists[organisation.key] = _list_of(organisation, lives, fame, chance.child(organisation.key))
    _copies(lists, chance.child("copies"))
    return World(lives=lives, lists=lists)


def _list_of(
    organisation: Organisation, lives: Sequence[Life], fame: dict[str, float], chance: Chance
) -> list[Line]:
    """Draws whom the organisation heard of; better-known people (`fame`) get on more lists, as in life."""
    draws = []
    for one in lives:
        if one.episodes[0].arrest >= organisation.gaps.as_of:
            continue
        weight = organisation.appeal(one) * (0.35 + 1.3 * fame[one.person.id])
        draws.append((chance.uniform() ** (1.0 / weight), one))
    draws.sort(key=lambda pair: (-pair[0], pair[1].person.id))
    chosen = [one for _, one in draws[: organisation.rows]]
    twice = chosen[: organisation.duplicates]
    ordered = _ordered(organisation, chance.shuffled(chosen + twice))
    desk = Desk.of(organisation, chance.child("desk"))
    lines = []
    seen: set[str] = set()
    for one in ordered:
        line = organisation.write(hear(one, organisation.gaps, desk.chance), desk)
        if one.person.id in seen:
            line.flags.add("dup")
        seen.add(one.person.id)
        lines.append(line)
    return lines


def _ordered(organisation: Organisation, lives: list[Life]) -> list[Life]:
    """Wadi sorts its two sheets by governorate; the others keep the order in which things came in."""
    if organisation is not WADI:
        return lives
    return sorted(lives, key=lambda one: (_second_sheet(one), one.person.town.governorate))


def _second_sheet(one: Life) -> bool:
    return one.person.woman or one.episodes[0].arrest.year - one.person.birth.year < 18


def _copies(lists: dict[str, list[Line]], chance: Chance) -> None:
    """Rows the bulletin took over from wadi and daftar; a source group ties a copy to its original."""
    desk = Desk.of(SUNSET, chance.child("desk"))
    originals = chance.shuffled([line for key in ("wadi", "daftar") for line in lists[key]])
    made: list[Line] = []
    for line in originals:
        if len(made) == COPIES:
            break
        copy = copied(line, desk)
        if copy is None or "dup" in line.flags:
            continue
        line.source_group = copy.source_group = f"g{len(made) + 1}"
        made.append(copy)
    bulletin = lists["sunset"]
    for copy in made:
        bulletin.insert(chance.below(len(bulletin) + 1), copy)
    for number, line in enumerate(bulletin, start=1):
        line.cells = {"post": 40_000 + number * 7, **line.cells}


def table(organisation: Organisation, lines: Sequence[Line]) -> list[list[Cell]]:
    return [[line.cells.get(column.header) for column in organisation.columns] for line in lines]


def headers(organisation: Organisation) -> list[str]:
    return [column.header for column in organisation.columns]


def write_lists(made: World, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _write_wadi(made, folder / WADI.file)
    write.write_csv(
        folder / LANTERN.file,
        headers(LANTERN),
        table(LANTERN, made.lists["lantern"]),
        encoding="utf-8-sig",
        ragged=[row - 1 for row in RAGGED],
    )
    write.write_csv(
        folder / CYPRES.file,
        headers(CYPRES),
        table(CYPRES, made.lists["cypres"]),
        delimiter=";",
        encoding="windows-1256",
    )
    sheet = write.Sheet(name="الأسماء", header=headers(DAFTAR), rows=table(DAFTAR, made.lists["daftar"]))
    write.write_ods(folder / DAFTAR.file, [sheet], now=NOW)
    write.write_jsonl(folder / SUNSET.file, headers(SUNSET), table(SUNSET, made.lists["sunset"]))


def _write_wadi(made: World, path: Path) -> None:
    lines = made.lists["wadi"]
    apart = {one.person.id for one in made.lives if _second_sheet(one)}
    second = next(i for i, line in enumerate(lines) if line.person.id in apart)
    titles = (
        "مركز وادي السنديان للتوثيق - سجل المعتقلين والمختفين قسراً (أسماء مخترعة)",
        f"حتى تاريخ 30/06/2021 - عدد السجلات: {len(lines)}",
    )
    header = headers(WADI)
    first = write.Sheet(
        name=MEN, header=header, rows=table(WADI, lines[:second]), titles=titles, blank_after=second // 2
    )
    rest = write.Sheet(
        name=WOMEN_AND_MINORS,
        header=header,
        rows=table(WADI, lines[second:]),
        titles=titles[:1],
        footer=("المجموع", len(lines)),
    )
    codes = write.Sheet(
        name="رموز",
        header=("الرمز", "المعنى"),
        rows=(("س", "سجل"), ("م", "مراجعة"), ("ق", "قاصر")),
        hidden=True,
    )
    write.write_xlsx(path, [first, rest, codes], now=NOW)


def truth_rows(made: World) -> list[tuple[str, ...]]:
    groups: dict[str, str] = {}
    out: list[tuple[str, ...]] = []
    for organisation in ORGANISATIONS:
        for number, line in enumerate(made.lists[organisation.key], start=1):
            flags = set(line.flags)
            if organisation is LANTERN and number in RAGGED:
                flags.add("ragged")
            person = line.person
            group = groups.setdefault(person.name_group, f"n{len(groups) + 1}")
            out.append(
                (
                    organisation.file, str(number), person.id, line.script, str(line.parts), person.household,
                    person.clan, group, line.source_group, "|".join(sorted(flags)),
                )
            )  # fmt: skip
    return out


def mapping_rows() -> list[tuple[str, ...]]:
    return [(o.file, column.header, column.properties) for o in ORGANISATIONS for column in o.columns]


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def write_demo(folder: Path, seed: str = SEED) -> World:
    made = world(seed)
    write_lists(made, folder / "lists")
    (folder / "truth.csv").write_bytes(csv_bytes(TRUTH_HEADER, truth_rows(made)))
    (folder / "mapping_truth.csv").write_bytes(csv_bytes(MAPPING_HEADER, mapping_rows()))
    return made


def summary(made: World) -> dict[str, int]:
    """What the README states: rows, people on a list, people on none, pairs that a linker should find."""
    lines = [line for listed in made.lists.values() for line in listed]
    per_person = Counter(line.person.id for line in lines)
    listed = {line.person.id: line.person for line in lines}
    households = Counter(person.household for person in listed.values())
    return {
        "rows": sum(per_person.values()),
        "persons": len(per_person),
        "population": len(made.lives),
        "on no list": len(made.lives) - len(per_person),
        "true pairs": sum(n * (n - 1) // 2 for n in per_person.values()),
        "households with several people": sum(1 for n in households.values() if n > 1),
    }
