"""What templates say things with: every date, number and foreign run isolated, every cell as it was written."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sijill.accession.models import Organisation
from sijill.errors import SijillError
from sijill.linkage.explain import _FIELDS as FIELD_WORDS
from sijill.linkage.explain import _LEVELS as LEVEL_WORDS
from sijill.persons.model import Axis, Interval, Kind
from sijill.text.dates import read as read_date
from sijill.text.scripts import script_of
from sijill.web import refusals
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
def as_passage(text: str) -> SafeString:
    """Letters of a text in their place: line ends kept, hidden control characters made visible."""
    if _UNSEEN.search(text) is None:
        return conditional_escape(text)
    pieces: list[SafeString] = []
    at = 0
    for found in _UNSEEN.finditer(text):
        pieces.append(format_html("{}", text[at : found.start()]))
        pieces.append(format_html('<span class="ctrl">U+{}</span>', f"{ord(found[0]):04X}"))
        at = found.end()
    pieces.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def asis(value: object) -> SafeString:
    """A text as its source wrote it: isolated, marked with its script, hidden control characters made visible."""
    text = str(value or "")
    tongue = _LANG[script_of(text)]
    inner = as_passage(text)
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
def apart(value: object) -> str:
    """A run isolated by characters, for where no markup may stand: titles, attributes, pictures."""
    return f"\u2068{value}\u2069"


@register.filter
def prop(value: str) -> SafeString:
    return _prop(value, language())


@lru_cache(maxsize=4096)
def _prop(value: str, tongue: str) -> SafeString:
    return format_html("<bdi>{}</bdi>", words.prop(value, tongue))


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


@register.simple_tag(takes_context=True)
def menu(context: Any) -> list[Any]:  # a template context is a stack of dicts
    """The pages this viewer may open; the first page has worked them out already."""
    from sijill.web.pages.menu import items_for

    known: list[Any] | None = context.get("items_here")
    return items_for(context["request"], context.get("ask")) if known is None else known


@register.inclusion_tag("parts/language.html", takes_context=True)
def language_switch(context: Any) -> dict[str, Any]:
    other = "en" if language() == "ar" else "ar"
    name = {"en": "English", "ar": "العربية"}[other]
    return {
        "other": other,
        "name": name,
        "next": context["request"].path,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("parts/account.html", takes_context=True)
def account_menu(context: Any) -> dict[str, Any]:
    ask = context.get("ask")
    return {
        "username": ask.actor.username if ask else "",
        "organisation": ask.actor.organisation if ask else "",
        "logout": _url("accounts:logout"),
        "account": _url("accounts:account"),
        "csrf_token": context.get("csrf_token"),
    }


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


RELATIONS: Final = {
    "held_with": _("Held at the same place about the same time"),
    "arrested_with": _("Taken on the same day at the same place"),
    "sibling": _("Same father, family and mother: sibling?"),
    "perhaps_sibling": _("Same father and family: sibling?"),
    "child": _("Named as this person's child would be"),
    "parent": _("Named as this person's father would be"),
}
CHANGES: Final = {
    "new": _("came into the register"),
    "joined": _("records were joined"),
    "parted": _("records were parted"),
    "both": _("records were joined and parted"),
}


@register.simple_tag
def relation(why: str) -> Any:  # a lazy translation
    return RELATIONS[why]


@register.simple_tag
def change_words(kind_of_change: str) -> Any:  # a lazy translation
    return CHANGES[kind_of_change]


@register.simple_tag
def claims_list(statements: Any, show_prop: bool = False) -> SafeString:
    """Statements as a list: value, claim, cell, file. A page has a hundred of them, so no template for each."""
    items = format_html_join(
        "", "<li>{}<br>{}</li>", ((_written(one), _where(one, show_prop)) for one in statements)
    )
    return format_html("<ul>{}</ul>", items)


def _written(statement: Any) -> SafeString:
    """The text as written, and what was read where that is not the same."""
    claim, read = statement.claim, statement.reading
    quoted = format_html('<q class="asis">{}</q>', asis(claim.value))
    if not read.normalised:
        note = format_html(": {}", iso(read.note)) if read.note else ""
        return format_html('{} <span class="tag">{}{}</span>', quoted, gettext("not read"), note)
    if read.normalised == claim.value:
        return quoted
    unsure = (
        format_html(' <span class="tag warn">{}</span>', gettext("can be read two ways"))
        if read.ambiguous
        else ""
    )
    said_as = gettext("read as")
    return format_html('{} <span class="faint">{} {}{}</span>', quoted, said_as, reading(read), unsure)


def _where(statement: Any, show_prop: bool) -> SafeString:
    claim = statement.claim
    pieces = [prop(claim.prop)] if show_prop else []
    pieces.append(format_html("{} {}", gettext("said by"), org(claim.said_by)))
    if claim.as_of:
        pieces.append(format_html("{} {}", gettext("as of"), edtf(claim.as_of)))
    pieces += [
        format_html("{} {}", gettext("cell"), code_text(claim.locator)),
        format_html("{} {}", gettext("column"), iso(claim.column)),
        _file(claim.list_id, claim.file, claim.file_sha256),
    ]
    return format_html(
        '<span class="faint">{}</span>', format_html_join(mark_safe(" · "), "{}", ((one,) for one in pieces))
    )


@lru_cache(maxsize=1024)
def _file(list_id: str, name: str, sha256: str) -> SafeString:
    """The list a claim stands in, with the digest of its file."""
    return format_html(
        '<a href="{}">{}</a> · <bdi dir="ltr" title="SHA-256 {}">SHA-256 {}…</bdi>',
        reverse("pages:list", args=[list_id]),
        code_text(name),
        sha256,
        code_text(sha256[:12]),
    )


@register.filter
def org(value: str) -> SafeString:
    """The name of an organisation by its id; people know it by that."""
    return format_html("<bdi>{}</bdi>", org_text(value))


@register.filter
def org_text(value: str) -> str:
    name = _ORGANISATIONS.get(value)
    if name is None:
        row = Organisation.objects.filter(id=value).first()
        name = row.name if row is not None else value
        if row is not None:
            _ORGANISATIONS[value] = name  # an organisation keeps its name for good
    return name


_ORGANISATIONS: Final[dict[str, str]] = {}


@register.filter
def edtf(value: str) -> SafeString:
    """A date of a list as it was declared, in words where it can be read."""
    read = read_date(value)
    said = dates.say(Interval(start=read.start, end=read.end), language())
    return format_html('<bdi title="{}">{}</bdi>', value, said or value)


@register.filter
def by_code(status_of_axis: Any) -> list[list[Any]]:
    """The statements of one axis, those that say the same put together, the latest first."""
    found: dict[str, list[Any]] = {}
    for one in status_of_axis.statements:
        found.setdefault(one.code, []).append(one)
    return list(found.values())


@register.filter
def bases(said: Any) -> list[Any]:
    """The claims that statements about a status rest on."""
    return [one.basis for one in said]


@register.simple_tag
def version_text(version: Any) -> SafeString:
    """What a version of a fact says: the words of its most telling statement, dates and codes as people say them."""
    for statement in version.statements:
        read = statement.reading
        if read.normalised == version.text and read.kind not in {"name", "text", "identifier"}:
            return reading(read)
    if version.statements[0].reading.kind == "name":
        written = dict.fromkeys(one.claim.value.strip() for one in version.statements)
        return format_html_join(mark_safe(" · "), "{}", ((asis(text),) for text in written))
    return asis(version.text)


@register.inclusion_tag("parts/other.html")
def other_person(other: Any) -> dict[str, Any]:
    return {"other": other}


FIELD_NAMES: Final = {
    "place": _("Place"),
    "facility": _("Place of detention"),
    "since": _("Arrest or death from"),
    "until": _("until"),
}
MENU_WORDS: Final = {
    "pages:overview": _("How many people, on which lists, what overlaps, what contradicts, what is missing."),
    "pages:figures": _("How many people, on which lists, and what overlaps."),
    "pages:search": _("By name in any script and spelling, by mother, place, facility, date or number."),
    "pages:review": _("Doubtful pairs side by side: same, different or unsure."),
    "pages:lists": _("What was received, how it is read, what became of every row."),
    "pages:cases": _("Before whom a person's case is, what is missing, what is due."),
    "pages:texts": _("Reports, testimonies and decrees as sources; published counts beside each other."),
    "pages:amnesties": _("Decrees: whom they cover, who was released, who was not."),
    "pages:figures_amnesties": _("Decrees: whom they cover, who was released, who was not."),
    "pages:instruments": _("Resolutions, and what became of their demands."),
    "pages:figures_instruments": _("Resolutions, and what became of their demands."),
    "pages:notices": _("What changed about people you looked at."),
    "pages:audit": _("Who looked at what, and who changed what."),
}


@register.inclusion_tag("parts/refusal.html")
def refusal(problem: SijillError) -> dict[str, Any]:
    return {"told": refusals.told(problem)}


@register.inclusion_tag("parts/refusal.html")
def refusal_words(message: str, remedy: str = "") -> dict[str, Any]:
    return {"told": refusals.told(message=message, remedy=remedy)}


@register.simple_tag
def field_name(field: str) -> Any:  # a lazy translation
    return FIELD_NAMES[field]


@register.simple_tag
def menu_words(name: str) -> Any:  # a lazy translation
    return MENU_WORDS.get(name, "")


WORDS: Final[dict[str, dict[str, Any]]] = {
    "state": {"counts": _("counts"), "replaced": _("replaced by a later file"), "withdrawn": _("withdrawn")},
    "order": {
        "dmy": _("day, month, year"),
        "mdy": _("month, day, year"),
        "ymd": _("year, month, day"),
    },
    "version": {
        "unchanged": _("unchanged"),
        "changed": _("changed"),
        "added": _("added"),
        "removed": _("removed"),
        "returned": _("back again"),
        "ambiguous": _("not paired: more than one row would fit"),
    },
    "job_kind": {
        "receive": _("Receiving a file"),
        "confirm": _("Reading the list by the signed mapping"),
        "link": _("Linking"),
        "withdraw": _("Withdrawing the list"),
        "return": _("Bringing the list back"),
        "text": _("Receiving a text"),
        "audit": _("Auditing a decree with a list of released people"),
    },
    "job_state": {
        "queued": _("begins in a moment"),
        "waiting": _("waits: somebody else is changing the register"),
        "running": _("at work"),
        "done": _("done"),
        "failed": _("did not work"),
    },
    "job_stage": {
        "receive": _("receiving the file"),
        "read": _("reading claims"),
        "block": _("finding candidate pairs"),
        "estimate": _("estimating weights"),
        "score": _("weighing pairs"),
        "cluster": _("grouping records"),
        "text": _("reading the text"),
        "audit": _("matching the list"),
    },
}


@register.simple_tag
def file_state(word: str) -> Any:  # a lazy translation
    return WORDS["state"][word]


@register.simple_tag
def date_order(word: str) -> Any:  # a lazy translation
    return WORDS["order"][word]


@register.simple_tag
def job_kind(word: str) -> Any:  # a lazy translation
    return WORDS["job_kind"][word]


@register.simple_tag
def job_state(word: str) -> Any:  # a lazy translation
    return WORDS["job_state"][word]


@register.simple_tag
def job_stage(word: str) -> Any:  # a lazy translation, or a stage nobody put into words yet
    return WORDS["job_stage"].get(word, word)


@register.simple_tag
def version_count(value: int, word: str) -> SafeString:
    return format_html("<div><strong>{}</strong><br>{}</div>", number(value), WORDS["version"][word])


@register.filter
def prop_label(value: str) -> str:
    """A property's label as plain text, for where no markup may stand."""
    return words.prop(value, language())


