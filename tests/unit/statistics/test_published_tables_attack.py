"""Everything ever published from a register, attacked together; and what the attack finds when a control is off."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from conftest import ACTOR, NOW
from sijill.errors import InputError
from sijill.statistics.disclose import SUPPRESSED, TOTAL, Audience, Publication, attack, with_totals
from sijill.statistics.published import publish
from sijill.statistics.store import make_public, publications
from sijill.statistics.tally import Cell, Tally

LABELS = {
    "place": ("p0", "p1", "p2", "p3"),
    "year": ("2011", "2012", "2013"),
    "sex": ("f", "m"),
    "actor": ("a", "b"),
}
DAYS = (date(2024, 12, 8), date(2025, 12, 8))


def population(seed, *, more=0):
    """People with a place, a year, a sex and an actor; later ones come on top of earlier ones."""
    rng = np.random.default_rng(seed)
    counts = rng.negative_binomial(0.5, 0.2, [len(labels) for labels in LABELS.values()])
    return counts + np.random.default_rng(seed + 1).poisson(0.4 * more, counts.shape)


def tallied(people, by, day):
    axes = [list(LABELS).index(name) for name in by]
    summed = people.sum(axis=tuple(axis for axis in range(people.ndim) if axis not in axes))
    summed = np.moveaxis(summed, range(len(axes)), np.argsort(np.argsort(axes)).tolist()) if axes else summed
    order = sorted(range(len(by)), key=lambda at: axes[at])
    cells = []
    for index in np.ndindex(summed.shape):
        stratum = [""] * len(by)
        for at, place in zip(order, index, strict=True):
            stratum[at] = LABELS[by[at]][place]
        if summed[index]:
            count = int(summed[index])
            cells.append(
                Cell(stratum=tuple(stratum), reported=count, documented=count, linkage=None, lists=1)
            )
    total = Cell(stratum=(), reported=int(people.sum()), documented=int(people.sum()), linkage=None, lists=1)
    return Tally(by=tuple(by), as_of=day, event="arrest", cells=tuple(cells), total=total, missing_share=0.0,
                 partitions=0, notes=())  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_nothing_published_can_be_bounded_within_ten(register, seed):
    data = {DAYS[0]: population(seed), DAYS[1]: population(seed, more=1)}
    tables = [((), 0), (("place",), 0), (("place", "year"), 0), (("sex",), 0), (("sex", "actor"), 0),
              (("place",), 1), (("place", "sex"), 1)]  # fmt: skip
    made = []
    for by, at in tables:
        with suppress(InputError):  # refused beside the earlier ones: nothing of it is kept
            make_public(tallied(data[DAYS[at]], by, DAYS[at]), data=f"{at}" * 64, by=ACTOR, at=NOW)
            made.append((by, at))
    kept = publications()
    assert len(made) >= 5
    assert [(one.dimensions, one.version) for one in kept] == made
    found = attack(kept)
    assert found
    assert min(bounds.width for bounds in found) >= 10
    for bounds in found:
        publication = kept[bounds.publication]
        assert (
            bounds.low
            <= true_count(data[DAYS[publication.version]], publication, bounds.place)
            <= bounds.high
        )


def true_count(people, publication, place):
    index = [slice(None)] * people.ndim
    for name, labels, part in zip(publication.dimensions, publication.labels, place, strict=True):
        if part != TOTAL:
            index[list(LABELS).index(name)] = LABELS[name].index(labels[part])
    return int(people[tuple(index)].sum())


def naive(people, by, version):
    """Control off: only the small counts themselves are withheld, nothing is rounded."""
    counted = tallied(people, by, DAYS[version])
    careful = publish(counted, audience=Audience.PUBLIC, version=version)
    counts = np.zeros([len(labels) for labels in careful.labels], dtype=np.int64)
    for cell in counted.cells:
        at = tuple(labels.index(value) for labels, value in zip(careful.labels, cell.stratum, strict=True))
        counts[at] = cell.documented
    shown = {at: SUPPRESSED if 0 < count < 10 else count for at, count in with_totals(counts).items()}
    return replace(careful, shown=shown)


def test_negative_control_without_complements_and_rounding_people_are_found():
    table = naive(population(0), ("place", "year"), 0)
    assert min(bounds.width for bounds in attack([table])) < 10


def test_negative_control_a_later_table_gives_an_earlier_one_away_when_nobody_looks():
    """Each is safe alone; a second table over the same people undoes the first."""
    first = Publication(
        dimensions=("a", "b"), labels=(("x", "y"), ("u", "v")), audience=Audience.INTERNAL,
        shown={(0, 0): SUPPRESSED, (0, 1): SUPPRESSED, (1, 0): SUPPRESSED, (1, 1): SUPPRESSED,
               (0, TOTAL): 30, (1, TOTAL): 40, (TOTAL, 0): 33, (TOTAL, 1): 37, (TOTAL, TOTAL): 70},
    )  # fmt: skip
    second = Publication(
        dimensions=("a", "b"), labels=(("x", "y"), ("u", "v")), audience=Audience.INTERNAL,
        shown={(0, 0): 12}, version=0,
    )  # fmt: skip
    assert min(bounds.width for bounds in attack([first])) >= 10
    assert max(bounds.width for bounds in attack([first, second])) == 0


def test_tables_whose_dimensions_form_a_tree_are_attacked_as_tightly_as_the_whole():
    """The same bounds with an empty table over all dimensions beside them, which forbids the short way."""
    people = population(3)
    tables = [
        publish(tallied(people, by, DAYS[0]), audience=Audience.PUBLIC)
        for by in (("place", "year"), ("year", "sex"))
    ]
    every = Publication(
        dimensions=("place", "year", "sex"),
        labels=tuple(LABELS[name] for name in ("place", "year", "sex")),
        shown={}, audience=Audience.PUBLIC,
    )  # fmt: skip
    assert attack(tables) == attack([*tables, every])


def test_a_register_that_shrank_is_no_contradiction():
    people = population(5) + 12
    fewer = people - 2
    tables = [
        publish(tallied(people, ("place",), DAYS[0]), audience=Audience.PUBLIC, version=0),
        publish(tallied(fewer, ("place",), DAYS[1]), audience=Audience.PUBLIC, version=1),
    ]
    assert attack(tables) == []
    made = publish(
        tallied(fewer, ("place", "sex"), DAYS[1]), audience=Audience.PUBLIC, earlier=tables, version=1
    )
    assert all(bounds.width >= 10 for bounds in attack([*tables, made]))
