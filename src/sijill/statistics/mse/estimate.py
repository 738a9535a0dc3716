"""One call, several models, and a verdict before any number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sijill.statistics.mse import gate
from sijill.statistics.mse.cache import key, remember
from sijill.statistics.mse.chao import fit_chao
from sijill.statistics.mse.dga import average_graphs, fit_dga
from sijill.statistics.mse.gate import Finding, headline_fit, verdict_of
from sijill.statistics.mse.lcmcr import Progress, Settings, fit_lcmcr
from sijill.statistics.mse.loglinear import fit_loglinear, independence
from sijill.statistics.mse.model import Fit, Model, Verdict, worst
from sijill.statistics.mse.table import InclusionTable, grouped, only_lists, without_list
from sijill.statistics.mse.words import ASSUMPTIONS, CAVEATS, NOT_IN_SCOPE, VERDICTS
from sijill.version import __version__

if TYPE_CHECKING:  # it is made of reports of this module
    from sijill.statistics.mse.combine import Combined
    from sijill.statistics.mse.replicates import ReplicatedReport

ALL_MODELS: Final = tuple(Model)
MOST_EXACT: Final = 7  # lists, for dga and log-linear models
_MODEL_KEY: Final = {Model.LCMCR: 0, Model.DGA: 1, Model.LOGLINEAR: 2, Model.CHAO: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityRow:
    """One thing changed, everything else as it was; totals N. ``low``/``high`` None where only a point was computed."""

    model: str
    change: str
    median: float
    low: float | None
    high: float | None

    def as_json(self) -> dict[str, object]:
        return {
            "model": self.model,
            "change": self.change,
            "median": round(self.median),
            "low": None if self.low is None else round(self.low),
            "high": None if self.high is None else round(self.high),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``diagnostics`` fits the models even when the verdict is to refuse. ``groups`` (name → lists) is what dga and the
    log-linear models see; needed beyond seven lists. ``sensitivity`` adds a row per thing changed, ``thorough`` also
    those that cost chains.
    """

    seed: int = 0
    models: tuple[Model, ...] = ALL_MODELS
    diagnostics: bool = False
    chains: Settings = field(default_factory=Settings)
    groups: Mapping[str, Sequence[str]] | None = None
    copies: tuple[tuple[str, str], ...] = ()
    recall: float | None = None
    precision: float | None = None
    sensitivity: bool = True
    thorough: bool = False
    cache: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateReport:
    """Everything that must be printed with the number. ``fits`` holds what was computed, shown or not: read it
    through `shown`, which is empty on a refusal unless diagnostics were asked for.

    ``linkage``: the same asked of sampled partitions and imputations, where there are any; its pooled interval is then
    the one to quote.
    """

    table: InclusionTable
    options: Options
    verdict: Verdict
    findings: tuple[Finding, ...]
    fits: dict[Model, Fit]
    sensitivity: tuple[SensitivityRow, ...]
    notes: tuple[str, ...]
    version: str = __version__
    linkage: "ReplicatedReport | None" = None

    @property
    def combined(self) -> "Combined | None":
        """None on a refusal, and where no partitions were sampled."""
        return None if self.linkage is None or self.verdict is Verdict.REFUSE else self.linkage.pooled

    @property
    def quoted(self) -> tuple[float, float, float, str] | None:
        """Low, median, high and what they come from: the numbers that may be said; None on a refusal."""
        if self.combined is not None and self.linkage is not None:
            source = f"{self.linkage.model.value}, {self.combined.replicates} replicates"
            return self.combined.low, self.combined.point, self.combined.high, source
        fit = self.headline
        return None if fit is None else (fit.low, fit.median, fit.high, fit.model.value)

    @property
    def shown(self) -> dict[Model, Fit]:
        return self.fits if self.verdict is not Verdict.REFUSE or self.options.diagnostics else {}

    @property
    def headline(self) -> Fit | None:
        """None on a refusal, whatever was computed for diagnosis."""
        return None if self.verdict is Verdict.REFUSE else headline_fit(self.fits)

    @property
    def reasons(self) -> list[str]:
        """Why not a plain "estimate", worst first; then what only other partitions have against it."""
        worst_first = sorted(self.findings, key=lambda finding: finding.verdict is not Verdict.REFUSE)
        own = [finding.reason for finding in worst_first if finding.verdict is not Verdict.ESTIMATE]
        if self.linkage is None or verdict_of(list(self.findings)) is self.verdict:
            return own
        return [*own, *(f"over partitions: {reason}" for reason in self.linkage.reasons if reason not in own)]

    def as_json(self) -> dict[str, object]:
        quoted = self.quoted
        return {
            "verdict": self.verdict.value,
            "verdict_says": VERDICTS[self.verdict.value]["en"],
            "reasons": self.reasons,
            "n": self.table.people,
            "lists": list(self.table.lists),
            "patterns": len(self.table.patterns),
            "headline": None
            if quoted is None
            else {
                "low": round(quoted[0]),
                "high": round(quoted[2]),
                "median": round(quoted[1]),
                "model": quoted[3],
            },
            "linkage": None if self.linkage is None else self.linkage.as_json(),
            "models": {
                model.value: self.shown[model].as_json() if model in self.shown else None
                for model in self.options.models
            },
            "checks": [
                {
                    "check": finding.check.value,
                    "value": None
                    if finding.value is None or np.isnan(finding.value)
                    else round(finding.value, 5),
                    "verdict": finding.verdict.value,
                    "says": finding.reason,
                }
                for finding in self.findings
            ],
            "sensitivity": [row.as_json() for row in self.sensitivity] if self.shown else [],
            "not_in_scope": NOT_IN_SCOPE["en"],
            "assumptions": [assumption["en"] for assumption in ASSUMPTIONS],
            "caveats": [caveat["en"] for caveat in CAVEATS],
            "notes": list(self.notes),
            "seed": self.options.seed,
            "version": self.version,
            "data_sha256": self.table.digest,
        }


