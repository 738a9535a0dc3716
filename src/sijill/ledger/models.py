"""SQL tables of the ledger. Written by ``ledger.store`` only."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One thing somebody did. ``seq`` counts from 0 and is the leaf's index in the tree.

    ``at`` is text, so that the bytes that were hashed are the bytes that are kept. ``payload`` is canonical JSON with
    ids, counts and digests; never a name or a cell.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    payload = models.TextField()
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    leaf = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class Head(models.Model):
    """The one row (id 1) that says how many entries there are and the root over them.

    ``frontier`` is the JSON list of the roots of the perfect subtrees from left to right: enough to append.
    """

    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    frontier = models.TextField()

    def __str__(self) -> str:
        return f"{self.size} {self.root}"
