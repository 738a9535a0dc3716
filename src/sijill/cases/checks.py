"""One function per kind of requirement. Each looks at one matter and says pass, fail or unknown, and on what it rests.

Missing is not false: an element a form must have *fails* while nobody gives it; a fact about the world that nobody
knows is *unknown*. Silence is never a release, a death or a custody.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sijill.cases import nationality
from sijill.cases.answers import valid_codes
from sijill.cases.calendar import add
from sijill.cases.matter import Matter, Verdict, hull, refs_of
from sijill.cases.model import Span, Words
from sijill.claims.statements import Statement
from sijill.consents.model import Reason, permits
from sijill.persons import custody
from sijill.persons.custody import FALL, Held
from sijill.persons.model import Interval
from sijill.text import places
from sijill.text.places import Level

Parameters = Mapping[str, Any]  # from YAML
Check = Callable[[Matter, Parameters], Verdict]

GOVERNORATE: Final = Level.GOVERNORATE
COUNTRY_OF_PCODES: Final = {"SY": "SYR"}
ENDED: Final = frozenset({"released", "escaped"})
DEAD: Final = frozenset({"died_in_custody", "executed", "dead_confirmed", "dead_reported"})

SEVERAL_ARRESTS: Final = Words(
    en="Several arrests are told; this looks at the last one.", ar="تُروى عدة اعتقالات؛ ينظر هذا في آخرها."
)
SOURCES_DIFFER: Final = Words(
    en="The sources differ; all versions are kept and the choice must be shown.",
    ar="تختلف المصادر؛ تُحفظ كل الروايات ويجب إظهار الاختيار.",
)
SYRIA: Final = Words(
    en="Syria is not a party in what was read; check its status after December 2024 again.",
    ar="ليست سورية طرفاً في ما قُرئ؛ يجب التحقق مجدداً من وضعها بعد كانون الأول 2024.",
)
UNVERIFIED_LIST: Final = Words(
    en="The list of States parties is not confirmed: look it up in the UN treaty collection.",
    ar="قائمة الدول الأطراف غير مؤكدة: راجعوا مجموعة معاهدات الأمم المتحدة.",
)


def full_name(matter: Matter, _: Parameters) -> Verdict:
    """Given and family name, in parts or as a whole of at least two words; the father's name is asked for."""
    given, family = matter.said("name.given"), matter.said("name.family")
    whole = [one for one in matter.said("name") if len(one.claim.value.split()) >= 2]
    father = matter.said("name.father") or [one for one in whole if len(one.claim.value.split()) >= 3]
    used = refs_of([*given, *family, *matter.said("name.father"), *whole])
    if not ((given and family) or whole):
        return Verdict.failed(
            "No source gives both the own name and the family name.",
            "لا يذكر أي مصدر الاسم الأول واسم العائلة معاً.",
            claims=used,
        )
    warnings = [] if father else [Words(en="The father's name is missing.", ar="اسم الأب ناقص.")]
    contradicted = {one.prop for one in matter.person.contradictions}
    if contradicted & {"name", "name.given", "name.family", "name.father"}:
        warnings.append(SOURCES_DIFFER)
    return Verdict.passed("The name is complete.", "الاسم كامل.", claims=used, warnings=tuple(warnings))


def arrest_date(matter: Matter, _: Parameters) -> Verdict:
    """A day, month or year of the arrest; approximate is enough, and said."""
    told = matter.said("arrest.date")
    when = hull(told)
    if not told:
        return Verdict.failed("No source gives a date.", "لا يذكر أي مصدر تاريخاً.")
    if when is None:
        return Verdict.unknown(
            "A date is written but could not be read.", "كُتب تاريخ لم تمكن قراءته.", claims=refs_of(told)
        )
    if when.start is not None and when.start > matter.on:
        return Verdict.failed(
            "The date lies after the day of sending.", "التاريخ بعد يوم الإرسال.", claims=refs_of(told)
        )
    return Verdict.passed(
        f"Given as {when}.",
        f"ورد بصيغة {when}.",
        claims=refs_of(told),
        warnings=_date_warnings(matter, told, when),
    )


