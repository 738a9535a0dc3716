"""Reading what people wrote: names, dates, places, facilities, words for what happened.

Pure functions over text and the tables in ``data/``; no database, no network, no Django. A reader never raises on any
text, never guesses silently, and always keeps the original beside what it read.

Reading order: ``scripts`` (folding), ``names``, ``dates``, ``places``, ``facilities``, ``words``, ``read`` (one
interface).
"""
