"""What stands beside a name in its cell: nicknames, the mother, relatives, other persons, what is said of somebody."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from sijill.text.names import compounds, forms, lexicon, normalise, particles
from sijill.text.names.model import Slot
from sijill.text.names.normalise import Word, word_of
from sijill.text.names.structure import Structure

# The word that announces these is part of what is kept: "his brother Samer", "from Homs".
_KEEPS_ANNOUNCER: Final = frozenset({Slot.RELATIVE, Slot.NOTE})
_WITH: Final = re.compile("^ب(?=ال..|[اأ]ب[وي]$|[اأ]م$)")  # الملقب بالصقر, المعروف بأبي نمر
_WORDS_OF_A_NAME: Final = 3


def take(words: list[Word], found: Structure) -> list[Word]:
    """Remove what stands in brackets or quotes or after "known as", "his mother"; a kunya among it is kept as kunya."""
    if not any(word.is_sign or word.form in particles.ANNOUNCING for word in words):
        return words
    words = _take_married(_take_or(_take_label(words, found), found), found)
    main: list[Word] = []
    aside: list[Word] = []
    slot, depth = Slot.ALIAS, 0  # -1: after an announcing word, up to a comma or the next one
    for at, word in enumerate(words):
        if word.text == "(":
            if depth == -1 and not aside:  # الملقب "الصقر"
                continue
            if depth <= 0:
                _put(slot, aside, found)
                slot, aside, depth = Slot.ALIAS, [], 0
            depth += 1
        elif word.text == ")":
            if depth in {1, -1}:
                _put(slot, aside, found)
                slot, aside = Slot.ALIAS, []
            depth = max(0, depth - 1)
        elif (
            depth <= 0
            and (word.is_sign or word.form in particles.ANNOUNCING)
            and (opened := _announced(words, at, main)) is not None
        ):
            if depth == -1 and opened is slot and _goes_on(slot, aside):
                aside.append(word)
                continue
            _put(slot, aside, found)
            if opened is Slot.MOTHER and len(main) > 1 and main[-1].form in particles.NAME_LABELS:
                del main[-1]  # اسم الأم
            slot, depth = opened, -1
            aside = [word] if opened in _KEEPS_ANNOUNCER and not word.is_sign else []
        elif depth == 0:
            main.append(word)
        elif depth == -1 and not aside and word.form in particles.NICKNAME_FILLER:
            continue
        elif depth == -1 and word.text == ",":
            _put(slot, aside, found)
            slot, aside, depth = Slot.ALIAS, [], 0
        else:
            aside.append(word)
    _put(slot, aside, found)
    if not any(not word.is_sign for word in main) and found.aside and found.aside[0][0] is Slot.ALIAS:
        _, main = found.aside.pop(0)  # all in brackets: that is the name
    return main


def _goes_on(slot: Slot, aside: Sequence[Word]) -> bool:
    """Arrested since 2012, and his brother: the second announcing word belongs to the first."""
    his = bool(aside) and aside[-1].form in particles.HIS
    return slot is Slot.NOTE or (slot is Slot.RELATIVE and his)


def is_nameless(words: Sequence[Word]) -> bool:
    """Whether all that was written is that there is no name: مجهول الهوية."""
    named = [word for word in words if not word.is_sign]
    if any(word.script == "latn" and word.text.lower() != word.form for word in named):
        return False  # Mʻan is a name and not a man
    found = tuple(word.form for word in named)
    if found in particles.NAMELESS:
        return True
    known = particles.NO_NAME | particles.BESIDE_NO_NAME
    return not particles.NO_NAME.isdisjoint(found) and all(form in known for form in found)


def _take_label(words: list[Word], found: Structure) -> list[Word]:
    """الاسم الثلاثي: X, Name: X."""
    if len(words) < _WORDS_OF_A_NAME or words[0].form not in particles.NAME_LABELS:
        return words
    end = 2 if words[1].form in particles.AFTER_NAME_LABEL else 1
    found.aside.append((Slot.NOTE, words[:end]))
    return words[end:]


def _take_or(words: list[Word], found: Structure) -> list[Word]:
    """ماهر أو مهران النجار: the other first name is an alias."""
    if len(words) < _WORDS_OF_A_NAME or words[1].form not in particles.OR or words[2].is_sign:
        return words
    _put(Slot.ALIAS, [words[2]], found)
    return [words[0], *words[3:]]


def _take_married(words: list[Word], found: Structure) -> list[Word]:
    """Rania Khoury née Haddad: the last word is the other family's; a maiden name is an alias.

    Where the name goes on (KHOURY NEE HADDAD RANIA) nobody can tell how far the other family's goes: read straight on.
    """
    if len(words) < _WORDS_OF_A_NAME + 1 or words[-1].is_sign or words[-3].is_sign:
        return words
    if words[-2].form in particles.MARRIED:
        _put(Slot.RELATIVE, words[-2:], found)
    elif words[-2].form in particles.MAIDEN:
        _put(Slot.ALIAS, words[-1:], found)
    else:
        return words
    return words[:-2]


def _announced(words: Sequence[Word], at: int, before: Sequence[Word]) -> Slot | None:
    """The slot of what follows word `at`, if that word announces anything."""
    word, rest = words[at], words[at + 1 :]
    named = [one for one in before if not one.is_sign]
    if word.is_sign:
        return _announced_by_sign(word, rest, named)
    if not named:
        return _announced_first(word, rest)
    if word.form in particles.NICKNAME_FOLLOWS:
        return Slot.LAQAB
    if word.form in particles.MOTHER_FOLLOWS:
        return None if rest and rest[0].form in particles.GOD else Slot.MOTHER  # أمة الله is a name
    if word.form in particles.AND:
        return _and(rest, len(named))
    if word.form in particles.FATHER_FOLLOWS or word.form in particles.CHILD_OF:
        return _parent(word, rest, named)
    if word.form in particles.AND_RELATIVE or (word.form in particles.RELATIVE_FOLLOWS and rest):
        return Slot.RELATIVE
    return Slot.NOTE if _opens_note(word, rest, len(named)) else None


def _announced_first(word: Word, rest: Sequence[Word]) -> Slot | None:
    """A cell that begins so: زوجة فلان, والدته سعاد, fils de Omar. Sister Mary is a nun, the sister of Omar is not."""
    of = bool(rest) and rest[0].form in particles.OF
    if not rest:
        return None
    if word.form in particles.MOTHER_FOLLOWS and not of and rest[0].form not in particles.GOD:
        return Slot.MOTHER if word.script == "arab" else None
    if word.form in particles.RELATIVE_FOLLOWS or word.form in particles.PARENT_OF:
        return Slot.RELATIVE if of or word.script == "arab" or word.form in particles.SPOUSE else None
    return Slot.RELATIVE if of and word.form in _LATIN_PARENTS else None


_LATIN_PARENTS: Final = particles.CHILD_OF | particles.MOTHER_FOLLOWS | particles.FATHER_FOLLOWS


_BETWEEN_PERSONS: Final = frozenset(";&+")


def _announced_by_sign(word: Word, rest: Sequence[Word], named: Sequence[Word]) -> Slot | None:
    """Name / mother's name, name - town."""
    if not rest or len(named) < _WORDS_OF_A_NAME - 1:
        return None
    if word.text in _BETWEEN_PERSONS:
        return Slot.OTHER if len(rest) > 1 and not rest[0].is_sign else None
    if rest[0].form in particles.GOVERNORATES:
        return Slot.NOTE
    mother = word.text == "/" and len(rest) == 1 and len(named) >= _WORDS_OF_A_NAME
    return Slot.MOTHER if mother and rest[0].form in _women() else None


