"""The policy as three tables, and ``decide``: the only code that compares roles, levels or organisations.

Whatever the tables do not allow is denied: an unknown role, action, level, property or purpose, and any gap in what is
known of the thing. ``access.filter`` compiles the same tables to a query.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from sijill.access.model import (
    Action,
    Actor,
    Consented,
    Decision,
    Grant,
    Kind,
    Level,
    Obligation,
    Purpose,
    Reason,
    Role,
    Sensitivity,
    Thing,
    Withheld,
)

UNMAPPED_PREFIX: Final = "unmapped:"
# Actions about one claim; every other is about a page, a list, an account or the register.
BY_CLAIM: Final = frozenset({Action.READ_CLAIM, Action.OPEN_SEALED})
NO_GRANT: Final = Grant()
_ORDER: Final = {level: place for place, level in enumerate(Level)}


class Scope(StrEnum):
    """What of all there is a row of the policy is about."""

    REGISTER = "register"  # pages about many things, each filtered by itself
    FIGURES = "figures"
    VISIBLE = "visible"  # claim by claim, or a list of which something is visible
    OWN = "own"  # of the actor's own organisation
    OWN_OR_TEAM = "own_or_team"  # of the actor's own organisation; the register team: of any
    SELF = "self"  # the actor's own account


class Properties(StrEnum):
    """Which properties a row of the policy opens."""

    ALL = "all"
    FIGURES = "figures"  # none that identifies


class Relation(StrEnum):
    """How an actor stands to the list a claim comes from."""

    OWNER = "owner"
    GRANTED = "granted"
    MEMBER = "member"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of ``policy.csv``. ``fresh``: a second factor was given in the last five minutes."""

    role: Role
    action: Action
    scope: Scope
    purposes: frozenset[Purpose]
    properties: Properties | None
    fresh: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRule:
    """One row of ``levels.csv``: the action is allowed to that relation for claims of that level and sensitivity."""

    relation: Relation
    level: Level
    sensitivity: Sensitivity
    action: Action
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyRule:
    """One row of ``properties.csv``."""

    sensitivity: Sensitivity
    identifying: bool
    matching: bool


# A column nobody mapped may hold anything.
UNMAPPED: Final = PropertyRule(sensitivity=Sensitivity.SENSITIVE, identifying=True, matching=False)


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            role=Role(row["role"]),
            action=Action(row["action"]),
            scope=Scope(row["scope"]),
            purposes=frozenset(Purpose(word) for word in row["purposes"].split("|")),
            properties=Properties(row["properties"]) if row["properties"] else None,
            fresh=_yes(row["factor"], "fresh", ""),
            why=row["why"],
        )
        for row in _rows("policy.csv")
    )


@cache
def level_rules() -> tuple[LevelRule, ...]:
    return tuple(
        LevelRule(
            relation=Relation(row["relation"]),
            level=Level(row["level"]),
            sensitivity=Sensitivity(row["sensitivity"]),
            action=Action(row["action"]),
            why=row["why"],
        )
        for row in _rows("levels.csv")
    )


@cache
def property_rules() -> Mapping[str, PropertyRule]:
    return {
        row["property"]: PropertyRule(
            sensitivity=Sensitivity(row["sensitivity"]),
            identifying=_yes(row["identifying"], "yes", "no"),
            matching=_yes(row["matching"], "yes", "no"),
        )
        for row in _rows("properties.csv")
    }


@cache
def consent_purposes() -> Mapping[Purpose, str | None]:
    """Purpose -> the purpose of a consent it needs from the person outside the list's own organisation."""
    return {Purpose(row["purpose"]): row["consent"] or None for row in _rows("consent_purposes.csv")}


def decide(
    actor: Actor, action: Action, thing: Thing, purpose: Purpose, *, at: datetime | None = None
) -> Decision:
    """Whether ``actor`` may do ``action`` to ``thing`` for ``purpose``; a denial's reason is for the audit log only.

    ``at`` is the moment of asking; without it no second factor is fresh. Never raises: what cannot be understood is
    denied.
    """
    if not actor.is_active:
        return _deny(Reason.NOT_ACTIVE)
    if not _known(actor, action, thing, purpose):
        return _deny(Reason.UNKNOWN_WORD)
    reasons = []
    for rule in rules_for(actor, action, purpose):
        reason = _by_rule(rule, actor, thing, purpose)
        if reason is Reason.ALLOWED and rule.fresh and (at is None or not actor.factor_is_fresh(at)):
            reason = Reason.FACTOR_MISSING
        if reason is Reason.ALLOWED:
            return Decision(
                allow=True, reason=reason, obligations=frozenset({Obligation.AUDIT, Obligation.NO_STORE})
            )
        reasons.append(reason)
    if reasons:
        return _deny(max(reasons, key=list(Reason).index))
    has_role = any(rule.action is action and rule.role in actor.roles for rule in rules())
    return _deny(Reason.WRONG_PURPOSE if has_role else Reason.NO_ROLE)


def rules_for(actor: Actor, action: Action, purpose: Purpose) -> Iterator[Rule]:
    """The rows of the policy that speak of this actor, action and purpose."""
    for rule in rules():
        if rule.role in actor.roles and rule.action is action and purpose in rule.purposes:
            yield rule


def owns(actor: Actor, organisation: str | None) -> bool:
    """Whether a thing of this organisation is the actor's own; the operator of a laptop owns everything."""
    return organisation is not None and (actor.is_operator or organisation == actor.organisation != "")


