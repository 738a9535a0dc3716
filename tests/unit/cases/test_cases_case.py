"""A case from opening to the body's answer, on both kinds of database: invented people, one list, no file outside."""

import csv
import datetime as dt
import shutil

import pytest

from conftest import ACTOR, NOW
from sijill.cases import store as cases
from sijill.cases.model import Direction, Result
from sijill.cases.models import EventRow
from sijill.consents import store as consents
from sijill.errors import NotFoundError, UsageError
from sijill.ledger import store as ledger
from sijill.persons import store as persons
from sijill.pipeline import cases as work
from sijill.pipeline import sweep
from sijill.pipeline.unify import unify
from sijill.pipeline.verify import verify
from sijill.tables import database, parquet
from sijill.tables import register as registers

HEADER = (
    "Given name",
    "Father's name",
    "Family name",
    "Nationality",
    "Arrest date",
    "Arrest place",
    "Arresting agency",
    "Status",
)
# Nobody here exists.
ROWS = (
    ("Salim", "Nabil", "Haddad", "Syrian", "2013-05-12", "Homs", "Military Intelligence", ""),
    ("Rima", "Adnan", "Khoury", "French", "2013-08-30", "Damascus", "Air Force Intelligence", ""),
    ("Karim", "", "Sabbagh", "", "", "", "", ""),
    (
        "Yusuf",
        "Hani",
        "Najjar",
        "Argentine, Syrian",
        "2016-01-20",
        "Aleppo",
        "Political Security",
        "Released",
    ),
    ("Layla", "Omar", "Darwish", "Syrian", "2014-02", "Daraa", "ISIS", "Detained"),
)
TODAY = NOW.date()
ANSWERS = {
    "src_name": "An invented sister",
    "src_relation": "sister",
    "src_contact": "by post",
    "follow_up_ok": "yes",
    "steps": "2013-06: asked at the branch, no answer",
    "risk_reviewed": "yes",
    "other_procedures": "none",
    "already_submitted": "no",
    "language": "fr",
}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A register of five invented people on SQLite: made once, copied for every test."""
    folder = tmp_path_factory.mktemp("cases")
    make(folder / "register", folder)
    database.close()
    return folder / "register"


@pytest.fixture
def opened(made_once, tmp_path):
    """A register of one's own, and the ids of its five people by row."""
    shutil.copytree(made_once, tmp_path / "register")
    yield people_of(tmp_path / "register")
    database.close()


@pytest.fixture
def on_both(store, tmp_path):
    """The same on each kind of database, for what the rows themselves must do."""
    make(tmp_path / "register", tmp_path)
    yield people_of(tmp_path / "register")
    database.close()


def make(root, folder) -> None:
    path = folder / "invented.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows((HEADER, *ROWS))
    registers.create(root)
    unify([path], root, engine="reference", at=NOW, actor=ACTOR)


def people_of(root):
    register = registers.open_register(root)
    table = parquet.read(register.derived / "membership.parquet")
    rows = [int(one.rsplit("-", 1)[1]) for one in table["record_id"].to_pylist()]
    people = dict(zip(rows, table["person_id"].to_pylist(), strict=True))
    return register, [people[row] for row in range(1, len(ROWS) + 1)]


def open_case(register, person, procedure="WGEID", **more):
    people = [person] if isinstance(person, str) else person
    return work.open_case(register, procedure, people, at=NOW, by=ACTOR, **more)


def agree(register, person, **changes):
    given = {
        "purpose": "un_wgeid",
        "state": "given",
        "capacity": "next_of_kin",
        "form": "written",
        "date": dt.date(2025, 11, 1),
    }
    return work.give_consent(register, person, **given | changes, at=NOW, by=ACTOR)


def results(register, case, on=TODAY, **more) -> dict[str, Result]:
    return {one.requirement.id: one.result for one in work.check(register, case.id, on=on, **more).findings}


def finding(register, case, requirement, on=TODAY):
    return next(
        one for one in work.check(register, case.id, on=on).findings if one.requirement.id == requirement
    )


