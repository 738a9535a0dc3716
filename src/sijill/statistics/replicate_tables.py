"""The tables that an estimate over partitions and imputations is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sijill.statistics.capture_histories import Histories
from sijill.statistics.mse.missed_links import drawn_share, put_back
from sijill.statistics.mse.replicates import Replicates
from sijill.statistics.mse.table import InclusionTable, from_counts
from sijill.statistics.tally import inclusion_tables
from sijill.statistics.tiers import impute_all

PARTITIONS: Final = 20
PER_PARTITION: Final = (
    2  # imputations, where there are any: one cannot be told from the partition it belongs to
)
Stratum = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateTables:
    """``own``: of the published partition (missing strata filled in once); ``replicates``: per stratum one table for
    each replicate; ``partition[i]`` and ``imputation[i]`` name replicate ``i``.
    """

    own: dict[Stratum, InclusionTable]
    replicates: dict[Stratum, list[InclusionTable]]
    partition: tuple[int, ...]
    imputation: tuple[int, ...]
    notes: tuple[str, ...]

    def of(self, stratum: Stratum) -> Replicates:
        return Replicates(
            own=self.own[stratum],
            tables=self.replicates[stratum],
            partition=self.partition,
            imputation=self.imputation,
            notes=self.notes,
        )


def replicate_tables(
    histories: Histories,
    names: Sequence[str],
    *,
    merge: Mapping[str, str],
    seed: int,
    recall: float | None = None,
) -> ReplicateTables:
    """``recall``: the share of the true pairs that linkage expects to have found. What it expects to have missed is put
    back by chance into each replicate; with None, nothing is (noted).
    """
    records = histories.records
    chosen = histories.sampled[:PARTITIONS]
    filled, along, notes = impute_all(histories, names, seed=seed, sampled=chosen, times=PER_PARTITION)
    times = PER_PARTITION if along else 1
    own = inclusion_tables(
        records, names, histories.partition, merge=merge, filled=filled[0] if filled else None
    )
    each = [
        inclusion_tables(
            records, names, labels, merge=merge, filled=along[number * times + again] if along else None
        )
        for number, labels in enumerate(chosen)
        for again in range(times)
    ]
    if recall is None:
        notes = (*notes, "the linkage gave no estimate of what it missed")
    elif 0.0 < recall < 1.0:
        each = [_put_back(tables, recall, seed=seed, replicate=at) for at, tables in enumerate(each)]
        notes = (
            *notes,
            "links that linkage expects to have missed are put back by chance, up to twice as many",
        )
    strata = sorted(
        {key for tables in (own, *each) for key in tables}, key=lambda key: [str(one) for one in key]
    )
    nobody = from_counts(list(dict.fromkeys(merge.get(name, name) for name in records.lists)) or ["none"], {})
    if filled:
        notes = (*notes, "people of unknown strata are spread over the known ones by a model, several times")
    return ReplicateTables(
        own={_texts(key): own.get(key, nobody) for key in strata},
        replicates={_texts(key): [tables.get(key, nobody) for tables in each] for key in strata},
        partition=tuple(number for number in range(len(chosen)) for _ in range(times)),
        imputation=tuple(again for _ in range(len(chosen)) for again in range(times)),
        notes=notes,
    )


def _put_back(
    tables: Mapping[tuple[str, ...], InclusionTable], recall: float, *, seed: int, replicate: int
) -> dict[tuple[str, ...], InclusionTable]:
    """One draw of the missed share for all strata of a replicate; a link that crosses strata is in none of them."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0x3155, replicate)))
    share = drawn_share(recall, rng)
    order = sorted(tables, key=lambda key: [str(one) for one in key])
    return {key: put_back(tables[key], share, rng) for key in order}


def _texts(key: tuple[str, ...]) -> Stratum:
    return tuple(str(one) for one in key)
