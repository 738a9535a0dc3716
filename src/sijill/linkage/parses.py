"""Every way to read a name as given, father, grandfather and family, with what each reading costs.

A reading accounts for every unit: what it does not put into a slot it pays for. Costs are bits, so that an alternative
that costs 2 is taken to be true for one name in four of its shape.
"""

from collections.abc import Sequence
from itertools import product
from typing import Final, NamedTuple

from sijill.linkage.units import MUHAMMAD, Frequencies, join, skeleton, words

MAX_PARSES: Final = 10


class Parse(NamedTuple):
    """Units by slot, None where the reading has nothing; ``cost`` in bits, 0 for the plain reading."""

    given: str | None
    father: str | None
    grandfather: str | None
    family: str | None
    cost: float


# Slot patterns by number of units: indices of the units joined into each slot, and the cost.
# Given, father, grandfather, family. "01" joins the first two units.
_PATTERNS: Final[dict[int, tuple[tuple[str, str, str, str, float], ...]]] = {
    1: (("0", "", "", "", 0.0),),
    2: (
        ("0", "", "", "1", 0.0),
        ("0", "1", "", "", 1.5),
        ("1", "", "", "0", 2.5),
        ("01", "", "", "", 3.0),
    ),
    3: (
        ("0", "1", "", "2", 0.0),
        ("0", "1", "2", "", 1.5),
        ("01", "", "", "2", 2.0),
        ("0", "", "", "12", 2.0),
        ("1", "2", "", "0", 2.5),
        ("0", "12", "", "", 3.0),
        ("2", "1", "", "0", 4.0),
    ),
    4: (
        ("0", "1", "2", "3", 0.0),
        ("01", "2", "", "3", 1.5),
        ("0", "12", "", "3", 1.5),
        ("0", "1", "", "23", 1.5),
        ("1", "2", "3", "0", 3.0),
    ),
    5: (
        ("0", "1", "2", "34", 0.5),
        ("01", "2", "3", "4", 0.5),
        ("0", "12", "3", "4", 0.5),
        ("0", "1", "23", "4", 0.5),
        ("0", "1", "2", "4", 1.0),
    ),
}


def of_text(units: Sequence[str]) -> list[Parse]:
    """Readings of one whole name, cheapest first."""
    size = len(units)
    if size == 0:
        return []
    if size > 5:
        units = (*units[:3], "".join(units[3:-1]), units[-1])
        size = 5
    found = [_filled(units, pattern) for pattern in _PATTERNS[size]]
    if size <= 2 and is_kunya(units[0]):
        found = [
            Parse(None, None, None, units[1] if size == 2 else None, 0.0),
            *(p._replace(cost=2.0) for p in found[:1]),
        ]
    if size > 2 and is_muhammad(units[0]):
        found += [parse._replace(cost=parse.cost + 0.5) for parse in of_text(units[1:])[:2]]
    if size == 4 and is_muhammad(units[1]):
        found.append(Parse(units[0], units[2], None, units[3], 1.0))
    return sorted(found, key=_cost)


def _filled(units: Sequence[str], pattern: tuple[str, str, str, str, float]) -> Parse:
    given, father, grandfather, family = (_joined(units, slot) for slot in pattern[:4])
    return Parse(given, father, grandfather, family, pattern[4])


def _joined(units: Sequence[str], slot: str) -> str | None:
    return "".join(units[int(at)] for at in slot) or None


def _cost(parse: Parse) -> float:
    return parse.cost


_KUNYA: Final = ("ابو", "أبو", "ام", "أم", "abu", "abo", "abou", "aboo", "umm", "om", "oum", "um")


def is_kunya(unit: str) -> bool:
    """Whether a unit in first place is a kunya (Abu Zayd) and no given name. Short names like Umar are none."""
    if not unit.startswith(_KUNYA):
        return False
    particle = next((start for start in _KUNYA if unit.startswith(start)), "")
    return bool(particle) and len(unit) - len(particle) >= (3 if len(particle) > 2 else 5)


def is_muhammad(unit: str) -> bool:
    return skeleton(unit) in MUHAMMAD and not unit.startswith(("mah", "محمو", "ma7"))


