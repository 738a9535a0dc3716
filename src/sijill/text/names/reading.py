"""Reading one name: text → repairs → words → structure → parts, with the other readings kept."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from sijill.text import scripts
from sijill.text.names import forms, lexicon, normalise, particles, parts
from sijill.text.names.model import ComparisonToken, NameReading, Parse, Part, Repair, RepairKind, Slot
from sijill.text.names.repair import ColumnDamage, column_damage, repair_text
from sijill.text.names.structure import Structure

MAX_TOKENS: Final = 8  # compared per name; optional ones are left out first


def read(text: str, *, damage: ColumnDamage | None = None) -> NameReading:
    """Read one name; never raises; what cannot be read gives no parts. `damage`: what the column shows."""
    repaired, repairs = _prepare(text, damage)
    found = parts.structure(normalise.words(repaired))
    readings = parts.assignments(found)
    split = [parts.parts_of(found, reading) for reading in readings] or [_aside_only(found)]
    nisba_of = next(
        (place for word in found.core if (place := lexicon.nisbas().get(word.form)) is not None), None
    )
    return NameReading(
        original=text,
        normalised=_normalised(repaired, found, split[0]),
        script=scripts.script_of(repaired),
        parts=split[0],
        alternatives=tuple(split[1:]),
        penalties=tuple(reading.penalty for reading in readings[1:]),
        kunya=None if found.kunya is None else found.kunya.text,
        titles=tuple(word.text for word in found.titles),
        particles=tuple(word.text for _, word in found.particles),
        nisba_of=nisba_of,
        repairs=repairs,
        comparison=comparison_tokens(found),
    )


def read_column(texts: Sequence[str]) -> list[NameReading]:
    """Read a whole list's names; damage that only the column shows (لا reversed throughout) is repaired too."""
    damage = column_damage(texts)
    return [read(text, damage=damage) for text in texts]


def _prepare(text: str, damage: ColumnDamage | None) -> tuple[str, tuple[Repair, ...]]:
    cut = text[: normalise.MAX_TEXT]
    repaired, repairs = repair_text(cut, damage=damage)
    if repairs:  # one repair can make another possible; the result must stand when read again
        repaired, more = repair_text(repaired, damage=damage)
        repairs += more
    if len(text) > normalise.MAX_TEXT:
        repairs += (
            Repair(kind=RepairKind.CUT, before=f"{len(text)} characters", after=f"{len(cut)} characters"),
        )
    if repaired.isalpha() or repaired.replace(" ", "").isalpha():
        return repaired, repairs
    dropped = " ".join(
        word for word in repaired.split(" ") if not any(ch.isalpha() for ch in word) and word not in "-/,،()"
    )
    if dropped:
        repairs += (Repair(kind=RepairKind.DROPPED, before=dropped, after=""),)
    return repaired, repairs


def _aside_only(found: Structure) -> tuple[Part, ...]:
    return parts.parts_of(found, parts.Assignment(slots=(), penalty=0.0))


# --- the normalised text -------------------------------------------------------------------------------------------

_ANNOUNCE: Final = {
    Slot.LAQAB: {"arab": "الملقب", "latn": "alias"},
    Slot.MOTHER: {"arab": "والدته", "latn": "mother"},
}


def _normalised(repaired: str, found: Structure, read_parts: tuple[Part, ...]) -> str:
    """Names in reading order if that reads the same again; else the text as cleaned and repaired."""
    ordered = _reading_order(found)
    again = parts.structure(normalise.words(ordered))
    readings = parts.assignments(again)
    same = (parts.parts_of(again, readings[0]) if readings else _aside_only(again)) == read_parts
    same = same and [word.text for word in again.titles] == [word.text for word in found.titles]
    same = same and (again.kunya and again.kunya.text) == (found.kunya and found.kunya.text)
    return ordered if same and repair_text(ordered) == (ordered, ()) else repaired


def _reading_order(found: Structure) -> str:
    pieces = [word.text for word in found.titles]
    if found.kunya is not None and found.kunya_first:
        pieces.append(found.kunya.text)
    before = dict[int, list[str]]()
    for at, word in found.particles:
        before.setdefault(at, []).append(word.text)
    order = [*range(found.family_first, len(found.core)), *range(found.family_first)]
    for at in order:
        pieces += [*before.get(at, []), found.core[at].text]
    pieces += before.get(len(found.core), [])
    if found.kunya is not None and not found.kunya_first:
        pieces.append(f"({found.kunya.text})")
    for slot, words in found.aside:
        text = " ".join(word.text for word in words)
        announce = _ANNOUNCE.get(slot)
        pieces.append(f"({text})" if announce is None else f"{announce.get(words[0].script, 'alias')} {text}")
    return scripts.clean(" ".join(pieces))


# --- what the comparison and the linkage see -----------------------------------------------------------------------


