"""The procedures this package knows, read from ``data/procedures/<ID>.yml``; adding one is adding a file.

A key nobody reads, a state that is not there or a text without its Arabic stops the reading: a rule half taken up is
worse than none.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from sijill.cases.model import (
    Clock,
    Exclusion,
    Mark,
    Owner,
    Procedure,
    Requirement,
    Source,
    Span,
    StateInfo,
    Track,
    Transition,
    Words,
)
from sijill.consents.codes import require as require_code
from sijill.errors import UsageError
from sijill.tables.files import sha256_of_bytes

DISAPPEARANCE: Final = ("disappearance",)  # what starts a clock with a date from the claims
IDS: Final = ("WGEID", "CED30", "WGAD", "SR_TORTURE", "ICC_ART15", "SP_GENERIC", "IIMP", "IIIM", "LETTER")

Raw = dict[str, Any]  # what YAML gives; every key of it is popped and asked for


def load(procedure_id: str) -> Procedure:
    """The procedure of this id, in any case of letters. UsageError with the ids there are."""
    wanted = procedure_id.strip().upper().replace("-", "_")
    if wanted not in load_all():
        raise UsageError(f"No procedure {procedure_id!r}", remedy=f"Use one of: {', '.join(load_all())}")
    return load_all()[wanted]


@cache
def load_all() -> Mapping[str, Procedure]:
    """Every procedure by id: those of ``IDS`` first, then any others in the folder."""
    folder = files("sijill.cases").joinpath("data/procedures")
    there = {path.name.removesuffix(".yml") for path in folder.iterdir() if path.name.endswith(".yml")}
    ordered = [one for one in IDS if one in there] + sorted(there - set(IDS))
    return {one: parse(yaml.safe_load(_text(one)), requirements=_catalogue()) for one in ordered}


def digest(procedure_id: str) -> str:
    """SHA-256 over the files the procedure's rules come from: which rules a case was opened under."""
    return sha256_of_bytes((_text(procedure_id) + _catalogue_text()).encode())


def _text(procedure_id: str) -> str:
    return files("sijill.cases").joinpath(f"data/procedures/{procedure_id}.yml").read_text(encoding="utf-8")


def _catalogue_text() -> str:
    return files("sijill.cases").joinpath("data/requirements.yml").read_text(encoding="utf-8")


@cache
def _catalogue() -> Raw:
    """Requirement id -> its check and words; a procedure says which apply, how hard, and from which source."""
    found: Raw = yaml.safe_load(_catalogue_text())
    return found


def parse(raw: Raw, *, requirements: Raw) -> Procedure:
    """One procedure out of its YAML. ValueError names the place in the file that does not fit."""
    raw = dict(raw)
    sources = {key: str(text) for key, text in raw.pop("sources").items()}
    states = {one.id: one for one in (_state(dict(item), sources) for item in raw.pop("states"))}
    procedure = Procedure(
        id=raw.pop("id"),
        name=_words(raw.pop("name")),
        body=_words(raw.pop("body")),
        recipient=raw.pop("recipient"),
        purpose=require_code("purpose", raw.pop("purpose")),
        capacities=tuple(require_code("capacity", one) for one in raw.pop("capacities")),
        languages=tuple(raw.pop("languages")),
        address=raw.pop("address"),
        address_source=_source(raw.pop("address_source"), sources),
        form_note=_words(raw.pop("form_note")),
        taken=_day(raw.pop("taken")),
        sources=sources,
        tracks=tuple(_track(dict(one), sources) for one in raw.pop("tracks")),
        states=states,
        transitions=tuple(_transition(dict(one), sources) for one in raw.pop("transitions")),
        clocks=tuple(_clock(dict(one), sources) for one in raw.pop("clocks")),
        clocks_note=_words(raw.pop("clocks_note")) if "clocks_note" in raw else None,
        requirements=tuple(_requirement(dict(one), sources, requirements) for one in raw.pop("requirements")),
        exclusions=tuple(_exclusion(dict(one), sources) for one in raw.pop("exclusions")),
    )
    _all_read(raw, procedure.id)
    _refuse_loose_ends(procedure)
    return procedure


def _refuse_loose_ends(procedure: Procedure) -> None:
    """Names that lead nowhere: states of transitions, events of clocks, tracks."""
    states, tracks = set(procedure.states), {one.id for one in procedure.tracks}
    events = {one.event for one in procedure.transitions}
    for step in procedure.transitions:
        _known({*step.origins, step.target}, states, f"{procedure.id} {step.event}")
    for clock in procedure.clocks:
        named = {*clock.stops, *([clock.needs] if clock.needs else [])}
        if clock.starts != DISAPPEARANCE:
            named |= set(clock.starts)
        _known(named, events, f"{procedure.id} {clock.id}")
        _known(set(clock.tracks), tracks, f"{procedure.id} {clock.id}")
    for one in procedure.requirements:
        _known(set(one.tracks), tracks, f"{procedure.id} {one.id}")


