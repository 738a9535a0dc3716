"""The words of the audit's report in English and Arabic (data/words.csv)."""

from functools import cache

from sijill.amnesties.decrees import read_rows
from sijill.typesetting.blocks import Language


@cache
def words() -> dict[str, dict[str, str]]:
    """Word -> language -> text with ``{places}``."""
    return {row["word"]: {"en": row["en"], "ar": row["ar"]} for row in read_rows("words.csv")}


def say(word: str, language: Language, **values: object) -> str:
    """The words, with each ``{name}`` filled in. KeyError for a word that is not in the table."""
    return words()[word][language].format(**values)
