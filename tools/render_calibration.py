"""Draw docs/explanation/linkage-calibration.svg and write docs/reference/linkage-calibration.md, on invented lists.

Each kind of list of ``tools.invent.linkable`` is linked in three invented worlds that no other use has; what the model
believed is held against the truth: pair by pair as a picture, merged pairs in all, by pair of lists and by phenomenon
as a table. Takes about a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from tools.invent import linkable

from sijill.linkage import link
from sijill.linkage.evaluate import BELIEVED, Known, Reliability, calibration, reliability, slices_of
from sijill.pipeline.belief import believed

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "explanation" / "linkage-calibration.svg"
PAGE = ROOT / "docs" / "reference" / "linkage-calibration.md"
SEEDS = ("calibration-1", "calibration-2", "calibration-3")
COLOURS = ("#1b6e8c", "#c2611f", "#5b7f2b")
FEWEST = 30  # pairs of a row of the table

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Pairs of all worlds of one kind: belief and truth of kept pairs, and of the merged ones with their slices."""

    belief: Array
    true: Array
    merged_belief: Array
    merged_true: Array
    slices: dict[str, Array]


def seen(kind: str) -> Seen:
    parts = [world(kind, seed) for seed in SEEDS]
    names = list(dict.fromkeys(name for part in parts for name in part.slices))
    none = [np.zeros(len(part.merged_true), np.bool_) for part in parts]
    return Seen(
        belief=np.concatenate([part.belief for part in parts]),
        true=np.concatenate([part.true for part in parts]),
        merged_belief=np.concatenate([part.merged_belief for part in parts]),
        merged_true=np.concatenate([part.merged_true for part in parts]),
        slices={
            name: np.concatenate(
                [part.slices.get(name, rows) for part, rows in zip(parts, none, strict=True)]
            )
            for name in names
        },
    )


def world(kind: str, seed: str) -> Seen:
    made = linkable.KINDS[kind](seed)
    found = link(made.records)
    pairs = believed(found.pairs, {record: str(number) for record, number in found.clusters.items()})
    left, right = pairs["left"].to_pylist(), pairs["right"].to_pylist()
    true = np.array([made.entity[a] == made.entity[b] for a, b in zip(left, right, strict=True)])
    merged = pc.equal(pairs["decision"], "merge").to_numpy(zero_copy_only=False)
    known = Known(list=made.list, script=made.script, parts=made.parts, household=made.household)
    one, other = ([ids[at] for at in np.flatnonzero(merged)] for ids in (left, right))
    lists = np.array(
        [" × ".join(sorted((made.list[a], made.list[b]))) for a, b in zip(one, other, strict=True)]
    )
    slices = {str(name): lists == name for name in np.unique(lists)} | slices_of(one, other, known)
    belief = pairs["believed"].to_numpy()
    return Seen(
        belief=belief, true=true, merged_belief=belief[merged], merged_true=true[merged], slices=slices
    )


def rows(found: Seen) -> Iterator[Reliability]:
    whole = reliability("all merged pairs", found.merged_belief, found.merged_true)
    if whole is not None:
        yield whole
    for name, at in found.slices.items():
        one = reliability(name, found.merged_belief[at], found.merged_true[at])
        if one is not None and one.pairs >= FEWEST:
            yield one


def page(kinds: dict[str, Seen]) -> str:
    lines = [
        "# Is the model to be believed?",
        "",
        "<!-- Written by `python -m tools.render_calibration`; do not edit. -->",
        "",
        "What the model said of the pairs it merged, and how many of them were one person. The lists are invented,",
        "three worlds of each kind, to which nothing was adjusted. A figure that is off by more than",
        f"{BELIEVED}, and by more than chance explains, is **bold**; rows of fewer than {FEWEST} pairs are left out.",
        "Intervals are Wilson's; pairs of one cluster are right or wrong together, so that they are rather too narrow.",
        "",
        "![What the model believed, and what was true](../explanation/linkage-calibration.svg)",
        "",
        "At one half stand the pairs that are held there on purpose, because nothing but names agrees, or something",
        "contradicts: questions for a person, of which five in six are one person here. Between .1 and .45 are few.",
        "",
        "Of your own lists `sijill evaluate DIR --truth FILE` prints this table; where there is no truth,",
        "`sijill review DIR --sample N` measures.",
    ]
    for kind, found in kinds.items():
        lines += [
            "",
            f"## {kind[0].upper()}{kind[1:]}",
            "",
            "| pairs | how many | the model says | true | 95 % interval |",
            "|---|---:|---:|---:|---|",
        ]
        for row in rows(found):
            model = f"**{row.model:.3f}**" if row.differs else f"{row.model:.3f}"
            interval = f"{row.low:.3f}–{row.high:.3f}"
            lines.append(f"| {row.name} | {row.pairs:,} | {model} | {row.true:.3f} | {interval} |")
    return "\n".join(lines) + "\n"


def picture(kinds: dict[str, Seen]) -> str:
    inside = line([(0.0, 0.0), (1.0, 1.0)], "#999999", dashed=True)
    for at, (kind, found) in enumerate(kinds.items()):
        bins = calibration(found.belief, found.true)
        inside += line([(x, y) for x, y, _ in bins.tolist()], COLOURS[at])
        inside += "".join(dot(x, y, count, COLOURS[at]) for x, y, count in bins.tolist())
        inside += text(84, 60 + 20 * at, kind, COLOURS[at])
    ticks = "".join(
        f'<line x1="70" x2="570" y1="{_y(share):.0f}" y2="{_y(share):.0f}" stroke="#e5e5e5"/>'
        + text(62, _y(share) + 4, f"{share:.2f}", anchor="end")
        + text(_x(share), 486, f"{share:.2f}", anchor="middle")
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="620" height="520" viewBox="0 0 620 520" role="img">'
        "<title>What the model believed of pairs, against the share that is one person</title>"
        f'<rect width="620" height="520" fill="#ffffff"/>{ticks}{inside}'
        f"{text(320, 510, 'probability the model gave', anchor='middle')}"
        f"{text(70, 26, 'share of pairs that are one person; larger dots are more pairs')}</svg>\n"
    )


def _x(share: float) -> float:
    return 70 + 500 * share


def _y(share: float) -> float:
    return 466 - 426 * share


def line(points: list[tuple[float, float]], colour: str, *, dashed: bool = False) -> str:
    path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"{dashes}/>'


def dot(x: float, y: float, count: float, colour: str) -> str:
    radius = 2.5 + 2 * np.log10(max(count, 1.0))
    circle = (
        f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{radius:.1f}" fill="{colour}" fill-opacity="0.55">'
    )
    return f"{circle}<title>{count:,.0f} pairs</title></circle>"


def text(x: float, y: float, words: str, colour: str = "#222222", anchor: str = "start") -> str:
    style = f'fill="{colour}" text-anchor="{anchor}" font-family="sans-serif" font-size="13"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{words}</text>'


def main() -> None:
    kinds = {kind: seen(kind) for kind in linkable.KINDS}
    PICTURE.write_text(picture(kinds), encoding="utf-8")
    PAGE.write_text(page(kinds), encoding="utf-8")
    print(f"wrote {PICTURE.name} and {PAGE.name}")


if __name__ == "__main__":
    main()
