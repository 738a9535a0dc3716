"""From a register to an estimate, and what sampled partitions add to it."""

import json
from datetime import date

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from conftest import ACTOR, NOW
from sijill.cli.estimate import estimate_command
from sijill.cli.tally import tally_command
from sijill.errors import InputError, UsageError
from sijill.ledger import store as ledger
from sijill.pipeline.unify import unify
from sijill.pipeline.verify import verify
from sijill.statistics.capture_histories import read_histories
from sijill.statistics.counts import Stratum
from sijill.statistics.disclose import Audience
from sijill.statistics.models import PublicTable
from sijill.statistics.mse import Model, Options, Verdict, from_counts, simulate
from sijill.statistics.mse.replicates import (
    Replicates,
    estimate_replicated,
    estimate_replicated_strata,
    estimate_replicates,
)
from sijill.statistics.published import publish, rows
from sijill.statistics.tally import Cell, Missing, Tally, inclusion_tables, tally
from sijill.tables import database
from sijill.tables import register as registers

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest", "Date of arrest")
NADIM = ("Nadim Faris Qabbani", "Salma", "1981-03-12", "Jableh", "2013-06-05")
RIMA = ("Rima Walid Shami", "Huda", "1990-07-01", "Homs", "2012-02-02")
LATER = ("Anas Jalal Barazi", "Lina", "1985-01-20", "Homs", "2014-05-09")


@pytest.fixture
def folder(write_list, tmp_path):
    files = [write_list("cedar.csv", HEADER, [NADIM, RIMA]), write_list("olive.csv", HEADER, [NADIM, LATER])]
    unify(files, tmp_path / "r", at=NOW, actor=ACTOR)
    database.close()
    return tmp_path / "r"


def test_persons_of_a_register_become_a_table(folder):
    histories = read_histories(registers.open_register(folder), [Stratum.YEAR], as_of=date(2024, 1, 1))
    assert len(histories.record_ids) == 4
    (table,) = inclusion_tables(histories.records, [], histories.partition).values()
    assert sorted(zip(table.patterns.tolist(), table.counts.tolist(), strict=True)) == [
        (1, 1),
        (2, 1),
        (3, 1),
    ]
    made = tally(histories.records, ["year"], histories.partition, as_of=date(2024, 1, 1))
    assert {cell.stratum: cell.documented for cell in made.cells} == {
        ("2012",): 1,
        ("2013",): 1,
        ("2014",): 1,
    }
    assert Missing.UNKNOWN not in {value for cell in made.cells for value in cell.stratum}
    database.close()


def test_arrests_after_the_as_of_date_are_not_counted(folder):
    histories = read_histories(registers.open_register(folder), [], as_of=date(2013, 12, 31))
    assert len(histories.record_ids) == 3
    database.close()


def test_a_register_of_three_people_is_refused_by_the_command(folder):
    app = typer.Typer()
    app.command()(estimate_command)
    done = CliRunner().invoke(app, [str(folder), "--json"])
    told = json.loads(done.stdout)
    assert (told["verdict"], told["n"], told["lists"]) == ("refuse", 3, ["cedar", "olive"])
    recall = next(check for check in told["checks"] if check["check"] == "linkage_recall")
    assert recall["value"] is not None
    database.close()
    wrong = CliRunner().invoke(app, [str(folder), "--by", "list"])
    assert isinstance(wrong.exception, UsageError)
    database.close()


@pytest.mark.parametrize(("audience", "lines"), [("raw", 4), ("internal", 0)])
def test_an_estimates_report_leads_back_to_the_records_it_may_show(folder, tmp_path, audience, lines):
    app = typer.Typer()
    app.command()(estimate_command)
    report = tmp_path / "out.html"
    asked = [str(folder), "--by", "year", "--report", str(report), "--audience", audience]
    assert CliRunner().invoke(app, asked).exit_code == 0
    database.close()
    _, *found = (tmp_path / "out-records.csv").read_text(encoding="utf-8").splitlines()
    assert len(found) == lines
    assert "out-records.csv" in report.read_text(encoding="utf-8")


