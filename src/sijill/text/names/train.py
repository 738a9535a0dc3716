"""Training the learned part: `python -m sijill.text.names.train PATH [--out FILE]`.

PATH is a CSV of labelled pairs (see `training_data`). Learned are, in this order:

1. edit costs: a logistic regression on the edits of single tokens, pulled towards the hand table (λ Σ(cost − hand)²),
   with the cheapest paths found again after each round; the result is averaged half and half with the hand table,
   since a learned table alone is miscalibrated on noise it has not seen;
2. the logistic for single tokens, on the similarity alone;
3. the logistic for whole names, on the alignment features, each weight held to its sign. To the labelled pairs are
   added invented names in both scripts, made damage (alike) and made relatives (different): real data hardly contain
   the second and never enough of the third.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from sijill.text.names import (
    align,
    costs,
    generate,
    model_file,
    phonemes,
    reading,
    tokens,
    trace,
    training_data,
)
from sijill.text.names.scorer import SAME_NAME_THRESHOLD, NameScorer
from sijill.text.names.training_data import LabelledPair

_LAMBDA_EDITS: Final = 30.0
_LAMBDA_WEIGHTS: Final = 1e-3
_TRIMS: Final = 2
_FALSE_ACCEPTANCE: Final = 0.001  # of hard negatives in training: siblings, other fathers, father and child
_THRESHOLD_LOGIT: Final = float(np.log(SAME_NAME_THRESHOLD / (1 - SAME_NAME_THRESHOLD)))
_UNBELIEVABLE: Final = 0.1
_ROUNDS: Final = 4
_INVENTED: Final = 1500
_SEED: Final = 20


Floats = npt.NDArray[np.float64]


def fit(pairs: Sequence[LabelledPair], *, trained_on: str, seed: int = _SEED) -> model_file.Model:
    """A model from labelled pairs. Deterministic for one seed."""
    single = [pair for pair in pairs if not pair.full]
    substitution, gap = fit_edits(single)
    model = model_file.hand_model()
    model = model_file.Model(
        substitution=(substitution + costs.substitution()) / 2,
        gap=(gap + costs.gaps()) / 2,
        full=model.full,
        single=model.single,
        trained_on=trained_on,
    )
    model = with_weights(model, single=fit_single(model, single))
    rng = random.Random(seed)  # noqa: S311  # reproducible examples, not secrets
    made = [pair for pair in pairs if pair.full] + made_pairs(pairs, rng)
    for _ in range(2):  # the weights choose among turned alignments, so they are fitted twice
        model = with_weights(model, full=fit_full(model, made))
    return model


def with_weights(
    model: model_file.Model, *, full: Floats | None = None, single: Floats | None = None
) -> model_file.Model:
    return model_file.Model(
        substitution=model.substitution,
        gap=model.gap,
        full=model.full if full is None else full,
        single=model.single if single is None else single,
        trained_on=model.trained_on,
    )


# --- edits ---------------------------------------------------------------------------------------------------------


def fit_edits(pairs: Sequence[LabelledPair]) -> tuple[costs.Table, costs.Table]:
    """Learned (substitution, gap) tables of the same shape as the hand tables, all in [0, 1.8]."""
    coded = [
        tokens.encode([_one_form(text) for text in side])
        for side in zip(*((p.a, p.b) for p in pairs), strict=True)
    ]
    same = np.array([pair.same for pair in pairs], dtype=float)
    weight = np.where(same > 0, 0.5 / max(same.sum(), 1), 0.5 / max((1 - same).sum(), 1)) * len(same)
    hand = _flat(costs.substitution(), costs.gaps())
    learned, slope, bias = hand.copy(), 12.0, 3.0
    for _ in range(_ROUNDS):
        edits = _edit_counts(coded[0], coded[1], *_tables(learned))
        used = _learnable(np.unique(edits.indices))
        base, free = edits @ hand, edits[:, used].tocsr()

        def loss(theta: Floats, base: Floats = base, free: sparse.csr_matrix = free) -> tuple[float, Floats]:
            slope, bias, moved = theta[0], theta[1], theta[2:]
            cost = base + free @ moved
            z = bias - slope * cost
            error = (1 / (1 + np.exp(-z)) - same) * weight
            value = weight @ (np.logaddexp(0, -z) * same + np.logaddexp(0, z) * (1 - same))
            gradient = np.concatenate(
                [[-(error @ cost)], [error.sum()], -slope * (free.T @ error) + 2 * _LAMBDA_EDITS * moved]
            )
            return float(value + _LAMBDA_EDITS * (moved @ moved)), gradient

        start = np.concatenate([[slope, bias], learned[used] - hand[used]])
        bounds = [(1.0, 40.0), (-5.0, 15.0)] + [(-cost, 1.8 - cost) for cost in hand[used]]
        found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200})
        slope, bias = found.x[0], found.x[1]
        learned = hand.copy()
        learned[used] += found.x[2:]
    return _tables(learned)


def _one_form(text: str) -> str:
    return "".join(token.form for token in reading.tokens_of(text))


def _flat(substitution: costs.Table, gap: costs.Table) -> Floats:
    flat = np.zeros(trace.EDITS)
    flat[: trace.GAP_FROM] = substitution.ravel()
    flat[trace.GAP_FROM : trace.ARTICLE] = gap.ravel()
    flat[trace.ARTICLE], flat[trace.SPLIT], flat[trace.TRANSPOSED] = (
        tokens.ARTICLE_COST,
        tokens.SPLIT_COST,
        0.5,
    )
    return flat


def _tables(flat: Floats) -> tuple[costs.Table, costs.Table]:
    upper = np.triu(flat[: trace.GAP_FROM].reshape(phonemes.SIZE, phonemes.SIZE), 1)
    return upper + upper.T, flat[trace.GAP_FROM : trace.ARTICLE].reshape(3, phonemes.SIZE).copy()


def _learnable(edits: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Without identical letters (always 0) and without the three structural edits."""
    identical = (edits < trace.GAP_FROM) & (edits // phonemes.SIZE == edits % phonemes.SIZE)
    learnable: npt.NDArray[np.int64] = edits[~identical & (edits < trace.ARTICLE)]
    return learnable


def _edit_counts(
    a: tokens.CodedTokens, b: tokens.CodedTokens, substitution: costs.Table, gap: costs.Table
) -> sparse.csr_matrix:
    """[pairs, edits]: how often the cheapest path uses each edit, over the mean mass of the two tokens."""
    rows, columns, values = [], [], []
    for row in range(len(a.length)):
        if not a.length[row] or not b.length[row]:
            continue
        one = (a.phonemes[row], a.length[row], a.script[row])
        two = (b.phonemes[row], b.length[row], b.script[row])
        mass = max((tokens.mass(*one[:2]) + tokens.mass(*two[:2])) / 2, 1.0)
        for edit in trace.trace(*one, *two, substitution, gap)[:, 0]:
            rows.append(row)
            columns.append(int(edit))
            values.append(1 / mass)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(a.length), trace.EDITS))


