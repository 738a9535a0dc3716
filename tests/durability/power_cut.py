"""What may be on the disk after a power cut, from a log of everything a process did to its files.

The harshest disk that still keeps POSIX's promises: only what was synced is sure. Of everything else any part may have
come to be, in any order: of a write any of its 512-byte sectors, of the names in a folder any that were made, changed
or removed since the folder was synced last. A new file whose folder was not synced may have no name at all.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from durability.file_steps import Kind, Step

SECTOR: Final = 512
FOLDER: Final = -1  # in place of a file's number


@dataclass(slots=True)
class _File:
    synced: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _NameChange:
    """``gone`` is no name any more, ``path`` names ``file`` now; together, or not at all."""

    gone: str = ""
    path: str = ""
    file: int = FOLDER

    @property
    def folder(self) -> str:
        """The one whose syncing makes the change sure."""
        return str(PurePosixPath(self.path or self.gone).parent)


@dataclass(slots=True)
class Disk:
    """Plays steps one after the other; ``after_power_cut`` may be asked at any time and changes nothing."""

    files: list[_File] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)  # what a running process sees
    sure: dict[str, int] = field(default_factory=dict)
    since: list[_NameChange] = field(default_factory=list)  # in order

    def play(self, step: Step) -> None:
        match step.kind:
            case Kind.OPEN:
                self.files.append(_File())
                self._name(_NameChange(path=step.path, file=len(self.files) - 1))
            case Kind.MKDIR:
                self._name(_NameChange(path=step.path))
            case Kind.RENAME:
                self._name(_NameChange(gone=step.path, path=step.other, file=self.seen[step.path]))
            case Kind.UNLINK:
                self._name(_NameChange(gone=step.path))
            case Kind.RMDIR:  # what was still waiting to be sure in it matters no more
                self.since = [one for one in self.since if not f"{one.folder}/".startswith(f"{step.path}/")]
                self._name(_NameChange(gone=step.path))
            case Kind.WRITE | Kind.TRUNCATE:
                self.files[self.seen[step.path]].since.append(step)
            case Kind.SYNC:
                file = self.files[self.seen[step.path]]
                for one in file.since:
                    _apply(file.synced, one)
                file.since.clear()
            case Kind.SYNC_FOLDER:
                self._sync_names(step.path)

    def _name(self, change: _NameChange) -> None:
        _change(self.seen, change)
        self.since.append(change)

    def _sync_names(self, folder: str) -> None:
        waiting: list[_NameChange] = []
        for change in self.since:
            if change.folder == folder:
                _change(self.sure, change)
                waiting = [one for one in waiting if not change.gone or one.path != change.gone]
            else:
                waiting.append(change)
        self.since = waiting

    def after_power_cut(self, chance: random.Random, share: float) -> dict[str, bytes | None]:
        """Path -> content (None: a folder). Of what was not synced about ``share`` came to be."""
        names = dict(self.sure)
        for change in self.since:
            if chance.random() < share:
                _change(names, change)
        found: dict[str, bytes | None] = {}
        for path, number in names.items():
            if number == FOLDER:
                found[path] = None
                continue
            file = self.files[number]
            content = bytearray(file.synced)
            for step in file.since:
                for part in _sectors(step):
                    if chance.random() < share:
                        _apply(content, part)
            found[path] = bytes(content)
        return found


def _change(names: dict[str, int], change: _NameChange) -> None:
    inside = [name for name in names if change.gone and name.startswith(f"{change.gone}/")]
    for name in inside:  # a folder takes what is in it along, or is empty when it goes
        number = names.pop(name)
        if change.path:
            names[change.path + name.removeprefix(change.gone)] = number
    if change.gone:
        names.pop(change.gone, None)
    if change.path:
        names[change.path] = change.file


def _apply(content: bytearray, step: Step) -> None:
    if step.kind is Kind.TRUNCATE:
        del content[step.number :]
        content.extend(bytes(step.number - len(content)))
        return
    if len(content) < step.number:
        content.extend(bytes(step.number - len(content)))
    content[step.number : step.number + len(step.data)] = step.data


def _sectors(step: Step) -> list[Step]:
    if step.kind is Kind.TRUNCATE:
        return [step]
    parts = []
    at = 0
    while at < len(step.data):
        length = SECTOR - (step.number + at) % SECTOR
        parts.append(
            Step(kind=step.kind, path=step.path, number=step.number + at, data=step.data[at : at + length])
        )
        at += length
    return parts


def play_all(steps: Sequence[Step]) -> Disk:
    disk = Disk()
    for step in steps:
        disk.play(step)
    return disk


def lay(image: dict[str, bytes | None], base: str, into: Path) -> None:
    """Writes what is left of the folder ``base`` to ``into``; what lies in a folder without a name is lost."""
    into.mkdir()
    prefix = f"{base}/"
    for path in sorted(image):
        if not path.startswith(prefix):
            continue
        target = into / path.removeprefix(prefix)
        if not target.parent.is_dir():
            continue
        content = image[path]
        if content is None:
            target.mkdir()
        else:
            target.write_bytes(content)
