"""Reading one cell that should name a place.

The steps: say what is no Syrian place at all; read the whole as one name; else read its parts and let one narrow the
other; then decide whether one reading is safe. "Safe" is deliberately narrow: a wrong place in a record is
worse than an
unread one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from sijill.text.places.communities import known_community, lies_in
from sijill.text.places.fold import is_arabic, key_of, marked_tokens_of, tokens_of
from sijill.text.places.gazetteer import Gazetteer, gazetteer, remembered
from sijill.text.places.index import Near, SpellingIndex, spelling_index, written
from sijill.text.places.model import Candidate, Level, PlaceReading, Unit
from sijill.text.places.words import (
    Core,
    Role,
    cores_of,
    countries_of,
    everyday_word,
    name_in_spelling,
    role_of,
    says_unknown,
)
from sijill.text.scripts import clean

LONGEST_CELL: Final = 160  # letters; longer texts are prose, which `find` reads
LONGEST_NAME: Final = 9  # words
SHOWN: Final = 8  # candidates returned at most
LOOKALIKE: Final = 0.7  # lowest score shown
TIE: Final = 0.015  # units this close in score are read as homonyms
MARGIN: Final = 0.08  # a misspelling is safe only when the next unrelated unit is this much further away

_SEPARATORS: Final = re.compile(
    r"[()\[\]{},،;؛/\\|:•·<>«»\"“”=+]|\s[-–—_]\s|\s[-–—]|[-–—]\s|[–—]|(?<=[\u0621-\u064a])[-_](?=[\u0621-\u064a])|\.\s"
)

# "The quarter of X" is X itself where X is a quarter; "the street of X" may be anywhere.
_WORDS_FOR_QUARTER: Final = frozenset(
    ["حي", "حارة", "حاره", "quarter", "neighborhood", "neighbourhood", "quartier", "mahallesi", "semti"]
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One name read by itself: score per unit, and whether the writing as such is near enough to be trusted."""

    tokens: tuple[str, ...]
    scores: dict[str, float] = field(default_factory=dict)
    safe: bool = False
    near: bool = False  # "street of", "prison of": the place is not the name itself
    level: Level | None = None
    rural: bool = False
    village: bool = False
    blocked: str | None = None  # why a lookalike is not taken

    def best(self) -> float:
        return max(self.scores.values(), default=0.0)

    def tied(self) -> frozenset[str]:
        top = self.best()
        return frozenset(pcode for pcode, score in self.scores.items() if score >= top - TIE)

    @property
    def read(self) -> bool:
        return self.safe and not self.near


def read(text: str, *, within: str | None = None) -> PlaceReading:
    """Read one writing of one place, in either script.

    `within`: a p-code, or the text of a second column (the governorate), that the place should lie in: it
    chooses between
    homonyms and narrows "Homs" to the district when the column says the governorate. A place that does not lie in
    `within` is not resolved.
    """
    if not isinstance(text, str):
        raise TypeError("a place is read from text")
    return _read(text, within)


@remembered(65536)
def _read(text: str, within: str | None) -> PlaceReading:
    cleaned = clean(text)
    if len(cleaned) > LONGEST_CELL:
        return PlaceReading(original=text, note="too long for a place; use find() on running text")
    tokens = tokens_of(cleaned)
    if says_unknown(tokens):
        return PlaceReading(original=text, note="says unknown" if cleaned else "blank")
    countries = countries_of(tokens)
    if countries:
        return PlaceReading(
            original=text,
            country=min(countries) if len(countries) == 1 else None,
            note="outside the gazetteer: another country",
        )
    scope = _scope(within)
    return replace(_in_its_governorate(_read_cell(cleaned, tokens, scope), tokens, scope), original=text)


