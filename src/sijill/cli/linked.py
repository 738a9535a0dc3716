"""What a run of linkage says of itself: whether its parameters are older than some of the records."""

from collections.abc import Mapping
from typing import Any, Final

from sijill.cli import output

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
