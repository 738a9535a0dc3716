"""A counted table made fit for readers: totals added, small cells withheld, rows back in order."""

from collections.abc import Sequence

import numpy as np

from sijill.statistics.disclose import TOTAL, Audience, Publication, Suppressed, disclose
from sijill.statistics.tally import Missing, Tally

ALL = "all"


def publish(
    tally: Tally, *, audience: Audience, earlier: Sequence[Publication] = (), version: int = 0
) -> Publication:
    """Only documented people are published: reported records and lists contributing would say more about a withheld
    cell. Combinations that nobody has are cells of zero.
    """
    found = [
        [cell.stratum[place] for cell in tally.cells if cell.documented] for place in range(len(tally.by))
    ]
    labels = [sorted(set(column), key=lambda value: (isinstance(value, Missing), value)) for column in found]
    counts = np.zeros([len(each) for each in labels], dtype=np.int64)
    for cell in tally.cells:
        if cell.documented:
            place = tuple(each.index(value) for each, value in zip(labels, cell.stratum, strict=True))
            counts[place] = cell.documented
    return disclose(
        counts,
        dimensions=tally.by,
        labels=[[str(value) for value in each] for each in labels],
        audience=audience,
        earlier=earlier,
        version=version,
    )


def rows(publication: Publication) -> list[tuple[tuple[str, ...], int | Suppressed]]:
    """Labels (`ALL` for a total) and what is shown; zeros of inner cells are left out, totals stand last."""
    places = sorted(publication.shown, key=lambda place: [(part == TOTAL, part) for part in place])
    return [
        (
            tuple(
                ALL if part == TOTAL else labels[part]
                for part, labels in zip(place, publication.labels, strict=True)
            ),
            publication.shown[place],
        )
        for place in places
        if publication.shown[place] != 0 or TOTAL in place
    ]
