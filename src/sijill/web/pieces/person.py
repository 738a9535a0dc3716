"""The parts of a person's page that hold claims: status, timeline, facts, records, places, history."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop as _

from sijill.claims.statements import Statement
from sijill.persons.model import Event, Fact, Person
from sijill.web.look import words
from sijill.web.look.history import Change
from sijill.web.look.person import Moment, PersonPage, Place
from sijill.web.markup import (
    Says,
    address,
    asis,
    code,
    code_text,
    comma,
    edtf,
    escaped,
    iso,
    moment,
    number,
    org,
    prop,
    reading,
    status,
    together,
    when,
)
from sijill.web.pieces import claims

CHANGES: Final = {
    "new": _("came into the register"),
    "joined": _("records were joined"),
    "parted": _("records were parted"),
    "both": _("records were joined and parted"),
}
_OF_RECORDS: Final = (_("Property"), _("As written"), _("Read as"), _("Cell"))


def statuses(person: Person, tongue: str) -> SafeString:
    """The axes, each with what every source says of it."""
    _ = says = Says(tongue)
    sheets = []
    for axis in person.statuses:
        contested = f'<p class="tag warn">{_("Contested")}</p>' if axis.contested else ""
        said = (
            _codes(axis.statements, says) if axis.statements else f'<p class="faint">{_("Nobody says.")}</p>'
        )
        head = escaped(words.axis(axis.axis, tongue))
        sheets.append(f'<div class="sheet"><h3>{head}</h3>\n{contested}\n{said}</div>')
    return SafeString(f'<div class="grid axes">{"".join(sheets)}</div>')


def _codes(statements: Iterable[Any], says: Says) -> str:
    """What is said, those that say the same put together, the latest first."""
    found: dict[str, list[Any]] = {}
    for one in statements:
        found.setdefault(one.code, []).append(one)
    return f'<ul class="plain">{"".join(_code(alike, says) for alike in found.values())}</ul>\n'


def _code(alike: Sequence[Any], says: Says) -> str:
    tongue = says.tongue
    claimants = "".join(f'<br><span class="faint">{_claimant(one, says)}</span>' for one in alike)
    head = f"<strong>{status(alike[0], tongue)}</strong>{claimants}"
    bases = claims.listed([one.basis for one in alike], tongue, show_prop=True)
    return f"<li>{_unfolding(head, bases)}</li>"


def _claimant(one: Any, says: Says) -> str:
    _ = says
    dated = edtf(one.as_of, says.tongue) if one.as_of else _("undated")
    verified = _("unverified") if one.verification == "unverified" else iso(one.verification)
    return f"{org(one.claimant)} · {dated} · {verified}"


def _unfolding(head: str, inside: str) -> str:
    return f'<details class="claims"><summary>{head}</summary>{inside}</details>'


def moments(page: PersonPage, tongue: str) -> SafeString:
    """The rows of the timeline's table."""
    says = Says(tongue)
    return SafeString("".join(_moment(one, says) for one in page.moments))


def _moment(one: Moment, says: Says) -> str:
    _, tongue = says, says.tongue
    dated = when(one.when, tongue) or f'<span class="faint">{_("undated")}</span>'
    unsure = f'<br><span class="tag warn">{_("day and month unsure")}</span>' if one.ambiguous else ""
    events = "".join(_event(event, tongue) for event in one.events)
    kind = escaped(words.kind(one.kind, tongue))
    return f"<tr><td>{dated}{unsure}</td><td>{kind}</td><td>{events}</td></tr>"


def _event(event: Event, tongue: str) -> str:
    named = " · ".join(asis(one) for one in (event.place, event.actor) if one)
    said_by = org(event.statements[0].claim.said_by)
    head = f'{named} <span class="faint">{said_by}</span>'
    return _unfolding(head, claims.listed(event.statements, tongue, show_prop=True))


def facts(person: Person, tongue: str) -> SafeString:
    """Who somebody is, property by property; what contradicts stands beside each other."""
    _ = says = Says(tongue)
    if not person.facts:
        return SafeString(f'<p class="faint">{_("Nothing is said that you may see.")}</p>')
    return SafeString("".join(_fact(one, says) for one in person.facts))


