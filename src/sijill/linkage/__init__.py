"""3. Which records MAY be the same person: Fellegi-Sunter weights, clusters under constraints.

Read ``records`` (what comes in), ``units`` and ``parses`` (how a name is read), ``features`` (records as arrays),
``block``, ``compare``, ``estimate``, ``score``, ``cluster``, then ``link``, which calls them in that order.
"""

from sijill.linkage.link import link
from sijill.linkage.model import Decision, LinkResult, Population
from sijill.linkage.records import JUDGEMENTS, SCHEMA

__all__ = ["JUDGEMENTS", "SCHEMA", "Decision", "LinkResult", "Population", "link"]
