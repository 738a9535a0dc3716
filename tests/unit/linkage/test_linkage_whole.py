"""Linkage as a whole, on an invented register small enough to check by eye."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from sijill.linkage import SCHEMA, explain, link, review_queue, sample_partitions

GIVEN = {
    "خالد": "Khaled",
    "عمر": "Omar",
    "يوسف": "Yousef",
    "سامر": "Samer",
    "زياد": "Ziad",
    "طارق": "Tarek",
    "نادر": "Nader",
}
FATHER = {"حسن": "Hassan", "محمود": "Mahmoud", "إبراهيم": "Ibrahim", "جميل": "Jamil", "رشيد": "Rashid"}
FAMILY = {
    "الحلبي": "al-Halabi",
    "النجار": "Najjar",
    "أبو زيد": "Abu Zeid",
    "الدباغ": "al-Dabbagh",
    "قصاب": "Qassab",
    "مراد": "Murad",
}


def _people():
    """120 invented people: every family has brothers; birth and place by a fixed rule."""
    rng = np.random.default_rng(5)
    seen = set()
    while len(seen) < 120:
        seen.add(tuple(str(rng.choice(list(names))) for names in (GIVEN, FATHER, FAMILY)))
    for n, (given, father, family) in enumerate(sorted(seen)):
        born = date(1960, 1, 1) + timedelta(days=int(rng.integers(0, 14000)))
        yield n, given, father, family, born, f"SY{1 + n % 9:02d}0{1 + n % 3}0{n % 4}"


@pytest.fixture(scope="module")
def register():
    rows, truth = [], {}
    for n, given, father, family, born, place in _people():
        truth[f"ar{n}"] = truth[f"la{n}"] = n
        rows.append(
            {
                "record_id": f"ar{n}",
                "list_id": "arabic",
                "name": [f"{given} {father} {family}"],
                "birth_start": born,
                "birth_end": born,
                "origin_place": [place],
                "sex": "male",
            }
        )
        rows.append(
            {
                "record_id": f"la{n}",
                "list_id": "latin",
                "name_given": [GIVEN[given]],
                "name_father": [FATHER[father]],
                "name_family": [FAMILY[family]],
                "birth_start": date(born.year, 1, 1),
                "birth_end": date(born.year, 12, 31),
                "origin_place": [place[:6]],
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA), truth


@pytest.fixture(scope="module")
def result(register):
    return link(register[0])


def test_the_two_scripts_meet_and_brothers_stay_apart(register, result):
    _, truth = register
    merged = result.pairs.filter(pa.compute.equal(result.pairs["decision"], "merge"))
    pairs = list(zip(merged["left"].to_pylist(), merged["right"].to_pylist(), strict=True))
    right = sum(truth[a] == truth[b] for a, b in pairs)
    assert right / len(pairs) >= 0.98
    assert right / 120 >= 0.9


def test_fields_add_up_to_the_weight(result):
    for pair in result.pairs.to_pylist()[:50]:
        assert sum(line.weight for line in explain(pair)) == pytest.approx(pair["weight"], abs=1e-6)


def test_explanations_speak_both_languages(result):
    lines = explain(result.pairs.slice(0, 1).to_pylist()[0])
    assert all(line.en and line.ar for line in lines)
    assert any("الاسم" in line.ar for line in lines)


def test_names_alone_never_merge():
    rows = [
        {"record_id": "a", "list_id": "x", "name": ["طارق رشيد الدباغ"]},
        {"record_id": "b", "list_id": "y", "name": ["طارق رشيد الدباغ"]},
    ]
    found = link(pa.Table.from_pylist(rows, schema=SCHEMA))
    assert found.clusters["a"] != found.clusters["b"]


def test_report_states_what_it_expects(result):
    assert 0.9 <= result.report["expected_precision"] <= 1.0
    assert result.report["estimation"]["drift"] < 0.02
    assert result.report["blocking"]["pairs_counted"] > 0


def test_queue_is_sorted_by_information(result):
    information = review_queue(result)["information"].to_pylist()
    assert information == sorted(information, reverse=True)


def test_partitions_are_plausible_and_repeatable(result):
    one, again = sample_partitions(result, 3, seed=1), sample_partitions(result, 3, seed=1)
    assert (one == again).all()
    persons = len(set(result.clusters.values()))
    assert all(abs(len(set(draw.tolist())) - persons) < 30 for draw in one)


def test_dependent_lists_teach_nothing_but_are_linked(register):
    found = link(register[0], dependent_lists=[("arabic", "latin")])
    assert found.report["dependent_lists"] == [["arabic", "latin"]]
    assert found.report["merged_pairs"] > 60


@pytest.fixture(scope="module")
def index(result, tmp_path_factory):
    from sijill.linkage import standing
    from sijill.linkage.index import StandingIndex

    folder = tmp_path_factory.mktemp("standing") / "index"
    standing.write_result(result, folder)
    return StandingIndex.open(folder)


def _seventeenth(**said):
    n, given, father, family, born, place = list(_people())[17]
    row = {"birth_start": born, "birth_end": born, "origin_place": [place], **said}
    return n, row, (given, father, family)


def test_standing_index_finds_a_new_record_among_standing_ones(register, index):
    _, truth = register
    n, row, names = _seventeenth(record_id="new", list_id="third")
    new = pa.Table.from_pylist([row | {"name": [" ".join(names)]}], schema=SCHEMA)
    [(record, hits)] = index.look_up(new)
    assert record == "new"
    assert truth[hits[0].record_id] == n
    assert [hit.weight for hit in hits] == sorted((hit.weight for hit in hits), reverse=True)
    stranger = {"record_id": "s", "list_id": "third", "name": ["بهجت فرحان الصفدي"]}
    assert index.look_up(pa.Table.from_pylist([stranger], schema=SCHEMA)) == [("s", ())]


def test_standing_index_explains_what_it_finds(register, index, tmp_path):
    from sijill.errors import RegisterError
    from sijill.linkage.index import StandingIndex

    _, truth = register
    n, row, names = _seventeenth()
    given, father, family = names
    asked = row | {
        "name_given": [GIVEN[given]],
        "name_father": [FATHER[father]],
        "name_family": [FAMILY[family]],
    }
    found = index.candidates(asked)
    assert {truth[one.record_id] for one in found[:2]} == {n}
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert sum(line.weight for line in found[0].explanation) == pytest.approx(found[0].weight, abs=1e-6)
    assert index.candidates({"name": ["بهجت فرحان الصفدي"]}) == []
    with pytest.raises(RegisterError):
        StandingIndex.open(tmp_path / "nowhere")


def test_a_new_record_joins_its_person_and_is_still_there_after_opening_again(register, result, tmp_path):
    from sijill.linkage import standing
    from sijill.linkage.incremental import everything, update
    from sijill.linkage.index import StandingIndex

    standing.write_result(result, tmp_path / "index")
    n, row, names = _seventeenth(record_id="new", list_id="third")
    new = pa.Table.from_pylist([row | {"name": [" ".join(names)]}], schema=SCHEMA)
    done = update(StandingIndex.open(tmp_path / "index"), new)
    assert done.touched == {f"ar{n}", f"la{n}", "new"}
    again, _ = everything(StandingIndex.open(tmp_path / "index"))
    assert again.clusters["new"] == again.clusters[f"ar{n}"] == again.clusters[f"la{n}"]
    assert again.report["expected_precision"] == pytest.approx(result.report["expected_precision"], abs=0.01)
