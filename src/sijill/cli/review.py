"""``sijill review DIR``: the doubtful pairs side by side, one key per answer."""

import sys
from typing import Annotated

import typer
from rich.text import Text

from sijill import clock
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.ledger.store import operator
from sijill.manual_review.model import PairOutcome, Verdict
from sijill.manual_review.store import judge, undo_last
from sijill.pipeline.derive import require_linked
from sijill.pipeline.review import PairView, draw_sample, queue, views, waiting
from sijill.tables import register as registers

# The keys of the pages. An Arabic keyboard gives the letters that lie on the same keys.
KEYS = {"s": Verdict.SAME, "d": Verdict.DIFFERENT, "f": Verdict.UNSURE}
HELP = "  ".join(
    f"[bold]{key}[/] {what}"
    for key, what in (
        ("s", "same"), ("d", "different"), ("f", "unsure"), ("j", "later"), ("u", "take back"), ("q", "stop")
    )
)  # fmt: skip
ARABIC = {"س": "s", "ي": "d", "ب": "f", "ت": "j", "ع": "u", "ض": "q"}


def review_command(
    directory: Directory,
    sample: Annotated[
        int | None,
        typer.Option(metavar="N", help="Judge a random sample of N pairs instead, to measure quality."),
    ] = None,
    waiting_only: Annotated[
        bool,
        typer.Option(
            "--waiting", help="Only list judgements whose row is gone from its list's newest version."
        ),
    ] = False,
    reviewer: Annotated[
        str | None, typer.Option(help="Who judges; default: you, as the machine knows you.")
    ] = None,
    seed: Annotated[int, typer.Option(help="For --sample: the same seed draws the same pairs.")] = 0,
    limit: Annotated[int | None, typer.Option(help="Stop after so many pairs.")] = None,
    as_json: AsJson = False,
) -> None:
    """Judge doubtful pairs, most informative first. Every answer is kept at once and can be taken back."""
    register = registers.open_register(directory)
    require_linked(register)
    if waiting_only:
        _show_waiting(waiting(register), as_json=as_json)
        return
    by = f"reviewer:{reviewer}" if reviewer else operator()
    drawn = None if sample is None else draw_sample(register, sample, seed=seed, at=clock.now(), actor=by)
    pairs = queue(register, by) if drawn is None else drawn
    if as_json:
        output.print_json({"pairs": [_as_json(one) for one in views(register, pairs[:limit])]})
        return
    if not pairs:
        output.console.print("Nothing to judge.")
        return
    answered = 0
    for place, view in enumerate(views(register, pairs[:limit]), start=1):
        show(view, place, min(len(pairs), limit or len(pairs)))
        answer = _ask(view, by)
        if answer is None:
            break
        answered += answer
    output.console.print(
        f"{answered} judged. Bring persons up to date with: sijill link {directory}", highlight=False
    )


def _show_waiting(found: list[PairOutcome], *, as_json: bool) -> None:
    rows = [{"left": one.left, "right": one.right, "outcome": one.outcome.value} for one in found]
    if as_json:
        output.print_json({"waiting": rows})
        return
    shown = output.table(
        "Judgements that wait for somebody to look again", "One record", "Another", "Was judged"
    )
    for row in rows:
        shown.add_row(row["left"], row["right"], row["outcome"])
    output.console.print(shown if rows else "No judgement waits.")


def _ask(view: PairView, by: str) -> int | None:
    """1 when the pair was judged, 0 when it was passed over, None to stop."""
    while True:
        output.console.print(output.styled(HELP))
        key = read_key()
        if key in KEYS:
            judge(view.left, view.right, KEYS[key], by=by, at=clock.now())
            output.console.print(f"  kept: {KEYS[key].value}")
            return 1
        match key:
            case "j":
                return 0
            case "u":
                undone = undo_last(by=by, at=clock.now())
                told = (
                    f"{undone.left} and {undone.right} are open again" if undone else "nothing to take back"
                )
                output.console.print(f"  {told}", highlight=False)
            case "q" | "":
                return None


def read_key() -> str:
    """One key from a terminal, or the first letter of a line from anything else, as Latin keyboards give it; empty at
    the end.
    """
    key = _typed().lower()
    return ARABIC.get(key, key)


def _typed() -> str:
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        return line.strip()[:1] if line else ""
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle)
        return sys.stdin.read(1)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def show(view: PairView, place: int, total: int) -> None:
    shown = output.table(
        f"Pair {place} of {total}   {view.weight:+.1f} bits, probability {view.probability:.2f}",
        "Field",
        view.left_list,
        view.right_list,
        "Agreement",
        "Bits",
        right=("Bits",),
    )
    for field in view.fields:
        if field.left or field.right or field.level != "missing":
            colour = "green" if field.weight > 0.5 else "red" if field.weight < -0.5 else "dim"
            bits = f"{field.weight:+.1f}" if field.level != "missing" else ""
            shown.add_row(field.field, field.left, field.right, Text(field.level, colour), bits)
    for name, left, right in view.others:
        shown.add_row(Text(name, "dim"), left, right, "", "")
    output.console.print(shown)


def _as_json(view: PairView) -> dict[str, object]:
    return {
        "left": view.left,
        "right": view.right,
        "left_list": view.left_list,
        "right_list": view.right_list,
        "weight": view.weight,
        "probability": view.probability,
        "fields": [
            {
                "field": one.field,
                "left": one.left,
                "right": one.right,
                "level": one.level,
                "weight": one.weight,
            }
            for one in view.fields
        ],
        "others": [{"property": name, "left": left, "right": right} for name, left, right in view.others],
    }
