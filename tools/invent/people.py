"""Invented people in families over three generations: grandfather, fathers, children.

What makes real lists hard is made here: brothers, cousins named after the same grandfather, fathers and sons
with repeated names (khalid son of mahmud, mahmud son of khalid), namesakes in one town, double given names
with a leading محمد, women who keep their father's family, married cousins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.invent import names_tables as tables
from tools.invent.chance import Chance
from tools.invent.names_tables import Name
from tools.invent.places_tables import TOWNS, Community, Town

MOHAMMAD = tables.MEN[0]
# Second halves of double given names: محمد خالد, محمد نور ...
_AFTER_MOHAMMAD = (
    "خالد",
    "علي",
    "ياسر",
    "بلال",
    "أيمن",
    "سامر",
    "فراس",
    "بسام",
    "زياد",
    "أنس",
    "مازن",
    "فارس",
    "هيثم",
)
_NICKNAMES = {
    "عبد الله": "عبدو", "عبد الرحمن": "عبدو", "إبراهيم": "برهوم", "محمد": "حمودة", "خالد": "خلودي", "يوسف": "يوسو",
    "سليمان": "سلوم", "إسماعيل": "سمعو", "حسين": "حسونة", "مصطفى": "صطيف", "فاطمة": "فطوم", "خديجة": "خدوج",
    "عبد القادر": "قدورة", "محمود": "حمودي", "زكريا": "زكور",
}  # fmt: skip
_TRADES = (
    "طالب", "طالب جامعي", "عامل", "مزارع", "مدرس", "سائق", "تاجر", "موظف", "مهندس", "طبيب", "نجار", "حداد",
    "خياط", "عسكري", "ممرض", "محام", "بائع خضار", "كهربائي",
)  # fmt: skip
_TRADES_OF_WOMEN = ("ربة منزل", "طالبة", "طالبة جامعية", "معلمة", "ممرضة", "موظفة", "خياطة", "طبيبة")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person. `given` has one name, or two for a double given name; birth is known to the day here."""

    id: str
    woman: bool
    given: tuple[Name, ...]
    father: tuple[Name, ...]
    grandfather: Name
    family: Name
    mother: Name
    mother_family: Name
    birth: dt.date
    town: Town
    community: Community
    kunya: Name | None
    nickname: str | None
    trade: str
    household: str
    clan: str

    @property
    def name_group(self) -> str:
        """Equal for two people whose given, father's and family names are the same."""
        parts = (*self.given, *self.father, self.family)
        return "-".join(name.arabic for name in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A male line of a clan: what a child needs to know of its forefathers."""

    clan: str
    household: str
    town: Town
    community: Community
    family: Name
    grandfather: Name
    father: tuple[Name, ...]
    mother: Name
    mother_family: Name


def people(count: int, chance: Chance) -> list[Person]:
    """`count` arrested people out of whole families; some families lost several members, most lost one."""
    drawn: list[Person] = []
    number = 0
    while len(drawn) < count:
        number += 1
        drawn.extend(_clan(f"c{number}", chance))
    drawn = drawn[:count]
    drawn += _namesakes(drawn, max(2, count // 60), chance)
    drawn = chance.shuffled(drawn)[:count]
    return [replace(person, id=f"P{i:05d}") for i, person in enumerate(drawn, start=1)]


def _clan(clan: str, chance: Chance) -> list[Person]:
    town = chance.weighted(TOWNS, [town.weight for town in TOWNS])
    community = chance.early(town.communities, 0.6)
    family = chance.early(_families(community, chance), 12.0)
    out: list[Person] = []
    for g in range(chance.between(1, 2)):
        grandfather = _men(community, chance)
        eldest = _men(community, chance)
        above = _household(f"{clan}g{g}", clan, town, community, family, grandfather=eldest, chance=chance)
        above = replace(above, father=(grandfather,))  # the household in which the fathers were children
        brothers: set[Name] = set()
        for f in range(chance.between(1, 3)):
            name = f"{clan}h{g}{f}"
            line = _household(name, clan, town, community, family, grandfather=grandfather, chance=chance)
            if line.father[-1] not in brothers:
                brothers.add(line.father[-1])
                out += _arrested_of(line, above, chance)
    return out


def _household(
    household: str,
    clan: str,
    town: Town,
    community: Community,
    family: Name,
    *,
    grandfather: Name,
    chance: Chance,
) -> _Line:
    father = _given(community, chance, woman=False)
    while father[-1] == grandfather or father[0] == grandfather:
        father = _given(community, chance, woman=False)
    married_cousin = chance.happens(0.22)
    return _Line(
        clan=clan,
        household=household,
        town=town,
        community=community,
        family=family,
        grandfather=grandfather,
        father=father,
        mother=_women(community, chance),
        mother_family=family if married_cousin else chance.early(_families(community, chance), 25.0),
    )


def _arrested_of(line: _Line, father_line: _Line, chance: Chance) -> list[Person]:
    """The members of one household who were arrested: mostly one child, sometimes several, sometimes the father too."""
    hit_hard = chance.happens(0.13)
    share = 0.45 if hit_hard else 0.1
    father_birth = chance.around(1955, 9)
    out: list[Person] = []
    named: set[str] = set()
    first_son: Name | None = None
    for order in range(chance.between(2, 7)):
        woman = chance.happens(0.48)
        given = _child_name(line, chance, woman=woman, first_son=first_son is None and not woman)
        if given[-1].arabic in named:
            continue  # two brothers of one name (or سامر and محمد سامر) would be one person to every reader
        named.add(given[-1].arabic)
        if not woman and first_son is None:
            first_son = given[-1]
        if chance.happens(share * (0.16 if woman else 1.0)):
            year = father_birth + chance.between(21, 26) + 2 * order + chance.between(0, 1)
            out.append(_person(line, given, year, chance, woman=woman))
    if chance.happens(0.16 if hit_hard else 0.03):
        out.append(_person(father_line, line.father, father_birth, chance, woman=False, eldest_son=first_son))
    return out


def _person(
    line: _Line,
    given: tuple[Name, ...],
    year: int,
    chance: Chance,
    *,
    woman: bool,
    eldest_son: Name | None = None,
) -> Person:
    birth = dt.date(min(max(year, 1938), 2006), chance.between(1, 12), chance.between(1, 28))
    has_children = birth.year < 1990 and chance.happens(0.6)
    kunya = eldest_son or (_men(line.community, chance) if has_children else None)
    return Person(
        id="",
        woman=woman,
        given=given,
        father=line.father,
        grandfather=line.grandfather,
        family=line.family,
        mother=line.mother,
        mother_family=line.mother_family,
        birth=birth,
        town=line.town,
        community=line.community,
        kunya=kunya,
        nickname=_NICKNAMES.get(given[-1].arabic) if chance.happens(0.5) else None,
        trade=_trade(year, chance, woman=woman),
        household=line.household,
        clan=line.clan,
    )


def _trade(year: int, chance: Chance, *, woman: bool) -> str:
    """Only people born after 1988 are students."""
    while True:
        trade = chance.early(_TRADES_OF_WOMEN if woman else _TRADES)
        if year > 1988 or not trade.startswith("طالب"):
            return trade


def _child_name(line: _Line, chance: Chance, *, woman: bool, first_son: bool) -> tuple[Name, ...]:
    """The first son is named after the grandfather in three families of ten: cousins then carry one name."""
    if first_son and chance.happens(0.3) and line.grandfather != line.father[-1]:
        return (line.grandfather,)
    for _ in range(8):
        given = _given(line.community, chance, woman=woman)
        if given[-1] != line.father[-1]:
            return given
    return given


def _given(community: Community, chance: Chance, *, woman: bool) -> tuple[Name, ...]:
    if woman:
        return (_women(community, chance),)
    if community is not Community.ARMENIAN and chance.happens(0.11):
        second = chance.pick(_AFTER_MOHAMMAD)
        return (MOHAMMAD, next(name for name in tables.MEN if name.arabic == second))
    return (_men(community, chance),)


def _men(community: Community, chance: Chance) -> Name:
    own = {Community.KURDISH: tables.KURDISH_MEN, Community.ARMENIAN: tables.ARMENIAN_MEN}.get(community)
    if own is not None and chance.happens(0.85 if community is Community.ARMENIAN else 0.5):
        return chance.early(own)
    return chance.early(tables.MEN, 6.0)


def _women(community: Community, chance: Chance) -> Name:
    own = {Community.KURDISH: tables.KURDISH_WOMEN, Community.ARMENIAN: tables.ARMENIAN_WOMEN}.get(community)
    if own is not None and chance.happens(0.85 if community is Community.ARMENIAN else 0.5):
        return chance.early(own)
    return chance.early(tables.WOMEN, 6.0)


def _families(community: Community, chance: Chance) -> Sequence[Name]:
    match community:
        case Community.ARAB:
            return tables.FAMILIES
        case Community.KURDISH:
            return tables.KURDISH_FAMILIES if chance.happens(0.75) else tables.FAMILIES
        case Community.ARMENIAN:
            return tables.ARMENIAN_FAMILIES
        case Community.CIRCASSIAN:
            return tables.CIRCASSIAN_FAMILIES


def _namesakes(drawn: Sequence[Person], count: int, chance: Chance) -> list[Person]:
    """Other people of the same town with the same given, father's and family names: another grandfather and mother."""
    out = []
    for i in range(count):
        double = chance.pick(drawn)
        out.append(
            replace(
                double,
                grandfather=_men(double.community, chance),
                mother=_women(double.community, chance),
                mother_family=chance.early(_families(double.community, chance), 25.0),
                birth=double.birth.replace(
                    year=min(2006, double.birth.year + chance.between(-9, 9)), day=chance.between(1, 28)
                ),
                kunya=None,
                household=f"n{i}",
            )
        )
    return out
