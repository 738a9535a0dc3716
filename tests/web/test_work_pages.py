"""Pages that change things: cases, consents, submissions, letters, texts; and that each stays its organisation's."""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

import web_site
from sijill import clock
from sijill.access import store as accounts
from sijill.access.model import Role
from sijill.cases import procedures
from sijill.cases import store as cases
from sijill.cases.models import EventRow
from sijill.consents import store as consents
from sijill.ledger import store as ledger
from sijill.ledger.models import Entry
from sijill.mentions import store as mentions
from sijill.mentions.model import Kind
from sijill.pipeline.verify import verify
from sijill.submissions.models import RenderingRow
from sijill.tables.files import sha256_of_bytes
from sijill.web.jobs import model as jobs
from sijill.web.jobs import work
from sijill.web.look import snapshot as snapshots
from sijill.web.look import texts as look
from sijill.web.pages import prepared
from web_site import LISTS, WebSite, canary, person

ALONE, SHARED = 1, 5  # north's list alone tells of the first; north's and south's of the second
SECRET = "Zqtestimonyx"
ANSWERS = {
    "src_name": "An invented sister",
    "src_relation": "sister",
    "src_contact": "by post",
    "follow_up_ok": "yes",
    "steps": "2013-06: asked, no answer",
    "responsible": "men of a branch",
    "actor_type": "state_intelligence",
    "narrative": "Taken at a checkpoint.",
    "risk_reviewed": "yes",
    "other_procedures": "none",
    "already_submitted": "no",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """``worker`` and ``officer`` are of the north, ``other`` (caseworker) and ``rival`` (data officer) of the south."""

    site: WebSite
    worker: Client
    officer: Client
    fresh: Client
    other: Client
    rival: Client


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("work")
    web_site.build(folder / "built" / "register")
    site = web_site.open_copy(folder / "built" / "register", folder / "register")
    yield Desk(
        site=site,
        worker=site.client("north", "caseworker"),
        officer=site.client("north", "data_officer"),
        fresh=site.client("north", "data_officer", fresh=True),
        other=site.client("south", "caseworker"),
        rival=site.client("south", "data_officer", fresh=True),
    )
    web_site.forget()


def record(desk: Desk, list_id: str, number: int) -> str:
    snapshot = snapshots.current(desk.site.register)
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == list_id]
    return mine[list(LISTS[list_id][1]).index(number)]


def person_of(client: Client, number: int) -> str:
    """As this browser finds them."""
    text = client.post("/search/", {"name": " ".join(person(number))}).content.decode()
    found = re.search(r"/persons/(\w+)/", text)
    assert found is not None
    return found[1]


def opened(desk: Desk, client: Client, procedure: str, number: int = ALONE) -> str:
    made = client.post(f"/persons/{person_of(client, number)}/case/", {"procedure": procedure})
    assert made.status_code == 302
    return made.headers["Location"].split("/")[2]


def answered(client: Client, case: str, answers: dict[str, str]) -> None:
    form = dict(answers) | {f"has-{name}": "1" for name in answers}
    assert client.post(f"/cases/{case}/answers/", form).status_code == 302


def consent(client: Client, number: int, **more: str) -> str:
    """Keeps a word; its id."""
    given = {
        "purpose": "un_wgeid",
        "state": "given",
        "capacity": "next_of_kin",
        "form": "written",
        "date": "2025-01-05",
    }
    who = person_of(client, number)
    assert client.post(f"/persons/{who}/consents/add/", given | more).status_code == 302
    return consents.everything()[-1].id


def last_detail(action: str) -> dict[str, object]:
    found = json.loads(Entry.objects.filter(action=action).latest("seq").payload)["detail"]
    assert isinstance(found, dict)
    return found


def test_a_procedure_says_what_it_is_for_and_what_it_excludes(desk: Desk) -> None:
    who = person_of(desk.worker, ALONE)
    text = desk.worker.get(f"/persons/{who}/case/").content.decode()
    assert text.count('name="procedure"') == 9
    assert "not beside" in text
    assert "Submit to WGEID" in text
    assert desk.other.get(f"/persons/{who}/case/").status_code == 404
    assert desk.officer.get(f"/persons/{who}/case/").status_code == 404  # no caseworker


