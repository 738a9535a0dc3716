"""sources/<list>.yml: what is written is read back, what is unknown is refused by name."""

from pathlib import Path

import pytest

from sijill.accession.tabulate.model import ReadOptions
from sijill.claims import mapping as mappings
from sijill.claims.mapping import (
    AsOf,
    Confirmation,
    DateOrder,
    IgnoredColumn,
    MappedColumn,
    Mapping,
    RowCount,
    Split,
)
from sijill.claims.mapping.file import comments_of
from sijill.errors import InputError, NotFoundError

FULL = Mapping(
    list="council",
    organisation="council-of-x",
    language="ar",
    table=ReadOptions(encoding="windows-1256", delimiter="\t", header_row=3, sheets=("ورقة1", "b")),
    columns=(
        MappedColumn(column="الاسم: كامل", properties=("name",)),
        MappedColumn(
            column="مكان وتاريخ",
            properties=("arrest.place", "arrest.date"),
            sheet="ورقة1",
            date_order=DateOrder.DMY,
            separator=" - ",
            split=Split.SEPARATOR,
        ),
        MappedColumn(column="العمر", properties=("age",), as_of=AsOf(column="مكان وتاريخ")),
        MappedColumn(column="#7", properties=("age",), as_of=AsOf(date="2024-04")),
    ),
    ignored=(IgnoredColumn(column="لون", reason="colour of the row"),),
    unmapped=("x\ny", "yes"),
    reference="#1",
    row_count=RowCount(min=10, max=5000),
    list_date="2024-04",
    phrases={"غايب": "custody_status:unknown"},
    confirmed=Confirmation(by="operator:rana", at="2026-01-02T03:04:05+00:00"),
    suggested_by="sijill-suggest/1",
)
MINIMAL = "format: 1\nlist: x\ncolumns: []\n"


def test_round_trip() -> None:
    assert mappings.loads(mappings.dump(FULL)) == FULL


def test_comments_survive_saving_again(tmp_path: Path) -> None:
    path = tmp_path / "council.yml"
    comments = {("الاسم: كامل", None): "known header", ("مكان وتاريخ", "ورقة1"): "first line\nsecond line"}
    mappings.save(FULL, path, comments=comments)
    mappings.save(mappings.confirm(mappings.load(path), by="operator:b", at="2026-02-02"), path)
    again = path.read_text(encoding="utf-8")
    assert comments_of(again) == comments
    assert mappings.loads(again).confirmed == Confirmation(by="operator:b", at="2026-02-02")


def test_columns_stay_readable_in_the_file() -> None:
    assert '- column: "الاسم: كامل"' in mappings.dump(FULL)


def test_invisible_characters_are_escaped() -> None:
    text = mappings.dump(Mapping(list="x", unmapped=("a\u202eb\u200f",)))
    assert "\\u202e" in text
    assert "\u202e" not in text
    assert mappings.loads(text).unmapped == ("a\u202eb\u200f",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (MINIMAL + "colums: []\n", "colums"),
        ("format: 1\nlist: x\ncolumns:\n  - {column: A, properties: [name], readr: 1}\n", "readr"),
        ("format: 1\nlist: x\ncolumns:\n  - {column: A, properties: [nmae]}\n", "nmae"),
        ("format: 1\nlist: x\ncolumns:\n  - {column: A, properties: []}\n", r"columns\[1\]\.properties"),
        ("format: 1\nlist: x\ncolumns:\n  - {column: A, properties: [age], date_order: dym}\n", "date_order"),
        (
            "format: 1\nlist: x\ncolumns:\n  - {column: A, properties: [age], as_of: {column: B, date: c}}\n",
            "as_of",
        ),
        (
            "format: 1\nlist: x\ncolumns:\n  - {column: A, properties: [age]}\n  - {column: A, properties: [sex]}\n",
            "'A'",
        ),
        (MINIMAL + "ignored:\n  - {column: A, reason: ' '}\n", r"ignored\[1\]\.reason"),
        (MINIMAL + "ignored:\n  - {column: A}\n", "reason"),
        (MINIMAL + "row_count: {min: 9, max: 3}\n", "row_count"),
        (MINIMAL + "row_count: {min: -1}\n", "row_count.min"),
        (MINIMAL + "table: {delimter: ';'}\n", "delimter"),
        (MINIMAL + "phrases: {dead: dead}\n", "phrases.dead"),
        (MINIMAL + "list: y\n", "'list'"),
        (MINIMAL + "confirmed: {by: someone}\n", "'at'"),
        ("list: x\ncolumns: []\n", "format"),
        ("format: 2\nlist: x\ncolumns: []\n", "format"),
        ("- 1\n", "the file"),
        ("a: [\n", "line 2"),
        ("format: 1\nlist: 2024-13-45\ncolumns: []\n", "format"),
    ],
)
def test_what_is_unknown_is_refused_by_name(text: str, named: str) -> None:
    if "2024-13-45" in text:
        text = "format: 1\nlist: !!timestamp '2024-13-45'\ncolumns: []\n"
        named = "cannot read"
    with pytest.raises(InputError, match=named) as caught:
        mappings.loads(text, file="sources/x.yml")
    assert "sources/x.yml" in str(caught.value)


def test_unquoted_dates_and_numbers_are_text() -> None:
    found = mappings.loads("format: 1\nlist: 7\nlist_date: 2024-04-30\ncolumns: []\n")
    assert (found.list, found.list_date) == ("7", "2024-04-30")


def test_no_objects_are_made_from_yaml() -> None:
    with pytest.raises(InputError):
        mappings.loads("format: 1\nlist: !!python/object/apply:os.system ['true']\ncolumns: []\n")


def test_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        mappings.load(tmp_path / "none.yml")


def test_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_bytes(b"list: \xff\n")
    with pytest.raises(InputError, match="UTF-8"):
        mappings.load(tmp_path / "x.yml")


def test_as_json_holds_the_keys_of_the_file() -> None:
    assert mappings.as_json(FULL)["columns"][1]["properties"] == ["arrest.place", "arrest.date"]