def _in_its_governorate(reading: PlaceReading, tokens: list[str], scope: frozenset[str]) -> PlaceReading:
    """A quarter or village without a code is not resolved, but a comparison may use the governorate it lies in."""
    if reading.codes:
        return reading
    named = [token for token in tokens if token not in _WORDS_FOR_QUARTER]
    itself = [core for core in cores_of(named) if core.village or not core.near] if named else []
    around = next((found for core in itself if (found := lies_in(core.tokens))), frozenset())
    if not around:
        return reading
    places = gazetteer()
    around = around if not scope else frozenset(
        code for code in around if any(places.contains(code, s) or places.contains(s, code) for s in scope)
    )  # fmt: skip
    names = ", ".join(places.units[code].name_en for code in sorted(around))
    note = f"not in the gazetteer; lies in {names}" if around else "not in the place given beside it"
    spelled_so = tuple(each for each in reading.candidates if each.score >= 0.97)  # not mere lookalikes
    return replace(reading, candidates=spelled_so, codes=tuple(sorted(around)), note=note)


def forget() -> None:
    """Drop the readings remembered so far; only measurements and changed tables need it."""
    _read.cache_clear()  # type: ignore[attr-defined]  # `remembered` keeps the function's own type


def same_name(pcode: str) -> frozenset[str]:
    """The units that bear the same Arabic name and lie in one another; `pcode` among them."""
    return _family(pcode, gazetteer())


def _scope(within: str | None) -> frozenset[str]:
    """The units a second column allows; empty when there is none or it says nothing."""
    if within is None or not within.strip():
        return frozenset()
    if within in gazetteer().units:
        return frozenset((within,))
    return frozenset(_read(within, None).codes)


def _read_cell(cleaned: str, tokens: list[str], scope: frozenset[str]) -> PlaceReading:
    whole = _read_name(tokens, marked_tokens_of(cleaned))
    parts = _parts_of(cleaned)
    if (whole.read and whole.best() >= 0.97) or (len(parts) < 2 and whole.read and len(tokens) == 1):
        return _decide(whole, scope)
    readings = (
        [_read_name(tokens_of(part), marked_tokens_of(part)) for part in parts] if len(parts) > 1 else []
    )
    if len(readings) > 1 and any(part.read for part in readings):
        return _combine(readings, scope)
    split = _split_words(tokens)
    if split is not None:
        return _combine(list(split), scope)
    return _decide(whole, scope)


def _parts_of(cleaned: str) -> list[str]:
    parts = [part.strip() for part in _SEPARATORS.split(cleaned)]
    kept = [part for part in parts if tokens_of(part) and not _says_country_itself(tokens_of(part))]
    return kept[:4]


def _says_country_itself(tokens: list[str]) -> bool:
    return key_of(tokens) in _own_country_keys()


@remembered(1)
def _own_country_keys() -> frozenset[str]:
    places = gazetteer()
    return frozenset(
        key_of(tokens_of(spelling.text))
        for spelling in places.spellings
        if places.units[spelling.pcode].level == Level.COUNTRY
    )


def _read_name(tokens: list[str], marked: list[str]) -> _Part:
    """One name, with whatever stands around it, against every spelling of the gazetteer."""
    if not tokens or len(tokens) > LONGEST_NAME:
        return _Part(tokens=tuple(tokens))
    index, places = spelling_index(), gazetteer()
    cores = cores_of(tokens)
    doubtful = everyday_word(key_of(tokens))
    if doubtful is not None:
        return replace(
            _read_core(cores[0], marked, index, places), safe=False, blocked=f"doubtful: {doubtful}"
        )
    full = index.full.get("".join(tokens))
    titled = len(name_in_spelling(tokens)) < len(tokens) or any(role_of(t) is Role.TOWN for t in tokens)
    if full is not None and titled:  # with its level word it can mean no other unit
        return _Part(
            tokens=tuple(tokens),
            scores=dict.fromkeys(full, 1.0),
            safe=True,
            level=places.units[min(full)].level,
        )
    sounds = dict(zip(tokens, marked, strict=True)) if len(marked) == len(tokens) else {}
    spoken = [[sounds.get(token, token) for token in core.tokens] for core in cores]
    for core, words in zip(cores, spoken, strict=True):
        if index.exact(written(core.tokens, words)):
            part = _read_core(core, words, index, places)
            if part.read:
                return part
    misspelt = _read_titled(tokens, index, places)
    if misspelt is not None:
        return misspelt
    best = _Part(tokens=tuple(tokens))
    literal = 1 if any(core.level is not None and len(core.tokens) < len(tokens) for core in cores[1:]) else 0
    for core, words in list(zip(cores, spoken, strict=True))[literal:]:
        part = _read_core(core, words, index, places)
        if (part.read, part.best()) > (best.read, best.best()):
            best = part
    return best


