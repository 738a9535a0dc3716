"""Was the person released between the decree and the day of the audit, how, and who says so.

A release when the prisons were opened in December 2024 is no release under a decree: it is shown apart and takes no
finding away. After 8 December 2024 nobody is "still held" by the government that fell: the question is closed that day.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sijill.amnesties.model import Decree, Release
from sijill.claims.statements import Statement
from sijill.persons.custody import FALL, Answer, End, EndKind, Word, before, last_known
from sijill.persons.model import Interval

# "Decree 7/2022", "مرسوم العفو رقم 7 لعام 2022".
_DECREE: Final = re.compile(
    r"(?:decree|مرسوم|décret|LD)[^0-9]{0,40}(\d{1,3})\s*(?:/|of|de|لعام|لسنة|عام)\s*(20\d\d)", re.IGNORECASE
)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def released(decree: Decree, words: Sequence[Word], as_of: date) -> Release:
    """What the records of one deprivation of liberty come to. Sources that cannot all be right give unknown."""
    horizon = min(as_of, FALL - timedelta(days=1))
    ends = [end for word in words for end in word.ends]
    free = [end for end in ends if end.kind is not EndKind.DEATH and not end.liberation]
    opening = [end for end in ends if end.liberation]
    opened = [end for end in opening if before(end.when, as_of + timedelta(days=1)) is not Answer.NO]
    died = [end for end in ends if end.kind is EndKind.DEATH]
    inside = [end for end in free if _within(end.when, decree.issued, horizon)]
    doubtful = [end for end in free if end not in inside and _may_be_within(end.when, decree.issued, horizon)]
    dead = any(before(end.when, as_of + timedelta(days=1)) is Answer.YES for end in died)
    if inside:
        contradicting = [word for word in words if any(_held_after(word, end) for end in inside)]
        answer = Answer.UNKNOWN if contradicting else Answer.YES
        why = "one record says released, a later one says held" if contradicting else "a record says so"
        return _release(decree, inside, answer, why, liberated=bool(opened), died=dead)
    if doubtful:
        why = "a release is told, and not whether before or after"
        return _release(decree, doubtful, Answer.UNKNOWN, why, liberated=bool(opened), died=dead)
    if opened:
        why = "freed when the prisons were opened, not under the decree"
        return Release(
            released=Answer.NO,
            types=("liberation",),
            when=opened[0].when,
            liberated=True,
            died=dead,
            statements=_of(opened),
            why=why,
        )
    if died:
        if all(before(end.when, decree.issued) is Answer.NO for end in died):
            return Release(
                released=Answer.NO, died=True, statements=_of(died), why="died in custody, not released"
            )
        return Release(
            released=Answer.UNKNOWN, died=dead, statements=_of(died), why="a death is told, and not when"
        )
    return _silence(decree, words, [*free, *opening])


def _silence(decree: Decree, words: Sequence[Word], free: Sequence[End]) -> Release:
    """Nobody tells of an end: not released if the last word is custody, and it is not older than the decree."""
    if free:  # before the decree, or after the day of the audit
        later = [end for end in free if before(end.when, decree.issued) is Answer.NO]
        if later:
            why = f"released only on {later[0].when}"
            return Release(released=Answer.NO, when=later[0].when, statements=_of(later), why=why)
        return Release(released=Answer.UNKNOWN, statements=_of(free), why="released before the decree")
    last = last_known(words)
    held = tuple(one for word in words if word.held is not None for one in word.statements)
    if last is None:
        return Release(released=Answer.UNKNOWN, why="no record says that the person was held")
    if last.start is None and last.end is None:
        why = "every record says held or arrested, none of a day, and none tells of a release"
        return Release(released=Answer.NO, statements=held, why=why)
    undated = any(word.held is not None and word.held.end is None for word in words)
    if undated or (last.start is not None and last.start >= decree.issued):
        return Release(released=Answer.NO, statements=held, why=f"last told to be held: {last}")
    return Release(
        released=Answer.UNKNOWN, statements=held, why=f"last told to be held {last}, before the decree"
    )


def _release(
    decree: Decree, ends: Sequence[End], answer: Answer, why: str, *, liberated: bool, died: bool
) -> Release:
    statements = _of(ends)
    when = min((end.when for end in ends), key=lambda one: one.width)
    return Release(
        released=answer,
        types=tuple(sorted({code for end in ends for code in end.types})),
        decree=decree_named(statements),
        when=when,
        days=_days(when, decree.issued),
        linked_by=linked_by(statements),
        liberated=liberated,
        died=died,
        statements=statements,
        why=why,
    )


def decree_named(statements: Sequence[Statement]) -> str:
    """The id of the decree that a release's own words name; empty when none or several do."""
    found = {
        f"ld-{int(number)}-{year}"
        for one in statements
        for number, year in _DECREE.findall(one.claim.value.translate(_DIGITS))
    }
    return found.pop() if len(found) == 1 else ""


