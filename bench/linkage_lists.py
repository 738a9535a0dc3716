"""Accuracy on the two development lists, thresholds chosen without labels, Splink 5 beside it on the same records.

Run: ``python -m bench.linkage_lists [--no-splink] [--list NAME]``. Reads the shared folder (SIJILL_SHARED). The
lists go through the whole of ``sijill unify``: no mapping is written by hand.
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

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
LISTS = ("syria_synth_small", "gaza_tfp")
RESULTS = Path(__file__).parent / "results"


def unified(name: str, into: Path) -> pa.Table:
    """The table that linkage takes, made by the product; record ids are ``file:row``."""
    files = sorted((SHARED / "data/lists" / name / "lists").iterdir())
    command = [
        str(Path(sys.executable).parent / "sijill"),
        "unify",
        *map(str, files),
        "--into",
        str(into),
        "--json",
    ]
    subprocess.run(command, check=True, capture_output=True)
    from sijill.linkage import SCHEMA

    with (into / "out" / "records.csv").open(encoding="utf-8", newline="") as file:
        place = {
            row["record_id"]: f"{row['list'].rsplit('.', 1)[0]}:{row['row']}" for row in csv.DictReader(file)
        }
    table = pq.read_table(into / "derived" / "records.parquet")
    table = table.select([column for column in table.column_names if column in SCHEMA.names])
    ids = pa.array([place[record] for record in table["record_id"].to_pylist()])
    return table.set_column(table.column_names.index("record_id"), "record_id", ids)


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


def sijill_row(name: str, table: pa.Table) -> dict[str, Any]:
    from sijill.linkage import link

    result = link(table)
    scores = evaluate(name, result.clusters)
    return {
        "list": name,
        "tool": "sijill",
        **{key: scores["pairwise"][key] for key in ("precision", "recall", "f1")},
        "siblings_joined": scores["confusions"]["siblings (same household)"]["rate"],
        "model_precision": result.report["expected_precision"],
        "model_recall": result.report["expected_recall"],
        "review_pairs_per_row": result.report["review_pairs"] / result.report["records"],
        "cpu_seconds": sum(result.report["cpu_seconds"].values()),
    }


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


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--list", choices=LISTS, action="append")
    arguments.add_argument("--no-splink", action="store_true")
    options = arguments.parse_args()
    rows: list[dict[str, Any]] = []
    for name in options.list or LISTS:
        with tempfile.TemporaryDirectory() as folder:
            table = unified(name, Path(folder) / "register")
        rows.append(sijill_row(name, table))
        if not options.no_splink:
            rows += splink_rows(name, table)
    columns = [
        "list",
        "tool",
        "precision",
        "recall",
        "f1",
        "siblings_joined",
        "model_precision",
        "cpu_seconds",
    ]
    shown = Table(*columns, title="Linkage of the development lists")
    for row in rows:
        shown.add_row(
            *(f"{row[c]:.4f}" if isinstance(row.get(c), float) else str(row.get(c, "")) for c in columns)
        )
    Console().print(shown)
    if not options.list:
        (RESULTS / "linkage_lists.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
