"""Which whole names a person has, from columns that hold all of it, the own name alone, or parts."""

from types import SimpleNamespace

import pytest

from sijill.persons.gather import names_of


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
