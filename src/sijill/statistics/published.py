"""A counted table made fit for readers: totals added, small cells withheld, rows back in order."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from sijill.statistics.disclose import TOTAL, Audience, Publication, Suppressed, disclose

ALL = "all"


def publish(
    counted: pa.Table,
    strata: Sequence[str],
    *,
    audience: Audience,
    earlier: Sequence[Publication] = (),
    version: int = 0,
) -> Publication:
    """``counted``: one row per combination, the columns ``strata`` first, then ``documented`` among others.

    Only documented people are published: reported records and lists contributing would say more about a withheld cell.
    Combinations that nobody has are cells of zero.
    """
    columns = [counted.column(place).to_pylist() for place in range(len(strata))]
    labels = [sorted(set(column)) for column in columns]
    counts = np.zeros([len(each) for each in labels], dtype=np.int64)
    for row, people in zip(zip(*columns, strict=True), counted["documented"].to_pylist(), strict=True):
        counts[tuple(each.index(value) for each, value in zip(labels, row, strict=True))] = people
    return disclose(
        counts, dimensions=strata, labels=labels, audience=audience, earlier=earlier, version=version
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