OWN_FIELD_WORDS: Final = {"name": ("name", "الاسم")}
VERDICTS: Final = {"same": _("same person"), "different": _("different people"), "unsure": _("unsure")}


@register.simple_tag
def verdict_word(word: str) -> Any:  # a lazy translation
    return VERDICTS[word]


@register.simple_tag
def field_label(field: str) -> str:
    """The model's name of a field, in words."""
    en, ar = OWN_FIELD_WORDS.get(field) or FIELD_WORDS.get(field, (field, field))
    text = ar if language() == "ar" else en
    return text[:1].upper() + text[1:]


@register.simple_tag
def cells(statements: Any, props: Any) -> SafeString:
    """The values of one side as written, one per line; the property before it where a field has several."""
    several = len(props) > 1 if props else False
    return format_html_join(
        mark_safe("<br>"),
        "{}{}{}",
        (
            (
                format_html('<span class="faint">{}: </span>', prop(one.claim.prop)) if several else "",
                asis(one.claim.value),
                _reading_beside(one),
            )
            for one in statements
        ),
    )


def _reading_beside(statement: Any) -> SafeString:
    """What was read, where that is more than what is written: dates, places, facilities, words."""
    read = statement.reading
    if read.kind in {"date", "place", "facility", "agency", "words"} and read.normalised:
        said = reading(read)
        if said and statement.claim.value not in said:
            return format_html(' <span class="faint">= {}</span>', said)
    return SafeString("")


