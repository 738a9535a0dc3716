"""An estimate as a document: the interval before the point, the verdict before both."""

from collections.abc import Iterable, Sequence

from sijill.statistics import charts, overlap
from sijill.statistics.disclose import Audience as Policies
from sijill.statistics.labels import Language
from sijill.statistics.mse.estimate import EstimateReport
from sijill.statistics.mse.gate import Finding
from sijill.statistics.mse.model import Fit, Verdict
from sijill.statistics.mse.words import ASSUMPTIONS, CAVEATS, NOT_IN_SCOPE, VERDICTS
from sijill.statistics.report_notes import note_in
from sijill.statistics.report_parts import (
    Context,
    Say,
    foot,
    number,
    optional,
    people,
    reason,
    rounded,
    sayer,
    share,
    span,
    text_in,
)
from sijill.statistics.report_words import WORDS
from sijill.statistics.shown import Audience
from sijill.typesetting import joined, sentence
from sijill.typesetting.blocks import Block, Bullets, Document, Heading, Paragraph, Picture, Table


def estimate_document(
    report: EstimateReport, context: Context, *, language: Language, subtitle: str = ""
) -> Document:
    """``subtitle`` says event, period and territory in the reader's words."""
    say = sayer(language)
    blocks: list[Block] = [Paragraph(text=say(context.audience.value), notice=True)]
    if context.day is not None:
        blocks.append(Paragraph(text=say("event", day=context.day)))
    if subtitle:
        blocks.append(Paragraph(text=text_in(subtitle, language)))
    blocks += [
        *verdict_blocks(report, context, language),
        *_headline(report, context, say),
        *linkage_blocks(report, context, say),
        *model_blocks(report, context, say, language),
        *_overlap(report, context, say, language),
        *_sensitivity(report, say, language),
        *check_blocks(report.findings, context, say, language),
        *what_it_rests_on(say, language),
    ]
    if report.notes:
        blocks.append(Bullets(items=[text_in(note_in(note, language), language) for note in report.notes]))
    blocks += _reproduce(report, context, say, language)
    return Document(title=say("title"), language=language, blocks=tuple(blocks), foot=foot(context.day, say))


def what_it_rests_on(say: Say, language: Language) -> list[Block]:
    """Stands under every estimate."""
    return [
        Heading(text=say("scope")),
        Paragraph(text=text_in(NOT_IN_SCOPE[language], language)),
        Heading(text=say("assumptions")),
        Bullets(items=[text_in(each[language], language) for each in ASSUMPTIONS]),
        Heading(text=say("caveats")),
        Bullets(items=[text_in(each[language], language) for each in CAVEATS]),
    ]


def verdict_blocks(report: EstimateReport, context: Context, language: Language) -> list[Block]:
    verdict = report.verdict.value
    words = [WORDS[word][language] for word in ("verdict", verdict)]
    says = f"{words[0]}: {words[1]}. {VERDICTS[verdict][language]}"
    reasons = [
        reason(finding, context, language)
        for finding in report.findings
        if finding.verdict is not Verdict.ESTIMATE
    ]
    reasons += [text_in(said, language) for said in report.reasons if said.startswith("over partitions")]
    blocks: list[Block] = [Paragraph(text=text_in(says, language), notice=True)]
    return [*blocks, Bullets(items=reasons)] if reasons else blocks


def _headline(report: EstimateReport, context: Context, say: Say) -> list[Block]:
    count = people(report.table.people, context)
    if context.documented is not None:
        low, high = (
            people(int(context.documented.low), context),
            people(int(context.documented.high), context),
        )
        documented = say("total_says", low=low, high=high, count=count)
    else:
        documented = say("total_plain", count=count)
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
        Heading(text=say("between", low=number(low_end), high=number(high_end)), level=3),
        Paragraph(text=say("interval_says", median=number(median), model=source), soft=True),
    ]


