"""What the pages of cases, consents, submissions and texts say things with."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from sijill.cases.model import Procedure
from sijill.consents.codes import codes
from sijill.mentions.figures import Conflict, Figure, defined
from sijill.submissions import exclusions as leaving_out
from sijill.web.markup import asis, filled, joined, language, number, sentence

register = template.Library()

TONGUES: Final = {"en": _("English"), "fr": _("French"), "es": _("Spanish"), "ar": _("Arabic")}
REASONS: Final = {
    "given": _("somebody whose word is enough said yes"),
    "no_consent": _("nobody recorded anything about this use"),
    "not_asked": _("what is recorded is not a yes"),
    "refused": _("it was refused"),
    "withdrawn": _("it was withdrawn"),
    "expired": _("it has run out"),
    "not_yet": _("it begins later"),
    "other_recipient": _("it was given for somebody else"),
    "no_recipient": _("it does not say for whom"),
    "capacity": _("only somebody whose word is not enough here agreed"),
    "unknown_purpose": _("the purpose is not known"),
}
NEEDS: Final = {
    "M": _("mandatory"),
    "R": _("asked"),
    "C": _("only in some cases"),
    "O": _("optional"),
}
KINDS: Final = {
    "person": _("person"),
    "facility": _("place of detention"),
    "date": _("day"),
    "figure": _("count"),
}
MEASURES: Final = {
    "released": _("released"),
    "released_under_decree": _("released under a decree"),
    "released_all_decrees": _("released under all decrees"),
    "forcibly_disappeared": _("forcibly disappeared"),
    "still_held": _("still held"),
    "died_in_custody": _("died in custody"),
    "number_of_decrees": _("number of decrees"),
    "women": _("women"),
    "children": _("children"),
    "missing": _("missing"),
    "arrested_after_surrender": _("arrested after surrender"),
}
FLAGS: Final = {
    "no_text": _("no letters, only pictures of them: ask for the file it was printed from, or have it typed"),
    "page_without_text": _("a page holds no text: scanned?"),
    "letters_not_read": _("some letters could not be read"),
    "lines_turned": _("right-to-left lines were put into the order of reading: compare before accepting"),
    "order_doubtful": _("right-to-left lines may be in disorder"),
    "comments_not_read": _("comments in the margin were not read"),
    "notes_not_read": _("footnotes, comments or headers were not read"),
}
DETAILS: Final = {
    "track": _("Way through it"),
    "found": _("What was found"),
    "because": _("Because"),
    "opinion": _("Opinion"),
    "note": _("Note"),
}
CHOICES: Final = {
    "standard": _("standard"),
    "urgent": _("urgent"),
    "letter": _("letter"),
    "regular": _("regular"),
    "dead_not_contested": _("dead, and nobody contests it"),
    "alive_detained": _("alive, in detention"),
    "alive_free": _("alive, at liberty"),
    "dead": _("dead"),
    "released": _("released"),
    "declaration_of_absence": _("declaration of absence, with the relatives' consent"),
    "relatives_stopped": _("relatives freely stopped"),
    "arbitrary": _("arbitrary"),
    "not_arbitrary": _("not arbitrary"),
}
BOUNDS: Final = {
    "about": _("about"),
    "more than": _("more than"),
    "up to": _("up to"),
    "only tens": _("only tens"),
}


@register.simple_tag
def listed_consent(of: str, code: str) -> SafeString:
    """A code of a consent in words."""
    found = codes(of).get(code)
    told = code if found is None else found.label_ar if language() == "ar" else found.label_en
    return filled("<bdi>{}</bdi>", told)


@register.simple_tag
def left_out(code: str) -> SafeString:
    """What a yes leaves out, in words: a kind of facts, or one property or field by itself."""
    told = leaving_out.label(code, language())
    return filled("<bdi>{}</bdi>", told)


@register.simple_tag
def tongue_name(code: str) -> Any:  # a lazy translation
    return TONGUES.get(code, code)


@register.filter
def in_tongue(texts: Mapping[str, str]) -> str:
    return texts.get(language()) or texts["en"]


@register.simple_tag
def form_need(need: str) -> Any:  # a lazy translation
    return NEEDS[need]


@register.simple_tag
def consent_reason(reason: str) -> Any:  # a lazy translation
    return REASONS[reason]


@register.simple_tag
def mention_kind(kind: str) -> Any:  # a lazy translation
    return KINDS[kind]


@register.simple_tag
def measure_name(measure: str) -> Any:  # a lazy translation, or what somebody wrote
    return MEASURES.get(measure, measure.replace("_", " "))


@register.simple_tag
def text_flag(flag: str) -> Any:  # a lazy translation
    return FLAGS.get(flag, flag.replace("_", " "))


@register.simple_tag
def track_name(procedure: Procedure, track: str) -> SafeString:
    """A way through a procedure in the words of its data."""
    known = next((one.name.in_(language()) for one in procedure.tracks if one.id == track), track)
    return sentence(known)


@register.simple_tag
def event_detail(name: str) -> Any:  # a lazy translation
    return DETAILS.get(name, name)


@register.simple_tag
def event_choice(choice: str) -> Any:  # a lazy translation
    return CHOICES.get(choice, choice.replace("_", " "))


@register.filter
def two_figures(conflict: Conflict) -> tuple[Figure, Figure]:
    return conflict.one, conflict.other


@register.simple_tag
def figure_number(figure: Figure) -> SafeString:
    """The number with the words that bound it."""
    bound = BOUNDS.get(figure.bound, figure.bound)
    value = number(figure.value) if figure.value is not None else mark_safe("")
    return filled("{}{}{}", bound, " " if bound and figure.value is not None else "", value)


@register.simple_tag
def figure_definition(figure: Figure) -> SafeString:
    """What was counted, in the viewer's language where it was translated."""
    parts = defined(figure, arabic=language() == "ar")
    told: SafeString = joined(". ", "{}", ((asis(one),) for one in parts))
    return told


@register.simple_tag
def figure_place(figure: Figure) -> str:
    """The page of the text in which an accepted figure stands."""
    return reverse("pages:text", args=[re.split(":", figure.where, maxsplit=1)[0]])
