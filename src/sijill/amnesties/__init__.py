"""Which decree covered whom, who was released, and who was not.

Reading order: ``model``, ``decrees`` (data/decrees/*.json), ``charges`` and ``facts`` (what the claims say of a
person), ``rules`` (pass, fail, unknown), ``released``, ``rearrest``, ``audit`` (cohort, counts, findings), ``figures``,
``report``.
"""