def linked_by(statements: Sequence[Statement]) -> str:
    """Who says that it was an amnesty: the authority, the family, a list; none when nobody says amnesty."""
    amnesty = [one for one in statements if "release_type:amnesty" in one.reading.codes]
    if not amnesty:
        return "none"
    said = " ".join(one.claim.said_by for one in amnesty)
    if re.search(r"ministr|وزار|authorit|official|prosecut|نياب", said):
        return "authority"
    if re.search(r"famil|عائل|أسر", said):
        return "family"
    return "list"


def _within(when: Interval, first: date, last: date) -> bool:
    return when.start is not None and when.end is not None and first <= when.start and when.end <= last


def _may_be_within(when: Interval, first: date, last: date) -> bool:
    return (when.end is None or when.end >= first) and (when.start is None or when.start <= last)


def _held_after(word: Word, end: End) -> bool:
    return (
        word.held is not None
        and word.held.start is not None
        and end.when.end is not None
        and word.held.start > end.when.end
    )


def _days(when: Interval, decreed: date) -> tuple[int, int] | None:
    if when.start is None or when.end is None or when.start < decreed:
        return None
    return (when.start - decreed).days, (when.end - decreed).days


def _of(ends: Sequence[End]) -> tuple[Statement, ...]:
    return tuple(one for end in ends for one in end.statements)


def listed_release(
    decree: Decree, when: Interval | None, types: Sequence[str], as_of: date
) -> Release | None:
    """What a row of a list of released people, handed in for this decree, says; None when it is about another time.

    A row without a date stands for a release under the decree, since the list was given as one.
    """
    horizon = min(as_of, FALL - timedelta(days=1))
    codes = tuple(sorted(set(types) - {"unknown"}))
    if "liberation" in codes:
        return None
    answer = Answer.YES
    if when is not None and not _within(when, decree.issued, horizon):
        if not _may_be_within(when, decree.issued, horizon):
            return None
        answer = Answer.UNKNOWN
    return Release(
        released=answer,
        types=codes or ("amnesty",),
        decree=decree.id,
        when=when,
        days=_days(when, decree.issued) if when is not None else None,
        linked_by="list",
        why="on the list of released people that was handed in",
    )


def undated_release(decree: Decree) -> Release:
    """A row whose day of release cannot be read: nobody says whether it was before or after the decree."""
    return Release(
        released=Answer.UNKNOWN,
        decree=decree.id,
        linked_by="list",
        why="on the list of released people that was handed in, with a day that could not be read",
    )


def possible_release(decree: Decree) -> Release:
    """Somebody on the list may be this person; linkage did not settle it, so nobody says yes or no."""
    return Release(
        released=Answer.UNKNOWN,
        decree=decree.id,
        linked_by="none",
        why="somebody on the list of released people may be this person; a person must look",
    )
