"""A tally as a document: what was reported, documented and filled in, never mixed."""

from collections.abc import Sequence
from typing import Final

from sijill.statistics import charts
from sijill.statistics.disclose import Suppressed
from sijill.statistics.labels import Language, stratum_label, value_label
from sijill.statistics.report_notes import note_in
from sijill.statistics.report_parts import Say, count_text, foot, interval, number, sayer, text_in
from sijill.statistics.report_words import TALLY_CAVEATS, WORDS
from sijill.statistics.shown import Row, Shown
from sijill.typesetting import sentence, settled
from sijill.typesetting.blocks import Block, Bullets, Document, Heading, Paragraph, Picture, Table

MOST_CELLS_DRAWN: Final = 40


def tally_document(shown: Shown, *, language: Language, trace: str | None = None) -> Document:
    say = sayer(language)
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
        Bullets(items=[text_in(each[language], language) for each in TALLY_CAVEATS]),
    ]
    if shown.notes:
        blocks.append(Bullets(items=[text_in(note_in(note, language), language) for note in shown.notes]))
    if trace is not None:
        blocks.append(Paragraph(text=say("trace", file=trace)))
    blocks += _reproduce_tally(shown, say, language)
    return Document(title=say("tally"), language=language, blocks=tuple(blocks), foot=foot(shown.as_of, say))


def _total(total: Row, say: Say) -> str:
    if isinstance(total.documented, Suppressed):
        return say("suppressed")
    if total.linkage is None:
        return say("total_plain", count=number(total.documented))
    return say(
        "total_says",
        low=number(total.linkage.low),
        high=number(total.linkage.high),
        count=number(total.documented),
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
        [str(line), *_labels(row, shown, language), *_numbers(row, shown, say)]
        for line, row in enumerate(shown.rows, start=1)
    ]
    rows.append(["", *_labels(shown.total, shown, language), *_numbers(shown.total, shown, say)])
    first = 1 + len(shown.by)
    widths = (2, *([8] * len(shown.by)), *((6, 7, 7, 7, 6, 4) if shown.tiers else (6,)))
    numeric = frozenset(range(first, first + len(numbers)))
    title = " × ".join(stratum_label(name, language) for name in shown.by) or WORDS["all"][language]
    return [
        Heading(text=text_in(title, language)),
        Table(heads=[*heads, *numbers], rows=rows, numeric=numeric, widths=widths),
    ]


def _labels(row: Row, shown: Shown, language: Language) -> list[str]:
    values = row.stratum or ("all",) * len(shown.by)
    return [
        text_in(value_label(name, value, language), language)
        for name, value in zip(shown.by, values, strict=True)
    ]


def _numbers(row: Row, shown: Shown, say: Say) -> list[str]:
    documented = count_text(row.documented, say)
    if not shown.tiers:
        return [documented]
    return [count_text(row.reported, say), interval(row.linkage), documented, interval(row.imputed_interval),
            count_text(row.imputed, say), "" if row.lists is None else str(row.lists)]  # fmt: skip


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
        Paragraph(text=text_in(command, language), soft=True),
        Bullets(
            items=[
                sentence(f"{WORDS[word][language]}: {{value}}", rtl=language == "ar", value=value)
                for word, value in told
            ]
        ),
    ]
