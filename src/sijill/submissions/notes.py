"""The list of sources: each claim or answer gets a number where it is first used, and keeps it.

A note has two texts. ``foot`` stands at the foot of the page: which cell of which piece of evidence, without naming
whose it is, because a body may hand these pages to a Government. ``text`` stands in the confidential annex and names
organisation, file and column.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sijill.claims.model import Claim
from sijill.claims.statements import Statement
from sijill.persons.voices import Copies
from sijill.submissions.model import Entered, Source
from sijill.submissions.say import original_of
from sijill.submissions.words import RTL, told
from sijill.typesetting import Ready, joined

SPACE: Final = Ready(" ")
Key = tuple[str, ...]


@dataclass(slots=True)
class NoteBook:
    """Numbers count from 1 in the order in which the document uses them. One per document."""

    language: str
    sources: Mapping[str, Source]  # by SHA-256 of the file
    copies: Copies = field(default_factory=dict)  # lists that are declared to repeat each other
    evidence: dict[str, str] = field(default_factory=dict)  # SHA-256 -> E1, E2 … in order of first use
    _first: dict[str, str] = field(default_factory=dict)  # group of copies -> the evidence of it used first
    _numbers: dict[Key, int] = field(default_factory=dict)
    _notes: list[dict[str, Any]] = field(default_factory=list)

    def claims(self, statements: Iterable[Statement]) -> tuple[int, ...]:
        """The numbers of these claims, ascending and each once."""
        return tuple(sorted({self._claim(one) for one in statements}))

    def answer(self, entered: Entered) -> tuple[int, ...]:
        key = ("answer", entered.ref)
        if key not in self._numbers:
            text = told("note_answer", self.language, day=entered.day, ref=entered.ref)
            self._add(key, {"text": text, "foot": text, "answer": entered.ref})
        return (self._numbers[key],)

    def other(self, key: Key, foot: str, **where: object) -> tuple[int, ...]:
        """The number of a source that is no claim of the register: a published table, a count, a provision."""
        if key not in self._numbers:
            self._add(key, {"text": foot, "foot": foot, **where})
        return (self._numbers[key],)

    @property
    def notes(self) -> list[dict[str, Any]]:
        """One object per number: ``number``, ``text``, ``foot``, and ``claim`` (where it stands) or ``answer``."""
        return list(self._notes)

    def _claim(self, statement: Statement) -> int:
        claim = statement.claim
        key = (claim.file_sha256, claim.record, claim.locator, claim.prop, str(claim.start))
        if key not in self._numbers:
            evidence = self._evidence(claim.file_sha256)
            beside = self._beside(statement, evidence)
            note = {
                "text": joined([self._whole_place(claim, evidence), *beside], SPACE),
                "foot": joined([self._bare_place(claim, evidence), *beside], SPACE),
            }
            self._add(key, note | {"claim": self._locator(statement)})
        return self._numbers[key]

    def _add(self, key: Key, note: dict[str, Any]) -> None:
        self._numbers[key] = len(self._notes) + 1
        self._notes.append({"number": self._numbers[key], **note})

    def _beside(self, statement: Statement, evidence: str) -> list[Ready]:
        claim = statement.claim
        parts = []
        original = original_of(statement)
        if original is not None:
            parts.append(told("as_written", self.language, text=original))
        if claim.as_of:
            parts.append(told("note_as_of", self.language, day=claim.as_of))
        group = self.copies.get(claim.list_id)
        if group is not None and self._first.setdefault(group, evidence) != evidence:
            parts.append(told("note_repeats", self.language, evidence=self._first[group]))
        return parts

    def _bare_place(self, claim: Claim, evidence: str) -> Ready:
        """In which cell, or which letters, of which evidence."""
        if claim.in_text:
            return told(
                "foot_passage",
                self.language,
                evidence=evidence,
                page=str(claim.line),
                start=str(claim.start),
                end=str(claim.end),
            )
        cell = claim.locator.rpartition("!")[2]  # a sheet's name may be its organisation's
        return told("foot_claim", self.language, evidence=evidence, cell=cell)

    def _whole_place(self, claim: Claim, evidence: str) -> Ready:
        """In which cell of whose file, or in which letters of whose text."""
        if claim.in_text:
            return told(
                "note_passage",
                self.language,
                publisher=claim.said_by,  # one file may have come from two publishers
                file=claim.file,
                page=str(claim.line),
                start=str(claim.start),
                end=str(claim.end),
                evidence=evidence,
            )
        return told(
            "note_claim",
            self.language,
            organisation=self.sources[claim.file_sha256].organisation,
            file=claim.file,
            cell=claim.locator,
            column=claim.column,
            evidence=evidence,
        )

    def _evidence(self, sha256: str) -> str:
        return self.evidence.setdefault(sha256, f"E{len(self.evidence) + 1}")

    def _locator(self, statement: Statement) -> dict[str, Any]:
        claim = statement.claim
        span = {"page": claim.line, "start": claim.start, "end": claim.end} if claim.in_text else {}
        return span | {
            "record": claim.record,
            "property": claim.prop,
            "file_sha256": claim.file_sha256,
            "cell": claim.locator,
            "column": claim.column,
            "said_by": claim.said_by,
            "as_of": claim.as_of,
        }


def is_rtl(language: str) -> bool:
    return language in RTL


def numbered_as_printed(parts: Iterable[Any], notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives the notes the order in which ``parts`` (JSON, changed in place) print them, and returns them so.

    Word counts its footnotes itself, from 1 in the order of the text: the numbers must be the same everywhere.
    """
    order: dict[int, int] = {}
    lists = [one for part in parts for one in _lists_of_notes(part)]
    for numbers in lists:
        for number in sorted(numbers):
            order.setdefault(number, len(order) + 1)
    for note in notes:
        order.setdefault(note["number"], len(order) + 1)
    for numbers in lists:
        numbers[:] = sorted(order[number] for number in numbers)
    return sorted(
        ({**note, "number": order[note["number"]]} for note in notes), key=lambda note: note["number"]
    )


def _lists_of_notes(value: Any) -> Iterator[list[int]]:  # whatever JSON can hold
    match value:
        case Mapping():
            for key, one in value.items():
                if key == "notes":
                    yield one
                else:
                    yield from _lists_of_notes(one)
        case list():
            for one in value:
                yield from _lists_of_notes(one)
        case _:
            return
