"""No consent, nothing rendered; no witness named; nothing above what the body may be shown. Each with its control."""

from dataclasses import replace
from pathlib import Path

import pytest

import submission_world as world
from conftest import ACTOR, NOW
from sijill.errors import UsageError
from sijill.ledger import store as ledger
from sijill.pipeline import submit as submitting
from sijill.pipeline.submit import NoConsentError, submit
from sijill.pipeline.verify import verify
from sijill.submissions import form_file, gate
from sijill.submissions.gate import ProtectedNameError
from sijill.submissions.model import READING_COPY
from sijill.submissions.models import RenderingRow

PURPOSES = {
    "WGEID": "un_wgeid",
    "CED30": "un_ced",
    "WGAD": "un_wgad",
    "SR_TORTURE": "un_sp",
    "SP_GENERIC": "un_sp",
    "ICC_ART15": "courts",
    "IIMP": "iimp",
    "IIIM": "iiim",
}
FORMATS = ("pdf", "docx", "json")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    return world.make_closed(tmp_path_factory.mktemp("submissions"))


@pytest.fixture
def opened(made_once, tmp_path):
    with world.opened_copy(made_once, tmp_path / "register") as register:
        yield register


def rendered(register, case, out: Path, *, formats=FORMATS, languages=None, proofs=False):
    form = form_file.load(case.procedure)
    return submit(
        register,
        case.id,
        formats=formats,
        languages=languages or (form.languages[0], READING_COPY),
        out=out,
        at=NOW,
        actor=ACTOR,
        with_proofs=proofs,
    )


def asking_for_everything(form_id):
    """The form as nobody may write one: four of its fields ask for the witness, the informant and the notes."""
    form = form_file.load_all()[form_id]
    asked = {
        "occupation": "sighting.by",
        "address": "informant.name",
        "birth_place": "note",
        "sex": "informant.contact",
    }
    sections = tuple(
        replace(
            section,
            fields=tuple(
                replace(one, properties=(asked[one.id],)) if one.id in asked else one
                for one in section.fields
            ),
        )
        for section in form.sections
    )
    return replace(form, sections=sections)


def test_every_procedure_that_has_a_form_is_here() -> None:
    assert set(PURPOSES) | {"LETTER"} == set(form_file.load_all())


@pytest.mark.parametrize("procedure", PURPOSES)
def test_nothing_secret_in_any_byte_of_any_form(opened, tmp_path, procedure) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, PURPOSES[procedure])
    case = world.open_case(opened, procedure, [salim])
    rendered(opened, case, tmp_path / "out", proofs=procedure == "WGEID")
    assert world.leaks(tmp_path / "out", world.SECRETS) == []
    # The search finds what is printed: the person's own name is there, in the body's letters and in Arabic.
    assert world.leaks(tmp_path / "out", ("Haddad", "حداد"))
    assert "giver-1" not in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")


def test_control_with_the_gate_off_the_canaries_are_found(opened, tmp_path, monkeypatch) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "un_wgeid")
    case = world.open_case(opened, "WGEID", [salim])
    monkeypatch.setattr(gate, "printable", lambda statement, form: True)
    monkeypatch.setattr(gate, "refuse_named_witnesses", lambda document, statements, own: None)
    monkeypatch.setattr("sijill.submissions.fill.value_of", lambda statement, language: statement.claim.value)
    monkeypatch.setattr(form_file, "load", asking_for_everything)
    rendered(opened, case, tmp_path / "out", languages=("en",))
    found = world.leaks(tmp_path / "out", world.SECRETS)
    for ending in ("pdf text", "word/document.xml", ".json"):
        assert any(ending in one for one in found), ending


@pytest.mark.parametrize("procedure", ["SP_GENERIC", "ICC_ART15"])
def test_a_sensitive_property_only_where_the_form_asks_for_it(opened, tmp_path, procedure) -> None:
    salim = world.people_of(opened)[0]
    for purpose in ("un_wgeid", PURPOSES[procedure]):
        world.consent(opened, salim, purpose)
    rendered(opened, world.open_case(opened, "WGEID", [salim]), tmp_path / "asks")
    rendered(opened, world.open_case(opened, procedure, [salim]), tmp_path / "not")
    assert world.leaks(
        tmp_path / "asks", (world.NATIONAL,)
    )  # the control: WGEID asks for the identity document
    assert world.leaks(tmp_path / "not", (world.NATIONAL,)) == []


