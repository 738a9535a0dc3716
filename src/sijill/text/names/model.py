"""The nouns of name reading: parts in slots, repairs, alternative parses, and the reading that holds them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sijill.text.scripts import Script


class Slot(StrEnum):
    """Where a part stands in an Arabic name. `ANCESTOR` is whoever comes between grandfather and family."""

    GIVEN = "given"
    FATHER = "father"
    GRANDFATHER = "grandfather"
    ANCESTOR = "ancestor"
    FAMILY = "family"
    NISBA = "nisba"
    LAQAB = "laqab"
    MOTHER = "mother"
    ALIAS = "alias"
    RELATIVE = "relative"  # another person and how they are related: زوجة فلان, وأخوه فلان
    OTHER = "other"  # another person of the same cell
    NOTE = "note"  # what is said of the person and is no name: تولد, من حمص, arrested


class RepairKind(StrEnum):
    """What was wrong with the text as found. The raw text is kept beside every repair."""

    ALLAH = "allah"  # هللا for الله
    LAM_ALEF = "lam-alef"  # ال for لا, as PDF extraction reverses the ligature
    LIGATURE = "ligature"  # two other letters reversed: حممد for محمد
    SPLIT_LETTERS = "split-letters"  # single letters that belong to one word
    VISUAL_ORDER = "visual-order"  # the whole text last letter first
    MOJIBAKE = "mojibake"  # bytes decoded with the wrong code page
    DROPPED = "dropped"  # digits and signs that are no part of a name
    CUT = "cut"  # longer than any name


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    slot: Slot
    text: str  # as written, repaired and with compounds put together (عبد الرحمن, Abd al-Rahman)
    form: str  # folded for comparison: what `tokens.encode` takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    kind: RepairKind
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """One way to put every token into a slot. `penalty` 0 for the first reading, more for a less likely one."""

    slots: dict[Slot, tuple[str, ...]]  # match forms, in the order written
    penalty: float

    def __hash__(self) -> int:
        return hash((tuple(self.slots.items()), self.penalty))


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReading:
    original: str
    normalised: str  # cleaned and repaired, in reading order: reading it again gives the same parts
    script: Script
    parts: tuple[Part, ...]
    alternatives: tuple[tuple[Part, ...], ...]  # other readings of the same tokens, most likely first
    penalties: tuple[float, ...] = ()  # of the alternatives
    kunya: str | None = None
    titles: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    nisba_of: str | None = None  # the place that a nisba in the name comes from
    repairs: tuple[Repair, ...] = ()
    comparison: "tuple[ComparisonToken, ...]" = field(default=(), repr=False)

    def part(self, slot: Slot) -> str | None:
        return next((part.text for part in self.parts if part.slot is slot), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonToken:
    """One token as the comparison sees it. `optional` ones (titles, بن, a kunya beside a name) may be missing."""

    form: str
    text: str
    optional: bool = False
    leading: bool = False  # a first محمد, which may be missing from a name that is complete without it


def as_json(reading: NameReading) -> dict[str, Any]:  # JSON values
    """The object that `sijill read names --json` prints."""
    return {
        "original": reading.original,
        "normalised": reading.normalised,
        "script": reading.script,
        "parts": [{"slot": str(part.slot), "text": part.text} for part in reading.parts],
        "alternatives": [
            {
                "parts": [{"slot": str(part.slot), "text": part.text} for part in parts],
                "penalty": penalty,
            }
            for parts, penalty in zip(reading.alternatives, reading.penalties, strict=True)
        ],
        "kunya": reading.kunya,
        "titles": list(reading.titles),
        "nisba_of": reading.nisba_of,
        "repairs": [
            {"kind": str(repair.kind), "before": repair.before, "after": repair.after}
            for repair in reading.repairs
        ],
    }
