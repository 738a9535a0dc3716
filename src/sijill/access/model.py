"""The words of access: who asks, what for, what they want to do, to what; and what the answer is.

Every set here is closed. A word that is in none of them is denied.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

# How long a second factor counts as just given: what is sealed opens only right after one.
FRESH: Final = timedelta(minutes=5)


class Role(StrEnum):
    """What somebody does in their own organisation. A person may hold several."""

    READER = "reader"
    CASEWORKER = "caseworker"
    REVIEWER = "reviewer"
    DATA_OFFICER = "data_officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    REPORT_VIEWER = "report_viewer"


class Level(StrEnum):
    """How far a claim may go, from the widest circle to the narrowest; the words of the column ``visibility``."""

    PUBLIC = "public"
    PARTNERS = "partners"
    ORGANISATION = "organisation"
    SEALED = "sealed"


class Sensitivity(StrEnum):
    """What kind of thing a property says; the strictest of claim and property counts."""

    NORMAL = "normal"
    SENSITIVE = "sensitive"
    SEALED = "sealed"


class Purpose(StrEnum):
    """What for. A consent names purposes, and so does every question put to the register."""

    CASEWORK = "casework"
    LINKAGE = "linkage"
    TRACING = "tracing"
    ACCOUNTABILITY = "accountability"
    STATISTICS = "statistics"
    ADMINISTRATION = "administration"
    AUDIT = "audit"


class Action(StrEnum):
    """What somebody wants to do. ``read_claim`` and ``open_sealed`` are decided claim by claim."""

    SEARCH = "search"
    READ_PERSON = "read_person"
    READ_CLAIM = "read_claim"
    OPEN_SEALED = "open_sealed"
    READ_LISTS = "read_lists"
    READ_LIST = "read_list"
    READ_ORIGINAL = "read_original"
    READ_PAIRS = "read_pairs"
    JUDGE = "judge"
    SPLIT_PERSON = "split_person"
    UPLOAD = "upload"
    MAP = "map"
    WITHDRAW = "withdraw"
    LINK = "link"
    SHARE = "share"
    EXPORT = "export"
    READ_CASES = "read_cases"
    CHANGE_CASES = "change_cases"
    READ_CONSENTS = "read_consents"
    CHANGE_CONSENTS = "change_consents"
    SUBMIT = "submit"
    READ_TEXTS = "read_texts"
    CHANGE_TEXTS = "change_texts"
    READ_FIGURES = "read_figures"
    READ_LEDGER = "read_ledger"
    READ_ACCOUNTS = "read_accounts"
    CHANGE_ACCOUNTS = "change_accounts"
    OWN_ACCOUNT = "own_account"


class Kind(StrEnum):
    """What is acted on. ``register`` stands for pages about many things, each filtered by itself."""

    REGISTER = "register"
    CLAIM = "claim"
    LIST = "list"
    CASE = "case"
    TEXT = "text"
    ACCOUNT = "account"
    LEDGER = "ledger"
    FIGURES = "figures"


class Reason(StrEnum):
    """Why. Told to the audit log, never to whoever was denied."""

    ALLOWED = "allowed"
    NOT_ACTIVE = "not_active"
    UNKNOWN_WORD = "unknown_word"
    NO_ROLE = "no_role"
    OTHER_ORGANISATION = "other_organisation"
    OTHER_PERSON = "other_person"
    WRONG_PURPOSE = "wrong_purpose"
    LEVEL = "level"
    PROPERTY = "property"
    CONSENT = "consent"
    NOT_MATCHED = "not_matched"
    FACTOR_MISSING = "factor_missing"


class Obligation(StrEnum):
    """What must be done with an allowed answer."""

    AUDIT = "audit"  # an entry in the ledger before the answer leaves
    NO_STORE = "no_store"  # nothing of it stays in a cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a list's owner shares with the actor's organisation: claims up to ``level`` (None: none).

    ``sensitive`` adds properties such as notes and national numbers. ``match``: the register team may compare the
    list's records. ``by_consent``: only records for which a consent to this recipient and purpose stands.
    """

    level: Level | None = None
    sensitive: bool = False
    match: bool = False
    by_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A consent that forbids: this record (``prop`` "": all of it) for this purpose (None: any)."""

    record: str
    prop: str = ""
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consented:
    """A consent that stands for a record of a list shared ``by_consent``; ``purpose`` None: any."""

    record: str
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the owners of lists and the people concerned allow the actor's organisation at this moment.

    Read anew for every request, so that a withdrawal takes effect on the next one. It limits others, never the
    organisation that holds the list.
    """

    grants: Mapping[str, Grant] = field(default_factory=lambda: MappingProxyType({}))
    withheld: frozenset[Withheld] = frozenset()
    consented: frozenset[Consented] = frozenset()


NOTHING_SHARED: Final = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks. ``user`` is the account's id (never a name); ``factor_at`` when a second factor was last given.

    ``is_operator``: the one person who runs a register on their own machine; holds every role for every organisation.
    ``is_register_team``: belongs to the organisation whose task is linkage.
    """

    user: str
    username: str
    organisation: str
    roles: frozenset[Role]
    is_active: bool = True
    is_register_team: bool = False
    is_operator: bool = False
    factor_at: datetime | None = None
    standing: Standing = NOTHING_SHARED

    @property
    def ledger_name(self) -> str:
        """How the ledger names them: ``user:<id>``, or the operator as the machine knows them."""
        return self.user if self.user.startswith("operator:") else f"user:{self.user}"

    def factor_is_fresh(self, at: datetime) -> bool:
        return self.factor_at is not None and timedelta(0) <= at - self.factor_at <= FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What is acted on. ``organisation`` owns it; a claim also has ``list_id``, ``record``, ``level``, ``prop``.

    ``level`` and ``prop`` are texts as the data has them, so that an unknown one can be denied.
    """

    kind: Kind
    organisation: str | None = None
    list_id: str | None = None
    record: str | None = None
    level: str | None = None
    prop: str | None = None
    user: str | None = None


REGISTER: Final = Thing(kind=Kind.REGISTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer. ``obligations`` are empty when it is no."""

    allow: bool
    reason: Reason
    obligations: frozenset[Obligation] = frozenset()

    def __bool__(self) -> bool:
        return self.allow


def operator(name: str, *, factor_at: datetime | None = None) -> Actor:
    """The person at the keyboard of their own register: all roles, every organisation (``name``: ``operator:amal``)."""
    return Actor(
        user=name,
        username=name,
        organisation="",
        roles=frozenset(Role),
        is_register_team=True,
        is_operator=True,
        factor_at=factor_at,
    )
