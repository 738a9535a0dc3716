"""Who was responsible, and what binds them to the State."""

from typing import Any

from sijill.cases.checks.common import Parameters
from sijill.cases.matter import Matter, Verdict, refs_of
from sijill.cases.model import Words
from sijill.claims.statements import Statement
from sijill.persons import custody


def responsible(matter: Matter, parameters: Parameters) -> Verdict:
    """The forces and their link to the State: its agents, or others with a link, or others marked as such.

    A place of detention is no perpetrator: ``held.place`` does not count. ``state_only``: others need a link told.
    """
    told = matter.said("arrest.agency")
    kinds = [_kind(one) for one in told]
    typed = matter.value("actor_type")
    used = {"claims": refs_of(told), "answers": matter.refs("actor_type", "responsible", "state_link")}
    if isinstance(typed, str) and matter.value("responsible"):
        kinds.append(_kind_of_type(typed))
    if not kinds:
        return Verdict.failed("Nobody says who was responsible.", "لا أحد يذكر الجهة المسؤولة.", **used)
    said = set(kinds) - {custody.Answer.UNKNOWN}
    linked = bool(matter.value("state_link"))
    if said == {custody.Answer.YES} or (linked and said != {custody.Answer.YES, custody.Answer.NO}):
        return Verdict.passed(
            "Agents of the State, or others with its support.", "من أعوان الدولة أو بدعمها.", **used
        )
    if said == {custody.Answer.NO}:
        return _not_the_state(parameters, used)
    if said:
        return Verdict.unknown(
            "Some sources name the State, others do not.", "بعض المصادر تذكر الدولة وبعضها غيرها.", **used
        )
    return Verdict.unknown(
        "The body named is not known as one of the State, or may be several.",
        "الجهة المذكورة ليست معروفة بأنها من الدولة أو تحتمل أكثر من جهة.",
        **used,
    )


def _not_the_state(parameters: Parameters, used: dict[str, Any]) -> Verdict:
    if parameters.get("state_only"):
        return Verdict.failed(
            "Not agents of the State, and no link to it is told.",
            "ليسوا من أعوان الدولة ولم تُذكر صلة بها.",
            **used,
        )
    warning = Words(
        en="Not the State: such acts are documented separately [K].",
        ar="ليست الدولة: تُوثَّق هذه الأفعال على حدة [K].",
    )
    return Verdict.passed("Marked as not the State.", "معلَّم بأنه ليس الدولة.", warnings=(warning,), **used)


def _kind(statement: Statement) -> custody.Answer:
    """Whether the body named is the State: all bodies it may be must agree."""
    said = {custody.is_state(code) for code in statement.reading.codes}
    return said.pop() if len(said) == 1 else custody.Answer.UNKNOWN


def _kind_of_type(code: str) -> custody.Answer:
    """The same of an ``actor_type``: State bodies yes; militias and foreigners unknown, a link must be told."""
    if code.startswith("state_"):
        return custody.Answer.YES
    if code in {"opposition_group", "terrorist_listed", "de_facto_authority", "criminal"}:
        return custody.Answer.NO
    return custody.Answer.UNKNOWN
