"""A run that joins or splits persons tells whoever relied on them, in the run's own transaction; nobody else."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

import page_register
from page_register import AT, Built
from sijill import clock
from sijill.access import audit
from sijill.access.audit import Seen
from sijill.access.model import Action, Actor, Purpose, Role
from sijill.cases import store as cases
from sijill.consents import store as consents
from sijill.manual_review import store as reviews
from sijill.manual_review.model import NoticeKind, Verdict
from sijill.manual_review.models import Notice
from sijill.persons import store as persons
from sijill.pipeline import cases as work
from sijill.pipeline import reliance, verbs
from sijill.pipeline.verify import verify
from sijill.web.look import snapshot as snapshots
from sijill.web.pages.notices import concerns


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Built]:
    yield page_register.build(tmp_path)
    page_register.forget()


def looked_at(person: str, user: str) -> None:
    actor = Actor(user=user, username=user, organisation="north", roles=frozenset({Role.READER}))
    audit.looked(actor, Action.READ_PERSON, Purpose.CASEWORK, Seen(persons=[person]), at=AT, via="web")


def told() -> dict[tuple[str, str], str]:
    return {(row.recipient, row.kind): row.person for row in Notice.objects.all()}


def split(built: Built) -> tuple[str, str]:
    """Person 1, joined of cedar's and lamp's record, is to fall apart: its id, and the record that will leave."""
    one, other = built.records["cedar"][1], built.records["lamp"][1]
    person = persons.person_of(built.register, one)
    assert person == persons.person_of(built.register, other)
    reviews.judge(one, other, Verdict.UNDONE, by="user:1", at=AT)
    reviews.judge(one, other, Verdict.DIFFERENT, by="user:judge", at=AT)
    return str(person), other


def test_a_split_is_told_to_whoever_relied_on_the_person(built: Built) -> None:
    person, _ = split(built)
    stranger = persons.person_of(built.register, built.records["lamp"][4])
    looked_at(person, "reader")
    looked_at(str(stranger), "elsewhere")
    case = work.open_case(built.register, "WGEID", [person], at=AT, by="user:opener")
    cases.set_answers(case.id, {"a": "b"}, at=AT, by="user:answerer")
    consents.add(
        subject=person, records=[built.records["cedar"][1]], purpose="share_members", recipient="*", state="given",
        capacity="self", form="written", date=dt.date(2026, 1, 1), at=AT, by="user:consents",
    )  # fmt: skip
    verbs.link(built.register.root, engine="reference")
    told_now = {who for (who, kind) in told() if kind == NoticeKind.SPLIT}
    # not the judge, who said so
    assert told_now == {"user:1", "user:reader", "user:opener", "user:answerer", "user:consents"}
    assert set(Notice.objects.values_list("person", flat=True)) == {person}
    assert verify(built.register).clean
    verbs.link(built.register.root, engine="reference")
    assert Notice.objects.count() == len(told_now)  # a run that changes nothing tells nobody


def test_a_join_is_told_to_those_of_both(built: Built) -> None:
    one, other = built.records["cedar"][4], built.records["lamp"][4]
    ids = [str(persons.person_of(built.register, record)) for record in (one, other)]
    for number, person in enumerate(ids):
        looked_at(person, f"reader{number}")
    reviews.judge(one, other, Verdict.UNDONE, by="user:1", at=AT)
    reviews.judge(one, other, Verdict.SAME, by="user:2", at=AT)
    verbs.link(built.register.root, engine="reference")
    joined = {who: person for (who, kind), person in told().items() if kind == NoticeKind.JOINED}
    assert joined["user:reader0"] == ids[0]
    assert joined["user:reader1"] == ids[1]


def test_who_was_told_of_a_split_already_is_not_told_again(built: Built) -> None:
    person, moved = split(built)
    looked_at(person, "reader")
    reviews.add_notices(
        ["user:reader"], kind=NoticeKind.SPLIT, person=person, records=[moved], by="user:x", at=clock.now()
    )
    kept = built.records["cedar"][1]
    reviews.add_notices(
        ["user:reader"], kind=NoticeKind.SPLIT, person=person, records=[kept], by="user:x", at=clock.now()
    )
    verbs.link(built.register.root, engine="reference")
    assert Notice.objects.filter(recipient="user:reader").count() == 2


def test_a_change_that_hidden_records_explain_is_told_to_nobody_who_does_not_see_them(built: Built) -> None:
    person, moved = split(built)
    verbs.link(built.register.root, engine="reference")
    snapshots._held.clear()
    north, both = page_register.sight_of(built, "north"), page_register.sight_of(built)
    assert not concerns(north, person, [moved])
    assert concerns(both, person, [moved])


def test_the_control_nobody_is_told_when_nothing_tells(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    person, _ = split(built)
    looked_at(person, "reader")
    monkeypatch.setattr(reliance, "tell", lambda *_, **__: 0)
    verbs.link(built.register.root, engine="reference")
    assert told() == {}
