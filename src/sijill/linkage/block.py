"""Which pairs are compared at all: those that share a conjunctive key, each once.

A key joins two or three name tokens (loose consonant classes), or one token with a day, or with two of birth year,
governorate, sub-district, arrest month and mother. Pairs are counted before they are made: blocks are accepted from the
smallest up until the budget of pairs per record is spent; larger ones are left out and reported.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import numba as kernels
from sijill.linkage.features import Coded, Names
from sijill.linkage.spec import Kind
from sijill.text.names import tokens as coding

Array = npt.NDArray[Any]
CHUNK: Final = 2_000_000  # raw pairs made at a time
DEFAULT_BUDGET: Final = 150  # pairs per record

RULES: Final = {
    0: "two name tokens",
    1: "three name tokens",
    2: "name tokens with one letter left out",
    3: "identifier",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Keys by record (CSR, sorted within a record) and blocks (runs of ``order`` with one key)."""

    keys: Array
    owner: Array
    key_ptr: Array
    order: Array
    accepted: Array  # [keys]
    starts: Array  # accepted blocks in order
    ends: Array
    report: dict[str, Any]


def rule_name(rule: int) -> str:
    kinds = kernels.SUPPORTS
    if rule in RULES:
        return RULES[rule]
    if rule < 32:
        return f"two name tokens and {kinds[rule - 16]}"
    if rule < 64:
        return f"a name token and {kinds[rule - 32]}"
    return f"a name token, {kinds[(rule - 64) // 8]} and {kinds[(rule - 64) % 8]}"


def blocks(coded: Coded, names: Names, *, budget: int = DEFAULT_BUDGET) -> Blocks:
    keys, owner, key_ptr = keys_of(coded, names)
    order = np.argsort(keys, kind="stable").astype(np.int64)
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    limit = _size_limit(sizes, budget * max(len(coded.list_code), 1))
    taken = (sizes > 1) & (sizes <= limit)
    accepted = np.zeros(len(keys), np.bool_)
    accepted[order] = np.repeat(taken, sizes)
    rules = (ordered[starts] >> np.uint64(56)).astype(np.int64) if len(keys) else starts
    return Blocks(
        keys=keys,
        owner=owner,
        key_ptr=key_ptr,
        order=order,
        accepted=accepted,
        starts=starts[taken],
        ends=(starts + sizes)[taken],
        report=_report(sizes, rules, taken, limit),
    )


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
    over = (sizes > 1) & ~taken
    by_rule = [
        {
            "rule": rule_name(int(rule)),
            "blocks": int((taken & (rules == rule)).sum()),
            "pairs": int(raw[taken & (rules == rule)].sum()),
            "oversized_blocks": int((over & (rules == rule)).sum()),
            "pairs_left_out": int(raw[over & (rules == rule)].sum()),
        }
        for rule in np.unique(rules)
    ]
    return {
        "largest_block": int(limit),
        "pairs_counted": int(raw[taken].sum()),
        "oversized_blocks": int(over.sum()),
        "pairs_left_out": int(raw[over].sum()),
        "rules": by_rule,
    }


