"""What became of a person, in one word for a table: from everything the person's records say, in no order.

The five axes of a status are kept apart elsewhere (`persons.statuses`); a table needs one row per person. What can
follow something else is taken for the later word: release and death follow detention, death can follow release. What
cannot both have ended the same custody, release and death in it, is contradicted; so is alive beside dead.
A person of whom nothing is said is unknown, never "still detained".
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray


class Status(StrEnum):
    """As stated by the records; nothing here was verified."""

    DETAINED = "detained"
    DISAPPEARED = "disappeared"  # custody denied or concealed, or moved to an unknown place
    RELEASED = "released"
    DEAD = "dead"  # not said to have died in custody
    DEAD_IN_CUSTODY = "dead_in_custody"


STATUSES: Final = tuple(Status)


class Word(StrEnum):
    """What a record can say that decides a status; each is one bit of a mask, in this order."""

    HELD = "held"
    CONCEALED = "concealed"
    FREED = "freed"
    ALIVE = "alive"
    DEAD = "dead"
    DEAD_IN_CUSTODY = "dead_in_custody"


WORDS: Final = tuple(Word)

# Codes of the lists life_status and custody_status; those that say nothing (unknown, never_confirmed) are not here.
WORD_OF_CODE: Final = {
    "custody_status:held": Word.HELD,
    "custody_status:held_acknowledged": Word.HELD,
    "custody_status:held_unacknowledged": Word.CONCEALED,
    "custody_status:transferred_unknown": Word.CONCEALED,
    "custody_status:released": Word.FREED,
    "custody_status:escaped": Word.FREED,
    "custody_status:died_in_custody": Word.DEAD_IN_CUSTODY,
    "custody_status:executed": Word.DEAD_IN_CUSTODY,
    "life_status:alive": Word.ALIVE,
    "life_status:presumed_alive": Word.ALIVE,
    "life_status:presumed_dead": Word.DEAD,
    "life_status:dead_reported": Word.DEAD,
    "life_status:dead_confirmed": Word.DEAD,
}

UNKNOWN: Final = -1
CONTRADICTED: Final = -2


def mask(codes: Iterable[str]) -> int:
    """One bit per word that the codes say."""
    said = {WORD_OF_CODE[code] for code in codes if code in WORD_OF_CODE}
    return sum(1 << place for place, word in enumerate(WORDS) if word in said)


def status(words: frozenset[Word]) -> int:
    """The place in `STATUSES`, `UNKNOWN` or `CONTRADICTED`."""
    dead = bool(words & {Word.DEAD, Word.DEAD_IN_CUSTODY})
    if dead and Word.ALIVE in words:
        return CONTRADICTED
    if {Word.DEAD_IN_CUSTODY, Word.FREED} <= words:
        return CONTRADICTED
    for word, outcome in (
        (Word.DEAD_IN_CUSTODY, Status.DEAD_IN_CUSTODY),
        (Word.DEAD, Status.DEAD),
        (Word.FREED, Status.RELEASED),
        (Word.CONCEALED, Status.DISAPPEARED),
        (Word.HELD, Status.DETAINED),
    ):
        if word in words:
            return STATUSES.index(outcome)
    return UNKNOWN  # nothing said, or only that the person is alive


def status_of_mask() -> NDArray[np.int64]:
    """What each of the 64 masks comes to."""
    return np.array(
        [
            status(frozenset(word for place, word in enumerate(WORDS) if number >> place & 1))
            for number in range(1 << len(WORDS))
        ],
        dtype=np.int64,
    )
