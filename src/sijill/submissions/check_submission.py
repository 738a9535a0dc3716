"""Checks a submission made by Sijill on any machine: Python 3.9 or newer and nothing else.

    python check_submission.py [FOLDER] [--original FILE …]

Says whether every file of the folder is the one the manifest names, whether every numbered source leads to a file of
the evidence, whether ledger proofs (if any) are about that evidence, and, of each --original, which evidence it is.
The proofs' own arithmetic is checked by verify_ledger.py beside this file. Ends with 0 when everything holds, else 1.
This file is complete in itself: it may be read, copied and kept.
"""

# ruff: noqa: T201  (a program of its own, which prints)

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OWN = ("manifest.json",)
Json = Any  # what the manifest holds: read with care, by name


def digest(path: Path) -> str:
    hasher = hashlib.sha256()
    with path.open("rb") as handle:
        for piece in iter(lambda: handle.read(1 << 20), b""):
            hasher.update(piece)
    return hasher.hexdigest()


def check_files(folder: Path, manifest: Json) -> Iterator[str]:
    named = {}
    for entry in manifest["files"]:
        name = entry["name"]
        if name in named or "/" in name or "\\" in name or name in ("", ".", ".."):
            yield f"the manifest names a file twice or outside the folder: {name}"
            continue
        named[name] = entry
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif path.stat().st_size != entry["size"] or digest(path) != entry["sha256"]:
            yield f"{name} is not the file the manifest names"
    for path in sorted(folder.iterdir()):
        if path.name not in named and path.name not in OWN:
            yield f"{path.name} is not in the manifest"


def check_sources(manifest: Json) -> Iterator[str]:
    evidence = {entry["sha256"] for entry in manifest["evidence"]}
    for language, notes in manifest["sources"].items():
        numbers = [note["number"] for note in notes]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the sources of the document in {language} are not numbered from 1"
        for note in notes:
            if "claim" in note and note["claim"]["file_sha256"] not in evidence:
                yield f"source {note['number']} ({language}) leads to no file of the evidence"


def check_proofs(folder: Path, manifest: Json) -> Iterator[str]:
    """Whether each proof, where there is one, speaks of the evidence it is named for."""
    for name, sha256 in manifest["ledger"].get("proofs", {}).items():
        try:
            proof = json.loads((folder / name).read_text(encoding="utf-8"))
            sealed = [one["sha256"] for one in json.loads(proof["entry"]["payload"])["files"]]
        except (OSError, ValueError, KeyError, TypeError):
            yield f"{name} cannot be read"
            continue
        if sha256 not in sealed:
            yield f"{name} is a proof of another file"


def name_original(path: str, manifest: Json) -> "str | None":
    found = digest(Path(path))
    for entry in manifest["evidence"]:
        if entry["sha256"] == found:
            return f"{path} is {entry['file']} of list {entry['list']}, received {entry['received']}"
    return None


def main(arguments: "list[str]") -> int:
    originals = arguments[arguments.index("--original") + 1 :] if "--original" in arguments else []
    words = arguments[: arguments.index("--original")] if "--original" in arguments else arguments
    folder = Path(words[0]) if words else Path(__file__).resolve().parent
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != 1:
            print("WRONG: a manifest of another format")
            return 1
        found = [*check_files(folder, manifest), *check_sources(manifest), *check_proofs(folder, manifest)]
        for path in originals:
            told = name_original(path, manifest)
            if told is None:
                found.append(f"{path} is no file of the evidence")
            else:
                print("GOOD:", told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as trouble:
        print("WRONG: the manifest cannot be read:", type(trouble).__name__)
        return 1
    for problem in found:
        print("WRONG:", problem)
    if not found:
        print("GOOD:", len(manifest["files"]), "files,", len(manifest["evidence"]), "evidence files named")
        if manifest["ledger"].get("proofs"):
            print("Check each proof with: python verify_ledger.py PROOF.json --key KEY")
        print("SHA-256 of manifest.json:", digest(folder / "manifest.json"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
