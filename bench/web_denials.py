"""How long a no takes for what is hidden, and for what never was: medians of the same address, asked in turns.

Whoever can time answers must not learn from them that somebody is in the register. ``tests/web/test_denied_as_absent``
holds the work equal (statements, files, entries); this holds the time: the two medians differ by at most a tenth
(declared before), and the share of hidden ones above the middle of both is near one half.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "sijill.web.settings"
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import sijill.pipeline  # noqa: F401  (makes Django ready)
import web_site
from sijill import ids
from sijill.web.look import snapshot as snapshots

RESULTS = Path(__file__).parent / "results" / "web_denials.json"
ASKED = 300
MOST_APART = 0.10
# role, address, what stands in it
CASES = (
    ("reader", "/persons/{}/", "person"),
    ("reader", "/api/persons/{}", "person"),
    ("data_officer", "/lists/{}/", "list"),
    ("data_officer", "/api/lists/{}", "list"),
    ("reviewer", "/review/pairs/{}/a0000000000000-2/", "record"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        web_site.build(Path(folder) / "built" / "register")
        site = web_site.open_copy(Path(folder) / "built" / "register", Path(folder) / "register")
        rows = {f"{role} {pattern}": timed(site, role, pattern, kind) for role, pattern, kind in CASES}
        web_site.forget()
    show(rows)
    RESULTS.write_text(
        json.dumps({"most_apart": MOST_APART, "cases": rows}, indent=1) + "\n", encoding="utf-8"
    )


def timed(site: Any, role: str, pattern: str, kind: str) -> dict[str, float]:
    """The south asks for what only the north may see, and for what never was; in random order."""
    snapshot = snapshots.current(site.register)
    record = next(r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "cedar")
    never = f"a{'0' * (record.index('-') - 1)}{record[record.index('-') :]}"
    hidden = {"person": ids.person_id(record), "list": "cedar", "record": record}[kind]
    absent = {"person": ids.person_id("a-1"), "list": "cedxx", "record": never}[kind]
    client, chance = site.client("south", role), random.Random(1)
    times: dict[str, list[float]] = {"hidden": [], "absent": []}
    for what in [*["hidden", "absent"] * 10, *chance.sample(["hidden", "absent"] * ASKED, 2 * ASKED)]:
        where = pattern.format(hidden if what == "hidden" else absent)
        begun = time.thread_time()
        assert client.get(where).status_code == 404
        times[what].append(1000 * (time.thread_time() - begun))
    one, other = (statistics.median(times[what][10:]) for what in ("hidden", "absent"))
    middle = statistics.median([*times["hidden"][10:], *times["absent"][10:]])
    above = statistics.fmean(took > middle for took in times["hidden"][10:])
    return {
        "hidden_ms": round(one, 3),
        "absent_ms": round(other, 3),
        "apart": round(abs(one - other) / other, 4),
        "hidden_above_the_middle": round(above, 3),
    }


def show(rows: dict[str, dict[str, float]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("who asks for what", "hidden ms", "absent ms", "apart", "hidden above the middle", "within")
    for name, row in rows.items():
        table.add_row(
            name, *(str(value) for value in row.values()), "yes" if row["apart"] <= MOST_APART else "NO"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
