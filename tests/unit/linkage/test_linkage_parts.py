"""The parts of linkage one by one, on invented names."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from sijill.errors import InputError, UsageError
from sijill.linkage import SCHEMA, calibrate, interchange, parses, units
from sijill.linkage.engines import cache, engine, reference
from sijill.linkage.evaluate import Known, calibration, evaluate, threshold_curve
from sijill.linkage.features import code, narrowed
from sijill.linkage.records import judgements, records
from sijill.linkage.spec import PERSON

EMPTY = units.Frequencies([])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("عبد الرحمن حسن أبو زيد", ("عبدالرحمن", "حسن", "أبوزيد")),
        ("Khaled bin Omar al-Halabi", ("khaled", "omar", "alhalabi")),
        ("Nour al-Din Najjar", ("nouraldin", "najjar")),
        ("الحاج خالد وسيم النجار", ("خالد", "وسيم", "النجار")),
        ("عبد هللا وسيم", ("عبدالله", "وسيم")),
    ],
)
def test_units(text, expected):
    assert units.join(units.words(text)) == expected


def test_plain_reading_costs_nothing_and_comes_first():
    first = parses.of_text(("خالد", "عمر", "النجار"))[0]
    assert first == parses.Parse("خالد", "عمر", None, "النجار", 0.0)


def test_every_reading_accounts_for_every_unit():
    for size in (1, 2, 3, 4):
        names = tuple("ابجد"[:size])
        for parse in parses.of_text(names):
            held = "".join(sorted("".join(part for part in parse[:4] if part)))
            assert held == "".join(sorted("".join(names))) or parse.cost > 0


def test_glued_and_split_words_are_mended():
    texts = ["خالد النجار"] * 8 + ["وسيم النجار"] * 8
    frequencies = units.Frequencies(texts)
    assert frequencies.mended(("خالدالنجار",)) == ("خالد", "النجار")
    assert frequencies.mended(("خا", "لد", "النجار")) == ("خالد", "النجار")
    assert frequencies.mended(("خالد", "النجار")) is None


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("سمير", "سامر", 6),  # two names of the lexicon, one letter apart: different, and no contradiction
        ("عمر", "عمرو", 6),
        ("كريم", "كريمة", 6),
        ("Karim", "كريمة", 6),
        ("علاء", "علا", 2),
        ("سمير", "شمير", 3),  # no name: a slip
        ("خالد", "محمود", 7),
    ],
)
def test_what_the_lexicon_of_names_says_counts_in_linkage(one, other, level):
    rows = [
        {"record_id": str(at), "list_id": "one", "name_given": [name]} for at, name in enumerate((one, other))
    ]
    coded, _ = code(records(pa.Table.from_pylist(rows, schema=SCHEMA)), PERSON)
    for name in ("reference", "numba"):
        assert engine(name).compare(coded, np.array([0]), np.array([1])).levels[0, 0] == level


def test_what_a_pair_may_say_against_one_person_follows_what_pairs_miss_by_themselves():
    assert calibrate.against(np.zeros(0)) == -4.0
    clean, damaged = np.full(5000, 14.0), np.r_[np.full(800, 9.0), np.full(400, -0.5)]
    assert calibrate.against(clean) < -11.0  # nothing is missed: a difference is a difference
    assert -2.0 < calibrate.against(damaged) < -1.0  # 166 and .86 more for each, of 1,109
    few = calibrate.against(np.full(5, 14.0))
    assert -5.0 < few < -4.0  # five pairs teach little


def test_a_name_of_governorate_and_centre_keeps_the_wider_reading():
    assert narrowed(["SY02", "SY0200", "SY020000"]) == ["SY02"]
    assert narrowed(["SY02", "SY020301"]) == ["SY020301"]


def test_records_refuse_what_they_cannot_take():
    good = pa.table({"record_id": ["a", "b"], "list_id": ["l", "l"], "name": [["خالد"], None]})
    assert records(good).num_columns > 20
    with pytest.raises(UsageError, match="nickname"):
        records(good.append_column("nickname", pa.array(["x", "y"])))
    with pytest.raises(InputError, match="twice"):
        records(pa.table({"record_id": ["a", "a"], "list_id": ["l", "l"]}))
    with pytest.raises(UsageError, match="perhaps"):
        judgements(pa.table({"left": ["a"], "right": ["b"], "verdict": ["perhaps"]}))


@pytest.mark.parametrize(
    ("one", "other", "level", "group"),
    [
        ((100, 100), (100, 100), 1, 0),
        ((0, 364), (100, 100), 1, 2),
        ((0, 364), (400, 400), 3, 2),
        ((0, 0), (5000, 5000), 7, 0),
        ((1, 0), (5, 5), 0, 0),
    ],
)
def test_date_levels(one, other, level, group):
    assert reference.date_level(one, other) == (level, group)


def test_day_and_month_exchanged_is_one_part():
    days = [(date(2012, 3, 11) - date(1970, 1, 1)).days, (date(2012, 11, 3) - date(1970, 1, 1)).days]
    assert reference.date_level((days[0], days[0]), (days[1], days[1])) == (2, 0)


def test_evaluate_counts_pairs():
    truth = {"a": 1, "b": 1, "c": 1, "d": 2}
    lists = Known(list={"a": "x", "b": "y", "c": "x", "d": "y"})
    found = evaluate({"a": 7, "b": 7, "c": 8, "d": 8}, truth, known=lists)
    assert (found.pairwise.found, found.pairwise.proposed, found.pairwise.true) == (1, 2, 3)
    assert found.bcubed[0] == pytest.approx(0.75)
    assert found.by_phenomenon["across lists"].true == 2
    assert found.by_phenomenon["within one list"].true == 1


def test_curve_and_calibration():
    odds, true = np.array([3.0, 1.0, 1.0, -2.0]), np.array([True, True, False, False])
    curve = threshold_curve(odds, true, 4)
    assert curve.tolist() == [[3.0, 1.0, 0.25], [1.0, 2 / 3, 0.5], [-2.0, 0.5, 0.5]]
    table = calibration(np.array([0.05, 0.95, 0.95]), np.array([False, True, False]))
    assert table[:, 1].tolist() == [0.0, 0.5]


def test_splink_settings_that_do_not_map_are_named():
    text = json.dumps(
        {
            "probability_two_random_records_match": 0.001,
            "comparisons": [
                {
                    "output_column_name": "town",
                    "comparison_levels": [
                        {"sql_condition": "null", "is_null_level": True},
                        {"sql_condition": "exact", "m_probability": 0.9, "u_probability": 0.1},
                        {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.9},
                    ],
                },
                {
                    "output_column_name": "name",
                    "comparison_levels": [{"sql_condition": "ELSE", "m_probability": 0.5}],
                },
            ],
        }
    )
    model = interchange.read_splink(text)
    assert model.comparisons[0].weights() == pytest.approx((np.log2(9), -np.log2(9)))
    assert model.skipped == ("name: a level without trained m and u",)
    with pytest.raises(InputError):
        interchange.read_splink("[]")


def test_cache_folder_follows_every_source(tmp_path):
    import shutil

    package = Path(cache.__file__).parents[2]
    for name in cache.SOURCES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(package / name, tmp_path / name)
    before = cache.digest.__wrapped__(tmp_path)
    assert before == cache.digest()
    for name in cache.SOURCES:
        original = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(original + b"\n#")
        assert cache.digest.__wrapped__(tmp_path) != before, name
        (tmp_path / name).write_bytes(original)
