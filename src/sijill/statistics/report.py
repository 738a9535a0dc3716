"""Reports that need no other file: HTML and PDF/A in English or Arabic, with their charts as SVG and PNG beside them.

The interval stands before the point, the verdict before both. A refusal shows no estimate, whatever was computed. What
an audience may not see is not in its report: tallies arrive as `Shown`, and estimates leave out small overlaps.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sijill.errors import UsageError
from sijill.statistics import charts, overlap
from sijill.statistics import shown as views
from sijill.statistics.disclose import Audience as Policies
from sijill.statistics.disclose import Suppressed
from sijill.statistics.labels import Language, stratum_label, value_label
from sijill.statistics.mse.estimate import EstimateReport
from sijill.statistics.mse.gate import Check, Finding
from sijill.statistics.mse.model import Fit, Verdict
from sijill.statistics.mse.words import ASSUMPTIONS, CAVEATS, NOT_IN_SCOPE, VERDICTS
from sijill.statistics.report_words import CHANGES_AR, TALLY_CAVEATS, WORDS
from sijill.statistics.shown import Audience, Row, Shown
from sijill.statistics.tally import Interval
from sijill.statistics.tiers import Counted
from sijill.statistics.trace import write_trace
from sijill.tables.files import written_whole
from sijill.typesetting import Ready, joined, sentence, settled, to_png
from sijill.typesetting.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    html_of,
    on_paper,
    pdf_of,
)

__all__ = ["Context", "Language", "estimate_document", "tally_document", "write_estimate", "write_tally"]

Say = Callable[..., Ready]
CHART_PAGE: Final = Path(__file__).with_name("chart.typ")
MOST_CELLS_DRAWN: Final = 40
PIXELS_PER_INCH: Final = 144.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where an estimate comes from, for its report. ``day`` and ``digest`` are None for a table from elsewhere."""

    command: str
    audience: Audience = Audience.INTERNAL
    day: str | None = None
    digest: str | None = None
    documented: Interval | None = None


def write_tally(
    path: Path, shown: Shown, counted: Counted, *, language: Language, when: datetime
) -> list[Path]:
    """The report and, beside it, its charts, its numbers as JSON and (not for the public) the records behind them."""
    trace = None
    if shown.audience is not Audience.PUBLIC:
        trace = path.with_name(f"{path.stem}-records.csv")
    made = _written(
        path,
        tally_document(shown, language=language, trace=trace.name if trace else None),
        views.as_json(shown),
        when,
    )
    if trace is None:
        return made
    write_trace(trace, shown, counted)
    return [*made, trace]


def write_estimate(
    path: Path, report: EstimateReport, context: Context, *, language: Language, when: datetime
) -> list[Path]:
    """The report, its charts, and (not for the public) everything as JSON."""
    told = None if context.audience is Audience.PUBLIC else report.as_json()
    return _written(path, estimate_document(report, context, language=language), told, when)


def _written(path: Path, document: Document, told: object, when: datetime) -> list[Path]:
    match path.suffix.lower():
        case ".pdf":
            content = pdf_of(document, when=when)
        case ".html" | ".htm":
            content = html_of(document).encode()
        case _:
            raise UsageError(
                f"{path.name} is neither PDF nor HTML", remedy="Name the report FILE.pdf or FILE.html"
            )
    files = {path: content}
    for block in document.blocks:
        if isinstance(block, Picture):
            beside = path.with_name(f"{path.stem}-{block.name}")
            files[beside.with_name(beside.name + ".svg")] = block.svg.encode()
            files[beside.with_name(beside.name + ".png")] = chart_png(block, document.language, when)
    if told is not None:
        files[path.with_suffix(".json")] = json.dumps(told, ensure_ascii=False, indent=1).encode()
    for target, data in files.items():
        with written_whole(target) as scratch:
            scratch.write_bytes(data)
    return list(files)


def chart_png(picture: Picture, language: Language, when: datetime) -> bytes:
    """The picture alone, drawn with the shipped fonts."""
    (page,) = to_png(
        CHART_PAGE,
        {"alt": picture.alt},
        when=when.replace(microsecond=0),
        language=language,
        pictures={"chart.svg": on_paper(picture.svg).encode()},
        ppi=PIXELS_PER_INCH,
    )
    return page


