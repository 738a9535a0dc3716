"""Finding people among those a viewer may see. What is hidden changes neither hits, nor order, nor counts, nor words.

Names of any script and spelling are found by sound and ranked by the comparison of names; mother, place, facility,
dates and numbers narrow or rank. Nothing that was typed is kept.
"""

import threading
import time
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sijill.persons.model import Interval
from sijill.text import facilities, places
from sijill.text.names import SAME_NAME_THRESHOLD, NameScorer
from sijill.text.names.coding import MAX_TOKENS, NameTable
from sijill.text.names.scorer import probabilities
from sijill.text.scripts import clean
from sijill.web.look import name_index
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
# Names coded in one go behind the searches, and the pause after it in seconds.
CODED_AT_ONCE: Final = 64
CODING_PAUSE: Final = 0.02


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
    """One person. ``score``: likeness (0 to 1) of the best visible name, 1 for a number; None if no name was asked."""

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
class Coded:
    """Texts as the comparison of names takes them: coded when first compared, and kept. ``count`` -1: not yet."""

    texts: list[str]
    ids: NDArray[np.int32]
    count: NDArray[np.int8]
    optional: NDArray[np.int32]

    @classmethod
    def of(cls, texts: list[str]) -> "Coded":
        size = len(texts)
        return cls(
            texts=texts,
            ids=np.zeros((size, MAX_TOKENS), np.int32),
            count=np.full(size, -1, np.int8),
            optional=np.zeros(size, np.int32),
        )

    def compare(self, asked: str, of: NDArray[np.int64]) -> NDArray[np.float64]:
        """Likeness of these texts to what was asked. The scorer's vocabulary grows: one thread at a time."""
        if not len(of):
            return np.zeros(0)
        with _scoring:
            scorer = _scorer()
            self._code(scorer, of)
            mine = NameTable(ids=self.ids[of], count=self.count[of], optional=self.optional[of])
            zero, each = np.zeros(len(of), np.int32), np.arange(len(of), dtype=np.int32)
            return probabilities(scorer.logits(zero, each, scorer.code([asked]), mine))

    def code_all(self, still_wanted: Callable[[], bool], *, pause: float | None = None) -> None:
        """Codes whatever is not coded yet, a few at a time, so that searches pass in between."""
        for start in range(0, len(self.texts), CODED_AT_ONCE):
            if not still_wanted():
                return
            with _scoring:
                self._code(_scorer(), np.arange(start, min(start + CODED_AT_ONCE, len(self.texts))))
            time.sleep(CODING_PAUSE if pause is None else pause)

    def _code(self, scorer: NameScorer, of: NDArray[np.int64]) -> None:
        new = of[self.count[of] < 0]
        if len(new):
            table = scorer.code([self.texts[number] for number in new.tolist()])
            self.ids[new], self.optional[new], self.count[new] = table.ids, table.optional, table.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexes:
    """Of one snapshot: names, mothers, and where which code stands."""

    names: NameIndex
    mothers: NameIndex
    name_texts: Coded
    coded_mothers: Coded
    mother_texts: list[str]
    places: tuple[NDArray[np.int32], NDArray[np.int32], list[str]]
    held: tuple[NDArray[np.int32], NDArray[np.int32], list[str]]
    numbers: dict[str, tuple[int, ...]]


_building: Final = threading.Lock()
_scoring: Final = threading.Lock()


def indexes_of(snapshot: Snapshot) -> Indexes:
    """Built at the first search after a link run: about a second for 100,000 records."""
    found: Indexes | None = snapshot.kept.get("search")
    if found is None:
        with _building:
            found = snapshot.kept.get("search")
            if found is None:
                found = snapshot.kept["search"] = _build(snapshot)
                _code_in_the_background(found, snapshot)
    return found


