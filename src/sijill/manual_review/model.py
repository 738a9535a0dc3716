"""The closed sets of clerical review."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    UNDONE = "undone"


class NoticeKind(StrEnum):
    """What happened to a person somebody had relied on."""

    SPLIT = "split"
    JOINED = "joined"


class Outcome(StrEnum):
    """What all reviewers' last words on a pair come to. Only same and different bind linkage."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOutcome:
    """One pair of records (``left`` < ``right``) with what has been decided about it, and by how many people.

    ``agreeing`` is how many of the ``reviewers`` say what the outcome says; 0 for unsure and conflict.
    """

    left: str
    right: str
    outcome: Outcome
    reviewers: int
    agreeing: int
