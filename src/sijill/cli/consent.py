"""``sijill consent``: who may be told what, as somebody said it."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.days import read_day
from sijill.cli.options import AsJson, Directory
from sijill.consents import store as consents
from sijill.consents.codes import codes, exclusions
from sijill.consents.model import Consent, State, standing
from sijill.errors import UsageError
from sijill.ledger.store import operator
from sijill.pipeline import cases as case_work
from sijill.tables import register as registers

consent_app = typer.Typer(
    help="Consent per person, purpose and recipient. Silence is a refusal.", no_args_is_help=True
)


@consent_app.command("add")
def add_command(
    directory: Directory,
    purpose: Annotated[str, typer.Option(help="What for: un_wgeid, un_wgad, un_ced, iimp, letters …")],
    state: Annotated[str, typer.Option(help="given, refused, withdrawn, not_asked, unable or unknown.")],
    capacity: Annotated[str, typer.Option(help="self, next_of_kin, legal_rep, guardian or org_legit.")],
    form: Annotated[str, typer.Option(help="written, thumb, audio, verbal_witnessed or remote.")],
    date: Annotated[str, typer.Option(metavar="DATE", help="The day it was said.")],
    person: Annotated[str | None, typer.Option(metavar="ID", help="The person it is about.")] = None,
    record: Annotated[str | None, typer.Option(metavar="ID", help="Or one record only.")] = None,
    recipient: Annotated[
        str | None,
        typer.Option(help="For whom; 'any' must be said. Without it: whom the purpose itself names."),
    ] = None,
    expires: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day it no longer holds.")
    ] = None,
    giver: Annotated[
        str, typer.Option(help="A reference that tells givers apart (never a name): F-12.")
    ] = "",
    language: Annotated[str, typer.Option(help="In which language it was asked.")] = "",
    wording: Annotated[str, typer.Option(help="Which text was read out or signed.")] = "",
    replaces: Annotated[
        str | None, typer.Option(metavar="ID", help="The earlier word this one takes the place of.")
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD",
            help="What the yes leaves out, such as address, mother or medical; several times for several. "
            "See: sijill consent fields.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Keep what somebody allowed or refused. The strictest word counts; a yes never displaces another's no."""
    register = registers.open_register(directory)
    subject = person or record
    if subject is None or (person and record):
        raise UsageError("Say whom it is about", remedy="Name one: --person ID or --record ID")
    now = clock.now()
    made = case_work.give_consent(
        register,
        subject,
        purpose=purpose,
        recipient=recipient,
        state=state,
        capacity=capacity,
        form=form,
        date=read_day(date, option="--date"),
        expires=read_day(expires, option="--expires") if expires else None,
        giver=giver,
        language=language,
        wording=wording,
        replaces=replaces,
        excludes=exclude or (),
        at=now,
        by=operator(),
    )
    notes = _notes(made)
    if as_json:
        output.print_json({"consent": made.id, **_as_json(made, stands=True), "notes": notes})
        return
    output.console.print(f"Consent {made.id}: {made.purpose} {made.state.value} for {made.subject}")
    for note in notes:
        output.console.print(note, style="yellow")


@consent_app.command("fields")
def fields_command(directory: Directory, as_json: AsJson = False) -> None:
    """Show the kinds of facts that a yes can leave out; a property or a form's field can be named as well."""
    registers.open_register(directory)
    kinds = list(exclusions().values())
    if as_json:
        output.print_json(
            {
                "fields": [
                    {
                        "field": one.code,
                        "label": one.label_en,
                        "label_ar": one.label_ar,
                        "properties": list(one.properties),
                        "answers": list(one.answers),
                    }
                    for one in kinds
                ]
            }
        )
        return
    shown = output.table("What a consent can leave out", "Field", "Is", "Claims", "Entered answers")
    for one in kinds:
        shown.add_row(one.code, one.label_en, ", ".join(one.properties), ", ".join(one.answers))
    output.console.print(shown)


@consent_app.command("list")
def list_command(
    directory: Directory,
    person: Annotated[str | None, typer.Option(metavar="ID", help="Only about this person.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the words given, and which of them stand."""
    register = registers.open_register(directory)
    found = consents.everything() if person is None else case_work.consents_about(register, person)
    stands = {one.id for one in standing(found)}
    rows = [_as_json(one, stands=one.id in stands) for one in found]
    if as_json:
        output.print_json({"consents": rows})
        return
    shown = output.table(
        "Consents",
        "Id",
        "About",
        "Purpose",
        "Recipient",
        "State",
        "Leaves out",
        "Capacity",
        "Said",
        "Ends",
        "Stands",
    )
    for row in rows:
        shown.add_row(
            row["id"],
            row["subject"],
            row["purpose"],
            row["recipient"] or "",
            row["state"],
            ", ".join(row["excludes"]),
            row["capacity"],
            str(row["date"]),
            str(row["expires"] or ""),
            _standing(row, clock.today()),
        )
    output.console.print(shown)


def _standing(row: Mapping[str, Any], today: dt.date) -> str:
    """A word that ran out is none any more, although none took its place."""
    if not row["stands"]:
        return "replaced"
    return "run out" if row["expires"] and str(row["expires"]) <= today.isoformat() else "yes"


@consent_app.command("withdraw")
def withdraw_command(
    directory: Directory,
    consent_id: Annotated[str, typer.Argument(metavar="ID", help="The consent that is taken back.")],
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day it was said; default today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take back a consent: at once for everything new. What was sent under it is listed."""
    registers.open_register(directory)
    now = clock.now()
    made = consents.withdraw(
        consent_id, date=read_day(date, option="--date", default=now.date()), at=now, by=operator()
    )
    gone = [
        {"case": one.id, "procedure": one.procedure, "sent": one.day_of("submitted")}
        for one in case_work.sent_about(made.subject, made.records, made.purpose)
    ]
    if as_json:
        output.print_json({"consent": made.id, **_as_json(made, stands=True), "already_sent": gone})
        return
    output.console.print(
        f"Consent {made.replaces} is withdrawn ({made.id}). Nothing more may be sent under it."
    )
    for one in gone:
        output.console.print(
            f"Already sent: {one['procedure']} case {one['case']} on {one['sent']}. Tell the body.",
            style="yellow",
        )


def _notes(made: Consent) -> list[str]:
    if made.state is not State.GIVEN:
        return []
    found = []
    if made.recipient is None and codes("purpose")[made.purpose].recipients is None:
        found.append(
            f"{made.purpose} names nobody by itself: this yes permits nothing until --recipient is said"
        )
    against = [
        one
        for one in standing(consents.of([made.subject]))
        if one.purpose == made.purpose and one.state in {State.REFUSED, State.WITHDRAWN}
    ]
    found += [
        f"An earlier no still stands ({one.id}). If the same person changed their mind: --replaces {one.id}"
        for one in against
    ]
    return found


def _as_json(one: Consent, *, stands: bool) -> dict[str, Any]:
    return {
        "id": one.id,
        "subject": one.subject,
        "purpose": one.purpose,
        "recipient": one.recipient,
        "state": one.state.value,
        "capacity": one.capacity,
        "form": one.form,
        "date": one.date,
        "expires": one.expires,
        "giver": one.giver or None,
        "language": one.language or None,
        "wording": one.wording or None,
        "replaces": one.replaces,
        "excludes": list(one.excludes),
        "at": one.at,
        "by": one.by,
        "stands": stands,
    }
