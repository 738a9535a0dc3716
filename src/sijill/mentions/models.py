"""SQL tables of texts. Rows are only ever added; ``mentions.store`` adds them with their ledger entries."""

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """One received text, sealed. ``text_sha256`` is of the text that was extracted, which letters are counted in.

    ``publisher`` says it; ``published`` is EDTF or empty.
    """

    id = models.CharField(primary_key=True, max_length=20)
    number = models.IntegerField(unique=True)
    name = models.TextField()
    title = models.TextField(default="")
    publisher = models.TextField()
    published = models.TextField(default="")
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    path = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    letters = models.IntegerField()
    flags = models.TextField(default="")
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.id


class AcceptedClaim(models.Model):
    """A passage that a person took for a claim about somebody. ``record`` is the origin of a record of
    that person.

    ``undoes`` names an earlier row that this one takes back; the other columns then repeat it.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT)
    record = models.CharField(max_length=40, db_index=True)
    prop = models.CharField(max_length=60)
    value = models.TextField()
    start = models.IntegerField()
    end = models.IntegerField()
    page = models.IntegerField()
    visibility = models.CharField(max_length=20)
    reason = models.TextField(default="")
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.record} {self.prop}"


class AcceptedFigure(models.Model):
    """A passage that a person took for a published count. ``value`` is null where only words are given."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT)
    measure = models.CharField(max_length=60)
    subject = models.CharField(max_length=40, default="")
    value = models.BigIntegerField(null=True)
    bound = models.TextField(default="")
    as_of = models.TextField(default="")
    source = models.TextField()
    definition = models.TextField()
    quote = models.TextField()
    start = models.IntegerField()
    end = models.IntegerField()
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.measure}"


class TextTerms(models.Model):
    """Which organisation received a text, and how far its pages open there; the last row of a document counts.

    ``level``: sealed opens after a second factor, one look at a time; organisation opens to whoever works with texts
    there. No other organisation sees either. A text without a row is the operator's alone.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT)
    organisation = models.CharField(max_length=255)
    level = models.CharField(max_length=20)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.level}"


class PassedOver(models.Model):
    """A suggestion that a person looked at and did not take; ``taken_up`` rows take that back."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    start = models.IntegerField()
    end = models.IntegerField()
    taken_up = models.BooleanField(default=False)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.start}-{self.end}"
