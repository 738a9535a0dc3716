"""One call: the verdict comes first, a refusal shows no number, and hostile tables end in words."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sijill.errors import InputError
from sijill.statistics.mse import (
    Model,
    Options,
    Verdict,
    estimate,
    estimate_strata,
    from_counts,
    gate,
    simulate,
)
from sijill.statistics.mse.dga import average_graphs
from sijill.statistics.mse.estimate import sum_of_draws
from sijill.statistics.mse.lcmcr import Settings
from sijill.statistics.mse.table import parse_csv, read_csv

DATA = Path(__file__).parents[2] / "data" / "mse"
QUICK = Options(seed=3, models=(Model.DGA, Model.CHAO))
CHAINS = Settings(chains=4, iterations=16_384, workers=1)


def published(name):
    return read_csv(DATA / name)[()]


def test_the_british_table_is_refused_and_shows_nothing():
    report = estimate(published("uk_2013_5lists.csv"))
    told = report.as_json()
    assert told["verdict"] == "refuse"
    assert any("8.1 %" in reason for reason in told["reasons"])
    assert told["models"] == dict.fromkeys(["lcmcr", "dga", "loglinear", "chao"])
    assert told["headline"] is None
    assert report.headline is None
    assert told["n"] == 2_744


def test_diagnostics_show_the_models_but_no_headline():
    thin = from_counts("ABCD", {1: 300, 2: 200, 4: 100, 8: 80, 3: 6, 12: 3, 5: 2})
    report = estimate(thin, replace(QUICK, diagnostics=True))
    told = report.as_json()
    assert told["verdict"] == "refuse"
    assert told["models"]["dga"]["low"] < told["models"]["dga"]["median"] < told["models"]["dga"]["high"]
    assert told["headline"] is None


def test_spina_bifida_is_estimated_with_caution_and_everything_said():
    report = estimate(published("spina_bifida_3lists.csv"), Options(seed=1, chains=CHAINS))
    told = json.loads(json.dumps(report.as_json(), allow_nan=False))
    assert told["verdict"] == "caution"
    assert set(told["models"]) == {"lcmcr", "dga", "loglinear", "chao"}
    assert {"median", "low", "high", "rhat", "ess"} <= set(told["models"]["lcmcr"])
    assert told["models"]["lcmcr"]["rhat"] is not None
    assert told["models"]["dga"]["rhat"] is None
    assert told["headline"]["model"] == "lcmcr"
    assert 626 < told["headline"]["low"] < told["headline"]["median"] < told["headline"]["high"]
    assert told["seed"] == 1
    assert len(told["data_sha256"]) == 64
    assert len(told["assumptions"]) == 5
    assert "no list" in told["not_in_scope"]
    changes = {row["change"] for row in told["sensitivity"]}
    assert {"saturated graph kept", "lists independent of each other", "delta = 1"} <= changes


def test_kosovo_models_disagree_and_it_is_said():
    options = replace(QUICK, models=(Model.DGA, Model.LOGLINEAR), chains=CHAINS)
    report = estimate(published("kosovo_1999_4lists.csv"), options)
    left_out = [row for row in report.sensitivity if row.change.startswith("without list")]
    assert len(left_out) == 4
    moved = next(finding for finding in report.findings if finding.check is gate.Check.LEFT_OUT)
    assert moved.verdict is Verdict.CAUTION
    assert moved.value == pytest.approx(max(r.median for r in left_out) / min(r.median for r in left_out))


def hostile():
    yield "nobody at all", from_counts("ABC", {})
    yield "one list", from_counts("A", {1: 500})
    yield "no overlap", from_counts("ABC", {1: 50, 2: 40, 4: 30})
    yield "one empty list", from_counts("ABCD", {1: 50, 2: 40, 4: 30, 3: 20, 5: 15, 6: 15, 7: 9})
    yield "everybody everywhere", from_counts("ABC", {7: 400})
    yield "one person", from_counts("ABC", {1: 1})
    yield (
        "millions",
        from_counts(
            "ABC", {1: 10**6, 2: 10**6, 4: 10**6, 3: 2 * 10**5, 5: 2 * 10**5, 6: 2 * 10**5, 7: 5 * 10**4}
        ),
    )
    yield (
        "forty lists",
        from_counts(
            [f"L{j}" for j in range(40)], {1 << j: 6 for j in range(40)} | {7 << j: 4 for j in range(38)}
        ),
    )


@pytest.mark.parametrize(("name", "table"), list(hostile()), ids=[name for name, _ in hostile()])
@pytest.mark.parametrize("diagnostics", [False, True])
def test_hostile_tables_end_in_a_verdict_without_nan(name, table, diagnostics):
    settings = Settings(chains=2, iterations=4_096, workers=1)
    report = estimate(table, Options(diagnostics=diagnostics, chains=settings))
    told = json.dumps(report.as_json(), allow_nan=False)
    assert "NaN" not in told
    for fit in report.shown.values():
        assert all(math.isfinite(each) for each in (fit.low, fit.median, fit.high))
        assert table.people <= fit.low <= fit.median <= fit.high


def test_hostile_tables_that_must_be_refused():
    wanted = {"nobody at all", "one list", "no overlap", "one person"}
    settings = Settings(chains=2, iterations=4_096, workers=1)
    refused = {
        name for name, table in hostile() if estimate(table, Options(chains=settings)).verdict == "refuse"
    }
    assert wanted - {"everybody everywhere"} <= refused


def test_copies_are_found_and_merging_may_leave_too_little():
    rng = np.random.default_rng(5)
    member = simulate.independent(3_000, rng, (0.3, 0.3, 0.25))
    copy = member[:, 0] & (rng.random(3_000) < 0.5)
    table = simulate.table_of(np.column_stack([member, copy]))
    assert gate.likely_copies(table) == [("L4", "L1")]
    assert gate.likely_copies(simulate.table_of(member)) == []
    checks = {finding.check: finding.verdict for finding in gate.before(table)}
    assert checks[gate.Check.COPIES] is Verdict.CAUTION
    assert checks[gate.Check.LISTS_AFTER_MERGING] is Verdict.ESTIMATE
    declared = gate.before(simulate.table_of(member), copies=(("L2", "L1"),))
    assert gate.verdict_of(declared) is Verdict.REFUSE


def test_linkage_quality_moves_the_verdict():
    table = published("spina_bifida_3lists.csv")
    assert gate.verdict_of(gate.before(table, recall=0.99, precision=0.99)) is Verdict.CAUTION
    assert gate.verdict_of(gate.before(table, recall=0.99, precision=0.90)) is Verdict.REFUSE


def test_more_than_seven_lists_need_a_grouping_for_the_exact_models():
    rng = np.random.default_rng(6)
    table = simulate.table_of(simulate.independent(1_500, rng, (0.25,) * 8))
    alone = estimate(table, replace(QUICK, models=(Model.DGA,)))
    assert alone.verdict is Verdict.REFUSE
    assert any("grouping" in note for note in alone.notes)
    groups = {f"G{i}": [f"L{2 * i + 1}", f"L{2 * i + 2}"] for i in range(4)}
    grouped = estimate(table, replace(QUICK, models=(Model.DGA,), groups=groups))
    assert grouped.shown[Model.DGA].median == pytest.approx(1_500, rel=0.05)
    with pytest.raises(InputError, match="exactly once"):
        estimate(table, replace(QUICK, models=(Model.DGA,), groups={"G": ["L1"]}))


def test_strata_are_added_as_draws_and_refused_ones_only_with_their_documented():
    rng = np.random.default_rng(7)
    good = simulate.table_of(simulate.independent(2_000, rng))
    thin = from_counts(good.lists, {1: 30, 2: 20})
    report = estimate_strata({("a",): good, ("b",): thin}, QUICK, by=("place",))
    alone = report.strata["a",].headline
    assert report.without_estimate == (("b",),)
    assert report.median == pytest.approx(alone.median + 50, abs=3)
    told = report.as_json()
    assert told["sum"]["strata_without_estimate"] == [{"place": "b"}]
    json.dumps(told, allow_nan=False)


def test_sums_of_draws_are_narrower_than_sums_of_bounds():
    rng = np.random.default_rng(8)
    draws = [rng.normal(1_000, 100, 4_000) for _ in range(9)]
    total = sum_of_draws(draws, seed=1)
    assert total.std() == pytest.approx(300, rel=0.08)
    assert np.array_equal(total, sum_of_draws(draws, seed=1))


def test_strata_do_not_depend_on_the_order_of_rows():
    first = ["1,0,0", "0,1,0", "0,0,1", "1,1,0", "1,0,1", "0,1,1", "1,1,1"]
    rows = [
        f"{cells},{y},{count}"
        for y in (1, 2)
        for cells, count in zip(first, (60, 50, 40, 30, 25, 20, 12), strict=True)
    ]
    forwards, backwards = ("\n".join(["A,B,C,y,count", *order]) for order in (rows, rows[::-1]))
    one, two = (
        estimate_strata(parse_csv(text, file="t", by=("y",)), QUICK, by=("y",)).as_json()
        for text in (forwards, backwards)
    )
    assert one == two
    assert len(one["strata"]) == 2


def test_a_stored_fit_is_the_fit_and_a_damaged_one_is_made_again(tmp_path):
    options = Options(
        seed=2, models=(Model.LCMCR,), chains=Settings(chains=2, iterations=4_096, workers=1), cache=tmp_path
    )
    table = published("spina_bifida_3lists.csv")
    first = estimate(table, options)
    stored = list(tmp_path.glob("*.npz"))
    assert len(stored) == 1
    again = estimate(table, options)
    assert np.array_equal(first.fits[Model.LCMCR].draws, again.fits[Model.LCMCR].draws)
    assert first.as_json() == again.as_json()
    stored[0].write_bytes(b"not an archive")
    assert estimate(table, options).as_json() == first.as_json()
    estimate(table, replace(options, seed=4))
    assert len(list(tmp_path.glob("*.npz"))) == 2


@pytest.mark.parametrize("scenario", ["independent", "two_classes", "copied", "hidden"])
def test_the_interval_covers_what_the_lists_can_reach(scenario):
    """Short form of bench/mse_simulation.py: dga, 12 repeats; the hidden population is the caveat in numbers."""
    hits = []
    for repeat in range(12):
        rng = np.random.default_rng(np.random.SeedSequence(9, spawn_key=(repeat,)))
        low, _, high = average_graphs(simulate.table_of(getattr(simulate, scenario)(2_000, rng))).quantiles
        hits.append(low <= 2_000 <= high)
    assert sum(hits) == 0 if scenario == "hidden" else sum(hits) >= 10
