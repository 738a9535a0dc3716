"""The steps one by one: ``init``, ``lists``, ``receive``, ``map``, ``link``, ``rebuild``, ``withdraw``, ``return``."""

from pathlib import Path
from typing import Annotated

import typer

from sijill import clock
from sijill.accession import store as accessions
from sijill.accession.receive import Delivery
from sijill.accession.tabulate import ReadOptions
from sijill.claims import mapping as mappings
from sijill.claims import store as claims
from sijill.cli import output
from sijill.cli.linked import FULL, tell_checked, tell_how
from sijill.cli.mapping import audit_lines, show_mapping
from sijill.cli.options import AsJson, Directory
from sijill.cli.versions import version_json
from sijill.errors import NotFoundError, UsageError
from sijill.ledger.store import operator
from sijill.pipeline import outputs
from sijill.pipeline.derive import Derived, derive, last_asked, rebuild
from sijill.pipeline.origins import origins
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.remap import confirm_mapping
from sijill.pipeline.take import mapping_path, own_date, take
from sijill.pipeline.unify import owner_of
from sijill.tables import register as registers


def steps(app: typer.Typer) -> None:
    for name, command in (
        ("init", init_command),
        ("lists", lists_command),
        ("receive", receive_command),
        ("map", map_command),
        ("link", link_command),
        ("rebuild", rebuild_command),
        ("withdraw", withdraw_command),
        ("return", return_command),
    ):
        app.command(name)(command)


def init_command(
    directory: Directory,
    database: Annotated[
        str, typer.Option(metavar="URL", help="sqlite:///register.db or postgresql://user@host/name")
    ] = "sqlite:///register.db",
    as_json: AsJson = False,
) -> None:
    """Make a new, empty register."""
    register = registers.create(directory, database_url=database)
    if as_json:
        output.print_json({"register": str(register.root), "id": register.id, "format": register.format})
        return
    output.console.print(f"Register {register.id} made in {register.root}", highlight=False)
    output.console.print(
        output.styled(
            "[yellow]The folder is not encrypted by itself:[/] keep it on an encrypted disk, and do not mail it."
        )
    )


def lists_command(directory: Directory, as_json: AsJson = False) -> None:
    """Show the lists of the register and what was received for each."""
    registers.open_register(directory)
    withdrawn = accessions.withdrawn_lists()
    active = {row.id for row in accessions.active_accessions()}
    rows = [
        {
            "list": row.list_id,
            "organisation": row.list.organisation_id,
            "accession": row.id,
            "file": row.name,
            "sha256": row.sha256,
            "received": row.received_at,
            "state": "withdrawn"
            if row.list_id in withdrawn
            else "counts"
            if row.id in active
            else "replaced",
        }
        for row in accessions.all_accessions()
    ]
    if as_json:
        output.print_json({"accessions": rows})
        return
    shown = output.table("Lists", "List", "Organisation", "File", "Received", "State")
    for row in rows:
        shown.add_row(row["list"], row["organisation"], row["file"], row["received"][:16], row["state"])
    output.console.print(shown)


def receive_command(
    directory: Directory,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    list_id: Annotated[
        str | None, typer.Option("--list", metavar="ID", help="Default: the file's name.")
    ] = None,
    organisation: Annotated[str | None, typer.Option("--from", metavar="ORG")] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The list's own date: a day, a month or a year.")
    ] = None,
    new_version: Annotated[
        bool, typer.Option("--new-version", help="This file takes the place of the list's last one.")
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The encoding of a text file, where it cannot be told: cp1256, utf-8 …"
        ),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="SIGN", help="What stands between the cells of a text file.")
    ] = None,
    header_row: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="The row that holds the columns' names.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Receive one file: seal it, read it, write its claims. Persons follow with ``sijill link``."""
    register = registers.open_register(directory)
    name = file.stem if list_id is None else list_id
    delivery = Delivery(
        path=file,
        name=file.name,
        list_id=name,
        organisation=owner_of(name) if organisation is None else organisation,
        title=file.name,
        as_of=own_date(as_of or "", file=file.name),
        new_version=new_version,
        options=_as_told(ReadOptions(encoding=encoding, delimiter=delimiter, header_row=header_row)),
    )
    with registers.one_writer(register):
        taken = take(register, delivery, at=clock.now(), actor=operator(), watch=Stopwatch())
    version = next((one for one in origins(register).versions if one.accession == taken.accession.id), None)
    if as_json:
        output.print_json(
            {
                "accession": taken.accession.id,
                "version": version_json(version) if version else None,
                "list": taken.accession.list_id,
                "sha256": taken.accession.sha256,
                "new": taken.new,
                "rows": taken.claims.rows,
                "records": taken.claims.records,
                "set_aside": taken.claims.set_aside,
                "unmapped_columns": taken.audit["unmapped_columns"],
            }
        )
        return
    word = "Received" if taken.new else "Already here"
    output.console.print(
        f"{word}: {taken.accession.name} as {taken.accession.id}, {taken.claims.rows:,} rows = "
        f"{taken.claims.records:,} records + {taken.claims.set_aside:,} set aside",
        highlight=False,
    )
    if version is not None:
        told = version_json(version)
        output.console.print(
            f"Beside the version before: {told['unchanged']:,} unchanged, {len(told['changed']):,} changed, "
            f"{len(told['added']):,} added, {len(told['returned']):,} back again, {len(told['removed']):,} removed, "
            f"{len(told['ambiguous']):,} not paired because more than one row would fit. "
            f"See them with: sijill versions {directory} {name}",
            highlight=False,
        )


