"""An audit as one JSON-able object: counts, findings with person ids, tallies of each rule."""

from collections.abc import Sequence
from typing import Any

from sijill.amnesties.audit import Audit
from sijill.amnesties.model import Assessment, Decree, Release, RuleResult
from sijill.amnesties.rearrest import Rearrest
from sijill.claims.statements import Statement
from sijill.mentions.figures import Figure, conflicts

Object = dict[str, Any]  # values that JSON can hold


def audit_object(audit: Audit, figures: Sequence[Figure]) -> Object:
    decree = audit.decree
    return {
        "decree": decree.id,
        "decree_name": decree.name,
        "decree_date": decree.issued.isoformat(),
        "cutoff": decree.cutoff.isoformat() if decree.cutoff else None,
        "confidence": decree.confidence.value,
        "rules": audit.rule_set,
        "as_of": audit.as_of.isoformat(),
        "persons": audit.persons,
        "cohort": dict(audit.cohort),
        "outside_cohort": dict(audit.outside),
        "counts": audit.counts,
        "counts_by_custody": dict(audit.by_custody),
        "findings": [assessment_object(one) for one in audit.findings],
        "rule_tallies": {rule: dict(tally) for rule, tally in audit.rules.items()},
        "sensitivity": {
            name: {"counts": counts, "findings": audit.sensitivity_findings[name]}
            for name, counts in audit.sensitivity.items()
        },
        "charge": dict(audit.charge_known),
        "custody_held": dict(audit.held_how),
        "releases": {"by_type": dict(audit.release_types), "groups": dict(audit.release_groups)},
        "liberated": audit.liberated,
        "fate_unknown": audit.fate_unknown,
        "partial": sum(one.partial for one in audit.assessments),
        "no_case": sum(one.no_case for one in audit.assessments),
        "rearrests": [rearrest_object(one) for one in audit.rearrests],
        "figures": [figure_object(one) for one in figures],
        "conflicts": [
            {
                "measure": one.one.measure,
                "kind": one.kind,
                "values": [one.one.value, one.other.value],
                "sources": [one.one.source, one.other.source],
            }
            for one in conflicts(figures)
        ],
    }


def assessment_object(one: Assessment) -> Object:
    return {
        "person_id": one.person_id,
        "covered": one.covered.value,
        "partial": one.partial,
        "no_case": one.no_case,
        "custody": one.custody.value,
        "custody_held": one.held.value,
        "released": one.release.released.value,
        "release": release_object(one.release),
        "fate": one.fate or None,
        "groups": list(one.groups),
        "rules": [rule_object(rule) for rule in one.rules],
    }


def release_object(one: Release) -> Object:
    return {
        "types": list(one.types),
        "decree": one.decree or None,
        "when": str(one.when) if one.when is not None else None,
        "days_after_decree": list(one.days) if one.days is not None else None,
        "linked_by": one.linked_by,
        "liberated": one.liberated,
        "died": one.died,
        "why": one.why,
        "claims": refs(one.statements),
    }


def rule_object(one: RuleResult) -> Object:
    return {
        "rule": one.rule,
        "result": one.result.value,
        "why": one.why,
        "effect": one.effect.value,
        "claims": refs(one.statements),
    }


def rearrest_object(one: Rearrest) -> Object:
    return {
        "person_id": one.person_id,
        "kind": one.kind,
        "when": str(one.when) if one.when is not None else None,
        "after_decree": one.after_decree.value,
        "sure": one.sure,
        "died": one.died,
        "claims": refs(one.statements),
    }


def figure_object(one: Figure) -> Object:
    return {
        "measure": one.measure,
        "value": one.value,
        "bound": one.bound or None,
        "as_of": one.as_of,
        "source": one.source,
        "definition": one.definition,
        "decree": one.subject or None,
        "mark": one.mark or None,
        "note": one.note or None,
        "where": one.where or None,
    }


def decree_object(one: Decree) -> Object:
    return {
        "id": one.id,
        "name": one.name,
        "date": one.issued.isoformat(),
        "cutoff": one.cutoff.isoformat() if one.cutoff else None,
        "confidence": one.confidence.value,
        "rule_sets": list(one.rule_sets),
        "tests": [test.id for test in one.tests],
        "tokens": [
            {"token": token.text, "role": token.role, "codes": list(token.codes), "why": token.why or None}
            for token in one.tokens
        ],
        "note": one.note,
    }


def refs(statements: Sequence[Statement]) -> list[str]:
    """``record:cell:property`` of each claim, as everywhere."""
    return [f"{one.claim.record}:{one.claim.locator}:{one.claim.prop}" for one in dict.fromkeys(statements)]
