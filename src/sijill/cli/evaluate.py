"""``sijill evaluate DIR``: how good the links are, by a truth file or by a judged sample."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sijill.cli import output
from sijill.cli.linked import tell_checked
from sijill.cli.options import AsJson, Directory
from sijill.errors import UsageError
from sijill.linkage.evaluate import BELIEVED
from sijill.manual_review.sample import Quality
from sijill.manual_review.store import latest_quality
from sijill.manual_review.trust import trust
from sijill.pipeline.derive import read_state
from sijill.pipeline.evaluate import Measured, measure
from sijill.pipeline.evaluation_pictures import calibration_svg, curve_svg
from sijill.pipeline.truth import Gaps
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
    sampled = latest_quality()
    if truth is None and sampled is None:
        raise UsageError(
            "There is nothing to measure by",
            remedy="Give --truth FILE, or judge a sample with: sijill review DIR --sample N",
        )
    measured = measure(register, truth) if truth is not None else None
    if measured is not None:
        write_text(register.out / "evaluation-thresholds.svg", curve_svg(measured.curve))
        write_text(register.out / "evaluation-calibration.svg", calibration_svg(measured.calibration))
    expected = _expected(register)
    if as_json:
        output.print_json(_json(measured, sampled, expected))
        return
    if measured is not None:
        _show_truth(measured, expected)
        _show_reliability(measured)
        _show_gaps(measured.gaps)
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
            "reliability": [one.as_json() for one in measured.reliability],
            "truth": measured.gaps.as_json(),
        }
    if sampled is not None:
        found["sample"] = trust(sampled).as_json()
    return found


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


def _show_reliability(measured: Measured) -> None:
    numbers = ("Pairs", "Model", "True", "95 % interval")
    shown = output.table(
        "Precision of what is merged: what the model says, what is true", "", *numbers, right=numbers
    )
    for one in measured.reliability:
        style = "red" if one.differs else None
        shown.add_row(
            one.name,
            f"{one.pairs:,}",
            _share(one.model),
            _share(one.true),
            f"{one.low:.3f} to {one.high:.3f}",
            style=style,
        )
    output.console.print(shown)
    wrong = [one.name for one in measured.reliability if one.differs]
    if wrong:
        output.console.print(
            f"The model is off by more than {BELIEVED} for: {', '.join(wrong)}. Do not call the run automatic there.",
            style="yellow",
            highlight=False,
            markup=False,
        )


def _show_gaps(gaps: Gaps) -> None:
    """Every row and record that is in no figure."""
    told = [
        f"{rows:,} rows of {name}: the register has no such list" for name, rows in gaps.unknown_lists.items()
    ]
    if gaps.unknown_rows:
        told.append(
            f"{gaps.unknown_rows:,} rows that are no records: set aside, or beyond the end of their list"
        )
    if gaps.undecided:
        told.append(f"{gaps.undecided:,} rows for which it does not say who they are")
    told += [
        f"{records:,} records of {name} of which it says nothing"
        for name, records in gaps.unnamed_records.items()
    ]
    if told:
        output.console.print(
            f"Of {gaps.rows:,} rows of the truth file and the register, left out:", highlight=False
        )
        for line in told:
            output.console.print(f"  {line}", highlight=False, markup=False)


def _show_sample(sampled: Quality) -> None:
    shown = output.table(
        f"By the sample ({sampled.judged} pairs judged)", "", "Estimate", "95 % interval", "The model's"
    )
    for name, rate, model in (
        ("Precision of what is merged", sampled.precision, sampled.model_precision),
        ("Recall over compared pairs", sampled.recall, sampled.model_recall),
    ):
        if rate is not None:
            shown.add_row(name, f"{rate.value:.3f}", f"{rate.low:.3f} to {rate.high:.3f}", _share(model))
    output.console.print(shown)
    tell_checked(trust(sampled).as_json())


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
