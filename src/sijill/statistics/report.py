"""A report that is one file: HTML with its charts inside, in English or Arabic, nothing loaded from anywhere.

The interval stands before the point, the verdict before both. A refusal shows no estimate, whatever was computed.
Numbers and dates are isolated (<bdi>), so that they read the same in both directions.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Final, Literal

from sijill.statistics import charts, overlap
from sijill.statistics.disclose import Suppressed
from sijill.statistics.mse.estimate import EstimateReport
from sijill.statistics.mse.gate import Finding
from sijill.statistics.mse.model import Fit, Verdict
from sijill.statistics.mse.words import ASSUMPTIONS, CAVEATS, NOT_IN_SCOPE, VERDICTS
from sijill.statistics.tally import Cell, Interval, Missing, Tally, Value

Language = Literal["en", "ar"]

_WORDS: Final[dict[str, dict[Language, str]]] = {
    "title": {"en": "How many, and how sure", "ar": "كم العدد، وما مدى الثقة به"},
    "verdict": {"en": "Verdict", "ar": "الحكم"},
    "estimate": {"en": "An estimate can be given", "ar": "يمكن إعطاء تقدير"},
    "caution": {"en": "With caution", "ar": "بحذر"},
    "refuse": {"en": "No estimate", "ar": "لا تقدير"},
    "check_estimate": {"en": "passed", "ar": "سليم"},
    "check_caution": {"en": "caution", "ar": "حذر"},
    "check_refuse": {"en": "refuse", "ar": "رفض"},
    "documented": {"en": "Documented", "ar": "الموثَّق"},
    "documented_says": {
        "en": "different people on at least one list",
        "ar": "أشخاص مختلفون وردوا في قائمة واحدة على الأقل",
    },
    "estimated": {
        "en": "Estimated total, documented and undocumented",
        "ar": "التقدير الإجمالي، الموثَّق وغير الموثَّق",
    },
    "between": {"en": "between {low} and {high}", "ar": "بين {low} و{high}"},
    "interval_says": {
        "en": "95 % interval; median {median}, model {model}",
        "ar": "مجال 95 %؛ الوسيط {median}، النموذج {model}",
    },
    "models": {"en": "The models side by side", "ar": "النماذج جنباً إلى جنب"},
    "diagnosis": {"en": "For diagnosis only: not to be published", "ar": "للتشخيص فقط: ليست للنشر"},
    "model": {"en": "Model", "ar": "النموذج"},
    "interval": {"en": "95 % interval", "ar": "مجال 95 %"},
    "median": {"en": "Median", "ar": "الوسيط"},
    "change": {"en": "What was changed", "ar": "ما الذي تغيّر"},
    "sensitivity": {"en": "Change one thing", "ar": "تغيير شيء واحد"},
    "checks": {"en": "What was checked", "ar": "ما الذي فُحص"},
    "found": {"en": "Found", "ar": "النتيجة"},
    "overlap": {"en": "How the lists overlap", "ar": "كيف تتداخل القوائم"},
    "upset": {
        "en": "People by the combination of lists they are on",
        "ar": "الأشخاص بحسب القوائم التي وردوا فيها",
    },
    "growth": {"en": "People known as lists are added", "ar": "تزايد المعروفين مع إضافة القوائم"},
    "known": {"en": "already known", "ar": "معروفون من قبل"},
    "new": {"en": "new", "ar": "جدد"},
    "pairs": {"en": "Pairs of lists", "ar": "أزواج القوائم"},
    "lists": {"en": "Lists", "ar": "القوائم"},
    "shared": {"en": "People on both", "ar": "الأشخاص في كليهما"},
    "odds": {"en": "Odds ratio (95 %)", "ar": "نسبة الأرجحية (95 %)"},
    "odds_says": {
        "en": "Among people found on a third list. Above 1: who is on one list is likelier to be on the other.",
        "ar": "بين من وردوا في قائمة ثالثة. فوق 1: من ورد في إحداهما فالأرجح أن يرد في الأخرى.",
    },
    "elsewhere": {"en": "found elsewhere", "ar": "موجودون في غيرها"},
    "scope": {"en": "Scope", "ar": "النطاق"},
    "assumptions": {"en": "This rests on", "ar": "يقوم هذا على"},
    "caveats": {"en": "Read before quoting", "ar": "يُقرأ قبل الاقتباس"},
    "reproduce": {"en": "To reproduce", "ar": "لإعادة الحساب"},
    "seed": {"en": "seed", "ar": "البذرة"},
    "version": {"en": "version", "ar": "الإصدار"},
    "digest": {"en": "SHA-256 of the table", "ar": "بصمة الجدول SHA-256"},
    "as_of": {"en": "As of", "ar": "حتى تاريخ"},
    "reported": {"en": "Reported (records)", "ar": "المبلَّغ عنه (سجلات)"},
    "imputed": {"en": "Documented, missing values filled in", "ar": "الموثَّق بعد استكمال القيم الناقصة"},
    "total_estimated": {"en": "Estimated total", "ar": "التقدير الإجمالي"},
    "lists_contributing": {"en": "Lists", "ar": "القوائم"},
    "all": {"en": "All", "ar": "المجموع"},
    "unknown": {"en": "unknown", "ar": "غير معروف"},
    "contradicted": {"en": "contradicted", "ar": "متضارب"},
    "suppressed": {"en": "withheld", "ar": "محجوب"},
    "withheld_says": {
        "en": "Withheld: the count is small or protects a small one; it is not zero. Counts are rounded to 5.",
        "ar": "محجوب: العدد صغير أو يحمي عدداً صغيراً، وليس صفراً. الأعداد مقرّبة إلى 5.",
    },
    "tally": {"en": "How many are documented", "ar": "كم عدد الموثَّقين"},
    "tally_says": {
        "en": "Four different numbers: records reported, people documented, the same people with missing values filled "
        "in, and an estimate where the data allow one. They are never added or mixed.",
        "ar": "أربعة أعداد مختلفة: السجلات المبلَّغ عنها، والأشخاص الموثَّقون، والأشخاص أنفسهم بعد استكمال القيم "
        "الناقصة، وتقدير حيث تسمح البيانات. لا تُجمع ولا تُخلط.",
    },
    "missing_share": {
        "en": "{share} of the documented people lack at least one of these values.",
        "ar": "{share} من الموثَّقين تنقصهم إحدى هذه القيم على الأقل.",
    },
}
# Sensitivity rows are named once, in English, where they are computed.
_CHANGES_AR: Final = (
    (r"without list (.+)", r"بدون القائمة \1"),
    (r"delta = (.+)", r"دلتا = \1"),
    (r"saturated graph kept", "مع النموذج المشبع"),
    (r"N0 at most (\d+) n instead of 20 n", r"السقف \1 ضعف الموثَّق بدل 20"),
    (r"lists independent of each other", "القوائم مستقلة بعضها عن بعض"),
    (r"alpha ~ (.+)", r"توزيع ألفا القبلي \1"),
    (r"(\d+) classes", r"عدد الفئات \1"),
)

_STYLE: Final = """
:root{color-scheme:light}body{font:16px/1.55 "Noto Sans","Noto Naskh Arabic","DejaVu Sans",sans-serif;color:#1d2733;
max-width:820px;margin:2rem auto;padding:0 1rem}h1{font-size:1.7rem;margin-bottom:.3rem}
h2{font-size:1.2rem;margin-top:2.2rem;
border-bottom:1px solid #c9d1da}table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid #e3e8ed;text-align:start;vertical-align:top}
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}.box{border-inline-start:6px solid;
padding:.7rem 1rem;margin:1rem 0;background:#f6f8fa}.estimate{border-color:#2f7d4f}.caution{border-color:#c08a1a}
.refuse{border-color:#a6332e}.big{font-size:1.6rem;font-weight:700}.soft{color:#4c5b6b;font-size:.92rem}
svg{max-width:100%;height:auto;display:block;margin:.6rem 0}code{font-size:.85rem;overflow-wrap:anywhere}
tr.total td{font-weight:700;border-top:2px solid #1d2733}.withheld{color:#6b5a3c;font-style:italic}
@media print{body{margin:0}h2{break-after:avoid}table,svg,.box{break-inside:avoid}}
"""


def estimate_report(report: EstimateReport, *, language: Language = "en", subtitle: str = "") -> str:
    """The whole page for one table; ``subtitle`` says event, period and territory in the reader's words."""
    say = _sayer(language)
    parts = [
        f"<h1>{say('title')}</h1>",
        f'<p class="soft">{escape(subtitle)}</p>' if subtitle else "",
        _verdict_box(report, say, language),
        _numbers(report, say),
        _models(report, say, language),
        _overlap(report, say, language),
        _sensitivity(report, say, language),
        _checks(report.findings, say, language),
        f"<h2>{say('scope')}</h2><p>{escape(NOT_IN_SCOPE[language])}</p>",
        f"<h2>{say('assumptions')}</h2>{_bullets([each[language] for each in ASSUMPTIONS])}",
        f"<h2>{say('caveats')}</h2>{_bullets([each[language] for each in CAVEATS])}",
        _reproduce(report, say),
    ]
    return _page(say("title"), "".join(parts), language)


def tally_report(
    tally: Tally,
    *,
    language: Language = "en",
    shown: Mapping[tuple[Value, ...], int | Suppressed] | None = None,
    link: Callable[[tuple[Value, ...]], str] | None = None,
) -> str:
    """The tiers side by side, never mixed. ``shown`` replaces the documented counts by what may be published (and
    drops every other number of that table); ``link`` gives the address of the records behind a cell.
    """
    say = _sayer(language)
    heads = [
        *tally.by,
        say("reported"),
        say("documented"),
        say("imputed"),
        say("total_estimated"),
        say("lists_contributing"),
    ]
    if shown is not None:
        heads = [*tally.by, say("documented")]
    rows = [_tally_row(cell, tally, say, shown, link) for cell in tally.cells]
    rows.append(_tally_row(tally.total, tally, say, shown, link))
    numeric = len(tally.by)
    head = "".join(f"<th{' class=n' if i >= numeric else ''}>{escape(h)}</th>" for i, h in enumerate(heads))
    body = (
        f"<h1>{say('tally')}</h1><p>{say('as_of')} {_bdi(tally.as_of.isoformat())}</p>"
        f"<p class=soft>{say('tally_says')}</p>"
        f"<table><tr>{head}</tr>{''.join(rows)}</table>"
        f"<p class=soft>{say('missing_share').format(share=_bdi(f'{100 * tally.missing_share:.1f} %'))}</p>"
        + (f"<p class=soft>{say('withheld_says')}</p>" if shown is not None else "")
        + _bullets(tally.notes)
    )
    return _page(say("tally"), body, language)


def _tally_row(
    cell: Cell,
    tally: Tally,
    say: Callable[[str], str],
    shown: Mapping[tuple[Value, ...], int | Suppressed] | None,
    link: Callable[[tuple[Value, ...]], str] | None,
) -> str:
    is_total = cell is tally.total
    names = (
        [say("all"), *[""] * (len(tally.by) - 1)] if is_total else [_stratum(v, say) for v in cell.stratum]
    )
    names = names[: len(tally.by)]
    documented = f"{_number(cell.documented)}{_in_brackets(cell.linkage)}"
    if shown is not None:
        value = shown[cell.stratum]
        documented = (
            f"<span class=withheld>{say('suppressed')}</span>"
            if isinstance(value, Suppressed)
            else _number(value)
        )
    if link is not None:
        documented = f'<a href="{escape(link(cell.stratum))}">{documented}</a>'
    columns = [documented]
    if shown is None:
        columns = [
            _number(cell.reported),
            documented,
            "" if cell.imputed is None else f"{_number(cell.imputed)}{_in_brackets(cell.imputed_interval)}",
            ""
            if cell.estimated is None
            else f"{_span(cell.estimated.low, cell.estimated.high)}"
            + (f" ({_number(cell.estimated_median)})" if cell.estimated_median is not None else ""),
            _number(cell.lists),
        ]
    row = "".join(f"<td>{name}</td>" for name in names) + "".join(
        f"<td class=n>{column}</td>" for column in columns
    )
    return f"<tr{' class=total' if is_total else ''}>{row}</tr>"


def _stratum(value: Value, say: Callable[[str], str]) -> str:
    return f"<i>{say(value.value)}</i>" if isinstance(value, Missing) else f"<bdi>{escape(value)}</bdi>"


def _in_brackets(interval: Interval | None) -> str:
    return "" if interval is None else f" [{_span(interval.low, interval.high)}]"


def _verdict_box(report: EstimateReport, say: Callable[[str], str], language: Language) -> str:
    verdict = report.verdict.value
    reasons = [
        _reason(finding, language) for finding in report.findings if finding.verdict is not Verdict.ESTIMATE
    ]
    return (
        f'<div class="box {verdict}"><b>{say("verdict")}: {say(verdict)}.</b> {escape(VERDICTS[verdict][language])}'
        f"{_bullets(reasons)}</div>"
    )


def _numbers(report: EstimateReport, say: Callable[[str], str]) -> str:
    made = (
        f"<h2>{say('documented')}</h2><p><span class=big>{_number(report.table.people)}</span> "
        f"{say('documented_says')}</p>"
    )
    fit = report.headline
    if fit is None:
        return made
    between = say("between").format(low=_number(fit.low), high=_number(fit.high))
    says = say("interval_says").format(median=_number(fit.median), model=_bdi(fit.model.value))
    return f"{made}<h2>{say('estimated')}</h2><p><span class=big>{between}</span><br><span class=soft>{says}</span></p>"


def _models(report: EstimateReport, say: Callable[[str], str], language: Language) -> str:
    if not report.shown:
        return ""
    headline = report.headline
    bars = [
        charts.Bar(
            label=fit.model.value, low=fit.low, point=fit.median, high=fit.high, strong=fit is headline
        )
        for fit in report.shown.values()
    ]
    chart = charts.interval_chart(
        bars,
        documented=report.table.people,
        documented_label=say("documented"),
        title=say("models"),
        rtl=language == "ar",
    )
    rows = [[_bdi(f.model.value), _span(f.low, f.high), _number(f.median),
             _optional(f.rhat, ".3f"), _optional(f.ess, ",.0f")]
            for f in report.shown.values()]  # fmt: skip
    warning = f"<p class='box refuse'>{say('diagnosis')}</p>" if report.verdict is Verdict.REFUSE else ""
    heads = [say("model"), say("interval"), say("median"), "R-hat", "ESS"]
    return f"<h2>{say('models')}</h2>{warning}{chart}{_table(heads, rows)}{_fit_notes(report.shown.values(), language)}"


def _fit_notes(fits: Iterable[Fit], language: Language) -> str:
    """What a model says of itself (graph chosen, interactions) is in English and names lists: isolated as it is."""
    notes = [f"{fit.model.value}: {note}" for fit in fits for note in fit.notes]
    if not notes:
        return ""
    direction = ' dir="ltr"' if language == "ar" else ""
    return f"<div class=soft{direction}>{_bullets(notes)}</div>"


def _overlap(report: EstimateReport, say: Callable[[str], str], language: Language) -> str:
    table, rtl = report.table, language == "ar"
    if not table.people:
        return ""
    lists = overlap.list_overlaps(table)
    upset = charts.upset_chart(lists, overlap.patterns(table), title=say("upset"), rtl=rtl)
    steps = charts.growth_chart(
        overlap.growth(table), title=say("growth"), new_label=say("new"), known_label=say("known"), rtl=rtl
    )
    rows = []
    for pair in overlap.pair_overlaps(table, declared=report.options.copies)[:60]:
        odds = (
            "" if pair.odds_ratio is None else _bdi(f"{pair.odds_ratio:.2f} ({pair.low:.2f}–{pair.high:.2f})")
        )
        rows.append([" × ".join(_bdi(name) for name in pair.lists), _number(pair.shared), odds])
    shares = [
        [_bdi(each.name), _number(each.people),
         "" if each.found_elsewhere is None else _bdi(f"{100 * each.found_elsewhere:.0f} %")]
        for each in lists
    ]  # fmt: skip
    return (
        f"<h2>{say('overlap')}</h2><h3>{say('upset')}</h3>{upset}<h3>{say('growth')}</h3>{steps}"
        f"{_table([say('lists'), say('documented'), say('elsewhere')], shares)}"
        f"<h3>{say('pairs')}</h3><p class=soft>{say('odds_says')}</p>"
        f"{_table([say('lists'), say('shared'), say('odds')], rows)}"
    )


def _sensitivity(report: EstimateReport, say: Callable[[str], str], language: Language) -> str:
    if not report.shown or not report.sensitivity:
        return ""
    rows = [
        [_bdi(row.model), escape(_change(row.change, language)),
         "" if row.low is None or row.high is None else _span(row.low, row.high), _number(row.median)]
        for row in report.sensitivity
    ]  # fmt: skip
    heads = [say("model"), say("change"), say("interval"), say("median")]
    return f"<h2>{say('sensitivity')}</h2>{_table(heads, rows, words=2)}"


def _change(change: str, language: Language) -> str:
    if language == "ar":
        for pattern, words in _CHANGES_AR:
            if found := re.fullmatch(pattern, change):
                return found.expand(words)
    return change


def _checks(findings: Sequence[Finding], say: Callable[[str], str], language: Language) -> str:
    rows = [
        [escape(_reason(each, language)), say(f"check_{each.verdict.value}")]
        for each in findings
        if each.value is not None
    ]
    return f"<h2>{say('checks')}</h2>{_table([say('found'), say('verdict')], rows, words=2)}"


def _reason(finding: Finding, language: Language) -> str:
    return finding.reason_ar if language == "ar" else finding.reason


def _reproduce(report: EstimateReport, say: Callable[[str], str]) -> str:
    return (
        f"<h2>{say('reproduce')}</h2><p><code dir=ltr>sijill estimate TABLE.csv --seed {report.options.seed}</code></p>"
        f"<p class=soft>{say('seed')} {_bdi(str(report.options.seed))} · {say('version')} {_bdi(report.version)} · "
        f"{say('digest')} <code>{_bdi(report.table.digest)}</code></p>"
    )


def _sayer(language: Language) -> Callable[[str], str]:
    return lambda word: _WORDS[word][language]


def _bdi(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _number(value: float) -> str:
    return f"<bdi dir=ltr>{value:,.0f}</bdi>"


def _span(low: float, high: float) -> str:
    return f"<bdi dir=ltr>{low:,.0f}–{high:,.0f}</bdi>"


def _optional(value: float | None, form: str) -> str:
    return "" if value is None else f"<bdi dir=ltr>{value:{form}}</bdi>"


def _bullets(texts: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>" if texts else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1) -> str:
    """Cells are HTML already; the first ``words`` columns are words, the others numbers."""

    def line(cells: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if i >= words else ''}>{cell}</{tag}>" for i, cell in enumerate(cells)
        )

    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in rows)
    return f"<table><tr>{line([escape(head) for head in heads], 'th')}</tr>{body}</table>"


def _page(title: str, body: str, language: Language) -> str:
    direction = "rtl" if language == "ar" else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )
