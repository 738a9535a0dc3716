"""Linking only what came since the parameters were learned, on the standing index in ``derived/index``.

What follows stays a function of what was said and decided: the records that the parameters were learned on and the
judgements of that moment are kept in ``state.json``, and the outcome does not depend on the steps in which later
records came. So ``rebuild`` learns on the same records, adds the rest in one step, and comes to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sijill.errors import RegisterError
from sijill.linkage.incremental import Update, everything, update
from sijill.linkage.index import StandingIndex
from sijill.linkage.link import DRIFT
from sijill.linkage.model import Decision, LinkResult
from sijill.linkage.order import digests
from sijill.linkage.records import SCHEMA
from sijill.linkage.records import records as validated
from sijill.linkage.standing import judged_of
from sijill.tables import parquet
from sijill.tables.canonical import digest
from sijill.tables.register import Register

INDEX: Final = "index"
LEARNED_IN_SECONDS: Final = 20_000  # records of a register that is always learned on anew
MOST_NEW: Final = (
    0.05  # of the records learned on; when more have come, gone or changed, parameters are learned anew
)

Claims = Sequence[Sequence[str]]  # accession and SHA-256 of its claims file


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What parameters were learned on: the claims files and the judgements (left, right, verdict) of that run."""

    claims: list[list[str]]
    judgements: list[list[str]]

    @classmethod
    def now(cls, inputs: dict[str, Any], judgements: pa.Table) -> "Learned":
        return cls(claims=[list(one) for one in inputs["claims"]], judgements=judged_of(judgements))

    @classmethod
    def of(cls, state: dict[str, Any] | None) -> "Learned | None":
        found = (state or {}).get("learned")
        return cls(**found) if found else None

    def as_json(self) -> dict[str, Any]:
        return {"claims": self.claims, "judgements": self.judgements}

    def judgement_table(self, schema: pa.Schema) -> pa.Table:
        names = ("left", "right", "verdict")
        return pa.Table.from_pylist(
            [dict(zip(names, one, strict=True)) for one in self.judgements], schema=schema
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How the records of now differ from those of an index: ``renamed`` say the same under another id."""

    added: pa.Table
    gone: list[str]
    renamed: dict[str, str]

    @property
    def size(self) -> int:
        return len(self.added) + len(self.gone)


class FullRunDueError(Exception):
    """Why all records are linked anew, for the run's report."""


def refuse_other_inputs(known: dict[str, Any] | None, inputs: dict[str, Any], superseded: set[str]) -> None:
    """Raises FullRunDueError unless all that happened since is that lists came, or new versions of lists."""
    if known is None:
        raise FullRunDueError("nothing was linked before")
    then = known["inputs"]
    if any(then.get(name) != inputs[name] for name in ("software", "reader", "seed", "dependent")):
        raise FullRunDueError("the program, the seed or what is known of copied lists is another")
    if then.get("band") != inputs.get("band"):
        raise FullRunDueError("a judged sample says that other pairs than before are for review")
    now = {tuple(one) for one in inputs["claims"]}
    missing = {accession for accession, sha in then["claims"] if (accession, sha) not in now}
    if not missing <= superseded - {accession for accession, _ in now}:
        raise FullRunDueError(
            "a list was withdrawn or returned, is read in another way, or a record was erased"
        )
    if Learned.of(known) is None:
        raise FullRunDueError("the last run kept no parameters")


def opened(folder: Path, inputs: dict[str, Any] | None) -> StandingIndex:
    """The index of what was linked under ``inputs``. Raises FullRunDueError when it is missing, stale or too small."""
    try:
        index = StandingIndex.open(folder)
    except RegisterError as problem:
        raise FullRunDueError("there is no standing index") from problem
    if inputs is not None and index.note.get("inputs") != digest(inputs):
        raise FullRunDueError("the standing index is not of the last run")
    if index.base < LEARNED_IN_SECONDS:
        raise FullRunDueError(f"fewer than {LEARNED_IN_SECONDS:,} records are learned on anew in seconds")
    return index


def change(index: StandingIndex, before: pa.Table, records: pa.Table) -> Change:
    """``before``: ``record_id`` and ``accession`` of the records in the index; ``records``: the record table of now."""
    accessions = pc.unique(records["accession"])
    known = pc.unique(before["accession"])
    gone = before.filter(pc.invert(pc.is_in(before["accession"], accessions)))["record_id"].to_pylist()
    table = records.filter(pc.invert(pc.is_in(records["accession"], known)))
    added = validated(table.drop_columns([name for name in table.column_names if name not in SCHEMA.names]))
    ids = added["record_id"].to_pylist()
    then, now = index.layers.digests(index.rows_of(gone)), digests(added)
    pairs = _alike(gone, then, ids, now)
    renamed = {gone[old]: ids[new] for old, new in pairs}
    stays = np.ones(len(ids), np.bool_)
    stays[[new for _, new in pairs]] = False
    return Change(
        added=added.filter(pa.array(stays)),
        gone=[record for record in gone if record not in renamed],
        renamed=renamed,
    )


def _alike(old: list[str], then: Any, new: list[str], now: Any) -> list[tuple[int, int]]:
    """Positions of records that say the same, each once; of several equal ones in the order of their ids."""
    one, other = (
        sorted(range(len(ids)), key=lambda at: (int(digest_of[at]), ids[at]))
        for ids, digest_of in ((old, then), (new, now))
    )
    found, at = [], 0
    for row in one:
        while at < len(other) and now[other[at]] < then[row]:
            at += 1
        if at < len(other) and now[other[at]] == then[row]:
            found.append((row, other[at]))
            at += 1
    return found


def refuse_too_much(index: StandingIndex, change: Change, learned_lists: int) -> None:
    """Raises FullRunDueError when so much has changed that parameters have to be learned anew."""
    since = len(index.label) - index.base + int((~index.alive).sum()) + change.size
    if since > MOST_NEW * index.base:
        raise FullRunDueError(f"{since:,} records came, went or changed since, more than {MOST_NEW:.0%}")
    lists = set(index.layers.lists[:learned_lists]) | set(change.added["list_id"].to_pylist())
    if learned_lists < 2 <= len(lists):
        raise FullRunDueError("the parameters were learned on one list alone")


def relinked(
    index: StandingIndex,
    pairs: pa.Table,
    change: Change,
    judgements: pa.Table,
    *,
    engine: str,
    inputs: dict[str, Any],
    learned: dict[str, Any],
) -> LinkResult:
    """Adds the change to the index; ``pairs`` and report of the run before become those of now.

    ``learned``: the report of the run that learned the parameters.
    """
    done = update(
        index,
        change.added,
        gone=change.gone,
        renamed=change.renamed,
        judgements=judgements,
        engine=engine,
        note={"inputs": digest(inputs)},
    )
    result, _ = everything(index)
    table = _pairs(pairs, done, change.renamed)
    review = int(pc.sum(pc.equal(table["decision"], Decision.REVIEW.value)).as_py() or 0)
    report = {name: learned[name] for name in _KEPT if name in learned} | result.report
    report |= {"review_pairs": review, "incremental": _told(index, learned, result.report)}
    return LinkResult(
        pairs=table,
        clusters=result.clusters,
        report=report,
        graph=result.graph,
        record_ids=result.record_ids,
        apart=result.apart,
        label=result.label,
    )


_KEPT: Final = ("blocking", "estimation", "thresholds", "dependent_lists", "candidates")


def _told(index: StandingIndex, learned: dict[str, Any], report: dict[str, Any]) -> dict[str, Any]:
    """What a reader must know of figures whose parameters are older than some of the records."""
    new, gone = int(index.alive[index.base :].sum()), int((~index.alive[: index.base]).sum())
    lists = list(index.layers.lists[len(index.learned.list_sizes) :])
    before = learned.get("incremental")
    then = before["expected_precision_when_learned"] if before else learned.get("expected_precision")
    now = report["expected_precision"]
    drifts = then is not None and now is not None and then - now > DRIFT
    return {
        "learned_on": index.base,
        "new": new,
        "gone": gone,
        "share": round((new + gone) / index.base, 4),
        "full_run_at": MOST_NEW,
        "lists_not_learned_on": lists,
        "expected_precision_when_learned": then,
        "full_run_advised": drifts,
    }


def _pairs(pairs: pa.Table, done: Update, renamed: dict[str, str]) -> pa.Table:
    """The listed pairs of before without those that were looked at anew, and those; sorted by their records."""
    names = [_named(pairs[side], renamed) for side in ("left", "right")]
    pairs = pairs.set_column(0, "left", names[0]).set_column(1, "right", names[1])
    touched = pa.array(sorted(done.touched), pa.string())
    kept = pc.invert(pc.or_(pc.is_in(names[0], touched), pc.is_in(names[1], touched)))
    whole = pa.concat_tables([pairs.filter(kept), done.pairs.cast(pairs.schema)]).unify_dictionaries()
    return whole.sort_by([("left", "ascending"), ("right", "ascending")]).combine_chunks()


def _named(column: Any, renamed: dict[str, str]) -> Any:  # Arrow ships no types
    if not renamed:
        return column
    old = pa.array(list(renamed), pa.string())
    at = pc.index_in(column, old)
    new = pa.array(list(renamed.values()), pa.string()).take(at.combine_chunks())
    return pc.coalesce(new, column.combine_chunks())


def before_of(register: Register) -> pa.Table:
    """What ``change`` asks of the records of the last run."""
    return parquet.read(register.derived / "records.parquet", ["record_id", "accession"])
