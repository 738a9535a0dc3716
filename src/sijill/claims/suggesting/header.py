"""What a header says, without looking at the values.

Three ways, the surest first: the whole header is a known phrase (``data/headers.csv``); its words, or their stems,
carry concepts that a rule turns into properties (``data/header_words.csv``, ``data/header_rules.csv``); it is one
typing error away from a known phrase. A property that begins with ``?`` needs the other columns to be decided.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from rapidfuzz import fuzz, process

from sijill.claims.suggesting.fold import bare, fold, tokens

NOTHING: Final = "-"  # known words that are no property of the register (marital status, page number …)
_SEPARATORS: Final = re.compile(r"[/\\|&+,،;؛:()\[\]{}\n\r\t]|\s[-–—]\s|_{2,}")
_CONJUNCTIONS: Final = frozenset({"and", "et", "ve", "und", "û", "او", "ou", "or"})
_MEANINGLESS: Final = re.compile(
    r"(?:(?:c|col|column|columns|field|f|var|v|x|unnamed|untitled|colonne|champ|sutun|عمود|العمود|حقل|الحقل|خانه|spalte|header)"
    r"(?: ?\d+)*|\d+(?: \d+)*|[a-z]|[a-z]{1,2}\d+)?"
)
_POSSESSIVE: Final = frozenset({"ه", "ها", "هم", "ته", "تها", "تهم"})
_LATER: Final = frozenset({"tr", "ku"})
# Possessives and plurals, the shortest first: والدته is والدت + ه (his mother) before it is والد + ته.
_STEM_ENDINGS: Final = (
    "ه",
    "ك",
    "ها",
    "هم",
    "كم",
    "ته",
    "تك",
    "ين",
    "ون",
    "ات",
    "هما",
    "تها",
    "تهم",
    "تكم",
    "تهما",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderReading:
    """What one header says. ``properties`` in the order the header names them; empty = nothing known.

    ``weight`` in [0, 1]: 1 for a known phrase, less for words and for spelling. ``concepts`` are kept for context.
    """

    properties: tuple[str, ...]
    weight: float
    via: str
    concepts: frozenset[str]
    alternatives: tuple[tuple[str, ...], ...] = ()  # what else its words could mean, for values to decide
    meaningless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    needs: frozenset[str]
    without: frozenset[str]
    properties: tuple[str, ...]


def read_header(text: str) -> HeaderReading:
    """The header's reading; never raises. Bilingual headers count once, headers naming two things count for both."""
    text = _without_genders(text)
    folded = _IF_ANY.sub("", fold(text)).strip() or fold(text)
    concepts = concepts_of(folded)
    if text.strip() in {"#", "№"}:
        return HeaderReading(properties=("id.source",), weight=1.0, via="known header", concepts=concepts)
    if is_meaningless(folded, text):
        return HeaderReading(
            properties=(), weight=0.0, via="no header", concepts=frozenset(), meaningless=True
        )
    exact = _phrases().get(folded)
    if exact is not None:
        return HeaderReading(properties=exact[0], weight=exact[1], via="known header", concepts=concepts)
    segments = [_IF_ANY.sub("", fold(piece)).strip() for piece in _SEPARATORS.split(text)]
    segments = [part for part in segments if part]
    if len(segments) > 1:
        return _joined(folded, segments, concepts)
    return _one(folded, concepts)


# من قبل is "by", قبل alone "before"; من قام is "who did", من alone "from".
_TWO_WORDS: Final = re.compile(r"\bمن (?:قبل|قام)\b")
_IF_ANY: Final = re.compile(
    r"\b(?:ان (?:وجد|وجدت|عرف|امكن)|if (?:any|known|available|applicable)|si (?:connue?|possible)|"
    r"reportedly|allegedly|exact|presumed|likely|probable|presumee?|exacte?|بالضبط|المرجح|المحتمل|المفترض)\b"
)


def is_meaningless(folded: str, text: str = "") -> bool:
    """No header, a number, a letter, ``column 3`` and the like; a phrase in the lexicon is never meaningless.

    ``text`` is the header as written: A and B are letters of columns, À and *b.* are words.
    """
    letter = (
        len(folded) == 1 and folded.isascii() and text.strip() == text.strip().strip(".") and text.isascii()
    )
    return letter or (folded not in _phrases() and _MEANINGLESS.fullmatch(folded) is not None)


