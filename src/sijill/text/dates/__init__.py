"""Dates as people write them, read to intervals. Never a guessed day.

Reading order: ``conventions`` (the one table of rules), ``model`` (what comes out), ``tokens`` and ``lexicon`` (the
words, from data/date_words.csv), ``spans`` and ``calendars`` (units and intervals), ``points`` (one date),
``expressions`` (before, between, or), ``edtf`` (ISO 8601-2), ``reader`` (one text), ``columns`` (many), ``ages``.
"""

from sijill.text.dates.ages import birth_from_age
from sijill.text.dates.columns import infer_order, read_column
from sijill.text.dates.model import Calendar, DateOrder, DateReading, Order, Precision, Unread, as_json
from sijill.text.dates.reader import read, read_stated

__all__ = [
    "Calendar", "DateOrder", "DateReading", "Order", "Precision", "Unread", "as_json", "birth_from_age", "infer_order",
    "read", "read_column", "read_stated",
]  # fmt: skip
