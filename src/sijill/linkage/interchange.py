"""Models and pairs for other tools: Splink's settings as far as they map, both ways; pairs with vectors as Parquet."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from sijill.errors import InputError, UsageError
from sijill.linkage import compare, estimate
from sijill.linkage.link import Fitted
from sijill.linkage.model import STRANGER, LinkResult
from sijill.linkage.spec import LEVELS, SLOTS, Field, Kind


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


# Conditions on the columns {0} of both records, the best level first; what none holds for is the last level.
_SQL: Final = {
    Kind.CODE: ("{0}_l = {0}_r",),
    Kind.STRING: (
        "{0}_l = {0}_r",
        (
            "least(length({0}_l), length({0}_r)) >= 4 AND damerau_levenshtein({0}_l, {0}_r) <= 1"
            f" OR jaro_winkler_similarity({{0}}_l, {{0}}_r) >= {compare.STRING_CLOSE}"
        ),
        f"jaro_winkler_similarity({{0}}_l, {{0}}_r) >= {compare.STRING_SIMILAR}",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """``text``: a settings file that Splink loads. ``skipped``: what of the model it does not say."""

    text: str
    skipped: tuple[str, ...]


def write_splink(fitted: Fitted) -> Written:
    """A learned model as Splink's settings (DuckDB): texts and codes, at average rarity, "same" against "stranger".

    Names by sound, dates with intervals, places, sets and numbers have no counterpart in SQL, nor have relatives,
    namesakes and rarity: all of it is named in ``skipped``.
    """
    spec, model = fitted.names.spec, fitted.model
    skipped = ["relatives and namesakes", "rarity of values"]
    skipped += [f"{name}: names are compared by sound" for name in SLOTS if spec.person_name]
    comparisons = []
    for f, field in enumerate(spec.fields, start=len(SLOTS)):
        if field.kind not in _SQL or len(field.columns) != 1:
            skipped.append(f"{field.name}: {field.kind.name.lower()} has no counterpart")
            continue
        m, u = (
            2.0 ** model.log_p[population, f, 0, 1 : len(LEVELS[field.kind])] for population in (0, STRANGER)
        )
        comparisons.append(_splink_comparison(field, m.tolist(), u.tolist()))
    sizes = estimate.list_sizes(fitted.coded)
    settings = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_id",
        "probability_two_random_records_match": _chance_of_match(fitted, sizes),
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": [],
        "sql_dialect": "duckdb",
    }
    return Written(text=json.dumps(settings, ensure_ascii=False, indent=1) + "\n", skipped=tuple(skipped))


def _splink_comparison(field: Field, m: list[float], u: list[float]) -> dict[str, Any]:
    column = field.columns[0]
    conditions = [*(text.format(column) for text in _SQL[field.kind]), "ELSE"]
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": f"{column}_l IS NULL OR {column}_r IS NULL",
            "label_for_charts": LEVELS[field.kind][0],
            "is_null_level": True,
        }
    ]
    levels += [
        {"sql_condition": sql, "label_for_charts": label, "m_probability": same, "u_probability": other}
        for sql, label, same, other in zip(conditions, LEVELS[field.kind][1:], m, u, strict=True)
    ]
    return {"output_column_name": column, "comparison_levels": levels}


def _chance_of_match(fitted: Fitted, sizes: Any) -> float:
    """That two random records of the register are the same person."""
    pairs = estimate.pair_counts(sizes)
    each = 2.0 ** fitted.model.prior[..., 0] * pairs
    once = [(a, b) for a in range(len(sizes)) for b in range(a, len(sizes))]
    return float(sum(each[at] for at in once) / sum(pairs[at] for at in once))


def write_pairs(result: LinkResult, path: Path) -> None:
    """The pairs with levels and weights of every field, as Parquet. Refuses to write over a file."""
    if path.exists():
        raise UsageError(f"{path} is there already", remedy="Choose another name.")
    pq.write_table(result.pairs, path)
