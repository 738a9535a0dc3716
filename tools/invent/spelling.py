"""How people write an Arabic or Kurdish name in Latin letters: one table of letters for each tongue.

The input is the sound of a name (see names_tables.py). Each phoneme has one or several spellings, the usual
one first; who keeps a list mostly writes the same name the same way (`Speller.steady`), which is what makes a
spelling a habit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tools.invent.chance import Chance
from tools.invent.names_tables import Name, Tongue

# Usual spelling first, rarer ones after it. Doubled consonants are written double unless the spelling has two letters.
_COMMON = {
    "b": "b", "t": "t", "j": "j", "ḥ": "h", "ḵ": "kh", "d": "d", "r": "r", "z": "z", "s": "s", "š": "sh", "ṣ": "s",
    "ḍ": "d", "ṭ": "t", "ġ": "gh", "f": "f", "q": "q", "k": "k", "l": "l", "m": "m", "n": "n", "h": "h", "w": "w",
    "y": "y", "ṯ": "th", "ḏ": "dh z", "ẓ": "z", "ʿ": "", "ʾ": "", "ž": "j", "p": "p", "v": "v", "g": "g", "ç": "ch",
    "a": "a", "i": "i", "u": "u", "ā": "a", "ī": "i", "ū": "u", "ē": "e", "ō": "o", "@": "a",
}  # fmt: skip
_LETTERS: dict[Tongue, dict[str, str]] = {
    Tongue.ENGLISH: _COMMON | {"ū": "ou u oo", "ī": "i i i ee", "q": "q q k", "@": "a a ah eh", "u": "u u o"},
    Tongue.FRENCH: _COMMON
    | {
        "š": "ch",
        "ū": "ou",
        "u": "ou o",
        "j": "j j dj",
        "q": "k k q",
        "@": "a a é",
        "ṯ": "th t",
        "w": "w w ou",
    },
    Tongue.GERMAN: _COMMON | {"š": "sch", "j": "dsch j", "ḵ": "ch kh", "ḏ": "d z", "y": "y j", "q": "q k"},
    Tongue.TURKISH: _COMMON
    | {"š": "ş", "j": "c", "ç": "ç", "ḵ": "h", "w": "v", "ġ": "ğ g", "q": "k", "ṯ": "s", "ḏ": "z", "ḍ": "d z"}
    | {"a": "a a e", "@": "e a"},
    Tongue.KURMANJI: _COMMON
    | {
        "š": "ş",
        "j": "c",
        "ç": "ç",
        "ḵ": "x",
        "ġ": "x",
        "ū": "û",
        "ī": "î",
        "ē": "ê",
        "a": "e",
        "@": "e",
        "ṯ": "s",
    }
    | {"ḏ": "z"},
    Tongue.CHAT: _COMMON
    | {"ḥ": "7", "ʿ": "3", "ḵ": "5 kh", "ṭ": "6 t t", "q": "q 9 k", "ū": "o oo ou", "ī": "e ee i", "u": "o u"}
    | {"y": "y", "ʾ": "2 _", "š": "sh", "a": "a a _", "i": "e i _"},
}
# Sounds that are written by more than one letter at once, before the letters.
_SEQUENCES: dict[Tongue, tuple[tuple[str, str], ...]] = {
    Tongue.ENGLISH: (
        (r"ī$", "i"), (r"ayy", "ay ai"), (r"iyy@", "iya ieh iyya"), (r"iyy", "iy"), (r"ay", "ay ai ei"),
        (r"aw", "aw au"),
    ),
    Tongue.FRENCH: (
        (r"ayy", "ay aï"), (r"iyy@", "iya ié"), (r"iyy", "iy"), (r"ay", "ay ei aï"), (r"aw", "aw ao"),
        (r"(?<=[aeiouāīū])s(?=[aeiouāīū])", "ss"), (r"(?<=[aeiouāīū])ṣ(?=[aeiouāīū])", "ss"), (r"īn$", "ine in"),
    ),
    Tongue.GERMAN: ((r"iyy@", "iya ija"), (r"iyy", "iy"), (r"ay", "ai ay ei"), (r"aw", "au aw")),
    Tongue.TURKISH: (
        (r"iyy@", "iye"), (r"iyy", "iy"), (r"ay", "ey ay"), (r"aw", "av ev"), (r"d$", "t d"), (r"b$", "p b"),
    ),
    Tongue.KURMANJI: ((r"iyy@", "iye"), (r"iyy", "iy"), (r"ay", "ey"), (r"aw", "ew"), (r"^ʿ[aā]", "e ʿe"), (r"ʿ", "")),
    Tongue.CHAT: ((r"iyy@", "ya"), (r"ayy", "ay"), (r"iyy", "y"), (r"ay", "ay"), (r"aw", "aw"), (r"^ʿ", "3 _")),
}  # fmt: skip
_ARTICLE: dict[Tongue, tuple[str, ...]] = {
    Tongue.ENGLISH: ("al-{}", "Al {}", "Al-{}", "{}", "Al{l}"),
    Tongue.FRENCH: ("Al {}", "El {}", "{}", "Al-{}"),
    Tongue.GERMAN: ("al-{}", "Al {}", "Al-{}", "Al{l}"),
    Tongue.TURKISH: ("El {}", "{}", "El-{}"),
    Tongue.KURMANJI: ("El{l}", "{}", "El {}"),
    Tongue.CHAT: ("al{l}", "al {}", "el {}"),
}
_ABD: dict[Tongue, tuple[str, ...]] = {
    Tongue.ENGLISH: ("Abdul {}", "Abdul{l}", "Abd al-{}", "Abdel {}", "Abdel{l}"),
    Tongue.FRENCH: ("Abdel {}", "Abdel{l}", "Abdoul{l}", "Abd El {}"),
    Tongue.GERMAN: ("Abdul{l}", "Abdul {}", "Abd al-{}"),
    Tongue.TURKISH: ("Abdul{l}",),
    Tongue.KURMANJI: ("Ebdul{l}", "Evdil{l}"),
    Tongue.CHAT: ("abdul{l}", "3abdel {}", "abd el{l}"),
}
_DIN: dict[Tongue, tuple[str, ...]] = {
    Tongue.ENGLISH: ("{} al-Din", "{}eddin", "{} Aldin", "{} Eddin"),
    Tongue.FRENCH: ("{}eddine", "{} Eddine", "{} El Dine"),
    Tongue.GERMAN: ("{} al-Din", "{}eddin", "{} Eddin"),
    Tongue.TURKISH: ("{}ettin", "{}eddin"),
    Tongue.KURMANJI: ("{}edîn", "{}eddîn"),
    Tongue.CHAT: ("{}eldeen", "{} aldin"),
}
_ABU = {
    Tongue.ENGLISH: "Abu", Tongue.FRENCH: "Abou", Tongue.GERMAN: "Abu", Tongue.TURKISH: "Ebu", Tongue.KURMANJI: "Ebû",
    Tongue.CHAT: "abo",
}  # fmt: skip
_UMM = {
    Tongue.ENGLISH: "Umm", Tongue.FRENCH: "Oum", Tongue.GERMAN: "Umm", Tongue.TURKISH: "Ümmü", Tongue.KURMANJI: "Um",
    Tongue.CHAT: "om",
}  # fmt: skip
FIXED_SHARE = 0.75  # how often a spelling settled by custom is taken where there is one


class Speller:
    """One writer: `steady` is the share of repeated names that are written as the first time."""

    def __init__(self, tongue: Tongue, chance: Chance, *, steady: float = 0.8) -> None:
        self.tongue = tongue
        self.chance = chance
        self.steady = steady
        self._first: dict[str, str] = {}

    def name(self, name: Name) -> str:
        known = self._first.get(name.sound)
        if known is not None and self.chance.happens(self.steady):
            return known
        spelling = self._fresh(name)
        return self._first.setdefault(name.sound, spelling) if known is None else spelling

    def names(self, names: Sequence[Name]) -> str:
        return " ".join(self.name(name) for name in names)

    def kunya(self, name: Name, *, of_a_woman: bool) -> str:
        return f"{(_UMM if of_a_woman else _ABU)[self.tongue]} {self.name(name)}"

    def _fresh(self, name: Name) -> str:
        for tongue, spellings in name.fixed:
            if tongue is self.tongue and self.chance.happens(FIXED_SHARE):
                return self.chance.early(spellings, 1.0)
        return self._compose(name.sound)

    def _compose(self, sound: str) -> str:
        if sound.startswith("ʿabd al-"):
            return self._fill(_ABD, sound.removeprefix("ʿabd al-"))
        if sound == "ʿabd allāh":
            return self._case(
                self.chance.pick({Tongue.KURMANJI: ("evdila",)}.get(self.tongue, ("abdullah", "abdallah")))
            )
        if sound.endswith(" al-dīn"):
            return self._fill(_DIN, sound.removesuffix(" al-dīn"))
        if sound.startswith("al-"):
            return self._fill(_ARTICLE, sound.removeprefix("al-").replace("ʿabd allāh", "ʿabdallāh"))
        if sound.startswith("abū "):
            return f"{_ABU[self.tongue]} {self._compose(sound.removeprefix('abū '))}"
        return " ".join(self._case(self._letters(word)) for word in sound.split())

    def _fill(self, patterns: dict[Tongue, tuple[str, ...]], rest: str) -> str:
        pattern = self.chance.early(patterns[self.tongue], 1.0)
        lower = " ".join(self._letters(word) for word in rest.split())
        return pattern.replace("{l}", lower).replace(
            "{}", " ".join(self._case(word) for word in lower.split())
        )

    def _letters(self, word: str) -> str:
        """Spells the sequences first (kept apart by private-use characters), then letter by letter."""
        kept: list[str] = []

        def keep(spellings: str) -> str:
            kept.append(self._option(spellings))
            return chr(0xE000 + len(kept) - 1)

        for pattern, spellings in _SEQUENCES[self.tongue]:
            word = re.sub(pattern, lambda _, s=spellings: keep(s), word)  # type: ignore[misc]
        letters = _LETTERS[self.tongue]
        out = ""
        for i, sound in enumerate(word):
            if "\ue000" <= sound <= "\uf8ff":
                out += kept[ord(sound) - 0xE000]
                continue
            spelt = self._option(letters.get(sound, sound))
            if i and sound == word[i - 1] and len(spelt) != 1:
                continue  # "sh" is not doubled
            out += spelt
        return re.sub(r"[ʿʾ]", "", out) or word

    def _option(self, spellings: str) -> str:
        options = spellings.split(" ")
        return self.chance.early(options, 0.5).replace("_", "")

    def _case(self, word: str) -> str:
        if self.tongue is Tongue.CHAT or not word:
            return word
        first = "İ" if self.tongue is Tongue.TURKISH and word[0] == "i" else word[0].upper()
        return first + word[1:]
