"""The nouns of a case: the procedure as data, the case as what happened to it, and what was asked and answered.

Words of one body never stand for another's: a state's ``means`` says what this body means by it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

LANGUAGES: Final = ("en", "ar")


class Mark(StrEnum):
    """Whether a rule was seen in a source that was read, or is general knowledge nobody confirmed yet."""

    VERIFIED = "V"
    UNVERIFIED = "K"
    OURS = "own"  # a rule of this software's own, not of any body


class Owner(StrEnum):
    """Whose move it is."""

    US = "us"
    BODY = "body"
    GOVERNMENT = "government"
    NOBODY = "nobody"  # the state is final


class Result(StrEnum):
    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in the languages it is kept in, by language code; always ``en`` and ``ar``."""

    en: str
    ar: str
    more: Mapping[str, str] = field(default_factory=dict)

    def in_(self, language: str) -> str:
        """English where the language is missing."""
        return self.ar if language == "ar" else self.more.get(language, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule was read: a key of the procedure's ``sources``, the paragraph if known, and its mark."""

    key: str
    where: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A way through one procedure (urgent, standard). The first one listed is the default."""

    id: str
    name: Words
    rule: Words
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class StateInfo:
    """One state. ``means`` is this body's own meaning of the word."""

    id: str
    name: Words
    means: Words
    owner: Owner
    source: Source

    @property
    def final(self) -> bool:
        return self.owner is Owner.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """``event`` leads from any of ``origins`` to ``target``. ``details``: what must be said with it, and the choices
    (an empty tuple: any text). ``sends``: something leaves the house with it, so consent is asked again.
    """

    event: str
    origins: tuple[str, ...]
    target: str
    by: Owner
    sends: bool
    name: Words
    details: Mapping[str, tuple[str, ...]]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time. Months are calendar months; a day the month lacks becomes its last."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time limit. It starts with the last event of ``starts`` (or with ``disappearance``, a date from the claims) and
    runs until one of ``stops``. ``span`` None: no period is published; it is a task without a date. ``repeats``: it
    starts again when it has run out. ``tracks`` empty: all; ``needs``: an event without which it does not run.
    """

    id: str
    starts: tuple[str, ...]
    span: Span | None
    stops: tuple[str, ...]
    owner: Owner
    name: Words
    after: Words
    repeats: bool
    tracks: tuple[str, ...]
    needs: str | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One test of admissibility. ``check`` names the function; ``hard``: nothing is sent while it is not passed."""

    id: str
    check: str
    hard: bool
    name: Words
    ask: Words
    parameters: Mapping[str, Any]
    tracks: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What it means that the same matter is before another procedure: ``excludes`` or may run in ``parallel``."""

    other: str
    excludes: bool
    note: Words
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One body's procedure as data (``data/procedures/<ID>.yml``).

    ``recipient`` and ``purpose`` say which consent it needs; a recipient beginning with ``$`` is the answer of that
    name. ``form_note`` tells how far the form was confirmed and must stand wherever it is shown.
    """

    id: str
    name: Words
    body: Words
    recipient: str
    purpose: str
    capacities: tuple[str, ...]
    languages: tuple[str, ...]
    address: str
    address_source: Source
    form_note: Words
    taken: dt.date
    sources: Mapping[str, str]
    tracks: tuple[Track, ...]
    states: Mapping[str, StateInfo]
    transitions: tuple[Transition, ...]
    clocks: tuple[Clock, ...]
    clocks_note: Words | None
    requirements: tuple[Requirement, ...]
    exclusions: tuple[Exclusion, ...]

    @property
    def start(self) -> StateInfo:
        return next(iter(self.states.values()))

    def exits(self, state: str) -> tuple[Transition, ...]:
        return tuple(one for one in self.transitions if state in one.origins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of a case. ``records`` are the origins of the records the person held when it was put there."""

    person: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a case on ``day``. ``despite``: requirements that were not passed, with the reason.

    ``counts`` False: it could not happen to the case where it stands, so it is kept and changes nothing.
    """

    event: str
    day: dt.date
    details: Mapping[str, str]
    despite: Mapping[str, str]
    communication: str | None
    at: str
    by: str
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """A letter in or out. The file, if any, lies sealed in the vault; ``accession`` is set when its rows were read
    into claims.
    """

    id: str
    case: str
    direction: Direction
    kind: str
    day: dt.date
    counterpart: str
    reference: str
    file: str
    sha256: str
    size: int
    accession: str | None
    at: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person entered because no list holds it. ``person`` empty: for the whole case. The latest one counts.

    ``value`` is what JSON can hold: a text, a list of texts or of objects, true or false; None takes it back.
    """

    id: int
    case: str
    person: str
    field: str
    value: Any
    at: str
    by: str

    @property
    def ref(self) -> str:
        return f"answer:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as it stands: everything that happened to it folded together. ``events`` are all that were recorded."""

    id: str
    procedure: str
    track: str
    state: str
    opened: dt.date
    by: str
    members: tuple[Member, ...]
    events: tuple[Event, ...]

    @property
    def counted(self) -> tuple[Event, ...]:
        return tuple(one for one in self.events if one.counts)

    @property
    def uncounted(self) -> tuple[Event, ...]:
        return tuple(one for one in self.events if not one.counts)

    def day_of(self, event: str) -> dt.date | None:
        """The last day on which it happened."""
        return next((one.day for one in reversed(self.counted) if one.event == event), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One running clock of one case. ``due`` None: no period is published. ``late`` counts days past it."""

    case: str
    procedure: str
    clock: str
    owner: Owner
    name: Words
    after: Words
    started: dt.date
    due: dt.date | None
    late: int
    approximate: bool
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One requirement looked at. ``claims`` are ids: record, cell and property of each claim it rests on.

    ``ask`` is None when there is nothing to ask. ``why`` is for people; ``warnings`` do not change the result.
    """

    requirement: Requirement
    person: str
    result: Result
    why: Words
    claims: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    warnings: tuple[Words, ...] = ()

    @property
    def ask(self) -> Words | None:
        return None if self.result is Result.PASS else self.requirement.ask