def estimate(
    table: InclusionTable,
    options: Options | None = None,
    *,
    spawn_key: tuple[int, ...] = (0, 0),
    progress: Progress | None = None,
) -> EstimateReport:
    """Gate, fit, gate again. A refusal before fitting computes nothing unless ``diagnostics`` is set (and never when
    nobody is on any list).

    ``spawn_key``: (stratum, replicate); with the master seed, the model and the chain it decides every random number.
    """
    options = options or Options()
    findings = gate.before(table, copies=options.copies, recall=options.recall, precision=options.precision)
    refused = verdict_of(findings) is Verdict.REFUSE
    if table.people == 0 or (refused and not options.diagnostics):
        return _report(table, options, findings, fits={}, sensitivity=(), notes=list(table.notes))
    fits, notes = _fit_all(table, options, spawn_key, progress)
    exact = _exact_table(table, options)
    left_out = _leave_one_out(exact) if Model.DGA in fits and exact is not None else {}
    no_fit = tuple(model for model in options.models if model not in fits)
    findings += gate.after(table, fits, left_out=left_out, no_fit=no_fit)
    rows = (
        []
        if not options.sensitivity
        else _sensitivity(table, exact, options, fits=fits, left_out=left_out, spawn_key=spawn_key)
    )
    return _report(table, options, findings, fits=fits, sensitivity=tuple(rows), notes=[*table.notes, *notes])


def _report(
    table: InclusionTable,
    options: Options,
    findings: list[Finding],
    *,
    fits: dict[Model, Fit],
    sensitivity: tuple[SensitivityRow, ...],
    notes: list[str],
) -> EstimateReport:
    verdict = verdict_of(findings)
    if headline_fit(fits) is None:
        verdict = Verdict.REFUSE
    return EstimateReport(
        table=table,
        options=options,
        verdict=verdict,
        findings=tuple(findings),
        fits=fits,
        sensitivity=sensitivity,
        notes=tuple(notes),
    )


def with_linkage(
    report: EstimateReport, linkage: "ReplicatedReport", notes: Sequence[str] = ()
) -> EstimateReport:
    """The report with what sampled partitions and imputations say; the worse of the two verdicts counts."""
    return replace(
        report,
        verdict=worst([report.verdict, linkage.verdict]),
        linkage=linkage,
        notes=(*report.notes, *notes),
    )