def _read_titled(tokens: list[str], index: SpellingIndex, places: Gazetteer) -> _Part | None:
    """A spelling with its level word and one wrong letter: districts and sub-districts are few and all known by
    name.
    """
    joined = "".join(tokens)
    keys = index.titled_within_one(joined)
    if not keys:
        return None
    units = frozenset(pcode for key in keys for pcode in index.full[key])
    score = 1.0 - 0.75 / max(4, len(joined))
    family = frozenset.union(*(_family(pcode, places) for pcode in units))
    one_name = any(units <= index.full[key] for key in keys) or all(
        _family(pcode, places) == family for pcode in units
    )
    level = {places.units[pcode].level for pcode in units}
    return _Part(
        tokens=tuple(tokens),
        scores=dict.fromkeys(units, score),
        safe=one_name and len(level) == 1,
        level=min(level),
    )


def _read_core(core: Core, sounds: list[str], index: SpellingIndex, places: Gazetteer) -> _Part:
    name = written(core.tokens, sounds)
    nears = index.exact(name)
    exact = bool(nears)
    if not exact:
        nears = index.near(name)
    scores: dict[str, float] = {}
    safe_units: set[str] = set()
    for near in nears:
        for pcode in index.units[near.name]:
            scores[pcode] = max(scores.get(pcode, 0.0), near.score)
            if near.safe:
                safe_units.add(pcode)
    if not scores:
        return _Part(
            tokens=core.tokens, near=core.near, village=core.village, level=core.level, rural=core.rural
        )
    blocked = None if exact else known_community(core.tokens)
    if core.rural:
        scores, safe_units = (
            _countryside(scores, index, places),
            safe_units | set(_countryside(scores, index, places)),
        )
    scores, level_safe = _at_level(core, scores, places)
    safe_units = {relative for pcode in safe_units for relative in _family(pcode, places)}
    if core.village and any(places.units[pcode].level == Level.COMMUNITY for pcode in scores):
        core = replace(core, near=Role.QUARTER in {role_of(token) for token in core.tokens})
        scores = {p: s for p, s in scores.items() if places.units[p].level == Level.COMMUNITY}
    part = _Part(
        tokens=core.tokens,
        scores=scores,
        near=core.near,
        village=core.village,
        level=core.level,
        rural=core.rural,
        blocked=blocked,
    )
    safe = (
        level_safe
        and blocked is None
        and part.tied() <= safe_units
        and _stands_out(part, nears, index, places, exact=exact)
    )
    return replace(part, safe=safe)


def _at_level(core: Core, scores: dict[str, float], places: Gazetteer) -> tuple[dict[str, float], bool]:
    """Let a level word choose between units of one name. A governorate that does not exist is no safe reading."""
    if core.level is None:
        return scores, True
    scores = dict(scores)
    for pcode, score in tuple(scores.items()):
        for relative in _family(pcode, places):
            scores[relative] = max(score, scores.get(relative, 0.0))
    top = max(scores.values())
    stated = {
        pcode
        for pcode, score in scores.items()
        if places.units[pcode].level == core.level and score >= top - 0.1
    }
    if core.centre and stated and not any(_is_centre(pcode, places) for pcode in stated):
        return {pcode: score - 0.1 for pcode, score in scores.items()}, False
    if core.centre:
        stated = {pcode for pcode in stated if _is_centre(pcode, places)}
    if stated:
        return {pcode: score if pcode in stated else score - 0.3 for pcode, score in scores.items()}, True
    if core.firm:
        return {pcode: score - 0.15 for pcode, score in scores.items()}, False
    return scores, True


