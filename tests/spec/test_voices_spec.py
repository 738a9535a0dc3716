"""How many independent voices tell of an end: organisations count, a list and its copy do not count twice."""

from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.accession.models import List
from sijill.cases.model import Result
from sijill.claims.model import Claim
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.persons.model import Kind
from sijill.persons.voices import copies_of, voices
from sijill.pipeline import cases as work
from sijill.pipeline import submit as submitting
from sijill.pipeline.unify import unify
from sijill.submissions import chronology, form_file
from sijill.tables import database, parquet


def told(organisation: str, listed: str) -> Statement:
    claim = Claim(
        record="a-1", prop="release.date", value="2022-05-05", list_id=listed, file="invented.csv",
        file_sha256="0" * 64, sheet="", line=2, col=1, column="Released", start=None, end=None,
        said_by=organisation, as_of="", visibility="public",
    )  # fmt: skip
    return Statement(claim=claim, reading=Reading(kind="date", normalised="2022-05-05"))


@pytest.mark.parametrize(
    ("tellers", "declared", "expected"),
    [
        ([], [], 0),
        (["x/a"], [], 1),
        (["x/a", "x/b"], [], 1),  # two lists of one organisation
        (["x/a", "y/b"], [], 2),
        (["x/a", "y/a"], [], 2),  # one list that tells what two organisations say
        (["x/a", "y/b"], [("b", "a")], 1),  # a list and its copy
        (["x/a", "y/b"], [("a", "c"), ("b", "c")], 1),  # two copies of a third that is silent
        (["x/a", "y/b"], [("a", "c"), ("c", "d"), ("d", "b")], 1),  # copied through others
        (["x/a", "y/b", "z/c"], [("b", "a")], 2),
        (["x/a", "y/b"], [("b", "c")], 2),  # a copy of something else
        (["x/a", "x/own", "y/b"], [("a", "b")], 2),  # who copied has a list of its own besides
    ],
)
def test_voices(tellers: list[str], declared: list[tuple[str, str]], expected: int) -> None:
    said = [told(*one.split("/")) for one in tellers]
    copies = copies_of(declared)
    assert voices(said, copies) == voices(said[::-1], copies) == expected
    assert chronology.tellers(said, Kind.RELEASE, copies) == expected
    assert chronology.unconfirmed(said, Kind.RELEASE, copies) == (expected == 1)


HEADER = ("Full name", "Father", "Mother", "Date of birth", "Date of arrest", "Date of release")
ROW = ("Samer Yousef Darwish", "Yousef", "Nadia Qassab", "1981-03-12", "2013-06-05", "2022-05-05")


@pytest.mark.parametrize(("copied", "result"), [("", Result.FAIL), ("cedar", Result.UNKNOWN)])
def test_a_release_told_by_a_list_and_its_copy_stays_a_question(
    write_list: WriteList, tmp_path: Path, copied: str, result: Result
) -> None:
    lists = [write_list("cedar.csv", HEADER, [ROW]), write_list("olive.csv", HEADER, [ROW])]
    register = unify(lists, tmp_path / "r", engine="reference", at=NOW, actor=ACTOR).register
    List.objects.filter(id="olive").update(copied_from=copied)
    members = parquet.read(register.derived / "membership.parquet")["person_id"].to_pylist()
    assert len(members) == 2
    assert len(set(members)) == 1, "the two rows are one person"
    case = work.open_case(register, "WGEID", members[:1], at=NOW, by=ACTOR)
    seen = {"reviewer": "Invented Reviewer", "reason": "both rows were looked at", "at": NOW, "by": ACTOR}
    work.review_end(register, case.id, members[0], "release", **seen)
    (matter,) = work.matters(register, case, on=NOW.date())
    fate = [
        one.result
        for one in work.check(register, case.id, on=NOW.date()).findings
        if one.requirement.check == "fate_open"
    ]
    assert fate == [result]
    subject = submitting.subject_of(matter, form_file.load("WGEID"), submitting.everything)
    assert chronology.unconfirmed(subject.statements, Kind.RELEASE, subject.copies) == bool(copied)
    database.close()
