"""What reviewers said of the pairs a viewer sees, kept beside the sight and grown by what was said since.

Judgements are only ever added, so a page reads the few new ones, not all there ever were.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sijill.manual_review import agree
from sijill.manual_review import store as reviews
from sijill.manual_review.agree import Word
from sijill.manual_review.model import PairOutcome, Verdict
from sijill.pipeline.judgements import Pair, by_origin
from sijill.web.look.sight import Sight

_growing: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """``words`` and ``outcomes`` by the rows that stand for the judged ones now, in sorted pairs; pairs with a hidden
    record are left out. ``said`` holds every word by the first rows that the judged ones continue.

    ``journal[:upto]`` names the pairs in the order in which something was said of them. The list is shared with what
    grows out of this: whoever kept ``upto`` of the same list needs only what comes after it.
    """

    count: int = 0
    last: int = 0
    journal: list[Pair] = field(default_factory=list)
    upto: int = 0
    said: Mapping[Pair, Mapping[str, Verdict]] = field(default_factory=dict)
    words: Mapping[Pair, Mapping[str, Verdict]] = field(default_factory=dict)
    outcomes: Mapping[Pair, PairOutcome] = field(default_factory=dict)


def judged(sight: Sight) -> Judged:
    """As it stands now. A judgement that was committed out of turn makes the count differ: then all are read anew."""
    count, last = reviews.how_many()
    kept: Judged = sight.kept.get("judged", Judged())
    if (kept.count, kept.last) == (count, last):
        return kept
    with _growing:
        kept = sight.kept.get("judged", Judged())
        count, last = reviews.how_many()  # somebody else may have read them while this waited
        if (kept.count, kept.last) != (count, last):
            new = reviews.words_since(kept.last)
            if kept.count + len(new) < count:
                kept, new = Judged(), reviews.words_since(0)
            kept = sight.kept["judged"] = _grown(sight, kept, new)
    return kept


def _grown(sight: Sight, kept: Judged, new: Sequence[tuple[int, Word]]) -> Judged:
    said = {**kept.said}
    changed: dict[Pair, None] = {}
    for _, (left, right, verdict, by) in new:
        pair = by_origin(sight.snapshot.known_origins, (left, right))
        changed[pair] = None
        said[pair] = agree.with_word(said.get(pair, {}), verdict, by)
    words, outcomes = {**kept.words}, {**kept.outcomes}
    journal = kept.journal[: kept.upto] if len(kept.journal) > kept.upto else kept.journal
    for pair in changed:
        current = _current(sight, pair)
        if current is None:
            continue
        journal.append(current)
        words[current] = said[pair]
        outcome = agree.outcome_of(pair, said[pair])
        if outcome is None:
            outcomes.pop(current, None)
        else:
            outcomes[current] = outcome
    return Judged(
        count=kept.count + len(new),
        last=new[-1][0] if new else kept.last,
        journal=journal,
        upto=len(journal),
        said=said,
        words=words,
        outcomes=outcomes,
    )


def _current(sight: Sight, pair: Pair) -> Pair | None:
    """The rows that stand for these origins now; None when the viewer does not see both."""
    snapshot = sight.snapshot
    one, two = map(snapshot.number_of_origin.get, pair)
    if one is None or two is None or not (sight.seen[one] and sight.seen[two]):
        return None
    first, second = sorted((snapshot.record_ids[one], snapshot.record_ids[two]))
    return first, second
