"""Every statement has its footnote on the page or in the Word file, and no open page says whose the source is."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pypdf
import pytest
from lxml import etree

import submission_world as world
from conftest import NOW
from sijill.accession.models import List
from sijill.claims.model import Claim
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.persons.voices import copies_of
from sijill.pipeline import submit as submitting
from sijill.submissions import document as documents
from sijill.submissions import form_file, render_docx, render_pdf
from sijill.submissions.footnotes import cited_in_text, with_first_citations
from sijill.submissions.model import Source
from sijill.submissions.notes import NoteBook, numbered_as_printed
from sijill.submissions.render_json import plain
from sijill.tables import database

LANGUAGES = ("en", "fr", "es", "ar")
SPACE = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
NAME = f"{{{SPACE['w']}}}"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A case of two people before WGEID, in four languages; ``lists`` are the ids of its two lists."""
    folder = tmp_path_factory.mktemp("footnotes")
    register = world.make(folder)
    salim, rima, *_ = world.people_of(register)
    for person in (salim, rima):
        world.consent(register, person, "un_wgeid")
    case = world.open_case(register, "WGEID", [salim, rima])
    found = submitting.render(
        register, case, form_file.load("WGEID"), formats=("pdf", "docx"), languages=LANGUAGES, at=NOW
    )
    database.close()
    return found


def one_file(made, kind: str, language: str) -> bytes:
    return next(one.content for one in made.files if one.kind == kind and one.language == language)


