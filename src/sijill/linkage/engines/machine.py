# ruff: noqa: ANN001, ANN202  # functions that generate machine code are typed by numba
"""What compiled functions ask of the processor directly, and how those that allocate nothing are compiled."""

from typing import Any, Final

from sijill.linkage.engines import cache as _cache

_cache.use()

from llvmlite import ir  # type: ignore[import-untyped]  # noqa: E402  # after the cache folder is set
from numba import njit, types  # noqa: E402
from numba.core import cgutils  # noqa: E402
from numba.extending import intrinsic  # noqa: E402

# Functions that allocate nothing are compiled without reference counting, which would cost more than what they do.
_UNCOUNTED: Final[dict[str, Any]] = {"cache": True, "nogil": True, "_nrt": False}
leaf: Final[Any] = njit(**_UNCOUNTED)


@intrinsic
def _bit_count(_context: Any, _x: Any) -> Any:
    """Bits set in a word: one machine instruction."""

    def generate(_context, builder, _signature, args):  # type: ignore[no-untyped-def]
        return builder.ctpop(args[0])

    return types.uint64(types.uint64), generate


@intrinsic
def _prefetch(_context: Any, array: Any, _at: Any) -> Any:
    """Tells the processor that an element of a flat array is read soon."""

    def generate(context, builder, signature, args):  # type: ignore[no-untyped-def]
        held = context.make_array(signature.args[0])(context, builder, args[0])
        pointer = builder.gep(held.data, [args[1]])
        word, address = ir.IntType(32), ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [address, word, word, word])
        call = cgutils.get_or_insert_function(  # type: ignore[no-untyped-call]
            builder.module, kind, "llvm.prefetch.p0"
        )
        to_read, keep, data = (ir.Constant(word, value) for value in (0, 3, 1))
        builder.call(call, [builder.bitcast(pointer, address), to_read, keep, data])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


bit_count: Final[Any] = _bit_count  # numba adds the first argument
prefetch: Final[Any] = _prefetch