@pytest.mark.parametrize("state", [None, "refused", "withdrawn", "not_asked"])
def test_without_consent_nothing_is_rendered(opened, tmp_path, state) -> None:
    salim = world.people_of(opened)[0]
    if state is not None:
        world.consent(opened, salim, "un_wgeid", state=state)
    case = world.open_case(opened, "WGEID", [salim])
    with pytest.raises(NoConsentError, match=salim):
        rendered(opened, case, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not RenderingRow.objects.exists()


def test_consent_for_another_body_is_none(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "un_wgad")
    with pytest.raises(NoConsentError):
        rendered(opened, world.open_case(opened, "WGEID", [salim]), tmp_path / "out")


def test_of_a_group_everybody_must_have_agreed(opened, tmp_path) -> None:
    salim, rima, *_ = world.people_of(opened)
    world.consent(opened, salim, "un_wgeid")
    case = world.open_case(opened, "WGEID", [salim, rima])
    with pytest.raises(NoConsentError, match=rima):
        rendered(opened, case, tmp_path / "out")
    world.consent(opened, rima, "un_wgeid")
    rendered(opened, case, tmp_path / "out", formats=("json",), languages=("en",))


def test_control_without_the_gate_it_would_be_rendered(opened, tmp_path, monkeypatch) -> None:
    salim = world.people_of(opened)[0]
    case = world.open_case(opened, "WGEID", [salim])
    monkeypatch.setattr(submitting, "refuse_without_consent", lambda found: None)
    rendered(opened, case, tmp_path / "out", formats=("json",), languages=("en",))
    assert world.leaks(tmp_path / "out", ("Haddad",))


def test_an_entered_text_that_names_the_witness_is_refused(opened, tmp_path, monkeypatch) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "un_wgeid")
    named = {"narrative": f"On the bus {world.WITNESS.lower()} saw him."}
    case = world.open_case(opened, "WGEID", [salim], named)
    with pytest.raises(ProtectedNameError, match=r"narrative.*sighting\.by"):
        rendered(opened, case, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(gate, "refuse_named_witnesses", lambda document, statements, own: None)
    rendered(opened, case, tmp_path / "out", formats=("json",), languages=("en",))
    assert world.leaks(tmp_path / "out", (world.WITNESS.lower(),))  # the control


def test_a_witness_entered_for_the_case_is_named_only_when_they_agreed(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "un_wgeid")
    case = world.open_case(opened, "WGEID", [salim], {"witnesses": "Julia Agreedova"})
    rendered(opened, case, tmp_path / "out", formats=("json",), languages=("en",))
    assert world.leaks(tmp_path / "out", ("Agreedova",)) == []
    agreed = world.open_case(
        opened, "WGEID", [salim], {"witnesses": "Julia Agreedova", "witnesses_consented": True}
    )
    rendered(opened, agreed, tmp_path / "agreed", formats=("json",), languages=("en",))
    assert world.leaks(tmp_path / "agreed", ("Agreedova",))


def test_what_the_actor_may_not_see_looks_like_nothing(opened, tmp_path) -> None:
    """A hidden claim leaves the same document as one that was never there."""
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "un_wgeid")
    case = world.open_case(opened, "WGEID", [salim])

    def made(visible):
        return submitting.render(
            opened,
            case,
            form_file.load("WGEID"),
            formats=("json",),
            languages=("en",),
            at=NOW,
            visible=visible,
        ).documents[0]

    hidden = made(lambda one: one.claim.prop not in {"held.place", "sighting.by", "sighting.date"})
    rows = {row["field"]: row for section in hidden.data["persons"][0]["sections"] for row in section["rows"]}
    assert rows["last_seen_place"]["state"] == "missing"
    assert rows["witnesses"]["state"] == "missing"
    everything = made(submitting.everything)
    rows = {
        row["field"]: row for section in everything.data["persons"][0]["sections"] for row in section["rows"]
    }
    assert rows["last_seen_place"]["state"] == "answered"
    assert rows["witnesses"]["state"] == "suppressed"


def test_author_and_sources_stand_in_the_confidential_part_only(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "un_wgeid")
    case = world.open_case(opened, "WGEID", [salim])
    made = submitting.render(
        opened, case, form_file.load("WGEID"), formats=("json",), languages=("en",), at=NOW
    ).documents[0]
    open_part = dict(gate.texts_of({key: made.data[key] for key in ("title", "facts", "notices", "persons")}))
    assert not any("Marwa Filer" in text or "lantern" in text.casefold() for text in open_part.values())
    assert any("Marwa Filer" in text for _, text in gate.texts_of(made.data["common"]))


def test_a_rendering_is_recorded_before_it_is_written_and_verifies(opened, tmp_path, monkeypatch) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "un_wgeid")
    case = world.open_case(opened, "WGEID", [salim])

    def full_disk(path, content):
        del path, content
        raise OSError(28, "no space")

    monkeypatch.setattr(submitting, "write_bytes", full_disk)
    with pytest.raises(OSError, match="no space"):
        rendered(opened, case, tmp_path / "out", formats=("json",), languages=("en",))
    assert [one.action for one in ledger.entries("submission.rendered")] == ["submission.rendered"]
    assert RenderingRow.objects.get().case == case.id
    assert not verify(opened).findings


@pytest.mark.parametrize(
    ("procedure", "language"), [("ICC_ART15", "es"), ("WGEID", "de"), ("IIMP", "es"), ("WGAD", "")]
)
def test_a_language_the_body_does_not_take_is_refused(opened, tmp_path, procedure, language) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, PURPOSES[procedure])
    case = world.open_case(opened, procedure, [salim])
    with pytest.raises(UsageError, match="not filed"):
        rendered(opened, case, tmp_path / "out", languages=(language,))


def test_the_folder_is_new_and_outside_the_register(opened, tmp_path) -> None:
    salim = world.people_of(opened)[0]
    world.consent(opened, salim, "un_wgeid")
    case = world.open_case(opened, "WGEID", [salim])
    with pytest.raises(UsageError, match="inside the register"):
        rendered(opened, case, opened.root / "out" / "x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    with pytest.raises(UsageError, match="not an empty folder"):
        rendered(opened, case, tmp_path / "full")