def _date_warnings(matter: Matter, told: list[Statement], when: Interval) -> tuple[Words, ...]:
    warnings = []
    if when.start != when.end:
        warnings.append(Words(en="The day is approximate.", ar="اليوم تقريبي."))
    spans = [
        Interval(start=one.reading.start, end=one.reading.end)
        for one in told
        if one.reading.start or one.reading.end
    ]
    if any(not one.meets(other) for one in spans for other in spans):
        warnings.append(SOURCES_DIFFER)
    if len([one for one in matter.person.episodes if one.when is not None]) > 1:
        warnings.append(SEVERAL_ARRESTS)
    return tuple(warnings)


def arrest_place(matter: Matter, _: Parameters) -> Verdict:
    """A place inside a known governorate. Homonyms of one governorate will do; of several they will not."""
    told = matter.said("arrest.place")
    used = refs_of(told)
    if not told:
        return Verdict.failed("No source gives a place.", "لا يذكر أي مصدر مكاناً.")
    found = {governorate for one in told for governorate in _governorates(one)}
    sure = [one for one in told if len(_governorates(one)) == 1]
    if sure:
        differ = len(found) > 1
        return Verdict.passed(
            "The governorate is known.",
            "المحافظة معروفة.",
            claims=used,
            warnings=(SOURCES_DIFFER,) if differ else (),
        )
    if found:
        return Verdict.unknown(
            "The place may lie in several governorates.", "قد يقع المكان في أكثر من محافظة.", claims=used
        )
    if any(_country(one) for one in told):
        return Verdict.failed("Only the country is known.", "الدولة وحدها معروفة.", claims=used)
    return Verdict.unknown(
        "A place is written that the gazetteer does not know.", "كُتب مكان لا يعرفه معجم الأماكن.", claims=used
    )


def _governorates(statement: Statement) -> frozenset[str]:
    found = set()
    for code in statement.reading.codes:
        up = [code, *places.ancestors(code)]
        found |= {one for one in up if (unit := places.unit(one)) is not None and unit.level is GOVERNORATE}
    return frozenset(found)


def _country(statement: Statement) -> str | None:
    """ISO 3166-1 alpha-3 of the country a place claim lies in, if that is known."""
    for code in statement.reading.codes:
        root = ([*places.ancestors(code), code])[0] if code not in COUNTRY_OF_PCODES else code
        if root[:2] in COUNTRY_OF_PCODES:
            return COUNTRY_OF_PCODES[root[:2]]
    return places.read(statement.claim.value).country


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


def steps(matter: Matter, _: Parameters) -> Verdict:
    """Steps that were taken, or why none were: fear and impossibility are accepted in their place."""
    used = {"answers": matter.refs("steps", "no_steps_reason")}
    if _filled(matter.value("steps")):
        return Verdict.passed("Steps are told.", "ذُكرت الخطوات.", **used)
    if _filled(matter.value("no_steps_reason")):
        return Verdict.passed("No steps, and the reason is told.", "لا خطوات، وذُكر السبب.", **used)
    return Verdict.failed(
        "Neither steps nor a reason for none are told.", "لم تُذكر خطوات ولا سبب لعدمها.", **used
    )


def submitter(matter: Matter, parameters: Parameters) -> Verdict:
    """Every field of ``fields`` is answered: who submits stays reachable."""
    fields = tuple(parameters["fields"])
    missing = [one for one in fields if not _filled(matter.value(one))]
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
    if _filled(matter.value(field)):
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


