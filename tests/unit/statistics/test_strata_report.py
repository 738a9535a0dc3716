"""Estimates by stratum as a report: sum and rows, nothing withheld given away; notes in the reader's language."""

import json
import re

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from sijill.cli.estimate import estimate_command
from sijill.statistics.mse import Model, Options, estimate, from_counts
from sijill.statistics.mse.combine import pooled
from sijill.statistics.report_estimate import estimate_document
from sijill.statistics.report_notes import ARABIC, note_in
from sijill.statistics.report_parts import Context
from sijill.typesetting.blocks import html_of

LARGE = (
    "1,0,0,{0},400\n0,1,0,{0},300\n0,0,1,{0},200\n1,1,0,{0},100\n1,0,1,{0},60\n0,1,1,{0},47\n1,1,1,{0},31\n"
)
# In 2014 three people on one list: too few to be shown, and 2015 goes with it so that it cannot be subtracted.
TABLE = "A,B,C,year,count\n" + LARGE.format(2012) + LARGE.format(2013) + "1,0,0,2014,3\n0,1,0,2015,8\n"


def run(*arguments):
    app = typer.Typer()
    app.command()(estimate_command)
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "years.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def written(table, *more):
    report = table.with_name("report.html")
    done = run(table, "--by", "year", "--models", "dga", "--report", report, *more)
    assert done.exit_code == 0, done.output
    return report.read_text(encoding="utf-8"), json.loads(report.with_suffix(".json").read_text("utf-8"))


def rows_of(page):
    return [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]


def test_each_stratum_is_a_row_and_the_sum_is_made_of_draws(table):
    page, told = written(table)
    large = next(row for row in rows_of(page) if row[:2] == ["2012", "1,138"])
    low, high = (int(end.replace(",", "")) for end in large[-2].split("–"))
    one = told["strata"][0]["models"]["dga"]
    assert (one["low"], one["high"]) == (low, high)
    total = told["sum"]
    assert total["low"] > 2 * low * 0.98
    assert total["high"] < 2 * high + 11  # errors of independent strata do not all fall on one side
    assert total["strata_without_estimate"] == [{"year": "2014"}, {"year": "2015"}]
    assert re.search(r"Groups without an estimate: \W*2", page)


def test_a_withheld_stratum_is_withheld_everywhere(table):
    page, told = written(table)
    small = {row["stratum"]["year"]: row for row in told["strata"]}
    for year in ("2014", "2015"):
        rows = [row for row in rows_of(page) if row[0] == year]
        assert rows[0][1] == "withheld"
        assert rows[1][1:] == ["withheld"]
        assert small[year]["n"] == {"suppressed": True}
        assert set(small[year]) == {"stratum", "verdict", "verdict_says", "n"}


def test_negative_control_the_raw_report_counts_them(table):
    page, told = written(table, "--audience", "raw")
    assert next(row for row in rows_of(page) if row[0] == "2014")[1] == "3"
    assert [row["n"] for row in told["strata"]][2:] == [3, 8]


def test_in_public_counts_are_rounded_and_nothing_is_beside_the_report(table):
    report = table.with_name("public.html")
    assert (
        run(table, "--by", "year", "--models", "dga", "--report", report, "--audience", "public").exit_code
        == 0
    )
    rows = rows_of(report.read_text(encoding="utf-8"))
    shown = {row[0]: row[1] for row in reversed(rows) if re.fullmatch(r"20\d\d", row[0])}
    assert set(shown.values()) == {"withheld", "1,140"}  # one large year goes with the two small ones
    assert (shown["2014"], shown["2015"]) == ("withheld", "withheld")
    assert not report.with_suffix(".json").exists()


def test_the_report_is_drawn_in_arabic_as_pdf(table):
    report = table.with_name("report.pdf")
    done = run(table, "--by", "year", "--models", "dga", "--report", report, "--language", "ar")
    assert done.exit_code == 0
    assert report.read_bytes().startswith(b"%PDF")
    assert report.with_name("report-strata.svg").exists()


MODELS = (Model.DGA, Model.LOGLINEAR, Model.CHAO)
GROUPS = {"official": ["A", "B"], "others": ["C", "D"], "more": ["E"]}
GROUPED = Options(seed=1, models=MODELS, groups=GROUPS, diagnostics=True)


@pytest.mark.parametrize(
    ("lists", "options"),
    [
        ("ABC", Options(seed=1, models=MODELS)),
        ("ABCDE", GROUPED),
        ("ABCDEFGHIJ", Options(seed=1, models=(Model.DGA, Model.CHAO), diagnostics=True)),
    ],
)
def test_no_note_of_a_report_stays_english_in_arabic(lists, options):
    counts = {1 << at: 30 + at for at in range(min(len(lists), 9))} | {
        0b011: 22,
        0b101: 12,
        0b110: 9,
        0b111: 6,
    }
    if len(lists) > 5:
        counts |= {(1 << at) | 1: 5 for at in range(3, 9)}  # ten lists, the last of them empty
    made = estimate(from_counts(list(lists), counts), options)
    notes = [*made.notes, *(note for fit in made.fits.values() for note in fit.notes)]
    notes += [row.change for row in made.sensitivity]
    assert notes
    assert [note for note in notes if note_in(note, "ar") == note] == []
    page = html_of(estimate_document(made, Context(command="x"), language="ar"))
    assert not any(note in page for note in notes if " " in note)


def test_notes_of_replicates_and_filling_in_have_arabic_forms():
    few = pooled([np.array([100.0, 101.0]), np.array([102.0, 103.0])]).notes
    assert few
    assert all(note_in(note, "ar") != note for note in few)
    said = note_in("governorate is known of nobody: nothing was filled in", "ar")
    assert said.startswith("محافظة الاعتقال")


def test_every_form_is_reached_and_an_unknown_note_is_shown_as_it_is():
    assert len({pattern.pattern for pattern, _ in ARABIC}) == len(ARABIC)
    assert note_in("something new", "ar") == "something new"
    assert note_in("20 classes", "en") == "20 classes"
