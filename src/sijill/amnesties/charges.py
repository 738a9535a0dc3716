"""What the words of a charge say: which law and article, whether somebody died, whether ties abroad are alleged."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from sijill.amnesties.decrees import read_rows
from sijill.text import words
from sijill.text.scripts import clean

# Articles that also hold the case in which somebody died (Law 19/2012 art. 7, Penal Code art. 305): the article alone
# does not say whether the charge is of a death.
DEATH_POSSIBLE: Final = frozenset({"ctl_7", "penal_terrorism_304_306"})
SILENT: Final = frozenset({"unknown", "not_communicated", "none"})
NEVER: Final = "never_charged"
TERRORISM: Final = frozenset(
    {"ctl_2", "ctl_3", "ctl_4", "ctl_5", "ctl_6", "ctl_7", "ctl_8", "ctl_10", "penal_terrorism_304_306"}
)
# An accusation in everyday words: under which law it was brought, nobody says.
LAW_NOT_STATED: Final = "law_not_stated"
EVERYDAY: Final = frozenset(
    {
        "terrorism",
        "demonstration",
        "weapons",
        "state_prestige",
        "sectarian_incitement",
        "aiding_armed_groups",
        "espionage",
        "other",
    }
)
_FOLD: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})
_DIGITS: Final = {ord(char): str(unicodedata.digit(char)) for char in "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeReading:
    """``bases`` are codes of ``legal_basis`` (also ``law_not_stated``).

    ``death``: True a death is charged, False the words say nobody died, None they do not say.
    ``death_open``: attempt, incitement or threat is charged, or an article that also holds deaths.
    """

    bases: frozenset[str]
    death: bool | None
    death_open: bool
    foreign_ties: bool

    @property
    def known(self) -> bool:
        """Whether any accusation is known at all."""
        return bool(self.bases - SILENT - {NEVER})


@cache
def read_charge(text: str) -> ChargeReading:
    """Reads one cell of a charge or sentence; a text that nothing reads has no bases."""
    folded = _folded(text)
    bases = {one.code for one in words.read(text, axis="legal_basis") if one.axis == "legal_basis"}
    charges = {one.code for one in words.read(text, axis="charge") if one.axis == "charge"}
    bases |= {basis for code in charges for basis in _basis_of_charge().get(code, ())}
    for pattern, code in _patterns("basis"):
        bases |= {code.format(found[1]) for found in pattern.finditer(folded)}
    if any(pattern.search(folded) for pattern, _ in _patterns("other")):
        bases.add("penal_other")
    if charges & EVERYDAY and not bases - SILENT:
        bases.add(LAW_NOT_STATED)
    denied = any(pattern.search(folded) for pattern, _ in _patterns("death_not"))
    attempted = any(pattern.search(folded) for pattern, _ in _patterns("death_open"))
    rest = folded
    for kind in ("death_not", "death_open"):
        for pattern, _ in _patterns(kind):
            rest = pattern.sub(" ", rest)
    charged = any(pattern.search(rest) for pattern, _ in _patterns("death"))
    if charged and not bases - SILENT:
        bases.add("penal_other")
    if attempted and not bases - SILENT:
        bases.add("penal_other")
    if bases - SILENT:
        bases -= SILENT
    return ChargeReading(
        bases=frozenset(bases),
        death=True if charged else (False if denied else None),
        death_open=attempted or bool(bases & DEATH_POSSIBLE) or LAW_NOT_STATED in bases,
        foreign_ties=any(pattern.search(folded) for pattern, _ in _patterns("ties"))
        or "espionage" in charges,
    )


@cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """(pattern over folded text, code without its list) of one kind of rows in charges.csv."""
    return tuple(
        (re.compile(_letters(row["pattern"])), row["code"].split(":")[-1])
        for row in read_rows("charges.csv")
        if row["kind"] == kind
    )


@cache
def _basis_of_charge() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in read_rows("charges.csv"):
        if row["kind"] == "charge":
            found[row["pattern"].split(":")[1]] = (row["code"].split(":")[1],)
    return found


def _letters(pattern: str) -> str:
    """The same letters folded as in the text; patterns have no letters whose case matters but escapes."""
    return pattern.translate(_FOLD)


def _folded(text: str) -> str:
    return clean(text).casefold().translate(_FOLD).translate(_DIGITS)


def nationality(text: str) -> str | None:
    """ISO 3166-1 alpha-3, ``XXA`` stateless, ``unknown`` when the cell says so; None for what is not in the table."""
    return _nationalities().get(_folded(text).strip(" .،"))


@cache
def _nationalities() -> dict[str, str]:
    return dict(_spellings())


def _spellings() -> Iterator[tuple[str, str]]:
    for row in read_rows("nationalities.csv"):
        for spelling in row["spellings"].split("|"):
            yield _folded(spelling), row["code"]
