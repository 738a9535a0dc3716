"""The names by which a list of people shows somebody: the fullest in each script among the visible records."""

from collections.abc import Iterable

from sijill.text.scripts import script_of
from sijill.web.look.sight import Sight


def fullest(sight: Sight, members: Iterable[int]) -> tuple[str, str]:
    """(Arabic, Latin) as written; empty where no visible record has one in that script."""
    best = {"arab": "", "latn": ""}
    for number in members:
        if not sight.shown("name", number):
            continue
        text = sight.snapshot.displays[number]
        script = script_of(text)
        kind = "arab" if script in {"arab", "mixed"} else script
        if kind in best and _fullness(text) > _fullness(best[kind]):
            best[kind] = text
    return best["arab"], best["latn"]


def _fullness(text: str) -> tuple[int, int]:
    """Words of three letters or more: a name that was torn into letters is not a fuller one."""
    return sum(len(word) >= 3 for word in text.split()), len(text)