@register.simple_tag
def weight_words(weight: Any) -> SafeString:
    """A field's agreement in words, its bits, and a bar from the middle: for to the end, against to the start."""
    en, ar = LEVEL_WORDS.get(weight.level, (weight.level, weight.level))
    said = ar if language() == "ar" else en
    share = min(abs(weight.weight) / MOST_BITS, 1.0) * 50
    towards_end = (weight.weight > 0) != (language() == "ar")
    bar = format_html(
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect x="49.6" y="0" width="0.8" height="8" '
        'fill="#7d8a97"/><rect x="{}" y="1" width="{}" height="6" fill="{}"/></svg>',
        f"{50 if towards_end else 50 - share:.1f}",
        f"{share:.1f}",
        "#1d6a4a" if weight.weight > 0 else "#9b1c31",
    )
    return format_html(
        '<span class="said">{}</span><span class="bits">{}{}</span>', said, bits(weight.weight), bar
    )


# A bar is full at so many bits: four fields as strong as this settle nearly any pair.
MOST_BITS: Final = 12.0


GROUP_NAMES: Final = {
    "name": _("Name"),
    "mother": _("Mother"),
    "birth": _("Birth"),
    "sex": _("Sex"),
    "arrest": _("Arrest date"),
    "place": _("Place"),
    "agency": _("Authority"),
    "held": _("Place of detention"),
    "number": _("Number"),
    "life": _("Alive or dead"),
}


