"""Why two names are alike or not: the alignment in words that a reviewer can check against the page."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from sijill.text.names import align, costs, lexicon, phonemes, reading, scoring, tokens, trace
from sijill.text.names import scorer as scores
from sijill.text.names.model import ComparisonToken, Repair


class Relation(StrEnum):
    """How a part of one name stands to the other name."""

    SAME = "same"  # one spelling, or spellings that fold to one
    VARIANT = "variant"  # another spelling of one name
    KNOWN_TOGETHER = (
        "known-together"  # the letters do not say so, but the lexicon knows them as spellings of one name
    )
    SHORTENED = "shortened"  # صلاح for صلاح الدين
    DIFFERENT = "different"
    KNOWN_APART = "known-apart"  # near in spelling, but the lexicon knows them as two names
    INITIAL = "initial"
    JOINED = "joined"  # two words here, one there
    CROSSED = "crossed"  # two neighbours in the other order
    MISSING = "missing"  # the other name does not have it
    OPTIONAL = "optional"  # missing, but a title, بن, or a first محمد that is often left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Letters of one side that stand for letters of the other; an empty side means nothing stands for them."""

    a: str
    b: str
    cost: float  # in consonants


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedPart:
    relation: Relation
    a: str | None  # as written; None if this name has nothing here
    b: str | None
    similarity: float | None  # of the tokens, in [0, 1]; None where one side is missing
    edits: tuple[Edit, ...] = ()
    a_at: tuple[int, ...] = ()  # positions among the compared tokens
    b_at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    a: str
    b: str
    similarity: float
    same_name: bool
    parts: tuple[AlignedPart, ...]
    turned: bool  # one name has the family first
    repairs_a: tuple[Repair, ...]
    repairs_b: tuple[Repair, ...]
    features: dict[str, float]  # of the alignment; empty for two single tokens
    contributions: dict[str, float]  # weight × feature, in log odds

    def as_json(self) -> dict[str, Any]:  # JSON values
        return {
            "a": self.a,
            "b": self.b,
            "similarity": round(self.similarity, 4),
            "same_name": self.same_name,
            "turned": self.turned,
            "parts": [
                {
                    "relation": str(part.relation),
                    "a": part.a,
                    "b": part.b,
                    "similarity": None if part.similarity is None else round(part.similarity, 3),
                    "edits": [{"a": edit.a, "b": edit.b, "cost": round(edit.cost, 2)} for edit in part.edits],
                }
                for part in self.parts
            ],
            "repairs": {
                "a": [{"kind": str(r.kind), "before": r.before, "after": r.after} for r in self.repairs_a],
                "b": [{"kind": str(r.kind), "before": r.before, "after": r.after} for r in self.repairs_b],
            },
            "features": {name: round(value, 3) for name, value in self.features.items()},
            "contributions": {name: round(value, 3) for name, value in self.contributions.items()},
        }


def explain(a: str, b: str) -> Explanation:
    """The same score as `similarity(a, b)`, with the alignment and the letters behind it."""
    read_a, read_b = reading.read(a), reading.read(b)
    scorer = scores.shared_scorer()
    score, features = scores.score_with_features(scorer, a, b)
    tokens_a, tokens_b = reading.tokens_of(a), reading.tokens_of(b)
    single = len(tokens_a) == 1 and len(tokens_b) == 1
    turn, moves = _best_alignment(scorer, tokens_a, tokens_b)
    parts = _parts(scorer, tokens_a, tokens_b, turn, moves)
    named = {} if single else dict(zip(align.FEATURES, map(float, features), strict=True))
    weights = scorer.model.full[1:]
    return Explanation(
        a=a,
        b=b,
        similarity=score,
        same_name=score >= scores.SAME_NAME_THRESHOLD,
        parts=parts,
        turned=bool(turn),
        repairs_a=read_a.repairs,
        repairs_b=read_b.repairs,
        features=named,
        contributions={
            name: float(weight) * named[name]
            for name, weight in zip(align.FEATURES, weights, strict=True)
            if name in named and weight * named[name]
        },
    )


