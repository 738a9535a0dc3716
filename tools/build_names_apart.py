"""Build `names_apart.txt`, the lexicon of names known to be different, from Wikidata name items.

Source: `persons.txt` of the PyPI package rigour (tested with 1.8.2), one Wikidata given or family name item a line,
`form, form, … => Q…`. The statements are Wikidata's (CC0). Only items that write one of our common names in Arabic are
kept; items that share an Arabic form (a given-name and a family-name item of one name) become one line.

    python -m tools.build_names_apart path/to/persons.txt
"""

import argparse
from collections import defaultdict
from pathlib import Path

from sijill.text import scripts
from sijill.text.names import forms, lexicon, tokens

OUT = Path(__file__).parents[1] / "src" / "sijill" / "text" / "data" / "names_apart.txt"
MINIMUM_SIMILARITY = 0.6  # a Latin form that does not read like the Arabic one is a label in another language


def items(path: Path) -> list[tuple[set[str], set[str]]]:
    """(Arabic match forms, Latin match forms) of the items that write a common name."""
    found = []
    common = {lexicon.without_article(form) for form in lexicon.arabic_forms()}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=>" not in line:
            continue
        words = [scripts.clean(word) for word in line.rsplit("=>", 1)[0].split(",")]
        arabic = {_form(word) for word in words if " " not in word and scripts.script_of(word) == "arab"}
        if not arabic & common:
            continue
        latin = {_form(word) for word in words if " " not in word and scripts.script_of(word) == "latn"}
        found.append((arabic & common, {form for form in latin if _reads_like(form, arabic & common)}))
    return found


def _form(word: str) -> str:
    return lexicon.without_article(forms.form(word))


def _reads_like(latin: str, arabic: set[str]) -> bool:
    return any(tokens.token_similarity(latin, form) >= MINIMUM_SIMILARITY for form in arabic)


def merged(found: list[tuple[set[str], set[str]]]) -> list[list[str]]:
    """One list of forms for each Arabic form; items with several Arabic forms give each of them their Latin forms."""
    of_arabic: dict[str, set[str]] = defaultdict(set)
    for arabic, latin in found:
        for form in arabic:
            of_arabic[form] |= latin | arabic
    return [sorted(of_arabic[form] | {form}) for form in sorted(of_arabic)]


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("persons", type=Path)
    lines = [" ".join(line) for line in merged(items(parser.parse_args().persons))]
    head = "# Forms of one name a line, from Wikidata name items (CC0); made by tools/build_names_apart.py\n"
    OUT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
