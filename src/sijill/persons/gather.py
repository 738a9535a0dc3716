"""One person put together from the claims of its records."""

from collections.abc import Sequence

from sijill.claims.statements import Statement
from sijill.persons.contradict import facts_of
from sijill.persons.episodes import episodes_of, timeline_of
from sijill.persons.fullest import fullest_first
from sijill.persons.model import Person
from sijill.persons.statuses import statuses_of
from sijill.text import names
from sijill.text.names import Slot
from sijill.text.scripts import clean

PARTS = ("name.given", "name.father", "name.grandfather", "name.family")


def gather(person: str, asked: str, records: Sequence[str], statements: Sequence[Statement]) -> Person:
    return Person(
        id=person,
        asked=asked,
        names=names_of(statements),
        records=tuple(records),
        lists=tuple(sorted({statement.claim.list_id for statement in statements})),
        statements=tuple(statements),
        facts=facts_of(statements),
        statuses=statuses_of(statements),
        episodes=episodes_of(statements),
        timeline=timeline_of(statements),
    )


def names_of(statements: Sequence[Statement]) -> tuple[str, ...]:
    """Every different whole name as written (parts of one record joined), the fullest first (``fullest``).

    A column called "name" that holds the own name alone is joined with the father's and family name beside it; those
    two without an own name are nobody's name where there is a whole one.
    """
    by_record: dict[str, dict[str, str]] = {}
    for statement in statements:
        claim = statement.claim
        if claim.prop == "name" or claim.prop in PARTS or claim.prop == "name.kunya":
            by_record.setdefault(claim.record, {}).setdefault(claim.prop, claim.value)
    written = []
    for said in by_record.values():
        whole, parts = said.get("name", "").strip(), [said[part].strip() for part in PARTS if part in said]
        if whole and "name.given" not in said:
            alone = names.read(whole).part(Slot.FAMILY) is None and not any(one in whole for one in parts)
            written.append(" ".join([whole, *parts]) if alone else whole)
        else:
            written += [text for text in (whole, " ".join(parts)) if text]
        if "name" not in said and not parts:
            written.append(said["name.kunya"].strip())
    unique: dict[str, str] = {}
    for text in written:
        unique.setdefault(clean(text).casefold(), text)
    return tuple(fullest_first(unique.values()))
