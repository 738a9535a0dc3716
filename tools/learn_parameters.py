"""``python -m tools.learn_parameters RECORDS.parquet``: parameters that ship with linkage, learned on invented lists.

RECORDS: a record table of ``tools.invent scale``, as ``bench.linkage_scale`` prepares it. Nothing of a real list goes
into what is written: ``sijill.linkage.shipped`` weighs with it what may depend on no register.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from sijill.linkage import link
from sijill.linkage.link import Fitted
from sijill.linkage.shipped import FILE, PLAIN

LEAST = 0.5  # bits that a class is more frequent than the rarest, to be written down


def parameters(fitted: Fitted) -> dict[str, Any]:
    state, model = vars(fitted.coder), fitted.model
    shares, rarest = state["_shares"], state["_rarest"]
    often = np.flatnonzero((shares > rarest + LEAST).any(axis=0)).tolist()
    classes = list(state["_class_of"])
    frequencies = state["_frequencies"]
    nested = dict(zip(fitted.names.nested, fitted.coded.nested_tf.tolist(), strict=False))
    return {
        "records": len(fitted.coded.list_code),
        "model": {name: rounded(getattr(model, name)) for name in PLAIN},
        "against": round(model.against, 3),
        "prior": rounded(prior(fitted)),
        "rarest": rounded(rarest[:, 0]),
        "shares": {classes[at]: rounded(shares[:, at]) for at in sorted(often, key=classes.__getitem__)},
        "tf_mean": rounded(state["_tf_mean"]),
        "string_fill": round(float(state["_string_tf"].min()), 3),
        "nested_fill": round(float(state["_nested_tf"].min()), 3),
        "nested": {code: round(share, 3) for code, share in sorted(nested.items())},
        "common": frequencies.common,
        "counts": {word: n for word, n in sorted(frequencies.counts.items()) if n >= frequencies.common / 2},
    }


def prior(fitted: Fitted) -> np.ndarray[Any, Any]:
    """[population] log2 shares of pairs; that of one person is the records expected to be the person of a new one."""
    sizes = np.bincount(fitted.coded.list_code).astype(np.float64)
    found: np.ndarray[Any, Any] = fitted.model.prior.mean(axis=(0, 1))
    each = (np.exp2(fitted.model.prior[..., 0]) * sizes).sum(axis=1)
    found[0] = np.log2((each * sizes).sum() / sizes.sum())
    return found


def rounded(values: Any) -> Any:
    return np.round(np.asarray(values, np.float64), 3).tolist()


def main() -> None:
    fitted = link(pq.read_table(Path(sys.argv[1]))).fitted
    assert fitted is not None
    text = json.dumps(parameters(fitted), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
