"""Everybody as one viewer sees them, for questions put to the whole register."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sijill.claims.statements import Statement
from sijill.mentions.statements import statement_of
from sijill.persons.everyone import One, everyone
from sijill.pipeline.derive import counted
from sijill.web.look import passages
from sijill.web.look.person import allowed
from sijill.web.look.sight import Sight


def people(sight: Sight, properties: Sequence[str]) -> Iterator[One]:
    """The viewer's persons with what they may see of these properties; each once, in no order that tells anything.

    Sex and birth come from all records of a person, so they are known only of whoever is seen whole. What texts say
    takes part as far as the viewer may see the text and the claim. Ten seconds for a million claims.
    """
    silent = set(range(sight.persons))
    texts = _passages(sight, properties)
    for one in everyone(sight.snapshot.register, counted(), properties):
        for person, said in _parted(sight, one).items():
            silent.discard(person)
            whole = _seen_whole(sight, person, one)
            yield replace(
                one,
                person_id=sight.id_of(person),
                sex=one.sex if whole else "",
                birth=one.birth if whole else None,
                statements=(*said, *texts.get(person, ())),
            )
    for person in sorted(silent):
        yield One(person_id=sight.id_of(person), sex="", birth=None, statements=tuple(texts.get(person, ())))


def _passages(sight: Sight, properties: Sequence[str]) -> dict[int, list[Statement]]:
    """Claims out of texts by the viewer's person whose record they were accepted for."""
    found: dict[int, list[Statement]] = {}
    for row in passages.rows_about(sight):
        number = sight.snapshot.number_of_origin.get(row.record)
        if row.prop in properties and number is not None and sight.seen[number]:
            found.setdefault(int(sight.person[number]), []).append(statement_of(row))
    return found


def _parted(sight: Sight, one: One) -> dict[int, list[Statement]]:
    """What the viewer may see, by the viewer's persons: hidden records hold nobody together."""
    found: dict[int, list[Statement]] = {}
    for said in one.statements:
        number = sight.snapshot.number_of.get(said.claim.record)
        if number is not None and sight.seen[number] and allowed(sight, sight.claims, said):
            found.setdefault(int(sight.person[number]), []).append(said)
    return found


def _seen_whole(sight: Sight, person: int, one: One) -> bool:
    """Whether every record of the published person is the viewer's, with its sex and birth."""
    snapshot = sight.snapshot
    members = sight.members(person)
    published = int(snapshot.person[members[0]])
    return (
        snapshot.person_ids[published] == one.person_id
        and sorted(int(number) for number in snapshot.of_person.of(published)) == members
        and all(sight.shown("sex", number) and sight.shown("birth", number) for number in members)
    )
