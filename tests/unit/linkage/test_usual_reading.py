"""What a person is told beside the weights: that names differ as they are usually read, and what is missing."""

import numpy as np
import pyarrow as pa
import pytest

from sijill.linkage import SCHEMA, features
from sijill.linkage import records as record_table
from sijill.linkage.engines import engine as engine_named
from sijill.linkage.explain import FieldWeight, told
from sijill.linkage.features import Coded
from sijill.linkage.shipped import weighed
from sijill.linkage.spec import PERSON
from sijill.linkage.usual import plainly, stated

ASKED = {"name": ["مروان قصاب"], "origin_place": ["SY0400"]}


def lines_of(name: str, **more: object) -> dict[str, FieldWeight]:
    [found] = weighed(ASKED, [{"name": [name], "origin_place": ["SY0400"], **more}], among=1_000)
    assert sum(line.weight for line in found.explanation) == pytest.approx(found.weight, abs=1e-6)
    return {line.field: line for line in found.explanation}


def coded_of(*rows: dict[str, object]) -> Coded:
    said = [{"record_id": str(at), "list_id": "a", **row} for at, row in enumerate(rows)]
    table = record_table.records(pa.Table.from_pylist(said, schema=SCHEMA))
    return features.Coder(table, PERSON).coded


@pytest.mark.parametrize("name", ["مروان ياسر الحلبي", "مروان الحلبي"])
def test_a_family_name_that_differs_is_told_where_another_reading_hides_it(name: str) -> None:
    reading = lines_of(name)["reading"]
    assert dict(reading.usual)["family"] in {"different", "two different known names"}
    english, arabic = told(reading)
    assert (
        english == "another reading of the name; as names are usually read: family name is another known name"
    )
    assert arabic == "قراءة أخرى للاسم؛ وفي القراءة المعتادة: اسم العائلة اسمان معروفان مختلفان"
    assert reading.en.startswith(english)
    assert reading.ar.startswith(arabic)


def test_names_turned_round_differ_as_they_stand() -> None:
    assert {slot for slot, _ in lines_of("قصاب مروان")["reading"].usual} == {"given", "family"}


def test_the_usual_reading_needs_no_words() -> None:
    assert "reading" not in lines_of("مروان ياسر قصاب")


def test_what_was_asked_and_is_missing_is_told_and_nothing_else() -> None:
    lines = lines_of("مروان", origin_place=None)
    assert {line.field for line in lines.values() if line.level == "missing"} == {"family", "place"}
    assert lines["place"].weight == 0.0
    assert told(lines["place"])[0] == "place is missing"


def test_plain_readings_alone() -> None:
    coded = coded_of({"name": ["مروان ياسر قصاب", "Marwan Qassab"]}, {}, {"name": ["محمد مروان ياسر قصاب"]})
    plain = plainly(coded)
    assert np.diff(plain.parse_ptr).tolist() == [2, 0, 1]
    assert (plain.parse_plain == np.arange(3)).all()
    assert len(plain.parse_unit) == len(plain.parse_cost) == len(plain.parse_script) == 3
    everyone = (np.array([0, 0, 1]), np.array([1, 2, 2]))
    levels = [engine_named(name).compare(plain, *everyone).levels for name in ("numba", "reference")]
    assert (levels[0] == levels[1]).all()


FULL = {
    "name": ["مروان ياسر قصاب"], "mother_name": ["سعاد"], "sex": "male", "origin_place": ["SY04"],
    "identifiers": ["national:12"], "held_place": ["x"],
}  # fmt: skip


def test_what_a_record_states() -> None:
    coded = coded_of(FULL, {"name": ["مروان"]}, {})
    assert stated(coded, PERSON, 0) == {
        "given", "father", "family", "mother", "sex", "place", "identifiers", "held",
    }  # fmt: skip
    assert stated(coded, PERSON, 1) == {"given"}
    assert stated(coded, PERSON, 2) == set()
