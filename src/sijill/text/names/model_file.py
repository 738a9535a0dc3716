"""The learned part as it ships: `data/names_model.json`.

{"version", "trained_on", "full": {"bias": …, "mean": …}, "single": {…}, "edits": {"ع~q": 0.31, "gap:latn:a$": 0.2}}

`edits` holds the costs that training moved away from the hand table (see `costs`), by symbol, so that the file can be
read and reviewed; everything else keeps its hand-set cost.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from sijill.text.names import align, costs, phonemes

FILE: Final = "names_model.json"
SINGLE_FEATURES: Final = ("similarity",)
_SCRIPT_NAMES: Final = {1: "arab", 2: "latn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    substitution: costs.Table  # [SIZE, SIZE]
    gap: costs.Table  # [3, SIZE]
    full: costs.Table  # bias, then `align.FEATURES`
    single: costs.Table  # bias, then `SINGLE_FEATURES`
    trained_on: str


def hand_model() -> Model:
    """No learning at all: hand costs and plausible weights. Where training starts."""
    full = np.zeros(len(align.FEATURES) + 1)
    full[0] = -14.0
    for feature, weight in (("mean", 8.0), ("lowest", 10.0), ("first_missing", -2.0), ("last_missing", -1.0)):
        full[1 + align.FEATURES.index(feature)] = weight
    for feature, weight in (
        ("both_missing", -3.0),
        ("turned", -1.0),
        ("middle_missing", -0.2),
        ("joined", -0.3),
    ):
        full[1 + align.FEATURES.index(feature)] = weight
    return Model(
        substitution=costs.substitution(),
        gap=costs.gaps(),
        full=full,
        single=np.array([-15.0, 20.0]),
        trained_on="nothing",
    )


def to_json(model: Model) -> dict[str, Any]:  # JSON values
    """What is written; costs that equal the hand table are left out."""
    hand_substitution, hand_gap = costs.substitution(), costs.gaps()
    symbols = phonemes.SYMBOLS
    edits = {
        f"{symbols[a]}~{symbols[b]}": round(float(model.substitution[a, b]), 3)
        for a, b in zip(
            *np.nonzero(np.triu(np.abs(model.substitution - hand_substitution) > 5e-4)), strict=True
        )
    }
    edits |= {
        f"gap:{_SCRIPT_NAMES[int(script)]}:{symbols[a]}": round(float(model.gap[script, a]), 3)
        for script, a in zip(*np.nonzero(np.abs(model.gap - hand_gap) > 5e-4), strict=True)
    }
    return {
        "version": 1,
        "trained_on": model.trained_on,
        "full": dict(zip(("bias", *align.FEATURES), (round(float(w), 4) for w in model.full), strict=True)),
        "single": dict(
            zip(("bias", *SINGLE_FEATURES), (round(float(w), 4) for w in model.single), strict=True)
        ),
        "edits": edits,
    }


def from_json(data: dict[str, Any]) -> Model:
    """The inverse of `to_json`."""
    substitution, gap = costs.substitution(), costs.gaps()
    code = {symbol: number for number, symbol in phonemes.SYMBOLS.items()}
    scripts = {name: number for number, name in _SCRIPT_NAMES.items()}
    for key, cost in data["edits"].items():
        if key.startswith("gap:"):
            _, script, symbol = key.split(":")
            gap[scripts[script], code[symbol]] = cost
        else:
            one, other = key.split("~")
            substitution[code[one], code[other]] = substitution[code[other], code[one]] = cost
    return Model(
        substitution=substitution,
        gap=gap,
        full=np.array([data["full"][name] for name in ("bias", *align.FEATURES)]),
        single=np.array([data["single"][name] for name in ("bias", *SINGLE_FEATURES)]),
        trained_on=data["trained_on"],
    )


def write(model: Model, path: Path) -> None:
    """One cost a line, so that a change can be reviewed."""
    path.write_text(json.dumps(to_json(model), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


@cache
def shipped() -> Model:
    """The model in the package."""
    text = (resources.files("sijill.text") / "data" / FILE).read_text(encoding="utf-8")
    return from_json(json.loads(text))
