"""What follows: readings, pairs, clusters, persons. Nothing is done where nothing changed; all of it can be redone."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sijill import linkage
from sijill.accession import store as accessions
from sijill.accession.models import Accession
from sijill.claims import columns as claim_columns
from sijill.claims import mapping as mappings
from sijill.claims import readings, record_table, statements
from sijill.claims import store as claims
from sijill.claims.models import ClaimsFile
from sijill.errors import RegisterError
from sijill.linkage import engines, partitions, standing
from sijill.linkage.model import BAND, Band
from sijill.manual_review import agree
from sijill.manual_review import store as reviews
from sijill.manual_review.policy import policy_of
from sijill.manual_review.trust import trust
from sijill.persons import consolidate, lineage, search, summary
from sijill.persons import store as persons
from sijill.pipeline import judgements as judging
from sijill.pipeline import reliance, relink
from sijill.pipeline.linking import Linking, Way
from sijill.pipeline.origins import Origins, origins
from sijill.pipeline.progress import Progress, Stopwatch, silent
from sijill.pipeline.relink import Learned
from sijill.pipeline.sweep import sweep
from sijill.tables import parquet
from sijill.tables import register as registers
from sijill.tables.canonical import digest
from sijill.tables.files import make_folder, sync_folder, write_text
from sijill.tables.register import Register
from sijill.version import __version__

STATE: Final = "state.json"
# What every run makes, besides the readings of each list.
TABLES: Final = (
    "records.parquet",
    "pairs.parquet",
    "membership.parquet",
    "persons.parquet",
    "partitions.parquet",
    search.INDEX,
)
# Small groups: a page about one person reads a dozen readings out of a million.
READINGS_PER_GROUP: Final = 4_096
# Plausible partitions kept for the statistics; fewer than 20 give no interval.
DRAWS: Final = 40

Counted = Sequence[tuple[Accession, ClaimsFile]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What a run came to. ``report`` is linkage's own; ``changes`` is None when nothing had to be done.

    ``waiting_judgements`` rest on records that no current version holds: somebody must look again.
    """

    records: int
    persons: int
    merged_pairs: int
    review_pairs: int
    waiting_judgements: int
    report: dict[str, Any]
    changes: lineage.Changes | None


def derive(
    register: Register,
    *,
    at: datetime,
    actor: str,
    watch: Stopwatch,
    engine: str = "numba",
    seed: int = 0,
    anew: bool = False,
    full: bool = False,
    progress: Progress = silent,
) -> Derived:
    """Brings everything that follows up to date, and publishes who is who; ``anew`` also where nothing changed.

    A register whose names this program would read in another way is linked again as well.

    Where only some lists came since parameters were learned, their records are linked to the standing ones with those
    parameters; ``full`` learns them anew, and links all records.
    """
    files = counted()
    inputs = _inputs(register, files, engine=engine, seed=seed)
    known = read_state(register)
    if (
        known is not None
        and known["inputs"] == inputs
        and not (anew or (full and _is_grown(known)) or standing.is_outdated(register.derived / relink.INDEX))
    ):
        return _checked(Derived(**known["outcome"], changes=None))
    engines.engine(engine)  # an unknown one is refused before anything is done
    with registers.derived_anew(register) as aside:
        done = _derive(
            aside,
            register,
            files,
            inputs,
            at=at,
            actor=actor,
            watch=watch,
            engine=engine,
            seed=seed,
            way=Way(known=known, learned=Learned.of(_state(register)), anew=anew, full=full),
            progress=progress,
        )
    return _checked(done)


def _checked(derived: Derived) -> Derived:
    """With what the judged sample of now says of the model's own figures."""
    return replace(derived, report=derived.report | {"checked": trust(reviews.latest_quality()).as_json()})


def _is_grown(state: dict[str, Any]) -> bool:
    return "incremental" in state["outcome"]["report"]


