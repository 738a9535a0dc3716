"""A header row under a mapping: every column has a fate, every change is news."""

from dataclasses import replace

import pytest

from sijill.claims import mapping as mappings
from sijill.claims.mapping import (
    DateOrder,
    Fate,
    IgnoredColumn,
    MappedColumn,
    Mapping,
    RowCount,
    Split,
    column_keys,
    split_for,
)

MAPPING = Mapping(
    list="x",
    columns=(
        MappedColumn(column="الاسم", properties=("name",)),
        MappedColumn(
            column="Place/date", properties=("arrest.place", "arrest.date"), date_order=DateOrder.DMY
        ),
        MappedColumn(column="Status", properties=("status",)),
    ),
    ignored=(IgnoredColumn(column="Colour", reason="of the row"),),
    unmapped=("c7",),
)


def test_each_column_has_one_fate() -> None:
    plans = mappings.plan(MAPPING, ["الاسم", "Place/date", "Colour", "c7", "Extra"])
    assert [plan.fate for plan in plans] == [Fate.READ, Fate.READ, Fate.IGNORED, Fate.UNMAPPED, Fate.UNMAPPED]
    assert plans[1].split is Split.PLACE_DATE
    assert plans[1].date_order is DateOrder.DMY
    assert plans[2].properties == ()
    assert plans[2].reason == "of the row"
    assert plans[4].properties == ("unmapped:Extra",)


def test_changes_of_the_header_are_reported() -> None:
    report = mappings.audit(MAPPING, ["الإسم ", "Place/date", "Colour", "Extra", "c7"])
    assert report.renamed == (("الاسم", "الإسم "),)
    assert report.new == ("Extra",)
    assert report.missing == ("Status",)
    assert report.changed
    assert report.read == ("الإسم ", "Place/date")
    assert report.unmapped == ("Extra", "c7")


def test_the_same_header_is_no_news() -> None:
    assert not mappings.audit(MAPPING, ["الاسم", "Place/date", "Status", "Colour", "c7"]).changed


def test_a_fold_that_fits_two_columns_is_not_guessed() -> None:
    two = Mapping(list="x", columns=(MappedColumn(column="name", properties=("name",)),))
    plans = mappings.plan(two, ["NAME", "Name"])
    assert [plan.fate for plan in plans] == [Fate.UNMAPPED, Fate.UNMAPPED]


def test_sheets_have_their_own_columns() -> None:
    mapping = Mapping(
        list="x",
        columns=(
            MappedColumn(column="date", properties=("arrest.date",), sheet="arrests"),
            MappedColumn(column="date", properties=("release.date",), sheet="releases"),
            MappedColumn(column="name", properties=("name",)),
        ),
    )
    properties = {
        sheet: mappings.plan(mapping, ["date"], sheet=sheet)[0].properties
        for sheet in ("arrests", "releases")
    }
    assert properties == {"arrests": ("arrest.date",), "releases": ("release.date",)}
    # A sheet nobody has mapped: what the sheets disagree on is not guessed, what they agree on is read.
    assert [p.fate for p in mappings.plan(mapping, ["date", "name"], sheet="new")] == [
        Fate.UNMAPPED,
        Fate.READ,
    ]
    assert mappings.audit(mapping, ["date", "name"], sheet="arrests").missing == ()


def test_blank_and_repeated_headers_get_their_number() -> None:
    assert column_keys(["a", "", "a", None, "#2"]) == ("a", "#2", "a#3", "#4", "#2#5")


@pytest.mark.parametrize(
    ("properties", "split"),
    [
        (["name"], Split.WHOLE),
        (["arrest.place", "arrest.date"], Split.PLACE_DATE),
        (["name", "mother.name"], Split.NAME_MOTHER),
        (["name.father", "name.grandfather"], Split.NAME_PARTS),
        (["mother.name", "mother.family"], Split.NAME_PARTS),
        (["held.from", "held.to"], Split.DATE_RANGE),
        (["note", "status"], Split.WHOLE),
    ],
)
def test_split_follows_the_kinds(properties: list[str], split: Split) -> None:
    assert split_for(properties) is split


@pytest.mark.parametrize(("rows", "said"), [(9, "at least 10"), (10, None), (20, None), (21, "at most 20")])
def test_row_count_promise(rows: int, said: str | None) -> None:
    message = mappings.check_row_count(Mapping(list="x", row_count=RowCount(min=10, max=20)), rows)
    assert message is None if said is None else said in str(message)


def test_no_promise_is_never_broken() -> None:
    assert mappings.check_row_count(MAPPING, 0) is None


def test_digest_does_not_depend_on_order_or_signature() -> None:
    shuffled = replace(MAPPING, columns=tuple(reversed(MAPPING.columns)))
    assert mappings.digest(shuffled) == mappings.digest(MAPPING)
    assert mappings.digest(mappings.confirm(MAPPING, by="a", at="b")) == mappings.digest(MAPPING)


def test_digest_depends_on_what_is_read() -> None:
    other = MappedColumn(column="Status", properties=("note",))
    swapped = MappedColumn(
        column="Place/date", properties=("arrest.date", "arrest.place"), date_order=DateOrder.DMY
    )
    found = {
        mappings.digest(mapping)
        for mapping in (
            MAPPING,
            replace(MAPPING, columns=(*MAPPING.columns[:2], other)),
            replace(MAPPING, columns=(MAPPING.columns[0], swapped, MAPPING.columns[2])),
            replace(MAPPING, ignored=()),
            replace(MAPPING, phrases={"x": "a:b"}),
        )
    }
    assert len(found) == 5
