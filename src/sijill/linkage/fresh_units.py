"""Units of names that a register does not have yet as arrays: what is kept of every unit (``layers.Layer``).

A look-up brings one at most, mostly none, and a call into Arrow costs more than reading a unit does.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import block, encoding, features, name_columns
from sijill.text.names import forms, lexicon, tokens

Array = npt.NDArray[Any]


class FreshUnits(NamedTuple):
    """``classes``: the text of each unit's class; ``token``: the numbers that keys are made of (``block.variants``)."""

    phonemes: Array
    length: Array
    script: Array
    items: Array
    classes: list[str]
    token: Array


def coded(units: Sequence[str]) -> FreshUnits:
    return _few(units) if len(units) <= encoding.FEW else _many(pa.array(units, pa.string()))


def _few(units: Sequence[str]) -> FreshUnits:
    found = tokens.encode(units)
    written = [forms.latin(unit) if unit.isascii() else forms.arabic(unit) for unit in units]
    return FreshUnits(
        phonemes=found.phonemes,
        length=found.length,
        script=found.script,
        items=lexicon.item_rows(written),
        classes=[bones or features.ALONE + unit for bones, unit in zip(found.skeleton, units, strict=True)],
        token=block.variants(found.loose),
    )


def _many(units: Any) -> FreshUnits:  # Arrow ships no types
    found = encoding.encode(units)
    return FreshUnits(
        phonemes=found.phonemes,
        length=found.length,
        script=found.script,
        items=name_columns.items_of_column(features._forms(units)),
        classes=features.classes(units, found).to_pylist(),
        token=block.variants(found.loose)[found.skeleton],
    )
