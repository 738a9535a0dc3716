"""The main job in one line: files of several organisations in, one register of persons out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sijill.accession import store as accessions
from sijill.accession.fork_server import ForkServer
from sijill.accession.receive import Delivery, scratch_folder
from sijill.accession.tabulate import Expansion, Member, expand, reader
from sijill.errors import InputError, UsageError, Where
from sijill.linkage import engines
from sijill.pipeline import outputs
from sijill.pipeline.derive import Derived, derive
from sijill.pipeline.progress import Progress, Stopwatch, silent
from sijill.pipeline.take import Taken, date_in_name, take_all
from sijill.tables import register as registers
from sijill.tables.files import sha256_of
from sijill.tables.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Unified:
    """What one run of ``unify`` came to; ``as_json`` is the object that ``--json`` prints."""

    register: Register
    taken: tuple[Taken, ...]
    derived: Derived
    seconds: dict[str, float]
    ignored_files: tuple[str, ...] = ()

    @property
    def set_aside(self) -> int:
        return sum(one.claims.set_aside for one in self.taken)

    def as_json(self) -> dict[str, Any]:
        report = self.derived.report
        return {
            "register": str(self.register.root),
            "lists": [_list_json(one) for one in self.taken],
            "ignored_files": list(self.ignored_files),
            "records": self.derived.records,
            "persons": self.derived.persons,
            "merged_pairs": self.derived.merged_pairs,
            "review_pairs": self.derived.review_pairs,
            "expected_precision": report.get("expected_precision"),
            "expected_recall": report.get("expected_recall"),
            "linkage": report,
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.seconds.items()},
        }


def _list_json(taken: Taken) -> dict[str, Any]:
    return {
        "list": taken.accession.name,
        "list_id": taken.accession.list_id,
        "organisation": taken.accession.list.organisation_id,
        "accession": taken.accession.id,
        "new": taken.new,
        "rows": taken.claims.rows,
        "records": taken.claims.records,
        "set_aside": taken.claims.set_aside,
        "mapping": taken.audit["mapping"],
        "mapping_confirmed": taken.claims.confirmed,
        "ignored_columns": taken.audit["ignored"],
        "unmapped_columns": taken.audit["unmapped_columns"],
        "flags": taken.audit["flags"],
        "warnings": taken.audit["warnings"],
    }


def unify(
    files: Sequence[Path],
    into: Path,
    *,
    organisations: Mapping[str, str] | None = None,
    at: datetime,
    actor: str,
    engine: str = "numba",
    seed: int = 0,
    full: bool = False,
    progress: Progress = silent,
) -> Unified:
    """Receives every file (folders and zips are opened), links all records of the register and writes ``out/``.

    ``organisations`` maps a file's name (or its stem, or its path) to who delivered it; without an entry it is whom
    the list belongs to already, else the file's own name stands for its organisation. Raises UsageError for two files
    of one stem, for an entry of ``organisations`` that names none of the files, InputError for a known
    list with another content, and whatever a refused file raises; the
    register then holds the files taken before it and can be run again.
    """
    engines.engine(engine)  # an unknown one is refused before anything is received
    watch = Stopwatch()
    with reader() as server, scratch_folder() as unpacked:
        deliveries, ignored = deliveries_of(files, organisations or {}, unpacked, server)
        register = registers.open_register(into) if registers.exists(into) else registers.create(into)
        with registers.one_writer(register):
            for delivery in deliveries:
                refuse_unnamed_version(delivery)
            owned = [
                replace(one, organisation=one.organisation or owner_of(one.list_id)) for one in deliveries
            ]
            taken = []
            progress("receive", 0, len(owned))
            for one in take_all(register, owned, server=server, at=at, actor=actor, watch=watch):
                taken.append(one)
                progress("receive", len(taken), len(owned))
            server.close()
            derived = derive(
                register,
                at=at,
                actor=actor,
                watch=watch,
                engine=engine,
                seed=seed,
                full=full,
                progress=progress,
            )
            with watch("write"):
                outputs.write_all(register)
    return Unified(
        register=register, taken=tuple(taken), derived=derived, seconds=watch.seconds, ignored_files=ignored
    )


def deliveries_of(
    files: Sequence[Path],
    organisations: Mapping[str, str],
    unpacked: Path,
    server: ForkServer | None = None,
) -> tuple[list[Delivery], tuple[str, ...]]:
    """One delivery per list file, folders and zips opened; the list's id is the file's stem.

    Also the names of files that are no lists (what operating systems leave in folders), for the summary.
    """
    opened = [_opened(file, unpacked, server) for file in files]
    members = [member for one in opened for member in one.members]
    by_stem: dict[str, str] = {}
    for member in members:
        name = Path(member.name).name
        stem = Path(name).stem
        if stem in by_stem:
            raise UsageError(
                f"{by_stem[stem]} and {name} would be one list",
                remedy="Rename one of them, or receive them one by one with --list",
            )
        by_stem[stem] = name
    refuse_unknown(organisations, members)
    return [_delivery(member, organisations) for member in members], tuple(
        name for one in opened for name in one.ignored
    )


def refuse_unknown(organisations: Mapping[str, str], members: Sequence[Member]) -> None:
    """Raises UsageError when something is said of a file that is not there: its facts would be somebody else's."""
    names = {Path(member.name).name for member in members}
    stems = {Path(name).stem for name in names}
    for given in organisations:
        if Path(given).name not in names | stems:
            raise UsageError(
                f"--from names {given}, which is not among the files",
                remedy=f"The files are {', '.join(sorted(names))}",
            )


def refuse_unnamed_version(delivery: Delivery) -> None:
    """Raises InputError for other bytes under the name of a list that is here: a correction, or more of the list?

    Taken for more of it, every person of a corrected list would be counted twice; taken for a correction, people who
    are only in the first file would be gone.
    """
    known = {row.sha256 for row in accessions.all_accessions() if row.list_id == delivery.list_id}
    if known and sha256_of(delivery.path) not in known:
        raise InputError(
            "This list is here already, with another content",
            where=Where(file=delivery.name),
            remedy="A correction of it: sijill receive DIR FILE --new-version. More of it: sijill receive DIR FILE. "
            "Another list: rename the file",
        )


def owner_of(list_id: str) -> str:
    """The organisation the list belongs to; for a new list its own id stands for it."""
    known = {row.id: row.organisation_id for row in accessions.all_lists()}
    return known.get(list_id, list_id)


def _opened(file: Path, unpacked: Path, server: ForkServer | None) -> Expansion:
    if not file.exists():
        raise InputError("There is no such file", where=Where(file=str(file)), remedy="Check the path")
    folder = unpacked / str(len(list(unpacked.iterdir())))
    folder.mkdir()
    return expand(file, folder, server=server)


def _delivery(member: Member, organisations: Mapping[str, str]) -> Delivery:
    name = Path(member.name).name
    stem = Path(name).stem
    said = {Path(given).name: organisation for given, organisation in organisations.items()}
    return Delivery(
        path=member.path,
        name=name,
        list_id=stem,
        organisation=said.get(name, said.get(stem, "")),
        title=name,
        as_of=date_in_name(name),
    )
