"""A document as PDF/A. The template and the data are kept apart; see ``sijill.typesetting``."""

from pathlib import Path
from typing import Final

from sijill.submissions.document import Document, watermark
from sijill.submissions.footnotes import with_first_citations
from sijill.typesetting import to_pdf

TEMPLATES: Final = Path(__file__).with_name("templates")


def render(document: Document) -> bytes:
    """The same document gives the same bytes."""
    return to_pdf(
        TEMPLATES / f"{document.form.template}.typ",
        with_first_citations(document.data),
        when=document.when,
        language=document.language,
        options={"watermark": watermark(document), "name": document.name},
    )
