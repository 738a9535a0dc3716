"""From words to slots: titles, kunya, compounds, nasab, family; and the other ways to read the same words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sijill.text.names import asides, compounds, lexicon, particles, patronyms
from sijill.text.names.model import Part, Slot
from sijill.text.names.normalise import Word
from sijill.text.names.structure import Structure

_MAX_ALTERNATIVES: Final = 6


# --- sorting words -------------------------------------------------------------------------------------------------


def structure(words: Sequence[Word]) -> Structure:
    """Sort the words of a text; nothing is lost: every word ends up in exactly one place."""
    script = words[0].script if words else "none"
    if all(word.plain and word.script == script for word in words):
        return Structure(core=[compounds.spaced(word) for word in words])
    found = Structure()
    main = asides.take(list(words), found)
    if asides.is_nameless(main):
        found.aside.append((Slot.NOTE, [word for word in main if not word.is_sign]))
        main = []
    main = _take_generation(_take_titles(main, found), found)
    main = asides.take_other_script(main, found)
    pieces = asides.take_other_persons(_pieces(patronyms.put_behind(main)), found)
    if len(pieces) > 1:
        pieces[1] = _take_titles(pieces[1], found)
        pieces = [piece for piece in pieces if piece]
    joined = [compounds.put_together(piece) for piece in pieces]
    if joined:
        joined[0] = _take_kunya(joined[0], found, alone=len(joined) == 1)
    if len(joined) > 1 and joined[0]:
        found.family_first = sum(1 for word in joined[0] if word.form not in particles.SON_OF)
    for word in (word for piece in joined for word in piece):
        if word.form in particles.SON_OF:
            found.particles.append((len(found.core), word))
            found.son_of.add(len(found.core))
        else:
            found.core.append(word)
    if not found.core and found.particles:  # nothing but particles: they are all there is
        found.core = [word for _, word in found.particles]
        found.particles, found.son_of = [], set()
    return found


def _pieces(words: list[Word]) -> list[list[Word]]:
    """Split at commas; other signs only separate. More than three pieces are a list of things, read straight on."""
    pieces: list[list[Word]] = [[]]
    for word in words:
        if word.text in ",;":
            pieces.append([])
        elif not word.is_sign:
            pieces[-1].append(word)
    pieces = [piece for piece in pieces if piece]
    return pieces if len(pieces) <= 3 else [[word for piece in pieces for word in piece]]


def _take_titles(words: list[Word], found: Structure) -> list[Word]:
    at = 0
    while at < len(words) and (words[at].is_sign or _is_title(words, at)):
        rest = [word for word in words[at + 1 :] if not word.is_sign]
        if not words[at].is_sign:
            if not rest or (len(rest) == 1 and words[at].form == "سيد") or words[at + 1].text == ",":
                break
            found.titles.append(words[at])
            if (second := _second_word_of_title(words[at + 1 :])) and len(rest) > second:
                found.titles[-1] = compounds.join(*words[at : at + 1 + second])
                at += second
        at += 1
    return words[at:]


def _is_title(words: list[Word], at: int) -> bool:
    form = words[at].form
    if form in particles.RANK_BARE and at + 2 < len(words):
        return words[at + 1].form in particles.RANK_SECOND
    return form in particles.TITLES or (words[at].dotted and form in particles.TITLES_DOTTED)


def _second_word_of_title(words: Sequence[Word]) -> int:
    """How many words more a title has: الملازم أول, الشهيد تحت التعذيب."""
    if not words or words[0].form not in particles.RANK_SECOND:
        return 0
    if words[0].form not in particles.UNDER:
        return 1
    return 2 if len(words) > 1 and words[1].form in particles.AFTER_UNDER else 0


def _take_generation(words: list[Word], found: Structure) -> list[Word]:
    """Jr. and III behind a name of two words or more."""
    named = [at for at, word in enumerate(words) if not word.is_sign]
    if len(named) < 3 or words[named[-1]].form not in particles.GENERATION:
        return words
    found.titles.append(words[named[-1]])
    kept = words[: named[-1]]
    return kept[:-1] if kept[-1].text == "," else kept


# --- kunya -----------------------------------------------------------------------------------------------------------


def _take_kunya(words: list[Word], found: Structure, *, alone: bool) -> list[Word]:
    """A kunya in first place. أبو بكر is a given name; a kunya before a comma is a family name in library order."""
    if (
        not words
        or not alone
        or not compounds.is_kunya(words[0])
        or words[0].form in {"ابوبكر", "abubakr", "abubakar"}
    ):
        return words
    if found.kunya is not None:
        return words
    found.kunya, found.kunya_first = words[0], True
    return words[1:]


# --- slots ---------------------------------------------------------------------------------------------------------

_ANCESTORS: Final = (Slot.GIVEN, Slot.FATHER, Slot.GRANDFATHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Core word i goes to slot `slots[i]`."""

    slots: tuple[Slot, ...]
    penalty: float


def assignments(found: Structure) -> list[Assignment]:
    """All readings of the core words, most likely first; the first has penalty 0."""
    words = found.core
    if not words:
        return []
    if found.family_first and found.family_first < len(words):
        return _library_order(len(words), found.family_first)
    ranked: dict[tuple[Slot, ...], float] = {}
    for slots, penalty in _readings(found):
        ranked[slots] = min(penalty, ranked.get(slots, penalty))
    least = min(ranked.values())
    ordered = sorted(ranked.items(), key=lambda item: item[1])
    return [Assignment(slots=slots, penalty=round(penalty - least, 3)) for slots, penalty in ordered][
        : _MAX_ALTERNATIVES + 1
    ]


