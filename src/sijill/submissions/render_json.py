"""A document for programs: the same texts without their direction signs."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from sijill.submissions.document import WRITTEN_IN, Document, watermark
from sijill.version import __version__

ISOLATES: Final = re.compile("[\u2066-\u2069]")
FORMAT: Final = 1


def render(document: Document) -> bytes:
    content = {
        "format": FORMAT,
        "software": f"sijill {__version__}",
        "form": {
            "id": document.form.id,
            "version": document.form.version,
            "mark": document.form.mark,
            "languages_mark": document.form.languages_mark,
            "wording_mark": "own" if document.language == WRITTEN_IN else "K",
            "confirmed": document.confirmed,
        },
        "case": document.case,
        "language": document.language,
        "made": document.when.isoformat(),
        "marked": watermark(document),
        "draft": document.is_draft,
        "missing": [{"person": person, "field": field} for person, field in document.missing],
        "document": document.data,
    }
    return (json.dumps(plain(content), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def plain(value: Any) -> Any:  # whatever JSON can hold
    """The value with every text as a person would type it."""
    match value:
        case str():
            return ISOLATES.sub("", value)
        case Mapping():
            return {key: plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case _:
            return value
