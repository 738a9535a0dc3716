"""What is known of the end: nobody is released, dead or still held because nobody says otherwise."""

from collections.abc import Mapping
from typing import Final

from sijill.cases.checks.common import SOURCES_DIFFER, Parameters
from sijill.cases.matter import Matter, Verdict, refs_of
from sijill.cases.model import Words
from sijill.claims.statements import Statement
from sijill.persons import custody
from sijill.persons.custody import FALL, Held
from sijill.persons.model import Interval
from sijill.persons.voices import voices

ENDED: Final = frozenset({"released", "escaped"})


DEAD: Final = frozenset({"died_in_custody", "executed", "dead_confirmed", "dead_reported"})


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
    claimants = voices(used, matter.copies)
    kinds = " / ".join(sorted(ends))
    if contested or len(ends) > 1:
        return Verdict.unknown(
            f"The sources contradict each other about it ({kinds}).",
            f"تتناقض المصادر في ذلك ({kinds}).",
            claims=refs_of(used),
            warnings=(SOURCES_DIFFER,),
        )
    if claimants == 1 and len({one.claim.said_by for one in used}) > 1:
        return Verdict.unknown(
            f"The lists that tell of it repeat each other ({kinds}): not confirmed by a second.",
            f"القوائم التي تذكره منقولة بعضها عن بعض ({kinds}): لم يؤكده مصدر ثانٍ.",
            claims=refs_of(used),
        )
    if claimants == 1:
        return Verdict.unknown(
            f"One organisation tells of it ({kinds}): not confirmed by a second.",
            f"تذكره منظمة واحدة ({kinds}): لم تؤكده ثانية.",
            claims=refs_of(used),
        )
    return Verdict.failed(
        f"{claimants} organisations tell of it ({kinds}).",
        f"تذكره عدة منظمات ({claimants}): {kinds}.",
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
    if _custody(matter).held is Held.FATE_UNKNOWN:
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
