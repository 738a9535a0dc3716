"""What happens to names between a mouth and a file: spelling habits, slips of the finger, and the work of PDF
readers.
"""

from __future__ import annotations

from tools.invent.chance import Chance

_LOOKALIKE = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
_NEAR = {c: group.replace(c, "") for group in _LOOKALIKE for c in group}
_LATIN_NEAR = {
    "a": "e", "e": "a", "i": "y", "o": "u", "u": "o", "s": "z", "m": "n", "n": "m", "d": "t", "k": "q", "l": "i",
}  # fmt: skip


def loosen(text: str, chance: Chance, *, hamza: float, ta: float, ya: float, joined: float) -> str:
    """Everyday Arabic spelling: hamza left out, ه for ة, ى for ي at the end, عبد and الدين written together."""
    words = []
    for word in text.split(" "):
        new = word
        if chance.happens(hamza):
            new = new.translate(str.maketrans("أإآ", "ااا"))
        if new.endswith("ة") and chance.happens(ta):
            new = new[:-1] + "ه"
        if new.endswith("ي") and chance.happens(ya):
            new = new[:-1] + "ى"
        words.append(new)
    out = " ".join(words)
    if chance.happens(joined):
        out = (
            out.replace("عبد ال", "عبدال")
            .replace("أبو ", "أبو")
            .replace("ابو ", "ابو")
            .replace(" الدين", "الدين")
        )
    return out


def typo(text: str, chance: Chance) -> str:
    """One slip: a letter taken for its neighbour, dropped, doubled or swapped. Never in the first letter of a text."""
    places = [i for i in range(1, len(text)) if text[i].isalpha()]
    if not places:
        return text
    i = chance.pick(places)
    kind = chance.early(("near", "drop", "swap", "double"), 1.0)
    near = _NEAR.get(text[i]) or _LATIN_NEAR.get(text[i], "")
    if kind == "near" and near:
        return text[:i] + chance.pick(near) + text[i + 1 :]
    if kind == "swap" and i + 1 < len(text) and text[i + 1].isalpha():
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if kind == "double":
        return text[:i] + text[i] + text[i:]
    return text[:i] + text[i + 1 :]


def from_pdf(text: str, chance: Chance) -> str:
    """لا comes out reversed, الله in its ligature order, and now and then a word falls apart."""
    out = text
    for right in ("لا", "لأ", "لإ", "لآ"):
        out = out.replace(right, right[::-1])
    out = out.replace("الله", "هللا")
    if chance.happens(0.25):
        words = out.split(" ")
        longest = max(range(len(words)), key=lambda i: len(words[i]))
        word = words[longest]
        if len(word) > 4:
            cut = chance.between(2, len(word) - 2)
            words[longest] = f"{word[:cut]} {word[cut:]}"
        out = " ".join(words)
    return out


def glue(text: str, chance: Chance) -> str:
    """Two neighbouring words written as one."""
    words = text.split(" ")
    if len(words) < 2:
        return text
    i = chance.below(len(words) - 1)
    return " ".join([*words[:i], words[i] + words[i + 1], *words[i + 2 :]])


def persian_keys(text: str) -> str:
    """A keyboard with Persian or Kurdish letters: ک and ی."""
    return text.replace("ك", "ک").replace("ي", "ی")
