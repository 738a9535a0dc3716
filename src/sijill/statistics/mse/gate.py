"""When not to estimate. The rules are a table; `before` and `after` only measure and look up.

The thresholds were fitted to twenty published tables and are meant to be argued about: change them here and nowhere
else. docs/reference/estimates.md prints this table.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

import numpy as np

from sijill.statistics.mse.model import Fit, Model, Verdict, worst
from sijill.statistics.mse.table import InclusionTable

VALID_LIST: Final = 5  # people a list must hold to count as one
CONTAINED: Final = 0.95  # share of a list found in another one, from which it is taken for a copy
_COPY_ODDS: Final = 20.0  # and how much likelier its people are on the other list than everybody else


class Check(StrEnum):
    VALID_LISTS = "valid_lists"
    ON_TWO = "share_on_two_lists"
    PEOPLE_ON_TWO = "people_on_two_lists"
    ON_THREE = "people_on_three_lists"
    EMPTY_PAIRS = "list_pairs_without_overlap"
    LONELY_LIST = "lists_overlapping_none"
    LISTS_AFTER_MERGING = "lists_after_merging_copies"
    COPIES = "lists_copied_from_another"
    RHAT = "rhat"
    CHAIN_RATIO = "chain_medians_ratio"
    ESS = "effective_sample_size"
    BEYOND_CAP = "mass_near_the_cap"
    EXPANSION = "estimate_over_documented"
    MODELS = "models_ratio"
    LEFT_OUT = "leave_one_list_out_ratio"
    RECALL = "linkage_recall"
    PRECISION = "linkage_precision"
    NO_FIT = "models_without_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``worse`` says on which side of a threshold trouble lies; None = that verdict is not given by this rule."""

    check: Check
    stage: Literal["before", "after"]
    worse: Literal["below", "above"]
    caution: float | None
    refuse: float | None
    says: str  # English; {value} is filled in
    says_ar: str
    shown_as: Literal["share", "number", "ratio"] = "number"


