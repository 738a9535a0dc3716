"""How pages say things: isolates, hidden characters, dates, numbers; and that every string has its Arabic."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from tools import translate

from sijill.accession.tabulate import Reason
from sijill.accession.tabulate.model import Flag
from sijill.persons.model import Axis, Interval, Kind
from sijill.text.dates import read as read_date
from sijill.text.dates.model import Unread
from sijill.web import markup, refusals
from sijill.web.look import dates, words
from sijill.web.pieces import unread
from sijill.web.templatetags import sijill_lists
from sijill.web.templatetags import sijill_page as tags


@pytest.mark.parametrize(
    ("start", "end", "english", "arabic"),
    [
        ((2013, 5, 5), (2013, 5, 5), "5 May 2013", "5 أيار 2013"),
        ((2013, 5, 1), (2013, 5, 31), "May 2013", "أيار 2013"),
        ((2013, 1, 1), (2013, 12, 31), "2013", "2013"),
        ((2012, 1, 1), (2013, 12, 31), "2012–2013", "2012–2013"),
        (
            (2013, 3, 12),
            (2013, 12, 3),
            "between 12 Mar 2013 and 3 Dec 2013",
            "بين 12 آذار 2013 و3 كانون الأول 2013",
        ),
        (None, (2013, 12, 3), "until 3 Dec 2013", "حتى 3 كانون الأول 2013"),
        ((2013, 3, 12), None, "from 12 Mar 2013", "منذ 12 آذار 2013"),
        (None, None, "", ""),
    ],
)
def test_dates_are_said_as_uncertain_as_they_are(
    start: tuple[int, int, int] | None, end: tuple[int, int, int] | None, english: str, arabic: str
) -> None:
    when = Interval(start=date(*start) if start else None, end=date(*end) if end else None)
    assert (dates.say(when, "en"), dates.say(when, "ar")) == (english, arabic)


def test_hidden_characters_are_shown_and_markup_is_text() -> None:
    shown = str(tags.asis("a\u202eb<script>\u200fc"))
    assert "\u202e" not in shown
    assert '<span class="ctrl">U+202E</span>' in shown
    assert "&lt;script&gt;" in shown
    assert shown.startswith("<bdi")
    assert shown.endswith("</bdi>")


def test_arabic_cells_carry_their_language_and_direction() -> None:
    assert 'dir="rtl" lang="ar"' in str(tags.asis("محمد"))
    assert "dir=" not in str(tags.asis("Mohammad"))


@pytest.mark.parametrize(
    "shown",
    [
        tags.number(12345),
        tags.number(None),
        tags.percent(0.5),
        tags.bits(-3.25),
        tags.when(Interval(start=date(2013, 5, 5), end=None)),
        tags.moment("2026-01-15T12:00:00+00:00"),
        tags.code_text("p123"),
        tags.prop("birth.date"),
        tags.code("life_status:alive"),
        tags.edtf("2013-05"),
    ],
)
def test_every_run_is_isolated(shown: str) -> None:
    assert re.fullmatch(r"<bdi[^>]*>.*</bdi>", str(shown), re.DOTALL)


def test_words_of_codes_in_both_languages() -> None:
    for axis in Axis:
        assert words.axis(axis, "ar") != words.axis(axis, "en")
    for kind in Kind:
        assert words.kind(kind, "ar") != words.kind(kind, "en")
    assert words.prop("birth.date", "ar") == "تاريخ الولادة"
    assert words.prop("unmapped:كود", "en") == "كود"
    assert words.site("SY02", "en") == "Aleppo"
    assert words.code("nobody:knows", "en") == "nobody:knows"


def test_every_string_of_the_pages_has_its_arabic() -> None:
    missing = [message.text for message in translate.merged().values() if not message.translated]
    assert missing == []


def test_the_catalogue_holds_what_the_pages_say_and_is_compiled() -> None:
    known = translate.read_po()
    assert known.keys() == translate.collect().keys()
    assert translate.PO.with_suffix(".mo").read_bytes() == translate.compiled(known)


def literals(tree: ast.AST) -> set[str]:
    return {
        one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def code_of(package: str) -> Iterator[ast.AST]:
    for path in sorted((translate.WEB.parent / package).rglob("*.py")):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def reasons_of_claims() -> set[str]:
    """What the code that makes claims writes as the reason of a row that it sets aside."""
    return {
        value.value
        for node in code_of("claims")
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "reason" and isinstance(value, ast.Constant)
    }


def test_every_reason_and_flag_of_a_file_has_its_words() -> None:
    assert {"total", "names-nobody", "erased"} <= reasons_of_claims()
    assert {one.value for one in Reason} | reasons_of_claims() == sijill_lists.ASIDE.keys()
    assert {one.value for one in Flag} == sijill_lists.FLAGGED.keys()
    for words_of in (*sijill_lists.ASIDE.values(), *sijill_lists.FLAGGED.values()):
        with translation.override("ar"):
            assert re.search("[ء-ي]", str(words_of))
        with translation.override("en"):
            assert "-" not in str(words_of)
    assert sijill_lists.set_aside("new-code") == tags.code_text("new-code")


def warnings_of_files() -> Iterator[str]:
    """The sentences the reader of files warns with, a 7 in place of each value."""
    for node in code_of("accession/tabulate"):
        warned = (
            [node.args[0]]
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "warnings.append"
            else []
        )
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            warned += [value for key, value in pairs if ast.unparse(key or node) == "'warnings'"]
        for found in (text for one in warned for text in ast.walk(one) if isinstance(text, ast.JoinedStr)):
            yield "".join(part.value if isinstance(part, ast.Constant) else "7" for part in found.values)


def test_every_warning_of_the_reader_is_said_in_arabic() -> None:
    warned = list(warnings_of_files())
    assert len(warned) == 2
    with translation.override("ar"):
        for text in warned:
            assert re.search("[ء-ي]", refusals.one_sentence(text)), text
        assert refusals.one_sentence("Something new.") == '<bdi lang="en" dir="ltr">Something new.</bdi>'
    with translation.override("en"):
        assert [refusals.one_sentence(text) for text in warned] == [f"<bdi>{text}</bdi>" for text in warned]


def reasons_of_readers() -> set[str]:
    """Why a date or an age is not read, and what is noted of one on the way."""
    found: set[str] = set()
    for node in code_of("text/dates"):
        match node:
            case ast.Call(func=ast.Attribute(attr="fail"), args=[_, why]):
                found |= literals(why)
            case ast.Call(func=ast.Attribute(attr="note"), args=[ast.Constant() as note]):
                found |= literals(note)
            case ast.Call(func=ast.Name(id="_unread"), args=[_, _, why]):
                found |= literals(why)
            case ast.keyword(arg="why", value=why):
                found |= literals(why)
            case ast.AnnAssign(target=ast.Name(id="_WHY"), value=ast.Dict() as why):
                found |= literals(why)
            case _:
                pass
    return found


def test_why_a_date_is_not_read_is_said_in_both_languages() -> None:
    assert reasons_of_readers() == unread.WHY
    assert unread.KINDS.keys() == set(Unread)
    for text in (
        "31/02/2013",
        "nobody knows",
        "00/00/0000",
        "12/3",
        "yesterday",
        "",
        "30 years old",
        "x" * 999,
    ):
        note = read_date(text).note
        assert unread.why(note, "en")
        said = unread.why(note, "ar")
        assert not re.search("[A-Za-z]", said), (text, said)
    assert unread.why("impossible: there is no such month", "en") == "there is no such month"
    assert unread.why("impossible: the age is not given", "en") == "impossible · the age is not given"
    assert unread.why("impossible: a new reason", "ar").endswith(
        '<bdi lang="en" dir="ltr">a new reason</bdi>'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ورد بصيغة 2013-05-02/2013-06-01.", "<bdi>ورد بصيغة {2013-05-02/2013-06-01}.</bdi>"),
        ("حتى ../2013-06", "<bdi>حتى {../2013-06}</bdi>"),
        ("منذ 2013-06-01/..", "<bdi>منذ {2013-06-01/..}</bdi>"),
        ("القضية k2a في 2026-03-04. أبلغوا", "<bdi>القضية {k2a} في {2026-03-04}. أبلغوا</bdi>"),
        ("بعد 2011-01-02 (SC-2139-2014)", "<bdi>بعد {2011-01-02} ({SC-2139-2014})</bdi>"),
        ("في \u20682013-05-02\u2069 <b>", "<bdi>في \u20682013-05-02\u2069 &lt;{b}&gt;</bdi>"),
        ("Given as 2013-05-02 <b>", "<bdi>Given as 2013-05-02 &lt;b&gt;</bdi>"),
    ],
)
def test_a_date_in_an_arabic_sentence_is_an_isolate_and_is_not_isolated_twice(text: str, shown: str) -> None:
    written = tags.sentence(text).replace('<bdi dir="ltr">', "{")
    assert re.sub(r"(\{[^<{]*)</bdi>", r"\1}", written) == shown


def test_a_sentence_that_is_markup_already_stays_as_it_is() -> None:
    ready = markup.filled("في {}", tags.code_text("2013-05-02"))
    assert tags.sentence(ready) == f"<bdi>{ready}</bdi>"


def test_placeholders_survive_translation() -> None:
    for message in translate.read_po().values():
        wanted = set(re.findall(r"%\(\w+\)s|<[^>]+>", message.text))
        for said in message.said if not message.plural else message.said[3:]:
            assert set(re.findall(r"%\(\w+\)s|<[^>]+>", said)) == wanted, message.text


def test_the_compiled_catalogue_is_what_gettext_reads() -> None:
    import gettext

    with translate.PO.with_suffix(".mo").open("rb") as handle:
        catalogue = gettext.GNUTranslations(handle)
    assert catalogue.gettext("Same person?") == "هل هما شخص واحد؟"
    forms = [catalogue.ngettext("%(shown)s list", "%(shown)s lists", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(forms[:5])) == 5


def test_a_string_without_arabic_is_noticed(tmp_path: Path) -> None:
    del tmp_path
    message = translate.Message("New words")
    assert not message.translated
    message.said = [""]
    assert not message.translated


@pytest.mark.parametrize("path", sorted(translate.WEB.rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_styles_scripts_or_foreign_addresses(path: Path) -> None:
    """The content security policy allows none of them."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?! src=)|https?://", text)


def test_the_style_sheet_has_no_left_and_no_right() -> None:
    css = (translate.WEB / "static" / "sijill" / "sijill.css").read_text(encoding="utf-8")
    assert not re.search(
        r"(margin|padding|border|inset)-(left|right)|(?<![-\w])(left|right)\s*:|text-align:\s*(left|right)|https?:|@import",
        css,
    )


def test_languages_are_switched_for_the_tags() -> None:
    with translation.override("ar"):
        assert tags.language() == "ar"
    with translation.override("en"):
        assert tags.language() == "en"
