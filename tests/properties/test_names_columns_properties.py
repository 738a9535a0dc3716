"""A column of tokens is coded, and given its match forms, as each token by itself."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.linkage import encoding, name_columns
from sijill.text.names import forms, lexicon, tokens

ARABIC = "ابتةلاهويىأإآؤئءعحنشسذزظصضطكقفغخجمرثدالله"
LATIN = "abcdefghijklmnopqrstuvwxyzshkhllaaeeooddSH"
PARTS = ["", "عبد", "عبدال", "العبد", "ال", "الدين", "اله", "الله", "دين", "ه"]
LATIN_PARTS = [
    "",
    "abd",
    "abdel",
    "alabdu",
    "evdil",
    "apt",
    "al",
    "din",
    "eddin",
    "lah",
    "llah",
    "mhd",
    "tsch",
]
arabic = st.tuples(st.sampled_from(PARTS), st.text(ARABIC, max_size=14), st.sampled_from(PARTS)).map("".join)
latin = st.tuples(
    st.sampled_from(LATIN_PARTS), st.text(LATIN, max_size=14), st.sampled_from(LATIN_PARTS)
).map("".join)
token = st.one_of(
    arabic, latin, st.text(max_size=6), st.sampled_from(["3abdel", "émile", "محمدx", "٣", "O'Neil"])
)
long_enough = encoding.FEW + 1
many = settings(max_examples=60, deadline=None)


@many
@given(st.lists(token, min_size=1, max_size=40))
def test_a_column_is_encoded_as_each_token(some):
    words = some * (1 + long_enough // len(some))  # fewer are encoded one by one
    found, expected = encoding.encode(pa.array(words, pa.string())), tokens.encode(words)
    assert found.phonemes.tolist() == expected.phonemes.tolist()
    assert found.length.tolist() == expected.length.tolist()
    assert found.script.tolist() == expected.script.tolist()
    skeletons = found.skeletons.to_pylist()
    assert [skeletons[at] for at in found.skeleton] == list(expected.skeleton)
    assert [found.loose[at] for at in found.skeleton] == list(expected.loose)


@many
@given(st.lists(token, max_size=40))
def test_a_column_has_the_forms_of_each_word(words):
    column = pa.array(words, pa.string())
    read = [forms.arabic(word) for word in words]
    assert name_columns.arabic_column(column).to_pylist() == read
    assert name_columns.latin_column(column).to_pylist() == [forms.latin(word) for word in words]
    read += [forms.latin(word) for word in words]
    assert (
        name_columns.items_of_column(pa.array(read, pa.string())).tolist() == lexicon.item_rows(read).tolist()
    )
