"""Two records field by field, with what the model makes of each."""

from collections.abc import Sequence
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop as _

from sijill.linkage import FieldWeight
from sijill.linkage.explain import _FIELDS as FIELD_WORDS
from sijill.linkage.explain import _LEVELS as LEVEL_WORDS
from sijill.web.look.review import PairPage, Row, Side
from sijill.web.markup import Says, address, bits, code_text, escaped, number, org, org_text, prop
from sijill.web.pieces import claims, people

OWN_FIELD_WORDS: Final = {"name": ("name", "الاسم")}
# A bar is full at so many bits: four fields as strong as this settle nearly any pair.
MOST_BITS: Final = 12.0
_RECORDS: Final = _("records")
_NEAR: Final = _("Near")
_NOBODY: Final = _("Nobody near that you may see.")


def rows(page: PairPage, tongue: str) -> SafeString:
    """The rows of the table: fields that are compared, what is weighed besides, fields that are not compared."""
    sides = [escaped(org_text(side.said_by)) for side in page.sides]
    compared = (_compared(row, sides, tongue) for row in page.rows)
    extra = (_besides(weight, tongue) for weight in page.extra)
    others = (_not_compared(row, sides, tongue) for row in page.others)
    return SafeString("\n".join(("".join(compared), "".join(extra), "".join(others))))


def _compared(row: Row, sides: Sequence[str], tongue: str) -> str:
    return _line(field_label(row.field, tongue), _cells(row, sides, tongue), _weights(row.weights, tongue))


def _besides(weight: FieldWeight, tongue: str) -> str:
    return _line(
        field_label(weight.field, tongue), '<td class="side"></td>' * 2, weight_words(weight, tongue)
    )


def _not_compared(row: Row, sides: Sequence[str], tongue: str) -> str:
    return _line(prop(row.field, tongue), _cells(row, sides, tongue), "")


def _line(head: str, middle: str, last: str) -> str:
    return f'<tr><th scope="row">{escaped(head)}</th>{middle}<td>{last}</td></tr>'


def _cells(row: Row, sides: Sequence[str], tongue: str) -> str:
    several = len(row.props) > 1
    return "".join(
        f'<td class="side" data-side="{side}">{claims.cells(said, tongue, several=several)}</td>'
        for side, said in zip(sides, (row.left, row.right), strict=True)
    )


def _weights(weights: Sequence[FieldWeight], tongue: str) -> str:
    named = len(weights) > 1
    return "".join(
        (f'<span class="faint">{escaped(field_label(one.field, tongue))}:</span> ' if named else "")
        + weight_words(one, tongue)
        for one in weights
    )


def field_label(field: str, tongue: str) -> str:
    """The model's name of a field, in words; not escaped."""
    en, ar = OWN_FIELD_WORDS.get(field) or FIELD_WORDS.get(field, (field, field))
    text = ar if tongue == "ar" else en
    return text[:1].upper() + text[1:]


def weight_words(weight: FieldWeight, tongue: str) -> SafeString:
    """A field's agreement in words, its bits, and a bar from the middle: for to the end, against to the start."""
    en, ar = LEVEL_WORDS.get(weight.level, (weight.level, weight.level))
    said = escaped(ar if tongue == "ar" else en)
    share = min(abs(weight.weight) / MOST_BITS, 1.0) * 50
    begin = 50 if (weight.weight > 0) != (tongue == "ar") else 50 - share
    colour = "#1d6a4a" if weight.weight > 0 else "#9b1c31"
    bar = (
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect x="49.6" y="0" width="0.8" height="8" fill="#7d8a97"/>'
        f'<rect x="{begin:.1f}" y="1" width="{share:.1f}" height="6" fill="{colour}"/></svg>'
    )
    return SafeString(f'<span class="said">{said}</span><span class="bits">{bits(weight.weight)}{bar}</span>')


def sides(page: PairPage, tongue: str) -> SafeString:
    """Whom each record stands near to."""
    return SafeString("".join(_side(side, page.common, tongue) for side in page.sides))


def _side(side: Side, common: frozenset[str], tongue: str) -> str:
    says = Says(tongue)
    link = f'<a href="{address("pages:person", side.person)}">{code_text(side.person)}</a>'
    records = f" · {says(_RECORDS)}: {number(side.records)}" if side.records > 1 else ""
    head = f'{says(_NEAR)} <span class="faint">{org(side.said_by)} · {link}{records}</span>'
    return f'<section class="sheet"><h2>{head}</h2>\n{_neighbours(side, common, tongue)}</section>'


def _neighbours(side: Side, common: frozenset[str], tongue: str) -> str:
    if not (side.relatives or side.companions):
        return f'<p class="faint">{Says(tongue)(_NOBODY)}</p>'
    return people.neighbours((*side.relatives, *side.companions), common, tongue)
