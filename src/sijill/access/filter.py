"""The policy as a query filter over claims: listing, counting, searching and exporting all use it.

A filter is DuckDB SQL with parameters and a predicate in Python; a property test holds both equal to ``decide``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final

from sijill.access.model import Action, Actor, Consented, Level, Purpose, Sensitivity, Withheld
from sijill.access.policy import (
    UNMAPPED,
    UNMAPPED_PREFIX,
    Properties,
    PropertyRule,
    Relation,
    Rule,
    Scope,
    level_rules,
    property_rules,
    rules_for,
    shares,
)

# What a table of claims must have for the SQL to fit; ``organisation`` holds the list.
COLUMNS: Final = ("list_id", "organisation", "visibility", "property", "record_id")
_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One way in which a claim may be visible; a filter is their union.

    ``organisation`` None: any. ``lists`` None: any. ``unmapped``: also columns nobody mapped. ``limited``: consents
    count. ``needing_consent``: lists of which only consented records are visible.
    """

    organisation: str | None
    lists: frozenset[str] | None
    levels: frozenset[str]
    properties: frozenset[str]
    unmapped: bool
    limited: bool
    needing_consent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """What one actor may see for one purpose at one moment. Make a new one for every request.

    ``withheld`` holds record ids, or record id, U+001F and property; ``consented`` record ids.
    """

    clauses: tuple[Clause, ...]
    withheld: frozenset[str]
    consented: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not self.clauses

    def allows(
        self,
        *,
        list_id: str | None,
        organisation: str | None,
        visibility: str | None,
        property: str | None,  # noqa: A002  (the column's name)
        record_id: str | None,
    ) -> bool:
        """Whether the claim is visible. Anything missing: no."""
        if (
            list_id is None
            or organisation is None
            or visibility is None
            or property is None
            or record_id is None
        ):
            return False
        return any(
            self._fits(clause, list_id, organisation, visibility, property, record_id)
            for clause in self.clauses
        )

    def may_hold(self, *, list_id: str, organisation: str) -> bool:
        """False when nothing of the list can be visible: its files need not be read."""
        return any(
            (clause.organisation is None or clause.organisation == organisation)
            and (clause.lists is None or list_id in clause.lists)
            for clause in self.clauses
        )

    def sql(self) -> tuple[str, list[object]]:
        """A condition over a relation with ``COLUMNS``, and its parameters in order. True only for visible claims."""
        if not self.clauses:
            return "false", []
        parts, parameters = [], []
        for clause in self.clauses:
            text, given = self._clause_sql(clause)
            parts.append(f"({text})")
            parameters += given
        there = " AND ".join(f"{column} IS NOT NULL" for column in COLUMNS)
        return f"({there} AND ({' OR '.join(parts)}))", parameters

    def _fits(
        self, clause: Clause, list_id: str, organisation: str, visibility: str, prop: str, record: str
    ) -> bool:
        if clause.organisation is not None and clause.organisation != organisation:
            return False
        if clause.lists is not None and list_id not in clause.lists:
            return False
        if visibility not in clause.levels:
            return False
        if prop not in clause.properties and not (clause.unmapped and prop.startswith(UNMAPPED_PREFIX)):
            return False
        if not clause.limited:
            return True
        if record in self.withheld or record + _SEPARATOR + prop in self.withheld:
            return False
        return list_id not in clause.needing_consent or record in self.consented

    def _clause_sql(self, clause: Clause) -> tuple[str, list[object]]:
        parts: list[str] = []
        parameters: list[object] = []

        def among(expression: str, values: frozenset[str], *, negated: bool = False) -> str:
            parameters.append(sorted(values))
            return f"{expression} {'NOT ' if negated else ''}IN (SELECT unnest(?::VARCHAR[]))"

        if clause.organisation is not None:
            parts.append("organisation = ?")
            parameters.append(clause.organisation)
        if clause.lists is not None:
            parts.append(among("list_id", clause.lists))
        parts.append(among("visibility", clause.levels))
        named = among("property", clause.properties)
        parts.append(f"({named} OR starts_with(property, '{UNMAPPED_PREFIX}'))" if clause.unmapped else named)
        if clause.limited and self.withheld:
            whole = frozenset(one for one in self.withheld if _SEPARATOR not in one)
            parts.append(among("record_id", whole, negated=True))
            parts.append(among("(record_id || chr(31) || property)", self.withheld - whole, negated=True))
        if clause.limited and clause.needing_consent:
            outside = among("list_id", clause.needing_consent, negated=True)
            parts.append(f"({outside} OR {among('record_id', self.consented)})")
        return " AND ".join(parts), parameters


