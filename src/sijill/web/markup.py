"""Values as HTML in one of the two languages, made by plain functions: what a page says a hundred times.

A template would take longer for each of them than for the rest of the page. Everything that is not marked as safe is
escaped, as a template does. The filters of ``templatetags`` are these functions in the language of the request.
"""

import html
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import trans_real

from sijill import clock
from sijill.accession.models import Organisation
from sijill.persons.model import Interval
from sijill.tables.spreadsheet import LEFT_TO_RIGHT_RUN, RIGHT_TO_LEFT
from sijill.text.dates import read as read_date
from sijill.text.scripts import script_of
from sijill.web.look import dates, words

# Direction marks, zero-width and control characters: shown, never obeyed.
_UNSEEN: Final = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u061c\ufeff\u00ad]"
)
_LANG: Final = {"arab": "ar", "latn": "", "mixed": "", "none": ""}
# Runs in an Arabic sentence that are turned round; one that has its isolate already stays as it is. An interval keeps
# the dots of its open end: without them in the run, "until" reads as "from".
_TURNED: Final = re.compile(
    "(?P<isolated>[\u2066-\u2068][^\u2066-\u2069]*\u2069)"
    rf"|\.\./[0-9-]+|[0-9-]+/\.\.|{LEFT_TO_RIGHT_RUN.pattern}"
)
EMPTY: Final = SafeString("")
NOTHING: Final = SafeString('<bdi class="n">–</bdi>')
DOT: Final = SafeString(" · ")
_COMMA: Final = SafeString(", ")
_ARABIC_COMMA: Final = SafeString("، ")


def language() -> str:
    """Of the request: asking costs as much as a line of text, so a long fragment asks once."""
    return "ar" if (translation.get_language() or "en").startswith("ar") else "en"


def comma(tongue: str) -> SafeString:
    return _ARABIC_COMMA if tongue == "ar" else _COMMA


@cache
def catalogue(tongue: str) -> Any:  # Django's translations, an untyped class
    """``gettext`` and ``ngettext`` of one language."""
    return trans_real.translation(tongue or settings.LANGUAGE_CODE)


def escaped(value: object) -> str:
    """As ``conditional_escape``; a lazy translation in the language of now."""
    if isinstance(value, SafeString):
        return value
    if isinstance(value, str):
        return html.escape(value)
    safe = getattr(value, "__html__", None)
    return str(safe()) if safe is not None else html.escape(str(value))


def filled(pattern: str, *values: object) -> SafeString:
    """``format_html`` without its detours: ``pattern`` is ours, the values are escaped."""
    return SafeString(pattern.format(*map(escaped, values)))


def joined(separator: str, pattern: str, rows: Iterable[tuple[object, ...]]) -> SafeString:
    return SafeString(escaped(separator).join(filled(pattern, *row) for row in rows))


def together(pieces: Iterable[object], separator: str = EMPTY) -> SafeString:
    """One after the other, whatever is not marked as safe escaped."""
    return SafeString(escaped(separator).join(map(escaped, pieces)))


class Says:
    """Words of one language, escaped."""

    def __init__(self, tongue: str) -> None:
        self.tongue, self._catalogue = tongue, catalogue(tongue)

    def __call__(self, message: str) -> str:
        return escaped(self._catalogue.gettext(message))

    def many(self, one: str, other: str, count: int) -> str:
        """``one`` and ``other`` hold ``%(shown)s`` for the number."""
        return escaped(self._catalogue.ngettext(one, other, count)) % {"shown": number(count)}


def as_passage(text: str) -> SafeString:
    """Letters of a text in their place: line ends kept, hidden control characters made visible."""
    if _UNSEEN.search(text) is None:
        return SafeString(html.escape(text))
    pieces: list[SafeString] = []
    at = 0
    for found in _UNSEEN.finditer(text):
        pieces.append(filled("{}", text[at : found.start()]))
        pieces.append(filled('<span class="ctrl">U+{}</span>', f"{ord(found[0]):04X}"))
        at = found.end()
    pieces.append(filled("{}", text[at:]))
    return together(pieces)


def asis(value: object) -> SafeString:
    """A text as its source wrote it: isolated, marked with its script, hidden control characters made visible."""
    text = str(value or "")
    inner = as_passage(text)
    if _LANG[script_of(text)]:
        return SafeString(f'<bdi class="asis" dir="rtl" lang="ar">{inner}</bdi>')
    return SafeString(f'<bdi class="asis">{inner}</bdi>')


def iso(value: object) -> SafeString:
    """Any run that must not be torn by the text around it."""
    return SafeString(f"<bdi>{escaped(value)}</bdi>")


