"""Overlaps counted by hand, charts that are well-formed, reports that never show what they must not."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from sijill.cli.estimate import estimate_command
from sijill.errors import InputError, RegisterError, UsageError
from sijill.statistics import charts
from sijill.statistics.capture_histories import Histories
from sijill.statistics.disclose import Audience as Policies
from sijill.statistics.mse import Model, Options, estimate, from_counts, read_csv, simulate
from sijill.statistics.overlap import growth, list_overlaps, pair_overlaps, patterns
from sijill.statistics.published import publish
from sijill.statistics.report import write_tally
from sijill.statistics.report_estimate import estimate_document
from sijill.statistics.report_parts import Context
from sijill.statistics.report_tally import tally_document
from sijill.statistics.shown import Audience, internal, public, raw
from sijill.statistics.tally import Records, tally
from sijill.statistics.tiers import Counted
from sijill.statistics.trace import trace
from sijill.typesetting.blocks import html_of

DATA = Path(__file__).parents[2] / "data" / "mse"
TABLE = from_counts(
    ["A", "B", "C"], {0b001: 40, 0b010: 30, 0b100: 20, 0b011: 10, 0b101: 6, 0b110: 4, 0b111: 2}
)
QUICK = Options(seed=1, models=(Model.DGA, Model.CHAO))


def test_patterns_and_lists():
    first = patterns(TABLE)[0]
    assert (first.lists, first.people) == (("A",), 40)
    a = list_overlaps(TABLE)[0]
    assert (a.people, a.only_here) == (58, 40)
    assert a.found_elsewhere == pytest.approx(18 / 58)


def test_the_odds_ratio_is_taken_on_a_third_list():
    ab = pair_overlaps(TABLE, declared=[("B", "A")])[0]
    # On C: both 2, A only 6, B only 4, neither 20.
    assert ab.odds_ratio == pytest.approx(2.5 * 20.5 / (6.5 * 4.5))
    assert (ab.shared, ab.reference, ab.declared) == (12, 32, True)
    assert ab.low < ab.odds_ratio < ab.high
    assert ab.dependent is False
    (alone,) = pair_overlaps(from_counts("AB", {1: 5, 2: 5, 3: 2}))
    assert (alone.odds_ratio, alone.dependent) == (None, None)


def test_dependence_is_found_where_it_was_put_and_not_elsewhere():
    member = simulate.copied(8_000, np.random.default_rng(4))
    found = {pair.lists: pair.dependent for pair in pair_overlaps(simulate.table_of(member))}
    assert found["L1", "L2"] is True
    assert sum(found.values()) <= 2


def test_growth_adds_only_the_new():
    steps = growth(TABLE)
    assert [(step.new, step.so_far) for step in steps] == [(58, 58), (34, 92), (20, 112)]
    assert growth(TABLE, ["C", "B", "A"])[-1].so_far == 112


@pytest.mark.parametrize("rtl", [False, True])
def test_charts_are_well_formed_and_inside_their_frame(rtl):
    name = "قائمة الأهالي" if rtl else "Families <list> & co"
    lists = list_overlaps(from_counts([name, "B", "C"], {0b001: 40, 0b010: 30, 0b100: 20, 0b111: 2}))
    table = from_counts([name, "B", "C"], {0b001: 40, 0b010: 30, 0b100: 20, 0b111: 2})
    drawn = [
        charts.upset_chart(lists, patterns(table), title="t", rtl=rtl),
        charts.growth_chart(growth(table), title="t", new_label="new", known_label="known", rtl=rtl),
        charts.interval_chart(
            [charts.Bar(label=name, low=950, point=1_200, high=1_900)],
            documented=900,
            documented_label="d",
            title="t",
            rtl=rtl,
        ),
        charts.heat_chart([name, "B"], ["2012", "2013"], [[5, None], [0, 1_200]], title="t", rtl=rtl),
    ]
    for svg in drawn:
        root = ET.fromstring(svg)
        width = float(root.get("viewBox").split()[2])
        for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
            assert float(rect.get("x")) >= -0.1
            assert float(rect.get("x")) + float(rect.get("width")) <= width + 0.1
    label = next(
        t for t in ET.fromstring(drawn[0]).iter("{http://www.w3.org/2000/svg}text") if t.text == name
    )
    # The label ends where its bar begins; in a right-to-left text that end is where the text starts.
    assert (label.get("direction"), label.get("text-anchor")) == (("rtl", "end") if rtl else ("ltr", "end"))


def test_ticks_are_round_and_hold_both_ends():
    for low, high in ((626, 844), (4_400, 16_544), (0, 1), (2_744, 33_845), (10**6, 10**6 + 5)):
        ticks = charts._ticks(low, high)
        assert ticks[0] <= low
        assert ticks[-1] >= high
        assert 2 <= len(ticks) <= 9


HERE = Context(command="sijill estimate t.csv --seed 1")


def visible(page):
    """Without the isolates that keep numbers in their own direction."""
    return re.sub("[\u2066-\u2069]", "", page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_puts_the_interval_first_and_needs_no_other_file(language):
    made = estimate(read_csv(DATA / "spina_bifida_3lists.csv")[()], QUICK)
    page = visible(html_of(estimate_document(made, HERE, language=language, subtitle="Births & deaths")))
    fit = made.headline
    low, high, median = (f"{round(each):,}" for each in (fit.low, fit.high, fit.median))
    assert page.index(low) < page.index(high) < page.index(median)
    assert not re.search(r'(src|href)="?(http|//|/)', page)
    assert "<script" not in page
    assert made.table.digest in page
    assert "Births &amp; deaths" in page
    assert "U+20" not in page
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
    if language == "ar":
        words = re.sub(
            r"<(style|svg)\b.*?</\1>|<[^>]+>|sijill estimate \S+ --seed", " ", page, flags=re.DOTALL
        )
        own = {"Binette", "Steorts", "Whitehead", "Births", "deaths", "chao"}
        notes = {"best", "graph", "posterior", "lower", "bound", "says", "least", "about"}  # of the models
        assert (
            not set(re.findall(r"[A-Za-z]{4,}", words))
            - own
            - notes
            - {made.table.digest}
            - set(
                re.findall(
                    r"[A-Za-z]{4,}",
                    " ".join([made.table.digest, *(n for f in made.fits.values() for n in f.notes)]),
                )
            )
        )


def test_a_refusal_shows_no_estimate_in_any_language():
    thin = from_counts("ABCD", {1: 900, 2: 800, 4: 600, 8: 380, 3: 26, 12: 13, 5: 12, 10: 13})
    refused = estimate(thin, replace(QUICK, models=(Model.DGA,)))
    shown = estimate(thin, replace(QUICK, models=(Model.DGA,), diagnostics=True))
    for language in ("en", "ar"):
        page = visible(html_of(estimate_document(refused, HERE, language=language)))
        assert "2,744" in page
        for fit in shown.fits.values():
            assert f"{fit.median:,.0f}" not in page
        diagnosed = visible(html_of(estimate_document(shown, HERE, language=language)))
        assert ("not to be published" if language == "en" else "ليست للنشر") in diagnosed


def test_small_overlaps_are_in_no_report_but_the_raw_one():
    made = estimate(TABLE, replace(QUICK, diagnostics=True))
    pages = {
        audience: visible(html_of(estimate_document(made, replace(HERE, audience=audience), language="en")))
        for audience in Audience
    }
    raw, internal, public = (pages[each] for each in (Audience.RAW, Audience.INTERNAL, Audience.PUBLIC))
    assert "A + B + C: 2" in raw
    assert "A + B + C: 2" not in internal
    assert "A + B: 10" in internal
    assert "<svg" in public
    assert "A + B" not in public
    assert "112" in internal
    assert "112" not in public
    assert "110" in public
    assert "fewer than 10 people are on three or more lists" in public


def counted_tally():
    records = Records(
        lists=("A", "B"), list_of=np.array([0, 1] + [0] * 60),
        dimensions={"governorate": np.array([0, 0] + [1] * 30 + [-1] * 30)}, values={"governorate": ("<Homs>", "SY02")},
    )  # fmt: skip
    partition = np.array([0, 0, *range(1, 61)])
    made = tally(records, ["governorate"], partition, as_of=date(2024, 12, 8), sampled=[partition] * 20)
    histories = Histories(
        records=records, partition=partition, sampled=np.array([partition] * 20),
        record_ids=tuple(f"r{at}" for at in range(62)), person_ids=tuple(f"p{at}" for at in range(61)),
    )  # fmt: skip
    return Counted(tally=made, histories=histories, seed=3, digest="d" * 64)


def test_a_tally_report_withholds_and_leads_back():
    counted = counted_tally()
    page = html_of(tally_document(raw(counted), language="en"))
    assert "&lt;Homs&gt;" in page
    assert "2024-12-08" in visible(page)
    assert [row for row in trace(raw(counted), counted) if row[0] == "1"] == [
        ("1", "p0", "A", "r0"),
        ("1", "p0", "B", "r1"),
    ]
    withheld = internal(counted)
    assert next(row.stratum for row in withheld.rows if row.withheld) == ("<Homs>",)
    told = {row[0] for row in trace(withheld, counted)}
    assert told == {str(at) for at, row in enumerate(withheld.rows, 1) if not row.withheld}
    published = public(counted, publish(counted.tally, audience=Policies.PUBLIC), 7)
    page = html_of(tally_document(published, language="ar"))
    assert "محجوب" in page
    assert "المبلَّغ عنه (سجلات)" not in page
    assert "حلب" in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_reports_are_written_as_pdf_with_their_charts_and_the_records_behind(tmp_path, language):
    counted = counted_tally()
    when = datetime(2026, 1, 5, tzinfo=UTC)
    files = write_tally(tmp_path / "t.pdf", raw(counted), counted, language=language, when=when)
    assert {each.name for each in files} == {
        "t.pdf", "t-documented.svg", "t-documented.png", "t.json", "t-records.csv",
    }  # fmt: skip
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "t-documented.png").read_bytes().startswith(b"\x89PNG")
    assert len((tmp_path / "t-records.csv").read_text().splitlines()) == 63
    first = (tmp_path / "t.pdf").read_bytes()
    write_tally(tmp_path / "t.pdf", raw(counted), counted, language=language, when=when)
    assert (tmp_path / "t.pdf").read_bytes() == first
    shown = public(counted, publish(counted.tally, audience=Policies.PUBLIC), 7)
    open_files = write_tally(tmp_path / "p.pdf", shown, counted, language=language, when=when)
    assert not any(each.name.endswith(".csv") for each in open_files)
    with pytest.raises(UsageError, match="neither PDF nor HTML"):
        write_tally(tmp_path / "t.docx", raw(counted), counted, language=language, when=when)


def run(*arguments):
    app = typer.Typer()
    app.command()(estimate_command)
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_the_command_prints_one_object():
    import json

    done = run(DATA / "uk_2013_5lists.csv", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert {"verdict", "reasons", "n", "lists", "models", "seed", "version", "data_sha256"} <= set(told)
    assert told["models"] == dict.fromkeys(["lcmcr", "dga", "loglinear", "chao"])


def test_the_command_prints_the_interval_before_the_point(tmp_path):
    report = tmp_path / "r.html"
    done = run(
        DATA / "spina_bifida_3lists.csv", "--models", "dga,chao", "--report", report, "--language", "ar"
    )
    assert done.exit_code == 0
    assert re.search(r"Estimated total: 69\d to 78\d \(95 %\), median 731", done.stdout)
    assert "no diagnostic on the table can see" in " ".join(done.stdout.split())
    assert 'dir="rtl"' in report.read_text(encoding="utf-8")


def test_strata_on_the_command_line(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("A,B,C,year,count\n1,0,0,2012,4\n0,1,0,2012,5\n1,1,1,2013,9\n", encoding="utf-8")
    done = run(path, "--by", "year", "--models", "dga")
    assert done.exit_code == 0
    assert "2 strata could not be estimated" in " ".join(done.stdout.split())


def test_mistakes_end_with_the_right_kind_of_error(tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("A,B,count\n1,2,3\n", encoding="utf-8")
    assert isinstance(run(bad).exception, InputError)
    good = DATA / "spina_bifida_3lists.csv"
    for wrong in (
        ["--models", "magic"],
        ["--group", "A"],
        ["--language", "xx"],
    ):
        assert isinstance(run(good, *wrong).exception, UsageError)
    assert isinstance(run(tmp_path).exception, RegisterError)
    missing = run(tmp_path / "nofile").exception
    assert isinstance(missing, InputError)
    assert "a register's folder" in missing.remedy
    assert run(good, "--seed", "-1").exit_code == 2
