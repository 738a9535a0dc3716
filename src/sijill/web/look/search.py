"""Finding people among those a viewer may see. What is hidden changes neither hits, nor order, nor counts, nor words.

Names of any script and spelling are found by sound and ranked by the comparison of names; mother, place, facility,
dates and numbers narrow or rank. Nothing that was typed is kept.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sijill.linkage.explain import FieldWeight
from sijill.persons.model import Interval
from sijill.text import facilities, places
from sijill.text.names import SAME_NAME_THRESHOLD
from sijill.text.scripts import clean
from sijill.web.look import kept_names
from sijill.web.look.coded import Coded, compare
from sijill.web.look.name_index import NameIndex
from sijill.web.look.names import fullest, interval_of
from sijill.web.look.sight import Sight
from sijill.web.look.snapshot import Snapshot

# Names compared at most: those that share the most and the rarest words with what was asked.
CANDIDATES: Final = 300
LEAST_LIKENESS: Final = 0.30
PLACE_COLUMNS: Final = ("arrest_place", "origin_place", "residence_place", "birth_place")
# How much an agreeing or a differing mother's name moves a person up or down among equals.
MOTHER_COUNTS: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody looks for; empty fields ask nothing. ``since`` and ``until`` bound an arrest or a death."""

    name: str = ""
    mother: str = ""
    place: str = ""
    facility: str = ""
    since: date | None = None
    until: date | None = None
    number: str = ""

    @property
    def is_empty(self) -> bool:
        texts = (self.name, self.mother, self.place, self.facility, self.number)
        return not any(clean(text) for text in texts) and self.since is None and self.until is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One person. ``score``: likeness (0 to 1) of the best visible name, 1 for a number; None if no name was asked.

    ``why``: what each field says for or against, where it was weighed (``likely``).
    """

    person_id: str
    name_ar: str
    name_latin: str
    birth: Interval | None
    arrest: Interval | None
    place: str
    held: str
    records: int
    lists: int
    score: float | None
    why: tuple[FieldWeight, ...] = ()

    @property
    def same_name(self) -> bool:
        return self.score is not None and self.score >= SAME_NAME_THRESHOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``total`` counts the visible people that fit, of which ``hits`` are the first. ``unread`` names fields that could
    not be understood, so that an empty answer is not taken for "nobody".
    """

    hits: tuple[Hit, ...]
    total: int
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexes:
    """Of one snapshot: names, mothers, and where which code stands."""

    names: NameIndex
    mothers: NameIndex
    name_texts: Coded
    mother_texts: Coded
    places: tuple[NDArray[np.int32], NDArray[np.int32], list[str]]
    held: tuple[NDArray[np.int32], NDArray[np.int32], list[str]]
    numbers: dict[str, tuple[int, ...]]
    kept: bool  # names and mothers were read, not built


_building: Final = threading.Lock()


def indexes_of(snapshot: Snapshot) -> Indexes:
    """Read where they are kept (``web.prepare``), else built at the first search after a link run, which takes a second
    for 50,000 records; names are coded then as they are compared.
    """
    found: Indexes | None = snapshot.kept.get("search")
    if found is None:
        with _building:
            found = snapshot.kept.get("search")
            if found is None:
                found = snapshot.kept["search"] = _build(snapshot)
                if not found.kept:
                    for tell in _told_when_built:
                        tell(snapshot)
    return found


def when_built(tell: Callable[[Snapshot], None]) -> None:
    """From now on ``tell`` is called when indexes were built because none were kept. It must not wait."""
    _told_when_built[:] = [tell]


_told_when_built: Final[list[Callable[[Snapshot], None]]] = []


def read_again(snapshot: Snapshot) -> None:
    """Takes the kept names in place of those that are coded one by one; nothing where none are kept."""
    names = kept_names.kept(snapshot.register, snapshot.displays, mothers_of(snapshot.records))
    known: Indexes | None = snapshot.kept.get("search")
    if names is not None and known is not None:
        snapshot.kept["search"] = replace(
            known,
            names=names.names,
            mothers=names.mothers,
            name_texts=names.name_texts,
            mother_texts=names.mother_texts,
            kept=True,
        )