def concepts_of(folded: str) -> frozenset[str]:
    """All concepts of the words of a folded text."""
    joined = _TWO_WORDS.sub(lambda match: match.group().replace(" ", ""), folded)
    return frozenset().union(*(_word_concepts(word) for word in joined.split()))


_GENDERS: Final = re.compile(
    r"\((?:e|s|es|ne|te|ة|ات|ين|ان|ها)\)|(?<=\w)[/·.](?:ة|ها|ته|تها|ات|e|es|ée?s?)(?!\w)|"
    r"(?<=he)\s?/\s?she\b|(?<=his)\s?/\s?hers?\b|(?<=him)\s?/\s?her\b|(?<=il)\s?/\s?elle\b",
    re.IGNORECASE,
)


def _without_genders(text: str) -> str:
    """Second gender and plural endings are no second thing: Détenu(e), المعتقل/ة, he/she."""
    return _GENDERS.sub("", text)


def _one(folded: str, concepts: frozenset[str]) -> HeaderReading:
    """One piece of a header: phrase, several things joined by *and*, rule, or a near miss."""
    exact = _phrases().get(folded)
    if exact is not None:
        return HeaderReading(properties=exact[0], weight=exact[1], via="known header", concepts=concepts)
    parts = _conjuncts(folded)
    if len(parts) > 1:
        joint = _joint_properties([_simple(part) for part in parts])
        if joint is not None:
            return HeaderReading(properties=joint, weight=0.9, via="words of the header", concepts=concepts)
    return _simple(folded)


def _simple(folded: str) -> HeaderReading:
    concepts = concepts_of(folded)
    exact = _phrases().get(folded)
    if exact is not None:
        return HeaderReading(properties=exact[0], weight=exact[1], via="known header", concepts=concepts)
    near = _near_phrase(folded)
    if near is not None and near[1] >= 0.92:
        return HeaderReading(
            properties=near[0], weight=near[1] * 0.95, via="spelling near a known header", concepts=concepts
        )
    inside = _phrase_inside(folded)
    if inside is not None:
        return HeaderReading(
            properties=inside, weight=0.93, via="known header with more words", concepts=concepts
        )
    matching = [
        rule.properties for rule in _rules() if rule.needs <= concepts and not rule.without & concepts
    ]
    if matching:
        known = sum(1 for word in folded.split() if _word_concepts(word))
        return HeaderReading(
            properties=matching[0],
            weight=0.55 + 0.35 * known / max(1, len(folded.split())),
            via="words of the header",
            concepts=concepts,
            alternatives=tuple(dict.fromkeys(matching[1:])),
        )
    if near is not None:
        return HeaderReading(
            properties=near[0], weight=near[1] * 0.8, via="spelling near a known header", concepts=concepts
        )
    return HeaderReading(properties=(), weight=0.0, via="unknown header", concepts=concepts)


def _joined(folded: str, segments: list[str], concepts: frozenset[str]) -> HeaderReading:
    """Pieces between slashes, brackets or line breaks: one thing in two languages, or two things."""
    readings = [_one(segment, concepts_of(segment)) for segment in segments]
    known = [reading for reading in readings if reading.properties]
    if not known:
        return _simple(folded)
    joint = _joint_properties(known)
    whole = _simple(folded)
    if joint is not None and not (_is_open(joint) and whole.properties and not _is_open(whole.properties)):
        weight = max(reading.weight for reading in known)
        return HeaderReading(properties=joint, weight=weight, via=known[0].via, concepts=concepts)
    if (
        whole.properties
        and whole.via == "words of the header"
        and (len(whole.properties) > 1 or joint is not None)
    ):
        return whole
    # Two languages may be read differently; the piece read more surely, then the more definite one, speaks.
    best = max(
        known, key=lambda r: (not r.properties[0].startswith("?"), r.properties != ("name",), r.weight)
    )
    return HeaderReading(
        properties=best.properties, weight=best.weight * 0.95, via=best.via, concepts=concepts
    )


def _is_open(properties: tuple[str, ...]) -> bool:
    return all(name.startswith("?") for name in properties)


