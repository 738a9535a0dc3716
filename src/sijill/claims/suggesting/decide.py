"""All columns of a sheet together: what *date*, *place* and *name* mean beside the others, one role each.

Pure and deterministic: the same headers and sample give the same answer.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from sijill.claims.suggesting.adapt import adapt
from sijill.claims.suggesting.by_values import by_values
from sijill.claims.suggesting.column import Column, Context
from sijill.claims.suggesting.fit import NEUTRAL, fit
from sijill.claims.suggesting.fold import fold
from sijill.claims.suggesting.header import NOTHING, HeaderReading, concepts_of
from sijill.claims.suggesting.shapes import Shape

# A guess from values under a header with a meaning we do not know: only where the list has no such column yet.
_GUESSABLE: Final = frozenset(
    {
        "name",
        "sex",
        "status",
        "age",
        "occupation",
        "nationality",
        "charge",
        "arrest.circumstances",
        "arrest.agency",
        "held.place",
        "informant.contact",
        "informant.relation",
        "source.reference",
        "note",
        "?date",
    }
)
AGAINST: Final = 0.15  # a fit below: the values speak against the header
OF_WHAT: Final = "a date, but of what is not said"
_EVENT_DATES: Final = frozenset({"arrest.date", "death.date", "release.date", "sighting.date", "held.from"})
_PLACE_PROPERTIES: Final = (
    "origin.place",
    "residence.place",
    "birth.place",
    "arrest.place",
    "death.place",
    "sighting.place",
)


def decide(
    keys: Sequence[str], readings: Sequence[HeaderReading], shapes: Sequence[Shape], about: str
) -> list[Column]:
    """One column per header, each with its properties (none = unmapped). ``about``: name of list and organisation."""
    columns = [
        _first_look(index, *parts) for index, parts in enumerate(zip(keys, readings, shapes, strict=True))
    ]
    context = _context(columns, about)
    columns = [adapt(column) for column in columns]
    for step in (_names, _guesses, _dates, _places, _parts):
        columns = step(columns, context)
    return [_settle(column) for column in columns]


def _first_look(index: int, key: str, reading: HeaderReading, shape: Shape) -> Column:
    column = Column(index=index, key=key, reading=reading, shape=shape)
    if reading.meaningless:
        return by_values(column)
    if reading.properties:
        return _borne_out(column.taken_for(*reading.properties, score=reading.weight, why=reading.via))
    return column


def _borne_out(column: Column) -> Column:
    """Where the values speak against words of the header, another reading of the words, or the values alone."""
    if NOTHING in column.properties or fit(column.properties, column.shape) >= AGAINST:
        return column
    if adapt(column) is not column:
        return column
    for properties in column.reading.alternatives:
        if fit(properties, column.shape) >= NEUTRAL and NOTHING not in properties:
            return column.taken_for(*properties, score=column.score * 0.8, why="as its values are")
    guess = by_values(column)
    if guess is not column and guess.score >= 0.5 and column.reading.via != "known header":
        return guess.taken_for(*guess.properties, score=0.5, why="against its header")
    return column.taken_for(
        *column.properties, score=column.score * 0.6, why="but its values do not bear it out"
    )


def _context(columns: Sequence[Column], about: str) -> Context:
    concepts = set(concepts_of(fold(about)))
    for column in columns:
        if column.properties and column.properties[0] in {"name", "?name", "name.given"}:
            concepts |= column.reading.concepts & {"DEATH", "RELEASE", "SIGHTING"}
    said = {name.partition(".")[0] for column in columns for name in column.properties}
    if "arrest" not in said and "held" not in said:
        concepts |= {event.upper() for event in ("death", "release") if event in said}
    return Context(
        deaths="DEATH" in concepts, releases="RELEASE" in concepts, sightings="SIGHTING" in concepts
    )


def _taken(columns: Iterable[Column], name: str) -> list[Column]:
    return [column for column in columns if name in column.properties]


def _replace(columns: Sequence[Column], change: Callable[[Column], Column]) -> list[Column]:
    return [change(column) for column in columns]


# --- names -------------------------------------------------------------------------------------------------------


def _names(columns: Sequence[Column], context: Context) -> list[Column]:
    del context
    columns = _replace(columns, _kunya)
    columns = [_laqab(column, columns) for column in columns]
    columns = [_somebody_elses(column, columns) for column in columns]
    return [_bare_name(column, columns) for column in columns]


def _kunya(column: Column) -> Column:
    """*al-kunya* is the family name in Syria, and Abu Somebody elsewhere: the values say which."""
    if column.is_only("?family"):
        return column.taken_for("name.family")
    if not column.is_only("?kunya"):
        return column
    if column.shape.kunya >= 0.5:
        return column.taken_for("name.kunya", why="values begin with Abu or Umm")
    return column.taken_for("name.family", why="values are family names")


WELL_KNOWN: Final = 0.9  # a header all of whose words are known


def _somebody_elses(column: Column, columns: Sequence[Column]) -> Column:
    """*Name* with a word nobody knows, beside a plain column of names, may be anybody's: it is not claimed."""
    whole = {("?name",), ("name",)}
    if column.properties not in whole or column.reading.meaningless or column.reading.weight >= WELL_KNOWN:
        return column
    for other in columns:
        plain = other.properties in {*whole, ("name.given",)} and other.reading.weight >= WELL_KNOWN
        if plain and other.index != column.index and _same_script(column, other):
            return column.taken_for(score=0.0, why="a name, but whose is not said")
    return column


