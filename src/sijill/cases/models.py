"""SQL tables of cases. Rows are only ever added; ``cases.store`` adds them with their ledger entries."""

from typing import ClassVar

from django.db import models


class CaseRow(models.Model):
    """A case as it was opened; what happened since stands in the other tables.

    ``rules`` is the digest of the procedure's data on that day.
    """

    id = models.CharField(primary_key=True, max_length=20)
    number = models.IntegerField(unique=True)
    procedure = models.CharField(max_length=20)
    track = models.CharField(max_length=40)
    rules = models.CharField(max_length=64)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.id


class MemberRow(models.Model):
    """A person put into a case, confirmed in it (the same person again), or taken out (``gone``)."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    person = models.CharField(max_length=20, db_index=True)
    records = models.TextField()  # JSON list of origins
    gone = models.BooleanField(default=False)
    reason = models.TextField(default="")
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person}"


class CommunicationRow(models.Model):
    """A letter in or out (see ``cases.model.Communication``). Without a file ``sha256`` and ``path`` are empty."""

    id = models.CharField(primary_key=True, max_length=20)
    number = models.IntegerField(unique=True)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    direction = models.CharField(max_length=3)
    kind = models.CharField(max_length=40)
    day = models.CharField(max_length=10)
    counterpart = models.TextField(default="")
    reference = models.TextField(default="")
    file = models.TextField(default="")
    sha256 = models.CharField(max_length=64, default="")
    size = models.BigIntegerField(default=0)
    path = models.TextField(default="")
    accession = models.ForeignKey("accession.Accession", on_delete=models.PROTECT, null=True)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.id


class EventRow(models.Model):
    """Something that happened to a case; the state follows from all of them. ``details``, ``despite``: JSON objects."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    event = models.CharField(max_length=40)
    day = models.CharField(max_length=10)
    details = models.TextField(default="{}")
    despite = models.TextField(default="{}")
    communication = models.ForeignKey(CommunicationRow, on_delete=models.PROTECT, null=True)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.event}"


class AnswerRow(models.Model):
    """What a person entered for a case, or for one person of it; ``value`` is JSON. The latest of a field counts."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    person = models.CharField(max_length=20, default="")
    field = models.CharField(max_length=60)
    value = models.TextField()
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field}"
