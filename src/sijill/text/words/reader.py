"""Find the phrases of data/phrases.csv in a text, longest first, and say which codes they speak of."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from sijill.text.dates import reader as dates_reader
from sijill.text.dates.tokens import Token, TokenKind, fold, tokenise
from sijill.text.scripts import clean
from sijill.text.words import rules
from sijill.text.words.codelists import codes, codes_of, lists, read_table
from sijill.text.words.model import Phrase, UnknownWords, WordReading

LONGEST_TEXT: Final = 20_000  # characters; a longer note is read this far
_MISSING: Final = frozenset(["", "n a", "na", "null", "none", "nan", "لا يوجد", "nil", "n d", "لايوجد"])
_CELL: Final = 8  # words
_LONGEST_DATE: Final = 5  # words
NUMBER: Final = "0"  # stands for any number; # in a phrase
_ANY_NUMBER: Final = re.compile(r"(?<!\S)#(?!\S)")
SAYS_NOTHING: Final = "-"  # the list of phrases that only look like others: "death threat"
_CLAUSE: Final = ""  # a token that ends a clause


@dataclass(frozen=True, slots=True)
class _Target:
    list: str
    code: str
    whole: bool
    written: (
        str  # the phrase as the table has it: tells ابنه "his son" from ابنة "daughter", which fold alike
    )


Node = dict[str, list[tuple[tuple[str, ...], tuple[_Target, ...]]]]


@dataclass(frozen=True, slots=True)
class _Table:
    """Phrases by their first token, longest first; ``vocabulary`` is every token in any of them."""

    phrases: Node
    vocabulary: frozenset[str]
    labels: Mapping[tuple[str, ...], tuple[_Target, ...]]
    relatives: frozenset[tuple[str, ...]]


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    targets: tuple[_Target, ...]
    negated: bool = False
    uncertain: bool = False
    of_a_relative: bool = False
    past: bool = False
    accused: bool = False
    original: str = field(default="")


def read(text: str, *, axis: str | None = None, extra: Sequence[Phrase] = ()) -> list[WordReading]:
    """Every code the text speaks of, one per axis and code. Never raises; [] when nothing is read.

    ``axis`` names one code list; without it the axes of status are read (`rules.STATUS_LISTS`), and other lists only
    when their phrase or label is the whole text. ``extra`` are a register's own phrases, which go before the table's.
    """
    table = _table(tuple(extra))
    words = _words(text[:LONGEST_TEXT], table.vocabulary)
    if not any(words):
        return _nothing_but_marks(text, axis)
    key = tuple(word for word in words if word)
    found = _matches(words, table)
    by_phrase = len(found) == 1 and _is_whole(words, found[0].start, found[0].end)
    if by_phrase:
        found[0].targets = _as_written(text, found[0].targets)
    if labels := _of_labels(text, table, key, axis, by_phrase=by_phrase):
        return _readings(text, [(target, False) for target in labels], " ".join(key))
    said = [match for match in found if not match.negated]
    return _decided(text, words, _without_what_was_before(words, said), axis)


def _nothing_but_marks(text: str, axis: str | None) -> list[WordReading]:
    if "?" not in text and "؟" not in text:
        return []
    return _readings(text, [(target, False) for target in _unknown_targets("unknown", axis)], text.strip())


# The table


@cache
def table_phrases() -> tuple[Phrase, ...]:
    return tuple(Phrase(**row) for row in read_table("phrases.csv"))  # type: ignore[arg-type]


@cache
def _table(extra: tuple[Phrase, ...]) -> _Table:
    by_words: dict[tuple[str, ...], list[_Target]] = {}
    relatives: set[tuple[str, ...]] = set()
    for phrase in (*extra, *table_phrases()):
        key = _key(phrase.phrase)
        if not key:
            continue
        targets = by_words.setdefault(key, [])
        overruled = extra and phrase not in extra and any(target.list == phrase.list for target in targets)
        target = _Target(phrase.list, phrase.code, phrase.where == "cell", _plain(phrase.phrase))
        if not overruled and target not in targets:
            targets.append(target)
        if phrase.list == "relation" and phrase.code not in rules.NO_RELATIVES:
            relatives.add(key)
    phrases: Node = {}
    for key, targets in by_words.items():
        phrases.setdefault(key[0], []).append((key, tuple(targets)))
    for alternatives in phrases.values():
        alternatives.sort(key=lambda entry: -len(entry[0]))
    labels = _label_table()
    vocabulary = frozenset(word for key in (*by_words, *labels) for word in key) | rules.COLOURING
    return _Table(phrases, vocabulary, labels, frozenset(relatives))


@cache
def _label_table() -> dict[tuple[str, ...], tuple[_Target, ...]]:
    out: dict[tuple[str, ...], list[_Target]] = {}
    for row in codes().values():
        for label in (row.label_en, row.label_ar, row.code):
            target = _Target(row.list, row.code, whole=True, written=_plain(label))
            targets = out.setdefault(_key(label), [])
            if target not in targets:
                targets.append(target)
    return {key: tuple(targets) for key, targets in out.items() if key}


def _plain(text: str) -> str:
    return clean(text).casefold()


def _key(phrase: str) -> tuple[str, ...]:
    words = (_bare(token) for token in tokenise(fold(_ANY_NUMBER.sub(NUMBER, phrase))))
    return tuple(word for word in words if word)


def _bare(token: Token) -> str:
    """The word without the Arabic article; "" for marks (they end a clause)."""
    match token.kind:
        case TokenKind.MARK | TokenKind.MASKED if not token.text.isalpha():
            return _CLAUSE
        case _:
            word = _without_article(token.text)
            coloured = word in rules.COLOURING or word.removeprefix("و") in rules.COLOURING
            if len(word) >= 5 and word.endswith("ا") and not coloured:  # accusative: مجهولاً
                word = word[:-1]
            return rules.SAME_WORD.get(word, word)


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) >= 5 else word


# Words of a text


def _words(text: str, vocabulary: frozenset[str]) -> list[str]:
    """Folded words brought, where possible, to a form the table has; "" where a clause ends."""
    out: list[str] = []
    for token in tokenise(fold(text)):
        bare = _bare(token)
        if bare or token.spaced or token.text not in _JOINING:
            out.append(bare if bare in vocabulary else _known_form(bare, vocabulary))
    return out


_JOINING: Final = frozenset(["-", "'", "/"])  # co-detainee, n'est, مختف/ية: no end of a clause unless spaced


def _known_form(word: str, vocabulary: frozenset[str]) -> str:
    """Without a written-on "and", "by", "the"; feminine, accusative and her/their as the table's form."""
    for candidate in _forms(word):
        if candidate in vocabulary:
            return candidate
    return word


