"""How many columns a suggested mapping gets right, with nothing mapped by hand; an exact header lexicon beside it.

Run: ``python -m bench.mapping``. Reads the shared folder (SIJILL_SHARED) for the two development lists; the invented
header sets are the repository's (``tests/spec/mappings``). A column is right when it is mapped to one or several of the
properties its truth allows and to nothing else; a column whose truth allows none is right when it stays unmapped.
"""

import csv
import io
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests import mapping_corpus

from sijill.claims.suggest import VERSION, suggest
from sijill.claims.suggesting.fold import fold
from sijill.claims.suggesting.header import known_phrase, without_phrases

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
RESULTS = Path(__file__).parent / "results"
TARGET = 0.95  # declared before the first measurement
SAMPLE_ROWS = 2000
# What an exact lexicon can say about a header that needs the other columns: the most usual meaning.
USUAL = {
    "?name": "name",
    "?date": "arrest.date",
    "?place": "arrest.place",
    "?geo": "arrest.place",
    "?kunya": "name.family",
    "?family": "name.family",
    "?laqab": "name.alias",
}


@dataclass(kw_only=True)
class Score:
    """``unknown``: as if no header of the sheet stood in the lexicon of phrases; words and values must do."""

    columns: int = 0
    suggested: int = 0
    unknown: int = 0
    lexicon: int = 0
    wrong: int = 0  # mapped, and to something the truth does not allow: worse than unmapped
    seconds: list[float] = field(default_factory=list)


def main() -> None:
    scores = {part: score(mapping_corpus.load(part)) for part in parts()}
    for name in ("syria_synth_small", "gaza_tfp"):
        folder = SHARED / "data" / "lists" / name
        if folder.exists():
            scores[name] = score(development_list(folder))
    show(scores)
    report = {
        "version": VERSION,
        "target": TARGET,
        "parts": {name: as_json(one) for name, one in scores.items()},
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "mapping.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def parts() -> list[str]:
    return sorted(path.name for path in mapping_corpus.FOLDER.iterdir() if path.is_dir())


def score(sheets: Sequence[mapping_corpus.Sheet]) -> Score:
    total = Score()
    for sheet in sheets:
        start = time.perf_counter()
        found = properties_of(sheet)
        total.seconds.append(time.perf_counter() - start)
        with without_phrases(sheet.headers):
            unknown = properties_of(sheet)
        for index, header in enumerate(sheet.headers):
            total.columns += 1
            right = mapping_corpus.right(sheet, index, found[index])
            total.suggested += right
            total.wrong += bool(found[index]) and not right
            total.unknown += mapping_corpus.right(sheet, index, unknown[index])
            total.lexicon += mapping_corpus.right(sheet, index, by_lexicon(header))
    return total


def properties_of(sheet: mapping_corpus.Sheet) -> list[frozenset[str]]:
    suggestion = suggest(sheet.headers, sheet.columns, list_id=sheet.list_id)
    return [frozenset(item.properties) for item in suggestion.evidence]


def by_lexicon(header: str) -> frozenset[str]:
    """The baseline: the folded header is in the table, or it is not."""
    return frozenset(USUAL.get(name, name) for name in known_phrase(fold(header)) if name != "-")


def development_list(folder: Path) -> list[mapping_corpus.Sheet]:
    truth: dict[str, dict[str, frozenset[str]]] = {}
    with (folder / "mapping_truth.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            truth.setdefault(row["list"], {})[row["column"]] = frozenset(row["properties"].split("|"))
    return [sheet_of(folder / "lists" / name, columns) for name, columns in sorted(truth.items())]


def sheet_of(path: Path, truth: dict[str, frozenset[str]]) -> mapping_corpus.Sheet:
    text = path.read_text(encoding="utf-8-sig")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return mapping_corpus.Sheet(
        name=path.name,
        list_id=path.stem,
        headers=tuple(header),
        truth=tuple(truth[name] for name in header),
        optional=(False,) * len(header),
        columns=tuple(tuple(row[i] or None for row in rows[:SAMPLE_ROWS]) for i in range(len(header))),
    )


def as_json(one: Score) -> dict[str, float | int]:
    return {
        "columns": one.columns,
        "suggested": round(one.suggested / one.columns, 4),
        "no_header_in_the_lexicon": round(one.unknown / one.columns, 4),
        "exact_lexicon": round(one.lexicon / one.columns, 4),
        "mapped_wrongly": one.wrong,
        "median_seconds_per_sheet": round(sorted(one.seconds)[len(one.seconds) // 2], 3),
    }


def show(scores: dict[str, Score]) -> None:
    table = Table(title=f"Columns mapped right, target {TARGET:.0%}", title_justify="left")
    table.add_column("Part")
    for name in ("columns", "suggested", "headers unknown", "exact lexicon", "mapped wrongly", "s per sheet"):
        table.add_column(name, justify="right")
    for name, one in scores.items():
        row = as_json(one)
        table.add_row(
            name,
            str(one.columns),
            f"{row['suggested']:.1%}",
            f"{row['no_header_in_the_lexicon']:.1%}",
            f"{row['exact_lexicon']:.1%}",
            str(one.wrong),
            f"{row['median_seconds_per_sheet']:.2f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
