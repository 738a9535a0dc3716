"""Does "check before you add" on a page name the same person first as the standing index does?

The page weighs with parameters that ship and meets people by their names' sounds; the index has what the register
taught it. Both are asked for the same: name, mother and days of arrest of invented records that were held back, among
the people of the index that ``python -m bench.linkage_live --whole --folder DIR`` left in DIR. Counted are those for
whom the index has somebody above even odds: whether the page has that person first, and among its first ten.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from bench.linkage_live import LOOKED_UP, halves

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.access.filter import visible
from sijill.access.model import Purpose, operator
from sijill.linkage import records as record_table
from sijill.linkage.index import Likely, StandingIndex
from sijill.tables.register import Register
from sijill.web.look import likely as checking
from sijill.web.look import sight as sights
from sijill.web.look.search import Asked
from sijill.web.look.snapshot import ClaimKinds, Snapshot

RESULTS = Path(__file__).resolve().parent / "results" / "page_and_index.json"
FIRST = 10
SEED = 7  # of ``linkage_live``: what was held back
PROPS = (
    "name", "mother.name", "mother.family", "sex", "birth.date", "arrest.date", "death.date", "arrest.place",
    "arrest.agency", "held.place",
)  # fmt: skip
_PARTS = ("name_given", "name_father", "name_grandfather", "name_family")


def displays(table: pa.Table) -> list[str]:
    """The name of each record as one text: as written, else its parts."""
    said = [table[column].to_pylist() for column in ("name", *_PARTS)]
    return [
        (name or [""])[0] or " ".join(part[0] for part in parts if part)
        for name, *parts in zip(*said, strict=True)
    ]


def snapshot_of(table: pa.Table, index: StandingIndex) -> Snapshot:
    """Persons are those of the index, all of one organisation."""
    size, accession = len(table), "a000000000000"
    _, person = np.unique(index.label[index.rows_of(table["record_id"].to_pylist())], return_inverse=True)
    ids = [f"{accession}-{row}" for row in range(1, size + 1)]
    records = table.set_column(0, "record_id", pa.array(ids)).drop_columns(["name"])
    for name, values in (
        ("accession", [accession] * size),
        ("row", pa.array(range(1, size + 1), pa.int32())),
        ("origin", ids),
        ("display", displays(table)),
        ("codes", pa.nulls(size, pa.list_(pa.string()))),
    ):
        records = records.append_column(name, pa.array(values) if isinstance(values, list) else values)
    everyone = np.arange(size, dtype=np.int32)
    kinds = ClaimKinds(
        list_id="all",
        organisation="north",
        number=np.repeat(everyone, len(PROPS)),
        kind=np.tile(np.arange(len(PROPS), dtype=np.int16), size),
        kinds=tuple((prop, "organisation") for prop in PROPS),
    )
    return Snapshot(
        key="bench",
        register=Register(root=Path("/nowhere"), id="r", format=1, database_url="", country="sy"),
        records=records.combine_chunks(),
        person=person.astype(np.int32),
        person_ids=[f"p{number}" for number in range(int(person.max()) + 1)],
        seniority=np.arange(size),
        pairs=pa.table({"decision": pa.array([], pa.string()), "probability": pa.array([], pa.float64())}),
        pair_left=np.empty(0, np.int32),
        pair_right=np.empty(0, np.int32),
        claim_kinds=(kinds,),
    )


def asked_of(name: str, row: dict[str, Any]) -> Asked:
    mother = (row["mother_name"] or [""])[0]
    return Asked(name=name, mother=mother, since=row["arrest_start"], until=row["arrest_end"])


def compared(index: StandingIndex, snapshot: Snapshot, standing: list[str], new: pa.Table) -> dict[str, Any]:
    sight = sights.of(snapshot, visible(operator("operator:bench"), Purpose.CASEWORK))
    number_of = {record: number for number, record in enumerate(standing)}
    ranks: list[int] = []  # of the index's first on the page; -1: not among them
    spent = {"page": 0.0, "index": 0.0}
    for name, row in zip(displays(new), new.to_pylist(), strict=True):
        asked = asked_of(name, row)
        begun = time.process_time()
        first = best_of(index.candidates(checking._asked(asked, ())))
        spent["index"] += time.process_time() - begun
        if first is None:
            continue
        begun = time.process_time()
        page = [hit.person_id for hit in checking.likely(sight, asked, limit=FIRST).hits]
        spent["page"] += time.process_time() - begun
        wanted = sight.id_of(int(sight.person[number_of[first]]))
        ranks.append(page.index(wanted) if wanted in page else -1)
    return {
        "standing": len(standing),
        "asked": len(new),
        "likely_in_index": len(ranks),
        "first_on_page": ranks.count(0),
        "among_first_ten": sum(rank >= 0 for rank in ranks),
        "cpu_seconds": {what: round(seconds, 2) for what, seconds in spent.items()},
    }


def best_of(found: list[Likely]) -> str | None:
    """The record above even odds that the index has first, if there is one."""
    return found[0].record_id if found and found[0].weight > 0.0 else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--folder", type=Path, required=True, help="records.parquet and index of linkage_live"
    )
    options = parser.parse_args()
    standing, new = halves(pq.read_table(options.folder / "records.parquet"), SEED)
    sights._gone = lambda _: frozenset()  # type: ignore[assignment]  # no database here
    nobody = np.zeros(0, np.int32)
    sights.judged_same = lambda _: (nobody, nobody)
    index = StandingIndex.open(options.folder / "index")
    found = compared(
        index,
        snapshot_of(record_table.records(standing), index),
        standing["record_id"].to_pylist(),
        record_table.records(new.slice(0, LOOKED_UP)),
    )
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    from rich.console import Console

    Console().print(
        f"of {found['likely_in_index']} with somebody above even odds in the index, the page has the same first for "
        f"{found['first_on_page']}, among its first {FIRST} for {found['among_first_ten']}"
    )


if __name__ == "__main__":
    main()
