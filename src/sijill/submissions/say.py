"""Values in the language of the form. What the source wrote stands beside what it was read as, where that is safe.

Only short texts of names, dates, places, bodies and numbers are repeated as written: a long or free text may name a
witness or another person, and is left in its cell.
"""

import re
from datetime import date
from typing import Final

from sijill.cases import nationality
from sijill.claims.properties import BY_NAME, PROPERTIES, Kind
from sijill.claims.readings import Reading
from sijill.claims.statements import Statement
from sijill.persons.model import Interval
from sijill.submissions import named
from sijill.submissions.model import State
from sijill.submissions.words import RTL, code_label, phrase, told
from sijill.text import facilities, places
from sijill.text.facilities import Mark
from sijill.text.scripts import clean
from sijill.typesetting import joined, placed, sentence

REPEATED: Final = frozenset(
    {
        Kind.NAME,
        Kind.NAME_PART,
        Kind.DATE,
        Kind.AGE,
        Kind.PLACE,
        Kind.FACILITY,
        Kind.AGENCY,
        Kind.IDENTIFIER,
    }
)
LONGEST: Final = 80
# The states a reader gives where a source wrote that nothing can be said (see text.dates.Unread).
UNREAD: Final = {
    "unknown": State.UNKNOWN,
    "not_asked": State.UNKNOWN,
    "refused": State.WITHHELD,
    "suppressed": State.WITHHELD,
    "missing": State.MISSING,
    "placeholder": State.MISSING,
}
LATIN: Final = re.compile("[A-Za-z]")
ARABIC: Final = re.compile("[\u0620-\u06ff]")


def kind_of(prop: str) -> Kind:
    return PROPERTIES[BY_NAME[prop]].kind


def state_of(statement: Statement) -> State:
    """Whether the statement says something, or that it is not known or kept back."""
    claim, reading = statement.claim, statement.reading
    if not clean(claim.value):
        return State.MISSING
    kind = kind_of(claim.prop)
    if kind in {Kind.DATE, Kind.AGE} and not reading.normalised:
        return UNREAD.get(reading.note.split(":", 1)[0], State.ANSWERED)
    if kind in {Kind.PLACE, Kind.FACILITY, Kind.AGENCY} and not reading.codes:
        return State.UNKNOWN if _says_unknown(kind, claim.value) else State.ANSWERED
    if reading.codes and all(code.endswith(":unknown") for code in reading.codes):
        return State.UNKNOWN
    return State.ANSWERED


def _says_unknown(kind: Kind, value: str) -> bool:
    match kind:
        case Kind.PLACE:
            note = places.read(value).note
        case Kind.FACILITY:
            note = facilities.read(value).note
        case _:
            note = facilities.read_agency(value).note
    return note in {"says unknown", "blank"}


def original_of(statement: Statement) -> str | None:
    """The value as written, if it may be repeated: see the module's first lines."""
    value = clean(statement.claim.value)
    fits = kind_of(statement.claim.prop) in REPEATED and len(value) <= LONGEST
    return value if value and fits else None


def value_of(statement: Statement, language: str) -> str:
    """What the statement says, in words of the language; names and unread texts as written."""
    claim, reading = statement.claim, statement.reading
    match kind_of(claim.prop):
        case Kind.DATE:
            return date_words(reading, language) or _unread(statement, language)
        case Kind.AGE:
            return age_words(statement, language)
        case Kind.PLACE:
            return place_words(reading, language) or _unread(statement, language)
        case Kind.FACILITY:
            return facility_words(reading, language) or _unread(statement, language)
        case Kind.AGENCY:
            return agency_words(reading, language) or _unread(statement, language)
        case Kind.WORDS if claim.prop == "nationality":
            return nationality_words(claim.value, language) or _unread(statement, language)
        case Kind.WORDS:
            return codes_words(claim.prop, reading, language) or _unread(statement, language)
        case Kind.NAME | Kind.NAME_PART | Kind.IDENTIFIER:
            return original_of(statement) or phrase("too_long", language)
        case Kind.FREE_TEXT | Kind.CONTACT:
            return phrase("too_long", language)


def _unread(statement: Statement, language: str) -> str:
    """A short text of a place, body or date that was not read stands as written, and says so."""
    original = original_of(statement)
    if original is not None:
        return beside(original, phrase("unresolved", language), language)
    # Words of a closed list that were not read: occupation and nationality are words of the world, not of people.
    value = clean(statement.claim.value)
    if statement.claim.prop in {"occupation", "nationality"} and len(value) <= LONGEST:
        return value
    return phrase("unread", language)


# --- dates ---------------------------------------------------------------------------------------------------------


def date_words(reading: Reading, language: str) -> str | None:
    """The interval in words; None when there is none. A tilde in the EDTF text says "about"."""
    if reading.start is None and reading.end is None:
        return None
    words = interval_words(Interval(start=reading.start, end=reading.end), language)
    if "~" in reading.normalised or "%" in reading.normalised:
        words = told("about", language, date=words)
    if reading.ambiguous:
        words = beside(words, phrase("ambiguous_date", language), language)
    return words


def interval_words(when: Interval, language: str) -> str:
    start, end = when.start, when.end
    if start is None and end is None:
        return phrase("undated", language)
    if start is None:
        assert end is not None
        return told("not_after", language, end=day_words(end, language))
    if end is None:
        return told("not_before", language, start=day_words(start, language))
    text = str(when)
    if len(text) == len("2013-05-06"):
        return day_words(start, language)
    if len(text) == len("2013-05"):
        return told("month_year", language, month=_month(start, language), year=str(start.year))
    if len(text) == len("2013"):
        return told("year", language, year=str(start.year))
    return told("between", language, start=day_words(start, language), end=day_words(end, language))


