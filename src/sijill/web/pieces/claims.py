"""What is said, by whom, and where it stands: value, claim, cell, file."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop as _

from sijill.claims.statements import Statement
from sijill.web.markup import (
    DOT,
    EMPTY,
    Says,
    address,
    asis,
    code_text,
    edtf,
    filled,
    iso,
    org,
    prop,
    reading,
    together,
)
from sijill.web.pieces.unread import why

BREAK: Final = SafeString("<br>")
_WHERE_WORDS: Final = (_("said by"), _("as of"), _("cell"), _("column"))
# Readings that say more than what is written.
_TELLING: Final = frozenset({"date", "place", "facility", "agency", "words"})


def listed(statements: Iterable[Statement], tongue: str, *, show_prop: bool = False) -> SafeString:
    """Statements as a list. A page has a hundred of them."""
    words = [*map(Says(tongue), _WHERE_WORDS)]
    items = [
        f"<li>{written(one, tongue)}<br>{_where(one, tongue, words, show_prop=show_prop)}</li>"
        for one in statements
    ]
    return SafeString(f"<ul>{''.join(items)}</ul>")


def written(statement: Statement, tongue: str) -> SafeString:
    """The text as written, and what was read where that is not the same."""
    claim, read, _ = statement.claim, statement.reading, Says(tongue)
    quoted = f'<q class="asis">{asis(claim.value)}</q>'
    if not read.normalised:
        note = f": {why(read.note, tongue)}" if read.note else ""
        return SafeString(f'{quoted} <span class="tag">{_("not read")}{note}</span>')
    if read.normalised == claim.value:
        return SafeString(quoted)
    unsure = f' <span class="tag warn">{_("can be read two ways")}</span>' if read.ambiguous else ""
    said = f"{_('read as')} {reading(read, tongue)}{unsure}"
    return SafeString(f'{quoted} <span class="faint">{said}</span>')


def _where(statement: Statement, tongue: str, words: Sequence[str], *, show_prop: bool) -> str:
    claim = statement.claim
    said_by, as_of, cell, column = words
    pieces = [prop(claim.prop, tongue)] if show_prop else []
    pieces.append(SafeString(f"{said_by} {org(claim.said_by)}"))
    if claim.as_of:
        pieces.append(SafeString(f"{as_of} {edtf(claim.as_of, tongue)}"))
    pieces.append(SafeString(f"{cell} {code_text(claim.locator)}"))
    pieces.append(SafeString(f"{column} {iso(claim.column)}"))
    pieces.append(_file(claim.list_id, claim.file, claim.file_sha256))
    return f'<span class="faint">{DOT.join(pieces)}</span>'


@lru_cache(maxsize=1024)
def _file(list_id: str, name: str, sha256: str) -> SafeString:
    """The list a claim stands in, with the digest of its file."""
    return filled(
        '<a href="{}">{}</a> · <bdi dir="ltr" title="SHA-256 {}">SHA-256 {}…</bdi>',
        address("pages:list", list_id),
        code_text(name),
        sha256,
        code_text(sha256[:12]),
    )


def version_text(version: Any, tongue: str) -> SafeString:
    """What a version of a fact says: the words of its most telling statement, dates and codes as people say them."""
    for statement in version.statements:
        read = statement.reading
        if read.normalised == version.text and read.kind not in {"name", "text", "identifier"}:
            return reading(read, tongue)
    if version.statements[0].reading.kind == "name":
        texts = dict.fromkeys(one.claim.value.strip() for one in version.statements)
        return together(map(asis, texts), DOT)
    return asis(version.text)


def cells(statements: Iterable[Statement], tongue: str, *, several: bool) -> SafeString:
    """The values of one side as written, one per line; ``several``: the property before each."""
    return together((_cell(one, tongue, several=several) for one in statements), BREAK)


def _cell(statement: Statement, tongue: str, *, several: bool) -> SafeString:
    before = f'<span class="faint">{prop(statement.claim.prop, tongue)}: </span>' if several else ""
    return SafeString(f"{before}{asis(statement.claim.value)}{_reading_beside(statement, tongue)}")


def _reading_beside(statement: Statement, tongue: str) -> SafeString:
    """What was read, where that is more than what is written: dates, places, facilities, words."""
    read = statement.reading
    if read.kind in _TELLING and read.normalised:
        said = reading(read, tongue)
        if said and statement.claim.value not in said:
            return SafeString(f' <span class="faint">= {said}</span>')
    return EMPTY
