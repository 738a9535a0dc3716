"""The audit of one decree over a register: what ``sijill amnesty audit`` and the pages show."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sijill.amnesties.audit import PROPERTIES, Audit, audit
from sijill.amnesties.decrees import decree
from sijill.persons.everyone import everyone
from sijill.pipeline import released_list, texts
from sijill.pipeline.derive import counted, require_linked
from sijill.tables.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """``matched`` is None when no list of released people was given."""

    audit: Audit
    matched: released_list.Matched | None
    releases_file: str


def audited(
    register: Register,
    *,
    decree_id: str,
    rule_set: str,
    as_of: date,
    at: datetime,
    releases: Path | None = None,
) -> Audited:
    """Reads only; nothing enters the register. Raises NotFoundError, UsageError, RegisterError (nothing linked yet)."""
    require_linked(register)
    chosen = decree(decree_id, register)
    matched = (
        released_list.match(register, releases, chosen, as_of=as_of, at=at) if releases is not None else None
    )
    made = audit(
        chosen,
        everyone(register, counted(), PROPERTIES, more=texts.by_person(register)),
        rule_set=rule_set.casefold(),
        as_of=as_of,
        listed=matched.releases if matched is not None else None,
    )
    return Audited(audit=made, matched=matched, releases_file=releases.name if releases is not None else "")
