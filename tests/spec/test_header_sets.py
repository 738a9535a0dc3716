"""Header sets a lawyer can read (``mappings/*/*.yml``), and how many of their columns the suggestion gets right.

``dev`` was used while tuning; ``held_out`` was not. Thresholds were set before the first measurement.
"""

import pytest

import mapping_corpus
from sijill.claims.suggest import Suggestion, suggest

SHARE_RIGHT = 0.95


def suggestion_for(sheet: mapping_corpus.Sheet) -> Suggestion:
    return suggest(sheet.headers, sheet.columns, list_id=sheet.list_id)


@pytest.mark.parametrize("part", ["dev", "held_out"])
def test_share_of_columns_with_the_right_properties(part: str) -> None:
    right = total = 0
    for sheet in mapping_corpus.load(part):
        for index, item in enumerate(suggestion_for(sheet).evidence):
            right += mapping_corpus.right(sheet, index, frozenset(item.properties))
            total += 1
    assert total > 150
    assert right / total >= SHARE_RIGHT


def test_every_header_is_mapped_or_reported_and_no_value_is_quoted() -> None:
    for sheet in mapping_corpus.load("held_out"):
        suggestion = suggestion_for(sheet)
        mapped = {column.column for column in suggestion.mapping.columns}
        assert mapped | set(suggestion.unmapped) == {item.column for item in suggestion.evidence}
        assert not mapped & set(suggestion.unmapped)
        for name in suggestion.unmapped:
            assert any(repr(name) in warning for warning in suggestion.warnings)
        said = repr(suggestion)
        for column in sheet.columns:
            assert not [
                value for value in column[:5] if value is not None and len(value) > 14 and value in said
            ]
