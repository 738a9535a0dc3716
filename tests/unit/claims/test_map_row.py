"""Raw rows to claims: every cell that speaks is claimed or ignored on purpose, verbatim, with its place."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sijill.claims.map_row import Said, claims_of
from sijill.claims.mapping import IgnoredColumn, MappedColumn, Mapping, plan
from sijill.claims.model import SCHEMA, column_letters

SAID = Said(by="cedar", as_of="2024-05")
HEADER = ("Name", "Where and when", "Shoe size", "No")
MAPPING = Mapping(
    list="cedar",
    columns=(
        MappedColumn(column="Name", properties=("name",)),
        MappedColumn(column="Where and when", properties=("arrest.place", "arrest.date")),
    ),
    ignored=(IgnoredColumn(column="No", reason="running number"),),
)


def claims(*rows: tuple[str | None, ...]) -> list[dict]:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(HEADER)
    table = pa.table(
        {
            "row": pa.array(range(1, len(rows) + 1), pa.int32()),
            "line": pa.array(range(2, len(rows) + 2), pa.int32()),
            **{f"c{place}": pa.array(list(column), pa.string()) for place, column in enumerate(columns)},
        }
    )
    made = claims_of(table, plan(MAPPING, HEADER), sheet="", said=SAID)
    assert made.schema == SCHEMA
    return made.to_pylist()


def test_a_cell_is_kept_as_it_was_written() -> None:
    found = claims(("  Samer  Darwish ", None, None, "1"))
    assert [(one["property"], one["value"], one["line"], one["col"]) for one in found] == [
        ("name", "  Samer  Darwish ", 2, 0)
    ]
    assert found[0]["said_by"] == "cedar"
    assert found[0]["cell"] is None


def test_a_split_cell_keeps_the_whole_and_the_letters_of_each_part() -> None:
    found = claims((None, "Homs, March 2012", None, None))
    assert {one["property"]: one["value"] for one in found} == {
        "arrest.place": "Homs",
        "arrest.date": "March 2012",
    }
    for one in found:
        assert one["cell"] == "Homs, March 2012"
        assert one["cell"][one["start"] : one["end"]] == one["value"]


def test_columns_nobody_understood_are_claimed_and_ignored_ones_are_not() -> None:
    found = claims((None, None, "43", "17"))
    assert [(one["property"], one["value"]) for one in found] == [("unmapped:Shoe size", "43")]


def test_blank_cells_say_nothing() -> None:
    assert claims(("", "  ", None, "1")) == []


TEXTS = st.one_of(st.none(), st.text(max_size=12))


@given(st.lists(st.tuples(TEXTS, st.none(), TEXTS, TEXTS), max_size=6))
def test_every_cell_that_speaks_is_there_once(rows: list[tuple[str | None, ...]]) -> None:
    found = claims(*rows)
    spoken = [
        (number, place, cell)
        for number, row in enumerate(rows, start=1)
        for place, cell in enumerate(row)
        if place in {0, 2} and cell is not None and pa.compute.utf8_trim_whitespace(cell).as_py()
    ]
    assert sorted((one["row"], one["col"], one["value"]) for one in found) == sorted(spoken)


def test_column_letters_are_a_spreadsheets_own() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
