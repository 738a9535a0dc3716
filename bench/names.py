"""Name pairs: how well and how fast, beside what else there is.

    python -m bench.names [--no-nomenklatura]

**Held out.** Five folds by a hash of the unordered pair (`training_data.is_held_out` is fold 0). Each pair is scored by
a model trained without any pair that shares a name with the fold, so no name is on both sides; the five held-out parts
together are the file. Fold 0 is also reported alone: hand table and rules were made while looking at pairs of the other
folds, and only fold 0 was never looked at pair by pair (its totals were, four times).
The shipped model is trained on the whole file the same way.

**Declared before scoring.** Our threshold is `SAME_NAME_THRESHOLD` (chosen by cross-validation inside fold 0's training
part). The others are given their best single threshold on the very pairs that are scored, which favours them.

**Leak, in the others' favour and in ours.** The positives of source wikidata-names are forms of Wikidata name items as
shipped in rigour, which nomenklatura looks names up in: its figures on single tokens are recall of its own data. Our
two lexicons are made from the same items. What the lexicon of spellings knows of those positives is recall too, and so
in part is what the lexicon of names kept apart knows of the single negatives; therefore all is also told without the
lexicon of spellings, without that source, and by source.

**Nested negatives.** Some made negatives (recombined-neg) replaced a title or a particle ("Dr.", "El") by a name: what
is left of one name is contained in the other, as where a father's name is missing. Recall at precision .99 is also told
without them (`nested`).

**Made pairs.** The file hardly has full Arabic–Arabic positives: the Arabic whole names of each held-out fold are
damaged (`generate.damage`) as positives; damaged relatives of them are negatives. Siblings and father/child are made
from the same held-out names.

The file is read from ../shared (or SIJILL_SHARED); nothing of it is written.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler
from rich.console import Console
from rich.table import Table

from sijill.text import scripts
from sijill.text.names import generate, lexicon, model_file, reading, train, training_data
from sijill.text.names.scorer import SAME_NAME_THRESHOLD, NameScorer
from sijill.text.names.training_data import LabelledPair

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
RESULTS = Path(__file__).parent / "results" / "names.json"
NOMENKLATURA = "nomenklatura==4.17.4"
FOLDS = training_data.HELD_OUT_SHARE
SEED = 909
MEASURES = ("f1", "precision", "recall", "recall_at_p99")
Scores = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]
Row = dict[str, float | int | str | None]


# --- measures ------------------------------------------------------------------------------------------------------


def at_threshold(scores: Scores, same: Labels, threshold: float) -> tuple[float, float, float]:
    """F1, precision, recall."""
    said = scores >= threshold
    hits = float((said & same).sum())
    precision, recall = hits / max(said.sum(), 1), hits / max(same.sum(), 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


def best_threshold(scores: Scores, same: Labels) -> float:
    cuts = np.unique(scores)
    order = np.argsort(-scores, kind="stable")
    hits, taken = np.cumsum(same[order]), np.arange(1, len(same) + 1)
    f1 = 2 * hits / (taken + same.sum())
    last = np.append(np.diff(scores[order]) != 0, True)  # only cut between different scores
    return float(scores[order][np.argmax(np.where(last, f1, 0.0))]) if len(cuts) else 1.0


def recall_at_99(scores: Scores, same: Labels) -> float:
    """Highest recall at which precision is at least .99, over all thresholds."""
    order = np.argsort(-scores, kind="stable")
    hits, taken = np.cumsum(same[order]), np.arange(1, len(same) + 1)
    last = np.append(np.diff(scores[order]) != 0, True)
    good = np.nonzero(last & (hits / taken >= 0.99))[0]
    return float(hits[good[-1]] / same.sum()) if len(good) else 0.0


WIKIDATA = "wikidata-names"


def describe(pairs: Sequence[LabelledPair], scores: Scores, threshold: float | None) -> dict[str, Row]:
    """A row for all pairs, for those of other sources than our lexicons, and for each kind, single and whole apart."""
    same = np.array([pair.same for pair in pairs])
    cut = best_threshold(scores, same) if threshold is None else threshold
    kinds = np.array([f"{pair.kind} {'whole' if pair.full else 'single'}" for pair in pairs])
    rows: dict[str, Row] = {}
    others = np.array([pair.source != WIKIDATA for pair in pairs])
    chosen_by = {"all": np.ones(len(pairs), dtype=bool), f"all but {WIKIDATA}": others}
    for kind in [*chosen_by, *sorted(set(kinds))]:
        chosen = chosen_by.get(kind, kinds == kind)
        f1, precision, recall = at_threshold(scores[chosen], same[chosen], cut)
        rows[kind] = {
            "pairs": int(chosen.sum()),
            "same": int(same[chosen].sum()),
            "f1": f1,
            "precision": precision,
            "recall": recall,
            "recall_at_p99": recall_at_99(scores[chosen], same[chosen]),
            "threshold": cut,
        }
    return rows


def by_source(pairs: Sequence[LabelledPair], scores: Scores) -> dict[str, dict[str, int]]:
    """How many pairs of each source and kind are missed or wrongly taken at the declared threshold."""
    found: dict[str, dict[str, int]] = {}
    for pair, score in zip(pairs, scores, strict=True):
        row = found.setdefault(
            f"{pair.source}, {pair.kind} {'whole' if pair.full else 'single'}",
            {"pairs": 0, "missed": 0, "wrongly_taken": 0},
        )
        row["pairs"] += 1
        row["missed"] += int(pair.same and score < SAME_NAME_THRESHOLD)
        row["wrongly_taken"] += int(not pair.same and score >= SAME_NAME_THRESHOLD)
    return dict(sorted(found.items()))


def nested(pair: LabelledPair) -> bool:
    """A made negative of which one name, without titles, particles and articles, is contained in the other."""
    if pair.same or pair.source != "recombined-neg":
        return False
    short, long = sorted((_core(pair.a), _core(pair.b)), key=len)
    rest = iter(long)
    return all(form in rest for form in short)


def _core(name: str) -> list[str]:
    found = reading.tokens_of(name)
    return [lexicon.without_article(token.form) for token in found if not (token.optional or token.leading)]


# --- held-out scores -----------------------------------------------------------------------------------------------


def fold_of(pair: LabelledPair) -> int:
    return training_data.pair_hash(pair) % FOLDS


def without(pairs: Sequence[LabelledPair], held_out: Sequence[LabelledPair]) -> list[LabelledPair]:
    """Pairs that share no name with the held-out ones."""
    seen = {_key(name) for pair in held_out for name in (pair.a, pair.b)}
    return [pair for pair in pairs if _key(pair.a) not in seen and _key(pair.b) not in seen]


def _key(name: str) -> str:
    return scripts.clean(name).casefold()


def made_from(held_out: Sequence[LabelledPair], rng: random.Random) -> list[LabelledPair]:
    """Damaged copies and relatives of the Arabic whole names of a held-out part."""
    names = sorted(
        {name for pair in held_out if pair.kind == "ar-ar" and pair.full for name in (pair.a, pair.b)}
    )
    names = [name for name in names if reading.is_plain(name)]
    words = sorted({word for name in names for word in name.split()})
    made = []
    for name in names:
        parts = name.split()
        sibling, *others = generate.relatives(parts, words, rng)
        relative = " ".join(rng.choice([sibling, *others]))
        for other, same, source in (
            (generate.damage(name, rng), True, "damage"),
            (generate.damage(relative, rng), False, "relative"),
            (" ".join(sibling), False, "sibling"),
            (" ".join(parts[1:]) if len(parts) > 2 and not leads(name) else None, False, "father"),
        ):
            if other is not None:
                made.append(LabelledPair(a=name, b=other, same=same, kind="ar-ar", source=f"made {source}"))
    return made


def leads(name: str) -> bool:
    """A leading محمد: such a name and the rest of it are one name to us, since writers drop the first محمد at will."""
    return reading.tokens_of(name)[0].leading


def held_out_scores(
    pairs: Sequence[LabelledPair],
) -> tuple[list[LabelledPair], Scores, Scores, list[LabelledPair], Scores, npt.NDArray[np.int64]]:
    """(pairs in fold order, scores, scores without the lexicon of spellings, made pairs, scores, fold of each pair)."""
    rng = random.Random(SEED)
    order: list[LabelledPair] = []
    made: list[LabelledPair] = []
    scores, plain, made_scores, folds = [], [], [], []
    for fold in range(FOLDS):
        held_out = [pair for pair in pairs if fold_of(pair) == fold]
        model = train.fit(without(pairs, held_out), trained_on=f"fold {fold}")
        scorer, unaided = NameScorer(model), NameScorer(model, spellings=False)
        more = made_from(held_out, rng)
        scores.append(scorer.similarities([(pair.a, pair.b) for pair in held_out]))
        plain.append(unaided.similarities([(pair.a, pair.b) for pair in held_out]))
        made_scores.append(scorer.similarities([(pair.a, pair.b) for pair in more]))
        folds.append(np.full(len(held_out), fold))
        order += held_out
        made += more
    both = np.concatenate(scores), np.concatenate(plain)
    return order, *both, made, np.concatenate(made_scores), np.concatenate(folds)


# --- the others ----------------------------------------------------------------------------------------------------


def jaro_winkler_raw(pairs: Sequence[LabelledPair]) -> Scores:
    return np.array([JaroWinkler.similarity(pair.a, pair.b) for pair in pairs])


def transliterated_jaro_winkler(pairs: Sequence[LabelledPair]) -> Scores:
    """Anyascii (no ICU), lower case, Jaro–Winkler on the whole string."""
    return np.array([JaroWinkler.similarity(anyascii(p.a).lower(), anyascii(p.b).lower()) for p in pairs])


def splink_levels(pairs: Sequence[LabelledPair]) -> Scores:
    """Splink's JaroWinklerAtThresholds(.9, .7) as it runs on DuckDB: the level, from 0 (else) to 3 (exact)."""
    import splink.comparison_library as cl

    comparison = cl.JaroWinklerAtThresholds("name", [0.9, 0.7]).get_comparison("duckdb").as_dict()
    levels = [
        level["sql_condition"] for level in comparison["comparison_levels"] if not level.get("is_null_level")
    ]
    cases = " ".join(
        f"WHEN {sql} THEN {len(levels) - 1 - at}" for at, sql in enumerate(levels) if sql != "ELSE"
    )
    names = pa.table(
        {"row": range(len(pairs)), "name_l": [p.a for p in pairs], "name_r": [p.b for p in pairs]}
    )
    connection = duckdb.connect()
    connection.register("names", names)
    found = connection.execute(
        f"SELECT CASE {cases} ELSE 0 END AS level FROM names ORDER BY row"
    ).to_arrow_table()
    return np.array(found.column("level").to_pylist(), dtype=float)


