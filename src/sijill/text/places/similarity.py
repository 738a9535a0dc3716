"""How far apart two spellings are: weighted edits on letters (one script) or on sounds (any two scripts).

Costs are in edits: 1.0 is one wrong letter. The tables are hand-made from what Syrian lists write for one another;
`docs/explanation/how-places-are-read.md` lists them.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

# Letters that differ by dots only, or that sound alike in Syria, cost less than any two letters, but never little:
# الحديدة and الجديدة are two places.
_DOTS: Final = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
_ALIKE: Final = ("سص", "تط", "دض", "ذز", "ضظ", "زظ", "ثس", "ثت", "حه", "قك", "كخ")
_WEAK: Final = "اويه"
_TRANSPOSITION: Final = 0.8


def _pairs(groups: tuple[str, ...], cost: float) -> dict[tuple[str, str], float]:
    return {(a, b): cost for group in groups for a in group for b in group if a != b}


_LETTER_SUBSTITUTION: Final = {
    **_pairs(_DOTS, 0.8),
    **_pairs(_ALIKE, 0.7),
    **_pairs((_WEAK,), 0.6),
    **_pairs(("اه",), 0.4),
}


@lru_cache(maxsize=65536)
def letter_cost(left: str, right: str) -> float:
    """Weighted edits between two Arabic keys (or two plain Latin keys)."""
    return _edit(left, right, _LETTER_SUBSTITUTION, _letter_gap)


def _letter_gap(letter: str, before: str, after: str) -> float:
    if letter in (before, after):  # a letter typed twice, or once instead of twice
        return 0.5
    return 0.7 if letter in _WEAK else 1.0


_VOWELS: Final = frozenset("aeiou")
_SOUND_GROUPS: Final = (
    # Emphatics, dentals and gutturals that no Latin spelling keeps apart reliably.
    (("θt", "θs", "ðd", "ðz"), 0.15),
    (("kq", "Gg", "Cč"), 0.1),
    (("qg", "gk", "Gk", "Gq", "xk", "xh", "jg", "jy", "zs", "dz", "dt", "GR", "jz"), 0.45),
    (("ŞS", "Şs", "ČS", "cj"), 0.1),
    (("Čx", "Čk", "ck", "cs", "Čj", "cČ"), 0.25),
    (("ss", "Ss"), 0.5),
    (("Yi", "Yy", "Wu", "Wo", "Ww", "Ye", "iy", "uw", "ow"), 0.05),
    (("ou", "ae", "ie"), 0.15),
    (("ai", "ao", "au", "eu", "eo", "iu", "io", "ey"), 0.3),
    (("Ea", "Ee", "Ei", "Eo", "Eu"), 0.15),
    (("Wa", "Ya", "We", "WY"), 0.45),
    (("Wb", "wb", "wf"), 0.5),
)
_SOUND_SUBSTITUTION: Final = {
    pair: cost
    for groups, cost in _SOUND_GROUPS
    for group in groups
    for pair in ((group[0], group[1]), (group[1], group[0]))
}
# What may be missing on one side. Arabic leaves short vowels out and Latin leaves ayn out, so across the
# scripts a vowel
# more says little; between two Latin spellings it says something.
_ACROSS_GAP: Final = {
    "E": 0.05,
    "a": 0.15,
    "e": 0.12,
    "i": 0.15,
    "o": 0.2,
    "u": 0.2,
    "Y": 0.35,
    "W": 0.35,
    "y": 0.3,
    "w": 0.4,
    "h": 0.4,
}
_LATIN_GAP: Final = {"a": 0.35, "e": 0.3, "i": 0.35, "o": 0.4, "u": 0.4, "y": 0.4, "w": 0.45, "h": 0.5}


@lru_cache(maxsize=65536)
def sound_cost(left: str, right: str, *, across: bool) -> float:
    """Weighted edits between two sound strings; `across`: one of them was written in Arabic."""
    return _edit(left, right, _SOUND_SUBSTITUTION, _across_gap if across else _latin_gap)


def _across_gap(sound: str, before: str, after: str) -> float:
    return 0.1 if sound in (before, after) else _ACROSS_GAP.get(sound, 1.0)


def _latin_gap(sound: str, before: str, after: str) -> float:
    return 0.1 if sound in (before, after) else _LATIN_GAP.get(sound, 1.0)


def sound_length(sound: str) -> float:
    """Consonants count one, what `sound_cost` lets go for less counts half: the measure a cost is divided by."""
    return sum(0.5 if char in _ACROSS_GAP else 1.0 for char in sound)


_Gap = Callable[[str, str, str], float]


def _edit(left: str, right: str, substitution: dict[tuple[str, str], float], gap: _Gap) -> float:
    """Optimal string alignment with weights; rows are letters of `left`."""
    if left == right:
        return 0.0
    left_gaps = [
        gap(ch, left[i - 1] if i else "", left[i + 1] if i + 1 < len(left) else "")
        for i, ch in enumerate(left)
    ]
    right_gaps = [
        gap(ch, right[j - 1] if j else "", right[j + 1] if j + 1 < len(right) else "")
        for j, ch in enumerate(right)
    ]
    row = [0.0]
    for cost in right_gaps:
        row.append(row[-1] + cost)
    before: list[float] = []
    for i, a in enumerate(left):
        left_gap, last = left_gaps[i], left[i - 1] if i else ""
        best = row[0] + left_gap
        current = [best]
        for j, b in enumerate(right):
            best += right_gaps[j]
            best = min(best, row[j + 1] + left_gap)
            step = row[j] if a == b else row[j] + substitution.get((a, b), 1.0)
            best = min(best, step)
            if a != b and j and b == last and a == right[j - 1] and before[j - 1] + _TRANSPOSITION < best:
                best = before[j - 1] + _TRANSPOSITION
            current.append(best)
        before, row = row, current
    return row[-1]
