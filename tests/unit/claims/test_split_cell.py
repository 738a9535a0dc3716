"""One cell, several values: the spans point into the cell as written."""

import pytest

from sijill.claims.mapping import ColumnPlan, Fate, Split, split_for
from sijill.claims.split_cell import split_cell


def plan(*properties: str, split: Split | None = None, separator: str | None = None) -> ColumnPlan:
    return ColumnPlan(
        index=0,
        column="c",
        fate=Fate.READ,
        properties=properties,
        split=split or split_for(properties),
        separator=separator,
    )


PLACE_DATE = plan("arrest.place", "arrest.date")


@pytest.mark.parametrize(
    ("cell", "place", "date"),
    [
        ("دوما 12/3/2013", "دوما", "12/3/2013"),
        ("حي الميدان - تشرين الأول 2012", "حي الميدان", "تشرين الأول 2012"),
        ("٢٠١٣/٥/٤ دوما", "دوما", "٢٠١٣/٥/٤"),
        ("Homs, March 2012", "Homs", "March 2012"),
        ("Homs (3 April 2012)", "Homs", "3 April 2012"),
        ("le 3 avril 2012 à Alep", "à Alep", "le 3 avril 2012"),
        ("دوما،2013", "دوما", "2013"),
        ("دوما", "دوما", None),
        ("2013", None, "2013"),
        ("الفرع 215", "الفرع 215", None),
        ("الفرع 215 عام 2013", "الفرع 215", "عام 2013"),
        ("early 2013", None, "early 2013"),
        ("دوما بتاريخ 1/2/2013 حاجز القوس", "دوما بتاريخ 1/2/2013 حاجز القوس", "1/2/2013"),
    ],
)
def test_place_and_date(cell: str, place: str | None, date: str | None) -> None:
    found = {piece.property: piece for piece in split_cell(cell, PLACE_DATE)}
    assert found.get("arrest.place") is None if place is None else found["arrest.place"].text == place
    assert found.get("arrest.date") is None if date is None else found["arrest.date"].text.endswith(date)
    assert all(cell[piece.start : piece.end] == piece.text for piece in found.values())


@pytest.mark.parametrize(
    ("cell", "name", "mother"),
    [
        ("سامر علي الحداد والدته فاطمة", "سامر علي الحداد", "فاطمة"),
        ("سامر علي الحداد اسم والدته فاطمة", "سامر علي الحداد", "فاطمة"),
        ("سامر الحداد (أمه: هدى)", "سامر الحداد", "هدى"),
        ("Samer Haddad (mother Huda)", "Samer Haddad", "Huda"),
        ("Samer Haddad, mère Huda", "Samer Haddad", "Huda"),
        ("سامر الحداد - هدى", "سامر الحداد", "هدى"),
        ("سامر الحداد", "سامر الحداد", None),
    ],
)
def test_name_and_mother(cell: str, name: str, mother: str | None) -> None:
    found = {piece.property: piece.text for piece in split_cell(cell, plan("name", "mother.name"))}
    assert found == {"name": name} | ({"mother.name": mother} if mother else {})


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("علي حسن", ["علي", "حسن"]),
        ("عبد الله حسن", ["عبد الله", "حسن"]),
        ("نور الدين عبد الرحمن", ["نور الدين", "عبد الرحمن"]),
        ("Ali / Hassan", ["Ali", "Hassan"]),
        ("Abdul Rahman Hassan", ["Abdul Rahman", "Hassan"]),
        ("علي و حسن", ["علي", "حسن"]),
        ("علي", ["علي"]),
        ("علي حسن عمر", ["علي", "حسن عمر"]),
    ],
)
def test_father_and_grandfather(cell: str, texts: list[str]) -> None:
    assert [piece.text for piece in split_cell(cell, plan("name.father", "name.grandfather"))] == texts


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("1/2/2013 - 3/4/2015", [("held.from", "1/2/2013"), ("held.to", "3/4/2015")]),
        ("من 2013 إلى 2015", [("held.from", "من 2013"), ("held.to", "2015")]),
        ("2013–2015", [("held.from", "2013"), ("held.to", "2015")]),
        ("March 2013 until May 2014", [("held.from", "March 2013"), ("held.to", "May 2014")]),
        ("until May 2014", [("held.to", "May 2014")]),
        ("2013-05-04", [("held.from", "2013-05-04")]),
    ],
)
def test_date_range(cell: str, texts: list[tuple[str, str]]) -> None:
    assert [(p.property, p.text) for p in split_cell(cell, plan("held.from", "held.to"))] == texts


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("سامر الحداد 25", ["سامر الحداد", "25"]),
        ("سامر الحداد (٢٥ سنة)", ["سامر الحداد", "٢٥ سنة"]),
        ("25 - Samer Haddad", ["Samer Haddad", "25"]),
        ("Samer Haddad", ["Samer Haddad"]),
    ],
)
def test_name_and_age(cell: str, texts: list[str]) -> None:
    assert [piece.text for piece in split_cell(cell, plan("name", "age"))] == texts


def test_separator() -> None:
    pieces = split_cell(
        "دوما; 2013; x", plan("arrest.place", "arrest.date", split=Split.SEPARATOR, separator=";")
    )
    assert [piece.text for piece in pieces] == ["دوما", "2013; x"]


def test_whole_cell_for_each_property() -> None:
    pieces = split_cell(" توفي في السجن ", plan("note", "status"))
    assert [(piece.property, piece.text) for piece in pieces] == [
        ("note", " توفي في السجن "),
        ("status", " توفي في السجن "),
    ]


@pytest.mark.parametrize("cell", ["", "  ", "\t\n"])
def test_empty_cells_say_nothing(cell: str) -> None:
    assert split_cell(cell, PLACE_DATE) == ()
