"""Registers of 2 to 18 records: what must be merged, asked, kept apart. All people are invented.

Nothing can be learned from so few, so what large registers teach must hold: who is found does not depend on how many
others stand beside them.
"""

from datetime import date

import pyarrow as pa
import pytest

from sijill.linkage import SCHEMA, link

PLACE = {"origin_place": ["SY020301"]}
OTHERS = (
    ("وسيم جميل قصاب", "SY010001", 1980), ("نادر رشيد مراد", "SY080100", 1991),
    ("زياد إبراهيم الصفدي", "SY040203", 1975), ("هيثم فواز العجمي", "SY020304", 1988),
    ("ليلى سمير حداد", "SY030101", 1990), ("عدنان توفيق الرفاعي", "SY050002", 1969),
    ("بشار ماجد الخطيب", "SY110000", 1983), ("رامي عصام الشامي", "SY120101", 1995),
    ("كمال نزار بكداش", "SY060201", 1978), ("منير غسان العطار", "SY130000", 1986),
    ("Fadi Elias Khoury", "SY070101", 1982), ("Nizar Adel Mansour", "SY090000", 1973),
    ("Yahya Sami Darwish", "SY140001", 1984), ("Hazem Walid Sabbagh", "SY010203", 1979),
    ("Rana Maher Qudsi", "SY020101", 1992), ("Talal Bassam Hariri", "SY050100", 1987),
)  # fmt: skip


def name(text, **more):
    return {"name": [text], **more}


def parts(given, father, family=None, mother=None, **more):
    known = {"name_given": given, "name_father": father, "name_family": family, "mother_name": mother}
    return {column: [value] for column, value in known.items() if value} | more


def born(year, month=None, day=None):
    first, last = (date(year, month, day),) * 2 if month and day else (date(year, 1, 1), date(year, 12, 31))
    return {"birth_start": first, "birth_end": last}


def arrested(day):
    return {"arrest_start": day, "arrest_end": day}


def number(value):
    return {"identifiers": [f"id.national:{value}"]}


TAREK = "طارق حسن الدباغ"
THE_DAY = born(1985, 3, 4)
NIGHT = arrested(date(2013, 5, 6))
MERGED = {
    "name, day of birth and place": (name(TAREK, **THE_DAY, **PLACE), name(TAREK, **THE_DAY, **PLACE)),
    "four parts, mother, year of birth": (
        name("طارق حسن محمود الدباغ", mother_name=["سناء"], **born(1985)),
        name("طارق حسن محمود الدباغ", mother_name=["سناء"], **born(1985)),
    ),
    "two scripts, day of birth": (name(TAREK, **THE_DAY), name("Tarek Hassan al-Dabbagh", **THE_DAY)),
    "no family name, but mother and day of birth": (
        parts("طارق", "حسن", mother="سناء", mother_family=["النجار"], **THE_DAY),
        parts("طارق", "حسن", mother="سناء", mother_family=["النجار"], **THE_DAY),
    ),
    "name and number": (name(TAREK, **number("01234567890")), name(TAREK, **number("01234567890"))),
    "name, mother, day of birth": (
        parts("طارق", "حسن", "الدباغ", "سناء", **THE_DAY),
        parts("طارق", "حسن", "الدباغ", "سناء", **THE_DAY),
    ),
}
FOUND = {  # merged or asked: never lost
    "name alone": (name(TAREK), name(TAREK)),
    "name alone, two scripts": (name(TAREK), name("Tareq Hasan Dabbagh")),
    "given, father's and mother's name": (
        parts("طارق", "حسن", mother="سناء"),
        parts("طارق", "حسن", mother="سناء"),
    ),
    "given, father's, family and mother's name": (
        parts("طارق", "حسن", "الدباغ", "سناء"),
        parts("طارق", "حسن", "الدباغ", "سناء"),
    ),
    "name and place": (name(TAREK, **PLACE), name(TAREK, **PLACE)),
    "name and year of birth": (name(TAREK, **born(1985)), name(TAREK, **born(1985))),
    "name, place, night of the arrest": (name(TAREK, **PLACE, **NIGHT), name(TAREK, **PLACE, **NIGHT)),
}
NOT_MERGED = {  # asked or apart
    "mothers differ": (parts("طارق", "حسن", "الدباغ", "سناء"), parts("طارق", "حسن", "الدباغ", "فاطمة")),
    "mothers differ, one day of birth": (
        parts("طارق", "حسن", "الدباغ", "سناء", **THE_DAY),
        parts("طارق", "حسن", "الدباغ", "فاطمة", **THE_DAY),
    ),
    "mothers differ, one place and year": (
        parts("طارق", "حسن", "الدباغ", "سناء", **born(1985), **PLACE),
        parts("طارق", "حسن", "الدباغ", "فاطمة", **born(1985), **PLACE),
    ),
    "mothers differ, births eight years apart": (
        parts("طارق", "حسن", "الدباغ", "سناء", **born(1985), **PLACE),
        parts("طارق", "حسن", "الدباغ", "فاطمة", **born(1993), **PLACE),
    ),
    "births eight years apart, one place": (
        name(TAREK, **THE_DAY, **PLACE),
        name(TAREK, **born(1993, 6, 9), **PLACE),
    ),
    "brothers arrested in one night": (
        parts("طارق", "حسن", "الدباغ", "سناء", **PLACE, **NIGHT),
        parts("يوسف", "حسن", "الدباغ", "سناء", **PLACE, **NIGHT),
    ),
    "brothers born in one year": (
        parts("طارق", "حسن", "الدباغ", "سناء", **PLACE, **born(1985)),
        parts("يوسف", "حسن", "الدباغ", "سناء", **PLACE, **born(1985)),
    ),
    "two numbers of one type": (
        name(TAREK, **THE_DAY, **number("01234567890")),
        name(TAREK, **THE_DAY, **number("07654321098")),
    ),
    "sex differs": (
        name("نور حسن الدباغ", sex="male", **born(1985), **PLACE),
        name("نور حسن الدباغ", sex="female", **born(1985), **PLACE),
    ),
    "father and son": (
        name(TAREK, **PLACE, **born(1985)),
        name("حسن طارق الدباغ", **PLACE, **born(1958)),
    ),
    "one given name": (name(TAREK, **born(1985)), name("طارق محمود قصاب", **born(1985))),
}


