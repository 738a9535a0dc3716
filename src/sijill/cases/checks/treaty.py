"""The Committee's own tests: a State party, and a beginning after the Convention bound it."""

from dataclasses import dataclass
from typing import Any, Final

from sijill.cases import nationality
from sijill.cases.checks.common import SOURCES_DIFFER, Parameters, filled
from sijill.cases.checks.facts import country_of
from sijill.cases.matter import Matter, Verdict, refs_of
from sijill.cases.model import Words
from sijill.persons.model import Interval
from sijill.persons.spans import hull

SYRIA: Final = Words(
    en="Syria is not a party in what was read; check its status after December 2024 again.",
    ar="ليست سورية طرفاً في ما قُرئ؛ يجب التحقق مجدداً من وضعها بعد كانون الأول 2024.",
)


UNVERIFIED_LIST: Final = Words(
    en="The list of States parties is not confirmed: look it up in the UN treaty collection.",
    ar="قائمة الدول الأطراف غير مؤكدة: راجعوا مجموعة معاهدات الأمم المتحدة.",
)


# Warnings that whoever reads the result must know too; others are for whoever prepares the case.
OF_DATA: Final = (SYRIA, UNVERIFIED_LIST)


def state_party(matter: Matter, _: Parameters) -> Verdict:
    """A nationality of a State party, or a disappearance that began in one."""
    found = _nationalities(matter)
    used = {"claims": found.claims, "answers": found.answers}
    if found.parties:
        listed = ", ".join(sorted(found.parties))
        verified = all(nationality.parties()[one].verified for one in found.parties)
        warnings = (*(() if verified else (UNVERIFIED_LIST,)), *((SOURCES_DIFFER,) if found.differ else ()))
        return Verdict.passed(f"State party: {listed}.", f"دولة طرف: {listed}.", warnings=warnings, **used)
    if found.sure:
        listed = ", ".join(sorted(found.states))
        warnings = (UNVERIFIED_LIST, *((SYRIA,) if "SYR" in found.states else ()))
        return Verdict.failed(
            f"Neither nationality nor place is of a State party ({listed}).",
            f"لا الجنسية ولا المكان لدولة طرف ({listed}).",
            warnings=warnings,
            **used,
        )
    return Verdict.unknown(
        "The nationality, or the country where it began, is not known.",
        "الجنسية أو الدولة التي بدأ فيها غير معروفة.",
        claims=found.claims,
        answers=found.answers,
    )


def after_entry(matter: Matter, _: Parameters) -> Verdict:
    """The disappearance began after the Convention entered into force for the State that makes it eligible."""
    found = _nationalities(matter)
    told = matter.said("arrest.date")
    used = {"claims": (*refs_of(told), *found.claims), "answers": found.answers}
    if not found.parties:
        if found.sure:
            return Verdict.failed(
                "There is no State party to look at.", "لا توجد دولة طرف يُنظر فيها.", **used
            )
        return Verdict.unknown("Which State it is about is not known.", "الدولة المعنية غير معروفة.", **used)
    known = [nationality.parties()[code] for code in sorted(found.parties)]
    if all(one.deposited is None for one in known):
        missing, total = nationality.undated(), len(nationality.parties())
        listed = ", ".join(one.state for one in known)
        return Verdict.unknown(
            f"No dated entry into force for {listed} in the data ({missing} of {total} States parties have none).",
            f"لا يوجد في البيانات تاريخ نفاذ بالنسبة إلى {listed} ({missing} من {total} دولة طرفاً بلا تاريخ).",
            **used,
        )
    when = hull(told)
    if when is None:
        return Verdict.unknown("The date is not known.", "التاريخ غير معروف.", **used)
    return _against_entry(known, when, used)


def _against_entry(known: list[nationality.Party], when: Interval, used: dict[str, Any]) -> Verdict:
    """Between the deposit and the entry into force, and where the dates are vague, it stays unknown."""
    for one in known:
        if one.in_force is not None and when.start is not None and when.start > one.in_force:
            return Verdict.passed(
                f"After {one.in_force} ({one.state}).",
                f"بعد {one.in_force} ({one.state}).",
                warnings=() if one.verified else (UNVERIFIED_LIST,),
                **used,
            )
    if all(
        one.in_force is not None
        and one.deposited is not None
        and when.end is not None
        and when.end < max(one.deposited, nationality.ENTRY)
        for one in known
    ):
        return Verdict.failed(
            "It began before the Convention entered into force for that State.",
            "بدأ قبل نفاذ الاتفاقية بالنسبة إلى تلك الدولة.",
            **used,
        )
    return Verdict.unknown(
        "The dates do not tell whether it began before or after.",
        "لا تبيّن التواريخ هل بدأ قبل ذلك أو بعده.",
        **used,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nationalities:
    """What is known of nationality and place: ``sure`` when both are fully read, ``differ`` when sources do."""

    states: frozenset[str]
    sure: bool
    differ: bool
    claims: tuple[str, ...]
    answers: tuple[str, ...]

    @property
    def parties(self) -> frozenset[str]:
        return self.states & frozenset(nationality.parties())


def _nationalities(matter: Matter) -> _Nationalities:
    told, where = matter.said("nationality"), matter.said("arrest.place")
    read = [nationality.read(one.claim.value) for one in told]
    entered = matter.value("nationality")
    if filled(entered):
        text = ", ".join(entered) if isinstance(entered, list) else str(entered)
        read.append(nationality.read(text))
    countries = [country_of(one) for one in where]
    named = [code for one in read if one is not None for code in one]
    return _Nationalities(
        states=frozenset(named) | {one for one in countries if one is not None},
        sure=bool(read) and None not in read and bool(countries) and None not in countries,
        differ=len(set(read)) > 1,
        claims=refs_of([*told, *where]),
        answers=matter.refs("nationality"),
    )
