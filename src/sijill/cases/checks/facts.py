"""Who, when and where: what the claims say of the person and of the arrest, and what they rest on."""

import datetime as dt
from typing import Final

from sijill.cases.calendar import add
from sijill.cases.checks.common import SEVERAL_ARRESTS, SOURCES_DIFFER, Parameters
from sijill.cases.matter import Matter, Verdict, refs_of
from sijill.cases.model import Span, Words
from sijill.claims.statements import Statement
from sijill.persons.model import Interval
from sijill.persons.spans import hull
from sijill.text import places
from sijill.text.places import Level

GOVERNORATE: Final = Level.GOVERNORATE


COUNTRY_OF_PCODES: Final = {"SY": "SYR"}


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
    if any(country_of(one) for one in told):
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


def country_of(statement: Statement) -> str | None:
    """ISO 3166-1 alpha-3 of the country a place claim lies in, if that is known."""
    for code in statement.reading.codes:
        root = ([*places.ancestors(code), code])[0] if code not in COUNTRY_OF_PCODES else code
        if root[:2] in COUNTRY_OF_PCODES:
            return COUNTRY_OF_PCODES[root[:2]]
    return places.read(statement.claim.value).country


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
