"""Match forms of columns of words, and the lexicon's names that they write: Arrow for what no rule rewrites.

``text.names.forms`` and ``text.names.lexicon`` are the specification, of one word; they know no tables.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill.linkage import encoding
from sijill.text.names import forms, lexicon

# The rules of Arabic words for Arrow, which looks at nothing that it does not replace.
_RULES_ARABIC: Final = (
    ("[أإآ]", "ا"),
    ("لل", "ل"),
    ("عبداله$", "عبدله"),
    ("^(ال)?عبدال(..)", r"\1عبد\2"),
    ("(..)الدين$", r"\1دين"),
    ("ه$", "ة"),
)
_LETTERS_LATIN: Final = "^[a-z]+$"
_REWRITTEN_LATIN: Final = "^(?:al|el)?(?:[ae][bv]e?d|apt)|d(?:i+|ee|ie|y)ne?$|eorges$"


def arabic_column(words: Any) -> Any:  # Arrow ships no types
    """``arabic`` of an array of words."""
    plain = pc.match_substring_regex(words, encoding.PLAIN_ARABIC)
    made = words
    for pattern, replacement in _RULES_ARABIC:
        made = pc.replace_substring_regex(made, pattern, replacement)
    return _with_rest(made, words, plain, forms.arabic)


def latin_column(words: Any) -> Any:
    """``latin`` of an array of words."""
    lowered = pc.ascii_lower(words)
    rewritten = pc.or_(
        pc.match_substring_regex(lowered, _REWRITTEN_LATIN),
        pc.is_in(lowered, pa.array(sorted(forms._MUHAMMAD))),
    )
    simple = pc.and_not(pc.match_substring_regex(lowered, _LETTERS_LATIN), rewritten)
    return _with_rest(lowered, words, simple, forms.latin)


def _with_rest(made: Any, words: Any, simple: Any, rule: Callable[[str], str]) -> Any:
    rest = np.flatnonzero(~simple.to_numpy(zero_copy_only=False))
    if not len(rest):
        return made
    read = pa.array([rule(word) for word in words.take(pa.array(rest)).to_pylist()], pa.string())
    place = np.arange(len(made))
    place[rest] = len(made) + np.arange(len(rest))
    return pa.concat_arrays([made, read]).take(pa.array(place))


_ARTICLE: Final = "^(?:ال|[ae]l)(.{4})"  # ``lexicon.without_article``
_LAST_I: Final = f"(?:{'|'.join(lexicon.LAST_I)})$"


def items_of_column(match_forms: Any) -> npt.NDArray[np.int32]:  # Arrow ships no types
    """``lexicon.item_rows`` of an Arrow array of forms."""
    written, rows = _item_table()
    bare = pc.replace_substring_regex(match_forms, _ARTICLE, r"\1")
    place = pc.index_in(bare, written).fill_null(len(written)).to_numpy(zero_copy_only=False)
    found: npt.NDArray[np.int32] = rows[place]
    in_i = pc.match_substring_regex(bare, _LAST_I).fill_null(fill_value=False).to_numpy(zero_copy_only=False)
    rest = np.flatnonzero(in_i & (place == len(written)))
    read = encoding.encode(bare.take(pa.array(rest)), loose=False)
    known = pc.is_in(read.skeletons, _skeletons_in_i()).to_numpy(zero_copy_only=False)
    rest = rest[known[read.skeleton]]  # others read like no name that was written down
    if len(rest):
        found[rest] = lexicon.item_rows(match_forms.take(pa.array(rest)).to_pylist())
    return found


@cache
def _skeletons_in_i() -> Any:
    return pa.array(sorted(lexicon.by_skeleton()), pa.string())


@cache
def _item_table() -> tuple[Any, npt.NDArray[np.int32]]:
    """(the forms of ``items_of_form``, their rows and one of zeros)."""
    items = lexicon.items_of_form()
    rows = np.zeros((len(items) + 1, lexicon.MAX_ITEMS), np.int32)
    for at, numbers in enumerate(items.values()):
        rows[at, : len(numbers)] = numbers
    return pa.array(list(items), pa.string()), rows
