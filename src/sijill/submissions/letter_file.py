"""The letters: ``letters/<id>/letter.yml``, read strictly, and those of a register in its ``sources/letters``.

A new letter is a new folder. Its words are data; what a part holds (figures, names, what was sent) is worked out when
the letter is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from sijill.cases import procedures
from sijill.errors import InputError, NotFoundError, SijillError, Where
from sijill.instruments.instruments import instrument, instruments
from sijill.instruments.model import Instrument, Obligation
from sijill.submissions.form_file import four, refuse_unread
from sijill.submissions.model import LANGUAGES
from sijill.submissions.words import phrases
from sijill.tables.files import sha256_of_bytes
from sijill.tables.register import Register

Raw = dict[str, Any]  # YAML
FOLDER: Final = Path(str(files("sijill.submissions"))) / "letters"
OWN: Final = Path("sources") / "letters"  # inside a register
USUAL: Final = "request"
ANY: Final = "*"


class Part(StrEnum):
    """What a letter can hold. Other names in ``parts`` are those of its own ``texts``."""

    BASIS = "basis"  # what was entered for the case, then provisions with their marks
    PERSONS = "persons"  # who is named, with consent
    FIGURES = "figures"  # a published table of the register
    AUDIT = "audit"  # counts of an amnesty audit
    PUBLISHED = "published"  # what others counted, with conflicts
    HISTORY = "history"  # what was sent in the case
    EVIDENCE = "evidence"  # digests of the files that the lines about persons rest on
    REQUESTS = "requests"


class Needs(StrEnum):
    """What a letter cannot be written without."""

    PERSONS = "persons"
    HISTORY = "history"
    AUDIT = "audit"


# What the words of a letter may name in braces, and what it must need for that.
PLACES: Final[Mapping[str, Needs | None]] = {
    "case": None,
    "day": None,
    "recipient": None,
    "sent": Needs.HISTORY,
    "days": Needs.HISTORY,
    "decree": Needs.AUDIT,
    "issued": Needs.AUDIT,
}
_PLACE: Final = re.compile(r"\{(\w*)\}")
_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
Words = Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """A passage of the letter's own, under its heading."""

    title: Words
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What a letter rests on: an instrument and, if named, one demand of it."""

    instrument: Instrument
    obligation: Obligation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One letter. ``procedures``: of which cases it may be written, ``*`` for all; ``digest`` of its ``letter.yml``.

    ``provisions`` by procedure; ``requests`` are codes (``request_…`` of the words), where nobody entered others.
    """

    id: str
    version: str
    name: Words
    use: Words
    procedures: tuple[str, ...]
    languages: tuple[str, ...]
    needs: frozenset[Needs]
    subject: Words
    salutation: Words
    opening: Words
    parts: tuple[str, ...]
    texts: Mapping[str, OwnText]
    provisions: Mapping[str, tuple[Provision, ...]]
    requests: tuple[str, ...]
    closing: Words
    digest: str

    def fits(self, procedure: str) -> bool:
        return ANY in self.procedures or procedure in self.procedures


@cache
def shipped() -> Mapping[str, Template]:
    """The letters that come with the program, by id."""
    return _read(FOLDER)


def load_all(register: Register | None = None) -> Mapping[str, Template]:
    """Shipped letters and the register's own, by id; an own one takes the place of a shipped one of its name.

    Raises InputError, naming the file, for one that is no letter.
    """
    own = _read(register.root / OWN) if register is not None else {}
    return {**shipped(), **own}


def load(letter_id: str, register: Register | None = None) -> Template:
    """One letter, whatever the case of its id. NotFoundError with those there are."""
    known = load_all(register)
    found = known.get(letter_id.strip().casefold())
    if found is None:
        raise NotFoundError(f"No letter {letter_id!r}", remedy=f"Use one of: {', '.join(known)}")
    return found


def provision(asked: str) -> Provision:
    """``sc-2474-2019`` or ``sc-2474-2019/notify``. NotFoundError for an instrument or a demand that is not there."""
    name, _, part = asked.strip().partition("/")
    found = instrument(name)
    if not part:
        return Provision(instrument=found, obligation=None)
    one = next((each for each in found.obligations if each.id == part.casefold()), None)
    if one is None:
        known = ", ".join(each.id for each in found.obligations) or "none"
        raise NotFoundError(f"{found.id} has no demand {part!r}", remedy=f"Its demands: {known}")
    return Provision(instrument=found, obligation=one)


