"""SQL tables of the first stage. Rows are only ever added; ``accession.store`` adds them with their ledger entry."""

from typing import ClassVar

from django.db import models


class Organisation(models.Model):
    """Who holds or delivers information."""

    id = models.CharField(primary_key=True, max_length=255)
    name = models.TextField()
    added_at = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.id


class List(models.Model):
    """One organisation's series of accessions of the same thing.

    The same-list prior, versions, the mapping and statistics key on it, so a list delivered in two files is one list.
    ``copied_from`` names lists (ids, comma-separated) whose rows this one repeats; they never confirm each other.
    """

    id = models.CharField(primary_key=True, max_length=255)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    title = models.TextField()
    copied_from = models.TextField(default="")
    added_at = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.id


class Accession(models.Model):
    """One received file, immutable. ``number`` counts accessions from 1 in the order of receipt.

    ``path`` is where the sealed bytes lie, relative to the register. ``name`` is the file's own name, which a list
    keeps in ``records.csv``. ``supersedes`` is the accession whose rows this one replaces, if it is a new version.
    """

    id = models.CharField(primary_key=True, max_length=20)
    number = models.IntegerField(unique=True)
    list = models.ForeignKey(List, on_delete=models.PROTECT)
    name = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    path = models.TextField()
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    as_of = models.TextField(default="")
    received_at = models.CharField(max_length=40)
    received_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.id


class Withdrawal(models.Model):
    """From here on the list's rows are in nothing derived; a later row with ``ended`` brings them back."""

    list = models.ForeignKey(List, on_delete=models.PROTECT)
    reason = models.TextField()
    ended = models.BooleanField(default=False)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.list_id} {'returned' if self.ended else 'withdrawn'}"


class Supersession(models.Model):
    """``former`` was received as more of the list and is declared to be replaced by ``accession``, a later file of it.

    A later row with ``ended`` takes that back; the last row on an accession counts.
    """

    accession = models.ForeignKey(Accession, on_delete=models.PROTECT, related_name="+")
    former = models.ForeignKey(Accession, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    ended = models.BooleanField(default=False)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.accession_id} {'beside' if self.ended else 'instead of'} {self.former_id}"


class Copying(models.Model):
    """``copy`` repeats rows of ``original``, so that the two never confirm each other; ``ended`` takes that back."""

    copy = models.ForeignKey(List, on_delete=models.PROTECT, related_name="+")
    original = models.ForeignKey(List, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    ended = models.BooleanField(default=False)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.copy_id} {'not ' if self.ended else ''}copied from {self.original_id}"
