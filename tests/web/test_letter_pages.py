"""Letters, forms and audits as pages: who confirms a form, what a letter may take, how a finding becomes a case."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import web_site
from sijill import clock
from sijill.access.model import Role
from sijill.amnesties.audit import Audit
from sijill.cases import store as cases
from sijill.ledger.models import Entry
from sijill.persons.custody import Answer
from sijill.pipeline import amnesty as audit_work
from sijill.pipeline.verify import verify
from sijill.submissions import form_file
from sijill.submissions import store as submissions
from sijill.submissions.models import AuditTableRow, RenderingRow
from sijill.web.jobs import model as jobs
from sijill.web.jobs import work
from sijill.web.look import amnesties as look
from sijill.web.look import figures as figure_look
from sijill.web.pages import amnesty_cases, prepared
from web_site import WebSite, person

DECREE = "ld-7-2022"
MINISTRY = "An invented ministry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    site: WebSite
    worker: Client
    other: Client
    keyboard: Client


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("letters")
    web_site.build(folder / "built" / "register")
    site = web_site.open_copy(folder / "built" / "register", folder / "register")
    user = web_site.keyboard()
    yield Desk(
        site=site,
        worker=site.client("north", "caseworker"),
        other=site.client("south", "caseworker"),
        keyboard=web_site.logged_in(user),
    )
    web_site.forget()


def person_of(client: Client, number: int) -> str:
    text = client.post("/search/", {"name": " ".join(person(number))}).content.decode()
    found = re.search(r"/persons/(\w+)/", text)
    assert found is not None
    return found[1]


def letter_case(client: Client, number: int, procedure: str = "LETTER") -> str:
    made = client.post(f"/persons/{person_of(client, number)}/case/", {"procedure": procedure})
    case = made.headers["Location"].split("/")[2]
    if procedure == "LETTER":
        form = {"letter_recipient": MINISTRY, "has-letter_recipient": "1"}
        assert client.post(f"/cases/{case}/answers/", form).status_code == 302
    return case


def agree(client: Client, number: int, purpose: str, recipient: str = "", **more: object) -> None:
    given = {
        "purpose": purpose,
        "recipient": recipient,
        "state": "given",
        "capacity": "next_of_kin",
        "form": "written",
        "date": "2025-01-05",
        **more,
    }
    assert client.post(f"/persons/{person_of(client, number)}/consents/add/", given).status_code == 302


def rendered(desk: Desk, client: Client, case: str, **form: object) -> dict[str, object]:
    """The JSON file of what was rendered last."""
    given = {"format": ["json"], "language": ["en"], **form}
    answer = client.post(f"/cases/{case}/submission/render/", given)
    assert answer.status_code == 302, answer.content.decode()
    row = RenderingRow.objects.filter(case=case).latest("number")
    name = next(one["name"] for one in prepared.names_of(row) if one["name"].endswith(".en.json"))
    found = json.loads(prepared.content(desk.site.register, row, name))
    assert isinstance(found, dict)
    return found


# --- forms -----------------------------------------------------------------------------------------------------------


def test_a_form_is_shown_field_by_field_and_says_that_it_was_rebuilt(desk: Desk) -> None:
    listed = desk.worker.get("/cases/forms/").content.decode()
    assert listed.count("<tr>") == 1 + len(form_file.load_all())
    text = desk.worker.get("/cases/forms/WGAD/").content.decode()
    form = form_file.load("WGAD")
    for field in form.fields:
        assert field.label["en"] in text.replace("&#x27;", "'")
    assert form.digest in text
    assert "never" in listed
    arabic = desk.worker.get("/cases/forms/WGAD/", headers={"accept-language": "ar"}).content.decode()
    assert form.fields[0].label["ar"] in arabic
    assert desk.worker.get("/cases/forms/nothing/").status_code == 404


def test_a_person_confirms_it_and_a_changed_form_is_unconfirmed_again(desk: Desk, monkeypatch) -> None:
    form = form_file.load("WGEID")
    where = "/cases/forms/WGEID/confirm/"
    given = {"digest": form.digest, "against": "edition of March 2026 <live>", "day": "2026-03-01"}
    reader = desk.site.client("north", Role.READER.value)
    assert reader.post(where, given).status_code == 404
    for wrong in ({"against": " "}, {"digest": "0" * 64}, {"day": "2999-01-01"}, {"day": "some day"}):
        assert desk.worker.post(where, given | wrong).status_code == 409
    assert submissions.confirmation_of(form) is None
    assert desk.worker.post(where, given).status_code == 302
    kept = submissions.confirmation_of(form)
    assert kept is not None
    assert (kept.against, kept.day) == (given["against"], date(2026, 3, 1))
    assert kept.by == f"user:{desk.site.users['north', 'caseworker'].id}"
    page = desk.worker.get("/cases/forms/WGEID/").content.decode()
    assert "edition of March 2026 &lt;live&gt;" in page
    assert kept.by in page
    case = letter_case(desk.worker, 1, "WGEID")
    assert "edition of March 2026" in desk.worker.get(f"/cases/{case}/submission/").content.decode()
    changed = replace(form, digest="f" * 64)
    monkeypatch.setattr(form_file, "load_all", lambda: {**_forms(), "WGEID": changed})
    page = desk.worker.get("/cases/forms/WGEID/").content.decode()
    assert "the form changed since" in page
    assert submissions.confirmation_of(changed) is None
    entry = Entry.objects.filter(action="form.confirmed").latest("seq")
    assert json.loads(entry.payload)["detail"]["digest"] == form.digest


_forms = form_file.load_all.__wrapped__


# --- letters ---------------------------------------------------------------------------------------------------------


def test_letters_are_chosen_and_a_list_of_names_needs_names(desk: Desk) -> None:
    case = letter_case(desk.worker, 2)
    where = f"/cases/{case}/submission/"
    page = desk.worker.get(where).content.decode()
    for name in ("request", "disclosure", "amnesty", "reminder"):
        assert f'<option value="{name}">' in page
    assert '<option value="transfer">' not in page
    for letter, words in (
        ("disclosure", "agreed to be named"),
        ("reminder", "waits for a reply"),
        ("amnesty", "none was chosen"),
    ):
        form = {"format": ["json"], "language": ["en"], "letter": letter}
        answer = desk.worker.post(where + "render/", form)
        assert answer.status_code == 409
        assert words in answer.content.decode()
        arabic = desk.worker.post(where + "render/", form, headers={"accept-language": "ar"})
        body = re.sub(r"<[^>]+>", " ", arabic.content.decode().split("<main", 1)[1])
        assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}", body)
    agree(desk.worker, 2, "letters", MINISTRY)
    made = rendered(desk, desk.worker, case, letter="disclosure", counts=["released_all_decrees"])
    assert "Request to disclose" in str(made)
    assert "7,351" in str(made)


def test_a_letter_beside_a_submission_names_who_agreed_for_that_body(desk: Desk) -> None:
    case = letter_case(desk.worker, 3, "IIMP")
    where = f"/cases/{case}/submission/"
    page = desk.worker.get(where).content.decode()
    assert 'id="beside"' in page
    assert '<option value="transfer">' in page
    assert '<option value="disclosure">' not in page
    form = {"format": ["json"], "language": ["en"], "letter": "transfer"}
    assert desk.worker.post(where + "render/", form).status_code == 409  # nobody agreed
    agree(desk.worker, 3, "iimp")
    made = rendered(desk, desk.worker, case, letter="transfer")
    assert "Transfer of information" in str(made)
    row = RenderingRow.objects.filter(case=case).latest("number")
    assert row.form == "LETTER"
    assert desk.worker.get(f"{where}{row.id}/manifest.json").status_code == 200
    assert desk.other.get(f"{where}{row.id}/manifest.json").status_code == 404


def states_of(value: object, field: str) -> list[str]:
    """How the document tells the field, person by person."""
    match value:
        case {"field": str(name), "state": str(state)} if name == field:
            return [state]
        case dict():
            return [one for each in value.values() for one in states_of(each, field)]
        case list():
            return [one for each in value for one in states_of(each, field)]
        case _:
            return []


def test_what_a_consent_of_others_leaves_out_is_left_out_and_old_files_stay_in(desk: Desk) -> None:
    """North and south both tell of the person; south's family does not want the birth told."""
    case = letter_case(desk.worker, 6, "WGEID")
    where = f"/cases/{case}/submission/"
    agree(desk.worker, 6, "un_wgeid")
    assert states_of(rendered(desk, desk.worker, case), "birth_date") == ["answered"]
    before = RenderingRow.objects.filter(case=case).latest("number")
    assert desk.worker.get(f"{where}{before.id}/manifest.json").status_code == 200
    agree(desk.other, 6, "un_wgeid", excludes=["birth"])
    assert desk.worker.get(f"{where}{before.id}/manifest.json").status_code == 302
    assert states_of(rendered(desk, desk.worker, case), "birth_date") == ["left_out"]
    after = RenderingRow.objects.filter(case=case).latest("number")
    assert desk.worker.get(f"{where}{after.id}/manifest.json").status_code == 200