@remembered(1)
def _centres(places: Gazetteer) -> frozenset[str]:
    """Sub-districts that are called a centre in some spelling, or bear their district's name."""
    called = {
        each.pcode
        for each in places.spellings
        if places.units[each.pcode].level == Level.SUBDISTRICT
        and any(role_of(t) is Role.CENTRE for t in tokens_of(each.text))
    }
    named = {
        p
        for p, unit in places.units.items()
        if unit.level == Level.SUBDISTRICT and unit.parent in _family(p, places)
    }
    return frozenset(called | named)


def _is_centre(pcode: str, places: Gazetteer) -> bool:
    return pcode in _centres(places)


def _countryside(scores: dict[str, float], index: SpellingIndex, places: Gazetteer) -> dict[str, float]:
    """The "countryside of Damascus" is a governorate of its own, not Damascus; other countrysides are no units."""
    found: dict[str, float] = {}
    for pcode, score in scores.items():
        own = index.by_key.get("ريف" + _bare_name(places.units[pcode]), ())
        for unit in {u for i in own for u in index.units[i]} or {pcode}:
            found[unit] = max(score, found.get(unit, 0.0))
    return found


def _stands_out(
    part: _Part, nears: list[Near], index: SpellingIndex, places: Gazetteer, *, exact: bool
) -> bool:
    """A misspelling is only taken when every other unit about as near lies in or around it (a town and its
    district).
    """
    if exact:
        return True
    top = part.best()
    close = {pcode for pcode, score in part.scores.items() if score >= top - MARGIN}
    close.update(pcode for near in nears if near.typed <= 1 for pcode in index.units[near.name])
    tied = part.tied()
    one_name = _widest(tied, places) is not None or any(tied <= index.units[near.name] for near in nears)
    return one_name and all(
        any(places.contains(pcode, other) or places.contains(other, pcode) for other in tied)
        for pcode in close
    )


def _with_same_name(pcodes: Iterable[str], places: Gazetteer) -> frozenset[str]:
    """`pcodes` with the containing units that bear the same Arabic name: Homs the town, its district, its
    governorate.
    """
    found = set(pcodes)
    for pcode in tuple(found):
        name = _bare_name(places.units[pcode])
        found.update(up for up in places.ancestors[pcode] if _bare_name(places.units[up]) == name)
    return frozenset(found)


@remembered(4096)
def _family(pcode: str, places: Gazetteer) -> frozenset[str]:
    """The units of one name that lie in one another: a governorate, its district, its central sub-district."""
    name = _bare_name(places.units[pcode])
    return frozenset(
        other
        for other, each in places.units.items()
        if _bare_name(each) == name and (places.contains(pcode, other) or places.contains(other, pcode))
    )


@remembered(4096)
def _bare_name(unit: Unit) -> str:
    return key_of(name_in_spelling(tokens_of(unit.name_ar)))


# --- deciding --------------------------------------------------------------------------------------------------------


def _decide(part: _Part, scope: frozenset[str], note: str | None = None) -> PlaceReading:
    """One name: which units it may be, and whether one of them is safe."""
    places = gazetteer()
    if not part.read:
        why = part.blocked or (
            "near a place of this name, not the place itself" if part.near and part.safe else None
        )
        return _unread(
            part, why or ("not in the gazetteer" if not part.scores else "not in the gazetteer as written")
        )
    tied = part.tied()
    if part.level is None:
        tied = _with_same_name(tied, places)
    if part.rural and note is None:
        note = "the countryside of the place named"
    if scope:
        inside = _inside(tied, scope, places)
        if not inside:
            return replace(_unread(part, "not in the place given beside it"), codes=())
        tied = inside
    widest = _widest(tied, places)
    scores = {**part.scores, **{pcode: part.best() for pcode in tied}}
    candidates = _candidates(scores, first=widest, only=tied if part.best() >= 0.97 else None)
    if widest is None:
        note = note or "several places of this name"
    return PlaceReading(
        original="",
        candidates=candidates,
        resolved=widest,
        codes=(widest,) if widest else tuple(sorted(tied)),
        note=note,
    )