REASONS: Final = {
    Reason.GIVEN: Words(en="Consent was given.", ar="مُنحت الموافقة."),
    Reason.NO_CONSENT: Words(
        en="No consent is recorded: that is a refusal.", ar="لا توجد موافقة مسجّلة: وهذا بمثابة رفض."
    ),
    Reason.NOT_ASKED: Words(
        en="What is recorded is not a yes: not asked, unable, or to be asked again after a change in the register.",
        ar="المسجَّل ليس موافقة: لم تُطلب أو الشخص غير قادر أو يجب السؤال مجدداً بعد تغيير في السجل.",
    ),
    Reason.REFUSED: Words(en="Consent was refused.", ar="رُفضت الموافقة."),
    Reason.WITHDRAWN: Words(en="Consent was withdrawn.", ar="سُحبت الموافقة."),
    Reason.EXPIRED: Words(en="Consent expired: renew it.", ar="انتهت الموافقة: يجب تجديدها."),
    Reason.NOT_YET: Words(en="Consent begins later.", ar="تبدأ الموافقة لاحقاً."),
    Reason.OTHER_RECIPIENT: Words(en="Consent was given for somebody else.", ar="مُنحت الموافقة لجهة أخرى."),
    Reason.NO_RECIPIENT: Words(
        en="The consent does not say for whom, and its purpose does not either.",
        ar="لا تذكر الموافقة الجهة، ولا يذكرها غرضها.",
    ),
    Reason.CAPACITY: Words(
        en="Only somebody whose word is not enough here agreed.", ar="لم يوافق إلا من لا تكفي كلمته هنا."
    ),
    Reason.UNKNOWN_PURPOSE: Words(en="The purpose is not known.", ar="الغرض غير معروف."),
}


def consent(matter: Matter, parameters: Parameters) -> Verdict:
    """The gate: who is told and for what must be agreed to by somebody who may, today."""
    procedure = matter.procedure
    recipient: str | None = parameters.get("recipient", procedure.recipient)
    if recipient is not None and recipient.startswith("$"):
        named = matter.value(recipient.removeprefix("$"))
        if not _filled(named):
            return Verdict.unknown(
                "Nobody said yet to whom it goes.", "لم تُذكر بعد الجهة المرسَل إليها.", answers=()
            )
        recipient = str(named)
    found = permits(
        matter.consents,
        purpose=parameters.get("purpose", procedure.purpose),
        recipient=recipient,
        on=matter.on,
        capacities=procedure.capacities,
    )
    conflict = Words(en="Relatives disagree: the refusal counts.", ar="يختلف الأقارب: الرفض هو المعتبر.")
    words = REASONS[found.reason]
    make = (
        Verdict.passed
        if found.allowed
        else Verdict.unknown
        if found.reason is Reason.NOT_ASKED
        else Verdict.failed
    )
    return make(words.en, words.ar, consents=found.consents, warnings=(conflict,) if found.conflict else ())


def same_person(matter: Matter, _: Parameters) -> Verdict:
    """The records the case was opened about are still one person's; a split must be confirmed by somebody."""
    holders = list(matter.holders)
    if not holders:
        return Verdict.failed(
            "None of the records the case was opened about counts any more.",
            "لم يعد أي من السجلات التي فُتحت الحالة بشأنها معتمداً.",
        )
    if len(holders) > 1:
        return Verdict.unknown(
            f"The records now belong to {len(holders)} persons: {', '.join(holders)}.",
            f"السجلات الآن لعدة أشخاص ({len(holders)}): {'، '.join(holders)}.",
        )
    if matter.added:
        grown = Words(
            en=f"{matter.added} records were added to the person since: look at them.",
            ar=f"أُضيفت إلى الشخص سجلات منذ ذلك ({matter.added}): انظروا فيها.",
        )
        return Verdict.passed("The same records, and more.", "السجلات نفسها وأكثر.", warnings=(grown,))
    return Verdict.passed("The same records.", "السجلات نفسها.")


