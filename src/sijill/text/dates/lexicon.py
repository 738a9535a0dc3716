"""The words of dates, from data/date_words.csv, and the cutting of tokens into lexemes (longest phrase first)."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib import resources
from typing import Final

from sijill.text.dates.tokens import Token, TokenKind, fold, tokenise


class Kind(Enum):
    """What a lexeme can be. The values are the column ``kind`` of date_words.csv, and the three that are not words."""

    __hash__ = (
        object.__hash__
    )  # members are single objects; Enum's own hash is written in Python and asked for often

    NUMBER = "number"
    MASKED = "masked"
    MARK = "mark"
    MONTH = "month"
    HIJRI = "hijri"
    SOLAR = "solar"
    FEAST = "feast"
    SEASON = "season"
    PART = "part"
    HALF = "half"
    QUARTER = "quarter"
    APPROX = "approx"
    UNCERTAIN = "uncertain"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    UNTIL = "until"
    BETWEEN = "between"
    AND = "and"
    TO = "to"
    OR = "or"
    EQUALS = "equals"
    FROM = "from"
    OF = "of"
    YEAR = "year"
    MONTH_LABEL = "month_label"
    DAY_LABEL = "day_label"
    WEEKDAY = "weekday"
    DECADE = "decade"
    DECADE_SUFFIX = "decade_suffix"
    DECADE_LABEL = "decade_label"
    CENTURY = "century"
    ERA = "era"
    PRESENT = "present"
    RELATIVE = "relative"
    AGE_UNIT = "age_unit"
    ORDINAL = "ordinal"
    ORDINAL_SUFFIX = "ordinal_suffix"
    AMPM = "ampm"
    FILLER = "filler"
    WEEK = "week"
    UNREAD = "unread"
    STRANGE = "strange"  # a word that is not in the table


Senses = Mapping[Kind, str]
NO_SENSES: Final[Senses] = {}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One or more tokens with everything they can mean. ``text`` is the folded text."""

    text: str
    senses: Senses
    spaced: bool = False
    repaired: bool = False

    def has(self, *kinds: Kind) -> bool:
        return not self.senses.keys().isdisjoint(kinds)


@dataclass(slots=True)
class _Lexicon:
    phrases: dict[str, list[tuple[tuple[str, ...], dict[Kind, str]]]] = field(default_factory=dict)
    long_months: dict[str, dict[Kind, str]] = field(default_factory=dict)


@cache
def lexicon() -> _Lexicon:
    entries: dict[tuple[str, ...], dict[Kind, str]] = {}
    for row in rows():
        for phrase in row["words"].split("|"):
            key = tuple(token.text for token in tokenise(fold(phrase)))
            if key:
                entries.setdefault(key, {}).setdefault(Kind(row["kind"]), row["value"])
    table = _Lexicon()
    for key, senses in entries.items():
        table.phrases.setdefault(key[0], []).append((key, senses))
        if len(key) == 1 and len(key[0]) >= SHORTEST_REPAIRED and Kind.MONTH in senses:
            table.long_months[key[0]] = senses
    for alternatives in table.phrases.values():
        alternatives.sort(key=lambda entry: -len(entry[0]))
    return table


def rows() -> list[dict[str, str]]:
    path = resources.files("sijill.text") / "data" / "date_words.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def lexemes(tokens: Sequence[Token]) -> list[Lexeme]:
    """Every token ends up in exactly one lexeme; words that are not in the table become STRANGE."""
    out: list[Lexeme] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind is TokenKind.NUMBER and token.text not in lexicon().phrases:
            out.append(Lexeme(token.text, {Kind.NUMBER: token.text}, token.spaced))
            at += 1
            continue
        length, senses = _longest(tokens, at)
        if length == 1 and _glued_letter(tokens, at, senses):
            length = 0
        if length:
            text = " ".join(part.text for part in tokens[at : at + length])
            out.append(Lexeme(text, senses, token.spaced))
            at += length
            if token.kind is TokenKind.WORD:
                at = _skip_abbreviation_dot(tokens, at)
            continue
        if token.kind is TokenKind.NUMBER:
            out.append(Lexeme(token.text, {Kind.NUMBER: token.text}, token.spaced))
        elif token.kind is TokenKind.WORD:
            words, length = _word(tokens, at)
            out.extend(words)
            at += length - 1
        else:
            out.append(_mark(token))
        at += 1
        if token.kind is TokenKind.WORD:
            at = _skip_abbreviation_dot(tokens, at)
    return out


