"""Arrested again up to the day of the audit, and on it."""

from datetime import date

import pytest

from sijill.amnesties.decrees import decree
from sijill.amnesties.rearrest import rearrests
from sijill.claims.model import Claim
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.persons.everyone import One
from sijill.text import dates


def said(record: str, prop: str, value: str, *codes: str) -> Statement:
    claim = Claim(
        record=record, prop=prop, value=value, list_id="l", file="l.csv", file_sha256="0", sheet="", line=2, col=0,
        column=prop, start=None, end=None, said_by="somebody", as_of="", visibility="normal",
    )  # fmt: skip
    if codes:
        return Statement(claim=claim, reading=Reading(kind="words", normalised=codes[0], codes=codes))
    read = dates.read(value)
    return Statement(
        claim=claim, reading=Reading(kind="date", normalised=read.edtf or "", start=read.start, end=read.end)
    )


AGAIN = One(
    person_id="pinvented",
    sex="",
    birth=None,
    statements=(
        said("a1-1", "arrest.date", "2013-01-05"),
        said("a1-1", "release.date", "2022-05-03"),
        said("b1-1", "arrest.date", "2022-09-09"),
        said("b1-1", "arrest.circumstances", "gave himself up", "arrest_circumstance:self_surrender"),
    ),
)


@pytest.mark.parametrize(
    ("as_of", "kinds"),
    [
        (date(2022, 9, 8), set()),  # the control: not yet
        (date(2022, 9, 9), {"after_release", "after_surrender"}),
        (date(2022, 9, 10), {"after_release", "after_surrender"}),
    ],
)
def test_an_arrest_on_the_day_of_the_audit_counts(as_of: date, kinds: set[str]) -> None:
    assert {one.kind for one in rearrests(AGAIN, decree("LD-7-2022"), as_of)} == kinds
