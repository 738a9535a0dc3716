"""SQL tables of the fifth stage: the runs that decided who is who. The membership itself lies in ``lineage/``."""

from typing import ClassVar

from django.db import models


class Run(models.Model):
    """One link run whose outcome was published. ``path`` holds what changed: record, person before, person after."""

    number = models.IntegerField(unique=True)
    path = models.TextField()
    sha256 = models.CharField(max_length=64)
    changed = models.IntegerField()
    records = models.IntegerField()
    persons = models.IntegerField()
    engine = models.CharField(max_length=20)
    software = models.CharField(max_length=40)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"run {self.number}"