def happen(register, case, event, day=TODAY, **more):
    return work.move(register, case.id, event, day=day, at=NOW, by=ACTOR, **more)


def test_from_opening_to_an_answer(on_both) -> None:
    register, (salim, *_) = on_both
    case = open_case(register, salim, "wgeid")
    assert (case.state, case.track, case.procedure) == ("draft", "standard", "WGEID")
    with pytest.raises(UsageError, match="consent"):
        happen(register, case, "submitted")
    work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    consent = agree(register, salim)
    checked = work.check(register, case.id, on=TODAY)
    assert checked.readiness.missing == ()
    assert all(one.result is Result.PASS for one in checked.findings)
    assert finding(register, case, "consent").consents == (consent.id,)
    letter = cases.log(
        register, case.id, Direction.OUT, kind="form", day=TODAY, counterpart="WGEID", at=NOW, by=ACTOR
    )
    case = happen(register, case, "submitted", communication=letter.id)
    case = happen(register, case, "registered")
    case = happen(register, case, "transmitted", details={"track": "standard"})
    case = happen(register, case, "government_replied")
    case = happen(register, case, "reply_sent_to_source")
    (due,) = [one for one in work.due(register, on=TODAY) if one.clock == "source_comment"]
    assert due.due == dt.date(2026, 7, 15)
    case = happen(register, case, "clarified_by_government", details={"found": "dead"})
    assert case.state == "clarified"
    assert work.due(register, on=TODAY) == []
    assert verify(register).clean


def test_every_claim_named_is_one_of_the_person(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    found = finding(register, case, "date")
    (record,) = persons.records_of(register, salim)
    assert found.claims == (f"{record}:E2:arrest.date",)


def test_what_is_missing_fails_and_is_asked_in_two_languages(opened) -> None:
    register, (_, _, karim, *_) = opened
    found = work.check(register, open_case(register, karim).id, on=TODAY).findings
    by_id = {one.requirement.id: one for one in found}
    assert by_id["name"].result is Result.PASS
    assert [words.en for words in by_id["name"].warnings] == ["The father's name is missing."]
    for name in ("date", "place", "responsible", "steps", "submitter", "consent"):
        assert by_id[name].result is Result.FAIL
        ask = by_id[name].ask
        assert ask is not None
        assert ask.en.endswith(("?", ".", "time."))
        assert "؟" in ask.ar or "." in ask.ar


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True),
        ({"purpose": "un_wgad"}, False),
        ({"recipient": "IIMP"}, False),
        ({"state": "refused"}, False),
        ({"state": "unable"}, False),
        ({"capacity": "org_legit"}, False),
        ({"expires": dt.date(2026, 1, 15)}, False),
        ({"expires": dt.date(2026, 1, 16)}, True),
    ],
)
def test_consent_is_the_gate(opened, changes, allowed) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    agree(register, salim, **changes)
    assert (finding(register, case, "consent").result is Result.PASS) is allowed
    if allowed:
        assert happen(register, case, "submitted").state == "submitted"
    else:
        with pytest.raises(UsageError, match="consent"):
            happen(register, case, "submitted", despite={"consent": "no time"})
        assert EventRow.objects.count() == 0


def test_without_the_gate_the_letter_would_go(opened, monkeypatch) -> None:
    """The negative control: it is this gate and nothing else that stops what has no consent."""
    register, (salim, *_) = opened
    case = open_case(register, salim)
    with pytest.raises(UsageError):
        happen(register, case, "submitted")
    monkeypatch.setattr(work, "_refuse_unready", lambda *_, **__: None)
    assert happen(register, case, "submitted").state == "submitted"


