"""What templates say things with: every date, number and foreign run isolated, every cell shown as it was written."""

import re
from datetime import datetime
from typing import Any, Final

from django import template
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sijill.persons.model import Axis, Interval, Kind
from sijill.text.scripts import script_of
from sijill.web.look import dates, words

register = template.Library()

# Direction marks, zero-width and control characters: shown, never obeyed.
_UNSEEN: Final = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u061c\ufeff\u00ad]"
)
_LANG: Final = {"arab": "ar", "latn": "", "mixed": "", "none": ""}


def language() -> str:
    return "ar" if (translation.get_language() or "en").startswith("ar") else "en"


@register.filter
def asis(value: object) -> SafeString:
    """A text as its source wrote it: isolated, marked with its script, hidden control characters made visible."""
    text = str(value or "")
    pieces: list[SafeString] = []
    at = 0
    for found in _UNSEEN.finditer(text):
        pieces.append(format_html("{}", text[at : found.start()]))
        pieces.append(format_html('<span class="ctrl">U+{}</span>', f"{ord(found[0]):04X}"))
        at = found.end()
    pieces.append(format_html("{}", text[at:]))
    tongue = _LANG[script_of(text)]
    inner = format_html_join("", "{}", ((piece,) for piece in pieces))
    if tongue:
        return format_html('<bdi class="asis" dir="rtl" lang="{}">{}</bdi>', tongue, inner)
    return format_html('<bdi class="asis">{}</bdi>', inner)


@register.filter
def iso(value: object) -> SafeString:
    """Any run that must not be torn by the text around it."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def number(value: Any) -> SafeString:
    """1,234 with its digits kept together, in either direction of text."""
    if value is None:
        return mark_safe('<bdi class="n">–</bdi>')
    return format_html(
        '<bdi class="n" dir="ltr">{}</bdi>', f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    )


@register.filter
def percent(value: float | None) -> SafeString:
    if value is None:
        return mark_safe('<bdi class="n">–</bdi>')
    return format_html('<bdi class="n" dir="ltr">{}%</bdi>', f"{100 * value:.0f}")


@register.filter
def when(value: Interval | None) -> SafeString:
    """An interval in words; its exact form for machines beside it."""
    if value is None or (value.start is None and value.end is None):
        return SafeString("")
    return format_html(
        '<bdi><time datetime="{}" title="{}">{}</time></bdi>',
        _machine(value),
        value,
        dates.say(value, language()),
    )


def _machine(value: Interval) -> str:
    return str(value.start or value.end)


@register.filter
def moment(value: str | datetime | None) -> SafeString:
    """An ISO text or datetime as day and minute (UTC)."""
    if not value:
        return SafeString("")
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    text = f"{dates.say_day(at.date(), language())}, {at:%H:%M}"
    return format_html(
        '<bdi class="n"><time datetime="{}">{}</time></bdi>', at.isoformat(timespec="minutes"), text
    )


@register.filter
def code_text(value: str) -> SafeString:
    """An id, a digest, a file name: left to right whatever surrounds it."""
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', value)


@register.filter
def prop(value: str) -> SafeString:
    return format_html("<bdi>{}</bdi>", words.prop(value, language()))


@register.filter
def code(value: str) -> SafeString:
    return format_html("<bdi>{}</bdi>", words.code(value, language()))


@register.filter
def axis(value: Axis) -> str:
    return words.axis(value, language())


@register.filter
def kind(value: Kind) -> str:
    return words.kind(value, language())


@register.filter
def status(value: Any) -> SafeString:
    """A ``StatusStatement``: its code in words."""
    return format_html("<bdi>{}</bdi>", words.status(value.axis, value.code, language()))


@register.filter
def reading(value: Any) -> SafeString:
    """A ``Reading`` in words; dates as they are said."""
    if value.kind == "date" and (value.start or value.end):
        return when(Interval(start=value.start, end=value.end))
    return format_html("<bdi>{}</bdi>", words.reading(value.kind, value.normalised, language()))


@register.filter
def bits(value: float) -> SafeString:
    """A weight with its sign."""
    return format_html('<bdi class="n" dir="ltr">{}</bdi>', f"{value:+.1f}".replace("-", "−"))
