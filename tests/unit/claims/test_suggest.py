"""What a column means beside the others, and what its values change."""

import pytest

from sijill.claims.mapping import AsOf, DateOrder
from sijill.claims.suggest import suggest
from sijill.claims.suggesting.header import read_header

MEN = ["محمد", "أحمد", "علي", "خالد", "عمر", "حسن"]
WOMEN = ["فاطمة", "مريم", "هدى", "سعاد", "ليلى", "رنا"]
FAMILIES = ["الحداد", "النجار", "الخطيب", "درويش", "حمدان", "قاسم"]
TOWNS = ["حمص", "حلب", "درعا", "دوما", "حماة", "دمشق"]
WHOLE = [f"{a} {b} {c}" for a, b, c in zip(MEN, reversed(MEN), FAMILIES, strict=True)]
ARRESTS = ["13/5/2012", "2/6/2013", "2014", "25/1/2015", "7/7/2012", "30/3/2013"]
BIRTHS = ["1980", "1975", "1991", "1966", "1988", "1979"]


def properties(headers: list[str], columns: list[list[str]], list_id: str = "x") -> list[tuple[str, ...]]:
    return [item.properties for item in suggest(headers, columns, list_id=list_id).evidence]


def test_bare_name_is_the_given_name_beside_father_and_family() -> None:
    found = properties(["الاسم", "الأب", "الكنية"], [MEN, MEN, FAMILIES])
    assert found == [("name.given",), ("name.father",), ("name.family",)]


def test_bare_name_is_the_whole_name_alone() -> None:
    assert properties(["الاسم", "الأب"], [WHOLE, MEN]) == [("name",), ("name.father",)]


def test_kunya_is_read_by_its_values() -> None:
    abu = [f"أبو {name}" for name in MEN]
    assert properties(["الاسم", "الكنية"], [WHOLE, abu]) == [("name",), ("name.kunya",)]
    assert properties(["الاسم", "الكنية"], [MEN, FAMILIES]) == [("name.given",), ("name.family",)]


def test_french_nom_beside_prenom_is_the_family_name() -> None:
    given, family = ["Samer", "Rami", "Anas", "Ziad"], ["Haddad", "Najjar", "Darwish", "Hamdan"]
    assert properties(["Nom", "Prénom"], [family, given]) == [("name.family",), ("name.given",)]
    both = [f"{g} {f}" for g, f in zip(given, family, strict=True)]
    assert properties(["Nom"], [both]) == [("name",)]


@pytest.mark.parametrize(
    ("list_id", "expected"),
    [
        ("detained_2012", "arrest.date"),
        ("released under decree", "release.date"),
        ("قائمة الوفيات", "arrest.date"),
    ],
)
def test_bare_date_is_what_the_list_is_about(list_id: str, expected: str) -> None:
    assert properties(["الاسم", "التاريخ"], [WHOLE, ARRESTS], list_id)[1] == (expected,)


def test_bare_date_beside_the_dead_is_the_date_of_death() -> None:
    assert properties(["اسم المتوفى", "التاريخ"], [WHOLE, ARRESTS])[1] == ("death.date",)


def test_province_goes_with_the_place_beside_it() -> None:
    found = properties(["Name", "Governorate", "Hometown", "Arrest date"], [WHOLE, TOWNS, TOWNS, ARRESTS])
    assert found[1:3] == [("origin.place",), ("origin.place",)]
    assert properties(["Name", "Governorate", "Arrest date"], [WHOLE, TOWNS, ARRESTS])[1] == ("arrest.place",)


def test_values_correct_a_header() -> None:
    ages = ["20", "31", "44", "19", "27", "35"]
    assert properties(["Date of birth"], [ages]) == [("age",)]
    assert properties(["Age"], [BIRTHS]) == [("birth.date",)]
    both = [f"{town} {date}" for town, date in zip(TOWNS, ARRESTS, strict=True)]
    assert properties(["تاريخ الاعتقال"], [both]) == [("arrest.place", "arrest.date")]
    phones = [f"+963 944 12 34 {number}" for number in range(10, 16)]
    assert properties(["Next of kin"], [phones]) == [("informant.contact",)]
    mothers = [f"{name} والدته {mother}" for name, mother in zip(WHOLE, WOMEN, strict=True)]
    assert properties(["الاسم"], [mothers]) == [("name", "mother.name")]