def _laqab(column: Column, columns: Sequence[Column]) -> Column:
    """*al-laqab* is a family name in the Maghreb and Iraq, a nickname in Syria."""
    if not column.is_only("?laqab"):
        return column
    if column.shape.kunya >= 0.4:
        return column.taken_for("name.kunya", why="values begin with Abu or Umm")
    whole = any(
        c.shape.mean_words >= 1.8 for c in columns if c.properties and c.properties[0] in {"?name", "name"}
    )
    if (
        _taken(columns, "name.family")
        or whole
        or not (_taken(columns, "?name") or _taken(columns, "name.given"))
    ):
        return column.taken_for("name.alias", why="the list has another family name")
    return column.taken_for("name.family", why="no other column for the family name")


def _bare_name(column: Column, columns: Sequence[Column]) -> Column:
    """*Name* is the whole name, or the part the other columns leave over."""
    if column.properties not in {("?name",), ("name.given",), ("name",)}:
        return column
    others = [c for c in columns if c.index != column.index and _same_script(c, column)]
    family, father = _taken(others, "name.family"), _taken(others, "name.father")
    given = [c for c in others if c.is_only("name.given")]
    short = column.shape.mean_words < 1.65 or column.shape.filled == 0
    if column.is_only("name.given"):
        if column.shape.mean_words >= 1.9 and not family and not father:
            return column.taken_for("name", why="values are whole names")
        return column
    if column.is_only("name"):
        if column.shape.filled and column.shape.mean_words < 1.3 and family and not given:
            return column.taken_for(
                "name.given", why="values are single names, the family name stands elsewhere"
            )
        return column
    if given and not family and short:
        return column.taken_for("name.family", why="the given name stands elsewhere")
    if not given and short and (family or father):
        return column.taken_for("name.given", why="values are single names, other parts stand elsewhere")
    if not given and family and father and column.shape.all_given >= 0.6:
        return column.taken_for("name.given", why="other parts stand elsewhere")
    return column.taken_for("name")


def _same_script(left: Column, right: Column) -> bool:
    def arabic(column: Column) -> bool | None:
        if column.shape.arabic + column.shape.latin < 0.3:
            return None
        return column.shape.arabic >= column.shape.latin

    return arabic(left) is None or arabic(right) is None or arabic(left) == arabic(right)


# --- columns whose header is unknown -----------------------------------------------------------------------------


def _guesses(columns: Sequence[Column], context: Context) -> list[Column]:
    """Unknown headers: a guess from the values where they are plain and the list lacks such a column."""
    del context
    done: list[Column] = list(columns)
    for position, column in enumerate(columns):
        if column.properties or column.reading.meaningless or column.why:
            continue
        guess = by_values(column)
        if len(guess.properties) != 1 or guess.properties[0] not in _GUESSABLE or guess.score < 0.5:
            continue
        name = guess.properties[0]
        if name not in {"informant.contact", "source.reference", "note"} and _has_like(done, name):
            continue
        done[position] = guess.taken_for(*guess.properties, score=guess.score * 0.75, why="header unknown")
    return done


def _has_like(columns: Sequence[Column], name: str) -> bool:
    if name == "name":
        return any(c.properties and c.properties[0] in {"name", "name.given"} for c in columns)
    if name == "?date":
        return bool(_taken(columns, "arrest.date") or _taken(columns, "?date"))
    return bool(_taken(columns, name))


# --- dates -------------------------------------------------------------------------------------------------------


