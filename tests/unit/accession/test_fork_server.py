"""One process serves many files, and no file can do anything to the next."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sijill.accession.child_process import ENVIRONMENT, ChildLimits
from sijill.accession.fork_server import ForkServer
from sijill.accession.tabulate import Limits, ReadOptions, reader, tabulate
from sijill.errors import RefusedFileError

# A child that does what it is told, so that each way of ending can be had.
WORK = """
import os, signal, sys, time
from sijill.accession.fork_server import serve
seen = []

def work(request, out):
    seen.append(request["do"])
    match request["do"]:
        case "memory":
            bytearray(1 << 30)
        case "crash":
            signal.signal(signal.SIGSEGV, signal.SIG_DFL)
            os.abort()
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "write":
            (out / "large").write_bytes(bytes(4 << 20))
        case "fail":
            raise ValueError("a cell's content")
        case "leave":
            sys.exit(3)
        case "pipes":
            return {"open": sorted(int(one) for one in os.listdir("/proc/self/fd"))}
    return {"seen": list(seen), "pid": os.getpid(), "session": os.getsid(0)}

serve(work)
"""
LIMITS = ChildLimits(memory_bytes=200 << 20, cpu_seconds=1, wall_seconds=30.0, output_bytes=2 << 20)
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's limits are Linux's")


@pytest.fixture
def server():
    with ForkServer("-c", WORK) as made:
        yield made


def ask(server, tmp_path, do, **limits):
    found = server.run(
        {"do": do},
        workdir=tmp_path / "work",
        limits=ChildLimits(**{name: getattr(LIMITS, name) for name in LIMITS.__slots__} | limits),
    )
    return found.ended, found


@linux
@pytest.mark.parametrize(
    ("do", "ended"),
    [
        ("memory", "memory"),
        ("crash", "signal 6"),
        ("spin", "cpu"),
        ("write", "output"),
        ("fail", "error"),
        ("leave", "error"),
    ],
)
def test_whatever_one_file_does_the_next_is_read(server, tmp_path, do, ended):
    assert ask(server, tmp_path, do)[0] == ended
    assert ask(server, tmp_path, "well")[0] == "done"


def test_time_is_kept_for_each_file(server, tmp_path):
    assert ask(server, tmp_path, "sleep", wall_seconds=0.3)[0] == "time"
    assert ask(server, tmp_path, "well")[0] == "done"


def test_nothing_of_one_file_is_there_for_the_next(server, tmp_path):
    one, other = (ask(server, tmp_path, "well")[1].answer for _ in range(2))
    assert one["seen"] == other["seen"] == ["well"]
    assert one["pid"] != other["pid"]
    assert one["session"] == one["pid"]


@linux
def test_a_child_holds_no_pipe_of_the_server(server, tmp_path):
    """Standard streams, and the folder it lists its descriptors from: no way to answer for another file."""
    assert len(ask(server, tmp_path, "pipes")[1].answer["open"]) == 4


def test_the_message_of_an_error_does_not_come_back(server, tmp_path):
    trace = ask(server, tmp_path, "fail")[1].trace
    assert "ValueError" in trace
    assert "cell" not in trace


def test_an_answer_left_by_an_earlier_file_is_not_taken_for_this_ones(server, tmp_path):
    assert ask(server, tmp_path, "well")[1].answer is not None
    assert ask(server, tmp_path, "leave")[1].answer is None


def test_a_server_that_was_killed_is_replaced(server, tmp_path):
    assert ask(server, tmp_path, "well")[0] == "done"
    os.kill(server._server.pid, signal.SIGKILL)
    server._server.wait()
    assert ask(server, tmp_path, "well")[0] == "done"


def test_a_server_killed_at_work_says_so_and_the_next_file_is_read(server, tmp_path):
    running = server.begin({"do": "sleep"}, workdir=tmp_path / "work", limits=LIMITS)
    os.kill(server._server.pid, signal.SIGKILL)
    assert running.outcome().ended == "error"
    assert ask(server, tmp_path, "well")[0] == "done"


def test_what_nobody_waits_for_is_ended(server, tmp_path):
    running = server.begin({"do": "sleep"}, workdir=tmp_path / "work", limits=LIMITS)
    running.abandon()
    assert ask(server, tmp_path, "well")[0] == "done"


PARENT = """
import sys
from pathlib import Path
from sijill.accession.child_process import ChildLimits
from sijill.accession.fork_server import ForkServer
server = ForkServer("-c", sys.argv[1])
server.run({"do": "well"}, workdir=Path(sys.argv[2]), limits=ChildLimits())
server.begin({"do": "sleep"}, workdir=Path(sys.argv[2]), limits=ChildLimits())
print(server._server.pid, flush=True)
sys.stdin.read()
"""


@linux
def test_server_and_child_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, WORK, str(tmp_path / "work")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    server = int(parent.stdout.readline())
    children = children_of(server, wanted=1)
    assert len(children) == 1
    parent.kill()
    parent.wait()
    for pipe in (parent.stdin, parent.stdout):
        pipe.close()
    assert all(gone(pid) for pid in (server, *children))


def children_of(pid: int, *, wanted: int, seconds: float = 10.0) -> list[int]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        if len(found) >= wanted:
            return found
        time.sleep(0.05)
    return []


def gone(pid: int, *, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_a_list_is_read_after_one_that_was_refused(tmp_path: Path) -> None:
    small = tmp_path / "cedar.csv"
    small.write_text("name,age\nNadim Faris Qabbani,31\n", encoding="utf-8")
    large = tmp_path / "large.json"
    large.write_text("[" + ",".join('{"name": "x"}' for _ in range(200_000)) + "]", encoding="utf-8")
    with reader() as server:
        with pytest.raises(RefusedFileError, match="takes more than"):
            tabulate(large, out=tmp_path / "1", limits=Limits(wall_seconds=0.05), server=server)
        found = tabulate(small, out=tmp_path / "2", options=ReadOptions(), server=server)
    assert found.rows_in == 1
