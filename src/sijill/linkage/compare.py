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

# Widths in days up to which an interval counts as a day, a month, a year.
DAY: Final = 1
MONTH: Final = 31
YEAR: Final = 400
GAPS: Final = (45, 400, 1461, 3653)

# Choosing between readings of a name: bits by slot and level. Fixed, not learned: levels must not depend on weights.
# Columns: missing, exact, same sound, close, similar, vaguely similar, different, two different known names.
UTILITY: Final = np.array(
    [
        [0.0, 6.0, 5.5, 4.5, 1.0, -2.5, -5.0, -6.0],
        [0.0, 5.0, 4.6, 3.6, 0.6, -1.5, -3.5, -4.5],
        [0.0, 4.0, 3.7, 2.8, 0.4, -1.0, -2.0, -3.0],
        [0.0, 7.0, 6.5, 5.5, 1.5, -1.5, -3.0, -4.0],
    ]
)
BEST_UTILITY: Final = float(UTILITY.max(axis=1).sum())
LOST_SLOT: Final = 2.0  # bits for each slot that the plain readings could compare and these cannot
MOST_COST: Final = 4.0  # bits of both readings together; the plain readings are always compared
# Utility of names below which nothing but an identifier is looked at. Utilities and costs are multiples of .1, so that
# rounding cannot put a pair on the other side.
HOPELESS: Final = -6.05
APART: Final = 60.0  # bits against such a pair