def _with_people(table: InclusionTable) -> InclusionTable:
    keep = np.flatnonzero(table.list_sizes > 0).tolist()
    return table if len(keep) == len(table.lists) else only_lists(table, keep)


def _exact_table(table: InclusionTable, options: Options) -> InclusionTable | None:
    """What dga and the log-linear models see: the table or its declared grouping, if that has 2 to 7 lists."""
    seen = _with_people(grouped(table, options.groups) if options.groups else table)
    return seen if 2 <= len(seen.lists) <= MOST_EXACT else None


def _fit_all(
    table: InclusionTable, options: Options, spawn_key: tuple[int, ...], progress: Progress | None
) -> tuple[dict[Model, Fit], list[str]]:
    whole, exact = _with_people(table), _exact_table(table, options)
    fits: dict[Model, Fit] = {}
    notes = [f"list {name} is empty and was left out" for name in table.lists if name not in whole.lists]
    if options.groups and exact is not None:
        notes.append(f"dga and loglinear see the lists grouped as {', '.join(exact.lists)}")
    for model in options.models:
        try:
            fit = _fit_one(
                model, whole, exact, options, seed=_seed(options, spawn_key, model), progress=progress
            )
        except ArithmeticError as error:
            notes.append(f"{model.value}: {error}")
            continue
        if fit is None:
            notes.append(
                f"{model.value}: needs 2 to 7 lists; declare a grouping of the {len(whole.lists)} lists"
            )
        else:
            fits[model] = fit
    return fits, notes


def _seed(options: Options, spawn_key: tuple[int, ...], model: Model) -> np.random.SeedSequence:
    return np.random.SeedSequence(options.seed, spawn_key=(*spawn_key, _MODEL_KEY[model]))


def _fit_one(
    model: Model,
    whole: InclusionTable,
    exact: InclusionTable | None,
    options: Options,
    *,
    seed: np.random.SeedSequence,
    progress: Progress | None,
) -> Fit | None:
    match model:
        case Model.LCMCR:
            chains = options.chains
            decides = {name: getattr(chains, name) for name in Settings.__slots__ if name != "workers"}
            return remember(
                options.cache,
                key(whole, model, seed, decides),
                lambda: fit_lcmcr(whole, seed=seed, settings=chains, progress=progress),
            )
        case Model.DGA:
            return None if exact is None else fit_dga(exact, seed=seed)
        case Model.LOGLINEAR:
            if exact is None:
                return None
            return remember(
                options.cache, key(exact, model, seed, {}), lambda: fit_loglinear(exact, seed=seed)
            )
        case Model.CHAO:
            return fit_chao(whole) if len(whole.lists) > 1 else None


def _leave_one_out(exact: InclusionTable) -> dict[str, float]:
    """The dga median without each list; at least three lists must remain."""
    if len(exact.lists) < 4:
        return {}
    medians = {}
    for index, name in enumerate(exact.lists):
        rest = without_list(exact, index)
        if rest.people:
            medians[name] = average_graphs(_with_people(rest)).quantiles[1]
    return medians


def _sensitivity(
    table: InclusionTable,
    exact: InclusionTable | None,
    options: Options,
    *,
    fits: dict[Model, Fit],
    left_out: dict[str, float],
    spawn_key: tuple[int, ...],
) -> list[SensitivityRow]:
    rows = [SensitivityRow(model="dga", change=f"without list {name}", median=median, low=None, high=None)
            for name, median in left_out.items()]  # fmt: skip
    if exact is not None and Model.DGA in fits:
        rows += _dga_rows(exact)
    if exact is not None and Model.LOGLINEAR in fits:
        rows.append(SensitivityRow(model="loglinear", change="lists independent of each other",
                                   median=independence(exact), low=None, high=None))  # fmt: skip
    if options.thorough and Model.LCMCR in fits:
        rows += _chain_rows(table, options, spawn_key)
    return rows


