"""Who may see and do what: one ``decide()``, the same policy as a query filter, and the entry for every look.

Reading order: ``model`` (the words), ``policy`` (the tables and ``decide``), ``filter`` (the tables as a query),
``terms`` (what a list's owner shares with whom), ``audit`` (no entry, no answer), ``accounts`` (people and passwords).
"""
