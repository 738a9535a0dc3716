"""Rendered files kept for a download, in a folder of the register that no backup takes: they name people.

A file leaves only while what it rests on still stands: its rendering is in the ledger with every digest, and consent is
asked again at the door. Whoever takes back a consent takes the files that rest on it away.
"""

import io
import json
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from sijill.consents.model import Consent, State
from sijill.errors import NotFoundError
from sijill.submissions.kept_files import FOLDER, folder_of, forget
from sijill.submissions.manifest import NAME as MANIFEST
from sijill.submissions.models import RenderingRow
from sijill.tables.files import make_folder, sha256_of_bytes
from sijill.tables.register import Register

ALL: Final = "everything.zip"
# The same bytes for the same files: a zip's own times would differ.
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def scratch(register: Register, name: str) -> Path:
    """An empty folder to render into, to be renamed to the rendering's id."""
    folder = register.root / FOLDER
    if not folder.is_dir():
        make_folder(folder)
        folder.chmod(0o700)
    made = folder / f"{name}.part"
    make_folder(made)
    return made


def names_of(row: RenderingRow) -> list[dict[str, str]]:
    """Every file with its digest, the manifest last."""
    found: list[dict[str, str]] = json.loads(row.files)
    return [*found, {"name": MANIFEST, "sha256": row.manifest_sha256}]


def is_kept(register: Register, row: RenderingRow) -> bool:
    return folder_of(register, row.id).is_dir()


def content(register: Register, row: RenderingRow, name: str) -> bytes:
    """One file, or all of them as one zip. NotFoundError when it is gone, unknown, or not what was rendered."""
    if name == ALL:
        return _zipped(register, row)
    digest = next((one["sha256"] for one in names_of(row) if one["name"] == name), None)
    path = folder_of(register, row.id) / name
    if digest is None or not path.is_file():
        raise NotFoundError("There is no such file")
    found = path.read_bytes()
    if sha256_of_bytes(found) != digest:
        raise NotFoundError("The file is not the one that was rendered")
    return found


def tells_too_much(register: Register, row: RenderingRow, left_out: Mapping[str, Collection[str]]) -> bool:
    """Whether consent leaves out more of somebody now than when this was rendered. ``left_out``: codes by person."""
    manifest = json.loads(content(register, row, MANIFEST))
    then = {one["person"]: set(one["leaves_out"]) for one in manifest["consents"]}
    return any(set(left_out.get(person, ())) - codes for person, codes in then.items())


def drop_what_rests_on(register: Register, word: Consent) -> int:
    """Removes prepared files that name whoever this word is about, unless it is a whole yes. Returns how many."""
    if word.state is State.GIVEN and not word.excludes:
        return 0
    rows = RenderingRow.objects.order_by("number")
    gone = [
        row.id
        for row in rows
        if word.replaces in json.loads(row.consents) or word.subject in json.loads(row.persons)
    ]
    forget(register, gone)
    return len(gone)


def _zipped(register: Register, row: RenderingRow) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in names_of(row):
            archive.writestr(zipfile.ZipInfo(one["name"], NO_TIME), content(register, row, one["name"]))
    return made.getvalue()
