"""What was decided about a record outside the claims files: it stays when the record is erased, and a person must look.

A consent, an answer or a letter may be the family's own, and what was sent cannot be unsent: so these are told, with
their ids, and none of them is taken away unasked.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sijill.cases import store as cases
from sijill.claims import erase as erasing
from sijill.consents import store as consents
from sijill.manual_review import store as reviews
from sijill.mentions import store as mentions
from sijill.mentions.models import AcceptedClaim
from sijill.persons import store as persons
from sijill.submissions import store as submissions
from sijill.tables.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """Ids. ``persons``: every id the record ever belonged to, former ones too. ``records``: the same record in other
    versions of its list, not erased.

    ``passages`` are of other records of the person; ``texts`` the sealed files that erased passages stand in;
    ``submissions`` what was rendered: files that were taken out of the register.
    """

    persons: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    submissions: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def remaining(
    register: Register,
    records: Collection[str],
    versions: Collection[str],
    siblings: Collection[str],
    erased: Collection[AcceptedClaim],
) -> Remaining:
    """``records``: the erased record and its origin; ``siblings``: origins of the other records of its person."""
    people = persons.ever_of(register, records)
    found = {case.id: case for person in (*people, "") for case in cases.cases_about(person, records)}
    answers = [
        answer.ref for case in found for answer in cases.answers_of(case) if answer.person in {"", *people}
    ]
    return Remaining(
        persons=tuple(people),
        records=tuple(sorted(one for one in versions if erasing.find(one) is None)),
        consents=tuple(one.id for one in consents.about({*people, *records}, records)),
        cases=tuple(found),
        answers=tuple(answers),
        letters=tuple(one.id for case in found for one in cases.communications_of(case)),
        submissions=tuple(submissions.rendered_about(people)),
        judgements=tuple(str(one.pk) for one in reviews.judgements_of(records)),
        passages=tuple(str(one.pk) for one in mentions.claims(siblings)),
        texts=tuple(dict.fromkeys(one.document_id for one in erased)),
    )