def _and(rest: Sequence[Word], named: int) -> Slot | None:
    """And his brother Ali; and Ali Kassem, behind a whole name."""
    if rest and rest[0].form in particles.HIS:
        return Slot.RELATIVE
    return Slot.OTHER if named > 1 and len(rest) > 1 else None


def _parent(word: Word, rest: Sequence[Word], named: Sequence[Word]) -> Slot | None:
    """والده عادل is his father; سعاد الخطيب والدة ماهر is somebody's mother."""
    if not rest:
        return None
    if word.form in particles.PARENT_OF and (word.text.endswith("ة") or named[0].form in _women()):
        return Slot.RELATIVE
    return Slot.FATHER


def _opens_note(word: Word, rest: Sequence[Word], named: int) -> bool:
    if word.form in particles.NOTE_FOLLOWS or (word.form in particles.NOTE_AFTER_AGE and named > 1):
        return True
    if word.form not in particles.NOTE_LATER or named < _WORDS_OF_A_NAME - 1:
        return False
    before_god = bool(rest) and rest[0].form in particles.GOD
    if word.form == _MERCY:
        return before_god and named >= _WORDS_OF_A_NAME
    return not before_god  # من الله is a name


_MERCY: Final = forms.form("رحمه")


@cache
def _women() -> frozenset[str]:
    names = (name for name in lexicon.common_names() if name.section == "female")
    return frozenset(form for name in names for form in (forms.arabic(name.arabic), forms.latin(name.latin)))


