"""Parameters that ship: of the shapes the kernels take, and what is weighed with them tells people apart."""

import json

import numpy as np
import pytest

from sijill.linkage import shipped
from sijill.linkage.link import fit
from sijill.linkage.model import POPULATIONS
from sijill.linkage.shipped import FILE, weighed
from sijill.linkage.spec import MAX_GROUPS, MAX_LEVELS, PERSON

ASKED = {"name": ["خالد يوسف الحداد"], "mother_name": ["فاطمة"], "arrest_place": ["SY0200"]}
SAME = {"name": ["Khaled Youssef Haddad"], "mother_name": ["Fatima"], "arrest_place": ["SY0200"]}
BROTHER = SAME | {"name": ["عمر يوسف الحداد"]}
STRANGER = {"name": ["سعاد حسن النجار"], "mother_name": ["مريم"], "arrest_place": ["SY0700"]}


def test_tables_are_those_of_the_fields_and_levels_of_now():
    known = shipped.parameters()
    fields = len(PERSON.names)
    assert known.model.log_p.shape == (len(POPULATIONS), fields, MAX_GROUPS, MAX_LEVELS)
    assert known.model.tf_share.shape == (fields, MAX_LEVELS)
    assert known.prior.shape == (len(POPULATIONS),)
    assert np.isfinite(known.model.log_p).all()
    assert known.layers.learned.shares.shape[0] == len(known.layers.learned.rarest)


def test_one_person_a_brother_and_a_stranger():
    same, brother, stranger = weighed(ASKED, [SAME, BROTHER, STRANGER], among=10_000)
    assert same.weight > 4 > brother.weight > stranger.weight
    assert sum(line.weight for line in same.explanation) == pytest.approx(same.weight, abs=1e-6)
    told = {line.field: line.level for line in brother.explanation}
    assert told["given"] in {"different", "two different known names"}


def test_a_weight_is_of_two_records_whatever_stands_beside_them():
    [alone] = weighed(ASKED, [SAME], among=500)
    beside = weighed(ASKED, [STRANGER, BROTHER, *[BROTHER] * 20, SAME], among=500)[-1]
    assert beside == alone


def test_a_twice_as_large_register_is_one_bit():
    [few], [many] = (weighed(ASKED, [SAME], among=among) for among in (1_000, 2_000))
    assert few.weight - many.weight == pytest.approx(1.0, abs=0.05)
    assert weighed(ASKED, [], among=0) == []


def test_what_is_written_down_is_what_a_fit_has():
    """``tools.learn_parameters`` on another list: the same parts under the same names."""
    import pyarrow as pa
    from tools.learn_parameters import parameters

    from sijill.linkage import SCHEMA
    from sijill.linkage import records as record_table

    rows = [
        {"record_id": f"r{at}", "list_id": "ab"[at % 2], **(SAME, BROTHER, STRANGER)[at % 3]}
        for at in range(30)
    ]
    made = parameters(fit(record_table.records(pa.Table.from_pylist(rows, schema=SCHEMA))))
    said = json.loads(FILE.read_text(encoding="utf-8"))
    assert made.keys() == said.keys()
    assert made["model"].keys() == said["model"].keys()
    assert np.shape(made["model"]["log_p"]) == np.shape(said["model"]["log_p"])
