"""Tabulating invented lists of twelve columns, beside DuckDB turning the same CSV into Parquet with every column text.

``python -m bench.tabulate [--quick]``. DuckDB and we take turns in one run on the same files; medians of three. We do
more: the child process and its limits, the encoding, the delimiter, the header, row and line numbers, flags, and the
parent's check of every value. DuckDB writes Parquet, we write Arrow IPC, which the claims stage maps into memory.
"""

import argparse
import json
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import csv
from rich.console import Console
from rich.table import Table

from sijill.accession.tabulate import Limits, Tabulation, tabulate
from sijill.tables.spreadsheet import write_xlsx

RESULTS = Path(__file__).resolve().parent / "results" / "tabulate.json"
ROUNDS = 3
GIVEN = [
    "محمد",
    "أحمد",
    "خالد",
    "سامر",
    "ليلى",
    "رنا",
    "فاطمة",
    "يوسف",
    "حسين",
    "مريم",
    "Khaled",
    "Samer",
    "Layla",
    "Omar",
    "Yusuf",
]
FAMILY = [
    "الحلبي",
    "الحمصي",
    "القاضي",
    "الخطيب",
    "النجار",
    "الحداد",
    "الشامي",
    "الصالح",
    "Halabi",
    "Homsi",
    "Qadi",
    "Najjar",
]
PLACES = ["حلب", "حمص", "دمشق", "درعا", "إدلب", "الرقة", "Aleppo", "Homs", "Damascus", "Daraa"]
NOTES = ["", "", "", "متوفى", "مفقود, لم يعد", 'شوهد في "الفرع" 215', "released", "سطران\nفي خلية"]
COLUMNS = [
    "id",
    "name",
    "father",
    "grandfather",
    "family",
    "mother",
    "birth",
    "sex",
    "origin",
    "arrest",
    "place",
    "note",
]


def invented(rows: int) -> pa.Table:
    """Random combinations of common names; some notes hold delimiters, quotes and line breaks, some cells are empty."""
    rng = np.random.default_rng(7)
    given, family, places, notes = (np.array(words, object) for words in (GIVEN, FAMILY, PLACES, NOTES))

    def some(words: np.ndarray, missing: float = 0.0) -> pa.Array:
        chosen = words[rng.integers(0, len(words), rows)]
        return pa.array(chosen, pa.string(), mask=rng.random(rows) < missing)

    def dates() -> pa.Array:
        days = np.datetime64("1950-01-01") + rng.integers(0, 25_000, rows)
        return pa.array(days.astype("datetime64[D]").astype(str), pa.string(), mask=rng.random(rows) < 0.2)

    name = pa.array(
        [
            f"{a} {b}"
            for a, b in zip(
                random.Random(1).choices(GIVEN, k=rows), random.Random(2).choices(FAMILY, k=rows), strict=True
            )
        ]
    )
    numbers = pa.array([str(number) for number in range(1, rows + 1)])
    sexes = np.array(["ذكر", "أنثى"], object)
    columns = [numbers, name, some(given, 0.1), some(given, 0.5), some(family), some(given, 0.4), dates()]
    columns += [some(sexes), some(places), dates(), some(places, 0.3), some(notes)]
    return pa.table(columns, names=COLUMNS)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(seconds on the clock, seconds of computing in this process and its children)."""
    started, before = time.perf_counter(), computing()
    work()
    return time.perf_counter() - started, computing() - before


def computing() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def with_duckdb(path: Path, out: Path) -> None:
    connection = duckdb.connect(config={"threads": 2})
    connection.sql(f"COPY (SELECT * FROM read_csv('{path}', all_varchar=true)) TO '{out}' (FORMAT parquet)")
    connection.close()


def with_sijill(path: Path, out: Path, *, careful: bool = False) -> Tabulation:
    shutil.rmtree(out, ignore_errors=True)
    # An XLSX of 200,000 rows declares more than the 200 MB that a bomb may; an operator would raise the limit.
    return tabulate(path, out=out, limits=Limits(unpacked_bytes=2_000_000_000), careful=careful)


def bench_csv(rows: int, folder: Path) -> dict[str, float]:
    path = folder / "list.csv"
    csv.write_csv(invented(rows), path)
    theirs, ours = [], []
    for _ in range(ROUNDS):
        theirs.append(timed(lambda: with_duckdb(path, folder / "d.parquet")))
        ours.append(timed(lambda: with_sijill(path, folder / "out")))
    found = with_sijill(path, folder / "out")
    assert found.rows_in == rows
    careful = {}
    if rows <= 100_000:
        careful["careful_seconds"] = timed(lambda: with_sijill(path, folder / "out", careful=True))[0]
    return {
        "format": "csv",
        "rows": rows,
        "megabytes": path.stat().st_size / 1e6,
        "duckdb_seconds": statistics.median(clock for clock, _ in theirs),
        "sijill_seconds": statistics.median(clock for clock, _ in ours),
        "ratio": statistics.median(a / b for (a, _), (b, _) in zip(ours, theirs, strict=True)),
        "ratio_of_computing": statistics.median(a / b for (_, a), (_, b) in zip(ours, theirs, strict=True)),
        **careful,
        "child_peak_megabytes": found.peak_bytes / 1e6,
    }


def bench_xlsx(rows: int, folder: Path) -> dict[str, float]:
    path = folder / "list.xlsx"
    write_xlsx(path, invented(rows))
    ours, found = [], None
    for _ in range(ROUNDS if rows <= 10_000 else 1):
        started = time.perf_counter()
        found = with_sijill(path, folder / "out")
        ours.append(time.perf_counter() - started)
    assert found is not None
    assert found.rows_in == rows
    return {
        "format": "xlsx",
        "rows": rows,
        "megabytes": path.stat().st_size / 1e6,
        "sijill_seconds": statistics.median(ours),
        "child_peak_megabytes": found.peak_bytes / 1e6,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="10,000 rows only")
    quick = parser.parse_args().quick
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with_sijill_warm = folder / "warm.csv"
        with_sijill_warm.write_text("a,b\n1,2\n", encoding="utf-8")
        with_sijill(with_sijill_warm, folder / "out")  # libraries into the page cache
        results += [bench_csv(rows, folder) for rows in ([10_000] if quick else [10_000, 100_000, 1_000_000])]
        results += [bench_xlsx(rows, folder) for rows in ([10_000] if quick else [10_000, 100_000, 200_000])]
    show(results)
    if not quick:
        RESULTS.parent.mkdir(exist_ok=True)
        rounded = [
            {key: round(value, 3) if isinstance(value, float) else value for key, value in one.items()}
            for one in results
        ]
        RESULTS.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def show(results: list[dict[str, float]]) -> None:
    table = Table(title="Tabulate: seconds, median of three in turns")
    for heading in (
        "format",
        "rows",
        "MB",
        "DuckDB",
        "Sijill",
        "ratio",
        "ratio of CPU",
        "careful reader",
        "child peak MB",
    ):
        table.add_column(heading, justify="right")
    for one in results:
        table.add_row(
            str(one["format"]),
            f"{one['rows']:,}",
            f"{one['megabytes']:.1f}",
            *(
                f"{one[key]:.2f}" if key in one else "–"
                for key in (
                    "duckdb_seconds",
                    "sijill_seconds",
                    "ratio",
                    "ratio_of_computing",
                    "careful_seconds",
                )
            ),
            f"{one['child_peak_megabytes']:.0f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
