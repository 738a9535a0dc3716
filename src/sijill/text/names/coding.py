"""Integer tables of many names: every distinct token coded once, every name a row of token ids.

`NameCoder` keeps its vocabulary between calls, so that lists can be added to a standing one. Ids are only meaningful
together with the coder that gave them; nothing that comes out of a comparison depends on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from sijill.text.names import align, lexicon, particles, reading, tokens
from sijill.text.names.normalise import words
from sijill.text.names.repair import repair_text

MAX_TOKENS: Final = align.MAX_TOKENS


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTable:
    """n names: token ids int32[n, 8] (0 is padding), how many int8[n], tokens that may be missing as bits int32[n]."""

    ids: npt.NDArray[np.int32]
    count: npt.NDArray[np.int8]
    optional: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Distinct tokens by id (row 0 is padding): phoneme codes, lengths, scripts and masses as in `tokens`."""

    phonemes: npt.NDArray[np.uint8]
    length: npt.NDArray[np.uint8]
    script: npt.NDArray[np.uint8]
    mass: npt.NDArray[np.float64]
    items: npt.NDArray[np.int32]  # [n, 6] and [n]: what the lexicons know of a token, as in `align.Known`
    spelling: npt.NDArray[np.int32]
    stem: npt.NDArray[np.int32]  # [n]: as in `align.Known`


class NameCoder:
    """Codes names; grows a vocabulary of match forms."""

    def __init__(self) -> None:
        self.forms: list[str] = [""]
        self._of_form: dict[str, int] = {"": 0}
        self._of_word: dict[str, int] = {}  # plain words as written: no reading needed to know their form
        self._muhammad: set[int] = set()
        self._coded = Vocabulary(
            phonemes=np.zeros((1, tokens.MAX_LENGTH), dtype=np.uint8),
            length=np.zeros(1, dtype=np.uint8),
            script=np.zeros(1, dtype=np.uint8),
            mass=np.zeros(1),
            items=np.zeros((1, lexicon.MAX_ITEMS), dtype=np.int32),
            spelling=np.zeros(1, dtype=np.int32),
            stem=np.zeros(1, dtype=np.int32),
        )

    def code(self, texts: Sequence[str]) -> NameTable:
        """Token ids of each text, in input order."""
        ids = np.zeros((len(texts), MAX_TOKENS), dtype=np.int32)
        count = np.zeros(len(texts), dtype=np.int8)
        optional = np.zeros(len(texts), dtype=np.int32)
        for row, text in enumerate(texts):
            found, bits = self._plain(text) or self._read(text)
            count[row] = len(found)
            optional[row] = bits
            ids[row, : len(found)] = found
        return NameTable(ids=ids, count=count, optional=optional)

    def vocabulary(self) -> Vocabulary:
        """Coded tokens of every form met so far."""
        known = len(self._coded.length)
        if known < len(self.forms):
            stems = [lexicon.shortened(form) for form in self.forms[known:]]
            numbers = [self.number(stem) if stem else 0 for stem in stems]  # may be new forms themselves
            stem = np.zeros(len(self.forms) - known, dtype=np.int32)
            stem[: len(numbers)] = numbers
            new = tokens.encode(self.forms[known:])
            mass = np.array([tokens.mass(new.phonemes[i], new.length[i]) for i in range(len(new.length))])
            items = lexicon.item_rows(self.forms[known:])
            spelling = np.zeros(len(mass), dtype=np.int32)
            spellings = lexicon.spellings().number
            for row, form in enumerate(map(lexicon.without_article, self.forms[known:])):
                spelling[row] = spellings.get(form, 0)
            self._coded = Vocabulary(
                phonemes=np.concatenate([self._coded.phonemes, new.phonemes]),
                length=np.concatenate([self._coded.length, new.length]),
                script=np.concatenate([self._coded.script, new.script]),
                mass=np.concatenate([self._coded.mass, mass]),
                items=np.concatenate([self._coded.items, items]),
                spelling=np.concatenate([self._coded.spelling, spelling]),
                stem=np.concatenate([self._coded.stem, stem]),
            )
        return self._coded

    def _plain(self, text: str) -> tuple[list[int], int] | None:
        """A name of single-spaced plain words; None if any word needs reading."""
        of_word = self._of_word
        try:
            found = [of_word[word] for word in text.split(" ")]
        except KeyError:
            found = []
            for word in text.split(" "):
                number = of_word.get(word) or self._plain_word(word)
                if number is None:
                    return None
                found.append(number)
        if len(found) > MAX_TOKENS:
            return None
        return found, 1 << align.LEADING if len(found) > 2 and found[0] in self._muhammad else 0

    def _plain_word(self, word: str) -> int | None:
        single = words(word)
        if (
            len(single) != 1
            or not single[0].plain
            or single[0].text != word
            or repair_text(word) != (word, ())
        ):
            return None
        number = self.number(single[0].form)
        self._of_word[word] = number
        return number

    def _read(self, text: str) -> tuple[list[int], int]:
        found = reading.tokens_of(text)
        bits = sum(1 << at for at, token in enumerate(found) if token.optional)
        bits |= sum(1 << (at + align.LEADING) for at, token in enumerate(found) if token.leading)
        return [self.number(token.form) for token in found], bits

    def number(self, form: str) -> int:
        """Id of a match form, new if need be."""
        number = self._of_form.get(form)
        if number is None:
            number = self._of_form[form] = len(self.forms)
            self.forms.append(form)
            if form in particles.MUHAMMAD:
                self._muhammad.add(number)
        return number


@cache
def together() -> align.Keys:
    """`align.Known.together` of the whole lexicon."""
    pairs = np.array(lexicon.spellings().pairs, dtype=np.int64).reshape(-1, 2)
    return np.sort(pairs.min(axis=1) << 32 | pairs.max(axis=1))
