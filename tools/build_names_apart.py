"""Build `names_apart.txt`, the lexicon of names known to be different, from Wikidata name items (see `name_items`).

Only items that write one of our common names in Arabic are kept; items that share an Arabic form (a given-name and a
family-name item of one name) become one line.

    python -m tools.build_names_apart path/to/persons.txt
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tools import name_items

from sijill.text.names import forms, lexicon, tokens

OUT = Path(__file__).parents[1] / "src" / "sijill" / "text" / "data" / "names_apart.txt"
MINIMUM_SIMILARITY = 0.6  # a Latin form that does not read like the Arabic one is a label in another language


def of_common_names(found: Iterable[tuple[set[str], set[str]]]) -> list[tuple[set[str], set[str]]]:
    """(Arabic, Latin match forms) of the items that write a common name."""
    common = {lexicon.without_article(form) for form in lexicon.arabic_forms()}
    return [
        (arabic & common, {form for form in latin if _reads_like(form, arabic & common)})
        for arabic, latin in found
        if arabic & common
    ]


def _reads_like(latin: str, arabic: set[str]) -> bool:
    return any(tokens.token_similarity(latin, form) >= MINIMUM_SIMILARITY for form in arabic)


def merged(found: list[tuple[set[str], set[str]]]) -> list[list[str]]:
    """One list of forms for each Arabic form; items with several Arabic forms give each of them their Latin forms.

    Not one another: common names stay two names (عمر and عمرو) though an item writes both, unless they differ by the
    article (زين and الزين; a short name keeps it in its match form). Nor a spelling that is another common name's usual
    one: Amr is not Omar.
    """
    of_arabic: dict[str, set[str]] = defaultdict(set)
    spelled = _usual_spellings()
    for arabic, latin in found:
        for form in arabic:
            of_arabic[form] |= {other for other in latin if _bare(form) in spelled.get(other, {_bare(form)})}
            of_arabic[form] |= {other for other in arabic if _bare(other) == _bare(form)}
    return [sorted(of_arabic[form] | {form}) for form in sorted(of_arabic)]


def _usual_spellings() -> dict[str, set[str]]:
    """Latin match form → the common Arabic forms that are usually written so."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in lexicon.common_names():
        arabic, latin = forms.arabic(name.arabic), forms.latin(name.latin)
        found[lexicon.without_article(latin)].add(_bare(arabic))
    return found


def _bare(form: str) -> str:
    return form.removeprefix("ال")


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("persons", type=Path)
    found = of_common_names(name_items.items(parser.parse_args().persons))
    lines = [" ".join(line) for line in merged(found)]
    head = "# Forms of one name a line, from Wikidata name items (CC0); made by tools/build_names_apart.py\n"
    OUT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
