"""Have the chains converged? Rank-normalised split R-hat and effective sample sizes.

Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16:667-718; the autocorrelation sum is
Geyer's (1992) initial monotone sequence. All functions take draws as chains × iterations.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convergence:
    """``chain_ratio``: largest over smallest median of a chain, on the scale the draws came in before any log."""

    rhat: float
    bulk_ess: float
    tail_ess: float
    chain_ratio: float


def converge(totals: Draws) -> Convergence:
    """Diagnostics of log N from draws of N (chains × iterations); constant draws count as converged."""
    log_total = np.log(totals)
    medians = np.median(totals, axis=1)
    return Convergence(
        rhat=rhat(log_total),
        bulk_ess=bulk_ess(log_total),
        tail_ess=tail_ess(log_total),
        chain_ratio=float(medians.max() / medians.min()),
    )


def rhat(draws: Draws) -> float:
    """The larger of the R-hats of the rank-normalised draws and of their folded version (location and spread)."""
    split = _split(draws)
    folded = np.abs(split - np.median(split))
    return max(_plain_rhat(_rank_normalise(split)), _plain_rhat(_rank_normalise(folded)))


def bulk_ess(draws: Draws) -> float:
    return _ess(_rank_normalise(_split(draws)))


def tail_ess(draws: Draws) -> float:
    """The smaller ESS of the indicators "below the 5 % quantile" and "below the 95 % quantile"."""
    return min(_ess(_split((draws <= np.quantile(draws, at)).astype(np.float64))) for at in (0.05, 0.95))


def _split(draws: Draws) -> Draws:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _rank_normalise(draws: Draws) -> Draws:
    ranks = rankdata(draws, method="average").reshape(draws.shape)
    scores: Draws = ndtri((ranks - 0.375) / (draws.size + 0.25))
    return scores


def _plain_rhat(chains: Draws) -> float:
    length = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean()
    between = length * chains.mean(axis=1).var(ddof=1)
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((between / within + length - 1) / length))


def _ess(chains: Draws) -> float:
    number, length = chains.shape
    if chains.min() == chains.max():
        return float(number * length)
    covariance = np.array([_autocovariance(chain) for chain in chains])
    within = covariance[:, 0].mean() * length / (length - 1)
    pooled = within * (length - 1) / length
    if number > 1:
        pooled += chains.mean(axis=1).var(ddof=1)
    correlation = 1.0 - (within - covariance.mean(axis=0) * length / (length - 1)) / pooled
    correlation[0] = 1.0
    pairs = correlation[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs <= 0)
    positive = pairs[: negative[0] if len(negative) else len(pairs)]
    monotone = np.minimum.accumulate(positive)
    # An odd first term beyond the last positive pair keeps antithetic chains honest.
    extra = max(correlation[2 * len(positive)], 0.0) if 2 * len(positive) < length else 0.0
    time = max(-1.0 + 2.0 * monotone.sum() + extra, 1.0 / np.log10(number * length))
    return float(number * length / time)


def _autocovariance(chain: Draws) -> Draws:
    """Biased (divided by the length), all lags, by fast Fourier transform."""
    length = len(chain)
    size = 1 << (2 * length - 1).bit_length()
    spectrum = np.fft.rfft(chain - chain.mean(), size)
    covariance: Draws = np.fft.irfft(spectrum * np.conjugate(spectrum), size)[:length] / length
    return covariance
