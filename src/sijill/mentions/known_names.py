"""What the linked register knows of names, from its search index: read, never written."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sijill.persons import search
from sijill.tables import parquet
from sijill.tables.register import Register
from sijill.text.names import tokens
from sijill.text.scripts import clean

# A part that so many records have tells nobody apart by itself; together with a rarer one it still counts.
MOST: Final = 200_000


class RegisterNames:
    """``find.Known`` for a register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def records_by_word(self, words: Sequence[str]) -> dict[str, frozenset[int]]:
        folded = [clean(word).casefold() for word in words]
        encoded = tokens.encode(folded).loose if folded else []
        key_of = {word: key for word, key in zip(words, encoded, strict=True) if key}
        if not key_of:
            return {}
        wanted = pa.array(sorted(set(key_of.values())), pa.string())
        table = pq.read_table(self._register.derived / search.INDEX, filters=pc.field("key").isin(wanted))
        records: dict[str, set[int]] = {}
        for key, number in zip(table["key"].to_pylist(), table["number"].to_pylist(), strict=True):
            records.setdefault(key, set()).add(number)
        return {
            word: frozenset(records[key])
            for word, key in key_of.items()
            if key in records and len(records[key]) <= MOST
        }

    def people(self, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        if not records:
            return {}
        table = parquet.read(self._register.derived / "records.parquet", ["record_id", "display", "number"])
        mine = table.filter(pc.is_in(table["number"], pa.array(list(records), table["number"].type)))
        membership = parquet.read(self._register.derived / "membership.parquet")
        person_of = dict(
            zip(membership["record_id"].to_pylist(), membership["person_id"].to_pylist(), strict=True)
        )
        return {
            row["number"]: (person_of[row["record_id"]], row["display"])
            for row in mine.to_pylist()
            if row["record_id"] in person_of
        }
