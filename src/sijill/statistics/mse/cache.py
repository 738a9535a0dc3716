"""Fits on disk, looked up by a digest of everything that decides their draws, so strata are not fitted twice."""

import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from sijill.statistics.mse.model import Fit, Model
from sijill.statistics.mse.table import InclusionTable
from sijill.version import __version__


def key(
    table: InclusionTable, model: Model, seed: np.random.SeedSequence, settings: Mapping[str, object]
) -> str:
    """SHA-256 over table, model, seed, settings and version."""
    told = [
        table.digest,
        model.value,
        seed.entropy,
        list(seed.spawn_key),
        sorted(settings.items()),
        __version__,
    ]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def remember(folder: Path | None, name: str, fit: Callable[[], Fit]) -> Fit:
    """The stored fit of that name, else ``fit()`` stored under it; a damaged file is computed again."""
    if folder is None:
        return fit()
    path = folder / f"{name}.npz"
    stored = _read(path)
    if stored is not None:
        return stored
    result = fit()
    _write(path, result)
    return result


def _read(path: Path) -> Fit | None:
    try:
        with np.load(path, allow_pickle=False) as stored:
            told = json.loads(str(stored["told"]))
            return Fit(
                **{
                    **told,
                    "model": Model(told["model"]),
                    "notes": tuple(told["notes"]),
                    "draws": stored["draws"],
                }
            )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, fit: Fit) -> None:
    told = {name: getattr(fit, name) for name in Fit.__slots__ if name != "draws"}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, draws=fit.draws, told=np.array(json.dumps(told)))
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    partial.write_bytes(buffer.getvalue())
    partial.replace(path)
