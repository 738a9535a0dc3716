"""The documented people of each stratum of an estimate, as an audience may see them."""

from collections.abc import Mapping

import numpy as np

from sijill.statistics.disclose import Audience as Policies
from sijill.statistics.disclose import disclose
from sijill.statistics.mse.estimate import StrataReport
from sijill.statistics.shown import Audience, Count

Stratum = tuple[str, ...]


def counts_of(report: StrataReport, audience: Audience) -> Mapping[Stratum, Count]:
    """Of a table from elsewhere: small counts withheld with others that would give them away, rounded in public.

    A register's counts come from its tally, which also looks at what was published before.
    """
    people = {stratum: each.table.people for stratum, each in report.strata.items()}
    if audience is Audience.RAW:
        return dict(people)
    labels = [sorted({stratum[at] for stratum in people}) for at in range(len(report.by))]
    counts = np.zeros([len(each) for each in labels], np.int64)
    place = {
        stratum: tuple(values.index(value) for values, value in zip(labels, stratum, strict=True))
        for stratum in people
    }
    for stratum, at in place.items():
        counts[at] = people[stratum]
    policy = Policies.PUBLIC if audience is Audience.PUBLIC else Policies.INTERNAL
    made = disclose(counts, dimensions=report.by, labels=labels, audience=policy)
    return {stratum: made.shown[at] for stratum, at in place.items()}
