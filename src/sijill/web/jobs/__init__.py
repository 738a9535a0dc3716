"""Long work behind a page: receiving, mapping, linking. Each job is a process of its own; a page shows how far it is.

``model`` (what a job is, and its file in ``.jobs/``), ``start`` (from a page), ``work`` (the process that does it).
"""
