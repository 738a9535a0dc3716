"""Reports that need no other file: HTML and PDF/A in English or Arabic, with their charts as SVG and PNG beside them.

The interval stands before the point, the verdict before both. A refusal shows no estimate, whatever was computed. What
an audience may not see is not in its report: tallies arrive as `Shown`, and estimates leave out small overlaps.
"""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sijill.errors import UsageError
from sijill.statistics import shown as views
from sijill.statistics.labels import Language
from sijill.statistics.mse.estimate import EstimateReport, StrataReport
from sijill.statistics.report_estimate import estimate_document
from sijill.statistics.report_parts import Context
from sijill.statistics.report_strata import strata_document, strata_json
from sijill.statistics.report_tally import tally_document
from sijill.statistics.shown import Audience, Shown
from sijill.statistics.tiers import Counted
from sijill.statistics.trace import write_trace
from sijill.tables.files import written_whole
from sijill.typesetting import to_png
from sijill.typesetting.blocks import Document, Picture, html_of, on_paper, pdf_of

CHART_PAGE: Final = Path(__file__).with_name("chart.typ")
PIXELS_PER_INCH: Final = 144.0


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
    path: Path, report: EstimateReport | StrataReport, context: Context, *, language: Language, when: datetime
) -> list[Path]:
    """The report, its charts, and (not for the public) everything as JSON and the records behind what is documented."""
    trace = None
    if context.behind is not None and context.audience is not Audience.PUBLIC:
        trace = path.with_name(f"{path.stem}-records.csv")
        context = replace(context, trace=trace.name)
    if isinstance(report, StrataReport):
        document = strata_document(report, context, language=language)
        told = strata_json(report, context.strata)
    else:
        document = estimate_document(report, context, language=language)
        told = report.as_json()
    made = _written(path, document, None if context.audience is Audience.PUBLIC else told, when)
    if trace is None or context.behind is None:
        return made
    write_trace(trace, *context.behind)
    return [*made, trace]


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
