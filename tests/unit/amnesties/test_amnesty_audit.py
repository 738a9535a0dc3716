"""The audit from lists to counts: invented people, one for each thing that can go wrong."""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.amnesties.audit import Audit
from sijill.amnesties.decrees import decree, decrees, load
from sijill.amnesties.model import Assessment
from sijill.amnesties.report import audit_document
from sijill.cli.main import run
from sijill.errors import InputError, NotFoundError, RegisterError, UsageError
from sijill.persons import store as persons
from sijill.persons.custody import Answer
from sijill.pipeline.amnesty import audited
from sijill.pipeline.released_list import Doubtful, Matched
from sijill.pipeline.unify import unify
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.register import Register
from sijill.typesetting.blocks import html_of

HEADER = [
    "Name", "Father", "Mother", "Nationality", "Date of arrest", "Arrested by", "Place of detention",
    "Charge", "Release date", "Release type", "Status",
]  # fmt: skip
CTL3 = "Membership of a terrorist organisation"
MID = "Military Intelligence"
# Arrested, by, held at, charge, released on, kind of release, status; all are Syrian.
CASES = {
    "finding": ("2013-05-06", MID, "Sednaya", CTL3, "", "", "Detained"),
    "freed": ("2014-02-11", MID, "Sednaya", CTL3, "2022-05-10", "amnesty", "Released"),
    "freed_late": ("2014-03-11", MID, "Sednaya", CTL3, "2023-05-10", "amnesty", "Released"),
    "murder": ("2015-07-20", MID, "Adra", "murder", "", "", "Detained"),
    "silent": ("2016-01-03", "State Security", "Adra", "unknown", "", "", "Detained"),
    "never": ("2012-03-08", MID, "Branch 215", "never charged", "", "", "Detained"),
    "liberated": ("2013-08-15", MID, "Sednaya", CTL3, "2024-12-08", "liberation", "Released"),
    "later": ("2023-03-01", MID, "Sednaya", CTL3, "", "", "Detained"),
    "isis": ("2013-10-10", "ISIS", "", CTL3, "", "", "Detained"),
    "open": ("2013-02-02", MID, "Sednaya", CTL3, "2022", "", "Released"),
    "before": ("2018-04-04", MID, "Sednaya", CTL3, "2021-01-01", "", "Released"),
    "nobody_says_who": ("2013-04-04", "", "", CTL3, "", "", "Detained"),
}
NAMES = {
    "finding": ("Khaled Homsi", "Nabil", "Salma"),
    "freed": ("Nizar Akkad", "Yasin", "Huda"),
    "freed_late": ("Ghassan Rifai", "Taha", "Wafa"),
    "murder": ("Fares Qabbani", "Adel", "Rima"),
    "silent": ("Ward Zein", "Hani", "Amal"),
    "never": ("Munir Sabbagh", "Anis", "Rasha"),
    "liberated": ("Tamim Dalati", "Omar", "Siham"),
    "later": ("Bilal Nahhas", "Zaki", "Hiba"),
    "isis": ("Rami Tarabishi", "Fadi", "Layla"),
    "open": ("Sami Kurdi", "Jamil", "Rana"),
    "before": ("Adnan Hallaq", "Bashir", "Mona"),
    "nobody_says_who": ("Marwan Jabi", "Ziad", "Lama"),
}
PEOPLE = {name: [*NAMES[name], "Syrian", *case] for name, case in CASES.items()}


@pytest.fixture
def audit_register(tmp_path: Path, write_list: WriteList):
    path = write_list("people.csv", HEADER, list(PEOPLE.values()))
    unify([path], tmp_path / "register", at=NOW, actor=ACTOR)
    yield registers.open_register(tmp_path / "register")
    database.close()


def made(register: Register, *, rules: str = "text", as_of: date = date(2022, 12, 31), **more) -> Audit:
    return audited(register, decree_id="LD-7-2022", rule_set=rules, as_of=as_of, at=NOW, **more).audit


