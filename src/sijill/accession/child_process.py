"""What the process that parses foreign bytes may do, which is little.

Memory, CPU, time, output and open files are bounded; there is no network and no environment.

``fork_server`` makes the process; ``child_main`` confines it before it opens the foreign file. What the child writes
goes to its folder, what it says on standard error is only ever an exception's type and our own line numbers, because
a message could carry a cell's contents.
"""

import ctypes
import errno
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

OUTCOME: Final = "outcome.json"
OUTCOME_LIMIT: Final = 64 << 20  # bytes the parent is willing to read back
STDERR_LIMIT: Final = 64 << 10

# What the child may know of its parent's environment: nothing. These are settings, not inherited values. One malloc
# arena per thread would reserve 64 MB of address space each and eat the memory limit without using it.
ENVIRONMENT: Final = {
    "LANG": "C.UTF-8",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """``memory_bytes`` is address space on top of what interpreter and libraries take before the foreign file is
    opened.
    """

    memory_bytes: int = 384 << 20
    cpu_seconds: int = 900
    wall_seconds: float = 900.0
    output_bytes: int = 32 << 30
    open_files: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildOutcome:
    """``answer`` is the child's JSON, None if it wrote none; ``ended`` says why it stopped: "done", "time", "cpu",
    "memory", "output", "full", "signal 11", "error"; ``trace`` is free of file contents.
    """

    answer: dict[str, Any] | None
    ended: str
    trace: str
    seconds: float
    peak_bytes: int  # resident, as the kernel counted it for the child; 0 if it died before it could say


def why(code: int, trace: str) -> str:
    """A child's exit code as ``ChildOutcome.ended``."""
    if code == 0:
        return "done"
    if code == -signal.SIGXCPU:
        return "cpu"
    if code == EXIT_MEMORY or "bad_alloc" in trace:
        return "memory"
    if code == EXIT_OUTPUT:
        return "output"
    if code == EXIT_FULL:
        return "full"
    return f"signal {-code}" if code < 0 else "error"


# ---- inside the child ----

EXIT_MEMORY: Final = 71
EXIT_OUTPUT: Final = 72
EXIT_FULL: Final = 73
EXIT_ERROR: Final = 70
_EXIT_OF_ERRNO: Final = {
    errno.EFBIG: EXIT_OUTPUT,
    errno.ENOMEM: EXIT_MEMORY,
    errno.ENOSPC: EXIT_FULL,
    errno.EDQUOT: EXIT_FULL,
}


def child_main(message: dict[str, Any], work: Callable[[dict[str, Any], Path], dict[str, Any]]) -> NoReturn:
    """Confine this process, call ``work(request, workdir)``, write its answer for the parent, and end."""
    workdir = Path(message["workdir"])
    try:
        confine(ChildLimits(**message["limits"]), workdir=workdir)
        answer = work(message["request"], workdir)
        answer["peak_bytes"] = peak_resident_bytes()
        (workdir / OUTCOME).write_text(json.dumps(answer), encoding="utf-8")
    except MemoryError:
        _leave(EXIT_MEMORY)
    except OSError as exc:
        _report(exc)
        _leave(_EXIT_OF_ERRNO.get(exc.errno or 0, EXIT_ERROR))
    except BaseException as exc:  # noqa: BLE001 - type and place are all the parent may know
        _report(exc)
        memory = type(exc).__name__ in {"ArrowMemoryError", "_ArrayMemoryError"}
        _leave(EXIT_MEMORY if memory else EXIT_ERROR)
    _leave(0)


class NoPandas:
    """pyarrow imports pandas (a second and 60 MB) at the first scalar it converts, wherever pandas is installed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        del path, target
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def _report(exc: BaseException) -> None:
    frames = traceback.extract_tb(exc.__traceback__)
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-8:]))
    sys.stderr.write(f"{type(exc).__name__} at {places}\n")
    sys.stderr.flush()


def _leave(code: int) -> NoReturn:
    """Without running destructors, which may need the memory that is not there."""
    os._exit(code)


def confine(limits: ChildLimits, *, workdir: Path) -> None:
    """Bind this process for the rest of its life. Call after the imports and before the first foreign byte.

    Network: a network namespace of its own where the kernel lets us (root, or unprivileged user namespaces), a
    system-call filter on Linux x86-64 and arm64, and Python's audit hook everywhere.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, limits.output_bytes)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    _without_network()
    _die_with_parent()
    _limit(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)
    sys.addaudithook(_make_guard(workdir.resolve()))


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # A hard CPU limit above the soft one: the soft one's SIGXCPU tells the parent which limit it was.
    resource.setrlimit(what, (value, value + 5 if what == resource.RLIMIT_CPU else value))


def _address_space() -> int:
    """Bytes of address space in use now."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 2 << 30  # no /proc (macOS): a generous guess, RLIMIT_AS is advisory there anyway
    return pages * resource.getpagesize()


def peak_resident_bytes() -> int:
    """The high-water mark since exec; ``ru_maxrss`` would also count what the parent held when it forked."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


FORBIDDEN_EVENTS: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.kill",
    "os.symlink",
    "os.link",
    "shutil.rmtree",
    "pty.",
    "ftplib.",
    "http.",
    "smtplib.",
    "urllib.",
    "webbrowser.",
    "ctypes.",
)


