# ruff: noqa: ANN001, ANN201  # compiled functions are typed by numba
"""Who meets whom in the blocks that records share (``block``, ``narrow``)."""

from sijill.linkage.engines import cache as _cache

_cache.use()

from numba import njit  # noqa: E402  # the cache folder is set before the first decorator

from sijill.linkage.engines.machine import leaf as _leaf  # noqa: E402


@njit(cache=True, nogil=True)
def invert(starts, members, ptr, out):  # type: ignore[no-untyped-def]
    """Blocks by record, ascending, from members by block. ``ptr`` [n + 1] is filled too."""
    for m in members:
        ptr[m + 1] += 1
    for i in range(len(ptr) - 1):
        ptr[i + 1] += ptr[i]
    at = ptr[:-1].copy()
    for b in range(len(starts) - 1):
        for k in range(starts[b], starts[b + 1]):
            out[at[members[k]]] = b
            at[members[k]] += 1


@njit(cache=True, nogil=True)
def count_named(ptr, block_of, points, out):  # type: ignore[no-untyped-def]
    """Where each record's blocks that have points would begin, into ``out`` [n + 1]; how many there are."""
    count = 0
    for i in range(len(ptr) - 1):
        for k in range(ptr[i], ptr[i + 1]):
            count += points[block_of[k]] > 0
        out[i + 1] = count
    return count


@njit(cache=True, nogil=True)
def named(ptr, block_of, points, number, out):  # type: ignore[no-untyped-def]
    """The blocks of each record that have points, by their ``number`` [blocks]."""
    count = 0
    for k in range(ptr[0], ptr[-1]):
        if points[block_of[k]] > 0:
            out[count] = number[block_of[k]]
            count += 1


@njit(cache=True, nogil=True)
def named_members(starts, members, points, out):  # type: ignore[no-untyped-def]
    """The members of the blocks that have points."""
    count = 0
    for b in range(len(points)):
        if points[b] > 0:
            for m in range(starts[b], starts[b + 1]):
                out[count] = members[m]
                count += 1


@njit(cache=True, nogil=True)
def placed_members(starts, members, place, out):  # type: ignore[no-untyped-def]
    """Into ``out``: the members of each block by their ``place`` [n], ascending."""
    for b in range(len(starts) - 1):
        first = starts[b]
        for m in range(first, starts[b + 1]):
            mine = place[members[m]]
            at = m
            while at > first and out[at - 1] > mine:
                out[at] = out[at - 1]
                at -= 1
            out[at] = mine


@njit(cache=True, nogil=True)
def placed_blocks(ptr, block_of, order, out_ptr, out):  # type: ignore[no-untyped-def]
    """Into ``out_ptr`` and ``out``: the blocks of each record in ``order``."""
    count = 0
    for at in range(len(order)):
        for k in range(ptr[order[at]], ptr[order[at] + 1]):
            out[count] = block_of[k]
            count += 1
        out_ptr[at + 1] = count


@njit(cache=True, nogil=True)
def most_met(ptr, block_of, starts):  # type: ignore[no-untyped-def]
    """The most members that the blocks of one record have, each block for itself."""
    most = 1
    for i in range(len(ptr) - 1):
        met = 0
        for k in range(ptr[i], ptr[i + 1]):
            met += starts[block_of[k] + 1] - starts[block_of[k]]
        most = max(most, met)
    return most


@_leaf
def who_meets(  # type: ignore[no-untyped-def]
    ptr, block_of, starts, members, points, enough, gathered, chosen, i, out
):
    """The records that share blocks of ``enough`` points with record i, each once, into ``out``: those before it, or,
    with ``chosen``, all that are not chosen themselves or before it. How many there are.

    ``gathered`` [n] is zero before and after. ``out`` has room for all that share any block.
    """
    count = 0
    for k in range(ptr[i], ptr[i + 1]):
        b = block_of[k]
        each = points[b]
        if each == 0:
            continue
        for m in range(starts[b], starts[b + 1]):
            j = members[m]
            if j >= i:
                if len(chosen) == 0:
                    break
                if j == i or chosen[j]:
                    continue
            before = gathered[j]
            gathered[j] = before + each
            out[count] = j
            count += before == 0
    kept = 0
    for k in range(count):
        j = out[k]
        out[kept] = j
        kept += gathered[j] >= enough
        gathered[j] = 0
    return kept


@njit(cache=True, nogil=True)
def met(rows, ptr, block_of, starts, members, mark, begin, left, right, sums):  # type: ignore[no-untyped-def]
    """Everyone who shares a block with one of ``rows`` [r]: pairs, and the sums of ``mark`` over the blocks they share.

    How many there are. ``begin`` [n]: -1 before and after.
    """
    count = 0
    for i in rows:
        first = count
        for k in range(ptr[i], ptr[i + 1]):
            b = block_of[k]
            for m in range(starts[b], starts[b + 1]):
                j = members[m]
                if j == i:
                    continue
                if begin[j] < first:
                    begin[j] = count
                    left[count], right[count], sums[count] = i, j, 0
                    count += 1
                sums[begin[j]] += mark[b]
        for k in range(first, count):
            begin[right[k]] = -1
    return count


@njit(cache=True, nogil=True)
def cells_shared(left, right, ptr, block_of, cell, out):  # type: ignore[no-untyped-def]
    """``out`` [pairs, cells]: how many blocks of each cell the two records share."""
    for k in range(len(left)):
        x, y = ptr[left[k]], ptr[right[k]]
        while x < ptr[left[k] + 1] and y < ptr[right[k] + 1]:
            if block_of[x] == block_of[y]:
                out[k, cell[block_of[x]]] += 1
                x, y = x + 1, y + 1
            elif block_of[x] < block_of[y]:
                x += 1
            else:
                y += 1