def _dga_rows(exact: InclusionTable) -> list[SensitivityRow]:
    plain = 2.0 ** -len(exact.lists)
    rows = []
    for delta in (plain / 4, 4 * plain, 1.0):
        low, median, high = average_graphs(exact, delta=delta).quantiles
        rows.append(
            SensitivityRow(model="dga", change=f"delta = {delta:g}", median=median, low=low, high=high)
        )
    low, median, high = average_graphs(exact, saturated=True).quantiles
    rows.append(SensitivityRow(model="dga", change="saturated graph kept", median=median, low=low, high=high))
    for times in (10, 40):
        low, median, high = average_graphs(exact, cap=times * exact.people).quantiles
        rows.append(
            SensitivityRow(
                model="dga", change=f"N0 at most {times} n instead of 20 n", median=median, low=low, high=high
            )
        )
    return rows


def _chain_rows(table: InclusionTable, options: Options, spawn_key: tuple[int, ...]) -> list[SensitivityRow]:
    whole = _with_people(table)
    changed = [
        ("alpha ~ Gamma(1, 1)", replace(options.chains, alpha_shape=1.0, alpha_rate=1.0)),
        ("20 classes", replace(options.chains, classes=20)),
        ("N0 at most 40 n instead of 20 n", replace(options.chains, cap=40 * whole.people)),
    ]
    rows = []
    for number, (change, settings) in enumerate(changed, start=1):
        seed = np.random.SeedSequence(options.seed, spawn_key=(*spawn_key, _MODEL_KEY[Model.LCMCR], number))
        fit = fit_lcmcr(whole, seed=seed, settings=settings)
        rows.append(
            SensitivityRow(model="lcmcr", change=change, median=fit.median, low=fit.low, high=fit.high)
        )
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class StrataReport:
    """Estimates stratum by stratum and their sum, made of draws. ``without_estimate``: strata that were refused; the
    sum holds only their documented people, not their undocumented ones.
    """

    by: tuple[str, ...]
    strata: dict[tuple[str, ...], EstimateReport]
    low: float | None
    median: float | None
    high: float | None
    without_estimate: tuple[tuple[str, ...], ...]

    def as_json(self) -> dict[str, object]:
        return {
            "by": list(self.by),
            "strata": [
                {"stratum": dict(zip(self.by, stratum, strict=True)), **report.as_json()}
                for stratum, report in self.strata.items()
            ],
            "sum": {
                "low": None if self.low is None else round(self.low),
                "median": None if self.median is None else round(self.median),
                "high": None if self.high is None else round(self.high),
                "strata_without_estimate": [
                    dict(zip(self.by, s, strict=True)) for s in self.without_estimate
                ],
                "says": "The sum holds only the documented people of the strata without an estimate. Totals from "
                "different stratifications need not agree.",
            },
        }


def estimate_strata(
    tables: Mapping[tuple[str, ...], InclusionTable], options: Options, *, by: Sequence[str]
) -> StrataReport:
    """One `estimate` per stratum, in sorted order so that seeds do not hang on the order of rows; draws are added,
    medians never.
    """
    reports: dict[tuple[str, ...], EstimateReport] = {}
    for number, stratum in enumerate(sorted(tables)):
        reports[stratum] = estimate(tables[stratum], options, spawn_key=(number, 0))
    estimated = [fit.draws for report in reports.values() if (fit := report.headline) is not None]
    refused = tuple(stratum for stratum, report in reports.items() if report.headline is None)
    documented = sum(reports[stratum].table.people for stratum in refused)
    low = median = high = None
    if estimated:
        total = sum_of_draws(estimated, seed=options.seed) + documented
        low, median, high = (float(q) for q in np.quantile(total, (0.025, 0.5, 0.975)))
    return StrataReport(
        by=tuple(by), strata=reports, low=low, median=median, high=high, without_estimate=refused
    )


def sum_of_draws(draws: Sequence[NDArray[np.float64]], *, seed: int) -> NDArray[np.float64]:
    """Independent sums: each stratum's draws are shuffled before adding, for their order means nothing."""
    length = min(len(each) for each in draws)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2**31,)))
    total = np.zeros(length)
    for each in draws:
        total += rng.permutation(each)[:length]
    return total