def property_rule(prop: str) -> PropertyRule | None:
    """None for a property nobody knows."""
    found = property_rules().get(prop)
    if found is None and prop.startswith(UNMAPPED_PREFIX):
        return UNMAPPED
    return found


def shares(grant: Grant, level: Level) -> bool:
    """Whether a list's terms reach as far as claims of this level; sealed ones are never shared."""
    return (
        grant.level is not None
        and level is not Level.SEALED
        and grant.level is not Level.SEALED
        and _ORDER[level] <= _ORDER[grant.level]
    )


def withheld(actor: Actor, record: str, prop: str, purpose: Purpose) -> bool:
    """Whether somebody concerned forbade it."""
    return any(
        Withheld(record=record, prop=which, purpose=what) in actor.standing.withheld
        for which in ("", prop)
        for what in (None, purpose)
    )


def consented(actor: Actor, record: str, purpose: Purpose) -> bool:
    """Whether somebody concerned allowed it."""
    return any(Consented(record=record, purpose=what) in actor.standing.consented for what in (None, purpose))


def _by_rule(rule: Rule, actor: Actor, thing: Thing, purpose: Purpose) -> Reason:
    match rule.scope:
        case Scope.REGISTER:
            return Reason.ALLOWED if thing.kind is Kind.REGISTER else Reason.UNKNOWN_WORD
        case Scope.FIGURES:
            return Reason.ALLOWED if thing.kind is Kind.FIGURES else Reason.UNKNOWN_WORD
        case Scope.VISIBLE if thing.kind is Kind.LIST:
            return _list(actor, thing)
        case Scope.VISIBLE | Scope.OWN if rule.action in BY_CLAIM:
            return _claim(rule, actor, thing, purpose)
        case Scope.OWN:
            return Reason.ALLOWED if owns(actor, thing.organisation) else Reason.OTHER_ORGANISATION
        case Scope.OWN_OR_TEAM:
            mine = owns(actor, thing.organisation)
            team = actor.is_register_team and thing.organisation is not None
            return Reason.ALLOWED if mine or team else Reason.OTHER_ORGANISATION
        case Scope.SELF:
            same = thing.kind is Kind.ACCOUNT and thing.user == actor.user
            return Reason.ALLOWED if same else Reason.OTHER_PERSON
        case _:
            return Reason.UNKNOWN_WORD


def _list(actor: Actor, thing: Thing) -> Reason:
    if owns(actor, thing.organisation):
        return Reason.ALLOWED
    grant = actor.standing.grants.get(thing.list_id or "", NO_GRANT)
    return Reason.ALLOWED if shares(grant, Level.PUBLIC) else Reason.OTHER_ORGANISATION


def _claim(rule: Rule, actor: Actor, thing: Thing, purpose: Purpose) -> Reason:
    """The best word over all relations the actor has to the claim's list."""
    facts = _facts(thing)
    if facts is None:
        return Reason.UNKNOWN_WORD
    record, level, prop, known = facts
    if rule.properties is Properties.FIGURES and known.identifying:
        return Reason.PROPERTY
    mine = owns(actor, thing.organisation)
    if rule.scope is Scope.OWN and not mine:
        return Reason.OTHER_ORGANISATION
    grant = actor.standing.grants.get(thing.list_id or "", NO_GRANT)
    reason = Reason.OTHER_ORGANISATION
    for relation in _relations(actor, grant, level, known, purpose, mine=mine):
        if not _listed(relation, level, known.sensitivity, rule.action):
            reason = Reason.LEVEL
            continue
        if relation is Relation.OWNER:
            return Reason.ALLOWED
        lacking = grant.by_consent and not consented(actor, record, purpose)
        if withheld(actor, record, prop, purpose) or lacking:
            reason = Reason.CONSENT
            continue
        return Reason.ALLOWED
    return reason


def _relations(
    actor: Actor, grant: Grant, level: Level, known: PropertyRule, purpose: Purpose, *, mine: bool
) -> Iterator[Relation]:
    if mine:
        yield Relation.OWNER
    if shares(grant, level) and (known.sensitivity is Sensitivity.NORMAL or grant.sensitive):
        yield Relation.GRANTED
    yield Relation.MEMBER
    if actor.is_register_team and grant.match and purpose is Purpose.LINKAGE and known.matching:
        yield Relation.TEAM


@cache
def _listed(relation: Relation, level: Level, sensitivity: Sensitivity, action: Action) -> bool:
    return any(
        (one.relation, one.level, one.sensitivity, one.action) == (relation, level, sensitivity, action)
        for one in level_rules()
    )


def _facts(thing: Thing) -> tuple[str, Level, str, PropertyRule] | None:
    """None when anything about the claim is missing or unknown."""
    if thing.kind is not Kind.CLAIM or thing.level not in _ORDER:
        return None
    if thing.organisation is None or thing.list_id is None or thing.record is None or thing.prop is None:
        return None
    known = property_rule(thing.prop)
    return None if known is None else (thing.record, Level(thing.level), thing.prop, known)


def _known(actor: Actor, action: object, thing: Thing, purpose: object) -> bool:
    return (
        isinstance(action, Action)
        and isinstance(purpose, Purpose)
        and isinstance(thing.kind, Kind)
        and all(isinstance(role, Role) for role in actor.roles)
    )


def _deny(reason: Reason) -> Decision:
    return Decision(allow=False, reason=reason)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("sijill.access") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _yes(word: str, yes: str, no: str) -> bool:
    if word not in {yes, no}:
        raise ValueError(f"{word!r} is neither {yes!r} nor {no!r}")
    return word == yes
