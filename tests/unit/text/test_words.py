"""Tables complete, every code reachable, nothing raises, nothing confirmed by a word."""

import csv
import json
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.text import words
from sijill.text.words import Phrase, rules
from sijill.text.words.reader import unused_codes

ALL_CODES = list(words.codes().values())
LABELS = [(code, label) for code in ALL_CODES for label in (code.label_en, code.label_ar)]


@pytest.mark.parametrize(
    ("code", "label"), LABELS, ids=[f"{code.list}-{code.code}-{label}" for code, label in LABELS]
)
def test_every_code_is_reached_by_its_own_labels(code, label):
    assert code.code in {reading.code for reading in words.read(label, axis=code.list)}


def test_every_code_is_reached_by_itself():
    for code in ALL_CODES:
        assert code.code in {reading.code for reading in words.read(code.code, axis=code.list)}


def test_every_phrase_names_a_code_that_exists():
    for phrase in words.table_phrases():
        if phrase.list == "-":
            assert (phrase.code, words.read(phrase.phrase)) == ("", []), phrase
        elif phrase.list == "*":
            assert any((name, phrase.code) in words.codes() for name in words.lists())
        else:
            assert (phrase.list, phrase.code) in words.codes(), phrase
        assert phrase.where in {"any", "cell"}
        assert phrase.language in {"ar", "ar-latn", "en", "fr", "tr", "ku", "de"}


def test_every_phrase_is_read_as_its_code():
    for phrase in words.table_phrases():
        if phrase.list in {"*", "-"}:
            continue
        text = phrase.phrase.replace("#", "12")
        found = {(reading.axis, reading.code) for reading in words.read(text, axis=phrase.list)}
        assert (phrase.list, phrase.code) in found, phrase


def test_no_phrase_stands_twice_for_a_code():
    seen = [(phrase.list, phrase.code, phrase.phrase) for phrase in words.table_phrases()]
    assert len(seen) == len(set(seen))


def test_no_phrase_confirms_a_death():
    assert not [phrase for phrase in words.table_phrases() if phrase.code == "dead_confirmed"]


PHRASES = st.sampled_from([phrase.phrase for phrase in words.table_phrases()])


@given(PHRASES, st.sampled_from(["", "confirmed ", "مؤكد "]))
def test_no_text_confirms_a_death_unless_the_column_is_that_list(phrase, before):
    assert "dead_confirmed" not in {reading.code for reading in words.read(before + phrase)}


def test_status_codes_without_a_phrase_are_known():
    """Only these are reached by their labels alone: decisions of the register, not words of a list."""
    assert set(unused_codes()) == {
        ("life_status", "dead_confirmed"),
        ("acknowledgement", "unknown"),
        ("release_type", "unknown"),
        ("death_cause", "other"),
        ("death_cause", "unknown"),
        ("death_notice", "none"),
        ("death_notice", "certificate_seen"),
        ("death_notice", "body_received"),
        ("death_notice", "verbal"),
        ("fate_basis", "registry"),
        ("fate_basis", "body_visual"),
        ("fate_basis", "photo"),
        ("fate_basis", "document"),
        ("fate_basis", "self"),
        ("fate_basis", "presumption"),
        ("contact_allowed", "lawyer"),
        ("contact_allowed", "humanitarian"),
        ("contact_allowed", "unknown"),
        ("court_type", "unknown"),
        ("sentence", "unknown"),
        ("legal_basis", "ctl_5"),
        ("legal_basis", "ctl_6"),
        ("legal_basis", "ctl_7"),
        ("legal_basis", "penal_terrorism_304_306"),
        ("legal_basis", "penal_other"),
        ("legal_basis", "unknown"),
        ("charge", "other"),
        ("charge", "unknown"),
        ("arrest_circumstance", "other"),
        ("arrest_circumstance", "unknown"),
        ("warrant", "unknown"),
        ("case_classification", "disappearance_non_state"),
        ("case_classification", "lawful_detention_ill"),
    }


def test_rules_name_codes_that_exist():
    for (name, code), weaker in rules.WHEN_UNCERTAIN.items():
        assert (name, code) in words.codes()
        assert (name, weaker) in words.codes()
    assert set(rules.STATUS_LISTS) <= set(words.lists())


def test_labels_are_never_empty_and_codes_unique():
    path = resources.files("sijill.text") / "data" / "codelists.csv"
    raw = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(raw) == len(ALL_CODES)
    assert all(row["label_en"] and row["label_ar"] for row in raw)


def test_a_registers_own_phrases_go_before_the_tables():
    own = [Phrase(list="custody_status", code="held_acknowledged", language="ar", phrase="معتقل")]
    assert words.read("معتقل", extra=own)[0].code == "held_acknowledged"
    assert words.read("معتقل")[0].code == "held"
    new = [Phrase(list="custody_status", code="held", language="en", phrase="status 4")]
    assert words.read("Status 4", extra=new)[0].code == "held"
    assert words.read("Status 4") == []


def test_unknown_words_are_counted_once_per_spelling():
    texts = ["teacher", "Teacher", "معتقل", "", "-", "N/A", "teacher", "حالة خاصة", "unknown"]
    found = words.unknown_words(texts)
    assert [(entry.text, entry.count) for entry in found] == [("teacher", 3), ("حالة خاصة", 1)]


def test_as_json_is_one_flat_object_with_all_readings():
    text = "Died in detention"
    fields = words.as_json(text, words.read(text))
    assert (fields["axis"], fields["code"], fields["label_en"]) == (
        "life_status",
        "dead_reported",
        "Death reported, not verified",
    )
    assert [reading["code"] for reading in fields["readings"]] == [
        "dead_reported",
        "died_in_custody",
        "death_in_custody",
    ]
    nothing = words.as_json("", words.read(""))
    assert nothing == {
        "text": "", "axis": None, "code": None, "label_en": None, "label_ar": None, "readings": [],
    }  # fmt: skip
    assert json.loads(json.dumps(fields, ensure_ascii=False)) == fields


PIECES = st.one_of(PHRASES, st.sampled_from(["not", "لم", "?", ",", "then", "ثم", "أخوه"]))


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=6).map(" ".join)))
def test_any_text_gives_readings_of_known_codes_in_a_fixed_order(text):
    readings = words.read(text)
    assert readings == words.read(text)
    keys = [(reading.axis, reading.code) for reading in readings]
    assert len(keys) == len(set(keys))
    assert all(key in words.codes() for key in keys)
    custody = {code for axis, code in keys if axis == "custody_status"}
    if custody & rules.ENDS_CUSTODY:
        assert custody <= rules.ENDS_CUSTODY


@given(
    st.sampled_from(["not", "never", "لم", "ليس", "if"]),
    st.sampled_from(["released", "executed", "أفرج عنه", "شهيد"]),
)
def test_a_negated_phrase_is_not_read(negation, phrase):
    assert words.read(f"{negation} {phrase}") == []


def test_a_long_note_is_read_in_bounded_work():
    assert words.read("لا شيء " * 200_000) == []