def test_consent_withdrawn_later_stops_the_next_letter(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    yes = agree(register, salim)
    happen(register, case, "submitted")
    happen(register, case, "information_requested")
    consents.withdraw(yes.id, date=TODAY, at=NOW, by=ACTOR)
    with pytest.raises(UsageError, match="withdrawn"):
        happen(register, case, "information_sent")
    assert [one.id for one in work.sent_about(salim, purpose="un_wgeid")] == [case.id]
    assert happen(register, case, "not_admitted").state == "inadmissible"  # what others do is always kept


def test_the_end_of_a_consent_is_due_unless_another_one_for_the_same_recipient_lasts(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    ending = agree(register, salim, expires=dt.date(2026, 3, 1), giver="mother")

    def due() -> set[str]:
        return {one.clock for one in work.ending_consents(work.cases.get(case.id), on=TODAY)}

    agree(register, salim, giver="uncle", recipient="SOMEBODY_ELSE")
    assert due() == {f"consent_{ending.id}"}
    sooner = agree(register, salim, giver="brother", expires=dt.date(2026, 2, 1))
    assert due() == {f"consent_{ending.id}"}  # the brother's end changes nothing while the mother's holds
    assert sooner.expires is not None
    agree(register, salim, giver="wife")
    assert due() == set()


def test_a_recipient_named_by_the_purpose_is_the_one_that_is_named(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    ending = agree(register, salim, expires=dt.date(2026, 3, 1), giver="mother")
    agree(register, salim, giver="uncle", recipient="IIMP", expires=dt.date(2026, 2, 1))

    def due() -> set[str]:
        return {one.clock for one in work.ending_consents(work.cases.get(case.id), on=TODAY)}

    assert due() == {f"consent_{ending.id}"}  # nothing of this case rests on what was said to another
    agree(register, salim, giver="wife", recipient="wgeid")
    assert due() == set()


def test_a_consent_given_anew_after_a_gap_lasts(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    ended = agree(register, salim, giver="mother", expires=dt.date(2026, 1, 5))
    (due,) = work.ending_consents(work.cases.get(case.id), on=TODAY)
    assert (due.clock, due.late) == (f"consent_{ended.id}", 10)
    agree(register, salim, giver="wife", date=dt.date(2026, 1, 10))
    assert work.ending_consents(work.cases.get(case.id), on=TODAY) == []


def test_another_requirement_can_be_opened_with_a_reason_that_stays(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    work.answer(case.id, {**ANSWERS, "risk_reviewed": None}, at=NOW, by=ACTOR)
    agree(register, salim)
    with pytest.raises(UsageError, match="risk_review"):
        happen(register, case, "submitted")
    case = happen(register, case, "submitted", despite={"risk_review": "done by the partner"})
    assert case.events[0].despite == {"risk_review": "done by the partner"}


def test_a_released_person_is_a_question_not_an_answer(opened) -> None:
    register, (_, _, _, yusuf, _) = opened
    case = open_case(register, yusuf)
    found = finding(register, case, "fate_open")
    assert found.result is Result.UNKNOWN  # one organisation says so
    assert found.claims[0].endswith(":status")


def test_after_the_fall_nobody_is_still_held_by_silence(opened) -> None:
    register, (salim, _, _, _, layla) = opened
    wgad = open_case(register, salim, "WGAD")
    later = finding(register, wgad, "deprived")
    assert later.result is Result.UNKNOWN
    assert "held" not in later.why.en
    assert "Fate unknown" in finding(register, open_case(register, salim), "fate_open").why.en
    assert finding(register, open_case(register, layla, "WGAD"), "deprived").result is Result.UNKNOWN


def test_forces_that_are_not_the_state_are_marked(opened) -> None:
    register, (salim, _, _, _, layla) = opened
    wgeid = finding(register, open_case(register, layla), "responsible")
    assert (wgeid.result, len(wgeid.warnings)) == (Result.PASS, 1)
    torture = open_case(register, layla, "SR_TORTURE")
    assert finding(register, torture, "responsible").result is Result.FAIL
    work.answer(torture.id, {"state_link": "let through by the army"}, at=NOW, by=ACTOR)
    assert finding(register, torture, "responsible").result is Result.PASS
    assert finding(register, open_case(register, salim, "SR_TORTURE"), "responsible").result is Result.PASS


def test_the_committee_needs_a_state_party_and_a_date(opened) -> None:
    register, (salim, rima, karim, yusuf, _) = opened
    syrian = results(register, open_case(register, salim, "CED30"))
    assert (syrian["state_party"], syrian["after_entry"]) == (Result.FAIL, Result.FAIL)
    french = open_case(register, rima, "CED30")
    assert finding(register, french, "state_party").result is Result.PASS
    entry = finding(register, french, "after_entry")
    assert entry.result is Result.UNKNOWN
    assert "61 of 77" in entry.why.en
    nobody = results(register, open_case(register, karim, "CED30"))
    assert (nobody["state_party"], nobody["after_entry"]) == (Result.UNKNOWN, Result.UNKNOWN)
    both = results(register, open_case(register, yusuf, "CED30"))
    assert (both["state_party"], both["after_entry"]) == (Result.PASS, Result.PASS)
    case = open_case(register, salim, "CED30")
    work.answer(case.id, {**ANSWERS, "not_unfounded": "yes", "narrative": "…"}, at=NOW, by=ACTOR)
    agree(register, salim, purpose="un_ced")
    with pytest.raises(UsageError, match="state_party: Neither nationality nor place"):
        happen(register, case, "submitted")


def test_the_same_matter_is_not_before_two_bodies_that_exclude_each_other(opened) -> None:
    register, (_, rima, *_) = opened
    wgeid, ced = open_case(register, rima), open_case(register, rima, "CED30")
    for case in (wgeid, ced):
        work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    agree(register, rima)
    found = finding(register, ced, "no_parallel")
    assert (found.result, len(found.warnings)) == (Result.PASS, 1)  # only a draft
    happen(register, wgeid, "submitted")
    assert finding(register, ced, "no_parallel").result is Result.FAIL
    wgad = open_case(register, rima, "WGAD")
    work.answer(wgad.id, ANSWERS, at=NOW, by=ACTOR)
    assert finding(register, wgad, "no_parallel").result is Result.PASS  # these two may run in parallel
    once_more = open_case(register, rima, "WGAD")
    (told,) = finding(register, wgad, "not_already_submitted").warnings  # two drafts before one body
    assert once_more.id in told.en
    assert once_more.id in told.ar
    twice = open_case(register, rima)
    work.answer(twice.id, ANSWERS, at=NOW, by=ACTOR)
    assert finding(register, twice, "not_already_submitted").result is Result.FAIL
    with pytest.raises(UsageError, match="not_already_submitted"):
        happen(register, twice, "submitted")


def test_a_group_needs_the_consent_of_each(opened) -> None:
    register, (salim, rima, *_) = opened
    case = open_case(register, [salim, rima])
    work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    agree(register, salim)
    found = [
        one for one in work.check(register, case.id, on=TODAY).findings if one.requirement.id == "consent"
    ]
    assert [(one.person, one.result) for one in found] == [(salim, Result.PASS), (rima, Result.FAIL)]
    with pytest.raises(UsageError, match="consent"):
        happen(register, case, "submitted")
    cases.leave(case.id, rima, reason="her family does not wish it", at=NOW, by=ACTOR)
    assert happen(register, case, "submitted").state == "submitted"


def test_answers_of_one_person_come_before_the_cases(opened) -> None:
    register, (salim, rima, *_) = opened
    case = open_case(register, [salim, rima])
    work.answer(case.id, {"narrative": "general"}, at=NOW, by=ACTOR)
    work.answer(case.id, {"narrative": "her own"}, person=rima, at=NOW, by=ACTOR)
    entered = cases.answers_of(case.id)
    assert cases.latest(entered, rima)["narrative"].value == "her own"
    assert cases.latest(entered, salim)["narrative"].value == "general"
    work.answer(case.id, {"narrative": None}, person=rima, at=NOW, by=ACTOR)
    assert cases.latest(cases.answers_of(case.id), rima) == {}
    assert len(cases.answers_of(case.id)) == 3  # nothing was overwritten


@pytest.mark.parametrize(
    "answers", [{"risk_reviewed": "perhaps"}, {"wgad_category": "VI"}, {"Ärger": "x"}, {"language": "de"}]
)
def test_unfit_answers_are_refused(opened, answers) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    with pytest.raises(UsageError):
        work.answer(case.id, answers, at=NOW, by=ACTOR)
    assert cases.answers_of(case.id) == []


def test_a_letter_is_sealed_survives_a_sweep_and_is_missed(opened, tmp_path) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    file = tmp_path / "reply.pdf"
    file.write_bytes(b"%PDF-1.7 an invented reply")
    letter = cases.log(
        register,
        case.id,
        Direction.IN,
        kind="reply",
        day=TODAY,
        file=file,
        reference="10-42",
        at=NOW,
        by=ACTOR,
    )
    file.unlink()
    sweep.sweep(register)
    assert verify(register).clean
    sealed = register.vault / letter.sha256[:2] / letter.sha256[2:4] / letter.sha256
    assert sealed.read_bytes() == b"%PDF-1.7 an invented reply"
    sealed.chmod(0o644)
    sealed.write_bytes(b"%PDF-1.7 another reply altogether")
    assert [one.problem for one in verify(register).findings] == ["its bytes were changed"]


def vault_files(register) -> list[str]:
    return sorted(one.name for one in register.vault.rglob("*") if one.is_file())


def test_a_letter_that_is_refused_leaves_no_file(opened, tmp_path) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    file = tmp_path / "reply.pdf"
    file.write_bytes(b"%PDF-1.7 an invented reply")
    given = {"kind": "reply", "file": file, "at": NOW, "by": ACTOR}
    before = vault_files(register)
    with pytest.raises(NotFoundError):
        cases.log(register, case.id, Direction.IN, day=TODAY, accession="anope", **given)
    assert vault_files(register) == before
    assert verify(register).clean
    cases.log(register, case.id, Direction.IN, day=TODAY, **given)  # the control: it would have been kept
    assert len(vault_files(register)) == len(before) + 1


def test_whatever_the_event_is_refused_for_is_refused_before_its_letter(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    agree(register, salim)
    happen(register, case, "submitted")
    for details, day, told in (
        ({"track": "bogus"}, TODAY, "no track"),
        ({"colour": "red"}, TODAY, "no detail"),
        ({}, TODAY - dt.timedelta(days=1), "later"),
    ):
        with pytest.raises(UsageError, match=told):
            work.refuse_unfit_move(register, case.id, "registered", day=day, details=details, at=NOW)
    work.refuse_unfit_move(register, case.id, "registered", day=TODAY, details={"track": "urgent"}, at=NOW)


def test_days_must_come_in_their_order_and_not_from_the_future(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    agree(register, salim)
    with pytest.raises(UsageError, match="not come yet"):
        happen(register, case, "submitted", day=TODAY + dt.timedelta(days=1))
    happen(register, case, "submitted")
    with pytest.raises(UsageError, match="later"):
        happen(register, case, "registered", day=TODAY - dt.timedelta(days=1))
    with pytest.raises(UsageError, match="cannot happen"):
        happen(register, case, "closed")
    happen(register, case, "registered")
    with pytest.raises(UsageError, match="track"):
        happen(register, case, "transmitted")


def test_entries_hold_ids_and_no_values(opened) -> None:
    register, (salim, *_) = opened
    case = open_case(register, salim)
    work.answer(case.id, ANSWERS, at=NOW, by=ACTOR)
    said = "".join(entry.payload for entry in ledger.entries() if entry.action.startswith("case."))
    assert "src_name" in said
    assert "invented sister" not in said


def test_unknown_ids_are_named_with_a_remedy(opened) -> None:
    register, (salim, *_) = opened
    with pytest.raises(NotFoundError):
        work.check(register, "kunknown", on=TODAY)
    with pytest.raises(NotFoundError):
        open_case(register, "pnobody")
    with pytest.raises(UsageError, match="WGEID"):
        open_case(register, salim, "WGIED")
    with pytest.raises(UsageError, match="urgent"):
        open_case(register, salim, track="quick")
