"""What no list can hold: answers that a person entered."""

from sijill.cases.answers import valid_codes
from sijill.cases.checks.common import Parameters, filled
from sijill.cases.matter import Matter, Verdict


def steps(matter: Matter, _: Parameters) -> Verdict:
    """Steps that were taken, or why none were: fear and impossibility are accepted in their place."""
    used = {"answers": matter.refs("steps", "no_steps_reason")}
    if filled(matter.value("steps")):
        return Verdict.passed("Steps are told.", "ذُكرت الخطوات.", **used)
    if filled(matter.value("no_steps_reason")):
        return Verdict.passed("No steps, and the reason is told.", "لا خطوات، وذُكر السبب.", **used)
    return Verdict.failed(
        "Neither steps nor a reason for none are told.", "لم تُذكر خطوات ولا سبب لعدمها.", **used
    )


def submitter(matter: Matter, parameters: Parameters) -> Verdict:
    """Every field of ``fields`` is answered: who submits stays reachable."""
    fields = tuple(parameters["fields"])
    missing = [one for one in fields if not filled(matter.value(one))]
    used = {"answers": matter.refs(*fields)}
    if missing:
        listed = ", ".join(missing)
        return Verdict.failed(f"Missing: {listed}.", f"ناقص: {listed}.", **used)
    return Verdict.passed(
        "The submitter is identified and reachable.", "مقدّم البلاغ معروف ويمكن الوصول إليه.", **used
    )


def answered_yes(matter: Matter, parameters: Parameters) -> Verdict:
    """Somebody answered yes to the question ``field``; no answer is unknown."""
    field = parameters["field"]
    used = {"answers": matter.refs(field)}
    match matter.value(field):
        case True:
            return Verdict.passed("Answered yes.", "أُجيب بنعم.", **used)
        case False:
            return Verdict.failed("Answered no.", "أُجيب بلا.", **used)
        case _:
            return Verdict.unknown("Nobody answered yet.", "لم يُجب أحد بعد.", **used)


def answered_text(matter: Matter, parameters: Parameters) -> Verdict:
    """The text or list of ``field`` is there."""
    field = parameters["field"]
    if filled(matter.value(field)):
        return Verdict.passed("It is told.", "ورد ذكره.", answers=matter.refs(field))
    return Verdict.failed(f"Missing: {field}.", f"ناقص: {field}.")


def coded_answer(matter: Matter, parameters: Parameters) -> Verdict:
    """At least one code of the answer's own list."""
    field = parameters["field"]
    value = matter.value(field)
    given = [value] if isinstance(value, str) else list(value or ())
    used = {"answers": matter.refs(field)}
    if not given:
        return Verdict.failed(f"Missing: {field}.", f"ناقص: {field}.", **used)
    unfit = [one for one in given if one not in valid_codes(field)]
    if unfit:
        return Verdict.failed("A code is not in its list.", "رمز غير موجود في قائمته.", **used)
    return Verdict.passed(f"Given: {', '.join(given)}.", f"ورد: {'، '.join(given)}.", **used)


def language(matter: Matter, _: Parameters) -> Verdict:
    """The language chosen is one the body takes; none chosen means its first one."""
    chosen, taken = matter.value("language"), matter.procedure.languages
    used = {"answers": matter.refs("language")}
    if chosen is None:
        return Verdict.passed(
            f"None chosen: {taken[0]} will be used.", f"لم تُختر لغة: ستُستعمل {taken[0]}.", **used
        )
    if chosen in taken:
        return Verdict.passed(f"{chosen} is taken.", f"اللغة {chosen} مقبولة.", **used)
    return Verdict.failed(
        f"{chosen} is not taken; use {', '.join(taken)}.",
        f"اللغة {chosen} غير مقبولة؛ استعملوا {'، '.join(taken)}.",
        **used,
    )


def icc_jurisdiction(matter: Matter, parameters: Parameters) -> Verdict:
    """A basis a lawyer named. No referral by the Security Council exists; a declaration must be shown."""
    field = parameters["field"]
    used = {"answers": matter.refs(field)}
    match matter.value(field):
        case "territory" | "nationality":
            return Verdict.passed("A lawyer named the basis.", "سمّى محامٍ الأساس.", **used)
        case "sc_referral":
            return Verdict.failed(
                "There is none: the draft was vetoed on 22 May 2014 [K].",
                "لا توجد إحالة: نُقض المشروع في 22 أيار 2014 [K].",
                **used,
            )
        case "art12_3":
            return Verdict.unknown(
                "Show the declaration of the new authorities.", "يُطلب إبراز إعلان السلطات الجديدة.", **used
            )
        case _:
            return Verdict.unknown("Nobody named one yet.", "لم يسمّه أحد بعد.", **used)


def not_international_conflict(matter: Matter, _: Parameters) -> Verdict:
    """An answer only: no list tells it."""
    used = {"answers": matter.refs("armed_conflict")}
    match matter.value("armed_conflict"):
        case "none" | "internal":
            return Verdict.passed("Not an international armed conflict.", "ليس نزاعاً مسلحاً دولياً.", **used)
        case "international":
            return Verdict.failed("An international armed conflict.", "نزاع مسلح دولي.", **used)
        case _:
            return Verdict.unknown("Nobody answered yet.", "لم يُجب أحد بعد.", **used)
