"""A fitted register and its keys in a folder: arrays as they lie in memory, texts as JSON, nothing that runs code."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.errors import RegisterError
from sijill.linkage.features import BY_READING, ROWWISE, Coder
from sijill.linkage.features import _Dictionary as Dictionary
from sijill.linkage.link import Fitted
from sijill.linkage.model import Model
from sijill.linkage.readings import Reader
from sijill.linkage.spec import PERSON
from sijill.linkage.units import Frequencies

FORMAT: Final = 1
_ROWS: Final = (*ROWWISE, *BY_READING, "parse_ptr", "parse_plain")
_DICTIONARIES: Final = ("_unit", "_string", "_codes", "_nested")
_ARRAYS: Final = (
    "_phonemes", "_length", "_script", "_classes", "_shares", "_rarest", "_known", "_string_tf", "_code_tf",
    "_nested_tf", "_tf_mean",
)  # fmt: skip
_MODEL: Final = tuple(name for name in Model._fields if name != "composite")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Blocking keys in ascending order and whose they are; blocks larger than ``limit`` are not looked into."""

    keys: npt.NDArray[np.uint64]
    owner: npt.NDArray[np.int32]
    limit: int


def save(fitted: Fitted, keys: Keys, folder: Path) -> None:
    """``folder`` must not exist. ``index.json`` is written last: its presence says that the rest is whole."""
    folder.mkdir(parents=True)
    state = vars(fitted.coder)
    arrays: dict[str, Any] = {f"rows.{name}": getattr(fitted.coded, name) for name in _ROWS}
    arrays |= {f"coder.{name}": state[name] for name in _ARRAYS}
    arrays |= {f"model.{name}": getattr(fitted.model, name) for name in _MODEL}
    arrays |= {"keys": keys.keys, "owner": keys.owner}
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array))
    frequencies: Frequencies = state["_reader"].frequencies
    texts = {
        "format": FORMAT,
        "limit": keys.limit,
        "composite": fitted.model.composite,
        "record_ids": fitted.names.record_ids,
        "lists": list(state["_lists"]),
        "classes": list(state["_class_of"]),
        "loose": state["_loose"][: len(state["_unit"].codes)],
        "dictionaries": {name: state[name].values for name in _DICTIONARIES},
        "counts": dict(frequencies.counts),
        "common": frequencies.common,
    }
    (folder / "index.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> tuple[Fitted, Keys]:
    """Raises ``RegisterError`` when the folder holds no index of this format."""
    try:
        texts = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegisterError("There is no standing index here", remedy="Link the register again.") from error
    if texts["format"] != FORMAT:
        raise RegisterError("The standing index is of another version", remedy="Link the register again.")
    coder = _coder(folder, texts)
    model = Model(**{name: _array(folder, f"model.{name}") for name in _MODEL}, composite=texts["composite"])
    fitted = Fitted(coder=coder, coded=coder.coded, names=coder.names, model=model)
    return fitted, Keys(keys=_mapped(folder, "keys"), owner=_mapped(folder, "owner"), limit=texts["limit"])


def _coder(folder: Path, texts: dict[str, Any]) -> Coder:
    coder = object.__new__(Coder)  # not by reading a table: its state is what was kept
    state = vars(coder)
    state["spec"] = PERSON
    state["_lists"] = {name: at for at, name in enumerate(texts["lists"])}
    state["_class_of"] = {name: at for at, name in enumerate(texts["classes"])}
    state["_loose"] = texts["loose"]
    state["_units_done"] = len(texts["dictionaries"]["_unit"])
    for name in _DICTIONARIES:
        dictionary = Dictionary()
        for value in texts["dictionaries"][name]:
            dictionary.code(value)
        state[name] = dictionary
    state |= {name: _array(folder, f"coder.{name}") for name in _ARRAYS}
    frequencies = Frequencies(())
    frequencies.counts.update(texts["counts"])
    frequencies.common = texts["common"]
    state["_reader"] = Reader(frequencies, state["_unit"].codes)
    rows = {name: _mapped(folder, f"rows.{name}") for name in _ROWS}
    state["coded"] = coder._assembled(rows)  # the coder is made here, not asked from outside
    state["names"] = coder._names(texts["record_ids"])
    return coder


def _array(folder: Path, name: str) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = np.load(folder / f"{name}.npy", allow_pickle=False)
    return found


def _mapped(folder: Path, name: str) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return found