def test_a_case_is_opened_answered_and_its_own_organisation_s(desk: Desk) -> None:
    case = opened(desk, desk.worker, "WGEID")
    assert cases.get(case).state == "draft"
    page = desk.worker.get(f"/cases/{case}/answers/").content.decode()
    assert 'name="src_name"' in page
    assert "wgad_category" not in page
    answered(desk.worker, case, ANSWERS)
    kept = cases.latest(cases.answers_of(case))
    assert kept["steps"].value == ["2013-06: asked, no answer"]
    assert kept["risk_reviewed"].value is True
    before = len(cases.answers_of(case))
    answered(
        desk.worker, case, ANSWERS | {"src_contact": ""}
    )  # only what changed is kept; empty takes it back
    assert len(cases.answers_of(case)) == before + 1
    assert "src_contact" not in cases.latest(cases.answers_of(case))
    for part in ("", "answers/", "submission/"):
        assert desk.other.get(f"/cases/{case}/{part}").status_code == 404
    assert desk.other.post(f"/cases/{case}/answers/", {"has-steps": "1", "steps": "x"}).status_code == 404
    assert last_detail("denied.change_cases")["kind"] == "case"


def test_an_answer_that_is_no_code_is_refused_in_words(desk: Desk) -> None:
    case = opened(desk, desk.worker, "WGEID")
    form = {"has-src_relation": "1", "src_relation": "neighbourhood cat"}
    refused = desk.worker.post(f"/cases/{case}/answers/", form)
    assert refused.status_code == 409
    assert cases.answers_of(case) == []


def test_what_came_in_is_sealed_and_comes_out_as_an_attachment(desk: Desk) -> None:
    case = opened(desk, desk.worker, "WGEID")
    content = b"%PDF-1.4 an invented reply <script>"
    sent = {
        "direction": "in",
        "day": "2026-01-05",
        "kind": "reply",
        "counterpart": "An office",
        "reference": "REF-77",
        "file": SimpleUploadedFile("../../reply \u202e.pdf", content),
    }
    assert desk.worker.post(f"/cases/{case}/letters/", sent).status_code == 302
    (letter,) = cases.communications_of(case)
    assert letter.file == "reply .pdf"
    assert letter.sha256 == sha256_of_bytes(content)
    where = f"/cases/{case}/letters/{letter.id}/file/"
    got = desk.worker.get(where)
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert b"".join(got.streaming_content) == content  # type: ignore[attr-defined]
    assert desk.other.get(where).status_code == 404
    assert not any((desk.site.root / ".uploads").iterdir())
    late = {**sent, "day": "2199-01-01", "file": SimpleUploadedFile("b.txt", b"never kept")}
    assert desk.worker.post(f"/cases/{case}/letters/", late).status_code == 409
    assert len(cases.communications_of(case)) == 1


def test_nothing_is_sent_without_consent_whatever_the_reason(desk: Desk) -> None:
    case = opened(desk, desk.worker, "WGAD")
    form = {"event": "submitted", "day": clock.now().date().isoformat()}
    page = desk.worker.get(f"/cases/{case}/").content.decode()
    wanted = re.findall(r'name="(despite-\w+)"', page)
    assert "despite-consent" not in wanted
    refused = desk.worker.post(
        f"/cases/{case}/events/", form | {"despite-consent": "x"} | dict.fromkeys(wanted, "urgent")
    )
    assert refused.status_code == 409
    assert "Consent" in refused.content.decode()
    noted = last_detail("look.change_cases")
    assert (noted["refusal"], noted["cases"]) == ("UsageError", [case])
    assert "consent" in noted["refused"]  # type: ignore[operator]
    assert cases.get(case).state == "draft"
    consent(desk.worker, ALONE, purpose="un_wgad")
    done = desk.worker.post(
        f"/cases/{case}/events/",
        form
        | dict.fromkeys(wanted, "urgent")
        | {"direction": "out", "kind": "e-mail", "counterpart": "WGAD"},
    )
    assert done.status_code == 302, done.content.decode()[:2000]
    now = cases.get(case)
    assert now.state == "submitted"
    assert "refusal" not in last_detail("look.change_cases")
    assert now.events[-1].communication == cases.communications_of(case)[-1].id
    assert cases.communications_of(case)[-1].kind == "e-mail"