def tally_document(shown: Shown, *, language: Language, trace: str | None = None) -> Document:
    say = _sayer(language)
    blocks: list[Block] = [
        Paragraph(text=say(shown.audience.value), notice=True),
        Paragraph(text=say("event", day=shown.as_of)),
        Heading(text=say("total")),
        Paragraph(text=_total(shown.total, say)),
        *_tally_chart(shown, say, language),
        *_tally_table(shown, say, language),
    ]
    if any(row.withheld for row in (*shown.rows, shown.total)):
        blocks.append(Paragraph(text=say("withheld_short"), soft=True))
    if shown.by and shown.by != ("list",):
        blocks.append(Paragraph(text=say("missing_share", share=f"{shown.missing_share:.0%}"), soft=True))
    if shown.tiers:
        blocks.append(Paragraph(text=say("tally_says"), soft=True))
    blocks += [
        Heading(text=say("caveats")),
        Bullets(items=[_text(each[language], language) for each in TALLY_CAVEATS]),
    ]
    if shown.notes:
        blocks.append(Bullets(items=[_text(note, language) for note in shown.notes]))
    if trace is not None:
        blocks.append(Paragraph(text=say("trace", file=trace)))
    blocks += _reproduce_tally(shown, say, language)
    return Document(title=say("tally"), language=language, blocks=tuple(blocks), foot=_foot(shown.as_of, say))


def _total(total: Row, say: Say) -> str:
    if isinstance(total.documented, Suppressed):
        return say("suppressed")
    if total.linkage is None:
        return say("total_plain", count=_number(total.documented))
    return say(
        "total_says",
        low=_number(total.linkage.low),
        high=_number(total.linkage.high),
        count=_number(total.documented),
    )


def _tally_chart(shown: Shown, say: Say, language: Language) -> list[Block]:
    """One dimension as bars, two as a map of shades; more cannot be seen."""
    rtl = language == "ar"
    title = say("chart_documented")
    inner = [row for row in shown.rows if "all" not in row.stratum]
    if len(shown.by) == 1 and 0 < len(inner) <= MOST_CELLS_DRAWN:
        bars = [
            charts.Counted(
                label=value_label(shown.by[0], row.stratum[0], language),
                count=None if isinstance(row.documented, Suppressed) else row.documented,
                low=None if row.linkage is None else row.linkage.low,
                high=None if row.linkage is None else row.linkage.high,
            )
            for row in inner
        ]
        svg = charts.count_chart(bars, title=title, withheld_label=say("suppressed"), rtl=rtl)
    elif len(shown.by) == 2 and inner:
        svg = _heat(shown, inner, language, title)
    else:
        return []
    return [Heading(text=title, level=3), Picture(name="documented", svg=svg, alt=title)]


def _heat(shown: Shown, rows: Sequence[Row], language: Language, title: str) -> str:
    """The dimension with fewer values across."""
    values = [list(dict.fromkeys(row.stratum[at] for row in rows)) for at in (0, 1)]
    values = [
        sorted(each, key=lambda value: (value in {"unknown", "contradicted"}, value)) for each in values
    ]
    across = 0 if len(values[0]) < len(values[1]) else 1
    down = 1 - across
    counts = {row.stratum: row.documented for row in rows}

    def at(one: str, other: str) -> int | None:
        count = counts.get((one, other) if down == 0 else (other, one), 0)
        return None if isinstance(count, Suppressed) else count

    return charts.heat_chart(
        [value_label(shown.by[down], value, language) for value in values[down]],
        [value_label(shown.by[across], value, language) for value in values[across]],
        [[at(one, other) for other in values[across]] for one in values[down]],
        title=title,
        rtl=language == "ar",
    )


def _tally_table(shown: Shown, say: Say, language: Language) -> list[Block]:
    heads = ["#", *(settled(stratum_label(name, language), rtl=language == "ar") for name in shown.by)]
    numbers = [say("documented")]
    if shown.tiers:
        numbers = [say("reported"), say("interval_of"), say("documented"), say("interval_of"), say("filled"),
                   say("lists_contributing")]  # fmt: skip
    rows = [
        [str(number), *_labels(row, shown, language), *_numbers(row, shown, say)]
        for number, row in enumerate(shown.rows, start=1)
    ]
    rows.append(["", *_labels(shown.total, shown, language), *_numbers(shown.total, shown, say)])
    first = 1 + len(shown.by)
    widths = (2, *([8] * len(shown.by)), *((6, 7, 7, 7, 6, 4) if shown.tiers else (6,)))
    numeric = frozenset(range(first, first + len(numbers)))
    title = " × ".join(stratum_label(name, language) for name in shown.by) or WORDS["all"][language]
    return [
        Heading(text=_text(title, language)),
        Table(heads=[*heads, *numbers], rows=rows, numeric=numeric, widths=widths),
    ]


