"""What a standing register of a million answers: one look-up, and a thousand new rows until all is durable.

``python -m bench.linkage_live [--rows 1000000] [--whole] [--splink] [--folder DIR] [--keep]``. The register is an
invented one (``tools.invent scale``); the new rows are rows of the same lists that were held back. With ``--whole`` all
records are linked, as a register does. Else parameters are learned by ``link`` on a part (``--learn``, default 50,000
records), and the rest is coded and keyed with them. ``--keep`` opens the index that an earlier run left in DIR, if
there is one. Times are wall clock of single calls in a process that has the index open; CPU beside them. Targets were
set beforehand: look-up p95 within 10 ms; a thousand rows scored within 0.1 s and durable within 1 s.
"""

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from bench.linkage_scale import prepare
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).resolve().parent / "results" / "linkage_live.json"
LOOKED_UP = 400
NEW = 1_000
RUNS = 9
TARGETS = {"look_up_p95_ms": 10.0, "score_1000_s": 0.1, "durable_1000_s": 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--learn", type=int, default=50_000)
    parser.add_argument("--whole", action="store_true", help="link all records instead of a part")
    parser.add_argument("--splink", action="store_true", help="Splink 5's predict_between beside it")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="where records.parquet is, or is to be")
    parser.add_argument("--keep", action="store_true", help="use the index that is in the folder already")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="sijill-bench-"))
    if not (folder / "records.parquet").exists():
        folder.mkdir(parents=True, exist_ok=True)
        prepare(options.rows, options.seed, folder)
    standing, new = halves(pq.read_table(folder / "records.parquet"), options.seed)
    learn = None if options.whole else options.learn
    found = measured(standing, new, folder, learn=learn, keep=options.keep)
    if options.splink:
        found["splink"] = splink(standing, new)
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    results[str(len(standing) + len(new))] = found
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    show(found)


def halves(table: pa.Table, seed: int) -> tuple[pa.Table, pa.Table]:
    order = np.random.default_rng(seed).permutation(len(table))
    held = LOOKED_UP + NEW
    return table.take(pa.array(np.sort(order[held:]))), table.take(pa.array(order[:held]))


