"""Which of several writings of one person's name stands first: whole before damaged, then the fullest.

A PDF reader may tear a word apart (العر فة) or turn لا around (هللا). Neither makes a fuller name, though it has more
words or letters on paper: words count from three letters on, spaces do not count as letters, and of two writings
with the same letters the one in fewer words is first. What is equal in all this stands by its letters, so that the
order of lists decides nothing.
"""

import re
from collections.abc import Iterable
from typing import Final

from sijill.text import names

# No name is written like this: الله turned around, a word that begins with two alefs before its lam.
_LETTER: Final = "\u0620-\u064a"
_IMPOSSIBLE: Final = f"هللا([^{_LETTER}]|$)|(^|[^{_LETTER}])ا[اأإآ]ل"
_CANNOT_BE: Final = re.compile(_IMPOSSIBLE)
WORD: Final = 3  # letters

Place = tuple[bool, int, int, int, str]


def place(name: str) -> Place:
    """What the writings of a name are sorted by: the least is the fullest."""
    words = name.split()
    long, letters = sum(len(word) >= WORD for word in words), sum(map(len, words))
    return bool(_CANNOT_BE.search(name)), -long, -letters, len(words), name


def place_sql(column: str) -> str:
    """The same as an expression of DuckDB, for a whole register at once."""
    words = f"list_filter(string_split_regex({column}, '[\\s\\p{{Z}}]+'), lambda word: word <> '')"
    return f"""(regexp_matches({column}, '{_IMPOSSIBLE}'),
      -len(list_filter({words}, lambda word: length(word) >= {WORD})),
      -coalesce(list_sum(list_transform({words}, lambda word: length(word))), 0),
      len({words}), {column})"""


def fullest_first(writings: Iterable[str]) -> list[str]:
    """Writings of one person's name; those that reading has to repair come last."""
    return sorted(writings, key=lambda name: (bool(names.read(name).repairs), place(name)))