def pairs(blocking: Blocks, coded: Coded, *, allowed: Array | None = None) -> Iterator[tuple[Array, Array]]:
    """Distinct candidate pairs (left, right row numbers, left < right), a chunk at a time, deterministic.

    ``allowed`` [list, list]: which lists are compared; all by default.
    """
    lists = int(coded.list_code.max(initial=0)) + 1
    if allowed is None:
        allowed = np.ones((lists, lists), np.bool_)
    size = blocking.ends - blocking.starts
    total = np.cumsum(size * (size - 1) // 2)
    at = 0
    while at < len(size):
        done = total[at - 1] if at else 0
        until = max(at + 1, int(np.searchsorted(total, done + CHUNK, side="right")))
        raw = int(total[until - 1] - done)
        left, right = np.empty(raw, np.int64), np.empty(raw, np.int64)
        count = kernels._emit(
            blocking.starts[at:until],
            blocking.ends[at:until],
            blocking.order,
            blocking.owner,
            blocking.keys,
            blocking.key_ptr,
            blocking.accepted,
            coded.list_code,
            allowed,
            left,
            right,
        )
        yield left[:count], right[:count]
        at = until


def keys_of(coded: Coded, names: Names) -> tuple[Array, Array, Array]:
    ptr, token, cost, variant = tokens(coded, names)
    support, kinds = supports(coded, names)
    n = len(coded.list_code)
    counts = np.zeros(n, np.int64)
    kernels._count_keys(ptr, token, cost, variant, support, kinds, counts)
    key_ptr = np.zeros(n + 1, np.int64)
    np.cumsum(counts, out=key_ptr[1:])
    keys = np.zeros(key_ptr[-1], np.uint64)
    owner = np.zeros(key_ptr[-1], np.int32)
    kernels._fill_keys(ptr, token, cost, variant, support, kinds, key_ptr, keys, owner)
    return keys, owner, key_ptr


def tokens(coded: Coded, names: Names) -> tuple[Array, Array, Array, Array]:
    """(ptr, tokens by reading, cost by reading, variants of the tokens by reading).

    A token is the loose class of a name unit, or of the first word of a text field; its variants are itself and itself
    with one letter left out.
    """
    if names.spec.person_name:
        loose, variants = _variants(names.loose)
        used = coded.parse_unit
        ptr, cost = coded.parse_ptr, coded.parse_cost
    else:
        firsts = coding.encode([text.split(" ")[0] for text in names.strings]).loose
        words = [loose_class or text for loose_class, text in zip(firsts, names.strings, strict=True)]
        loose, variants = _variants(words)
        n = len(coded.list_code)
        used = coded.string[:, :4]
        ptr, cost = np.arange(n + 1, dtype=np.int64), np.zeros(n, np.float32)
    if not len(loose):
        return ptr, np.full(used.shape, -1, np.int64), cost, np.full((*used.shape, 4), -1, np.int64)
    table = np.where(used >= 0, loose[used], -1)
    return ptr, table, cost, np.where((used >= 0)[..., None], variants[used], -1)


def _variants(values: list[str]) -> tuple[Array, Array]:
    """(number of each text, numbers of the text and of the text with each of its first three letters left out)."""
    shorter = [
        [value, *(value[:at] + value[at + 1 :] for at in range(min(len(value), 3)))] for value in values
    ]
    numbers = _numbers([text for texts in shorter for text in (*texts, "", "", "", "")[:4]]).reshape(-1, 4)
    return numbers[:, 0], numbers


def _numbers(values: Sequence[str]) -> Array:
    """A number for each text that does not depend on the other texts, so that keys of later records meet; -1 for ""."""
    return np.array([_number(value) for value in values], np.int64)


@lru_cache(maxsize=1 << 18)
def _number(value: str) -> int:
    if not value:
        return -1
    return int.from_bytes(hashlib.blake2b(value.encode(), digest_size=8).digest(), "little") >> 2


def supports(coded: Coded, names: Names) -> tuple[Array, Array]:
    """(values int64[n, columns], kind of each column). -1 is missing."""
    columns: list[tuple[int, Array]] = []
    for place_of, field in enumerate(names.spec.fields, start=4):
        at = coded.column[place_of]
        match field.kind:
            case Kind.DATE:
                columns += _date_supports(field.name, coded.date[:, at])
            case Kind.NESTED:
                number = _numbers(names.nested)
                for place in range(2):
                    columns.append((2, _looked_up(number, coded.nested[:, at, place, 0])))
                    columns.append((3, _looked_up(number, coded.nested[:, at, place, -1])))
            case Kind.SOUND if field.name == "mother":
                columns.append((6, _looked_up(_numbers(names.loose), coded.sound[:, at, 0])))
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
        return np.full(len(codes), -1, np.int64)
    found: Array = np.where(codes >= 0, table[codes], -1)
    return found
