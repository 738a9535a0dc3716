"""From text to words: cleaning, separators, articles, digits, abbreviations. No word is put into a slot here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sijill.text import scripts
from sijill.text.names import forms, particles, phonemes

MAX_TEXT: Final = 400  # characters read; no name is longer
MAX_WORDS: Final = 24

# A word is a run of Arabic letters, or a run of other letters and digits with signs for ayn and hamza inside. Accents
# that compose with no letter stay part of it: "İbrahim" in lower case is i, a dot above, brahim.
_ARABIC_WORD: Final = "[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08ff]+"
_OTHER_LETTERS: Final = (
    "[^\\W_\u0600-\u06ff\u0750-\u077f](?:[^\\W_\u0600-\u06ff\u0750-\u077f]|[\u0300-\u036f])*"
)
_OTHER_WORD: Final = f"{_OTHER_LETTERS}(?:[{phonemes.AYN_HAMZA}]+{_OTHER_LETTERS})*"
_TOKEN: Final = re.compile(
    f'(?P<word>{_ARABIC_WORD}|{_OTHER_WORD})(?P<dot>\\.(?!\\w\\w))?|(?P<sign>[,،;؛()\\[\\]"«»“”{{}}/\\\\|&+-])'
)
_PLAIN_TEXT: Final = re.compile(
    "[A-Za-z\u0621-\u063a\u0641-\u064a]+(?: [A-Za-z\u0621-\u063a\u0641-\u064a]+)*"
)
_CAMEL_ARTICLE: Final = re.compile("^([AE]l)(?=[A-Z][a-z])")
_ARTICLES: Final = frozenset({"al", "el", "ul", "il", "ol", "l"})
# The article before a sun letter, in English and French spelling, and the letters it may stand before.
_SUN_ARTICLES: Final = {
    **{
        vowel + letter: letter
        for vowel in "aeu"
        for letter in ("sh", "ch", "s", "r", "d", "n", "t", "z", "th", "dh")
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as written, or one structural sign (`,`, `(`, `)`, `/`) with an empty form."""

    text: str
    form: str
    script: scripts.Script
    dotted: bool = False  # followed by a full stop: an abbreviation
    plain: bool = False  # neither particle, title, article nor part of a compound: it can only be a name

    @property
    def is_sign(self) -> bool:
        return not self.form


def words(cleaned: str) -> list[Word]:
    """Words and structural signs of a cleaned text; articles written apart are joined to their noun; digits dropped."""
    if _PLAIN_TEXT.fullmatch(cleaned) is not None:
        found = [word for text in cleaned.split(" ") if (word := _word(text, dotted=False)) is not None]
        if all(word.plain for word in found):
            return found[:MAX_WORDS]
    return list(_join_articles(_run_on(list(_split(cleaned)))))[:MAX_WORDS]


_SIGN_OF: Final = {**dict.fromkeys("([{«“", "("), **dict.fromkeys(")]}»”", ")"), "،": ",", "؛": ";"}


def _split(cleaned: str) -> Iterator[Word]:
    quoted = False
    for match in _TOKEN.finditer(cleaned):
        if (text := match["word"]) is not None:
            if not text.isdigit() and (word := _word(text, dotted=match["dot"] is not None)) is not None:
                yield word
            continue
        sign = match["sign"]
        if sign == '"':
            sign, quoted = (")" if quoted else "("), not quoted
        yield _sign(_SIGN_OF.get(sign, sign))


def _run_on(found: list[Word]) -> list[Word]:
    """`Karim, Fares Abdul` and `Din, Salah al` are Fares Abdul Karim and Salah al Din, for no name ends in what opens a
    compound; `Fares Karim, Ben Salah` is read straight on, for no given name begins with "son of".
    """
    commas = [at for at, word in enumerate(found) if word.text == ","]
    if len(commas) != 1 or any(word.text in "()" for word in found):
        return found
    family, rest = found[: commas[0]], [word for word in found[commas[0] + 1 :] if word.text != "-"]
    if not family or len(rest) < 2:
        return found
    if rest[0].form in particles.SON_OF:
        return [*family, *rest]
    return [*rest, *family] if _opens(rest[-1], family[0]) else found


def _opens(word: Word, after: Word) -> bool:
    return word.form in particles.OPENING or (
        word.form in particles.ABD and after.form.startswith(("ال", "al", "el"))
    )


def _sign(text: str) -> Word:
    return Word(text=text, form="", script="none")


@lru_cache(maxsize=1 << 17)  # the same few thousand names make up most of every list
def _word(text: str, *, dotted: bool) -> Word | None:
    camel = _CAMEL_ARTICLE.match(text)
    if camel is not None:
        text = f"{camel.group(1)}-{text[camel.end() :]}"
    form = forms.form(text)
    if not form:
        return None
    script = scripts.script_of(text)
    special = (
        dotted or len(form) < 2 or form in particles.SPECIAL or form in _ARTICLES or form in _SUN_ARTICLES
    )
    return Word(text=text, form=form, script=script, dotted=dotted, plain=not special)


def word_of(text: str) -> Word | None:
    """A word made by a rule of reading, as if it had been written so; None when nothing of it is left."""
    return _word(text, dotted=False)


def _join_articles(found: list[Word]) -> Iterator[Word]:
    """`al` `-` `Ahmad`, `ash` `Shami` and `ال` `أحمد` become one word; other hyphens only separate."""
    at = 0
    while at < len(found):
        word = found[at]
        after = at + 2 if at + 1 < len(found) and found[at + 1].text == "-" else at + 1
        if (
            not word.is_sign
            and after < len(found)
            and not found[after].is_sign
            and _is_article(word, found[after])
        ):
            joined = _with_article(word, found[after])
            if joined is not None:
                yield joined
                at = after + 1
                continue
        if word.text != "-" or (at + 1 < len(found) and found[at + 1].form in particles.GOVERNORATES):
            yield word
        at += 1


def _is_article(word: Word, noun: Word) -> bool:
    if word.script != noun.script:
        return False
    if word.script == "arab":
        return word.text != "آل" and phonemes.fold_arabic(word.text) == "ال"  # آل is a clan's
    lowered = word.text.lower()
    if lowered in _ARTICLES:
        return True
    letter = _SUN_ARTICLES.get(lowered)
    return letter is not None and noun.text.lower().translate(_SUN_SPELLINGS).startswith(letter)


_SUN_SPELLINGS: Final = str.maketrans(
    {"ş": "sh", "š": "sh", "ṣ": "s", "ṭ": "t", "ḍ": "d", "ẓ": "z", "ḏ": "dh", "ṯ": "th"}
)


def _with_article(article: Word, noun: Word) -> Word | None:
    if noun.script == "arab":
        text = "ال" + noun.text
        return Word(text=text, form=forms.arabic(text), script="arab", dotted=noun.dotted)
    if len(noun.form) < 2:
        return None
    prefix = "el" if article.text.lower() == "el" else "al"
    text = f"{article.text}-{noun.text}"
    return Word(text=text, form=forms.latin(prefix + noun.text), script="latn", dotted=noun.dotted)
