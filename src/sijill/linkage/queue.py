"""Which pairs are worth a human look, the most informative first."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sijill.linkage.model import Decision, LinkResult


def review_queue(result: LinkResult) -> pa.Table:
    """The review pairs with ``information`` (bits), sorted by it, ties by record ids.

    The information of an answer is the entropy of the question times the number of record pairs that it decides:
    the two records' clusters are joined, or stay apart, as a whole.
    """
    review = result.pairs.filter(pc.equal(result.pairs["decision"], Decision.REVIEW.value))
    sizes = np.bincount(np.fromiter(result.clusters.values(), np.int64, len(result.clusters)), minlength=1)
    decided = np.array(
        [
            sizes[result.clusters[left]] * sizes[result.clusters[right]]
            for left, right in zip(review["left"].to_pylist(), review["right"].to_pylist(), strict=True)
        ],
        np.float64,
    )
    p = np.clip(review["probability"].to_numpy(), 1e-12, 1 - 1e-12)
    entropy = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
    table = review.append_column("information", pa.array(entropy * decided))
    return table.sort_by([("information", "descending"), ("left", "ascending"), ("right", "ascending")])
