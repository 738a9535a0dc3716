"""Wikidata's given-name and family-name items as match forms: what the two lexicons of names are built from.

Source: `persons.txt` of the PyPI package rigour (tested with 1.8.2), one item a line, `form, form, … => Q…`. The
statements are Wikidata's (CC0).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sijill.text import scripts
from sijill.text.names import forms, lexicon

# Letters of Persian, Urdu and Kurdish writing that Arabic does not have.
_BORROWED: Final = re.compile(
    "[\u067e\u0679\u0686\u0688\u0691\u0695\u0698\u06a9\u06af\u06b5\u06ba\u06be\u06c0-\u06cc\u06ce\u06d0\u06d2\u06d3\u06d5]"
)


def never_in_arabic(path: Path) -> frozenset[str]:
    """Arabic-script match forms that are only written with letters of other languages: کلر, but not سمیر (سمير)."""
    plain, borrowed = set[str](), set[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        for word in line.rsplit("=>", 1)[0].split(",") if "=>" in line else ():
            (borrowed if _BORROWED.search(word) else plain).update(_forms([scripts.clean(word)], "arab"))
    return frozenset(borrowed - plain)


def items(path: Path) -> Iterator[tuple[set[str], set[str]]]:
    """(Arabic, Latin match forms) of each item; forms of several words are left out, articles dropped."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=>" not in line:
            continue
        words = [scripts.clean(word) for word in line.rsplit("=>", 1)[0].split(",")]
        yield _forms(words, "arab"), _forms(words, "latn")


def _forms(words: list[str], script: str) -> set[str]:
    single = (word for word in words if " " not in word and scripts.script_of(word) == script)
    return {form for word in single if (form := lexicon.without_article(forms.form(word)))}