def ready(desk: Desk) -> str:
    """A case of the north's in which nothing is missing."""
    case = opened(desk, desk.worker, "WGEID", 6)
    answered(desk.worker, case, ANSWERS)
    consent(desk.worker, 6)
    return case


def test_a_limit_is_asked_about_on_the_day_of_sending(desk: Desk) -> None:
    case = ready(desk)
    wanted = {"despite-responsible": "urgent", "despite-place": "urgent", "event": "submitted"}
    refused = desk.worker.post(f"/cases/{case}/events/", {**wanted, "day": "2012-01-01"})
    assert refused.status_code == 409
    told = html.unescape(refused.content.decode())
    assert next(one.name.en for one in procedures.load("WGEID").requirements if one.id == "date") in told
    done = desk.worker.post(f"/cases/{case}/events/", {**wanted, "day": clock.now().date().isoformat()})
    assert done.status_code == 302, done.content.decode()[:2000]


def test_an_event_that_is_refused_keeps_no_letter(desk: Desk) -> None:
    case = ready(desk)
    sent = {
        "despite-responsible": "urgent",
        "despite-place": "urgent",
        "despite-not_already_submitted": "another",
    }
    today = clock.now().date().isoformat()
    assert (
        desk.worker.post(f"/cases/{case}/events/", {**sent, "event": "submitted", "day": today}).status_code
        == 302
    )
    form = {"event": "registered", "day": today, "direction": "in", "kind": "reply"}
    for track, status, kept in (("bogus", 409, 0), ("urgent", 302, 1)):
        file = SimpleUploadedFile("reply.txt", f"an invented reply {track}".encode())
        answer = desk.worker.post(f"/cases/{case}/events/", {**form, "detail-track": track, "file": file})
        assert answer.status_code == status
        assert len(cases.communications_of(case)) == kept


def joined(desk: Desk) -> int:
    """Somebody whose records of north and south the register takes for one person."""
    snapshot = snapshots.current(desk.site.register)
    for number in LISTS["lamp"][1]:
        if number in LISTS["cedar"][1]:
            places = [snapshot.number_of[record(desk, name, number)] for name in ("cedar", "lamp")]
            if len({int(snapshot.person[place]) for place in places}) == 1:
                return number
    raise AssertionError("the two lists share nobody")


def test_an_event_out_of_turn_is_shown_as_one(desk: Desk) -> None:
    """As two writers could once put it there; the second is kept and changes nothing."""
    case = opened(desk, desk.worker, "WGEID")
    for number in (1, 2):
        row = EventRow(
            case_id=case, event="given_up", day="2026-01-05", details="{}", despite="{}", at="", by="user:x"
        )
        with transaction.atomic():
            row.save(force_insert=True)
            ledger.append("case.event", actor="test", at=clock.now(), rows=[row])
        text = desk.worker.get(f"/cases/{case}/").content.decode()
        assert text.count("changes nothing") == number - 1


def test_a_hidden_refusal_is_named_and_not_explained(desk: Desk) -> None:
    """South keeps a refusal about its own record; north's page shows consent, and nothing leaves all the same."""
    number = joined(desk)
    case = opened(desk, desk.worker, "WGEID", number)
    answered(desk.worker, case, ANSWERS)
    mine = consent(desk.worker, number)
    theirs = consent(desk.other, number, state="refused", capacity="self", giver="F-SECRET")
    page = desk.worker.get(f"/cases/{case}/").content.decode()
    assert "Consent was given." in page
    refused = desk.worker.post(
        f"/cases/{case}/events/", {"event": "submitted", "day": clock.now().date().isoformat()}
    )
    assert refused.status_code == 409
    told = refused.content.decode() + page + desk.worker.get(f"/cases/{case}/submission/").content.decode()
    assert "Something you may not see stands against it" in told
    for word in ("F-SECRET", theirs, "Consent was refused", record(desk, "lamp", number)):
        assert word not in told
    desk.worker.post(f"/cases/{case}/submission/render/", {"format": ["json"], "language": ["en"]})
    assert not RenderingRow.objects.filter(case=case).exists()
    who = person_of(desk.worker, number)
    shown = desk.worker.get(f"/persons/{who}/consents/").content.decode()
    assert mine in shown
    assert theirs not in shown
    assert "F-SECRET" not in shown