def _known(named: set[str], there: set[str], place: str) -> None:
    if named - there:
        raise ValueError(f"{place}: {', '.join(sorted(named - there))} is not there")


def _state(raw: Raw, sources: Mapping[str, str]) -> StateInfo:
    made = StateInfo(
        id=raw.pop("id"),
        name=_words(raw.pop("name")),
        means=_words(raw.pop("means")),
        owner=Owner(raw.pop("owner")),
        source=_source(raw.pop("source"), sources),
    )
    _all_read(raw, made.id)
    return made


def _track(raw: Raw, sources: Mapping[str, str]) -> Track:
    made = Track(
        id=raw.pop("id"),
        name=_words(raw.pop("name")),
        rule=_words(raw.pop("rule")),
        source=_source(raw.pop("source"), sources),
    )
    _all_read(raw, made.id)
    return made


def _transition(raw: Raw, sources: Mapping[str, str]) -> Transition:
    made = Transition(
        event=raw.pop("event"),
        origins=tuple(raw.pop("from")),
        target=raw.pop("to"),
        by=Owner(raw.pop("by")),
        sends=raw.pop("sends", False),
        name=_words(raw.pop("name")),
        details={key: tuple(choices) for key, choices in raw.pop("details", {}).items()},
        source=_source(raw.pop("source"), sources),
    )
    _all_read(raw, made.event)
    return made


def _clock(raw: Raw, sources: Mapping[str, str]) -> Clock:
    span, starts = raw.pop("span"), raw.pop("starts")
    made = Clock(
        id=raw.pop("id"),
        starts=(starts,) if isinstance(starts, str) else tuple(starts),
        span=Span(**span) if span is not None else None,
        stops=tuple(raw.pop("stops")),
        owner=Owner(raw.pop("owner")),
        name=_words(raw.pop("name")),
        after=_words(raw.pop("after")),
        repeats=raw.pop("repeats", False),
        tracks=tuple(raw.pop("tracks", ())),
        needs=raw.pop("needs", None),
        source=_source(raw.pop("source"), sources),
    )
    _all_read(raw, made.id)
    return made


def _requirement(raw: Raw, sources: Mapping[str, str], catalogue: Raw) -> Requirement:
    kind = raw.pop("id")
    if kind not in catalogue:
        raise ValueError(f"requirement {kind} is not in requirements.yml")
    shared = catalogue[kind]
    made = Requirement(
        id=kind,
        check=shared["check"],
        hard=raw.pop("hard"),
        name=_words(shared["name"]),
        ask=_words(raw.pop("ask", shared["ask"])),
        parameters={**shared.get("parameters", {}), **raw.pop("parameters", {})},
        tracks=tuple(raw.pop("tracks", ())),
        source=_source(raw.pop("source"), sources),
    )
    _all_read(raw, made.id)
    return made


def _exclusion(raw: Raw, sources: Mapping[str, str]) -> Exclusion:
    made = Exclusion(
        other=raw.pop("other"),
        excludes=raw.pop("excludes"),
        note=_words(raw.pop("note")),
        source=_source(raw.pop("source"), sources),
    )
    _all_read(raw, made.other)
    return made


def _source(raw: Any, sources: Mapping[str, str]) -> Source:  # a YAML mapping
    source = Source(key=str(raw["key"]), where=str(raw.get("where", "")), mark=Mark(raw["mark"]))
    if source.key not in sources or set(raw) - {"key", "where", "mark"}:
        raise ValueError(f"source {source.key} is not among the sources, or says something unread")
    return source


def _words(raw: Any) -> Words:  # a YAML mapping of language to text
    en, ar = str(raw["en"]).strip(), str(raw["ar"]).strip()
    if not en or not ar:
        raise ValueError("a text lacks its English or its Arabic")
    return Words(en=en, ar=ar, more={key: str(text) for key, text in raw.items() if key not in {"en", "ar"}})


def _day(raw: Any) -> dt.date:
    if not isinstance(raw, dt.date):
        raise ValueError(f"{raw!r} is no day")  # noqa: TRY004  (the file is wrong, not the caller's type)
    return raw


def _all_read(raw: Raw, place: str) -> None:
    if raw:
        raise ValueError(f"{place}: nobody reads {', '.join(raw)}")
