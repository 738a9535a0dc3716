"""A header's reading corrected by the column's own values: a *date of birth* that holds ages is an age.

Each rule looks at one column alone and says why it changed its mind. Columns with fewer than three values keep what
their header says.
"""

from collections.abc import Callable
from typing import Final

from sijill.claims.suggesting.column import Column

_HAS_PLACE: Final = frozenset({"birth", "arrest", "death", "sighting", "held"})
_DATES: Final = frozenset(
    {
        "birth.date",
        "arrest.date",
        "death.date",
        "release.date",
        "sighting.date",
        "held.from",
        "held.to",
        "?date",
    }
)
_PLACES: Final = frozenset(
    {
        "birth.place",
        "arrest.place",
        "death.place",
        "sighting.place",
        "held.place",
        "origin.place",
        "residence.place",
    }
)
_NAMES: Final = frozenset({"?name", "name", "name.given", "name.father", "name.grandfather", "name.family"})


def adapt(column: Column) -> Column:
    """The column after every rule that applies, at most one change per kind of property."""
    if column.shape.filled < 3:
        return column
    if len(column.properties) == 2:
        return _only_one(column)
    for applies, rule in _RULES:
        if column.properties and column.properties[0] in applies:
            changed = rule(column)
            if changed is not column:
                return changed
    return column


def _only_one(column: Column) -> Column:
    """A header that names place and date over values that are all the one or all the other."""
    shape = column.shape
    dates = [name for name in column.properties if name.endswith(".date")]
    places = [name for name in column.properties if name.endswith(".place")]
    if not (dates and places):
        return column
    if shape.date >= 0.8 and shape.place_and_date < 0.1:
        return column.taken_for(*dates, why="values are dates")
    if shape.date + shape.place_and_date < 0.05:
        return column.taken_for(*places, why="values hold no dates")
    return column


def _event(name: str) -> str:
    event = name.partition(".")[0]
    return "arrest" if event == "?date" else event


def _date(column: Column) -> Column:
    shape, name = column.shape, column.properties[0]
    event = _event(name)
    dated = shape.date + shape.place_and_date
    if name == "birth.date" and shape.age >= 0.6 and shape.year < 0.2 and shape.date < 0.2:
        return column.taken_for("age", why="values are ages")
    if event in _HAS_PLACE and shape.place_and_date >= 0.35:
        date = name if name.startswith("held") else f"{event}.date"
        return column.taken_for(f"{event}.place", date, why="values are a place and a date")
    if name in {"held.from", "arrest.date", "?date"} and shape.date_range >= 0.4:
        return column.taken_for("held.from", "held.to", why="values are two dates")
    if dated >= 0.1:
        return column
    words = shape.words
    if words.get("bool", 0) >= 0.5:
        return column.taken_for(why="values are yes and no")
    if name == "release.date" and words.get("release", 0) >= 0.5:
        return column.taken_for("release.type", why="values say how the person was freed")
    if words.get("status", 0) >= 0.5:
        return column.taken_for(
            "status", score=column.score * 0.8, why="values say what became of the person"
        )
    if words.get("facility", 0) >= 0.4 and event in {"arrest", "held", "release"}:
        return column.taken_for("held.place", score=column.score * 0.8, why="values are places of detention")
    if event in _HAS_PLACE and shape.place + words.get("facility", 0) >= 0.3:
        return column.taken_for(
            f"{event}.place", score=column.score * 0.8, why="values are places, not dates"
        )
    if shape.age >= 0.6 and name == "?date":
        return column.taken_for("age", score=column.score * 0.6, why="values are ages")
    return column.taken_for(*column.properties, score=column.score * 0.6, why="but no dates among the values")


