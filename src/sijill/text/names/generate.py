"""Invented names, spellings and damage, for training, tests and benchmarks. All chance is an argument."""

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

from sijill.text.names import lexicon

# --- damage to Arabic text -----------------------------------------------------------------------------------------

_DOT_GROUPS: Final = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
_DOT_PARTNERS: Final = {letter: group.replace(letter, "") for group in _DOT_GROUPS for letter in group}
_ALEFS: Final = "اأإ"


def reverse_lam_alef(text: str, rng: random.Random) -> str:
    """Every لا the other way round, as PDF extraction leaves it."""
    del rng
    return re.sub("ل([اأإآ])", r"\1ل", text).replace("الله", "هللا")


def split_letters(text: str, rng: random.Random) -> str:
    """The last two letters of one word stand alone."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= 4]
    if not long:
        return text
    at = rng.choice(long)
    words[at] = f"{words[at][:-2]} {words[at][-2]} {words[at][-1]}"
    return " ".join(words)


def move_dots(text: str, rng: random.Random) -> str:
    """One letter becomes another of the same shape."""
    places = [at for at, letter in enumerate(text) if letter in _DOT_PARTNERS]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + rng.choice(_DOT_PARTNERS[text[at]]) + text[at + 1 :]


def drop_weak_letter(text: str, rng: random.Random) -> str:
    """One ا, و or ي inside a word is left out."""
    places = [at for at in range(2, len(text) - 1) if text[at] in "اوي" and " " not in text[at - 2 : at + 2]]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + text[at + 1 :]


def free_spelling(text: str, rng: random.Random) -> str:
    """Hamza on alef, ة and ه, ى and ي as the writer likes."""
    letters = list(text)
    for at, letter in enumerate(letters):
        last = at + 1 == len(letters) or letters[at + 1] == " "
        if letter in _ALEFS:
            letters[at] = rng.choice((letter, "ا"))
        elif last and letter in "ةه":
            letters[at] = rng.choice("ةه")
        elif last and letter in "ىي":
            letters[at] = rng.choice("ىي")
    return "".join(letters)


def free_spacing(text: str, rng: random.Random) -> str:
    """عبد and ابو joined to or parted from the next word."""
    del rng
    if re.search("(عبد|[اأ]بو) ", text):
        return re.sub("(عبد|[اأ]بو) ", r"\1", text)
    return re.sub("(?<!\\S)(عبد|[اأ]بو)(?=\\S{3})", r"\1 ", text)


def add_shapeless(text: str, rng: random.Random) -> str:
    """Tatweel, vowel marks, direction marks: nothing a reader would call a difference."""
    pieces = []
    for letter in text:
        pieces.append(letter)
        if letter != " " and rng.random() < 0.3:
            pieces.append(rng.choice("\u0640\u064e\u064f\u0650\u0652\u200f\u200b"))
    return "".join(pieces)


def double_letter(text: str, rng: random.Random) -> str:
    """One letter typed twice."""
    at = rng.randrange(len(text))
    return text if text[at] == " " else text[: at + 1] + text[at:]


def swap_letters(text: str, rng: random.Random) -> str:
    """Two neighbouring letters of a word change places."""
    places = [at for at in range(1, len(text) - 2) if " " not in text[at : at + 2]]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def add_title(text: str, rng: random.Random) -> str:
    """A title in front."""
    return f"{rng.choice(('الشيخ', 'د.', 'الحاج', 'المهندس', 'السيد'))} {text}"


DAMAGE: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "lam-alef": reverse_lam_alef,
    "split-letters": split_letters,
    "dots": move_dots,
    "weak-letter": drop_weak_letter,
    "orthography": free_spelling,
    "spacing": free_spacing,
    "shapeless": add_shapeless,
    "doubled": double_letter,
    "swapped-letters": swap_letters,
    "title": add_title,
}


def damage(text: str, rng: random.Random) -> str:
    """Free spelling and one kind of damage."""
    return DAMAGE[rng.choice(sorted(DAMAGE))](free_spelling(text, rng), rng)


# --- Latin spelling ------------------------------------------------------------------------------------------------

_TRADITIONS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "english": (),
    "french": (
        ("sh", "ch"),
        ("w", "ou"),
        ("oo", "ou"),
        ("u", "ou"),
        ("j", "dj"),
        ("q", "k"),
        ("ss", "ss"),
        ("ee", "i"),
    ),
    "german": (("sh", "sch"), ("j", "dsch"), ("kh", "ch"), ("w", "w"), ("z", "s"), ("ee", "ie")),
    "turkish": (
        ("sh", "ş"),
        ("kh", "h"),
        ("j", "c"),
        ("w", "v"),
        ("q", "k"),
        ("gh", "ğ"),
        ("th", "s"),
        ("ee", "i"),
    ),
    "kurmanji": (("sh", "ş"), ("kh", "x"), ("j", "c"), ("oo", "û"), ("ee", "î"), ("gh", "x"), ("th", "s")),
    "chat": (("kh", "5"), ("h", "7"), ("ee", "i"), ("aa", "3a")),
    "scholarly": (("sh", "š"), ("kh", "ḫ"), ("gh", "ġ"), ("th", "ṯ"), ("oo", "ū"), ("ee", "ī")),
}
_VOWEL_SLIPS: Final = {"a": "ae", "e": "eia", "i": "iey", "o": "ou", "u": "uo"}


def respell(latin: str, rng: random.Random, *, tradition: str | None = None) -> str:
    """The same name by another spelling tradition, with the freedom in vowels that one sees in lists."""
    rules = _TRADITIONS[tradition or rng.choice(sorted(_TRADITIONS))]
    text = latin.lower()
    for old, new in rules:
        text = text.replace(old, new)
    letters = [
        rng.choice(_VOWEL_SLIPS[letter])
        if letter in _VOWEL_SLIPS and at > 0 and rng.random() < 0.15
        else letter
        for at, letter in enumerate(text)
    ]
    text = "".join(letters)
    if rng.random() < 0.3:
        text = re.sub(r"\b([ae]l)-", lambda match: match.group(1) + rng.choice(("-", " ", "")), text)
    return text.title() if rng.random() < 0.7 else text


# --- invented persons ----------------------------------------------------------------------------------------------


def invent(rng: random.Random, *, parts: int | None = None) -> tuple[list[str], list[str]]:
    """(Arabic words, Latin words) of one invented name: given, father, perhaps grandfather, family."""
    count = parts or rng.choice((2, 3, 3, 3, 4))
    male = [name for name in lexicon.common_names() if name.section == "male"]
    female = [name for name in lexicon.common_names() if name.section == "female"]
    family = [name for name in lexicon.common_names() if name.section in {"family", "nisba"}]
    given = rng.choice(female) if rng.random() < 0.15 else rng.choice(male)
    chosen = [given, *(rng.choice(male) for _ in range(count - 2)), rng.choice(family)]
    return [name.arabic for name in chosen], [name.latin for name in chosen]


def relatives(words: Sequence[str], others: Sequence[str], rng: random.Random) -> list[list[str]]:
    """Names of other people who share most of it: sibling, other father, father, swapped, cousin."""
    other = rng.choice(others)
    made = [[other, *words[1:]]]
    if len(words) > 2:
        made += [
            [words[0], other, *words[2:]],
            [words[1], words[0], *words[2:]],
            list(words[1:]),
            [words[1], other, *words[2:]],
            [other, words[0], *words[2:]],
        ]
    if len(words) > 3:
        made.append([words[0], words[1], other, words[3]])
    else:
        made.append([*words[:-1], other])
    return [name for name in made if name != list(words)]