def of(register: Register, audit: Audit) -> dict[str, Assessment]:
    """Assessments by the names used above."""
    (accession,) = {one.rsplit("-", 1)[0] for one in _records(register)}
    person = {
        persons.person_of(register, f"{accession}-{row}"): name for row, name in enumerate(PEOPLE, start=1)
    }
    return {person[one.person_id]: one for one in audit.assessments}


def _records(register: Register) -> list[str]:
    from sijill.tables import parquet

    return parquet.read(register.derived / "membership.parquet")["record_id"].to_pylist()


@pytest.mark.usefixtures("store")
def test_each_person_is_where_the_claims_put_them(audit_register: Register) -> None:
    audit = made(audit_register)
    found = of(audit_register, audit)
    assert {name: (one.covered.value, one.release.released.value) for name, one in found.items()} == {
        "finding": ("yes", "no"),
        "freed": ("yes", "yes"),
        "freed_late": ("yes", "no"),  # released only after the day of the audit
        "murder": ("no", "no"),
        "silent": ("unknown", "no"),
        "never": ("no", "no"),
        "liberated": ("yes", "no"),
        "open": ("yes", "unknown"),  # 2022: before the decree or after it
        "nobody_says_who": ("yes", "no"),
    }
    assert audit.outside == {
        "arrested_after_the_decree": 1,
        "custody_ended_before_the_decree": 1,
        "not_held_by_the_state": 1,
    }
    assert {name for name, one in found.items() if one.finding} == {"finding", "freed_late", "liberated"}
    assert found["nobody_says_who"].custody is Answer.UNKNOWN
    assert found["open"].custody is Answer.UNKNOWN
    assert found["never"].no_case
    assert found["freed"].release.days == (10, 10)
    assert found["freed"].release.types == ("amnesty",)
    assert verify(audit_register).clean


def test_every_person_is_counted_once(audit_register: Register) -> None:
    audit = made(audit_register)
    inside = sum(audit.cohort.values())
    assert inside + sum(audit.outside.values()) == audit.persons == len(PEOPLE)
    assert sum(sum(row.values()) for row in audit.counts.values()) == inside
    for tally in audit.rules.values():
        assert sum(tally.values()) == inside


def test_the_liberation_takes_no_finding_away(audit_register: Register) -> None:
    audit = made(audit_register, as_of=date(2025, 6, 1))
    found = of(audit_register, audit)
    assert found["liberated"].finding
    assert found["liberated"].release.liberated
    assert audit.liberated == 1
    assert found["finding"].finding
    assert found["finding"].fate == "fate_unknown"
    assert found["freed_late"].release.released is Answer.YES  # by then the release of 2023 counts
    assert not found["freed_late"].finding


def test_critics_and_text_are_told_apart(audit_register: Register) -> None:
    text, critics = made(audit_register), made(audit_register, rules="Critics")
    assert len(text.findings) == 3
    assert critics.findings == ()
    assert text.sensitivity["critics"] == critics.counts
    assert text.sensitivity_findings["critics"] == 0
    with pytest.raises(UsageError):
        made(audit_register, rules="judges")


@pytest.mark.parametrize("one", [one.id for one in decrees() if one.id != "ld-7-2022"])
def test_no_unread_decree_covers_anybody(audit_register: Register, one: str) -> None:
    audit = audited(
        audit_register, decree_id=one.upper(), rule_set="text", as_of=date(2025, 1, 1), at=NOW
    ).audit
    assert sum(audit.counts["yes"].values()) == 0
    assert audit.findings == ()


