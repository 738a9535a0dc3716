"""Texts and the register: suggestions out of a text, and accepting them for persons."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sijill.amnesties import figures as shipped_figures
from sijill.claims.map_row import visibility_of
from sijill.claims.properties import BY_NAME
from sijill.claims.statements import Statement
from sijill.errors import UsageError
from sijill.mentions import statements as mention_statements
from sijill.mentions import store
from sijill.mentions.figures import Conflict, Figure, conflicts
from sijill.mentions.find import find
from sijill.mentions.known_names import RegisterNames
from sijill.mentions.model import Suggestion
from sijill.mentions.models import AcceptedClaim, AcceptedFigure
from sijill.persons import store as persons
from sijill.pipeline.derive import require_linked
from sijill.tables import parquet
from sijill.tables import register as registers
from sijill.tables.register import Register


def suggestions(register: Register, document_id: str) -> tuple[Suggestion, ...]:
    """What the text may say; nothing is kept. Raises NotFoundError, RegisterError (nothing linked yet)."""
    require_linked(register)
    row = store.document(document_id)
    return find(store.text_of(register, row).text, RegisterNames(register))


def accept(
    register: Register,
    document_id: str,
    *,
    person: str,
    prop: str,
    start: int,
    end: int,
    reason: str = "",
    at: datetime,
    actor: str,
) -> AcceptedClaim:
    """A person took this passage for a claim about that person. Whoever it was accepted for keeps it through merges,
    splits and later versions: it is bound to the origin of the person's first record.
    """
    if prop not in BY_NAME:
        raise UsageError(
            f"There is no property {prop!r}", remedy="See docs/reference/properties.md for the names"
        )
    require_linked(register)
    _, records = persons.resolve(register, person)
    row = store.document(document_id)
    with registers.one_writer(register):
        return store.accept_claim(
            row,
            store.text_of(register, row),
            record=_origins(register, records[:1])[records[0]],
            prop=prop,
            start=start,
            end=end,
            visibility=visibility_of(prop),
            reason=reason,
            at=at,
            actor=actor,
        )


def accept_figure(
    register: Register,
    document_id: str,
    figure: Figure,
    *,
    start: int,
    end: int,
    at: datetime,
    actor: str,
) -> AcceptedFigure:
    """A person took this passage for a published count."""
    row = store.document(document_id)
    with registers.one_writer(register):
        return store.accept_figure(
            row, store.text_of(register, row), figure, start=start, end=end, at=at, actor=actor
        )


def about(register: Register, records: Sequence[str]) -> list[Statement]:
    """Claims out of texts about the person of these records."""
    return mention_statements.statements_about(_origins(register, records).values())


def by_person(register: Register) -> dict[str, list[Statement]]:
    """Person -> claims out of texts, for questions to the whole register; not those of records that are gone."""
    accepted = mention_statements.by_origin()
    if not accepted:
        return {}
    membership = parquet.read(register.derived / "membership.parquet")
    person_of = dict(
        zip(membership["record_id"].to_pylist(), membership["person_id"].to_pylist(), strict=True)
    )
    found: dict[str, list[Statement]] = {}
    for record, origin in _origins(register).items():
        if origin in accepted:
            found.setdefault(person_of[record], []).extend(accepted[origin])
    return found


def _origins(register: Register, records: Sequence[str] | None = None) -> dict[str, str]:
    """Record -> the first record it continues through the versions of its list; of all current records by default."""
    wanted = None if records is None else pc.field("record_id").isin(pa.array(list(records), pa.string()))
    table = pq.read_table(
        register.derived / "records.parquet", columns=["record_id", "origin"], filters=wanted
    )
    return dict(zip(table["record_id"].to_pylist(), table["origin"].to_pylist(), strict=True))


def all_figures() -> tuple[Figure, ...]:
    """Shipped counts and those accepted out of texts."""
    return shipped_figures.shipped() + store.figures()


def figure_conflicts() -> tuple[Conflict, ...]:
    return conflicts(all_figures())
