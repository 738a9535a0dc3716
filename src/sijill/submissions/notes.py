"""The list of sources: each claim or answer gets a number where it is first used, and keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sijill.claims.model import Claim
from sijill.claims.statements import Statement
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
    evidence: dict[str, str] = field(default_factory=dict)  # SHA-256 -> E1, E2 … in order of first use
    _numbers: dict[Key, int] = field(default_factory=dict)
    _notes: list[dict[str, Any]] = field(default_factory=list)

    def claims(self, statements: Iterable[Statement]) -> tuple[int, ...]:
        """The numbers of these claims, ascending and each once."""
        return tuple(sorted({self._claim(one) for one in statements}))

    def answer(self, entered: Entered) -> tuple[int, ...]:
        key = ("answer", entered.ref)
        if key not in self._numbers:
            text = told("note_answer", self.language, day=entered.day, ref=entered.ref)
            self._add(key, {"text": text, "answer": entered.ref})
        return (self._numbers[key],)

    @property
    def notes(self) -> list[dict[str, Any]]:
        """One object per number: ``number``, ``text``, and either ``claim`` (where it stands) or ``answer``."""
        return list(self._notes)

    def _claim(self, statement: Statement) -> int:
        claim = statement.claim
        key = (claim.file_sha256, claim.record, claim.locator, claim.prop, str(claim.start))
        if key not in self._numbers:
            self._add(key, {"text": self._text(statement), "claim": self._locator(statement)})
        return self._numbers[key]

    def _add(self, key: Key, note: dict[str, Any]) -> None:
        self._numbers[key] = len(self._notes) + 1
        self._notes.append({"number": self._numbers[key], **note})

    def _text(self, statement: Statement) -> Ready:
        claim = statement.claim
        parts = [self._place(claim)]
        original = original_of(statement)
        if original is not None:
            parts.append(told("as_written", self.language, text=original))
        if claim.as_of:
            parts.append(told("note_as_of", self.language, day=claim.as_of))
        return joined(parts, SPACE)

    def _place(self, claim: Claim) -> Ready:
        """In which cell of whose file, or in which letters of whose text."""
        evidence = self._evidence(claim.file_sha256)
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
