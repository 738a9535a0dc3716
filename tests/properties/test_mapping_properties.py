"""Whatever a header or a cell holds: suggesting, planning and splitting never raise and never lose a column or text."""

import json
import random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.accession.tabulate.model import ReadOptions
from sijill.claims import mapping as mappings
from sijill.claims.mapping import (
    AsOf,
    ColumnPlan,
    DateOrder,
    Fate,
    IgnoredColumn,
    MappedColumn,
    Mapping,
    RowCount,
    Split,
    split_for,
)
from sijill.claims.properties import BY_NAME
from sijill.claims.split_cell import split_cell
from sijill.claims.suggest import suggest
from sijill.claims.suggesting.fold import fold
from sijill.claims.suggesting.header import read_header

WORDS = st.sampled_from(
    ["اسم", "الأم", "تاريخ", "مكان", "الاعتقال", "والدته", "العمر", "و", "دوما", "آب"]
) | st.sampled_from(
    [
        "date",
        "of",
        "arrest",
        "nom",
        "de",
        "la",
        "mère",
        "place",
        "/",
        "(",
        ")",
        "2013",
        "12/3/2013",
        "a",
        "-",
        "99",
    ]
)
TEXT = st.one_of(st.text(max_size=20), st.lists(WORDS, max_size=6).map(" ".join))
NAMES = st.lists(st.sampled_from(sorted(BY_NAME)), min_size=1, max_size=3, unique=True).map(tuple)
LINE = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
PLAIN = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)


@st.composite
def columns(draw: st.DrawFn, line: st.SearchStrategy[str]) -> MappedColumn:
    optional = st.none() | line
    column, date = draw(optional), draw(optional)
    return MappedColumn(
        column=draw(line),
        properties=draw(NAMES),
        sheet=draw(optional),
        date_order=draw(st.none() | st.sampled_from(DateOrder)),
        separator=draw(optional),
        split=draw(st.none() | st.sampled_from(Split)),
        as_of=draw(st.sampled_from([None, AsOf(column=column), AsOf(date=date)])),
    )


@st.composite
def whole_mappings(draw: st.DrawFn, line: st.SearchStrategy[str] = LINE) -> Mapping:
    optional = st.none() | line
    mapped = draw(st.lists(columns(line), max_size=4, unique_by=lambda c: c.column))
    taken = {column.column for column in mapped}
    others = draw(st.lists(line.filter(lambda name: name not in taken), max_size=4, unique=True))
    return Mapping(
        list=draw(line),
        organisation=draw(optional),
        language=draw(optional),
        table=ReadOptions(delimiter=draw(optional), header_row=draw(st.none() | st.integers(0, 9))),
        columns=tuple(mapped),
        ignored=tuple(IgnoredColumn(column=name, reason="known") for name in others[:2]),
        unmapped=tuple(others[2:]),
        reference=draw(optional),
        row_count=draw(st.none() | st.builds(RowCount, min=st.integers(0, 5), max=st.integers(5, 9))),
        phrases=draw(st.dictionaries(line, st.just("axis:code"), max_size=2)),
    )


@given(whole_mappings())
@settings(max_examples=60, deadline=None)
def test_yaml_round_trip(mapping: Mapping) -> None:
    again = mappings.loads(mappings.dump(mapping))
    assert again == mapping
    assert mappings.digest(again) == mappings.digest(mapping)


@given(whole_mappings(PLAIN), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_digest_is_the_same_under_any_order_of_keys(mapping: Mapping, chance: random.Random) -> None:
    raw = yaml.safe_load(mappings.dump(mapping))

    def shuffled(value: object) -> object:
        if isinstance(value, dict):
            items = list(value.items())
            chance.shuffle(items)
            return {key: shuffled(inner) for key, inner in items}
        return [shuffled(inner) for inner in value] if isinstance(value, list) else value

    # Flow style, as programs write it: JSON is YAML.
    text = json.dumps(shuffled(raw), ensure_ascii=False)
    assert mappings.digest(mappings.loads(text)) == mappings.digest(mapping)


@given(st.lists(TEXT, max_size=6), st.data())
@settings(max_examples=100, deadline=None)
def test_suggest_never_raises_and_keeps_every_column(headers: list[str], data: st.DataObject) -> None:
    values = data.draw(st.lists(st.lists(st.none() | TEXT, max_size=5), max_size=len(headers)))
    suggestion = suggest(headers, values, list_id="x")
    assert len(suggestion.evidence) == len(headers)
    plans = mappings.plan(suggestion.mapping, headers)
    assert [plan.index for plan in plans] == list(range(len(headers)))
    assert all(plan.properties for plan in plans)
    assert not mappings.audit(suggestion.mapping, headers).changed
    assert mappings.loads(mappings.dump(suggestion.mapping)) == suggestion.mapping


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_reading_a_header_knows_only_properties(header: str) -> None:
    reading = read_header(header)
    assert all(name in BY_NAME or name == "-" or name.startswith("?") for name in reading.properties)
    assert fold(fold(header)) == fold(header)


@pytest.mark.parametrize(
    "names",
    [
        ("arrest.place", "arrest.date"),
        ("birth.date", "birth.place"),
        ("name", "mother.name"),
        ("name", "mother.name", "mother.family"),
        ("name.father", "name.grandfather"),
        ("held.from", "held.to"),
        ("note", "status"),
        ("name", "age"),
    ],
)
@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_pieces_are_spans_of_the_cell(names: tuple[str, ...], cell: str) -> None:
    plan = ColumnPlan(index=0, column="c", fate=Fate.READ, properties=names, split=split_for(names))
    pieces = split_cell(cell, plan)
    assert all(cell[piece.start : piece.end] == piece.text and piece.text.strip() for piece in pieces)
    assert [piece.property for piece in pieces] == [
        name for name in names if name in {p.property for p in pieces}
    ]
    if any(char.isalnum() for char in cell):
        assert pieces
