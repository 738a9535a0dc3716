"""``sijill case``: bring persons before a procedure, see what is missing and what is due, keep what came back."""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.text import Text

from sijill import clock
from sijill.cases import ics, procedures
from sijill.cases import store as cases
from sijill.cases.model import Case, Communication, Deadline, Direction, Finding, Procedure, Result, Words
from sijill.cli import output
from sijill.cli.days import read_day
from sijill.cli.options import AsJson, Directory
from sijill.errors import InputError, UsageError, Where
from sijill.ledger.store import operator
from sijill.pipeline import cases as case_work
from sijill.pipeline.cases import Checked
from sijill.tables import register as registers
from sijill.tables.files import write_text

case_app = typer.Typer(
    help="Cases: a person or several before a UN body, the ICC, an institution or a ministry.",
    no_args_is_help=True,
)
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case's id.")]
COLOURS = {Result.PASS: "green", Result.FAIL: "red", Result.UNKNOWN: "yellow"}
LARGEST_ANSWERS = 10_000_000  # bytes of a file of answers


@case_app.command("new")
def new_command(
    directory: Directory,
    procedure: Annotated[str, typer.Option(help="WGEID, CED30, WGAD, SR_TORTURE, ICC_ART15, SP_GENERIC …")],
    person: Annotated[
        list[str],
        typer.Option(metavar="ID", help="A person's id (or a record's); several times for a group."),
    ],
    track: Annotated[
        str | None, typer.Option(help="urgent, standard …; default: the procedure's first.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open a case. Nothing is sent, and nothing can be while a requirement such as consent is not met."""
    register = registers.open_register(directory)
    made = case_work.open_case(register, procedure, person, track=track, at=clock.now(), by=operator())
    known = procedures.load(made.procedure)
    if as_json:
        output.print_json({"case": made.id, **_case_json(made, known), "form_note": known.form_note.en})
        return
    output.console.print(f"Case {made.id}: {known.name.en}, {known.body.en} ({made.track})")
    output.console.print(known.form_note.en, style="yellow")
    output.console.print(f"See what is missing: sijill case check {directory} {made.id}", highlight=False)


@case_app.command("list")
def list_command(
    directory: Directory,
    person: Annotated[str | None, typer.Option(metavar="ID", help="Only the cases of this person.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the cases: whose move it is, and since when."""
    register = registers.open_register(directory)
    found = cases.all_cases() if person is None else case_work.cases_of(register, person)
    rows = [_case_json(one, procedures.load(one.procedure)) for one in found]
    if as_json:
        output.print_json({"cases": rows})
        return
    shown = output.table("Cases", "Case", "Procedure", "Track", "State", "Whose move", "Since", "Persons")
    for row in rows:
        shown.add_row(
            row["case"],
            row["procedure"],
            row["track"],
            row["state"],
            row["owner"],
            str(row["since"]),
            ", ".join(row["persons"]),
        )
    output.console.print(shown)
    _tell_uncounted(found)


@case_app.command("check")
def check_command(
    directory: Directory,
    case_id: CaseId,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day of sending; default today.")] = None,
    lang: Annotated[str | None, typer.Option(help="The language the form will be written in.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look at every requirement: pass, fail or unknown, what it rests on, and what to ask the family."""
    register = registers.open_register(directory)
    day = read_day(on, option="--on", default=clock.today())
    checked = case_work.check(register, case_id, on=day, language=lang)
    known = procedures.load(checked.case.procedure)
    if as_json:
        output.print_json(_checked_json(checked, known))
    else:
        _show_checked(checked, known)
        _tell_uncounted([checked.case])


@case_app.command("due")
def due_command(
    directory: Directory,
    within: Annotated[
        int | None, typer.Option(metavar="N", help="Only what is due within N days, and what is late.")
    ] = None,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="Only this case.")] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="As if it were this day; default today.")
    ] = None,
    ics_file: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE", help="Write a calendar file with reminders; no names in it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is due, the earliest first: for us, for the body, for the Government."""
    register = registers.open_register(directory)
    now = clock.now()
    day = read_day(on, option="--on", default=now.date())
    found = case_work.due(register, on=day, within=within, case_id=case)
    if ics_file is not None:
        registers.refuse_inside(register, ics_file)
        write_text(ics_file, ics.calendar(found, register=register.id, at=now))
    if as_json:
        output.print_json({"on": day, "due": [_deadline_json(one) for one in found]})
        return
    shown = output.table("Due", "Due", "Late", "Whose", "Case", "What", "Then", "Mark", right=("Late",))
    for one in found:
        shown.add_row(
            (str(one.due) if one.due else "no period") + (" ~" if one.approximate else ""),
            f"{one.late} day{'s' if one.late > 1 else ''}" if one.late else "",
            one.owner.value,
            f"{one.case} {one.procedure}",
            one.name.en,
            one.after.en,
            one.source.mark.value,
        )
    output.console.print(shown if found else "Nothing is due.")
    if ics_file is not None:
        output.console.print(f"Calendar written to {ics_file}", highlight=False)


@case_app.command("log")
def log_command(
    directory: Directory,
    case_id: CaseId,
    event: Annotated[
        str | None, typer.Option(help="What happened: submitted, registered, government_replied …")
    ] = None,
    day: Annotated[str | None, typer.Option(metavar="DATE", help="When; default today.")] = None,
    detail: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="What the event must say: found=dead.")
    ] = None,
    despite: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REQUIREMENT=REASON", help="Send although it is not met; never consent or identity."
        ),
    ] = None,
    received: Annotated[
        bool, typer.Option("--received", help="A letter came in (with --file or --reference).")
    ] = False,
    sent: Annotated[bool, typer.Option("--sent", help="A letter went out.")] = False,
    kind: Annotated[str, typer.Option(help="What it is: letter, e-mail, form, reply, call …")] = "letter",
    counterpart: Annotated[str, typer.Option(help="Who sent or received it.")] = "",
    reference: Annotated[str, typer.Option(help="The number the other side gave it.")] = "",
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The letter itself; it is sealed.")
    ] = None,
    accession: Annotated[
        str | None, typer.Option(metavar="ID", help="It is a list already taken in with sijill receive.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Keep what happened and what was written; without options, show the case's history."""
    register = registers.open_register(directory)
    now = clock.now()
    when = read_day(day, option="--day", default=now.date())
    if received and sent:
        raise UsageError("A letter came in or went out", remedy="Use --received or --sent")
    if (file or accession) and not (received or sent):
        raise UsageError("Did the letter come in or go out?", remedy="Add --received or --sent")
    letter: Communication | None = None
    details, reasons = _pairs(detail, "--detail"), _pairs(despite, "--despite")
    with registers.one_writer(register):
        if event is not None:  # before a letter is kept: a refused command leaves nothing
            case_work.refuse_unfit_move(
                register, case_id, event, day=when, details=details, despite=reasons, at=now
            )
        if received or sent:
            letter = cases.log(
                register,
                case_id,
                Direction.IN if received else Direction.OUT,
                kind=kind,
                day=when,
                counterpart=counterpart,
                reference=reference,
                file=file,
                accession=accession,
                at=now,
                by=operator(),
            )
        if event is not None:
            case_work.move(
                register,
                case_id,
                event,
                day=when,
                details=details,
                despite=reasons,
                communication=letter.id if letter else None,
                at=now,
                by=operator(),
            )
    _show_history(cases.get(case_id), as_json=as_json)


@case_app.command("set")
def set_command(
    directory: Directory,
    case_id: CaseId,
    fields: Annotated[
        list[str] | None,
        typer.Argument(metavar="FIELD=VALUE", help="Answers; an empty value takes one back."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answers from a YAML or JSON file: field: value.")
    ] = None,
    person: Annotated[
        str, typer.Option(metavar="ID", help="Only for this person of the case; default: for all.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Enter what the lists cannot hold: who submits, steps taken, why. Kept with author and time."""
    registers.open_register(directory)
    given = _answers_of(file) if file is not None else {}
    given |= {name: value or None for name, value in _pairs(fields, "FIELD=VALUE").items()}
    if not given:
        found = cases.latest(cases.answers_of(cases.get(case_id).id), person)
        rows = {name: one.value for name, one in sorted(found.items())}
        if as_json:
            output.print_json({"case": case_id, "answers": rows})
            return
        shown = output.table("Answers", "Field", "Value")
        for name, value in rows.items():
            shown.add_row(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        output.console.print(shown)
        return
    kept = case_work.answer(case_id, given, person=person, at=clock.now(), by=operator())
    if as_json:
        output.print_json({"case": case_id, "set": sorted(one.field for one in kept)})
    else:
        output.console.print(f"{len(kept)} answers kept.")


@case_app.command("review")
def review_command(
    directory: Directory,
    case_id: CaseId,
    person: Annotated[str, typer.Option(metavar="ID", help="A person of the case.")],
    end: Annotated[str, typer.Option(help="What is told of the person: release or death.")],
    reviewer: Annotated[str, typer.Option(help="The name of whoever looked at every source of it.")],
    reason: Annotated[str, typer.Option(help="Why it may be told outside; kept.")],
    as_json: AsJson = False,
) -> None:
    """Record that a named person reviewed what is told of a release or a death. Until then no document tells it."""
    register = registers.open_register(directory)
    kept = case_work.review_end(
        register, case_id, person, end, reviewer=reviewer, reason=reason, at=clock.now(), by=operator()
    )
    if as_json:
        output.print_json({"case": case_id, "person": person, "end": end, "review": kept.ref, **kept.value})
        return
    output.console.print(f"{kept.ref}: {len(kept.value['claims'])} statements of a {end} were reviewed.")


@case_app.command("join")
def join_command(
    directory: Directory,
    case_id: CaseId,
    person: Annotated[str, typer.Option(metavar="ID", help="The person to put in, or to confirm.")],
    as_json: AsJson = False,
) -> None:
    """Put a person into a case, or confirm one whose records were joined or split since."""
    register = registers.open_register(directory)
    member = case_work.member_of(register, person)
    made = case_work.join(case_id, member, at=clock.now(), by=operator())
    _told(made, as_json=as_json)


@case_app.command("leave")
def leave_command(
    directory: Directory,
    case_id: CaseId,
    person: Annotated[str, typer.Option(metavar="ID", help="The person to take out.")],
    reason: Annotated[str, typer.Option(help="Why; kept.")],
    as_json: AsJson = False,
) -> None:
    """Take a person out of a group's case; what was sent stays in the log."""
    registers.open_register(directory)
    made = cases.leave(case_id, person, reason=reason, at=clock.now(), by=operator())
    _told(made, as_json=as_json)


@case_app.command("procedures")
def procedures_command(
    procedure: Annotated[
        str | None, typer.Argument(metavar="ID", help="One of them, with its words.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the procedures and what each body means by its words."""
    if procedure is None:
        known = list(procedures.load_all().values())
        if as_json:
            output.print_json(
                {"procedures": [{"id": one.id, "name": one.name.en, "body": one.body.en} for one in known]}
            )
            return
        shown = output.table("Procedures", "Id", "Name", "Body", "Languages", "Consent")
        for one in known:
            shown.add_row(one.id, one.name.en, one.body.en, " ".join(one.languages), one.purpose)
        output.console.print(shown)
        return
    one = procedures.load(procedure)
    if as_json:
        output.print_json(_procedure_json(one))
        return
    output.console.print(f"{one.id}: {one.name.en}, {one.body.en}", highlight=False)
    output.console.print(one.form_note.en, style="yellow")
    shown = output.table("What its words mean", "State", "Means here", "Whose move", "Then", "Mark")
    for state in one.states.values():
        exits = ", ".join(step.event for step in one.exits(state.id))
        shown.add_row(state.id, state.means.en, state.owner.value, exits, state.source.mark.value)
    output.console.print(shown)


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    found = {}
    for one in given or ():
        name, mark, value = one.partition("=")
        if not mark or not name.strip():
            raise UsageError(f"{option} needs a name, an equals sign and a value", remedy="Write NAME=VALUE")
        found[name.strip()] = value.strip()
    return found


def _answers_of(file: Path) -> dict[str, Any]:
    """What a YAML (or JSON) file of answers says; only plain values."""
    try:
        if file.stat().st_size > LARGEST_ANSWERS:
            raise InputError("The file of answers is too large", where=Where(file=file.name))
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise InputError(
            "The file of answers cannot be read",
            where=Where(file=file.name),
            remedy="Write YAML or JSON: one field and its value a line",
        ) from problem
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise InputError(
            "The file of answers names no fields", where=Where(file=file.name), remedy="Write field: value"
        )
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in found.items()}


def _told(case: Case, *, as_json: bool) -> None:
    if as_json:
        output.print_json(_case_json(case, procedures.load(case.procedure)))
    else:
        output.console.print(f"Case {case.id}: {', '.join(one.person for one in case.members)}")


def _case_json(case: Case, procedure: Procedure) -> dict[str, Any]:
    state = procedure.states[case.state]
    return {
        "case": case.id,
        "procedure": case.procedure,
        "track": case.track,
        "state": case.state,
        "state_means": _both(state.means),
        "owner": state.owner.value,
        "since": case.counted[-1].day if case.counted else case.opened,
        "opened": case.opened,
        "persons": [one.person for one in case.members],
        "next": [step.event for step in procedure.exits(case.state)],
        "uncounted": [{"event": one.event, "day": one.day} for one in case.uncounted],
    }


def _tell_uncounted(found: Iterable[Case]) -> None:
    """Rows are never taken back: what was recorded out of turn is told wherever the case is shown."""
    for case in found:
        for one in case.uncounted:
            told = f"Case {case.id}: {one.event} ({one.day}) could not happen where it was recorded"
            output.console.print(f"{told}; it is kept and changes nothing.", style="yellow")


def _both(words: Words) -> dict[str, str]:
    return {"en": words.en, "ar": words.ar}


def _checked_json(checked: Checked, procedure: Procedure) -> dict[str, Any]:
    ready = checked.readiness
    return {
        "case": checked.case.id,
        "procedure": checked.case.procedure,
        "track": checked.case.track,
        "state": checked.case.state,
        "on": checked.on,
        "ready": ready.ready,
        "status": "ready" if ready.ready else "blocked_consent" if ready.blocked_consent else "draft",
        "missing": list(ready.missing),
        "form_note": _both(procedure.form_note),
        "requirements": [_finding_json(one, procedure) for one in checked.findings],
    }


def _finding_json(one: Finding, procedure: Procedure) -> dict[str, Any]:
    source = one.requirement.source
    return {
        "requirement": one.requirement.id,
        "name": _both(one.requirement.name),
        "person": one.person,
        "result": one.result.value,
        "hard": one.requirement.hard,
        "why": _both(one.why),
        "claims": list(one.claims),
        "answers": list(one.answers),
        "consents": list(one.consents),
        "ask": _both(one.ask) if one.ask else None,
        "warnings": [_both(words) for words in one.warnings],
        "source": {
            "text": procedure.sources[source.key],
            "where": source.where or None,
            "mark": source.mark.value,
        },
    }


def _show_checked(checked: Checked, procedure: Procedure) -> None:
    console, ready = output.console, checked.readiness
    console.print(f"{procedure.body.en}: case {checked.case.id} ({checked.case.track}) on {checked.on}")
    console.print(procedure.form_note.en, style="yellow")
    shown = output.table("Requirements", "Requirement", "Result", "Why", "Rests on", "Mark")
    for one in checked.findings:
        whose = f"\n{one.person}" if len(checked.case.members) > 1 else ""
        why = "\n".join([one.why.en, *(f"! {words.en}" for words in one.warnings)])
        shown.add_row(
            f"{one.requirement.name.en}{'' if one.requirement.hard else ' (not required)'}{whose}",
            Text(one.result.value, COLOURS[one.result]),
            why,
            "\n".join([*one.claims, *one.answers, *one.consents]),
            one.requirement.source.mark.value,
        )
    console.print(shown)
    asks = {one.requirement.id: one.ask for one in checked.findings if one.ask is not None}
    if asks:
        console.print("Ask the family:", style="bold")
        for words in asks.values():
            console.print(f"  • {words.en}\n    {words.ar}", highlight=False)
    told = "Ready to be sent." if ready.ready else f"Not ready: {', '.join(ready.missing)}"
    console.print(told, style="green" if ready.ready else "red")


def _deadline_json(one: Deadline) -> dict[str, Any]:
    return {
        "case": one.case,
        "procedure": one.procedure,
        "clock": one.clock,
        "owner": one.owner.value,
        "name": _both(one.name),
        "after": _both(one.after),
        "started": one.started,
        "due": one.due,
        "late": one.late,
        "approximate": one.approximate,
        "mark": one.source.mark.value,
    }


def _show_history(case: Case, *, as_json: bool) -> None:
    procedure = procedures.load(case.procedure)
    letters = cases.communications_of(case.id)
    if as_json:
        output.print_json(
            {
                **_case_json(case, procedure),
                "events": [
                    {
                        "event": one.event,
                        "day": one.day,
                        "details": dict(one.details),
                        "despite": dict(one.despite),
                        "communication": one.communication,
                        "at": one.at,
                        "by": one.by,
                        "counts": one.counts,
                    }
                    for one in case.events
                ],
                "communications": [_letter_json(one) for one in letters],
            }
        )
        return
    shown = output.table(f"Case {case.id}: {case.state}", "Day", "What", "Details", "By")
    lines = [(one.day, one.event, {**one.details, **one.despite}, one.by) for one in case.events]
    lines += [
        (
            one.day,
            f"{one.kind} {one.direction.value}",
            {"id": one.id, "reference": one.reference, "with": one.counterpart, "file": one.file},
            one.by,
        )
        for one in letters
    ]
    for day, what, details, by in sorted(lines, key=lambda line: line[0]):
        told = ", ".join(f"{name}: {value}" for name, value in details.items() if value)
        shown.add_row(str(day), what, told, by)
    output.console.print(shown)
    exits = ", ".join(step.event for step in procedure.exits(case.state))
    output.console.print(f"What can happen next: {exits or 'nothing, the case has ended'}", highlight=False)
    _tell_uncounted([case])


def _letter_json(one: Communication) -> dict[str, Any]:
    return {
        "communication": one.id,
        "direction": one.direction.value,
        "kind": one.kind,
        "day": one.day,
        "counterpart": one.counterpart or None,
        "reference": one.reference or None,
        "file": one.file or None,
        "sha256": one.sha256 or None,
        "accession": one.accession,
        "at": one.at,
        "by": one.by,
    }


def _procedure_json(one: Procedure) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": _both(one.name),
        "body": _both(one.body),
        "languages": list(one.languages),
        "purpose": one.purpose,
        "form_note": _both(one.form_note),
        "tracks": [{"id": track.id, "rule": _both(track.rule)} for track in one.tracks],
        "states": [
            {
                "id": state.id,
                "means": _both(state.means),
                "owner": state.owner.value,
                "mark": state.source.mark.value,
            }
            for state in one.states.values()
        ],
        "transitions": [
            {"event": step.event, "from": list(step.origins), "to": step.target, "by": step.by.value}
            for step in one.transitions
        ],
        "requirements": [
            {"id": each.id, "hard": each.hard, "mark": each.source.mark.value} for each in one.requirements
        ],
    }
