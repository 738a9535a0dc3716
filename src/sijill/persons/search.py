"""Finding people by what they are called, whatever the script and spelling.

An inverted index from sound keys of name parts to records lies in ``derived/``; candidates share keys with what was
asked, and the comparison of names ranks them. A number is looked up as it is.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sijill.tables import duck, parquet
from sijill.tables.register import Register
from sijill.text import names
from sijill.text.names import tokens
from sijill.text.scripts import clean

INDEX: Final = "search.parquet"
# Records scored at most: they share the most and the rarest parts with what was asked.
CANDIDATES: Final = 2000
MIN_LIKENESS: Final = 0.30


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One person; ``score`` is the likeness (0 to 1) of the best of the person's names to what was asked."""

    person_id: str
    name_ar: str
    name_latin: str
    birth: str
    records: int
    lists: int
    score: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def build_index(register: Register, records: pa.Table) -> None:
    """``key`` -> ``number`` of the record, sorted by key, so that a look-up reads a few row groups.

    ``records`` has ``display``, ``identifiers`` and ``number``.
    """
    texts = records["display"].to_pylist()
    parts = [clean(text).casefold().split() for text in texts]
    distinct = sorted({part for found in parts for part in found})
    key_of = dict(zip(distinct, tokens.encode(distinct).loose, strict=True))
    keys: list[str] = []
    numbers: list[int] = []
    for number, found in enumerate(parts):
        unique = {key_of[part] for part in found if key_of[part]}
        keys.extend(unique)
        numbers.extend([number] * len(unique))
    for number, found_ids in enumerate(records["identifiers"].to_pylist()):
        for identifier in found_ids or ():
            keys.append("#" + identifier.split(":", 1)[1])
            numbers.append(number)
    table = pa.table({"key": pa.array(keys, pa.string()), "number": pa.array(numbers, pa.int32())})
    order = [("key", "ascending"), ("number", "ascending")]
    parquet.write(register.derived / INDEX, table.sort_by(order), rows_per_group=32_768)


def search(register: Register, text: str, *, limit: int = 20) -> list[Found]:
    """People in the order of likeness; empty for a text without letters or digits that anybody has."""
    asked = clean(text)
    score_of = dict.fromkeys(_by_number(register, asked), 1.0) or _by_name(register, asked)
    return _persons(register, score_of, limit)


def _by_number(register: Register, asked: str) -> list[int]:
    if not any(letter.isdigit() for letter in asked):
        return []
    found = parquet.read(register.derived / INDEX, filters=[("key", "=", "#" + asked)])
    hits: list[int] = found["number"].to_pylist()
    return hits


def _by_name(register: Register, asked: str) -> dict[int, float]:
    parts = asked.casefold().split()
    keys = sorted({key for key in tokens.encode(parts).loose if key}) if parts else []
    if not keys:
        return {}
    table = parquet.read(register.derived / INDEX, filters=pc.field("key").isin(pa.array(keys)))
    if table.num_rows == 0:
        return {}
    rarity = _rarity(table)
    weight: dict[int, float] = defaultdict(float)
    for key, number in zip(table["key"].to_pylist(), table["number"].to_pylist(), strict=True):
        weight[number] += rarity[key]
    best = sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]
    chosen = np.array(sorted(number for number, _ in best), np.int64)
    displays = parquet.read(register.derived / "records.parquet", ["display"])["display"].take(
        pa.array(chosen)
    )
    scored = {
        int(number): names.similarity(asked, display)
        for number, display in zip(chosen, displays.to_pylist(), strict=True)
    }
    return {number: score for number, score in scored.items() if score >= MIN_LIKENESS}


def _rarity(table: pa.Table) -> dict[str, float]:
    counts = table.group_by("key").aggregate([("number", "count")]).to_pylist()
    return {row["key"]: 1.0 / (1.0 + np.log1p(row["number_count"])) for row in counts}


def _persons(register: Register, score_of: dict[int, float], limit: int) -> list[Found]:
    if not score_of:
        return []
    hits = pa.table(
        {
            "number": pa.array(list(score_of), pa.int64()),
            "score": pa.array(list(score_of.values()), pa.float64()),
        }
    )
    with duck.connect() as connection:
        connection.register("hits", hits)
        for name in ("records", "membership", "persons"):
            connection.register(name, connection.read_parquet(str(register.derived / f"{name}.parquet")))
        rows = connection.sql(
            "SELECT p.person_id, p.name_ar, p.name_latin, p.birth, p.records, p.lists, max(h.score) AS score "
            "FROM hits h JOIN records r USING (number) JOIN membership m USING (record_id) "
            "JOIN persons p USING (person_id) GROUP BY ALL ORDER BY score DESC, p.person_id LIMIT ?",
            params=[limit],
        ).to_arrow_table()
    return [Found(**row) for row in rows.to_pylist()]
