"""Arrested again after a release, or on surrendering under an amnesty or a settlement; and who died after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sijill.amnesties.model import Decree
from sijill.claims.statements import Statement
from sijill.persons.custody import Answer, EndKind, Word, before, words_of
from sijill.persons.episodes import episodes_of
from sijill.persons.everyone import One
from sijill.persons.model import Interval

SURRENDER: Final = frozenset({"arrest_circumstance:self_surrender"})
SETTLEMENT: Final = frozenset({"arrest_circumstance:reconciliation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearrest:
    """``kind``: after_release, after_surrender, after_settlement. ``sure`` is False where the order of days is open.

    ``after_decree``: the release, or the surrender, came on or after the day of the decree. ``died``: in that custody.
    """

    person_id: str
    kind: str
    when: Interval | None
    after_decree: Answer
    sure: bool
    died: bool
    statements: tuple[Statement, ...]


def rearrests(one: One, decree: Decree, as_of: date) -> Iterator[Rearrest]:
    """All of one person, up to the day of the audit and with it."""
    audited = as_of + timedelta(days=1)
    # what two episodes share, or none dates, is no arrest of its own
    dated_ones = [episode for episode in episodes_of(one.statements) if episode.when is not None]
    episodes = [words_of(episode, one.statements) for episode in dated_ones]
    dated = [(words, arrest) for words in episodes for arrest in [_arrest(words)] if arrest is not None]
    for words, arrest in dated:
        if before(arrest, audited) is Answer.NO:
            continue
        codes = {code for word in words for said in word.statements for code in said.reading.codes}
        for kind, wanted in (("after_surrender", SURRENDER), ("after_settlement", SETTLEMENT)):
            if codes & wanted:
                yield Rearrest(
                    person_id=one.person_id,
                    kind=kind,
                    when=arrest,
                    after_decree=_since(arrest, decree.issued),
                    sure=True,
                    died=_died(words),
                    statements=tuple(
                        said for word in words for said in word.statements if set(said.reading.codes) & wanted
                    ),
                )
    for earlier, _ in dated:
        for later, arrest in dated:
            if later is not earlier and before(arrest, audited) is not Answer.NO:
                yield from _after_release(one, earlier, later, arrest, decree)


def _after_release(
    one: One, earlier: tuple[Word, ...], later: tuple[Word, ...], arrest: Interval, decree: Decree
) -> Iterator[Rearrest]:
    frees = [
        end
        for word in earlier
        for end in word.ends
        if end.kind is EndKind.RELEASE and _may_follow(arrest, end.when)
    ]
    first = _arrest(earlier)
    if (
        not frees
        or first is None
        or first.start is None
        or arrest.start is None
        or arrest.start <= first.start
    ):
        return
    end = frees[0]
    yield Rearrest(
        person_id=one.person_id,
        kind="after_release",
        when=arrest,
        after_decree=_since(end.when, decree.issued),
        sure=end.when.end is not None and arrest.start > end.when.end,
        died=_died(later),
        statements=end.statements
        + tuple(said for word in later for said in word.statements if said.claim.prop == "arrest.date"),
    )


def _arrest(words: tuple[Word, ...]) -> Interval | None:
    return next((word.arrest for word in words if word.arrest is not None), None)


def _died(words: tuple[Word, ...]) -> bool:
    return any(end.kind is EndKind.DEATH for word in words for end in word.ends)


def _may_follow(arrest: Interval, freed: Interval) -> bool:
    return freed.start is None or arrest.end is None or arrest.end >= freed.start


def _since(when: Interval, day: date) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}[before(when, day)]