def _forms(word: str) -> Iterator[str]:
    for stem in _stems(word):
        if stem != word:
            yield stem
        if stem in rules.SAME_WORD:
            yield rules.SAME_WORD[stem]
        if len(stem) > 3:
            if stem[-1] in "اه":
                yield stem[:-1]
            if stem.endswith("ها"):
                yield stem[:-1]
                yield stem[:-2]
            if stem.endswith("هم"):
                yield stem[:-1]
            if stem[-1] == "ي":
                yield stem[:-1]


def _stems(word: str) -> Iterator[str]:
    yield word
    for prefix in ("و", "ب", "ف", "ل"):
        if word.startswith(prefix) and len(word) > (2 if prefix == "و" else 3):  # ولم "and not"
            yield _without_article(word[1:])


# Matching


def _matches(words: Sequence[str], table: _Table) -> list[_Found]:
    found: list[_Found] = []
    relatives = list(_relatives(words, table))
    at = 0
    while at < len(words):
        match = _longest(words, at, table)
        if match is None:
            at += 1
            continue
        end, targets = match
        found.append(_Found(at, end, targets, original=" ".join(words[at:end])))
        at = end
    for one in found:
        one.negated = _negated(words, one)
        one.uncertain = _uncertain(words, one)
        one.accused = any(word in rules.ACCUSED for _, word in _before(words, one.start, rules.ACCUSED_REACH))
        one.past = any(word in rules.PAST for _, word in _before(words, one.start, 2))
        one.of_a_relative = any(_near(words, one, relative) for relative in relatives)
    return found


