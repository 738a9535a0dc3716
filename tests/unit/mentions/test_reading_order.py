"""PDFs drawn from right to left come back as they are read; a Word file with all it holds; a scan says what it is."""

import json
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.parser import parse_xml

from conftest import ACTOR, NOW
from sijill.cli.main import run
from sijill.errors import RegisterError
from sijill.mentions import store
from sijill.mentions.extract import extract
from sijill.mentions.logical_order import holds_arabic, logical, turned_glyph
from sijill.mentions.models import Document
from sijill.submissions.word_footnotes import reference, with_footnotes
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.files import sha256_of_bytes
from sijill.typesetting.blocks import Document as Report
from sijill.typesetting.blocks import Paragraph, pdf_of

SENTENCE = "اعتقل خالد نبيل الحمصي في 12 آذار 2013 ونقل إلى الفرع 215 (حمص)."
NUMBERS = "قال Invented Observers إن العدد 7,351 بين 2011 و2022 حتى 2022-05-05."


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("صمح", "حمص"),
        ("215 عرفلا ىلإ لقن", "نقل إلى الفرع 215"),
        ("2022-05-05 يف", "في 2022-05-05"),
        (
            "ةئامو فلأ صمح يف نوكي نأ\nInvented Observers لاق",
            "أن يكون في حمص ألف ومائة\nقال Invented Observers",
        ),
        (")صمح( 215 عرفلا", "الفرع 215 (حمص)"),
        ("7,351 ددعلا", "العدد 7,351"),
        ("Taken in صمح on 12 May", "Taken in حمص on 12 May"),
        ("12 May 2013", "12 May 2013"),
        ("", ""),
        ("\u2067صمح\u2069", "حمص"),  # the marks that steer direction are not letters of the text
    ],
)
def test_a_drawn_line_as_it_is_read(drawn: str, read: str) -> None:
    assert logical(drawn)[0] == read


def test_lam_alef_and_the_article_are_told_apart_by_their_glyphs() -> None:
    """One glyph stands for the two letters inside the word; its article has two glyphs."""
    drawn = "م" + turned_glyph("لا") + "س" + "ل" + "ا"
    assert logical(drawn)[0] == "السلام"
    assert logical("م" + "لا" + "س" + "ل" + "ا")[0] != "السلام"  # the control: without turning the glyph


def test_a_mark_told_twice_counts_once() -> None:
    assert logical("جرف\u064f\u064fأ")[0] == "أ\u064fفرج"


def test_which_texts_are_in_question() -> None:
    assert holds_arabic("Taken in حمص")
    assert not holds_arabic("Taken in Homs")


def pdf(folder: Path, *sentences: str, language: str = "ar") -> Path:
    made = pdf_of(
        Report(title="تقرير", language=language, blocks=tuple(Paragraph(text=one) for one in sentences)),
        when=datetime(2024, 1, 1, tzinfo=UTC),
    )
    path = folder / "report.pdf"
    path.write_bytes(made)
    return path


def test_passages_of_an_arabic_pdf_are_in_the_order_of_reading_and_it_is_said(tmp_path: Path) -> None:
    path = pdf(tmp_path, SENTENCE, NUMBERS)
    found = extract(path, name=path.name, workspace=tmp_path / "w")
    assert SENTENCE in found.text
    assert NUMBERS in found.text
    assert "lines_turned" in found.flags
    before = extract(path, name=path.name, workspace=tmp_path / "v", as_before=True)
    assert SENTENCE not in before.text  # the control: as pypdf gives it
    assert "lines_turned" not in before.flags


def test_a_latin_pdf_is_read_as_before(tmp_path: Path) -> None:
    path = pdf(tmp_path, "Khaled Homsi was taken on 12 May 2013 to Branch 215.", language="en")
    path.write_bytes(path.read_bytes())
    now = extract(path, name=path.name, workspace=tmp_path / "w")
    before = extract(path, name=path.name, workspace=tmp_path / "v", as_before=True)
    if "تقرير" not in now.text:
        assert now.text == before.text
    assert "Khaled Homsi was taken on 12 May 2013 to Branch 215." in now.text


