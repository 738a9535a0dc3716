"""Words for what happened, read to code lists. The original is always kept.

Reading order: ``codelists`` (data/codelists.csv), ``model``, ``rules`` (what may speak, and when), ``reader`` (finds
the phrases of data/phrases.csv in a text).

One phrase may speak on several axes: "died in custody" says something of life and of custody. A bare word never
confirms a death. Negated phrases ("not released") are not read; doubtful ones give the presumed code.
"""

from sijill.text.words.codelists import Code, codes, codes_of, lists
from sijill.text.words.model import Phrase, UnknownWords, WordReading, as_json
from sijill.text.words.reader import read, table_phrases, unknown_words

__all__ = [
    "Code", "Phrase", "UnknownWords", "WordReading", "as_json", "codes", "codes_of", "lists", "read", "table_phrases",
    "unknown_words",
]  # fmt: skip
