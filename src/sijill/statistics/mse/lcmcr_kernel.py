"""One Gibbs chain of the latent class model, jitted; random numbers included, so that a draw depends on nothing else.

Everything jitted for this model stands in this file; its cache follows the file (`compiled.njit_of`).

Random numbers: xoshiro256++ (Blackman & Vigna 2021); normals by the polar method; gamma by Marsaglia & Tsang (2000);
binomial BTRS and Poisson PTRS by Hörmann (1993). The generator's four words are the whole random state of a chain.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill import compiled

_SOURCES: Final = ("compiled.py", "statistics/mse/lcmcr_kernel.py")
_kernel: Final = compiled.njit_of(_SOURCES)
_parallel: Final = compiled.njit_of(_SOURCES, nogil=True)
_inlined: Final = compiled.njit_of(_SOURCES, inline="always")

# Tallies a chain keeps beside its draws.
ITERATIONS: Final = 0
BEYOND_CAP: Final = 1  # iterations whose first draw of N0 lay above the cap

_SLICE_STEPS: Final = 40
_LEAST_LOG_ALPHA: Final = -600.0
_MOST_LOG_ALPHA: Final = 40.0


@_inlined
def _rotate(x: np.uint64, k: int) -> np.uint64:
    return (x << np.uint64(k)) | (x >> np.uint64(64 - k))


@_kernel
def _uniform(state: NDArray[np.uint64]) -> float:
    """In (0, 1): the 53 high bits of xoshiro256++, plus half a unit so that 0 never comes out."""
    result = _rotate(state[0] + state[3], 23) + state[0]
    shifted = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = _rotate(state[3], 45)
    return (float(result >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16


@_kernel
def _normal(state: NDArray[np.uint64]) -> float:
    while True:
        u = 2.0 * _uniform(state) - 1.0
        v = 2.0 * _uniform(state) - 1.0
        s = u * u + v * v
        if 0.0 < s < 1.0:
            return u * math.sqrt(-2.0 * math.log(s) / s)


@_kernel
def _log_gamma_draw(state: NDArray[np.uint64], shape: float) -> float:
    """The logarithm of a Gamma(shape, 1) draw: for a shape near 0 the draw itself underflows to 0."""
    boost = 0.0
    if shape < 1.0:
        boost = math.log(_uniform(state)) / shape
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = _normal(state)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = _uniform(state)
        if u < 1.0 - 0.0331 * x * x * x * x or math.log(u) < 0.5 * x * x + d * (1.0 - v + math.log(v)):
            return math.log(d * v) + boost


@_kernel
def _binomial(state: NDArray[np.uint64], n: int, p: float) -> int:
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - _binomial_half(state, n, 1.0 - p)
    return _binomial_half(state, n, p)


@_kernel
def _binomial_half(state: NDArray[np.uint64], n: int, p: float) -> int:
    """For p at most one half: inversion for a small mean, BTRS otherwise."""
    q = 1.0 - p
    odds = p / q
    if n * p < 10.0:
        while True:
            term = math.exp(n * math.log1p(-p))
            u = _uniform(state)
            k = 0
            while u > term and k < n:
                u -= term
                k += 1
                term *= odds * (n - k + 1) / k
                if term < 1e-300:
                    break
            if term >= 1e-300:
                return k
    spread = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    squeeze = 0.92 - 4.2 / b
    scale = (2.83 + 5.1 / b) * spread
    mode = math.floor((n + 1) * p)
    height = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0)
    log_odds = math.log(odds)
    while True:
        u = _uniform(state) - 0.5
        v = _uniform(state)
        us = 0.5 - abs(u)
        kf = np.floor((2.0 * a / us + b) * u + centre)
        if kf < 0.0 or kf > n:
            continue
        if us >= 0.07 and v <= squeeze:
            return int(kf)
        bound = height - math.lgamma(kf + 1.0) - math.lgamma(n - kf + 1.0) + (kf - mode) * log_odds
        if math.log(v * scale / (a / (us * us) + b)) <= bound:
            return int(kf)


@_kernel
def _poisson(state: NDArray[np.uint64], mean: float) -> int:
    """Inversion for a small mean, PTRS otherwise; means up to 1e15."""
    if mean <= 0.0:
        return 0
    if mean < 10.0:
        term = math.exp(-mean)
        u = _uniform(state)
        k = 0
        while u > term and k < 200:
            u -= term
            k += 1
            term *= mean / k
        return k
    root = math.sqrt(mean)
    log_mean = math.log(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    log_inverse = math.log(1.1239 + 1.1328 / (b - 3.4))
    squeeze = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u = _uniform(state) - 0.5
        v = _uniform(state)
        us = 0.5 - abs(u)
        kf = np.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= squeeze:
            return int(kf)
        if kf < 0.0 or (us < 0.013 and v > us):
            continue
        bound = kf * log_mean - mean - math.lgamma(kf + 1.0)
        if math.log(v) + log_inverse - math.log(a / (us * us) + b) <= bound:
            return int(kf)


@_kernel
def _truncated_tail(state: NDArray[np.uint64], n: int, absent: float, cap: int) -> int:
    """N0 given that it is at most ``cap``, by inversion from the cap downwards.

    Reached only when plain draws keep landing above the cap, so the weights fall off quickly below it: the ratio
    p(x-1)/p(x) = x / ((n+x-1) · absent) is below 1 there.
    """
    total = 0.0
    weight = 1.0
    x = cap
    while x >= 0 and weight > 1e-14 * (total + 1e-300):
        total += weight
        weight *= x / ((n + x - 1) * absent)
        x -= 1
    u = _uniform(state) * total
    weight = 1.0
    x = cap
    while x > 0:
        u -= weight
        if u <= 0.0:
            break
        weight *= x / ((n + x - 1) * absent)
        x -= 1
    return max(x, 0)


@_kernel
def _draw_missing(
    state: NDArray[np.uint64], n: int, absent: float, cap: int, tally: NDArray[np.int64]
) -> int:
    """N0 | class parameters under p(N) ∝ 1/N: negative binomial with n successes, truncated at ``cap``."""
    present = 1.0 - absent
    if absent <= 0.0:
        return 0
    ceiling = 4.0 * cap + 1000.0
    for attempt in range(20):
        mean = math.exp(_log_gamma_draw(state, float(n))) * absent / present if present > 0.0 else math.inf
        drawn = _poisson(state, mean) if mean < ceiling else cap + 1
        if drawn <= cap:
            return drawn
        if attempt == 0:
            tally[BEYOND_CAP] += 1
    return _truncated_tail(state, n, min(absent, 1.0), cap)


@_kernel
def _log_alpha_density(
    log_alpha: float, sizes: NDArray[np.int64], shape: float, rate: float, total: int
) -> float:
    """The log density of log α given the class sizes, the sticks integrated out, up to a constant.

    With m_k the people in classes k and above, Π_{k<K} α B(1+n_k, α+m_{k+1}) telescopes to
    α^{K-1} Γ(α+m_K) / [Γ(1+α+N) Π_{k=2}^{K-1} (α+m_k)].
    """
    alpha = math.exp(log_alpha)
    classes = len(sizes)
    value = shape * log_alpha - rate * alpha + (classes - 1) * log_alpha
    above = sizes[classes - 1]
    value += math.lgamma(alpha + above) - math.lgamma(1.0 + alpha + total)
    for k in range(classes - 2, 0, -1):
        above += sizes[k]
        value -= math.log(alpha + above)
    return value


@_kernel
def _slice_log_alpha(
    state: NDArray[np.uint64],
    log_alpha: float,
    sizes: NDArray[np.int64],
    shape: float,
    rate: float,
    total: int,
) -> float:
    """Stepping out and shrinkage (Neal 2003), width 2."""
    level = _log_alpha_density(log_alpha, sizes, shape, rate, total) + math.log(_uniform(state))
    left = log_alpha - 2.0 * _uniform(state)
    right = left + 2.0
    # The allowance of steps is divided at random between both sides, or the move would not be reversible.
    to_left = int(_uniform(state) * _SLICE_STEPS)
    to_right = _SLICE_STEPS - 1 - to_left
    while (
        to_left > 0
        and left > _LEAST_LOG_ALPHA
        and _log_alpha_density(left, sizes, shape, rate, total) > level
    ):
        left -= 2.0
        to_left -= 1
    while (
        to_right > 0
        and right < _MOST_LOG_ALPHA
        and _log_alpha_density(right, sizes, shape, rate, total) > level
    ):
        right += 2.0
        to_right -= 1
    left = max(left, _LEAST_LOG_ALPHA)
    right = min(right, _MOST_LOG_ALPHA)
    for _ in range(200):
        proposed = left + (right - left) * _uniform(state)
        if _log_alpha_density(proposed, sizes, shape, rate, total) >= level:
            return proposed
        if proposed < log_alpha:
            left = proposed
        else:
            right = proposed
    return log_alpha


@_kernel
def _swap_labels(
    state: NDArray[np.uint64], alpha: float, sizes: NDArray[np.int64], caught: NDArray[np.int64]
) -> None:
    """Offer every pair of neighbouring classes to change places, the sticks integrated out.

    Only (α+m_{k+1}) changes in the density of the class sizes, or Γ(α+n_K)/Γ(1+n_K) for the last pair (the last
    class has no stick of its own).
    """
    classes = len(sizes)
    lists = caught.shape[1]
    above = 0
    for k in range(classes - 2, -1, -1):
        here, next_ = sizes[k], sizes[k + 1]
        if here != next_:
            if k + 1 == classes - 1:
                ratio = math.lgamma(alpha + here) - math.lgamma(1.0 + here)
                ratio += math.lgamma(1.0 + next_) - math.lgamma(alpha + next_)
                accept = math.log(_uniform(state)) < ratio
            else:
                accept = _uniform(state) * (alpha + here + above) < alpha + next_ + above
            if accept:
                sizes[k], sizes[k + 1] = next_, here
                for j in range(lists):
                    caught[k, j], caught[k + 1, j] = caught[k + 1, j], caught[k, j]
        above += sizes[k + 1]


@_kernel
def _split(
    state: NDArray[np.uint64],
    people: int,
    weights: NDArray[np.float64],
    total: float,
    into: NDArray[np.int64],
) -> None:
    """Multinomial: ``people`` over classes with probabilities weights / total."""
    left = people
    mass = total
    last = len(weights) - 1
    for k in range(last):
        if left == 0:
            into[k] = 0
            continue
        share = weights[k] / mass if mass > 0.0 else 0.0
        into[k] = _binomial(state, left, share)
        left -= into[k]
        mass -= weights[k]
    into[last] = left


@_kernel
def _class_weights(
    pattern: int,
    share: NDArray[np.float64],
    log_share: NDArray[np.float64],
    on: NDArray[np.float64],
    off: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> float:
    """Fills P(class) · P(pattern | class), scaled by the largest when all would underflow; returns their sum."""
    classes, lists = on.shape
    total = 0.0
    for k in range(classes):
        product = share[k]
        for j in range(lists):
            product *= on[k, j] if (pattern >> j) & 1 else off[k, j]
        weights[k] = product
        total += product
    if total > 1e-250:
        return total
    largest = -math.inf
    for k in range(classes):
        value = log_share[k]
        for j in range(lists):
            value += math.log(max(on[k, j] if (pattern >> j) & 1 else off[k, j], 1e-300))
        weights[k] = value
        largest = max(largest, value)
    total = 0.0
    for k in range(classes):
        weights[k] = math.exp(weights[k] - largest)
        total += weights[k]
    return total


@_parallel
def run_chain(
    patterns: NDArray[np.int64],
    counts: NDArray[np.int64],
    cap: int,
    alpha_shape: float,
    alpha_rate: float,
    random: NDArray[np.uint64],
    log_share: NDArray[np.float64],
    on: NDArray[np.float64],
    off: NDArray[np.float64],
    log_alpha: NDArray[np.float64],
    iterations: int,
    thin: int,
    draws: NDArray[np.int64],
    tally: NDArray[np.int64],
) -> None:
    """Advance one chain; everything except the table and the settings is changed in place.

    ``random`` (4 words), ``log_share[k]`` (log class share), ``on[k, j]``/``off[k, j]`` (probability that class k is
    or is not on list j), ``log_alpha`` (1) are the whole state: a chain continued is the chain never stopped.
    ``draws`` receives N0 after every ``thin`` iterations.
    """
    classes, lists = on.shape
    n = 0
    for count in counts:
        n += count
    sizes = np.zeros(classes, dtype=np.int64)
    caught = np.zeros((classes, lists), dtype=np.int64)
    into = np.zeros(classes, dtype=np.int64)
    weights = np.zeros(classes)
    share = np.zeros(classes)
    for iteration in range(iterations):
        sizes[:] = 0
        caught[:] = 0
        for k in range(classes):
            share[k] = math.exp(log_share[k])
        for i in range(len(patterns)):
            total = _class_weights(patterns[i], share, log_share, on, off, weights)
            _split(random, counts[i], weights, total, into)
            for k in range(classes):
                if into[k]:
                    sizes[k] += into[k]
                    for j in range(lists):
                        if (patterns[i] >> j) & 1:
                            caught[k, j] += into[k]
        # P(on no list); the plain sum first, then a second pass with scaled weights only to split N0.
        absent = 0.0
        for k in range(classes):
            product = share[k]
            for j in range(lists):
                product *= off[k, j]
            absent += product
        missing = _draw_missing(random, n, min(absent, 1.0), cap, tally)
        total = _class_weights(0, share, log_share, on, off, weights)
        _split(random, missing, weights, total, into)
        for k in range(classes):
            sizes[k] += into[k]
        log_alpha[0] = _slice_log_alpha(random, log_alpha[0], sizes, alpha_shape, alpha_rate, n + missing)
        alpha = math.exp(log_alpha[0])
        _swap_labels(random, alpha, sizes, caught)
        above = n + missing
        log_left = 0.0
        for k in range(classes):
            above -= sizes[k]
            if k == classes - 1:
                log_share[k] = log_left
            elif sizes[k] == 0:
                # Beta(1, b) by inversion: 1 - stick = U^(1/b).
                step = math.log(_uniform(random)) / (alpha + above)
                log_share[k] = log_left + math.log(-math.expm1(step))
                log_left += step
            else:
                a = _log_gamma_draw(random, 1.0 + sizes[k])
                b = _log_gamma_draw(random, alpha + above)
                top = max(a, b)
                log_sum = top + math.log(math.exp(a - top) + math.exp(b - top))
                log_share[k] = log_left + a - log_sum
                log_left += b - log_sum
            for j in range(lists):
                if sizes[k] == 0:
                    on[k, j] = _uniform(random)
                    off[k, j] = 1.0 - on[k, j]
                    continue
                a = _log_gamma_draw(random, 1.0 + caught[k, j])
                b = _log_gamma_draw(random, 1.0 + sizes[k] - caught[k, j])
                odds = math.exp(b - a)
                on[k, j] = 1.0 / (1.0 + odds)
                off[k, j] = odds / (1.0 + odds)
        tally[ITERATIONS] += 1
        if (iteration + 1) % thin == 0:
            draws[(iteration + 1) // thin - 1] = missing


@_kernel
def sample_distributions(
    kind: int, a: float, b: float, random: NDArray[np.uint64], out: NDArray[np.float64]
) -> None:
    """The kernel's own generators, so that they can be tested: 0 uniform, 1 normal, 2 log gamma(a), 3 binomial(a, b),
    4 Poisson(a), 5 truncated N0 (n = 50, P(absent) = a, cap = b).
    """
    tally = np.zeros(2, dtype=np.int64)
    for i in range(len(out)):
        if kind == 0:
            out[i] = _uniform(random)
        elif kind == 1:
            out[i] = _normal(random)
        elif kind == 2:
            out[i] = _log_gamma_draw(random, a)
        elif kind == 3:
            out[i] = _binomial(random, int(a), b)
        elif kind == 4:
            out[i] = _poisson(random, a)
        else:
            out[i] = _draw_missing(random, 50, a, int(b), tally)
