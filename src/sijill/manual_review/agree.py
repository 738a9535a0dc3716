"""From single judgements to the outcome of a pair: each reviewer's last word counts, disagreement is an outcome."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import pyarrow as pa

from sijill.manual_review.model import Outcome, PairOutcome, Verdict

Word = tuple[str, str, Verdict, str]  # left, right, verdict, by: in the order in which they were given


def outcomes(words: Iterable[Word]) -> list[PairOutcome]:
    """One per pair that still has a word said about it, sorted by pair.

    ``undone`` takes the reviewer's earlier word back. Same against different is a conflict and binds nothing, until a
    third reviewer decides: then more voices count. An unsure reviewer neither confirms nor contradicts the others.
    """
    found = (outcome_of(pair, said) for pair, said in sorted(standing(words).items()))
    return [one for one in found if one is not None]


def outcome_of(pair: tuple[str, str], said: Mapping[str, Verdict]) -> PairOutcome | None:
    """What the standing words on a pair come to; None when every word was taken back."""
    if not said:
        return None
    outcome, agreeing = _outcome(said.values())
    return PairOutcome(left=pair[0], right=pair[1], outcome=outcome, reviewers=len(said), agreeing=agreeing)


def is_settled(found: PairOutcome, needed: int) -> bool:
    """Whether nobody else need look: as many as ``needed`` agree, or as many looked and none could say."""
    return found.agreeing >= needed or (found.outcome is Outcome.UNSURE and found.reviewers >= needed)


def binding(found: Iterable[PairOutcome], needed: int) -> pa.Table:
    """What linkage must obey: one row per pair (``left``, ``right``, ``verdict`` same or different).

    Only outcomes that at least ``needed`` people agree on bind.
    """
    firm = [
        one for one in found if one.outcome in {Outcome.SAME, Outcome.DIFFERENT} and one.agreeing >= needed
    ]
    return pa.table({
        "left": pa.array([one.left for one in firm], pa.string()),
        "right": pa.array([one.right for one in firm], pa.string()),
        "verdict": pa.array([one.outcome.value for one in firm], pa.string()),
    })  # fmt: skip


def standing(words: Iterable[Word]) -> dict[tuple[str, str], dict[str, Verdict]]:
    """Pair -> reviewer -> the word that stands; reviewers in the order in which they last spoke."""
    last: dict[tuple[str, str], dict[str, Verdict]] = {}
    for left, right, verdict, by in words:
        last[left, right] = with_word(last.get((left, right), {}), verdict, by)
    return last


def with_word(said: Mapping[str, Verdict], verdict: Verdict, by: str) -> dict[str, Verdict]:
    """The standing words on a pair after one more; its reviewer stands last."""
    others = {name: word for name, word in said.items() if name != by}
    return others if verdict is Verdict.UNDONE else others | {by: verdict}


def _outcome(verdicts: Collection[Verdict]) -> tuple[Outcome, int]:
    counts = Counter(verdicts)
    same, different = counts[Verdict.SAME], counts[Verdict.DIFFERENT]
    if not same and not different:
        return Outcome.UNSURE, 0
    if same == different or (same and different and same + different < 3):
        return Outcome.CONFLICT, 0
    return (Outcome.SAME, same) if same > different else (Outcome.DIFFERENT, different)