def linkage_blocks(report: EstimateReport, context: Context, say: Say) -> list[Block]:
    linkage = report.linkage
    if linkage is None or report.combined is None:
        return []
    rows = [
        [say(made.rule), span(made.low, made.high), number(made.point)]
        for made in (linkage.pooled, linkage.replicate_rule)
        if made is not None
    ]
    blocks: list[Block] = [
        Heading(text=say("linkage")),
        Paragraph(
            text=say(
                "linkage_says",
                replicates=str(len(linkage.reports)),
                low=people(linkage.documented_low, context),
                high=people(linkage.documented_high, context),
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


def model_blocks(report: EstimateReport, context: Context, say: Say, language: Language) -> list[Block]:
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
    shown_people = rounded(report.table.people, context)
    svg = charts.interval_chart(
        bars,
        documented=shown_people,
        documented_label=say("documented"),
        title=say("models"),
        rtl=language == "ar",
    )
    blocks: list[Block] = [Heading(text=say("models"))]
    if report.verdict is Verdict.REFUSE:
        blocks.append(Paragraph(text=say("diagnosis"), notice=True))
    blocks += [
        Picture(name="models", svg=svg, alt=say("models")),
        model_rows(report, say),
    ]
    notes = _fit_notes(report.shown.values(), language)
    return [*blocks, Bullets(items=notes)] if notes else blocks


def model_rows(report: EstimateReport, say: Say) -> Table:
    """One row per model: its interval, its median, and whether its chains agree."""
    rows = [[fit.model.value, span(fit.low, fit.high), number(fit.median), optional(fit.rhat, ".3f"),
             optional(fit.ess, ",.0f")] for fit in report.shown.values()]  # fmt: skip
    heads = [say("model"), say("interval"), say("median"), "R-hat", "ESS"]
    return Table(heads=heads, rows=rows, numeric=frozenset({1, 2, 3, 4}))


def _fit_notes(fits: Iterable[Fit], language: Language) -> list[str]:
    """What a model says of itself: the graph it chose, its interactions."""
    return [
        text_in(f"{fit.model.value}: {note_in(note, language)}", language)
        for fit in fits
        for note in fit.notes
    ]


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
        [text_in(each.name, language), number(each.people), share(each.found_elsewhere)] for each in lists
    ]
    pairs = [
        [
            joined([text_in(name, language) for name in pair.lists], " × "),
            say("suppressed") if 0 < pair.shared < smallest else number(pair.shared),
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
            text_in(note_in(row.change, language), language),
            "" if row.low is None or row.high is None else span(row.low, row.high),
            number(row.median),
        ]
        for row in report.sensitivity
    ]
    heads = [say("model"), say("change"), say("interval"), say("median")]
    return [
        Heading(text=say("sensitivity")),
        Table(heads=heads, rows=rows, numeric=frozenset({2, 3}), widths=(2, 5, 3, 2)),
    ]


def check_blocks(
    findings: Sequence[Finding], context: Context, say: Say, language: Language, *, level: int = 2
) -> list[Block]:
    rows = [
        [reason(each, context, language), say(f"check_{each.verdict.value}")]
        for each in findings
        if each.value is not None
    ]
    return [
        Heading(text=say("checks"), level=level),
        Table(heads=[say("found"), say("verdict")], rows=rows, widths=(5, 1)),
    ]


def _reproduce(report: EstimateReport, context: Context, say: Say, language: Language) -> list[Block]:
    told = [("seed", str(report.options.seed)), ("version", report.version), ("digest", report.table.digest)]
    return reproduction(told, context, say, language)


def reproduction(told: list[tuple[str, str]], context: Context, say: Say, language: Language) -> list[Block]:
    """``told``: word and value of what the numbers hang on."""
    behind = [] if context.trace is None else [Paragraph(text=say("trace", file=context.trace))]
    if context.digest is not None:
        told = [*told, ("register_digest", context.digest)]
    return [
        *behind,
        Heading(text=say("reproduce")),
        Paragraph(text=text_in(context.command, language), soft=True),
        Bullets(
            items=[
                sentence(f"{WORDS[word][language]}: {{value}}", rtl=language == "ar", value=value)
                for word, value in told
            ]
        ),
    ]