def measured(
    table: pa.Table, new: pa.Table, folder: Path, *, learn: int | None, keep: bool = False
) -> dict[str, Any]:
    from sijill.linkage.incremental import update
    from sijill.linkage.index import StandingIndex
    from sijill.linkage.records import records
    from sijill.linkage.standing import linked_copy

    made = made_or_kept(table, folder, learn, keep=keep)
    copy = folder / "index.copy"  # what is added goes into a copy
    shutil.rmtree(copy, ignore_errors=True)
    linked_copy(folder / "index", copy)
    opened = timed(lambda: StandingIndex.open(copy))
    index: StandingIndex = opened.pop("value")
    asked, added = records(new.slice(0, LOOKED_UP)), records(new.slice(LOOKED_UP))
    for at in range(20):
        index.look_up(asked.slice(at, 1))
    each = [timed(lambda at=at: index.look_up(asked.slice(at, 1))) for at in range(20, LOOKED_UP)]
    index.met(index.read(asked))  # compiled code and pages of keys are there, as in a process that serves
    read = [timed(lambda: index.read(added)) for _ in range(RUNS)]
    laid = read[0]["value"]
    met = [timed(lambda: index.met(laid)) for _ in range(RUNS)]
    done = timed(lambda: update(index, added))
    update_of = done.pop("value")
    after = timed(lambda: StandingIndex.open(copy))
    after.pop("value")
    shutil.rmtree(copy)
    return {
        "standing": len(table),
        "index": made,
        "open": opened,
        "open_with_addition": after,
        "look_up": spread(each),
        "read_1000": several(read),
        "score_1000": several(met) | {"kept_pairs": len(met[0]["value"].pairs.left)},
        "durable_1000": done | {"touched": len(update_of.touched), "pairs": len(update_of.pairs)},
        "targets": TARGETS,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def made_or_kept(table: pa.Table, folder: Path, learn: int | None, *, keep: bool) -> dict[str, Any]:
    """What the index in ``folder`` cost, made now or by an earlier run: ``made.json`` is written when it is whole."""
    index, said = folder / "index", folder / "made.json"
    if keep and said.exists():
        kept: dict[str, Any] = json.loads(said.read_text(encoding="utf-8"))
        return kept
    said.unlink(missing_ok=True)
    shutil.rmtree(index, ignore_errors=True)
    made = timed(lambda: written(table, index, learn))
    made |= {
        "value": None,
        "learned_on": learn or len(table),
        "mb": sum(path.stat().st_size for path in index.iterdir()) // 1_000_000,
    }
    del made["value"]
    said.write_text(json.dumps(made), encoding="utf-8")
    return made


def written(table: pa.Table, folder: Path, learn: int | None) -> None:
    """The index of all records; with ``learn``, parameters and block size come from that many of them."""
    from sijill.linkage import block, link, standing
    from sijill.linkage.features import Coder
    from sijill.linkage.index import with_lists
    from sijill.linkage.link import Fitted
    from sijill.linkage.order import ordered
    from sijill.linkage.records import records
    from sijill.linkage.spec import PERSON

    if learn is None or learn >= len(table):
        standing.write_result(link(table), folder)
        return
    rng = np.random.default_rng(1)
    part = table.take(pa.array(np.sort(rng.choice(len(table), learn, replace=False))))
    learned = link(part).fitted
    assert learned is not None
    whole, digest = ordered(records(table))
    coder = Coder(whole, PERSON)
    sizes = np.bincount(learned.coded.list_code)
    model = with_lists(learned.model, sizes.tolist(), len(coder.names.list_ids))
    # A match in so many more pairs is so much rarer; relatives and strangers stay as they are.
    prior = model.prior.copy()
    prior[..., 0] -= np.log2(len(table) / learn)
    limit = block.blocks(coder.coded, coder.names).report["largest_block"]
    standing.write(
        Fitted(
            coder=coder,
            coded=coder.coded,
            names=coder.names,
            model=model._replace(prior=prior, tf_mean=coder.coded.tf_mean),
            digest=digest,
            limit=limit,
        ),
        folder,
    )


def timed(work: Callable[[], Any]) -> dict[str, Any]:
    begun, cpu = time.perf_counter(), time.process_time()
    value = work()
    return {
        "seconds": round(time.perf_counter() - begun, 4),
        "cpu_seconds": round(time.process_time() - cpu, 4),
        "value": value,
    }


def several(runs: list[dict[str, Any]]) -> dict[str, float]:
    """The median, and the best: what others do on the machine only makes a run longer."""
    return {
        key + suffix: round(chosen(run[key] for run in runs), 3)
        for key in ("seconds", "cpu_seconds")
        for suffix, chosen in (("", statistics.median), ("_best", min))
    }


def spread(each: list[dict[str, Any]]) -> dict[str, float]:
    wall = np.array([one["seconds"] for one in each]) * 1000
    cpu = np.array([one["cpu_seconds"] for one in each]) * 1000
    return {
        "p50_ms": round(float(np.quantile(wall, 0.5)), 2),
        "p95_ms": round(float(np.quantile(wall, 0.95)), 2),
        "cpu_p50_ms": round(float(np.quantile(cpu, 0.5)), 2),
        "cpu_p95_ms": round(float(np.quantile(cpu, 0.95)), 2),
        "hits": round(statistics.fmean(len(one["value"][0][1]) for one in each), 2),
    }


def splink(table: pa.Table, new: pa.Table) -> dict[str, Any]:
    """Splink 5, trained on the same standing records, asked for one and for a thousand; it updates no clusters."""
    from bench import _splink

    from sijill.linkage.records import records

    frame = _splink.frame(records(pa.concat_tables([table, new])))
    known = frame["unique_id"].isin(set(table["record_id"].to_pylist()))
    linker, database = _splink.trained(frame[known])
    for name in ("given", "father", "family", "grandfather", "mother"):
        if frame[name].notna().any():
            linker.table_management.compute_tf_table(name)
    standing, rows = database.register(frame[known]), frame[~known]

    def asked(some: Any) -> int:
        found = linker.inference.predict_between(
            standing, database.register(some), threshold_match_probability=0.01
        )
        return len(found.as_pandas_dataframe())

    asked(rows.iloc[:1])
    one = [timed(lambda at=at: asked(rows.iloc[at : at + 1])) for at in range(1, 6)]
    many = timed(lambda: asked(rows.iloc[-NEW:]))
    return {
        "one_seconds": round(statistics.median(each["seconds"] for each in one), 3),
        "one_cpu_seconds": round(statistics.median(each["cpu_seconds"] for each in one), 3),
        "thousand_seconds": many["seconds"],
        "thousand_cpu_seconds": many["cpu_seconds"],
    }


def show(found: dict[str, Any]) -> None:
    table = Table(
        "what", "seconds", "CPU seconds", "wanted", title=f"A register of {found['standing']:,} records"
    )
    look, beside = found["look_up"], found.get("splink", {})
    table.add_row("index written", *(str(found["index"][key]) for key in ("seconds", "cpu_seconds")), "")
    table.add_row("index opened", *(str(found["open"][key]) for key in ("seconds", "cpu_seconds")), "")
    table.add_row("one look-up, p50", f"{look['p50_ms'] / 1000:.4f}", f"{look['cpu_p50_ms'] / 1000:.4f}", "")
    table.add_row(
        "one look-up, p95", f"{look['p95_ms'] / 1000:.4f}", f"{look['cpu_p95_ms'] / 1000:.4f}", "0.01"
    )
    for key, words, wanted in (
        ("read_1000", "1,000 rows read", ""),
        ("score_1000", "1,000 rows scored", "0.1"),
        ("durable_1000", "1,000 rows clustered and durable", "1"),
    ):
        table.add_row(words, str(found[key]["seconds"]), str(found[key]["cpu_seconds"]), wanted)
    if beside:
        table.add_row("Splink 5: one record", str(beside["one_seconds"]), str(beside["one_cpu_seconds"]), "")
        table.add_row(
            "Splink 5: 1,000 records, no clusters",
            str(beside["thousand_seconds"]),
            str(beside["thousand_cpu_seconds"]),
            "",
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
