"""Which pairs are compared at all: those that share a conjunctive key, each once.

A key joins two or three name tokens (loose consonant classes), or one token with a day, or with two of birth year,
governorate, sub-district, arrest month and mother. Pairs are counted before they are made: blocks are accepted from the
smallest up until the budget of pairs per record is spent; larger ones are left out and reported. A block may count for
less than a pair needs: then two records must share several.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.features import Coded, Names
from sijill.linkage.spec import Kind
from sijill.text.names import tokens as coding

Array = npt.NDArray[Any]
DEFAULT_BUDGET: Final = 150  # pairs per record

RULES: Final = {
    0: "two name tokens",
    1: "three name tokens",
    2: "name tokens with one letter left out",
    3: "identifier",
}


BUCKET: Final = 1 << 19  # keys sorted at a time
ROWS: Final = 1 << 13  # records whose keys are made at a time
ROWS_AT_ONCE: Final = 400_000  # records whose keys are held at a time
_PLACE: Final = 20  # bits of a packed key that hold its place in its bucket; a bucket is kept well below


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The accepted blocks: records with one key, in ascending order, and each record's blocks."""

    starts: Array  # [blocks + 1] into members
    members: Array  # rows
    ptr: Array  # [n + 1] into block_of
    block_of: Array  # blocks of each record, ascending
    report: dict[str, Any]
    points: Array  # [blocks] uint8: what it counts for that two records share the block; nothing for some
    enough: int = 1  # points that make two records a candidate pair
    rule: Array = field(default_factory=lambda: np.zeros(0, np.uint8))  # [blocks] the rule of its key
    accepted: Array | None = (
        None  # [rule, records] points of such a block; the last is for more; None: one each up to a size
    )


def rule_name(rule: int) -> str:
    from sijill.linkage.engines import keys as kernels

    kinds = kernels.SUPPORTS
    if rule in RULES:
        return RULES[rule]
    if rule < 32:
        return f"two name tokens and {kinds[rule - 16]}"
    if rule < 64:
        return f"a name token and {kinds[rule - 32]}"
    return f"a name token, {kinds[(rule - 64) // 8]} and {kinds[(rule - 64) % 8]}"


def blocks(coded: Coded, names: Names, *, budget: int = DEFAULT_BUDGET, largest: int = 0) -> Blocks:
    """Keys are grouped a bucket at a time; a key that no two records share takes no room.

    ``largest``: blocks up to that size are there even beyond the budget; ``within`` leaves them out again.
    """
    n = len(coded.list_code)
    sizes: list[Array] = [np.zeros(0, np.int64)]  # nobody may have a key
    rules: list[Array] = [np.zeros(0, np.uint8)]
    members: list[Array] = [np.zeros(0, np.int32)]
    of = values(coded, names)
    parts = _parts(n)
    for part in range(parts):
        for keys, owner in _buckets(list(_chunks(of, parts=parts, part=part))):
            found = _runs(keys, owner, largest or len(owner))
            for kept, some_of_it in zip((sizes, rules, members), found, strict=True):
                kept.append(some_of_it)
    size, rule, member = (np.concatenate(part) for part in (sizes, rules, members))
    del sizes, rules, members
    limit = _size_limit(size, budget * max(n, 1))
    limit = min(limit, largest) if largest else limit
    taken = size <= (largest or limit)
    if not largest:
        member = member[np.repeat(taken, size)]
    report = _report(size, rule, size <= limit, limit)
    return _blocks(n, size[taken], member, rule[taken], report)


def within(every: Blocks) -> Blocks:
    """With the blocks that the budget allows counting alone."""
    size = np.diff(every.starts)
    return replace(every, points=(size <= every.report["largest_block"]).astype(np.uint8))


def counted(every: Blocks, points: Array, enough: int) -> Blocks:
    """With ``points`` [blocks], ``enough`` of which make a candidate pair; blocks without points are gone."""
    from sijill.linkage.engines import candidates

    counts = points > 0
    starts = np.concatenate([[0], np.cumsum(np.diff(every.starts)[counts])])
    ptr, members = np.zeros_like(every.ptr), np.empty(starts[-1], every.members.dtype)
    block_of = np.empty(candidates.count_named(every.ptr, every.block_of, points, ptr), np.int32)
    candidates.named(every.ptr, every.block_of, points, np.cumsum(counts) - 1, block_of)
    candidates.named_members(every.starts, every.members, points, members)
    return replace(
        every, starts=starts, members=members, ptr=ptr, block_of=block_of, points=points[counts],
        rule=every.rule[counts], enough=enough, report=dict(every.report),
    )  # fmt: skip


