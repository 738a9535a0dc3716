"""How pages say things: isolates, hidden characters, dates, numbers; and that every string has its Arabic."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from tools import translate

from sijill.persons.model import Axis, Interval, Kind
from sijill.web.look import dates, words
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
