"""Which whole names a person has, from columns that hold all of it, the own name alone, or parts."""

from types import SimpleNamespace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.persons.fullest import fullest_first, place, place_sql
from sijill.persons.gather import names_of
from sijill.tables import duck


@pytest.mark.parametrize(
    ("said", "names"),
    [
        # a column called "name" with the own name alone: the father's and family name beside it complete it
        (
            {"name": "عبد المجيد", "name.father": "نور الدين", "name.family": "قصاب باشي"},
            ("عبد المجيد نور الدين قصاب باشي",),
        ),
        # the whole name, and some of its parts once more: father and family alone are nobody's name
        (
            {"name": "Salim Nabil Haddad", "name.father": "Nabil", "name.family": "Haddad"},
            ("Salim Nabil Haddad",),
        ),
        ({"name": "Salim Haddad", "name.father": "Nabil"}, ("Salim Haddad",)),
        ({"name.given": "Salim", "name.family": "Haddad"}, ("Salim Haddad",)),
        ({"name.family": "Haddad"}, ("Haddad",)),  # better than nothing, where there is nothing else
        (
            {"name": "سليم حداد", "name.given": "Salim", "name.family": "Haddad"},
            ("Salim Haddad", "سليم حداد"),
        ),
        ({"name.kunya": "Abu Omar"}, ("Abu Omar",)),
    ],
)
def test_whole_names(said: dict[str, str], names: tuple[str, ...]) -> None:
    statements = [
        SimpleNamespace(claim=SimpleNamespace(record="r-1", prop=prop, value=value))
        for prop, value in said.items()
    ]
    assert names_of(statements) == names  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("writings", "first"),
    [
        (["سليم نبيل العر فة", "سليم نبيل العرفة"], "سليم نبيل العرفة"),  # torn in one place
        (["س ل ي م نبيل العرفة", "سليم نبيل العرفة"], "سليم نبيل العرفة"),  # torn into letters
        (["عبد هللا نبيل العرفة", "عبد الله العرفة"], "عبد الله العرفة"),  # fuller, but turned around
        (["سليم االحمد العرفة", "سليم العرفة"], "سليم العرفة"),
        (["سليم العرفة", "سليم نبيل العرفة"], "سليم نبيل العرفة"),
        (["مي العرفة", "مي طه العرفة"], "مي طه العرفة"),  # short words are words of a name too
        (["Salim Nabil", "Salim N. Haddad"], "Salim N. Haddad"),
        (["Salim Hadad", "Salim Haddad"], "Salim Haddad"),
        (["Salim Haddad", "Salim Haddid"], "Salim Haddad"),  # equal: by the letters
        (["سليم هلالي نبيل", "سليم نبيل"], "سليم هلالي نبيل"),  # control: what only looks like damage
        (["الاء نبيل العرفة", "الاء العرفة"], "الاء نبيل العرفة"),
    ],
)
def test_the_fullest_whole_writing_stands_first(writings: list[str], first: str) -> None:
    assert fullest_first(writings)[0] == first
    assert fullest_first(reversed(writings))[0] == first
    assert min(writings, key=place) == first


LETTERS = st.text("اأإآلهنعبدمحطيةء \u200f\u00a0Salim'-.", max_size=20)


@given(st.lists(LETTERS, min_size=1, max_size=30))
@settings(max_examples=30, deadline=None)
def test_a_whole_register_is_sorted_as_one_person(writings: list[str]) -> None:
    with duck.connect() as connection:
        connection.register("said", pa.table({"name": pa.array(writings, pa.string())}))
        rows = connection.execute(f"SELECT name, {place_sql('name')} FROM said").fetchall()
    assert [name for name, _ in rows] == writings
    for name, sorted_by in rows:
        found = tuple(sorted_by.values()) if isinstance(sorted_by, dict) else tuple(sorted_by)
        assert found == place(name)
