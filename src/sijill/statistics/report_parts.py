"""What the reports of this stage have in common: their context, their numbers, their words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sijill.statistics.disclose import Audience as Policies
from sijill.statistics.disclose import Suppressed
from sijill.statistics.labels import Language
from sijill.statistics.mse.gate import Check, Finding
from sijill.statistics.report_words import WORDS
from sijill.statistics.shown import Audience, Count, Shown
from sijill.statistics.tally import Interval
from sijill.statistics.tiers import Counted
from sijill.typesetting import Ready, sentence, settled

Say = Callable[..., Ready]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where an estimate comes from, for its report. ``day`` and ``digest`` are None for a table from elsewhere.

    ``strata``: the documented people of each stratum, as the audience may see them. ``behind``: the register's tally of
    the same strata, whose records stand behind the documented figures. ``trace``: the file that lists them.
    """

    command: str
    audience: Audience = Audience.INTERNAL
    day: str | None = None
    digest: str | None = None
    documented: Interval | None = None
    strata: Mapping[tuple[str, ...], Count] = field(default_factory=dict)
    behind: tuple[Shown, Counted] | None = None
    trace: str | None = None

    def line_of(self, stratum: tuple[str, ...]) -> str:
        """The number of a stratum's line in the file of records; empty where there is none."""
        rows = () if self.behind is None or self.trace is None else self.behind[0].rows
        return next((str(at) for at, row in enumerate(rows, start=1) if row.stratum == stratum), "")


def foot(day: str | None, say: Say) -> str:
    return "" if day is None else say("event", day=day)


def sayer(language: Language) -> Say:
    return lambda word, **values: sentence(WORDS[word][language], rtl=language == "ar", **values)


def text_in(text: str, language: Language) -> Ready:
    return settled(text, rtl=language == "ar")


def people(count: int, context: Context) -> str:
    return number(rounded(count, context))


def rounded(count: int, context: Context) -> int:
    to = Policies.PUBLIC.value.rounded_to
    return (count + to // 2) // to * to if context.audience is Audience.PUBLIC else count


def number(value: float) -> str:
    return f"{value:,.0f}"


def count_text(count: Count | None, say: Say) -> str:
    if count is None:
        return "–"
    return say("suppressed") if isinstance(count, Suppressed) else number(count)


def span(low: float, high: float) -> str:
    return f"{low:,.0f}–{high:,.0f}"


def interval(ends: Interval | None) -> str:
    return "–" if ends is None else span(ends.low, ends.high)


def share(part: float | None) -> str:
    return "" if part is None else f"{part:.0%}"


def optional(value: float | None, form: str) -> str:
    return "" if value is None else f"{value:{form}}"


def reason(finding: Finding, context: Context, language: Language) -> Ready:
    """A few people on several lists are a small cell like any other."""
    told = finding.reason_ar if language == "ar" else finding.reason
    counted = finding.check in {Check.PEOPLE_ON_TWO, Check.ON_THREE} and finding.value is not None
    smallest = {Audience.RAW: 0, Audience.INTERNAL: Policies.INTERNAL.value.smallest,
                Audience.PUBLIC: Policies.PUBLIC.value.smallest}[context.audience]  # fmt: skip
    if counted and finding.value is not None and 0 < finding.value < smallest:
        fewer = {"en": f"fewer than {smallest}", "ar": f"أقل من {smallest}"}[language]
        told = re.sub(r"\d+", fewer, told, count=1)
    return text_in(told, language)
