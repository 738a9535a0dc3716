"""Reading single names: parts, kunya, titles, compounds, repairs, and what linkage asks for."""

import pytest

from sijill.text import names
from sijill.text.names import repair
from sijill.text.names.model import RepairKind, Slot


def slots(text: str) -> dict[str, str]:
    return {str(part.slot): part.text for part in names.read(text).parts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("محمد خالد الأحمد", {"given": "محمد", "father": "خالد", "family": "الأحمد"}),
        ("AL-BITAR, Samer", {"given": "Samer", "family": "AL-BITAR"}),
        (
            "سامر نزار حمود بيطار",
            {"given": "سامر", "father": "نزار", "grandfather": "حمود", "family": "بيطار"},
        ),
        ("سامر بن نزار بن حمود", {"given": "سامر", "father": "نزار", "grandfather": "حمود"}),
        (
            "سامر محمود الحسن الحلبي",
            {"given": "سامر", "father": "محمود", "family": "الحسن", "nisba": "الحلبي"},
        ),
        ("البيطار سامر", {"given": "سامر", "family": "البيطار"}),
        ("عبدالرحمن نورالدين الزعبي", {"given": "عبد الرحمن", "father": "نور الدين", "family": "الزعبي"}),
        ("أحمد أبو زيد", {"given": "أحمد", "family": "أبو زيد"}),
        ("سامر بيطار والدته فاطمة", {"given": "سامر", "family": "بيطار", "mother": "فاطمة"}),
        ("سامر بيطار الملقب النمر", {"given": "سامر", "family": "بيطار", "laqab": "النمر"}),
        ("الشيخ", {"family": "الشيخ"}),
        ("", {}),
        ("12345", {}),
    ],
)
def test_parts(text: str, expected: dict[str, str]) -> None:
    assert slots(text) == expected


@pytest.mark.parametrize(
    ("text", "kunya", "titles"),
    [
        ("أبو محمد الحلبي", "أبو محمد", ()),
        ("Abu Samer", "Abu Samer", ()),
        ("د. سامر بيطار (أبو عمر)", "أبو عمر", ("د",)),
        ("الملازم أول سامر البيطار", None, ("الملازم أول",)),
        ("محمد الشيخ", None, ()),
        ("أبو بكر حداد", None, ()),
    ],
)
def test_kunya_and_titles(text: str, kunya: str | None, titles: tuple[str, ...]) -> None:
    found = names.read(text)
    assert (found.kunya, found.titles) == (kunya, titles)


def test_a_double_given_name_is_kept_as_an_alternative() -> None:
    found = names.read("محمد سامر البيطار")
    assert any(parts[0].text == "محمد سامر" and parts[0].slot is Slot.GIVEN for parts in found.alternatives)
    assert len(found.alternatives) == len(found.penalties)


def test_a_nisba_names_its_place() -> None:
    assert names.read("سامر نزار الحلبي").nisba_of == "حلب"


@pytest.mark.parametrize(
    ("text", "normalised", "kind"),
    [
        ("عبد هللا بيطار", "عبد الله بيطار", RepairKind.ALLAH),
        ("سامر االحمد", "سامر الاحمد", RepairKind.LAM_ALEF),
        ("بالل بيطار", "بلال بيطار", RepairKind.LAM_ALEF),
        ("حممد بيطار", "محمد بيطار", RepairKind.LIGATURE),
        ("حس ي ن بيطار", "حسين بيطار", RepairKind.SPLIT_LETTERS),
        ("ãÍãÏ ÎÇáÏ", "محمد خالد", RepairKind.MOJIBAKE),
        ("ﺪﻤﺤﻣ ﺪﻟﺎﺧ", "خالد محمد", RepairKind.VISUAL_ORDER),
        ("17- سامر بيطار", "سامر بيطار", RepairKind.DROPPED),
    ],
)
def test_repairs_are_made_and_reported(text: str, normalised: str, kind: RepairKind) -> None:
    found = names.read(text)
    assert found.normalised == normalised
    assert kind in {one.kind for one in found.repairs}
    assert found.original == text


@pytest.mark.parametrize(
    "text", ["سالم بيطار", "سلام بيطار", "مالك سالم", "محمد ع", "سامر الألفي", "عبد الإله"]
)
def test_what_could_be_right_is_not_repaired(text: str) -> None:
    assert names.read(text).repairs == ()


def test_a_reversed_column_is_recognised_as_a_whole() -> None:
    reversed_list = ["سامر األحمد", "فادي االسعد", "عبد هللا صالح", "قالجي نزار"]
    damage = names.column_damage(reversed_list)
    assert damage.reverses_lam_alef
    assert not names.column_damage(["سامر الأحمد", "بلال صلاح"]).reverses_lam_alef
    assert names.read_column(reversed_list)[3].normalised == "قلاجي نزار"


def test_split_glued_needs_two_frequent_halves() -> None:
    counts = {"سامر": 40, "نزار": 30, "نز": 90}
    assert names.split_glued("سامرنزار", counts) == ("سامر", "نزار")
    assert names.split_glued("سامرنزار", {**counts, "سامرنزار": 9}) is None
    assert names.split_glued("سامر", counts) is None
    assert repair.form_counts([("سامر", "نزار"), ("سامر",)])["سامر"] == 2


def test_parses_from_columns() -> None:
    first, second = names.parses_from_parts(given="سامر", father="نزار حمود", family="البيطار")
    assert first.slots[Slot.FATHER] == ("نزار",)
    assert first.slots[Slot.GRANDFATHER] == ("حمود",)
    assert second.slots[Slot.FATHER] == ("نزار", "حمود")
    assert first.penalty < second.penalty
    (only,) = names.parses_from_parts(given="محمد سامر", father="نزار", family="البيطار")
    assert only.slots[Slot.GIVEN] == ("محمد", "سامر")
    assert names.parses_from_parts() == ()
    assert names.parses_from_parts(given="سامر نزار بيطار") == names.parses("سامر نزار بيطار")