@register.simple_tag
def group_name(name: str) -> Any:  # a lazy translation
    return GROUP_NAMES[name]


@register.filter
def said(value: Any) -> SafeString:
    """``Words`` of a procedure, in the viewer's language."""
    return format_html("<bdi>{}</bdi>", value.in_(language()))


@register.filter
def day(value: date) -> SafeString:
    """A day in words; its exact form for machines beside it."""
    return format_html(
        '<bdi class="n"><time datetime="{}">{}</time></bdi>', value, dates.say_day(value, language())
    )


OWNERS: Final = {
    "us": _("ours"),
    "body": _("the body's"),
    "government": _("the Government's"),
    "nobody": _("nobody's: it has ended"),
}
RESULTS: Final = {"pass": _("pass"), "fail": _("fail"), "unknown": _("unknown")}
MARKS: Final = {
    "V": _("seen in its source"),
    "K": _("general knowledge, not confirmed"),
    "own": _("a rule of this software"),
}


@register.simple_tag
def case_owner(owner: str) -> Any:  # a lazy translation
    return OWNERS[owner]


@register.simple_tag
def case_exits(line: Any) -> Any:  # the transitions out of the case's state
    return line.procedure.exits(line.case.state)


@register.simple_tag
def test_result(result: str) -> Any:  # a lazy translation
    return RESULTS[result]


@register.simple_tag
def rule_mark(mark: str) -> Any:  # a lazy translation
    return MARKS[mark]


@register.simple_tag
def listed(list_name: str, value: str) -> SafeString:
    """A code of one of the code lists in words."""
    return format_html("<bdi>{}</bdi>", words.code(f"{list_name}:{value}", language()))


TEXT_KNOWN: Final = {
    "verified_text": _("its text was read"),
    "verified_secondary": _("described in sources that were read"),
    "general_knowledge_unverified": _("general knowledge, not confirmed"),
}
RULE_SETS: Final = {
    "text": _("text of the decree"),
    "officials": _("what officials said"),
    "critics": _("what critics said"),
}


@register.simple_tag
def text_known(confidence: str) -> Any:  # a lazy translation
    return TEXT_KNOWN[confidence]


@register.simple_tag
def rule_set_name(name: str) -> Any:  # a lazy translation, or a rule set a register added by itself
    return RULE_SETS.get(name, name)