def _make_guard(workdir: Path) -> Callable[[str, tuple[Any, ...]], None]:
    inside = str(workdir) + os.sep

    def guard(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            writes = (isinstance(mode, str) and any(c in mode for c in "wax+")) or (
                isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            )
            if writes and isinstance(path, str) and not os.path.abspath(path).startswith(inside):  # noqa: PTH100
                raise PermissionError("a parser may write in its own folder only")
        elif event.startswith(FORBIDDEN_EVENTS):
            raise PermissionError(f"a parser may not do {event}")

    return guard


CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000
PR_SET_PDEATHSIG: Final = 1
PR_SET_NO_NEW_PRIVS: Final = 38
PR_SET_SECCOMP: Final = 22

# System calls a parser has no business with: sockets, other programs, other processes, mounts, io_uring (a way round
# filters). Numbers from the kernel's tables for the two architectures; elsewhere the audit hook stands alone.
DENIED_CALLS: Final = {
    "x86_64": (
        0xC000003E,
        (
            41,
            42,
            43,
            44,
            46,
            49,
            50,
            53,
            57,
            58,
            59,
            62,
            101,
            165,
            272,
            288,
            307,
            308,
            310,
            311,
            321,
            322,
            425,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            40,
            97,
            117,
            129,
            198,
            199,
            200,
            201,
            202,
            203,
            206,
            211,
            221,
            242,
            268,
            269,
            270,
            271,
            280,
            281,
            425,
        ),
    ),
}


def _die_with_parent() -> None:
    """A parent that was killed cannot end its child: the kernel does, and nothing reads on into a forgotten folder."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _without_network() -> None:
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    # A new user namespace needs a process of one thread; as root the network namespace alone is enough.
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    _filter_system_calls(libc)


def _filter_system_calls(libc: ctypes.CDLL) -> None:
    """A seccomp filter (kernel documentation, userspace-api/seccomp_filter): the denied calls return EPERM."""
    known = DENIED_CALLS.get(os.uname().machine)
    if known is None:
        return
    arch, calls = known
    load, jump_equal, jump_ge, give = 0x20, 0x15, 0x35, 0x06
    allow, deny = 0x7FFF0000, 0x00050000 | 1
    steps = [(load, 0, 0, 4), (jump_equal, 0, len(calls) + 3, arch), (load, 0, 0, 0)]
    steps.append((jump_ge, len(calls) + 1, 0, 0x40000000))  # the x32 interface would go round the numbers
    steps += [(jump_equal, len(calls) - at, 0, number) for at, number in enumerate(calls)]
    steps += [(give, 0, 0, allow), (give, 0, 0, deny)]

    class Step(ctypes.Structure):
        _fields_ = (
            ("code", ctypes.c_ushort),
            ("jt", ctypes.c_ubyte),
            ("jf", ctypes.c_ubyte),
            ("k", ctypes.c_uint),
        )

    class Program(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.POINTER(Step)))

    array = (Step * len(steps))(*[Step(*step) for step in steps])
    program = Program(len(steps), array)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0)
