"""How far independent reviewers agree beyond chance: Cohen's kappa per pair of reviewers.

Cohen (1960), *A coefficient of agreement for nominal scales*, Educational and Psychological Measurement 20, 37-46; the
standard error is that of Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sijill.manual_review.model import Verdict

Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """``pairs`` both judged; ``observed`` share on which they agree; ``kappa`` None where chance alone explains all.

    ``low`` and ``high`` bound kappa at 95 %; None with kappa.
    """

    reviewers: tuple[str, str]
    pairs: int
    observed: float
    kappa: float | None
    low: float | None
    high: float | None


def agreements(standing: Mapping[tuple[str, str], Mapping[str, Verdict]]) -> list[Agreement]:
    """One per two reviewers who judged a pair in common, those with the most in common first."""
    common: dict[tuple[str, str], list[tuple[Verdict, Verdict]]] = {}
    for said in standing.values():
        for one, other in combinations(sorted(said), 2):
            common.setdefault((one, other), []).append((said[one], said[other]))
    found = [agreement(reviewers, words) for reviewers, words in common.items()]
    return sorted(found, key=lambda one: (-one.pairs, one.reviewers))


def agreement(reviewers: tuple[str, str], words: Sequence[tuple[Verdict, Verdict]]) -> Agreement:
    """Of two reviewers over the pairs both judged (at least one)."""
    n = len(words)
    cells = Counter(words)
    rows = Counter(one for one, _ in words)
    columns = Counter(other for _, other in words)
    observed = sum(count for (one, other), count in cells.items() if one is other) / n
    chance = sum(rows[verdict] * columns[verdict] for verdict in Verdict) / n**2
    if chance >= 1:
        return Agreement(reviewers=reviewers, pairs=n, observed=observed, kappa=None, low=None, high=None)
    kappa = (observed - chance) / (1 - chance)
    spread = Z * math.sqrt(max(_variance(cells, rows, columns, n, kappa, chance), 0.0))
    return Agreement(
        reviewers=reviewers,
        pairs=n,
        observed=observed,
        kappa=kappa,
        low=max(-1.0, kappa - spread),
        high=min(1.0, kappa + spread),
    )


def _variance(
    cells: Mapping[tuple[Verdict, Verdict], int],
    rows: Mapping[Verdict, int],
    columns: Mapping[Verdict, int],
    n: int,
    kappa: float,
    chance: float,
) -> float:
    share_row = {verdict: rows.get(verdict, 0) / n for verdict in Verdict}
    share_column = {verdict: columns.get(verdict, 0) / n for verdict in Verdict}
    agreeing = sum(
        cells.get((verdict, verdict), 0)
        / n
        * (1 - (share_row[verdict] + share_column[verdict]) * (1 - kappa)) ** 2
        for verdict in Verdict
    )
    apart = (1 - kappa) ** 2 * sum(
        count / n * (share_column[one] + share_row[other]) ** 2
        for (one, other), count in cells.items()
        if one is not other
    )
    return (agreeing + apart - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
