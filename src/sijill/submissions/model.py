"""The nouns of a submission: the form as data, the fields filled from claims and answers, the notes they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Final

from sijill.cases.model import Words
from sijill.claims.statements import Statement
from sijill.persons.voices import Copies

LANGUAGES = ("en", "fr", "es", "ar")
READING_COPY = "ar"  # no body takes it; printed for the family and the staff


class Need(StrEnum):
    """Whether a body asks for a field."""

    MANDATORY = "M"
    REQUESTED = "R"
    CONDITIONAL = "C"
    OPTIONAL = "O"


class Fill(StrEnum):
    """How a field gets its answer."""

    FACTS = "facts"  # from claims of its properties, an entered answer before them
    FACTS_OR_ANSWER = "facts_or_answer"  # both, side by side
    ANSWER = "answer"  # only what a person entered for the case
    FAMILY_NAME = "family_name"
    FIRST_NAME = "first_name"
    MINOR = "minor"
    SIGHTING = "sighting"  # dates only: who saw is protected
    STATE_AGENTS = "state_agents"
    AGENCY_OF_PLACE = "agency_of_place"
    CHAIN = "chain"  # the authority and those it answered to
    WITNESSES = "witnesses"
    EVIDENCE = "evidence"
    NARRATIVE = "narrative"  # what was entered, then the chronology from claims
    DURATION = "duration"
    RULE = "rule"
    CONSENT = "consent"
    LANGUAGE = "language"
    SIGNATURE = "signature"


class State(StrEnum):
    """What is known of a field. Different things, told in different sentences."""

    ANSWERED = "answered"
    MISSING = "missing"  # no source says anything
    UNKNOWN = "unknown"  # a source says that it is not known
    WITHHELD = "withheld"  # the source knows and keeps it back
    SUPPRESSED = "suppressed"  # we know and do not print it for this recipient
    LEFT_OUT = "left_out"  # the consent does not cover it, whether anything is known or not
    BLANK = "blank"  # left for a hand: date and signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form. ``properties``: the claims that may answer it; ``answers``: entered fields that may."""

    id: str
    need: Need
    type: str
    codes: str
    fill: Fill
    properties: tuple[str, ...]
    answers: tuple[str, ...]
    confidential: bool
    label: Mapping[str, str]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    number: str
    title: Mapping[str, str]
    confidential: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A body's form. ``mark`` K: reconstructed and unverified. ``level``: the widest visibility this body may be shown.

    ``sensitive``: sensitive properties that the form itself asks for; every other one stays out. ``digest`` is the
    SHA-256 of ``form.yml``: a person's confirmation is about these bytes.
    """

    id: str
    folder: str
    version: str
    title: Mapping[str, str]
    body: Mapping[str, str]
    mark: str
    source: Mapping[str, str]
    languages: tuple[str, ...]
    languages_mark: str
    template: str
    forwarded_to_state: bool
    level: str
    sensitive: tuple[str, ...]
    sections: tuple[Section, ...]
    digest: str

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for section in self.sections for field in section.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An answer a person entered, as the case keeps it; ``ref`` leads to it."""

    field: str
    value: object
    ref: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line of an answer: what is said, in the form's language; ``original`` as the source wrote it.

    ``notes`` are numbers of the list of sources.
    """

    text: str
    original: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A field with its answer. ``also`` holds what other sources say instead, ``because`` why ``lines`` came first."""

    field: Field
    state: State
    lines: tuple[Line, ...] = ()
    also: tuple[Line, ...] = ()
    because: str = ""


# Answers computed from several properties: each of them tells of all.
_COMPUTED: Final = frozenset({Fill.MINOR, Fill.DURATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What codes of a consent come to. ``answers`` are entered answers and ids of fields."""

    codes: tuple[str, ...] = ()
    properties: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()

    def covers(self, question: Field) -> bool:
        """Whether the whole field is left out."""
        entered = set(question.answers) <= self.answers
        if question.id in self.answers or (entered and not question.properties):
            return True
        mine = set(question.properties) & self.properties
        return bool(mine) and (mine == set(question.properties) or question.fill in _COMPUTED)


NOTHING_LEFT_OUT: Final = LeftOut()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One person of the submission as far as it may be printed: statements that passed the gate, answers, consent.

    ``hidden`` are properties of which something was kept back for this recipient. ``witnessed``: somebody saw the
    person in custody. ``episode``: the records of the arrest the case is about, where there are several.
    ``copies``: lists that are declared to repeat each other. ``without``: what the consent leaves out.
    ``unreviewed``: ends of custody (release, death) that are told and that nobody reviewed; ``reviews`` that hold.
    """

    person: str
    names: tuple[str, ...]
    statements: tuple[Statement, ...]
    hidden: frozenset[str]
    witnessed: bool
    episode: frozenset[str]
    answers: Mapping[str, Entered]
    consent: "ConsentShown"
    copies: Copies = dataclass_field(default_factory=dict)
    without: LeftOut = NOTHING_LEFT_OUT
    unreviewed: tuple[str, ...] = ()
    reviews: tuple[Entered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What an admissibility check found of one requirement: pass, fail or unknown, and in sentences why.

    ``why``: the reason, then remarks about how sure the data behind it are.
    """

    result: str
    why: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentShown:
    """What is told of the consent: never who gave it."""

    purpose: str
    capacity: str
    form: str
    day: str
    ids: tuple[str, ...]
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sealed file a submission rests on. ``added`` is when the register received it."""

    accession: str
    list_id: str
    organisation: str
    file: str
    sha256: str
    size: int
    as_of: str
    received: str
    path: str