RULES: Final = (
    Rule(check=Check.VALID_LISTS, stage="before", worse="below", caution=4, refuse=3,
         says="{value} lists hold at least 5 people each",
         says_ar="عدد القوائم التي تضمّ 5 أشخاص على الأقل: {value}"),
    Rule(check=Check.ON_TWO, stage="before", worse="below", caution=0.20, refuse=0.10, shown_as="share",
         says="{value} of the people are on two or more lists",
         says_ar="نسبة الأشخاص الواردين في قائمتين أو أكثر: {value}"),
    Rule(check=Check.PEOPLE_ON_TWO, stage="before", worse="below", caution=None, refuse=30,
         says="{value} people are on two or more lists",
         says_ar="عدد الأشخاص الواردين في قائمتين أو أكثر: {value}"),
    Rule(check=Check.ON_THREE, stage="before", worse="below", caution=20, refuse=5,
         says="{value} people are on three or more lists",
         says_ar="عدد الأشخاص الواردين في ثلاث قوائم أو أكثر: {value}"),
    Rule(check=Check.EMPTY_PAIRS, stage="before", worse="above", caution=0.25, refuse=0.50, shown_as="share",
         says="{value} of the pairs of lists share nobody",
         says_ar="نسبة أزواج القوائم التي لا يجمعها أي شخص: {value}"),
    Rule(check=Check.LONELY_LIST, stage="before", worse="above", caution=None, refuse=0,
         says="{value} lists share nobody with any other list",
         says_ar="عدد القوائم التي لا تشترك مع غيرها بأي شخص: {value}"),
    Rule(check=Check.COPIES, stage="before", worse="above", caution=0, refuse=None,
         says="{value} lists look like copies or collections of another list: merge them first",
         says_ar="عدد القوائم التي تبدو نسخة عن قائمة أخرى أو تجميعاً لها، ويجب دمجها أولاً: {value}"),
    Rule(check=Check.LISTS_AFTER_MERGING, stage="before", worse="below", caution=None, refuse=3,
         says="{value} lists are left once copies are merged",
         says_ar="عدد القوائم الباقية بعد دمج النسخ: {value}"),
    Rule(check=Check.RECALL, stage="before", worse="below", caution=0.95, refuse=0.85, shown_as="share",
         says="linkage finds an estimated {value} of the true pairs",
         says_ar="نسبة الأزواج الصحيحة التي يجدها الربط، تقديراً: {value}"),
    Rule(check=Check.PRECISION, stage="before", worse="below", caution=0.98, refuse=0.95, shown_as="share",
         says="an estimated {value} of the linked pairs are right",
         says_ar="نسبة الأزواج المربوطة ربطاً صحيحاً، تقديراً: {value}"),
    Rule(check=Check.RHAT, stage="after", worse="above", caution=1.01, refuse=1.05, shown_as="ratio",
         says="the chains agree to an R-hat of {value}",
         says_ar="توافق السلاسل (R-hat): {value}"),
    Rule(check=Check.CHAIN_RATIO, stage="after", worse="above", caution=1.05, refuse=1.25, shown_as="ratio",
         says="the largest chain median is {value} times the smallest",
         says_ar="أكبر وسيط بين السلاسل مقسوماً على أصغرها: {value}"),
    Rule(check=Check.ESS, stage="after", worse="below", caution=400, refuse=None,
         says="the draws are worth {value} independent ones",
         says_ar="العدد الفعلي للسحوبات المستقلة: {value}"),
    Rule(check=Check.BEYOND_CAP, stage="after", worse="above", caution=0.01, refuse=0.025, shown_as="share",
         says="{value} of the posterior lies near the cap on the number of undocumented people",
         says_ar="نسبة التوزيع البعدي القريبة من السقف المفروض على عدد غير الموثَّقين: {value}"),
    Rule(check=Check.EXPANSION, stage="after", worse="above", caution=3, refuse=10, shown_as="ratio",
         says="the estimate is {value} times the documented number",
         says_ar="التقدير مقسوماً على العدد الموثَّق: {value}"),
    Rule(check=Check.MODELS, stage="after", worse="above", caution=1.3, refuse=2.5, shown_as="ratio",
         says="the models disagree: the largest median is {value} times the smallest",
         says_ar="اختلاف النماذج، أي أكبر وسيط مقسوماً على أصغره: {value}"),
    Rule(check=Check.LEFT_OUT, stage="after", worse="above", caution=1.5, refuse=3, shown_as="ratio",
         says="leaving out one list at a time moves the median by a factor of {value}",
         says_ar="تغيّر الوسيط عند حذف قائمة واحدة في كل مرة، بمعامل: {value}"),
    Rule(check=Check.NO_FIT, stage="after", worse="above", caution=0, refuse=None,
         says="{value} of the models asked for gave no answer",
         says_ar="عدد النماذج المطلوبة التي لم تعط جواباً: {value}"),
)  # fmt: skip
_RULE: Final = {rule.check: rule for rule in RULES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule found; ``value`` is None when it could not be looked at, and ``why`` then says so."""

    check: Check
    value: float | None
    verdict: Verdict
    why: str = ""

    @property
    def reason(self) -> str:
        return self._say("en")

    @property
    def reason_ar(self) -> str:
        return self._say("ar")

    def _say(self, language: Literal["en", "ar"]) -> str:
        rule = _RULE[self.check]
        if self.value is None:
            return f"{rule.check.value}: {self.why}"
        sentence = (rule.says if language == "en" else rule.says_ar).format(value=_show(rule, self.value))
        return f"{sentence} ({_thresholds(rule, language)})"


def verdict_of(findings: list[Finding]) -> Verdict:
    return worst([finding.verdict for finding in findings])


def measure(check: Check, value: float | None, *, why: str = "", may_refuse: bool = True) -> Finding:
    """Look ``value`` up in the rules; NaN is a refusal, None is "not looked at" and harmless by itself."""
    rule = _RULE[check]
    if value is None:
        return Finding(check=check, value=None, verdict=Verdict.ESTIMATE, why=why)
    if may_refuse and (np.isnan(value) or _beyond(rule, value, rule.refuse)):
        verdict = Verdict.REFUSE
    elif _beyond(rule, value, rule.caution):
        verdict = Verdict.CAUTION
    else:
        verdict = Verdict.ESTIMATE
    return Finding(check=check, value=float(value), verdict=verdict)


def before(
    table: InclusionTable,
    *,
    copies: tuple[tuple[str, str], ...] = (),
    recall: float | None = None,
    precision: float | None = None,
) -> list[Finding]:
    """What the table alone says. ``copies``: declared (copy, original) pairs of list names, added to those found."""
    sizes = table.list_sizes
    valid = np.flatnonzero(sizes >= VALID_LIST)
    people, captures, overlaps = table.people, table.captures, table.pair_overlaps
    shared = [int(overlaps[i, j]) for a, i in enumerate(valid) for j in valid[a + 1 :]]
    lonely = [i for i in valid if overlaps[i].sum() == sizes[i]]
    copied = set(likely_copies(table)) | set(copies)
    left = len(valid) - len({copy for copy, _ in copied if copy in {table.lists[i] for i in valid}})
    not_known = "not given; linkage error changes an estimate by more than its own rate"
    return [
        measure(Check.VALID_LISTS, len(valid)),
        measure(Check.ON_TWO, captures[2:].sum() / people if people else 0.0),
        measure(Check.PEOPLE_ON_TWO, int(captures[2:].sum())),
        measure(Check.ON_THREE, int(captures[3:].sum()), may_refuse=len(valid) > 3),
        measure(Check.EMPTY_PAIRS, shared.count(0) / len(shared) if shared else 1.0),
        measure(Check.LONELY_LIST, len(lonely)),
        measure(Check.COPIES, len(copied)),
        measure(Check.LISTS_AFTER_MERGING, left),
        measure(Check.RECALL, recall, why=not_known),
        measure(Check.PRECISION, precision, why=not_known),
    ]


def after(
    table: InclusionTable, fits: dict[Model, Fit], *, left_out: dict[str, float], no_fit: tuple[Model, ...]
) -> list[Finding]:
    """What the fits say. ``left_out``: median of N without each list; ``no_fit``: models that gave no answer."""
    chains = fits.get(Model.LCMCR)
    headline = headline_fit(fits)
    # Chao's number is a lower bound and says nothing against an estimate above it.
    medians = [fit.median for model, fit in fits.items() if model is not Model.CHAO]
    capped = [fit.beyond_cap for fit in fits.values() if fit.beyond_cap is not None]
    spread = max(medians) / min(medians) if len(medians) > 1 else None
    moved = max(left_out.values()) / min(left_out.values()) if len(left_out) > 1 else None
    return [
        measure(Check.RHAT, chains.rhat if chains else None, why="no chains were run"),
        measure(Check.CHAIN_RATIO, chains.chain_ratio if chains else None, why="no chains were run"),
        measure(Check.ESS, chains.ess if chains else None, why="no chains were run"),
        measure(Check.BEYOND_CAP, max(capped) if capped else None, why="no model with a cap was fitted"),
        measure(
            Check.EXPANSION, headline.median / table.people if headline else None, why="no model was fitted"
        ),
        measure(Check.MODELS, spread, why="fewer than two models to compare"),
        measure(Check.LEFT_OUT, moved, why="needs four to seven lists and dga"),
        measure(Check.NO_FIT, len(no_fit)),
    ]


def headline_fit(fits: dict[Model, Fit]) -> Fit | None:
    """The model that speaks for the table: latent classes, else graphs, else log-linear. Never the lower bound."""
    return next((fits[model] for model in (Model.LCMCR, Model.DGA, Model.LOGLINEAR) if model in fits), None)


def likely_copies(table: InclusionTable) -> list[tuple[str, str]]:
    """(copy, original): 95 % of one list is on the other, at 20 times the odds of everybody else."""
    sizes, overlaps, people = table.list_sizes, table.pair_overlaps, table.people
    found = []
    for i, name in enumerate(table.lists):
        for j, other in enumerate(table.lists):
            if i == j or sizes[i] < 2 * VALID_LIST or sizes[i] > sizes[j] or (sizes[i] == sizes[j] and i < j):
                continue
            both = int(overlaps[i, j])
            outside = int(sizes[j]) - both
            nowhere = people - int(sizes[i]) - outside
            odds = (both + 0.5) * (nowhere + 0.5) / ((sizes[i] - both + 0.5) * (outside + 0.5))
            if both >= CONTAINED * sizes[i] and odds >= _COPY_ODDS:
                found.append((name, other))
    return found


def _beyond(rule: Rule, value: float, threshold: float | None) -> bool:
    if threshold is None:
        return False
    return value < threshold if rule.worse == "below" else value > threshold


def _show(rule: Rule, value: float) -> str:
    """With as many decimals as it takes to see on which side of a threshold the value lies."""
    match rule.shown_as:
        case "share":
            scale, unit, decimals = 100.0, " %", 1
        case "ratio":
            scale, unit, decimals = 1.0, "", 3 if rule.check is Check.RHAT else 2
        case "number":
            scale, unit, decimals = 1.0, "", 0
    limits = [limit * scale for limit in (rule.caution, rule.refuse) if limit is not None]
    exact = value * scale
    while decimals < 8 and any(
        _side(exact, limit) != _side(round(exact, decimals), limit) for limit in limits
    ):
        decimals += 1
    return f"{exact:,.{decimals}f}{unit}"


def _side(value: float, limit: float) -> int:
    return (value > limit) - (value < limit)


def _thresholds(rule: Rule, language: Literal["en", "ar"]) -> str:
    side = {"below": {"en": "below", "ar": "دون"}, "above": {"en": "above", "ar": "فوق"}}[rule.worse][
        language
    ]
    words = {"en": ("caution", "refuse"), "ar": ("حذر", "رفض")}[language]
    limits = ((words[0], rule.caution), (words[1], rule.refuse))
    comma = "; " if language == "en" else "؛ "
    return comma.join(f"{word} {side} {_limit(rule, limit)}" for word, limit in limits if limit is not None)


def _limit(rule: Rule, limit: float) -> str:
    return f"{100 * limit:g} %" if rule.shown_as == "share" else f"{limit:g}"
