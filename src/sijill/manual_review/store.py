"""Judgements in SQL: append-only, each with its ledger entry in the same transaction."""

from datetime import datetime

import pyarrow as pa
from django.db import transaction

from sijill.errors import UsageError
from sijill.ledger import store as ledger
from sijill.manual_review.agree import outcomes
from sijill.manual_review.model import Outcome, PairOutcome, Verdict
from sijill.manual_review.models import Judgement


def judge(left: str, right: str, verdict: Verdict, *, by: str, at: datetime, reason: str = "") -> Judgement:
    """Writes one judgement; on disk when this returns. The order of the two records does not matter."""
    if left == right:
        raise UsageError(f"{left} cannot be compared with itself")
    first, second = sorted((left, right))
    with transaction.atomic():
        row = Judgement(
            left=first, right=second, verdict=verdict.value, reason=reason, by=by, at=at.isoformat()
        )
        row.save(force_insert=True)
        ledger.append(
            f"judgement.{verdict.value}", actor=by, at=at, rows=[row], detail={"left": first, "right": second}
        )
    return row


def undo_last(*, by: str, at: datetime) -> Judgement | None:
    """Takes back this reviewer's latest judgement that still stands; None when there is none."""
    standing: dict[tuple[str, str], Judgement] = {}
    for row in Judgement.objects.filter(by=by).order_by("id"):
        if row.verdict == Verdict.UNDONE:
            standing.pop((row.left, row.right), None)
        else:
            standing[row.left, row.right] = row
    if not standing:
        return None
    latest = max(standing.values(), key=lambda row: row.pk)
    return judge(latest.left, latest.right, Verdict.UNDONE, by=by, at=at)


def pair_outcomes() -> list[PairOutcome]:
    words = Judgement.objects.order_by("id").values_list("left", "right", "verdict", "by")
    return outcomes((left, right, Verdict(verdict), by) for left, right, verdict, by in words)


def binding() -> pa.Table:
    """What linkage must obey: one row per pair (``left``, ``right``, ``verdict`` same or different)."""
    firm = [one for one in pair_outcomes() if one.outcome in {Outcome.SAME, Outcome.DIFFERENT}]
    return pa.table(
        {
            "left": pa.array([one.left for one in firm], pa.string()),
            "right": pa.array([one.right for one in firm], pa.string()),
            "verdict": pa.array([one.outcome.value for one in firm], pa.string()),
        }
    )
