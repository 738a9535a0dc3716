"""How a list of people shows somebody: the fullest visible name in each script, and intervals of the record table."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from sijill.persons.fullest import place
from sijill.persons.model import Interval
from sijill.text.scripts import script_of
from sijill.web.look.sight import Sight


def fullest(sight: Sight, members: Iterable[int]) -> tuple[str, str]:
    """(Arabic, Latin) as written; empty where no visible record has one in that script."""
    best: dict[str, str] = {}
    for number in members:
        if not sight.shown("name", number):
            continue
        text = sight.snapshot.displays[number]
        script = script_of(text)
        kind = "arab" if script in {"arab", "mixed"} else script
        if kind not in best or place(text) < place(best[kind]):
            best[kind] = text
    return best.get("arab", ""), best.get("latn", "")


def interval_of(sight: Sight, name: str, number: int) -> Interval | None:
    """An interval of the record table; None where both ends are open."""
    ends = [sight.snapshot.days(f"{name}_{end}")[number] for end in ("start", "end")]
    start, end = (
        None if np.isnan(day) else date.fromordinal(int(day) + date(1970, 1, 1).toordinal()) for day in ends
    )
    return None if start is None and end is None else Interval(start=start, end=end)
