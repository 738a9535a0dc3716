"""Sijill end to end on the table of columns that are ready: the task that Splink does, from the same table.

The columns are those ``_splink.frame`` makes: skeletons of the name's parts and of the mother's name, days, places and
sex. Sijill is told of them as of any flat table (``Spec``) and does the rest by itself: it learns without labels, finds
its own candidates, scores and clusters. It may look at as many pairs per record as Splink's rules hold at a million;
at fewer records these hold less, and Sijill looks at more pairs than Splink.
"""

import time
from pathlib import Path
from typing import Any, Final

CODES: Final = ("sex", "subdistrict", "governorate")
DAYS: Final = ("birth", "arrest")
BUDGET: Final = 34  # pairs per record


def sijill(folder: Path) -> dict[str, Any]:
    from bench import _same_model
    from bench.linkage_scale import told

    frame = _same_model.ready(folder)
    begun, cpu = time.perf_counter(), time.process_time()
    from sijill.linkage import link

    table = _same_model.table(frame, CODES, DAYS)
    result = link(table, spec=_same_model.spec(CODES, DAYS), schema=table.schema, budget=BUDGET)
    return told(result, begun, cpu, folder)
