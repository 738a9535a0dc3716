"""How many sources say something independently: neither two lists of one organisation nor a list and its copy do."""

from collections.abc import Iterable, Mapping, Sequence

from sijill.claims.statements import Statement

# List -> one list that stands for all that repeat each other, directly or through others. A list not named here
# repeats nobody.
Copies = Mapping[str, str]


def copies_of(declared: Iterable[tuple[str, str]]) -> Copies:
    """From pairs (list, the list it is declared to repeat). Two copies of a third list repeat each other."""
    of: dict[str, str] = {}

    def first(one: str) -> str:
        while of.get(one, one) != one:
            one = of[one]
        return one

    for copy, source in declared:
        low, high = sorted((first(copy), first(source)))
        of[low], of[high] = low, low
    return {one: first(one) for one in of}


def voices(statements: Sequence[Statement], copies: Copies) -> int:
    """The most statements of which no two share an organisation, nor lists that repeat each other.

    An organisation that delivers a copy and a list of its own still has its own voice: a maximum matching between
    organisations and groups of copies (augmenting paths).
    """
    groups: dict[str, set[str]] = {}
    for one in statements:
        said_by, listed = one.claim.said_by, one.claim.list_id
        own = f"{said_by}\0{listed}"  # a list that repeats no other may tell what several organisations say
        groups.setdefault(said_by, set()).add(copies.get(listed, own))
    taken: dict[str, str] = {}

    def place(organisation: str, tried: set[str]) -> bool:
        for group in sorted(groups[organisation] - tried):
            tried.add(group)
            if group not in taken or place(taken[group], tried):
                taken[group] = organisation
                return True
        return False

    return sum(place(one, set()) for one in sorted(groups))
