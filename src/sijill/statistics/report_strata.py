"""Estimates by stratum as a document: their sum, one row each, then what speaks for and against each.

The documented people of a stratum arrive as the audience may see them (`Context.strata`): an estimate must not give
away a cell that a tally withholds.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sijill.statistics import charts
from sijill.statistics.disclose import Suppressed
from sijill.statistics.labels import Language, stratum_label, value_label
from sijill.statistics.mse.estimate import EstimateReport, StrataReport
from sijill.statistics.mse.model import Verdict
from sijill.statistics.report_estimate import (
    check_blocks,
    model_rows,
    reproduction,
    verdict_blocks,
    what_it_rests_on,
)
from sijill.statistics.report_notes import note_in
from sijill.statistics.report_parts import (
    Context,
    Say,
    count_text,
    foot,
    number,
    reason,
    sayer,
    span,
    text_in,
)
from sijill.statistics.shown import Count
from sijill.typesetting import Ready, joined, settled
from sijill.typesetting.blocks import Block, Bullets, Document, Heading, Paragraph, Picture, Table

MOST_DRAWN: Final = 40
Stratum = tuple[str, ...]


def strata_document(report: StrataReport, context: Context, *, language: Language) -> Document:
    say = sayer(language)
    blocks: list[Block] = [Paragraph(text=say(context.audience.value), notice=True)]
    if context.day is not None:
        blocks.append(Paragraph(text=say("event", day=context.day)))
    blocks += [
        *_sum(report, say),
        *_chart(report, context, say, language),
        *_table(report, context, say, language),
        *_refused(report, context, say, language),
    ]
    for stratum, each in report.strata.items():
        if each.quoted is not None:
            blocks += _one(stratum, each, report.by, context, language)
    blocks += what_it_rests_on(say, language)
    notes = dict.fromkeys(note for each in report.strata.values() for note in each.notes)
    if notes:
        blocks.append(Bullets(items=[text_in(note_in(note, language), language) for note in notes]))
    blocks += _reproduce(report, context, say, language)
    return Document(
        title=say("strata_title"), language=language, blocks=tuple(blocks), foot=foot(context.day, say)
    )


def strata_json(report: StrataReport, documented: Mapping[Stratum, Count]) -> dict[str, object]:
    """`StrataReport.as_json` without the counts of strata whose people are withheld."""
    told = report.as_json()
    for row, stratum in zip(told["strata"], report.strata, strict=True):  # type: ignore[call-overload]  # a list
        count = documented.get(stratum)
        if isinstance(count, Suppressed):
            kept = {name: row[name] for name in ("stratum", "verdict", "verdict_says")}
            row.clear()
            row.update(kept | {"n": count.as_json()})
    return told


def _sum(report: StrataReport, say: Say) -> list[Block]:
    blocks: list[Block] = [Heading(text=say("sum"))]
    if report.low is None or report.high is None or report.median is None:
        return [*blocks, Paragraph(text=say("sum_none"))]
    blocks += [
        Heading(text=say("between", low=number(report.low), high=number(report.high)), level=3),
        Paragraph(text=say("sum_says", median=number(report.median)), soft=True),
    ]
    if report.without_estimate:
        blocks.append(Paragraph(text=say("sum_excludes", count=str(len(report.without_estimate)))))
    return blocks


def _chart(report: StrataReport, context: Context, say: Say, language: Language) -> list[Block]:
    bars = []
    for stratum, each in report.strata.items():
        if each.quoted is None:
            continue
        low, median, high, _ = each.quoted
        count = context.strata.get(stratum)
        bars.append(
            charts.Bar(
                label=" · ".join(_labels(stratum, report.by, language)),
                low=low,
                point=median,
                high=high,
                strong=each.verdict is Verdict.ESTIMATE,
                documented=count if isinstance(count, int) else None,
            )
        )
    if not 0 < len(bars) <= MOST_DRAWN:
        return []
    title = say("chart_strata")
    svg = charts.interval_chart(bars, documented=None, documented_label="", title=title, rtl=language == "ar")
    return [Heading(text=title, level=3), Picture(name="strata", svg=svg, alt=title)]


def _table(report: StrataReport, context: Context, say: Say, language: Language) -> list[Block]:
    first = 1 + len(report.by)
    rows = []
    for stratum, each in report.strata.items():
        quoted = each.quoted
        rows.append(
            [
                text_in(context.line_of(stratum), language),
                *_labels(stratum, report.by, language),
                count_text(context.strata.get(stratum), say),
                say(each.verdict.value),
                "–" if quoted is None else span(quoted[0], quoted[2]),
                "–" if quoted is None else number(quoted[1]),
            ]
        )
    names = [settled(stratum_label(name, language), rtl=language == "ar") for name in report.by]
    heads = ["#", *names, say("documented"), say("verdict"), say("interval"), say("median")]
    numeric = frozenset({first, first + 2, first + 3})
    return [
        Heading(text=say("by_group")),
        Table(heads=heads, rows=rows, numeric=numeric, widths=(1, *([5] * len(report.by)), 3, 4, 4, 3)),
    ]


def _refused(report: StrataReport, context: Context, say: Say, language: Language) -> list[Block]:
    """The reasons of a group whose people are withheld would count them: they are left out."""
    rows = [
        [
            *_labels(stratum, report.by, language),
            say("suppressed")
            if isinstance(context.strata.get(stratum), Suppressed)
            else joined(
                _reasons(report.strata[stratum], context, language), "؛ " if language == "ar" else "; "
            ),
        ]
        for stratum in report.without_estimate
    ]
    if not rows:
        return []
    heads = [settled(stratum_label(name, language), rtl=language == "ar") for name in report.by]
    return [
        Heading(text=say("no_estimate_for")),
        Table(heads=[*heads, say("why_not")], rows=rows, widths=(*([1] * len(report.by)), 4)),
    ]


def _reasons(report: EstimateReport, context: Context, language: Language) -> list[Ready]:
    own = [
        reason(finding, context, language) for finding in report.findings if finding.verdict is Verdict.REFUSE
    ]
    return own or [text_in(said, language) for said in report.reasons]


def _one(
    stratum: Stratum, report: EstimateReport, by: Sequence[str], context: Context, language: Language
) -> list[Block]:
    say = sayer(language)
    title = joined(_labels(stratum, by, language), " · ")
    return [
        Heading(text=title),
        *verdict_blocks(report, context, language),
        model_rows(report, say),
        *check_blocks(report.findings, context, say, language, level=3),
    ]


def _labels(stratum: Stratum, by: Sequence[str], language: Language) -> list[Ready]:
    return [
        text_in(value_label(name, value, language), language) for name, value in zip(by, stratum, strict=True)
    ]


def _reproduce(report: StrataReport, context: Context, say: Say, language: Language) -> list[Block]:
    one = next(iter(report.strata.values()))
    told = [("seed", str(one.options.seed)), ("version", one.version)]
    return reproduction(told, context, say, language)
