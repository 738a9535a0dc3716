"""The conventions by which a written date becomes an interval. Change them here and nowhere else.

Source: the register's date conventions (docs/explanation/how-dates-are-kept.md). The table in docs/reference/dates.md
is computed with these values, so a change shows up in a reviewable difference.
"""

from datetime import date
from typing import Final

# Early, mid and late are thirds. Of a month: 1-10, 11-20, 21-end. Of a year: four months each.
THIRDS_OF_MONTH: Final = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
THIRDS_OF_YEAR: Final = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}

# Northern meteorological seasons. Winter has no entry: "winter 2013" may be the one that ends or the one that begins in
# 2013, so its interval runs from December of the year before to February of the year after, and is flagged.
SEASON_MONTHS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
SEASON_EDTF: Final = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}

# "About 2013" is 2013~: the mark is kept, the interval is not widened.
APPROXIMATE_WIDENS: Final = False

# "Before 2013" and "after 2013" leave the named unit out; "since" and "until" keep it in. The other end is open.
BEFORE_AFTER_EXCLUDE_UNIT: Final = True

# Umm al-Qura is a computed calendar; months by sighting began up to two days apart from it.
HIJRI_SLACK_DAYS: Final = 2

# Two-digit years: the last year one may stand for. 2029 reads 13 as 2013, 29 as 2029 and 30 as 1930. In a birth column
# the window ends earlier. What the caller says goes before both.
PIVOT: Final = 2029
PIVOT_BIRTH: Final = 2015

# Years outside are not read as years (a digit too many, digits reversed by a right-to-left copy, an identifier).
EARLIEST_YEAR: Final = 1850
LATEST_YEAR: Final = 2100
HIJRI_YEARS: Final = (1343, 1500)  # what the Umm al-Qura table covers: 1924-2077
SOLAR_YEARS: Final = (1300, 1410)  # 1921-2031
# A bare number in both calendars' range (1392) is flagged and covers both.

# Dates that software writes when there is none.
PLACEHOLDERS: Final = frozenset({
    date(1, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(9999, 12, 31), date(9999, 9, 9),
})  # fmt: skip

# Registers write 1 January for "year known". A numeric 1/1/1980 is therefore the year 1980. An ISO 1980-01-01 standing
# alone is taken at its word; in a birth column, or in a column with far more of them than chance allows (1 in 365), it
# is the year too. "1 January 1980" with the month's name is always the day.
REGISTER_DEFAULT_SHARE: Final = 0.02
REGISTER_DEFAULT_MINIMUM: Final = 3

# A column tells day/month from month/day when at least this many dates can be read one way only, these are at least
# this share of all dates that could tell (61 % would be expected), and no more than this share says the opposite.
ORDER_MINIMUM_EVIDENCE: Final = 3
ORDER_MINIMUM_SHARE: Final = 0.30
ORDER_MAXIMUM_CONTRADICTION: Final = 0.005

# Spreadsheet serials (1900 system) are read only when the caller or the whole column says so: these bounds are
# 1910-01-01 and 2050-12-31.
EXCEL_SERIALS: Final = (3654, 55153)
# A single number that somebody states to be a date is one from this on, 1954-10-03.
STATED_SERIAL_FROM: Final = 20_000

# Ages: completed years at the as-of date. Nobody is older.
OLDEST_AGE: Final = 115
AGE_OF_MAJORITY: Final = 18  # "minor", "child" (Convention on the Rights of the Child, article 1)

# Longer texts are not dates: they are reported as unread without being searched.
LONGEST_TEXT: Final = 160
MOST_TOKENS: Final = 48
