"""Undoing damage from PDF extraction, scanning and wrong code pages; every change is reported, the raw text kept.

A repair is made when the damaged spelling cannot be right (هللا, اال at the start of a word) or when the word as it
stands is unknown and the repaired one is a common name. What could be either (سالم or a reversed سلام) is left alone,
unless the whole column is known to be reversed; even then a common name is not turned into another one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sijill.text import scripts
from sijill.text.names import forms, lexicon
from sijill.text.names.model import Repair, RepairKind

_ALLAH: Final = re.compile("هللا(?![\u0620-\u064a])")
_LAM_ALEF_START: Final = re.compile("(?<![\u0620-\u064a])ا([اأإآ])ل")
# Not behind the article: عبد الإله, الألفي, الآلوسي.
_LAM_ALEF_INSIDE: Final = re.compile("(?<=[\u0620-\u064a])(?<!ال)([أإآ])ل(?=[\u0620-\u064a])")
_LAM_ALEF_INTACT: Final = re.compile("(?<!هل)ل[اأإآ]")  # هللا is itself damage
_ARABIC_RUN: Final = re.compile("[\u0620-\u064a\u0671-\u06d3]+")
# Neighbours that fonts draw as one ligature, so that extraction may give them back in visual order.
_LIGATURES: Final = tuple((one, other) for one in "لمحخجيبتنىه" for other in "اأإآمحخجيى" if one != other)
_FINAL_FORM: Final = re.compile("FINAL FORM")
_INITIAL_FORM: Final = re.compile("INITIAL FORM")
_PRESENTATION: Final = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]+")
_SINGLE_LETTERS: Final = re.compile("(?<!\\S)[\u0620-\u064a]+(?: [\u0620-\u064a](?![^ ]))+")
_MINIMUM_SINGLES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDamage:
    """What a whole list shows that a single name cannot: an extraction that reversed every لا."""

    reverses_lam_alef: bool
    evidence: int  # words that are only possible in a reversed list
    against: int  # words with an intact لا


def column_damage(texts: Iterable[str]) -> ColumnDamage:
    """Whether a list's extraction reversed لا throughout: it has impossible words, and hardly any intact لا."""
    evidence = against = 0
    for text in texts:
        cleaned = scripts.clean(text[:2000])
        evidence += len(_LAM_ALEF_START.findall(cleaned)) + len(_LAM_ALEF_INSIDE.findall(cleaned))
        evidence += len(_ALLAH.findall(cleaned))
        against += len(_LAM_ALEF_INTACT.findall(cleaned))
    return ColumnDamage(
        reverses_lam_alef=evidence >= 2 and evidence > 10 * against, evidence=evidence, against=against
    )


def repair_text(text: str, *, damage: ColumnDamage | None = None) -> tuple[str, tuple[Repair, ...]]:
    """(cleaned and repaired text, what was repaired). Cleaning itself is not a repair."""
    repairs: list[Repair] = []
    cleaned = scripts.clean(_visual_order(_mojibake(text, repairs), repairs))
    if scripts.script_of(cleaned) in {"latn", "none"}:
        return cleaned, tuple(repairs)
    for kind, pattern, after in (
        (RepairKind.ALLAH, _ALLAH, "الله"),
        (RepairKind.LAM_ALEF, _LAM_ALEF_START, r"ال\1"),
        (RepairKind.LAM_ALEF, _LAM_ALEF_INSIDE, r"ل\1"),
    ):
        cleaned = _replace_words(cleaned, kind, pattern, after, repairs)
    cleaned = _join_single_letters(cleaned, repairs)
    cleaned = _known_words(cleaned, repairs, reversed_column=damage is not None and damage.reverses_lam_alef)
    return cleaned, tuple(repairs)


def _replace_words(
    text: str, kind: RepairKind, pattern: re.Pattern[str], after: str, repairs: list[Repair]
) -> str:
    if not pattern.search(text):
        return text
    words = text.split(" ")
    for at, word in enumerate(words):
        words[at] = pattern.sub(after, word)
        if words[at] != word:
            repairs.append(Repair(kind=kind, before=word, after=words[at]))
    return " ".join(words)


def _join_single_letters(text: str, repairs: list[Repair]) -> str:
    """`حسث ن ي` → one word; one single letter only if the joined word is a common name (else it is an initial)."""

    def join(match: re.Match[str]) -> str:
        before = match.group()
        joined = before.replace(" ", "")
        enough = before.count(" ") >= _MINIMUM_SINGLES
        if not enough and not _known(joined):
            return before
        repairs.append(Repair(kind=RepairKind.SPLIT_LETTERS, before=before, after=joined))
        return joined

    return _SINGLE_LETTERS.sub(join, text)


def _known(word: str) -> bool:
    form, known = forms.arabic(word), lexicon.arabic_forms()
    salma = form[:-1] + "ى" if form.endswith("ي") else form  # سلمي is سلمى, and no reversed سليم
    return form in known or salma in known


