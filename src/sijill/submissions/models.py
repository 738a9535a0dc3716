"""SQL tables of submissions. Rows are only ever added; ``submissions.store`` adds them with their ledger entries."""

from typing import ClassVar

from django.db import models


class ConfirmationRow(models.Model):
    """Somebody compared a form with the one the body uses. It speaks of the bytes of ``form.yml`` with this digest."""

    form = models.CharField(max_length=20)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    against = models.TextField()
    day = models.CharField(max_length=10)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.form} {self.digest[:12]}"


class RenderingRow(models.Model):
    """A submission or letter that was rendered: what, for whom, from which consents, and the digest of its manifest.

    ``consents`` and ``files`` are JSON lists (ids; name and SHA-256). Rendering is not sending.
    """

    id = models.CharField(primary_key=True, max_length=20)
    number = models.IntegerField(unique=True)
    case = models.CharField(max_length=20)
    form = models.CharField(max_length=20)
    form_digest = models.CharField(max_length=64)
    confirmed = models.BooleanField()
    draft = models.BooleanField()
    persons = models.TextField()
    consents = models.TextField()
    files = models.TextField()
    manifest_sha256 = models.CharField(max_length=64)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.id


class AuditTableRow(models.Model):
    """Counts of an amnesty audit as a letter made them public: small ones withheld, safe beside the earlier ones.

    ``subject`` is decree, rule set and day; ``version`` counts the states of the register it was made from, whose
    digest is ``data``; ``table`` is JSON: place (custody, covered, released) and count or null.
    """

    subject = models.CharField(max_length=120)
    data = models.CharField(max_length=64)
    version = models.IntegerField()
    table = models.TextField()
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.subject} {self.version}"