def search(sight: Sight, asked: Asked, *, limit: int = 25) -> Found:
    """The best ``limit`` people, the most alike first; people of equal likeness in the order of receipt."""
    if asked.is_empty:
        return Found(hits=(), total=0)
    indexes = indexes_of(sight.snapshot)
    fits, unread = _filters(sight, indexes, asked)
    if clean(asked.name):
        scores = _by_name(indexes, asked.name, fits & sight.whole["name"])
        scores = _with_mother(sight, indexes, asked.mother, scores)
    elif clean(asked.mother):
        scores = _by_mother(indexes, asked.mother, fits & sight.whole["mother"])
    else:
        scores = dict.fromkeys(np.flatnonzero(fits).tolist(), 1.0)
    best = _by_person(sight, scores)
    scored = bool(clean(asked.name) or clean(asked.mother) or clean(asked.number))
    chosen = best[:limit]
    return Found(
        hits=tuple(_hit(sight, person, score if scored else None) for person, score in chosen),
        total=len(best),
        unread=tuple(unread),
    )


def _by_person(sight: Sight, scores: dict[int, float]) -> list[tuple[int, float]]:
    best: dict[int, float] = {}
    for number, score in scores.items():
        person = int(sight.person[number])
        best[person] = max(score, best.get(person, 0.0))
    oldest = sight.snapshot.seniority
    return sorted(best.items(), key=lambda item: (-round(item[1], 6), int(oldest[sight.founders[item[0]]])))


def _by_name(indexes: Indexes, asked: str, fits: NDArray[np.bool_]) -> dict[int, float]:
    return _likeness(indexes.names, indexes.name_texts, asked, fits, least=LEAST_LIKENESS)


def _by_mother(indexes: Indexes, asked: str, fits: NDArray[np.bool_]) -> dict[int, float]:
    return _likeness(indexes.mothers, indexes.mother_texts, asked, fits, least=SAME_NAME_THRESHOLD)


def _likeness(
    index: NameIndex, texts: Coded, asked: str, fits: NDArray[np.bool_], *, least: float
) -> dict[int, float]:
    candidates = index.likeliest(asked, fits, CANDIDATES)
    scores = likeness_of(asked, texts, candidates)
    return {
        number: score
        for number, score in zip(candidates.tolist(), scores.tolist(), strict=True)
        if score >= least
    }


def likeness_of(asked: str, texts: Coded, of: NDArray[np.int64]) -> NDArray[np.float64]:
    """Likeness of these texts to what was asked: as a name; one word alone to the nearest word of the text; and with
    the family name first to the text with its own last.
    """
    words = clean(asked).split()
    if len(words) == 1:
        parts = [clean(texts.texts[number]).split() or [""] for number in of.tolist()]
        best = compare(asked, [part for mine in parts for part in mine])
        starts = np.cumsum([0, *(len(mine) for mine in parts[:-1])])
        return np.maximum.reduceat(best, starts) if len(best) else best
    scores = texts.compare(asked, of)
    if len(scores) and scores.max() < SAME_NAME_THRESHOLD:
        return np.maximum(scores, texts.compare(" ".join([*words[1:], words[0]]), of))
    return scores


def _with_mother(sight: Sight, indexes: Indexes, asked: str, scores: dict[int, float]) -> dict[int, float]:
    """A mother who is not named leaves the likeness as it is: missing is not different."""
    texts = indexes.mother_texts
    named = [number for number in scores if sight.whole["mother"][number] and texts.texts[number]]
    if not clean(asked) or not named:
        return scores
    likeness = texts.compare(asked, np.array(named, np.int64))
    moved = {
        number: min(1.0, max(0.0, scores[number] + MOTHER_COUNTS * (float(like) - 0.5)))
        for number, like in zip(named, likeness.tolist(), strict=True)
    }
    return scores | moved


def _filters(sight: Sight, indexes: Indexes, asked: Asked) -> tuple[NDArray[np.bool_], list[str]]:
    """Which records fit all that is not a name; and the fields that nobody could read."""
    fits = sight.seen.copy()
    unread = []
    for field, text, read in (("place", asked.place, _in_place), ("facility", asked.facility, _at_facility)):
        if clean(text):
            found = read(sight, indexes, text)
            if found is None:
                unread.append(field)
                fits[:] = False
            else:
                fits &= found
    if asked.since is not None or asked.until is not None:
        fits &= _within(sight, asked.since, asked.until)
    if clean(asked.number):
        numbered = np.zeros(len(fits), bool)
        numbered[list(indexes.numbers.get(clean(asked.number).casefold(), ()))] = True
        fits &= numbered & sight.whole["number"]
    return fits, unread


def _in_place(sight: Sight, indexes: Indexes, text: str) -> NDArray[np.bool_] | None:
    asked = places.read(text).codes
    if not asked:
        return None
    record, code, names = indexes.places
    inside = np.array([any(places.contains(wide, name) for wide in asked) for name in names], bool)
    return _where(sight, record, code, inside, "place")


