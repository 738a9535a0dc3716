"""What is said of the end on one page must not contradict itself."""

import datetime as dt

import pytest

from sijill.cases import procedures
from sijill.cases.checks.fate import deprived_of_liberty, fate_open
from sijill.cases.matter import Matter
from sijill.cases.model import Result
from sijill.claims.model import Claim
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.persons.gather import gather
from sijill.text import dates, words


def matter(status: str, *, as_of: str = "", arrest: str = "2013-05-12") -> Matter:
    told = [said("arrest.date", arrest, as_of), said("status", status, as_of)]
    return Matter(
        procedure=procedures.load("WGAD"),
        track="regular",
        case="kinvented",
        person=gather("pinvented", "pinvented", ["a1-1"], told),
        answers={},
        consents=(),
        others=(),
        holders=("pinvented",),
        added=0,
        on=dt.date(2026, 1, 15),
    )


def said(prop: str, value: str, as_of: str) -> Statement:
    claim = Claim(
        record="a1-1", prop=prop, value=value, list_id="l", file="l.csv", file_sha256="0", sheet="", line=2, col=0,
        column=prop, start=None, end=None, said_by="somebody", as_of=as_of, visibility="normal",
    )  # fmt: skip
    if prop == "arrest.date":
        read = dates.read(value)
        reading = Reading(kind="date", normalised=read.edtf or "", start=read.start, end=read.end)
    else:
        codes = tuple(f"{one.axis}:{one.code}" for one in words.read(value))
        reading = Reading(kind="words", normalised=codes[0], codes=codes)
    return Statement(claim=claim, reading=reading)


@pytest.mark.parametrize(
    ("as_of", "unknown"),
    [("2025-06-01", False), ("2024-06-01", True), ("", True)],
)
def test_a_claim_after_the_fall_is_told_by_both_or_by_none(as_of: str, unknown: bool) -> None:
    one = matter("Detained", as_of=as_of)
    fate, held = fate_open(one, {}), deprived_of_liberty(one, {})
    assert fate.result is Result.PASS
    assert fate.why.en.startswith("Fate unknown") is unknown
    assert held.why.en.startswith("Fate unknown") is unknown
    assert (held.result is Result.PASS) is not unknown


def test_an_arrest_after_the_fall_leaves_no_fate_unknown() -> None:
    assert "Fate unknown" not in fate_open(matter("Detained", arrest="2025-03-01"), {}).why.en
    assert "Fate unknown" in fate_open(matter("Detained", arrest="2024-03-01"), {}).why.en


def test_a_presumption_of_death_closes_nothing_in_either() -> None:
    presumed, dead = (
        matter("believed dead", as_of="2014-01-01"),
        matter("Died in detention", as_of="2014-01-01"),
    )
    assert fate_open(presumed, {}).result is Result.PASS
    assert deprived_of_liberty(presumed, {}).result is Result.UNKNOWN
    assert deprived_of_liberty(dead, {}).result is Result.FAIL
    assert fate_open(dead, {}).result is not Result.PASS
