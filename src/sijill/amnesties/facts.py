"""What the claims say of each field that a decree's rule asks about. Silence gives nothing, never a no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sijill.amnesties import charges
from sijill.amnesties.charges import ChargeReading
from sijill.amnesties.model import FactValue, Field
from sijill.claims.statements import Statement
from sijill.persons.custody import Word
from sijill.persons.spans import dated, hull

NOTHING = FactValue()
Facts = Mapping[Field, FactValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """One cell that speaks of the accusation, read."""

    statement: Statement
    reading: ChargeReading


def facts_of(words: Sequence[Word], everything: Sequence[Statement]) -> Facts:
    """``words`` are those of the deprivation of liberty in question; nationality may stand in any record."""
    said = [one for word in words for one in word.statements]
    accused = [
        Charged(statement=one, reading=charges.read_charge(one.claim.value))
        for one in said
        if one.claim.prop == "charge"
    ]
    sentences = [
        Charged(statement=one, reading=charges.read_charge(one.claim.value))
        for one in said
        if one.claim.prop == "sentence"
    ]
    return {
        Field.NATIONALITY: _nationality(everything),
        Field.OFFENCE_DATE: _dates(said, "offence.date"),
        Field.ARREST_DATE: _dates(said, "arrest.date"),
        Field.LEGAL_BASIS: _legal_basis(accused),
        Field.OFFENCE_CAUSED_DEATH: _death(accused, sentences),
        Field.OTHER_FELONY_CHARGE: _other(accused),
        Field.FOREIGN_TIES: _ties(accused),
    }


def _nationality(statements: Sequence[Statement]) -> FactValue:
    said = [one for one in statements if one.claim.prop == "nationality"]
    by_record: dict[str, set[str]] = {}
    for one in said:
        code = charges.nationality(one.claim.value) or "unread"
        by_record.setdefault(one.claim.record, set()).add(code)
    return FactValue(by_record=_frozen(by_record), statements=tuple(said)) if said else NOTHING


def _legal_basis(accused: Sequence[Charged]) -> FactValue:
    by_record: dict[str, set[str]] = {}
    for one in accused:
        codes = one.reading.bases or {"unread"}
        by_record.setdefault(one.statement.claim.record, set()).update(codes)
    return FactValue(by_record=_frozen(by_record), statements=_cells(accused)) if accused else NOTHING


def _death(accused: Sequence[Charged], sentences: Sequence[Charged]) -> FactValue:
    """True when a death is charged; False only when the charge is known and neither words nor article leave it open.

    Sources that differ leave it open.
    """
    spoken = [*accused, *sentences]
    yes = [one for one in spoken if one.reading.death is True]
    no = [one for one in spoken if one.reading.death is False]
    if yes and no:
        return FactValue(statements=_cells([*yes, *no]), note="sources differ on whether a death is charged")
    if yes:
        return FactValue(truth=True, statements=_cells(yes), note="a death is charged")
    if no:
        return FactValue(truth=False, statements=_cells(no), note="the charge says that nobody died")
    known = [one for one in accused if one.reading.known]
    unread = [one for one in accused if not one.reading.bases]
    still_open = [one for one in known if one.reading.death_open]
    if still_open:
        return FactValue(
            statements=_cells(still_open), note="the charge also holds cases in which somebody died"
        )
    if known and not unread:
        return FactValue(
            truth=False, statements=_cells(known), note="the charge is known, and no death is charged"
        )
    return FactValue(statements=_cells(accused), note="the charge is not known")


def _other(accused: Sequence[Charged]) -> FactValue:
    """Charges beside terrorism offences. Whether they are felonies the lists seldom say: they are treated as such."""
    known = [one for one in accused if one.reading.known]
    beside = [
        one
        for one in known
        if one.reading.bases - charges.TERRORISM - charges.SILENT - {charges.NEVER, charges.LAW_NOT_STATED}
    ]
    if beside:
        return FactValue(truth=True, statements=_cells(beside), note="a charge beside terrorism offences")
    if known:
        return FactValue(truth=False, statements=_cells(known), note="no other charge is told")
    return FactValue(statements=_cells(accused), note="the charge is not known")


def _ties(accused: Sequence[Charged]) -> FactValue:
    known = [one for one in accused if one.reading.known or one.reading.foreign_ties]
    ties = [one for one in known if one.reading.foreign_ties]
    if ties:
        return FactValue(truth=True, statements=_cells(ties), note="ties with foreign countries are alleged")
    if known:
        return FactValue(truth=False, statements=_cells(known), note="the charge is known and alleges none")
    return FactValue(statements=_cells(accused), note="the charge is not known")


def _dates(said: Sequence[Statement], prop: str) -> FactValue:
    read = dated([one for one in said if one.claim.prop == prop])
    return FactValue(when=hull(read), statements=read) if read else NOTHING


def _cells(charged: Sequence[Charged]) -> tuple[Statement, ...]:
    return tuple(one.statement for one in charged)


def _frozen(by_record: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {record: frozenset(codes) for record, codes in by_record.items()}