def _labels(row: Row, shown: Shown, language: Language) -> list[str]:
    values = row.stratum or ("all",) * len(shown.by)
    return [
        _text(value_label(name, value, language), language)
        for name, value in zip(shown.by, values, strict=True)
    ]


def _numbers(row: Row, shown: Shown, say: Say) -> list[str]:
    documented = _count(row.documented, say)
    if not shown.tiers:
        return [documented]
    return [_count(row.reported, say), _span(row.linkage), documented, _span(row.imputed_interval),
            _count(row.imputed, say), "" if row.lists is None else str(row.lists)]  # fmt: skip


def _count(count: views.Count | None, say: Say) -> str:
    if count is None:
        return "–"
    return say("suppressed") if isinstance(count, Suppressed) else _number(count)


def _reproduce_tally(shown: Shown, say: Say, language: Language) -> list[Block]:
    by = f" --by {','.join(shown.by)}" if shown.by else ""
    command = (
        f"sijill tally DIR{by} --as-of {shown.as_of} --audience {shown.audience.value} --seed {shown.seed}"
    )
    told = [("seed", str(shown.seed)), ("version", shown.version), ("register_digest", shown.digest)]
    if shown.publication is not None:
        told.append(("publication", str(shown.publication)))
    return [
        Heading(text=say("reproduce")),
        Paragraph(text=_text(command, language), soft=True),
        Bullets(
            items=[
                sentence(f"{WORDS[word][language]}: {{value}}", rtl=language == "ar", value=value)
                for word, value in told
            ]
        ),
    ]


def estimate_document(
    report: EstimateReport, context: Context, *, language: Language, subtitle: str = ""
) -> Document:
    """``subtitle`` says event, period and territory in the reader's words."""
    say = _sayer(language)
    blocks: list[Block] = [Paragraph(text=say(context.audience.value), notice=True)]
    if context.day is not None:
        blocks.append(Paragraph(text=say("event", day=context.day)))
    if subtitle:
        blocks.append(Paragraph(text=_text(subtitle, language)))
    blocks += [
        *_verdict(report, context, language),
        *_headline(report, context, say),
        *_linkage(report, context, say),
        *_models(report, context, say, language),
        *_overlap(report, context, say, language),
        *_sensitivity(report, say, language),
        *_checks(report.findings, context, say, language),
        Heading(text=say("scope")),
        Paragraph(text=_text(NOT_IN_SCOPE[language], language)),
        Heading(text=say("assumptions")),
        Bullets(items=[_text(each[language], language) for each in ASSUMPTIONS]),
        Heading(text=say("caveats")),
        Bullets(items=[_text(each[language], language) for each in CAVEATS]),
    ]
    if report.notes:
        blocks.append(Bullets(items=[_text(note, language) for note in report.notes]))
    blocks += _reproduce(report, context, say, language)
    return Document(title=say("title"), language=language, blocks=tuple(blocks), foot=_foot(context.day, say))


def _verdict(report: EstimateReport, context: Context, language: Language) -> list[Block]:
    verdict = report.verdict.value
    words = [WORDS[word][language] for word in ("verdict", verdict)]
    says = f"{words[0]}: {words[1]}. {VERDICTS[verdict][language]}"
    reasons = [
        _reason(finding, context, language)
        for finding in report.findings
        if finding.verdict is not Verdict.ESTIMATE
    ]
    reasons += [_text(reason, language) for reason in report.reasons if reason.startswith("over partitions")]
    blocks: list[Block] = [Paragraph(text=_text(says, language), notice=True)]
    return [*blocks, Bullets(items=reasons)] if reasons else blocks


def _headline(report: EstimateReport, context: Context, say: Say) -> list[Block]:
    people = _people(report.table.people, context)
    if context.documented is not None:
        low, high = (
            _people(int(context.documented.low), context),
            _people(int(context.documented.high), context),
        )
        documented = say("total_says", low=low, high=high, count=people)
    else:
        documented = say("total_plain", count=people)
    blocks: list[Block] = [Heading(text=say("documented")), Paragraph(text=documented)]
    if report.quoted is None:
        return blocks
    low_end, median, high_end, source = report.quoted
    if report.linkage is not None and report.combined is not None:
        source = say(
            "replicated", model=report.linkage.model.value, replicates=str(report.combined.replicates)
        )
    return [
        *blocks,
        Heading(text=say("estimated")),
        Heading(text=say("between", low=_number(low_end), high=_number(high_end)), level=3),
        Paragraph(text=say("interval_says", median=_number(median), model=source), soft=True),
    ]


