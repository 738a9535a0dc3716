"""What stands in the bar at the top, for whom. Showing a link protects nothing; each page decides for itself."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sijill.access.model import Action, Purpose
from sijill.web.guard import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page of the bar: shown to whoever may do ``action`` for ``purpose``. ``parts``: its other routes."""

    name: str
    label: str | Promise
    action: Action
    purpose: Purpose = Purpose.CASEWORK
    parts: tuple[str, ...] = ()
    instead_of: str = ""  # shown only to whoever does not get that one


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    name: str
    url: str
    label: str | Promise
    here: bool


ENTRIES: Final = (
    Entry(name="pages:overview", label=_("Overview"), action=Action.READ_FIGURES),
    Entry(
        name="pages:figures",
        label=_("Figures"),
        action=Action.READ_FIGURES,
        purpose=Purpose.STATISTICS,
        instead_of="pages:overview",
    ),
    Entry(
        name="pages:search",
        label=_("People"),
        action=Action.SEARCH,
        parts=("pages:person", "pages:check", "pages:consents"),
    ),
    Entry(
        name="pages:review",
        label=_("Review"),
        action=Action.READ_PAIRS,
        purpose=Purpose.LINKAGE,
        parts=("pages:pair", "pages:cluster", "pages:agreement"),
    ),
    Entry(
        name="pages:lists",
        label=_("Lists"),
        action=Action.READ_LISTS,
        parts=(
            "pages:list",
            "pages:upload",
            "pages:mapping",
            "pages:versions",
            "pages:withdraw",
            "pages:job",
        ),
    ),
    Entry(
        name="pages:cases",
        label=_("Cases"),
        action=Action.READ_CASES,
        parts=(
            "pages:case",
            "pages:case_answers",
            "pages:submission",
            "pages:due",
            "pages:case_new",
            "pages:forms",
            "pages:form",
        ),
    ),
    Entry(
        name="pages:texts",
        label=_("Texts"),
        action=Action.READ_TEXTS,
        parts=("pages:text", "pages:text_upload", "pages:published"),
    ),
    Entry(name="pages:amnesties", label=_("Amnesties"), action=Action.READ_FIGURES, parts=("pages:amnesty",)),
    Entry(
        name="pages:figures_amnesties",
        label=_("Amnesties"),
        action=Action.READ_FIGURES,
        purpose=Purpose.STATISTICS,
        parts=("pages:figures_amnesty",),
        instead_of="pages:amnesties",
    ),
    Entry(
        name="pages:instruments",
        label=_("Instruments"),
        action=Action.READ_FIGURES,
        parts=("pages:instrument",),
    ),
    Entry(
        name="pages:figures_instruments",
        label=_("Instruments"),
        action=Action.READ_FIGURES,
        purpose=Purpose.STATISTICS,
        parts=("pages:figures_instrument",),
        instead_of="pages:instruments",
    ),
    Entry(name="pages:notices", label=_("Notices"), action=Action.READ_PERSON),
    Entry(
        name="pages:audit",
        label=_("Audit"),
        action=Action.READ_LEDGER,
        purpose=Purpose.AUDIT,
        parts=("pages:audit_of",),
    ),
)


def items_for(request: HttpRequest, ask: Ask | None) -> list[Item]:
    """Empty for whoever is not logged in."""
    if ask is None:
        return []
    match = request.resolver_match
    here = f"{match.namespace}:{match.url_name}" if match is not None else ""
    allowed = {entry.name for entry in ENTRIES if may(ask, entry.action, entry.purpose)}
    return [
        Item(
            name=entry.name,
            url=_address(entry.name),
            label=entry.label,
            here=here == entry.name or here in entry.parts,
        )
        for entry in ENTRIES
        if entry.name in allowed and entry.instead_of not in allowed
    ]


@cache
def _address(name: str) -> str:
    return reverse(name)


def may(ask: Ask, action: Action, purpose: Purpose) -> bool:
    """Whether the person could do this on a page made for that purpose."""
    return replace(ask, purpose=purpose).may(action)
