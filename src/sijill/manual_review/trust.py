"""Whether a judged sample bears out what the model says of itself, and what people must look at where it does not.

The rule: a figure of the model is contradicted when the sample's differs from it by more than ``BELIEVED`` and chance
does not explain it. A contradicted run is not called automatic. Where merges are less often right than the model says,
only odds above which they are as often right as it says still merge; where more is missed than it says, everything
that was kept is for review.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sijill.linkage.evaluate import BELIEVED
from sijill.linkage.link import KEEP
from sijill.linkage.model import BAND, Band
from sijill.manual_review.sample import BANDS, Quality, Rate, Stratum, rightness

# Odds from which pairs may be merged, in bits: the ends of the sample's bands from even odds on.
_EVEN: Final = 0.5
_CUTS: Final = tuple((p, math.log2(p / (1 - p))) for p in BANDS if _EVEN <= p < 1.0)


class Checked(StrEnum):
    """What a judged sample says of the model's own figures."""

    UNCHECKED = "unchecked"  # nobody has judged a sample
    UNDECIDED = "undecided"  # too few pairs were judged to tell
    AGREES = "agrees"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """``band``: the odds between which pairs are for review from now on."""

    checked: Checked
    band: Band = BAND
    quality: Quality | None = None

    def as_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"checked": self.checked.value, "automatic": self.automatic}
        if self.quality is None:
            return out
        return out | {
            "judged": self.quality.judged,
            "precision": _json(self.quality.precision, self.quality.model_precision),
            "recall_of_kept": _json(self.quality.recall, self.quality.model_recall),
            "merge_above_bits": self.band.merge_above,
            "review_above_bits": self.band.review_above,
        }

    @property
    def automatic(self) -> bool | None:
        """None where it cannot be told."""
        return {Checked.AGREES: True, Checked.DIFFERS: False}.get(self.checked)


def _json(rate: Rate | None, model: float | None) -> dict[str, float | None] | None:
    return None if rate is None else {"value": rate.value, "low": rate.low, "high": rate.high, "model": model}


def trust(quality: Quality | None) -> Trust:
    """Of the latest sample; None when none was drawn."""
    if quality is None or not quality.judged:
        return Trust(checked=Checked.UNCHECKED, quality=quality)
    precision = _checked(quality.precision, quality.model_precision)
    recall = _checked(quality.recall, quality.model_recall)
    # Once the band is wider, what the model would merge is for review: it still tells whether to believe the model.
    likely, model = rightness([one for one in quality.strata if one.merged or one.upper > _EVEN])
    band = Band(
        merge_above=_merges_above(quality.strata) if _too_sure(likely, model) else BAND.merge_above,
        review_above=KEEP if _too_sure(quality.recall, quality.model_recall) else BAND.review_above,
    )
    differs = band != BAND or Checked.DIFFERS in (precision, recall)
    return Trust(checked=Checked.DIFFERS if differs else precision, band=band, quality=quality)


def _checked(rate: Rate | None, model: float | None) -> Checked:
    if rate is None or model is None:
        return Checked.UNDECIDED
    if abs(rate.value - model) > BELIEVED and not rate.low <= model <= rate.high:
        return Checked.DIFFERS
    return Checked.AGREES if rate.low >= model - BELIEVED else Checked.UNDECIDED


def _too_sure(rate: Rate | None, model: float | None) -> bool:
    return (
        rate is not None
        and model is not None
        and rate.value < model
        and _checked(rate, model) is Checked.DIFFERS
    )


def _merges_above(strata: Sequence[Stratum]) -> float:
    """The lowest odds above which pairs are as often right as the model says; the highest if there are none.

    Also of pairs that are for review already: a sample that is drawn after the band was widened tells the same. A pair
    that its cluster merges, at odds of its own below even, goes with the others.
    """
    judged = [one for one in strata if one.drawn]
    for share, bits in _CUTS:
        kept = [one for one in judged if one.upper > share or (one.merged and one.upper <= _EVEN)]
        right, model = rightness(kept)
        if right is not None and model is not None and right.value >= model - BELIEVED:
            return bits
    return _CUTS[-1][1]
