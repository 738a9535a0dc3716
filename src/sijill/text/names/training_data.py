"""Labelled pairs for training and for measuring: reading a CSV, the held-out rule, made negatives and made damage.

CSV: UTF-8 with columns name_a, name_b, same (1 or 0), kind (ar-ar, ar-lat, lat-lat); others are ignored.
"""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sijill.errors import InputError, Where
from sijill.text import scripts

HELD_OUT_SHARE: Final = 5  # one pair in five
SPLIT_SALT: Final = b"sijill names 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    a: str
    b: str
    same: bool
    kind: str  # ar-ar, ar-lat, lat-lat
    source: str = ""

    @property
    def full(self) -> bool:
        """Both sides have more than one word: these are whole names, not single tokens."""
        return len(scripts.clean(self.a).split()) > 1 and len(scripts.clean(self.b).split()) > 1


def load(path: Path) -> list[LabelledPair]:
    """Rows of a labelled CSV in file order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"name_a", "name_b", "same", "kind"} - set(reader.fieldnames or ())
        if missing:
            raise InputError(
                f"columns missing: {', '.join(sorted(missing))}",
                where=Where(file=path.name),
                remedy="See the docs.",
            )
        return [
            LabelledPair(
                a=row["name_a"],
                b=row["name_b"],
                same=row["same"] == "1",
                kind=row["kind"],
                source=row.get("source") or "",
            )
            for row in reader
        ]


def pair_hash(pair: LabelledPair) -> int:
    """A hash of the two cleaned names in either order."""
    one, other = sorted((scripts.clean(pair.a).casefold(), scripts.clean(pair.b).casefold()))
    digest = hashlib.blake2b(f"{one}\x00{other}".encode(), digest_size=8, key=SPLIT_SALT).digest()
    return int.from_bytes(digest, "big")


def is_held_out(pair: LabelledPair) -> bool:
    """A fifth of the pairs."""
    return pair_hash(pair) % HELD_OUT_SHARE == 0


def split(pairs: Sequence[LabelledPair]) -> tuple[list[LabelledPair], list[LabelledPair]]:
    """(training, held out). No name is on both sides: a pair that shares one with a held-out pair is dropped."""
    held_out = [pair for pair in pairs if is_held_out(pair)]
    seen = {scripts.clean(name).casefold() for pair in held_out for name in (pair.a, pair.b)}
    training = [
        pair
        for pair in pairs
        if not is_held_out(pair)
        and not {scripts.clean(pair.a).casefold(), scripts.clean(pair.b).casefold()} & seen
    ]
    return training, held_out
