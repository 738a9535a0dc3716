"""What may never be passed over in silence: consent, identity, the same matter elsewhere."""

from typing import Final

from sijill.cases.checks.common import Parameters, filled
from sijill.cases.matter import Matter, Verdict
from sijill.cases.model import Words
from sijill.consents.model import Reason, permits

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
        if not filled(named):
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
    warnings = [conflict] if found.conflict else []
    if found.excluded:
        listed = ", ".join(sorted(found.excluded))
        warnings.append(Words(en=f"The consent leaves out: {listed}.", ar=f"لا تشمل الموافقة: {listed}."))
    return make(
        words.en,
        words.ar,
        consents=found.consents,
        warnings=tuple(warnings),
        excluded=found.excluded,
    )


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


def _other_drafts(matter: Matter) -> tuple[Words, ...]:
    """Two cases of one person before one body are a mistake that shows only when both are sent."""
    return tuple(
        Words(
            en=f"Another draft before the same body exists ({one.id}): only one of the two may be sent.",
            ar=f"توجد مسودة أخرى لدى الجهة نفسها ({one.id}): لا يجوز إرسال إلا إحداهما.",
        )
        for one in matter.others
        if one.procedure == matter.procedure.id and one.state == "draft"
    )


def not_already_submitted(matter: Matter, _: Parameters) -> Verdict:
    """Nobody brought this person to this body before: not here, and not another organisation."""
    here = [
        one
        for one in matter.others
        if one.procedure == matter.procedure.id and one.state not in {"draft", "not_pursued", "inadmissible"}
    ]
    used = {"answers": matter.refs("already_submitted"), "warnings": _other_drafts(matter)}
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
