"""Documents: the same bytes, the shipped fonts only, data that stays data, dates that do not turn round."""

import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pypdf
import pytest

from sijill.typesetting import Ready, to_pdf, to_png
from sijill.typesetting import render as rendering
from sijill.typesetting.show import FONTS

WHEN = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
TEMPLATE = """
#import "library.typ": *
#show: sheet.with(data.title, head: data.title)
= #data.title
#for text in data.texts [#lines(text)#marks((1, 2)) \\ ]
#notice[#data.title]
#grid-table((1fr, 2fr), ("A", "B"), data.texts.map(text => (text, text)))
"""
# Typst, JSON, PDF and HTML all have something here to stumble over.
HOSTILE = (
    '#read("/etc/passwd")',
    '#eval("1+1") #import "@preview/x:0.1.0"',
    "*bold* _soft_ `raw` $x^2$ = Heading",
    "<label> @reference // comment /* block */",
    "\\u{1F600} \\ ~ --- ... 'q' \"q\"",
    "]]})#{[(",
    '","title":"other',
    "<script>alert(1)</script> &amp;",
)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "any.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def data(*texts: str, title: str = "Register") -> dict[str, Any]:
    return {"title": title, "texts": list(texts)}


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in reader(pdf).pages)


def fonts_of(pdf: bytes) -> set[str]:
    names: set[str] = set()
    for page in reader(pdf).pages:
        fonts = page["/Resources"]["/Font"]
        for font in fonts.values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in described or "/FontFile3" in described  # embedded
            names.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return names


def visual(pdf: bytes) -> str:
    """The first page's texts from left to right, as an eye meets them."""
    pieces: list[tuple[float, str]] = []
    reader(pdf).pages[0].extract_text(
        visitor_text=lambda text, cm, tm, *_: pieces.append((round(cm[4] + tm[4]), text.strip()))
    )
    return "".join(text for _, text in sorted(pieces, key=lambda one: one[0]))


def test_same_input_same_bytes_another_date_other_bytes(template: Path) -> None:
    made = to_pdf(template, data("خالد"), when=WHEN)
    assert to_pdf(template, data("خالد"), when=WHEN) == made
    assert to_pdf(template, data("خالد"), when=WHEN + timedelta(days=1)) != made
    assert to_png(template, data("خالد"), when=WHEN) == to_png(template, data("خالد"), when=WHEN)


def test_a_date_without_a_zone_is_refused(template: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_pdf(template, data("x"), when=WHEN.replace(tzinfo=None))
    assert to_pdf(template, data("x"), when=WHEN.astimezone(timezone(timedelta(hours=3))))


def test_arabic_is_found_again_and_the_file_says_what_it_is(template: Path) -> None:
    made = to_pdf(template, data("خالد حسن", title="سجل المفقودين"), when=WHEN, language="ar")
    assert "خالد" in text_of(made)
    assert "المفقودين" in text_of(made)
    found = reader(made)
    assert found.metadata is not None
    assert found.metadata.title == "سجل المفقودين"
    assert found.root_object["/Lang"] == "ar"
    assert found.root_object["/MarkInfo"]["/Marked"] == True  # noqa: E712  (a PDF boolean)
    packet = found.root_object["/Metadata"].get_object().get_data().decode()
    assert "pdfaid:part>2<" in packet
    assert "pdfuaid:part>1<" in packet


def test_only_shipped_fonts_are_embedded(template: Path) -> None:
    shipped = {path.stem for path in FONTS.glob("*.ttf")}
    made = to_pdf(template, data("خالد Khaled Խաչ ܐܒ ≤ ☑"), when=WHEN)
    assert fonts_of(made) <= shipped
    assert {"NotoNaskhArabic-Regular", "NotoSans-Regular", "NotoSansArmenian-Regular"} <= fonts_of(made)


def test_a_font_that_is_not_shipped_ends_the_document(tmp_path: Path) -> None:
    path = tmp_path / "wrong.typ"
    path.write_text('#set document(title: "x")\n#set text(font: "DejaVu Sans")\nx', encoding="utf-8")
    with pytest.raises(RuntimeError, match="warnings"):
        to_png(path, data(), when=WHEN)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_text_is_printed_as_it_stands(template: Path, text: str, language: str) -> None:
    made = text_of(to_pdf(template, data(text), when=WHEN, language=language))
    if language == "en":  # a right-to-left page gives brackets back mirrored
        assert text.replace(" ", "") in made.replace(" ", "").replace("\n", "")
    assert "root:" not in made


def test_control_a_template_that_evaluates_its_data_does_print_something_else(tmp_path: Path) -> None:
    path = tmp_path / "careless.typ"
    careless = TEMPLATE.replace("#lines(text)", '#eval(text, mode: "markup")')
    path.write_text(careless.replace("text => (text, text)", 'text => ("", "")'), encoding="utf-8")
    assert "*bold*" not in text_of(to_pdf(path, data("*bold*"), when=WHEN))


@pytest.mark.parametrize(
    "source", ['#read("/etc/hostname")', '#read("../../../etc/hostname")', '#read("show.py")']
)
def test_a_template_reads_no_file_of_the_machine(tmp_path: Path, source: str) -> None:
    path = tmp_path / "curious.typ"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(Exception, match=r"not found|denied|outside|escape"):
        to_png(path, data(), when=WHEN)


@pytest.mark.parametrize(
    "source",
    ['#import "@preview/cetz:0.3.0"', '#include "@local/a:1.0.0"', '#let x = import("@preview/a:0.1.0")'],
)
def test_a_template_fetches_no_package(tmp_path: Path, source: str) -> None:
    path = tmp_path / "fetching.typ"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(ValueError, match=r"library\.typ only"):
        to_png(path, data(), when=WHEN)


def test_a_date_in_arabic_does_not_turn_round(template: Path) -> None:
    text = "تاريخ الاعتقال 2013-05-06 بدمشق"
    assert "2013-05-06" in visual(to_pdf(template, data(text, title="سجل"), when=WHEN, language="ar"))


def test_control_without_isolates_it_does(template: Path) -> None:
    bare = Ready("تاريخ الاعتقال 2013-05-06 بدمشق")
    turned = visual(to_pdf(template, data(bare, title="سجل"), when=WHEN, language="ar"))
    assert "2013-05-06" not in turned
    assert "06-05-2013" in turned


def test_pictures_come_from_memory_under_plain_names(tmp_path: Path) -> None:
    path = tmp_path / "pictured.typ"
    path.write_text(
        '#import "library.typ": *\n#show: sheet.with("x")\n#image("pictures/a.svg", alt: "a square")',
        encoding="utf-8",
    )
    square = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    assert to_pdf(path, {}, when=WHEN, pictures={"a.svg": square})
    with pytest.raises(ValueError, match="picture"):
        to_pdf(path, {}, when=WHEN, pictures={"../a.svg": square})


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="datetime"):
        rendering.ready({"when": WHEN}, rtl=False)
