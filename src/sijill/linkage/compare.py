"""What makes two values the same, close or different: the constants that every engine compares by.

Levels are numbered as in ``spec.LEVELS``; 0 is missing. A level is learned within a group: the script pair of a name,
the precision of a date (the coarser of the two), the depth of a place (the coarser of the two).
"""

from typing import Final

import numpy as np

SAME_SOUND: Final = 0.93
CLOSE: Final = 0.84
SIMILAR: Final = 0.68
VAGUE: Final = 0.52

STRING_CLOSE: Final = 0.92  # Jaro-Winkler
STRING_SIMILAR: Final = 0.80
JARO_ALONE: Final = 0.7  # up to which equal first letters do not count

# Widths in days up to which an interval counts as a day, a month, a year.
DAY: Final = 1
MONTH: Final = 31
YEAR: Final = 400
GAPS: Final = (45, 400, 1461, 3653)

FREQUENT_LEVEL: Final = 3  # the worst level of a name at which its rarity counts

# Choosing between readings of a name: tenths of a bit by slot and level, whole numbers so that every engine comes to
# the same sum. Fixed, not learned: levels must not depend on weights.
# Columns: missing, exact, same sound, close, similar, vaguely similar, different, two different known names.
UTILITY: Final = np.array(
    [
        [0, 60, 55, 45, 10, -25, -50, -60],
        [0, 50, 46, 36, 6, -15, -35, -45],
        [0, 40, 37, 28, 4, -10, -20, -30],
        [0, 70, 65, 55, 15, -15, -30, -40],
    ],
    np.int64,
)
BEST_UTILITY: Final = int(UTILITY.max(axis=1).sum())
LOST_SLOT: Final = 20  # for each slot that the plain readings could compare and these cannot
MOST_COST: Final = 40  # of both readings together; the plain readings are always compared
# Utility of names below which nothing but an identifier is looked at.
HOPELESS: Final = -60
NEVER: Final = -1_000_000
QUESTION: Final = 2  # points of ``contradictions`` from which the weight alone shall not merge
APART: Final = 60.0  # bits against such a pair
