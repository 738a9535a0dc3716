"""A passage that a person accepted out of a text is checked, printed and cited like a cell; invented text only."""

from pathlib import Path

import pytest

import submission_world as world
from conftest import ACTOR, NOW
from sijill.mentions import store as mentions
from sijill.pipeline import cases as work
from sijill.pipeline import texts
from sijill.pipeline.submit import submit
from sijill.submissions import check_submission

INFORMANT = "Wafaa Canaryson"
TEXT = f"The observers wrote: he was freed on 5 May 2022 in Homs. {INFORMANT} told it.\n"
DAY = "5 May 2022"
PUBLISHER = "Invented Observers"


@pytest.mark.usefixtures("register")
def test_a_passage_is_cited_with_its_letters_and_its_file_is_evidence(tmp_path: Path, capsys) -> None:
    folder = tmp_path / "world"
    folder.mkdir()
    register = world.make(folder)
    person = world.people_of(register)[0]
    world.consent(register, person, "un_wgeid")
    case = world.open_case(register, "WGEID", [person])
    before = work.matters(register, case, on=NOW.date())[0].person.statements
    assert not any(one.claim.in_text for one in before)

    path = tmp_path / "press.txt"
    path.write_text(TEXT, encoding="utf-8")
    document = mentions.receive(register, path, publisher=PUBLISHER, at=NOW, actor=ACTOR).document
    for prop, words in (("release.date", DAY), ("informant.name", INFORMANT)):
        start = TEXT.index(words)
        texts.accept(
            register, document.id, person=person, prop=prop, start=start, end=start + len(words),
            at=NOW, actor=ACTOR,
        )  # fmt: skip
    start = TEXT.index(DAY)

    found = work.check(register, case.id, on=NOW.date()).findings
    locator = f"page 1, letters {start}-{start + len(DAY)}"
    assert any(locator in ref for one in found for ref in one.claims), "no requirement saw the passage"

    seen = {"reviewer": "Invented Reviewer", "reason": "the text was read", "at": NOW, "by": ACTOR}
    work.review_end(register, case.id, person, "release", **seen)
    out = tmp_path / "out"
    done = submit(
        register, case.id, formats=("json", "pdf", "docx"), languages=("en", "ar"), out=out,
        at=NOW, actor=ACTOR, with_proofs=True,
    )  # fmt: skip
    manifest = world.manifest_of(out)
    (cited,) = [
        note["claim"] for note in manifest["sources"]["en"] if note.get("claim", {}).get("cell") == locator
    ]
    assert (cited["page"], cited["start"], cited["end"]) == (1, start, start + len(DAY))
    assert (cited["file_sha256"], cited["said_by"]) == (document.sha256, PUBLISHER)
    assert document.sha256 in {one["sha256"] for one in manifest["evidence"]}
    assert document.sha256 in manifest["ledger"]["proofs"].values()
    told = [world.squeeze(row["text"]) for row in done.documents[0].data["sources"]["rows"]]
    place = f"{PUBLISHER}: press.txt, page 1, letters {start} to {start + len(DAY)} ("
    assert any(world.squeeze(place) in text for text in told)
    assert world.leaks(out, (INFORMANT,)) == []
    assert check_submission.main([str(out), "--original", str(path)]) == 0
    assert "press.txt" in capsys.readouterr().out
