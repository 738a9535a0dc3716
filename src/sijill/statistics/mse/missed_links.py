"""Links that linkage missed, put back into a table by chance: sampled partitions cannot hold pairs never compared.

The linkage says which share of the true pairs it expects to have found, but not which it missed. A missed link leaves
one person in two rows of the table: on one list alone, and on the rest. Here that is undone: people found on several
lists show which combinations are cut, one on the single list and one on the rest become one again, until as many
pairs are back as are drawn. The table cannot tell who; for the count of patterns it need not.
"""

from typing import Final

import numpy as np

from sijill.statistics.mse.table import InclusionTable, from_counts

MOST_TIMES: Final = 2.0  # the expectation that nobody checked: between nothing and twice as many are missed
TRIES: Final = 20  # per pair wanted, before a table is taken to have no more people to join


def drawn_share(recall: float, rng: np.random.Generator) -> float:
    """Missed pairs for each pair found: even between nothing and twice what a recall of ``recall`` means."""
    return float(rng.uniform(0.0, MOST_TIMES)) * (1.0 - recall) / recall


def put_back(table: InclusionTable, share: float, rng: np.random.Generator) -> InclusionTable:
    """The table with ``share`` missed pairs of lists for each that is found, as many as chance draws, joined again.

    People become fewer, and nobody leaves a list. A table where nobody is on two lists stays as it is: nothing says
    how its people would be cut.
    """
    counts = dict(zip(table.patterns.tolist(), table.counts.tolist(), strict=True))
    whole = [pattern for pattern in counts if pattern.bit_count() > 1]
    if not whole or share <= 0.0:
        return table
    size = np.array([pattern.bit_count() for pattern in whole])
    people = np.array([counts[pattern] for pattern in whole], dtype=np.float64)
    chance = (
        people * size / (people * size).sum()
    )  # each of a person's records may be the one that was not found
    wanted = int(rng.poisson(share * float((people * size * (size - 1) / 2).sum())))
    back = 0
    for _ in range(TRIES * wanted):
        if back >= wanted:
            break
        pattern = whole[int(rng.choice(len(whole), p=chance))]
        lists = [at for at in range(pattern.bit_length()) if pattern >> at & 1]
        alone = 1 << lists[int(rng.integers(len(lists)))]
        rest = pattern ^ alone
        if counts.get(alone, 0) and counts.get(rest, 0):
            counts[alone] -= 1
            counts[rest] -= 1
            counts[pattern] += 1
            back += len(lists) - 1
    return from_counts(table.lists, counts, notes=table.notes)
