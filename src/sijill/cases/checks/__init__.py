"""One function per kind of requirement. Each looks at one matter and says pass, fail or unknown, and on what it rests.

Missing is not false: an element a form must have *fails* while nobody gives it; a fact about the world that nobody
knows is *unknown*. Silence is never a release, a death or a custody.
"""

from collections.abc import Mapping
from typing import Final

from sijill.cases.checks import asked, facts, fate, forces, gates, treaty
from sijill.cases.checks.common import Check

CHECKS: Final[Mapping[str, Check]] = {
    one.__name__: one
    for one in (
        facts.full_name,
        facts.arrest_date,
        facts.arrest_place,
        forces.responsible,
        asked.steps,
        asked.submitter,
        asked.answered_yes,
        asked.answered_text,
        asked.coded_answer,
        gates.consent,
        gates.same_person,
        gates.no_parallel,
        gates.not_already_submitted,
        asked.language,
        facts.window,
        fate.fate_open,
        fate.deprived_of_liberty,
        treaty.state_party,
        treaty.after_entry,
        facts.after_day,
        asked.icc_jurisdiction,
        facts.evidence,
        asked.not_international_conflict,
    )
}
