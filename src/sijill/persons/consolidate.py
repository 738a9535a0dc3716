"""From clusters to persons with ids that last.

A person's id is made from the id of its founding record: the earliest received of its records. So it is the same on
every machine and after every rebuild; when two persons are joined the older id stays, when one is split the part with
the founding record keeps it, and what a withdrawn list had joined falls apart into the ids that were there before.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sijill import ids


def persons_of(records: pa.Table, cluster: NDArray[np.int64], seniority: NDArray[np.int64]) -> pa.Table:
    """One row per record, in the order given: ``record_id``, ``person_id``.

    ``records`` has ``record_id`` and ``origin`` (the record whose place this one took over from an earlier version
    of the list, else itself); ``cluster`` numbers each record's cluster; ``seniority`` is smaller for an origin that
    was received earlier, and no two are equal.
    """
    by_seniority = np.argsort(seniority, kind="stable")
    _, first, inverse = np.unique(cluster[by_seniority], return_index=True, return_inverse=True)
    founders = records["origin"].take(pa.array(by_seniority[first])).to_pylist()
    inverse = inverse.ravel()[np.argsort(by_seniority, kind="stable")]
    minted = pa.array([ids.person_id(founder) for founder in founders], pa.string())
    return pa.table({"record_id": records["record_id"], "person_id": minted.take(pa.array(inverse))})
