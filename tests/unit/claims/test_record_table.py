"""What linkage gets to compare: texts as written, intervals and codes as read."""

from datetime import date

import numpy as np
import pytest

from sijill.claims.columns import ClaimColumn
from sijill.claims.mapping import AsOf, MappedColumn, Mapping
from sijill.claims.readings import read_column, read_place
from sijill.claims.record_table import Source, empty, list_column, merge_places, record_table

MAPPING = Mapping(list="cedar")


def column(prop: str, *values: str | None, name: str | None = None) -> ClaimColumn:
    texts = tuple(dict.fromkeys(value for value in values if value is not None))
    codes = np.array([-1 if value is None else texts.index(value) for value in values], np.int32)
    return ClaimColumn(property=prop, column=name or prop, values=texts, codes=codes)


def rows_of(*columns: ClaimColumn, mapping: Mapping = MAPPING, as_of: str = "") -> list[dict]:
    size = len(columns[0].codes)
    source = Source(
        accession="acedar",
        list_id="cedar",
        as_of=as_of,
        received=date(2026, 1, 15),
        rows=np.arange(1, size + 1, dtype=np.int32),
    )
    return record_table(source, [(one, read_column(one, mapping)) for one in columns], mapping).to_pylist()


def test_texts_are_lists_and_silence_is_null() -> None:
    rows = rows_of(column("name", "Samer Darwish", None), column("name", "سامر درويش", None, name="الاسم"))
    assert rows[0]["name"] == ["Samer Darwish", "سامر درويش"]
    assert rows[1]["name"] is None
    assert rows[0]["display"] == "Samer Darwish"


def test_split_names_are_shown_as_one() -> None:
    rows = rows_of(column("name.given", "Samer"), column("name.family", "Darwish"))
    assert rows[0]["display"] == "Samer Darwish"


@pytest.mark.parametrize(
    ("as_of", "rule", "start", "end"),
    [
        ("2013-03-12", None, date(1987, 3, 13), date(1988, 3, 12)),
        ("2013", None, date(1987, 1, 2), date(1988, 12, 31)),
        ("", AsOf(column="arrest.date"), date(1986, 6, 6), date(1987, 6, 5)),
        ("", None, date(1985, 3, 2), date(2001, 1, 15)),  # any day between March 2011 and the day of receipt
    ],
)
def test_an_age_is_what_it_leaves_open(as_of: str, rule: AsOf | None, start: date, end: date) -> None:
    mapping = Mapping(list="cedar", columns=(MappedColumn(column="age", properties=("age",), as_of=rule),))
    rows = rows_of(column("age", "25"), column("arrest.date", "2012-06-05"), mapping=mapping, as_of=as_of)
    assert (rows[0]["birth_start"], rows[0]["birth_end"]) == (start, end)


def test_a_date_of_birth_goes_before_an_age() -> None:
    rows = rows_of(column("birth.date", "1990-05-01"), column("age", "40"), as_of="2013")
    assert (rows[0]["birth_start"], rows[0]["birth_end"]) == (date(1990, 5, 1), date(1990, 5, 1))


def test_province_and_town_are_one_place() -> None:
    said = [("حمص", read_place("حمص")), ("تدمر", read_place("تدمر"))]
    assert len(merge_places(said)) == 1
    assert merge_places(said) == merge_places(list(reversed(said)))


def test_places_that_contradict_each_other_all_stay() -> None:
    assert len(merge_places([("حلب", read_place("حلب")), ("درعا", read_place("درعا"))])) == 2


def test_sex_is_null_where_two_columns_disagree() -> None:
    rows = rows_of(column("sex", "M", "F", "M"), column("sex", "male", "male", None, name="Gender"))
    assert [row["sex"] for row in rows] == ["male", None, "male"]


def test_the_lists_own_number_is_not_an_identifier() -> None:
    rows = rows_of(column("id.source", "17"), column("id.national", "01020304050"))
    assert rows[0]["identifiers"] == ["id.national:01020304050"]


def test_a_register_without_records_has_the_same_columns() -> None:
    assert empty().num_rows == 0
    assert set(empty().column_names) == set(rows_of(column("name", "Samer"))[0])


def test_list_column_keeps_the_order_of_its_parts() -> None:
    made = list_column(
        3,
        [(np.array([0, -1, 1], np.int32), [("a",), ("b", "c")]), (np.array([0, -1, -1], np.int32), [("d",)])],
    )
    assert made.to_pylist() == [["a", "d"], None, ["b", "c"]]
