"""What a few records say against one that is asked for, weighed by parameters that no register has moved.

Parameters and frequencies learned from a register tell of all its records, also of those that whoever asks may not
see. These were learned on invented lists and ship with the program (``tools.learn_parameters``): a weight here depends
on the two records that are compared and on how many there are to choose from, and on nothing else.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sijill.linkage import block, features, few, kept_texts, score, usual
from sijill.linkage.engines import engine as engine_named
from sijill.linkage.explain import FieldWeight
from sijill.linkage.layers import TEXTS, Layer, Layers, Learned
from sijill.linkage.model import BAND, Graph, Model
from sijill.linkage.records import SCHEMA
from sijill.linkage.spec import PERSON
from sijill.linkage.standing import coded_of
from sijill.linkage.units import Frequencies
from sijill.text.names import lexicon
from sijill.text.names.tokens import MAX_LENGTH

FILE: Final = Path(__file__).resolve().parent / "data" / "parameters.json"
PLAIN: Final = ("log_p", "tf_share", "tf_mean", "tf_class", "supporting", "contradicts")
ASKED, THERE = "asked", "there"
Array = npt.NDArray[Any]


class Parameters(NamedTuple):
    layers: Layers  # no records, and the frequencies of names, words and places
    model: Model  # without a prior
    prior: Array  # [population] log2 share of pairs; of one person: if there were one record to choose from


@cache
def parameters() -> Parameters:
    said = json.loads(FILE.read_text(encoding="utf-8"))
    arrays: dict[str, Any] = {
        name: np.array(said["model"][name], _TYPES.get(name, np.float64)) for name in PLAIN
    }
    model = Model(
        **arrays, composite=PERSON.person_name, prior=np.zeros((0, 0, 0)), band=BAND, against=said["against"]
    )
    return Parameters(layers=_layers(said, model), model=model, prior=np.array(said["prior"]))


_TYPES: Final[dict[str, Any]] = {"supporting": np.bool_, "contradicts": np.int8}


def _layers(said: Mapping[str, Any], model: Model) -> Layers:
    frequencies = Frequencies.of_counts(Counter(said["counts"]), common=said["common"])
    learned = Learned(
        spec=PERSON,
        model=model,
        shares=np.array(list(said["shares"].values()), np.float32).T.copy(),
        rarest=np.array(said["rarest"], np.float32)[:, None],
        tf_mean=np.array(said["tf_mean"]),
        frequencies=frequencies,
        string_fill=said["string_fill"],
        nested_fill=said["nested_fill"],
        accepted=np.zeros((0, 0), np.uint8),
        enough=1,
        list_sizes=(),
    )
    texts = {name: list[str]() for name in TEXTS} | {
        "class": list(said["shares"]),
        "nested": list(said["nested"]),
    }
    nobody = few.rows([], PERSON, frequencies, lists={}, unit={}, string={}, codes={}, nested={})
    own = {
        "unit_phonemes": np.zeros((0, MAX_LENGTH), np.uint8),
        "unit_length": np.zeros(0, np.uint8),
        "unit_script": np.zeros(0, np.uint8),
        "unit_class": np.zeros(0, np.int32),
        "unit_strong": np.zeros(0, np.uint64),
        "unit_near": np.zeros(0, np.uint64),
        "unit_known": np.zeros(0, np.bool_),
        "unit_items": np.zeros((0, lexicon.MAX_ITEMS), np.int32),
        "string_chars": np.zeros((0, features.STRING_LENGTH), np.uint8),
        "string_length": np.zeros(0, np.uint8),
        "string_tf": np.zeros(0, np.float32),
        "nested_tf": np.array(list(said["nested"].values()), np.float32),
    }
    arrays = {f"rows.{name}": array for name, array in nobody.items()}
    arrays |= {f"own.{name}": array for name, array in own.items()}
    layer = Layer(
        coded=coded_of(arrays, learned),
        digest=np.zeros(0, np.uint64),
        texts={name: kept_texts.numbered(kept_texts.hashed(kept)) for name, kept in texts.items()},
        token=block.variants([]),
    )
    return Layers(learned=learned, layers=(layer,), lists=(ASKED, THERE), alphabet={})


class Weighed(NamedTuple):
    """Bits (prior included) that a record is of the person asked for, and each field's part in them."""

    weight: float
    explanation: tuple[FieldWeight, ...]


def weighed(asked: Mapping[str, Any], others: Sequence[Mapping[str, Any]], *, among: int) -> list[Weighed]:
    """Of each of the others. All are values by column of linkage's input, ids left out.

    ``among``: how many records there are that it could be.
    """
    if not others:
        return []
    known = parameters()
    rows = [
        dict(asked) | _IDS | {"list_id": ASKED},
        *(dict(one) | _IDS | {"list_id": THERE} for one in others),
    ]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    laid = known.layers.laid(table, np.zeros(len(rows), np.uint64))
    below, mine = laid.layers.layers
    # What a register has often is a name it knows; here the lexicon alone says so.
    mine = mine._replace(coded=mine.coded._replace(unit_known=features._common(laid.names.units)))
    layers = Layers(learned=known.layers.learned, layers=(below, mine), lists=known.layers.lists, alphabet={})
    coded = layers.gathered(np.arange(len(rows)))
    model = known.model._replace(prior=_prior(known.prior, among))
    left, right = np.zeros(len(others), np.int64), np.arange(1, len(rows))
    engine = engine_named("numba")
    pairs = Graph(left=left, right=right, odds=engine.score(coded, model, left, right))
    names, decision = score.named([""] * len(rows), PERSON), np.full(len(others), ASKED)
    table = score.weighed(engine, coded, names, model, pairs, decision)
    told = usual.explained(table, engine, coded, PERSON, pairs, asked=0)
    return [Weighed(weight, lines) for weight, lines in zip(pairs.odds.tolist(), told, strict=True)]


_IDS: Final = {"record_id": ""}


def _prior(each: Array, among: int) -> Array:
    """[list, list, population] for one record asked for among so many."""
    prior = each.copy()
    prior[0] -= np.log2(max(among, 1))
    return np.ascontiguousarray(np.broadcast_to(prior, (2, 2, len(prior))))
