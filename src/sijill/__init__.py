"""One register of detained and disappeared people out of the lists of many organisations.

The packages, in the order a row passes through them: accession, claims, linkage, manual_review, persons,
statistics. ``pipeline`` runs them; ``cli`` is what a person types.

``sijill.init``, ``unify``, ``link``, ``rebuild``, ``verify``, ``person``, ``search`` and ``tally`` are the commands as
functions; they are loaded when first used, so that ``sijill.text`` and ``sijill.statistics.mse`` stay light.
"""

from typing import TYPE_CHECKING, Any, Final

from sijill.version import __version__

if TYPE_CHECKING:
    from sijill.pipeline.verbs import init, link, person, rebuild, search, tally, unify, verify

_VERBS: Final = ("init", "link", "person", "rebuild", "search", "tally", "unify", "verify")
__all__ = ["__version__", "init", "link", "person", "rebuild", "search", "tally", "unify", "verify"]


def __getattr__(name: str) -> Any:  # a verb
    if name in _VERBS:
        from sijill.pipeline import verbs

        return getattr(verbs, name)
    raise AttributeError(f"module 'sijill' has no attribute {name!r}")
