"""What a run of linkage says of itself: whether anybody has checked it, and whether its parameters are older."""

from collections.abc import Mapping
from typing import Any, Final

from sijill.cli import output
from sijill.linkage.evaluate import BELIEVED
from sijill.manual_review.trust import Checked

FULL: Final = "Learn the parameters of linkage anew and link all records, also where few are new."


def tell_how(report: Mapping[str, Any]) -> None:
    """For people; programs read ``incremental`` and ``full_run_because`` in the report."""
    told = report.get("incremental")
    if told is None:
        return
    output.console.print(
        f"Linked on what was learned from {told['learned_on']:,} records: {told['new']:,} came since, "
        f"{told['gone']:,} went ({told['share']:.1%}; at {told['full_run_at']:.0%} all is learned anew). "
        "A full run may weigh fields a little differently: sijill link DIR --full",
        highlight=False,
    )
    if told["lists_not_learned_on"]:
        names = ", ".join(told["lists_not_learned_on"])
        output.console.print(
            f"How often {names} and other lists name the same people is taken from the other lists.",
            highlight=False,
            markup=False,
        )
    if told["full_run_advised"]:
        output.console.print(
            "The expected precision has fallen since the parameters were learned: run sijill link DIR --full",
            style="yellow",
            highlight=False,
        )


def tell_checked(found: Mapping[str, Any]) -> None:
    """What the judged sample says of the model's own figures; ``found`` as ``manual_review.trust`` has it."""
    if found["checked"] == Checked.UNCHECKED:
        return
    said = "; ".join(
        f"{words} {one['value']:.3f} ({one['low']:.3f} to {one['high']:.3f}), the model says "
        + ("nothing" if one["model"] is None else f"{one['model']:.3f}")
        for words, key in (("precision", "precision"), ("recall of the compared pairs", "recall_of_kept"))
        if (one := found[key]) is not None
    )
    outcome = {
        Checked.UNDECIDED: "Too few to tell; more: sijill review DIR --sample N",
        Checked.AGREES: "That bears the model out.",
        Checked.DIFFERS: f"They differ by more than {BELIEVED}: this run is not automatic. "
        f"Merged is only what is above {found['merge_above_bits']:.1f} bits; pairs from there down to "
        f"{found['review_above_bits']:.1f} bits are for review: sijill review DIR",
    }[Checked(found["checked"])]
    output.console.print(
        f"A sample of {found['judged']:,} judged pairs: {said}. {outcome}",
        style="yellow" if found["automatic"] is False else None,
        highlight=False,
    )
