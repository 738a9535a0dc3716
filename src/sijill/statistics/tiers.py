"""A register in tiers: reported, documented with its linkage interval, documented with missing values filled in.

One chain of imputations is run on the published persons; each of its states also fills in one sampled partition, so
that the interval of the imputed counts holds the doubt of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.errors import UsageError
from sijill.statistics import impute as imputation
from sijill.statistics.capture_histories import Histories, read_histories
from sijill.statistics.counts import Stratum
from sijill.statistics.tally import UNKNOWN_CODE, Records, Tally, tally
from sijill.tables.register import Register

IMPUTATIONS: Final = 20
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counted:
    """``seed`` and ``digest`` (of everything the register's persons follow from) make the numbers again."""

    tally: Tally
    histories: Histories
    seed: int
    digest: str


def count(
    register: Register,
    by: Sequence[Stratum],
    *,
    as_of: date,
    recall: float | None,
    digest: str,
    seed: int = 0,
) -> Counted:
    """``recall``: what the linkage expects of itself; None when it cannot say, which is noted.

    Raises UsageError for lists beside other strata: a person stands on several lists.
    """
    if Stratum.LIST in by and len(by) > 1:
        raise UsageError(
            "Lists cannot be crossed with other strata",
            remedy="People stand on several lists: use --by list alone",
        )
    histories = read_histories(register, by, as_of=as_of)
    missed = 0.0 if not recall else 1 / recall - 1
    made = _by_list if Stratum.LIST in by else _by_strata
    counted = made(histories, by, as_of=as_of, missed=missed, seed=seed)
    if recall is None and len(histories.record_ids):
        counted = replace(counted, notes=(*counted.notes, "the linkage gave no estimate of what it missed"))
    return Counted(tally=counted, histories=histories, seed=seed, digest=digest)


def _by_strata(
    histories: Histories, by: Sequence[Stratum], *, as_of: date, missed: float, seed: int
) -> Tally:
    names = [one.value for one in by]
    own, others, notes = impute_all(histories, names, seed=seed)
    made = tally(
        histories.records,
        names,
        histories.partition,
        as_of=as_of,
        sampled=list(histories.sampled),
        missed=missed,
        imputed=own,
        imputed_sampled=others,
    )
    return replace(made, notes=(*made.notes, *notes))


def _by_list(histories: Histories, by: Sequence[Stratum], *, as_of: date, missed: float, seed: int) -> Tally:
    """A person counts once on each list; the total counts everybody once, so it is less than the sum."""
    del seed  # nothing is imputed: who is on a list is known
    records, (name,) = histories.records, [one.value for one in by]
    lists = np.int64(len(records.lists))
    each = tally(
        records,
        [name],
        histories.partition * lists + records.list_of,
        as_of=as_of,
        sampled=[labels * lists + records.list_of for labels in histories.sampled],
        missed=missed,
    )
    whole = tally(
        records, [], histories.partition, as_of=as_of, sampled=list(histories.sampled), missed=missed
    )
    return replace(each, total=whole.total, missing_share=0.0)


def impute_all(
    histories: Histories,
    names: Sequence[str],
    *,
    seed: int,
    sampled: Codes | None = None,
    times: int = 1,
) -> tuple[list[dict[str, Codes]], list[dict[str, Codes]], tuple[str, ...]]:
    """Person-level codes with what is unknown filled in: of the published partition, and of each ``sampled`` one
    (default: all) ``times`` over, one after the other.

    Nothing where nothing is missing, or where a dimension is known of nobody (noted).
    """
    records = histories.records
    strata = {name: records.of_persons(name, histories.partition) for name in names}
    if not any((codes == UNKNOWN_CODE).any() for codes in strata.values()):
        return [], [], ()
    nobody = [name for name, codes in strata.items() if not (codes >= 0).any()]
    if nobody:
        return [], [], tuple(f"{name} is known of nobody: nothing was filled in" for name in nobody)
    others = [
        ({name: records.of_persons(name, labels) for name in names}, on_lists(records, labels))
        for labels in (histories.sampled if sampled is None else sampled)
        for _ in range(times)
    ]
    made, along = imputation.impute(
        strata,
        {name: len(records.values[name]) for name in names},
        on_lists(records, histories.partition),
        replicates=max(IMPUTATIONS, len(others)),
        seed=np.random.SeedSequence(seed, spawn_key=(0x1397,)),
        others=others,
    )
    notes = tuple(
        f"{name} is unknown of more than half of the people: the filled-in counts say more about the model"
        for name in imputation.mostly_missing(strata)
    )
    return [one.values for one in made], [one.values for one in along], notes


def on_lists(records: Records, labels: Codes) -> NDArray[np.bool_]:
    """People (in the order of ``np.unique(labels)``) × lists."""
    persons, place = np.unique(labels, return_inverse=True)
    member = np.zeros((len(persons), len(records.lists)), dtype=bool)
    member[place, records.list_of] = True
    return member