def emptied(blocks: Blocks) -> Blocks:
    """What is told of the blocks, without who is in them: at a million records they take a third of a gigabyte."""
    none = np.zeros(0, np.int64)
    return replace(blocks, starts=none, members=none, ptr=none, block_of=none, points=none, rule=none)


def _blocks(n: int, size: Array, members: Array, rule: Array, report: dict[str, Any]) -> Blocks:
    from sijill.linkage.engines import candidates

    starts = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    ptr, block_of = np.zeros(n + 1, np.int64), np.empty(len(members), np.int32)
    candidates.invert(starts, members, ptr, block_of)
    return Blocks(
        starts=starts, members=members, ptr=ptr, block_of=block_of, rule=rule, report=report,
        points=np.ones(len(size), np.uint8),
    )  # fmt: skip


def buckets(coded: Coded, names: Names) -> Iterator[tuple[Array, Array]]:
    """(keys, rows) of all records in parts; all of one key are in one part, and parts come in the order of keys.

    Keys of many records are made some at a time: making them again costs less than holding them all.
    """
    of = values(coded, names)
    parts = _parts(len(coded.list_code))
    each = _FINE // parts
    for part in range(parts):
        within = slice(part * each, (part + 1) * each)
        yield from _buckets([_of_range(chunk, within) for chunk in _chunks(of)], parts)


