"""``sijill person DIR ID``: one person with everything said, by whom, and where it stands in which file."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from sijill.claims.statements import Statement, statements_of
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.persons import store as persons
from sijill.persons.gather import gather
from sijill.persons.model import Event, Person
from sijill.pipeline import texts
from sijill.pipeline.derive import require_linked
from sijill.tables import register as registers


def person_command(
    directory: Directory,
    person_id: Annotated[str, typer.Argument(metavar="ID", help="A person's id, or a record's.")],
    as_json: AsJson = False,
) -> None:
    """Show a person: names, status axes with claimants, episodes, contradictions, and every claim with its cell."""
    register = registers.open_register(directory)
    require_linked(register)
    asked = person_id
    if "-" in asked:
        asked = persons.person_of(register, asked) or asked
    current, records = persons.resolve(register, asked)
    person = gather(
        current, person_id, records, statements_of(register, records) + texts.about(register, records)
    )
    if as_json:
        output.print_json(as_json_object(person))
    else:
        show(person)


def as_json_object(person: Person) -> dict[str, Any]:
    """The person for programs: facts with versions, statuses, episodes, timeline, claims with locators."""
    return {
        "person_id": person.id,
        "asked": person.asked,
        "names": list(person.names),
        "records": list(person.records),
        "lists": list(person.lists),
        "facts": [
            {
                "property": fact.prop,
                "contradicted": fact.contradicted,
                "versions": [
                    {"value": version.text, "lists": list(version.lists), "claims": _refs(version.statements)}
                    for version in fact.versions
                ],
            }
            for fact in person.facts
        ],
        "statuses": [
            {
                "axis": status.axis.value,
                "contested": status.contested,
                "statements": [
                    {
                        "code": one.code,
                        "claimant": one.claimant,
                        "as_of": one.as_of,
                        "verification": one.verification,
                        "claim": _ref(one.basis),
                    }
                    for one in status.statements
                ],
            }
            for status in person.statuses
        ],
        "episodes": [
            {
                "when": str(episode.when) if episode.when else None,
                "records": list(episode.records),
                "events": [_event(event) for event in episode.events],
            }
            for episode in person.episodes
        ],
        "timeline": [_event(event) for event in person.timeline],
        "claims": [_claim(statement) for statement in person.statements],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind.value,
        "start": event.when.start,
        "end": event.when.end,
        "ambiguous": event.ambiguous,
        "place": event.place,
        "actor": event.actor,
        "claims": _refs(event.statements),
    }


def _refs(statements: Sequence[Statement]) -> list[str]:
    return [_ref(statement) for statement in statements]


def _ref(statement: Statement) -> str:
    claim = statement.claim
    return f"{claim.record}:{claim.locator}:{claim.prop}"


def _claim(statement: Statement) -> dict[str, Any]:
    claim, reading = statement.claim, statement.reading
    return {
        "record": claim.record,
        "property": claim.prop,
        "value": claim.value,
        "read_as": reading.normalised or None,
        "start": reading.start,
        "end": reading.end,
        "codes": list(reading.codes),
        "ambiguous": reading.ambiguous,
        "said_by": claim.said_by,
        "as_of": claim.as_of or None,
        "visibility": claim.visibility,
        "list": claim.list_id,
        "file": claim.file,
        "sha256": claim.file_sha256,
        "cell": claim.locator,
        "column": claim.column,
    }


def show(person: Person) -> None:
    console = output.console
    console.print(
        output.styled(
            f"[bold]Person {person.id}[/]  {len(person.records)} records on {len(person.lists)} lists"
        )
    )
    if person.asked != person.id:
        console.print(f"asked for {person.asked}, which leads here")
    for name in person.names:
        console.print(f"  {name}", highlight=False)
    facts = output.table("What is said", "Property", "Value", "Lists")
    for fact in person.facts:
        for place, version in enumerate(fact.versions):
            mark = "≠ " if place else ("! " if fact.contradicted else "")
            facts.add_row(
                fact.prop if not place else "",
                Text.assemble((mark, "red"), output.visible(version.text.removeprefix("sex:"))),
                ", ".join(version.lists),
            )
    console.print(facts)
    statuses = output.table("Status, axis by axis", "Axis", "Says", "Claimant", "As of", "Verified")
    for status in person.statuses:
        for place, one in enumerate(status.statements):
            axis = f"{status.axis.value}{' (contested)' if status.contested else ''}" if not place else ""
            statuses.add_row(axis, one.code, one.claimant, one.as_of, one.verification)
        if not status.statements:
            statuses.add_row(status.axis.value, Text("nobody says", "dim"), "", "", "")
    console.print(statuses)
    timeline = output.table("Timeline", "When", "What", "Where", "Who", "List")
    for event in person.timeline:
        lists = ", ".join(sorted({statement.claim.list_id for statement in event.statements}))
        when = "" if event.when.start is None and event.when.end is None else str(event.when)
        mark = " (day and month unsure)" if event.ambiguous else ""
        timeline.add_row(when + mark, event.kind.value, event.place, event.actor, lists)
    console.print(timeline)
    if len(person.episodes) > 1:
        console.print(f"{len(person.episodes)} separate arrests are told.", style="yellow")
    texts_too = dict.fromkeys(one.claim.record for one in person.statements)
    for record in dict.fromkeys([*person.records, *texts_too]):
        console.print(_claims_of(record, [one for one in person.statements if one.claim.record == record]))


def _claims_of(record: str, statements: Sequence[Statement]) -> Table:
    """One table per record: what its row says, what was read, and in which cell it stands."""
    claim = statements[0].claim if statements else None
    source = f"{claim.file}, said by {claim.said_by}" if claim else ""
    made = output.table(f"Record {record}: {source}", "Property", "As written", "Read as", "Cell")
    for statement in statements:
        read = statement.reading.normalised
        same = read == statement.claim.value
        doubt = " ?" if statement.reading.ambiguous else ""
        told = Text(output.visible(read)) if read else Text(statement.reading.note or "not read", "dim")
        told.append(doubt)
        made.add_row(
            statement.claim.prop, statement.claim.value, "" if same else told, statement.claim.locator
        )
    return made
