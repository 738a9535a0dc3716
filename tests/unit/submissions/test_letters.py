"""A letter names only those who agreed to this addressee, publishes its figures, and says nothing of any source."""

import pytest

import submission_world as world
from conftest import ACTOR, NOW
from sijill.errors import UsageError
from sijill.pipeline import letters
from sijill.pipeline import submit as submitting
from sijill.pipeline.letters import Wanted, write_letter
from sijill.statistics.models import PublicTable
from sijill.submissions import gate, letter_file
from sijill.submissions.gate import ProtectedNameError
from sijill.submissions.words import phrase

ADDRESSEE = {"letter_recipient": "Ministry of Justice", "letter_basis": "Resolution 2139, paragraph 11 [K]"}
AS_OF = NOW.date()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    return world.make_closed(tmp_path_factory.mktemp("letters"))


@pytest.fixture
def opened(made_once, tmp_path):
    with world.opened_copy(made_once, tmp_path / "register") as register:
        yield register


def written(register, case, out, *, formats=("pdf", "docx", "json"), languages=("ar", "en"), **wanted):
    return write_letter(
        register,
        case.id,
        Wanted(**wanted),
        formats=formats,
        languages=languages,
        out=out,
        at=NOW,
        actor=ACTOR,
    )


def part_of(document, title):
    return next(one for one in document.data["parts"] if one["title"] == phrase(title, document.language))


def asked_in(document):
    return [line["text"] for line in part_of(document, "letter_requests")["bullets"]]


def test_only_those_who_agreed_are_named_and_no_source_is(opened, tmp_path) -> None:
    salim, rima, *_ = world.people_of(opened)
    world.consent(opened, salim, "letters")
    case = world.open_case(opened, "LETTER", [salim, rima], ADDRESSEE)
    done = written(opened, case, tmp_path / "out")
    assert world.leaks(tmp_path / "out", ("Haddad",))
    hidden = (*world.SECRETS, "Khoury", "خوري", rima, "lantern.csv", "sycamore.csv", world.NATIONAL)
    assert world.leaks(tmp_path / "out", hidden) == []
    assert [one for one in done.warnings if rima in one]  # the operator is told, on the screen


def test_control_with_the_gate_off_the_other_one_is_named(opened, tmp_path, monkeypatch) -> None:
    salim, rima, *_ = world.people_of(opened)
    case = world.open_case(opened, "LETTER", [salim, rima], ADDRESSEE)
    monkeypatch.setattr(submitting, "firm", lambda matter: [])
    written(opened, case, tmp_path / "out")
    assert world.leaks(tmp_path / "out", ("Khoury",))


def test_consent_to_another_addressee_is_none(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "letters")
    other = ADDRESSEE | {"letter_recipient": "Ministry of Interior"}
    case = world.open_case(opened, "LETTER", [salim], other)
    written(opened, case, tmp_path / "out", formats=("json",))
    assert world.leaks(tmp_path / "out", ("Haddad",)) == []


def test_a_basis_that_names_the_witness_is_refused(opened, tmp_path, monkeypatch) -> None:
    salim = world.people_of(opened)[0]
    case = world.open_case(
        opened, "LETTER", [salim], ADDRESSEE | {"letter_basis": f"As {world.WITNESS} told"}
    )
    with pytest.raises(ProtectedNameError):
        written(opened, case, tmp_path / "out")
    monkeypatch.setattr(gate, "refuse_named_witnesses", lambda document, statements, own: None)
    written(opened, case, tmp_path / "out", formats=("json",))
    assert world.leaks(tmp_path / "out", (world.WITNESS,))


def test_figures_are_a_published_table_with_small_numbers_withheld(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    case = world.open_case(opened, "LETTER", [salim], ADDRESSEE)
    done = written(opened, case, tmp_path / "out", by=(), as_of=AS_OF)
    told = part_of(done.documents[1], "letter_figures")
    assert phrase("letter_withheld", "en") in told["lines"][0]["text"]  # four people are fewer than ten
    assert PublicTable.objects.count() == 1


def test_figures_without_a_day_and_a_letter_without_addressee_are_refused(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    case = world.open_case(opened, "LETTER", [salim], ADDRESSEE)
    with pytest.raises(UsageError, match="day"):
        written(opened, case, tmp_path / "out", by=())
    nobody = world.open_case(opened, "LETTER", [salim])
    with pytest.raises(UsageError, match="to whom"):
        written(opened, nobody, tmp_path / "out")
    with pytest.raises(UsageError, match="is no letter"):
        written(opened, world.open_case(opened, "WGEID", [salim]), tmp_path / "out")


def test_requests_are_ours_unless_the_case_has_its_own(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    case = world.open_case(opened, "LETTER", [salim], ADDRESSEE)
    made = written(opened, case, tmp_path / "out", formats=("json",), languages=("fr",)).documents[0]
    usual = letter_file.load("request").requests
    assert asked_in(made) == [phrase(f"request_{one}", "fr") for one in usual]
    own = world.open_case(
        opened, "LETTER", [salim], ADDRESSEE | {"letter_requests": ["fate", "Une réponse avant mai"]}
    )
    made = written(opened, own, tmp_path / "own", formats=("json",), languages=("fr",)).documents[0]
    assert asked_in(made) == [phrase("request_fate", "fr"), "Une réponse avant mai"]


def test_every_language_of_a_letter_is_for_sending(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    case = world.open_case(opened, "LETTER", [salim], ADDRESSEE)
    written(opened, case, tmp_path / "out", languages=("ar",))
    assert world.leaks(tmp_path / "out", ("ليست للتقديم",)) == []
    assert case.procedure == letters.LETTER
