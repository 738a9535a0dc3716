"""One register of detained and disappeared people out of the lists of many organisations.

The packages, in the order a row passes through them: accession, claims, linkage, manual_review, persons,
statistics. ``pipeline`` runs them; ``cli`` is what a person types.
"""

__version__ = "0.1.0"
