"""To which of the groups that resolutions name somebody belongs, as far as the claims say so."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from sijill.instruments.instruments import rows
from sijill.instruments.model import Group
from sijill.persons.custody import Word
from sijill.persons.everyone import One
from sijill.text.scripts import clean

ADULT: Final = 18
OLDER: Final = 60  # the United Nations' own line for older persons


def groups_of(one: One, words: Sequence[Word], day: date) -> frozenset[Group]:
    """Silence puts nobody into a group: a birth or a sex that is not known leaves the group out."""
    found = set()
    if one.sex == "female":
        found.add(Group.WOMEN)
    arrests = [word.arrest.end for word in words if word.arrest is not None and word.arrest.end is not None]
    born = one.birth.start if one.birth is not None else None
    if born is not None and arrests and _years(born, max(arrests)) < ADULT:
        found.add(Group.CHILDREN)
    if one.birth is not None and one.birth.end is not None and _years(one.birth.end, day) >= OLDER:
        found.add(Group.OLDER)
    codes = {code for said in one.statements for code in said.reading.codes}
    jobs = " ".join(
        clean(said.claim.value).casefold() for said in one.statements if said.claim.prop == "occupation"
    )
    for group, pattern, code in _table():
        if code in codes or (pattern is not None and pattern.search(jobs)):
            found.add(group)
    return frozenset(found)


@cache
def _table() -> tuple[tuple[Group, re.Pattern[str] | None, str], ...]:
    return tuple(
        (
            Group(row["group"]),
            None if row["note"] == "code" else re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)"),
            row["pattern"] if row["note"] == "code" else "",
        )
        for row in rows("groups.csv")
    )


def _years(born: date, day: date) -> int:
    """Completed years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
