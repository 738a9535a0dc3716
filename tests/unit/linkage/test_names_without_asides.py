"""What stands beside a name in its cell is no part of the name that is linked, and "unknown" is nobody's name."""

import numpy as np
import pyarrow as pa
import pytest

from sijill.linkage import cut, link, units
from sijill.linkage.records import SCHEMA

CELLS = {
    "ليلى حسن قدور زوجة ماهر النجار": ("ليلى", "حسن", "قدور"),
    "ماهر عادل النجار والدته سعاد": ("ماهر", "عادل", "النجار"),
    "ماهر عادل النجار وأخوه سامر": ("ماهر", "عادل", "النجار"),
    "ماهر عادل النجار تولد 1985": ("ماهر", "عادل", "النجار"),
    "Rania Khoury née Haddad": ("rania", "khoury"),
    "زوجة ماهر النجار": (),
    "مجهول الهوية": (),
    "غير معروف": (),
    "Unknown": (),
    "body no. 17": (),
    "والدته سعاد": ("سعاد",),
    "ماهر عادل النجار": ("ماهر", "عادل", "النجار"),
    "منذر زوج": ("منذر", "زوج"),
}


@pytest.mark.parametrize(("cell", "expected"), CELLS.items())
def test_words_of_a_cell(cell, expected):
    assert units.words(cell) == expected


def test_many_cells_are_cut_as_one_is():
    found = cut.words(pa.array([*CELLS]))
    pieces = found.pieces.to_pylist()
    for row, cell in enumerate(CELLS):
        begin, size = found.begin[row], found.size[row]
        assert tuple(pieces[code] for code in found.code[begin : begin + size]) == units.words(cell)


def _linked(name):
    """Ten rows in two lists, one place and one day each; the names of three of each list are in question."""
    rng = np.random.default_rng(4)
    given, family = ("خالد", "عمر", "سامر", "ياسر", "هادي"), ("النجار", "الحلبي", "قصاب", "دباغ")
    rows = [(f"{one}:n{at}", one, name(at), 200) for one in "ab" for at in range(3)]
    for one in "ab":
        names = (
            " ".join(map(str, (rng.choice(given), rng.choice(given), rng.choice(family)))) for _ in range(60)
        )
        rows += [(f"{one}:{at}", one, text, at) for at, text in enumerate(names)]
    table = pa.Table.from_pylist(
        [
            {"record_id": record, "list_id": one, "name": [text], "arrest_place": ["SY04"],
             "arrest_start": 15_700 + day, "arrest_end": 15_700 + day}
            for record, one, text, day in rows
        ],
        schema=pa.schema([(f.name, pa.int32() if pa.types.is_date(f.type) else f.type) for f in SCHEMA]),
    ).cast(SCHEMA)  # fmt: skip
    result = link(table)
    return {result.clusters[f"{one}:n{at}"] for one in "ab" for at in range(3)}


def test_the_unidentified_of_one_place_and_day_are_not_one_person():
    assert len(_linked(lambda _at: "مجهول الهوية")) == 6


def test_the_same_rows_with_a_name_are_found():
    """The control: what keeps them apart above is that they have no name."""
    names = ("بهجت وائل الزيتوني", "فراس أنور السكاف", "منير جلال البارودي")
    assert len(_linked(lambda at: names[at])) == 3