def _derive(
    register: Register,
    old: Register,
    files: Counted,
    inputs: dict[str, Any],
    *,
    at: datetime,
    actor: str,
    watch: Stopwatch,
    engine: str,
    seed: int,
    way: Way,
    progress: Progress,
) -> Derived:
    """Everything that follows, into an empty ``register.derived``; ``old`` has what was derived before."""
    with watch("read"):
        known_origins = origins(register)
        records = _records(register, files, known_origins, progress)
        binding = judging.binding(old, known_origins)
        judgements, waiting = judging.of_today(binding, current_records(records))
    with watch("link"):
        linking = Linking(
            register=register,
            old=old,
            inputs=inputs,
            engine=engine,
            seed=seed,
            progress=progress,
            dependent=dependent_lists(),
            band=Band(*inputs.get("band", BAND)),
            records_of=_records_of,
        )
        result, learned, why = linking.linked(way, records, judgements)
        parquet.write(register.derived / "pairs.parquet", result.pairs)
    timing = result.report.pop("cpu_seconds", {})
    watch.seconds |= {f"link.{stage}": seconds for stage, seconds in timing.items()}
    with watch("persons"):
        numbers = [result.clusters[record] for record in records["record_id"].to_pylist()]
        membership = _persons(register, records, np.array(numbers, np.int64))
        tells = partial(reliance.tell, origins=known_origins, at=at, by=actor)
        published = persons.publish(register, membership, engine=engine, at=at, actor=actor, also=tells)
    with watch("partitions"):
        drawn = _partitions(records, result, judgements, seed=seed)
        parquet.write(register.derived / "partitions.parquet", drawn)
    outcome = {
        "records": records.num_rows,
        "persons": pc.count_distinct(membership["person_id"]).as_py(),
        "merged_pairs": _count(result.pairs, "merge"),
        "review_pairs": _count(result.pairs, "review"),
        "waiting_judgements": waiting,
        "report": result.report,
    }
    # Written last: its presence says that everything before it is there and belongs together.
    write_text(
        register.derived / STATE,
        json.dumps(
            {"inputs": inputs, "outcome": outcome, "learned": learned.as_json()},
            ensure_ascii=False,
            sort_keys=True,
            indent=1,
        )
        + "\n",
    )
    told = outcome | {"report": result.report | ({"full_run_because": why} if why else {})}
    return Derived(**told, changes=published.changes)


def rebuild(
    register: Register, *, at: datetime, actor: str, watch: Stopwatch, progress: Progress = silent
) -> Derived:
    """Makes what is derived again from what was said and decided alone; sweeps what crashes left."""
    sweep(register)
    asked = last_asked(register)
    return derive(
        register,
        at=at,
        actor=actor,
        watch=watch,
        engine=asked.engine,
        seed=asked.seed,
        anew=True,
        progress=progress,
    )


