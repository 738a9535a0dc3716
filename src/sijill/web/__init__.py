"""The register in a browser. ``guard`` stands before every page: no decision, no page; no entry, no answer.

Reading order: ``settings`` and ``config`` (what a register's owner may set), ``guard`` (who asks, may they, written
down), ``middleware`` (headers, how long a session lasts), ``accounts`` (logging in), ``api``, ``look`` (what pages are
made of), ``pages``.
"""
