"""What of a tally an audience may see. The only way from counted numbers to a screen, a file or a page.

*Raw*: everything, for those who hold the register. *Internal*: cells under 5 and their complements are withheld.
*Public*: documented people only, under 10 withheld, rounded to 5, and safe beside everything published before.
"""

from dataclasses import dataclass
from enum import StrEnum

from sijill.errors import UsageError
from sijill.statistics import disclose
from sijill.statistics.counts import Stratum
from sijill.statistics.disclose import SUPPRESSED, TOTAL, Publication, Suppressed
from sijill.statistics.published import ALL, publish, rows
from sijill.statistics.tally import Cell, Interval, Missing
from sijill.statistics.tiers import Counted
from sijill.version import __version__

Count = int | Suppressed
ROUNDED_TO = disclose.Audience.PUBLIC.value.rounded_to


class Audience(StrEnum):
    RAW = "raw"
    INTERNAL = "internal"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``reported`` and ``lists`` are None where the audience does not get them at all."""

    stratum: tuple[str, ...]
    documented: Count
    linkage: Interval | None = None
    reported: Count | None = None
    imputed: Count | None = None
    imputed_interval: Interval | None = None
    lists: int | None = None

    @property
    def withheld(self) -> bool:
        return isinstance(self.documented, Suppressed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Rows in order and the total last; everything that must stand beside them."""

    by: tuple[str, ...]
    as_of: str
    event: str
    audience: Audience
    rows: tuple[Row, ...]
    total: Row
    missing_share: float
    partitions: int
    notes: tuple[str, ...]
    seed: int
    digest: str
    publication: int | None = None
    version: str = __version__

    @property
    def tiers(self) -> bool:
        """Are the other tiers there, or only the documented one?"""
        return self.audience is not Audience.PUBLIC


def raw(counted: Counted) -> Shown:
    return _shown(
        counted, Audience.RAW, [_row(cell) for cell in counted.tally.cells], _row(counted.tally.total)
    )


def internal(counted: Counted) -> Shown:
    """Lists overlap, so that no cell of a table by list is the difference of others: it is withheld alone."""
    tally = counted.tally
    if Stratum.LIST in tally.by:
        smallest = disclose.Audience.INTERNAL.value.smallest
        hidden = {cell.stratum for cell in tally.cells if 0 < cell.documented < smallest}
        total_hidden = 0 < tally.total.documented < smallest
    else:
        table = publish(tally, audience=disclose.Audience.INTERNAL)
        hidden = {_values(table, place) for place in table.hidden() if TOTAL not in place}
        total_hidden = (TOTAL,) * len(tally.by) in table.hidden()
    cells = [cell for cell in tally.cells if _anybody(cell)]
    shown = [_withheld(cell.stratum) if _texts(cell) in hidden else _row(cell) for cell in cells]
    return _shown(counted, Audience.INTERNAL, shown, _withheld(()) if total_hidden else _row(tally.total))


def public(counted: Counted, publication: Publication, number: int) -> Shown:
    """Rows of the published table, its totals of some dimensions among them; the linkage interval of the total only,
    rounded outwards.
    """
    tally = counted.tally
    every = (ALL,) * len(publication.dimensions)
    shown = [Row(stratum=labels, documented=value) for labels, value in rows(publication) if labels != every]
    value = publication.shown[(TOTAL,) * len(publication.dimensions)]
    linkage = None if isinstance(value, Suppressed) else _rounded(tally.total.linkage)
    total = Row(stratum=(), documented=value, linkage=linkage)
    made = _shown(counted, Audience.PUBLIC, shown if publication.dimensions else [], total)
    return _public_of(made, publication, number)


def require_public(by: tuple[Stratum, ...], *, as_of_given: bool) -> None:
    """Raises UsageError for what can never be published."""
    if not as_of_given:
        raise UsageError(
            "A public table needs its day",
            remedy="Say up to which day arrests count, for example --as-of 2024-12-08",
        )
    if Stratum.LIST in by:
        raise UsageError("A public table cannot be by list", remedy="Name other strata with --by")


