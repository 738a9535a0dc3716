"""How dates are printed and whether somebody was a minor, as tables a lawyer can read; and what is told of a field."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sijill.claims.model import Claim
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.persons.contradict import versions_of
from sijill.persons.model import Interval
from sijill.persons.voices import copies_of
from sijill.submissions import chronology, form_file
from sijill.submissions.choose import Why
from sijill.submissions.fill import Filling, chosen_of, fill
from sijill.submissions.model import ConsentShown, Entered, Source, State, Subject
from sijill.submissions.notes import NoteBook
from sijill.submissions.render_json import plain
from sijill.submissions.say import interval_words
from sijill.submissions.words import phrase

HERE = Path(__file__).parent
WHEN = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines()))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    "row", table("submission_values.csv"), ids=lambda row: f"{row['what']}-{row['language']}"
)
def test_dates_in_words(row) -> None:
    when = Interval(start=day(row["start"]), end=day(row["end"]))
    assert plain(interval_words(when, row["language"])) == row["printed"]


@pytest.mark.parametrize(
    "row", table("submission_minor.csv"), ids=lambda row: f"{row['born_from']}-{row['taken_from']}"
)
def test_minors(row) -> None:
    said = [
        dated("birth.date", day(row["born_from"]), day(row["born_to"])),
        dated("arrest.date", day(row["taken_from"]), day(row["taken_to"])),
    ]
    assert filled("minor", said).lines[0].text == phrase(row["answer"], "en")


@pytest.mark.parametrize(
    ("said", "hidden", "state"),
    [
        ([], (), State.MISSING),
        ([("", "missing: nothing was written")], (), State.MISSING),
        ([("unknown", "unknown: the source says so")], (), State.UNKNOWN),
        ([("withheld", "suppressed: known, and withheld")], (), State.WITHHELD),
        ([("unknown", "unknown: x"), ("withheld", "suppressed: x")], (), State.WITHHELD),
        ([], ("birth.date",), State.SUPPRESSED),
        ([("2013", "")], (), State.ANSWERED),
    ],
)
def test_missing_unknown_withheld_and_suppressed_are_five_sentences(said, hidden, state) -> None:
    statements = [
        statement("birth.date", value, note=note, normalised="" if note else value) for value, note in said
    ]
    found = filled("birth_date", statements, hidden=hidden)
    assert found.state is state
    others = {phrase(f"state_{one}", "en") for one in ("missing", "unknown", "withheld", "suppressed")}
    if state is not State.ANSWERED:
        assert found.lines[0].text == phrase(f"state_{state.value}", "en")
        assert len(others) == 4


@pytest.mark.parametrize(
    ("said", "first", "why"),
    [
        ([("1990", "a"), ("1991", "b"), ("1990", "c")], "1990", Why.MOST),
        # Rows of one organisation are one voice.
        ([("1990", "a"), ("1990", "a"), ("1991", "b"), ("1991", "c")], "1991", Why.MOST),
        ([("1990", "a"), ("1991-02-03", "b")], "1991-02-03", Why.EXACT),
        ([("1990", "a", "2019"), ("1991", "b", "2021")], "1991", Why.RECENT),
        ([("1990", "a"), ("1991", "b")], "1990", Why.ORDER),
        ([("1990", "a")], "1990", Why.ONLY),
    ],
)
def test_which_version_stands_first(said, first, why) -> None:
    statements = [born(*one, number=place) for place, one in enumerate(said)]
    chosen = chosen_of("birth.date", by(statements), versions_of("birth.date", statements))
    assert (chosen.first.text, chosen.why) == (first, why)
    printed = filled("birth_date", statements)
    assert bool(printed.also) == (why is not Why.ONLY)  # the others are always printed
    assert bool(printed.because) == (why is not Why.ONLY)


@pytest.mark.parametrize(
    ("said", "declared", "first", "why", "support"),
    [
        # b repeats a: two organisations, one voice, against one.
        ([("1990", "a"), ("1990", "b"), ("1991", "c")], [("b", "a")], "1990", Why.ORDER, (1, 1)),
        # Without the declaration they are two: the control.
        ([("1990", "a"), ("1990", "b"), ("1991", "c")], [], "1990", Why.MOST, (2, 1)),
        # Two that are independent go before three that repeat each other.
        (
            [("1990", "a"), ("1990", "b"), ("1990", "c"), ("1991", "d"), ("1991", "e")],
            [("b", "a"), ("c", "b")],
            "1991",
            Why.MOST,
            (2, 1),
        ),
        # Copied from each other through a list that is silent here.
        (
            [("1990", "a"), ("1990", "b"), ("1991-02-03", "c")],
            [("a", "x"), ("b", "x")],
            "1991-02-03",
            Why.EXACT,
            (1, 1),
        ),
    ],
)
def test_lists_that_repeat_each_other_count_once_and_the_document_says_so(
    said, declared, first, why, support
) -> None:
    statements = [born(*one, number=place) for place, one in enumerate(said)]
    given = replace(by(statements), subject=replace(by(statements).subject, copies=copies_of(declared)))
    chosen = chosen_of("birth.date", given, versions_of("birth.date", statements))
    assert (chosen.first.text, chosen.why, chosen.support) == (first, why, support)
    printed = fill(next(one for one in given.form.fields if one.id == "birth_date"), given)
    assert (phrase("because_copied", "en") in printed.because) == bool(declared)
    if why is Why.MOST:
        assert f"{support[0]}, against {support[1]} for the next" in plain(printed.because)


def test_a_person_may_choose_and_says_why() -> None:
    statements = [born("1990", "a", number=1), born("1990", "b", number=2), born("1991", "c", number=3)]
    decided = Entered(
        field="choose.birth.date",
        value={"value": "1991", "reason": "the family book was shown"},
        ref="answer:7",
        day="2026-01-02",
    )
    printed = filled("birth_date", statements, answers={"choose.birth.date": decided})
    assert "1991" in printed.lines[0].text
    assert "answer:7" in printed.because
    assert "the family book was shown" in printed.because
    assert "1990" in printed.also[0].text


def test_a_long_or_free_text_is_never_repeated() -> None:
    secret = "he was seen by Livia Noteworthy " * 5
    for prop, field in (
        ("residence.place", "address"),
        ("occupation", "occupation"),
        ("arrest.agency", "agent_detail"),
    ):
        said = [statement(prop, secret, kind="words")]
        printed = filled(field, said)
        assert "Noteworthy" not in str(printed.lines)
        assert printed.lines[0].notes  # the source is named, so that its holder can look


def dated(prop: str, start: date | None, end: date | None) -> Statement:
    made = statement(prop, "x", normalised="x")
    return replace(made, reading=replace(made.reading, kind="date", start=start, end=end))


def born(value: str, organisation: str, as_of: str = "", *, number: int) -> Statement:
    made = statement("birth.date", value, normalised=value, record=f"a-{number}")
    start = date.fromisoformat(f"{value}-01-01" if len(value) == 4 else value)
    end = date.fromisoformat(f"{value}-12-31" if len(value) == 4 else value)
    return Statement(
        claim=replace(made.claim, said_by=organisation, list_id=organisation, as_of=as_of),
        reading=replace(made.reading, kind="date", start=start, end=end),
    )


def statement(
    prop: str, value: str, *, normalised: str = "", note: str = "", record: str = "a-1", kind: str = "text"
) -> Statement:
    return Statement(
        claim=Claim(
            record=record,
            prop=prop,
            value=value,
            list_id="invented",
            file="invented.csv",
            file_sha256="0" * 64,
            sheet="",
            line=2,
            col=0,
            column="A",
            start=None,
            end=None,
            said_by="invented",
            as_of="",
            visibility="organisation",
        ),
        reading=Reading(kind=kind, normalised=normalised, note=note),
    )


def by(statements, *, hidden=(), answers=None, language="en") -> Filling:
    source = Source(
        accession="a",
        list_id="invented",
        organisation="Invented",
        file="invented.csv",
        sha256="0" * 64,
        size=1,
        as_of="",
        received="2026-01-01",
        path="vault/00",
    )
    subject = Subject(
        person="p1",
        names=("Salim Haddad",),
        statements=tuple(statements),
        hidden=frozenset(hidden),
        witnessed=False,
        episode=frozenset(),
        answers=answers or {},
        consent=ConsentShown(
            purpose="un_wgeid", capacity="self", form="written", day="2026-01-01", ids=("c1",)
        ),
    )
    return Filling(
        form=form_file.load("WGEID"),
        subject=subject,
        language=language,
        book=NoteBook(language=language, sources={"0" * 64: source}),
        evidence=1,
        when=WHEN,
    )


def filled(field: str, statements, **more):
    given = by(statements, **more)
    return fill(next(one for one in given.form.fields if one.id == field), given)


@pytest.mark.parametrize(
    ("tellers", "counted_to", "remark"),
    [
        ((), "8 December 2024", "duration_open"),
        (("a",), "8 December 2024", "duration_end_unconfirmed"),
        (
            ("a", "a"),
            "8 December 2024",
            "duration_end_unconfirmed",
        ),  # two rows of one organisation are one voice
        (("a", "b"), "1 June 2014", None),
    ],
)
def test_an_end_of_custody_counts_when_two_organisations_tell_it(tellers, counted_to, remark) -> None:
    said = [dated("arrest.date", date(2013, 5, 6), date(2013, 5, 6))]
    for number, organisation in enumerate(tellers):
        end = dated("death.date", date(2014, 6, 1), date(2014, 6, 1))
        claim = replace(end.claim, said_by=organisation, record=f"b-{number}")
        said.append(Statement(claim=claim, reading=end.reading))
    given = by(said)
    form = form_file.load("WGAD")
    printed = fill(next(one for one in form.fields if one.id == "duration"), replace(given, form=form))
    texts = [plain(line.text) for line in printed.lines]
    assert texts[0].endswith(counted_to)
    assert (phrase(remark, "en") in texts) if remark else len(texts) == 1
    told = [plain(line.text) for line in chronology.lines(said, "en", given.book, {})]
    doubted = [text for text in told if text.endswith(f"({phrase('one_teller', 'en')})")]
    assert bool(doubted) == (0 < len(set(tellers)) < 2)
