"""From a received text to accepted claims and figures; invented people and an invented publisher only."""

import json
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.cli.main import run
from sijill.errors import NotFoundError, RefusedFileError, RegisterError, UsageError
from sijill.ledger import store as ledger
from sijill.mentions import store
from sijill.mentions.figures import Figure
from sijill.mentions.model import Kind, Suggestion
from sijill.mentions.models import AcceptedClaim, Document
from sijill.persons import store as persons
from sijill.pipeline import texts, verbs
from sijill.pipeline.amnesty import audited
from sijill.pipeline.sweep import sweep
from sijill.pipeline.unify import unify
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.register import Register

HEADER = ["Name", "Father", "Mother", "Nationality", "Date of arrest", "Arrested by", "Charge", "Status"]
MID = "Military Intelligence"
ROWS = [
    ["Khaled Nabil Homsi", "Nabil", "Salma", "Syrian", "2013-03-12", MID, "financing terrorism", "Detained"],
    ["خالد سليم الحمصي", "سليم", "هدى", "سوري", "2018-10-25", MID, "", "Detained"],
    ["Nizar Akkad", "Yasin", "Huda", "Syrian", "2014-02-11", MID, "", "Detained"],
]
TEXT = (
    "On 12 March 2013 Khaled Nabil Homsi was taken to Branch 215. He was released on 5 May 2022.\n\n"
    "The observers counted 7,351 released detainees by October 2022, about 2,000 of them women.\n"
    "Law 19 of 2012 has 15 articles; see page 44.\n"
)


@pytest.fixture
def text_register(tmp_path: Path, write_list: WriteList):
    unify([write_list("people.csv", HEADER, ROWS)], tmp_path / "register", at=NOW, actor=ACTOR)
    yield registers.open_register(tmp_path / "register")
    database.close()


def received(register: Register, path: Path, **more: str) -> store.Received:
    return store.receive(register, path, publisher="Invented Observers", at=NOW, actor=ACTOR, **more)