def test_counts_out_of_texts_the_writer_may_not_see_stand_in_no_letter(desk: Desk, monkeypatch) -> None:
    case = letter_case(desk.worker, 1)
    seen: list[set[str]] = []
    real = figure_look.known_to

    def asked(documents: set[str]) -> object:
        seen.append(set(documents))
        return real(documents)

    monkeypatch.setattr(figure_look, "known_to", asked)
    desk.worker.get(f"/cases/{case}/submission/")
    form = {"format": ["json"], "language": ["en"], "letter": "request", "counts": ["still_held"]}
    assert desk.worker.post(f"/cases/{case}/submission/render/", form).status_code == 302
    assert len(seen) == 2
    assert seen == [set(), set()]  # the north has no texts


def test_only_the_operator_publishes_an_audit_and_others_take_it_then(desk: Desk) -> None:
    case = letter_case(desk.worker, 4)
    where = f"/cases/{case}/submission/"
    asked = {"decree": DECREE, "rules": "text", "audit_as_of": "2022-12-31"}
    desk.worker.get(where, asked)
    page = desk.worker.get(where, asked).content.decode()
    assert 'id="audit"' not in page
    form = {"format": ["json"], "language": ["en"], "letter": "amnesty"}
    assert desk.worker.post(where + "render/", form | asked).status_code == 409
    assert AuditTableRow.objects.count() == 0
    page = desk.keyboard.get(where, asked).content.decode()
    assert 'id="audit"' in page
    assert 'name="audit_as_of" value="2022-12-31"' in page
    assert AuditTableRow.objects.count() == 0  # looking publishes nothing
    assert desk.keyboard.post(where + "render/", form | asked).status_code == 302
    table = AuditTableRow.objects.get()
    page = desk.worker.get(where).content.decode()
    assert f'name="audit_table" value="{table.pk}"' in page
    made = rendered(desk, desk.worker, case, letter="amnesty", audit_table=str(table.pk))
    assert "Legislative Decree 7/2022" in str(made).replace("\u2066", "").replace("\u2068", "").replace(
        "\u2069", ""
    )