def _parts(records: int) -> int:
    return 1 << (records // ROWS_AT_ONCE).bit_length()


def _of_range(chunk: "Chunk", within: slice) -> "Chunk":
    """The keys of some of the finest buckets."""
    keys, owner, counts = chunk
    bucket = keys >> _TO_FINE
    there = (bucket >= within.start) & (bucket < within.stop)
    few = np.zeros_like(counts)
    few[within] = counts[within]
    return keys[there], owner[there], few


Chunk = tuple[Array, Array, Array]  # keys, rows, counts by finest bucket


def _buckets(chunks: list[Chunk], parts: int = 1) -> Iterator[tuple[Array, Array]]:
    """Keys by bucket; those given are of one of ``parts`` of all there can be."""
    from sijill.linkage.engines import keys as kernels

    total = sum(len(keys) for keys, _, _ in chunks)
    bits = min(max(total * parts // BUCKET, parts).bit_length(), 10)
    shift = np.uint64(64 - bits)
    fine = np.sum([counts for _, _, counts in chunks], axis=0) if chunks else np.zeros(_FINE, np.int64)
    per_bucket = fine.reshape(1 << bits, -1).sum(axis=1)
    cuts = np.concatenate([[0], np.cumsum(per_bucket)])
    keys, owner = np.empty(total, np.uint64), np.empty(total, np.int32)
    at = cuts[:-1].copy()
    while chunks:
        few, whose, _ = chunks.pop(0)
        kernels.scatter(few, whose, shift, at, keys, owner)
    for first, last in pairwise(cuts):
        if last > first:
            yield keys[first:last], owner[first:last]


_FINE: Final = 1 << 10  # buckets at most
_TO_FINE: Final = np.uint64(64 - 10)


class Values(NamedTuple):
    """What keys are made of."""

    ptr: Array  # [n + 1] readings of each record
    word: Array  # [readings, slots]
    cost: Array  # [readings]
    variant: Array  # [words, 4] the token of each word first
    support: Array  # [n, columns]
    kind: Array  # [columns]


def values(coded: Coded, names: Names, token: Array | None = None) -> Values:
    """``token``: ``variants`` of the units of names, where they are known already."""
    return Values(*tokens(coded, names, token), *supports(coded, names, token))


def _chunks(of: Values, *, parts: int = 1, part: int = 0) -> Iterator[Chunk]:
    """Keys whose first value is of one of ``parts``, a power of two, some records at a time."""
    from sijill.linkage.engines import keys as kernels

    ptr, used = of.ptr, of.word
    n, few = len(ptr) - 1, _most_tokens(tuple(of.kind.tolist()))
    room = min(n, ROWS) * kernels.MAX_KEYS
    keys, owner = np.empty(room, np.uint64), np.empty(room, np.int32)
    for first in range(0, n, ROWS):
        last = min(first + ROWS, n)
        begin, end = ptr[first], ptr[last]
        counts = np.zeros(_FINE, np.int64)
        made = kernels.keys_of_rows(
            first, ptr[first : last + 1] - begin, used[begin:end], of.variant, of.cost[begin:end],
            of.support[first:last], of.kind, few, parts - 1, part, keys, owner, counts, _TO_FINE,
        )  # fmt: skip
        yield keys[:made].copy(), owner[:made].copy(), counts


@lru_cache(maxsize=16)
def _most_tokens(kinds: tuple[int, ...]) -> int:
    from sijill.linkage.engines import keys as kernels

    return kernels.most_tokens(np.array(kinds, np.int64))


def _runs(keys: Array, owner: Array, largest: int) -> tuple[Array, Array, Array]:
    """(sizes, rules, members) of the keys of one bucket that several records have; no members above ``largest``.

    The place of each key is packed below its hash, so that one plain sort does what a sort of places would.
    """
    if len(keys) >= 1 << _PLACE:
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
    else:
        low = np.uint64((1 << _PLACE) - 1)
        packed = np.sort((keys & ~low) | np.arange(len(keys), dtype=np.uint64))
        order = (packed & low).astype(np.int64)
        ordered = packed & ~low
    new = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else np.zeros(0, np.int64)
    size = np.diff(np.r_[new, len(keys)])
    several = size > 1
    rules = (keys[order[new[several]]] & np.uint64(255)).astype(np.uint8)
    return size[several], rules, owner[order[np.repeat(several & (size <= largest), size)]]


def _size_limit(sizes: Array, pairs: int) -> int:
    """Largest block size at which all blocks up to it together hold at most ``pairs`` pairs."""
    if not len(sizes):
        return 0
    count = np.bincount(sizes)
    size = np.arange(len(count), dtype=np.int64)
    total = np.cumsum(count * (size * (size - 1) // 2))
    return int(np.searchsorted(total, pairs, side="right")) - 1


def _report(sizes: Array, rules: Array, taken: Array, limit: int) -> dict[str, Any]:
    raw = sizes.astype(np.int64) * (sizes - 1) // 2
    kind = rules.astype(np.int64) * 2 + taken
    blocks = np.bincount(kind, minlength=512).reshape(-1, 2)
    pairs = np.bincount(kind, raw, 512).astype(np.int64).reshape(-1, 2)
    by_rule = [
        {
            "rule": rule_name(int(rule)),
            "blocks": int(blocks[rule, 1]),
            "pairs": int(pairs[rule, 1]),
            "oversized_blocks": int(blocks[rule, 0]),
            "pairs_left_out": int(pairs[rule, 0]),
        }
        for rule in np.flatnonzero(blocks.any(axis=1))
    ]
    return {
        "largest_block": int(limit),
        "pairs_counted": int(pairs[:, 1].sum()),
        "oversized_blocks": int(blocks[:, 0].sum()),
        "pairs_left_out": int(pairs[:, 0].sum()),
        "rules": by_rule,
    }


def pairs(blocking: Blocks) -> set[tuple[int, int]]:
    """All candidate pairs of rows, lesser first: what the compiled engine meets without making them."""
    members = np.split(blocking.members, blocking.starts[1:-1])
    points: Counter[tuple[int, int]] = Counter()
    for rows, each in zip(members, blocking.points.tolist(), strict=False):
        for pair in combinations(rows.tolist(), 2):
            points[pair] += each
    return {pair for pair, count in points.items() if count >= blocking.enough}


def keys_of(coded: Coded, names: Names, token: Array | None = None) -> tuple[Array, Array]:
    """(keys by record, [n + 1] where each record's begin): what a few new records are looked up by.

    ``token``: as for ``values``.
    """
    chunks = list(_chunks(values(coded, names, token)))
    n = len(coded.list_code)
    if not chunks:
        return np.zeros(0, np.uint64), np.zeros(n + 1, np.int64)
    keys, owner = (np.concatenate([chunk[part] for chunk in chunks]) for part in (0, 1))
    return keys, np.searchsorted(owner, np.arange(n + 1))


def tokens(coded: Coded, names: Names, token: Array | None = None) -> tuple[Array, Array, Array, Array]:
    """(ptr, words by reading, cost by reading, variants of the token of each word).

    A token is the loose class of a name unit, or of the first word of a text field; its variants are itself and itself
    with one letter left out.
    """
    if names.spec.person_name:
        token = variants(names.loose) if token is None else token
        return coded.parse_ptr, coded.parse_unit, coded.parse_cost, token
    firsts = coding.encode([text.split(" ")[0] for text in names.strings]).loose
    words = [loose_class or text for loose_class, text in zip(firsts, names.strings, strict=True)]
    n, token = len(coded.list_code), variants(words)
    return np.arange(n + 1, dtype=np.int64), coded.string[:, :4], np.zeros(n, np.float32), token


def variants(values: Sequence[str]) -> Array:
    """[texts, 4] numbers of each text and of the text with each of its first three letters left out; -1 for none."""
    place: dict[str, int] = {}
    at = np.array([place.setdefault(value, len(place)) for value in values], np.int64)
    shorter = [
        [value, *(value[:cut] + value[cut + 1 :] for cut in range(min(len(value), 3)))] for value in place
    ]
    numbers = _numbers([text for texts in shorter for text in (*texts, "", "", "", "")[:4]]).reshape(-1, 4)
    found: Array = numbers[at]
    return found


def _numbers(values: Sequence[str]) -> Array:
    """A number for each text that does not depend on the other texts, so that keys of later records meet; -1 for ""."""
    return np.array([_number(value) for value in values], np.int64)


@lru_cache(maxsize=1 << 18)
def _number(value: str) -> int:
    if not value:
        return -1
    return int.from_bytes(hashlib.blake2b(value.encode(), digest_size=8).digest(), "little") >> 2


def supports(coded: Coded, names: Names, token: Array | None = None) -> tuple[Array, Array]:
    """(values int64[n, columns], kind of each column). -1 is missing."""
    columns: list[tuple[int, Array]] = []
    for place_of, declared in enumerate(names.spec.fields, start=4):
        at = coded.column[place_of]
        match declared.kind:
            case Kind.DATE:
                columns += _date_supports(declared.name, coded.date[:, at])
            case Kind.NESTED:
                number = _numbers(names.nested)
                for place in range(2):
                    columns.append((2, _looked_up(number, coded.nested[:, at, place, 0])))
                    columns.append((3, _looked_up(number, coded.nested[:, at, place, -1])))
            case Kind.SOUND if declared.name == "mother":
                loose = _numbers(names.loose) if token is None else token[:, 0]
                columns.append((6, _looked_up(loose, coded.sound[:, at, 0])))
            case Kind.IDENTIFIER:
                number = _numbers(names.codes)
                columns += [(7, _looked_up(number, coded.identifier[:, at, place, 1])) for place in range(2)]
            case _:
                pass
    if not columns:
        return np.zeros((len(coded.list_code), 0), np.int64), np.zeros(0, np.int64)
    kinds = np.array([kind for kind, _ in columns], np.int64)
    return np.stack([column.astype(np.int64) for _, column in columns], axis=1), kinds


def _date_supports(name: str, dates: Array) -> list[tuple[int, Array]]:
    first, last = dates[:, 0].astype(np.int64), dates[:, 1].astype(np.int64)
    width = last - first + 1
    known = width >= 1
    exact = np.where(known & (width <= 1), first + 1_000_000, -1)
    if name == "arrest":
        month = np.where(known & (width <= 31), _month(first), -1)
        return [(5, exact), (4, month)]
    if name == "birth":
        narrow = known & (width <= 800)
        return [
            (1, exact),
            (0, np.where(narrow, _year(first), -1)),
            (0, np.where(narrow & (_year(last) != _year(first)), _year(last), -1)),
        ]
    return [(1, exact)]


def _year(days: Array) -> Array:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 10_000


def _month(days: Array) -> Array:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 100_000


def _looked_up(table: Array, codes: Array) -> Array:
    """table[codes] with -1 for missing codes."""
    if not len(table):
        return np.full(codes.shape, -1, np.int64)
    found: Array = np.where(codes >= 0, table[codes], -1)
    return found