def test_a_decree_dropped_into_the_register_is_audited(audit_register: Register) -> None:
    source = next(one for one in decrees() if one.id == "ld-7-2022").raw
    own = dict(source) | {"id": "ld-99-2022", "number": 99, "date": "2022-06-01", "cutoff": "2022-06-01"}
    own["tests"] = [dict(test) for test in source["tests"]]
    folder = audit_register.sources / "decrees"
    folder.mkdir()
    (folder / "ld-99-2022.json").write_text(json.dumps(own), encoding="utf-8")
    assert decree("LD-99-2022", audit_register).number == 99
    audit = audited(
        audit_register, decree_id="LD-99-2022", rule_set="text", as_of=date(2022, 12, 31), at=NOW
    ).audit
    assert of(audit_register, audit)["finding"].finding
    assert "freed" not in of(audit_register, audit)  # freed before this one
    (folder / "again.json").write_text(json.dumps(own), encoding="utf-8")
    with pytest.raises(InputError):
        decrees(audit_register)


@pytest.mark.parametrize(
    "change",
    [{"confidence": "read"}, {"tests": []}, {"rule_sets": {"text": ["R7-99"]}}, {"cutoff": "30 April"}],
)
def test_a_broken_decree_is_named_not_taken(change: dict) -> None:
    source = dict(next(one for one in decrees() if one.id == "ld-7-2022").raw)
    with pytest.raises(InputError, match=r"mine\.json"):
        load(json.dumps(source | change), name="mine.json")


def test_an_unknown_decree_is_named() -> None:
    with pytest.raises(NotFoundError):
        decree("LD-7-2023")


def test_a_list_of_released_people_is_matched_by_linkage(
    audit_register: Register, write_list: WriteList
) -> None:
    before = len(_records(audit_register))
    released = write_list(
        "released.csv",
        ["Name", "Father", "Mother", "Date of arrest", "Release date"],
        [
            ["Khaled Homsi", "Nabil", "Salma", "2013-05-06", "2022-05-02"],
            [
                "Tamim Dalati",
                "Omar",
                "Siham",
                "2013-08-15",
                "2019-05-02",
            ],  # before the decree: says nothing of it
            ["Layth Hammoud", "Idris", "Ibtisam", "2016-02-02", "2022-05-02"],  # nobody here
            [
                "Ghassan Rifai",
                "Mustafa",
                "Khadija",
                "2019-09-30",
                "2022-05-02",
            ],  # the same name, other parents
        ],
    )
    done = audited(
        audit_register,
        decree_id="ld-7-2022",
        rule_set="text",
        as_of=date(2022, 12, 31),
        at=NOW,
        releases=released,
    )
    found = of(audit_register, done.audit)
    assert done.matched is not None
    assert done.matched.rows == 4
    assert (done.matched.file, done.matched.sha256) == (
        "released.csv",
        hashlib.sha256(released.read_bytes()).hexdigest(),
    )
    _told_apart(done)
    assert found["finding"].release.released is Answer.YES
    assert found["finding"].release.linked_by == "list"
    assert found["liberated"].finding
    assert found["freed_late"].release.released is not Answer.YES
    assert len(_records(audit_register)) == before
    assert verify(audit_register).clean


def test_an_audit_up_to_a_day_before_the_decree_is_refused(audit_register: Register) -> None:
    with pytest.raises(UsageError, match="before LD 7/2022"):
        made(audit_register, as_of=date(2022, 4, 29))
    assert made(audit_register, as_of=date(2022, 4, 30)).persons == len(PEOPLE)


def test_a_day_of_release_that_cannot_be_read_is_named_and_settles_nobody(
    audit_register: Register, write_list: WriteList
) -> None:
    """A cell that says "unknown" is no mistake: the list was given as one of people freed by this decree."""
    row = ["Khaled Homsi", "Nabil", "Salma", "2013-05-06"]
    head = ["Name", "Father", "Mother", "Date of arrest", "Release date"]
    answers = {}
    for day in ("2022-13-45", "unknown", "2022-05-02"):
        done = audited(
            audit_register,
            decree_id="ld-7-2022",
            rule_set="text",
            as_of=date(2022, 12, 31),
            at=NOW,
            releases=write_list(f"freed-{day}.csv", head, [[*row, day]]),
        )
        assert done.matched is not None
        assert done.matched.matched == 1
        answers[day] = of(audit_register, done.audit)["finding"].release.released
        unread = done.matched.as_json()["unread_dates"]
        assert unread == ([{"row": 1, "column": "Release date"}] if day == "2022-13-45" else [])
    assert answers == {"2022-13-45": Answer.UNKNOWN, "unknown": Answer.YES, "2022-05-02": Answer.YES}