# --- from an audit ---------------------------------------------------------------------------------------------------


def with_a_finding(made: Audit, wanted: str) -> Audit:
    """The audit with one person covered, in State custody and not released."""
    told = [
        replace(
            one,
            covered=Answer.YES,
            custody=Answer.YES,
            release=replace(one.release, released=Answer.NO),
        )
        if one.person_id == wanted
        else one
        for one in made.assessments
    ]
    assert wanted in {one.person_id for one in made.assessments}
    return replace(made, assessments=tuple(told))


def test_a_finding_becomes_a_case_of_category_one(desk: Desk, monkeypatch) -> None:
    who = person_of(desk.worker, 5)
    real = look.audited
    monkeypatch.setattr(look, "audited", lambda *given, **more: with_a_finding(real(*given, **more), who))
    page = desk.worker.post(
        f"/amnesties/{DECREE}/", {"rules": "text", "as_of": "2022-12-31"}
    ).content.decode()
    assert "Open a WGAD case" in page
    assert f'name="person" value="{who}"' in page
    told = desk.worker.post(f"/amnesties/{DECREE}/", {"rules": "critics", "as_of": "2022-12-31"})
    assert "Open a WGAD case" not in told.content.decode()  # what critics say opens nothing
    made = desk.worker.post(f"/amnesties/{DECREE}/case/", {"person": who, "as_of": "2022-12-31"})
    assert made.status_code == 302
    case = cases.get(made.headers["Location"].split("/")[2])
    assert case.procedure == "WGAD"
    assert cases.latest(cases.answers_of(case.id), case.members[0].person)["wgad_category"].value in (
        "I",
        ["I"],
    )
    assert desk.other.get(made.headers["Location"]).status_code == 404
    monkeypatch.setattr(look, "audited", real)
    refused = desk.worker.post(f"/amnesties/{DECREE}/case/", {"person": who, "as_of": "2022-12-31"})
    assert refused.status_code == 409
    assert len([one for one in cases.all_cases() if one.procedure == "WGAD"]) == 1


def test_a_list_of_released_people_is_matched_by_the_operator_and_not_kept(desk: Desk, monkeypatch) -> None:
    content = "الاسم الكامل,اسم الأم,تاريخ الاعتقال\n" + " ".join(person(1)) + ",,\nنايف مازن الغريب,,\n"
    where = f"/amnesties/{DECREE}/releases/"

    def form() -> dict[str, object]:
        file = SimpleUploadedFile("released.csv", content.encode())
        return {"file": file, "rules": "text", "as_of": "2022-12-31"}

    assert desk.worker.post(where, form()).status_code == 404
    started: list[str] = []

    monkeypatch.setattr(amnesty_cases, "start", web_site.start_of(desk.site, started))
    assert desk.keyboard.post(where, form()).status_code == 302
    sealed = {path.name for path in desk.site.register.vault.rglob("*") if path.is_file()}
    done = work.run(desk.site.register, started[0])
    assert done.state is jobs.State.DONE, done.problem
    assert done.result["matched"]["rows"] == 2
    page = desk.keyboard.get(f"/amnesties/{DECREE}/", {"job": started[0]}).content.decode()
    assert 'id="matched"' in page
    assert desk.worker.get(f"/amnesties/{DECREE}/", {"job": started[0]}).status_code == 404
    assert sealed == {path.name for path in desk.site.register.vault.rglob("*") if path.is_file()}
    assert "نايف" not in json.dumps(done.result, ensure_ascii=False)


def test_an_audit_on_the_page_of_the_operator_is_that_of_the_command_line(desk: Desk) -> None:
    made = audit_work.audited(
        desk.site.register, decree_id=DECREE, rule_set="text", as_of=date(2022, 12, 31), at=clock.now()
    ).audit
    page = desk.keyboard.post(
        f"/amnesties/{DECREE}/", {"rules": "text", "as_of": "2022-12-31"}
    ).content.decode()
    assert f"{made.by_custody['yes']['unknown']['no']:,}" in page


def test_everything_that_was_kept_is_vouched_for(desk: Desk) -> None:
    assert verify(desk.site.register).findings == ()
