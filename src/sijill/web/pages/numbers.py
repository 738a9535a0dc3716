"""A number as a form or an address gives it."""

from typing import Final

# Longer ones are no numbers of ours, and a database has no place for them.
MOST_DIGITS: Final = 9


def whole_number(text: str) -> int | None:
    """None for a text that is no number; digits of any script count."""
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= MOST_DIGITS else None
