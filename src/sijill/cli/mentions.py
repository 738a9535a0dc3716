"""``sijill mentions …``: texts as sources, and what a person accepts out of them."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from sijill import clock
from sijill.amnesties.as_json import figure_object
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.ledger.store import operator
from sijill.mentions import store
from sijill.mentions.figures import Figure
from sijill.mentions.find import number_of
from sijill.mentions.model import Extracted, Suggestion
from sijill.mentions.models import Document
from sijill.pipeline import texts
from sijill.tables import register as registers
from sijill.text import dates

mentions_app = typer.Typer(
    help="Texts as sources: suggestions, and what a person accepts.", no_args_is_help=True
)
TextId = Annotated[str, typer.Argument(metavar="TEXT", help="The text's id.")]
Letters = Annotated[
    str, typer.Option("--letters", metavar="START-END", help="The passage, as find gives it.")
]


@mentions_app.command("receive")
def receive_command(
    directory: Directory,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A txt, html, pdf or docx file.")],
    publisher: Annotated[str, typer.Option("--from", help="Who says it: publisher, author or authority.")],
    title: Annotated[str, typer.Option(help="Its title.")] = "",
    published: Annotated[str, typer.Option(help="Its day, month or year.")] = "",
    as_json: AsJson = False,
) -> None:
    """Seal a text and read it. Nothing in it becomes a claim by itself."""
    day = published and dates.read(published).edtf
    if published and not day:
        raise UsageError(f"--published {published!r} is not a date", remedy="Write it as 2022-11-16")
    register = registers.open_register(directory)
    with registers.one_writer(register):
        received = store.receive(
            register,
            file,
            publisher=publisher,
            title=title,
            published=day or "",
            at=clock.now(),
            actor=operator(),
        )
    told = _document(received.document) | {"new": received.new}
    if as_json:
        output.print_json(told)
        return
    known = "" if received.new else " (known already)"
    output.console.print(f"Text {told['document']}{known}: {told['letters']:,} letters, {told['kind']}.")
    _remarks(received.extracted)
    output.console.print(f"Look at it with: sijill mentions find {directory} {told['document']}")


@mentions_app.command("list")
def list_command(directory: Directory, as_json: AsJson = False) -> None:
    """All received texts."""
    registers.open_register(directory)
    rows = [_document(one) for one in store.documents()]
    if as_json:
        output.print_json({"texts": rows})
        return
    shown = output.table("Texts", "Id", "File", "Says it", "Of", "Kind", "Letters")
    for row in rows:
        shown.add_row(
            row["document"],
            row["file"],
            row["publisher"],
            row["published"] or "",
            row["kind"],
            str(row["letters"]),
        )
    output.console.print(shown)


@mentions_app.command("find")
def find_command(directory: Directory, text: TextId, as_json: AsJson = False) -> None:
    """Passages that may name persons of the register, places of detention, days and figures. Suggestions only."""
    register = registers.open_register(directory)
    found = texts.suggestions(register, text)
    extracted = store.text_of(register, store.document(text))
    if as_json:
        output.print_json(
            {
                "document": text,
                "flags": list(extracted.flags),
                "empty_pages": list(extracted.empty_pages),
                "suggestions": [_suggestion(one) for one in found],
            }
        )
        return
    _remarks(extracted)
    shown = output.table("What the text may say", "Letters", "Kind", "Passage", "May be")
    for one in found:
        may_be = "; ".join(f"{each.id} {each.label} {each.score:.2f}" for each in one.candidates)
        shown.add_row(f"{one.start}-{one.end}", one.kind.value, one.quote, may_be or one.normalised)
    output.console.print(shown)
    output.console.print("A likeness of names says nothing about persons: read the text, then accept or not.")


@mentions_app.command("accept")
def accept_command(
    directory: Directory,
    text: TextId,
    person: Annotated[str, typer.Option(help="The person's id.")],
    prop: Annotated[str, typer.Option("--property", help="What is claimed, such as release.date.")],
    letters: Letters,
    reason: Annotated[str, typer.Option(help="Why it is this person.")],
    as_json: AsJson = False,
) -> None:
    """Take a passage for a claim about a person. It is kept with its letters, and can be taken back."""
    register = registers.open_register(directory)
    start, end = _letters(letters)
    made = texts.accept(
        register,
        text,
        person=person,
        prop=prop,
        start=start,
        end=end,
        reason=reason,
        at=clock.now(),
        actor=operator(),
    )
    if as_json:
        output.print_json({"claim": made.pk, "document": text, "record": made.record, "property": prop})
        return
    output.console.print(
        f"Claim {made.pk} accepted. Take it back with: sijill mentions undo {directory} {made.pk}"
    )


@mentions_app.command("figure")
def figure_command(
    directory: Directory,
    text: TextId,
    letters: Letters,
    measure: Annotated[str, typer.Option(help="What kind of count, such as released_all_decrees.")],
    source: Annotated[str, typer.Option(help="Who counted.")],
    definition: Annotated[str, typer.Option(help="What was counted, in words.")],
    as_of: Annotated[str, typer.Option(help="The day, month or year it is true for.")],
    value: Annotated[int | None, typer.Option(help="The number; default: the passage's own.")] = None,
    bound: Annotated[str, typer.Option(help="Words such as about, more than, up to.")] = "",
    decree: Annotated[str, typer.Option(help="The decree it is about, if any.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take a passage for a published count. Conflicts with other counts are shown; none is resolved."""
    register = registers.open_register(directory)
    start, end = _letters(letters)
    day = dates.read(as_of).edtf
    if day is None:
        raise UsageError(f"--as-of {as_of!r} is not a date", remedy="Write it as 2022-10")
    quote = store.passage(store.text_of(register, store.document(text)), start, end)
    if value is None and not any(letter.isdigit() for letter in quote):
        raise UsageError("The passage holds no number", remedy="Give it with --value, or name other letters")
    figure = Figure(
        measure=measure,
        value=number_of(quote) if value is None else value,
        bound=bound,
        as_of=day,
        source=source,
        definition=definition,
        subject=decree.casefold(),
    )
    made = texts.accept_figure(register, text, figure, start=start, end=end, at=clock.now(), actor=operator())
    against = [
        one for one in texts.figure_conflicts() if f"{text}:{start}-{end}" in {one.one.where, one.other.where}
    ]
    if as_json:
        output.print_json(
            {
                "figure": made.pk,
                "conflicts": [
                    {"kind": one.kind, "one": figure_object(one.one), "other": figure_object(one.other)}
                    for one in against
                ],
            }
        )
        return
    output.console.print(f"Figure {made.pk} accepted.")
    for one in against:
        output.console.print(
            f"  conflicts: {one.one.value:,} ({one.one.source}) and {one.other.value:,} ({one.other.source}): "
            f"{one.kind.replace('_', ' ')}",
            style="yellow",
        )


