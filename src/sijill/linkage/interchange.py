"""Models and pairs for other tools: Splink's settings as far as they map, pairs with vectors as Parquet."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sijill.errors import InputError, UsageError
from sijill.linkage.model import LinkResult


@dataclass(frozen=True, slots=True, kw_only=True)
class SplinkComparison:
    """One comparison of a Splink model: m, u and the labels of its levels, the missing level left out."""

    column: str
    labels: tuple[str, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]

    def weights(self) -> tuple[float, ...]:
        """log2 of m / u by level: what both tools add up."""
        return tuple(math.log2(m / u) for m, u in zip(self.m, self.u, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class SplinkModel:
    """``prior``: Splink's probability that two random records match. ``skipped``: what has no counterpart here."""

    prior: float
    comparisons: tuple[SplinkComparison, ...]
    blocking_rules: tuple[str, ...]
    skipped: tuple[str, ...]


def read_splink(text: str) -> SplinkModel:
    """A trained model from Splink's settings JSON. Untrained levels and term frequencies are listed as skipped.

    Raises ``InputError`` when the text is no such settings object.
    """
    try:
        settings = json.loads(text)
        listed = settings["comparisons"]
        prior = float(settings["probability_two_random_records_match"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "this is no settings file of Splink", remedy="Save the model with save_model_to_json."
        ) from error
    skipped: list[str] = []
    found = [_comparison(one, skipped) for one in listed]
    rules = [
        str(rule["blocking_rule"]) if isinstance(rule, dict) else str(rule)
        for rule in settings.get("blocking_rules_to_generate_predictions", [])
    ]
    return SplinkModel(
        prior=prior,
        comparisons=tuple(one for one in found if one is not None),
        blocking_rules=tuple(rules),
        skipped=tuple(skipped),
    )


def _comparison(one: dict[str, Any], skipped: list[str]) -> SplinkComparison | None:
    name = str(one.get("output_column_name", "?"))
    levels = [level for level in one.get("comparison_levels", []) if not level.get("is_null_level")]
    skipped.extend(
        f"{name}: term frequencies of {level['tf_adjustment_column']}"
        for level in levels
        if level.get("tf_adjustment_column")
    )
    m = [level.get("m_probability") for level in levels]
    u = [level.get("u_probability") for level in levels]
    if not levels or any(not isinstance(p, int | float) or p <= 0 for p in (*m, *u)):
        skipped.append(f"{name}: a level without trained m and u")
        return None
    return SplinkComparison(
        column=name,
        labels=tuple(str(level.get("label_for_charts", level.get("sql_condition", ""))) for level in levels),
        m=tuple(m),
        u=tuple(u),
    )


def write_pairs(result: LinkResult, path: Path) -> None:
    """The pairs with levels and weights of every field, as Parquet. Refuses to write over a file."""
    if path.exists():
        raise UsageError(f"{path} is there already", remedy="Choose another name.")
    pq.write_table(result.pairs, path)
