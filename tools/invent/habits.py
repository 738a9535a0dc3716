"""How an organisation writes what it heard: which parts of a name, in which order, with which slips.

An organisation is data (`Organisation`) and one function that turns a `Heard` into cells. The rates here are
those of the five invented organisations and of nobody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from tools.invent import damage
from tools.invent.chance import Chance
from tools.invent.facts import Gaps, Heard
from tools.invent.lives import Life
from tools.invent.names_tables import Name, Tongue
from tools.invent.people import MOHAMMAD, Person
from tools.invent.spelling import Speller

Cell = str | int | dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`properties` are those a correct mapping may give; empty: a column that should stay unmapped."""

    header: str
    properties: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """Shares of rows."""

    typo: float = 0.03
    swapped: float = 0.0
    nisba: float = 0.02  # the town's nisba in place of the family name
    glued: float = 0.0
    pdf: float = 0.0
    drop_mohammad: float = 0.5  # of double given names
    hamza: float = 0.0  # by word
    ta: float = 0.0
    ya: float = 0.0
    joined: float = 0.0
    son_of: float = 0.0  # given بن father family
    persian: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    key: str
    arabic: str
    english: str
    french: str
    file: str
    rows: int  # before duplicates
    duplicates: int
    gaps: Gaps
    slips: Slips
    columns: tuple[Column, ...]
    appeal: Callable[[Life], float]  # how likely this organisation is to hear of somebody
    write: Callable[[Heard, Desk], Line]
    tongue: Tongue = Tongue.ENGLISH


@dataclass(slots=True, kw_only=True)
class Desk:
    """The person who types: one stream of chance, and one hand for each tongue."""

    chance: Chance
    slips: Slips
    spellers: dict[Tongue, Speller]
    number: int = 0

    @classmethod
    def of(cls, organisation: Organisation, chance: Chance) -> Desk:
        hands = {tongue: Speller(tongue, chance.child(tongue.value)) for tongue in Tongue}
        return cls(chance=chance, slips=organisation.slips, spellers=hands)

    def next_number(self) -> int:
        self.number += self.chance.between(1, 4)
        return self.number


@dataclass(slots=True, kw_only=True)
class Line:
    """One row of a list: cells by header, and what the truth file says of it."""

    cells: dict[str, Cell]
    person: Person
    script: str  # "ar" or "la"
    parts: int  # name parts given, 0 for a nickname only
    flags: set[str] = field(default_factory=set)
    source_group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The name of one row in pieces, before they are joined or put in columns."""

    given: str
    father: str
    grandfather: str
    family: str

    @property
    def count(self) -> int:
        return sum(1 for part in (self.given, self.father, self.grandfather, self.family) if part)


NISBA = {
    "SY020000": Name(arabic="الحلبي", sound="al-ḥalabī"),
    "SY030200": Name(arabic="الدوماني", sound="al-dūmānī"),
    "SY030201": Name(arabic="الحرستاني", sound="al-ḥarastānī"),
    "SY030900": Name(arabic="الداراني", sound="al-dārānī"),
    "SY030700": Name(arabic="الزبداني", sound="al-zabadānī"),
    "SY040100": Name(arabic="الحمصي", sound="al-ḥimṣī"),
    "SY040400": Name(arabic="الرستناوي", sound="al-rastanāwī"),
    "SY040500": Name(arabic="التدمري", sound="al-tadmurī"),
    "SY050100": Name(arabic="الحموي", sound="al-ḥamawī"),
    "SY070000": Name(arabic="الإدلبي", sound="al-idlibī"),
    "SY020300": Name(arabic="العفريني", sound="al-ʿafrīnī"),
    "SY090100": Name(arabic="الديري", sound="al-dayrī"),
    "SY110100": Name(arabic="الرقاوي", sound="al-raqqāwī"),
    "SY120000": Name(arabic="الدرعاوي", sound="al-darʿāwī"),
    "SY130000": Name(arabic="السويدائي", sound="al-suwaydāʾī"),
}


def written_names(
    heard: Heard, desk: Desk, *, fullness: int
) -> tuple[list[Name], list[Name], list[Name], list[Name]]:
    """Given, father, grandfather and family as the names that this row will show. `fullness` is 2, 3 or 4 parts."""
    person = heard.person
    given = list(person.given)
    if len(given) == 2:
        heard.flags.add("double_given")
        if desk.chance.happens(desk.slips.drop_mohammad):
            given = given[1:]
    father = list(person.father) if fullness >= 3 else []
    if len(father) == 2 and desk.chance.happens(desk.slips.drop_mohammad):
        father = [name for name in father if name != MOHAMMAD]
    grandfather = [person.grandfather] if fullness >= 4 and heard.grandfather else []
    family = person.family
    nisba = NISBA.get(person.town.pcode)
    if nisba is not None and nisba.arabic != family.arabic and desk.chance.happens(desk.slips.nisba):
        heard.flags.add("altfamily")
        family = nisba
    return given, father, grandfather, [family]


def in_arabic(heard: Heard, desk: Desk, *, fullness: int) -> Parts:
    groups = written_names(heard, desk, fullness=fullness)
    slips = desk.slips
    texts = [
        damage.loosen(
            " ".join(name.arabic for name in group),
            desk.chance,
            hamza=slips.hamza,
            ta=slips.ta,
            ya=slips.ya,
            joined=slips.joined,
        )
        for group in groups
    ]
    return _slip(texts, heard, desk)


def in_latin(heard: Heard, desk: Desk, tongue: Tongue, *, fullness: int) -> Parts:
    groups = written_names(heard, desk, fullness=fullness)
    return _slip([desk.spellers[tongue].names(group) for group in groups], heard, desk)


def _slip(texts: list[str], heard: Heard, desk: Desk) -> Parts:
    if desk.chance.happens(desk.slips.typo):
        heard.flags.add("typo")
        filled = [i for i, text in enumerate(texts) if text]
        i = desk.chance.pick(filled)
        texts[i] = damage.typo(texts[i], desk.chance)
    given, father, grandfather, family = texts
    return Parts(given=given, father=father, grandfather=grandfather, family=family)


def whole(parts: Parts, heard: Heard, desk: Desk) -> str:
    """The parts in one cell: in order, or family name first; with بن now and then; glued or damaged by a PDF reader."""
    pieces = [parts.given, parts.father, parts.grandfather, parts.family]
    if desk.chance.happens(desk.slips.son_of) and parts.father:
        pieces = [parts.given, "بنت" if heard.person.woman else "بن", *pieces[1:]]
    elif desk.chance.happens(desk.slips.swapped):
        heard.flags.add("swapped")
        pieces = [parts.family, parts.given, parts.father, parts.grandfather]
    text = " ".join(piece for piece in pieces if piece)
    if desk.chance.happens(desk.slips.glued):
        heard.flags.add("glued")
        text = damage.glue(text, desk.chance)
    if desk.chance.happens(desk.slips.pdf):
        damaged = damage.from_pdf(text, desk.chance)
        if damaged != text:
            heard.flags.add("pdf")
        text = damaged
    if desk.chance.happens(desk.slips.persian):
        text = damage.persian_keys(text)
    return text


def kunya_arabic(person: Person) -> str | None:
    """أبو or أم with a child's name; None for people who have none."""
    if person.kunya is None:
        return None
    return f"{'أم' if person.woman else 'أبو'} {person.kunya.arabic}"


def age_at_arrest(heard: Heard) -> int | None:
    if heard.birth is None or heard.arrest is None:
        return None
    birth, day = heard.birth.date, heard.episode.arrest
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
