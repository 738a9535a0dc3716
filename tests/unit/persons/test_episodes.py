"""Which records tell of one arrest: reports written by hand, in any order."""

from itertools import permutations

import pytest

from sijill.claims.model import Claim
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.persons.episodes import episodes_of
from sijill.text import dates


def report(record: str, arrest: str) -> Statement:
    read = dates.read(arrest)
    claim = Claim(
        record=record, prop="arrest.date", value=arrest, list_id="l", file="l.csv", file_sha256="0", sheet="", line=2,
        col=0, column="arrest", start=None, end=None, said_by="somebody", as_of="", visibility="normal",
    )  # fmt: skip
    return Statement(
        claim=claim, reading=Reading(kind="date", normalised=read.edtf or "", start=read.start, end=read.end)
    )


def released(record: str) -> Statement:
    claim = Claim(
        record=record, prop="release.type", value="amnesty", list_id="l", file="l.csv", file_sha256="0", sheet="",
        line=2, col=0, column="release", start=None, end=None, said_by="somebody", as_of="", visibility="normal",
    )  # fmt: skip
    return Statement(claim=claim, reading=Reading(kind="text", normalised="amnesty"))


def told(statements: list[Statement]) -> list[tuple[str, set[str]]]:
    return [(str(one.when) if one.when else "", set(one.records)) for one in episodes_of(statements)]


@pytest.mark.parametrize(
    ("reports", "episodes"),
    [
        # weeks apart: one arrest, dated by the more precise
        ({"a": "2013-03-12", "b": "March 2013"}, [("2013-03-12", {"a", "b"})]),
        # the year can be about either of two arrests, so it founds none and joins none
        (
            {"a": "2013-01-10", "b": "2013", "c": "2013-12-20"},
            [("2013-01-10", {"a"}), ("2013-12-20", {"c"}), ("", {"b"})],
        ),
        # it can be about one only
        (
            {"a": "2011-01-10", "b": "2013", "c": "2013-12-20"},
            [("2011-01-10", {"a"}), ("2013-12-20", {"b", "c"})],
        ),
        ({"a": "after 2012", "b": "2013-12-20"}, [("2013-12-20", {"a", "b"})]),
        ({"a": "2013", "b": "2013"}, [("2013", {"a", "b"})]),
        ({"a": "2012-05-01", "b": "2014-05-01"}, [("2012-05-01", {"a"}), ("2014-05-01", {"b"})]),
    ],
)
def test_records_of_one_arrest_whatever_order_they_come_in(reports, episodes):
    statements = [report(record, arrest) for record, arrest in reports.items()]
    for order in permutations(statements):
        assert told(list(order)) == episodes


def test_a_record_without_a_date_joins_the_only_arrest_there_is():
    assert told([released("b"), report("a", "2013-03-12")]) == [("2013-03-12", {"a", "b"})]
    two = [report("a", "2012-05-01"), released("b"), report("c", "2014-05-01")]
    assert told(two) == [("2012-05-01", {"a"}), ("2014-05-01", {"c"}), ("", {"b"})]