def nomenklatura(pairs: Sequence[LabelledPair]) -> tuple[Scores, float] | None:
    """(scores, pairs per CPU second) of logic_v2, from an environment made for it; None if it cannot be installed."""
    home = (
        Path(os.environ.get("SIJILL_BENCH_CACHE", Path(tempfile.gettempdir()) / "sijill-bench"))
        / NOMENKLATURA
    )
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", NOMENKLATURA]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return None
        (home / "ready").touch()
    script = Path(__file__).with_name("names_nomenklatura.py")
    given = json.dumps([[pair.a, pair.b] for pair in pairs])
    done = subprocess.run(
        [str(python), str(script)], input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None
    answer = json.loads(done.stdout)
    return np.array(answer["scores"]), len(pairs) / answer["seconds"]


# --- speed ---------------------------------------------------------------------------------------------------------


def invented_names(count: int, rng: random.Random) -> list[str]:
    """Distinct invented names; tokens as unequally frequent as in lists, half of them in Latin script."""
    common = lexicon.common_names()
    given = [name for name in common if name.section in {"male", "female"}]
    family = [name for name in common if name.section in {"family", "nisba"}]
    weights = [[1 / (rank + 1) for rank in range(len(names))] for names in (given, family)]
    found: dict[str, None] = {}
    while len(found) < count:
        parts = [
            *rng.choices(given, weights[0], k=rng.choice((1, 2, 2, 3))),
            *rng.choices(family, weights[1]),
        ]
        latin = rng.random() < 0.5
        words = [
            generate.respell(name.latin, rng) if latin else generate.free_spelling(name.arabic, rng)
            for name in parts
        ]
        found[" ".join(words)] = None
    return list(found)


def per_cpu_second(work: Callable[[], object], pairs: int, repeats: int = 5) -> float:
    """Median pairs per CPU second of one core."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return pairs / median(times)


def speed() -> dict[str, float]:
    """New pairs from texts with empty caches; and pairs of coded names, all of whose token pairs were met before.

    Coded names are 20,000 invented ones (two to four tokens, frequency 1 / rank). "Random" are two million pairs drawn
    evenly, as when lists are crossed; "candidates" are those of them that share a token, as blocking leaves them: more
    has to be aligned, but common tokens are found in the processor's cache.
    """
    rng = random.Random(SEED)
    names = invented_names(20_000, rng)
    picks = np.random.default_rng(SEED).integers(0, len(names), (100_000, 2)).astype(np.int32)
    texts = [(names[a], names[b]) for a, b in picks]
    model = model_file.shipped()
    NameScorer(model).similarities(texts[:100])  # compile
    fresh = per_cpu_second(lambda: NameScorer(model).similarities(texts), len(texts), repeats=3)
    scorer = NameScorer(model)
    table = scorer.code(names)
    many = np.random.default_rng(SEED + 1).integers(0, len(names), (2_000_000, 2)).astype(np.int32)
    scorer.logits(many[:, 0], many[:, 1], table, table)
    coded = per_cpu_second(lambda: scorer.logits(many[:, 0], many[:, 1], table, table), len(many), repeats=5)
    left, right = table.ids[many[:, 0], :4, None], table.ids[many[:, 1], None, :4]
    sharing = many[((left == right) & (left > 0)).any((1, 2))]
    blocked = per_cpu_second(
        lambda: scorer.logits(sharing[:, 0], sharing[:, 1], table, table), len(sharing), repeats=3
    )
    pairs = [LabelledPair(a=a, b=b, same=False, kind="") for a, b in texts]
    return {
        "sijill, texts, empty caches": fresh,
        "sijill, coded names, random": coded,
        "sijill, coded names, candidates": blocked,
        "anyascii + Jaro-Winkler": per_cpu_second(
            lambda: transliterated_jaro_winkler(pairs), len(pairs), repeats=3
        ),
    }


# --- report --------------------------------------------------------------------------------------------------------


def show(console: Console, title: str, systems: dict[str, dict[str, Row] | None]) -> None:
    kinds = sorted(
        {kind for rows in systems.values() if rows for kind in rows}, key=lambda kind: (kind != "all", kind)
    )
    table = Table(
        "kind", "pairs (same)", *systems, title=title, caption="F1 · precision · recall · recall at P .99"
    )
    for kind in kinds:
        first = next(rows[kind] for rows in systems.values() if rows)
        cells = [
            "NOT RUN" if rows is None else " ".join(f"{rows[kind][measure]:.3f}" for measure in MEASURES)
            for rows in systems.values()
        ]
        table.add_row(kind, f"{first['pairs']} ({first['same']})", *cells)
    console.print(table)


def main() -> None:
    """Measure and print everything; write bench/results/names.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-nomenklatura", action="store_true")
    arguments = parser.parse_args()
    console = Console(width=190)
    pairs = training_data.load(SHARED / "data" / "names_dev.csv")
    order, scores, plain, made, made_scores, folds = held_out_scores(pairs)
    others = nomenklatura(order) if not arguments.no_nomenklatura else None
    systems: dict[str, dict[str, Row] | None] = {
        "sijill (declared)": describe(order, scores, SAME_NAME_THRESHOLD),
        "sijill without spellings": describe(order, plain, SAME_NAME_THRESHOLD),
        "nomenklatura logic_v2": None if others is None else describe(order, others[0], None),
        "anyascii + Jaro-Winkler": describe(order, transliterated_jaro_winkler(order), None),
        "Splink levels": describe(order, splink_levels(order), None),
        "Jaro-Winkler raw": describe(order, jaro_winkler_raw(order), None),
    }
    show(console, "Held-out pairs, five folds; the others at their best threshold", systems)
    first = folds == 0
    fold_0 = [pair for pair, chosen in zip(order, first, strict=True) if chosen]
    alone = describe(fold_0, scores[first], SAME_NAME_THRESHOLD)
    show(console, "Fold 0 alone", {"sijill (declared)": alone})
    damage = [at for at, pair in enumerate(made) if pair.source in {"made damage", "made relative"}]
    damaged = describe([made[at] for at in damage], made_scores[damage], SAME_NAME_THRESHOLD)
    show(console, "Full Arabic names, made damage and damaged relatives", {"sijill (declared)": damaged})
    rejected = {
        "recombined rows of the file": rejection([p.source == "recombined-neg" for p in order], scores),
        "made siblings": rejection([p.source == "made sibling" for p in made], made_scores),
        "made father and child": rejection([p.source == "made father" for p in made], made_scores),
    }
    speeds = speed()
    if others is not None:
        speeds["nomenklatura logic_v2"] = others[1]
    for title, rows in (("Rejected", rejected), ("Pairs per CPU second", speeds)):
        table = Table("what", title)
        for name, value in rows.items():
            table.add_row(name, f"{value:,.4f}" if value <= 1 else f"{value:,.0f}")
        console.print(table)
    kept = np.array([not nested(pair) for pair in order])
    same = np.array([pair.same for pair in order])
    result = {
        "systems": systems,
        "fold_0": alone,
        "damage": damaged,
        "rejected": rejected,
        "nested": {
            "pairs": int((~kept).sum()),
            "wrongly_taken": int((scores[~kept] >= SAME_NAME_THRESHOLD).sum()),
            "recall_at_p99_without": recall_at_99(scores[kept], same[kept]),
        },
        "sources": by_source(order, scores),
        "sources_without_spellings": by_source(order, plain),
        "speed": speeds,
    }
    console.print(result["nested"])
    RESULTS.write_text(json.dumps(rounded(result), indent=1) + "\n", encoding="utf-8")


def rejection(chosen: Sequence[bool], scores: Scores) -> float:
    """Share of the chosen pairs below the declared threshold."""
    return float((scores[np.array(chosen)] < SAME_NAME_THRESHOLD).mean())


def rounded(value: object) -> object:
    match value:
        case dict():
            return {key: rounded(inner) for key, inner in value.items()}
        case float():
            return round(value, 4)
        case _:
            return value


if __name__ == "__main__":
    sys.exit(main())
