"""Reading one cell that should name a place of detention, a court, a hospital.

A number decides before a name, a name before an agency and a town. What may be several facilities is never resolved:
`facility_traps.csv` lists what is known to mislead, and the rest is decided by whether the writing says enough.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from sijill.text.facilities.features import Features, features_of
from sijill.text.facilities.model import Facility, FacilityCandidate, FacilityReading, Mark
from sijill.text.facilities.tables import actors, facilities, rows_of
from sijill.text.places import resolve as place_resolve
from sijill.text.places.communities import known_community
from sijill.text.places.fold import loose_key_of, tokens_of
from sijill.text.places.gazetteer import gazetteer, remembered
from sijill.text.places.index import PROPOSALS, PairIndex, Written
from sijill.text.places.similarity import sound_cost
from sijill.text.places.words import countries_of, says_unknown
from sijill.text.scripts import clean

LONGEST_CELL: Final = 300
SHOWN: Final = 8
SHOW: Final = 0.45  # lowest score shown
SAFE: Final = 0.85
MARGIN: Final = 0.08

_NUMBER, _WORD, _AGENCY, _REGION, _KIND, _MODIFIER, _BRANCH = 4.0, 2.0, 2.0, 1.5, 1.5, 0.7, 0.3
_MISSING: Final = 0.6  # weight of what a known form says and the writing does not


@dataclass(frozen=True, slots=True)
class _Form:
    """One known writing of one facility."""

    facility: str
    features: Features


@dataclass(frozen=True, slots=True)
class _Known:
    """Per facility: its forms, and every number, word and modifier that any of its forms has."""

    forms: dict[str, tuple[Features, ...]]
    numbers: dict[str, frozenset[str]]
    words: dict[str, tuple[Written, ...]]
    modifiers: dict[str, frozenset[str]]
    kinds: dict[str, frozenset[str]]
    agencies: dict[str, frozenset[str]]
    listed: dict[str, frozenset[str]]
    traps: dict[str, tuple[tuple[str, ...], str]]
    usual: dict[str, str]


@remembered(1)
def _known() -> _Known:
    forms = [
        _Form(each.id, features_of(text))
        for each in facilities().values()
        for text in (each.name_en, each.name_ar, *each.aliases)
    ]
    forms.extend(_Form(row["id"], features_of(row["alias"])) for row in rows_of("facility_aliases_hand.csv"))
    forms = [form for form in dict.fromkeys(forms) if _tells_apart(form.features)]
    by_facility: dict[str, list[Features]] = {f: [] for f in facilities()}
    for form in forms:
        by_facility[form.facility].append(form.features)
    numbers = {f: frozenset(n for each in many for n in each.numbers) for f, many in by_facility.items()}
    forms.extend(
        _Form(f, Features(numbers=frozenset((n,)), kinds=frozenset((_kind_of(facilities()[f]),))))
        for f, many in numbers.items()
        for n in many
    )
    return _Known(
        forms={
            f: tuple(dict.fromkeys(form.features for form in forms if form.facility == f))
            for f in facilities()
        },
        numbers=numbers,
        words={
            f: tuple(dict.fromkeys(w for each in many for w in each.words)) for f, many in by_facility.items()
        },
        modifiers={
            f: frozenset(m for each in many for m in each.modifiers) for f, many in by_facility.items()
        },
        kinds={
            f: frozenset(k for each in many for k in each.kinds) | {_kind_of(facilities()[f])}
            for f, many in by_facility.items()
        },
        agencies={
            f: frozenset(a for each in many for a in each.agencies) | {facilities()[f].agency}
            for f, many in by_facility.items()
        },
        listed=_listed(),
        traps={
            _trap_key(row["text"]): (tuple(row["ids"].split("|")), row["why"])
            for row in rows_of("facility_traps.csv")
        },
        usual={_trap_key(row["text"]): row["id"] for row in rows_of("facility_usual_names.csv")},
    )


def _tells_apart(said: Features) -> bool:
    """Says more than an agency or "a branch"."""
    return bool(said.words or said.numbers or said.modifiers or said.regions or said.kinds - {"branch"})


def _listed() -> dict[str, frozenset[str]]:
    """Every known writing as a whole. The names of the agencies themselves are no names of a facility."""
    table: dict[str, set[str]] = {}
    for each in facilities().values():
        for text in (each.name_en, each.name_ar, *each.aliases):
            table.setdefault(_trap_key(text), set()).add(each.id)
    for row in rows_of("facility_aliases_hand.csv"):
        table.setdefault(_trap_key(row["alias"]), set()).add(row["id"])
    bodies = {
        _trap_key(text)
        for actor in actors().values()
        for text in (actor.name_en, actor.name_ar, *actor.aliases)
    }
    return {key: frozenset(ids) for key, ids in table.items() if key not in bodies}


_KINDS: Final = {
    "intel_branch": "branch",
    "agency_hq": "branch",
    "military_prison": "prison",
    "civil_prison": "prison",
    "women_prison": "prison",
    "prison_section": "prison",
    "nonstate_prison": "prison",
    "police_lockup": "branch",
    "military_police": "branch",
    "hospital": "hospital",
    "court": "court",
    "military_base": "site",
    "militia_site": "site",
    "mass_grave": "grave",
    "camp": "camp",
    "checkpoint": "checkpoint",
    "improvised_site": "school",
    "unknown": "unknown",
}


def _kind_of(facility: Facility) -> str:
    return _KINDS[facility.kind]


def _trap_key(text: str) -> str:
    return loose_key_of(tokens_of(text))


def read(text: str, *, governorate: str | None = None) -> FacilityReading:
    """Read one writing of one facility, in either script.

    `governorate`: a p-code or the text of a second column saying where the facility is; it completes "the
    Military Security
    branch", and a facility that lies elsewhere is not resolved.
    """
    return _read(text, governorate)


@remembered(65536)
def _read(text: str, governorate: str | None) -> FacilityReading:
    cleaned = clean(text)
    if len(cleaned) > LONGEST_CELL:
        return FacilityReading(original=text, note="too long for the name of a facility")
    tokens = tokens_of(cleaned)
    if says_unknown(tokens):
        return FacilityReading(original=text, note="says unknown" if cleaned else "blank")
    said = features_of(cleaned)
    where = _governorate(governorate)
    trap = _trap(loose_key_of(tokens))
    if trap is not None:
        return FacilityReading(
            original=text, candidates=_trap_candidates(trap[0]), codes=trap[0], note=f"ambiguous: {trap[1]}"
        )
    scores = _scores(said, where)
    return replace(_decide(tokens, said, scores, where), original=text)


def _trap(key: str) -> tuple[tuple[str, ...], str] | None:
    """A misleading writing, also with one wrong letter, unless it is a known writing of something else."""
    known = _known()
    if key in known.traps or key in known.listed or len(key) < _TRAP_LETTERS:
        return known.traps.get(key)
    near = (
        trap
        for trap in known.traps
        if len(trap) >= _TRAP_LETTERS and OSA.distance(trap, key, score_cutoff=1) <= 1
    )
    return next((known.traps[trap] for trap in near), None)


_TRAP_LETTERS: Final = 6


def _governorate(governorate: str | None) -> frozenset[str]:
    if governorate is None or not governorate.strip():
        return frozenset()
    places = gazetteer()
    codes = (governorate,) if governorate in places.units else place_resolve.read(governorate).codes
    return frozenset(code for code in codes if code != "SY")


# --- scoring ---------------------------------------------------------------------------------------------------------


def _scores(said: Features, where: frozenset[str]) -> dict[str, float]:
    """Best score per facility over its forms; only facilities that share something and contradict nothing."""
    scores: dict[str, float] = {}
    for facility in facilities().values():
        if not _contradicts(said, facility, where):
            score = _score(said, facility, where)
            if score > 0.0:
                scores[facility.id] = score
    return scores


def _score(said: Features, facility: Facility, where: frozenset[str]) -> float:
    """Weight of what agrees, over that plus what the facility does not know and what its nearest form says besides."""
    known = _known()
    matched = extra = shared_words = 0.0
    for word in said.words:
        best = max((_alike(word, other) for other in known.words[facility.id]), default=0.0)
        shared_words += best
        matched += _WORD * best
        extra += _WORD * (1.0 - best)
    shared_numbers = said.numbers & known.numbers[facility.id]
    if not _touches(said, shared_words, shared_numbers, facility.id):
        return 0.0
    matched += _NUMBER * len(shared_numbers)
    extra += _NUMBER * len(said.numbers - shared_numbers)
    if said.agencies:
        matched += _AGENCY
    if said.regions or where:
        exact = facility.governorate is None or _lies_in(
            facility.governorate, said.regions or where, twins=False
        )
        matched += (_REGION if said.regions else _REGION / 2) * (1.0 if exact else 0.5)
        extra += 0.0 if exact else _REGION / 2
    for kind in said.kinds & known.kinds[facility.id]:
        matched += _BRANCH if kind == "branch" else _KIND
    matched += _MODIFIER * len(said.modifiers & known.modifiers[facility.id])
    extra += _MODIFIER * len(said.modifiers - known.modifiers[facility.id])
    missing = min(
        (_missing(said, form, shared_numbers, where) for form in known.forms[facility.id]), default=None
    )
    if missing is None or matched == 0.0:
        return 0.0
    score = matched / (matched + extra + _MISSING * missing)
    return max(score, 0.95) if shared_numbers and len(said.numbers) == 1 else score


def _missing(said: Features, form: Features, shared_numbers: frozenset[str], where: frozenset[str]) -> float:
    """Weight of what one known writing of a facility says and the writing does not."""
    missing = sum(
        _WORD * (1.0 - max((_alike(word, other) for word in said.words), default=0.0)) for other in form.words
    )
    if form.numbers and not shared_numbers:
        missing += _NUMBER
    if form.agencies and not said.agencies:
        missing += _AGENCY
    if form.regions and not (said.regions or where):
        missing += _REGION
    for kind in form.kinds - said.kinds:
        missing += _BRANCH if kind == "branch" else _KIND
    return missing + _MODIFIER * len(form.modifiers - said.modifiers)


def _touches(said: Features, shared_words: float, shared_numbers: frozenset[str], facility: str) -> bool:
    """At least one thing in common that tells facilities apart: agency, number, name; or kind together with region."""
    return bool(
        shared_words > 0.5
        or shared_numbers
        or said.agencies
        or (said.regions and said.kinds)
        or said.kinds - {"branch"}
        or said.modifiers & _known().modifiers[facility]
    )


def _contradicts(said: Features, facility: Facility, where: frozenset[str]) -> bool:
    known = _known()
    if said.agencies and not said.agencies & known.agencies[facility.id]:
        return True
    kinds = said.kinds - {"point", "massacre", "airport", "brigade", "regiment", "stadium", "school"}
    mine = known.kinds[facility.id]
    if (
        kinds
        and not kinds & mine
        and not (kinds <= {"military_prison", "prison"} and mine & {"prison", "military_prison"})
    ):
        return True
    if "military_prison" in kinds and not (facility.kind == "military_prison" or "military_prison" in mine):
        return True
    regions = said.regions or where
    return bool(regions) and facility.governorate is not None and not _lies_in(facility.governorate, regions)


_TWINS: Final = {"SY01": "SY03", "SY03": "SY01"}


def _lies_in(governorate: str, regions: Iterable[str], *, twins: bool = True) -> bool:
    """`twins`: Damascus and its countryside surround one another, and lists write either for what lies between
    them.
    """
    places = gazetteer()
    mine = {governorate, _TWINS.get(governorate, governorate)} if twins else {governorate}
    return any(
        places.contains(region, each) or places.contains(each, region) for region in regions for each in mine
    )


@lru_cache(maxsize=65536)
def _alike(left: Written, right: Written) -> float:
    """1.0 the same word, .9 and more a slip or another script, 0.0 another word."""
    if left.key == right.key:
        return 1.0
    if left.loose == right.loose:
        return 0.98
    shorter = min(len(left.key), len(right.key))
    if left.arabic == right.arabic:
        if shorter >= 5 and OSA.distance(left.key, right.key) <= 1:
            return 0.93
        if shorter >= 8 and OSA.distance(left.key, right.key) <= 2:
            return 0.9
        if left.arabic:
            return 0.0
    if OSA.distance(left.skeleton, right.skeleton, score_cutoff=1) > 1:
        return 0.0
    size = (left.sound_length + right.sound_length) / 2
    cost = sound_cost(left.sound, right.sound, across=left.arabic or right.arabic)
    return 0.92 if size >= 2.9 and cost <= (0.5 if size < 4.0 else 0.8) else 0.0


# --- deciding --------------------------------------------------------------------------------------------------------


def _decide(
    tokens: list[str], said: Features, scores: dict[str, float], where: frozenset[str]
) -> FacilityReading:
    candidates = _candidates(scores)
    usual = _known().usual.get(loose_key_of(tokens))
    if usual is not None and usual in scores:
        return FacilityReading(
            original="", candidates=_candidates({**scores, usual: 0.95}), resolved=usual, codes=(usual,)
        )
    listed = _known().listed.get(loose_key_of(tokens), frozenset())
    listed = frozenset(f for f in listed if scores.get(f, 0.0) > 0.0)
    # A single word may be the name of a town that is spelled like a nickname.
    misspelt = _listed_within_one(loose_key_of(tokens)) if not listed and len(tokens) > 1 else None
    if misspelt is not None and not _contradicts(_of_region(said), facilities()[misspelt], where):
        shown = _candidates({**{f: min(score, 0.85) for f, score in scores.items()}, misspelt: 0.95})
        return FacilityReading(original="", candidates=shown, resolved=misspelt, codes=(misspelt,))
    if len(listed) == 1 and _names_one(tokens, said, next(iter(listed))):
        facility = next(iter(listed))
        shown = _candidates({**{f: min(score, 0.9) for f, score in scores.items()}, facility: 1.0})
        return FacilityReading(original="", candidates=shown, resolved=facility, codes=(facility,))
    unknown_number = said.numbers and not any(said.numbers & known for known in _known().numbers.values())
    if unknown_number:
        return FacilityReading(original="", candidates=candidates, note="the number is not in the table")
    if said.numbers and not scores:
        holders = {f: 0.5 for f, numbers in _known().numbers.items() if numbers & said.numbers}
        return FacilityReading(
            original="",
            candidates=_candidates(holders),
            note="the rest contradicts the facility of this number",
        )
    doubt = _doubt(tokens, said, where)
    if not candidates:
        return FacilityReading(original="", note=doubt or "not in the table")
    top = candidates[0]
    best = _whole_of(top.id, scores)
    rivals = [c for c in candidates if c.score >= top.score - MARGIN and not _same_site(c.id, best)]
    near = tuple(c.id for c in candidates if c.score >= max(SHOW, top.score - MARGIN))
    generic = facilities()[best].mark is Mark.GENERIC
    if doubt is None and generic:
        doubt = "no facility is named"
    if doubt is None and rivals:
        doubt = "several facilities fit"
    if doubt is None and top.score < SAFE:
        doubt = "not in the table as written"
    if doubt is not None:
        tells = bool(said.words or said.numbers) or (said.kinds - {"branch"} and (said.regions or where))
        codes = near if top.score >= SAFE and tells and not generic and doubt != _COLOUR_ALONE else ()
        return FacilityReading(original="", candidates=candidates, codes=codes, note=doubt)
    ordered = sorted(candidates, key=lambda c: c.id != best)
    return FacilityReading(original="", candidates=tuple(ordered), resolved=best, codes=(best,))


_LONG_ENOUGH: Final = 8  # letters of a writing in which one wrong letter leaves little doubt


@remembered(1)
def _listed_pairs() -> tuple[tuple[str, ...], PairIndex]:
    keys = tuple(key for key in _known().listed if len(key) >= _LONG_ENOUGH)
    return keys, PairIndex(list(keys))


def _listed_within_one(key: str) -> str | None:
    """The one facility with a listed writing one letter away; no digit may differ."""
    if len(key) < _LONG_ENOUGH or any(
        OSA.distance(key, trap, score_cutoff=1) <= 1 for trap in _known().traps
    ):
        return None
    keys, pairs = _listed_pairs()
    digits = [ch for ch in key if ch.isdigit()]
    near = [keys[i] for i in pairs.nearest(key, PROPOSALS) if OSA.distance(keys[i], key, score_cutoff=1) <= 1]
    found = {
        f for each in near if [ch for ch in each if ch.isdigit()] == digits for f in _known().listed[each]
    }
    facility = found.pop() if len(found) == 1 else None
    return None if facility is None or facilities()[facility].mark is Mark.GENERIC else facility


def _of_region(said: Features) -> Features:
    return Features(regions=said.regions, numbers=said.numbers)


def _names_one(tokens: list[str], said: Features, facility: str) -> bool:
    """Whether a listed writing can be meant for the facility only: not for a town, nor for any stadium or
    checkpoint.
    """
    if facilities()[facility].mark is Mark.GENERIC:
        return False
    bare_name = bool(said.words) and not (said.kinds or said.agencies or said.numbers or said.modifiers)
    only_kind = not (
        said.words or said.agencies or said.numbers or said.regions or said.modifiers
    ) and said.kinds != {"branch"}
    return not only_kind and not (bare_name and _is_place(tokens))


def _doubt(tokens: list[str], said: Features, where: frozenset[str]) -> str | None:
    """Why a writing cannot name one facility, whatever it resembles."""
    if len(said.numbers) > 1:
        return "more than one number"
    if len(said.numbers) == 1 and not said.kinds and not said.agencies and len(next(iter(said.numbers))) < 3:
        return "a bare short number"
    if said.words:
        if said.kinds or said.agencies or said.numbers or said.modifiers:
            return _doubt_of_words(said)
        if len(tokens) == 1 and {word.key for word in said.words} <= _COLOURS:
            return _COLOUR_ALONE
        return "the name of a place, not of a facility" if _is_place(tokens) else None
    if said.numbers:
        return None
    if len(said.agencies) > 1:
        return "more than one agency"
    placed = bool(said.regions or where)
    if said.agencies:
        return (
            None
            if placed or said.kinds - {"branch"} or said.modifiers & {"region", "investigation"}
            else "an agency, not one of its facilities"
        )
    if said.kinds - {"branch"} or said.modifiers:
        return (
            None
            if placed or said.modifiers & {"region", "investigation"}
            else "a kind of facility, not one of them"
        )
    return (
        "a branch of an agency that is not named" if said.kinds else "the name of a place, not of a facility"
    )


# "Red Building" names one; "red" in a cell may be the Red Crescent or a mark.
_COLOUR_ALONE: Final = "a colour, not a building"
_COLOURS: Final = frozenset({"red", "white", "احمر", "ابيض"})


def _doubt_of_words(said: Features) -> str | None:
    """A number of one facility beside the name of another: a transfer, or a mistake; a person must look."""
    if not said.numbers:
        return None
    known = _known()
    numbered = {f for f, numbers in known.numbers.items() if numbers & said.numbers}
    for word in said.words:
        holders = {
            f for f, words in known.words.items() if any(_alike(word, other) >= 0.93 for other in words)
        }
        if holders and not holders & numbered:
            return "a number and a name of different facilities"
    return None


def _is_place(tokens: list[str]) -> bool:
    place = place_resolve.read(" ".join(tokens))
    return bool(place.codes or known_community(tokens) or countries_of(tokens))


def _same_site(one: str, other: str) -> bool:
    parents = {one: facilities()[one].parent, other: facilities()[other].parent}
    return one == other or parents[one] == other or parents[other] == one


def _whole_of(facility: str, scores: dict[str, float]) -> str:
    """The whole when a part fits no better than it: "Sednaya" is not yet its Red Building."""
    parent = facilities()[facility].parent
    if parent is not None and scores.get(parent, 0.0) >= scores[facility] - 0.02:
        return parent
    return facility


def _candidates(scores: dict[str, float]) -> tuple[FacilityCandidate, ...]:
    shown = sorted(
        (f for f, score in scores.items() if score >= SHOW), key=lambda f: (-round(scores[f], 3), f)
    )
    return tuple(_candidate(f, scores[f]) for f in shown[:SHOWN])


def _trap_candidates(ids: tuple[str, ...]) -> tuple[FacilityCandidate, ...]:
    return tuple(_candidate(f, 0.5) for f in ids)


def _candidate(facility: str, score: float) -> FacilityCandidate:
    each = facilities()[facility]
    return FacilityCandidate(id=each.id, name_en=each.name_en, name_ar=each.name_ar, score=round(score, 3))
