"""What the words of a charge say."""

import pytest

from sijill.amnesties.charges import nationality, read_charge


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("Law 19/2012 art. 3", {"ctl_3"}),
        ("article 5, Law 19 of 2012", {"ctl_5"}),
        ("القانون ١٩ لعام ٢٠١٢ المادة ٧", {"ctl_7"}),
        ("المادة 3 من قانون مكافحة الإرهاب", {"ctl_3"}),
        ("تمويل الإرهاب", {"ctl_4"}),
        ("ctl_10", {"ctl_10"}),
        ("سرقة", {"penal_other"}),
        ("الانتماء إلى تنظيم إرهابي وتهريب", {"ctl_3", "penal_other"}),
        ("terrorism", {"law_not_stated"}),
        ("without charge", {"not_communicated"}),
        ("never charged", {"never_charged"}),
        ("xyz", set()),
        ("مقاتل سابق", set()),
    ],
)
def test_bases(text: str, bases: set[str]) -> None:
    assert read_charge(text).bases == bases


@pytest.mark.parametrize(
    ("text", "death", "left_open"),
    [
        ("قتل", True, False),
        ("القتل العمد", True, False),
        ("bombing that led to deaths", True, False),
        ("محاولة قتل", None, True),
        ("التحريض على القتل", None, True),
        ("attempted murder", None, True),
        ("تمويل الإرهاب دون وقوع قتلى", False, False),
        ("Law 19/2012 art. 7", None, True),
        ("Law 19/2012 art. 3", None, False),
        ("مقاتل", None, False),
        ("skilled worker", None, False),
    ],
)
def test_deaths(text: str, death: bool | None, left_open: bool) -> None:
    read = read_charge(text)
    assert (read.death, read.death_open) == (death, left_open)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("سوريّة", "SYR"),
        ("SYRIAN", "SYR"),
        ("فلسطيني سوري", "PSE"),
        ("مكتوم القيد", "XXA"),
        ("Syrian?", None),
        ("", None),
    ],
)
def test_nationalities(text: str, code: str | None) -> None:
    assert nationality(text) == code
