"""A whole register in one file, and back again; what comes back is checked before it is called a register.

The file is a tar of what was said and decided (``derived/`` is not in it: it is rebuilt), the SQL rows as JSON Lines
so that it restores to either kind of database, and a manifest with every digest and the ledger's root. It is not
encrypted: it is the register.
"""

import io
import json
import tarfile
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from django.apps import apps
from django.core import serializers
from django.db import models, transaction

from sijill.errors import RegisterError, UsageError, Where
from sijill.ledger import store as ledger
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.disk import full_disk_named
from sijill.tables.files import sha256_of, sha256_of_bytes, write_text, written_whole
from sijill.tables.register import Register

FORMAT: Final = 1
# Backups that do not name their country are from a time when there was one.
EARLIER_COUNTRY: Final = "sy"
MANIFEST: Final = "manifest.json"
MANIFEST_DIGEST: Final = "manifest.sha256"
ROWS: Final = "rows.jsonl"
FOLDERS: Final = ("vault", "sources", "claims", "lineage")
# What the owner decided about the register; how its pages are reached (``[web]``) is of one machine and stays there.
RULES: Final = ("review", "access")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds; ``root`` is the ledger's root over ``entries`` entries."""

    files: int
    rows: int
    entries: int
    root: str


def backup(register: Register, target: Path) -> Backup:
    """Writes the register to ``target``. Raises RegisterError when ``verify`` finds anything: no backup of damage."""
    registers.refuse_inside(register, target)
    if target.exists():
        raise UsageError(f"{target} is already there", remedy="Name a new file")
    found = verify(register)
    if not found.clean:
        raise RegisterError(
            f"The register does not verify ({found.findings[0].what}: {found.findings[0].problem})",
            remedy="Look at it with: sijill verify DIR",
        )
    with database.one_moment():
        rows = "".join(_row_lines()).encode()
        entries, root = ledger.head()
        sealed = ledger.sealed_paths()
    members = _members(register, sealed)
    manifest = {
        "format": FORMAT,
        "register": register.id,
        "country": register.country,
        "entries": entries,
        "root": root,
        "rules": _rules(register),
        "rows": {"sha256": sha256_of_bytes(rows), "count": rows.count(b"\n")},
        "files": {register.relative(path): sha256_of(path) for path in members},
    }
    with (
        full_disk_named(target.parent),
        written_whole(target) as scratch,
        tarfile.open(scratch, "w", format=tarfile.PAX_FORMAT) as tar,
    ):
        listed = json.dumps(manifest, indent=1, sort_keys=True).encode()
        _add_bytes(tar, MANIFEST, listed)
        _add_bytes(tar, MANIFEST_DIGEST, sha256_of_bytes(listed).encode())
        _add_bytes(tar, ROWS, rows)
        for path in members:
            _add_file(tar, register.relative(path), path)
    return Backup(files=len(members), rows=rows.count(b"\n"), entries=entries, root=root)


def restore(source: Path, into: Path, *, database_url: str = "sqlite:///register.db") -> Backup:
    """Makes a register in the new or empty folder ``into``; it verifies, to the root of the backup, or is refused.

    After an error the folder holds no ``sijill.toml`` and so is no register; remove it and look at the message.
    """
    try:
        with full_disk_named(into), tarfile.open(source, "r:") as tar:
            listed = _read_member(tar, MANIFEST)
            if sha256_of_bytes(listed).encode() != _read_member(tar, MANIFEST_DIGEST):
                raise _damaged(source, MANIFEST)
            manifest = json.loads(listed)
            rows = _read_member(tar, ROWS)
            if sha256_of_bytes(rows) != manifest["rows"]["sha256"]:
                raise _damaged(source, ROWS)
            register = registers.create(
                into,
                database_url=database_url,
                country=manifest.get("country", EARLIER_COUNTRY),
                register_id=manifest["register"],
            )
            config = (into / registers.CONFIG_NAME).read_text(encoding="utf-8")
            config += _as_toml(manifest.get("rules", {}))  # backups of earlier versions hold none
            (into / registers.CONFIG_NAME).unlink()
            _unpack(tar, source, register, manifest["files"])
    except (tarfile.TarError, KeyError, TypeError, ValueError) as problem:
        raise RegisterError(
            "This is not a whole backup of a register",
            where=Where(file=source.name),
            remedy="Use another copy",
        ) from problem
    with full_disk_named(into):
        _load_rows(rows)
    found = verify(register, against={"size": manifest["entries"], "root": manifest["root"]})
    if not found.clean:
        raise _damaged(source, found.findings[0].what)
    write_text(into / registers.CONFIG_NAME, config)
    return Backup(
        files=len(manifest["files"]),
        rows=manifest["rows"]["count"],
        entries=manifest["entries"],
        root=manifest["root"],
    )


