"""Words that stand beside a place name: "governorate of", "مركز", "countryside"; and cells that name no Syrian
place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA

from sijill.text.places.fold import is_arabic, key_of, tokens_of
from sijill.text.places.gazetteer import COUNTRY_PACK, data_file, rows_of
from sijill.text.places.model import Level


class Role(StrEnum):
    GOVERNORATE = "governorate"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    CENTRE = "centre"
    TOWN = "town"
    VILLAGE = "village"
    QUARTER = "quarter"
    RURAL = "rural"
    DIRECTION = "direction"
    IN = "in"


@lru_cache(maxsize=4)
def place_words(pack: str = COUNTRY_PACK) -> dict[str, Role]:
    """Folded word -> what it says about the name beside it."""
    words: dict[str, Role] = {}
    for row in rows_of(data_file("place_words.csv", pack)):
        for token in tokens_of(row["word"]):
            words.setdefault(token, Role(row["role"]))
    return words


@lru_cache(maxsize=65536)
def role_of(token: str, *, allow_typo: bool = False) -> Role | None:
    """The role of one folded token; with `allow_typo` a level word of five letters and more may carry one wrong
    letter.
    """
    words = place_words()
    role = words.get(token)
    if role is None and token.startswith("ال"):
        role = words.get(token[2:])
    if role is not None or not allow_typo or len(token) < 3:
        return role
    return _near_role(token)


_LEVEL_ROLES = frozenset({Role.GOVERNORATE, Role.DISTRICT, Role.SUBDISTRICT, Role.CENTRE})


@lru_cache(maxsize=1)
def _level_words() -> tuple[tuple[str, Role], ...]:
    return tuple(
        (word, role) for word, role in place_words().items() if role in _LEVEL_ROLES and len(word) >= 4
    )


@lru_cache(maxsize=4096)
def _near_role(token: str) -> Role | None:
    near = {role for word, role in _level_words() if OSA.distance(word, token, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """A writing split into the name proper and what the words around it say.

    `level` is the level a word states; `firm` is False for words that also mean "area" or "town" in general.
    `near` is True
    when a word says the place is only at or near the name (street of, prison of, village of): then the name
    alone is not it.
    `centre`: "مركز", the central sub-district of the district of this name.
    """

    tokens: tuple[str, ...]
    level: Level | None = None
    firm: bool = True
    near: bool = False
    rural: bool = False
    centre: bool = False
    village: bool = False


def cores_of(tokens: list[str]) -> list[Core]:
    """The readings of a writing as name + surrounding words, most literal first: "ريف دمشق الغربي", "ريف دمشق",
    "دمشق".
    """
    cores = [Core(tokens=tuple(tokens))]
    for core in (
        _strip_directions(tokens),
        _strip(tokens, keep_rural=True),
        _strip(tokens),
        _strip(tokens, allow_typo=True),
    ):
        if core is not None and core not in cores:
            cores.append(core)
    return cores


def _strip_directions(tokens: list[str]) -> Core | None:
    roles = [role_of(token) for token in tokens]
    kept = tuple(token for token, role in zip(tokens, roles, strict=True) if role is not Role.DIRECTION)
    return Core(tokens=kept, rural=True) if Role.RURAL in roles and 0 < len(kept) < len(tokens) else None


def _strip(tokens: list[str], *, allow_typo: bool = False, keep_rural: bool = False) -> Core | None:
    # A misspelt level word stands where level words stand: before the name in Arabic, before or after it in Latin.
    may_be_typo = {0, 1} | (set() if is_arabic(tokens[0]) else {len(tokens) - 1}) if allow_typo else set()
    roles = [role_of(token, allow_typo=at in may_be_typo) for at, token in enumerate(tokens)]
    rural = Role.RURAL in roles
    kept: list[str] = []
    said: set[Role] = set()
    for token, role in zip(tokens, roles, strict=True):
        if role is None or (role is Role.DIRECTION and not rural) or (role is Role.RURAL and keep_rural):
            kept.append(token)
        else:
            said.add(role)
    if not kept or len(kept) == len(tokens):
        return None
    level, firm = _level(said)
    return Core(
        tokens=tuple(kept),
        level=level,
        firm=firm,
        near=bool(said & {Role.QUARTER, Role.VILLAGE}),
        rural=rural,
        centre=Role.CENTRE in said,
        village=Role.VILLAGE in said and Role.QUARTER not in said,
    )


_NAMELESS = frozenset({Role.GOVERNORATE, Role.DISTRICT, Role.SUBDISTRICT, Role.CENTRE})


def name_in_spelling(tokens: list[str]) -> list[str]:
    """A published spelling without its level words ("ناحية مركز", "Subdistrict"); "Rif Dimashq", "Damascus
    City" stay whole.
    """
    kept = [token for token in tokens if role_of(token) not in _NAMELESS]
    while len(kept) > 1 and role_of(kept[0]) is Role.IN:
        kept = kept[1:]
    return kept or tokens


def _level(said: set[Role]) -> tuple[Level | None, bool]:
    if Role.SUBDISTRICT in said or Role.CENTRE in said:
        return Level.SUBDISTRICT, True
    if Role.GOVERNORATE in said:
        return Level.GOVERNORATE, True
    if Role.DISTRICT in said:
        return Level.DISTRICT, False
    if Role.TOWN in said:
        return Level.SUBDISTRICT, False
    return None, True


@lru_cache(maxsize=1)
def _foreign() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for row in rows_of(files("sijill.text") / "data" / "foreign_places.csv"):
        table.setdefault(key_of(tokens_of(row["text"])), set()).add(row["iso3"])
    return {key: frozenset(countries) for key, countries in table.items()}


def countries_of(tokens: list[str]) -> frozenset[str]:
    """ISO 3166-1 alpha-3 codes of the countries a writing names, exactly as listed; empty when it names none."""
    table = _foreign()
    return table.get(key_of(tokens), frozenset()) if tokens else frozenset()


@lru_cache(maxsize=1)
def _unknown() -> frozenset[str]:
    return frozenset(_unknown_keys())


def _unknown_keys() -> Iterator[str]:
    for row in rows_of(files("sijill.text") / "data" / "unknown_words.csv"):
        yield " ".join(tokens_of(row["text"]))


def says_unknown(tokens: list[str]) -> bool:
    """True for a cell that says nothing is known ("غير معروف", "n/a", "?") and for one without letters or digits."""
    return not tokens or " ".join(tokens) in _unknown()


@lru_cache(maxsize=2)
def _everyday(where: str, pack: str = COUNTRY_PACK) -> dict[str, str]:
    rows = rows_of(data_file("everyday_words.csv", pack))
    return {key_of(tokens_of(row["text"])): row["why"] for row in rows if row["where"] == where}


def everyday_word(key: str) -> str | None:
    """Why a place name, given as its key, is likelier to mean something else even in a cell for places; else None."""
    return _everyday("cell").get(key)


def prose_word(key: str) -> bool:
    """True for a place name that running text uses as an ordinary word: the door, dignity, the revolution."""
    return key in _everyday("prose")
