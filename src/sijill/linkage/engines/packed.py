# ruff: noqa: ANN001, ANN202  # compiled functions are typed by numba
"""Records as the kernels of pairs read them: few arrays, made from ``features.Coded``."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage.engines import rows, texts  # noqa: E402
from sijill.linkage.engines.levels import sound_level  # noqa: E402
from sijill.linkage.features import Coded  # noqa: E402
from sijill.text.names.tokens import MAX_LENGTH  # noqa: E402

UNKNOWN: Final[Any] = 8  # not looked up yet; with the best level added that it may have

# A direct-mapped table of unit pairs already compared, written by one thread at a time: the pair in 60 bits, its level
# in 4. One word, because each look-up is a walk to main memory.
Memo = npt.NDArray[np.uint64]


class Packed(NamedTuple):
    """Records as the pair kernel reads them: few arrays, and what belongs together side by side in memory.

    Every kernel takes the arrays out once: an array taken from a tuple inside a loop is counted each time.
    """

    list_code: npt.NDArray[np.int32]
    parse_ptr: npt.NDArray[np.int64]
    parse: npt.NDArray[np.int64]  # [parses] all about a reading in one word (``_packed_readings``)
    unit_ptr: npt.NDArray[np.int64]  # [n + 1] into units
    units: npt.NDArray[np.int32]  # the different units of each record's readings
    masks: npt.NDArray[np.uint64]  # ``bound.Signs.unit``
    trait: npt.NDArray[
        np.int32
    ]  # [units, 1 + items] class, or -1 for a unit that is no known name; ``unit_items``
    rank: npt.NDArray[np.int32]  # [units] place among the most frequent, -1 for the rest
    dense: npt.NDArray[
        np.uint8
    ]  # levels of the most frequent units, filled as they are met; any thread writes the same
    unit_script: npt.NDArray[np.uint8]
    phonemes: npt.NDArray[np.uint8]
    length: npt.NDArray[np.uint8]
    unit_tf: npt.NDArray[np.float32]
    kind: npt.NDArray[np.uint8]
    column: npt.NDArray[np.int32]
    sound: npt.NDArray[np.int32]
    string: npt.NDArray[np.int32]
    text: npt.NDArray[np.uint64]  # ``texts.signatures``
    string_chars: npt.NDArray[np.uint8]
    string_length: npt.NDArray[np.uint8]
    string_tf: npt.NDArray[np.float32]
    code: npt.NDArray[np.int32]
    several: npt.NDArray[np.int32]
    identifier: npt.NDArray[np.int32]
    date: npt.NDArray[np.int32]
    civil: npt.NDArray[np.int32]  # [n, date fields] first day as year, month (4 bits), day (5 bits)
    nested: npt.NDArray[np.int32]
    nested_tf: npt.NDArray[np.float32]


FEW: Final = 2_000  # records from which a table of levels pays
FREQUENT: Final = 1024  # units whose levels are held in a table without gaps: most of what is met


def memo(bits: int) -> Memo:
    return np.zeros(1 << bits, np.uint64)


@njit(cache=True, nogil=True)
def _units_of(parse_ptr, parse_unit, unit_ptr, units, place):  # type: ignore[no-untyped-def]
    """The different units of each record in order of sight; ``place`` [parses, 4] where each slot's is, the number of
    the record's units for none.
    """
    count = 0
    for i in range(len(parse_ptr) - 1):
        first = count
        for p in range(parse_ptr[i], parse_ptr[i + 1]):
            for slot in range(4):
                unit = parse_unit[p, slot]
                if unit < 0:
                    continue
                at = first
                while at < count and units[at] != unit:
                    at += 1
                if at == count:
                    units[count] = unit
                    count += 1
                place[p, slot] = at - first
        unit_ptr[i + 1] = count
        for p in range(parse_ptr[i], parse_ptr[i + 1]):
            for slot in range(4):
                if parse_unit[p, slot] < 0:
                    place[p, slot] = count - first
    return count


def _packed_readings(coded: Coded) -> tuple[npt.NDArray[Any], ...]:
    """(readings, unit_ptr, units).

    A reading in bits: 0-31 places of its units among its record's, 8 for each slot; 32-35 slots filled; 36-39 slots
    that the plain reading of the same name fills; 40 script; 48-59 cost in tenths.
    """
    n, parses = len(coded.list_code), len(coded.parse_cost)
    unit_ptr = np.zeros(n + 1, np.int64)
    units, place = np.empty(parses * 4, np.int32), np.empty((parses, 4), np.uint8)
    count = _units_of(coded.parse_ptr, coded.parse_unit, unit_ptr, units, place)
    mask = np.zeros(parses, np.int64)
    parse = np.rint(coded.parse_cost * 10.0).astype(np.int64) << 48
    for slot in range(4):  # one after the other: arrays of all slots in 64 bits would be the largest of a run
        parse |= place[:, slot].astype(np.int64) << (8 * slot)
        mask |= (coded.parse_unit[:, slot] >= 0).astype(np.int64) << slot
    parse |= mask << 32
    parse |= (mask[coded.parse_plain] if parses else mask) << 36
    parse |= coded.parse_script.astype(np.int64) << 40
    return parse, unit_ptr, units[:count].copy()


def civil_days(days: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Year, month and day of days since 1970 in one number each."""
    out = np.empty(days.shape, np.int32)
    _civil(days.ravel(), out.ravel())
    return out


