"""How well the values of a column bear out a property: 0 = they speak against it, 1 = they could be nothing else.

Values prove some kinds (dates, ages, telephones) and only allow others (a place nobody listed is still a place), so
text that says nothing either way fits with ``NEUTRAL``.
"""

from typing import Final

from sijill.claims.properties import BY_NAME, PROPERTIES, Kind
from sijill.claims.suggesting.shapes import Shape

NEUTRAL: Final = 0.5
# Which classes of words bear out a property read as words.
_CLASSES: Final = {
    "sex": "sex",
    "status": "status",
    "nationality": "nationality",
    "occupation": "occupation",
    "charge": "charge",
    "court": "court",
    "arrest.circumstances": "circumstance",
    "release.type": "release",
    "death.cause": "cause",
    "death.basis": "death_basis",
    "informant.relation": "relation",
    "sentence": "sentence",
}
_OPEN: Final = {"?name": "name", "?kunya": "name.family", "?laqab": "name.alias", "?family": "name.family"}
_OPEN_PLACES: Final = frozenset({"?place", "?geo"})


def fit(properties: tuple[str, ...], shape: Shape) -> float:
    """The worst fit of the properties; of several in one cell, the best, since each needs only its part."""
    if shape.filled < 3:
        return NEUTRAL
    fits = [_fit(name, shape) for name in properties]
    return max(fits) if fits else 0.0


def _fit(name: str, shape: Shape) -> float:
    if name == "?date":
        return _date(shape)
    if name in _OPEN_PLACES:
        return _place(shape)
    prop = BY_NAME.get(_OPEN.get(name, name))
    if prop is None:
        return NEUTRAL
    text = max(0.0, shape.arabic + shape.latin - shape.date - shape.url - shape.email)
    match PROPERTIES[prop].kind:
        case Kind.DATE:
            return _date(shape)
        case Kind.AGE:
            return max(shape.age, 0.6 * shape.date)
        case Kind.NAME | Kind.NAME_PART:
            return _named(shape, text)
        case Kind.PLACE:
            return _place(shape)
        case Kind.FACILITY:
            return max(shape.words.get("facility", 0), 0.9 * _place(shape))
        case Kind.AGENCY:
            return max(
                shape.words.get("agency", 0), 0.8 * shape.words.get("facility", 0), _plain(shape, text)
            )
        case Kind.IDENTIFIER:
            return min(1.0, shape.integer + shape.code + 0.5 * shape.phone)
        case Kind.CONTACT:
            return _contact(name, shape, text)
        case Kind.WORDS:
            return max(shape.words.get(_CLASSES.get(name, ""), 0), _plain(shape, text))
        case Kind.FREE_TEXT:
            return max(
                shape.words.get(_CLASSES.get(name, ""), 0),
                min(1.0, shape.long_text + NEUTRAL * min(1.0, text + shape.url)),
            )


def _date(shape: Shape) -> float:
    return min(1.0, shape.date + shape.place_and_date + 0.3 * shape.date_range)


def _named(shape: Shape, text: float) -> float:
    against = max(
        _of_a_kind(shape), shape.long_text, shape.place_and_date, shape.place if shape.name_like < 0.3 else 0
    )
    return max(shape.name_like, NEUTRAL * max(0.0, min(1.0, text) - against))


def _place(shape: Shape) -> float:
    text = max(0.0, shape.arabic + shape.latin - shape.date - shape.url - shape.email)
    plain = _plain(shape, text)
    return max(min(1.0, shape.place + NEUTRAL * (shape.place > 0.1)), shape.place_and_date, plain)


def _plain(shape: Shape, text: float) -> float:
    """Text that is not plainly something else."""
    against = max(
        shape.long_text,
        shape.place_and_date,
        shape.name_like if shape.mean_words >= 1.8 else 0,
        _of_a_kind(shape),
    )
    return NEUTRAL * max(0.0, min(1.0, text) - against)


def _of_a_kind(shape: Shape) -> float:
    """The share of words of the class most values belong to."""
    kinds = (
        "sex",
        "status",
        "facility",
        "agency",
        "relation",
        "occupation",
        "nationality",
        "charge",
        "circumstance",
        "cause",
    )
    return max(shape.words.get(kind, 0.0) for kind in kinds)


def _contact(name: str, shape: Shape, text: float) -> float:
    if name == "informant.contact":
        return min(1.0, shape.phone + shape.email + 0.4 * min(1.0, text))
    return _named(shape, text)