def test_consents_of_one_s_own_records_are_kept_shown_and_ended(desk: Desk) -> None:
    number = 2
    word = consent(desk.worker, number, purpose="iimp", giver="F-12", expires="2030-01-01", excludes="mother")
    made = consents.get(word)
    assert made.excludes == ("mother",)
    assert made.records == (record(desk, "cedar", number),)
    who = person_of(desk.worker, number)
    page = desk.worker.get(f"/persons/{who}/consents/").content.decode()
    assert word in page
    assert "F-12" in page
    assert 'class="tag good">allowed' in page
    assert desk.other.get(f"/persons/{who}/consents/").status_code == 404
    assert (
        desk.worker.post(
            f"/persons/{who}/consents/end/", {"consent": word, "state": "withdrawn", "date": "2026-01-02"}
        )
        .headers["Location"]
        .endswith("/consents/")
    )
    page = desk.worker.get(f"/persons/{who}/consents/").content.decode()
    assert 'class="tag good">allowed' not in page
    assert "it was withdrawn" in page
    assert (
        desk.other.post(f"/persons/{who}/consents/end/", {"consent": word, "state": "expired"}).status_code
        == 404
    )


def test_what_was_sent_already_is_told_with_its_day_in_order(desk: Desk) -> None:
    number = 3
    case = opened(desk, desk.worker, "WGAD", number)
    word = consent(desk.worker, number, purpose="un_wgad")
    wanted = re.findall(r'name="(despite-\w+)"', desk.worker.get(f"/cases/{case}/").content.decode())
    day = clock.now().date().isoformat()
    sent = {"event": "submitted", "day": day} | dict.fromkeys(wanted, "urgent")
    assert desk.worker.post(f"/cases/{case}/events/", sent).status_code == 302
    page = desk.worker.post(
        f"/persons/{person_of(desk.worker, number)}/consents/end/",
        {"consent": word, "state": "withdrawn", "date": day},
        headers={"Accept-Language": "ar"},
        follow=True,
    ).content.decode()
    (told,) = re.findall(r'<p class="note warning">(.*?)</p>', page)
    assert re.search("[ء-ي]", told)
    assert f'<bdi dir="ltr">{day}</bdi>' in told
    assert f'<bdi dir="ltr">{case}</bdi>' in told


def test_the_audit_of_a_consent_names_nobody(desk: Desk) -> None:
    consent(desk.worker, 3, giver="F-99", wording="read out")
    payload = Entry.objects.filter(action="look.change_consents").latest("seq").payload
    assert "F-99" not in payload
    assert canary("cedar", "name", 3) not in payload


def test_a_submission_is_refused_then_rendered_and_handed_out_while_consent_stands(desk: Desk) -> None:
    number = 0
    case = opened(desk, desk.worker, "IIMP", number)
    where = f"/cases/{case}/submission/"
    page = desk.worker.get(where).content.decode()
    assert 'class="tag bad">refused' in page
    form = {"format": ["pdf", "json"], "language": ["en", "ar"]}
    desk.worker.post(where + "render/", form)
    assert not RenderingRow.objects.filter(case=case).exists()
    word = consent(desk.worker, number, purpose="iimp")
    assert desk.worker.post(where + "render/", form).status_code == 302
    row = RenderingRow.objects.get(case=case)
    page = desk.worker.get(where).content.decode()
    for file in prepared.names_of(row):
        assert file["sha256"] in page
        got = desk.worker.get(f"{where}{row.id}/{file['name']}")
        assert sha256_of_bytes(got.content) == file["sha256"]
        assert got.headers["Content-Disposition"].startswith("attachment")
    everything = desk.worker.get(f"{where}{row.id}/{prepared.ALL}").content
    names = zipfile.ZipFile(io.BytesIO(everything)).namelist()
    assert sorted(names) == sorted(one["name"] for one in prepared.names_of(row))
    assert desk.other.get(f"{where}{row.id}/manifest.json").status_code == 404
    for secret in ("informant", "phone"):
        assert canary("cedar", secret, number).encode() not in everything
    told = b"".join(
        zipfile.ZipFile(io.BytesIO(everything)).read(name) for name in names if name.endswith(".json")
    )
    assert canary("cedar", "name", number).encode() in told  # otherwise the line above proves nothing
    path = prepared.folder_of(desk.site.register, row.id) / "manifest.json"
    good = path.read_bytes()
    path.write_bytes(good + b" ")
    assert desk.worker.get(f"{where}{row.id}/manifest.json").status_code == 404  # not what was rendered
    path.write_bytes(good)
    who = person_of(desk.worker, number)
    desk.worker.post(f"/persons/{who}/consents/end/", {"consent": word, "state": "withdrawn"})
    assert not prepared.is_kept(desk.site.register, row)
    refused = desk.worker.get(f"{where}{row.id}/manifest.json")
    assert refused.status_code == 302
    assert refused.headers["Location"] == where