def no_parallel(matter: Matter, _: Parameters) -> Verdict:
    """No open case before a body that excludes this one, here or as the family knows."""
    excluding = {one.other for one in matter.procedure.exclusions if one.excludes}
    here = [one for one in matter.others if one.open and one.procedure in excluding and one.state != "draft"]
    used = {"answers": matter.refs("other_procedures")}
    if here:
        listed = ", ".join(f"{one.id} ({one.procedure})" for one in here)
        return Verdict.failed(
            f"Open here before another body: {listed}.", f"مفتوحة هنا لدى جهة أخرى: {listed}.", **used
        )
    drafts = [one for one in matter.others if one.procedure in excluding and one.state == "draft"]
    warnings = tuple(
        Words(
            en=f"A draft before {one.procedure} exists ({one.id}): only one of the two may be sent.",
            ar=f"توجد مسودة لدى {one.procedure} ({one.id}): لا يجوز إرسال إلا إحداهما.",
        )
        for one in drafts
    )
    match matter.value("other_procedures"):
        case "none" | "ended":
            return Verdict.passed(
                "Not before another procedure, as far as is known.",
                "ليست أمام إجراء آخر بقدر ما هو معروف.",
                warnings=warnings,
                **used,
            )
        case "pending" if excluding:
            return Verdict.failed("Pending before another procedure.", "قيد النظر أمام إجراء آخر.", **used)
        case "pending":
            return Verdict.unknown(
                "Pending before another procedure: ask that body.",
                "قيد النظر أمام إجراء آخر: يُسأل ذلك الإجراء.",
                **used,
            )
        case _:
            return Verdict.unknown("Nobody was asked yet.", "لم يُسأل أحد بعد.", warnings=warnings, **used)


def not_already_submitted(matter: Matter, _: Parameters) -> Verdict:
    """Nobody brought this person to this body before: not here, and not another organisation."""
    here = [
        one
        for one in matter.others
        if one.procedure == matter.procedure.id and one.state not in {"draft", "not_pursued", "inadmissible"}
    ]
    used = {"answers": matter.refs("already_submitted")}
    if here:
        listed = ", ".join(one.id for one in here)
        return Verdict.failed(
            f"Already submitted from here: {listed}.", f"سبق تقديمها من هنا: {listed}.", **used
        )
    match matter.value("already_submitted"):
        case "no":
            return Verdict.passed(
                "Nobody else submitted it, as far as is known.", "لم يقدّمها غيركم بقدر ما هو معروف.", **used
            )
        case "yes":
            return Verdict.failed(
                "Another organisation submitted it already.", "قدّمتها منظمة أخرى من قبل.", **used
            )
        case _:
            return Verdict.unknown("Nobody was asked yet.", "لم يُسأل أحد بعد.", **used)


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


def window(matter: Matter, parameters: Parameters) -> Verdict:
    """At most ``months`` calendar months between the disappearance and the day of receipt."""
    told = matter.said("arrest.date")
    when, months = hull(told), int(parameters["months"])
    used = {"claims": refs_of(told)}
    span = Span(months=months)
    if when is None:
        return Verdict.unknown("The date is not known.", "التاريخ غير معروف.", **used)
    if when.start is not None and add(when.start, span) >= matter.on:
        return Verdict.passed(f"Within {months} months.", f"خلال {months} أشهر.", **used)
    if when.end is not None and add(when.end, span) < matter.on:
        return Verdict.failed(f"More than {months} months ago.", f"قبل أكثر من {months} أشهر.", **used)
    return Verdict.unknown(
        f"The date is too vague to tell whether it was within {months} months.",
        f"التاريخ غير دقيق بما يكفي لمعرفة ما إذا كان خلال {months} أشهر.",
        **used,
    )


