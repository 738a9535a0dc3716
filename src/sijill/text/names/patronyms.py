"""Sons and daughters in Turkish and in abbreviations, as the order given, son of, father that everything else has."""

from typing import Final

from sijill.text.names import particles
from sijill.text.names.normalise import Word

_SON: Final = "bin"


def put_behind(words: list[Word]) -> list[Word]:
    """Mehmet oğlu Ahmet Yılmaz is Ahmet, son of Mehmet; Khaled b. Omar is Khaled bin Omar."""
    for at, word in enumerate(words[1:-1], start=1):
        if not (word.dotted or word.form in particles.SON_BEHIND):
            continue
        if word.form in particles.SON_BEHIND and at <= 2 and not any(one.is_sign for one in words[: at + 2]):
            son = _particle(word)
            if at == 1:
                return [words[2], son, words[0], *words[3:]]
            return [words[0], son, words[1], *words[3:]]
        if word.dotted and word.form in particles.SON_DOTTED and word.text.islower():
            return [*words[:at], _particle(word), *words[at + 1 :]]
    return words


def _particle(word: Word) -> Word:
    return Word(text=word.text, form=_SON, script=word.script)
