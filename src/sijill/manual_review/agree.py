"""From single judgements to the outcome of a pair: each reviewer's last word counts, disagreement is an outcome."""

from collections.abc import Iterable

from sijill.manual_review.model import Outcome, PairOutcome, Verdict

Word = tuple[str, str, Verdict, str]  # left, right, verdict, by: in the order in which they were given


def outcomes(words: Iterable[Word]) -> list[PairOutcome]:
    """One per pair that still has a word said about it, sorted by pair.

    ``undone`` takes the reviewer's earlier word back. Same against different is a conflict and binds nothing; an
    unsure reviewer neither confirms nor contradicts the others.
    """
    last: dict[tuple[str, str], dict[str, Verdict]] = {}
    for left, right, verdict, by in words:
        said = last.setdefault((left, right), {})
        if verdict is Verdict.UNDONE:
            said.pop(by, None)
        else:
            said[by] = verdict
    return [
        PairOutcome(left=left, right=right, outcome=_outcome(set(said.values())), reviewers=len(said))
        for (left, right), said in sorted(last.items())
        if said
    ]


def _outcome(verdicts: set[Verdict]) -> Outcome:
    firm = verdicts - {Verdict.UNSURE}
    match firm:
        case s if s == {Verdict.SAME}:
            return Outcome.SAME
        case s if s == {Verdict.DIFFERENT}:
            return Outcome.DIFFERENT
        case s if not s:
            return Outcome.UNSURE
        case _:
            return Outcome.CONFLICT
