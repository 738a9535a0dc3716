"""Accepted passages as claims with their readings, to stand beside those of lists."""

from collections.abc import Iterable

import numpy as np

from sijill.claims.columns import ClaimColumn
from sijill.claims.mapping import Mapping
from sijill.claims.model import Claim
from sijill.claims.readings import read_column
from sijill.claims.statements import Statement
from sijill.ids import digest_id
from sijill.mentions import store
from sijill.mentions.models import AcceptedClaim

NO_COLUMN = -1  # a claim out of a text stands in letters, not in a cell


def statements_about(origins: Iterable[str]) -> list[Statement]:
    """Standing claims out of texts about whoever the records of these origins belong to."""
    return [statement_of(row) for row in store.claims(list(origins))]


def by_origin() -> dict[str, list[Statement]]:
    """The origin of the record that each was accepted for -> statements."""
    found: dict[str, list[Statement]] = {}
    for row in store.claims():
        found.setdefault(row.record, []).append(statement_of(row))
    return found


def statement_of(row: AcceptedClaim) -> Statement:
    """What one text says of one person is one record; the text's day is the claim's."""
    document = row.document
    claim = Claim(
        record=digest_id("t", document.id, row.record),
        prop=row.prop,
        value=row.value,
        list_id=document.id,
        file=document.name,
        file_sha256=document.sha256,
        sheet="",
        line=row.page,
        col=NO_COLUMN,
        column="text",
        start=row.start,
        end=row.end,
        said_by=document.publisher,
        as_of=document.published,
        visibility=row.visibility,
    )
    column = ClaimColumn(
        property=row.prop, column="text", values=(row.value,), codes=np.zeros(1, dtype=np.int32)
    )
    (reading,) = read_column(column, Mapping(list=document.id))
    return Statement(claim=claim, reading=reading)
