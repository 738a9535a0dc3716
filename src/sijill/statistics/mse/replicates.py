"""The same question asked of many sampled partitions: the interval that also holds what the linkage does not know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sijill.errors import InputError
from sijill.statistics.mse.combine import Combined, VarianceShares, pooled, replicate_rule, variance_shares
from sijill.statistics.mse.estimate import EstimateReport, Options, estimate
from sijill.statistics.mse.gate import headline_fit
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


def _combined_json(combined: Combined | None) -> dict[str, object] | None:
    if combined is None:
        return None
    return {
        "low": round(combined.low),
        "high": round(combined.high),
        "point": round(combined.point),
        "notes": list(combined.notes),
    }