def warm(snapshot: Snapshot) -> None:
    """Everything a search needs, before the first: a minute for 600,000 records. For a server that forks workers."""
    if snapshot.kept.get("search") is None:
        found = snapshot.kept["search"] = _build(snapshot)
        found.name_texts.code_all(lambda: True, pause=0.0)
    compare("علي", ["Ali"])  # the kernels of the comparison are loaded at its first use


def _code_in_the_background(indexes: Indexes, snapshot: Snapshot) -> None:
    """The first searches need not wait for every name to be coded; later ones find them coded."""
    kept = weakref.ref(snapshot)
    threading.Thread(
        target=indexes.name_texts.code_all,
        args=(lambda: kept() is not None,),
        name="sijill-names",
        daemon=True,
    ).start()


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
    return _likeness(indexes.mothers, indexes.coded_mothers, asked, fits, least=SAME_NAME_THRESHOLD)


def _likeness(
    index: NameIndex, texts: Coded, asked: str, fits: NDArray[np.bool_], *, least: float
) -> dict[int, float]:
    weight = index.weigh(asked, fits)
    candidates = best_of(weight, CANDIDATES)
    scores = likeness_of(asked, texts, candidates)
    return {
        number: score
        for number, score in zip(candidates.tolist(), scores.tolist(), strict=True)
        if score >= least
    }


def best_of(weight: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """The positions of the greatest weights above zero; of equal ones at the edge those that were received first, so
    that the answer is the same every time.
    """
    found = np.flatnonzero(weight > 0)
    if len(found) <= most:
        return found
    mine = weight[found]
    edge = np.partition(mine, len(mine) - most)[len(mine) - most]
    above, level = found[mine > edge], found[mine == edge]
    return np.sort(np.concatenate([above, level[: most - len(above)]]))


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
    named = [number for number in scores if sight.whole["mother"][number] and indexes.mother_texts[number]]
    if not clean(asked) or not named:
        return scores
    likeness = compare(asked, [indexes.mother_texts[number] for number in named])
    moved = {
        number: min(1.0, max(0.0, scores[number] + MOTHER_COUNTS * (float(like) - 0.5)))
        for number, like in zip(named, likeness.tolist(), strict=True)
    }
    return scores | moved


@cache
def _scorer() -> NameScorer:
    return NameScorer(cache_bits=18)


def compare(asked: str, texts: list[str]) -> NDArray[np.float64]:
    """Likeness of each text to what was asked. The scorer's vocabulary grows: one thread at a time."""
    if not texts:
        return np.zeros(0)
    with _scoring:
        scorer = _scorer()
        table = scorer.code([asked, *texts])
        count = len(texts)
        left = np.zeros(count, np.int32)
        right = np.arange(1, count + 1, dtype=np.int32)
        return probabilities(scorer.logits(left, right, table, table))


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
    return min(found, key=_length, default=None)


def _length(when: Interval) -> int:
    return (when.end - when.start).days if when.start and when.end else 1 << 20


def _code(sight: Sight, column: str, group: str, members: Iterable[int]) -> str:
    codes, names = sight.snapshot.single(column)
    return next((names[codes[one]] for one in members if codes[one] >= 0 and sight.shown(group, one)), "")


def _build(snapshot: Snapshot) -> Indexes:
    mothers = _joined(snapshot.records["mother_name"], snapshot.records["mother_family"])
    return Indexes(
        names=name_index.build(snapshot.displays),
        mothers=name_index.build(mothers),
        name_texts=Coded.of(snapshot.displays),
        coded_mothers=Coded.of(mothers),
        mother_texts=mothers,
        places=_codes(snapshot.records, PLACE_COLUMNS),
        held=_codes(snapshot.records, ("held_place",)),
        numbers=_numbers(snapshot.records["identifiers"]),
    )


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
    found: dict[str, list[int]] = {}
    for number, identifiers in enumerate(lists.to_pylist()):
        for identifier in identifiers or ():
            found.setdefault(identifier.split(":", 1)[1].casefold(), []).append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}
