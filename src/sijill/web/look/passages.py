"""Claims out of texts as one viewer sees them: a text is its organisation's, and so is what was taken out of it."""

from collections.abc import Iterable

from sijill.claims.statements import Statement
from sijill.mentions import store
from sijill.mentions.models import AcceptedClaim
from sijill.mentions.statements import statement_of
from sijill.web.look.sight import Sight

NOBODY_S = ""  # a text without terms: the operator's alone


def about(sight: Sight, origins: Iterable[str]) -> list[Statement]:
    """What the viewer may see of what texts say of whoever has these records (origins)."""
    return [statement_of(row) for row in rows_about(sight, origins)]


def rows_about(sight: Sight, origins: Iterable[str] | None = None) -> list[AcceptedClaim]:
    """None: about anybody."""
    wanted = None if origins is None else list(origins)
    rows = store.claims(wanted) if wanted != [] else []
    if not rows:
        return []
    holders = {document: one.organisation for document, one in store.terms().items()}
    return [
        row
        for row in rows
        if sight.claims.allows(
            list_id=row.document_id,
            organisation=holders.get(row.document_id, NOBODY_S),
            visibility=row.visibility,
            property=row.prop,
            record_id=row.record,
        )
    ]
