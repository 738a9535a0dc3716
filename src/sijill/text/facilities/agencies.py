"""Reading who detained: an agency, an armed group, a ministry."""

from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from sijill.text.facilities import resolve
from sijill.text.facilities.features import features_of
from sijill.text.facilities.model import FacilityCandidate, FacilityReading
from sijill.text.facilities.tables import actors, facilities, rows_of
from sijill.text.places.fold import loose_key_of, tokens_of
from sijill.text.places.gazetteer import remembered
from sijill.text.places.words import says_unknown
from sijill.text.scripts import clean

# Said of any of the four agencies: never one of them.
_ANY_AGENCY: Final = ("mid", "afid", "gid", "psd")
_LONGEST_CELL: Final = 300
_NEAR: Final = 0.86


def read_agency(text: str) -> FacilityReading:
    """Read one writing of a detaining body; the ids are those of the actor table.

    The name of a facility gives its agency ("فرع 215" is Military Intelligence). "المخابرات", "the
    intelligence", "security"
    may be any of the four agencies and is not resolved.
    """
    return _read(text)


@remembered(16384)
def _read(text: str) -> FacilityReading:
    cleaned = clean(text)
    tokens = tokens_of(cleaned)
    if len(cleaned) > _LONGEST_CELL:
        return FacilityReading(original=text, note="too long for the name of an agency")
    if says_unknown(tokens):
        return FacilityReading(original=text, note="says unknown" if cleaned else "blank")
    key = loose_key_of(tokens)
    if key in _any_agency_keys():
        return _several(text, dict.fromkeys(_ANY_AGENCY, 0.5), "any of the four intelligence agencies")
    exact = _by_key().get(key)
    if exact is not None:
        return (
            _one(text, exact, 1.0)
            if len(exact) == 1
            else _several(text, dict.fromkeys(exact, 0.9), "several bodies of this name")
        )
    named = features_of(cleaned).agencies
    if named:
        # "Military Police (SNA)": the narrower body is meant when both are named.
        narrowest = {a for a in named if not any(_answers_to(other, a) for other in named - {a})}
        narrowest = {"sna-mp"} if narrowest == {"sna", "mp"} else narrowest
        return (
            _one(text, narrowest, 0.95)
            if len(narrowest) == 1
            else _several(text, dict.fromkeys(narrowest, 0.8), "several bodies named")
        )
    facility = resolve.read(text)
    if facility.resolved is not None:
        return _one(text, {facilities()[facility.resolved].agency}, 0.9)
    near = process.extract(
        key, list(_by_key()), scorer=OSA.normalized_similarity, score_cutoff=_NEAR, limit=4
    )
    found = {actor: score for form, score, _ in near for actor in _by_key()[form]} if len(key) >= 6 else {}
    if len(found) == 1:
        return _one(text, set(found), min(found.values()))
    return _several(text, found, "not in the table as written" if found else "not in the table")


@lru_cache(maxsize=1)
def _by_key() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for actor in actors().values():
        for text in (actor.name_en, actor.name_ar, *actor.aliases):
            table.setdefault(loose_key_of(tokens_of(text)), set()).add(actor.id)
    for row in rows_of("facility_words.csv"):
        if row["role"] == "agency":
            table.setdefault(loose_key_of(tokens_of(row["phrase"])), set()).add(row["code"])
    return {key: frozenset(found) for key, found in table.items()}


@lru_cache(maxsize=1)
def _any_agency_keys() -> frozenset[str]:
    rows = rows_of("facility_words.csv")
    return frozenset(loose_key_of(tokens_of(row["phrase"])) for row in rows if row["role"] == "any agency")


def _answers_to(actor: str, other: str) -> bool:
    parent = actors()[actor].parent
    while parent is not None:
        if parent == other:
            return True
        parent = actors()[parent].parent
    return False


def _one(text: str, found: frozenset[str] | set[str], score: float) -> FacilityReading:
    actor = next(iter(found))
    resolved = actor if actor != "unknown" else None
    return FacilityReading(
        original=text,
        candidates=(_candidate(actor, score),),
        resolved=resolved,
        codes=(actor,) if resolved else (),
        note=None if resolved else "says unknown",
    )


def _several(text: str, found: dict[str, float], note: str) -> FacilityReading:
    ranked = sorted(found, key=lambda actor: (-found[actor], actor))
    codes = tuple(ranked) if note.startswith(("any", "several")) else ()
    return FacilityReading(
        original=text,
        candidates=tuple(_candidate(actor, found[actor]) for actor in ranked),
        codes=codes,
        note=note,
    )


def _candidate(actor: str, score: float) -> FacilityCandidate:
    each = actors()[actor]
    return FacilityCandidate(id=each.id, name_en=each.name_en, name_ar=each.name_ar, score=round(score, 3))