def _inside(pcodes: frozenset[str], scope: frozenset[str], places: Gazetteer) -> frozenset[str]:
    """Units that lie in the scope, without the scope itself if something narrower remains."""
    strictly = {p for p in pcodes if any(s != p and places.contains(s, p) for s in scope)}
    return frozenset(
        strictly or {p for p in pcodes if p in scope or any(places.contains(p, s) for s in scope)}
    )


def _widest(pcodes: frozenset[str], places: Gazetteer) -> str | None:
    """The unit that contains all others, if there is one."""
    for pcode in pcodes:
        if all(places.contains(pcode, other) for other in pcodes):
            return pcode
    return None


def _unread(part: _Part, note: str) -> PlaceReading:
    floor = (
        LOOKALIKE - 0.1 if part.level is not None else LOOKALIKE
    )  # "ناحية" before it leaves fewer names to choose from
    return PlaceReading(original="", candidates=_candidates(part.scores, floor=floor), note=note)


def _candidates(
    scores: dict[str, float],
    *,
    first: str | None = None,
    only: frozenset[str] | None = None,
    floor: float = LOOKALIKE,
) -> tuple[Candidate, ...]:
    units = gazetteer().units
    shown = [
        (pcode, score)
        for pcode, score in scores.items()
        if score >= floor and (only is None or pcode in only)
    ]
    shown.sort(key=lambda each: (each[0] != first, -round(each[1], 3), units[each[0]].level, each[0]))
    return tuple(
        Candidate(
            pcode=pcode,
            name_en=units[pcode].name_en,
            name_ar=units[pcode].name_ar,
            level=units[pcode].level,
            score=round(score, 3),
        )
        for pcode, score in shown[:SHOWN]
    )


# --- cells with more than one name -----------------------------------------------------------------------------------


def _combine(parts: list[_Part], scope: frozenset[str]) -> PlaceReading:
    """Names in one cell, in any order: one narrows the other; a part that is not read leaves the wider one."""
    known = [part for part in parts if part.read]
    reading = _decide(known[0], scope)
    for part in known[1:]:
        if _says_it_again(known[0], part):
            continue
        reading = _narrow(reading, part, scope)
        if reading.resolved is None:
            return reading
    unread = [part for part in parts if not part.read]
    for part in unread:
        reading = _narrow_loosely(reading, part)
    return reading


def _says_it_again(first: _Part, other: _Part) -> bool:
    """In "حمص (Homs)" the other script narrows nothing, while "حمص (حمص)" is a town in its governorate."""
    other_script = is_arabic("".join(first.tokens)) != is_arabic("".join(other.tokens))
    places = gazetteer()
    return other_script and _with_same_name(first.tied(), places) == _with_same_name(other.tied(), places)


def _narrow(reading: PlaceReading, part: _Part, scope: frozenset[str]) -> PlaceReading:
    """Two safely read names: the inner one if one lies in the other, otherwise both and nothing resolved."""
    places = gazetteer()
    mine = frozenset(reading.codes)
    theirs = _with_same_name(part.tied(), places) if part.level is None else part.tied()
    inner = {b for a in mine for b in theirs if a != b and places.contains(a, b)}
    outer = {a for a in mine for b in theirs if a != b and places.contains(b, a)}
    same = mine & theirs
    if mine == theirs or (inner and outer):
        inner = {b for b in theirs if any(a != b and places.contains(a, b) for a in mine)} or set(same)
        outer = set()
    narrowed = frozenset(inner) or frozenset(outer) or same
    if not narrowed:
        both = {**{c.pcode: c.score for c in reading.candidates}, **{p: part.best() for p in part.tied()}}
        return PlaceReading(
            original="", candidates=_candidates(both), note="names places that do not lie in one another"
        )
    if scope and not _inside(narrowed, scope, places):
        return PlaceReading(
            original="",
            candidates=_candidates(dict.fromkeys(narrowed, 1.0)),
            note="not in the place given beside it",
        )
    widest = _widest(narrowed, places)
    score = min(part.best(), max((c.score for c in reading.candidates), default=1.0))
    return PlaceReading(
        original="",
        candidates=_candidates(dict.fromkeys(narrowed, score), first=widest),
        resolved=widest,
        codes=(widest,) if widest else tuple(sorted(narrowed)),
        note=None if widest else "several places of this name",
    )