def fate_open(matter: Matter, parameters: Parameters) -> Verdict:
    """Nobody claims a release or a death. One claim is a question, two independent ones an answer.

    A presumption of death is neither. ``whereabouts``: a death leaves the matter open, the body must be found too.
    """
    told = _ends(matter)
    released = {name: used for name, used in told.items() if name == "release"}
    dead = {name: used for name, used in told.items() if name == "death"}
    ends = released if parameters.get("whereabouts") else {**released, **dead}
    used = [one for statements in ends.values() for one in statements]
    if not ends:
        return _open(matter, dead if parameters.get("whereabouts") else {})
    contested = any(one.contested for one in matter.person.statuses if one.axis.value in {"life", "custody"})
    claimants = {one.claim.said_by for one in used}
    kinds = " / ".join(sorted(ends))
    if contested or len(ends) > 1:
        return Verdict.unknown(
            f"The sources contradict each other about it ({kinds}).",
            f"تتناقض المصادر في ذلك ({kinds}).",
            claims=refs_of(used),
            warnings=(SOURCES_DIFFER,),
        )
    if len(claimants) == 1:
        return Verdict.unknown(
            f"One organisation tells of it ({kinds}): not confirmed by a second.",
            f"تذكره منظمة واحدة ({kinds}): لم تؤكده ثانية.",
            claims=refs_of(used),
        )
    return Verdict.failed(
        f"{len(claimants)} organisations tell of it ({kinds}).",
        f"تذكره عدة منظمات ({len(claimants)}): {kinds}.",
        claims=refs_of(used),
    )


def _open(matter: Matter, dead: Mapping[str, list[Statement]]) -> Verdict:
    used = [one for statements in dead.values() for one in statements]
    warnings = []
    if used:
        warnings.append(
            Words(en="A death is told; the whereabouts stay open.", ar="ذُكرت وفاة؛ يبقى مكان الوجود مفتوحاً.")
        )
    if custody.codes_of(matter.person.statements, "life_status") & {"presumed_dead"}:
        warnings.append(
            Words(
                en="A death is presumed: a presumption alone closes nothing.",
                ar="تُفترض وفاة: القرينة وحدها لا تغلق شيئاً.",
            )
        )
    used_now = {"claims": refs_of(used), "warnings": tuple(warnings)}
    if matter.on >= FALL and _custody(matter).held is not Held.CERTAIN:
        return Verdict.passed(
            "Fate unknown: nobody claims a release, a death or custody after 8 December 2024.",
            "المصير مجهول: لا يذكر أحد إفراجاً أو وفاة أو احتجازاً بعد 8 كانون الأول 2024.",
            **used_now,
        )
    return Verdict.passed("Nobody claims a release or a death.", "لا يذكر أحد إفراجاً ولا وفاة.", **used_now)


def _ends(matter: Matter) -> dict[str, list[Statement]]:
    """What any source claims of an end: release (or escape), death."""
    found: dict[str, list[Statement]] = {"release": [], "death": []}
    episode = matter.episode
    for one in matter.person.statements:
        mine = episode is None or one.claim.record in episode.records or one.claim.prop.startswith("death.")
        codes = custody.codes_of([one], "custody_status") | custody.codes_of([one], "life_status")
        if codes & DEAD or (one.claim.prop == "death.date" and one.reading.normalised):
            found["death"].append(one)
        elif mine and (codes & ENDED or (one.claim.prop == "release.date" and one.reading.normalised)):
            found["release"].append(one)
    return {name: statements for name, statements in found.items() if statements}