def _at_facility(sight: Sight, indexes: Indexes, text: str) -> NDArray[np.bool_] | None:
    asked = set(facilities.read(text).codes)
    if not asked:
        return None
    record, code, names = indexes.held
    return _where(sight, record, code, np.array([name in asked for name in names], bool), "held")


def _where(
    sight: Sight, record: NDArray[np.int32], code: NDArray[np.int32], wanted: NDArray[np.bool_], group: str
) -> NDArray[np.bool_]:
    found = np.zeros(len(sight.seen), bool)
    if len(wanted):
        found[record[wanted[code]]] = True
    return found & sight.whole[group]


def _within(sight: Sight, since: date | None, until: date | None) -> NDArray[np.bool_]:
    low = -np.inf if since is None else _days(since)
    high = np.inf if until is None else _days(until)
    found = np.zeros(len(sight.seen), bool)
    for name in ("arrest", "death"):
        start, end = sight.snapshot.days(f"{name}_start"), sight.snapshot.days(f"{name}_end")
        said = ~(np.isnan(start) & np.isnan(end))
        begins = np.where(np.isnan(start), -np.inf, start)
        ends = np.where(np.isnan(end), np.inf, end)
        found |= said & (begins <= high) & (ends >= low) & sight.whole[name]
    return found


def _days(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _hit(sight: Sight, person: int, score: float | None) -> Hit:
    members = sight.members(person)
    name_ar, name_latin = fullest(sight, members)
    return Hit(
        person_id=sight.id_of(person),
        name_ar=name_ar,
        name_latin=name_latin,
        birth=_first(sight, "birth", members),
        arrest=_first(sight, "arrest", members),
        place=_code(sight, "arrest_place", "place", members),
        held=_code(sight, "held_place", "held", members),
        records=len(members),
        lists=len({sight.snapshot.lists[number] for number in members}),
        score=score,
    )


def _first(sight: Sight, name: str, members: Iterable[int]) -> Interval | None:
    """The most exact interval a visible record gives."""
    found = [
        when
        for number in members
        if sight.shown(name, number) and (when := interval_of(sight, name, number)) is not None
    ]
    return min(found, key=lambda one: one.width, default=None)


def _code(sight: Sight, column: str, group: str, members: Iterable[int]) -> str:
    codes, names = sight.snapshot.single(column)
    return next((names[codes[one]] for one in members if codes[one] >= 0 and sight.shown(group, one)), "")


def _build(snapshot: Snapshot) -> Indexes:
    mothers = mothers_of(snapshot.records)
    kept = kept_names.kept(snapshot.register, snapshot.displays, mothers)
    names = kept or kept_names.made(snapshot.displays, mothers)
    return Indexes(
        names=names.names,
        mothers=names.mothers,
        name_texts=names.name_texts,
        mother_texts=names.mother_texts,
        places=_codes(snapshot.records, PLACE_COLUMNS),
        held=_codes(snapshot.records, ("held_place",)),
        numbers=_numbers(snapshot.records["identifiers"]),
        kept=kept is not None,
    )


def mothers_of(records: pa.Table) -> list[str]:
    """Names and family names of each record's mother as one text."""
    return _joined(records["mother_name"], records["mother_family"])


def _joined(*columns: pa.ChunkedArray) -> list[str]:
    parts = [column.to_pylist() for column in columns]
    return [" ".join(text for texts in row for text in (texts or ())) for row in zip(*parts, strict=True)]


def _codes(table: pa.Table, columns: Iterable[str]) -> tuple[NDArray[np.int32], NDArray[np.int32], list[str]]:
    """(record, code) of everything in these columns of lists, and the codes' names."""
    records, values = [], []
    for name in columns:
        lists = table[name].combine_chunks()
        records.append(pc.list_parent_indices(lists).to_numpy().astype(np.int32))
        values.append(lists.flatten())
    coded = pc.dictionary_encode(pa.concat_arrays(values))
    return np.concatenate(records), coded.indices.to_numpy(), coded.dictionary.to_pylist()


def _numbers(lists: pa.ChunkedArray) -> dict[str, tuple[int, ...]]:
    whole = lists.combine_chunks()
    records, identifiers = pc.list_parent_indices(whole).to_pylist(), whole.flatten().to_pylist()
    found: dict[str, list[int]] = {}
    for number, identifier in zip(records, identifiers, strict=True):
        found.setdefault(identifier.split(":", 1)[1].casefold(), []).append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}
