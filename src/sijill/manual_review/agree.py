"""From single judgements to the outcome of a pair: each reviewer's last word counts, disagreement is an outcome."""

from collections import Counter
from collections.abc import Collection, Iterable

from sijill.manual_review.model import Outcome, PairOutcome, Verdict

Word = tuple[str, str, Verdict, str]  # left, right, verdict, by: in the order in which they were given


def outcomes(words: Iterable[Word]) -> list[PairOutcome]:
    """One per pair that still has a word said about it, sorted by pair.

    ``undone`` takes the reviewer's earlier word back. Same against different is a conflict and binds nothing, until a
    third reviewer decides: then more voices count. An unsure reviewer neither confirms nor contradicts the others.
    """
    found = []
    for (left, right), said in sorted(standing(words).items()):
        if said:
            outcome, agreeing = _outcome(said.values())
            found.append(
                PairOutcome(left=left, right=right, outcome=outcome, reviewers=len(said), agreeing=agreeing)
            )
    return found


def standing(words: Iterable[Word]) -> dict[tuple[str, str], dict[str, Verdict]]:
    """Pair -> reviewer -> the word that stands; reviewers in the order in which they last spoke."""
    last: dict[tuple[str, str], dict[str, Verdict]] = {}
    for left, right, verdict, by in words:
        said = last.setdefault((left, right), {})
        said.pop(by, None)
        if verdict is not Verdict.UNDONE:
            said[by] = verdict
    return last


def _outcome(verdicts: Collection[Verdict]) -> tuple[Outcome, int]:
    counts = Counter(verdicts)
    same, different = counts[Verdict.SAME], counts[Verdict.DIFFERENT]
    if not same and not different:
        return Outcome.UNSURE, 0
    if same == different or (same and different and same + different < 3):
        return Outcome.CONFLICT, 0
    return (Outcome.SAME, same) if same > different else (Outcome.DIFFERENT, different)
