"""Received texts and what may be said in them."""

from dataclasses import dataclass
from enum import StrEnum


class TextKind(StrEnum):
    TEXT = "txt"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


class Kind(StrEnum):
    PERSON = "person"
    FACILITY = "facility"
    DATE = "date"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The text of one file. ``pages`` are the letters at which pages begin, from 0; one for a file without pages.

    ``flags``: what was left out or is doubtful: ``no_text`` (pictures only), ``page_without_text``, ``lines_turned``
    (right-to-left lines put into the order of reading), ``letters_not_read``, ``comments_not_read``.
    """

    kind: TextKind
    text: str
    pages: tuple[int, ...]
    flags: tuple[str, ...]

    def page_of(self, letter: int) -> int:
        """The page (from 1) on which a letter stands."""
        return max(1, sum(start <= letter for start in self.pages))

    @property
    def empty_pages(self) -> tuple[int, ...]:
        """Pages (from 1) without a letter: pictures of a text, or nothing."""
        ends = [*self.pages[1:], len(self.text)]
        pages = enumerate(zip(self.pages, ends, strict=True), start=1)
        return tuple(page for page, (start, end) in pages if not self.text[start:end].strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a passage may mean: a person's, facility's or measure's id, in words, and how alike (0 to 1)."""

    id: str
    label: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A passage that may name somebody or something. Nothing is asserted until a person accepts it.

    ``start`` and ``end`` are letters of the extracted text; ``normalised`` EDTF of a date, digits of a figure.
    """

    kind: Kind
    start: int
    end: int
    quote: str
    candidates: tuple[Candidate, ...]
    normalised: str = ""
    bound: str = ""
