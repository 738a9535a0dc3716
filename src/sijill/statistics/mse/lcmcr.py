"""Latent class capture-recapture: people fall into classes, inside a class the lists are independent.

Manrique-Vallier (2016), Biometrics 72:1246-1254: a Dirichlet process over classes (stick-breaking, at most ``classes``
of them), λ ~ Beta(1, 1), α ~ Gamma(0.25, 0.25), p(N) ∝ 1/N. What differs is how the chain moves: α is drawn with the
sticks integrated out, labels may swap, and chains start from both ends. No single chain is ever believed.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.statistics.mse.diagnostics import Convergence, converge
from sijill.statistics.mse.lcmcr_kernel import BEYOND_CAP, ITERATIONS, run_chain
from sijill.statistics.mse.model import DRAWS_KEPT, Fit, Model
from sijill.statistics.mse.table import InclusionTable

DEFAULT_CAP: Final = 20  # N0 at most this many times n
_STORED: Final = 4_096  # draws kept per chain while it runs; doubled intervals thereafter
_WARM_UP: Final = 0.25  # share of every chain left out, from its start
_FIRST_ROUND: Final = 65_536

Progress = Callable[[int, Convergence], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``iterations``: the most a chain may run; rounds double from 65,536 until the gate on log N is passed."""

    classes: int = 10
    alpha_shape: float = 0.25
    alpha_rate: float = 0.25
    cap: int | None = None
    chains: int = 8
    iterations: int = 2_097_152
    workers: int = 2


@dataclass(slots=True, kw_only=True, eq=False)
class _Chain:
    """The whole state of a chain, changed in place by the kernel; draws are N0, every ``thin``-th iteration."""

    random: NDArray[np.uint64]
    log_share: NDArray[np.float64]
    on: NDArray[np.float64]
    off: NDArray[np.float64]
    log_alpha: NDArray[np.float64]
    tally: NDArray[np.int64]
    draws: NDArray[np.int64]
    thin: int


def fit_lcmcr(
    table: InclusionTable,
    *,
    seed: np.random.SeedSequence,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Run dispersed chains until the gate (`passed`) is cleared with four times the ESS, or the limit is reached.

    Not passing the gate is reported, not raised: see ``rhat``, ``ess`` and ``chain_ratio`` of the result. The draws are
    a function of table, settings, seed and version alone, whatever the number of threads.
    """
    settings = settings or Settings()
    if table.people == 0 or not table.lists:
        raise ValueError("lcmcr needs somebody on a list")
    cap = DEFAULT_CAP * table.people if settings.cap is None else settings.cap
    chains = [
        _start(table, settings, child, spread=i % 2 == 1)
        for i, child in enumerate(seed.spawn(settings.chains))
    ]
    done, until = 0, min(_FIRST_ROUND, settings.iterations)
    while True:
        _advance(chains, table, settings, cap, until - done)
        done = until
        totals = _after_warm_up(chains) + table.people
        found = converge(totals)
        if progress:
            progress(done, found)
        if _comfortable(found) or done >= settings.iterations:
            return _summarise(table, settings, cap, done, totals=totals, found=found, chains=chains)
        until = min(2 * done, settings.iterations)


def passed(found: Convergence) -> bool:
    """The gate on log N: R-hat <= 1.01, bulk and tail ESS >= 400, chain medians within 1.05 of each other.

    α and the number of classes in use need not converge.
    """
    return found.rhat <= 1.01 and min(found.bulk_ess, found.tail_ess) >= 400 and found.chain_ratio <= 1.05


def _comfortable(found: Convergence) -> bool:
    """Past the gate with room to spare: stopping at the gate itself would let two seeds differ by 1 %."""
    return passed(found) and found.bulk_ess >= 1_600 and found.tail_ess >= 800


def _start(
    table: InclusionTable, settings: Settings, seed: np.random.SeedSequence, *, spread: bool
) -> _Chain:
    """Half the chains start with everybody in one class, half with people spread over all of them."""
    classes, lists = settings.classes, len(table.lists)
    random = seed.generate_state(4, np.uint64).astype(np.uint64)
    rng = np.random.default_rng(seed.spawn(1)[0])
    if spread:
        share = np.full(classes, 1.0 / classes)
        on = rng.uniform(0.02, 0.98, (classes, lists))
        alpha = float(classes)
    else:
        share = np.full(classes, 1e-6)
        share[0] = 1.0 - 1e-6 * (classes - 1)
        size = table.list_sizes / (table.people * rng.uniform(1.0, 3.0))
        on = np.tile(np.clip(size, 1e-3, 0.999), (classes, 1))
        alpha = 0.05
    return _Chain(
        random=random,
        log_share=np.log(share),
        on=on,
        off=1.0 - on,
        log_alpha=np.array([np.log(alpha)]),
        tally=np.zeros(2, dtype=np.int64),
        draws=np.zeros(0, dtype=np.int64),
        thin=max(1, min(_FIRST_ROUND, settings.iterations) // _STORED),
    )


def _advance(
    chains: list[_Chain], table: InclusionTable, settings: Settings, cap: int, iterations: int
) -> None:
    def one(chain: _Chain) -> None:
        # Once the store is full every second draw goes and the interval doubles, so early and late parts of the
        # chain are kept at one spacing.
        if len(chain.draws) >= _STORED:
            chain.draws = chain.draws[1::2]
            chain.thin *= 2
        steps = iterations // chain.thin
        fresh = np.zeros(steps, dtype=np.int64)
        run_chain(
            table.patterns, table.counts, cap, settings.alpha_shape, settings.alpha_rate, chain.random,
            chain.log_share, chain.on, chain.off, chain.log_alpha, steps * chain.thin, chain.thin, fresh, chain.tally,
        )  # fmt: skip
        chain.draws = np.concatenate([chain.draws, fresh])

    with ThreadPoolExecutor(max(1, min(settings.workers, len(chains), os.cpu_count() or 1))) as pool:
        list(pool.map(one, chains))


def _after_warm_up(chains: list[_Chain]) -> NDArray[np.float64]:
    kept = np.array([chain.draws[int(len(chain.draws) * _WARM_UP) :] for chain in chains])
    return kept.astype(np.float64)


def _summarise(
    table: InclusionTable,
    settings: Settings,
    cap: int,
    done: int,
    *,
    totals: NDArray[np.float64],
    found: Convergence,
    chains: list[_Chain],
) -> Fit:
    low, median, high = np.quantile(totals, (0.025, 0.5, 0.975))
    pooled = totals.T.ravel()  # chains side by side, so that an even thinning takes from all of them alike
    keep = np.linspace(0, len(pooled) - 1, min(DRAWS_KEPT, len(pooled))).astype(np.int64)
    iterations = sum(int(chain.tally[ITERATIONS]) for chain in chains)
    bound = sum(int(chain.tally[BEYOND_CAP]) for chain in chains) / max(iterations, 1)
    return Fit(
        model=Model.LCMCR,
        median=float(median),
        low=float(low),
        high=float(high),
        draws=pooled[keep],
        rhat=found.rhat,
        ess=min(found.bulk_ess, found.tail_ess),
        chain_ratio=found.chain_ratio,
        beyond_cap=float((totals - table.people > 0.8 * cap).mean()),
        settings={
            "classes": settings.classes,
            "alpha_shape": settings.alpha_shape,
            "alpha_rate": settings.alpha_rate,
            "cap": cap,
            "chains": settings.chains,
            "iterations": done,
            "prior": "1/N",
        },
        notes=(f"the cap on N0 was met in {bound:.2%} of iterations",) if bound > 0 else (),
    )