_TOGETHER: Final = (
    ({"?name", "name", "name.given"}, "mother.name", ("name", "mother.name")),
    ({"?name", "name", "name.given"}, "name.father", ("name",)),
    ({"?name", "name.given", "name"}, "name.family", ("name",)),
    ({"?name"}, "name.given", ("name",)),
    ({"?name", "name"}, "age", ("name", "age")),
    ({"?name", "name"}, "birth.date", ("name", "birth.date")),
    ({"?name", "name.given", "name"}, "?kunya", ("name",)),
    ({"?name", "name.given", "name"}, "?laqab", ("name",)),
    ({"?name", "name.given", "name"}, "?family", ("name",)),
    ({"name.father"}, "name.grandfather", ("name.father", "name.grandfather")),
    ({"name.father"}, "mother.name", ("name.father", "mother.name")),
    ({"mother.name"}, "mother.family", ("mother.name", "mother.family")),
    ({"mother.name"}, "?family", ("mother.name", "mother.family")),
    ({"?place", "?geo"}, "?date", ("arrest.place", "arrest.date")),
)
_EVENTS: Final = ("birth", "arrest", "held", "release", "death", "sighting")


def _joint_properties(readings: list[HeaderReading]) -> tuple[str, ...] | None:
    """The properties all pieces agree on or together stand for, None when they do not fit together."""
    singles = list(dict.fromkeys(reading.properties for reading in readings if reading.properties))
    if len(singles) == 1 and all(reading.properties for reading in readings):
        return singles[0]
    if any(len(single) != 1 for single in singles) or len(singles) != 2:
        return None
    first, second = singles[0][0], singles[1][0]
    if "-" in {first, second}:
        return None
    for left, right, together in _TOGETHER:
        if first in left and second == right:
            return together
    for event in _EVENTS:
        place, date = f"{event}.place", f"{event}.date"
        if {first, second} in ({place, date}, {"?place", date}, {"?geo", date}, {place, "?date"}):
            return (place, date)
    if {first, second} == {"status", "note"}:
        return ("status", "note")
    definite = [name for name in (first, second) if not name.startswith("?")]
    return (definite[0],) if len(definite) == 1 else None


def _conjuncts(folded: str) -> list[str]:
    """The pieces between *and* words, Arabic ``و`` written onto a known word included."""
    pieces: list[list[str]] = [[]]
    for word in folded.split():
        if word in _CONJUNCTIONS:
            pieces.append([])
        elif word.startswith("و") and len(word) > 3 and not _own(word) and _word_concepts(word[1:]):
            pieces.append([word[1:]])
        else:
            pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces if piece]


@cache
def _word_concepts(word: str) -> frozenset[str]:
    """Concepts of one folded word: as it stands, without article or ending, or one slip of the pen away."""
    direct = _direct(word)
    if direct:
        return direct
    for ending in _STEM_ENDINGS:
        stem = bare(word)
        if stem.endswith(ending) and len(stem) - len(ending) >= 2:
            cut = stem[: -len(ending)]
            found = _direct(cut) | _direct(cut + "ه")
            if found:
                # his town, their village: a place the person belongs to
                return found | {"ORIGIN"} if "GEO" in found and ending in _POSSESSIVE else found
    if word.isascii() and word.endswith("s") and len(word) > 3 and _direct(word[:-1]):
        return _direct(word[:-1])
    if len(word) >= 5:
        near = process.extractOne(word, _word_table().keys(), scorer=fuzz.ratio, score_cutoff=84)
        if near is not None and len(near[0]) >= 5:
            return _word_table()[near[0]]
    return frozenset()


def _own(word: str) -> bool:
    """A word that begins with و of its own: والد، وفاة، وضع."""
    table = _word_table()
    forms = [word, *(word.removesuffix(ending) for ending in _STEM_ENDINGS if word.endswith(ending))]
    return any(form in table or form + "ه" in table for form in forms)


def _direct(word: str) -> frozenset[str]:
    table = _word_table()
    forms = [word, bare(word)]
    # One-letter particles are only taken off words that stay long enough to be told apart: وجد is no جد.
    forms += [form for form in (word[1:], bare(word[1:])) if word[:1] in {"و", "ل", "ب"} and len(word) > 4]
    for form in forms:
        if len(form) >= 2 and form in table:
            return table[form]
    return table.get(word, frozenset())


_WHO: Final = frozenset({"PERSON", "DETAINEE", "NOW", "FULL"})


