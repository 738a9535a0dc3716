"""Reading inclusion tables: what is taken, what is refused, and where the message points."""

from pathlib import Path

import numpy as np
import pytest

from sijill.errors import InputError
from sijill.statistics.mse.table import (
    from_counts,
    from_partition,
    grouped,
    only_lists,
    parse_csv,
    read_csv,
    without_list,
)

DATA = Path(__file__).parents[2] / "data" / "mse"


def parse(text):
    return parse_csv(text, file="t.csv")[()]


def test_a_published_table_is_read_whole():
    table = read_csv(DATA / "kosovo_1999_4lists.csv")[()]
    assert table.people == 4_400
    assert table.lists == ("EXH", "ABA", "OSCE", "HRW")
    assert table.list_sizes.tolist() == [1910, 1528, 1786, 685]
    assert table.captures.tolist() == [0, 3218, 882, 273, 27]
    assert table.pair_overlaps[0, 1] == 177 + 181 + 18 + 27


def test_order_of_rows_and_separator_do_not_matter():
    first = parse("A,B,count\n1,0,5\n0,1,3\n1,1,2\n")
    second = parse("\ufeffA;B;count\r\n1;1;2\r\n0;1;3\r\n\r\n1;0;5\r\n")
    assert first.digest == second.digest
    assert parse("A,B,count\n1,0,5\n0,1,3\n1,1,3\n").digest != first.digest


def test_repeated_patterns_are_added_and_said():
    table = parse("A,B,count\n1,0,5\n1,0,2\n0,1,1\n")
    assert dict(zip(table.patterns.tolist(), table.counts.tolist(), strict=True)) == {1: 7, 2: 1}
    assert table.notes == ("1 rows repeated a pattern and were added to it",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("A,B\n1,0\n", "'count'"),
        ("A,count,count\n1,2,3\n", "2 columns named 'count'"),
        ("A,A,count\n1,0,3\n", "named more than once"),
        ("A,,count\n1,0,3\n", "column 2 has no name"),
        ("A,B,count\n1,0\n", "row 1: 2 cells under 3"),
        ("A,B,count\n1,2,3\n", "row 1, column 'B': neither 0 nor 1"),
        ("A,B,count\n1,yes,3\n", "column 'B'"),
        ("A,B,count\n1,0,-3\n", "column 'count': not a whole number"),
        ("A,B,count\n1,0,2.5\n", "not a whole number"),
        ("A,B,count\n1,0,nan\n", "not a whole number"),
        ("A,B,count\n1,0,99999999999999999999\n", "not a whole number"),
        ("A,B,count\n1,1,1\n0,0,3\n", "row 2: people on no list"),
        ("A,B,count\n1,1,999999999999999\n", "more than"),
        ("count\n3\n", "people on no list"),
        ("count\n", "no list columns"),
        ('A,B,count\n"1,0,3\n', "not a CSV file"),
    ],
)
def test_bad_tables_say_what_and_where(text, says):
    with pytest.raises(InputError, match=r"t\.csv") as raised:
        parse(text)
    assert says in str(raised.value)


def test_a_file_that_is_not_there_or_not_text(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_csv(tmp_path / "none.csv")
    (tmp_path / "bin.csv").write_bytes(b"\xff\xfe\x00A")
    with pytest.raises(InputError, match="UTF-8"):
        read_csv(tmp_path / "bin.csv")


def test_a_header_alone_is_a_table_of_nobody():
    assert parse("A,B,count\n").people == 0
    assert parse("A,B,count\n0,0,0\n").people == 0


def test_strata_are_columns_and_stay_apart():
    text = "A,B,year,count\n1,0,2012,5\n1,0,2013,6\n1,1,2013,1\n"
    tables = parse_csv(text, file="t.csv", by=("year",))
    assert {stratum: table.people for stratum, table in tables.items()} == {("2012",): 5, ("2013",): 7}


def test_people_are_counted_once_by_the_lists_they_are_on():
    persons, lists = [7, 7, 7, 9, 11, 11], [0, 1, 0, 1, 1, 2]
    table = from_partition(persons, lists, ["A", "B", "C"])
    assert dict(zip(table.patterns.tolist(), table.counts.tolist(), strict=True)) == {
        0b011: 1,
        0b010: 1,
        0b110: 1,
    }
    merged = from_partition(persons, lists, ["A", "B", "C"], merge={"C": "B"})
    assert merged.lists == ("A", "B")
    assert dict(zip(merged.patterns.tolist(), merged.counts.tolist(), strict=True)) == {0b11: 1, 0b10: 2}


def test_leaving_out_choosing_and_grouping_lists():
    table = from_counts(["A", "B", "C"], {0b001: 4, 0b011: 3, 0b111: 2, 0b100: 1})
    rest = without_list(table, 0)
    assert rest.lists == ("B", "C")
    assert dict(zip(rest.patterns.tolist(), rest.counts.tolist(), strict=True)) == {0b01: 3, 0b11: 2, 0b10: 1}
    swapped = only_lists(table, [2, 0])
    assert dict(zip(swapped.patterns.tolist(), swapped.counts.tolist(), strict=True)) == {
        0b10: 7,
        0b11: 2,
        0b01: 1,
    }
    two = grouped(table, {"AB": ["A", "B"], "C": ["C"]})
    assert dict(zip(two.patterns.tolist(), two.counts.tolist(), strict=True)) == {0b01: 7, 0b11: 2, 0b10: 1}
    with pytest.raises(InputError, match="exactly once"):
        grouped(table, {"AB": ["A", "B"]})


def test_sixty_two_lists_fit_and_sixty_three_are_refused():
    names = [f"L{j}" for j in range(62)]
    table = from_counts(names, {1 << 61: 3, 1: 2})
    assert table.list_sizes[61] == 3
    assert np.all(table.patterns > 0)
    with pytest.raises(InputError, match="at most 62"):
        from_counts([*names, "one more"], {1: 1})