Move = tuple[int, int, int]  # how (see align.align), positions before which it starts in a and in turned b


def _best_alignment(
    scorer: scores.NameScorer, a: tuple[ComparisonToken, ...], b: tuple[ComparisonToken, ...]
) -> tuple[int, list[Move]]:
    """(turn of b, moves in reading order) of the alignment that scores highest."""
    if not a or not b:
        return 0, [(2, i, 0) for i in range(len(a))] + [(3, 0, j) for j in range(len(b))]
    sims = np.array([[_token_similarity(scorer, x.form, y.form) for y in b] for x in a])
    if not len(a) == len(b) == 1 and _shortened(a[-1].form, b[-1].form, float(sims[-1, -1])):
        sims[-1, -1] = align.VETO_SIMILARITY
    join_a = _joins(scorer, a, b, sims)
    join_b = _joins(scorer, b, a, sims.T).T
    best: tuple[float, int, list[Move]] | None = None
    size = align.MAX_TOKENS + 1
    for turn in range(len(b)):
        table, move, features = (
            np.empty((size, size)),
            np.zeros((size, size), np.uint8),
            np.empty(len(align.FEATURES)),
        )
        bits_a, bits_b = _bits(a), _bits(b)
        align.align(sims, join_a, join_b, len(a), len(b), bits_a, bits_b, turn, table, move, features)
        value = align.logit(features, scorer.model.full)
        if best is None or value > best[0]:
            best = (value, turn, _walk(move, len(a), len(b)))
    assert best is not None
    return best[1], best[2]


def _joins(
    scorer: scores.NameScorer,
    parted: tuple[ComparisonToken, ...],
    whole: tuple[ComparisonToken, ...],
    sims: np.typing.NDArray[np.float64],
) -> np.typing.NDArray[np.float64]:
    """[parted, whole] tokens i and i + 1 as one against each of the other name; 0 where `scoring` does not try it."""
    found = np.zeros_like(sims)
    if len(parted) <= len(whole) and sims.max() < align.JOIN_MINIMUM:
        return found
    for i in range(len(parted) - 1):
        for j in range(len(whole)):
            if max(sims[i].max(), sims[i + 1].max(), sims[:, j].max()) < scoring.SURE:
                found[i, j] = _token_similarity(scorer, parted[i].form + parted[i + 1].form, whole[j].form)
    return found


def _bits(name: tuple[ComparisonToken, ...]) -> int:
    optional = sum(1 << at for at, token in enumerate(name) if token.optional)
    return optional | sum(1 << (at + align.LEADING) for at, token in enumerate(name) if token.leading)


_STEPS = {1: (1, 1), 2: (1, 0), 3: (0, 1), 4: (2, 1), 5: (1, 2), 6: (2, 2)}


def _walk(move: np.typing.NDArray[np.uint8], i: int, j: int) -> list[Move]:
    found = []
    while i > 0 or j > 0:
        how = int(move[i, j])
        i, j = i - _STEPS[how][0], j - _STEPS[how][1]
        found.append((how, i, j))
    return found[::-1]


def _parts(
    scorer: scores.NameScorer,
    a: tuple[ComparisonToken, ...],
    b: tuple[ComparisonToken, ...],
    turn: int,
    moves: list[Move],
) -> tuple[AlignedPart, ...]:
    parts = []
    for how, i, j in moves:
        at_a = tuple(range(i, i + _STEPS[how][0]))
        at_b = tuple((k + turn) % len(b) for k in range(j, j + _STEPS[how][1]))
        if how == 6:
            parts += [
                _part(scorer, a, b, at_a[:1], at_b[1:], Relation.CROSSED),
                _part(scorer, a, b, at_a[1:], at_b[:1], Relation.CROSSED),
            ]
        else:
            parts.append(_part(scorer, a, b, at_a, at_b, Relation.JOINED if how in {4, 5} else None))
    return tuple(parts)


