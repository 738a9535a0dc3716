"""Build `names_together.txt`, the lexicon of spellings known to be one name, from Wikidata name items (`name_items`).

Only pairs of forms of one item that has an Arabic form; nothing follows from two pairs that share a form. The two forms
must read half alike (a label in another language does not), and less alike than the lexicon would make them. A label
says how a name is written in a language, not that two names are one, so these pairs are left out:

- one form or the other has items of its own: ناصر and نصير share one item of ten, as both are Nasir in some language;
- the lexicon of different names (`names_apart.txt`) keeps them apart, or each reads like a common name of its own;
- one is a known Arabic name and the other Arabic too, or two Arabic forms have the same consonants: what differs there
  (عمر and عمرو, سعد and سعود, لنا and لينا) is what makes another name. Not so where one is never written in letters of
  Arabic alone: کلر and كلير are one foreign name, whose vowels Persian and Arabic write as they like;
- one is derived from the other by an ending: Andreev and Andreeva, نعيم and نعيمي, Elmir and Elmira, كريم and Karima;
- both are Latin, and one ends in -a where the other ends in -i: Noura and Nouri.

    python -m tools.build_names_together path/to/persons.txt
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
from tools import name_items

from sijill.text import scripts
from sijill.text.names import align, costs, endings, forms, lexicon, tokens
from sijill.text.names.scorer import known_apart

OUT = Path(__file__).parents[1] / "src" / "sijill" / "text" / "data" / "names_together.txt"
FLOOR = 0.5  # hand-table similarity: half of the consonants are where they should be
OWN = 0.85  # a form that reads like a common name at least so much is a spelling of that name
OWN_MARGIN = 0.01
_ENDINGS = ("a", "ah", "e", "eh", "i", "y", "ova", "yne", "ة", "ا", "ي", "ى")
_LAST_I = ("i", "y", "ee", "ie", "ei", "ey")
Pair = tuple[str, str]


def together(
    items: Iterable[tuple[set[str], set[str]]], never_in_arabic: frozenset[str] = frozenset()
) -> Iterator[Pair]:
    """Pairs of forms in order. ``never_in_arabic``: ``name_items.never_in_arabic``."""
    of_form, of_pair = Counter[str](), Counter[Pair]()
    for arabic, latin in items:
        if arabic:
            named = {form for form in arabic | latin if len(form) > 1}
            of_form.update(named)
            of_pair.update(combinations(sorted(named), 2))
    for (one, other), count in sorted(of_pair.items()):
        if count < min(of_form[one], of_form[other]) or known_apart(one, other):
            continue
        if not FLOOR <= tokens.token_similarity(one, other) < align.TOGETHER_SIMILARITY:
            continue
        if any(related(*pair) for pair in ((one, other), (other, one)) for related in (derived, exchanged)):
            continue
        if by_ending(one, other) or risky(one, other, never_in_arabic):
            continue
        mine, others = owners(one), owners(other)
        if not mine or not others or mine & others:
            yield one, other


def derived(one: str, other: str) -> bool:
    """Whether `other` is `one`, which ends in a consonant, with an ending."""
    if scripts.script_of(one) != scripts.script_of(other) or one[-1] in "aeiouyةاويى":
        return False
    return any(
        other.endswith(ending)
        and len(other) > len(ending) + 1
        and tokens.token_similarity(one, other.removesuffix(ending)) >= align.TOGETHER_SIMILARITY
        for ending in _ENDINGS
    )


def by_ending(one: str, other: str) -> bool:
    """Whether comparing names tells the two apart by their endings, in any two scripts."""
    coded = tokens.encode([one, other])
    first, second = (
        (coded.phonemes[at], coded.length[at], coded.script[at], bool(lexicon.items_of(form)))
        for at, form in enumerate((one, other))
    )
    work = np.empty((3, tokens.MAX_LENGTH + 1))
    return bool(endings.other_name(*first, *second, costs.substitution(), costs.gaps(), work))


def exchanged(one: str, other: str) -> bool:
    """Whether both are Latin, and alike but for -a in `one` and -i in `other`."""
    if not (one.isascii() and other.isascii() and one.endswith("a")):
        return False
    stems = (other.removesuffix(ending) for ending in _LAST_I if other.endswith(ending))
    return any(
        len(stem) > 1 and tokens.token_similarity(one[:-1], stem) >= align.TOGETHER_SIMILARITY
        for stem in stems
    )


def risky(one: str, other: str, never_in_arabic: frozenset[str]) -> bool:
    """Two Arabic forms, one of which is a known name, or whose consonants are the same and both written in Arabic."""
    if {scripts.script_of(one), scripts.script_of(other)} != {"arab"}:
        return False
    if {one, other} & (common_arabic().keys() | lexicon.items_of_form().keys()):
        return True
    first, second = tokens.encode([one, other]).skeleton
    return first == second and not {one, other} & never_in_arabic


@cache
def common_arabic() -> dict[str, int]:
    """Arabic match form of each common name → its number."""
    arabic = (lexicon.without_article(forms.arabic(name.arabic)) for name in lexicon.common_names())
    return {form: number for number, form in enumerate(dict.fromkeys(arabic))}


@cache
def _coded_common() -> tokens.CodedTokens:
    return tokens.encode(list(common_arabic()))


@cache
def owners(form: str) -> frozenset[int]:
    """The common names that a form is a spelling of: those it reads most like, if it reads like any."""
    if form in common_arabic():
        return frozenset({common_arabic()[form]})
    own, common = tokens.encode([form]), _coded_common()
    mine = own.phonemes[0], own.length[0], own.script[0]
    near = np.array(
        [
            tokens.similarity(*mine, *each)
            for each in zip(common.phonemes, common.length, common.script, strict=True)
        ]
    )
    return frozenset(map(int, np.flatnonzero(near >= max(OWN, near.max() - OWN_MARGIN))))


def main() -> None:
    """Write the file: a form, then the later forms it is written for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("persons", type=Path)
    persons = parser.parse_args().persons
    of_first: dict[str, list[str]] = defaultdict(list)
    for one, other in together(name_items.items(persons), name_items.never_in_arabic(persons)):
        of_first[one].append(other)
    lines = [" ".join([one, *others]) for one, others in of_first.items()]
    head = "# A form and other spellings of it, from Wikidata name items (CC0); made by tools/build_names_together.py\n"
    OUT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