def _put(slot: Slot, words: list[Word], found: Structure) -> None:
    words = [word for word in words if not word.is_sign]
    if words and slot is Slot.ALIAS:
        slot, words = _in_brackets(words)
    if not words:
        return
    if slot is Slot.LAQAB:
        words = [_without_with(words[0]), *words[1:]]
    joined = compounds.put_together(words)
    if found.kunya is None and len(joined) == 1 and compounds.is_kunya(joined[0]):
        found.kunya = joined[0]
    else:
        found.aside.append((slot, joined))


def _in_brackets(words: list[Word]) -> tuple[Slot, list[Word]]:
    """(والدته سعاد), (زوجة فلان), (تولد 1985), (Mehmet oğlu)."""
    form = words[0].form
    if form in particles.MOTHER_FOLLOWS:
        return Slot.MOTHER, words[1:]
    if form in particles.NICKNAME_FOLLOWS:
        rest = words[1:]
        return Slot.LAQAB, rest[1:] if rest and rest[0].form in particles.NICKNAME_FILLER else rest
    if form in particles.MAIDEN:
        return Slot.ALIAS, words[1:]
    if len(words) > 1 and words[-1].form in particles.SON_BEHIND:
        return Slot.FATHER, words[:-1]
    if len(words) > 1 and form in _RELATIVES:
        return Slot.RELATIVE, words
    if form in particles.NOTE_FOLLOWS or form in particles.NOTE_LATER:
        return Slot.NOTE, words
    return Slot.ALIAS, words


_RELATIVES: Final = (
    particles.RELATIVE_FOLLOWS | particles.AND_RELATIVE | particles.PARENT_OF | particles.MARRIED
)


def _without_with(word: Word) -> Word:
    bare = word_of(_WITH.sub("", word.text)) if word.script == "arab" else None
    return word if bare is None else bare


def own_name(text: str) -> str:
    """What of a cell is the name itself: ليلى حسن of "ليلى حسن زوجة ماهر", nothing of مجهول الهوية.

    A cell that tells only whose relative somebody is has no name. One that is nothing but a label and a name
    (والدته سعاد) has that name. As it is where nothing stands beside it.
    """
    words = normalise.words(text)
    if is_nameless(words):
        return ""
    found = Structure()
    main = [word for word in take(words, found) if not word.is_sign]
    if not found.aside:
        return text
    if not main:
        slot, aside = found.aside[0]
        main = [] if slot in _KEEPS_ANNOUNCER else aside
    return " ".join(word.text for word in main)


# --- other persons, other scripts ----------------------------------------------------------------------------------


def take_other_script(words: list[Word], found: Structure) -> list[Word]:
    """ماهر النجار Maher Najjar: one name written twice, the second time in the other script."""
    named = [word for word in words if not word.is_sign]
    scripts = [word.script for word in named]
    if (
        len(named) < 4
        or all(script == scripts[0] for script in scripts)
        or not set(scripts) <= {"arab", "latn"}
    ):
        return words
    turn = next(at for at, script in enumerate(scripts) if script != scripts[0])
    if not 2 <= turn <= len(named) - 2 or len(set(scripts[turn:])) != 1:
        return words
    found.aside.append((Slot.ALIAS, compounds.put_together(named[turn:])))
    end = next(at for at, word in enumerate(words) if word is named[turn])
    return words[:end]


def take_other_persons(pieces: list[list[Word]], found: Structure) -> list[list[Word]]:
    """Two or more whole names with commas between are two or more persons: the first is read, the others are kept."""
    if len(pieces) < 2:
        return pieces
    if not all(len(piece) >= _WORDS_OF_A_NAME and piece[0].form in lexicon.given_forms() for piece in pieces):
        return pieces
    found.aside += [(Slot.OTHER, compounds.put_together(piece)) for piece in pieces[1:]]
    return pieces[:1]
