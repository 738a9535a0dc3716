"""One model that Splink can express, on the same candidate pairs: the engines alone, and whether they agree.

Columns as ``_splink.frame`` makes them: skeletons by slot and of the mother's name (compared letter by letter), days,
places and sex as codes. Ours learns the model on the first records, ``write_splink`` hands it to Splink, and both find
and score the pairs of the same blocking rules: about as many as linkage itself looks at. No rarity, no relatives.
"""

import json
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

TEXTS: Final = ("given", "father", "grandfather", "family", "mother")
CODES: Final = ("sex", "birth", "arrest", "subdistrict", "governorate")
LEARNED_ON: Final = 20_000  # records
KEPT: Final = 0.01  # probability above which a pair is kept
SETTINGS, PAIRS = "same_model.json", "same_model.npz"


def sijill(folder: Path) -> dict[str, Any]:
    """Leaves the settings for Splink and the pairs that were kept beside the records."""
    from bench import _splink

    from sijill.linkage import interchange, link
    from sijill.linkage.engines import engine
    from sijill.linkage.features import Coder

    frame = ready(folder)
    rows, declared = table(frame, CODES), spec(CODES)
    fitted = link(rows.slice(0, LEARNED_ON), spec=declared, schema=rows.schema).fitted
    assert fitted
    settings = interchange.write_splink(fitted).text
    (folder / SETTINGS).write_text(settings, encoding="utf-8")
    coder, numbers = Coder(rows, declared), _numbered(frame)
    model = _model(interchange.read_splink(settings), coder.coded)
    rules = _splink.rules(frame)
    begun, cpu = time.perf_counter(), time.process_time()
    graph, seen = engine("numba").scan(
        coder.coded,
        model,
        grouped(numbers, rules),
        floor=float(np.log2(KEPT / (1 - KEPT))),
    )
    cost = _cost(begun, cpu)
    ids = frame["unique_id"].to_numpy(str)
    np.savez(folder / PAIRS, left=ids[graph.left], right=ids[graph.right], bits=graph.odds)
    return cost | {"pairs": seen, "kept": len(graph.left)}


def splink(folder: Path) -> dict[str, Any]:
    """After ``sijill``: how far weights are apart at most, and how many pairs only one of the two has kept."""
    from bench import _splink
    from splink import Linker, block_on
    from splink.backends.duckdb import DuckDBAPI

    frame = ready(folder)
    settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    settings["unique_id_column_name"] = "unique_id"
    settings["retain_intermediate_calculation_columns"] = False
    settings["retain_matching_columns"] = False
    settings["blocking_rules_to_generate_predictions"] = [
        block_on(*rule).get_blocking_rule("duckdb").blocking_rule_sql for rule in _splink.rules(frame)
    ]
    linker = Linker(DuckDBAPI().register(frame), settings, log_level="ERROR")
    begun, cpu = time.perf_counter(), time.process_time()
    predicted = linker.inference.predict(threshold_match_probability=KEPT)
    cost = _cost(begun, cpu)
    theirs = predicted.as_pyarrow_table().select(["unique_id_l", "unique_id_r", "match_weight"]).to_pandas()
    return cost | {"kept": len(theirs)} | _compared(theirs, np.load(folder / PAIRS))


def _cost(begun: float, cpu: float) -> dict[str, float]:
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }


def _compared(theirs: pd.DataFrame, ours: Any) -> dict[str, Any]:
    def keyed(left: Any, right: Any, bits: Any) -> pd.Series:
        turned = left > right
        pair = [np.where(turned, right, left), np.where(turned, left, right)]
        return pd.Series(bits, index=pd.MultiIndex.from_arrays(pair))

    one = keyed(ours["left"], ours["right"], ours["bits"])
    ids = (theirs[name].to_numpy(str) for name in ("unique_id_l", "unique_id_r"))
    other = keyed(*ids, theirs["match_weight"].to_numpy(float))
    both = pd.concat([one, other], axis=1, join="inner")
    return {
        "largest_difference": float((both[0] - both[1]).abs().max()),
        "of_one_alone": len(one) + len(other) - 2 * len(both),
    }


