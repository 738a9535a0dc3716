"""Judgements in SQL: append-only, each with its ledger entry in the same transaction."""

import json
from datetime import datetime

import pyarrow as pa
from django.db import transaction

from sijill.errors import UsageError
from sijill.ledger import store as ledger
from sijill.manual_review.agree import outcomes
from sijill.manual_review.model import Outcome, PairOutcome, Verdict
from sijill.manual_review.models import Judgement, Sample
from sijill.manual_review.sample import Stratum


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


def add_sample(
    pairs: list[tuple[str, str, str]],
    sizes: dict[str, int],
    *,
    seed: int,
    run: int,
    at: datetime,
    by: str,
) -> Sample:
    """Keeps a drawn sample: (left, right, stratum) of each pair, and how many pairs each stratum has."""
    with transaction.atomic():
        row = Sample(
            seed=seed, pairs=json.dumps(pairs), strata=json.dumps(sizes), run=run, at=at.isoformat(), by=by
        )
        row.save(force_insert=True)
        detail = {"pairs": len(pairs), "seed": seed, "run": run}
        ledger.append("sample.drawn", actor=by, at=at, rows=[row], detail=detail)
    return row


def latest_sample() -> tuple[list[tuple[str, str, str]], dict[str, int]] | None:
    """The pairs and stratum sizes of the sample drawn last."""
    row = Sample.objects.last()
    if row is None:
        return None
    return [(left, right, stratum) for left, right, stratum in json.loads(row.pairs)], json.loads(row.strata)


def judged_strata(pairs: list[tuple[str, str, str]], sizes: dict[str, int]) -> list[Stratum]:
    """The sample's strata with what has been judged so far; unsure and conflicting pairs count as not judged."""
    known = {(one.left, one.right): one.outcome for one in pair_outcomes()}
    found: dict[str, list[bool]] = {name: [] for name in sizes}
    for left, right, stratum in pairs:
        outcome = known.get((min(left, right), max(left, right)))
        if outcome in {Outcome.SAME, Outcome.DIFFERENT}:
            found[stratum].append(outcome is Outcome.SAME)
    return [
        Stratum(
            name=name,
            merged=name.startswith("merge"),
            size=sizes[name],
            drawn=len(found[name]),
            same=sum(found[name]),
        )
        for name in sorted(sizes)
    ]


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