def the(made, language: str):
    return next(one for one in made.documents if one.language == language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_follow_the_pages_from_one_without_a_gap(made, language) -> None:
    data = the(made, language).data
    cited = cited_in_text(data)
    assert cited == list(range(1, len(cited) + 1))
    new = [number for line in lines_of(with_first_citations(data)) for number in line.get("new", ())]
    assert new == cited  # each once, in the order of the pages
    assert [row["number"] for row in data["sources"]["rows"]][: len(cited)] == cited


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_each_footnote_stands_at_the_foot_of_the_page_that_cites_it_first(made, language) -> None:
    pages = [
        world.squeeze(page.extract_text())
        for page in pypdf.PdfReader(io.BytesIO(one_file(made, "pdf", language))).pages
    ]
    feet = {row["number"]: world.squeeze(row["foot"]) for row in the(made, language).data["sources"]["rows"]}
    latin = {number: foot for number, foot in feet.items() if foot.isascii()}
    assert len(latin) > 10
    for number, foot in latin.items():
        first = next(page for page in pages if f"[{number}]" in page)
        assert f"[{number}]{foot}" in first, number


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_page_never_says_whose_the_source_is(made, language) -> None:
    document = the(made, language)
    assert betrayals(render_pdf.render(document)) == []
    notes = [{**row, "foot": row["text"]} for row in document.data["sources"]["rows"]]
    spoilt = replace(document, data={**document.data, "sources": {**document.data["sources"], "rows": notes}})
    assert betrayals(render_pdf.render(spoilt))  # the control: the annex's own texts at the foot of the page


def betrayals(pdf: bytes) -> list[str]:
    """File and organisation names on pages before the confidential part."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        text = world.squeeze(page.extract_text()).casefold()
        if "marwafiler" in text:  # the author: the confidential part begins
            return found
        found += [name for name in ("lantern", "sycamore") if name in text]
    raise AssertionError("the confidential part was not found")


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_has_real_footnotes_and_later_citations_lead_back(made, language) -> None:
    content = one_file(made, "docx", language)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        body = etree.fromstring(parts.read("word/document.xml"))
        notes = etree.fromstring(parts.read("word/footnotes.xml"))
        assert b"footnotes+xml" in parts.read("[Content_Types].xml")
        assert b"footnotes.xml" in parts.read("word/_rels/document.xml.rels")
    data = the(made, language).data
    cited = cited_in_text(data)
    order = [int(one.get(f"{NAME}id")) for one in body.iterfind(".//w:footnoteReference", SPACE)]
    assert order == cited  # Word counts them itself, from 1
    texts = {
        int(note.get(f"{NAME}id")): plain("".join(one.text or "" for one in note.iterfind(".//w:t", SPACE)))
        for note in notes.iterfind("w:footnote", SPACE)
    }
    feet = {row["number"]: plain(row["foot"]) for row in data["sources"]["rows"]}
    assert {number: texts[number].strip() for number in cited} == {number: feet[number] for number in cited}
    marked = {one.get(f"{NAME}name") for one in body.iterfind(".//w:bookmarkStart", SPACE)}
    fields = [one.text for one in body.iterfind(".//w:instrText", SPACE) if "NOTEREF" in one.text]
    assert fields
    assert all(re.search(r"NOTEREF (\S+)", one)[1] in marked for one in fields)
    docx.Document(io.BytesIO(content))  # opens


def test_a_document_without_sources_has_no_footnotes_part(made) -> None:
    document = the(made, "en")
    nothing = {"sources": {"title": "x", "rows": []}, "persons": [], "common": [], "names": None}
    bare = replace(document, data={**document.data, **nothing})
    with zipfile.ZipFile(io.BytesIO(render_docx.render(bare))) as parts:
        assert "word/footnotes.xml" not in parts.namelist()


def test_the_list_of_names_cites_by_number_and_gets_no_numbers_of_the_text() -> None:
    text = {"lines": [{"text": "a", "notes": [3, 5]}, {"text": "b", "notes": [5]}]}
    names = {"rows": [[{"text": "c", "notes": [1, 3]}]]}
    notes = [{"number": number, "text": str(number)} for number in range(1, 6)]
    ordered = numbered_as_printed((text, names), notes)
    assert [line["notes"] for line in text["lines"]] == [[1, 2], [2]]
    assert names["rows"][0][0]["notes"] == [1, 3]
    assert [(row["number"], row["text"]) for row in ordered] == [
        (1, "3"), (2, "5"), (3, "1"), (4, "2"), (5, "4"),
    ]  # fmt: skip


def test_a_source_that_repeats_another_says_so_in_its_notes_and_in_the_annex() -> None:
    told = [said("one", "a" * 64), said("other", "b" * 64), said("third", "c" * 64)]
    book = NoteBook(
        language="en",
        sources={one.claim.file_sha256: source(one) for one in told},
        copies=copies_of([("other", "one")]),
    )
    book.claims(told)
    marked = ["both together are one source" in note["text"] for note in book.notes]
    assert marked == [False, True, False]
    assert ["both together are one source" in note["foot"] for note in book.notes] == marked
    sources = book.sources
    annex = documents._evidence([one.claim.file_sha256 for one in told], sources, book, "en")
    assert [plain(one).split(":")[0] for one in annex["repeats"]] == ["E1, E2"]
    alone = NoteBook(language="en", sources=sources)
    alone.claims(told)
    assert documents._evidence(list(sources), sources, alone, "en")["repeats"] == []  # the control


def test_of_a_register_with_a_declared_copy_the_document_says_it(tmp_path) -> None:
    """The declaration of a list reaches the document; taken away, the sentence is gone."""
    register = world.make(tmp_path)
    salim = world.people_of(register)[0]
    world.consent(register, salim, "un_wgeid")
    case = world.open_case(register, "WGEID", [salim])

    def repeats() -> list[str]:
        found = submitting.render(
            register, case, form_file.load("WGEID"), formats=(), languages=("en",), at=NOW
        )
        return found.documents[0].data["evidence"]["repeats"]

    assert repeats() == []
    first, second = List.objects.order_by("id")
    List.objects.filter(pk=first.pk).update(copied_from=second.pk)
    assert [plain(one).split(":")[0] for one in repeats()] == ["E1, E2"]
    database.close()


def lines_of(value):
    match value:
        case {"notes": list()}:
            yield value
        case dict():
            for one in value.values():
                yield from lines_of(one)
        case list():
            for one in value:
                yield from lines_of(one)


def said(listed: str, sha256: str) -> Statement:
    claim = Claim(
        record=f"{listed}-1", prop="arrest.date", value="2013-05-06", list_id=listed, file=f"{listed}.csv",
        file_sha256=sha256, sheet="", line=2, col=1, column="Arrest", start=None, end=None,
        said_by=listed, as_of="", visibility="public",
    )  # fmt: skip
    return Statement(claim=claim, reading=Reading(kind="date", normalised="2013-05-06"))


def source(one: Statement) -> Source:
    return Source(
        accession="a", list_id=one.claim.list_id, organisation=one.claim.said_by, file=one.claim.file,
        sha256=one.claim.file_sha256, size=1, as_of="", received="2026-01-01", path="x",
    )  # fmt: skip
