"""3. Which records MAY be the same person: Fellegi-Sunter weights, clusters under constraints.

Read ``records`` (what comes in), ``units`` and ``parses`` (how a name is read), ``features`` (records as arrays),
``block``, ``compare``, ``estimate``, ``score``, ``cluster``, then ``link``, which calls them in that order.
``engines.reference`` is the specification of what is computed.
"""

from sijill.linkage.evaluate import evaluate
from sijill.linkage.explain import FieldWeight, explain
from sijill.linkage.link import link
from sijill.linkage.model import Decision, LinkResult, Population
from sijill.linkage.partitions import sample_partitions
from sijill.linkage.queue import review_queue
from sijill.linkage.records import JUDGEMENTS, SCHEMA

__all__ = [
    "JUDGEMENTS",
    "SCHEMA",
    "Decision",
    "FieldWeight",
    "LinkResult",
    "Population",
    "evaluate",
    "explain",
    "link",
    "review_queue",
    "sample_partitions",
]
