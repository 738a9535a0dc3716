"""Every phrase in every language with the same places; every form whole; every code list a form names is there."""

import csv
import re
from importlib.resources import files

import pytest
import yaml

from sijill.cases import procedures
from sijill.submissions import form_file
from sijill.submissions.fill import ANSWER_CODES
from sijill.submissions.model import LANGUAGES, Fill, Need
from sijill.submissions.say import _or, length_words
from sijill.submissions.words import code_label, code_words, phrases, told
from sijill.text import words as vocabularies
from sijill.typesetting.bidi import LRI, RLI

PLACE = re.compile(r"\{(\w+)\}")
# Lists whose codes are printed: each must speak French and Spanish too.
PRINTED = (
    "sex", "life_status", "custody_status", "arrest_circumstance", "charge", "court_type", "release_type",
    "death_notice", "death_cause", "relation", "actor_type", "vulnerability", "torture_method", "torture_purpose",
    "contact_allowed", "autopsy", "warrant", "civil_status", "icc_crime", "wgad_category", "consent_capacity",
    "consent_form", "sentence",
)  # fmt: skip


@pytest.mark.parametrize("key", phrases())
def test_a_phrase_has_the_same_places_in_every_language(key: str) -> None:
    found = {language: sorted(PLACE.findall(phrases()[key][language])) for language in LANGUAGES}
    assert len({tuple(one) for one in found.values()}) == 1
    assert all(phrases()[key][language].strip() for language in LANGUAGES)


def test_a_phrase_is_told_with_its_values_as_isolates() -> None:
    made = told("note_as_of", "ar", day="2013-05-06")
    assert "\u20682013-05-06\u2069" in made


@pytest.mark.parametrize("name", PRINTED)
def test_codes_that_are_printed_speak_four_languages(name: str) -> None:
    codes = [code.code for code in vocabularies.codes_of(name)]
    assert codes
    for code in codes:
        labels = [code_label(f"{name}:{code}", language) for language in LANGUAGES]
        assert all(labels)
        if code != "unknown":
            assert (name, code) in {(row["list"], row["code"]) for row in _own()}, code


def test_our_own_codes_have_no_row_that_nobody_knows() -> None:
    known = {(one.list, one.code) for one in vocabularies.codes().values()}
    whole = {(row["list"], row["code"]) for row in _own() if row["en"] and row["ar"]}
    assert {(row["list"], row["code"]) for row in _own()} - known == whole - known


def test_unknown_codes_have_no_label() -> None:
    assert code_label("sex:neither", "fr") is None


@pytest.mark.parametrize("form", form_file.load_all().values(), ids=lambda form: form.id)
def test_a_form_is_whole(form) -> None:
    procedure = procedures.load(form.id)
    assert set(form.languages) == set(procedure.languages)
    for field in form.fields:
        assert set(field.label) == set(LANGUAGES)
        if field.codes and field.fill is Fill.ANSWER and field.type in {"code", "multi"}:
            assert any(name == field.codes for name, _ in code_words()), field.id
    assert any(field.need is Need.MANDATORY for field in form.fields)


def test_answers_that_are_codes_name_lists_that_are_there() -> None:
    lists = {name for name, _ in code_words()}
    assert set(ANSWER_CODES.values()) <= lists


def test_a_form_cannot_ask_for_a_witness(tmp_path) -> None:
    raw = yaml.safe_load(_text("wgeid/communication"))
    raw["sections"][0]["fields"][2]["from"] = ["sighting.by"]
    path = tmp_path / "body" / "form" / "form.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match=r"may not ask for sighting\.by"):
        form_file.parse(path)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda raw: raw.update(colour="red"), "nobody reads colour"),
        (lambda raw: raw.update(level="sealed"), "none of"),
        (lambda raw: raw["title"].pop("fr"), "not in all of"),
        (lambda raw: raw["sections"][0]["fields"][0].update({"from": ["name.fmaily"]}), "no such property"),
        (lambda raw: raw["sections"][0]["fields"][0].update(fill="magic"), "magic"),
        (lambda raw: raw["sections"][0]["fields"][1].update(id="family_name"), "twice"),
    ],
)
def test_a_form_with_a_mistake_is_refused(tmp_path, change, problem) -> None:
    raw = yaml.safe_load(_text("wgeid/communication"))
    change(raw)
    path = tmp_path / "body" / "form" / "form.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match=problem):
        form_file.parse(path)


def _own() -> list[dict[str, str]]:
    text = files("sijill.submissions").joinpath("data/code_words.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _text(folder: str) -> str:
    return (form_file.FOLDER / folder / "form.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("years", "months", "language", "words"),
    [
        (13, 2, "ar", "13 سنة وشهران"),
        (3, 11, "ar", "3 سنوات و11 شهراً"),
        (1, 1, "ar", "سنة واحدة وشهر واحد"),
        (2, 0, "ar", "سنتان"),
        (1, 2, "en", "1 year and 2 months"),
        (0, 1, "fr", "1 mois"),
        (2, 10, "es", "2 años y 10 meses"),
        (0, 0, "en", "less than a month"),
    ],
)
def test_lengths_are_counted_as_the_language_counts(
    years: int, months: int, language: str, words: str
) -> None:
    assert re.sub("[\u2066-\u2069]", "", length_words(years, months, language)) == words


def test_places_of_one_name_read_in_the_direction_of_the_page() -> None:
    """A text that holds isolates only has no first strong letter: without a direction it would be turned round."""
    two = _or([told("of_agency", "ar", place="مطار المزة", agency=one) for one in ("الجيش", "الجوية")], "ar")
    assert two.startswith(RLI)
    english = _or(
        [told("of_agency", "en", place="Mezzeh", agency=one) for one in ("Army", "Air Force")], "en"
    )
    assert english.startswith(LRI)