def word(folder: Path) -> Path:
    document = docx.Document()
    paragraph = document.add_paragraph("Khaled Homsi was taken in 2013.")
    for run_xml in (reference(1),):
        for element in parse_xml(f'<w:p xmlns:w="{W}">{run_xml}</w:p>'):
            paragraph._p.append(element)
    paragraph._p.append(parse_xml(BOX))
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "outer"
    inner = table.cell(0, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "Nizar Akkad inside"
    wide = document.add_table(rows=1, cols=3)
    wide.cell(0, 0).merge(wide.cell(0, 2)).text = "spans three"
    document.sections[0].header.paragraphs[0].text = "Header of 16 November 2022"
    document.sections[0].footer.paragraphs[0].text = "Footer line"
    path = folder / "report.docx"
    document.save(str(path))
    note = {1: [("Said in footnote: Branch 215", False)]}
    path.write_bytes(with_footnotes(path.read_bytes(), note, rtl=False))
    return path


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BOX = f"""<w:r xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>In a text box</w:t></w:r></w:p>
</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>In a text box</w:t></w:r></w:p>
</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"""


def test_a_word_file_is_read_with_notes_headers_boxes_and_nested_tables(tmp_path: Path) -> None:
    found = extract(word(tmp_path), name="report.docx", workspace=tmp_path / "w")
    for said in (
        "Khaled Homsi was taken in 2013.",
        "In a text box",
        "Nizar Akkad inside",
        "Said in footnote: Branch 215",
        "Header of 16 November 2022",
        "Footer line",
        "spans three",
    ):
        assert found.text.count(said) == 1, said
    assert found.flags == ()
    before = extract(tmp_path / "report.docx", name="report.docx", workspace=tmp_path / "v", as_before=True)
    assert "footnote" not in before.text
    assert before.flags == ("notes_not_read",)


@pytest.fixture
def opened(tmp_path: Path):
    yield registers.create(tmp_path / "register")
    database.close()


def test_letters_counted_by_an_earlier_version_are_still_found(opened, tmp_path: Path) -> None:
    """The text's own digest decides how it is read again; a file that reads neither way is refused."""
    row = store.receive(opened, word(tmp_path), publisher="Invented", at=NOW, actor=ACTOR).document
    older = extract(opened.root / row.path, name=row.name, workspace=tmp_path / "w", as_before=True)
    row.text_sha256 = sha256_of_bytes(older.text.encode())
    assert store.text_of(opened, row).text == older.text
    row.text_sha256 = "0" * 64
    with pytest.raises(RegisterError, match="reads differently"):
        store.text_of(opened, row)


def scan(folder: Path) -> Path:
    writer = pypdf.PdfWriter()
    for _ in range(2):
        writer.add_blank_page(width=200, height=200)
    path = folder / "scan.pdf"
    with path.open("wb") as handle:
        writer.write(handle)
    return path


def test_a_scan_says_that_it_holds_no_letters_and_what_to_do(opened, tmp_path: Path, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["mentions", "receive", str(opened.root), str(scan(tmp_path)), "--from", "Invented Scanner"])
    assert ended.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "pictures are not read here" in told
    assert "have the passages typed" in told
    row = Document.objects.get()
    assert set(row.flags.split(",")) == {"no_text", "page_without_text"}
    assert store.text_of(opened, row).empty_pages == (1, 2)


def test_find_names_the_pages_without_letters(opened, tmp_path: Path, monkeypatch, capsys) -> None:
    from sijill.cli import mentions as commands
    from sijill.pipeline import texts

    row = store.receive(opened, scan(tmp_path), publisher="Invented", at=NOW, actor=ACTOR).document
    monkeypatch.setattr(texts, "suggestions", lambda register, text: ())
    commands.find_command(opened.root, row.id, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["empty_pages"], told["flags"]) == ([1, 2], ["no_text", "page_without_text"])
