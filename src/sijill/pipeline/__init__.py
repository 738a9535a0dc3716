"""The way of a row, in order: what ``sijill unify`` runs, and what ``sijill rebuild`` runs again.

STAGES is the table of contents. Everything under ``derived/`` follows from the sealed files, the mappings and what
people decided; it can be deleted and comes back byte for byte.

Reading order: ``take`` (files in), ``derive`` (what follows), ``unify`` (both in one line), ``verify`` (what changed).
"""

from typing import Final

from sijill.tables import database

# The stages' SQL tables can only be imported when Django is ready.
database.set_up()

# (package, what it does): the order of the folders is the order of the row's journey.
STAGES: Final = (
    ("accession", "receive a file, seal it, read its rows as text"),
    ("claims", "say what each cell claims, and read it"),
    ("linkage", "weigh which records may be one person"),
    ("manual_review", "let people decide the doubtful ones"),
    ("persons", "say who is who and what happened when"),
    ("statistics", "count, with what is not known"),
    ("mentions", "find in texts what a person may accept as claims"),
    ("instruments", "follow what resolutions demanded, by the register's own indicators"),
    ("amnesties", "ask of a decree who was covered, who was released, who was not"),
    ("cases", "bring persons before a procedure: what is missing, what is due, what came back"),
    ("submissions", "write what a body can take, every answer with its source"),
)
