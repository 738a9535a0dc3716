"""The five axes of a person's status, each with who says so. Never closed by a rule, never derived from silence."""

from collections.abc import Sequence
from typing import Final

from sijill.claims.statements import Statement
from sijill.persons.model import Axis, Status, StatusStatement

# Which list of codes speaks on which axis (taxonomies, section 2).
AXIS_OF_LIST: Final = {
    "life_status": Axis.LIFE,
    "custody_status": Axis.CUSTODY,
    "acknowledgement": Axis.ACKNOWLEDGEMENT,
    "court_type": Axis.LEGAL,
    "legal_basis": Axis.LEGAL,
    "release_type": Axis.LEGAL,
}
# Codes that exclude each other when said of the same moment; others on one axis can follow one another.
ALIVE: Final = frozenset({"alive", "presumed_alive"})
DEAD: Final = frozenset({"presumed_dead", "dead_reported", "dead_confirmed"})
# Custody: how it stands or ended. Statements from two of these groups cannot both be the last word.
CUSTODY_GROUPS: Final = (
    frozenset({"released", "escaped"}),
    frozenset({"held", "held_acknowledged", "held_unacknowledged", "transferred_unknown"}),
    frozenset({"died_in_custody", "executed"}),
)


def statuses_of(statements: Sequence[Statement]) -> tuple[Status, ...]:
    """All five axes in order, also those on which nobody says anything (no statements: unknown, not "no")."""
    said = [found for statement in statements for found in _read(statement)]
    return tuple(
        Status(axis=axis, statements=mine, contested=_contested(axis, mine))
        for axis in Axis
        for mine in [_latest_first([one for one in said if one.axis is axis])]
    )


def _read(statement: Statement) -> list[StatusStatement]:
    reading, claim = statement.reading, statement.claim
    if claim.prop == "held.place" and reading.resolved is not None:
        return [_status(Axis.WHEREABOUTS, reading.resolved, statement)]
    if reading.kind != "words":
        return []
    found = []
    for listed in reading.codes:
        code_list, code = listed.split(":", 1)
        if code_list in AXIS_OF_LIST:
            found.append(_status(AXIS_OF_LIST[code_list], code, statement))
    return found


def _status(axis: Axis, code: str, statement: Statement) -> StatusStatement:
    claim = statement.claim
    return StatusStatement(axis=axis, code=code, claimant=claim.said_by, as_of=claim.as_of, basis=statement)


def _latest_first(statements: Sequence[StatusStatement]) -> tuple[StatusStatement, ...]:
    return tuple(sorted(statements, key=lambda one: one.as_of, reverse=True))


def _contested(axis: Axis, statements: Sequence[StatusStatement]) -> bool:
    codes = {one.code for one in statements}
    match axis:
        case Axis.LIFE:
            return bool(codes & ALIVE) and bool(codes & DEAD)
        case Axis.CUSTODY:
            return sum(bool(codes & group) for group in CUSTODY_GROUPS) > 1
        case Axis.ACKNOWLEDGEMENT:
            return len(codes - {"unknown", "not_asked"}) > 1
        case Axis.WHEREABOUTS | Axis.LEGAL:
            return False
