"""SQL tables of clerical review. Judgements are only ever added; each reviewer's latest on a pair counts."""

from typing import ClassVar

from django.db import models


class Judgement(models.Model):
    """What one person decided about two records (``left`` < ``right``): same, different, unsure or undone.

    ``undone`` takes back what the same person said of that pair before.
    """

    left = models.CharField(max_length=40, db_index=True)
    right = models.CharField(max_length=40, db_index=True)
    verdict = models.CharField(max_length=12)
    reason = models.TextField(default="")
    by = models.CharField(max_length=200)
    at = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["left", "right"], name="judgement_pair")]

    def __str__(self) -> str:
        return f"{self.left} {self.verdict} {self.right}"


class Sample(models.Model):
    """A drawn sample of pairs, to measure precision and recall by judging all of them.

    ``pairs`` is JSON: [left, right, stratum] each; ``strata`` is JSON: stratum -> [pairs in the register, how many of
    these the model believed to be one person]; in samples from before, the first alone. Both are fixed when the sample
    is drawn, so that later runs do not change what it measures.
    """

    seed = models.BigIntegerField()
    pairs = models.TextField()
    strata = models.TextField()
    run = models.IntegerField()
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"sample {self.pk}"


class Notice(models.Model):
    """Told to whoever looked at, judged or used a person: it is not what it was. ``records`` is a JSON list of ids.

    ``recipient`` is whom the ledger names. ``person`` is the id the recipient knew.
    """

    recipient = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=20)
    person = models.CharField(max_length=20)
    records = models.TextField()
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.person}"


class NoticeSeen(models.Model):
    """The recipient took note of a notice."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.notice_id} seen"
