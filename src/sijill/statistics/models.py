"""SQL tables of what was made public. A publication cannot be taken back: readers have it."""

from typing import ClassVar

from django.db import models


class PublicTable(models.Model):
    """One table as readers got it. ``table`` is JSON: dimensions, labels, and what each place shows (null = withheld).

    ``data`` is the digest of everything the register's persons follow from; ``version`` numbers the different pairs of
    ``data`` and ``as_of`` in the order in which they were first published.
    """

    as_of = models.CharField(max_length=10)
    event = models.CharField(max_length=40)
    data = models.CharField(max_length=64)
    version = models.IntegerField()
    table = models.TextField()
    software = models.CharField(max_length=60)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"public table {self.pk}"
