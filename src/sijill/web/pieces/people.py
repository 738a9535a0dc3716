"""People in lists: those a search found, relatives, whoever was there too."""

from collections.abc import Container, Iterable
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop as _

from sijill.linkage.explain import told
from sijill.web.look.person import Other
from sijill.web.look.search import Hit
from sijill.web.markup import DOT, Says, code, escaped, percent, person_link, together, when

RELATIONS: Final = {
    "held_with": _("Held at the same place about the same time"),
    "arrested_with": _("Taken on the same day at the same place"),
    "sibling": _("Same father, family and mother: sibling?"),
    "perhaps_sibling": _("Same father and family: sibling?"),
    "child": _("Named as this person's child would be"),
    "parent": _("Named as this person's father would be"),
}


def hits(found: Iterable[Hit], tongue: str) -> SafeString:
    """The people a search found, the best first."""
    return SafeString(f'<ol class="plain hits">{"".join(_hit(hit, tongue) for hit in found)}</ol>')


def _hit(hit: Hit, tongue: str) -> str:
    link = person_link(hit.person_id, hit.name_ar, hit.name_latin)
    score = _score(hit, Says(tongue))
    facts = together(_facts(hit, tongue), DOT)
    why = f"<p>{together(_why(hit, tongue), DOT)}</p>" if hit.why else ""
    return f'<li class="sheet"><div class="row"><h3>{link}</h3>{score}</div>\n<p class="faint">{facts}</p>{why}</li>'


def _why(hit: Hit, tongue: str) -> Iterable[SafeString]:
    """Each field that was weighed, in words, what tells most first; then what was asked and is missing."""
    for one in sorted(hit.why, key=lambda line: -abs(line.weight)):
        if one.level or one.field == "reading":
            english, arabic = told(one)
            yield SafeString(escaped(arabic if tongue == "ar" else english))


def _score(hit: Hit, says: Says) -> str:
    _ = says
    if hit.score is None:
        return ""
    if hit.same_name:
        return f'<span class="tag good">{_("same name")} {percent(hit.score)}</span>'
    return f'<span class="tag">{_("similar")} {percent(hit.score)}</span>'


def _facts(hit: Hit, tongue: str) -> Iterable[SafeString]:
    says = Says(tongue)
    _, ngettext = says, says.many
    if hit.birth:
        yield SafeString(f"{_('born')} {when(hit.birth, tongue)}")
    if hit.arrest:
        yield SafeString(f"{_('arrested')} {when(hit.arrest, tongue)}")
    for place in (hit.place, hit.held):
        if place:
            yield code(place, tongue)
    yield SafeString(ngettext("%(shown)s list", "%(shown)s lists", hit.lists))


def link(other: Other) -> SafeString:
    return person_link(other.id, other.name_ar, other.name_latin)


def near(other: Other, tongue: str, *, beside: str = " ") -> SafeString:
    """A neighbour with why they are one; ``beside``: what stands between the two."""
    why = [Says(tongue)(RELATIONS[other.why])]
    if other.site:
        why.append(code(other.site, tongue))
    if other.when:
        why.append(when(other.when, tongue))
    return SafeString(f'{link(other)}{beside}<span class="faint">{" · ".join(why)}</span>')


def neighbours(others: Iterable[Other], common: Container[str], tongue: str) -> SafeString:
    """Those of one side of a pair; who stands near both sides is marked."""
    items = []
    for one in others:
        marked = ' class="common"' if one.id in common else ""
        items.append(f"<li{marked}>{near(one, tongue)}</li>")
    return SafeString(f'<ul class="plain">{"".join(items)}</ul>')


def listed(others: Iterable[Other], tongue: str) -> SafeString:
    """Those of a person's page, one below the other."""
    items = "".join(f"<li>{near(one, tongue, beside='<br>')}</li>" for one in others)
    return SafeString(f'<ul class="plain">{items}</ul>')