@njit(cache=True, nogil=True)
def _civil(days, out):  # type: ignore[no-untyped-def]
    """Years are counted from March, so that the day that leap years have comes last: 400 of them have 146,097 days."""
    for k in range(len(days)):
        day = np.int64(days[k]) + 719_468  # since 1 March of the year 0
        era = day // 146_097
        of_era = day - 146_097 * era
        year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
        of_year = of_era - (365 * year + year // 4 - year // 100)
        from_march = (5 * of_year + 2) // 153  # five months from March on have 153 days
        of_month = of_year - (153 * from_march + 2) // 5 + 1
        month = from_march + 3 if from_march < 10 else from_march - 9
        out[k] = ((year + 400 * era + (month <= 2)) << 9) | (month << 5) | of_month


def packed(coded: Coded, width: float | None = None) -> Packed:
    """``width``: of another register's bins of rarity."""
    parse, unit_ptr, units = _packed_readings(coded)
    few = 16 if len(coded.list_code) < FEW else FREQUENT
    often = np.argsort(-np.bincount(units, minlength=len(coded.unit_length)), kind="stable")[:few]
    rank = np.full(len(coded.unit_length), -1, np.int32)
    rank[often] = np.arange(len(often))
    known = np.where(coded.unit_known, coded.unit_class, -1)
    trait = np.ascontiguousarray(np.column_stack([known, coded.unit_items]), np.int32)
    civil = civil_days(coded.date[:, :, 0])
    return Packed(
        list_code=coded.list_code,
        parse_ptr=coded.parse_ptr,
        parse=parse,
        unit_ptr=unit_ptr,
        units=units,
        masks=rows.unit_table(coded, rank, width or rows.bin_width(coded)),
        trait=trait,
        rank=rank,
        dense=np.full((len(often), len(often)), UNKNOWN, np.uint8),
        unit_script=coded.unit_script,
        phonemes=coded.unit_phonemes,
        length=coded.unit_length,
        unit_tf=np.ascontiguousarray(coded.unit_tf),
        text=texts.signatures(coded.string_chars, coded.string_length),
        **{
            name: np.ascontiguousarray(getattr(coded, name))
            for name in (
                "kind", "column", "sound", "string", "string_chars", "string_length", "string_tf", "code", "several",
                "identifier", "date", "nested", "nested_tf",
            )
        },
        civil=civil,
    )  # fmt: skip


def bounded(
    coded: Coded, records: Packed, order: npt.NDArray[np.int64], width: float | None = None
) -> rows.Rows:
    """The rows of the bound, of records in ``packed`` form with the same ``width``; ``order``: as they lie."""
    return rows.rows(
        coded, records.parse, records.unit_ptr, records.units, records.masks, records.text, records.civil,
        order, width or rows.bin_width(coded),
    )  # fmt: skip


def neighbours_first(coded: Coded) -> npt.NDArray[np.int64]:
    """Rows ordered by family name, then given name: what they are compared with is then still in the cache. A table
    without names is ordered by the two fields of text that say most.
    """
    if not len(coded.parse_unit):
        return _by_texts(coded.string)
    has = np.diff(coded.parse_ptr) > 0
    first = coded.parse_unit[np.where(has, coded.parse_ptr[:-1], 0)]
    family = np.where(has & (first[:, 3] >= 0), coded.unit_class[first[:, 3]], -1)
    given = np.where(has & (first[:, 0] >= 0), coded.unit_class[first[:, 0]], -1)
    return np.lexsort((given, family))


def _by_texts(string: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """``string``: ``Coded.string``."""
    various = [int(np.count_nonzero(np.bincount(column + 1))) for column in string.T]
    first = np.argsort(various, kind="stable")[-2:]
    return np.lexsort(string.T[first]) if len(first) else np.arange(len(string))


@njit(cache=True, nogil=True)
def _fill(masks, trait, phonemes, length, script, memo, often, dense):  # type: ignore[no-untyped-def]
    work = np.empty((3, MAX_LENGTH + 1))
    for x in range(len(often)):
        for y in range(x + 1):
            level = sound_level(masks, trait, phonemes, length, script, memo, work, often[x], often[y])
            dense[x, y] = dense[y, x] = level


def known_levels(records: Packed) -> npt.NDArray[np.uint8]:
    """``Packed.dense`` with every level in it: what a standing index keeps."""
    often = np.argsort(np.where(records.rank < 0, len(records.rank), records.rank), kind="stable")
    dense = records.dense.copy()
    _fill(
        records.masks, records.trait, records.phonemes, records.length, records.unit_script, memo(16),
        often[: len(dense)], dense,
    )  # fmt: skip
    return dense