def ready(folder: Path) -> pd.DataFrame:
    """The columns that Splink gets, in the canonical order of records."""
    from bench import _splink

    from sijill.linkage.order import ordered
    from sijill.linkage.records import records

    table, _ = ordered(records(pq.read_table(folder / "records.parquet")))
    return _splink.frame(table)


def spec(codes: tuple[str, ...], days: tuple[str, ...] = ()) -> Any:
    """A flat table of the texts, codes and days, of which nothing else is known."""
    from sijill.linkage.spec import Field, Kind, Spec

    kinds = {Kind.STRING: TEXTS, Kind.CODE: codes, Kind.DATE: days}
    fields = (
        Field(name=name, kind=kind, columns=(name, name) if kind is Kind.DATE else (name,))
        for kind, names in kinds.items()
        for name in names
    )
    return Spec(person_name=False, fields=tuple(fields))


def grouped(frame: pd.DataFrame, rules: list[tuple[str, ...]]) -> Any:
    """The blocks of these rules: records that agree on all columns of one, those with a gap in none."""
    from sijill.linkage import block

    codes = {name: pd.factorize(frame[name])[0] for name in {column for rule in rules for column in rule}}
    sizes, members = [], []
    for rule in rules:
        key, known = np.zeros(len(frame), np.int64), np.ones(len(frame), np.bool_)
        for name in rule:
            known &= codes[name] >= 0
            key = pd.factorize(key * (int(codes[name].max()) + 1) + codes[name])[0]
        rows = np.flatnonzero(known)
        rows = rows[np.argsort(key[rows], kind="stable")]
        size = np.diff(np.flatnonzero(np.diff(key[rows], prepend=-1, append=-1)))
        several = size > 1
        sizes.append(size[several])
        members.append(rows[np.repeat(several, size)])
    size, member = np.concatenate(sizes), np.concatenate(members)
    return block._blocks(len(frame), size, member.astype(np.int32), np.zeros(len(size), np.uint8), {})


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """A number for each value, as both tools have them: linkage by coding, Splink's database by loading."""
    codes = {name: pd.factorize(frame[name])[0] for name in frame.columns if name != "unique_id"}
    return pd.DataFrame({name: np.where(code >= 0, code, np.nan) for name, code in codes.items()})


def table(frame: pd.DataFrame, codes: tuple[str, ...], days: tuple[str, ...] = ()) -> pa.Table:
    """The columns of ``spec`` as linkage takes them."""
    kinds = dict.fromkeys(("unique_id", "list_id", *TEXTS, *codes), pa.string()) | dict.fromkeys(
        days, pa.date32()
    )
    columns = {
        name: pa.array(frame[name], pa.string(), from_pandas=True).cast(kind) for name, kind in kinds.items()
    }
    return pa.table({"record_id": columns.pop("unique_id"), **columns})


def _model(said: Any, coded: Any) -> Any:
    """The settings as the kernels take them: two populations, and nothing that keeps a weight from merging."""
    from sijill.linkage.model import STRANGER, Model
    from sijill.linkage.spec import MAX_GROUPS, MAX_LEVELS, SLOTS

    fields, lists = len(coded.kind), int(coded.list_code.max()) + 1
    log_p = np.zeros((STRANGER + 1, fields, MAX_GROUPS, MAX_LEVELS))
    for f, one in enumerate(said.comparisons, start=len(SLOTS)):
        log_p[:, f, :, 1 : 1 + len(one.u)] = np.log2(one.u)
        log_p[0, f, :, 1 : 1 + len(one.m)] = np.log2(one.m)
    prior = np.full((lists, lists, STRANGER + 1), -10_000.0)
    prior[..., 0], prior[..., STRANGER] = np.log2(said.prior), np.log2(1.0 - said.prior)
    return Model(
        log_p=log_p,
        tf_share=np.zeros((fields, MAX_LEVELS)),
        tf_mean=np.zeros((fields, MAX_GROUPS)),
        tf_class=np.zeros((STRANGER + 1, fields)),
        supporting=np.ones((fields, MAX_LEVELS), np.bool_),
        contradicts=np.zeros((fields, MAX_GROUPS, MAX_LEVELS), np.int8),
        composite=False,
        prior=prior,
    )
