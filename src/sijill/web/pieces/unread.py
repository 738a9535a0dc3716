"""Why a date or an age could not be read, in the words of the pages: the readers say it in English, kind first."""

import re
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop as _

from sijill.text.dates.model import Unread
from sijill.web.markup import DOT, Says, filled, together

KINDS: Final = {
    Unread.MISSING: _("nothing there"),
    Unread.UNKNOWN: _("said to be unknown"),
    Unread.NOT_ASKED: _("not asked"),
    Unread.REFUSED: _("refused"),
    Unread.SUPPRESSED: _("withheld"),
    Unread.IMPOSSIBLE: _("impossible"),
    Unread.PLACEHOLDER: _("filled in by software"),
    Unread.INCOMPLETE: _("incomplete"),
    Unread.AGE: _("an age"),
    Unread.RELATIVE: _("counted from another day"),
    Unread.NOT_UNDERSTOOD: _("not understood"),
    Unread.TOO_LONG: _("too long"),
}
WHY: Final = frozenset(
    {
        _("a date that software writes when there is none"),
        _("a day without its month and year"),
        _("a number alone says neither day, month nor year"),
        _("a relative date; it needs the date at which it was said"),
        _("a sign that is not part of a date"),
        _("a week by its number in the year"),
        _("a weekday counted in something that is not a month"),
        _("a weekday without its date"),
        _("a while before or after a date"),
        _("a word that is not in the table of date words"),
        _("an age; it needs the date at which it was true"),
        _("digits are hidden in the middle of a date"),
        _("eight digits that are not a date in any order"),
        _("hidden digits stand for what is not known"),
        _("it seems to tell of two dates"),
        _("longer than any date"),
        _("no calendar has this day; it is not repaired"),
        _("not an age"),
        _("not understood"),
        _("nothing was written"),
        _("the age is not given"),
        _("the answer was refused"),
        _("the date at which the age was true is not known"),
        _("the date is hidden"),
        _("the feast has no such day"),
        _("the name belongs to two months"),
        _("the number is not in the range of years"),
        _("the numbers do not make a date"),
        _("the parts do not make a date"),
        _("the place named before it is not part of the date"),
        _("the range runs backwards; it is not turned round"),
        _("the source did not ask or record it"),
        _("the source says that it is not known"),
        _("the source withholds it"),
        _("the spelling of a month was one letter off"),
        _("the two calendars do not agree"),
        _("the weekday decides between the readings"),
        _("the year is hidden"),
        _("there is no date in it"),
        _("there is no such month"),
        _("there is no year"),
        _("there is no year of four digits"),
        _("there is no year, or it cannot be told from a day"),
        _("two numbers that may be the two ends of a range"),
        _("two numbers without a year of four digits"),
        _("two parts of a unit"),
        _("written year, day, month"),
        _("zeros in place of a date"),
        _("zeros or nines in place of a date"),
        _("zeros stand for what is not known"),
    }
)
_VALUES: Final = frozenset(one.value for one in Unread)
_LITTLE: Final = "the age is not given"  # said of every kind: the others say theirs
# What belongs to a date that was read in the end tells nothing of one that was not.
_PASSED_OVER: Final = re.compile(r"two-digit year, read as [0-9-]+(?:; |$)")
_KNOWN: Final = re.compile(f"({'|'.join(map(re.escape, sorted(WHY, key=len, reverse=True)))})(?:; |$)")


def why(note: str, tongue: str) -> SafeString:
    """The note of a reading that came to nothing; what nobody put into words stays English and is marked as that."""
    kind, _colon, rest = note.partition(": ")
    said = Says(tongue)
    if kind not in _VALUES:
        return _pieces(note, said)
    if _KNOWN.match(rest) and not rest.startswith(_LITTLE):
        return _pieces(rest, said)
    return together((SafeString(said(KINDS[Unread(kind)])), _pieces(rest, said)), DOT)


def _pieces(rest: str, said: Says) -> SafeString:
    pieces = []
    while rest:
        if passed := _PASSED_OVER.match(rest):
            rest = rest[passed.end() :]
        elif known := _KNOWN.match(rest):
            pieces.append(SafeString(said(known[1])))
            rest = rest[known.end() :]
        else:
            pieces.append(filled('<bdi lang="en" dir="ltr">{}</bdi>', rest))
            break
    return together(pieces, DOT)
