"""The register's indicators. Unknown stays apart, and after 8 December 2024 nobody is "still held" by the old State."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sijill.instruments.groups import groups_of
from sijill.instruments.model import FollowUp, Group, Happened, Instrument, Request, Standing, Waiting
from sijill.persons.custody import (
    Answer,
    EndKind,
    Held,
    Word,
    arrests_of,
    before,
    codes_of,
    custody_on,
    state_of,
)
from sijill.persons.everyone import CUSTODY, One
from sijill.persons.model import Interval

PROPERTIES: Final = (*CUSTODY, "occupation")
ACKNOWLEDGED: Final = frozenset({"ack_location_known", "ack_location_hidden"})
REFUSED: Final = frozenset({"denied", "no_reply"})
COUNTED: Final = (Held.CERTAIN, Held.PRESUMED, Held.UNKNOWN, Held.FATE_UNKNOWN)
Episodes = Sequence[tuple[Word, ...]]


def follow_up(
    instrument: Instrument, people: Iterable[One], *, as_of: date, requests: Sequence[Request] = ()
) -> FollowUp:
    """One pass over the register. ``people`` carry the claims of ``PROPERTIES``."""
    days = days_between(instrument.adopted, as_of)
    held: dict[date, Counter[Held]] = {day: Counter() for day in days}
    groups: dict[Group, tuple[Counter[Held], Counter[Held]]] = {
        group: (Counter(), Counter()) for group in instrument.groups
    }
    arrests: Counter[Answer] = Counter()
    deaths: Counter[Answer] = Counter()
    places: set[str] = set()
    acknowledged = Counter({"yes": 0, "no": 0, "silent": 0})
    no_reply = persons = 0
    for one in people:
        persons += 1
        episodes = arrests_of(one.statements)
        places |= {
            said.reading.resolved
            for said in one.statements
            if said.claim.prop in {"held.place", "sighting.place"} and said.reading.resolved
        }
        standing = {day: held_at(episodes, day) for day in days}
        for day, answer in standing.items():
            held[day][answer] += 1
        _by_group(groups, one, episodes, instrument.adopted, as_of, standing)
        arrests[happened_after(_arrests(episodes), instrument.adopted, as_of)] += 1
        deaths[happened_after(_deaths(episodes), instrument.adopted, as_of)] += 1
        said = codes_of(one.statements, "acknowledgement")
        no_reply += "no_reply" in said
        if standing[days[-1]] is not Held.NO:
            acknowledged[_acknowledged(said)] += 1
    return FollowUp(
        instrument=instrument,
        as_of=as_of,
        persons=persons,
        held={day: _standing(counts) for day, counts in held.items()},
        groups={group: (_standing(then), _standing(now)) for group, (then, now) in groups.items()},
        arrests=Happened(sure=arrests[Answer.YES], possible=arrests[Answer.UNKNOWN]),
        deaths=Happened(sure=deaths[Answer.YES], possible=deaths[Answer.UNKNOWN]),
        waiting=requests_unanswered(requests, as_of),
        no_reply_claimed=no_reply,
        places=len(places),
        acknowledged=dict(acknowledged),
    )


def held_at(episodes: Episodes, day: date) -> Held:
    """Held by the State on that day, over all of a person's arrests: the surest answer counts.

    Held by somebody else is no; where nobody says by whom, it is unknown.
    """
    found = []
    for words in episodes:
        custody = custody_on(words, day)
        if custody.held is Held.NO or custody.by_state is Answer.NO:
            continue
        sure = custody.by_state is Answer.YES or custody.held is Held.FATE_UNKNOWN
        found.append(custody.held if sure else Held.UNKNOWN)
    return min(found, key=COUNTED.index, default=Held.NO)


def happened_after(events: Sequence[tuple[Interval, Answer]], adopted: date, as_of: date) -> Answer:
    """Whether any of them lies after the day of adoption and by the day of the report, and was the State's doing."""
    answers = set()
    for when, by_state in events:
        after = before(when, adopted + timedelta(days=1))
        late = before(when, as_of + timedelta(days=1))
        if after is Answer.YES or late is Answer.NO or by_state is Answer.NO:
            continue
        sure = after is Answer.NO and late is Answer.YES and by_state is Answer.YES
        answers.add(Answer.YES if sure else Answer.UNKNOWN)
    if Answer.YES in answers:
        return Answer.YES
    return Answer.UNKNOWN if answers else Answer.NO


def requests_unanswered(requests: Sequence[Request], as_of: date, *, days: int = 0) -> tuple[Waiting, ...]:
    """Requests sent by that day and without a reply on it for at least ``days`` days, the longest waiting first."""
    waiting = [
        Waiting(request=one, days=(as_of - one.sent).days)
        for one in requests
        if one.sent <= as_of and (one.answered is None or one.answered > as_of)
    ]
    late = [one for one in waiting if one.days >= days]
    return tuple(sorted(late, key=lambda one: (-one.days, one.request.id)))


def days_between(adopted: date, as_of: date) -> tuple[date, ...]:
    """The day of adoption, each year's last day after it, and the day of the report."""
    ends = [date(year, 12, 31) for year in range(adopted.year, as_of.year + 1)]
    between = [day for day in ends if adopted < day < as_of]
    return tuple(dict.fromkeys([adopted, *between, as_of])) if as_of > adopted else (as_of,)


def _by_group(
    groups: Mapping[Group, tuple[Counter[Held], Counter[Held]]],
    one: One,
    episodes: Episodes,
    adopted: date,
    as_of: date,
    standing: Mapping[date, Held],
) -> None:
    if not groups:
        return
    words = [word for episode in episodes for word in episode]
    first = standing.get(adopted, standing[as_of])
    for place, (day, answer) in enumerate(((adopted, first), (as_of, standing[as_of]))):
        for group in groups_of(one, words, day) & set(groups):
            groups[group][place][answer] += 1


def _arrests(episodes: Episodes) -> list[tuple[Interval, Answer]]:
    return [(word.arrest, state_of(words)) for words in episodes for word in words if word.arrest is not None]


def _deaths(episodes: Episodes) -> list[tuple[Interval, Answer]]:
    return [
        (end.when, state_of(words))
        for words in episodes
        for word in words
        for end in word.ends
        if end.kind is EndKind.DEATH
    ]


def _acknowledged(said: set[str]) -> str:
    if said & ACKNOWLEDGED:
        return "yes"
    return "no" if said & REFUSED else "silent"


def _standing(counts: Counter[Held]) -> Standing:
    return Standing(
        certain=counts[Held.CERTAIN],
        presumed=counts[Held.PRESUMED],
        unknown=counts[Held.UNKNOWN],
        fate_unknown=counts[Held.FATE_UNKNOWN],
    )