def _relatives(words: Sequence[str], table: _Table) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(words):
        ends = [
            _end_of(words, at, key) for key, _ in table.phrases.get(words[at], ()) if key in table.relatives
        ]
        end = max(ends, default=0)
        if end and not (at and words[at - 1] in rules.WITH):
            yield at, end
        at = max(end, at + 1)


def _longest(words: Sequence[str], at: int, table: _Table) -> tuple[int, tuple[_Target, ...]] | None:
    """Marks inside a phrase are passed over: "died (in custody)" is one phrase."""
    for key, targets in table.phrases.get(_as_in_phrases(words[at]), ()):
        end = _end_of(words, at, key)
        if not end:
            continue
        whole = any(target.whole for target in targets) and _is_whole(words, at, end)
        if inside := _allowed(targets, whole=whole):
            return end, inside
    return None


def _as_in_phrases(word: str) -> str:
    return NUMBER if word.isdigit() else word


def _end_of(words: Sequence[str], at: int, key: tuple[str, ...]) -> int:
    position = at
    for word in key:
        while position > at and position < len(words) and words[position] == _CLAUSE:
            position += 1
        if position >= len(words) or (words[position] != word and _as_in_phrases(words[position]) != word):
            return 0
        position += 1
    return position


def _is_whole(words: Sequence[str], start: int, end: int) -> bool:
    """A date beside it does not make a cell a sentence: "قتل بتاريخ 12/3/2013"."""
    rest = [word for word in (*words[:start], *words[end:]) if word]
    if not rest:
        return True
    if len(rest) > _LONGEST_DATE or not any(word.isdigit() for word in rest):
        return False
    return dates_reader.read(" ".join(rest)).unread is None


def _allowed(targets: tuple[_Target, ...], *, whole: bool) -> tuple[_Target, ...]:
    return targets if whole else tuple(target for target in targets if not target.whole)


def _before(words: Sequence[str], at: int, reach: int) -> Iterator[tuple[int, str]]:
    """The words before a place, nearest first, to the end of the clause."""
    for position in range(at - 1, max(-1, at - 1 - reach), -1):
        if words[position] == _CLAUSE:
            return
        yield position, words[position]


def _negated(words: Sequence[str], found: _Found) -> bool:
    for position, word in _before(words, found.start, rules.NEGATION_REACH):
        if word in rules.NEGATIONS:
            return (word, words[position + 1]) not in rules.AFFIRMING
        if word not in rules.LIGHT and not _affirms(words, position):
            break
    following = words[found.end] if found.end < len(words) else ""
    return following in rules.NEGATIONS_AFTER


def _affirms(words: Sequence[str], position: int) -> bool:
    return position > 0 and (words[position - 1], words[position]) in rules.AFFIRMING


def _uncertain(words: Sequence[str], found: _Found) -> bool:
    for _, word in _before(words, found.start, rules.UNCERTAINTY_REACH):
        if word in rules.UNCERTAIN:
            return True
        if word not in rules.LIGHT:
            break
    after = [word for word in words[found.end : found.end + 2] if word]
    return bool(after) and after[0] in rules.UNCERTAIN


def _near(words: Sequence[str], found: _Found, relative: tuple[int, int]) -> bool:
    start, end = relative
    if start < found.end and found.start < end:
        return False  # a part of the phrase itself
    low, high = (end, found.start) if end <= found.start else (found.end, start)
    between = words[low:high]
    return len(between) <= rules.RELATIVE_REACH and _CLAUSE not in between


# Deciding


def _as_written(text: str, targets: tuple[_Target, ...]) -> tuple[_Target, ...]:
    """Of codes of one list whose phrases fold alike, the one that is written exactly so."""
    exact = {target.list for target in targets if target.written == _plain(text)}
    return tuple(target for target in targets if target.list not in exact or target.written == _plain(text))