def as_json(shown: Shown) -> dict[str, object]:
    return {
        "as_of": shown.as_of,
        "event": shown.event,
        "audience": shown.audience.value,
        "by": list(shown.by),
        "rows": [_row_json(row, shown) for row in shown.rows],
        "total": _row_json(shown.total, shown),
        "missing_share": round(shown.missing_share, 4),
        "partitions": shown.partitions,
        "notes": list(shown.notes),
        "seed": shown.seed,
        "version": shown.version,
        "data_sha256": shown.digest,
        "publication": shown.publication,
    }


def _row_json(row: Row, shown: Shown) -> dict[str, object]:
    told: dict[str, object] = dict(zip(shown.by, row.stratum, strict=True)) if row.stratum else {}
    told["documented"] = _count_json(row.documented)
    told["linkage"] = _interval_json(row.linkage)
    if shown.tiers:
        told |= {
            "reported": _count_json(row.reported),
            "imputed": _count_json(row.imputed),
            "imputed_interval": _interval_json(row.imputed_interval),
            "lists": row.lists,
        }
    return told


def _count_json(count: Count | None) -> object:
    return count.as_json() if isinstance(count, Suppressed) else count


def _interval_json(interval: Interval | None) -> dict[str, int] | None:
    return None if interval is None else {"low": int(interval.low), "high": int(interval.high)}


def _shown(counted: Counted, audience: Audience, shown: list[Row], total: Row) -> Shown:
    tally = counted.tally
    return Shown(
        by=tally.by,
        as_of=tally.as_of.isoformat(),
        event=tally.event,
        audience=audience,
        rows=tuple(shown) if tally.by else (),
        total=total,
        missing_share=tally.missing_share,
        partitions=tally.partitions,
        notes=tally.notes,
        seed=counted.seed,
        digest=counted.digest,
    )


def _public_of(made: Shown, publication: Publication, number: int) -> Shown:
    """The share of missing values in whole per cent: finer, it would count people."""
    return Shown(
        by=publication.dimensions,
        as_of=made.as_of,
        event=made.event,
        audience=made.audience,
        rows=made.rows,
        total=made.total,
        missing_share=round(made.missing_share, 2),
        partitions=made.partitions,
        notes=made.notes,
        seed=made.seed,
        digest=made.digest,
        publication=number,
    )


def _anybody(cell: Cell) -> bool:
    """A combination that exists only in some other partition or imputation, and rounds to nobody, is no row."""
    return cell.documented > 0 or (cell.imputed is not None and round(cell.imputed) > 0)


def _row(cell: Cell) -> Row:
    """People of unknown strata are spread over the known ones: their row has no filled-in count, not a zero."""
    spread = Missing.UNKNOWN in cell.stratum
    return Row(
        stratum=_texts(cell),
        documented=cell.documented,
        linkage=cell.linkage,
        reported=cell.reported,
        imputed=None if cell.imputed is None or spread else round(cell.imputed),
        imputed_interval=None if spread else cell.imputed_interval,
        lists=cell.lists,
    )


def _withheld(stratum: tuple[str, ...]) -> Row:
    return Row(
        stratum=tuple(str(value) for value in stratum),
        documented=SUPPRESSED,
        reported=SUPPRESSED,
        imputed=SUPPRESSED,
    )


def _texts(cell: Cell) -> tuple[str, ...]:
    return tuple(str(value) for value in cell.stratum)


def _values(table: Publication, place: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(labels[part] for labels, part in zip(table.labels, place, strict=True))


def _rounded(interval: Interval | None) -> Interval | None:
    if interval is None:
        return None
    return Interval(
        low=float(interval.low // ROUNDED_TO * ROUNDED_TO),
        high=float(-(-interval.high // ROUNDED_TO) * ROUNDED_TO),
    )
