"""A linked register against a truth file: measures by phenomenon, the threshold curve and the calibration, as pictures.

The truth file has ``list,row,entity`` (list = file name, row = data row) and, where known, ``script``, ``parts``,
``household``, ``clan``, ``name_group`` and ``source_group``: the slices.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sijill.errors import InputError, Where
from sijill.ids import record_id
from sijill.linkage.evaluate import Evaluation, calibration, evaluate, threshold_curve
from sijill.pipeline.derive import counted
from sijill.tables import parquet
from sijill.tables.register import Register

SLICES: Final = ("script", "household", "clan", "name_group", "source_group")
# People who are easily taken for one another: how many pairs of them were.
CONFUSIONS: Final = {"siblings": "household", "one clan": "clan", "namesakes": "name_group"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Pairs of different people of one group: how many there are, and how many were joined falsely."""

    name: str
    at_risk: int
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """``curve``: threshold in bits, precision, recall; ``calibration``: mean probability, share true, pairs."""

    evaluation: Evaluation
    confusions: tuple[Confusion, ...]
    curve: NDArray[np.float64]
    calibration: NDArray[np.float64]
    unknown_rows: int


def measure(register: Register, truth: Path) -> Measured:
    """Raises InputError when the file is no truth file, or knows none of the register's rows."""
    rows = _read(truth)
    stems = {Path(accession.name).stem.casefold(): accession for accession, _ in counted()}
    known: dict[str, dict[str, str]] = {}
    unknown = 0
    for row in rows:
        accession = stems.get(Path(row["list"]).stem.casefold())
        if accession is None:
            unknown += 1
        else:
            known[record_id(accession.id, int(row["row"]))] = row
    member = parquet.read(register.derived / "membership.parquet")
    cluster = dict(zip(member["record_id"].to_pylist(), member["person_id"].to_pylist(), strict=True))
    known = {record: row for record, row in known.items() if record in cluster}
    if not known:
        raise InputError(
            "None of its rows are in the register",
            where=Where(file=truth.name),
            remedy="Its column `list` must hold the names of the received files",
        )
    entity = {record: row["entity"] for record, row in known.items()}
    groups = {
        name: {record: row[name] for record, row in known.items() if row.get(name)}
        for name in SLICES
        if any(row.get(name) for row in known.values())
    }
    lists = {record: row["list"] for record, row in known.items()}
    return Measured(
        evaluation=evaluate(cluster, entity, lists=lists, groups=groups),
        confusions=tuple(
            _confusion(name, groups[column], cluster, entity)
            for name, column in CONFUSIONS.items()
            if column in groups
        ),
        **_curves(register, entity),
        unknown_rows=unknown + len(rows) - unknown - len(known),
    )


def _read(truth: Path) -> list[dict[str, str]]:
    try:
        with truth.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise InputError(
            "It cannot be read", where=Where(file=truth.name), remedy="Give a CSV file"
        ) from problem
    lacking = {"list", "row", "entity"} - set(rows[0] if rows else ())
    if lacking or not all((row["row"] or "").isdigit() for row in rows):
        raise InputError(
            "It is no truth file",
            where=Where(file=truth.name),
            remedy="It needs the columns list, row and entity",
        )
    return rows


def _curves(register: Register, entity: Mapping[str, str]) -> dict[str, NDArray[np.float64]]:
    pairs = parquet.read(register.derived / "pairs.parquet", ["left", "right", "weight", "probability"])
    both = [
        (entity.get(left), entity.get(right))
        for left, right in zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
    ]
    used = np.array([left is not None and right is not None for left, right in both], bool)
    true = np.array([left == right for left, right in both], bool)[used]
    sizes = np.unique(np.array(list(entity.values())), return_counts=True)[1].astype(np.int64)
    all_true = int((sizes * (sizes - 1) // 2).sum())
    return {
        "curve": threshold_curve(pairs["weight"].to_numpy()[used], true, all_true),
        "calibration": calibration(pairs["probability"].to_numpy()[used], true),
    }


def _confusion(
    name: str, group: Mapping[str, str], cluster: Mapping[str, str], entity: Mapping[str, str]
) -> Confusion:
    """Counted by sets: pairs that share the group, less those that are one person."""
    records = list(group)
    both = _pairs([group[one] for one in records]) - _pairs([(group[one], entity[one]) for one in records])
    joined = _pairs([(group[one], cluster[one]) for one in records]) - _pairs(
        [(group[one], cluster[one], entity[one]) for one in records]
    )
    return Confusion(name=name, at_risk=both, joined=joined)


def _pairs(values: Sequence[Any]) -> int:
    counts: dict[Any, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sum(count * (count - 1) // 2 for count in counts.values())


def curve_svg(measured: Measured) -> str:
    """Precision and recall against the threshold, as one picture."""
    curve = measured.curve
    low, high = (float(curve[:, 0].min()), float(curve[:, 0].max())) if len(curve) else (0.0, 1.0)
    lines = [
        _line([(_x(row[0], low, high), _y(row[column])) for row in curve], colour)
        for column, colour in ((1, "#1f6f8b"), (2, "#b5542c"))
    ]
    labels = _text(60, 24, "precision", "#1f6f8b") + _text(160, 24, "recall", "#b5542c")
    return _frame("Threshold in bits", f"{low:.0f}", f"{high:.0f}", "".join(lines) + labels)


def calibration_svg(measured: Measured) -> str:
    """What the model believed against what was true: the dots should lie on the diagonal."""
    dots = "".join(
        f'<circle cx="{_x(mean, 0, 1):.1f}" cy="{_y(share):.1f}" r="{3 + 2 * np.log10(max(count, 1)):.1f}" '
        f'fill="#1f6f8b" fill-opacity="0.6"><title>{count:.0f} pairs</title></circle>'
        for mean, share, count in measured.calibration.tolist()
    )
    diagonal = _line([(_x(0, 0, 1), _y(0)), (_x(1, 0, 1), _y(1))], "#999999")
    labels = _text(60, 24, "share of pairs that are one person", "#1f6f8b")
    return _frame("Probability the model gave", "0", "1", diagonal + dots + labels)


def _x(value: float, low: float, high: float) -> float:
    return 50 + 420 * (value - low) / ((high - low) or 1.0)


def _y(share: float) -> float:
    return 280 - 240 * share


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _text(x: float, y: float, text: str, colour: str = "#222222", anchor: str = "start") -> str:
    style = f'fill="{colour}" text-anchor="{anchor}" font-family="sans-serif" font-size="13"'
    return f'<text x="{x}" y="{y}" {style}>{text}</text>'


def _frame(title: str, left: str, right: str, inside: str) -> str:
    ticks = "".join(
        f'<line x1="50" x2="470" y1="{_y(share):.0f}" y2="{_y(share):.0f}" stroke="#e5e5e5"/>'
        + _text(44, _y(share) + 4, f"{share:.2f}", anchor="end")
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="330" viewBox="0 0 500 330" role="img">'
        f"<title>{title}</title>"
        '<rect width="500" height="330" fill="#ffffff"/>'
        f"{ticks}{inside}{_text(50, 300, left)}{_text(470, 300, right, anchor='end')}"
        f"{_text(260, 320, title, anchor='middle')}</svg>\n"
    )
