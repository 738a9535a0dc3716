"""``sijill submit DIR CASE``: a case's form filled and rendered; ``sijill form``: how far the forms are confirmed."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from sijill import clock
from sijill.cli import output
from sijill.cli.days import read_day
from sijill.cli.options import AsJson, Directory
from sijill.ledger.store import operator
from sijill.pipeline.submit import submit
from sijill.submissions import form_file, letter_file, store
from sijill.submissions.model import Form
from sijill.tables import register as registers

form_app = typer.Typer(
    help="The forms of the bodies: what they ask, and whether somebody compared them with the live ones.",
    no_args_is_help=True,
)


class Format(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    JSON = "json"


class Language(StrEnum):
    EN = "en"
    FR = "fr"
    ES = "es"
    AR = "ar"


def submit_command(
    directory: Directory,
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="The case's id.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder outside the register.")],
    file_format: Annotated[
        list[Format] | None, typer.Option("--format", help="pdf, docx or json; several times for several.")
    ] = None,
    lang: Annotated[
        list[Language] | None,
        typer.Option(help="en, fr or es as the body takes; ar is a copy for reading, not for filing."),
    ] = None,
    proofs: Annotated[
        bool,
        typer.Option("--proofs", help="Add ledger proofs of the evidence; they show who received it when."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Render a case for its body: form, sources, evidence, manifest. Nothing is sent; log it with: sijill case log."""
    register = registers.open_register(directory)
    with registers.one_writer(register):
        done = submit(
            register,
            case_id,
            formats=[one.value for one in file_format or [Format.PDF]],
            languages=[one.value for one in lang or [Language.EN]],
            out=out,
            at=clock.now(),
            actor=operator(),
            with_proofs=proofs,
        )
    first = done.documents[0]
    if as_json:
        output.print_json(
            {
                "case": first.case,
                "form": first.form.id,
                "confirmed": first.confirmed,
                "draft": first.is_draft,
                "rendering": done.rendering,
                "folder": str(done.folder),
                "files": [one.name for one in done.files],
                "manifest_sha256": done.manifest_sha256,
                "missing": [{"person": person, "field": field} for person, field in first.missing],
                "warnings": list(done.warnings),
            }
        )
        return
    shown = output.table(
        f"Case {first.case}, {first.form.title['en']}", "File", "Language", "Bytes", right=("Bytes",)
    )
    for one in done.files:
        shown.add_row(one.name, one.language, f"{len(one.content):,}")
    output.console.print(shown)
    for warning in done.warnings:
        output.console.print(warning, style="yellow")
    output.console.print(f"SHA-256 of manifest.json: {done.manifest_sha256}", highlight=False)
    output.console.print(
        output.styled(
            "[yellow]The files are not encrypted and name people: mind where they go. Nothing was sent.[/]"
        )
    )


@form_app.command("list")
def list_command(directory: Directory, as_json: AsJson = False) -> None:
    """Show the forms: languages, and whether they were compared with the live ones."""
    registers.open_register(directory)
    rows = [_form(form) for form in form_file.load_all().values()]
    if as_json:
        output.print_json({"forms": rows})
        return
    shown = output.table("Forms", "Form", "Version", "Body", "Languages", "Compared with the live form")
    for row in rows:
        told = (
            f"{row['confirmed_on']}: {row['confirmed_against']}" if row["confirmed"] else "never: unverified"
        )
        languages = ", ".join(row["languages"]) + ("" if row["languages_mark"] == "V" else " [K]")
        shown.add_row(row["form"], row["version"], row["body"], languages, told)
    output.console.print(shown)
    output.console.print(
        "[K] general knowledge, unverified. The wording in languages other than English is ours, unread by a lawyer.",
        markup=False,
    )


@form_app.command("letters")
def letters_command(directory: Directory, as_json: AsJson = False) -> None:
    """Show the letters that can be written, those of this register among them: sijill letter --template LETTER."""
    register = registers.open_register(directory)
    found = letter_file.load_all(register)
    if as_json:
        output.print_json({"letters": [_letter(one) for one in found.values()]})
        return
    shown = output.table("Letters", "Letter", "For", "Of cases of", "Needs", "Languages")
    for one in found.values():
        needs = ", ".join(sorted(one.needs)) or "–"
        shown.add_row(one.id, one.use["en"], ", ".join(one.procedures), needs, ", ".join(one.languages))
    output.console.print(shown)
    output.console.print(
        f"A letter is a folder: put your own into {letter_file.OWN}/<id>/letter.yml of the register.",
        markup=False,
    )


def _letter(one: letter_file.Template) -> dict[str, Any]:
    return {
        "letter": one.id,
        "version": one.version,
        "name": dict(one.name),
        "use": dict(one.use),
        "procedures": list(one.procedures),
        "needs": sorted(one.needs),
        "parts": list(one.parts),
        "languages": list(one.languages),
        "digest": one.digest,
    }


@form_app.command("confirm")
def confirm_command(
    directory: Directory,
    form_id: Annotated[str, typer.Argument(metavar="FORM", help="WGEID, WGAD …")],
    against: Annotated[
        str,
        typer.Option(metavar="TEXT", help="What it was compared with: the live form's edition or address."),
    ],
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was compared; default today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record that you compared a form with the one the body uses now; the mark "unverified" goes from then on."""
    register = registers.open_register(directory)
    form = form_file.load(form_id)
    now = clock.now()
    with registers.one_writer(register):
        day = read_day(date, option="--date", default=now.date())
        store.confirm(form, against=against, day=day, at=now, by=operator())
    if as_json:
        output.print_json(_form(form))
        return
    output.console.print(
        f"{form.id} {form.version} was compared on {day}. If the form changes, compare it again."
    )


def _form(form: Form) -> dict[str, Any]:
    found = store.confirmation_of(form)
    return {
        "form": form.id,
        "version": form.version,
        "body": form.body["en"],
        "title": form.title["en"],
        "languages": list(form.languages),
        "languages_mark": form.languages_mark,
        "mark": form.mark,
        "source": form.source["en"],
        "digest": form.digest,
        "confirmed": found is not None,
        "confirmed_on": found.day if found else None,
        "confirmed_against": found.against if found else None,
    }