def _part(
    scorer: scores.NameScorer,
    a: tuple[ComparisonToken, ...],
    b: tuple[ComparisonToken, ...],
    at_a: tuple[int, ...],
    at_b: tuple[int, ...],
    relation: Relation | None,
) -> AlignedPart:
    text_a = " ".join(a[at].text for at in at_a) or None
    text_b = " ".join(b[at].text for at in at_b) or None
    if text_a is None or text_b is None:
        only = [a[at] for at in at_a] or [b[at] for at in at_b]
        free = all(token.optional or token.leading for token in only)
        missing = Relation.OPTIONAL if free else Relation.MISSING
        return AlignedPart(relation=missing, a=text_a, b=text_b, similarity=None, a_at=at_a, b_at=at_b)
    form_a, form_b = "".join(a[at].form for at in at_a), "".join(b[at].form for at in at_b)
    near = _token_similarity(scorer, form_a, form_b)
    return AlignedPart(
        relation=relation or _relation(form_a, form_b, near),
        a=text_a,
        b=text_b,
        similarity=near,
        edits=letter_edits(form_a, form_b, scorer.model.substitution, scorer.model.gap),
        a_at=at_a,
        b_at=at_b,
    )


def _relation(form_a: str, form_b: str, near: float) -> Relation:
    if form_a == form_b:
        return Relation.SAME
    if near == align.INITIAL_SIMILARITY and 1 in {len(form_a), len(form_b)}:
        return Relation.INITIAL
    if near == align.VETO_SIMILARITY and scores.known_apart(form_a, form_b):
        return Relation.KNOWN_APART
    if near == align.TOGETHER_SIMILARITY and scores.known_together(form_a, form_b):
        return Relation.KNOWN_TOGETHER
    if _shortened(form_a, form_b, near):
        return Relation.SHORTENED
    return Relation.VARIANT if near >= align.JOIN_MINIMUM else Relation.DIFFERENT


def _shortened(form_a: str, form_b: str, near: float) -> bool:
    one_alone = bool(lexicon.shortened(form_a)) != bool(lexicon.shortened(form_b))
    return one_alone and near == align.SHORTENED_SIMILARITY


def _token_similarity(scorer: scores.NameScorer, form_a: str, form_b: str) -> float:
    return scores.form_similarity(scorer, form_a, form_b)


def letter_edits(form_a: str, form_b: str, substitution: costs.Table, gap: costs.Table) -> tuple[Edit, ...]:
    """The cheapest way from one match form to the other, letter by letter, in reading order."""
    coded = tokens.encode([form_a, form_b])
    if not coded.length.all():
        return ()
    one = (coded.phonemes[0], coded.length[0], coded.script[0])
    two = (coded.phonemes[1], coded.length[1], coded.script[1])
    edits, done_a, done_b = [], 0, 0
    for edit, at_a, at_b in trace.trace(*one, *two, substitution, gap):
        letters_a = _letters(one[0], done_a, int(at_a) + 1)
        letters_b = _letters(two[0], done_b, int(at_b) + 1)
        edits.append(Edit(a=letters_a, b=letters_b, cost=_cost(int(edit), substitution, gap)))
        done_a, done_b = int(at_a) + 1, int(at_b) + 1
    return tuple(edits)


def _letters(codes: tokens.Codes, start: int, end: int) -> str:
    return "".join(phonemes.spelled(int(code)) for code in codes[start:end])


def _cost(edit: int, substitution: costs.Table, gap: costs.Table) -> float:
    if edit < trace.GAP_FROM:
        return float(substitution[edit // trace.SIZE, edit % trace.SIZE])
    if edit < trace.ARTICLE:
        script, code = divmod(edit - trace.GAP_FROM, trace.SIZE)
        return float(gap[script, code])
    return {trace.ARTICLE: tokens.ARTICLE_COST, trace.SPLIT: tokens.SPLIT_COST}.get(edit, 0.3)
