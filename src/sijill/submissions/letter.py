"""A letter: to whom, on which basis, with which published figures, about whom (named with consent), asking for what.

It names no list, no organisation and no source: it goes to an authority. Its figures are those of a published table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sijill.submissions.document import Document, names_table
from sijill.submissions.fill import Filling, entered_in
from sijill.submissions.model import Entered, Form, Source, Subject
from sijill.submissions.notes import NoteBook
from sijill.submissions.say import day_words
from sijill.submissions.words import phrase, phrases, told

# What a letter asks for when nobody says otherwise, in this order; ``letter_requests`` holds these words or own texts.
REQUESTS: Final = ("release", "names", "whereabouts", "fate", "access", "courts", "reply")
SENDER: Final = ("src_org", "src_name", "src_contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A published table as texts: ``rows`` are its cells, ``total`` None where it is withheld.

    ``number`` is the published table's; ``as_of`` the day up to which arrests count.
    """

    as_of: datetime
    number: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int | None


def build(
    form: Form,
    subjects: Sequence[Subject],
    *,
    others: bool,
    answers: Mapping[str, Entered],
    figures: Figures | None,
    recipient: str,
    case: str,
    language: str,
    when: datetime,
    sources: Mapping[str, Source],
) -> Document:
    """``subjects`` are those with consent for this letter; ``others``: the case holds persons who are not named."""
    book = NoteBook(language=language, sources=sources)  # numbers lead to lists: none of them is printed
    by = [
        Filling(form=form, subject=one, language=language, book=book, evidence=0, when=when)
        for one in subjects
    ]
    requests = _texts(answers, "letter_requests", language) or list(REQUESTS)
    data: dict[str, Any] = {
        "title": phrase("letter_subject", language),
        "head": [
            told("letter_to", language, recipient=recipient),
            told("letter_date", language, day=day_words(when.date(), language)),
            told("letter_ref", language, ref=case),
        ],
        "opening": phrase("letter_opening", language),
        "basis": {
            "title": phrase("letter_basis", language),
            "lines": _texts(answers, "letter_basis", language),
        },
        "figures": _figures(figures, language),
        "persons": _persons(by, language, others=others),
        "requests": {
            "title": phrase("letter_requests", language),
            "lines": [_request(one, language) for one in requests],
        },
        "closing": phrase("letter_closing", language),
        "sender": [text for name in SENDER for text in _texts(answers, name, language)],
        "evidence": {"rows": []},
        "sources": {"rows": []},
    }
    return Document(
        form=form,
        language=language,
        case=case,
        when=when,
        data=data,
        missing=(),
        contradicted=(),
        untranslated=(),
        confirmed=True,
    )


def _figures(figures: Figures | None, language: str) -> dict[str, Any] | None:
    if figures is None:
        return None
    count = phrase("letter_withheld", language) if figures.total is None else f"{figures.total}"
    return {
        "title": phrase("letter_figures", language),
        "total": told(
            "letter_figure_total", language, day=day_words(figures.as_of.date(), language), count=count
        ),
        "rules": told("letter_figure_rules", language, number=str(figures.number)),
        "head": list(figures.heads),
        "rows": [list(row) for row in figures.rows],
    }


def _persons(by: Sequence[Filling], language: str, *, others: bool) -> dict[str, Any] | None:
    if not by and not others:
        return None
    table = names_table(by) if by else None
    if table is not None:
        for row in table["rows"]:
            for cell in row:
                cell["notes"] = []
    return {
        "title": phrase("letter_persons", language),
        "named": phrase("letter_named", language) if by else "",
        "table": table,
        "fate": phrase("letter_fate", language) if by else "",
        "unverified_rows": phrase("unverified_why", language) if by else "",
        "others": phrase("letter_others", language) if others else "",
    }


def _request(text: str, language: str) -> str:
    key = f"request_{text}"
    return phrase(key, language) if key in phrases() else text


def _texts(answers: Mapping[str, Entered], name: str, language: str) -> list[str]:
    entered = entered_in(answers, name, language)
    if entered is None:
        return []
    values = entered.value if isinstance(entered.value, list) else [entered.value]
    return [str(one) for one in values if str(one).strip()]