def sentence(value: object) -> SafeString:
    """A sentence with the dates, numbers and ids in it, as an isolate; in Arabic each of them is one of its own.

    After Arabic letters 2013-05-02/2013-06-01 would be shown as 01-06-2013/02-05-2013 otherwise.
    """
    if isinstance(value, SafeString) or RIGHT_TO_LEFT.search(str(value)) is None:
        return iso(value)
    text, at = str(value), 0
    pieces: list[str] = []
    for found in _TURNED.finditer(text):
        pieces += [html.escape(text[at : found.start()]), _kept_in_order(found)]
        at = found.end()
    return SafeString(f"<bdi>{''.join(pieces)}{html.escape(text[at:])}</bdi>")


def _kept_in_order(found: re.Match[str]) -> str:
    run = html.escape(found[0])
    return run if found["isolated"] else f'<bdi dir="ltr">{run}</bdi>'


def number(value: Any) -> SafeString:
    """1,234 with its digits kept together, in either direction of text."""
    if value is None:
        return NOTHING
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    return SafeString(f'<bdi class="n" dir="ltr">{text}</bdi>')


def percent(value: float | None) -> SafeString:
    return NOTHING if value is None else SafeString(f'<bdi class="n" dir="ltr">{100 * value:.0f}%</bdi>')


def bits(value: float) -> SafeString:
    """A weight with its sign."""
    text = f"{value:+.1f}".replace("-", "−")
    return SafeString(f'<bdi class="n" dir="ltr">{text}</bdi>')


def code_text(value: object) -> SafeString:
    """An id, a digest, a file name: left to right whatever surrounds it."""
    return SafeString(f'<bdi class="code" dir="ltr">{escaped(value)}</bdi>')


def when(value: Interval | None, tongue: str) -> SafeString:
    """An interval in words; its exact form for machines beside it."""
    if value is None or (value.start is None and value.end is None):
        return EMPTY
    machine = value.start or value.end
    return filled(
        '<bdi><time datetime="{}" title="{}">{}</time></bdi>', machine, value, dates.say(value, tongue)
    )


def moment(value: str | datetime | None, tongue: str) -> SafeString:
    """An ISO text or datetime as day and minute of the clock on the wall; for machines in UTC."""
    if not value:
        return EMPTY
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    here = clock.local(at)
    text = f"{dates.say_day(here.date(), tongue)}, {here:%H:%M}"
    return filled(
        '<bdi class="n"><time datetime="{}">{}</time></bdi>', at.isoformat(timespec="minutes"), text
    )


def day(value: date, tongue: str) -> SafeString:
    """A day in words; its exact form for machines beside it."""
    return filled('<bdi class="n"><time datetime="{}">{}</time></bdi>', value, dates.say_day(value, tongue))


@lru_cache(maxsize=4096)
def prop(value: str, tongue: str) -> SafeString:
    return iso(words.prop(value, tongue))


def code(value: str, tongue: str) -> SafeString:
    return iso(words.code(value, tongue))


def status(value: Any, tongue: str) -> SafeString:
    """A ``StatusStatement``: its code in words."""
    return iso(words.status(value.axis, value.code, tongue))


def reading(value: Any, tongue: str) -> SafeString:
    """A ``Reading`` in words; dates as they are said."""
    if value.kind == "date" and (value.start or value.end):
        return when(Interval(start=value.start, end=value.end), tongue)
    return iso(words.reading(value.kind, value.normalised, tongue))


def edtf(value: str, tongue: str) -> SafeString:
    """A date of a list as it was declared, in words where it can be read."""
    read = read_date(value)
    said = dates.say(Interval(start=read.start, end=read.end), tongue)
    return filled('<bdi title="{}">{}</bdi>', value, said or value)


def org(value: str) -> SafeString:
    """The name of an organisation by its id; people know it by that."""
    return iso(org_text(value))


def org_text(value: str) -> str:
    name = _ORGANISATIONS.get(value)
    if name is None:
        row = Organisation.objects.filter(id=value).first()
        name = row.name if row is not None else value
        if row is not None:
            _ORGANISATIONS[value] = name  # an organisation keeps its name for good
    return name


_ORGANISATIONS: Final[dict[str, str]] = {}


def address(name: str, *parts: str) -> SafeString:
    """The address of a page about ids of our own; ``reverse`` works out each anew, which takes longer than the page."""
    pattern = _pattern(name, len(parts))
    if pattern is None or not all(one.replace("-", "").isalnum() and one.isascii() for one in parts):
        return filled("{}", reverse(name, args=parts))
    return SafeString(pattern.format(*parts))


@cache
def _pattern(name: str, parts: int) -> str | None:
    """The address with ``{}`` for each of its ids; None where it says ids in another way."""
    marked = [f"zz{number}zz" for number in range(parts)]
    text = reverse(name, args=marked)
    if "{" in text or any(text.count(one) != 1 for one in marked):
        return None
    for one in marked:
        text = text.replace(one, "{}")
    return text


def person_link(person: str, name_ar: str, name_latin: str) -> SafeString:
    """Somebody by their names in both scripts; by the id where no name is visible."""
    names = [asis(name) for name in (name_ar, name_latin) if name]
    said = together(names, DOT) if names else code_text(person)
    return SafeString(f'<a href="{address("pages:person", person)}">{said}</a>')
