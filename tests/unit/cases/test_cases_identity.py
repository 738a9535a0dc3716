"""A case follows its person through joins and asks again after a split; so do consents."""

import csv
import datetime as dt

import pytest

from conftest import ACTOR, NOW
from sijill.cases import store as cases
from sijill.cases.model import Result
from sijill.cli.main import run
from sijill.errors import UsageError
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge
from sijill.persons import store as persons
from sijill.pipeline import cases as work
from sijill.pipeline.derive import derive
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.unify import unify
from sijill.tables import database, parquet
from sijill.tables import register as registers

TODAY = NOW.date()
# Nobody here exists.
ROWS = (
    ("Given name", "Father's name", "Family name", "Arrest date", "Arrest place"),
    ("Samir", "Adib", "Khalil", "2013-05-12", "Homs"),
    ("Tariq", "Munir", "Shami", "2015-01-20", "Aleppo"),
)


@pytest.fixture
def opened(tmp_path):
    path = tmp_path / "invented.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(ROWS)
    root = tmp_path / "register"
    registers.create(root)
    unify([path], root, engine="reference", at=NOW, actor=ACTOR)
    yield registers.open_register(root)
    database.close()


def records(register) -> list[str]:
    return sorted(parquet.read(register.derived / "membership.parquet")["record_id"].to_pylist())


def decide(register, verdict: Verdict) -> list[str]:
    """Judges the two records and brings persons up to date; the persons of both, in the order of the rows."""
    first, second = records(register)
    judge(first, second, verdict, by="reviewer:one", at=NOW)
    derive(register, at=NOW, actor=ACTOR, watch=Stopwatch(), engine="reference")
    return [persons.person_of(register, one) for one in (first, second)]


def agree(register, person, **changes):
    given = {
        "purpose": "un_wgeid",
        "state": "given",
        "capacity": "next_of_kin",
        "form": "written",
        "date": dt.date(2025, 11, 1),
    }
    return work.give_consent(register, person, **given | changes, at=NOW, by=ACTOR)


def looked_at(register, case, requirement):
    return next(
        one
        for one in work.check(register, case.id, on=TODAY).findings
        if one.requirement.id == requirement
    )  # fmt: skip


def test_a_split_stops_everything_until_somebody_confirms(opened) -> None:
    whole, again = decide(opened, Verdict.SAME)
    assert whole == again
    case = work.open_case(opened, "WGEID", [whole], at=NOW, by=ACTOR)
    agree(opened, whole)
    assert looked_at(opened, case, "same_person").result is Result.PASS
    assert looked_at(opened, case, "consent").result is Result.PASS

    one, other = decide(opened, Verdict.DIFFERENT)
    assert one != other
    split = looked_at(opened, case, "same_person")
    assert split.result is Result.UNKNOWN
    assert one in split.why.en
    assert other in split.why.en
    assert looked_at(opened, case, "consent").result is Result.UNKNOWN
    with pytest.raises(UsageError, match="same_person"):
        work.move(opened, case.id, "submitted", day=TODAY, despite={"same_person": "sure"}, at=NOW, by=ACTOR)

    cases.join(case.id, work.member_of(opened, one), at=NOW, by=ACTOR)
    assert looked_at(opened, case, "same_person").result is Result.PASS
    assert looked_at(opened, case, "consent").result is Result.UNKNOWN  # asked for the two as one: ask again
    agree(opened, one)
    assert looked_at(opened, case, "consent").result is Result.PASS


def test_a_refusal_holds_for_both_parts(opened) -> None:
    whole, _ = decide(opened, Verdict.SAME)
    agree(opened, whole, state="refused")
    for part in decide(opened, Verdict.DIFFERENT):
        case = work.open_case(opened, "WGEID", [part], at=NOW, by=ACTOR)
        agree(opened, part)
        assert looked_at(opened, case, "consent").result is Result.FAIL