def _library_order(count: int, family: int) -> list[Assignment]:
    rest = _nasab(count - family)
    first = (*([Slot.FAMILY] * family), *rest)
    read_on = (*_nasab(count - 1), Slot.FAMILY)
    return [Assignment(slots=first, penalty=0.0)] + (
        [Assignment(slots=read_on, penalty=1.5)] if read_on != first else []
    )


def _nasab(count: int) -> tuple[Slot, ...]:
    return (*_ANCESTORS[:count], *([Slot.ANCESTOR] * max(0, count - len(_ANCESTORS))))


def _readings(found: Structure) -> Iterator[tuple[tuple[Slot, ...], float]]:
    """Penalties in the unit of the linkage weights' base-2 logarithm, set by hand: 1 = half as likely."""
    words, count = found.core, len(found.core)
    last_is_family = _looks_like_family(words[-1]) and count - 1 not in found.son_of
    last_is_given = words[-1].form in lexicon.given_forms()
    after_son = count - 1 in found.son_of
    if count == 1:
        # After a kunya, or with an article, a single word is rather a family name.
        family = _looks_like_family(words[0]) or (found.kunya_first and not last_is_given)
        yield (Slot.GIVEN,), (1.0 if family else 0.0)
        yield (Slot.FAMILY,), (0.0 if family else 1.5)
        return
    ends_in_family = 0.0
    all_nasab = 3.0 if last_is_family else 0.7 if last_is_given else 2.0
    if after_son and not last_is_family:
        ends_in_family, all_nasab = 1.5, 0.0
    if count >= 5 and all_nasab > 0.0:
        all_nasab += 1.0
    yield (*_nasab(count - 1), Slot.FAMILY), ends_in_family
    yield _nasab(count), all_nasab
    leads = words[0].form in particles.MUHAMMAD or words[0].form in {"نور", "احمد", "ahmad", "ahmed", "nour"}
    if count >= 3 and 1 not in found.son_of:
        double = 0.8 if leads else 2.5
        yield (Slot.GIVEN, *_nasab(count - 2), Slot.FAMILY), ends_in_family + double
        if count >= 4:
            yield (Slot.GIVEN, *_nasab(count - 1)), all_nasab + double
    if count >= 4 and last_is_family and _looks_like_family(words[-2]):
        nisba = words[-1].form in lexicon.nisbas()
        slot = Slot.NISBA if nisba else Slot.FAMILY
        yield (*_nasab(count - 2), Slot.FAMILY, slot), -0.5 if nisba else 0.8
    elif count == 3 and last_is_family and _looks_like_family(words[1]):
        nisba = words[-1].form in lexicon.nisbas()
        yield (Slot.GIVEN, Slot.FAMILY, Slot.NISBA if nisba else Slot.FAMILY), -0.5 if nisba else 0.3
    # Family first without a comma: "Al-Ahmad Khaled", "الأحمد خالد", "MANSOUR Khaled".
    first_is_family = _looks_like_family(words[0]) and words[0].form not in lexicon.given_forms()
    if _in_capitals_alone(words) or (first_is_family and not last_is_family):
        yield (Slot.FAMILY, *_nasab(count - 1)), -1.0
    elif count >= 2 and not found.son_of:
        yield (Slot.FAMILY, *_nasab(count - 1)), 3.0


def _looks_like_family(word: Word) -> bool:
    form = word.form
    if word.script == "arab":
        return (form.startswith("ال") and len(form) >= 5 and form != "الياس") or word.text.startswith("آل ")
    lowered = word.text.lower()
    return "-" in lowered and lowered.split("-", 1)[0] in {
        "al",
        "el",
        "ad",
        "as",
        "ash",
        "ar",
        "an",
        "at",
        "az",
        "ach",
    }


def _in_capitals_alone(words: Sequence[Word]) -> bool:
    """Whether the first word is in capitals and no other is: French and Turkish lists write families so."""
    return (
        words[0].script == "latn"
        and len(words[0].text) > 2
        and words[0].text.isupper()
        and not any(word.text.isupper() for word in words[1:])
    )


def parts_of(found: Structure, assignment: Assignment) -> tuple[Part, ...]:
    """Parts in the order of the name (given first); several words of one slot are one part."""
    gathered: dict[Slot, list[Word]] = {}
    for word, slot in zip(found.core, assignment.slots, strict=True):
        gathered.setdefault(slot, []).append(word)
    order = list(Slot)
    parts = [
        Part(
            slot=slot, text=" ".join(word.text for word in words), form=" ".join(word.form for word in words)
        )
        for slot, words in sorted(gathered.items(), key=lambda item: order.index(item[0]))
    ]
    for slot, words in found.aside:
        parts.append(
            Part(
                slot=slot,
                text=" ".join(word.text for word in words),
                form=" ".join(word.form for word in words),
            )
        )
    return tuple(parts)


def slots_of(found: Structure, assignment: Assignment) -> Mapping[Slot, tuple[str, ...]]:
    """Slot → match forms, every core word in exactly one slot."""
    gathered: dict[Slot, list[str]] = {}
    for word, slot in zip(found.core, assignment.slots, strict=True):
        gathered.setdefault(slot, []).append(word.form)
    return {slot: tuple(words) for slot, words in gathered.items()}