@mentions_app.command("figures")
def figures_command(directory: Directory, as_json: AsJson = False) -> None:
    """All published counts, shipped and accepted, and which cannot all be right."""
    registers.open_register(directory)
    known, against = texts.all_figures(), texts.figure_conflicts()
    if as_json:
        output.print_json(
            {
                "figures": [figure_object(one) for one in known],
                "conflicts": [
                    {"kind": one.kind, "one": figure_object(one.one), "other": figure_object(one.other)}
                    for one in against
                ],
            }
        )
        return
    shown = output.table("Published counts", "Measure", "Number", "As of", "Source", "Definition", "Where")
    for one in known:
        number = f"{one.bound} {'' if one.value is None else f'{one.value:,}'}".strip()
        shown.add_row(one.measure, number, one.as_of, one.source, one.definition, one.where or one.mark)
    output.console.print(shown)
    for two in against:
        output.console.print(
            f"{two.one.measure}: {two.one.value:,} ({two.one.source}) against "
            f"{two.other.value:,} ({two.other.source}), {two.kind.replace('_', ' ')}"
        )


@mentions_app.command("accepted")
def accepted_command(directory: Directory, as_json: AsJson = False) -> None:
    """All claims accepted out of texts that stand."""
    registers.open_register(directory)
    rows = [
        {
            "claim": one.pk,
            "document": one.document_id,
            "record": one.record,
            "property": one.prop,
            "value": one.value,
            "start": one.start,
            "end": one.end,
            "page": one.page,
            "reason": one.reason,
            "by": one.by,
            "at": one.at,
        }
        for one in store.claims()
    ]
    if as_json:
        output.print_json({"claims": rows})
        return
    shown = output.table(
        "Claims out of texts", "Claim", "Text", "Letters", "Record", "Property", "As written", "By"
    )
    for row in rows:
        shown.add_row(
            str(row["claim"]), str(row["document"]), f"{row['start']}-{row['end']}", str(row["record"]),
            str(row["property"]), str(row["value"]), str(row["by"]),
        )  # fmt: skip
    output.console.print(shown)