def test_a_case_and_a_consent_follow_a_join(opened) -> None:
    first, second = [persons.person_of(opened, one) for one in records(opened)]
    case = work.open_case(opened, "WGEID", [second], at=NOW, by=ACTOR)
    agree(opened, second)
    whole, _ = decide(opened, Verdict.SAME)
    assert whole == first
    found = looked_at(opened, case, "same_person")
    assert found.result is Result.PASS
    assert "added" in found.warnings[0].en
    assert looked_at(opened, case, "consent").result is Result.PASS
    assert [one.subject for one in work.consents_about(opened, first)] == [second]
    assert [one.id for one in work.cases_of(opened, first)] == [case.id]
    assert [one.id for one in work.cases_of(opened, second)] == [case.id]
    twice = work.open_case(opened, "WGAD", [first], at=NOW, by=ACTOR)
    assert {one.id for one in work.matters(opened, twice, on=TODAY)[0].others} == {case.id}


def test_two_relatives_of_two_records_that_were_joined(opened) -> None:
    """One family said yes, the other no: joined, the no counts and the disagreement is told."""
    first, second = [persons.person_of(opened, one) for one in records(opened)]
    agree(opened, first)
    agree(opened, second, state="refused")
    whole, _ = decide(opened, Verdict.SAME)
    case = work.open_case(opened, "WGEID", [whole], at=NOW, by=ACTOR)
    found = looked_at(opened, case, "consent")
    assert (found.result, len(found.warnings)) == (Result.FAIL, 1)


def due_consents(register) -> set[str]:
    return {one.clock for one in work.due(register, on=TODAY) if one.clock.startswith("consent_")}


@pytest.mark.parametrize("opened_first", [True, False])
def test_the_end_of_a_consent_about_somebody_joined_since_is_due(opened, opened_first) -> None:
    """The check finds the consent through the records, so its end must be found as well."""
    first, second = [persons.person_of(opened, one) for one in records(opened)]
    ending = agree(opened, second, expires=dt.date(2026, 3, 1))
    if opened_first:
        work.open_case(opened, "WGEID", [first], at=NOW, by=ACTOR)
        assert due_consents(opened) == set()  # the control: somebody else's word
    whole, _ = decide(opened, Verdict.SAME)
    assert whole == first
    if not opened_first:
        (case,) = [work.open_case(opened, "WGEID", [whole], at=NOW, by=ACTOR)]
        assert {one.clock for one in work.ending_consents(case, on=TODAY)} == {f"consent_{ending.id}"}
    assert due_consents(opened) == {f"consent_{ending.id}"}
    agree(opened, whole)
    assert due_consents(opened) == set()


def test_a_consent_that_a_split_made_a_question_ends_nothing(opened) -> None:
    whole, _ = decide(opened, Verdict.SAME)
    ending = agree(opened, whole, expires=dt.date(2026, 3, 1))
    work.open_case(opened, "WGEID", [whole], at=NOW, by=ACTOR)
    assert due_consents(opened) == {f"consent_{ending.id}"}
    decide(opened, Verdict.DIFFERENT)
    assert due_consents(opened) == set()


def test_whoever_was_joined_since_is_confirmed_and_not_put_in_twice(opened, capsys) -> None:
    first, second = [persons.person_of(opened, one) for one in records(opened)]
    case = work.open_case(opened, "WGEID", [second], at=NOW, by=ACTOR)
    whole, _ = decide(opened, Verdict.SAME)
    assert whole == first
    with pytest.raises(SystemExit) as ended:
        run(["case", "join", str(opened.root), case.id, "--person", whole])
    capsys.readouterr()
    assert ended.value.code == 0
    registers.open_register(opened.root)
    (member,) = cases.get(case.id).members
    assert (member.person, len(member.records)) == (second, 2)


def test_somebody_else_is_put_in_beside(opened) -> None:
    first, second = [persons.person_of(opened, one) for one in records(opened)]
    case = work.open_case(opened, "WGEID", [second], at=NOW, by=ACTOR)
    made = work.join(case.id, work.member_of(opened, first), at=NOW, by=ACTOR)
    assert {one.person for one in made.members} == {first, second}