def test_a_release_is_printed_after_a_named_person_looked_at_it(desk: Desk) -> None:
    number = 3
    text = received(desk, desk.officer, a_text(number), level="organisation", name="release.txt")
    sight = sight_of(desk, desk.site.users["north", "data_officer"])
    marks = look.look(sight, mentions.document(text)).marks  # type: ignore[arg-type]
    day = next(one for one in marks if one.suggestion.kind is Kind.DATE)
    who = person_of(desk.officer, number)
    form = {"kind": "date", "at": day.number, "start": day.suggestion.start, "end": day.suggestion.end}
    desk.officer.post(f"/texts/{text}/accept/", form | {"person": who, "property": "release.date"})
    case = opened(desk, desk.worker, "IIIM", number)
    where = f"/cases/{case}/submission/"
    page = desk.worker.get(where).content.decode()
    assert 'id="ends"' in page
    member = cases.get(case).members[0].person
    review = {"person": member, "end": "release"}
    assert desk.worker.post(where + "review/", review).status_code == 409  # why?
    assert desk.other.post(where + "review/", review | {"reason": "x"}).status_code == 404
    desk.worker.post(where + "review/", review | {"reason": "the family confirmed it"})
    kept = cases.latest(cases.answers_of(case), member)["reviewed.release"].value
    assert kept["reviewer"] == "north.caseworker"
    assert 'id="ends"' not in desk.worker.get(where).content.decode()


def test_consent_taken_back_elsewhere_stops_the_download_too(desk: Desk) -> None:
    number = 6
    case = opened(desk, desk.worker, "IIMP", number)
    word = consent(desk.worker, number, purpose="iimp")
    where = f"/cases/{case}/submission/"
    desk.worker.post(where + "render/", {"format": ["json"], "language": ["en"]})
    row = RenderingRow.objects.get(case=case)
    assert desk.worker.get(f"{where}{row.id}/manifest.json").status_code == 200
    consents.withdraw(word, date=date(2026, 1, 1), at=clock.now(), by="operator:test")  # at the keyboard
    assert desk.worker.get(f"{where}{row.id}/manifest.json").status_code == 302


def test_another_organisation_s_claims_are_not_printed(desk: Desk) -> None:
    number = joined(desk)
    case = opened(desk, desk.worker, "IIIM", number)
    consent(desk.worker, number, purpose="iiim")
    where = f"/cases/{case}/submission/"

    def printed() -> bytes:
        assert (
            desk.worker.post(where + "render/", {"format": ["json"], "language": ["en"]}).status_code == 302
        )
        row = RenderingRow.objects.filter(case=case).latest("number")
        return b"".join(
            prepared.content(desk.site.register, row, one["name"]) for one in prepared.names_of(row)
        ).lower()

    made = printed()
    assert b"zqcedar" in made
    assert b"zqlamp" not in made
    assert record(desk, "lamp", number).encode() not in made


