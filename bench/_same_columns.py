"""Both tools end to end on the same table of columns that are ready: the task that Splink does, done by Sijill.

The columns are those ``_splink.frame`` makes: skeletons of the name's parts and of the mother's name, days, places and
sex. Sijill is told of them as of any flat table (``Spec``) and does the rest by itself: it learns without labels, finds
its own candidates, scores and clusters. It may look at as many pairs per record as Splink's rules hold at a million;
at fewer records these hold less, and Sijill looks at more pairs than Splink.
"""

import time
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

TEXTS: Final = ("given", "father", "grandfather", "family", "mother")
CODES: Final = ("sex", "subdistrict", "governorate")
DAYS: Final = ("birth", "arrest")
BUDGET: Final = 34  # pairs per record


def sijill(folder: Path) -> dict[str, Any]:
    from bench import _same_model
    from bench.linkage_scale import costs, scores

    frame = _same_model.ready(folder)[["unique_id", "list_id", *TEXTS, *CODES, *DAYS]]
    begun, cpu = time.perf_counter(), time.process_time()
    from sijill.linkage import link

    table = _table(frame)
    result = link(table, spec=spec(), schema=table.schema, budget=BUDGET)
    return {
        **costs(begun, cpu),
        **scores(result.clusters, folder),
        "candidates": result.report["candidates"],
        "stages": result.report["cpu_seconds"],
        "model_precision": result.report["expected_precision"],
    }


def spec() -> Any:
    from sijill.linkage.spec import Field, Kind, Spec

    texts = (Field(name=name, kind=Kind.STRING, columns=(name,)) for name in TEXTS)
    codes = (Field(name=name, kind=Kind.CODE, columns=(name,)) for name in CODES)
    days = (Field(name=name, kind=Kind.DATE, columns=(name, name)) for name in DAYS)
    return Spec(person_name=False, fields=(*texts, *codes, *days))


def _table(frame: pd.DataFrame) -> pa.Table:
    table = pa.table({"record_id": pa.array(frame["unique_id"], pa.string())})
    for name in frame.columns[1:]:
        column = pa.array(frame[name], pa.string(), from_pandas=True)
        table = table.append_column(name, column.cast(pa.date32()) if name in DAYS else column)
    return table