def _narrow_loosely(reading: PlaceReading, part: _Part) -> PlaceReading:
    """A part that is unsafe by itself is taken when exactly one unit of about that spelling lies in the safely
    read one.
    """
    if reading.resolved is None:
        return reading
    places = gazetteer()
    inside = {
        p: s
        for p, s in part.scores.items()
        if s >= 0.78 and p != reading.resolved and places.contains(reading.resolved, p)
    }
    if inside and part.blocked is None and (not part.near or part.village):
        top = max(inside.values())
        tied = frozenset(p for p, s in inside.items() if s >= top - TIE)
        rivals = [p for p, s in inside.items() if p not in tied and s >= top - MARGIN]
        widest = _widest(tied, places)
        if widest is not None and not any(not places.contains(widest, p) for p in rivals):
            return PlaceReading(
                original="",
                candidates=_candidates(dict.fromkeys(tied, top), first=widest),
                resolved=widest,
                codes=(widest,),
                note="read with the help of the place beside it",
            )
    return replace(reading, note="a part is not in the gazetteer; the wider place is kept")


def _split_words(tokens: list[str]) -> tuple[_Part, _Part] | None:
    """Two names without a separator ("دوما ريف دمشق", "الباب في حلب"): only when both are spelled as known and
    nested.
    """
    places = gazetteer()
    if not 2 <= len(tokens) <= LONGEST_NAME:
        return None
    for at in range(1, len(tokens)):
        left, right = tokens[:at], tokens[at:]
        if right[0].startswith("ب") and len(right[0]) > 3 and not spelling_index().exact(written(right)):
            right = [right[0][1:], *right[1:]]
        known = _spelled_as_known(left), _spelled_as_known(right)
        other = right if known[0] else left
        if not all(known) and not (any(known) and (_names_a_quarter(other) or known_community(other))):
            continue
        pair = _read_name(left, left), _read_name(right, right)
        if all(part.read and part.best() >= 0.97 for part in pair) and _one_in_other(
            pair[0], pair[1], places
        ):
            return pair
        if _quarter_of_governorate(*pair) or _quarter_of_governorate(*reversed(pair)):
            return pair
        beside = _community_of_governorate(*pair) or _community_of_governorate(*reversed(pair))
        if beside and known_community(tokens) is None:  # "كفر حلب" is a village by itself
            return pair
    return None


def _spelled_as_known(tokens: list[str]) -> bool:
    index = spelling_index()
    return "".join(tokens) in index.full or any(
        index.exact(written(core.tokens)) for core in cores_of(tokens)
    )


def _names_a_quarter(tokens: list[str]) -> bool:
    return len(tokens) > 1 and role_of(tokens[0]) is Role.QUARTER


def _quarter_of_governorate(quarter: _Part, other: _Part) -> bool:
    """As in "حي الميدان دمشق": an unknown quarter, and a governorate spelled as known."""
    return quarter.near and not quarter.safe and bool(_governorates(other))


def _community_of_governorate(community: _Part, other: _Part) -> bool:
    """As in "حمص الوعر": a known place without a code, and a governorate in which it is not known not to lie."""
    if community.read or known_community(community.tokens) is None:
        return False
    around = lies_in(community.tokens)
    return bool(_governorates(other) & around if around else _governorates(other))


def _governorates(part: _Part) -> frozenset[str]:
    """Those that a part names, spelled as known."""
    if not part.read or part.best() < 0.97:
        return frozenset()
    units = gazetteer().units
    return frozenset(pcode for pcode in part.tied() if units[pcode].level == Level.GOVERNORATE)


def _one_in_other(left: _Part, right: _Part, places: Gazetteer) -> bool:
    return any(
        a != b and (places.contains(a, b) or places.contains(b, a)) for a in left.tied() for b in right.tied()
    )