def is_current(register: Register) -> bool:
    """Whether what is derived is whole and follows from what is said and decided now."""
    asked, known = last_asked(register), read_state(register)
    return known is not None and known["inputs"] == _inputs(
        register, counted(), engine=asked.engine, seed=asked.seed
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the operator chose for the linkage."""

    engine: str = "numba"
    seed: int = 0


def last_asked(register: Register) -> Asked:
    """The choice of the last run, also where what it made is no longer whole."""
    inputs = (_state(register) or {}).get("inputs") or {}
    known = {name: inputs[name] for name in ("engine", "seed") if name in inputs}
    return Asked(**known)


def clear(register: Register) -> None:
    """Takes away everything derived; what was asked for stays, so that an interrupted run can be taken up again."""
    make_folder(register.derived)
    for path in register.derived.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != STATE:
            path.unlink()
    sync_folder(register.derived)


def _partitions(
    records: pa.Table, result: linkage.LinkResult, judgements: pa.Table, *, seed: int
) -> pa.Table:
    """Plausible partitions beside the published one, as ``partitions.SCHEMA`` says."""
    if result.graph is None:
        return partitions.compact(np.zeros((DRAWS, 0)), np.zeros(0), np.zeros(0))
    number = {record: at for at, record in enumerate(records["record_id"].to_pylist())}
    return partitions.compact(
        partitions.sample_partitions(result, DRAWS, seed, judgements=judgements),
        np.array([result.clusters[record] for record in result.record_ids], np.int64),
        np.array([number[record] for record in result.record_ids], np.int64),
    )


def counted() -> list[tuple[Accession, ClaimsFile]]:
    """The accessions that count now, each with its current claims file, in the order of receipt."""
    found = [(row, claims.current(row.id)) for row in accessions.active_accessions()]
    return [(row, file) for row, file in found if file is not None]


def dependent_lists() -> tuple[tuple[str, str], ...]:
    """Pairs (list, list it was copied from) as the register declares them."""
    return tuple(accessions.copied_lists())


def read_state(register: Register) -> dict[str, Any] | None:
    """What ``derived/`` was made from and what it came to; None when it is not whole."""
    found = _state(register)
    return found if found is not None and not _missing(register) else None


def _state(register: Register) -> dict[str, Any] | None:
    """``state.json``, whether or not the tables it vouches for are there."""
    try:
        found: dict[str, Any] = json.loads((register.derived / STATE).read_text(encoding="utf-8"))
        Derived(**found["outcome"], changes=None)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found.get("inputs"), dict) else None


def _missing(register: Register) -> list[str]:
    """Derived files that the state vouches for and that are not there."""
    return [name for name in TABLES if not (register.derived / name).is_file()]


def require_linked(register: Register) -> None:
    """Raises RegisterError when there is nothing derived to read: nothing was linked yet, or a run was interrupted."""
    if read_state(register) is None:
        raise RegisterError(
            "What follows from the lists is not there yet, or not whole",
            remedy=f"Make it with: sijill link {register.root}",
        )


def current_records(records: pa.Table) -> dict[str, str]:
    """Origin -> the record that stands for it now."""
    return dict(zip(records["origin"].to_pylist(), records["record_id"].to_pylist(), strict=True))


def _records(register: Register, files: Counted, known: Origins, progress: Progress) -> pa.Table:
    """The record table of the whole register in the order of receipt, also kept as ``derived/records.parquet``."""
    tables = []
    for done, (accession, file) in enumerate(files):
        progress("read", done, len(files))
        tables.append(_records_of(register, accession, file))
    progress("read", len(files), len(files))
    table = pa.concat_tables(tables) if tables else record_table.empty()
    if known.of:
        origin = pa.array([known[record] for record in table["record_id"].to_pylist()], pa.string())
        table = table.set_column(table.column_names.index("origin"), "origin", origin)
    numbered = table.append_column("number", pa.array(np.arange(table.num_rows)))
    parquet.write(register.derived / "records.parquet", numbered)
    search.build_index(register, numbered)
    return table


def _records_of(register: Register, accession: Accession, file: ClaimsFile) -> pa.Table:
    mapping = mappings.loads(file.mapping)
    rows = record_rows(register, file)
    columns = claim_columns.load(register.root / file.path, rows)
    read = [readings.read_column(column, mapping) for column in columns]
    table = readings.table_of(columns, read)
    parquet.write(statements.readings_path(register, file.path), table, rows_per_group=READINGS_PER_GROUP)
    source = record_table.Source(
        accession=accession.id,
        list_id=accession.list_id,
        as_of=accession.as_of,
        received=datetime.fromisoformat(accession.received_at).date(),
        rows=rows,
    )
    return record_table.record_table(source, list(zip(columns, read, strict=True)), mapping)


def record_rows(register: Register, file: ClaimsFile) -> NDArray[np.int32]:
    """The data rows of the file that became records, ascending."""
    aside = [one["row"] for one in claims.read_audit(register, file)["set_aside"]]
    return np.setdiff1d(np.arange(1, file.rows + 1, dtype=np.int32), np.array(aside, np.int32))


def _persons(register: Register, records: pa.Table, clusters: NDArray[np.int64]) -> pa.Table:
    membership = consolidate.persons_of(records, clusters, _seniority(records))
    parquet.write(register.derived / "membership.parquet", membership)
    table = summary.summary_of(register.derived / "records.parquet", membership)
    parquet.write(register.derived / "persons.parquet", table)
    return membership


def _seniority(records: pa.Table) -> NDArray[np.int64]:
    """The rank of each record's origin: by the receipt of its accession, then by its row."""
    number = {row.id: row.number for row in accessions.all_accessions()}
    split = [origin.rsplit("-", 1) for origin in records["origin"].to_pylist()]
    accession = np.array([number[accession] for accession, _ in split], np.int64)
    row = np.array([int(row) for _, row in split], np.int64)
    rank = np.empty(len(split), np.int64)
    rank[np.lexsort((row, accession))] = np.arange(len(split))
    return rank


def _count(pairs: pa.Table, decision: str) -> int:
    return int(pc.sum(pc.equal(pairs["decision"], decision)).as_py() or 0)


def _judged(register: Register, versions: Sequence[Any]) -> list[Any]:
    """What differs whenever other judgements bind. Where lists have versions it may differ when the same ones bind, for
    what continues what is costly to follow each time it is asked whether anything changed.
    """
    needed = policy_of(register).reviewers
    if versions:  # words on several versions of a row count together, in the order in which they were given
        return [needed, *(list(word) for word in reviews.words())]
    firm: list[Any] = agree.binding(reviews.pair_outcomes(), needed).to_pylist()
    return firm


def _inputs(register: Register, files: Counted, *, engine: str, seed: int) -> dict[str, Any]:
    """What the outcome depends on, and nothing else."""
    band = trust(reviews.latest_quality()).band
    versions = [[row.id, row.supersedes_id] for row in accessions.all_accessions() if row.supersedes_id]
    return {
        "software": __version__,
        "reader": readings.READER_VERSION,
        "engine": engine,
        "seed": seed,
        "claims": [[accession.id, file.sha256] for accession, file in files],
        "judgements": digest(_judged(register, versions)),
        "versions": versions,
        "dependent": [list(pair) for pair in dependent_lists()],
        **({} if band == BAND else {"band": list(band)}),
    }
