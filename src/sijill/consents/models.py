"""The SQL table of consents. Rows are only ever added; ``consents.store`` adds them with their ledger entry."""

from typing import ClassVar

from django.db import models


class ConsentRow(models.Model):
    """One word of one giver about one subject (see ``consents.model.Consent``); ``records`` is a JSON list of ids.

    An empty ``recipient`` names nobody, an empty ``expires`` no day.
    """

    id = models.CharField(primary_key=True, max_length=20)
    number = models.IntegerField(unique=True)
    subject = models.CharField(max_length=40, db_index=True)
    records = models.TextField(default="[]")
    purpose = models.CharField(max_length=40)
    recipient = models.TextField(default="")
    state = models.CharField(max_length=20)
    capacity = models.CharField(max_length=40)
    form = models.CharField(max_length=40)
    date = models.CharField(max_length=10)
    expires = models.CharField(max_length=10, default="")
    giver = models.TextField(default="")
    language = models.CharField(max_length=20, default="")
    wording = models.TextField(default="")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.id


class ExclusionRow(models.Model):
    """Something a consent leaves out: a kind of ``data/exclusions.csv``, a property of claims or a field of a form."""

    consent = models.ForeignKey(ConsentRow, on_delete=models.PROTECT, related_name="exclusions")
    field = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.consent_id} {self.field}"
