"""Many name texts cut into words, and words joined to units, all at once.

``units`` says how one text is cut. Words that are nothing but names are all treated alike, so that texts of one shape
(which words stand where that are more than that) are joined alike: ``units`` joins stand-ins once for each shape.
"""

import re
from collections import Counter
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sijill.linkage import units
from sijill.linkage.columns import numbered

Array = npt.NDArray[Any]

LONGEST: Final = 16  # words of a text whose shape is looked up
PRIVATE: Final = 0xE000  # stand-ins are of the private use area: letters of no script
_STAND_IN: Final = re.compile(f"[{chr(PRIVATE)}-{chr(PRIVATE + LONGEST - 1)}]")
_PLAIN: Final = f"^{units._LETTERS.pattern}$"
_DAMAGED: Final = "|".join([*(damaged for damaged, _ in units._REPAIRS), units._REVERSED_ALEF.pattern])


class Cut(NamedTuple):
    """n texts as pieces: those of a text are ``code[begin:begin + size]``, numbers into ``pieces`` (Arrow texts)."""

    pieces: Any
    begin: Array
    size: Array
    code: Array

    def at(self, rows: Array, place: Array | int) -> Array:
        """The pieces that some texts have at a place, which they must have."""
        found: Array = self.code[self.begin[rows] + place]
        return found


# --- words -----------------------------------------------------------------------------------------------------------


def words(texts: Any) -> Cut:
    """``units.words`` of each text of an Arrow array."""
    plain = pc.match_substring_regex(texts, _PLAIN)
    at, rest = (np.flatnonzero(some.to_numpy(zero_copy_only=False)) for some in (plain, pc.invert(plain)))
    owner, code, pieces = _split(texts.take(pa.array(at)))
    more_than_a_name = _with_asides(len(at), owner, code, pieces)
    kept = ~more_than_a_name[owner]
    owner, code = (np.cumsum(~more_than_a_name) - 1)[owner[kept]], code[kept]
    at, rest = at[~more_than_a_name], np.concatenate([rest, at[more_than_a_name]])
    by_hand = [units.words(text) for text in texts.take(pa.array(rest)).to_pylist()]
    size = np.zeros(len(texts), np.int64)
    size[at] = np.bincount(owner, minlength=len(at))
    size[rest] = [len(one) for one in by_hand]
    begin = np.empty(len(texts), np.int64)
    in_order = np.concatenate([at, rest])
    begin[in_order] = np.cumsum(size[in_order]) - size[in_order]
    more = pa.array([word for one in by_hand for word in one], pa.string())
    coded = pa.concat_arrays([_repaired(pieces), more]).dictionary_encode()
    number = coded.indices.to_numpy()
    return Cut(coded.dictionary, begin, size, np.concatenate([number[code], number[len(pieces) :]]))


def _with_asides(size: int, owner: Array, code: Array, pieces: Any) -> Array:
    """[texts] whether a word of a text may open what is not the name itself."""
    opening = np.array([units.announces(word) for word in pieces.to_pylist()] or [False])
    found = np.zeros(size, np.bool_)
    found[owner[opening[code]]] = True
    return found


def _split(texts: Any) -> tuple[Array, Array, Any]:
    """(text of each word, its number, the different words) of plain texts."""
    lists = pc.ascii_split_whitespace(pc.ascii_lower(texts))
    owner, coded = pc.list_parent_indices(lists).to_numpy(), pc.list_flatten(lists).dictionary_encode()
    code, empty = coded.indices.to_numpy(), pc.index(coded.dictionary, "").as_py()
    kept = code != empty
    return owner[kept], code[kept], coded.dictionary


def _repaired(found: Any) -> Any:
    """Words in which damage is undone."""
    wrong = pc.match_substring_regex(found, _DAMAGED)
    whole = pa.array([units._repaired(word) for word in found.filter(wrong).to_pylist()], pa.string())
    return pc.replace_with_mask(found, wrong, whole)


# --- how frequent words are ------------------------------------------------------------------------------------------


def frequencies(found: Cut, times: Array) -> units.Frequencies:
    """Of texts that occur so many times."""
    in_order = np.argsort(found.begin, kind="stable")
    owner = np.repeat(in_order, found.size[in_order])
    each = times[owner]
    for back in range(1, int(found.size.max(initial=1))):  # a word that a text has again does not count again
        again = (found.code[back:] == found.code[:-back]) & (owner[back:] == owner[:-back])
        each[back:][again] = 0
    counts = np.bincount(found.code, each, minlength=len(found.pieces)).astype(np.int64)
    return units.Frequencies.of_counts(
        Counter(dict(zip(found.pieces.to_pylist(), counts.tolist(), strict=True)))
    )


def damaged(found: Cut, known: units.Frequencies) -> Array:
    """[texts] whether ``Frequencies.mended`` would mend anything in the words of a text."""
    texts = found.pieces.to_pylist()
    number = {word: at for at, word in enumerate(texts)}
    glued = np.array([known.unglued(word) is not None for word in texts] or [False])
    parted = [
        (at, number[right])
        for at, left in enumerate(texts)
        for right in known.parted.get(left, ())
        if right in number
    ]
    wrong = glued[found.code] if len(found.code) else np.zeros(0, np.bool_)
    if parted:
        wrong[_standing_together(found, np.array(parted))] = True
    total = np.concatenate([[0], np.cumsum(wrong)])
    spoilt: Array = total[found.begin + found.size] > total[found.begin]
    return spoilt


