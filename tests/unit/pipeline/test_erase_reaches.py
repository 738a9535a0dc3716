"""Erasing a record reaches what people accepted out of texts about it, and names what it leaves to a person."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.cases import store as cases
from sijill.cases.model import Direction
from sijill.cli.main import run
from sijill.errors import NotFoundError, UsageError
from sijill.mentions import store as mentions
from sijill.mentions.models import AcceptedClaim
from sijill.persons import store as persons
from sijill.pipeline import cases as work
from sijill.pipeline import texts
from sijill.pipeline.backup import backup, restore
from sijill.pipeline.erase import erase_record
from sijill.pipeline.unify import Unified, unify
from sijill.pipeline.verify import verify
from sijill.submissions import kept_files
from sijill.tables import database
from sijill.tables import register as registers

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest", "Date of arrest")
ROWS = (
    ("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh", "2013-06-05"),
    ("Tarek Nabil Qassab", "Mona", "1977", "Homs", "2011-11"),
)
CANARY = "bakery-canary-0517"
TEXT = f"Samer was taken near {CANARY} in June. Tarek was taken in Homs.\n"


@pytest.fixture
def made(write_list: WriteList, tmp_path: Path) -> Iterator[Unified]:
    yield unify([write_list("cedar.csv", HEADER, ROWS)], tmp_path / "r", at=NOW, actor=ACTOR)
    database.close()


def records_of(made: Unified) -> list[str]:
    return [f"{made.taken[0].accession.id}-{row}" for row in (1, 2)]


def accept(made: Unified, document: str, record: str, words: str) -> AcceptedClaim:
    person = persons.person_of(made.register, record)
    assert person is not None
    start = TEXT.index(words)
    return texts.accept(
        made.register, document, person=person, prop="arrest.place", start=start, end=start + len(words),
        at=NOW, actor=ACTOR,
    )  # fmt: skip


def receive(made: Unified, tmp_path: Path) -> str:
    path = tmp_path / "press.txt"
    path.write_text(TEXT, encoding="utf-8")
    return mentions.receive(
        made.register, path, publisher="Invented Observers", at=NOW, actor=ACTOR
    ).document.id


def bytes_with(root: Path, words: str) -> list[str]:
    return sorted(
        {
            path.relative_to(root).parts[0]
            for path in root.rglob("*")
            if path.is_file() and words.encode() in path.read_bytes()
        }
    )


@pytest.mark.usefixtures("store")
def test_passages_about_the_record_go_with_it_and_others_stay(made: Unified, tmp_path: Path) -> None:
    first, second = records_of(made)
    document = receive(made, tmp_path)
    gone, other = accept(made, document, first, CANARY), accept(made, document, second, "Homs")
    mentions.undo_claim(gone.pk, reason="looked again", at=NOW, actor=ACTOR)
    again = accept(made, document, first, CANARY)

    done = erase_record(made.register, first, reason="asked for by the family", at=NOW, actor=ACTOR)

    assert done.passages == (str(gone.pk), str(gone.pk + 2), str(again.pk))
    assert done.remaining.texts == (document,)
    assert [row.pk for row in AcceptedClaim.objects.all()] == [other.pk]
    assert verify(made.register).clean
    # A row that only somebody's hand took out is missed as before.
    AcceptedClaim.objects.filter(pk=other.pk).delete()
    assert [(one.what, one.problem) for one in verify(made.register).findings] == [
        (f"mentions.acceptedclaim {other.pk}", "is missing")
    ]


def test_no_byte_of_the_passage_stays_in_the_database(made: Unified, tmp_path: Path) -> None:
    first, _ = records_of(made)
    accept(made, receive(made, tmp_path), first, CANARY)
    assert {"vault"} < set(bytes_with(made.register.root, CANARY))  # the scanner sees the database
    erase_record(made.register, first, reason="asked for by the family", at=NOW, actor=ACTOR)
    assert bytes_with(made.register.root, CANARY) == ["vault"]


@pytest.mark.usefixtures("store")
def test_an_erased_row_that_comes_back_is_found(made: Unified, tmp_path: Path) -> None:
    first, _ = records_of(made)
    accept(made, receive(made, tmp_path), first, CANARY)
    (row,) = AcceptedClaim.objects.all()
    erase_record(made.register, first, reason="asked for by the family", at=NOW, actor=ACTOR)
    row.save(force_insert=True)
    assert [(one.what, one.problem) for one in verify(made.register).findings] == [
        (f"mentions.acceptedclaim {row.pk}", "was erased and is still there")
    ]


@pytest.mark.usefixtures("store")
def test_after_a_restore_a_new_passage_may_take_the_number_of_an_erased_one(
    made: Unified, tmp_path: Path
) -> None:
    first, second = records_of(made)
    document = receive(made, tmp_path)
    gone = accept(made, document, first, CANARY)
    erase_record(made.register, first, reason="asked for by the family", at=NOW, actor=ACTOR)
    backup(made.register, tmp_path / "kept.tar")
    database.close()
    restore(tmp_path / "kept.tar", tmp_path / "again")
    new = mentions.accept_claim(
        mentions.document(document),
        mentions.text_of(made.register, mentions.document(document)),
        record=second, prop="arrest.place", start=0, end=5, visibility="public", reason="", at=NOW, actor=ACTOR,
    )  # fmt: skip
    assert new.pk == gone.pk
    assert verify(registers.open_register(tmp_path / "again")).clean


def test_what_remains_is_named_and_only_what_is_about_the_record(made: Unified) -> None:
    first, second = records_of(made)
    given = {
        record: work.give_consent(
            made.register, record, purpose="un_wgeid", recipient="un_wgeid", state="given",
            capacity="next_of_kin", form="written", date=date(2026, 1, 2), at=NOW, by=ACTOR,
        ).id
        for record in (first, second)
    }  # fmt: skip
    opened = {
        record: work.open_case(made.register, "WGEID", [record], at=NOW, by=ACTOR)
        for record in (first, second)
    }
    answer, letter = {}, {}
    for record, case in opened.items():
        (one,) = work.answer(case.id, {"steps": "asked at the court"}, at=NOW, by=ACTOR)
        answer[record] = one.ref
        letter[record] = cases.log(
            made.register, case.id, Direction.OUT, kind="letter", day=date(2026, 1, 3), at=NOW, by=ACTOR
        ).id
    person = persons.person_of(made.register, first)

    left = erase_record(made.register, first, reason="asked for by the family", at=NOW, actor=ACTOR).remaining

    assert left.persons == (person,)
    assert left.consents == (given[first],)
    assert left.cases == (opened[first].id,)
    assert left.answers == (answer[first],)
    assert left.letters == (letter[first],)
    assert left.submissions == left.judgements == left.passages == left.records == ()


def test_files_about_the_person_that_wait_for_a_download_go(
    made: Unified, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = records_of(made)
    monkeypatch.setattr("sijill.submissions.store.rendered_about", lambda people: ["s-1"] if people else [])
    for name in ("s-1", "s-2"):
        kept_files.folder_of(made.register, name).mkdir(parents=True)
        (kept_files.folder_of(made.register, name) / "form.pdf").write_bytes(b"names somebody")
    erase_record(made.register, first, reason="asked for by the family", at=NOW, actor=ACTOR)
    assert not kept_files.folder_of(made.register, "s-1").exists()
    assert kept_files.folder_of(made.register, "s-2").exists()  # about somebody else


def test_a_passage_accepted_before_this_reach_goes_when_the_erasure_is_asked_again(
    made: Unified, tmp_path: Path
) -> None:
    first, second = records_of(made)
    document = receive(made, tmp_path)
    erase_record(made.register, first, reason="asked for by the family", at=NOW, actor=ACTOR)
    row = mentions.document(document)
    mentions.accept_claim(
        row, mentions.text_of(made.register, row),
        record=first, prop="arrest.place", start=0, end=5, visibility="public", reason="", at=NOW, actor=ACTOR,
    )  # fmt: skip
    done = erase_record(made.register, first, reason="asked again", at=NOW, actor=ACTOR)
    assert len(done.passages) == 1
    assert done.tombstone.reason == "asked for by the family"
    with pytest.raises(UsageError, match="erased already"):
        erase_record(made.register, first, reason="asked again", at=NOW, actor=ACTOR)
    with pytest.raises(NotFoundError):
        erase_record(made.register, f"{first}0", reason="nobody", at=NOW, actor=ACTOR)
    assert verify(made.register).clean
    del second


def test_the_command_tells_people_and_programs(
    made: Unified, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = records_of(made)
    document = receive(made, tmp_path)
    accept(made, document, first, CANARY)
    accept(made, document, second, "Homs")
    root = str(made.register.root)
    with pytest.raises(SystemExit, match="0"):
        run(["erase", root, "--record", first, "--reason", "asked for", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["erased"], len(told["passages"]), told["remaining"]["texts"]) == (first, 1, [document])
    with pytest.raises(SystemExit, match="0"):
        run(["erase", root, "--record", second, "--reason", "asked for"])
    assert document in capsys.readouterr().out