def visible(
    actor: Actor, purpose: Purpose, *, action: Action = Action.READ_CLAIM, at: datetime | None = None
) -> ClaimFilter:
    """The claims the actor may read (or, with ``Action.OPEN_SEALED`` and a fresh factor, open) for the purpose."""
    clauses: tuple[Clause, ...] = ()
    if actor.is_active and isinstance(purpose, Purpose):
        clauses = tuple(
            clause
            for rule in rules_for(actor, action, purpose)
            if not rule.fresh or (at is not None and actor.factor_is_fresh(at))
            for clause in _clauses(rule, actor, purpose)
            if clause.properties or clause.unmapped
        )
    return ClaimFilter(
        clauses=_merged(clauses),
        withheld=frozenset(_withheld(actor, purpose)),
        consented=frozenset(one.record for one in actor.standing.consented if _about(one, purpose)),
    )


def _clauses(rule: Rule, actor: Actor, purpose: Purpose) -> Iterator[Clause]:
    if rule.scope not in {Scope.VISIBLE, Scope.OWN}:
        return
    grants = actor.standing.grants
    needing = frozenset(list_id for list_id, grant in grants.items() if grant.by_consent)
    if actor.is_operator or actor.organisation:
        whose = None if actor.is_operator else actor.organisation
        for level in Level:
            yield _clause(rule, Relation.OWNER, level, organisation=whose, lists=None, limited=False)
    if rule.scope is Scope.OWN:
        return
    for level in Level:
        yield _clause(rule, Relation.MEMBER, level, organisation=None, lists=None, needing=needing)
        reached = {list_id: grant for list_id, grant in grants.items() if shares(grant, level)}
        if reached:
            yield _clause(rule, Relation.GRANTED, level, lists=reached, needing=needing, normal_only=True)
        sensitive = [list_id for list_id, grant in reached.items() if grant.sensitive]
        if sensitive:
            yield _clause(rule, Relation.GRANTED, level, lists=sensitive, needing=needing)
        matched = [list_id for list_id, grant in grants.items() if grant.match]
        if matched and actor.is_register_team and purpose is Purpose.LINKAGE:
            yield _clause(rule, Relation.TEAM, level, lists=matched, needing=needing, matching_only=True)


def _clause(
    rule: Rule,
    relation: Relation,
    level: Level,
    *,
    organisation: str | None = None,
    lists: Iterable[str] | None,
    limited: bool = True,
    needing: frozenset[str] = frozenset(),
    normal_only: bool = False,
    matching_only: bool = False,
) -> Clause:
    sensitivities = _opened(rule.action, relation, level)
    if normal_only:
        sensitivities &= {Sensitivity.NORMAL}
    figures = rule.properties is Properties.FIGURES
    properties, unmapped = _properties(sensitivities, figures=figures, matching_only=matching_only)
    return Clause(
        organisation=organisation,
        lists=None if lists is None else frozenset(lists),
        levels=frozenset({level.value}),
        properties=properties,
        unmapped=unmapped,
        limited=limited,
        needing_consent=needing,
    )


# The tables do not change while a program runs; a filter is made anew for every request.
@cache
def _opened(action: Action, relation: Relation, level: Level) -> frozenset[Sensitivity]:
    return frozenset(
        one.sensitivity
        for one in level_rules()
        if (one.relation, one.level, one.action) == (relation, level, action)
    )


@cache
def _properties(
    sensitivities: frozenset[Sensitivity], *, figures: bool, matching_only: bool
) -> tuple[frozenset[str], bool]:
    """The properties of these sensitivities, and whether columns nobody mapped are among them."""

    def fits(known: PropertyRule) -> bool:
        return (
            known.sensitivity in sensitivities
            and not (figures and known.identifying)
            and not (matching_only and not known.matching)
        )

    return frozenset(name for name, known in property_rules().items() if fits(known)), fits(UNMAPPED)


def _merged(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Clauses that differ only in their levels become one."""
    levels: dict[Clause, frozenset[str]] = {}
    for clause in clauses:
        bare = replace(clause, levels=frozenset())
        levels[bare] = levels.get(bare, frozenset()) | clause.levels
    return tuple(replace(bare, levels=found) for bare, found in levels.items())


def _withheld(actor: Actor, purpose: Purpose) -> Iterator[str]:
    for one in actor.standing.withheld:
        if _about(one, purpose):
            yield one.record + _SEPARATOR + one.prop if one.prop else one.record


def _about(one: Withheld | Consented, purpose: Purpose) -> bool:
    return one.purpose is None or one.purpose is purpose
