"""The reference page of mapping files is true: its example loads, and it names every key."""

import re
from dataclasses import fields
from pathlib import Path

from sijill.claims import mapping as mappings
from sijill.claims.mapping import MappedColumn, Mapping, Split

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "mapping.md").read_text(encoding="utf-8")


def test_the_example_loads() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    mapping = mappings.loads(example.group(1))
    assert mapping.columns[1].properties == ("arrest.place", "arrest.date")
    assert mapping.confirmed is not None


def test_every_key_and_every_split_is_described() -> None:
    for field in (*fields(Mapping), *fields(MappedColumn)):
        assert f"`{field.name}`" in PAGE, field.name
    for split in Split:
        assert f"`{split.value}`" in PAGE, split.value
