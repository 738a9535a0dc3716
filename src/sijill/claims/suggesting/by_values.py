"""What a column is taken for when its header says nothing: from the values alone, the surest kind first."""

from sijill.claims.suggesting.column import Column
from sijill.claims.suggesting.shapes import Shape


def by_values(column: Column) -> Column:
    """The column with a first guess; ``?date``, ``?geo``, ``?part`` are settled with the other columns."""
    guess = _guess(column.shape)
    if guess is None:
        return column
    properties, score, why = guess
    return column.taken_for(*properties, score=score, why=why)


def _guess(shape: Shape) -> tuple[tuple[str, ...], float, str] | None:
    words = shape.words
    if shape.filled < 3:
        return None
    if shape.running:
        return ("id.source",), 0.7, "values count the rows"
    if shape.url >= 0.6:
        return ("source.reference",), 0.8, "values are links"
    if shape.email >= 0.6 or (shape.phone >= 0.6 and shape.distinct_share > 0.3 and shape.date < 0.2):
        return _long_number(shape)
    if words.get("sex", 0) >= 0.8 and shape.distinct <= 8:
        return ("sex",), 0.9, "values are words for sex"
    if words.get("bool", 0) >= 0.6:
        return None
    if shape.date >= 0.6:
        return ("?date",), 0.6, "values are dates"
    if shape.place_and_date >= 0.4:
        return ("arrest.place", "arrest.date"), 0.5, "values are a place and a date"
    if shape.age >= 0.9 and shape.distinct > 4:
        return ("age",), 0.7, "values are whole numbers from 0 to 110"
    if shape.code >= 0.8 and shape.distinct_share > 0.9:
        return ("id.source",), 0.6, "values are codes, each once"
    if shape.long_digits >= 0.8:
        return ("id.national",), 0.5, "values are long numbers"
    if shape.integer >= 0.5:
        return None
    if shape.name_and_mother >= 0.4:
        return ("name", "mother.name"), 0.7, "values name a person and the mother"
    if shape.kunya >= 0.6:
        return ("name.kunya",), 0.6, "values begin with Abu or Umm"
    return _words(shape)


def _long_number(shape: Shape) -> tuple[tuple[str, ...], float, str]:
    if shape.long_digits >= 0.8 and shape.email < 0.1:
        return ("id.national",), 0.5, "values are long numbers"
    return ("informant.contact",), 0.7, "values are telephone numbers or addresses"


def _words(shape: Shape) -> tuple[tuple[str, ...], float, str] | None:
    words = shape.words
    closed = shape.distinct_share <= 0.5 or shape.distinct <= 12
    long = shape.long_text >= 0.5 or shape.mean_words >= 6
    scores = {
        "status": words.get("status", 0),
        "held.place": words.get("facility", 0),
        "arrest.agency": words.get("agency", 0),
        "informant.relation": words.get("relation", 0),
        "occupation": words.get("occupation", 0),
        "nationality": words.get("nationality", 0),
        "charge": words.get("charge", 0),
        "death.cause": words.get("cause", 0),
        "release.type": words.get("release", 0),
        "arrest.circumstances": words.get("circumstance", 0),
    }
    best = max(scores, key=lambda name: scores[name])
    named = shape.name_like
    if long:
        return (
            (("note", "status") if scores["status"] >= 0.5 and not shape.long_text >= 0.5 else ("note",)),
            0.5,
            "values are sentences",
        )
    if closed and scores[best] >= 0.55 and scores[best] > named:
        return (best,), 0.45 + 0.3 * scores[best], f"values are words for {best}"
    if named >= 0.5 and shape.mean_words >= 1.7 and shape.place <= named:
        return ("name",), 0.4 + 0.3 * named, "values look like whole names"
    if (shape.given >= 0.4 or (named >= 0.3 and shape.place < 0.3)) and shape.mean_words < 1.7:
        return ("?part",), 0.5, "values look like single names"
    if shape.place >= 0.25:
        return ("?geo",), 0.4 + 0.2 * shape.place, "values are places"
    if scores[best] >= 0.5:
        return (best,), 0.4, f"values are words for {best}"
    if shape.mean_words >= 4 and shape.distinct_share > 0.5:
        return ("note",), 0.4, "values are sentences"
    if shape.mean_words < 1.7 and shape.distinct > 8 and shape.arabic + shape.latin > 0.8:
        return ("?single",), 0.3, "values are single words"
    return None