def _longest(tokens: Sequence[Token], at: int) -> tuple[int, Senses]:
    for phrase, senses in lexicon().phrases.get(tokens[at].text, ()):
        if len(phrase) <= len(tokens) - at and all(
            tokens[at + i].text == word for i, word in enumerate(phrase)
        ):
            return len(phrase), senses
    return 0, NO_SENSES


def _skip_abbreviation_dot(tokens: Sequence[Token], at: int) -> int:
    """The dot of "janv. 2013" ends a word; the dots of "12.mar.2013" do no harm by going too."""
    return at + 1 if at < len(tokens) and tokens[at].text == "." and not tokens[at].spaced else at


def _glued_letter(tokens: Sequence[Token], at: int, senses: Senses) -> bool:
    """The l of l2/3/2013 and the I of 1I/3/2013 are figures that a machine misread, not the words "l'" and "i"."""
    token = tokens[at]
    if len(token.text) != 1 or not token.text.isascii() or Kind.OF not in senses:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.kind is TokenKind.NUMBER and not following.spaced:
        return True
    previous = tokens[at - 1] if at else None
    return (
        token.text in _LOOK_LIKE_FIGURES
        and previous is not None
        and previous.kind is TokenKind.NUMBER
        and not token.spaced
    )


_LOOK_LIKE_FIGURES: Final = frozenset("lio")


def _mark(token: Token) -> Lexeme:
    kind = Kind.MASKED if token.kind is TokenKind.MASKED else Kind.MARK
    return Lexeme(token.text, {kind: token.text}, token.spaced)


def _word(tokens: Sequence[Token], at: int) -> tuple[list[Lexeme], int]:
    """Arabic writes "and", "in", "to" and "the" onto the next word; long month names may have one slip of the pen.

    With how many tokens that takes: the next word may begin a phrase (وكانون الثاني).
    """
    token = tokens[at]
    word = token.text
    best, most = [Lexeme(word, {Kind.STRANGE: word}, token.spaced)], 0
    for prefix, kinds in _PROCLITICS:
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < SHORTEST_WITHOUT_PREFIX:
            continue
        following = [Token(token.kind, rest, token.spaced), *tokens[at + 1 : at + LONGEST_PHRASE]]
        length, senses = _longest(following, 0)
        if length > most:  # بالخامس والعشرين is the 25th and not the fifth
            before = [Lexeme(prefix, kinds, token.spaced)] if kinds else []
            text = " ".join(part.text for part in following[:length])
            best, most = [*before, Lexeme(text, senses, token.spaced)], length
    if most:
        return best, most
    if (senses_of_month := _one_slip(word)) is not None:
        return [Lexeme(word, senses_of_month, token.spaced, repaired=True)], 1
    return best, 1


_PROCLITICS: Final[tuple[tuple[str, Senses], ...]] = (
    ("ال", NO_SENSES),
    ("وال", {Kind.AND: ""}),
    ("و", {Kind.AND: ""}),
    ("بال", NO_SENSES),
    ("لل", NO_SENSES),
    ("ب", NO_SENSES),
    ("ل", NO_SENSES),
    ("ف", NO_SENSES),
)
SHORTEST_REPAIRED: Final = 6
SHORTEST_WITHOUT_PREFIX: Final = 2
LONGEST_PHRASE: Final = 6


def _one_slip(word: str) -> Senses | None:
    """The month whose name is one letter away (left out, doubled, wrong or swapped), if it is one month only."""
    if not SHORTEST_REPAIRED <= len(word) + 1 <= 14 or len(word) < SHORTEST_REPAIRED - 1:
        return None
    found: dict[str, Senses] = {}
    for name, senses in lexicon().long_months.items():
        if abs(len(name) - len(word)) <= 1 and _within_one(word, name):
            found[senses[Kind.MONTH]] = senses
    return next(iter(found.values())) if len(found) == 1 else None


def _within_one(left: str, right: str) -> bool:
    """Optimal string alignment distance at most 1."""
    if len(left) > len(right):
        left, right = right, left
    at = 0
    while at < len(left) and left[at] == right[at]:
        at += 1
    if len(left) < len(right):
        return left[at:] == right[at + 1 :]
    swapped = left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
    return left[at + 1 :] == right[at + 1 :] or swapped