def write(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def of(found: tuple[Suggestion, ...], kind: Kind) -> dict[str, Suggestion]:
    return {one.quote: one for one in found if one.kind is kind}


@pytest.mark.usefixtures("store")
def test_a_text_becomes_claims_only_where_a_person_accepts(text_register: Register, tmp_path: Path) -> None:
    register = text_register
    document = received(register, write(tmp_path, "press.txt", TEXT), published="2022-11-20").document
    found = texts.suggestions(register, document.id)
    assert AcceptedClaim.objects.count() == 0
    person = of(found, Kind.PERSON)["Khaled Nabil Homsi"].candidates[0].id
    day = of(found, Kind.DATE)["5 May 2022"]
    before = verbs.person(register.root, person)
    assert not any(one.claim.prop == "release.date" for one in before.statements)

    made = texts.accept(
        register, document.id, person=person, prop="release.date", start=day.start, end=day.end,
        reason="named with the branch", at=NOW, actor=ACTOR,
    )  # fmt: skip
    after = verbs.person(register.root, person)
    (claim,) = [one for one in after.statements if one.claim.prop == "release.date"]
    assert (claim.claim.value, claim.reading.start) == ("5 May 2022", date(2022, 5, 5))
    assert claim.claim.said_by == "Invented Observers"
    assert claim.claim.as_of == "2022-11-20"
    assert claim.claim.locator == f"page 1, letters {day.start}-{day.end}"
    assert TEXT[day.start : day.end] == claim.claim.value
    (entry,) = list(ledger.entries("text.claim.accepted"))
    assert "Khaled" not in entry.payload

    audit = audited(register, decree_id="ld-7-2022", rule_set="text", as_of=date(2022, 12, 31), at=NOW).audit
    release = next(one for one in audit.assessments if one.person_id == person).release
    assert release.released.value == "yes", release

    store.undo_claim(made.pk, reason="another person", at=NOW, actor=ACTOR)
    assert verbs.person(register.root, person).statements == before.statements
    assert AcceptedClaim.objects.count() == 2
    assert sweep(register) == 0
    assert verify(register).clean


def test_a_changed_row_or_file_of_a_text_is_found(text_register: Register, tmp_path: Path) -> None:
    document = received(text_register, write(tmp_path, "press.txt", TEXT)).document
    assert verify(text_register).clean
    Document.objects.update(publisher="Somebody Else")
    assert [one.what for one in verify(text_register).findings] == [f"mentions.document {document.id}"]
    Document.objects.update(publisher="Invented Observers")
    (text_register.root / document.path).chmod(0o644)
    (text_register.root / document.path).write_text(TEXT.replace("Homsi", "Halabi"))
    assert any(one.what == document.path for one in verify(text_register).findings)
    with pytest.raises(RegisterError):
        store.text_of(text_register, document)


def test_two_people_of_one_name_are_both_offered(text_register: Register, tmp_path: Path) -> None:
    text = "أُفرج عن خالد الحمصي من سجن صيدنايا في 5 أيار 2022. ولم يُذكر نزار الحلبي."
    document = received(text_register, write(tmp_path, "arabic.txt", text, "windows-1256")).document
    found = texts.suggestions(text_register, document.id)
    people = of(found, Kind.PERSON)
    assert (
        len(people["خالد الحمصي"].candidates) == 2
    )  # the Arabic row and the Latin one: a person must choose
    assert set(people) == {"خالد الحمصي"}  # نزار alone is nobody
    assert of(found, Kind.FACILITY)["سجن صيدنايا"].candidates[0].id == "sednaya"
    assert of(found, Kind.DATE)["5 أيار 2022"].normalised == "2022-05-05"


def test_figures_are_kept_and_conflicts_shown(text_register: Register, tmp_path: Path) -> None:
    document = received(text_register, write(tmp_path, "press.txt", TEXT)).document
    found = of(texts.suggestions(text_register, document.id), Kind.FIGURE)
    assert set(found) == {"7,351", "2,000"}  # not the law's number, articles, page or years
    assert found["2,000"].bound == "about"
    one = found["7,351"]
    figure = Figure(
        measure="released_all_decrees", value=7351, bound="", as_of="2022-10", source="Invented Observers",
        definition="released under all decrees",
    )  # fmt: skip
    made = texts.accept_figure(
        text_register, document.id, figure, start=one.start, end=one.end, at=NOW, actor=ACTOR
    )
    where = f"{document.id}:{one.start}-{one.end}"
    mine = [two for two in texts.figure_conflicts() if where in {two.one.where, two.other.where}]
    assert {(two.one.value, two.other.value, two.kind) for two in mine} == {(7531, 7351, "swapped_digits")}
    assert len(texts.all_figures()) == len(set(texts.all_figures()))
    store.undo_figure(made.pk, at=NOW, actor=ACTOR)
    assert not any(one.where == where for one in texts.all_figures())
    with pytest.raises(UsageError):
        texts.accept_figure(
            text_register, document.id, Figure(
                measure="released", value=1, bound="", as_of="2022", source="", definition="x"
            ), start=0, end=2, at=NOW, actor=ACTOR,
        )  # fmt: skip
    assert verify(text_register).clean


def test_what_cannot_be_accepted(text_register: Register, tmp_path: Path) -> None:
    document = received(text_register, write(tmp_path, "press.txt", TEXT)).document
    person = persons.person_of(text_register, _record(text_register))
    again = {"reason": "", "at": NOW, "actor": ACTOR}
    with pytest.raises(UsageError):
        texts.accept(text_register, document.id, person=person, prop="colour", start=0, end=3, **again)
    with pytest.raises(UsageError):
        texts.accept(text_register, document.id, person=person, prop="note", start=0, end=9_999, **again)
    with pytest.raises(NotFoundError):
        texts.accept(text_register, document.id, person="pnobody", prop="note", start=0, end=3, **again)
    with pytest.raises(NotFoundError):
        texts.suggestions(text_register, "tnothing")
    texts.accept(text_register, document.id, person=person, prop="note", start=0, end=16, **again)
    with pytest.raises(UsageError):
        texts.accept(text_register, document.id, person=person, prop="note", start=0, end=16, **again)
    with pytest.raises(NotFoundError):
        store.undo_claim(99, reason="", at=NOW, actor=ACTOR)


def _record(register: Register) -> str:
    from sijill.tables import parquet

    return parquet.read(register.derived / "membership.parquet")["record_id"][0].as_py()


def test_the_same_file_is_received_once(text_register: Register, tmp_path: Path) -> None:
    path = write(tmp_path, "press.txt", TEXT)
    assert received(text_register, path).new
    assert not received(text_register, path).new
    assert store.receive(text_register, path, publisher="Another", at=NOW, actor=ACTOR).new
    assert len(store.documents()) == 2


def word_file(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Khaled Homsi was taken in 2013.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Nizar Akkad", "Branch 215"
    path = tmp_path / "report.docx"
    document.save(str(path))
    return path


def pdf_file(tmp_path: Path) -> Path:
    from datetime import UTC, datetime

    from sijill.typesetting.blocks import Document as Report
    from sijill.typesetting.blocks import Paragraph, pdf_of

    paragraphs = tuple(Paragraph(text=f"Line {n} about Khaled Homsi in 2013.") for n in range(80))
    made = pdf_of(
        Report(title="Report", language="en", blocks=paragraphs), when=datetime(2024, 1, 1, tzinfo=UTC)
    )
    path = tmp_path / "report.pdf"
    path.write_bytes(made)
    return path


def test_word_and_pdf_and_html(text_register: Register, tmp_path: Path) -> None:
    word = received(text_register, word_file(tmp_path))
    assert word.document.kind == "docx"
    assert word.extracted.text == "Khaled Homsi was taken in 2013.\nNizar Akkad\tBranch 215"
    pdf = received(text_register, pdf_file(tmp_path))
    assert pdf.document.kind == "pdf"
    assert len(pdf.extracted.pages) > 1
    last = pdf.extracted.text.rindex("Khaled Homsi")
    assert pdf.extracted.page_of(last) == len(pdf.extracted.pages)
    html = received(
        text_register,
        write(
            tmp_path,
            "page.html",
            "<html><head></head><script>Nizar Akkad</script><p>Khaled&nbsp;Homsi",
        ),
    )
    assert html.document.kind == "html"
    assert "Nizar" not in html.extracted.text
    assert set(of(texts.suggestions(text_register, html.document.id), Kind.PERSON)) == {"Khaled Homsi"}
    assert verify(text_register).clean


@pytest.mark.parametrize("case", ["empty", "binary", "bomb", "broken_pdf", "broken_word", "not_word"])
def test_a_refused_file_leaves_no_trace(text_register: Register, tmp_path: Path, case: str) -> None:
    path = tmp_path / "file.bin"
    match case:
        case "empty":
            path.write_bytes(b" \n")
        case "binary":
            path.write_bytes(bytes(range(256)) * 40)
        case "broken_pdf":
            path.write_bytes(b"%PDF-1.7\n1 0 obj << garbage")
        case "broken_word":
            with zipfile.ZipFile(path, "w") as made:
                made.writestr("[Content_Types].xml", "<Types/>")
                made.writestr("word/document.xml", "<not closed")
        case "not_word":
            with zipfile.ZipFile(path, "w") as made:
                made.writestr("hello.txt", "Khaled Homsi")
        case "bomb":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
                made.writestr("word/document.xml", b"0" * (400 << 20))
    files = sorted(text_register.vault.rglob("*"))
    with pytest.raises(RefusedFileError) as refused:
        received(text_register, path)
    assert "Homsi" not in str(refused.value)
    assert sorted(text_register.vault.rglob("*")) == files
    assert store.documents() == []
    assert verify(text_register).clean


def test_the_commands(text_register: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = str(text_register.root)
    path = write(tmp_path, "press.txt", TEXT)

    def told(*arguments: str) -> dict:
        with pytest.raises(SystemExit) as ended:
            run(["mentions", *arguments, "--json"])
        assert ended.value.code == 0
        return json.loads(capsys.readouterr().out)

    document = told(
        "receive", directory, str(path), "--from", "Invented Observers", "--published", "20/11/2022"
    )
    assert document["published"] == "2022-11-20"
    found = told("find", directory, document["document"])["suggestions"]
    person = next(one for one in found if one["kind"] == "person")["candidates"][0]["id"]
    day = next(one for one in found if one["quote"] == "5 May 2022")
    letters = f"{day['start']}-{day['end']}"
    claim = told("accept", directory, document["document"], "--person", person, "--property", "release.date",
                 "--letters", letters, "--reason", "same branch")  # fmt: skip
    assert told("accepted", directory)["claims"][0]["value"] == "5 May 2022"
    number = next(one for one in found if one["quote"] == "7,351")
    figure = told("figure", directory, document["document"], "--letters", f"{number['start']}-{number['end']}",
                  "--measure", "released_all_decrees", "--source", "Invented Observers", "--definition", "all",
                  "--as-of", "2022-10")  # fmt: skip
    assert {one["kind"] for one in figure["conflicts"]} == {"swapped_digits"}
    assert told("undo", directory, str(claim["claim"]), "--reason", "not he")["undone"] == claim["claim"]
    assert told("accepted", directory)["claims"] == []
    assert any(one["where"] for one in told("figures", directory)["figures"])
    assert len(told("list", directory)["texts"]) == 1
