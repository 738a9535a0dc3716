"""The standing index on disk: arrays as they lie in memory, so that opening it reads next to nothing.

``write`` puts what a run of linkage learned and found into a folder, which is not changed afterwards. What is added
later lies beside it in numbered files, one for each addition, whole or not there. Nothing in it is code.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill import compiled
from sijill.errors import RegisterError
from sijill.linkage import block, cluster, kept_texts, standing_bound
from sijill.linkage import records as record_table
from sijill.linkage.calibrate import within_clusters
from sijill.linkage.cluster import components
from sijill.linkage.engines import arrays_file
from sijill.linkage.features import Coded
from sijill.linkage.kept_texts import KeptTexts
from sijill.linkage.layers import OWN_ARRAYS, ROW_ARRAYS, TEXTS, Layer, Layers, Learned
from sijill.linkage.link import Fitted, _judged_rows
from sijill.linkage.model import BAND, Band, Graph, LinkResult, Model
from sijill.linkage.spec import PERSON
from sijill.linkage.standing_bound import Bounded
from sijill.linkage.standing_kernel import BITS
from sijill.linkage.units import Frequencies
from sijill.tables.files import make_folder, sync_file, sync_folder, write_text, written_whole

FORMAT: Final = 7
READ_BY: Final = (
    ("linkage", "*.py"),
    ("text/names", "*.py"),
    ("text", "scripts.py"),
    ("text/data", "names_*"),
)
META: Final = "index.json"
DATA: Final = "index.data"
ADDED: Final = "added-*.npz"
DRAWER: Final = 64  # keys that are looked through at the end of a look-up, about
FEWEST_DRAWERS, MOST_DRAWERS = 12, 24  # as powers of two: what is left of a key goes into 32 bits
RULES: Final = 256  # that a key can tell
KEYS_EACH: Final = 80  # of a record, about
_MODEL: Final = tuple(name for name in Model._fields if name not in ("composite", "band", "against"))
Array = npt.NDArray[Any]
NO_PAIRS: Final = Graph(left=np.zeros(0, np.int64), right=np.zeros(0, np.int64), odds=np.zeros(0))


class Keys(NamedTuple):
    """All keys of the rows that were learned on: see ``standing_kernel``."""

    drawers: Array
    rest: Array
    owner: Array
    low_bits: int


class Kept(NamedTuple):
    """What a folder holds. Pairs are (left, right, bits); ``merged`` are all pairs within clusters, with what is
    believed of each.
    """

    layers: Layers
    keys: Keys
    bounded: Bounded
    ids: Array  # [n] record ids, UTF-8
    ids_order: Array  # rows in the order of their ids
    edges: Graph
    by_right: Array  # edges in the order of their right row
    merged: Graph
    label: Array  # [n] the first row of each row's cluster
    component: Array  # [n] a row of each row's component of pairs above even odds
    meta: dict[str, Any]


def write(
    fitted: Fitted,
    folder: Path,
    *,
    graph: Graph = NO_PAIRS,
    label: Array | None = None,
    merged: Graph = NO_PAIRS,
    judgements: pa.Table | None = None,
    note: Mapping[str, Any] | None = None,
) -> None:
    """``folder`` must not exist. ``graph``, ``label``, ``merged``: of the same run, by row; else nobody is merged yet.

    ``judgements``: those that the run took into account. ``note`` is kept as it is. ``META`` is written last: then the
    rest is whole.
    """
    make_folder(folder)
    n = len(fitted.coded.list_code)
    said = record_table.judgements(judgements)
    same = _judged_rows(said, fitted.names)["same"]
    sure = graph.odds > 0
    root = components(n, np.r_[graph.left[sure], same[:, 0]], np.r_[graph.right[sure], same[:, 1]])
    ids = pa.array(fitted.names.record_ids, pa.string())
    arrays = _coded_arrays(fitted) | _named("bound", standing_bound.arrays(fitted.coded))
    arrays |= {
        "digest": fitted.digest,
        "accepted": accepted_up_to(fitted.limit) if fitted.accepted is None else fitted.accepted,
        "ids": np.array([record.encode() for record in fitted.names.record_ids], np.bytes_),
        "ids_order": pc.sort_indices(ids).to_numpy().astype(np.int32),
        "label": (np.arange(n) if label is None else label).astype(np.int32),
        "component": root.astype(np.int32),
        "edges.by_right": np.argsort(graph.right, kind="stable").astype(np.int32),
    }
    for name, pairs in (("edges", graph), ("merged", merged)):
        arrays |= {f"{name}.left": pairs.left.astype(np.int32), f"{name}.right": pairs.right.astype(np.int32)}
        arrays[f"{name}.odds"] = pairs.odds
    with written_whole(folder / DATA) as scratch, scratch.open("wb") as file:
        kept = arrays_file.Writer(file)
        low_bits = _write_keys(fitted, kept, folder)
        for name, array in arrays.items():
            kept.add(name, array)
    enough = 1 if fitted.accepted is None else fitted.enough
    meta = _meta(fitted, low_bits) | {"arrays": kept.contents, "enough": enough}
    meta["note"] = {**(note or {}), "judged": judged_of(said)}
    write_text(folder / META, json.dumps(meta, ensure_ascii=False, sort_keys=True))


def accepted_up_to(limit: int) -> Array:
    """``Learned.accepted`` where blocks are taken up to one size, whatever their rule."""
    accepted = np.zeros((RULES, max(limit, 1) + 2), np.uint8)
    accepted[:, :-1] = 1
    return accepted


def judged_of(judgements: pa.Table) -> list[list[str]]:
    """The last word on each pair, sorted, for the note."""
    last = {
        (min(one["left"], one["right"]), max(one["left"], one["right"])): one["verdict"]
        for one in judgements.to_pylist()
    }
    return sorted([left, right, verdict] for (left, right), verdict in last.items())


def write_result(
    result: LinkResult,
    folder: Path,
    *,
    judgements: pa.Table | None = None,
    note: Mapping[str, Any] | None = None,
) -> None:
    """What a run of ``link`` came to."""
    if result.fitted is None or result.graph is None or result.label is None:
        raise ValueError("the index is written from a fresh result of link()")
    left, right = cluster.pairs_within(result.label)
    weight = result.pairs["weight"].slice(0, len(left)).to_numpy()  # merged pairs stand first, in that order
    believed = within_clusters(result.label, left, right, weight)
    write(
        result.fitted,
        folder,
        graph=result.graph,
        label=result.label,
        merged=Graph(left=left, right=right, odds=believed),
        judgements=judgements,
        note=note,
    )


def _named(prefix: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{prefix}.{name}": array for name, array in arrays.items()}


def _coded_arrays(fitted: Fitted) -> dict[str, Array]:
    coded, names, state = fitted.coded, fitted.names, vars(fitted.coder)
    out = {f"rows.{name}": getattr(coded, name) for name in ROW_ARRAYS}
    out |= {f"own.{name}": getattr(coded, name) for name in OWN_ARRAYS}
    for name, texts in (("string", names.strings), ("nested", names.nested)):
        for array in (one for one in OWN_ARRAYS if one.startswith(name)):
            out[f"own.{array}"] = out[f"own.{array}"][: len(texts)]
    out["token"] = block.variants(names.loose)
    for name, texts in _texts(fitted).items():
        kept = kept_texts.numbered(kept_texts.hashed(texts))
        out |= {f"text.{name}.hash": kept.hashes, f"text.{name}.code": kept.codes}
    out |= {"shares": state["_shares"], "rarest": state["_rarest"], "tf_mean": state["_tf_mean"]}
    return out | {f"model.{name}": getattr(fitted.model, name) for name in _MODEL}


def _texts(fitted: Fitted) -> dict[str, Sequence[str]]:
    names = fitted.names
    known = (names.units, list(vars(fitted.coder)["_class_of"]), names.strings, names.codes, names.nested)
    return dict(zip(TEXTS, known, strict=True))


def _meta(fitted: Fitted, low_bits: int) -> dict[str, Any]:
    state = vars(fitted.coder)
    frequencies: Frequencies = state["_frequencies"]
    alphabet: dict[str, int] = {}
    for text in fitted.names.strings:
        for ch in text[:48]:
            alphabet.setdefault(ch, len(alphabet) + 1)
    return {
        "format": FORMAT,
        "read_by": read_by(),
        "records": len(fitted.coded.list_code),
        "low_bits": low_bits,
        "composite": fitted.model.composite,
        "band": list(fitted.model.band),
        "against": fitted.model.against,
        "lists": fitted.names.list_ids,
        "list_sizes": np.bincount(fitted.coded.list_code, minlength=len(fitted.names.list_ids)).tolist(),
        "alphabet": alphabet,
        "string_fill": float(state["_string_tf"].min()),
        "nested_fill": float(state["_nested_tf"].min()),
        # Nothing depends on words that are rarer than this: they are neither common nor told apart from unknown ones.
        "counts": {word: n for word, n in sorted(frequencies.counts.items()) if n >= frequencies.common / 2},
        "common": frequencies.common,
    }


def is_outdated(folder: Path) -> bool:
    """Whether there is an index of another layout, or of names that were read in another way."""
    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return not _is_ours(meta)


def _is_ours(meta: dict[str, Any]) -> bool:
    return meta.get("format") == FORMAT and meta.get("read_by") == read_by()


@cache
def read_by(package: Path = compiled.PACKAGE) -> str:
    """Changes with anything that says how a name is read and compared: levels and keys that were kept hold for that
    alone.
    """
    folders = ((package / part, pattern) for part, pattern in READ_BY)
    paths = sorted(path for folder, pattern in folders for path in folder.rglob(pattern))
    return compiled.digest([str(path.relative_to(package)) for path in paths], package)


def _write_keys(fitted: Fitted, kept: arrays_file.Writer, folder: Path) -> int:
    """``keys.*``, a bucket at a time; returns how many bits of a key are kept beside its drawer."""
    many = int(len(fitted.coded.list_code) * KEYS_EACH / DRAWER).bit_length()
    bits = max(FEWEST_DRAWERS, min(MOST_DRAWERS, many))
    counts, total = np.zeros(1 << bits, np.int64), 0
    with TemporaryFile(dir=folder) as owners:
        kept.begin("keys.rest")
        for keys, owner in block.buckets(fitted.coded, fitted.names):
            short = keys >> np.uint64(64 - BITS)
            order = np.argsort(short, kind="stable")
            short = short[order]
            kept.more((short & np.uint64((1 << (BITS - bits)) - 1)).astype(np.uint32))
            owners.write(owner[order].astype(np.int32).data)
            counts += np.bincount((short >> np.uint64(BITS - bits)).astype(np.int64), minlength=1 << bits)
            total += len(keys)
        kept.end("keys.rest", np.uint32, (total,))
        owners.seek(0)
        kept.begin("keys.owner")
        while part := owners.read(1 << 24):
            kept.more(np.frombuffer(part, np.int32))
        kept.end("keys.owner", np.int32, (total,))
    kept.add("keys.drawers", np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))
    return BITS - bits


def read(folder: Path) -> Kept:
    """Raises ``RegisterError`` when the folder holds no index of this format."""
    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegisterError(
            "There is no standing index here", remedy="Make it again: sijill rebuild DIR"
        ) from error
    if not _is_ours(meta):
        raise RegisterError(
            "The standing index is of another version", remedy="Make it again: sijill link DIR"
        )
    frequencies = Frequencies.of_counts(Counter(meta["counts"]), common=meta["common"])
    arrays = arrays_file.read(folder / DATA, meta["arrays"])
    learned = Learned(
        spec=PERSON,
        model=Model(
            **{name: np.array(arrays[f"model.{name}"]) for name in _MODEL},
            composite=meta["composite"],
            band=Band(*meta.get("band", BAND)),
            against=meta["against"],
        ),
        shares=arrays["shares"],
        rarest=np.array(arrays["rarest"]),
        tf_mean=np.array(arrays["tf_mean"]),
        frequencies=frequencies,
        string_fill=meta["string_fill"],
        nested_fill=meta["nested_fill"],
        accepted=arrays["accepted"],
        enough=meta["enough"],
        list_sizes=tuple(meta["list_sizes"]),
    )
    layers = Layers(
        learned=learned,
        layers=(layer_of(arrays, learned),),
        lists=tuple(meta["lists"]),
        alphabet=dict(meta["alphabet"]),
    )
    edges, merged = (
        Graph(**{part: arrays[f"{name}.{part}"] for part in ("left", "right", "odds")})
        for name in ("edges", "merged")
    )
    return Kept(
        layers=layers,
        keys=Keys(
            drawers=arrays["keys.drawers"],
            rest=arrays["keys.rest"],
            owner=arrays["keys.owner"],
            low_bits=meta["low_bits"],
        ),
        bounded=standing_bound.read({name: arrays[f"bound.{name}"] for name in standing_bound.ARRAYS}),
        ids=arrays["ids"],
        ids_order=arrays["ids_order"],
        edges=edges,
        by_right=arrays["edges.by_right"],
        merged=merged,
        label=arrays["label"],
        component=arrays["component"],
        meta=meta,
    )


def coded_of(arrays: Mapping[str, Array], learned: Learned) -> Coded:
    """A layer's rows; what its units weigh is looked up when rows are gathered."""
    from sijill.linkage.features import _positions
    from sijill.linkage.spec import SLOTS, Kind

    spec = learned.spec
    return Coded(
        **{name: arrays[f"rows.{name}"] for name in ROW_ARRAYS},
        **{name: arrays[f"own.{name}"] for name in OWN_ARRAYS},
        unit_tf=learned.rarest,
        kind=np.array([*[Kind.SLOT] * len(SLOTS), *[f.kind for f in spec.fields]], np.uint8),
        column=_positions(spec),
        code_tf=np.zeros(1, np.float32),
        tf_mean=learned.tf_mean,
    )