def _phrase_inside(folded: str) -> tuple[str, ...] | None:
    """A known phrase of several words when the words around it only say whose: *the detainee's*, *of the victim*."""
    words = folded.split()
    for length in range(len(words) - 1, 1, -1):
        for start in range(len(words) - length + 1):
            found = _phrases().get(" ".join(words[start : start + length]))
            rest = words[:start] + words[start + length :]
            if found is not None and not found[0][0].startswith(("?", "-")):
                around = [_word_concepts(word) for word in rest]
                whose = _WHO | {"NAME"} if found[0] == ("name",) else _WHO
                if all(concepts <= whose for concepts in around) and any(around):
                    return found[0]
    return None


def _near_phrase(folded: str) -> tuple[tuple[str, ...], float] | None:
    """The most similar phrase, for headers long enough that one slip does not make another word."""
    if len(folded) < 5:
        return None
    near = process.extractOne(folded, _phrases().keys(), scorer=fuzz.ratio, score_cutoff=86)
    if near is None or len(near[0]) < 5:
        return None
    # A slip changes letters, not the number of things said.
    if abs(len(near[0].split()) - len(folded.split())) > 1:
        return None
    pairs = list(zip(near[0].split(), folded.split(), strict=False))
    # In a short word every letter counts: F. Name, M. Name.
    if len(near[0].split()) == len(folded.split()) and any(
        a != b and min(len(a), len(b)) < 4 for a, b in pairs
    ):
        return None
    # Words both known and different in meaning are no slip: place of birth, date of birth.
    if concepts_of(near[0]) != concepts_of(folded) and all(_word_concepts(word) for word in folded.split()):
        return None
    return _phrases()[near[0]][0], near[1] / 100


def _table(name: str) -> Iterable[dict[str, str]]:
    text = resources.files("sijill.claims").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def known_phrase(folded: str) -> tuple[str, ...]:
    """The properties of a folded header that stands in the lexicon, else none."""
    found = _phrases().get(folded)
    return found[0] if found else ()


@contextmanager
def without_phrases(headers: Iterable[str]) -> Iterator[None]:
    """While it lasts the lexicon does not hold these headers: for measuring what words and values do alone."""
    table = _phrases()
    forms = {form for text in headers for form in (fold(text), " ".join(bare(word) for word in tokens(text)))}
    taken = {form: table.pop(form) for form in forms if form in table}
    try:
        yield
    finally:
        table.update(taken)


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], float]]:
    found: dict[str, tuple[tuple[str, ...], float]] = {}
    for row in _table("headers.csv"):
        properties = tuple(row["property"].split("+"))
        for form in {fold(row["phrase"]), " ".join(bare(word) for word in tokens(row["phrase"]))}:
            found.setdefault(form, (properties, float(row["weight"])))
    return found


@cache
def _word_table() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    rows = list(_table("header_words.csv"))
    first = {fold(row["word"]) for row in rows if row["language"] not in _LATER}
    for row in rows:
        for word in tokens(row["word"])[:1]:
            later = row["language"] in _LATER
            # Short Turkish and Kurdish words are other words in English and French: iş, dê, il.
            if not later or (len(word) > 2 and word not in first):
                found[word] = found.get(word, frozenset()) | {row["concept"]}
    return found


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            needs=frozenset(row["needs"].split()),
            without=frozenset(row["without"].split()),
            properties=tuple(row["properties"].split("+")),
        )
        for row in _table("header_rules.csv")
    )


def language_of(headers: Iterable[str | None]) -> str | None:
    """The language most headers are known in, None if none is; Arabic script wins where half the headers have it."""
    texts = [fold(header) for header in headers if header and header.strip()]
    if not texts:
        return None
    if sum(any("\u0600" <= char <= "\u06ff" for char in text) for text in texts) * 2 >= len(texts):
        return "ar"
    votes: dict[str, int] = {}
    for text in texts:
        for language in _phrase_languages().get(text, ()):
            votes[language] = votes.get(language, 0) + 1
    return min(votes, key=lambda language: (-votes[language], language)) if votes else None


@cache
def _phrase_languages() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in _table("headers.csv"):
        found[fold(row["phrase"])] = found.get(fold(row["phrase"]), frozenset()) | {row["language"]}
    return found
