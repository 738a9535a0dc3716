"""Consent: silence is a refusal, the strictest word counts, a yes reaches only whom it names."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.consents.codes import LISTS, codes
from sijill.consents.model import Consent, Reason, State, about_person, permits, standing

DAY = dt.date(2026, 1, 15)


def consent(number: int = 1, **changes) -> Consent:
    made = Consent(
        id=f"c{number}",
        number=number,
        subject="pinvented",
        records=(),
        purpose="un_wgeid",
        recipient=None,
        state=State.GIVEN,
        capacity="next_of_kin",
        form="written",
        date=dt.date(2025, 6, 1),
        expires=None,
        giver="",
        language="ar",
        wording="",
        replaces=None,
        at="2025-06-01T10:00:00+00:00",
        by="operator:test",
    )
    return replace(made, **changes)


def asked(*consents: Consent, purpose: str = "un_wgeid", recipient: str | None = "WGEID", on=DAY, **more):
    return permits(consents, purpose=purpose, recipient=recipient, on=on, **more)


def test_silence_is_no() -> None:
    found = asked()
    assert (found.allowed, found.reason, found.consents) == (False, Reason.NO_CONSENT, ())


def test_a_yes_that_fits_is_yes_and_is_named() -> None:
    found = asked(consent())
    assert (found.allowed, found.reason, found.consents) == (True, Reason.GIVEN, ("c1",))


@pytest.mark.parametrize("state", [one for one in State if one is not State.GIVEN])
def test_only_given_allows(state: State) -> None:
    assert not asked(consent(state=state)).allowed


@pytest.mark.parametrize(
    ("named", "purpose", "recipient", "reason"),
    [
        (
            None,
            "un_wgeid",
            "wgeid",
            Reason.GIVEN,
        ),  # the purpose names WGEID by itself, in any case of letters
        (None, "un_wgeid", "WGAD", Reason.OTHER_RECIPIENT),
        ("WGEID", "un_wgeid", "WGEID", Reason.GIVEN),
        ("IIMP", "un_wgeid", "WGEID", Reason.OTHER_RECIPIENT),
        (None, "un_sp", "SR_TORTURE", Reason.GIVEN),
        (None, "letters", "Arab League", Reason.NO_RECIPIENT),  # its words name nobody
        ("Arab League", "letters", "arab league", Reason.GIVEN),
        ("Arab League", "letters", "A ministry", Reason.OTHER_RECIPIENT),
        ("any", "letters", "A ministry", Reason.GIVEN),
        (None, "publish_name", None, Reason.GIVEN),  # a use without a recipient
        ("A newspaper", "publish_name", None, Reason.OTHER_RECIPIENT),
        (None, "courts", "ICC", Reason.NO_RECIPIENT),
        ("ICC", "courts", "ICC", Reason.GIVEN),
        (None, "un_wgeid", None, Reason.OTHER_RECIPIENT),  # who is told must be said
    ],
)
def test_a_yes_reaches_only_whom_it_names(named, purpose, recipient, reason) -> None:
    found = asked(consent(purpose=purpose, recipient=named), purpose=purpose, recipient=recipient)
    assert (found.reason, found.allowed) == (reason, reason is Reason.GIVEN)


def test_one_purpose_says_nothing_about_another() -> None:
    assert asked(consent(purpose="un_wgad")).reason is Reason.NO_CONSENT
    assert asked(consent(), purpose="no_such").reason is Reason.UNKNOWN_PURPOSE


def test_it_expires_on_the_day_it_names() -> None:
    ending = consent(expires=DAY)
    assert asked(ending, on=DAY - dt.timedelta(days=1)).allowed
    assert asked(ending).reason is Reason.EXPIRED


def test_a_yes_of_tomorrow_is_not_one_today() -> None:
    assert asked(consent(date=DAY + dt.timedelta(days=1))).reason is Reason.NOT_YET


def test_the_strictest_relative_counts_and_the_conflict_is_told() -> None:
    found = asked(consent(1), consent(2, state=State.REFUSED))
    assert (found.allowed, found.reason, found.consents, found.conflict) == (
        False,
        Reason.REFUSED,
        ("c2",),
        True,
    )


def test_a_later_yes_does_not_displace_somebody_elses_no() -> None:
    assert not asked(consent(1, state=State.REFUSED), consent(2)).allowed
    assert not asked(consent(1, state=State.REFUSED, giver="F1"), consent(2, giver="F2")).allowed


def test_the_same_giver_may_change_their_mind_both_ways() -> None:
    no, yes = State.REFUSED, State.GIVEN
    assert asked(consent(1, state=no, giver="F1"), consent(2, state=yes, giver="F1")).allowed
    assert not asked(consent(1, state=yes, giver="F1"), consent(2, state=no, giver="F1")).allowed
    assert asked(consent(1, state=no, capacity="self"), consent(2, state=yes, capacity="self")).allowed


def test_what_was_said_earlier_does_not_overtake_although_it_was_recorded_later() -> None:
    no = consent(1, state=State.REFUSED, giver="F1", date=dt.date(2025, 8, 1))
    late = consent(2, giver="F1", date=dt.date(2025, 7, 1))
    assert not asked(no, late).allowed


def test_withdrawal_counts_at_once_and_can_be_lifted_by_name() -> None:
    yes, withdrawn = consent(1), consent(2, state=State.WITHDRAWN, replaces="c1")
    assert asked(yes, withdrawn).reason is Reason.WITHDRAWN
    assert (
        asked(yes, withdrawn, on=dt.date(2025, 6, 2)).reason is Reason.WITHDRAWN
    )  # whatever day is asked about
    assert asked(yes, withdrawn, consent(3, replaces="c2")).allowed


def test_a_no_for_one_recipient_leaves_others() -> None:
    yes = consent(1, purpose="letters", recipient="any")
    no = consent(2, purpose="letters", recipient="A ministry", state=State.REFUSED)
    assert not asked(yes, no, purpose="letters", recipient="a ministry").allowed
    assert asked(yes, no, purpose="letters", recipient="Arab League").allowed


def test_a_capacity_can_be_too_little_for_a_yes_and_never_for_a_no() -> None:
    family = {"self", "next_of_kin"}
    organisation = consent(capacity="org_legit")
    assert asked(organisation, capacities=family).reason is Reason.CAPACITY
    assert asked(organisation).allowed
    no = replace(organisation, number=2, id="c2", state=State.REFUSED)
    assert asked(consent(), no, capacities=family).reason is Reason.REFUSED


def test_a_split_turns_a_yes_into_a_question_and_leaves_a_no() -> None:
    yes = consent(records=("a1-1", "a2-7"))
    whole = about_person([yes], {"a1-1", "a2-7", "a3-3"})
    part = about_person([yes], {"a1-1"})
    assert asked(*whole).allowed
    assert asked(*part).reason is Reason.NOT_ASKED
    no = replace(yes, state=State.REFUSED)
    assert asked(*about_person([no], {"a2-7"})).reason is Reason.REFUSED
    assert about_person([no], {"a9-9"}) == []


def test_a_yes_about_one_record_is_none_about_a_person_with_more() -> None:
    yes = consent(subject="a1-1", records=("a1-1",))
    assert asked(*about_person([yes], {"a1-1"})).allowed
    assert not asked(*about_person([yes], {"a1-1", "a2-7"})).allowed


WORDS = st.builds(
    consent,
    number=st.integers(1, 10**6),
    state=st.sampled_from(State),
    recipient=st.sampled_from([None, "WGEID", "IIMP", "any"]),
    purpose=st.sampled_from(["un_wgeid", "letters", "publish_name"]),
    giver=st.sampled_from(["", "F1", "F2"]),
    capacity=st.sampled_from(sorted(codes("capacity"))),
)


@given(st.lists(WORDS, unique_by=lambda one: one.number), st.sampled_from([None, "WGEID", "any one"]))
def test_another_unsigned_no_never_opens_anything(words, recipient) -> None:
    """Adding a refusal that replaces nothing can only close; the order of recording decides nothing else."""
    before = asked(*words, recipient=recipient)
    no = consent(10**7, state=State.REFUSED)
    assert not asked(*words, no, recipient=recipient).allowed
    assert asked(*reversed(words), recipient=recipient) == before
    if before.allowed:
        given_words = [one for one in standing(words) if one.id in before.consents]
        assert given_words
        assert all(one.state is State.GIVEN for one in given_words)


def test_every_code_has_words_in_both_languages_and_a_source() -> None:
    for name in LISTS:
        for code in codes(name).values():
            assert code.label_en
            assert code.label_ar
            assert code.source
    assert {one.value for one in State} == set(codes("state"))
    assert all(codes("purpose")[one].to_state for one in ("un_wgeid", "un_wgad", "un_ced", "un_sp"))
