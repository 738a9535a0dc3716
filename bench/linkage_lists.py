"""Accuracy on lists of detainees, thresholds chosen without labels, Splink 5 beside it on the development lists.

Run: ``python -m bench.linkage_lists [--no-splink] [--list NAME]``. The lists go through the whole of ``sijill unify``:
no mapping is written by hand. Development lists come from the shared folder (SIJILL_SHARED); the demo and the invented
lists are made here. For each list also what the review band brings: the recall when its pairs are answered rightly, at
how many pairs per row.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from bench._lists import Truth, truth_of, unified
from rich.console import Console
from rich.table import Table

from sijill.linkage import LinkResult, cluster, link
from sijill.linkage.evaluate import evaluate as measured

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
ROOT = Path(__file__).resolve().parents[1]
DEVELOPMENT = ("syria_synth_small", "gaza_tfp")
LISTS = (*DEVELOPMENT, "demo", "invented_20k")
RESULTS = Path(__file__).parent / "results"


def lists_of(name: str, folder: Path) -> tuple[Path, Path]:
    """(folder of lists, truth file), made in ``folder`` where they are invented."""
    if name in DEVELOPMENT:
        return SHARED / "data/lists" / name / "lists", SHARED / "data/lists" / name / "truth.csv"
    if name == "demo":
        return ROOT / "examples/demo/lists", ROOT / "examples/demo/truth.csv"
    command = [sys.executable, "-m", "tools.invent", "scale", "--rows", "20000", "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return folder / "lists", folder / "truth.csv"


def evaluate(name: str, clusters: dict[str, int]) -> dict[str, Any]:
    """The shared scorer's figures for clusters by ``file:row``."""
    with tempfile.TemporaryDirectory() as folder:
        links, out = Path(folder) / "links.csv", Path(folder) / "out.json"
        with links.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["list", "row", "person_id"])
            writer.writerows([*record.rsplit(":", 1), person] for record, person in clusters.items())
        truth = SHARED / "data/lists" / name / "truth.csv"
        tool = [sys.executable, str(SHARED / "tools/evaluate_links.py"), "--quiet"]
        subprocess.run([*tool, "--truth", str(truth), "--links", str(links), "--json", str(out)], check=True)
        scores: dict[str, Any] = json.loads(out.read_text())
        return scores


def sijill_row(name: str, table: pa.Table, truth: Truth) -> dict[str, Any]:
    result = link(table)
    found = measured(result.clusters, truth.entity).pairwise
    return {
        "list": name,
        "tool": "sijill",
        "precision": found.precision,
        "recall": found.recall,
        "f1": found.f1,
        "siblings_joined": siblings_joined(result.clusters, truth),
        "model_precision": result.report["expected_precision"],
        "model_recall": result.report["expected_recall"],
        "review_pairs_per_row": result.report["review_pairs"] / result.report["records"],
        "recall_with_review": measured(answered(result, truth), truth.entity).pairwise.recall,
        "cpu_seconds": sum(result.report["cpu_seconds"].values()),
    }


def siblings_joined(clusters: dict[str, int], truth: Truth) -> float | None:
    """Share of the pairs of different people of one household that are in one cluster."""
    home = {record: house for record, house in truth.household.items() if record in clusters}
    at_risk = _pairs(home, home) - _pairs(home, home, truth.entity)
    joined = _pairs(home, home, clusters) - _pairs(home, home, clusters, truth.entity)
    return joined / at_risk if at_risk else None


def _pairs(records: dict[str, str], *groups: dict[str, Any]) -> int:
    counts: dict[tuple[Any, ...], int] = {}
    for record in records:
        key = tuple(group[record] for group in groups)
        counts[key] = counts.get(key, 0) + 1
    return sum(count * (count - 1) // 2 for count in counts.values())


def answered(result: LinkResult, truth: Truth) -> dict[str, int]:
    """The clusters when each pair for review was answered by the truth: right ones join their two clusters."""
    review = result.pairs.filter(pc.equal(result.pairs["decision"], "review"))
    same = [
        (result.clusters[left], result.clusters[right])
        for left, right in zip(review["left"].to_pylist(), review["right"].to_pylist(), strict=True)
        if truth.entity.get(left, left) == truth.entity.get(right, right)
    ]
    one, other = (np.array([pair[side] for pair in same], np.int64) for side in (0, 1))
    root = cluster.components(max(result.clusters.values()) + 1, one, other)
    return {record: int(root[number]) for record, number in result.clusters.items()}


def splink_rows(name: str, table: pa.Table) -> list[dict[str, Any]]:
    """At the threshold declared beforehand (.95), and at its best one in hindsight."""
    from bench import _splink

    from sijill.linkage.records import records

    declared, ladder, seconds = _splink.run(_splink.frame(records(table)))
    scored = {at: evaluate(name, clusters) for at, clusters in ladder.items()}
    best = max(scored, key=lambda at: scored[at]["pairwise"]["f1"] or 0.0)
    rows = []
    for tool, scores in (
        ("splink 5, threshold .95", evaluate(name, declared)),
        (f"splink 5, hindsight {best}", scored[best]),
    ):
        rows.append(
            {
                "list": name,
                "tool": tool,
                **{key: scores["pairwise"][key] for key in ("precision", "recall", "f1")},
                "siblings_joined": scores["confusions"]["siblings (same household)"]["rate"],
                "cpu_seconds": seconds,
            }
        )
    return rows


COLUMNS = (
    "list",
    "tool",
    "precision",
    "recall",
    "f1",
    "siblings_joined",
    "model_precision",
    "recall_with_review",
    "review_pairs_per_row",
    "cpu_seconds",
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--list", choices=LISTS, action="append")
    arguments.add_argument("--no-splink", action="store_true")
    options = arguments.parse_args()
    path = RESULTS / "linkage_lists.json"
    kept: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    for name in options.list or LISTS:
        with tempfile.TemporaryDirectory(prefix="sijill-bench-") as folder:
            lists, truth = lists_of(name, Path(folder))
            table = unified(sorted(lists.iterdir()), Path(folder) / "register")
            rows = [sijill_row(name, table, truth_of(truth))]
        if name in DEVELOPMENT and not options.no_splink:
            rows += splink_rows(name, table)
        tools = {row["tool"].split(",")[0] for row in rows}
        kept = [row for row in kept if row["list"] != name or row["tool"].split(",")[0] not in tools] + rows
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    shown = Table(*COLUMNS, title="Linkage of lists of detainees")
    for row in kept:
        shown.add_row(
            *(f"{row[c]:.4f}" if isinstance(row.get(c), float) else str(row.get(c, "")) for c in COLUMNS)
        )
    Console().print(shown)


if __name__ == "__main__":
    main()
