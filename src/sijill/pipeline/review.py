"""What a reviewer sees of a pair: both records as written, and what each field says for or against, in bits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from sijill.claims.statements import Statement, statements_of
from sijill.manual_review import sample as sampling
from sijill.manual_review import store as reviews
from sijill.manual_review.agree import is_settled, outcomes, standing
from sijill.manual_review.model import PairOutcome
from sijill.manual_review.policy import policy_of
from sijill.persons.models import Run
from sijill.pipeline import judgements as judging
from sijill.pipeline.belief import believed, person_of
from sijill.pipeline.judgements import Pair, by_origin
from sijill.pipeline.origins import Origins, origins
from sijill.tables import parquet
from sijill.tables.register import Register

# Which properties a field of the model compares, in the order in which a reviewer reads them.
FIELDS: Final = {
    "given": ("name", "name.given"),
    "father": ("name.father",),
    "grandfather": ("name.grandfather",),
    "family": ("name.family",),
    "kunya": ("name.kunya", "name.alias"),
    "mother": ("mother.name",),
    "mother_family": ("mother.family",),
    "sex": ("sex",),
    "birth": ("birth.date", "age"),
    "place": ("arrest.place", "origin.place", "residence.place", "birth.place"),
    "arrest": ("arrest.date",),
    "agency": ("arrest.agency",),
    "held": ("held.place",),
    "death": ("death.date",),
    "identifiers": ("id.national", "id.detainee", "id.photo"),
    "occupation": ("occupation",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field: both originals, the level of agreement, and its weight in bits (for the same person if positive)."""

    field: str
    left: str
    right: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """One pair. ``others`` holds what neither side's fields compare: notes, status, the rest."""

    left: str
    right: str
    left_list: str
    right_list: str
    weight: float
    probability: float
    fields: tuple[FieldView, ...]
    others: tuple[tuple[str, str, str], ...]


def queue(register: Register, reviewer: str) -> list[tuple[str, str]]:
    """Doubtful pairs that wait for this reviewer, those nearest to even odds first.

    Neither those they have judged, in whichever version of a list, nor those that are settled without them.
    """
    pairs = parquet.read(register.derived / "pairs.parquet")
    doubtful = pairs.filter(pc.equal(pairs["decision"], "review"))
    known = origins(register)
    closed = _closed(register, known, reviewer)
    rows = sorted(
        zip(
            doubtful["probability"].to_pylist(),
            doubtful["left"].to_pylist(),
            doubtful["right"].to_pylist(),
            strict=True,
        ),
        key=lambda row: (abs(row[0] - 0.5), row[1], row[2]),
    )
    return [(left, right) for _, left, right in rows if by_origin(known, (left, right)) not in closed]


def _closed(register: Register, known: Origins, reviewer: str) -> set[Pair]:
    """Pairs of origins that do not wait for the reviewer."""
    needed, words = policy_of(register).reviewers, judging.words(known)
    settled = {(one.left, one.right) for one in outcomes(words) if is_settled(one, needed)}
    return settled | {pair for pair, said in standing(words).items() if reviewer in said}


def waiting(register: Register) -> list[PairOutcome]:
    """Judgements that bind nothing now, because no current row continues one of their records: to look at again."""
    known = origins(register)
    records = parquet.read(register.derived / "records.parquet", ["origin"])
    current = set(records["origin"].to_pylist())
    return [
        one
        for one in judging.outcomes(known)
        if one.left not in current or one.right not in current or one.left == one.right
    ]


def draw_sample(register: Register, size: int, *, seed: int, at: Any, actor: str) -> list[tuple[str, str]]:
    """Draws and keeps a stratified sample of all kept pairs; returns them in the order to be judged."""
    pairs = believed(parquet.read(register.derived / "pairs.parquet"), person_of(register))
    drawn = sampling.draw(pairs, size, seed=seed)
    run = Run.objects.count()
    reviews.add_sample(drawn, sampling.sizes_of(pairs), seed=seed, run=run, at=at, by=actor)
    return [(left, right) for left, right, _ in drawn]


def views(register: Register, pairs: Sequence[tuple[str, str]]) -> Iterator[PairView]:
    """The pairs as a reviewer sees them, one after the other."""
    table = parquet.read(register.derived / "pairs.parquet")
    place = {
        pair: at
        for at, pair in enumerate(zip(table["left"].to_pylist(), table["right"].to_pylist(), strict=True))
    }
    for left, right in pairs:
        at = place.get((left, right), place.get((right, left)))
        if at is not None:
            yield _view(register, table, at)


def _view(register: Register, table: pa.Table, at: int) -> PairView:
    row = table.slice(at, 1).to_pylist()[0]
    said = statements_of(register, [row["left"], row["right"]])
    left = [one for one in said if one.claim.record == row["left"]]
    right = [one for one in said if one.claim.record == row["right"]]
    fields = tuple(
        FieldView(
            field=name,
            left=_texts(left, properties),
            right=_texts(right, properties),
            level=row[f"level_{name}"],
            weight=row[f"weight_{name}"],
        )
        for name, properties in FIELDS.items()
        if f"level_{name}" in row
    )
    compared = {prop for properties in FIELDS.values() for prop in properties}
    rest = sorted({one.claim.prop for one in said} - compared)
    return PairView(
        left=row["left"],
        right=row["right"],
        left_list=left[0].claim.list_id if left else "",
        right_list=right[0].claim.list_id if right else "",
        weight=row["weight"],
        probability=row["probability"],
        fields=fields,
        others=tuple((prop, _texts(left, (prop,)), _texts(right, (prop,))) for prop in rest),
    )


def _texts(said: Sequence[Statement], properties: Sequence[str]) -> str:
    return " · ".join(one.claim.value for one in said if one.claim.prop in properties)