def layer_arrays(layer: Layer) -> dict[str, Array]:
    """A later layer for ``append``."""
    out = {f"rows.{name}": getattr(layer.coded, name) for name in ROW_ARRAYS}
    out |= {f"own.{name}": getattr(layer.coded, name) for name in OWN_ARRAYS}
    for name, kept in layer.texts.items():
        out |= {f"text.{name}.hash": kept.hashes, f"text.{name}.code": kept.codes}
    return out | {"digest": layer.digest, "token": layer.token}


def layer_of(arrays: Mapping[str, Array], learned: Learned) -> Layer:
    return Layer(
        coded=coded_of(arrays, learned),
        digest=arrays["digest"],
        texts={
            name: KeptTexts(hashes=arrays[f"text.{name}.hash"], codes=arrays[f"text.{name}.code"])
            for name in TEXTS
        },
        token=arrays["token"],
    )


def append(folder: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """One more addition, on disk when this returns, or not there at all."""
    number = len(list(folder.glob(ADDED))) + 1
    text = np.frombuffer(json.dumps(meta, ensure_ascii=False, sort_keys=True).encode(), np.uint8)
    with written_whole(folder / ADDED.replace("*", f"{number:06d}")) as scratch, scratch.open("wb") as file:
        np.savez(file, meta=text, **arrays)  # type: ignore[arg-type]  # its stubs take no mapping of arrays


def additions(folder: Path) -> Iterator[tuple[dict[str, Array], dict[str, Any]]]:
    for path in sorted(folder.glob(ADDED)):
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        yield arrays, json.loads(arrays.pop("meta").tobytes())


def linked_copy(folder: Path, copy: Path) -> None:
    """The same index under another name; what is not changed is not copied, where the system can share it."""
    make_folder(copy)
    for path in sorted(folder.iterdir()):
        if not path.name.startswith("."):
            _shared(path, copy / path.name)
    sync_folder(copy)


def _shared(path: Path, copy: Path) -> None:
    try:
        os.link(path, copy)
    except OSError:
        copy.write_bytes(path.read_bytes())
        sync_file(copy)
