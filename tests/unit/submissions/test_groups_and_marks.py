"""Groups before every body that has a form, compared by content; and every mark of what is unverified on paper."""

import io
import json
import os
import zipfile
from pathlib import Path

import pypdf
import pytest
from lxml import etree

import submission_world as world
from conftest import ACTOR, NOW
from sijill.cli.main import run
from sijill.pipeline import cases as work
from sijill.pipeline import submit as submitting
from sijill.submissions import form_file, store
from sijill.submissions.document import unconfirmed_wording
from sijill.submissions.render_json import plain
from sijill.submissions.words import phrase
from sijill.tables import database

GOLDEN = Path(__file__).parent / "golden"
PURPOSES = {
    "WGEID": "un_wgeid", "CED30": "un_ced", "WGAD": "un_wgad", "SR_TORTURE": "un_sp", "SP_GENERIC": "un_sp",
    "ICC_ART15": "courts", "IIMP": "iimp", "IIIM": "iiim",
}  # fmt: skip


@pytest.fixture(scope="module")
def group(tmp_path_factory):
    """The register, and one case of two people for each body; reviewed and agreed."""
    register = world.make(tmp_path_factory.mktemp("groups"))
    salim, rima, *_ = world.people_of(register)
    for purpose in sorted(set(PURPOSES.values())):
        for person in (salim, rima):
            world.consent(register, person, purpose)
    opened = {}
    for procedure in PURPOSES:
        case = world.open_case(register, procedure, [salim, rima])
        work.review_end(
            register, case.id, rima, "release", reviewer="Invented Reviewer", reason="seen", at=NOW, by=ACTOR
        )
        opened[procedure] = case.id
    yield register, opened
    database.close()


def rendered(group, procedure, languages, formats):
    register, opened = group
    form = form_file.load(procedure)
    return submitting.render(
        register,
        submitting.cases.get(opened[procedure]),
        form,
        formats=formats,
        languages=languages,
        at=NOW,
    )


@pytest.mark.parametrize("procedure", PURPOSES)
def test_a_group_is_rendered_person_by_person_with_a_list_of_names(group, procedure) -> None:
    """Accept a new golden document only after reading it: field, state and every line, person by person."""
    (document,) = rendered(group, procedure, (form_file.load(procedure).languages[0],), ()).documents
    data = document.data
    assert len(data["persons"]) == len(data["names"]["rows"]) == 2
    assert all(
        name in person["heading"] for name, person in zip(("Haddad", "Khoury"), data["persons"], strict=True)
    )
    confidential = [row["field"] for section in data["common"] for row in section["rows"]]
    assert len(confidential) == len(set(confidential))  # the author is asked once, not per person
    compare(f"group.{procedure}.txt", as_text(data))


def as_text(data) -> str:
    lines = []
    for person in [*data["persons"], {"heading": "CONFIDENTIAL", "sections": data["common"]}]:
        lines.append(f"== {plain(person['heading'])}")
        for section in person["sections"]:
            for row in section["rows"]:
                lines.append(f"{row['field']} [{row['state']}]")
                lines += [f"  {plain(line['text'])} {line['notes']}" for line in row["lines"]]
                lines += [f"  also: {plain(line['text'])} {line['notes']}" for line in row["also"]]
    lines.append("== NAMES")
    lines += [" | ".join(plain(cell["text"]) for cell in row) for row in data["names"]["rows"]]
    return "\n".join(lines) + "\n"


def compare(name: str, found: str) -> None:
    path = GOLDEN / name
    if os.environ.get("SIJILL_UPDATE_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("form", form_file.load_all().values(), ids=lambda form: form.id)
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_which_marks_a_document_carries(form, language) -> None:
    told = unconfirmed_wording(form, language)
    unconfirmed = form.languages_mark == "K" and language in form.languages
    assert (phrase("language_unconfirmed", language) in told) == unconfirmed
    assert (phrase("wording_unread", language) in told) == (language != "en")
    assert all("[K]" in one for one in told)


def test_every_mark_reaches_pdf_word_json_and_command(group, capsys) -> None:
    register, _ = group
    made = rendered(group, "CED30", ("en", "fr"), ("pdf", "docx", "json"))
    for language, marks in (
        ("en", ("unverified", "language_unconfirmed")),
        ("fr", ("unverified", "language_unconfirmed", "wording_unread")),
    ):
        texts = {one.kind: readable(one) for one in made.files if one.language == language}
        assert set(texts) == {"pdf", "docx", "json"}
        for mark in marks:
            for kind, text in texts.items():
                assert world.squeeze(phrase(mark, language)) in world.squeeze(text), (language, mark, kind)
        told = json.loads(
            next(one.content for one in made.files if (one.kind, one.language) == ("json", language))
        )
        assert told["form"]["mark"] == told["form"]["languages_mark"] == "K"
        assert told["form"]["wording_mark"] == ("own" if language == "en" else "K")
    warned = submitting.warnings(made)
    assert any("never compared with the live one" in one for one in warned)
    assert any("Unverified in fr [K]" in one for one in warned)
    with pytest.raises(SystemExit):
        run(["form", "list", str(register.root), "--json"])
    rows = {row["form"]: row for row in json.loads(capsys.readouterr().out)["forms"]}
    assert {name for name, row in rows.items() if row["languages_mark"] == "K"} >= {"CED30", "ICC_ART15"}
    assert not any(row["confirmed"] for row in rows.values())


def test_a_confirmed_form_still_says_that_the_translation_was_not_read(group) -> None:
    """Comparing the fields says nothing of our French: only the first mark goes."""
    form = form_file.load("CED30")
    store.confirm(form, against="edition of 2026", day=NOW.date(), at=NOW, by=ACTOR)
    (document,) = rendered(group, "CED30", ("fr",), ()).documents
    notices = str(document.data["notices"])
    assert phrase("unverified", "fr") not in notices
    assert phrase("wording_unread", "fr") in notices


def readable(made) -> str:
    match made.kind:
        case "pdf":
            return "".join(
                page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.content)).pages
            ).replace("\n", " ")
        case "docx":
            with zipfile.ZipFile(io.BytesIO(made.content)) as parts:
                tree = etree.fromstring(parts.read("word/document.xml"))
                return "".join(tree.itertext())
        case _:
            return made.content.decode()
