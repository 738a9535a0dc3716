"""A release or a death that others tell is in no document before a named person reviewed it."""

import pytest

import submission_world as world
from conftest import ACTOR, NOW
from sijill.cases import store as cases
from sijill.claims.model import Claim
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.errors import UsageError
from sijill.persons.model import Kind
from sijill.pipeline import cases as work
from sijill.pipeline import submit as submitting
from sijill.submissions import ends, form_file
from sijill.submissions.document import watermark
from sijill.submissions.ends import Sorted
from sijill.submissions.model import Entered
from sijill.submissions.words import phrase
from sijill.tables import database

SEEN = {"reviewer": "Invented Reviewer", "reason": "looked at", "at": NOW, "by": ACTOR}
RELEASED = ("Released", "أُفرج")  # what the list says of Rima, in words of the documents


@pytest.fixture
def opened(tmp_path):
    register = world.make(tmp_path)
    rima = world.people_of(register)[1]
    world.consent(register, rima, "un_wgeid")
    case = world.open_case(register, "WGEID", [rima], {"steps": ["asked at the branch"]})
    yield register, case, rima
    database.close()


def made(register, case, languages=("en",), formats=("json",)):
    return submitting.render(
        register, cases.get(case.id), form_file.load("WGEID"), formats=formats, languages=languages, at=NOW
    )


def test_an_unreviewed_release_is_not_told_and_the_document_is_a_draft_that_says_so(opened) -> None:
    register, case, rima = opened
    found = made(register, case, languages=("en", "ar"), formats=("json", "pdf", "docx"))
    for document in found.documents:
        assert document.unreviewed == ((rima, "release"),)
        assert document.is_draft
        assert watermark(document)
        assert phrase("end_unreviewed", document.language) in str(document.data["persons"])
        assert not any(word in str(document.data["persons"]) for word in RELEASED)
    told = submitting.warnings(found)
    assert any("sijill case review" in one and "--end release" in one for one in told)


def test_reviewed_by_somebody_with_a_name_it_is_told(opened) -> None:
    register, case, rima = opened
    kept = work.review_end(register, case.id, rima, "release", **SEEN)
    (document,) = made(register, case).documents
    assert document.unreviewed == ()
    assert not document.is_draft
    assert "Released" in str(document.data["persons"])
    assert phrase("end_unreviewed", "en") not in str(document.data)
    assert "reviewed by a named person" in str(document.data["persons"])
    assert kept.ref in str(document.data["sources"])
    assert "Invented Reviewer" not in str(document.data)  # the register knows who; no document names staff


def test_what_is_told_later_must_be_reviewed_again() -> None:
    one, later = said("a-1"), said("a-2")
    field, value = ends.review_of([one], "release", reviewer="Somebody", reason="seen")
    answers = {field: entered(field, value)}
    assert ends.sorted_by_review([one], answers) == Sorted(
        told=(one,), unreviewed=(), reviews=(answers[field],)
    )
    found = ends.sorted_by_review([one, later], answers)
    assert (found.told, found.unreviewed) == ((one,), (Kind.RELEASE,))


@pytest.mark.parametrize("value", ["yes", True, {"claims": ["x"]}, {"reviewer": " ", "claims": []}, None])
def test_an_answer_without_a_name_is_no_review(value) -> None:
    answers = {"reviewed.release": entered("reviewed.release", value)}
    assert ends.sorted_by_review([said("a-1")], answers).told == ()


def test_a_review_needs_name_reason_and_something_told(opened) -> None:
    register, case, rima = opened
    for given, problem in (
        ({"reviewer": " "}, "needs the name"),
        ({"reason": ""}, "needs the name"),
    ):
        with pytest.raises(UsageError, match=problem):
            work.review_end(register, case.id, rima, "release", **{**SEEN, **given})
    with pytest.raises(UsageError, match="No source tells"):
        work.review_end(register, case.id, rima, "death", **SEEN)
    with pytest.raises(UsageError, match="no end of custody"):
        work.review_end(register, case.id, rima, "moved", **SEEN)
    with pytest.raises(UsageError, match="not in case"):
        work.review_end(register, case.id, world.people_of(register)[0], "release", **SEEN)


def test_control_with_the_review_off_the_release_is_told(opened, monkeypatch) -> None:
    register, case, _ = opened
    monkeypatch.setattr(
        ends,
        "sorted_by_review",
        lambda statements, answers: Sorted(told=tuple(statements), unreviewed=(), reviews=()),
    )
    (document,) = made(register, case).documents
    assert "Released" in str(document.data["persons"])


def said(record: str):
    claim = Claim(
        record=record, prop="release.date", value="2022-05-05", list_id="invented", file="invented.csv",
        file_sha256="0" * 64, sheet="", line=2, col=1, column="Released", start=None, end=None,
        said_by="invented", as_of="", visibility="public",
    )  # fmt: skip
    return Statement(claim=claim, reading=Reading(kind="date", normalised="2022-05-05"))


def entered(field: str, value):
    return Entered(field=field, value=value, ref="answer:1", day="2026-01-02")
