"""``sijill evaluate DIR``: how good the links are, by a truth file or by a judged sample."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.manual_review.sample import Quality, Rate
from sijill.pipeline.derive import read_state
from sijill.pipeline.evaluate import Measured, calibration_svg, curve_svg, measure
from sijill.pipeline.review import measured_quality
from sijill.tables import register as registers
from sijill.tables.files import write_text
from sijill.tables.register import Register


def evaluate_command(
    directory: Directory,
    truth: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV with list,row,entity: who each row really is.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the links: against a truth file, or by the judged sample of ``review --sample``.

    Beside either stands what the model expected of itself. With --truth two pictures are written to DIR/out.
    """
    register = registers.open_register(directory)
    sampled = measured_quality()
    if truth is None and sampled is None:
        raise UsageError(
            "There is nothing to measure by",
            remedy="Give --truth FILE, or judge a sample with: sijill review DIR --sample N",
        )
    measured = measure(register, truth) if truth is not None else None
    if measured is not None:
        write_text(register.out / "evaluation-thresholds.svg", curve_svg(measured))
        write_text(register.out / "evaluation-calibration.svg", calibration_svg(measured))
    expected = _expected(register)
    if as_json:
        output.print_json(_json(measured, sampled, expected))
        return
    if measured is not None:
        _show_truth(measured, expected)
        output.console.print(f"Pictures: {register.out}/evaluation-*.svg", highlight=False)
    if sampled is not None:
        _show_sample(sampled)


def _expected(register: Register) -> dict[str, Any]:
    state = read_state(register)
    report = state["outcome"]["report"] if state else {}
    return {key: report.get(key) for key in ("expected_precision", "expected_recall")}


def _json(measured: Measured | None, sampled: Quality | None, expected: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = dict(expected)
    if measured is not None:
        evaluation = measured.evaluation
        found |= {
            "records": evaluation.records,
            "pairwise": evaluation.pairwise.as_json(),
            "bcubed": dict(zip(("precision", "recall", "f1"), evaluation.bcubed, strict=True)),
            "by_phenomenon": {name: one.as_json() for name, one in evaluation.by_phenomenon.items()},
            "confusions": {
                one.name: {"pairs_at_risk": one.at_risk, "joined": one.joined} for one in measured.confusions
            },
            "calibration": measured.calibration.tolist(),
            "unknown_rows": measured.unknown_rows,
        }
    if sampled is not None:
        found["sample"] = {
            "judged": sampled.judged,
            "precision": _rate(sampled.precision),
            "recall": _rate(sampled.recall),
        }
    return found


def _rate(rate: Rate | None) -> dict[str, float] | None:
    return None if rate is None else {"value": rate.value, "low": rate.low, "high": rate.high}


def _show_truth(measured: Measured, expected: dict[str, Any]) -> None:
    evaluation = measured.evaluation
    numbers = ("Precision", "Recall", "F1", "True pairs", "Joined pairs")
    shown = output.table("Against the truth", "Pairs", *numbers, right=numbers)
    for name, one in {"all": evaluation.pairwise, **evaluation.by_phenomenon}.items():
        shares = [_share(value) for value in (one.precision, one.recall, one.f1)]
        shown.add_row(name, *shares, f"{one.true:,}", f"{one.proposed:,}")
    shown.add_row("B-cubed (by record)", *[_share(value) for value in evaluation.bcubed], "", "")
    model = [_share(expected["expected_precision"]), _share(expected["expected_recall"])]
    shown.add_row("the model's own expectation", *model, "", "", "")
    output.console.print(shown)
    if measured.confusions:
        kin = output.table(
            "Easily taken for one another",
            "Different people",
            "Pairs",
            "Joined falsely",
            right=("Pairs", "Joined falsely"),
        )
        for confusion in measured.confusions:
            kin.add_row(confusion.name, f"{confusion.at_risk:,}", f"{confusion.joined:,}")
        output.console.print(kin)


def _show_sample(sampled: Quality) -> None:
    shown = output.table(f"By the sample ({sampled.judged} pairs judged)", "", "Estimate", "95 % interval")
    for name, rate in (
        ("Precision of what is merged", sampled.precision),
        ("Recall over compared pairs", sampled.recall),
    ):
        if rate is not None:
            shown.add_row(name, f"{rate.value:.3f}", f"{rate.low:.3f} to {rate.high:.3f}")
    output.console.print(shown)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