def test_a_letter_names_those_who_agreed(desk: Desk) -> None:
    case = opened(desk, desk.worker, "LETTER", 4)
    where = f"/cases/{case}/submission/"
    refused = desk.worker.post(where + "render/", {"format": ["json"], "language": ["en"]})
    assert refused.status_code == 409  # to whom?
    answered(desk.worker, case, {"letter_recipient": "An invented ministry"})
    page = desk.worker.get(where).content.decode()
    assert "An invented ministry" in page
    desk.worker.post(where + "render/", {"format": ["json"], "language": ["en"]})
    row = RenderingRow.objects.filter(case=case).latest("number")
    assert json.loads(row.persons) == []
    consent(desk.worker, 4, purpose="letters", recipient="An invented ministry")
    desk.worker.post(where + "render/", {"format": ["json"], "language": ["en"]})
    named = RenderingRow.objects.filter(case=case).latest("number")
    assert json.loads(named.persons) == [person_of(desk.worker, 4)]
    assert desk.worker.get(f"{where}{named.id}/manifest.json").status_code == 200


def test_due_and_the_calendar_hold_own_cases_and_no_name(desk: Desk) -> None:
    case = opened(desk, desk.worker, "WGEID", 7)
    consent(desk.worker, 7, expires="2031-05-05")
    page = desk.worker.get("/cases/due/").content.decode()
    assert case in page
    calendar = desk.worker.get("/cases/calendar/")
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    text = calendar.content.decode()
    assert "DTSTART;VALUE=DATE:20310505" in text
    assert "zqcedar" not in text.casefold()
    assert case not in desk.other.get("/cases/due/").content.decode()
    assert case not in desk.other.get("/cases/calendar/").content.decode()
    assert desk.worker.get("/cases/due/?within=7").status_code == 200


def test_persons_are_put_in_and_taken_out_with_a_reason(desk: Desk) -> None:
    case = opened(desk, desk.worker, "WGEID", 2)
    other = person_of(desk.worker, 3)
    desk.worker.post(f"/cases/{case}/persons/", {"person": other, "act": "join"})
    assert len(cases.get(case).members) == 2
    assert desk.worker.post(f"/cases/{case}/persons/", {"person": other, "act": "leave"}).status_code == 409
    desk.worker.post(f"/cases/{case}/persons/", {"person": other, "act": "leave", "reason": "a mistake"})
    assert len(cases.get(case).members) == 1
    hidden = snapshots.current(desk.site.register)
    stranger = hidden.person_ids[int(hidden.person[hidden.number_of[record(desk, "olive", 13)]])]
    refused = desk.worker.post(f"/cases/{case}/persons/", {"person": stranger, "act": "join"})
    assert refused.status_code == 404


# --- texts ---------------------------------------------------------------------------------------------------------


def received(
    desk: Desk, client: Client, text: str, *, level: str = "sealed", name: str = "report.txt"
) -> str:
    """Uploaded as the form does; the job is done here, in this process."""
    form = {
        "file": SimpleUploadedFile(name, text.encode()),
        "publisher": "Invented Observers",
        "title": "An invented report",
        "published": "2022-11-20",
        "level": level,
    }
    kept = work.run
    started: list[str] = []
    from sijill.web.pages import texts as pages

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "start", web_site.start_of(desk.site, started))
        assert client.post("/texts/add/", form).status_code == 302
    done = kept(desk.site.register, started[0])
    assert done.state is jobs.State.DONE, done.problem
    return str(done.result["text"])


def a_text(number: int) -> str:
    name = " ".join(person(number))
    return f"{SECRET}. قال الشهود إن {name} أُفرج عنه في 5 أيار 2022. The observers counted 7,351 released detainees."


def test_a_sealed_text_opens_after_a_second_factor_and_to_its_own(desk: Desk) -> None:
    text = received(desk, desk.officer, a_text(ALONE))
    assert mentions.terms()[text].organisation == "north"
    listed = desk.officer.get("/texts/").content.decode()
    assert text in listed
    assert SECRET not in listed
    where = f"/texts/{text}/"
    closed = desk.officer.get(where)
    assert closed.status_code == 302
    assert closed.headers["Location"].startswith("/account/confirm/")
    page = desk.fresh.get(where).content.decode()
    assert SECRET in page
    assert last_detail("look.read_texts")["text"] == text
    for client in (desk.other, desk.rival, desk.site.client("west", "data_officer", fresh=True)):
        assert client.get(where).status_code == 404
        assert text not in client.get("/texts/").content.decode() if client is not desk.other else True
    desk.fresh.post(where + "terms/", {"level": "organisation"})
    assert SECRET in desk.officer.get(where).content.decode()
    assert SECRET in desk.worker.get(where).content.decode()
    assert desk.rival.get(where).status_code == 404
    assert desk.site.client("north", "reader").get(where).status_code == 404


