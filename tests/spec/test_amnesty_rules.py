"""Every row of amnesty_rules.csv, read from claims as they would stand in a list; and every decree of the package."""

import csv
import importlib.util
from pathlib import Path

import pytest

from sijill.amnesties.decrees import decrees, rules_of, shipped
from sijill.amnesties.facts import facts_of
from sijill.amnesties.model import Confidence
from sijill.amnesties.rules import ask_all, covered
from sijill.claims.model import Claim
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.persons.custody import Answer, words_of
from sijill.persons.episodes import episodes_of
from sijill.text import dates

ROOT = Path(__file__).resolve().parents[2]
ROWS = list(csv.DictReader((ROOT / "tests" / "spec" / "amnesty_rules.csv").read_text("utf-8").splitlines()))
BY_ID = {one.id: one for one in shipped()}


def said(record: str, prop: str, value: str) -> Statement:
    claim = Claim(
        record=record, prop=prop, value=value, list_id="l", file="l.csv", file_sha256="0", sheet="", line=2, col=0,
        column=prop, start=None, end=None, said_by="somebody", as_of="", visibility="normal",
    )  # fmt: skip
    if prop.endswith(".date"):
        read = dates.read(value)
        reading = Reading(kind="date", normalised=read.edtf or "", start=read.start, end=read.end)
    elif prop == "held.place":
        reading = Reading(kind="facility", normalised="sednaya", resolved="sednaya", codes=("sednaya",))
    else:
        reading = Reading(kind="text", normalised=value)
    return Statement(claim=claim, reading=reading)


def claims_of(row: dict[str, str]) -> list[Statement]:
    """A bar in a cell: two sources, which tell the same of everything else."""
    sources = max(len(row[name].split(" | ")) for name in ("nationality", "charge"))
    found = []
    for source in range(sources):
        record = f"a{source}-1"
        found.append(said(record, "held.place", "Sednaya"))
        for name, prop in (
            ("nationality", "nationality"),
            ("arrest", "arrest.date"),
            ("offence", "offence.date"),
            ("charge", "charge"),
        ):
            parts = row[name].split(" | ")
            value = parts[min(source, len(parts) - 1)]
            if value:
                found.append(said(record, prop, value))
    return found


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row['section']}" for n, row in enumerate(ROWS)])
def test_the_rules_answer_as_the_table_says(row: dict[str, str]) -> None:
    decree = BY_ID[row["decree"]]
    statements = claims_of(row)
    (episode,) = episodes_of(statements)
    results = ask_all(decree, row["rules"], facts_of(words_of(episode, statements), statements))
    answers = {one.rule: one.result.value for one in results}
    for expected in filter(None, row["answers"].split("; ")):
        rule, answer = expected.split()
        assert answers[rule] == answer, (rule, results)
    assert covered(decree, row["rules"], results).value == row["covered"]
    effects = {one.effect.value for one in results} - {"none"}
    flags = {"partial" if "partial" in effects else "", "no_case" if "no_case_to_amnesty" in effects else ""}
    assert flags - {""} == set(filter(None, row["flags"].split()))


def test_the_table_speaks_of_every_decree() -> None:
    """Of one with a cut-off: an offence that it may cover and one that it cannot."""
    told = {(row["decree"], row["covered"]) for row in ROWS}
    for one in shipped():
        assert (one.id, "unknown") in told
        if one.cutoff is not None:
            assert (one.id, "no") in told


def test_twenty_decrees_and_only_one_text_was_read() -> None:
    assert len(shipped()) == 20
    assert [one.id for one in shipped() if one.confidence is Confidence.TEXT] == ["ld-7-2022"]


@pytest.mark.parametrize("decree", decrees(), ids=lambda one: one.id)
def test_a_text_that_nobody_read_covers_nobody(decree) -> None:
    plain = next(row for row in ROWS if row["section"] == "The plain case")
    for offence in ("", "2011-01-01", "2030-01-01"):
        statements = claims_of(plain | {"offence": offence})
        (episode,) = episodes_of(statements)
        for rule_set in decree.rule_sets:
            results = ask_all(decree, rule_set, facts_of(words_of(episode, statements), statements))
            answer = covered(decree, rule_set, results)
            if decree.confidence is not Confidence.TEXT:
                late = offence == "2030-01-01" and decree.cutoff is not None
                assert answer is (Answer.NO if late else Answer.UNKNOWN)
                assert {one.rule for one in results} <= {"cut-off"}


@pytest.mark.parametrize("decree", decrees(), ids=lambda one: one.id)
def test_every_word_of_a_decree_comes_to_a_code_or_is_reported(decree) -> None:
    from sijill.text import words

    for token in decree.tokens:
        assert token.codes or token.why, token.text
        assert token.why != "not in the table of tokens"
        for code in token.codes:
            name, value = code.split(":")
            assert name == "fact" or (name, value) in words.codes(), code
    assert {test.id for name in decree.rule_sets for test in rules_of(decree, name)} <= {
        test.id for test in decree.tests
    }


def test_the_page_of_amnesties_is_current() -> None:
    path = ROOT / "tools" / "render_amnesties.py"
    spec = importlib.util.spec_from_file_location("render_amnesties", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text("utf-8") == module.render(), "run: python tools/render_amnesties.py"
