"""Lists in, estimate out, against a truth that is known: invented people, five invented organisations, real linkage.

    python -m bench.mse_end_to_end [--repeats 10]

Each repeat invents another world (seed), writes its five lists, unifies them into a register and estimates with dga on
the persons found. Declared before scoring: the estimate's 95 % interval covers the number of people arrested in at
least 85 % of the worlds. The documented count is shown beside the true one.
"""

import argparse
import json
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from tools.invent.demo_lists import truth_rows, write_demo

from sijill.pipeline.unify import unify
from sijill.statistics.capture_histories import read_histories
from sijill.statistics.mse.dga import average_graphs
from sijill.statistics.tally import inclusion_tables
from sijill.tables import database
from sijill.tables import register as registers

RESULTS = Path(__file__).parent / "results" / "mse_end_to_end.json"
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
MUST_COVER = 0.85


def one_world(seed: str) -> dict[str, float | str | bool]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        world = write_demo(root / "demo", seed)
        arrested = len(world.lives)
        listed = len({row[2] for row in truth_rows(world)})
        files = sorted((root / "demo" / "lists").iterdir())
        unify(files, root / "register", at=NOW, actor="operator:bench")
        database.close()
        histories = read_histories(registers.open_register(root / "register"), [], as_of=date(2026, 1, 15))
        (table,) = inclusion_tables(histories.records, [], histories.partition).values()
        database.close()
    low, median, high = average_graphs(table).quantiles
    return {
        "seed": seed, "listed": listed, "documented": table.people, "arrested": arrested,
        "low": low, "median": median, "high": high, "covers": low <= arrested <= high,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=10)
    rows = []
    started = time.perf_counter()
    shown = Table(title="From lists to estimates, invented worlds", title_justify="left")
    for head in (
        "seed",
        "on a list",
        "documented",
        "ratio",
        "arrested",
        "estimate (95 %)",
        "median",
        "covers",
    ):
        shown.add_column(head, justify="right")
    for number in range(parser.parse_args().repeats):
        row = one_world(f"end-to-end-{number}")
        rows.append(row)
        shown.add_row(
            str(row["seed"]), f"{row['listed']:,}", f"{row['documented']:,}",
            f"{row['documented'] / row['listed']:.3f}", f"{row['arrested']:,}",
            f"{row['low']:,.0f}–{row['high']:,.0f}", f"{row['median']:,.0f}", str(row["covers"]),
        )  # fmt: skip
        told = {
            "worlds": len(rows),
            "estimate_coverage": float(np.mean([bool(each["covers"]) for each in rows])),
            "documented_over_true": round(
                float(np.median([each["documented"] / each["listed"] for each in rows])), 4
            ),
            "median_over_true": round(
                float(np.median([each["median"] / each["arrested"] for each in rows])), 4
            ),
            "declared": MUST_COVER,
            "seconds": round(time.perf_counter() - started),
            "rows": rows,
        }
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(json.dumps(told, indent=1) + "\n")
    Console(width=130).print(shown)
    verdict = "pass" if told["estimate_coverage"] >= MUST_COVER else "FAIL"
    Console().print(f"coverage {told['estimate_coverage']:.2f}, declared {MUST_COVER}: {verdict}")


if __name__ == "__main__":
    main()