def _dates(columns: Sequence[Column], context: Context) -> list[Column]:
    """A bare *date* is what the list is about; years before 2003 are births where there is no other date of birth."""
    done = list(columns)
    waiting = [c for c in columns if c.is_only("?date")]
    waiting.sort(key=lambda c: (c.shape.median_year or 9999, c.index))
    for column in waiting:
        year = column.shape.median_year
        choice: str | None
        if year is not None and year < 2003 and not _taken(done, "birth.date") and not _taken(done, "age"):
            choice, why = "birth.date", "years of birth"
        else:
            choice, why = _event_date(done, context)
            said = any(
                name in _EVENT_DATES
                for other in done
                for name in other.properties
                if other.index != column.index
            )
            if said and not column.reading.meaningless and column.reading.weight < WELL_KNOWN:
                choice, why = None, OF_WHAT
        known_header = not column.reading.meaningless and column.reading.properties
        score = column.score * (0.85 if known_header else 0.9)
        done[column.index] = column.taken_for(*((choice,) if choice else ()), score=score, why=why)
    return done


def _event_date(columns: Sequence[Column], context: Context) -> tuple[str | None, str]:
    order = ["arrest.date"]
    if context.sightings:
        order.insert(0, "sighting.date")
    if context.deaths:
        order.insert(0, "death.date")
    if context.releases:
        order.insert(0, "release.date")
    for name in order:
        if not _taken(columns, name):
            return name, f"the list is about {name.partition('.')[0]}"
    return None, OF_WHAT


# --- places ------------------------------------------------------------------------------------------------------


def _places(columns: Sequence[Column], context: Context) -> list[Column]:
    """A bare *province* or *town* goes with the place beside it, else it is where the arrest was."""
    done = list(columns)
    explicit_arrest = bool(_taken(columns, "arrest.place"))
    arrest_known = any(name.startswith("arrest.") for column in columns for name in column.properties)
    for column in columns:
        if not (column.is_only("?geo") or column.is_only("?place")):
            continue
        beside = _place_beside(column, done)
        if beside is not None and column.is_only("?geo"):
            choice, why = beside, "beside another column of the same place"
        elif column.is_only("?geo") and (
            explicit_arrest or ((context.deaths or context.releases) and not arrest_known)
        ):
            choice, why = "origin.place", "the list has another place of arrest or is not about arrests"
        elif context.deaths and not _taken(done, "death.place") and column.is_only("?place"):
            choice, why = "death.place", "the list is about deaths"
        elif context.sightings and not _taken(done, "sighting.place") and column.is_only("?place"):
            choice, why = "sighting.place", "the list is about sightings"
        else:
            choice, why = "arrest.place", "no other place of arrest"
        done[column.index] = column.taken_for(choice, score=column.score * 0.85, why=why)
    return done


def _place_beside(column: Column, columns: Sequence[Column]) -> str | None:
    """The property of a definite place in the column before or after, the one before first."""
    for index in (column.index - 1, column.index + 1):
        if 0 <= index < len(columns):
            for name in columns[index].properties:
                if name in _PLACE_PROPERTIES and name not in {"birth.place", "sighting.place"}:
                    return name
    return None


# --- single names under headers that say nothing -----------------------------------------------------------------


def _parts(columns: Sequence[Column], context: Context) -> list[Column]:
    """Single names in a row of nameless columns: given, father, grandfather, then family; women's names: the mother."""
    del context
    done = list(columns)
    slots = [name for name in ("name.given", "name.father", "name.grandfather") if not _taken(done, name)]
    if _taken(done, "name"):
        slots = [name for name in slots if name != "name.given"]
    for column in columns:
        if column.is_only("?part"):
            if column.shape.female >= 0.6 and not _taken(done, "mother.name") and slots[:1] != ["name.given"]:
                choice = "mother.name"
            elif column.shape.given >= 0.4 and slots:
                choice = slots.pop(0)
            else:
                choice = "name.family"
            done[column.index] = column.taken_for(choice, why="by its order among single names")
    singles = [c for c in done if c.is_only("?single")]
    given = _taken(done, "name.given")
    for column in singles:
        fits = given and not _taken(done, "name.family") and column.index - given[0].index <= 4
        done[column.index] = column.taken_for(
            *(("name.family",) if fits else ()), why="beside a given name" if fits else ""
        )
    return done


def _settle(column: Column) -> Column:
    """Known to be nothing, or never settled: unmapped."""
    if NOTHING in column.properties:
        return column.taken_for(score=0.0, why="no property of the register")
    if column.open:
        return column.taken_for(score=0.0, why="not settled")
    return column
