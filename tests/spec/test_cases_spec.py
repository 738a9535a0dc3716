"""Every row of case_clocks.csv and case_requirements.csv, from claims read as they would be read from a list."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from sijill.cases import answers, procedures
from sijill.cases.admissibility import check
from sijill.cases.deadlines import deadlines
from sijill.cases.fold import state_after
from sijill.cases.matter import Matter
from sijill.cases.model import Answer, Case, Event, Member
from sijill.claims import readings
from sijill.claims.model import Claim
from sijill.claims.properties import BY_NAME, PROPERTIES, Kind
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.consents.model import Consent, State
from sijill.persons.gather import gather
from sijill.persons.model import Interval
from sijill.text import dates, words

SPEC = Path(__file__).resolve().parent
PERSON = "pinvented"


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((SPEC / name).read_text(encoding="utf-8").splitlines()))


CLOCKS, REQUIREMENTS = rows("case_clocks.csv"), rows("case_requirements.csv")


def parts(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]


def read(prop: str, value: str) -> Reading:
    info = PROPERTIES[BY_NAME[prop]]
    match info.kind:
        case Kind.DATE:
            found = dates.read(value)
            return Reading(
                kind="date",
                normalised=found.edtf or "",
                start=found.start,
                end=found.end,
                ambiguous=found.ambiguous,
            )
        case Kind.PLACE:
            return readings.read_place(value)
        case Kind.FACILITY:
            return readings.read_facility(value)
        case Kind.AGENCY:
            return readings.read_agency(value)
        case Kind.WORDS:
            codes = tuple(f"{one.axis}:{one.code}" for one in words.read(value))
            return Reading(kind="words", normalised=codes[0] if codes else "", codes=codes)
        case _:
            return Reading(kind="text", normalised=value)


def statement(text: str, col: int) -> Statement:
    """``B prop=value`` is said by a second organisation in a record of its own."""
    second = text.startswith("B ")
    prop, value = text.removeprefix("B ").split("=", 1)
    claim = Claim(
        record="b1-1" if second else "a1-1",
        prop=prop,
        value=value,
        list_id="second" if second else "first",
        file="list.csv",
        file_sha256="0",
        sheet="",
        line=2,
        col=col,
        column=prop,
        start=None,
        end=None,
        said_by="another-organisation" if second else "an-organisation",
        as_of="",
        visibility="normal",
    )
    return Statement(claim=claim, reading=read(prop, value))


def consent(text: str, number: int) -> Consent:
    purpose, state, capacity = text.split()
    return Consent(
        id=f"c{number}",
        number=number,
        subject=PERSON,
        records=(),
        purpose=purpose,
        recipient=None,
        state=State(state),
        capacity=capacity,
        form="written",
        date=dt.date(2025, 1, 1),
        expires=None,
        giver="",
        language="",
        wording="",
        replaces=None,
        at="",
        by="",
    )


def matter(row: dict[str, str]) -> Matter:
    said = [statement(text, col) for col, text in enumerate(parts(row["claims"]))]
    given = dict(one.split("=", 1) for one in parts(row["answers"]))
    return Matter(
        procedure=procedures.load(row["procedure"]),
        track=row["track"],
        case="kinvented",
        person=gather(PERSON, PERSON, sorted({one.claim.record for one in said}), said),
        answers={
            name: Answer(
                id=number, case="", person="", field=name, value=answers.read(name, value), at="", by=""
            )
            for number, (name, value) in enumerate(given.items(), start=1)
        },
        consents=[consent(text, number) for number, text in enumerate(parts(row["consent"]), start=1)],
        others=(),
        holders=(PERSON,),
        added=0,
        on=dt.date.fromisoformat(row["on"]),
    )


def named(row: dict[str, str], number: int) -> str:
    return f"{number}-{row.get('requirement') or row.get('clock')}"


@pytest.mark.parametrize("row", REQUIREMENTS, ids=[named(row, n) for n, row in enumerate(REQUIREMENTS, 2)])
def test_requirement(row: dict[str, str]) -> None:
    (found,) = [one for one in check(matter(row)) if one.requirement.id == row["requirement"]]
    assert found.result.value == row["result"], found.why.en
    assert (found.ask is None) is (row["result"] == "pass")
    assert found.why.ar != found.why.en


@pytest.mark.parametrize("row", CLOCKS, ids=[named(row, n) for n, row in enumerate(CLOCKS, 2)])
def test_clock(row: dict[str, str]) -> None:
    procedure = procedures.load(row["procedure"])
    happened = tuple(
        Event(
            event=text.split()[0],
            day=dt.date.fromisoformat(text.split()[1]),
            details={},
            despite={},
            communication=None,
            at="",
            by="",
        )
        for text in parts(row["history"])
    )
    case = Case(
        id="kinvented",
        procedure=procedure.id,
        track=row["track"],
        state=state_after(procedure, happened),
        opened=dt.date(2020, 1, 1),
        by="",
        members=(Member(person=PERSON, records=()),),
        events=happened,
    )
    began = dates.read(row["disappeared"]) if row["disappeared"] else None
    spans = [Interval(start=began.start, end=began.end)] if began else []
    found = {
        one.clock: one
        for one in deadlines(procedure, case, on=dt.date.fromisoformat(row["on"]), disappearances=spans)
    }
    if row["due"] == "stopped":
        assert row["clock"] not in found
        return
    one = found[row["clock"]]
    assert (one.due.isoformat() if one.due else "no period") == row["due"]
    assert one.late == int(row["late"])


def test_every_clock_and_every_kind_of_check_has_a_row() -> None:
    """A rule nobody wrote down for a lawyer to read is not finished."""
    everything = list(procedures.load_all().values())
    shown = {(row["procedure"], row["clock"]) for row in CLOCKS}
    clocks = {(one.id, clock.id) for one in everything for clock in one.clocks}
    assert clocks - shown == {("WGEID", "urgent_transmission")}  # covered in the unit tests
    kinds = {one.id: one.check for procedure in everything for one in procedure.requirements}
    tested = {kinds[row["requirement"]] for row in REQUIREMENTS}
    assert set(kinds.values()) - tested == {"same_person"}  # needs a register: tests/unit/cases


def test_a_check_that_always_gave_one_answer_would_be_found() -> None:
    """The negative control: every kind of check has a row it passes and one it does not."""
    everything = list(procedures.load_all().values())
    kinds = {one.id: one.check for procedure in everything for one in procedure.requirements}
    passed = {kinds[row["requirement"]] for row in REQUIREMENTS if row["result"] == "pass"}
    others = {kinds[row["requirement"]] for row in REQUIREMENTS if row["result"] != "pass"}
    assert passed == others