def what_becomes(one, other, beside):
    rows = [{"record_id": "one", "list_id": "x", **one}, {"record_id": "other", "list_id": "y", **other}]
    for at, (text, place, year) in enumerate(OTHERS[:beside]):
        rows.append(
            {"record_id": f"r{at}", "list_id": "xy"[at % 2], **name(text, origin_place=[place], **born(year))}
        )
    found = link(pa.Table.from_pylist(rows, schema=SCHEMA))
    pairs = {frozenset((p["left"], p["right"])): p["decision"] for p in found.pairs.to_pylist()}
    decision = pairs.pop(frozenset(("one", "other")), "apart")
    assert not pairs, "nobody else is like anybody"
    return decision


@pytest.mark.parametrize("beside", [0, 1, 16])
@pytest.mark.parametrize("case", MERGED)
def test_is_merged(case, beside):
    assert what_becomes(*MERGED[case], beside) == "merge"


@pytest.mark.parametrize("beside", [0, 1, 16])
@pytest.mark.parametrize("case", FOUND)
def test_is_found(case, beside):
    assert what_becomes(*FOUND[case], beside) in {"merge", "review"}


@pytest.mark.parametrize("beside", [0, 1, 16])
@pytest.mark.parametrize("case", NOT_MERGED)
def test_is_not_merged(case, beside):
    assert what_becomes(*NOT_MERGED[case], beside) in {"review", "apart"}


def test_names_alone_are_asked_not_merged():
    assert what_becomes(*FOUND["name alone"], 6) == "review"


def test_one_record_between_two_mothers_does_not_bridge_them():
    rows = [
        {"record_id": "a", "list_id": "x", **parts("طارق", "حسن", "الدباغ", "سناء", **PLACE)},
        {"record_id": "b", "list_id": "y", **parts("طارق", "حسن", "الدباغ", "فاطمة", **PLACE)},
        {"record_id": "c", "list_id": "z", **parts("طارق", "حسن", "الدباغ", **PLACE)},
    ]
    found = link(pa.Table.from_pylist(rows, schema=SCHEMA))
    assert found.clusters["a"] != found.clusters["b"]
    grounds = {frozenset((p["left"], p["right"])): p["decided_by"] for p in found.pairs.to_pylist()}
    assert grounds.get(frozenset("ab"), "contradiction") == "contradiction"