def partitions(rate, number=20, size=2_000):
    """The same people linked with that rate of missed links, differently each time."""
    member = simulate.independent(size, np.random.default_rng(1))
    return [
        simulate.table_of(simulate.miss_links(member, rate * (0.5 + i / number), np.random.default_rng(i)))
        for i in range(number)
    ]


def test_pooling_partitions_widens_the_interval_and_names_the_linkage():
    alone = estimate_replicates(partitions(0.0), Options(seed=1))
    doubtful = estimate_replicates(partitions(0.10), Options(seed=1))
    assert alone.shares.linkage < 0.05
    assert doubtful.shares.linkage > alone.shares.linkage
    assert doubtful.shares.linkage_holds_imputation
    assert doubtful.pooled.high - doubtful.pooled.low > alone.pooled.high - alone.pooled.low
    assert alone.documented_low == alone.documented_high
    assert doubtful.documented_low < doubtful.documented_high
    told = json.loads(json.dumps(doubtful.as_json(), allow_nan=False))
    assert told["replicates"] == 20
    # Missed links raise N; the replicate rule sees the same shift.
    assert told["pooled"]["point"] > 1.05 * alone.pooled.point
    assert told["replicate_rule"]["point"] == pytest.approx(told["pooled"]["point"], rel=0.02)


def test_replicates_of_a_refused_table_combine_to_nothing():
    thin = from_counts("ABCD", {1: 300, 2: 200, 4: 100, 8: 80, 3: 6, 12: 3})
    made = estimate_replicates([thin] * 4, Options(seed=1))
    assert made.verdict is Verdict.REFUSE
    assert made.verdicts[Verdict.REFUSE] == 4
    assert (made.pooled, made.replicate_rule, made.shares) == (None, None, None)
    with pytest.raises(InputError, match="1 replicate"):
        estimate_replicates([thin], Options())


def strata_of_partitions(rates, imputations=2, number=6):
    """Two strata, each linked with its own rate of missed links; imputations move some people between them."""
    tables = {name: [] for name in rates}
    for i in range(number):
        for k in range(imputations):
            rng = np.random.default_rng([i, k])
            moved = int(rng.integers(-40, 40))
            for name, rate in rates.items():
                member = simulate.independent(
                    1_200 + (moved if name == "north" else -moved), np.random.default_rng(3)
                )
                hurt = simulate.miss_links(member, rate * i / number, np.random.default_rng(i))
                tables[name].append(simulate.table_of(hurt))
    partition, imputation = zip(*[(i, k) for i in range(number) for k in range(imputations)], strict=True)
    return {
        (name,): Replicates(
            own=own[0], tables=own, partition=partition, imputation=imputation, notes=("filled in",)
        )
        for name, own in tables.items()
    }


def test_strata_over_partitions_and_imputations_name_all_three_shares():
    asked = strata_of_partitions({"north": 0.2, "south": 0.2})
    made = estimate_replicated_strata(
        asked, Options(seed=1, models=(Model.DGA,), sensitivity=False), by=("region",)
    )
    north = made.strata["north",]
    shares = north.linkage.shares
    assert shares.imputation > 0.02
    assert shares.linkage > 0.02
    assert shares.model + shares.linkage + shares.imputation == pytest.approx(1)
    assert "filled in" in north.notes
    told = north.as_json()
    assert told["headline"]["low"] == round(north.linkage.pooled.low)
    assert told["linkage"]["variance_shares"]["imputation"] > 0
    medians = sum(each.linkage.pooled.point for each in made.strata.values())
    assert made.low < made.median < made.high
    assert made.median == pytest.approx(medians, rel=0.03)


