"""Wikidata's given-name and family-name items as match forms: what the two lexicons of names are built from.

Source: `persons.txt` of the PyPI package rigour (tested with 1.8.2), one item a line, `form, form, … => Q…`. The
statements are Wikidata's (CC0).
"""

from collections.abc import Iterator
from pathlib import Path

from sijill.text import scripts
from sijill.text.names import forms, lexicon


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