def _standing_together(found: Cut, pairs: Array) -> Array:
    """Places in ``code`` where a word and the next one in the same text are one of some pairs."""
    first = np.zeros(len(found.pieces), np.bool_)
    first[pairs[:, 0]] = True
    last = np.zeros(len(found.code), np.bool_)
    last[(found.begin + found.size - 1)[found.size > 0]] = True
    at = np.flatnonzero(first[found.code] & ~last)
    keys = found.code[at].astype(np.int64) * len(first) + found.code[at + 1]
    places: Array = at[np.isin(keys, pairs[:, 0] * len(first) + pairs[:, 1])]
    return places


# --- units -----------------------------------------------------------------------------------------------------------


def joined(found: Cut) -> Cut:
    """``units.join`` of the words of each text."""
    texts = found.pieces.to_pylist()
    acting = np.array([units.acts(word) for word in texts] or [False])
    total = np.concatenate([[0], np.cumsum(acting[found.code] if len(found.code) else [])])
    rows = np.flatnonzero(total[found.begin + found.size] > total[found.begin])
    if not len(rows):
        return found
    shapes, of_row = _shapes(found, rows, acting, texts)
    return _filled(found, rows, shapes, of_row)


class _Unit(NamedTuple):
    """A unit of a shape: what stands before the word at ``place``, and after it; -1 for no word."""

    before: str
    place: int
    after: str


def _shapes(
    found: Cut, rows: Array, acting: Array, texts: list[str]
) -> tuple[list[tuple[_Unit, ...]], Array]:
    """(the units of each shape, shape of each text); a text that is too long has a shape of its own."""
    special = np.where(acting, np.cumsum(acting), 0)
    size = found.size[rows]
    shape = size.copy()
    for place in range(min(int(size.max()), LONGEST)):
        there = size > place
        here = np.zeros(len(rows), np.int64)
        here[there] = special[found.at(rows[there], place)]
        shape, _ = numbered(shape.astype(np.int64) * (int(special.max()) + 1) + here)
    shape = np.where(size > LONGEST, int(shape.max()) + 1 + np.arange(len(rows)), shape)
    _, first, of_row = np.unique(shape, return_index=True, return_inverse=True)
    shapes = []
    for row in rows[first].tolist():
        codes = found.code[found.begin[row] : found.begin[row] + found.size[row]].tolist()
        if len(codes) > LONGEST:
            shapes.append(tuple(_Unit(unit, -1, "") for unit in units.join([texts[code] for code in codes])))
        else:
            stand = [texts[c] if acting[c] else chr(PRIVATE + place) for place, c in enumerate(codes)]
            shapes.append(tuple(_unit(unit) for unit in units.join(stand)))
    return shapes, of_row


def _unit(joined_unit: str) -> _Unit:
    stand_in = _STAND_IN.search(joined_unit)
    if stand_in is None:
        return _Unit(joined_unit, -1, "")
    at = stand_in.start()
    return _Unit(joined_unit[:at], ord(joined_unit[at]) - PRIVATE, joined_unit[at + 1 :])


def _filled(found: Cut, rows: Array, shapes: list[tuple[_Unit, ...]], of_row: Array) -> Cut:
    """The units of the texts ``rows``, all others' words as they are."""
    frames: dict[tuple[str, str], int] = {("", ""): 0}
    most = max(map(len, shapes))
    frame, place = np.zeros((len(shapes), most), np.int64), np.zeros((len(shapes), most), np.int64)
    for at, shape in enumerate(shapes):
        for k, unit in enumerate(shape):
            frame[at, k] = frames.setdefault((unit.before, unit.after), len(frames))
            place[at, k] = unit.place
    count = np.array([len(shape) for shape in shapes])[of_row]
    empty = len(found.pieces)  # the number of no word
    begin, size = found.begin.copy(), found.size.copy()
    begin[rows], size[rows] = len(found.code) + np.cumsum(count) - count, count
    owner = np.repeat(np.arange(len(rows)), count)
    k = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    frame, place = frame[of_row[owner], k], place[of_row[owner], k]
    word = np.full(len(owner), empty, np.int64)
    word[place >= 0] = found.at(rows[owner[place >= 0]], place[place >= 0])
    made = frame > 0
    number, each = numbered(frame[made] * (empty + 1) + word[made])
    texts = pa.concat_arrays([found.pieces, pa.array([""])])
    before, after = (pa.array([one[side] for one in frames]) for side in (0, 1))
    of_frame, of_word = pa.array(each // (empty + 1)), pa.array(each % (empty + 1))
    built = pc.binary_join_element_wise(before.take(of_frame), texts.take(of_word), after.take(of_frame), "")
    code = word
    code[made] = empty + number
    return _distinct(pa.concat_arrays([found.pieces, built]), begin, size, np.concatenate([found.code, code]))


def _distinct(pieces: Any, begin: Array, size: Array, code: Array) -> Cut:
    """With each piece once."""
    once = pieces.dictionary_encode()
    return Cut(once.dictionary, begin, size, once.indices.to_numpy()[code])
