"""Resolutions and communiqués: what they demanded of detainees, and what the register can show of it.

Reading order: ``model``, ``instruments`` (data/instruments.json), ``groups`` (whom an obligation names), ``indicators``
(``held_at``, ``post_resolution_violations``, ``requests_unanswered``, ``places_named``), ``report``.
"""