def deprived_of_liberty(matter: Matter, _: Parameters) -> Verdict:
    """Whether the person is held on the day of sending. Never yes from silence, and after the prisons were opened on
    8 December 2024 only a later claim says so.
    """
    found = _custody(matter)
    used = {"claims": refs_of(list(found.statements))}
    match found.held:
        case Held.CERTAIN:
            return Verdict.passed(
                "A claim of that time says held.", "يذكر ادعاء من ذلك الوقت أنه محتجز.", **used
            )
        case Held.NO:
            return Verdict.failed("The sources tell of an end.", "تذكر المصادر نهاية الاحتجاز.", **used)
        case Held.FATE_UNKNOWN:
            return Verdict.unknown(
                "Fate unknown: the prisons were opened on 8 December 2024 and no later claim tells of this person.",
                "المصير مجهول: فُتحت السجون في 8 كانون الأول 2024 ولا ادعاء لاحقاً عن هذا الشخص.",
                **used,
            )
        case Held.PRESUMED if _since_fall(found.last_known):
            warning = Words(
                en=f"Last known to be held: {found.last_known}. Ask for news.",
                ar=f"آخر ما عُرف عن احتجازه: {found.last_known}. اسألوا عن الأخبار.",
            )
            return Verdict.passed(
                "A claim later than 8 December 2024 says held, and nobody tells of an end.",
                "يذكر ادعاء بعد 8 كانون الأول 2024 أنه محتجز ولا يذكر أحد نهاية.",
                warnings=(warning,),
                **used,
            )
        case Held.PRESUMED | Held.UNKNOWN:
            return Verdict.unknown("Nobody speaks of that time.", "لا أحد يتحدث عن ذلك الوقت.", **used)


def _since_fall(when: Interval | None) -> bool:
    return when is not None and when.start is not None and when.start >= FALL


def _custody(matter: Matter) -> custody.Custody:
    episode = matter.episode
    words = custody.words_of(episode, matter.person.statements) if episode is not None else ()
    return custody.custody_on(words, matter.on)


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
    if _filled(entered):
        text = ", ".join(entered) if isinstance(entered, list) else str(entered)
        read.append(nationality.read(text))
    countries = [_country(one) for one in where]
    named = [code for one in read if one is not None for code in one]
    return _Nationalities(
        states=frozenset(named) | {one for one in countries if one is not None},
        sure=bool(read) and None not in read and bool(countries) and None not in countries,
        differ=len(set(read)) > 1,
        claims=refs_of([*told, *where]),
        answers=matter.refs("nationality"),
    )


def after_day(matter: Matter, parameters: Parameters) -> Verdict:
    """It happened on or after ``day``."""
    told = matter.said("arrest.date")
    when, day = hull(told), parameters["day"]
    used = {"claims": refs_of(told)}
    if not isinstance(day, dt.date):
        raise TypeError("the parameter day is no day")
    if when is not None and when.start is not None and when.start >= day:
        return Verdict.passed(f"On or after {day}.", f"في {day} أو بعده.", **used)
    if when is not None and when.end is not None and when.end < day:
        return Verdict.failed(f"Before {day}.", f"قبل {day}.", **used)
    return Verdict.unknown("The date is not known well enough.", "التاريخ غير معروف بما يكفي.", **used)


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


def evidence(matter: Matter, _: Parameters) -> Verdict:
    """The claims stand in sealed files whose hashes are known; one claim of each file is named."""
    first: dict[str, Statement] = {}
    for one in matter.person.statements:
        first.setdefault(one.claim.file_sha256, one)
    if not first:
        return Verdict.failed("No sealed source.", "لا مصدر مختوم.")
    return Verdict.passed(
        f"{len(first)} sealed sources.",
        f"عدد المصادر المختومة {len(first)}.",
        claims=refs_of(list(first.values())),
    )


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


def _filled(value: Any) -> bool:  # an answer: whatever JSON can hold
    return bool(value.strip()) if isinstance(value, str) else bool(value)


CHECKS: Final[Mapping[str, Check]] = {
    one.__name__: one
    for one in (
        full_name,
        arrest_date,
        arrest_place,
        responsible,
        steps,
        submitter,
        answered_yes,
        answered_text,
        coded_answer,
        consent,
        same_person,
        no_parallel,
        not_already_submitted,
        language,
        window,
        fate_open,
        deprived_of_liberty,
        state_party,
        after_entry,
        after_day,
        icc_jurisdiction,
        evidence,
        not_international_conflict,
    )
}