def _told_apart(done) -> None:
    """Each row that linkage left open is named with the persons it may be, in report and JSON, and settles nobody."""
    told = done.matched.as_json()
    assert len(told["doubtful"]) == told["possible"] + told["ambiguous"]
    for one in done.matched.doubtful:
        assert one.kind in {"possible", "ambiguous"}
        for person in one.persons:
            assert done.matched.releases[person].released is not Answer.NO
    for language in ("en", "ar"):
        text = html_of(audit_document(done.audit, (), language=language, matched=told))
        assert told["sha256"] in text
        assert "released.csv" in text


def test_rows_in_doubt_stand_apart_in_the_report(audit_register: Register, write_list: WriteList) -> None:
    made = audited(
        audit_register, decree_id="ld-7-2022", rule_set="text", as_of=date(2022, 12, 31), at=NOW
    ).audit
    matched = Matched(
        file="released.csv",
        sha256="0" * 64,
        unread=(),
        doubtful=(
            Doubtful(row=7, kind="possible", persons=("pinvented",), weight=3.4),
            Doubtful(row=9, kind="ambiguous", persons=("pone", "ptwo"), weight=None),
        ),
        releases={},
        rows=2,
        set_aside=0,
        matched=0,
        possible=1,
        ambiguous=1,
        unmatched=0,
    )
    for language, word in (("en", "did not settle: 2"), ("ar", "لم يحسمها الربط: 2")):
        text = html_of(audit_document(made, (), language=language, matched=matched.as_json()))
        assert word in text
        assert "pinvented" in text
        assert "pone, ptwo" in text
        without = html_of(audit_document(made, (), language=language))
        assert word.split(":")[0] not in without


def test_the_command_prints_one_object(audit_register: Register, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["amnesty", "audit", str(audit_register.root), "--decree", "ld-7-2022", "--rules", "text",
             "--as-of", "2022-12-31", "--json"])  # fmt: skip
    assert ended.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["yes"] == {"yes": 1, "no": 4, "unknown": 1}
    assert told["counts_by_custody"]["yes"]["yes"]["no"] == 3
    assert len(told["findings"]) == 3
    assert set(told["rule_tallies"]) == {"R7-1", "R7-2", "R7-3", "R7-4", "R7-7", "R7-8"}
    assert (told["rules"], told["as_of"], told["decree"]) == ("text", "2022-12-31", "ld-7-2022")
    first = told["findings"][0]
    assert all(rule["claims"] for rule in first["rules"])
    assert {one["kind"] for one in told["conflicts"]} >= {"swapped_digits"}
    assert not any(name in json.dumps(told) for name in ("Khaled", "Homsi"))


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_report_holds_ids_and_no_names(
    audit_register: Register, tmp_path: Path, suffix: str, language: str
) -> None:
    path = tmp_path / f"report{suffix}"
    with pytest.raises(SystemExit) as ended:
        run(["amnesty", "audit", str(audit_register.root), "--decree", "ld-7-2022", "--as-of", "2022-12-31",
             "--report", str(path), "--lang", language])  # fmt: skip
    assert ended.value.code == 0
    if suffix == ".pdf":
        assert path.read_bytes().startswith(b"%PDF")
        return
    text = path.read_text("utf-8")
    finding = next(one for one in made(audit_register).findings)
    assert finding.person_id in text
    assert "Homsi" not in text
    assert ('dir="rtl"' in text) == (language == "ar")


def test_a_report_is_not_written_into_the_register(audit_register: Register) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["amnesty", "audit", str(audit_register.root), "--decree", "ld-7-2022", "--report",
             str(audit_register.root / "out" / "r.html")])  # fmt: skip
    assert ended.value.code == 2