def _of_labels(
    text: str, table: _Table, key: tuple[str, ...], axis: str | None, *, by_phrase: bool
) -> list[_Target]:
    """The list's own label or code as the whole text. Without an axis only the lists of status answer.

    A phrase that is the whole text says more and goes first, unless the label of the list asked for stands there
    exactly.
    """
    if by_phrase and axis is None:
        return []
    targets = [
        target
        for target in table.labels.get(key, ())
        if (target.list, target.code) not in rules.NEVER_FROM_A_PHRASE
        or (axis is not None and text.strip() in _own_words(target))
    ]
    if axis is not None:
        of_axis = [target for target in targets if target.list == axis]
        return list(_as_written(text, tuple(of_axis))) if not by_phrase or _any_exact(text, of_axis) else []
    if any(target.code in {"unknown", "other", "none"} for target in targets):
        return []
    return [target for target in targets if target.list in rules.STATUS_LISTS][:1]


def _without_what_was_before(words: Sequence[str], found: list[_Found]) -> list[_Found]:
    """Where "then" stands between two phrases about custody, the first no longer holds."""
    out: list[_Found] = []
    for at, match in enumerate(found):
        later = [other for other in found[at + 1 :] if _speaks_of_custody(other)]
        if any(not rules.THEN.isdisjoint(words[match.end : other.start]) for other in later):
            match.targets = tuple(target for target in match.targets if target.list != "custody_status")
        out.append(match)
    return out


def _speaks_of_custody(found: _Found) -> bool:
    return any(target.list == "custody_status" for target in found.targets)


def _any_exact(text: str, targets: Sequence[_Target]) -> bool:
    return any(target.written == _plain(text) for target in targets)


def _own_words(target: _Target) -> tuple[str, str, str]:
    row = codes()[target.list, target.code]
    return row.code, row.label_en, row.label_ar


def _decided(text: str, words: list[str], found: list[_Found], axis: str | None) -> list[WordReading]:
    pairs: list[tuple[_Target, bool, str]] = []
    for match in found:
        doubtful = match.uncertain or _ends_in_doubt(text, words)
        for target in _expanded(match.targets, axis):
            if match.of_a_relative and target.list in rules.ABOUT_THE_PERSON:
                continue
            if match.accused and target.list in {"life_status", "custody_status", "case_classification"}:
                continue
            if match.past and (target.list, target.code) == ("custody_status", "held"):
                continue
            if (said := _as_certain_as(target, uncertain=doubtful)) is not None:
                pairs.append((said, doubtful, match.original))
    wholly = len(found) == 1 and _is_whole(words, found[0].start, found[0].end)
    pairs = [pair for pair in pairs if _wanted(pair[0].list, axis, whole=wholly)]
    pairs = _gated(pairs, words, axis, whole=wholly)
    pairs = _without_ended_custody(pairs)
    unique = {(target.list, target.code): (target, doubt, said) for target, doubt, said in reversed(pairs)}
    in_order = list(reversed(unique.values()))
    ordered = sorted(in_order, key=lambda pair: _rank(pair[0].list))
    return [
        reading for target, doubt, said in ordered for reading in _readings(text, [(target, doubt)], said)
    ]


def _ends_in_doubt(text: str, words: Sequence[str]) -> bool:
    """A question mark doubts a cell of a few words; in a longer note it may belong to anything."""
    return len(words) <= _CELL and ("?" in text or "؟" in text)


def _expanded(targets: tuple[_Target, ...], axis: str | None) -> list[_Target]:
    out: list[_Target] = []
    for target in targets:
        if target.list == SAYS_NOTHING:
            continue
        if target.list == "*":
            out.extend(_unknown_targets(target.code, axis))
        elif (target.list, target.code) not in rules.NEVER_FROM_A_PHRASE:
            out.append(target)
    return out