def _as_told(options: ReadOptions) -> ReadOptions | None:
    """None where nothing was said: then the list's mapping tells."""
    return None if options == ReadOptions() else options


def map_command(
    directory: Directory,
    list_id: Annotated[str, typer.Argument(metavar="LIST")],
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Sign the mapping as it stands in sources/LIST.yml.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show how the columns of a list are read; with --confirm, sign that and read the list again by it."""
    register = registers.open_register(directory)
    path = mapping_path(register, list_id)
    if not path.exists():
        raise NotFoundError(
            f"No list {list_id!r} has a mapping", remedy="See the lists with: sijill lists DIR"
        )
    if confirm:
        with registers.one_writer(register):
            confirm_mapping(register, list_id, at=clock.now(), actor=operator())
    mapping = mappings.load(path)
    current = [row for row in accessions.active_accessions() if row.list_id == list_id]
    audits = [
        claims.read_audit(register, file) for row in current if (file := claims.current(row.id)) is not None
    ]
    if as_json:
        output.print_json(mappings.as_json(mapping) | {"notices": audit_lines(audits)})
        return
    show_mapping(mapping, audits, path)


def link_command(
    directory: Directory,
    engine: Annotated[
        str | None,
        typer.Option(help="reference, numba or spark: the same answer. Default: as in the last run."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help=FULL)] = False,
    as_json: AsJson = False,
) -> None:
    """Bring persons up to date with what was received and decided."""
    register = registers.open_register(directory)
    watch = Stopwatch()
    with registers.one_writer(register), output.progress(quiet=as_json) as progress:
        asked = last_asked(register)
        done = derive(
            register,
            at=clock.now(),
            actor=operator(),
            watch=watch,
            engine=engine or asked.engine,
            seed=asked.seed,
            full=full,
            progress=progress,
        )
        outputs.write_all(register)
    _show_derived(done, watch, as_json=as_json)


def rebuild_command(directory: Directory, as_json: AsJson = False) -> None:
    """Throw away everything derived and make it again: the same bytes, from what was said and decided."""
    register = registers.open_register(directory)
    watch = Stopwatch()
    with registers.one_writer(register), output.progress(quiet=as_json) as progress:
        done = rebuild(register, at=clock.now(), actor=operator(), watch=watch, progress=progress)
        outputs.write_all(register)
    _show_derived(done, watch, as_json=as_json)


def withdraw_command(
    directory: Directory,
    list_id: Annotated[str, typer.Argument(metavar="LIST")],
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")],
    as_json: AsJson = False,
) -> None:
    """Take a list out of everything derived; what was there before it comes back. Nothing sealed is lost."""
    _withdraw(directory, list_id, reason, ended=False, as_json=as_json)


def return_command(
    directory: Directory,
    list_id: Annotated[str, typer.Argument(metavar="LIST")],
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")],
    as_json: AsJson = False,
) -> None:
    """Bring a withdrawn list back."""
    _withdraw(directory, list_id, reason, ended=True, as_json=as_json)


def _withdraw(directory: Path, list_id: str, reason: str, *, ended: bool, as_json: bool) -> None:
    if not reason.strip():
        raise UsageError("A reason is needed", remedy='For example: --reason "asked for by the organisation"')
    register = registers.open_register(directory)
    watch = Stopwatch()
    with registers.one_writer(register), output.progress(quiet=as_json) as progress:
        accessions.withdraw(list_id, reason=reason, ended=ended, at=clock.now(), actor=operator())
        asked = last_asked(register)
        done = derive(
            register,
            at=clock.now(),
            actor=operator(),
            watch=watch,
            engine=asked.engine,
            seed=asked.seed,
            progress=progress,
        )
        outputs.write_all(register)
    _show_derived(done, watch, as_json=as_json)


def _show_derived(done: Derived, watch: Stopwatch, *, as_json: bool) -> None:
    changes = done.changes
    told = {
        "minted": len(changes.minted) if changes else 0,
        "returned": len(changes.returned) if changes else 0,
        "joined": len(changes.joined) if changes else 0,
        "split": len(changes.split) if changes else 0,
        "ended": len(changes.ended) if changes else 0,
    }
    if as_json:
        output.print_json(
            {
                "records": done.records,
                "persons": done.persons,
                "merged_pairs": done.merged_pairs,
                "review_pairs": done.review_pairs,
                "waiting_judgements": done.waiting_judgements,
                "changes": told,
                "linkage": done.report,
                "seconds": watch.seconds,
            }
        )
        return
    shown = output.table("Register", "", "")
    shown.show_header = False
    for words, number in (
        ("Records", done.records),
        ("Persons", done.persons),
        ("Doubtful pairs for a person to look at", done.review_pairs),
        ("Judgements that wait: their row is gone (sijill review --waiting)", done.waiting_judgements),
        ("New person ids since the last run", told["minted"]),
        ("Earlier person ids that are back", told["returned"]),
        ("Persons joined to another", told["joined"]),
        ("Persons split off", told["split"]),
        ("Person ids that no record supports any more", told["ended"]),
    ):
        shown.add_row(words, f"{number:,}")
    output.console.print(shown)
    tell_checked(done.report["checked"])
    tell_how(done.report)
