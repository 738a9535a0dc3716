"""What the model believes of each kept pair: of a merged one with the rest of its cluster taken into account."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sijill.linkage import calibrate
from sijill.linkage.model import Decision
from sijill.tables import parquet
from sijill.tables.register import Register


def person_of(register: Register) -> dict[str, str]:
    """Record -> person."""
    member = parquet.read(register.derived / "membership.parquet", ["record_id", "person_id"])
    return dict(zip(member["record_id"].to_pylist(), member["person_id"].to_pylist(), strict=True))


def believed(pairs: pa.Table, person: Mapping[str, str]) -> pa.Table:
    """``pairs`` of ``pairs.parquet`` with a column ``believed``."""
    if not len(pairs):
        return pairs.append_column("believed", pa.array([], pa.float64()))
    merged = pc.equal(pairs["decision"], Decision.MERGE.value).to_numpy(zero_copy_only=False)
    place = {record: at for at, record in enumerate(person)}
    label = np.unique(list(person.values()), return_inverse=True)[1].ravel()
    left, right = (
        np.array([place[record] for record in pairs[side].to_pylist()], np.int64)[merged]
        for side in ("left", "right")
    )
    told = pairs["probability"].to_numpy().copy()
    told[merged] = calibrate.within_clusters(label, left, right, pairs["weight"].to_numpy()[merged])
    return pairs.append_column("believed", pa.array(told))