@mentions_app.command("undo")
def undo_command(
    directory: Directory,
    number: Annotated[int, typer.Argument(help="The claim's number, or the figure's with --figure.")],
    reason: Annotated[str, typer.Option(help="Why it is taken back.")] = "",
    figure: Annotated[bool, typer.Option("--figure", help="It is a figure.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take back a claim or a figure. What was accepted stays on record."""
    register = registers.open_register(directory)
    with registers.one_writer(register):
        if figure:
            store.undo_figure(number, at=clock.now(), actor=operator())
        else:
            store.undo_claim(number, reason=reason, at=clock.now(), actor=operator())
    if as_json:
        output.print_json({"undone": number, "figure": figure})
        return
    output.console.print(f"{'Figure' if figure else 'Claim'} {number} was taken back.")


# What a flag means, and what to do about it.
REMARKS: Final = {
    "no_text": "It holds no letters, only pictures of them, and pictures are not read here. Ask for the file it was "
    "printed from, or have the passages typed and receive that as a text of its own.",
    "page_without_text": "Pages without letters, probably scanned; nothing is found on them: {pages}.",
    "lines_turned": "Right-to-left lines were put into the order of reading: compare a passage with the page before "
    "accepting it.",
    "order_doubtful": "Its right-to-left lines could not be put into the order of reading: passages may be "
    "in disorder.",
    "letters_not_read": "Some letters could not be read and stand as \ufffd.",
    "comments_not_read": "Comments in the margin were not read.",
    "notes_not_read": "Footnotes, comments and headers were not read: it was received by an earlier version.",
}


def _remarks(extracted: Extracted) -> None:
    for flag in extracted.flags:
        if flag == "page_without_text" and "no_text" in extracted.flags:
            continue
        said = REMARKS.get(flag, flag.replace("_", " "))
        pages = ", ".join(str(one) for one in extracted.empty_pages)
        output.console.print(said.format(pages=pages), style="yellow")


def _document(one: Document) -> dict[str, Any]:
    return {
        "document": one.id,
        "file": one.name,
        "title": one.title or None,
        "publisher": one.publisher,
        "published": one.published or None,
        "kind": one.kind,
        "letters": one.letters,
        "sha256": one.sha256,
        "flags": [flag for flag in one.flags.split(",") if flag],
    }


def _suggestion(one: Suggestion) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "start": one.start,
        "end": one.end,
        "quote": one.quote,
        "normalised": one.normalised or None,
        "bound": one.bound or None,
        "candidates": [{"id": each.id, "label": each.label, "score": each.score} for each in one.candidates],
    }


def _letters(text: str) -> tuple[int, int]:
    start, _, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal()):
        raise UsageError(f"--letters {text!r} are no letters", remedy="Write them as 120-140")
    return int(start), int(end)
