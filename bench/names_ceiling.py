"""How far any reader of names can come on the whole Latin–Latin pairs, and on what the rest depends.

    python -m bench.names_ceiling

Every pair is put into one **pattern**, by what its alignment with the shipped model shows (which saw these pairs: that
favours the ceilings):

- *nothing shared*: no word is like any of the other name;
- *a word each*: each name has a word that the other lacks;
- *first word missing*: all of the shorter name is in the longer one, which has another word before it, as a father's
  name is in his child's;
- *a near word*: every word has its match, and the least similar pair of words is less alike than `FAR`;
- *contained*: words are missing in the middle or at the end only, as where one list leaves out the father;
- *complete*: every word has its match.

Of each pattern the pairs labelled the same and different are counted, and how many the held-out scores (five folds, as
in `bench.names`) take. Then:

- **by the rules**: a reader that never errs about letters and holds to what the score is for (nothing shared, a word
  each and first word missing are two names; contained and complete are one; a near word decided as labelled);
- **with hindsight**: the finest cells that the features allow (similarities in steps of a tenth, everything missing
  counted by place), each cell decided as most of its own labels say. No decision by these features can do better on
  these pairs; a rule found on other pairs does worse, since many cells hold one pair.

Both are told at precision .95 and .99 as well: cells are taken from the purest on.
"""

import json
import sys
from collections import Counter
from collections.abc import Hashable, Sequence
from pathlib import Path

import numpy as np
from bench import names
from rich.console import Console
from rich.table import Table

from sijill.text.names import align, training_data
from sijill.text.names.scorer import SAME_NAME_THRESHOLD, NameScorer
from sijill.text.names.training_data import LabelledPair

RESULTS = Path(__file__).parent / "results" / "names_ceiling.json"
FAR = 0.75
AS_RULED = {
    "nothing shared": False,
    "a word each": False,
    "first word missing": False,
    "contained": True,
    "complete": True,
}


def features_of(pairs: Sequence[LabelledPair]) -> names.Scores:
    """[pairs, features] of the alignments."""
    scorer = NameScorer()
    a, b = scorer.code([pair.a for pair in pairs]), scorer.code([pair.b for pair in pairs])
    found, rows = np.zeros((len(pairs), len(align.FEATURES))), np.arange(len(pairs), dtype=np.int32)
    scorer.logits(rows, rows, a, b, features=found)
    return found


def pattern(row: names.Scores) -> str:
    """The pattern of one pair."""
    if not row[1:].any():  # one word each, as compounds are: the first feature is their likeness
        return "complete" if row[align.MEAN] >= FAR else "nothing shared"
    if row[align.MATCHED] == 0:
        return "nothing shared"
    if row[align.BOTH]:
        return "a word each"
    if row[align.NO_FIRST]:
        return "first word missing"
    if row[align.LOWEST] < FAR:
        return "a near word"
    return "contained" if row[align.NO_MIDDLE] or row[align.NO_LAST] else "complete"


def cell(row: names.Scores) -> Hashable:
    """All that the features say, similarities in tenths."""
    similar = (align.MEAN, align.LOWEST, align.SECOND, align.FIRST, align.LAST)
    counted = (
        align.NO_FIRST,
        align.NO_MIDDLE,
        align.NO_LAST,
        align.BOTH,
        align.TURNED,
        align.JOINED,
        align.MATCHED,
    )
    return tuple(int(row[k] * 10) for k in similar) + tuple(float(row[k]) for k in counted)


def f1(taken_same: int, taken_different: int, same: int) -> dict[str, float]:
    """F1, precision and recall of taking so many."""
    precision, recall = taken_same / max(taken_same + taken_different, 1), taken_same / same
    return {
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "precision": precision,
        "recall": recall,
    }


def with_hindsight(cells: Sequence[Hashable], same: names.Labels) -> dict[str, dict[str, float]]:
    """Best F1 of deciding cell by cell, without a floor and with precision of at least .95 and .99."""
    alike = Counter(key for key, yes in zip(cells, same, strict=True) if yes)
    every = Counter(cells)
    ordered = sorted(every, key=lambda key: (-alike[key] / every[key], -every[key]))
    found: dict[str, dict[str, float]] = {}
    yes = no = 0
    for key in ordered:
        yes, no = yes + alike[key], no + every[key] - alike[key]
        reached = f1(yes, no, int(same.sum()))
        for name, floor in (("any precision", 0.0), ("precision .95", 0.95), ("precision .99", 0.99)):
            if reached["precision"] >= floor and reached["f1"] > found.get(name, {"f1": 0.0})["f1"]:
                found[name] = reached
    return {**found, "cells": {"all": len(every), "of one pair": sum(1 for n in every.values() if n == 1)}}


def by_rules(patterns: Sequence[str], same: names.Labels) -> dict[str, float]:
    """The reader that never errs about letters."""
    said = np.array(
        [AS_RULED.get(name, bool(label)) for name, label in zip(patterns, same, strict=True)], dtype=bool
    )
    return f1(int((said & same).sum()), int((said & ~same).sum()), int(same.sum()))


def measure(pairs: Sequence[LabelledPair]) -> dict[str, object]:
    """All of it for the whole Latin–Latin pairs."""
    order, scores, *_ = names.held_out_scores(pairs)
    chosen = np.array([pair.kind == "lat-lat" and pair.full for pair in order])
    these = [pair for pair, wanted in zip(order, chosen, strict=True) if wanted]
    scored, same = scores[chosen], np.array([pair.same for pair in these])
    rows = features_of(these)
    patterns = [pattern(row) for row in rows]
    table = {}
    for name in dict.fromkeys([*AS_RULED, "a near word"]):
        here = np.array([found == name for found in patterns])
        taken = here & (scored >= SAME_NAME_THRESHOLD)
        table[name] = {
            "same": int((here & same).sum()),
            "different": int((here & ~same).sum()),
            "same, taken": int((taken & same).sum()),
            "different, taken": int((taken & ~same).sum()),
        }
    told = scored >= SAME_NAME_THRESHOLD
    nested = np.array([names.nested(pair) for pair in these])
    return {
        "pairs": len(these),
        "patterns": table,
        "sijill": f1(int((told & same).sum()), int((told & ~same).sum()), int(same.sum())),
        "sijill, best threshold in hindsight": names.at_threshold(
            scored, same, names.best_threshold(scored, same)
        )[0],
        "sijill, without nested negatives": names.at_threshold(
            scored[~nested], same[~nested], SAME_NAME_THRESHOLD
        )[0],
        "by the rules": by_rules(patterns, same),
        "with hindsight": with_hindsight([cell(row) for row in rows], same),
    }


def main() -> None:
    """Print and write bench/results/names_ceiling.json."""
    found = measure(training_data.load(names.SHARED / "data" / "names_dev.csv"))
    table = Table("pattern", "same", "different", "same, taken", "different, taken")
    patterns = found["patterns"]
    assert isinstance(patterns, dict)
    for name, row in patterns.items():
        table.add_row(name, *map(str, row.values()))
    console = Console(width=120)
    console.print(table)
    console.print({key: value for key, value in found.items() if key != "patterns"})
    RESULTS.write_text(json.dumps(names.rounded(found), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