def test_arrested_again(tmp_path: Path, write_list: WriteList) -> None:
    header = [
        "Name",
        "Father",
        "Mother",
        "Date of arrest",
        "Arrested by",
        "Circumstances of arrest",
        "Release date",
        "Status",
    ]
    same = ["Yahya Darwish", "Karim", "Nawal"]
    one = write_list("a.csv", header, [[*same, "2013-01-05", MID, "", "2022-05-03", "Released"]])
    two = write_list("b.csv", header, [[*same, "2022-09-09", MID, "", "", "Detained"]])
    three = write_list(
        "c.csv",
        header,
        [["Hassan Issa", "Ali", "Zahra", "2018-11-20", MID, "سلّم نفسه بموجب العفو", "", "Detained"]],
    )
    unify([one, two, three], tmp_path / "register", at=NOW, actor=ACTOR)
    register = registers.open_register(tmp_path / "register")
    audit = made(register, as_of=date(2023, 1, 1))
    kinds = {(again.kind, again.after_decree.value, again.sure) for again in audit.rearrests}
    assert ("after_surrender", "no", True) in kinds
    if len({again.person_id for again in audit.rearrests}) == 2:
        assert ("after_release", "yes", True) in kinds
    database.close()
    shutil.rmtree(tmp_path / "register")


def test_a_finding_becomes_a_wgad_case_and_nothing_else_does(audit_register: Register) -> None:
    from sijill.cases import store as cases
    from sijill.pipeline.amnesty import open_case

    ids = {name: one.person_id for name, one in of(audit_register, made(audit_register)).items()}
    asked = {"decree_id": "LD-7-2022", "as_of": date(2022, 12, 31), "at": NOW, "by": ACTOR}
    case = open_case(audit_register, person=ids["finding"], **asked)
    assert case.procedure == "WGAD"
    answers = {one.field: one.value for one in cases.answers_of(case.id)}
    assert "I" in str(answers["wgad_category"])
    assert "R7-4" in str(answers["wgad_category_basis"])
    for name in ("murder", "silent", "freed", "nobody_says_who", "open"):
        with pytest.raises(UsageError):
            open_case(audit_register, person=ids[name], **asked)
    assert len(cases.all_cases()) == 1
    assert verify(audit_register).clean


def test_a_case_about_a_record_before_anything_is_linked_is_refused_in_words(register: Register) -> None:
    from sijill.pipeline.amnesty import open_case

    with pytest.raises(RegisterError, match="not there yet"):
        open_case(register, decree_id="LD-7-2022", person="a1-1", as_of=date(2022, 12, 31), at=NOW, by=ACTOR)


def test_a_release_that_tells_of_no_arrest_ends_no_silence(tmp_path: Path, write_list: WriteList) -> None:
    """Two arrests, and a row that tells of a release only: it may be about either, so neither counts as unended."""
    person = ["Yahya Darwish", "Karim", "Nawal", "Syrian"]
    ident = "01010101010"
    header = ["National number", *HEADER]
    rows = [
        [ident, *person, "2013-01-05", MID, "Sednaya", CTL3, "2014-01-01", "", "Released"],
        [ident, *person, "2016-09-09", MID, "Sednaya", CTL3, "", "", "Detained"],
    ]
    extra = [[ident, *person, "", "", "", "", "2022-05-20", "", "Released"]]
    for more, expected in (([], Answer.NO), (extra, Answer.YES)):
        folder = tmp_path / f"register{len(more)}"
        unify([write_list("p.csv", header, rows + more)], folder, at=NOW, actor=ACTOR)
        register = registers.open_register(folder)
        people = parquet_people(register)
        assert len(people) == 1
        (assessment,) = made(register).assessments
        assert assessment.release.released is expected
        database.close()


def parquet_people(register: Register) -> set[str]:
    from sijill.tables import parquet

    return set(parquet.read(register.derived / "membership.parquet")["person_id"].to_pylist())
