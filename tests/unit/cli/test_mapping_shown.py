"""What a person sees of a mapping: columns, meanings and reasons; never a value."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from sijill.claims import mapping as mappings
from sijill.claims.suggest import suggest
from sijill.cli import output
from sijill.cli.mapping import audit_lines, show_mapping, suggestion_table

NAMES = ["سامر علي الحداد", "رامي أنس النجار", "زياد عمر الخطيب", "باسل حسن درويش"]
SUGGESTION = suggest(
    ["الاسم [1]", "Zorblax", "تاريخ الاعتقال"],
    [NAMES, ["q7!"] * 4, ["13/5/2012", "2/6/2013", "2014", "25/1/2015"]],
    list_id="x",
)


def shown(renderable: object) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(renderable)
    return console.export_text()


def test_a_suggestion_shows_reasons_and_no_values() -> None:
    text = shown(suggestion_table(SUGGESTION))
    assert "الاسم [1]" in text
    assert "unmapped" in text
    assert "dates dmy" in text
    assert not [name for name in NAMES if name in text]


def test_a_mapping_shows_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    monkeypatch.setattr(output, "console", console)
    path = tmp_path / "x.yml"
    mappings.save(SUGGESTION.mapping, path, comments={("تاريخ الاعتقال", None): "known header"})
    audit = {
        "accession": "a1",
        "new_columns": ["Extra"],
        "missing_columns": ["Zorblax"],
        "renamed_columns": [["a", "A"]],
        "row_count_promise": "3 rows, but the list promises at least 10",
    }
    show_mapping(mappings.load(path), [audit], path)
    text = console.export_text()
    for part in ("known header", "Extra", "Zorblax", "at least 10", "Nobody has signed"):
        assert part in text


def test_no_difference_is_no_line() -> None:
    assert audit_lines([{"accession": "a1"}]) == []
