"""Does the 95 % interval cover the truth? Four invented populations of 2,000, known to the last person.

    python -m bench.mse_simulation [--repeats 200]

Declared before scoring: coverage at least .90 for independent, two-class and copied lists. The fourth population holds
people no list can reach: there every model must fail, and the point of the run is to show the caveat that says so.
Chains are shorter than in production (4 × 32,768) so that 800 fits end within an hour on one core.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from sijill.statistics.mse import simulate
from sijill.statistics.mse.dga import fit_dga
from sijill.statistics.mse.lcmcr import Settings, fit_lcmcr
from sijill.statistics.mse.words import CAVEATS

TRUTH = 2_000
RESULTS = Path(__file__).parent / "results" / "mse_simulation.json"
SCENARIOS = {
    "independent": simulate.independent,
    "two_classes": simulate.two_classes,
    "copied": simulate.copied,
    "hidden": simulate.hidden,
}
MUST_COVER = {"independent": 0.90, "two_classes": 0.90, "copied": 0.90}
CHAINS = Settings(chains=4, iterations=32_768, workers=1)


def one_repeat(scenario: str, repeat: int) -> dict[str, list[float]]:
    """Per model: low, median, high of N; under "n" the people documented."""
    seed = np.random.SeedSequence(20_261_125, spawn_key=(list(SCENARIOS).index(scenario), repeat))
    populate, chains, graphs = seed.spawn(3)
    table = simulate.table_of(SCENARIOS[scenario](TRUTH, np.random.default_rng(populate)))
    fits = {"lcmcr": fit_lcmcr(table, seed=chains, settings=CHAINS), "dga": fit_dga(table, seed=graphs)}
    rows = {name: [fit.low, fit.median, fit.high, fit.rhat or 1.0] for name, fit in fits.items()}
    return {"n": [table.people], **rows}


def summarise(repeats: list[dict[str, list[float]]]) -> dict[str, float]:
    """Coverage, median of N̂/N and of width/N per model."""
    summary: dict[str, float] = {"repeats": len(repeats), "n": float(np.median([r["n"][0] for r in repeats]))}
    for model in ("lcmcr", "dga"):
        low, median, high, _ = np.array([r[model] for r in repeats]).T
        summary[f"{model}_coverage"] = float(((low <= TRUTH) & (high >= TRUTH)).mean())
        summary[f"{model}_ratio"] = round(float(np.median(median)) / TRUTH, 4)
        summary[f"{model}_width"] = round(float(np.median(high - low)) / TRUTH, 4)
    return summary


def show(results: dict[str, dict[str, float]]) -> None:
    table = Table(title=f"Simulated populations, N = {TRUTH:,}")
    for head in (
        "population",
        "repeats",
        "n",
        "LCMCR covers",
        "N̂/N",
        "width/N",
        "dga covers",
        "N̂/N",
        "width/N",
        "pass",
    ):
        table.add_column(head, justify="right")
    for scenario, s in results.items():
        passed = all(s[f"{m}_coverage"] >= MUST_COVER.get(scenario, -1) for m in ("lcmcr", "dga"))
        table.add_row(
            scenario, f"{s['repeats']:.0f}", f"{s['n']:.0f}",
            f"{s['lcmcr_coverage']:.3f}", f"{s['lcmcr_ratio']:.3f}", f"{s['lcmcr_width']:.2f}",
            f"{s['dga_coverage']:.3f}", f"{s['dga_ratio']:.3f}", f"{s['dga_width']:.2f}",
            ("yes" if passed else "NO") if scenario in MUST_COVER else "caveat",
        )  # fmt: skip
    Console().print(table)
    Console().print("hidden: " + CAVEATS[0]["en"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=200)
    repeats = parser.parse_args().repeats
    started, seen = time.perf_counter(), {scenario: [] for scenario in SCENARIOS}
    for repeat in range(
        repeats
    ):  # all four side by side, so that an interrupted run still compares like with like
        for scenario, rows in seen.items():
            rows.append(one_repeat(scenario, repeat))
        if repeat % 10 == 9 or repeat == repeats - 1:
            results = {scenario: summarise(rows) for scenario, rows in seen.items()}
            told = {"truth": TRUTH, "seconds": round(time.perf_counter() - started), "scenarios": results}
            RESULTS.parent.mkdir(parents=True, exist_ok=True)
            RESULTS.write_text(json.dumps(told, indent=1) + "\n")
    show(results)


if __name__ == "__main__":
    main()