def _linkage(report: EstimateReport, context: Context, say: Say) -> list[Block]:
    linkage = report.linkage
    if linkage is None or report.combined is None:
        return []
    rows = [
        [say(made.rule), _range(made.low, made.high), _number(made.point)]
        for made in (linkage.pooled, linkage.replicate_rule)
        if made is not None
    ]
    blocks: list[Block] = [
        Heading(text=say("linkage")),
        Paragraph(
            text=say(
                "linkage_says",
                replicates=str(len(linkage.reports)),
                low=_people(linkage.documented_low, context),
                high=_people(linkage.documented_high, context),
            )
        ),
        Table(
            heads=[say("rule"), say("interval"), say("median")],
            rows=rows,
            numeric=frozenset({1, 2}),
            widths=(4, 2, 1),
        ),
    ]
    if (shares := linkage.shares) is not None:
        imputed = say("none") if shares.imputation is None else f"{shares.imputation:.0%}"
        told = say("shares", model=f"{shares.model:.0%}", linkage=f"{shares.linkage:.0%}", imputation=imputed)
        blocks.append(Paragraph(text=told))
    return blocks


def _models(report: EstimateReport, context: Context, say: Say, language: Language) -> list[Block]:
    if not report.shown:
        return []
    combined = report.combined
    bars = [
        charts.Bar(label=fit.model.value, low=fit.low, point=fit.median, high=fit.high,
                   strong=combined is None and fit is report.headline)
        for fit in report.shown.values()
    ]  # fmt: skip
    if combined is not None:
        bars.insert(
            0,
            charts.Bar(
                label=say("over"), low=combined.low, point=combined.point, high=combined.high, strong=True
            ),
        )
    shown_people = _rounded(report.table.people, context)
    svg = charts.interval_chart(
        bars,
        documented=shown_people,
        documented_label=say("documented"),
        title=say("models"),
        rtl=language == "ar",
    )
    rows = [[fit.model.value, _range(fit.low, fit.high), _number(fit.median), _optional(fit.rhat, ".3f"),
             _optional(fit.ess, ",.0f")] for fit in report.shown.values()]  # fmt: skip
    heads = [say("model"), say("interval"), say("median"), "R-hat", "ESS"]
    blocks: list[Block] = [Heading(text=say("models"))]
    if report.verdict is Verdict.REFUSE:
        blocks.append(Paragraph(text=say("diagnosis"), notice=True))
    blocks += [
        Picture(name="models", svg=svg, alt=say("models")),
        Table(heads=heads, rows=rows, numeric=frozenset({1, 2, 3, 4})),
    ]
    notes = _fit_notes(report.shown.values(), language)
    return [*blocks, Bullets(items=notes)] if notes else blocks


def _fit_notes(fits: Iterable[Fit], language: Language) -> list[str]:
    """What a model says of itself (graph chosen, interactions) is in English and names lists."""
    return [_text(f"{fit.model.value}: {note}", language) for fit in fits for note in fit.notes]


def _overlap(report: EstimateReport, context: Context, say: Say, language: Language) -> list[Block]:
    """Nothing of it is public: combinations of lists count few people, and totals would give them away."""
    table, rtl = report.table, language == "ar"
    if not table.people or context.audience is Audience.PUBLIC:
        return []
    smallest = 1 if context.audience is Audience.RAW else Policies.INTERNAL.value.smallest
    lists = overlap.list_overlaps(table)
    drawn = [pattern for pattern in overlap.patterns(table) if pattern.people >= smallest]
    upset = charts.upset_chart(lists, drawn, title=say("upset"), rtl=rtl)
    growth = charts.growth_chart(
        overlap.growth(table), title=say("growth"), new_label=say("new"), known_label=say("known"), rtl=rtl
    )
    shares = [
        [_text(each.name, language), _number(each.people), _share(each.found_elsewhere)] for each in lists
    ]
    pairs = [
        [
            joined([_text(name, language) for name in pair.lists], " × "),
            say("suppressed") if 0 < pair.shared < smallest else _number(pair.shared),
            "" if pair.odds_ratio is None or pair.shared < smallest
            else f"{pair.odds_ratio:.2f} ({pair.low:.2f}–{pair.high:.2f})",
        ]
        for pair in overlap.pair_overlaps(table, declared=report.options.copies)[:60]
    ]  # fmt: skip
    blocks: list[Block] = [
        Heading(text=say("overlap")),
        Heading(text=say("upset"), level=3),
        Picture(name="overlap", svg=upset, alt=say("upset")),
    ]
    if smallest > 1:
        blocks.append(Paragraph(text=say("not_drawn", smallest=str(smallest)), soft=True))
    return [
        *blocks,
        Heading(text=say("growth"), level=3),
        Picture(name="growth", svg=growth, alt=say("growth")),
        Table(heads=[say("lists"), say("documented"), say("elsewhere")], rows=shares,
              numeric=frozenset({1, 2}), widths=(3, 1, 1)),
        Heading(text=say("pairs"), level=3),
        Paragraph(text=say("odds_says"), soft=True),
        Table(heads=[say("lists"), say("shared"), say("odds")], rows=pairs, numeric=frozenset({1, 2}),
              widths=(4, 1, 2)),
    ]  # fmt: skip


