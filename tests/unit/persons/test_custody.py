"""Held on a day, and by whom: after the government fell, after a presumption of death; each with its control."""

from datetime import date

import pytest

from sijill.claims.model import Claim
from sijill.claims.readings import Reading, read_agency, read_facility
from sijill.claims.statements import Statement
from sijill.persons.custody import Answer, Custody, Held, arrests_of, custody_on
from sijill.text import dates, words

LATER = date(2026, 1, 15)


def said(prop: str, value: str, *, as_of: str = "") -> Statement:
    claim = Claim(
        record="a1-1", prop=prop, value=value, list_id="l", file="l.csv", file_sha256="0", sheet="", line=2, col=0,
        column=prop, start=None, end=None, said_by="somebody", as_of=as_of, visibility="normal",
    )  # fmt: skip
    return Statement(claim=claim, reading=read(prop, value))


def read(prop: str, value: str) -> Reading:
    if prop.endswith(".date"):
        found = dates.read(value)
        return Reading(kind="date", normalised=found.edtf or "", start=found.start, end=found.end)
    if prop == "arrest.agency":
        return read_agency(value)
    if prop == "held.place":
        return read_facility(value)
    codes = tuple(f"{one.axis}:{one.code}" for one in words.read(value))
    return Reading(kind="words", normalised=codes[0] if codes else "", codes=codes)


def custody(*statements: Statement, on: date = LATER) -> Custody:
    (told,) = arrests_of(statements)
    return custody_on(told, on)


@pytest.mark.parametrize(
    ("arrest", "held"),
    [
        ("2024-12-07", Held.FATE_UNKNOWN),  # the control: in their hands the day before
        ("2024-12", Held.FATE_UNKNOWN),  # before the fall or after it
        ("2024-12-08", Held.PRESUMED),
        ("2025-03-01", Held.PRESUMED),
    ],
)
def test_whoever_was_arrested_after_the_fall_was_never_in_the_prisons_it_opened(
    arrest: str, held: Held
) -> None:
    assert custody(said("arrest.date", arrest), said("status", "Detained")).held is held


def test_a_later_arrest_is_held_by_nobody_who_fell() -> None:
    """Sednaya was the military police's; whose it is later no table says."""
    place = said("held.place", "Sednaya")
    assert custody(said("arrest.date", "2013-05-06"), place).by_state is Answer.YES
    assert custody(said("arrest.date", "2025-03-01"), place).by_state is Answer.UNKNOWN
    assert custody(place, said("status", "Detained")).by_state is Answer.YES  # no day: its agency


@pytest.mark.parametrize(
    ("status", "before", "after"),
    [
        ("believed dead", Held.UNKNOWN, Held.FATE_UNKNOWN),
        ("Died in detention", Held.NO, Held.NO),  # the control: a claim of a death ends it
        ("Detained", Held.CERTAIN, Held.FATE_UNKNOWN),
    ],
)
def test_a_presumption_of_death_ends_no_custody_and_holds_nobody(
    status: str, before: Held, after: Held
) -> None:
    told = [
        said("arrest.date", "2013-05-06", as_of="2014-01-01"),
        said("status", status, as_of="2014-01-01"),
    ]
    day = date(2014, 1, 1) if status == "Detained" else date(2015, 1, 1)
    assert custody(*told, on=day).held is before
    assert custody(*told).held is after
