"""Multiple systems estimation beside its reference numbers: accuracy, speed, memory, reproducibility.

    python -m bench.mse [published|speed|linkage|reproducible|combine]   (default: all of them, in turn)

The reference numbers come from the R programs LCMCR 0.4.14, dga 2.0.2 and SparseMSE 2.0.1 and from Madigan & York
(1997); thresholds are declared in `THRESHOLDS` before anything is computed. Seconds are processor seconds of this
process: the machine may be shared.
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from sijill.statistics.mse import InclusionTable, Options, estimate, from_counts, read_csv, simulate
from sijill.statistics.mse.chordal import decomposable_graphs
from sijill.statistics.mse.combine import replicate_rule
from sijill.statistics.mse.dga import average_graphs, gamma_poisson_prior
from sijill.statistics.mse.lcmcr import Settings, fit_lcmcr
from sijill.statistics.mse.loglinear import fit_loglinear

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
RESULTS = Path(__file__).parent / "results" / "mse.json"
THRESHOLDS = {
    "dga_people": 1.0,
    "lcmcr_median": {"kosovo_1999_4lists": 0.03, "spina_bifida_3lists": 0.02},
    "lcmcr_ends": 0.06,
    "rhat": 1.01,
    "ess": 400,
    "iterations_per_second": 50_000,
    "kosovo_seconds": 120,
    "dga_seconds": {5: 4, 6: 5, 7: 30},
    "dga_gigabytes": 2.0,
    "linkage": 0.02,
    "seed_to_seed": 0.01,
}
LCMCR_REFERENCE = {"kosovo_1999_4lists": (9_079, 10_442, 13_963), "spina_bifida_3lists": (685, 733, 822)}
DGA_REFERENCE = {
    ("spina_bifida_3lists", 1.0): (682, 732, 800),
    ("spina_bifida_3lists", None): (694, 731, 787),
    ("kosovo_1999_4lists", None): (9_827, 12_595, 16_544),
    ("uk_2013_5lists", None): (10_387, 22_990, 33_508),
}
# Missed links and false merges: rate → (unique people ×, N̂ ×); statistics as published with the prototypes.
MISSED = {
    0.01: (1.004, 1.013),
    0.02: (1.008, 1.022),
    0.05: (1.020, 1.057),
    0.10: (1.039, 1.133),
    0.20: (1.081, 1.312),
}
MERGED = {0.01: (0.990, 0.972), 0.02: (0.980, 0.947), 0.05: (0.950, 0.872), 0.10: (0.900, 0.764)}

LINKAGE_REPEATS = 400

Row = tuple[str, str, str, str]


def shared_table(name: str) -> InclusionTable:
    return read_csv(SHARED / "data" / "mse" / f"{name}.csv")[()]


def triple(values: tuple[float, ...]) -> str:
    low, median, high = values
    return f"{median:,.0f} ({low:,.0f}–{high:,.0f})"


def published() -> list[Row]:
    """The three shared tables, every model beside its reference."""
    rows: list[Row] = []
    spina = shared_table("spina_bifida_3lists")
    prior = gamma_poisson_prior(13.14, 55.17)
    average = average_graphs(spina, delta=1, cap=300, smallest=1, prior=prior, saturated=True)
    best, weight = average.graphs[0]
    alone = average_graphs(spina, delta=1, cap=300, smallest=1, prior=prior, only_graph=best)
    ends = f"{alone.quantiles[0]:.0f}–{alone.quantiles[2]:.0f}"
    ours = f"P {weight:.2f}, {ends}; mode {average.mode}, {average.least_relative_error:.0f}"
    right = (
        round(weight, 2),
        alone.quantiles[0],
        alone.quantiles[2],
        average.mode,
        round(average.least_relative_error),
    )
    rows.append(
        (
            "dga spina bifida, Madigan & York's prior",
            ours,
            "P .37, 701–767; mode 728, 731",
            verdict(right == (0.37, 701, 767, 728, 731)),
        )
    )
    for (name, delta), reference in DGA_REFERENCE.items():
        quantiles = average_graphs(shared_table(name), delta=delta, smallest=1, saturated=True).quantiles
        off = max(abs(a - b) for a, b in zip(quantiles, reference, strict=True))
        label = f"dga {name}, delta {'2^-J' if delta is None else delta:}"
        rows.append((label, triple(quantiles), triple(reference), verdict(off <= THRESHOLDS["dga_people"])))
    fit = fit_loglinear(shared_table("kosovo_1999_4lists"), seed=np.random.SeedSequence(1))
    off = max(
        abs(a / b - 1) for a, b in zip((fit.low, fit.median, fit.high), (12_541, 14_342, 16_540), strict=True)
    )
    rows.append(
        (
            "log-linear kosovo_1999_4lists",
            triple((fit.low, fit.median, fit.high)),
            "14,342 (12,541–16,540)",
            verdict(off <= 0.06),
        )
    )
    for name, reference in LCMCR_REFERENCE.items():
        fit = fit_lcmcr(shared_table(name), seed=np.random.SeedSequence(1))
        ends = max(abs(fit.low / reference[0] - 1), abs(fit.high / reference[2] - 1))
        good = (
            abs(fit.median / reference[1] - 1) <= THRESHOLDS["lcmcr_median"][name]
            and ends <= THRESHOLDS["lcmcr_ends"]
        )
        good = good and fit.rhat <= THRESHOLDS["rhat"] and fit.ess >= THRESHOLDS["ess"]
        ours = f"{triple((fit.low, fit.median, fit.high))}, R-hat {fit.rhat:.3f}, ESS {fit.ess:,.0f}"
        rows.append((f"lcmcr {name}", ours, triple(reference), verdict(good)))
    for name, wanted in (
        ("kosovo_1999_4lists", {"estimate", "caution"}),
        ("spina_bifida_3lists", {"estimate", "caution"}),
        ("uk_2013_5lists", {"caution", "refuse"}),
    ):
        report = estimate(shared_table(name), Options(seed=1))
        told = f"{report.verdict.value}: {'; '.join(report.reasons)[:90]}"
        rows.append(
            (f"verdict {name}", told, " or ".join(sorted(wanted)), verdict(report.verdict.value in wanted))
        )
    return rows


def speed() -> list[Row]:
    """Processor seconds of exact averaging with a cap of 55,000 and of Kosovo until its gate is passed."""
    rows: list[Row] = []
    rng = np.random.default_rng(1)
    for lists, limit in THRESHOLDS["dga_seconds"].items():
        table = simulate.table_of(simulate.independent(3_000, rng, np.linspace(0.1, 0.3, lists)))
        average_graphs(simulate.table_of(simulate.independent(50, rng, (0.3,) * 3)))  # compile first
        decomposable_graphs.cache_clear()
        seconds = taken(lambda table=table: average_graphs(table, cap=55_000))
        rows.append(
            (
                f"dga {lists} lists, N0 to 55,000",
                f"{seconds:.1f} s",
                f"<= {limit} s",
                verdict(seconds <= limit),
            )
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    rows.append(
        (
            "memory of the whole process",
            f"{peak:.2f} GB",
            f"< {THRESHOLDS['dga_gigabytes']} GB",
            verdict(peak < THRESHOLDS["dga_gigabytes"]),
        )
    )
    kosovo = shared_table("kosovo_1999_4lists")
    fit_lcmcr(kosovo, seed=np.random.SeedSequence(0), settings=Settings(chains=1, iterations=4_096))
    for name in ("kosovo_1999_4lists", "uk_2013_5lists"):
        settings = Settings(chains=1, iterations=65_536, workers=1)
        seconds = taken(
            lambda name=name, s=settings: fit_lcmcr(
                shared_table(name), seed=np.random.SeedSequence(1), settings=s
            )
        )
        rate = 65_536 / seconds
        rows.append(
            (
                f"lcmcr {name}, iterations per core-second",
                f"{rate:,.0f}",
                f">= {THRESHOLDS['iterations_per_second']:,}",
                verdict(rate >= THRESHOLDS["iterations_per_second"]),
            )
        )
    started = time.perf_counter()
    fits = []
    seconds = taken(lambda: fits.append(fit_lcmcr(kosovo, seed=np.random.SeedSequence(1))))
    elapsed = time.perf_counter() - started
    ours = f"{seconds / 2:.0f} s on 2 cores ({elapsed:.0f} s by the clock)"
    ours += f", R-hat {fits[0].rhat:.3f}, ESS {fits[0].ess:,.0f}"
    good = seconds / 2 <= THRESHOLDS["kosovo_seconds"] and fits[0].rhat <= 1.01 and fits[0].ess >= 400
    rows.append(
        (
            "lcmcr kosovo, 8 dispersed chains, gate passed",
            ours,
            f"<= {THRESHOLDS['kosovo_seconds']} s",
            verdict(good),
        )
    )
    return rows


def linkage() -> list[Row]:
    """What missed links and false merges do to the documented count and to the estimate; populations of 2,000.

    Each curve value is a median over repeats, ours and the reference's. Beside ours stands how far a median over the
    reference's 25 repeats falls from ours by chance alone (standard deviation, by resampling).
    """
    rows: list[Row] = []
    populations = []
    for repeat in range(LINKAGE_REPEATS):
        member = simulate.independent(
            2_000, np.random.default_rng(np.random.SeedSequence(7, spawn_key=(repeat,)))
        )
        whole = simulate.table_of(member)
        populations.append((member, whole.people, average_graphs(whole).quantiles[1]))
    curves = (("missed links", simulate.miss_links, MISSED), ("false merges", simulate.merge_falsely, MERGED))
    for kind, (name, damage, curve) in enumerate(curves):
        for rate, (unique, total) in curve.items():
            ratios = []
            for repeat, (member, people, median) in enumerate(populations):
                rng = np.random.default_rng(
                    np.random.SeedSequence(8, spawn_key=(kind, round(1000 * rate), repeat))
                )
                hurt = simulate.table_of(damage(member, rate, rng))
                ratios.append((hurt.people / people, average_graphs(hurt).quantiles[1] / median))
            seen = np.median(ratios, axis=0)
            off = max(abs(seen[0] - unique), abs(seen[1] - total))
            chance = chance_of_few(np.array(ratios)[:, 1])
            ours = f"people ×{seen[0]:.3f}, N̂ ×{seen[1]:.3f} (of 25: ±{chance:.3f})"
            good = verdict(off <= THRESHOLDS["linkage"])
            rows.append((f"{name} {rate:.0%}", ours, f"×{unique:.3f}, ×{total:.3f}", good))
    return rows


def chance_of_few(ratios: np.ndarray, *, few: int = 25) -> float:
    """Standard deviation of the median of ``few`` of the ratios, by drawing them 2,000 times."""
    drawn = np.random.default_rng(9).choice(ratios, (2_000, few))
    return float(np.median(drawn, axis=1).std())


def reproducible() -> list[Row]:
    """The same seed gives the same draws; another moves medians by less than one per cent."""
    rows: list[Row] = []
    for name in ("spina_bifida_3lists", "kosovo_1999_4lists"):
        table = shared_table(name)
        one, again, other = (fit_lcmcr(table, seed=np.random.SeedSequence(seed)) for seed in (1, 1, 2))
        moved = abs(other.median / one.median - 1)
        rows.append(
            (
                f"{name}, same seed",
                "identical" if np.array_equal(one.draws, again.draws) else "DIFFERENT",
                "identical",
                verdict(np.array_equal(one.draws, again.draws)),
            )
        )
        rows.append(
            (
                f"{name}, another seed",
                f"median moves {moved:.2%}",
                "< 1 %",
                verdict(moved < THRESHOLDS["seed_to_seed"]),
            )
        )
    return rows


def combine() -> list[Row]:
    """The replicate rule written out by hand once more on random draws, and its refusal of a single replicate."""
    from scipy import stats

    rng = np.random.default_rng(3)
    n = rng.integers(900, 1_100, 20)
    draws = [count + np.exp(rng.normal(6 + rng.normal(0, 0.1), 0.2, 1_000)) for count in n]
    ours = replicate_rule(draws, n.tolist())
    logs = np.array([np.log(each - count) for each, count in zip(draws, n, strict=True)])
    w, b = logs.var(axis=1, ddof=1).mean(), logs.mean(axis=1).var(ddof=1)
    reach = stats.t(19 * (1 + w / (21 * b)) ** 2).ppf(0.975) * np.sqrt(w + 1.05 * b)
    by_hand = np.exp(logs.mean() + np.array([-reach, reach])) + n.mean()
    off = float(np.abs(np.array([ours.low, ours.high]) / by_hand - 1).max())
    try:
        replicate_rule(draws[:1], n[:1].tolist())
        refused = False
    except Exception as error:  # noqa: BLE001  (the message is what is shown)
        refused = "replicate" in str(error)
    return [
        (
            "replicate rule, 20 replicates",
            f"{ours.point:,.0f} ({ours.low:,.0f}–{ours.high:,.0f})",
            f"{by_hand[0]:,.0f}–{by_hand[1]:,.0f}",
            verdict(off < 1e-12),
        ),
        ("one replicate", "refused" if refused else "ACCEPTED", "refused", verdict(refused)),
    ]


def hostile() -> list[Row]:
    """Forty lists and a million people per pattern: a verdict, no hang, no NaN."""
    tables = {
        "forty lists": from_counts(
            [f"L{j}" for j in range(40)], {7 << j: 20 for j in range(38)} | {1 << j: 50 for j in range(40)}
        ),
        "a million per pattern": from_counts("ABCD", dict.fromkeys(range(1, 16), 10**6)),
    }
    rows = []
    for name, table in tables.items():
        settings = Settings(chains=4, iterations=32_768)
        told = estimate(table, Options(diagnostics=True, chains=settings)).as_json()
        text = json.dumps(told, allow_nan=False)
        rows.append((name, str(told["verdict"]), "a verdict", verdict("NaN" not in text)))
    return rows


def taken(act: Callable[[], object]) -> float:
    """Processor seconds, all threads together."""
    started = time.process_time()
    act()
    return time.process_time() - started


def verdict(good: object) -> str:
    return "pass" if good else "FAIL"


TOPICS = {each.__name__: each for each in (published, speed, linkage, reproducible, combine, hostile)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="|".join(TOPICS), default=[])
    asked = parser.parse_args().topics or list(TOPICS)
    stored = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    failed = 0
    for topic in asked:
        rows = TOPICS[topic]()
        shown = Table("what", "Sijill", "reference or limit", "", title=topic, title_justify="left")
        for row in rows:
            shown.add_row(*row)
            failed += row[-1] == "FAIL"
        Console(width=150).print(shown)
        stored[topic] = [
            dict(zip(("what", "sijill", "reference", "result"), row, strict=True)) for row in rows
        ]
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
