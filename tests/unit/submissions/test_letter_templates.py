"""Every letter: what it may be written about, what it says of counts, whom it names, and what in it is refused."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

import submission_world as world
from conftest import ACTOR, NOW
from sijill.accession.models import Accession
from sijill.cases import store as cases
from sijill.cases.model import Direction
from sijill.errors import InputError, NotFoundError, UsageError
from sijill.mentions.figures import Figure
from sijill.pipeline import cases as work
from sijill.pipeline import letter_contents
from sijill.pipeline import submit as submitting
from sijill.pipeline.letter_contents import Asked
from sijill.pipeline.letters import NoAuditError, NobodyNamedError, NothingWaitsError, Wanted, write_letter
from sijill.pipeline.verify import verify
from sijill.submissions import audit_tables, gate, letter_counts, letter_file
from sijill.submissions.model import LANGUAGES
from sijill.submissions.models import AuditTableRow, RenderingRow
from sijill.submissions.notes import NoteBook
from sijill.submissions.words import phrase

ADDRESSEE = {"letter_recipient": "Ministry of Justice"}
AUDIT = Asked(decree="LD-7-2022", rules="text", as_of=date(2022, 12, 31))
BORN = ("3 February 1985", "1985-02-03")
SHIPPED = tuple(letter_file.shipped())
# What each letter can be written with in the world of the tests: of which procedure, for which purpose.
ABOUT = {
    "request": ("LETTER", "letters"),
    "disclosure": ("LETTER", "letters"),
    "amnesty": ("LETTER", "letters"),
    "reminder": ("LETTER", "letters"),
    "transfer": ("IIMP", "iimp"),
}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    return world.make_closed(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def opened(made_once, tmp_path):
    with world.opened_copy(made_once, tmp_path / "register") as register:
        yield register


def written(register, case, out: Path, *, formats=("json",), languages=("en",), at=NOW, **wanted):
    return write_letter(
        register, case.id, Wanted(**wanted), formats=formats, languages=languages, out=out, at=at, actor=ACTOR
    )


def part_of(document, title):
    return next(
        (one for one in document.data["parts"] if one["title"] == phrase(title, document.language)), None
    )


def foot_of(document, number):
    return next(row["foot"] for row in document.data["sources"]["rows"] if row["number"] == number)


def ready(register, template, people):
    """A case in which the letter can be written, everybody agreed."""
    procedure, purpose = ABOUT[template]
    for person in people:
        world.consent(register, person, purpose)
    case = world.open_case(register, procedure, people, ADDRESSEE if procedure == "LETTER" else {})
    if template == "reminder":
        sent(register, case, NOW.date() - timedelta(days=45))
    return case, ({"audit": AUDIT} if template == "amnesty" else {})


def sent(
    register, case, day, *, direction=Direction.OUT, counterpart="Ministry of Justice", reference="17/2025"
):
    return cases.log(
        register,
        case.id,
        direction,
        kind="letter",
        day=day,
        counterpart=counterpart,
        reference=reference,
        at=NOW,
        by=ACTOR,
    )


# --- the files ---------------------------------------------------------------------------------------------


def test_every_letter_here_is_tested() -> None:
    assert set(ABOUT) == set(SHIPPED)


def test_ids_do_not_mind_case_and_unknown_ones_are_named() -> None:
    assert letter_file.load("Disclosure").id == "disclosure"
    with pytest.raises(NotFoundError, match="No letter"):
        letter_file.load("ultimatum")


def spoilt(change):
    raw = yaml.safe_load((letter_file.FOLDER / "reminder" / "letter.yml").read_text(encoding="utf-8"))
    change(raw)
    return yaml.safe_dump(raw, allow_unicode=True).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.update(colour="red"),
        lambda raw: raw["subject"].pop("fr"),
        lambda raw: raw["subject"].update(ar="بلا موضع"),
        lambda raw: raw.update(needs=[]),
        lambda raw: raw["parts"].remove("requests"),
        lambda raw: raw["parts"].append("poem"),
        lambda raw: raw["requests"].append("gold"),
        lambda raw: raw.update(procedures=["NOWHERE"]),
        lambda raw: raw.update(provisions={"LETTER": ["sc-2042-2012/nothing"]}),
        lambda raw: raw.update(id="../reminder"),
        lambda raw: raw["opening"].update(dict.fromkeys(LANGUAGES, "{secret}")),
    ],
)
def test_half_understood_letters_are_refused(change) -> None:
    letter_file.parse(spoilt(lambda raw: None))
    with pytest.raises((ValueError, KeyError, UsageError, NotFoundError)):
        letter_file.parse(spoilt(change))


def test_a_register_has_letters_of_its_own(opened, tmp_path) -> None:
    folder = opened.root / letter_file.OWN / "thanks"
    folder.mkdir(parents=True)
    raw = yaml.safe_load((letter_file.FOLDER / "request" / "letter.yml").read_text(encoding="utf-8"))
    raw |= {"id": "thanks", "subject": {one: f"Thanks {one}" for one in LANGUAGES}}
    (folder / "letter.yml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    case, _ = ready(opened, "request", world.people_of(opened)[:1])
    made = written(opened, case, tmp_path / "out", template="thanks")
    assert made.documents[0].data["title"] == "Thanks en"
    assert (
        world.manifest_of(tmp_path / "out")["letter"]["digest"] == letter_file.load("thanks", opened).digest
    )
    assert "thanks" not in letter_file.shipped()
    (folder / "letter.yml").write_text("id: thanks\n", encoding="utf-8")
    with pytest.raises(InputError, match="This is no letter"):
        letter_file.load("request", opened)


# --- whatever the letter -----------------------------------------------------------------------------------


@pytest.mark.parametrize("template", SHIPPED)
def test_every_language_of_every_letter_in_every_format(opened, tmp_path, template) -> None:
    salim, rima, *_ = world.people_of(opened)
    case, more = ready(opened, template, [salim, rima])
    done = written(
        opened,
        case,
        tmp_path / "out",
        template=template,
        formats=("pdf", "docx", "json"),
        languages=letter_file.load(template).languages,
        **more,
    )
    assert world.leaks(tmp_path / "out", (*world.SECRETS, world.NATIONAL)) == []
    hidden = ("lantern.csv", "sycamore.csv", "Lantern Street")
    assert world.leaks(tmp_path / "out", hidden) == []
    for document in done.documents:
        numbers = [row["number"] for row in document.data["sources"]["rows"]]
        assert numbers == list(range(1, len(numbers) + 1))
        texts = {
            world.squeeze(text) for name, text in world.texts_in(tmp_path / "out") if document.name in name
        }
        told = [line["text"] for one in document.data["parts"] for line in (*one["lines"], *one["bullets"])]
        for text in told:
            assert any(world.squeeze(text.split("\n")[0]) in one for one in texts), text
    assert RenderingRow.objects.get(id=done.rendering).form_digest == letter_file.load(template).digest
    assert verify(opened).clean


@pytest.mark.parametrize("template", SHIPPED)
def test_the_same_moment_gives_the_same_bytes(opened, tmp_path, template) -> None:
    case, more = ready(opened, template, world.people_of(opened)[:2])
    first, second = (
        written(opened, case, tmp_path / one, template=template, formats=("pdf", "docx", "json"), **more)
        for one in ("one", "two")
    )
    assert [one.content for one in first.files] == [one.content for one in second.files]


@pytest.mark.parametrize("template", SHIPPED)
def test_nobody_who_did_not_agree_is_named_and_nothing_they_leave_out_is_told(
    opened, tmp_path, template
) -> None:
    salim, rima, *_ = world.people_of(opened)
    case, more = ready(opened, template, [rima])
    _, purpose = ABOUT[template]
    cases.join(case.id, work.member_of(opened, salim), at=NOW, by=ACTOR)
    work.give_consent(
        opened,
        rima,
        purpose=purpose,
        recipient=world.RECIPIENTS.get(purpose),
        state="given",
        capacity="next_of_kin",
        form="written",
        date=date(2026, 1, 3),
        giver="giver-1",
        excludes=("birth",),
        at=NOW,
        by=ACTOR,
    )
    written(opened, case, tmp_path / "out", template=template, formats=("pdf", "docx", "json"), **more)
    assert world.leaks(tmp_path / "out", ("Khoury",))
    assert world.leaks(tmp_path / "out", ("Haddad", "حداد", salim)) == []
    assert world.leaks(tmp_path / "out", BORN) == []


@pytest.mark.parametrize("template", SHIPPED)
def test_control_without_the_exclusion_the_birth_is_found(opened, tmp_path, template) -> None:
    case, more = ready(opened, template, world.people_of(opened)[1:2])
    written(opened, case, tmp_path / "out", template=template, **more)
    assert world.leaks(tmp_path / "out", BORN)


def test_a_letter_of_another_procedure_is_refused(opened, tmp_path) -> None:
    case, _ = ready(opened, "transfer", world.people_of(opened)[:1])
    with pytest.raises(UsageError, match="is no letter of the kind"):
        written(opened, case, tmp_path / "out", template="disclosure")
    letter, _ = ready(opened, "request", world.people_of(opened)[:1])
    with pytest.raises(UsageError, match="has no place for: audit"):
        written(opened, letter, tmp_path / "out", audit=AUDIT)


def test_what_a_letter_publishes_is_not_published_when_it_is_refused(opened, tmp_path) -> None:
    case, _ = ready(opened, "amnesty", world.people_of(opened)[:1])
    work.answer(case.id, {"letter_basis": f"As {world.WITNESS} told"}, at=NOW, by=ACTOR)
    with pytest.raises(gate.ProtectedNameError):
        written(opened, case, tmp_path / "out", template="amnesty", audit=AUDIT)
    assert AuditTableRow.objects.count() == 0
    assert verify(opened).clean


# --- a list of names, a transfer ---------------------------------------------------------------------------


def test_a_demand_needs_somebody_who_agreed_to_this_addressee(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "letters")
    other = world.open_case(opened, "LETTER", [salim], {"letter_recipient": "Ministry of Interior"})
    with pytest.raises(NobodyNamedError):
        written(opened, other, tmp_path / "out", template="disclosure")


def test_where_sources_differ_a_list_of_names_shows_both(opened, tmp_path) -> None:
    case, _ = ready(opened, "disclosure", world.people_of(opened)[:1])
    made = written(opened, case, tmp_path / "out", template="disclosure").documents[0]
    (row,) = part_of(made, "letter_persons")["table"]["rows"]
    born = row[2]["text"]
    assert "1990" in born
    assert "1991" in born
    assert all(cell["notes"] == [] for cell in row)  # an authority is told no cell


def test_a_transfer_leads_from_each_line_to_a_digest_and_names_no_owner(
    opened, tmp_path, monkeypatch
) -> None:
    case, _ = ready(opened, "transfer", world.people_of(opened)[:1])
    made = written(opened, case, tmp_path / "out", template="transfer", formats=("pdf", "json")).documents[0]
    told = part_of(made, "letter_evidence")["table"]["rows"]
    digests = {row[1]["text"].replace("\n", "") for row in told}
    assert digests == set(Accession.objects.values_list("sha256", flat=True))
    (row,) = part_of(made, "letter_persons")["table"]["rows"]
    arrest = row[3]
    assert arrest["notes"]
    assert all(
        foot_of(made, number).split(",")[0].strip("\u2066\u2068\u2069") in {"E1", "E2"}
        for number in arrest["notes"]
    )
    manifest = world.manifest_of(tmp_path / "out")
    assert {one["sha256"] for one in manifest["evidence"]} == digests
    assert world.leaks(tmp_path / "out", ("lantern.csv", "sycamore.csv")) == []


def test_who_did_not_agree_to_the_mechanism_is_not_transferred(opened, tmp_path, monkeypatch) -> None:
    salim, rima, *_ = world.people_of(opened)
    world.consent(opened, salim, "letters")  # for a ministry, not for the mechanism
    case = world.open_case(opened, "IIMP", [salim, rima])
    with pytest.raises(NobodyNamedError):
        written(opened, case, tmp_path / "out", template="transfer")
    monkeypatch.setattr(submitting, "firm", lambda matter: [])
    written(opened, case, tmp_path / "open", template="transfer")
    assert world.leaks(tmp_path / "open", ("Khoury",))  # the control: the gate is what kept her out


# --- silence -----------------------------------------------------------------------------------------------


def test_a_reminder_counts_the_days_since_what_nobody_answered(opened, tmp_path) -> None:
    case, _ = ready(opened, "reminder", world.people_of(opened)[:1])
    made = written(opened, case, tmp_path / "out", template="reminder").documents[0]
    assert "45" in made.data["opening"]
    (row,) = part_of(made, "letter_history")["table"]["rows"]
    assert row[1]["text"] == "17/2025"


def test_nothing_sent_or_already_answered_is_no_silence(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "letters")
    case = world.open_case(opened, "LETTER", [salim], ADDRESSEE)
    with pytest.raises(NothingWaitsError):
        written(opened, case, tmp_path / "a", template="reminder")
    day = NOW.date() - timedelta(days=60)
    sent(opened, case, day, counterpart="A lawyer of the family")  # to somebody else
    with pytest.raises(NothingWaitsError):
        written(opened, case, tmp_path / "b", template="reminder")
    sent(opened, case, day)
    sent(opened, case, day + timedelta(days=1), direction=Direction.IN, counterpart="A lawyer of the family")
    written(opened, case, tmp_path / "c", template="reminder")
    sent(opened, case, day + timedelta(days=2), direction=Direction.IN)
    with pytest.raises(NothingWaitsError):
        written(opened, case, tmp_path / "d", template="reminder")


def test_a_reminder_that_went_out_is_kept_and_asks_for_consent_again(opened) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "letters")
    case = world.open_case(opened, "LETTER", [salim], ADDRESSEE)
    day = NOW.date() - timedelta(days=10)
    work.move(opened, case.id, "submitted", day=day, despite={}, at=NOW, by=ACTOR)
    work.move(opened, case.id, "reminded", day=NOW.date(), at=NOW, by=ACTOR)
    assert cases.get(case.id).state == "submitted"
    assert [one.day for one in letter_contents.unanswered(cases.get(case.id), "Ministry of Justice")] == [
        day,
        NOW.date(),
    ]
    world.consent(opened, salim, "letters", state="refused")
    with pytest.raises(UsageError, match="consent"):
        work.move(opened, case.id, "reminded", day=NOW.date(), at=NOW, by=ACTOR)


# --- an audit, counts of others ----------------------------------------------------------------------------


def test_an_audit_is_needed_and_published_once_for_the_same_data(opened, tmp_path) -> None:
    case, _ = ready(opened, "amnesty", world.people_of(opened)[:1])
    with pytest.raises(NoAuditError):
        written(opened, case, tmp_path / "a", template="amnesty")
    first = written(opened, case, tmp_path / "b", template="amnesty", audit=AUDIT)
    again = written(opened, case, tmp_path / "c", template="amnesty", audit=AUDIT)
    assert AuditTableRow.objects.count() == 1
    tables = [part_of(one.documents[0], "letter_audit")["table"] for one in (first, again)]
    assert tables[0] == tables[1]
    number = AuditTableRow.objects.get().pk
    chosen = written(opened, case, tmp_path / "d", template="amnesty", audit_table=number).documents[0]
    assert part_of(chosen, "letter_audit")["table"] == tables[0]
    # what a public table says of one person is not in it
    assert part_of(chosen, "letter_persons")["table"]["columns"] == 6
    assert part_of(first.documents[0], "letter_persons")["table"]["columns"] == 7
    with pytest.raises(NotFoundError):
        written(opened, case, tmp_path / "e", template="amnesty", audit_table=number + 1)


def test_small_counts_of_an_audit_are_withheld(opened, tmp_path) -> None:
    case, _ = ready(opened, "amnesty", world.people_of(opened)[:1])
    made = written(opened, case, tmp_path / "out", template="amnesty", audit=AUDIT).documents[0]
    cells = [cell["text"] for row in part_of(made, "letter_audit")["table"]["rows"] for cell in row[1:]]
    digits = [
        int(text)
        for cell in cells
        for text in cell.replace("(", " ").replace(")", " ").split()
        if text.isdigit()
    ]
    assert set(digits) <= {0}  # four people: everything else is under ten
    assert any(phrase("letter_withheld", "en") in cell for cell in cells)


def counts(yes_no: int, unknown: int) -> dict:
    answers = ("yes", "no", "unknown")
    made = {held: {left: dict.fromkeys(answers, 0) for left in answers} for held in ("yes", "unknown")}
    made["yes"]["yes"]["no"] = yes_no
    made["yes"]["unknown"]["no"] = unknown
    return made


def test_large_counts_are_rounded_and_a_later_table_gives_no_earlier_one_away(opened) -> None:
    given = {"subject": "ld-7-2022|text|2022-12-31", "at": NOW, "by": ACTOR}
    first = audit_tables.make_public(counts(43, 112), data="one", **given)
    assert first.cells["yes", "yes", "no"] == 45
    assert first.cells["yes", "unknown", "no"] == 110
    assert first.cells["yes", "yes", "all"] == 45
    assert first.cells["unknown", "yes", "yes"] == 0
    looked = audit_tables.preview(counts(44, 112), subject=given["subject"], data="two")
    assert looked.number is None
    assert AuditTableRow.objects.count() == 1
    later = audit_tables.make_public(counts(44, 112), data="two", **given)
    assert later.number != first.number
    small = audit_tables.make_public(
        counts(4, 112), data="three", **(given | {"subject": "x|text|2022-01-01"})
    )
    assert small.cells["yes", "yes", "no"] is None
    assert sum(value is None for value in small.cells.values()) > 1  # never alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_counts_of_one_thing_both_stand_with_their_sources(opened, tmp_path, language) -> None:
    case, _ = ready(opened, "request", world.people_of(opened)[:1])
    made = written(
        opened, case, tmp_path / language, languages=(language,), counts=("released_all_decrees",)
    ).documents[0]
    told = part_of(made, "letter_published")
    first = [row[0]["text"] for row in told["table"]["rows"]]
    assert sorted(text.replace("\u202f", ",") for text in first) == ["7,351", "7,531"]
    (conflict,) = told["bullets"]
    assert set(conflict["notes"]) == {row[0]["notes"][0] for row in told["table"]["rows"]}
    counted_by = "الشبكة السورية لحقوق الإنسان" if language == "ar" else "SNHR"
    assert counted_by in foot_of(made, told["table"]["rows"][0][0]["notes"][0])


def test_a_measure_nobody_counted_is_named(opened, tmp_path) -> None:
    case, _ = ready(opened, "request", world.people_of(opened)[:1])
    with pytest.raises(UsageError, match="Nobody counted"):
        written(opened, case, tmp_path / "out", counts=("smiles",))


def test_a_count_out_of_a_text_says_which_letters_of_which_text() -> None:
    one = Figure(
        measure="released", value=12, bound="about", as_of="2022-05", source="An Invented Office",
        definition="released", mark="text", where="t0123:15-17",
    )  # fmt: skip
    book = NoteBook(language="en", sources={})
    told = letter_counts.published([one], book, "en")
    assert told is not None
    assert told["table"]["rows"][0][0]["text"] == "about 12"
    (note,) = book.notes
    assert note["count"] == "t0123:15-17"
    assert world.squeeze("text t0123, letters 15 to 17") in world.squeeze(note["foot"])


def test_a_provision_carries_its_mark_and_no_unread_paragraph(opened, tmp_path) -> None:
    case, _ = ready(opened, "request", world.people_of(opened)[:1])
    done = written(opened, case, tmp_path / "out", provisions=("SC-2139-2014/release", "sc-2474-2019/notify"))
    lines = part_of(done.documents[0], "letter_basis")["lines"]
    known, seen = lines[-2:]
    assert "11" not in known["text"].replace("2139", "").replace(
        "2014", ""
    )  # its paragraph is general knowledge
    assert "[K]" in foot_of(done.documents[0], known["notes"][0])
    assert "[V]" in foot_of(done.documents[0], seen["notes"][0])
    assert [one for one in done.warnings if "sc-2139-2014/release" in one]
    assert not [one for one in done.warnings if "sc-2474-2019" in one]
    with pytest.raises(NotFoundError):
        written(opened, case, tmp_path / "no", provisions=("sc-2139-2014/gold",))