def _sensitivity(report: EstimateReport, say: Say, language: Language) -> list[Block]:
    if not report.shown or not report.sensitivity:
        return []
    rows = [
        [
            row.model,
            _text(_change(row.change, language), language),
            "" if row.low is None or row.high is None else _range(row.low, row.high),
            _number(row.median),
        ]
        for row in report.sensitivity
    ]
    heads = [say("model"), say("change"), say("interval"), say("median")]
    return [
        Heading(text=say("sensitivity")),
        Table(heads=heads, rows=rows, numeric=frozenset({2, 3}), widths=(2, 5, 3, 2)),
    ]


def _change(change: str, language: Language) -> str:
    if language == "ar":
        for pattern, words in CHANGES_AR:
            if found := re.fullmatch(pattern, change):
                return found.expand(words)
    return change


def _checks(findings: Sequence[Finding], context: Context, say: Say, language: Language) -> list[Block]:
    rows = [
        [_reason(each, context, language), say(f"check_{each.verdict.value}")]
        for each in findings
        if each.value is not None
    ]
    return [
        Heading(text=say("checks")),
        Table(heads=[say("found"), say("verdict")], rows=rows, widths=(5, 1)),
    ]


def _reason(finding: Finding, context: Context, language: Language) -> str:
    """A few people on several lists are a small cell like any other."""
    told = finding.reason_ar if language == "ar" else finding.reason
    counted = finding.check in {Check.PEOPLE_ON_TWO, Check.ON_THREE} and finding.value is not None
    smallest = {Audience.RAW: 0, Audience.INTERNAL: Policies.INTERNAL.value.smallest,
                Audience.PUBLIC: Policies.PUBLIC.value.smallest}[context.audience]  # fmt: skip
    if counted and finding.value is not None and 0 < finding.value < smallest:
        told = re.sub(r"\d+", f"<{smallest}", told, count=1)
    return _text(told, language)


def _reproduce(report: EstimateReport, context: Context, say: Say, language: Language) -> list[Block]:
    told = [("seed", str(report.options.seed)), ("version", report.version), ("digest", report.table.digest)]
    if context.digest is not None:
        told.append(("register_digest", context.digest))
    return [
        Heading(text=say("reproduce")),
        Paragraph(text=_text(context.command, language), soft=True),
        Bullets(
            items=[
                sentence(f"{WORDS[word][language]}: {{value}}", rtl=language == "ar", value=value)
                for word, value in told
            ]
        ),
    ]


def _foot(day: str | None, say: Say) -> str:
    return "" if day is None else say("event", day=day)


def _sayer(language: Language) -> Say:
    return lambda word, **values: sentence(WORDS[word][language], rtl=language == "ar", **values)


def _text(text: str, language: Language) -> Ready:
    return settled(text, rtl=language == "ar")


def _people(count: int, context: Context) -> str:
    return _number(_rounded(count, context))


def _rounded(count: int, context: Context) -> int:
    to = Policies.PUBLIC.value.rounded_to
    return (count + to // 2) // to * to if context.audience is Audience.PUBLIC else count


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _range(low: float, high: float) -> str:
    return f"{low:,.0f}–{high:,.0f}"


def _span(interval: Interval | None) -> str:
    return "–" if interval is None else _range(interval.low, interval.high)


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _optional(value: float | None, form: str) -> str:
    return "" if value is None else f"{value:{form}}"
