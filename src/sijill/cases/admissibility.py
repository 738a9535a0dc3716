"""Every requirement of a procedure looked at for one person: pass, fail or unknown, on what it rests, what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from sijill.cases.checks import CHECKS
from sijill.cases.matter import Matter
from sijill.cases.model import Finding, Result

# What may be sent in spite of nobody: without these no reason opens the way.
NEVER_DESPITE = frozenset({"consent", "same_person"})


def check(matter: Matter) -> tuple[Finding, ...]:
    """One finding per requirement of the track, in the order of the procedure's data."""
    return tuple(
        CHECKS[one.check](matter, one.parameters).finding(one, matter.person.asked)
        for one in matter.procedure.requirements
        if not one.tracks or matter.track in one.tracks
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What stands between a case and its sending. ``blocked_consent``: at least the consent does."""

    ready: bool
    missing: tuple[str, ...]  # hard requirements not passed, each once
    blocked_consent: bool


def readiness(findings: Sequence[Finding]) -> Readiness:
    missing = tuple(
        dict.fromkeys(
            one.requirement.id for one in findings if one.requirement.hard and one.result is not Result.PASS
        )
    )
    return Readiness(ready=not missing, missing=missing, blocked_consent="consent" in missing)
