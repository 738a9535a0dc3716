"""Which number a text has, in two arrays that lie on disk as they are: hashes in ascending order, and their numbers.

A dictionary of a million texts would have to be read in before the first question; these arrays are mapped, and a
look-up reads some twenty words of them. Two texts with one 64-bit hash would be taken for one: among a million texts
the chance is 3 in a hundred million.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage.dictionary import Texts

Hashes = npt.NDArray[np.uint64]


class KeptTexts(NamedTuple):
    hashes: Hashes  # ascending
    codes: npt.NDArray[np.int32]

    def look_up(self, wanted: Hashes) -> npt.NDArray[np.int32]:
        """-1 for texts that are not there."""
        if not len(self.hashes):
            return np.full(len(wanted), -1, np.int32)
        at = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        found: npt.NDArray[np.int32] = np.where(self.hashes[at] == wanted, self.codes[at], -1)
        return found


def hashed(texts: Sequence[str]) -> Hashes:
    if isinstance(texts, Texts):
        written = texts.array.cast(pa.binary()).to_pylist()
    else:
        written = [text.encode() for text in texts]
    found = [hashlib.blake2b(text, digest_size=8).digest() for text in written]
    return np.frombuffer(b"".join(found), "<u8").astype(np.uint64)


def numbered(hashes: Hashes, first: int = 0) -> KeptTexts:
    """Texts numbered from ``first`` on in the order given."""
    order = np.argsort(hashes, kind="stable")
    return KeptTexts(hashes=hashes[order], codes=(order + first).astype(np.int32))


def both(one: KeptTexts, other: KeptTexts) -> KeptTexts:
    hashes = np.concatenate([one.hashes, other.hashes])
    order = np.argsort(hashes, kind="stable")
    codes: Any = np.concatenate([one.codes, other.codes])
    return KeptTexts(hashes=hashes[order], codes=codes[order])
