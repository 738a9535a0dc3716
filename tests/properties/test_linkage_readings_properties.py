"""Names read all at once are read as one by one."""

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.linkage import cut, parses, units
from sijill.linkage.dictionary import Dictionary
from sijill.linkage.readings import NameTexts, read

WORDS = [
    "محمد",
    "خالد",
    "عبد",
    "الرحمن",
    "أبو",
    "زيد",
    "النجار",
    "الدين",
    "نور",
    "بن",
    "الحاج",
    "خالدالنجار",
    "Mohammad",
    "Khaled",
    "al-Halabi",
    "al",
    "din",
    "Abu",
    "Zeid",
    "Omar-Najjar",
    "3abdel",
    "lah",
    "هللا",
    "االحمد",
    "Émile",
    "محمود",
    "Mohamad",
    "",
    "  ",
]
PARTS = ("given", "father", "grandfather", "family")
text = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
several = st.one_of(st.none(), st.lists(text, max_size=2))
long = st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)
row = st.fixed_dictionaries(dict.fromkeys(("name", "alias", *PARTS), several))
TYPES = pa.schema([(name, pa.list_(pa.string())) for name in ("name", "alias", *PARTS)])
many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(st.lists(row, min_size=1, max_size=8))
def test_all_at_once_is_one_by_one(rows):
    texts = [value for one in rows for values in one.values() for value in values or ()]
    frequencies = units.Frequencies(texts * 3 + ["خالد النجار"] * 20)
    numbers = Dictionary()
    table = pa.Table.from_pylist(rows, schema=TYPES)
    found_at_once = read(NameTexts(table, ("name", "alias"), PARTS), frequencies, numbers)
    unit = [*numbers, None]
    for at, one in enumerate(rows):
        whole = [value for name in ("name", "alias") for value in one[name] or () if value]
        expected = parses.of_record(whole, tuple(one[part] or () for part in PARTS), frequencies)
        found = range(found_at_once.ptr[at], found_at_once.ptr[at + 1])
        assert [
            (*(unit[u] for u in found_at_once.unit[p]), round(float(found_at_once.cost[p]), 3)) for p in found
        ] == [(*parse[:4], round(parse.cost, 3)) for parses_of, _ in expected for parse in parses_of]
        assert [int(found_at_once.script[p]) for p in found] == [
            script for parses_of, script in expected for _ in parses_of
        ]
        firsts = [len(parses_of) for parses_of, _ in expected]
        begin = [
            sum(firsts[:k]) + int(found_at_once.ptr[at]) for k, size in enumerate(firsts) for _ in range(size)
        ]
        assert found_at_once.plain[found_at_once.ptr[at] : found_at_once.ptr[at + 1]].tolist() == begin


@many
@given(st.lists(st.one_of(long, st.text(max_size=12)), min_size=1, max_size=30, unique=True))
def test_texts_are_cut_all_at_once_as_one_by_one(texts):
    times = [at % 5 + 1 for at in range(len(texts))]
    expected = units.Frequencies(dict(zip(texts, times, strict=True)))
    found = cut.words(pa.array(texts, pa.string()))
    frequencies = cut.frequencies(found, np.array(times))
    assert frequencies.counts == expected.counts
    assert frequencies.common == expected.common
    assert _pieces(found) == [units.words(text) for text in texts]
    assert _pieces(cut.joined(found)) == [units.join(units.words(text)) for text in texts]
    common = units.Frequencies([*texts, *["خالد النجار"] * 20])
    assert cut.damaged(found, common).tolist() == [
        common.mended(units.words(text)) is not None for text in texts
    ]


def _pieces(found):
    texts = found.pieces.to_pylist()
    return [
        tuple(texts[code] for code in found.code[begin : begin + size])
        for begin, size in zip(found.begin.tolist(), found.size.tolist(), strict=True)
    ]
