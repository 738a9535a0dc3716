"""Who a facility answers to, and who controlled it on a day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sijill.text.facilities.model import Actor, ChainLink, Control, Mark
from sijill.text.facilities.tables import actors, facilities, rows_of


def chain_of_command(facility_or_actor: str) -> tuple[ChainLink, ...]:
    """From the facility (or actor) upwards: the buildings it is part of, its agency, the agency's parents.

    Empty for an unknown id. A section keeps its own agency: the lock-up in Tishreen hospital answers to the Military
    Police, not to the medical services that run the hospital.
    """
    links: list[ChainLink] = []
    building = facilities().get(facility_or_actor)
    agency = building.agency if building is not None else facility_or_actor
    while building is not None:
        links.append(
            ChainLink(
                id=building.id,
                name_en=building.name_en,
                name_ar=building.name_ar,
                is_actor=False,
                mark=building.mark,
            )
        )
        building = facilities().get(building.parent or "")
    links.extend(
        ChainLink(id=each.id, name_en=each.name_en, name_ar=each.name_ar, is_actor=True, mark=each.mark)
        for each in _actors_up(agency)
    )
    return tuple(links)


def _actors_up(actor: str) -> list[Actor]:
    chain: list[Actor] = []
    here = actors().get(actor)
    while here is not None:
        chain.append(here)
        here = actors().get(here.parent or "")
    return chain


_WEAKNESS = [Mark.SOURCED, Mark.PARTLY, Mark.GENERAL_KNOWLEDGE, Mark.GENERIC]


@dataclass(frozen=True, slots=True)
class _Period:
    """`sure_from` to `sure_until`, both inclusive, is what a dated statement says without doubt; None is open."""

    sure_from: date | None
    sure_until: date | None

    def covers(self, day: date) -> bool:
        return (self.sure_from is None or self.sure_from <= day) and (
            self.sure_until is None or day <= self.sure_until
        )


def controller(facility: str, on_date: date) -> Control:
    """Who controlled `facility` on `on_date`, as far as the tables say.

    First the dated statements of `facility_control.csv`; a facility with none there was its agency's while that
    agency and
    everything above it existed. A year or month counts from its last day and until the day before its first: what lies
    between is not known, and neither is anything after the government fell on 8 December 2024 unless a row says so.
    """
    building = facilities().get(facility)
    if building is None:
        return Control(
            facility=facility,
            on=on_date,
            actor=None,
            since=None,
            until=None,
            mark=None,
            source=None,
            note="no such facility",
        )
    statements = _statements().get(facility, ())
    for statement in statements:
        period = _bounded(_period(statement["since"], statement["until"]), statement["controlled_by"])
        if period.covers(on_date):
            return Control(
                facility=facility,
                on=on_date,
                actor=statement["controlled_by"],
                since=period.sure_from,
                until=period.sure_until,
                mark=Mark(statement["mark"]),
                source=statement["source"],
                note=statement["note"],
            )
    if statements or building.mark is Mark.GENERIC or building.agency == "unknown":
        return _not_known(facility, on_date)
    return _agency_period(facility, on_date, building.agency, building.mark)


def _not_known(facility: str, on_date: date) -> Control:
    return Control(
        facility=facility,
        on=on_date,
        actor=None,
        since=None,
        until=None,
        mark=None,
        source=None,
        note="the data do not say who controlled it then",
    )


def _agency_period(facility: str, on_date: date, agency: str, mark: Mark) -> Control:
    bounds = _existence(agency)
    # An actor without any date says nothing about when: it must not become "always".
    if bounds.sure_from is None or not bounds.covers(on_date):
        return _not_known(facility, on_date)
    return Control(
        facility=facility,
        on=on_date,
        actor=agency,
        since=bounds.sure_from,
        until=bounds.sure_until,
        mark=max((mark, *(each.mark for each in _actors_up(agency)[:1])), key=_WEAKNESS.index),
        source="actors.csv",
        note="its agency, in the years the agency and the bodies above it existed",
    )


def _existence(actor: str) -> _Period:
    """When the actor and everything above it existed."""
    periods = [_period(each.active_from, each.active_to) for each in _actors_up(actor)]
    starts = [period.sure_from for period in periods if period.sure_from is not None]
    ends = [period.sure_until for period in periods if period.sure_until is not None]
    return _Period(max(starts, default=None), min(ends, default=None))


def _bounded(period: _Period, actor: str) -> _Period:
    """A statement that names no beginning ("until March 2015") begins when its actor did."""
    return period if period.sure_from is not None else _Period(_existence(actor).sure_from, period.sure_until)


@lru_cache(maxsize=1)
def _statements() -> dict[str, tuple[dict[str, str], ...]]:
    table: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("facility_control.csv"):
        table.setdefault(row["facility"], []).append(row)
    return {facility: tuple(rows) for facility, rows in table.items()}


def _period(since: str, until: str) -> _Period:
    return _Period(
        _last_day(since) if since else None,
        _first_day(until) - timedelta(days=1) if until else None,
    )


def _first_day(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    return date(*[*parts, 1, 1][:3])


def _last_day(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    match parts:
        case [year]:
            return date(year, 12, 31)
        case [year, month]:
            return date(year, month, calendar.monthrange(year, month)[1])
        case [year, month, day]:
            return date(year, month, day)
        case _:
            raise ValueError("a date in the facility tables is a year, a month or a day")
