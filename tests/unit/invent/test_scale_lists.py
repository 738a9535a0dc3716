"""The scale generator: exact numbers, everybody listed, siblings and namesakes as promised."""

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tools.invent import scale

from sijill.claims.properties import BY_NAME

ROWS = 6_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("scale")
    scale.write_scale(ROWS, out, seed=5)
    return out


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def truth(folder):
    return table(folder / "truth.csv")


def test_rows_are_exactly_as_many_as_asked_for(folder, truth):
    assert len(truth) == ROWS
    for habit in scale.HABITS:
        rows = table(folder / "lists" / habit.file)
        assert [int(line["row"]) for line in truth if line["list"] == habit.file] == list(
            range(1, len(rows) + 1)
        )
        assert len(habit.header) == len(habit.properties) == 12
        assert set(rows[0]) == set(habit.header)


def test_everybody_is_listed_and_nobody_twice_in_one_list(truth):
    assert len({line["entity"] for line in truth}) == ROWS // 2
    assert max(Counter((line["list"], line["entity"]) for line in truth).values()) == 1


def test_about_a_fifth_have_a_sibling(truth):
    households = defaultdict(set)
    for line in truth:
        households[line["household"]].add(line["entity"])
    share = sum(len(people) for people in households.values() if len(people) > 1) / (ROWS // 2)
    assert abs(share - scale.SIBLINGS) < 0.04


def test_rows_of_one_person_agree_where_no_slip_was_made(folder, truth):
    """The reference list and the whole-name Arabic list give the same sex and governorate to the same person."""
    rows = {habit.file: table(folder / "lists" / habit.file) for habit in scale.HABITS}
    first, third = scale.HABITS[0].file, scale.HABITS[2].file
    by_person = {line["entity"]: rows[first][int(line["row"]) - 1] for line in truth if line["list"] == first}
    both = [
        (by_person[line["entity"]], rows[third][int(line["row"]) - 1])
        for line in truth
        if line["list"] == third and line["entity"] in by_person
    ]
    assert len(both) > 300
    assert all(a["الجنس"] == b["الجنس"] and a["المحافظة"] == b["المحافظة"] for a, b in both)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(folder, tmp_path):
    scale.write_scale(ROWS, tmp_path / "same", seed=5)
    scale.write_scale(ROWS, tmp_path / "other", seed=6)
    for habit in scale.HABITS:
        name = Path("lists") / habit.file
        assert (tmp_path / "same" / name).read_bytes() == (folder / name).read_bytes()
        assert (tmp_path / "other" / name).read_bytes() != (folder / name).read_bytes()


def test_properties_are_those_of_the_product(folder):
    lines = table(folder / "mapping_truth.csv")
    assert {name for line in lines for name in line["properties"].split("|")} <= set(BY_NAME)


def test_names_have_a_few_common_given_and_many_rare_family_names(folder):
    rows = table(folder / "lists" / scale.HABITS[0].file)
    given = Counter(row["الاسم"] for row in rows)
    family = Counter(row["الكنية"] for row in rows)
    assert given.most_common(1)[0][1] / len(rows) > 0.03
    assert len(family) > 350
    assert sum(1 for n in family.values() if n == 1) > 60