def test_father_and_grandfather_in_one_header() -> None:
    assert properties(["Father / grandfather"], [["Ali Hassan"] * 4]) == [("name.father", "name.grandfather")]


def test_a_note_full_of_statuses_is_read_for_both() -> None:
    statuses = ["معتقل", "مفقود", "متوفى", "معتقل", "مفرج عنه", "مفقود"]
    assert properties(["ملاحظات"], [statuses]) == [("note", "status")]
    sentences = ["خرج من منزله صباح ذلك اليوم ولم يعد بعدها إلى أهله"] * 6
    assert properties(["ملاحظات"], [sentences]) == [("note",)]


def test_no_header_row_is_judged_by_values_and_said_so() -> None:
    suggestion = suggest(["c1", "c2", "c3", "c4"], [WHOLE, BIRTHS, ARRESTS, TOWNS], list_id="x")
    assert [item.properties for item in suggestion.evidence] == [
        ("name",),
        ("birth.date",),
        ("arrest.date",),
        ("arrest.place",),
    ]
    assert any("header" in warning for warning in suggestion.warnings)


def test_what_is_known_to_be_nothing_stays_unmapped() -> None:
    suggestion = suggest(
        ["الاسم", "الحالة الاجتماعية", "Zorblax"], [WHOLE, ["أعزب"] * 6, ["q7!"] * 6], list_id="x"
    )
    assert suggestion.unmapped == ("الحالة الاجتماعية", "Zorblax")


def test_order_of_dates_is_proved_by_a_column_and_shared() -> None:
    suggestion = suggest(
        ["Arrest date", "Release date", "Birth date"],
        [["5/13/2012", "6/2/2013", "1/25/2015"], ["1/2/2016"] * 3, ["1980"] * 3],
        list_id="x",
    )
    assert [c.date_order for c in suggestion.mapping.columns[:2]] == [DateOrder.MDY, DateOrder.MDY]


def test_columns_that_contradict_each_other_share_no_order() -> None:
    suggestion = suggest(
        ["Arrest date", "Release date", "Date of death"],
        [["5/13/2012", "6/2/2013", "1/25/2015"], ["25/2/2016"] * 3, ["1/2/2016"] * 3],
        list_id="x",
    )
    assert [c.date_order for c in suggestion.mapping.columns] == [DateOrder.MDY, DateOrder.DMY, None]


def test_age_is_as_of_the_day_its_header_names() -> None:
    headers = ["العمر عند التوقيف", "تاريخ التوقيف"]
    found = suggest(headers, [["20", "30", "40"], ARRESTS], list_id="x").mapping.columns[0]
    assert found.as_of == AsOf(column="تاريخ التوقيف")
    found = suggest(["العمر", "تاريخ التوقيف"], [["20", "30", "40"], ARRESTS], list_id="x").mapping.columns[0]
    assert found.as_of is None


def test_a_number_that_counts_rows_is_no_reference() -> None:
    running = [str(number) for number in range(1, 7)]
    codes = [f"K-{number * 37}" for number in range(1, 7)]
    assert suggest(["No"], [running], list_id="x").mapping.reference is None
    assert suggest(["Ref"], [codes], list_id="x").mapping.reference == "Ref"
    assert suggest(["Ref"], [[*codes[:5], codes[0]]], list_id="x").mapping.reference is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("والده", "name.father"),
        ("والدته", "mother.name"),
        ("والدة المعتقل", "mother.name"),
        ("اسم الوالده", "mother.name"),
        ("dateOfBirth", "birth.date"),
        ("تاريخ الولاده", "birth.date"),
        ("Lieu de détention", "held.place"),
        ("Détenu(e) à", "held.place"),
        ("اسم السجن", "held.place"),
        ("When was he/she taken?", "arrest.date"),
        ("Date of birth / تاريخ الميلاد", "birth.date"),
        ("Nom de la mère", "mother.name"),
        ("Baba adı", "name.father"),
        ("Navê dê", "mother.name"),
    ],
)
def test_headers_with_a_trap(header: str, expected: str) -> None:
    assert read_header(header).properties in {(expected,), ("?date",)}
    if expected != "arrest.date":
        assert read_header(header).properties == (expected,)


@pytest.mark.parametrize("header", ["c1", "Column 12", "عمود 3", "", "  ", "A", "7", "Unnamed: 3", "field_4"])
def test_headers_that_say_nothing(header: str) -> None:
    assert read_header(header).meaningless