def _fact(fact: Fact, says: Says) -> str:
    _, tongue = says, says.tongue
    against = f' <span class="tag warn">{_("contradiction")}</span>' if fact.contradicted else ""
    head = f"<h3>{prop(fact.prop, tongue)}{against}</h3>"
    if fact.contradicted:
        inside = f'<div class="against">{"".join(_version(one, tongue) for one in fact.versions)}</div>\n'
    else:
        inside = "".join(_agreed(one, says) for one in fact.versions)
    return f'<div class="fact">{head}\n{inside}</div>'


def _version(version: Any, tongue: str) -> str:
    lists = together(map(iso, version.lists), comma(tongue))
    head = f'{claims.version_text(version, tongue)}<br><span class="faint">{lists}</span>'
    return f"<div>{_unfolding(head, claims.listed(version.statements, tongue))}</div>"


def _agreed(version: Any, says: Says) -> str:
    ngettext = says.many
    lists = ngettext("%(shown)s list", "%(shown)s lists", len(version.lists))
    head = f'{claims.version_text(version, says.tongue)} <span class="faint">{lists}</span>'
    return _unfolding(head, claims.listed(version.statements, says.tongue))


def records(page: PersonPage, tongue: str) -> SafeString:
    """Every record, cell by cell."""
    says = Says(tongue)
    heads = "".join(f"<th>{says(one)}</th>" for one in _OF_RECORDS)
    found = "".join(_record(record, said, heads, says) for record, said in page.by_record if said)
    return SafeString(found)


def _record(record: str, said: Sequence[Statement], heads: str, says: Says) -> str:
    ngettext, first = says.many, said[0].claim
    counted = ngettext("%(shown)s claim", "%(shown)s claims", len(said))
    head = f'{org(first.said_by)} · {code_text(record)} <span class="faint">{counted}</span>'
    rows = "".join(_cell(one, says) for one in said)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    link = f'<a href="{address("pages:list", first.list_id)}">{code_text(first.file)}</a>'
    return (
        f'<details><summary>{head}</summary>\n<div class="wide">{table}</div>\n<p class="faint">{link} · '
        f'<bdi dir="ltr">SHA-256</bdi> {code_text(first.file_sha256)}</p></details>\n'
    )


def _cell(one: Statement, says: Says) -> str:
    _, tongue, claim = says, says.tongue, one.claim
    read = (
        reading(one.reading, tongue)
        if one.reading.normalised
        else f'<span class="faint">{_("not read")}</span>'
    )
    return (
        f'<tr><th scope="row">{prop(claim.prop, tongue)}</th><td>{asis(claim.value)}</td><td>{read}</td>'
        f"<td>{code_text(claim.locator)}</td></tr>"
    )


def places(found: Iterable[Place], tongue: str) -> SafeString:
    """The places named, numbered as on the map."""
    items = []
    for one in found:
        mark = f'<span class="dot {escaped(one.kind)}">{number(one.number)}</span>'
        named = prop(one.statements[0].claim.prop, tongue)
        head = f'{mark} <strong>{code(one.code, tongue)}</strong> <span class="faint">{named}</span>'
        listed = claims.listed(one.statements, tongue, show_prop=True)
        items.append(f"<li>{_unfolding(head, listed)}</li>")
    return SafeString(f'<ol class="plain">{"".join(items)}</ol>')


def history(changes: Iterable[Change], person: str, tongue: str) -> SafeString:
    """When records were joined and parted."""
    says = Says(tongue)
    items = []
    for change in changes:
        parts = "".join(f"<br>{_part(part.person, part.records, person)}" for part in change.parts)
        items.append(f"<li>{moment(change.at, tongue)} · {says(CHANGES[change.kind])}{parts}</li>")
    return SafeString(f'<ol class="plain">{"".join(items)}</ol>')


def _part(whose: str, members: Iterable[str], person: str) -> str:
    link = f'<a href="{address("pages:person", whose)}">{code_text(whose)}</a>: ' if whose != person else ""
    return f'{link}<span class="faint">{" + ".join(map(code_text, members))}</span>'
