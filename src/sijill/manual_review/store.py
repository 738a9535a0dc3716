"""Judgements in SQL: append-only, each with its ledger entry in the same transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from sijill.errors import NotFoundError, UsageError
from sijill.ledger import store as ledger
from sijill.manual_review import agree
from sijill.manual_review.agree import outcomes
from sijill.manual_review.model import NoticeKind, Outcome, PairOutcome, Verdict
from sijill.manual_review.models import Judgement, Notice, NoticeSeen, Sample
from sijill.manual_review.sample import Quality, Stratum, quality


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


def judge_all(
    pairs: Iterable[tuple[str, str]], verdict: Verdict, *, by: str, at: datetime, reason: str
) -> list[Judgement]:
    """Several judgements that are one decision: all of them on disk when this returns, or none."""
    with transaction.atomic():
        return [judge(left, right, verdict, by=by, at=at, reason=reason) for left, right in pairs]


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
    sizes: Mapping[str, tuple[int, float]],
    *,
    seed: int,
    run: int,
    at: datetime,
    by: str,
) -> Sample:
    """Keeps a drawn sample: (left, right, stratum) of each pair; how many pairs each stratum has, and how many of them
    the model believes to be one person.
    """
    with transaction.atomic():
        row = Sample(
            seed=seed, pairs=json.dumps(pairs), strata=json.dumps(sizes), run=run, at=at.isoformat(), by=by
        )
        row.save(force_insert=True)
        detail = {"pairs": len(pairs), "seed": seed, "run": run}
        ledger.append("sample.drawn", actor=by, at=at, rows=[row], detail=detail)
    return row


def latest_sample() -> tuple[list[tuple[str, str, str]], dict[str, tuple[int, float | None]]] | None:
    """The pairs of the sample drawn last; the size of each stratum, and what the model believed of it."""
    row = Sample.objects.last()
    if row is None:
        return None
    kept = json.loads(row.strata)  # samples drawn earlier have the size alone
    sizes = {
        name: (told, None) if isinstance(told, int) else (told[0], told[1]) for name, told in kept.items()
    }
    return [(left, right, stratum) for left, right, stratum in json.loads(row.pairs)], sizes


def latest_quality() -> Quality | None:
    """What the sample drawn last says; None when none was drawn."""
    found = latest_sample()
    return None if found is None else quality(judged_strata(*found))


def judged_strata(
    pairs: list[tuple[str, str, str]], sizes: Mapping[str, tuple[int, float | None]]
) -> list[Stratum]:
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
            size=sizes[name][0],
            expected=sizes[name][1],
            drawn=len(found[name]),
            same=sum(found[name]),
        )
        for name in sorted(sizes)
    ]


def words() -> list[agree.Word]:
    """Every judgement in the order in which it was given, by the records that were judged."""
    rows = Judgement.objects.order_by("id").values_list("left", "right", "verdict", "by")
    return [(left, right, Verdict(verdict), by) for left, right, verdict, by in rows]


def pair_outcomes() -> list[PairOutcome]:
    """By the records that were judged. Versions of a list: ``pipeline.judgements``."""
    return outcomes(words())


def standing() -> dict[tuple[str, str], dict[str, Verdict]]:
    """Pair -> reviewer -> the word that stands. For showing agreement, never to a reviewer who has not judged yet."""
    return agree.standing(words())


def how_many() -> tuple[int, int]:
    """How many judgements there are, and the number of the latest; 0 and 0 when there are none."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), MAX(id) FROM {Judgement._meta.db_table}")  # noqa: S608
        count, last = cursor.fetchone()
    return int(count), int(last or 0)


def words_since(number: int) -> list[tuple[int, agree.Word]]:
    """The judgements numbered higher, in order, each with its number."""
    rows = Judgement.objects.filter(id__gt=number).order_by("id")
    return [
        (row, (left, right, Verdict(verdict), by))
        for row, left, right, verdict, by in rows.values_list("id", "left", "right", "verdict", "by")
    ]


def judgements_of(records: Iterable[str]) -> list[Judgement]:
    """Every judgement, undone ones too, in which one of the records was judged; in order."""
    named = list(records)
    found = Judgement.objects.filter(left__in=named) | Judgement.objects.filter(right__in=named)
    return list(found.order_by("id"))


def add_notices(
    recipients: Iterable[str],
    *,
    kind: NoticeKind,
    person: str,
    records: Sequence[str],
    by: str,
    at: datetime,
) -> list[Notice]:
    """Tells everybody who relied on a person that it is no longer what it was; one notice each."""
    rows = []
    with transaction.atomic():
        for recipient in sorted(set(recipients)):
            row = Notice(
                recipient=recipient,
                kind=kind.value,
                person=person,
                records=json.dumps(list(records)),
                at=at.isoformat(),
                by=by,
            )
            row.save(force_insert=True)
            ledger.append(
                "notice.given", actor=by, at=at, rows=[row], detail={"person": person, "recipient": recipient}
            )
            rows.append(row)
    return rows


def notices_for(recipient: str) -> list[tuple[Notice, bool]]:
    """The notices of one reader, the latest first, each with whether it was taken note of."""
    noted = set(NoticeSeen.objects.filter(notice__recipient=recipient).values_list("notice_id", flat=True))
    return [(row, row.pk in noted) for row in Notice.objects.filter(recipient=recipient).order_by("-id")]


def note_seen(notice: int, *, by: str, at: datetime) -> None:
    """Keeps that the reader took note; NotFoundError for a notice of somebody else."""
    row = Notice.objects.filter(pk=notice, recipient=by).first()
    if row is None:
        raise NotFoundError("There is no such notice")
    if NoticeSeen.objects.filter(notice=row).exists():
        return
    with transaction.atomic():
        seen = NoticeSeen(notice=row, at=at.isoformat(), by=by)
        seen.save(force_insert=True)
        ledger.append("notice.seen", actor=by, at=at, rows=[seen], detail={"notice": notice})
