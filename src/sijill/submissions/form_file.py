"""The forms: ``forms/<body>/<form>/form.yml``, read strictly. A new form is a new folder."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from sijill.claims.properties import BY_NAME
from sijill.errors import UsageError
from sijill.submissions.model import LANGUAGES, Field, Fill, Form, Need, Section
from sijill.tables.files import sha256_of_bytes

Raw = dict[str, Any]  # YAML
FOLDER: Final = Path(str(files("sijill.submissions"))) / "forms"
# What a form can never ask for: the witness and the informant, other people, and texts in which anybody may be named.
NEVER: Final = frozenset(
    {
        "sighting.by",
        "informant.name",
        "informant.relation",
        "informant.contact",
        "arrest.with",
        "note",
        "source.reference",
        "id.source",
    }
)
LEVELS: Final = ("public", "partners", "organisation")  # sealed is never printed


@cache
def load_all() -> Mapping[str, Form]:
    """Every form by id, in the order of the folders."""
    found = [parse(path) for path in sorted(FOLDER.glob("*/*/form.yml"))]
    return {form.id: form for form in found}


def load(form_id: str) -> Form:
    """The form of a procedure, whatever the case of its letters. UsageError with those there are."""
    found = load_all().get(form_id.strip().upper())
    if found is None:
        raise UsageError(f"No form {form_id!r}", remedy=f"Use one of: {', '.join(load_all())}")
    return found


def parse(path: Path) -> Form:
    """One form out of its YAML. ValueError names what does not fit; nothing is left unread."""
    content = path.read_bytes()
    raw: Raw = yaml.safe_load(content)
    form = Form(
        id=raw.pop("id"),
        folder=path.parent.relative_to(path.parents[2]).as_posix(),
        version=str(raw.pop("version")),
        title=four(raw.pop("title")),
        body=four(raw.pop("body")),
        mark=_one_of(raw.pop("mark"), ("V", "K")),
        source=four(raw.pop("source")),
        languages=tuple(_one_of(one, LANGUAGES) for one in raw.pop("languages")),
        languages_mark=_one_of(raw.pop("languages_mark"), ("V", "K")),
        template=raw.pop("template"),
        forwarded_to_state=raw.pop("forwarded_to_state"),
        level=_one_of(raw.pop("level"), LEVELS),
        sensitive=tuple(raw.pop("sensitive")),
        sections=tuple(_section(dict(one)) for one in raw.pop("sections")),
        digest=sha256_of_bytes(content),
    )
    refuse_unread(raw, form.id)
    _refuse_unfit(form)
    return form


def _refuse_unfit(form: Form) -> None:
    ids = [field.id for field in form.fields]
    if len(ids) != len(set(ids)):
        raise ValueError(f"{form.id}: a field stands twice")
    asked = {prop for field in form.fields for prop in field.properties} | set(form.sensitive)
    if asked - set(BY_NAME):
        raise ValueError(f"{form.id}: no such property: {', '.join(sorted(asked - set(BY_NAME)))}")
    if asked & NEVER:
        raise ValueError(f"{form.id}: a form may not ask for {', '.join(sorted(asked & NEVER))}")


def _section(raw: Raw) -> Section:
    made = Section(
        id=raw.pop("id"),
        number=raw.pop("number"),
        title=four(raw.pop("title")),
        confidential=raw.pop("confidential"),
        fields=tuple(_field(dict(one)) for one in raw.pop("fields")),
    )
    refuse_unread(raw, made.id)
    return made


def _field(raw: Raw) -> Field:
    name = raw.pop("id")
    made = Field(
        id=name,
        need=Need(raw.pop("need")),
        type=raw.pop("type"),
        codes=raw.pop("codes", ""),
        fill=Fill(raw.pop("fill")),
        properties=tuple(raw.pop("from", ())),
        answers=tuple(raw.pop("answers", (name,))),
        confidential=raw.pop("confidential", False),
        label=four(raw.pop("label")),
        note=raw.pop("note", ""),
    )
    refuse_unread(raw, name)
    return made


def four(raw: Mapping[str, str]) -> Mapping[str, str]:
    """A text in every language, in their order. ValueError where one is missing or empty."""
    if set(raw) != set(LANGUAGES) or not all(text.strip() for text in raw.values()):
        raise ValueError(f"a text is not in all of {', '.join(LANGUAGES)}")
    return {language: raw[language].strip() for language in LANGUAGES}


def _one_of(word: str, words: tuple[str, ...]) -> str:
    if word not in words:
        raise ValueError(f"{word!r} is none of {', '.join(words)}")
    return word


def refuse_unread(raw: Raw, place: str) -> None:
    """ValueError for keys that nobody took out."""
    if raw:
        raise ValueError(f"{place}: nobody reads {', '.join(raw)}")