def comparison_tokens(found: Structure) -> tuple[ComparisonToken, ...]:
    """At most `MAX_TOKENS` tokens in reading order: titles, kunya, core words with بن between, family last."""
    core = found.core
    ahead = found.family_first or int(_begins_with_a_patronym(found))
    order = [*range(ahead, len(core)), *range(ahead)]
    tokens = [ComparisonToken(form=word.form, text=word.text, optional=True) for word in found.titles]
    if found.kunya is not None:
        optional = len(core) > 1 or (len(core) == 1 and not found.kunya_first)
        tokens.append(ComparisonToken(form=found.kunya.form, text=found.kunya.text, optional=optional))
    between = dict(found.particles)
    for place, at in enumerate(order):
        word = core[at]
        if at in between:
            tokens.append(ComparisonToken(form=between[at].form, text=between[at].text, optional=True))
        leading = place == 0 and len(core) > 2 and word.form in particles.MUHAMMAD
        tokens.append(ComparisonToken(form=word.form, text=word.text, leading=leading))
    if not tokens:
        tokens = [
            ComparisonToken(form=word.form, text=word.text)
            for slot, words in found.aside
            if slot is not Slot.NOTE
            for word in words
            if word.form
        ]
    while len(tokens) > MAX_TOKENS and (at := _last_optional(tokens)) is not None:
        del tokens[at]
    return tuple(tokens[:MAX_TOKENS])


def _begins_with_a_patronym(found: Structure) -> bool:
    """Ben Salem Farid, بن سالم فريد: family first without a comma. A leading ابن is "the son"."""
    first = next((word for at, word in found.particles if at == 0), None)
    return first is not None and len(found.core) > 1 and first.form in particles.PATRONYM


def _last_optional(tokens: Sequence[ComparisonToken]) -> int | None:
    return next((at for at in reversed(range(len(tokens))) if tokens[at].optional), None)


@lru_cache(maxsize=65536)
def tokens_of(text: str) -> tuple[ComparisonToken, ...]:
    """Comparison tokens of one text, without the rest of the reading."""
    repaired, _ = _prepare(text, None)
    return comparison_tokens(parts.structure(normalise.words(repaired)))


def is_plain(text: str) -> bool:
    """Whether every word is a name of its own: no title, particle or compound that a made relative would break."""
    return len(tokens_of(text)) == len(text.split()) and not any(token.optional for token in tokens_of(text))


def parses(text: str, *, damage: ColumnDamage | None = None) -> tuple[Parse, ...]:
    """Every reading of a whole name as slot → match forms; each accounts for every token. Penalties in bits, first 0.

    Titles, بن, kunya and what stands in brackets are in none of them; `read` has those.
    """
    repaired, _ = _prepare(text, damage)
    found = parts.structure(normalise.words(repaired))
    return tuple(
        Parse(slots=dict(parts.slots_of(found, reading)), penalty=reading.penalty)
        for reading in parts.assignments(found)
    )


def parses_from_parts(
    *,
    given: str | None = None,
    father: str | None = None,
    grandfather: str | None = None,
    family: str | None = None,
    damage: ColumnDamage | None = None,
) -> tuple[Parse, ...]:
    """The same for a list with columns of its own for the parts.

    A column may hold more than one name: two in the father's column are father and grandfather if there is no
    grandfather's column (else a double name); two in the given column are a double name, or given and father if there
    is no father's column; the last of three or more in the given column of a list without family column is a family.
    """
    columns = {
        slot: _column_forms(text, damage)
        for slot, text in (
            (Slot.GIVEN, given),
            (Slot.FATHER, father),
            (Slot.GRANDFATHER, grandfather),
            (Slot.FAMILY, family),
        )
    }
    if columns[Slot.GIVEN] and not any(columns[slot] for slot in columns if slot is not Slot.GIVEN):
        return parses(given or "", damage=damage)
    filled = {slot: found for slot, found in columns.items() if found}
    if not filled:
        return ()
    readings: list[Parse] = []
    fathers = columns[Slot.FATHER]
    if len(fathers) > 1 and not columns[Slot.GRANDFATHER]:
        split = {**filled, Slot.FATHER: fathers[:1], Slot.GRANDFATHER: fathers[1:2]}
        if len(fathers) > 2:
            split[Slot.ANCESTOR] = fathers[2:]
        readings = [Parse(slots=split, penalty=0.0), Parse(slots=filled, penalty=1.0)]
    else:
        readings = [Parse(slots=filled, penalty=0.0)]
    givens = columns[Slot.GIVEN]
    if len(givens) > 1 and not fathers:
        moved = {**filled, Slot.GIVEN: givens[:1], Slot.FATHER: givens[1:]}
        readings.append(Parse(slots=moved, penalty=1.0))
    return tuple(readings)


def _column_forms(text: str | None, damage: ColumnDamage | None) -> tuple[str, ...]:
    if text is None:
        return ()
    repaired, _ = _prepare(text, damage)
    found = parts.structure(normalise.words(repaired))
    core = tuple(word.form for word in found.core)
    return core if core or found.kunya is None else (found.kunya.form,)


def kunya_form(text: str) -> str | None:
    """Match form of the kunya in a text, if there is one."""
    repaired, _ = _prepare(text, None)
    found = parts.structure(normalise.words(repaired))
    return None if found.kunya is None else found.kunya.form


def forms_of(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """Match forms of the core words of each text, for counting and for `repair.split_glued`."""
    return [
        tuple(forms.form(token.text) for token in tokens_of(text) if not token.optional) for text in texts
    ]
