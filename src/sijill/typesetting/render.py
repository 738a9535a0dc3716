"""Typst documents: the same template, data and date give the same bytes.

The template sees a small world in memory: itself, ``library.typ``, ``data.json``, ``options.json`` and the pictures it
was given. It cannot read a file of the machine, fetch a package or use a font of the system. Data is never markup.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sijill.typesetting.bidi import settled
from sijill.typesetting.show import FONTS

LIBRARY: Final = Path(__file__).with_name("library.typ")
# PDF/A-2a: kept for decades, tagged. PDF/UA-1: read aloud by a screen reader.
STANDARDS: Final = ["a-2a", "ua-1"]
RTL: Final = frozenset({"ar"})
PICTURE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*\.(png|jpg|svg|gif|webp)")
_IMPORTED: Final = re.compile(r"(?:import|include)\s*\(?\s*\"([^\"]*)\"")


def to_pdf(
    template: Path | str,
    data: Mapping[str, Any],
    *,
    when: datetime,
    language: str = "en",
    options: Mapping[str, Any] | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1, dated ``when`` (aware).

    Every text in ``data`` is made printable and gets its isolates for the ``language`` (see ``bidi.settled``);
    ``options`` holds words for the template itself (which kind, which columns) and is handed over as it is.
    Pictures lie under ``pictures/<name>``.
    """
    made = _compile(
        template,
        data,
        when=when,
        language=language,
        options=options,
        pictures=pictures,
        format="pdf",
        standards=STANDARDS,
    )
    return made[0]


def to_png(
    template: Path | str,
    data: Mapping[str, Any],
    *,
    when: datetime,
    language: str = "en",
    options: Mapping[str, Any] | None = None,
    pictures: Mapping[str, bytes] | None = None,
    ppi: float = 96.0,
) -> list[bytes]:
    """One PNG per page, otherwise as ``to_pdf``."""
    return _compile(
        template,
        data,
        when=when,
        language=language,
        options=options,
        pictures=pictures,
        format="png",
        standards=[],
        ppi=ppi,
    )


def _compile(
    template: Path | str,
    data: Mapping[str, Any],
    *,
    when: datetime,
    language: str,
    options: Mapping[str, Any] | None,
    pictures: Mapping[str, bytes] | None,
    format: str,  # noqa: A002  (Typst's own word)
    standards: Sequence[str],
    ppi: float | None = None,
) -> list[bytes]:
    import typst

    if when.tzinfo is None:
        raise ValueError("A document's date needs a time zone")
    world = {"main.typ": _source(Path(template)), "library.typ": LIBRARY.read_bytes()}
    world["data.json"] = _json(ready(data, rtl=language in RTL))
    settings = {"language": language, "rtl": language in RTL, "when": _moment(when)}
    world["options.json"] = _json(settings | dict(options or {}))
    for name, content in (pictures or {}).items():
        if PICTURE_NAME.fullmatch(name) is None:
            raise ValueError("A picture's name has small letters, digits, - and _ and ends in its format")
        world[f"pictures/{name}"] = content
    # Its types leave out files in memory, which its manual has.
    compiled: Any = typst.compile_with_warnings
    made, warnings = compiled(
        world,
        root=str(FONTS),  # the only folder it could read from
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=format,
        ppi=ppi,
        pdf_standards=list(standards),
        timestamp=int(when.timestamp()),
    )
    if warnings:  # a missing font, a template that does not settle: never a document to send
        raise RuntimeError(f"The template {Path(template).name} was set with {len(warnings)} warnings")
    return list(made) if isinstance(made, list) else [made]


def ready(value: Any, *, rtl: bool) -> Any:  # whatever JSON can hold
    """The value with every text in it printable and isolated; keys of objects are the template's words and stay."""
    match value:
        case str():
            return settled(value, rtl=rtl)
        case Mapping():
            return {key: ready(one, rtl=rtl) for key, one in value.items()}
        case list() | tuple():
            return [ready(one, rtl=rtl) for one in value]
        case None | bool() | int() | float():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} is no value for a document; make it a text first")


def _source(template: Path) -> bytes:
    """The template's text. ValueError when it imports anything but the library: a package would be fetched."""
    source = template.read_bytes()
    for name in _IMPORTED.findall(source.decode("utf-8")):
        if name != "library.typ":
            raise ValueError(f"{template.name} imports {name!r}; a template imports library.typ only")
    return source


def _json(value: Any) -> bytes:  # whatever JSON can hold
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()


def _moment(when: datetime) -> dict[str, int]:
    return {part: getattr(when, part) for part in ("year", "month", "day", "hour", "minute", "second")}


@lru_cache(maxsize=1)
def _fonts() -> Any:  # typst.Fonts; its types are not followed
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
