"""SQL tables of the second stage: which files of claims there are. The claims themselves lie in Parquet."""

from typing import ClassVar

from django.db import models


class ClaimsFile(models.Model):
    """The verbatim claims of one accession under one mapping; the newest of an accession is its current one.

    ``path`` and ``sha256`` are the Parquet file's, ``audit_path`` and ``audit_sha256`` those of the report of what was
    read, ignored and set aside (JSON beside it). ``mapping_digest`` is over the mapping, ``mapping`` the YAML itself as
    it was used. rows = records + set_aside.
    """

    accession_id = models.CharField(max_length=20, db_index=True)
    list_id = models.CharField(max_length=255, db_index=True)
    mapping_digest = models.CharField(max_length=64)
    mapping = models.TextField()
    confirmed = models.BooleanField()
    path = models.TextField()
    sha256 = models.CharField(max_length=64)
    audit_path = models.TextField()
    audit_sha256 = models.CharField(max_length=64)
    rows = models.IntegerField()
    records = models.IntegerField()
    set_aside = models.IntegerField()
    claims = models.BigIntegerField()
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["accession_id", "mapping_digest", "sha256", "confirmed"], name="one_file_per_mapping"
            )
        ]

    def __str__(self) -> str:
        return self.path


class Erasure(models.Model):
    """A record that somebody must be taken out of: its row is in no claims file any more, under any mapping.

    The sealed original still holds the row; only destroying it, and with it the evidence of all others, would not.
    """

    record_id = models.CharField(max_length=40, unique=True)
    accession_id = models.CharField(max_length=20, db_index=True)
    row = models.IntegerField()
    reason = models.TextField()
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.record_id