def _unknown_targets(code: str, axis: str | None) -> list[_Target]:
    asked = (axis,) if axis is not None else rules.UNKNOWN_SAYS
    return [_Target(name, code, whole=True, written="") for name in asked if (name, code) in codes()]


def _as_certain_as(target: _Target, *, uncertain: bool) -> _Target | None:
    if not uncertain:
        return target
    if target.list not in {"life_status", "custody_status", "case_classification"}:
        return target
    weaker = rules.WHEN_UNCERTAIN.get((target.list, target.code))
    return replace(target, code=weaker) if weaker is not None else None


def _wanted(name: str, axis: str | None, *, whole: bool) -> bool:
    if axis is not None:
        return name == axis
    return name in rules.STATUS_LISTS or whole


def _gated(
    pairs: list[tuple[_Target, bool, str]], words: Sequence[str], axis: str | None, *, whole: bool
) -> list[tuple[_Target, bool, str]]:
    if axis is not None:
        return pairs
    said = {(target.list, target.code) for target, _, _ in pairs}
    dead = any(name == "life_status" and code in rules.DEAD for name, code in said)
    out_of_custody = ("custody_status", "released") in said or ("custody_status", "escaped") in said
    speaks = {
        "death_cause": dead,
        "release_type": whole or out_of_custody or dead,
        "charge": whole or not rules.CHARGE_WORDS.isdisjoint(words),
        "legal_basis": whole or not rules.CHARGE_WORDS.isdisjoint(words),
        "arrest_circumstance": whole or not rules.ARREST_WORDS.isdisjoint(words),
    }
    return [pair for pair in pairs if speaks.get(pair[0].list, True)]


def _without_ended_custody(pairs: list[tuple[_Target, bool, str]]) -> list[tuple[_Target, bool, str]]:
    ended = any(
        target.list == "custody_status" and target.code in rules.ENDS_CUSTODY for target, _, _ in pairs
    )
    dead = any(target.list == "life_status" and target.code == "dead_reported" for target, _, _ in pairs)
    return [
        pair
        for pair in pairs
        if not (ended and pair[0].list == "custody_status" and pair[0].code not in rules.ENDS_CUSTODY)
        and not (dead and (pair[0].list, pair[0].code) == ("custody_status", "held"))
    ]


def _rank(name: str) -> tuple[int, int]:
    if name in rules.STATUS_LISTS:
        return 0, rules.STATUS_LISTS.index(name)
    return 1, lists().index(name) if name in lists() else len(lists())


def _readings(text: str, targets: Iterable[tuple[_Target, bool]], said: str) -> list[WordReading]:
    out = []
    for target, doubt in targets:
        row = codes().get((target.list, target.code))
        if row is not None:
            out.append(
                WordReading(
                    axis=row.list, code=row.code, label_en=row.label_en, label_ar=row.label_ar, original=text,
                    phrase=said, uncertain=doubt,
                )
            )  # fmt: skip
    return out


# What nobody has mapped yet


def unknown_words(
    texts: Iterable[str], *, axis: str | None = None, extra: Sequence[Phrase] = ()
) -> list[UnknownWords]:
    """Texts that nothing reads, most frequent first; spellings that fold to the same words are one entry."""
    counts = Counter(texts)
    groups: dict[tuple[str, ...], Counter[str]] = {}
    for text, count in counts.items():
        key = _key(text)
        if " ".join(key) not in _MISSING and not read(text, axis=axis, extra=extra):
            groups.setdefault(key, Counter())[text] += count
    found = [UnknownWords(text=group.most_common(1)[0][0], count=group.total()) for group in groups.values()]
    return sorted(found, key=lambda entry: (-entry.count, entry.text))


def unused_codes() -> list[tuple[str, str]]:
    """Codes of the status lists for which the table has no phrase (only their labels reach them)."""
    reached = {(phrase.list, phrase.code) for phrase in table_phrases()}
    return [
        (row.list, row.code)
        for name in rules.STATUS_LISTS
        for row in codes_of(name)
        if (row.list, row.code) not in reached
    ]
