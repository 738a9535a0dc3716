"""Words that are one name together: عبد الرحمن, نور الدين, أبو زيد, آل رشي."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sijill.text.names import forms, particles
from sijill.text.names.normalise import Word

_PARENT: Final = particles.FATHER_FIRST | particles.MOTHER_FIRST
_SLAVE_OF: Final = particles.SLAVE_SECONDS | particles.GOD


def join(*words: Word) -> Word:
    """Several words as one compound: the text keeps the spaces, the form has none."""
    text = " ".join(word.text for word in words)
    return Word(text=text, form=forms.form(text), script=words[0].script)


_COMPOUND_ENDS: Final = particles.GOD | particles.RELIGION


def put_together(words: Sequence[Word]) -> list[Word]:
    joined: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        after = words[at + 1] if at + 1 < len(words) else None
        if after is not None and _opens_compound(word, after):
            width = 3 if _opens_longer(words[at + 1 : at + 3]) and word.form in _PARENT else 2
            word, at = join(*words[at : at + width]), at + width - 1
        elif joined and word.form in _COMPOUND_ENDS:
            joined[-1] = join(joined[-1], word)
            at += 1
            continue
        if (
            at + 1 < len(words)
            and words[at + 1].form in particles.RELIGION
            and word.form not in particles.SON_OF
        ):
            word, at = join(word, words[at + 1]), at + 1
        joined.append(spaced(word))
        at += 1
    return joined


def _opens_longer(rest: Sequence[Word]) -> bool:
    """أبو عبد الرحمن: what follows is a compound itself."""
    return len(rest) == 2 and rest[0].form not in _PARENT and _opens_compound(*rest)


def _opens_compound(word: Word, after: Word) -> bool:
    if word.form in _PARENT:
        return after.form not in particles.SON_OF
    if word.form in particles.ABD_WITH_ARTICLE or word.form in particles.FATHER_WITH_ARTICLE:
        return True
    if word.form in particles.ABD:
        return after.form.startswith(("ال", "al", "el")) or after.form in _SLAVE_OF
    return word.form in {"ذو", "آل"} or (word.script == "arab" and word.text == "آل")


@lru_cache(maxsize=1 << 16)
def spaced(word: Word) -> Word:
    """Arabic compounds get their usual space: عبدالرحمن → عبد الرحمن, نورالدين → نور الدين, ابوزيد stays."""
    text = word.text
    if word.script != "arab" or " " in text or len(text) < 6:
        return word
    for first in ("عبد", "العبد"):
        if text.startswith(first + "ال") and len(text) > len(first) + 3:
            return replace(word, text=f"{first} {text[len(first) :]}")
    if text.endswith("الدين") and len(text) > len("الدين") + 1:
        return replace(word, text=f"{text[: -len('الدين')]} الدين")
    return word


def is_kunya(word: Word) -> bool:
    first = word.text.split(" ", 1)[0].split("-", 1)[0]
    return " " in word.text and forms.form(first) in _PARENT