def day_words(day: date, language: str) -> str:
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return told("day", language, day=number, month=_month(day, language), year=str(day.year))


def length_words(years: int, months: int, language: str) -> str:
    """``2 years and 1 month`` with the numbers as the language counts; what is zero is not told."""
    parts = [
        _counted(unit, count, language) for unit, count in (("years", years), ("months", months)) if count
    ]
    if not parts:
        return phrase("no_month", language)
    return parts[0] if len(parts) == 1 else told("both", language, one=parts[0], other=parts[1])


def _counted(unit: str, count: int, language: str) -> str:
    """Arabic has a word of its own for one and two, and counts three to ten otherwise than more."""
    form = {1: "one", 2: "two"}.get(count, "few" if count <= 10 else "many")
    text = phrase(f"{unit}_{form}", language)
    return told(f"{unit}_{form}", language, count=str(count)) if "{count}" in text else text


def _month(day: date, language: str) -> str:
    return phrase(f"month_{day.month}", language)


def age_words(statement: Statement, language: str) -> str:
    """With the column's own heading: only it says on which day the age was true."""
    age = clean(statement.claim.value)
    if len(age) > LONGEST:
        return phrase("too_long", language)
    return told("aged_in", language, age=age, column=statement.claim.column)


# --- places and bodies ---------------------------------------------------------------------------------------------


def place_words(reading: Reading, language: str) -> str | None:
    """The unit with what it lies in, or all units of that name; None when nothing was read."""
    if reading.resolved is not None:
        return _place(reading.resolved, language)
    if reading.codes:
        listed = _or([_place(code, language) for code in sorted(reading.codes)[:4]], language)
        return beside(listed, phrase("ambiguous_place", language), language)
    return None


def _place(pcode: str, language: str) -> str:
    unit = places.unit(pcode)
    if unit is None:
        return pcode
    own = named.unit(pcode, language)
    above = [places.unit(code) for code in places.ancestors(pcode)]
    names = [named.unit(one.pcode, language) for one in above if one is not None and one.level > 0]
    parents = [name for name in dict.fromkeys(names) if name != own]
    if not parents:
        return own
    between = "، " if language in RTL else ", "
    return told("within", language, place=own, parents=between.join(parents))


def facility_words(reading: Reading, language: str) -> str | None:
    """The facility with the body that ran it; unverified rows say so."""
    if reading.resolved is not None:
        return _facility(reading.resolved, language)
    if reading.codes:
        listed = _or([_facility(code, language) for code in sorted(reading.codes)[:4]], language)
        return beside(listed, phrase("ambiguous_place", language), language)
    return None


def _facility(facility_id: str, language: str) -> str:
    row = facilities.facilities().get(facility_id)
    if row is None:
        return facility_id
    name = named.facility(facility_id, language)
    if row.agency in facilities.actors() and row.agency != "unknown":
        name = told("of_agency", language, place=name, agency=named.actor(row.agency, language))
    return _marked(name, row.mark, language)


def agency_words(reading: Reading, language: str) -> str | None:
    ids = (reading.resolved,) if reading.resolved is not None else reading.codes
    found = [facilities.actors()[one] for one in ids if one in facilities.actors()]
    if not found:
        return None
    return _or(
        [_marked(named.actor(one.id, language), one.mark, language) for one in found],
        language,
    )


def actor_words(actor_id: str, language: str) -> str:
    row = facilities.actors()[actor_id]
    return _marked(named.actor(actor_id, language), row.mark, language)


def _marked(name: str, mark: Mark, language: str) -> str:
    if mark is not Mark.GENERAL_KNOWLEDGE:
        return name
    return sentence("{name} {mark}", rtl=language in RTL, name=name, mark=phrase("unverified_row", language))


def _or(names: list[str], language: str) -> str:
    unique = list(dict.fromkeys(names))
    if len(unique) == 1:
        return unique[0]
    return joined([placed(one, rtl=language in RTL) for one in unique], " / ")


def beside(text: str, remark: str, language: str) -> str:
    """The text with a remark of our own in brackets."""
    return sentence("{text} ({remark})", rtl=language in RTL, text=text, remark=remark)


# --- codes ---------------------------------------------------------------------------------------------------------


def codes_words(prop: str, reading: Reading, language: str) -> str | None:
    """The codes of the property's own list; a status is told as far as it speaks of life and custody."""
    code_list = PROPERTIES[BY_NAME[prop]].code_list
    wanted = ("custody_status", "life_status") if prop == "status" else (code_list, *_NEAR.get(prop, ()))
    labels = [
        label
        for code in reading.codes
        if code.split(":", 1)[0] in wanted and (label := code_label(code, language)) is not None
    ]
    return "; ".join(dict.fromkeys(labels)) or None


def nationality_words(value: str, language: str) -> str | None:
    """The countries named, where all of them have a label in the language."""
    labels = [code_label(f"iso3166:{code}", language) for code in sorted(nationality.read(value) or ())]
    return "; ".join(label for label in labels if label) if labels and all(labels) else None


# Words of a property are sometimes codes of a neighbouring list.
_NEAR: Final = {"charge": ("charge",), "death.basis": ("death_notice",), "death.cause": ("death_cause",)}


def is_latin(text: str) -> bool:
    return LATIN.search(text) is not None and ARABIC.search(text) is None


def is_arabic(text: str) -> bool:
    return ARABIC.search(text) is not None
