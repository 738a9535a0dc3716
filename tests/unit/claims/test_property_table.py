from pathlib import Path

from sijill.claims.properties import BY_NAME, PROPERTIES, Property, reference_markdown

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "properties.md"


def test_every_property_has_one_row() -> None:
    assert set(PROPERTIES) == set(Property)
    assert all(info.property is prop for prop, info in PROPERTIES.items())


def test_labels_exist_in_both_languages() -> None:
    for info in PROPERTIES.values():
        assert info.label_en.strip()
        assert any("\u0600" <= char <= "\u06ff" for char in info.label_ar), info.property
        assert info.description.endswith(".")


def test_people_who_speak_are_sealed_by_default() -> None:
    sealed = {info.property.value for info in PROPERTIES.values() if info.sensitivity.value == "sealed"}
    assert sealed == {"sighting.by", "informant.name", "informant.contact"}


def test_reference_page_is_up_to_date() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference_markdown(), (
        "Regenerate with: python -c 'from sijill.claims.properties import *; print(reference_markdown(), end=\"\")'"
    )


def test_names_are_looked_up_by_their_text() -> None:
    assert BY_NAME["mother.name"] is Property.MOTHER_NAME