def test_a_replicated_verdict_is_the_worse_of_both():
    good = simulate.table_of(simulate.independent(2_000, np.random.default_rng(1)))
    thin = from_counts(good.lists, {1: 300, 2: 200, 4: 100, 8: 80, 3: 6, 12: 3})
    asked = Replicates(own=good, tables=[thin] * 4, partition=range(4), imputation=[0] * 4)
    made = estimate_replicated(asked, Options(seed=1, models=(Model.DGA,)))
    assert made.verdict is Verdict.REFUSE
    assert (made.quoted, made.combined, made.shown) == (None, None, {})
    assert any(reason.startswith("over partitions: ") for reason in made.reasons)


def run_tally(folder, *arguments):
    app = typer.Typer()
    app.command()(tally_command)
    done = CliRunner().invoke(app, [str(folder), *arguments])
    database.close()
    return done


def test_a_tally_withholds_small_cells_unless_asked_for_them(folder):
    told = json.loads(run_tally(folder, "--by", "year", "--json").stdout)
    assert told["audience"] == "internal"
    for row in (*told["rows"], told["total"]):
        assert row["documented"] == row["reported"] == {"suppressed": True}
        assert row["linkage"] is row["lists"] is None
    assert "suppressed" in run_tally(folder, "--by", "year", "--csv").stdout
    plain = json.loads(run_tally(folder, "--by", "year", "--audience", "raw", "--json").stdout)
    assert sorted(row["documented"] for row in plain["rows"]) == [1, 1, 1]
    assert plain["total"]["linkage"]["low"] <= 3 <= plain["total"]["linkage"]["high"]
    assert plain["partitions"] >= 20
    assert len(plain["data_sha256"]) == 64
    by_list = json.loads(run_tally(folder, "--by", "list", "--audience", "raw", "--json").stdout)
    assert {row["list"]: row["documented"] for row in by_list["rows"]} == {"cedar": 2, "olive": 2}
    assert by_list["total"]["documented"] == 3


def test_a_public_tally_needs_its_day_and_is_kept(folder):
    public = ("--by", "year", "--audience", "public", "--as-of", "2024-12-08", "--json")
    told = json.loads(run_tally(folder, *public).stdout)
    assert {row["year"] for row in told["rows"]} == {"2012", "2013", "2014"}
    assert all(row["documented"] == {"suppressed": True} for row in (*told["rows"], told["total"]))
    assert not {"reported", "imputed", "lists"} & set(told["rows"][0])
    assert told["publication"] == json.loads(run_tally(folder, *public).stdout)["publication"]
    registers.open_register(folder)
    assert PublicTable.objects.count() == 1
    assert [entry.action for entry in ledger.entries("statistics.published")] == ["statistics.published"]
    PublicTable.objects.update(table=PublicTable.objects.get().table.replace("null", "20", 1))
    assert "statistics.publictable 1" in {
        found.what for found in verify(registers.open_register(folder)).findings
    }
    database.close()
    for wrong in (
        ["--by", "year", "--audience", "public"],
        ["--by", "list", "--audience", "public", "--as-of", "2024-12-08"],
        ["--by", "list,year"],
        ["--by", "year", "--audience", "x"],
    ):
        assert isinstance(run_tally(folder, *wrong).exception, UsageError)


def test_a_published_table_keeps_what_is_large_and_its_totals():
    def cell(place, year, people):
        return Cell(stratum=(place, year), reported=people, documented=people, linkage=None, lists=2)

    cells = (cell("Homs", "2012", 41), cell("Hama", "2013", 52), cell("Homs", "2013", 33))
    total = Cell(stratum=(), reported=126, documented=126, linkage=None, lists=2)
    counted = Tally(by=("place", "year"), as_of=date(2024, 12, 8), event="arrest", cells=cells, total=total,
                    missing_share=0.0, partitions=0, notes=())  # fmt: skip
    made = publish(counted, audience=Audience.PUBLIC)
    assert dict(rows(made)) == {
        ("Hama", "2013"): 50, ("Hama", "all"): 50, ("Homs", "2012"): 40, ("Homs", "2013"): 35, ("Homs", "all"): 75,
        ("all", "2012"): 40, ("all", "2013"): 85, ("all", "all"): 125,
    }  # fmt: skip
