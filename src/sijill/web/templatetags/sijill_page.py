"""What templates say things with: every date, number and foreign run isolated, every cell as it was written."""

from datetime import date, datetime
from typing import Any, Final

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sijill.errors import SijillError
from sijill.persons.model import Axis, Interval, Kind
from sijill.web import markup, refusals
from sijill.web.look import words
from sijill.web.markup import language
from sijill.web.pieces import claims, pair, people, person

register = template.Library()


@register.filter
def as_passage(text: str) -> SafeString:
    """Letters of a text in their place: line ends kept, hidden control characters made visible."""
    return markup.as_passage(text)


@register.filter
def asis(value: object) -> SafeString:
    """A text as its source wrote it: isolated, marked with its script, hidden control characters made visible."""
    return markup.asis(value)


@register.filter
def iso(value: object) -> SafeString:
    """Any run that must not be torn by the text around it."""
    return markup.iso(value)


@register.filter
def sentence(value: object) -> SafeString:
    """A sentence put together in code, its dates and numbers isolated."""
    return markup.sentence(value)


@register.filter
def number(value: Any) -> SafeString:
    """1,234 with its digits kept together, in either direction of text."""
    return markup.number(value)


@register.filter
def percent(value: float | None) -> SafeString:
    return markup.percent(value)


@register.filter
def when(value: Interval | None) -> SafeString:
    """An interval in words; its exact form for machines beside it."""
    return markup.when(value, language())


@register.filter
def moment(value: str | datetime | None) -> SafeString:
    """An ISO text or datetime as day and minute (UTC)."""
    return markup.moment(value, language())


@register.filter
def code_text(value: str) -> SafeString:
    """An id, a digest, a file name: left to right whatever surrounds it."""
    return markup.code_text(value)


@register.filter
def apart(value: object) -> str:
    """A run isolated by characters, for where no markup may stand: titles, attributes, pictures."""
    return f"\u2068{value}\u2069"


@register.filter
def prop(value: str) -> SafeString:
    return markup.prop(value, language())


@register.filter
def code(value: str) -> SafeString:
    return markup.code(value, language())


@register.filter
def axis(value: Axis) -> str:
    return words.axis(value, language())


@register.filter
def kind(value: Kind) -> str:
    return words.kind(value, language())


@register.filter
def bits(value: float) -> SafeString:
    """A weight with its sign."""
    return markup.bits(value)


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


@register.simple_tag
def claims_list(statements: Any, show_prop: bool = False) -> SafeString:
    """Statements as a list: value, claim, cell, file."""
    return claims.listed(statements, language(), show_prop=show_prop)


@register.filter
def org(value: str) -> SafeString:
    """The name of an organisation by its id; people know it by that."""
    return markup.org(value)


@register.filter
def org_text(value: str) -> str:
    return markup.org_text(value)


@register.filter
def edtf(value: str) -> SafeString:
    """A date of a list as it was declared, in words where it can be read."""
    return markup.edtf(value, language())


@register.filter
def reading(value: Any) -> SafeString:
    """A ``Reading`` in words; dates as they are said."""
    return markup.reading(value, language())


@register.simple_tag
def version_text(version: Any) -> SafeString:
    """What a version of a fact says."""
    return claims.version_text(version, language())


@register.simple_tag
def other_person(other: Any) -> SafeString:
    """A link with the names in both scripts."""
    return people.link(other)


@register.simple_tag
def comma() -> SafeString:
    """Between things that are listed."""
    return markup.comma(language())


# What pages say a hundred times: whole parts of them, made without a template.
@register.simple_tag
def hits(found: Any) -> SafeString:
    return people.hits(found, language())


@register.simple_tag
def people_near(others: Any) -> SafeString:
    return people.listed(others, language())


@register.simple_tag
def pair_rows(page: Any) -> SafeString:
    return pair.rows(page, language())


@register.simple_tag
def pair_sides(page: Any) -> SafeString:
    return pair.sides(page, language())


@register.simple_tag
def person_statuses(found: Any) -> SafeString:
    return person.statuses(found, language())


@register.simple_tag
def person_moments(page: Any) -> SafeString:
    return person.moments(page, language())


@register.simple_tag
def person_facts(found: Any) -> SafeString:
    return person.facts(found, language())


@register.simple_tag
def person_records(page: Any) -> SafeString:
    return person.records(page, language())


@register.simple_tag
def person_places(found: Any) -> SafeString:
    return person.places(found, language())


@register.simple_tag
def person_history(page: Any) -> SafeString:
    return person.history(page.history, page.person.id, language())


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
    return markup.filled("<div><strong>{}</strong><br>{}</div>", number(value), WORDS["version"][word])


@register.filter
def prop_label(value: str) -> str:
    """A property's label as plain text, for where no markup may stand."""
    return words.prop(value, language())


VERDICTS: Final = {"same": _("same person"), "different": _("different people"), "unsure": _("unsure")}


@register.simple_tag
def verdict_word(word: str) -> Any:  # a lazy translation
    return VERDICTS[word]


@register.simple_tag
def cells(statements: Any, props: Any) -> SafeString:
    """The values of one side as written, one per line; the property before it where a field has several."""
    return claims.cells(statements, language(), several=bool(props) and len(props) > 1)


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
    return markup.sentence(value.in_(language()))


@register.filter
def day(value: date) -> SafeString:
    """A day in words; its exact form for machines beside it."""
    return markup.day(value, language())


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
    return markup.filled("<bdi>{}</bdi>", words.code(f"{list_name}:{value}", language()))


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
