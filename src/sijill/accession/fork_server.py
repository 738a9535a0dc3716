"""A process that has loaded the readers and forks a fresh, confined child for every file.

Loading takes longer than reading a small file, so it is done once for all files of a run, and beside the sealing of
the first. The server itself never opens a foreign file; each file has a process of its own, with its own limits, that
knows nothing of the files before it. A child that crashes or is stopped takes nothing with it.

In the parent: ``ForkServer``. In the server: ``serve``. What a child may do: ``child_process``.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from sijill.accession.child_process import (
    ENVIRONMENT,
    OUTCOME,
    OUTCOME_LIMIT,
    STDERR_LIMIT,
    ChildLimits,
    ChildOutcome,
    NoPandas,
    child_main,
    why,
)

STDERR: Final = "stderr.txt"
# What loading may take on a busy machine, before the parent gives the server up. A file's own time limit is kept by
# the server; this is for a server that no longer answers at all.
LOADING_SECONDS: Final = 120.0
Work = Callable[[dict[str, Any], Path], dict[str, Any]]


class ForkServer:
    """Serves one file after the other for one thread; a context manager, started when it is made.

    ``arguments`` are the interpreter's: the module that calls ``serve``.
    """

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self._server: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self, request: dict[str, Any], *, workdir: Path, limits: ChildLimits) -> "Running":
        """Hands over a request; the child works while the caller does something else. One at a time."""
        workdir.mkdir(parents=True, exist_ok=True)
        (workdir / OUTCOME).unlink(missing_ok=True)
        message = {"request": request, "limits": asdict(limits), "workdir": str(workdir.resolve())}
        line = json.dumps(message).encode() + b"\n"
        if not self._send(line):
            self.close()
            self._start()
            self._send(line)
        return Running(self, workdir=workdir, limits=limits)

    def run(self, request: dict[str, Any], *, workdir: Path, limits: ChildLimits) -> ChildOutcome:
        return self.begin(request, workdir=workdir, limits=limits).outcome()

    def close(self) -> None:
        """Ends the server and the child it may have; the kernel ends the child with it."""
        if self._server is not None:
            _kill(os.killpg, self._server.pid)
            self._server.wait()
            for pipe in (self._server.stdin, self._server.stdout, self._said):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._server = None

    def _start(self) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the server
        self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
        )

    def _send(self, line: bytes) -> bool:
        if self._server is None or self._server.stdin is None or self._server.poll() is not None:
            return False
        try:
            self._server.stdin.write(line)
            self._server.stdin.flush()
        except OSError:
            return False
        return True

    def _answer(self, seconds: float) -> dict[str, Any]:
        """How the child ended, as the server saw it; raises ``ServerEndedError`` with the server's last words."""
        if self._server is None or self._server.stdout is None:
            raise ServerEndedError
        ready, _, _ = select.select([self._server.stdout], [], [], seconds)
        line = self._server.stdout.readline() if ready else b""
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if isinstance(answer, dict):
            return answer
        trace = self._last_words()
        self.close()
        raise ServerEndedError(trace)

    def _last_words(self) -> str:
        if self._said is None:
            return ""
        self._said.seek(0)
        return self._said.read(STDERR_LIMIT).decode(errors="replace")


class ServerEndedError(RuntimeError):
    """The server went away or stopped answering; the message holds our line numbers only."""


class Running:
    """A child at work. Ask ``outcome`` once, or ``abandon`` it."""

    def __init__(self, server: ForkServer, *, workdir: Path, limits: ChildLimits) -> None:
        self._server, self._workdir, self._limits = server, workdir, limits
        self._started = time.monotonic()

    def outcome(self) -> ChildOutcome:
        """Waits until the child has ended, or was ended by a limit."""
        ended, trace = "error", ""
        try:
            answer = self._server._answer(self._limits.wall_seconds + LOADING_SECONDS)
        except ServerEndedError as gone:
            trace = str(gone)
        else:
            trace = _read_stderr(self._workdir / STDERR)
            ended = "time" if answer.get("timed_out") else why(int(answer["code"]), trace)
        (self._workdir / STDERR).unlink(missing_ok=True)
        told = _read_answer(self._workdir / OUTCOME)
        peak = told.get("peak_bytes", 0) if told else 0
        return ChildOutcome(
            answer=told if ended == "done" else None,
            ended=ended,
            trace=trace,
            seconds=time.monotonic() - self._started,
            peak_bytes=peak if isinstance(peak, int) else 0,
        )

    def abandon(self) -> None:
        """Nobody wants to know any more: the child is ended, the next request gets a new server."""
        self._server.close()


def _read_stderr(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(STDERR_LIMIT).decode(errors="replace")
    except OSError:
        return ""


def _read_answer(path: Path) -> dict[str, Any] | None:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > OUTCOME_LIMIT:
        return None
    try:
        answer = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


# ---- inside the server ----


def serve(work: Work, load: Callable[[], None] = lambda: None) -> None:
    """Calls ``load``, then forks a child for each request, a line of standard input; ends when the parent is gone."""
    sys.meta_path.insert(0, NoPandas())
    load()
    requests = _Requests(sys.stdin.fileno())
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while (line := requests.next_line()) is not None:
        message = json.loads(line)
        child = os.fork()
        if child == 0:
            _become_child(message, work)
        answer = _wait(child, float(message["limits"]["wall_seconds"]), requests, woken)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


class _Requests:
    """Lines from a pipe, read without blocking past what is asked, so that its end is seen while a child works."""

    def __init__(self, pipe: int) -> None:
        self.pipe, self.ended = pipe, False
        self._buffer = b""

    def next_line(self) -> bytes | None:
        while b"\n" not in self._buffer:
            if self.ended:
                return None
            self.read()
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def read(self) -> None:
        piece = os.read(self.pipe, 1 << 16)
        self.ended = not piece
        self._buffer += piece


def _wait(child: int, seconds: float, requests: _Requests, woken: int) -> dict[str, Any]:
    """Until the child has ended; ends its whole group when time is up, and also when the parent went away."""
    until, timed_out = time.monotonic() + seconds, False
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        left = until - time.monotonic()
        if left <= 0 or requests.ended:
            timed_out = True
            _kill(os.killpg, child)
            _kill(os.kill, child)  # it may not have come to have a group of its own
            _, status = os.waitpid(child, 0)
            break
        for ready in select.select([woken, requests.pipe], [], [], left)[0]:
            if ready == woken:
                with contextlib.suppress(BlockingIOError):
                    os.read(woken, 4096)
            else:
                requests.read()
    _kill(os.killpg, child)  # it may have left children of its own
    if requests.ended:
        os._exit(0)
    return {"code": os.waitstatus_to_exitcode(status), "timed_out": timed_out}


def _kill(how: Callable[[int, int], None], process: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        how(process, signal.SIGKILL)


def _become_child(message: dict[str, Any], work: Work) -> None:
    """Never returns. Nothing of the server's reaches the child: no pipe, no signal handler, no session."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        workdir = Path(message["workdir"])
        os.chdir(workdir)
        nowhere = os.open(os.devnull, os.O_RDWR)
        errors = os.open(workdir / STDERR, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for target, source in enumerate((nowhere, nowhere, errors)):
            os.dup2(source, target)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        child_main(message, work)
    finally:
        os._exit(1)
