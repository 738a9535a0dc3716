"""Units that a register does not have are coded one by one as many at once are, and as a whole register codes them."""

import numpy as np
import pyarrow as pa
import pytest

from sijill.linkage import SCHEMA, block, encoding, fresh_units
from sijill.linkage import records as record_table
from sijill.linkage.features import Coder
from sijill.linkage.spec import PERSON

NAMES = ["مروان", "القصاب", "Qassab", "al-Qassab", "ابوزيد", "Aïcha", "و", "آ", "3ali", "محمدعلي", "oe", "ال"]


@pytest.fixture
def units() -> list[str]:
    return [f"{one}{other}" for one in NAMES for other in ("", "الدين", "Najjar", "ي")]


def test_a_few_are_coded_as_many(units: list[str]) -> None:
    assert len(units) <= encoding.FEW
    one, other = fresh_units.coded(units), fresh_units._many(pa.array(units, pa.string()))
    for name in ("phonemes", "length", "script", "items", "classes", "token"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert len({"=" in text for text in one.classes}) == 2  # with consonants and without


def test_they_are_coded_as_in_a_register() -> None:
    rows = [{"record_id": str(at), "list_id": "a", "name": [name]} for at, name in enumerate(NAMES)]
    coder = Coder(record_table.records(pa.Table.from_pylist(rows, schema=SCHEMA)), PERSON)
    found = fresh_units.coded(list(coder.names.units))
    for name in ("phonemes", "length", "script", "items"):
        assert np.array_equal(getattr(found, name), getattr(coder.coded, f"unit_{name}")), name
    assert np.array_equal(found.token, block.variants(coder.names.loose))
    numbers = {text: at for at, text in enumerate(vars(coder)["_class_of"].values)}
    assert [numbers[text] for text in found.classes] == coder.coded.unit_class.tolist()


def test_no_units_at_all() -> None:
    assert fresh_units.coded([]).token.shape == (0, 4)