def _known_words(text: str, repairs: list[Repair], *, reversed_column: bool) -> str:
    """Unknown words that become a common name when one ligature is turned round: بالل → بلال, حممد → محمد."""
    words = text.split(" ")
    for at, word in enumerate(words):
        fixed = _known_word(word, reversed_column=reversed_column)
        if fixed is not None:
            kind, words[at] = fixed
            repairs.append(Repair(kind=kind, before=word, after=words[at]))
    return " ".join(words)


@lru_cache(maxsize=1 << 17)
def _known_word(word: str, *, reversed_column: bool) -> tuple[RepairKind, str] | None:
    if not 3 <= len(word) <= 12 or _ARABIC_RUN.fullmatch(word) is None or _known(word):
        return None
    if (turned := _turn_lam_alef(word)) is not None:
        return RepairKind.LAM_ALEF, turned
    if (turned := _turn_ligature(word)) is not None:
        return RepairKind.LIGATURE, turned
    if reversed_column and "ال" in word[1:]:
        return RepairKind.LAM_ALEF, word[0] + word[1:].replace("ال", "لا")
    return None


def _turn_lam_alef(word: str) -> str | None:
    for at in range(1, len(word) - 1):
        if word[at] in "اأإآ" and word[at + 1] == "ل":
            turned = word[:at] + "ل" + word[at] + word[at + 2 :]
            if _known(turned):
                return turned
    return None


def _turn_ligature(word: str) -> str | None:
    """The only common name that one turned pair of letters gives; None if there are two such names or none."""
    found = set()
    for at in range(len(word) - 1):
        if (word[at + 1], word[at]) in _LIGATURES:
            turned = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if _known(turned):
                found.add(turned)
    return found.pop() if len(found) == 1 else None


def _visual_order(text: str, repairs: list[Repair]) -> str:
    """Presentation forms stored last letter first: a word begins with a final form and does not end with one."""
    runs = _PRESENTATION.findall(text)
    backwards = sum(1 for run in runs if len(run) > 2 and _is_final(run[0]) and not _is_final(run[-1]))
    forwards = sum(1 for run in runs if len(run) > 2 and _is_final(run[-1]) and not _is_final(run[0]))
    if backwards <= forwards:
        return text
    turned = text[::-1]
    repairs.append(
        Repair(kind=RepairKind.VISUAL_ORDER, before=scripts.clean(text), after=scripts.clean(turned))
    )
    return turned


def _is_final(letter: str) -> bool:
    name = unicodedata.name(letter, "")
    return _FINAL_FORM.search(name) is not None


# UTF-8 read as Windows-1252 begins with these; Windows-1256 read as Latin-1 is a run of accented capitals.
_UTF8_AS_1252: Final = re.compile("[ØÙÚÛ][\u0080-\u00bf\u2018-\u2026ŠŒŽ‡†‰‹›™šœžŸ€ƒ„ˆ˜–—•¡-¿]")
_ACCENTED_RUN: Final = re.compile("[À-ÿ]{3,}")


def _mojibake(text: str, repairs: list[Repair]) -> str:
    if text.isascii():
        return text
    for pattern, wrong, right in ((_UTF8_AS_1252, "cp1252", "utf-8"), (_ACCENTED_RUN, "cp1252", "cp1256")):
        if not pattern.search(text):
            continue
        for read in (text, scripts.clean(text)):  # as found, or without what no code page has
            turned = _decoded(read, wrong, right)
            if scripts.script_of(turned) == "arab":
                repairs.append(Repair(kind=RepairKind.MOJIBAKE, before=scripts.clean(text), after=turned))
                return turned
    return text


def _decoded(text: str, wrong: str, right: str) -> str:
    """Cleaned; "" where it cannot have come about so."""
    try:
        return scripts.clean(text.encode(wrong).decode(right))
    except UnicodeError:
        return ""


# --- glued words ---------------------------------------------------------------------------------------------------


def split_glued(
    word: str, counts: Mapping[str, int], *, rare: int = 2, frequent: int = 10
) -> tuple[str, str] | None:
    """Two frequent forms that a rare long form consists of (محمدخالد), or None.

    `counts` holds how often each form occurs in the lists at hand. Of several cuts the one whose rarer half is most
    frequent wins; a tie goes to the earlier cut.
    """
    if len(word) < 6 or counts.get(word, 0) > rare:
        return None
    best: tuple[int, int] | None = None
    for at in range(3, len(word) - 2):
        weakest = min(counts.get(word[:at], 0), counts.get(word[at:], 0))
        if weakest >= frequent and (best is None or weakest > best[0]):
            best = (weakest, at)
    return None if best is None else (word[: best[1]], word[best[1] :])


def form_counts(forms_of_column: Iterable[Iterable[str]]) -> Counter[str]:
    """How often each match form occurs; what `split_glued` needs. One inner iterable per name."""
    return Counter(form for name in forms_of_column for form in name)
