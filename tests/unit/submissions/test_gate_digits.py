"""A protected number is found in whichever digits it is written; a shorter one or another one is none."""

from types import SimpleNamespace

import pytest

from sijill.submissions import gate
from sijill.submissions.gate import ProtectedNameError
from sijill.submissions.model import LeftOut

NUMBER = "0944 123 456"
WRITINGS = ("0944123456", "٠٩٤٤١٢٣٤٥٦", "۰۹۴۴-۱۲۳-۴۵۶", "call ٠٩٤٤ 123 ٤٥٦ at night")


def said(prop: str, value: str) -> SimpleNamespace:
    return SimpleNamespace(claim=SimpleNamespace(prop=prop, value=value))


@pytest.mark.parametrize("written", WRITINGS)
@pytest.mark.parametrize("held", WRITINGS)
def test_a_protected_number_is_found_in_any_digits(written: str, held: str) -> None:
    with pytest.raises(ProtectedNameError, match=r"informant\.contact"):
        gate.refuse_named_witnesses({"text": written}, [said("informant.contact", held)], own=())


@pytest.mark.parametrize("written", ["0944123457", "٠٩٤٤١٢٣٤٥٧", "no number"])
def test_another_number_is_not_it(written: str) -> None:
    gate.refuse_named_witnesses({"text": written}, [said("informant.contact", NUMBER)], own=())


@pytest.mark.parametrize("written", WRITINGS)
def test_a_number_that_a_consent_leaves_out_is_found_in_any_digits(written: str) -> None:
    subject = SimpleNamespace(without=LeftOut(properties=frozenset({"id.national"})), statements=())
    everything = [said("id.national", WRITINGS[1])]
    with pytest.raises(ProtectedNameError, match=r"id\.national"):
        gate.refuse_left_out({"text": written}, [(subject, everything)])
    gate.refuse_left_out({"text": "another 0933000111"}, [(subject, everything)])
