import csv
from pathlib import Path

import pytest

from sijill.text import places
from sijill.text.places import communities, resolve
from sijill.text.places.fold import is_arabic, key_of, loose_key_of, sound_of, tokens_of
from sijill.text.places.gazetteer import data_file, rows_of
from sijill.text.places.index import spelling_index, written
from sijill.text.places.similarity import letter_cost, sound_cost
from sijill.text.places.words import Role, countries_of, place_words


def test_articles_spaces_and_hamza_are_one_key() -> None:
    assert key_of(tokens_of("دير الزور")) == key_of(tokens_of("دير زور")) == key_of(tokens_of("ديرزور"))
    assert places.read("رأس العين").codes == places.read("راسالعين").codes == ("SY0804",)
    assert key_of(tokens_of("إدلب")) == key_of(tokens_of("ادلب"))
    assert key_of(tokens_of("Deir ez-Zor")) == key_of(tokens_of("deir zor"))
    assert loose_key_of(tokens_of("عامودا")) == loose_key_of(tokens_of("عامودة"))


def test_the_sound_of_a_name_is_near_in_every_spelling() -> None:
    arabic = "".join(sound_of(word) for word in ("جسر", "شغور"))
    for spelling in (("jisr", "shughur"), ("djisr", "choughour"), ("cisr", "şuğur"), ("dschisr", "schughur")):
        assert sound_cost(arabic, "".join(sound_of(word) for word in spelling), across=True) < 1.2


def test_a_different_letter_costs_more_than_a_dot_and_a_dot_more_than_nothing() -> None:
    assert 0 < letter_cost("حديده", "جديده") < letter_cost("حديده", "لديده") == 1.0


def test_every_published_spelling_is_read_as_its_unit_or_one_of_its_name() -> None:
    """Apart from those that are listed as doubtful, and those two units share."""
    doubtful = {
        key_of(tokens_of(row["text"]))
        for row in rows_of(data_file("everyday_words.csv"))
        if row["where"] == "cell"
    }
    for spelling in places.gazetteer().spellings:
        reading = places.read(spelling.text)
        if key_of(tokens_of(spelling.text)) in doubtful:
            assert reading.resolved is None
            continue
        around = reading.codes
        assert any(
            places.contains(code, spelling.pcode) or places.contains(spelling.pcode, code) for code in around
        ), spelling


def test_a_resolved_reading_is_its_first_candidate_and_its_only_code() -> None:
    for spelling in places.gazetteer().spellings:
        reading = places.read(spelling.text)
        if reading.resolved is not None:
            assert reading.candidates[0].pcode == reading.resolved
            assert reading.codes == (reading.resolved,)
            assert all(reading.candidates[0].score >= each.score for each in reading.candidates)


def test_names_of_units_that_do_not_lie_in_one_another_are_never_resolved() -> None:
    index = spelling_index()
    for i, name in enumerate(index.names):
        bearers = {unit for j in index.by_key[name.key] for unit in index.units[j]}
        if not any(all(places.contains(wide, other) for other in bearers) for wide in bearers):
            reading = places.read("صوران" if is_arabic(name.key) else name.key)
            assert reading.resolved is None, i
            assert bearers == set(reading.codes)


def test_no_foreign_place_is_a_name_of_the_gazetteer() -> None:
    for spelling in places.gazetteer().spellings:
        assert not countries_of(tokens_of(spelling.text)), spelling.text


def test_a_country_has_its_code() -> None:
    assert places.read("Deutschland").country == "DEU"
    assert places.read("لبنان").country == "LBN"
    assert places.read("عمان").country is None  # Oman, or Amman
    assert places.read("عمان").note == "outside the gazetteer: another country"


def test_a_known_community_is_not_taken_for_its_neighbour_in_the_alphabet() -> None:
    index = spelling_index()
    taken = {
        row["name"]
        for table in communities.TABLES
        for row in rows_of(data_file(table))
        if not index.exact(written(tokens_of(row["name"]))) and places.read(row["name"]).resolved is not None
    }
    assert taken <= {"صوران اعزاز"}  # Suran in the district of Azaz: rightly narrowed


def test_few_communities_would_be_taken_for_a_unit_if_nobody_had_listed_them() -> None:
    index = spelling_index()
    names = [row["name"] for row in rows_of(data_file("communities_hand.csv"))]
    names = [name for name in names if not index.exact(written(tokens_of(name)))]
    with communities.ignored():
        resolve.forget()
        taken = sum(places.read(name).resolved is not None for name in names)
    resolve.forget()
    assert len(names) > 400
    assert taken / len(names) < 0.03


