"""The same question asked of many sampled partitions: the interval that also holds what the linkage does not know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sijill.errors import InputError
from sijill.statistics.mse.combine import Combined, VarianceShares, pooled, replicate_rule, variance_shares
from sijill.statistics.mse.estimate import (
    MOST_EXACT,
    EstimateReport,
    Options,
    StrataReport,
    estimate,
    sum_of_draws,
    with_linkage,
)
from sijill.statistics.mse.gate import headline_fit
from sijill.statistics.mse.lcmcr import Progress
from sijill.statistics.mse.model import VERDICT_ORDER, Model, Verdict
from sijill.statistics.mse.table import InclusionTable


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicatedReport:
    """``verdict``: the worst that at least a quarter of the replicates reach; combinations are None on a refusal."""

    verdict: Verdict
    verdicts: dict[Verdict, int]
    model: Model
    documented_low: int
    documented_high: int
    pooled: Combined | None
    replicate_rule: Combined | None
    shares: VarianceShares | None
    reports: tuple[EstimateReport, ...]

    @property
    def draws(self) -> list[NDArray[np.float64]]:
        """N, per replicate; a replicate without a fit counts its documented people only."""
        fits = [headline_fit(report.fits) for report in self.reports]
        return [
            np.full(1, float(report.table.people)) if fit is None else fit.draws
            for fit, report in zip(fits, self.reports, strict=True)
        ]

    @property
    def reasons(self) -> list[str]:
        """Of the replicates that reach the verdict, the reasons of the first."""
        return next((report.reasons for report in self.reports if report.verdict is self.verdict), [])

    def as_json(self) -> dict[str, object]:
        return {
            "verdict": self.verdict.value,
            "verdicts": {verdict.value: count for verdict, count in self.verdicts.items()},
            "model": self.model.value,
            "replicates": len(self.reports),
            "n": {"low": self.documented_low, "high": self.documented_high},
            "pooled": _combined_json(self.pooled),
            "replicate_rule": _combined_json(self.replicate_rule),
            "variance_shares": None
            if self.shares is None
            else {
                "model": round(self.shares.model, 4),
                "linkage": round(self.shares.linkage, 4),
                "imputation": None if self.shares.imputation is None else round(self.shares.imputation, 4),
                "linkage_holds_imputation": self.shares.linkage_holds_imputation,
            },
        }


def estimate_replicates(
    tables: Sequence[InclusionTable],
    options: Options,
    *,
    model: Model = Model.DGA,
    partition: Sequence[int] | None = None,
    imputation: Sequence[int] | None = None,
    stratum: int = 0,
) -> ReplicatedReport:
    """One estimate per table with one model; dga by default, for it is exact and takes a fraction of a second.

    ``partition`` and ``imputation`` label the tables (default: a partition each, one imputation). Raises InputError for
    a single table: doubt between replicates cannot be seen in one.
    """
    if len(tables) < 2:
        raise InputError(f"{len(tables)} replicate cannot show what linkage does to the number",
                         remedy="Sample at least 20 partitions.")  # fmt: skip
    asked = replace(options, models=(model,), diagnostics=True, sensitivity=False, thorough=False)
    reports = [estimate(table, asked, spawn_key=(stratum, number)) for number, table in enumerate(tables)]
    verdicts = {verdict: sum(report.verdict is verdict for report in reports) for verdict in Verdict}
    verdict = next(
        v for v in reversed(VERDICT_ORDER) if verdicts[v] * 4 >= len(reports) or v is Verdict.ESTIMATE
    )
    documented = [table.people for table in tables]
    fits = [fit for report in reports if (fit := headline_fit(report.fits)) is not None]
    usable = (verdict is not Verdict.REFUSE or options.diagnostics) and len(fits) == len(tables)
    draws = [fit.draws for fit in fits]
    above = usable and all((each > n).all() for each, n in zip(draws, documented, strict=True))
    return ReplicatedReport(
        verdict=verdict,
        verdicts=verdicts,
        model=model,
        documented_low=min(documented),
        documented_high=max(documented),
        pooled=pooled(draws) if usable else None,
        replicate_rule=replicate_rule(draws, documented) if above else None,
        shares=variance_shares(draws, partition or range(len(tables)), imputation or [0] * len(tables))
        if usable
        else None,
        reports=tuple(reports),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicates:
    """Of one stratum: the table of the published persons, and those of sampled partitions and imputations."""

    own: InclusionTable
    tables: Sequence[InclusionTable]
    partition: Sequence[int]
    imputation: Sequence[int]
    notes: tuple[str, ...] = ()


def estimate_replicated(
    asked: Replicates, options: Options, *, stratum: int = 0, progress: Progress | None = None
) -> EstimateReport:
    """All models on the published persons, and the exact one (the sampler beyond seven lists) over all replicates."""
    report = estimate(asked.own, options, spawn_key=(stratum, 0), progress=progress)
    exact = len(options.groups or asked.own.lists) <= MOST_EXACT
    linkage = estimate_replicates(
        asked.tables,
        options,
        model=Model.DGA if exact else Model.LCMCR,
        partition=asked.partition,
        imputation=asked.imputation,
        stratum=stratum,
    )
    return with_linkage(report, linkage, asked.notes)


def estimate_replicated_strata(
    asked: Mapping[tuple[str, ...], Replicates], options: Options, *, by: Sequence[str]
) -> StrataReport:
    """One `estimate_replicated` per stratum in sorted order, and the sum, made of draws inside each replicate."""
    reports = {
        stratum: estimate_replicated(asked[stratum], options, stratum=number)
        for number, stratum in enumerate(sorted(asked))
    }
    refused = tuple(stratum for stratum, report in reports.items() if report.combined is None)
    total = _sum_of_strata(list(reports.values()), seed=options.seed)
    low, median, high = total or (None, None, None)
    return StrataReport(
        by=tuple(by), strata=reports, low=low, median=median, high=high, without_estimate=refused
    )


def _sum_of_strata(strata: Sequence[EstimateReport], *, seed: int) -> tuple[float, float, float] | None:
    """Low, median and high; a stratum without an estimate adds its documented people. None when none has one."""
    over = [(each.linkage, each.combined is not None) for each in strata if each.linkage is not None]
    if not any(estimated for _, estimated in over):
        return None
    totals = []
    for number in range(len(over[0][0].reports)):
        drawn = [linkage.draws[number] for linkage, estimated in over if estimated]
        fixed = sum(linkage.reports[number].table.people for linkage, estimated in over if not estimated)
        totals.append(sum_of_draws(drawn, seed=seed + number) + fixed)
    low, median, high = np.quantile(np.concatenate(totals), (0.025, 0.5, 0.975))
    return float(low), float(median), float(high)


def _combined_json(combined: Combined | None) -> dict[str, object] | None:
    if combined is None:
        return None
    return {
        "low": round(combined.low),
        "high": round(combined.high),
        "point": round(combined.point),
        "notes": list(combined.notes),
    }