def of_columns(
    given: Sequence[str], father: Sequence[str], grandfather: Sequence[str], family: Sequence[str]
) -> list[Parse]:
    """Readings of a name that the source gave in parts, as units by part."""
    if grandfather and tuple(father) == tuple(grandfather):
        grandfather = ()
    fathers = _fathers(father, grandfather)
    found = [
        Parse(g, f, gf, fam, g_cost + f_cost + fam_cost)
        for (g, g_cost), (f, gf, f_cost), (fam, fam_cost) in product(
            _givens(given), fathers, _families(family)
        )
    ]
    plain = found[0]
    if plain.given and plain.family:
        found.append(plain._replace(given=plain.family, family=plain.given, cost=3.0))
    return sorted(found, key=_cost)


def _givens(units: Sequence[str]) -> list[tuple[str | None, float]]:
    if len(units) <= 1:
        return [(units[0] if units else None, 0.0)]
    found: list[tuple[str | None, float]] = [("".join(units), 0.0)]
    if is_muhammad(units[0]):
        found.append(("".join(units[1:]), 0.5))
    return found


def _fathers(father: Sequence[str], grandfather: Sequence[str]) -> list[tuple[str | None, str | None, float]]:
    whole = "".join(grandfather) or None
    if len(father) <= 1:
        return [(father[0] if father else None, whole, 0.0)]
    if whole:
        return [("".join(father), whole, 0.0), (father[-1], whole, 1.5)]
    return [(father[0], "".join(father[1:]), 0.3), ("".join(father), None, 0.3)]


def _families(units: Sequence[str]) -> list[tuple[str | None, float]]:
    if len(units) <= 1:
        return [(units[0] if units else None, 0.0)]
    return [("".join(units), 0.0), (units[-1], 1.5)]


def of_record(
    names: Sequence[str],
    parts: tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]],
    frequencies: Frequencies,
) -> list[tuple[list[Parse], int]]:
    """All readings of a record, by name: each name's readings cheapest first, with its script (0 Arabic, 1 Latin).

    ``parts``: texts of the given, father's, grandfather's and family name columns; the n-th texts belong together.
    """
    found: list[tuple[list[Parse], int]] = []
    for text in names:
        found += _scripted(readings([text], frequencies, in_columns=False))
    for at in range(max(map(len, parts), default=0)):
        texts = [column[at] if at < len(column) else "" for column in parts]
        found += _scripted(readings(texts, frequencies, in_columns=True))
    return found


def readings(texts: Sequence[str], frequencies: Frequencies, *, in_columns: bool) -> list[Parse]:
    """Readings of one name, cheapest first: of one text, or of the texts of its four columns."""
    return _column_readings(texts, frequencies) if in_columns else _text_readings(texts[0], frequencies)


def _text_readings(text: str, frequencies: Frequencies) -> list[Parse]:
    found = words(text)
    readings = of_text(join(found))
    mended = frequencies.mended(found)
    if mended:
        readings += [parse._replace(cost=parse.cost + 1.0) for parse in of_text(join(mended))[:3]]
    return distinct(readings)


def _column_readings(texts: Sequence[str], frequencies: Frequencies) -> list[Parse]:
    found = [words(text) for text in texts]
    readings = of_columns(*(join(part) for part in found))
    mended = [frequencies.mended(part) for part in found]
    if any(mended):
        again = (join(new or old) for new, old in zip(mended, found, strict=True))
        readings += [parse._replace(cost=parse.cost + 1.0) for parse in of_columns(*again)[:3]]
    return distinct(readings)


def distinct(readings: list[Parse]) -> list[Parse]:
    """Each reading once, at its least cost; at most ``MAX_PARSES``."""
    cheapest: dict[tuple[str | None, ...], Parse] = {}
    for parse in sorted(readings, key=_cost):
        cheapest.setdefault(parse[:4], parse)
    return [parse for parse in list(cheapest.values())[:MAX_PARSES] if any(parse[:4])]


def _scripted(readings: list[Parse]) -> list[tuple[list[Parse], int]]:
    if not readings:
        return []
    letters = "".join(part for part in readings[0][:4] if part)
    arabic = sum("\u0600" <= ch <= "\u06ff" for ch in letters)
    script = 0 if 2 * arabic >= len(letters) else 1
    return [(readings, script)]