def test_a_second_column_may_be_text_or_code_or_say_nothing() -> None:
    assert places.read("صوران", within="حماة").resolved == "SY050101"
    assert places.read("صوران", within="SY05").resolved == "SY050101"
    assert places.read("صوران", within="").resolved is None
    assert places.read("صوران", within="غير معروف").resolved is None
    assert places.read("جبلة", within="SY02").note == "not in the place given beside it"


def test_a_typo_is_taken_with_the_help_of_the_governorate_only_inside_it() -> None:
    assert places.read("Kafr Batnna (Rif Dimashq)").resolved == "SY030105"
    assert places.read("كفر بطما، ريف دمشق").resolved == "SY030105"
    assert places.read("كفر بطما، حلب").resolved == "SY02"


@pytest.fixture
def communities_file(tmp_path: Path) -> Path:
    path = tmp_path / "communities.csv"
    rows = [
        ("pcode", "level", "parent_pcode", "name_en", "name_ar", "lat", "lon"),
        ("C1", "4", "SY030105", "Invented Village", "ضيعة مخترعة", "33.5", "36.4"),
        ("C2", "4", "SY020003", "Harasta", "حرستا", "", ""),
        ("C3", "4", "SY030105", "Kafr Batna", "كفر بطنا", "33.5", "36.4"),
    ]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_communities_can_be_added_and_make_homonyms(communities_file: Path) -> None:
    assert places.read("حرستا").resolved == "SY030201"
    places.add(communities_file)
    try:
        assert places.read("ضيعة مخترعة").resolved == "C1"
        assert places.read("Invented Village, Rif Dimashq").resolved == "C1"
        assert places.read("حرستا").resolved is None
        assert set(places.read("حرستا").codes) == {"SY030201", "C2"}
        assert places.read("كفر بطنا").resolved == "SY030105"  # the widest of one name
        assert places.compare("C1", "SY030105") is places.PlaceRelation.SAME_SUBDISTRICT
        assert places.ancestors("C1") == ("SY030105", "SY0301", "SY03", "SY")
        assert places.distance_km("C2", "C1") is None
        assert "C1" in places.coded().index
    finally:
        places.reset()
    assert places.read("حرستا").resolved == "SY030201"
    assert "C1" not in places.coded().index


def test_an_added_file_with_an_orphan_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "orphan.csv"
    path.write_text("pcode,level,parent_pcode,name_en,name_ar,lat,lon\nC9,4,SY99,A,ا,,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="C9"):
        places.add(path)
    assert places.unit("C9") is None


def test_every_role_has_words() -> None:
    assert set(place_words().values()) == set(Role)


def test_reading_takes_text_only() -> None:
    with pytest.raises(TypeError):
        places.read(None)  # type: ignore[arg-type]


def test_json_values() -> None:
    made = places.as_json(places.read("صوران"))
    assert made["text"] == "صوران"
    assert made["resolved"] is None
    assert made["codes"] == ["SY020405", "SY050101"]
    assert list(made["candidates"][0]) == ["pcode", "name_en", "name_ar", "level", "score"]


@pytest.mark.parametrize(
    ("text", "within", "codes"),
    [
        ("القابون", None, ("SY01",)),
        ("حي القابون", None, ("SY01",)),
        ("Qaboun neighbourhood", None, ("SY01",)),
        ("الميدان", None, ("SY01", "SY02")),  # a quarter of Damascus and one of Aleppo
        ("الميدان", "حلب", ("SY02",)),
        ("القابون", "حلب", ()),
        ("القابون", "SY0100", ("SY01",)),
        ("شارع القابون", None, ()),  # a street of that name may be anywhere
        ("سجن القابون", None, ()),
        ("القنوات", None, ()),  # in Damascus, and a town of as-Suwayda
    ],
)
def test_a_quarter_without_a_code_lies_in_its_governorate_and_is_not_resolved(text, within, codes) -> None:
    reading = places.read(text, within=within)
    assert (reading.resolved, reading.codes) == (None, codes)


def test_where_communities_lie_is_a_governorate_and_the_gazetteer_does_not_say_otherwise() -> None:
    units = places.gazetteer().units
    rows = [row for row in rows_of(data_file("communities_hand.csv")) if row["lies_in"]]
    assert len(rows) > 400
    for row in rows:
        around = row["lies_in"].split("|")
        assert all(units[code].level == places.Level.GOVERNORATE for code in around), row["name"]
        resolved = places.read(row["name"]).resolved
        assert resolved is None or any(places.contains(code, resolved) for code in around), row["name"]
