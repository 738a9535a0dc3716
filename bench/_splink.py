"""Splink 5 on the same records, as its documentation advises; on consonant skeletons, else it cannot cross scripts."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa


def load() -> None:
    """What Splink loads of itself."""
    import splink.backends.duckdb
    import splink.comparison_library

    assert splink.backends.duckdb
    assert splink.comparison_library


def frame(table: pa.Table) -> pd.DataFrame:
    """One row per record: skeletons of the plain reading of the first name, year, governorate, month."""
    from sijill.linkage.features import code
    from sijill.linkage.spec import PERSON
    from sijill.text.names import tokens

    coded, names = code(table, PERSON)
    said = zip(tokens.encode(names.units).skeleton, names.units, strict=True)
    skeletons = np.array([*((s or t).translate(ONE_BYTE) for s, t in said), None], object)
    n = len(coded.list_code)
    first = np.where(np.diff(coded.parse_ptr) > 0, coded.parse_ptr[:-1], -1)
    columns: dict[str, Any] = {
        "unique_id": names.record_ids,
        "list_id": np.array(names.list_ids, object)[coded.list_code],
    }
    for slot, name in enumerate(("given", "father", "grandfather", "family")):
        units = np.where(first >= 0, coded.parse_unit[np.maximum(first, 0), slot], -1)
        columns[name] = skeletons[units]
    columns["mother"] = skeletons[coded.sound[:, 0, 0]]
    columns["sex"] = np.array([*names.codes, None], object)[coded.code[:, 0]]
    for at, name in ((0, "birth"), (1, "arrest")):
        days = coded.date[:, at].astype(np.int64)
        known = days[:, 0] <= days[:, 1]
        middle = ((days[:, 0] + days[:, 1]) // 2).clip(-30000, 60000).astype("datetime64[D]")
        text = middle.astype(str).astype(object)
        text[~known] = None
        columns[name] = text
        columns[f"{name}_year"] = [value[:4] if value else None for value in text]
    place = np.array([*names.nested, None], object)
    columns["governorate"], columns["subdistrict"] = (
        place[coded.nested[:, 0, 0, 0]],
        place[coded.nested[:, 0, 0, 2]],
    )
    assert len(columns["given"]) == n
    return pd.DataFrame(columns)


# DuckDB's metrics count bytes (duckdb#25113): each letter of a skeleton is one.
ONE_BYTE = {ord(letter): byte for letter, byte in zip("šعيوىأإآءئؤةاحخ", "cqywyaaaqywhahx", strict=True)}
THRESHOLD = 0.95  # declared beforehand
LADDER = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 0.999999)


def run(
    data: pd.DataFrame, *, threshold: float = THRESHOLD, ladder: tuple[float, ...] = LADDER
) -> tuple[dict[str, int], dict[float, dict[str, int]], float]:
    """Clusters at the threshold declared beforehand, at a ladder of thresholds for hindsight, and CPU seconds."""
    started = time.process_time()
    clusters = linked(data)
    declared = clusters(threshold)
    seconds = time.process_time() - started
    return declared, {at: clusters(at) for at in ladder}, seconds


def linked(data: pd.DataFrame) -> Callable[[float], dict[str, int]]:
    """Trains and predicts; what comes back makes the clusters at a threshold."""
    linker, _ = trained(data)
    predicted = linker.inference.predict(threshold_match_probability=0.01)

    def clusters(at: float) -> dict[str, int]:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=at
        )
        listed = found.as_pandas_dataframe() if hasattr(found, "as_pandas_dataframe") else found.as_pandas()
        code = {value: at for at, value in enumerate(dict.fromkeys(listed["cluster_id"]))}
        return {
            record: code[value]
            for record, value in zip(listed["unique_id"], listed["cluster_id"], strict=True)
        }

    return clusters


RULES = (
    ("given", "family"),
    ("given", "father"),
    ("father", "family", "birth_year"),
    ("given", "birth_year", "subdistrict"),
    ("family", "birth_year", "subdistrict"),
    ("given", "arrest"),
    ("family", "arrest"),
    ("given", "birth"),
)


TRAINING = (("given", "family"), ("father", "birth_year"))  # made stricter like the others
PAIRS_EACH = 20  # per record, of one rule: at a million records all of them come to as many pairs as ours
TRAINING_EACH = 10  # the same of a training rule; more of them take memory and teach nothing
STRICTER = (
    "governorate",
    "birth_year",
    "father",
    "family",
)  # what a rule of more pairs is joined with, in turn


def rules(data: pd.DataFrame) -> list[tuple[str, ...]]:
    """The blocking rules whose columns say anything at all, made stricter where they hold too many pairs, as Splink's
    documentation advises (count first). A rule that no column makes strict enough is left out.
    """
    found = [
        _strict(data, rule, PAIRS_EACH) for rule in RULES if all(data[name].notna().any() for name in rule)
    ]
    return list(dict.fromkeys(rule for rule in found if rule))


def _strict(data: pd.DataFrame, rule: tuple[str, ...], each: int) -> tuple[str, ...] | None:
    for name in (None, *STRICTER):
        rule = rule if name is None or name in rule or not data[name].notna().any() else (*rule, name)
        if pairs_of(data, rule) <= each * len(data):
            return rule
    return None


def pairs_of(data: pd.DataFrame, rule: tuple[str, ...]) -> int:
    """How many pairs agree on all columns of a rule."""
    size = data.groupby(list(rule), observed=True, sort=False).size().to_numpy(np.int64)
    return int((size * (size - 1) // 2).sum())


def trained(data: pd.DataFrame) -> tuple[Any, Any]:
    """A Splink linker with its parameters estimated, and its database."""
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    def some(name: str) -> bool:
        return bool(data[name].notna().any())

    names = [
        cl.JaroWinklerAtThresholds(name, [0.92, 0.8]).configure(term_frequency_adjustments=True)
        for name in ("given", "father", "family")
        if some(name)
    ]
    names += [
        cl.ExactMatch(name).configure(term_frequency_adjustments=True)
        for name in ("grandfather", "mother")
        if some(name)
    ]
    dates = [
        cl.AbsoluteDateDifferenceAtThresholds(
            name, input_is_string=True, metrics=["day", "day", "year"], thresholds=[1, 45, 1]
        )
        for name in ("birth", "arrest")
        if some(name)
    ]
    rest = [cl.ExactMatch(name) for name in ("sex", "subdistrict", "governorate") if some(name)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[*names, *dates, *rest],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules(data)],
        retain_intermediate_calculation_columns=False,
    )
    api = DuckDBAPI()
    linker = Linker(api.register(data), settings, log_level="ERROR")
    exact = [block_on("given", "father", "family", "birth_year")]
    linker.training.estimate_probability_two_random_records_match(exact, recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in TRAINING:
        strict = _strict(data, tuple(name for name in rule if some(name)), TRAINING_EACH)
        if strict:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*strict))
    return linker, api
