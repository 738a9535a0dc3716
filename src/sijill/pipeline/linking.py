"""How the records of a run are linked: with the parameters of the last one where only records came, or all anew."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa

from sijill import linkage
from sijill.accession import store as accessions
from sijill.accession.models import Accession
from sijill.claims import record_table
from sijill.claims.models import ClaimsFile
from sijill.linkage.index import StandingIndex
from sijill.linkage.model import Band
from sijill.linkage.standing import linked_copy, write_result
from sijill.pipeline import relink
from sijill.pipeline.progress import Progress
from sijill.pipeline.relink import INDEX, FullRunDueError, Learned
from sijill.tables import parquet
from sijill.tables.canonical import digest
from sijill.tables.register import Register

NO_PAIRS: Final = pa.table(
    {
        "left": pa.array([], pa.string()),
        "right": pa.array([], pa.string()),
        "weight": pa.array([], pa.float64()),
        "probability": pa.array([], pa.float64()),
        "decision": pa.array([], pa.string()),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What a run may start from: the whole state of the last one, and what its parameters were learned on."""

    known: dict[str, Any] | None
    learned: Learned | None
    anew: bool
    full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """How the records of a run are linked: on what the last one learned, or all anew. Also writes the index."""

    register: Register
    old: Register
    inputs: dict[str, Any]
    engine: str
    seed: int
    progress: Progress
    dependent: tuple[tuple[str, str], ...]
    band: Band
    records_of: Callable[[Register, Accession, ClaimsFile], pa.Table]

    def linked(
        self, way: Way, records: pa.Table, judgements: pa.Table
    ) -> tuple[linkage.LinkResult, Learned, str]:
        """The result, what its parameters were learned on, and why they were learned anew (empty: they were not)."""
        why = "it was asked for"
        if not way.full:
            try:
                return *(self._again if way.anew else self._more)(way, records, judgements), ""
            except FullRunDueError as reason:
                why = str(reason)
        return self._all(records, judgements, self.inputs), Learned.now(self.inputs, judgements), why

    def _more(self, way: Way, records: pa.Table, judgements: pa.Table) -> tuple[linkage.LinkResult, Learned]:
        """On the index of the last run."""
        relink.refuse_other_inputs(way.known, self.inputs, _superseded())
        assert way.known is not None
        assert way.learned is not None
        folder = self.register.derived / INDEX
        index = relink.opened(self.old.derived / INDEX, way.known["inputs"])
        change = relink.change(index, relink.before_of(self.old), records)
        relink.refuse_too_much(index, change, len(index.learned.list_sizes))
        linked_copy(index.folder, folder)
        index.folder = folder
        pairs = parquet.read(self.old.derived / "pairs.parquet")
        return self._relinked(index, pairs, change, judgements, way.known["outcome"]["report"]), way.learned

    def _again(self, way: Way, records: pa.Table, judgements: pa.Table) -> tuple[linkage.LinkResult, Learned]:
        """What the last run learned is learned again, and what came since is added in one step."""
        learned = way.learned
        if learned is None or learned == Learned.now(self.inputs, judgements):
            raise FullRunDueError("parameters were learned on the records of now")
        before = self._learned_on(learned)
        if before is None:
            raise FullRunDueError("what parameters were learned on is not there any more")
        folder = self.register.derived / INDEX
        result = self._all(before, learned.judgement_table(judgements.schema), {"claims": learned.claims})
        index = relink.opened(folder, None)
        change = relink.change(index, before.select(["record_id", "accession"]), records)
        return self._relinked(index, result.pairs, change, judgements, result.report), learned

    def _relinked(
        self,
        index: StandingIndex,
        pairs: pa.Table,
        change: relink.Change,
        judgements: pa.Table,
        report: dict[str, Any],
    ) -> linkage.LinkResult:
        return relink.relinked(
            index, pairs, change, judgements, engine=self.engine, inputs=self.inputs, learned=report
        )

    def _all(self, records: pa.Table, judgements: pa.Table, inputs: dict[str, Any]) -> linkage.LinkResult:
        """Linkage of all records that are there; a register may have none, when its only list was withdrawn."""
        if records.num_rows == 0:
            report = {"records": 0, "expected_precision": None, "expected_recall": None}
            return linkage.LinkResult(pairs=NO_PAIRS, clusters={}, report=report)
        result = linkage.link(
            records.drop_columns(list(record_table.EXTRA)),
            judgements=judgements,
            dependent_lists=self.dependent,
            engine=self.engine,
            seed=self.seed,
            band=self.band,
            progress=lambda stage, share: self.progress(stage, round(share * 100), 100),
        )
        write_result(
            result, self.register.derived / INDEX, judgements=judgements, note={"inputs": digest(inputs)}
        )
        return replace(result, fitted=None)

    def _learned_on(self, learned: Learned) -> pa.Table | None:
        """The record table that parameters were learned on; None when a file of it was erased."""
        received = {row.id: row for row in accessions.all_accessions()}
        tables = []
        aside = replace(self.register, derived_name=f"{self.register.derived_name}/.{INDEX}.part")
        for accession, sha256 in learned.claims:
            file = ClaimsFile.objects.filter(accession_id=accession, sha256=sha256).last()
            if file is None or not (self.register.root / file.path).is_file():
                return None
            tables.append(self.records_of(aside, received[accession], file))
        shutil.rmtree(aside.derived, ignore_errors=True)
        return pa.concat_tables(tables)


def _superseded() -> set[str]:
    return {row.supersedes_id for row in accessions.all_accessions() if row.supersedes_id}