def every_provision() -> tuple[Provision, ...]:
    """What a letter may rest on, in the order of adoption: each demand; an instrument without one as a whole."""
    return tuple(
        Provision(instrument=found, obligation=one)
        for found in instruments()
        for one in (found.obligations or (None,))
    )


def _read(folder: Path) -> dict[str, Template]:
    found = {}
    for path in sorted(folder.glob("*/letter.yml")):
        made = _loaded(path)
        found[made.id] = made
    return found


def _loaded(path: Path) -> Template:
    try:
        made = parse(path.read_bytes())
        if made.id != path.parent.name:
            raise ValueError(f"its id is {made.id!r}, its folder {path.parent.name!r}")  # noqa: TRY301 (one remedy)
    except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError, SijillError) as problem:
        raise InputError(
            f"This is no letter ({type(problem).__name__}: {problem})",
            where=Where(file=f"{path.parent.name}/{path.name}"),
            remedy="Write it like the folders in sijill/submissions/letters",
        ) from problem
    return made


def parse(content: bytes) -> Template:
    """One letter out of its YAML. ValueError names what does not fit; nothing is left unread."""
    raw: Raw = dict(yaml.safe_load(content))
    made = Template(
        id=_id(raw.pop("id")),
        version=str(raw.pop("version")),
        name=four(raw.pop("name")),
        use=four(raw.pop("use")),
        procedures=tuple(_procedure(one) for one in raw.pop("procedures")),
        languages=tuple(_language(one) for one in raw.pop("languages")),
        needs=frozenset(Needs(one) for one in raw.pop("needs")),
        subject=four(raw.pop("subject")),
        salutation=four(raw.pop("salutation")),
        opening=four(raw.pop("opening")),
        parts=tuple(raw.pop("parts")),
        texts={key: _own_text(one) for key, one in raw.pop("texts", {}).items()},
        provisions={
            _procedure(key): tuple(provision(one) for one in each)
            for key, each in raw.pop("provisions").items()
        },
        requests=tuple(_request(one) for one in raw.pop("requests")),
        closing=four(raw.pop("closing")),
        digest=sha256_of_bytes(content),
    )
    refuse_unread(raw, made.id)
    _refuse_unfit(made)
    return made


def _refuse_unfit(made: Template) -> None:
    known = {*Part, *made.texts}
    if set(made.texts) & set(Part):
        raise ValueError(f"{made.id}: a text is called like a part")
    unknown = [one for one in made.parts if one not in known]
    if unknown or len(set(made.parts)) != len(made.parts):
        raise ValueError(f"{made.id}: parts not known or twice: {', '.join(unknown or made.parts)}")
    if Part.REQUESTS not in made.parts or not made.requests or not made.procedures or not made.languages:
        raise ValueError(f"{made.id}: a letter asks something of somebody in some language")
    for needed in made.needs:
        if needed.value not in made.parts:
            raise ValueError(f"{made.id}: needs {needed.value} and has no such part")
    own = [words for one in made.texts.values() for words in (one.title, one.text)]
    for words in (made.subject, made.salutation, made.opening, made.closing, *own):
        _refuse_places(words, made)


def _refuse_places(words: Words, made: Template) -> None:
    """Every language names the same places, and only those that there will be a value for."""
    named = {frozenset(_PLACE.findall(text)) for text in words.values()}
    if len(named) != 1:
        raise ValueError(f"{made.id}: the languages do not name the same places")
    for place in next(iter(named)):
        if place not in PLACES:
            raise ValueError(f"{made.id}: {{{place}}} is none of {', '.join(PLACES)}")
        if PLACES[place] is not None and PLACES[place] not in made.needs:
            raise ValueError(f"{made.id}: {{{place}}} without needing {PLACES[place]}")


def _own_text(raw: Mapping[str, Any]) -> OwnText:
    left = dict(raw)
    made = OwnText(title=four(left.pop("title")), text=four(left.pop("text")))
    refuse_unread(left, "a text")
    return made


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError(f"{text!r} is no id")
    return text


def _procedure(text: str) -> str:
    return text if text == ANY else procedures.load(text).id


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"{text!r} is none of {', '.join(LANGUAGES)}")
    return text


def _request(code: str) -> str:
    if f"request_{code}" not in phrases():
        raise ValueError(f"nobody wrote the request {code!r}")
    return code
