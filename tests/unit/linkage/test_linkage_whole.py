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


def test_standing_index_finds_and_places_a_new_record(register, result):
    from sijill.linkage.index import StandingIndex
    from sijill.linkage.link import fit

    table, truth = register
    index = StandingIndex(fit(table))
    n, given, father, family, born, place = list(_people())[17]
    row = {
        "record_id": "new",
        "list_id": "third",
        "name": [f"{given} {father} {family}"],
        "birth_start": born,
        "birth_end": born,
        "origin_place": [place],
    }
    new = pa.Table.from_pylist([row], schema=SCHEMA)
    placed = index.place(new, result.clusters)[0]
    assert truth[placed.hits[0].record_id] == n
    assert placed.cluster == result.clusters[f"ar{n}"]
    stranger = pa.Table.from_pylist(
        [{"record_id": "s", "list_id": "third", "name": ["بهجت فرحان الصفدي"]}], schema=SCHEMA
    )
    assert index.place(stranger, result.clusters)[0].cluster is None


def test_standing_index_is_kept_and_explains_what_it_finds(register, tmp_path):
    from sijill.errors import RegisterError
    from sijill.linkage.index import StandingIndex
    from sijill.linkage.link import fit

    table, truth = register
    n, given, father, family, born, place = list(_people())[17]
    asked = {
        "name_given": [GIVEN[given]],
        "name_father": [FATHER[father]],
        "name_family": [FAMILY[family]],
        "birth_start": born,
        "birth_end": born,
        "origin_place": [place],
    }
    built = StandingIndex(fit(table))
    built.save(tmp_path / "index")
    kept = StandingIndex.open(tmp_path / "index")
    found = kept.candidates(asked)
    assert found == built.candidates(asked)
    assert {truth[one.record_id] for one in found[:2]} == {n}
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert sum(line.weight for line in found[0].explanation) == pytest.approx(found[0].weight, abs=1e-6)
    assert kept.candidates({"name": ["بهجت فرحان الصفدي"]}) == []
    with pytest.raises(RegisterError):
        StandingIndex.open(tmp_path / "nowhere")