# --- logistics -----------------------------------------------------------------------------------------------------


def fit_single(model: model_file.Model, pairs: Sequence[LabelledPair]) -> Floats:
    """Bias and weight of the similarity, for names of one token, moved so that F.5 is highest at the threshold.

    The weight comes from what letters say, without the lexicon of spellings; where to cut is decided with it, since
    that is how names are compared.
    """
    features, same, both_single = _features(model, pairs, spellings=False)
    weights, _, _ = trimmed(features[both_single, :1], same[both_single], signs=(1,))
    features, same, both_single = _features(model, pairs, spellings=True)
    logits = weights[0] + weights[1] * features[both_single, 0]
    weights[0] += _THRESHOLD_LOGIT - best_cut(logits, same[both_single])
    return weights


def best_cut(logits: Floats, same: Floats) -> float:
    """The logit at which F.5 is highest: a wrong name is worse than a missed one. The middle between two values."""
    order = np.argsort(-logits, kind="stable")
    hits = np.cumsum(same[order])
    score = 1.25 * hits / (np.arange(1, len(same) + 1) + 0.25 * same.sum())
    at = int(np.argmax(score))
    after = logits[order][min(at + 1, len(order) - 1)]
    return float((logits[order][at] + after) / 2)


def fit_full(model: model_file.Model, pairs: Sequence[LabelledPair]) -> Floats:
    """Bias and weights of `align.FEATURES`, each held to its sign.

    The bias is moved so that `_FALSE_ACCEPTANCE` of the different pairs reach the threshold: a wrong merge is worse
    than a missed one.
    """
    features, same, both_single = _features(model, pairs, spellings=False)
    features, same = features[~both_single], same[~both_single]
    weights, features, same = trimmed(features, same, signs=align.SIGNS)
    different = (weights[0] + features @ weights[1:])[same == 0]
    weights[0] += _THRESHOLD_LOGIT - np.quantile(different, 1 - _FALSE_ACCEPTANCE)
    return weights


