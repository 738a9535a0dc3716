"""`python -m tools.invent demo|journey|scale`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tools.invent import demo_lists, journey, versions

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.invent", description="Invented people and lists.")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="five lists and a second version of one of them")
    demo.add_argument("--out", type=Path, default=EXAMPLES / "demo")
    demo.add_argument("--seed", default=demo_lists.SEED)
    walk = commands.add_parser("journey", help="one person in three small lists")
    walk.add_argument("--out", type=Path, default=EXAMPLES / "journey")
    scale = commands.add_parser("scale", help="as many rows as wanted, in five lists")
    scale.add_argument("--rows", type=int, required=True)
    scale.add_argument("--out", type=Path, required=True)
    scale.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    match args.command:
        case "demo":
            _demo(args.out, args.seed)
        case "journey":
            journey.write_journey(args.out)
        case "scale":
            _scale(args.rows, args.out, args.seed)


def _demo(out: Path, seed: str) -> None:
    made = demo_lists.write_demo(out, seed)
    changes = versions.write_versions(made, out / "versions", seed)
    for what, n in demo_lists.summary(made).items():
        print(f"{n:7,d} {what}")
    for kind in ("same", "corrected", "added", "removed"):
        print(
            f"{sum(1 for change in changes if change.kind == kind):7,d} rows {kind} in the second version of one list"
        )


def _scale(rows: int, out: Path, seed: int) -> None:
    from tools.invent import scale

    start = time.perf_counter()
    made = scale.write_scale(rows, out, seed)
    print(f"{made.rows:,d} rows of {made.persons:,d} persons in {time.perf_counter() - start:.1f} s")