def _place(column: Column) -> Column:
    shape, name = column.shape, column.properties[0]
    event = name.partition(".")[0]
    if event in _HAS_PLACE and shape.place_and_date >= 0.35:
        date = "held.from" if event == "held" else f"{event}.date"
        return column.taken_for(name, date, why="values are a place and a date")
    if shape.date >= 0.6:
        date = {"held": "held.from", "origin": "birth.date", "residence": "?date"}.get(event, f"{event}.date")
        return column.taken_for(date, score=column.score * 0.8, why="values are dates, not places")
    facility, agency = shape.words.get("facility", 0), shape.words.get("agency", 0)
    if name == "arrest.place" and facility >= 0.6 and shape.place < facility:
        return column.taken_for("held.place", score=column.score * 0.9, why="values are places of detention")
    if name in {"arrest.place", "held.place"} and shape.words.get("circumstance", 0) >= max(0.6, facility):
        return column.taken_for(
            "arrest.circumstances", score=column.score * 0.9, why="values say how it happened"
        )
    if name == "held.place" and agency >= 0.6 and facility < 0.15 and "BY" in column.reading.concepts:
        return column.taken_for("arrest.agency", score=column.score * 0.9, why="values are authorities")
    if name == "residence.place" and shape.phone + shape.email >= 0.6:
        return column.taken_for("informant.contact", score=column.score * 0.9, why="values are contacts")
    return column


def _open_place(column: Column) -> Column:
    shape = column.shape
    facility, agency = shape.words.get("facility", 0), shape.words.get("agency", 0)
    if shape.place_and_date >= 0.35:
        return column.taken_for("arrest.place", "arrest.date", why="values are a place and a date")
    if shape.date >= 0.6:
        return column.taken_for("?date", score=column.score * 0.8, why="values are dates, not places")
    if facility >= 0.5 and facility >= shape.place:
        return column.taken_for("held.place", score=column.score * 0.9, why="values are places of detention")
    if agency >= 0.5 and agency >= shape.place:
        return column.taken_for("arrest.agency", score=column.score * 0.9, why="values are authorities")
    return column


def _age(column: Column) -> Column:
    shape = column.shape
    if shape.date >= 0.6 and shape.age < 0.3:
        return column.taken_for("birth.date", score=column.score * 0.9, why="values are dates, not ages")
    return column


def _note(column: Column) -> Column:
    shape = column.shape
    if shape.words.get("status", 0) >= 0.5 and shape.mean_words <= 5:
        return column.taken_for("note", "status", why="many values say what became of the person")
    if shape.url >= 0.6:
        return column.taken_for("source.reference", score=column.score * 0.9, why="values are links")
    return column


def _informant(column: Column) -> Column:
    shape = column.shape
    if shape.phone + shape.email >= 0.5:
        return column.taken_for("informant.contact", why="values are telephone numbers or addresses")
    if shape.words.get("relation", 0) >= 0.5:
        return column.taken_for("informant.relation", why="values are relations")
    if (
        not column.is_only("informant.name")
        and shape.name_like >= 0.5
        and shape.words.get("relation", 0) < 0.2
    ):
        return column.taken_for("informant.name", why="values are names")
    return column


def _name(column: Column) -> Column:
    shape = column.shape
    if shape.name_and_mother >= 0.3 and column.properties[0] in {"?name", "name", "name.given"}:
        return column.taken_for("name", "mother.name", why="values name the mother as well")
    if shape.integer >= 0.8 and shape.arabic + shape.latin < 0.1:
        number = "id.detainee" if "DETAINEE" in column.reading.concepts else "id.source"
        return column.taken_for(number, score=column.score * 0.7, why="values are numbers")
    return column


def _number(column: Column) -> Column:
    shape = column.shape
    own_number = bool(column.reading.concepts & {"REF", "SERIAL"}) or shape.running
    if column.is_only("id.source") and shape.long_digits >= 0.8 and not own_number:
        return column.taken_for("id.national", score=column.score * 0.8, why="values are long numbers")
    if shape.name_like >= 0.6 and shape.mean_words >= 1.8 and shape.integer + shape.code < 0.1:
        return column.taken_for("name", score=column.score * 0.6, why="values are names")
    return column


def _charge(column: Column) -> Column:
    if column.shape.words.get("circumstance", 0) >= 0.5 and column.shape.words.get("charge", 0) < 0.3:
        return column.taken_for("arrest.circumstances", why="values say how it happened")
    return column


_Rule = Callable[[Column], Column]
_RULES: Final[tuple[tuple[frozenset[str], _Rule], ...]] = (
    (_DATES, _date),
    (_PLACES, _place),
    (frozenset({"?place", "?geo"}), _open_place),
    (frozenset({"age"}), _age),
    (frozenset({"note"}), _note),
    (frozenset({"informant.name", "informant.contact", "informant.relation"}), _informant),
    (_NAMES, _name),
    (frozenset({"id.source", "id.detainee", "id.national"}), _number),
    (frozenset({"charge"}), _charge),
)