def trimmed(features: Floats, same: Floats, *, signs: Sequence[int]) -> tuple[Floats, Floats, Floats]:
    """(weights, features and labels that were believed).

    A few per cent of public labels are wrong (an alias that is quite another name). They make a logistic soft just
    where close pairs are decided, so pairs whose label the fit finds next to impossible are left out in a second and
    third fit.
    """
    for _ in range(_TRIMS):
        weights = logistic(features, same, signs=signs)
        z = weights[0] + features @ weights[1:]
        believed = 1 / (1 + np.exp(np.where(same > 0, -z, z))) >= _UNBELIEVABLE
        features, same = features[believed], same[believed]
    return logistic(features, same, signs=signs), features, same


def _features(
    model: model_file.Model, pairs: Sequence[LabelledPair], *, spellings: bool
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    scorer = NameScorer(model, spellings=spellings)
    table_a, table_b = scorer.code([pair.a for pair in pairs]), scorer.code([pair.b for pair in pairs])
    features = np.empty((len(pairs), len(align.FEATURES)))
    rows = np.arange(len(pairs), dtype=np.int32)
    scorer.logits(rows, rows, table_a, table_b, features=features)
    both_single = (table_a.count == 1) & (table_b.count == 1)
    return features, np.array([pair.same for pair in pairs], dtype=float), both_single


def logistic(features: Floats, same: Floats, *, signs: Sequence[int]) -> Floats:
    """Bias and weights by penalised maximum likelihood, both labels weighted alike, each weight held to its sign."""
    weight = np.where(same > 0, 0.5 / max(same.sum(), 1), 0.5 / max((1 - same).sum(), 1))

    def loss(theta: Floats) -> tuple[float, Floats]:
        z = theta[0] + features @ theta[1:]
        error = (1 / (1 + np.exp(-z)) - same) * weight
        value = weight @ (np.logaddexp(0, -z) * same + np.logaddexp(0, z) * (1 - same))
        penalty = _LAMBDA_WEIGHTS * float(theta[1:] @ theta[1:]) / 100
        gradient = np.concatenate([[error.sum()], features.T @ error + 2 * _LAMBDA_WEIGHTS * theta[1:] / 100])
        return float(value + penalty), gradient

    bounds = [(-60.0, 60.0)] + [(0.0, 40.0) if sign > 0 else (-40.0, 0.0) for sign in signs]
    start = np.concatenate([[-5.0], np.array(signs, dtype=float)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    weights: Floats = found.x
    return weights


# --- made pairs ----------------------------------------------------------------------------------------------------


def made_pairs(pairs: Sequence[LabelledPair], rng: random.Random) -> list[LabelledPair]:
    """Damage (same) and relatives (different) of the labelled names and of invented ones."""
    return [*_from_labelled(pairs, rng), *_from_invented(rng)]


def _pair(a: str, b: str, *, same: bool, kind: str) -> LabelledPair:
    return LabelledPair(a=a, b=b, same=same, kind=kind, source="made")


def _from_labelled(pairs: Sequence[LabelledPair], rng: random.Random) -> list[LabelledPair]:
    """Relatives of one side of each positive pair; damaged copies of full Arabic names, and of their relatives."""
    made = []
    full = [pair for pair in pairs if pair.full]
    arabic = sorted({name for pair in full if pair.kind == "ar-ar" for name in (pair.a, pair.b)})
    words = {
        script: sorted(
            {word for pair in full for name in (pair.a, pair.b) for word in name.split() if _is(word, script)}
        )
        for script in ("arab", "latn")
    }
    for pair in full:
        if not pair.same or "," in pair.b:
            continue
        script = "arab" if pair.kind == "ar-ar" else "latn"
        other = pair.b if _is(pair.b, script) else pair.a
        kept = pair.a if other is pair.b else pair.b
        if not reading.is_plain(other):
            continue
        relatives = generate.relatives(other.split(), words[script], rng)
        made += [
            _pair(kept, " ".join(name), same=False, kind=pair.kind)
            for name in rng.sample(relatives, min(3, len(relatives)))
        ]
    for name in arabic:
        made.append(_pair(name, generate.damage(name, rng), same=True, kind="ar-ar"))
        if not reading.is_plain(name):
            continue
        relative = " ".join(rng.choice(generate.relatives(name.split(), words["arab"], rng)))
        made.append(_pair(name, generate.damage(relative, rng), same=False, kind="ar-ar"))
    return made


def _is(text: str, script: str) -> bool:
    from sijill.text.scripts import script_of

    return script_of(text) == script


def _from_invented(rng: random.Random) -> list[LabelledPair]:
    made = []
    every = [generate.invent(rng) for _ in range(_INVENTED)]
    arabic_words = sorted({words[0] for words, _ in every})
    latin_words = sorted({words[0] for _, words in every})
    for arabic, latin in every:
        spelled = " ".join(generate.respell(word, rng) for word in latin)
        full = " ".join(arabic)
        made.append(_pair(full, spelled, same=True, kind="ar-lat"))
        made.append(_pair(full, generate.damage(full, rng), same=True, kind="ar-ar"))
        made.append(_pair(" ".join(latin), spelled, same=True, kind="lat-lat"))
        if len(arabic) > 2:
            made.append(_pair(full, f"{latin[0]} {latin[-1]}", same=True, kind="ar-lat"))
        relative = " ".join(
            generate.respell(word, rng) for word in rng.choice(generate.relatives(latin, latin_words, rng))
        )
        made.append(_pair(full, relative, same=False, kind="ar-lat"))
        made.append(_pair(" ".join(latin), relative, same=False, kind="lat-lat"))
        relative = " ".join(rng.choice(generate.relatives(arabic, arabic_words, rng)))
        made.append(_pair(full, generate.damage(relative, rng), same=False, kind="ar-ar"))
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on the whole file and write the model."""
    parser = argparse.ArgumentParser(
        prog="python -m sijill.text.names.train", description=__doc__.splitlines()[0]
    )
    parser.add_argument("path", type=Path, help="CSV with name_a, name_b, same, kind")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data" / model_file.FILE)
    given = parser.parse_args(arguments)
    pairs = training_data.load(given.path)
    model = fit(
        pairs, trained_on=f"{len(pairs)} labelled pairs of {given.path.name} and made pairs, seed {_SEED}"
    )
    model_file.write(model, given.out)


if __name__ == "__main__":
    main()