def _rules(register: Register) -> dict[str, dict[str, Any]]:
    config = tomllib.loads((register.root / registers.CONFIG_NAME).read_text(encoding="utf-8"))
    return {name: config[name] for name in RULES if name in config}


def _as_toml(rules: dict[str, dict[str, Any]]) -> str:
    """Texts, numbers and truths stand in TOML as they do in JSON."""
    return "".join(
        f"\n[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
        for name, table in rules.items()
        if name in RULES
    )


def _models() -> list[type[models.Model]]:
    """The register's tables, each after those it points to."""
    ours = {model for model in apps.get_models() if model.__module__.startswith("sijill.")}
    order: list[type[models.Model]] = []

    def visit(model: type[models.Model]) -> None:
        if model in order:
            return
        for field in model._meta.concrete_fields:
            if field.remote_field is not None and field.remote_field.model is not model:
                visit(field.remote_field.model)
        order.append(model)

    for model in sorted(ours, key=lambda one: one._meta.label_lower):
        visit(model)
    return order


def _row_lines() -> Iterator[str]:
    for model in _models():
        for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            yield serializers.serialize("jsonl", [row])


def _load_rows(rows: bytes) -> None:
    with transaction.atomic():
        for found in serializers.deserialize("jsonl", io.BytesIO(rows)):
            found.object.save(force_insert=True)
    _restart_sequences()


def _restart_sequences() -> None:
    """Rows came with their numbers: the next one PostgreSQL hands out must lie after them."""
    from django.core.management.color import no_style
    from django.db import connection

    statements = connection.ops.sequence_reset_sql(no_style(), _models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _members(register: Register, sealed: Collection[str]) -> list[Path]:
    """The register's files, without those that came after the rows were read; ``sources`` are not sealed."""
    return [
        path
        for folder in FOLDERS
        for path in sorted((register.root / folder).rglob("*"))
        if path.is_file() and not path.name.startswith(".")
        if folder == "sources" or register.relative(path) in sealed
    ]


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def _add_file(tar: tarfile.TarFile, name: str, path: Path) -> None:
    info = tarfile.TarInfo(name)
    info.size = path.stat().st_size
    with path.open("rb") as handle:
        tar.addfile(info, handle)


def _read_member(tar: tarfile.TarFile, name: str) -> bytes:
    return _open_member(tar, tar.getmember(name)).read()


def _open_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    handle = tar.extractfile(member)
    if handle is None:
        raise tarfile.TarError(f"{member.name} is not a file")
    return handle


def _unpack(tar: tarfile.TarFile, source: Path, register: Register, promised: dict[str, Any]) -> None:
    """Only what the manifest names, only into the four folders, and only if its bytes are the promised ones."""
    for name, sha256 in promised.items():
        parts = PurePosixPath(name).parts
        if parts[0] not in FOLDERS or ".." in parts or PurePosixPath(name).is_absolute():
            raise _damaged(source, name)
        target = register.root.joinpath(*parts)
        with written_whole(target) as scratch, _open_member(tar, tar.getmember(name)) as reading:
            with scratch.open("wb") as writing:
                while piece := reading.read(1 << 20):
                    writing.write(piece)
            if sha256_of(scratch) != sha256:
                raise _damaged(source, name)


def _damaged(source: Path, what: str) -> RegisterError:
    database.close()
    return RegisterError(
        f"The backup is damaged: {what}",
        where=Where(file=source.name),
        remedy="Use another copy of the backup",
    )
