"""Writing a report to a file of the operator's choice: HTML or PDF, by the file's name."""

from pathlib import Path

from sijill import clock
from sijill.errors import UsageError
from sijill.tables import register as registers
from sijill.tables.files import written_whole
from sijill.tables.register import Register
from sijill.typesetting.blocks import Document, Language, html_of, pdf_of


def language(asked: str) -> Language:
    """Raises UsageError for anything but en and ar."""
    match asked:
        case "en":
            return "en"
        case "ar":
            return "ar"
    raise UsageError(f"--lang {asked!r} is not known", remedy="Use en or ar")


def refuse_unfit(register: Register, path: Path) -> None:
    """Asked before anything is computed: a report lies outside the register and is .html or .pdf."""
    registers.refuse_inside(register, path)
    if path.suffix.lower() not in {".html", ".pdf"}:
        raise UsageError(f"{path.name} is neither .html nor .pdf", remedy="Name such a file")


def write(path: Path, document: Document) -> None:
    """Whole or not at all; a file that is there is replaced."""
    made = (
        pdf_of(document, when=clock.now())
        if path.suffix.lower() == ".pdf"
        else html_of(document).encode("utf-8")
    )
    with written_whole(path) as scratch:
        scratch.write_bytes(made)