def test_the_same_file_of_another_organisation_is_another_text(desk: Desk) -> None:
    one = received(desk, desk.officer, "The same words of 2021.", level="organisation")
    two = received(desk, desk.rival, "The same words of 2021.", level="organisation")
    assert one != two
    assert desk.rival.get(f"/texts/{one}/").status_code == 404
    assert desk.rival.get(f"/texts/{two}/").status_code == 200


def test_suggestions_come_from_records_the_viewer_sees(desk: Desk) -> None:
    """Olive's people are in the register; north may not learn it from a text."""
    hidden = 14
    text = received(desk, desk.officer, a_text(hidden), level="organisation", name="hidden.txt")
    row = mentions.document(text)
    sight = sight_of(desk, desk.site.users["north", "data_officer"])
    marks = look.look(sight, row).marks
    assert Kind.PERSON not in {one.suggestion.kind for one in marks}
    page = desk.officer.get(f"/texts/{text}/").content.decode()
    assert "zqolive" not in page.casefold()
    everything = sights_of_everything(desk)
    assert Kind.PERSON in {
        one.suggestion.kind for one in look.look(everything, row).marks
    }  # the negative control


def sight_of(desk: Desk, user: object) -> object:
    from sijill.access.filter import visible
    from sijill.access.model import Purpose
    from sijill.web import actors
    from sijill.web.look import sight as sights

    actor = actors.actor_of_user(user, at=clock.now())  # type: ignore[arg-type]
    return sights.of(snapshots.current(desk.site.register), visible(actor, Purpose.CASEWORK))


def sights_of_everything(desk: Desk) -> object:
    from sijill.web.look import sight as sights

    return sights.of(snapshots.current(desk.site.register), web_site.everything())


def test_a_passage_becomes_a_claim_of_its_own_organisation_and_can_be_taken_back(desk: Desk) -> None:
    text = received(desk, desk.officer, a_text(SHARED), level="organisation", name="shared.txt")
    where = f"/texts/{text}/"
    who = person_of(desk.officer, SHARED)
    sight = sight_of(desk, desk.site.users["north", "data_officer"])
    marks = look.look(sight, mentions.document(text)).marks  # type: ignore[arg-type]
    day = next(one for one in marks if one.suggestion.kind is Kind.DATE)
    assert day.suggestion.quote == "5 أيار 2022"
    page = desk.officer.get(f"{where}?at={day.number}").content.decode()
    assert f'value="{who}"' in page  # the name nearest to the day
    form = {
        "kind": "date",
        "at": day.number,
        "start": day.suggestion.start,
        "end": day.suggestion.end,
        "person": who,
        "property": "release.date",
        "reason": "named in the sentence",
    }
    assert desk.officer.post(where + "accept/", form).status_code == 302
    (claim,) = [one for one in mentions.claims() if one.document_id == text]
    assert claim.value == "5 أيار 2022"
    assert claim.record == record(desk, "cedar", SHARED)
    mine = desk.worker.get(f"/persons/{who}/").content.decode()
    assert "Out of texts" in mine
    theirs = desk.other.get(f"/persons/{person_of(desk.other, SHARED)}/").content.decode()
    assert "Out of texts" not in theirs
    assert "5 أيار 2022" not in theirs
    again = desk.officer.post(where + "accept/", form)
    assert again.status_code == 409
    assert desk.rival.post(where + "undo/", {"number": claim.pk}).status_code == 404
    assert desk.worker.post(where + "undo/", {"number": claim.pk}).status_code == 404  # no data officer
    desk.officer.post(where + "undo/", {"number": claim.pk})
    assert not [one for one in mentions.claims() if one.document_id == text]


