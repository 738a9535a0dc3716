"""Who could it be already? What to ask before a person is added: what is known, against the standing index.

What is asked is read by the readers of lists (dates in any writing, places by name, both scripts) and weighed field by
field like a record that came in a list. Nothing that was asked is kept.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

from sijill.claims import readings, record_table
from sijill.claims.columns import ClaimColumn
from sijill.claims.mapping import Mapping as ListMapping
from sijill.claims.properties import BY_NAME
from sijill.errors import RegisterError, UsageError
from sijill.linkage.calibrate import probability
from sijill.linkage.explain import FieldWeight
from sijill.linkage.index import Likely, StandingIndex
from sijill.linkage.records import SCHEMA
from sijill.pipeline.derive import is_current, read_state, require_linked
from sijill.pipeline.relink import INDEX
from sijill.tables import duck
from sijill.tables.canonical import digest
from sijill.tables.register import Register

ASKED: Final = "asked"
AGAIN: Final = "Make it with: sijill rebuild DIR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """A person who could be the one asked for: the record that speaks for it most, bits (prior included), and why."""

    person_id: str
    name_ar: str
    name_latin: str
    birth: str
    records: int
    lists: int
    record_id: str
    weight: float
    probability: float
    explanation: tuple[FieldWeight, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "person_id": self.person_id,
            "name_ar": self.name_ar,
            "name_latin": self.name_latin,
            "birth": self.birth,
            "records": self.records,
            "lists": self.lists,
            "record_id": self.record_id,
            "weight_bits": round(self.weight, 3),
            "probability": round(self.probability, 4),
            "fields": [
                {
                    "field": one.field,
                    "level": one.level,
                    "weight_bits": round(one.weight, 3),
                    "en": one.en,
                    "ar": one.ar,
                }
                for one in self.explanation
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``current`` is False when the register has changed since it was linked: who came since is not among those."""

    possible: tuple[Possible, ...]
    current: bool


def who_could_it_be(
    register: Register, said: Mapping[str, Sequence[str]], *, today: date, limit: int = 20
) -> Answer:
    """People whom ``said`` (texts by property) may tell of, the most likely first; none below the odds that are kept.

    Raises UsageError for a property that linkage does not compare, or a text nobody can read; RegisterError where there
    is no standing index of what was linked.
    """
    record = record_of(said, today)
    found = index_of(register).candidates(record)
    return Answer(possible=_persons(register, found, limit), current=is_current(register))


def record_of(said: Mapping[str, Sequence[str]], today: date) -> dict[str, Any]:
    """Values by column of linkage's input, as the readers of lists make them."""
    columns = []
    for name, texts in said.items():
        if name not in BY_NAME:
            raise UsageError(f"There is no property {name}", remedy=_nearest(name))
        for text in texts:
            column = ClaimColumn(property=name, column=name, values=(text,), codes=np.zeros(1, np.int32))
            columns.append((column, readings.read_column(column, _MAPPING)))
    for one in columns:
        if _IDS.issuperset(_record([one], today)):
            raise UsageError(
                f"Linkage compares nothing of {one[0].property} as it is written here",
                remedy="Write it as a list would, or leave it out",
            )
    return _record(columns, today)


def _nearest(name: str) -> str:
    """Compared properties of which the name is a part, or else those written like it; and all that there are."""
    near = [known for known in COMPARED if name.casefold() in known.split(".")]
    near = near or difflib.get_close_matches(name.casefold(), COMPARED, cutoff=0.5)
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"{meant}Compared are: {', '.join(COMPARED)}"


COMPARED: Final = (
    *record_table.TEXTS,
    "sex",
    "birth.date",
    "age",
    *record_table.PLACES,
    *record_table.INTERVALS,
    *record_table.CODED,
    *record_table.IDENTIFIERS,
)
_MAPPING: Final = ListMapping(list=ASKED)
_IDS: Final = frozenset({"record_id", "list_id"})


def _record(columns: record_table.ReadColumns, today: date) -> dict[str, Any]:
    """What these columns with their readings come to as one record; nothing that is empty."""
    source = record_table.Source(
        accession=ASKED, list_id=ASKED, as_of=today.isoformat(), received=today, rows=np.ones(1, np.int32)
    )
    [row] = record_table.record_table(source, columns, _MAPPING).to_pylist()
    return {name: row[name] for name in SCHEMA.names if row.get(name) not in (None, [], "")}


def index_of(register: Register) -> StandingIndex:
    """The index of what is derived now, opened once while it lasts."""
    require_linked(register)
    folder = register.derived / INDEX
    state = read_state(register)
    try:
        marks = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.iterdir()))
        index = _opened(folder, marks)
    except OSError as problem:
        raise RegisterError("There is no standing index here", remedy=AGAIN) from problem
    if state is None or index.note.get("inputs") != digest(state["inputs"]):
        raise RegisterError("The standing index is not of what was linked last", remedy=AGAIN)
    return index


@lru_cache(maxsize=2)
def _opened(folder: Any, _marks: tuple[tuple[str, int], ...]) -> StandingIndex:
    return StandingIndex.open(folder)


def _persons(register: Register, found: Sequence[Likely], limit: int) -> tuple[Possible, ...]:
    if not found:
        return ()
    hits = pa.table({"record_id": [one.record_id for one in found], "place": list(range(len(found)))})
    with duck.connect() as connection:
        connection.register("hits", hits)
        for name in ("membership", "persons"):
            connection.register(name, connection.read_parquet(str(register.derived / f"{name}.parquet")))
        rows = connection.sql(
            "SELECT p.person_id, p.name_ar, p.name_latin, p.birth, p.records, p.lists, min(h.place) AS place "
            "FROM hits h JOIN membership m USING (record_id) JOIN persons p USING (person_id) "
            "GROUP BY ALL ORDER BY place LIMIT ?",
            params=[limit],
        ).to_arrow_table()
    return tuple(_possible(row, found[row.pop("place")]) for row in rows.to_pylist())


def _possible(row: dict[str, Any], best: Likely) -> Possible:
    return Possible(
        **row,
        record_id=best.record_id,
        weight=best.weight,
        probability=float(probability(np.array([best.weight]))[0]),
        explanation=best.explanation,
    )
