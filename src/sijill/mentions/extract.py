"""The parent's side: a sealed file in, its text out, read in a confined child process."""

from pathlib import Path
from typing import Final

from sijill.accession.child_process import ChildLimits
from sijill.accession.fork_server import ForkServer
from sijill.errors import DiskFullError, RefusedFileError, Where
from sijill.mentions.model import Extracted, TextKind

CHILD: Final = "sijill.mentions.extract_child"
TEXT: Final = "text.txt"
LIMITS: Final = ChildLimits(
    memory_bytes=768 << 20, cpu_seconds=120, wall_seconds=180.0, output_bytes=64 << 20
)
REASONS: Final = {
    "memory": "reading it takes too much memory",
    "cpu": "reading it takes more than two minutes of computing",
    "time": "reading it takes more than three minutes",
    "output": "it gives more than 64 MB of text",
}


def extract(path: Path, *, name: str, workspace: Path, as_before: bool = False) -> Extracted:
    """The text of a file. ``name`` is what it was called. Raises RefusedFileError for what cannot be read.

    ``as_before``: as the first version read it, for letters that were counted then.
    """
    folder = workspace / "text"
    with ForkServer("-m", CHILD) as server:
        request = {
            "path": str(path.resolve()),
            "suffix": Path(name).suffix.lower(),
            "as_before": as_before,
        }
        outcome = server.run(request, workdir=folder, limits=LIMITS)
    where = Where(file=name)
    if outcome.ended in REASONS:
        raise RefusedFileError(
            REASONS[outcome.ended], where=where, remedy="Split it, or save it as plain text"
        )
    if outcome.ended == "full":
        raise DiskFullError(
            "No room is left for temporary files", remedy="Make room, or set TMPDIR elsewhere"
        )
    if outcome.answer is None:
        raise RefusedFileError(
            f"it cannot be read ({outcome.ended})", where=where, remedy="Save it as plain text and try that"
        )
    refused = outcome.answer.get("refused")
    if refused is not None:
        raise RefusedFileError(str(refused["message"]), where=where, remedy=str(refused["remedy"]))
    text = (folder / TEXT).read_text(encoding="utf-8")
    return Extracted(
        kind=TextKind(outcome.answer["kind"]),
        text=text,
        pages=tuple(int(one) for one in outcome.answer["pages"]),
        flags=tuple(str(one) for one in outcome.answer["flags"]),
    )