def test_a_passed_over_suggestion_stays_passed_over_until_it_is_opened_again(desk: Desk) -> None:
    text = received(desk, desk.officer, a_text(2), level="organisation", name="passed.txt")
    row = mentions.document(text)
    sight = sight_of(desk, desk.site.users["north", "data_officer"])
    mark = look.look(sight, row).marks[0]  # type: ignore[arg-type]
    form = {
        "kind": mark.kind,
        "start": mark.suggestion.start,
        "end": mark.suggestion.end,
        "at": mark.number,
    }
    desk.officer.post(f"/texts/{text}/pass/", form)
    assert look.look(sight, row).marks[0].state == "passed"  # type: ignore[arg-type]
    desk.officer.post(f"/texts/{text}/pass/", form | {"again": "1"})
    assert look.look(sight, row).marks[0].state == "open"  # type: ignore[arg-type]


def test_two_counts_of_one_thing_stand_beside_each_other(desk: Desk) -> None:
    text = received(desk, desk.officer, a_text(3), level="organisation", name="counts.txt")
    sight = sight_of(desk, desk.site.users["north", "data_officer"])
    marks = look.look(sight, mentions.document(text)).marks  # type: ignore[arg-type]
    figure = next(one for one in marks if one.suggestion.kind is Kind.FIGURE)
    form = {
        "kind": "figure",
        "at": figure.number,
        "start": figure.suggestion.start,
        "end": figure.suggestion.end,
        "measure": "released_all_decrees",
        "as_of": "2022-10",
        "source": "Invented Observers",
        "definition": "Zqdefinitionx released under all decrees",
    }
    assert desk.officer.post(f"/texts/{text}/accept/", form).status_code == 302
    page = desk.officer.get("/texts/counts/").content.decode()
    assert "Zqdefinitionx" in page
    assert "7,531" in page
    assert "7,351" in page
    assert "cannot all be right" in page
    assert "Zqdefinitionx" not in desk.rival.get("/texts/counts/").content.decode()


def test_a_page_of_a_long_text_stays_light(desk: Desk) -> None:
    many = "\n".join(
        f"The observers counted {number},351 detainees on {1 + number % 28} May 2014."
        for number in range(10, 900)
    )
    text = received(desk, desk.officer, many, level="organisation", name="long.txt")
    for address in (
        f"/texts/{text}/",
        f"/texts/{text}/?part=3",
        f"/texts/{text}/?at=900",
        f"/texts/{text}/?part=99999",
    ):
        page = desk.officer.get(address)
        assert page.status_code == 200
        assert len(page.content) < 100_000, address


def test_pages_in_arabic_are_arabic(desk: Desk) -> None:
    case = opened(desk, desk.worker, "WGEID", 0)
    who = person_of(desk.worker, 0)
    wanted = [f"/cases/{case}/{part}" for part in ("", "answers/", "submission/")]
    wanted += [f"/persons/{who}/{part}/" for part in ("case", "consents")]
    for where in (*wanted, "/cases/due/", "/texts/"):
        text = desk.worker.get(where, headers={"accept-language": "ar"}).content.decode()
        assert 'dir="rtl"' in text
        body = re.sub(r"<[^>]+>|Zq\w+", " ", text.split("<main", 1)[1])
        latin = re.findall(r"[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}", body)
        assert latin == [], (where, latin[:3])


def test_everything_that_was_kept_is_vouched_for(desk: Desk) -> None:
    assert verify(desk.site.register).findings == ()


def test_roles_that_do_no_casework_see_none_of_it(desk: Desk) -> None:
    who = person_of(desk.worker, 0)
    for role in (Role.READER, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.REPORT_VIEWER):
        client = desk.site.client("north", role.value)
        for where in (f"/persons/{who}/case/", f"/persons/{who}/consents/", "/cases/due/", "/texts/"):
            assert client.get(where).status_code == 404, (role, where)
    assert accounts.all_users()


def test_no_rendered_file_lies_in_a_backup(desk: Desk, tmp_path: Path) -> None:
    from sijill.pipeline.backup import backup

    assert any((desk.site.root / prepared.FOLDER).iterdir())
    target = tmp_path / "kept.tar"
    backup(desk.site.register, target)
    import tarfile

    with tarfile.open(target) as archive:
        assert not [name for name in archive.getnames() if prepared.FOLDER in name or ".uploads" in name]
