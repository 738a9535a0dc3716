"""``manifest.json``: what was handed over, by digest, and which sealed file each numbered source stands in.

``check_submission.py`` lies beside it and checks both on any machine with Python; it knows nothing of Sijill.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from sijill.submissions.document import Document
from sijill.submissions.model import ConsentShown
from sijill.tables.files import sha256_of_bytes
from sijill.version import __version__

FORMAT: Final = 1
NAME: Final = "manifest.json"
CHECKER: Final = "check_submission.py"
VERIFIER: Final = "verify_ledger.py"
# What a source of a document leads to: a cell or passage, an answer, a published table or audit, a count, a provision.
NOTED: Final = ("number", "claim", "answer", "table", "audit", "count", "provision")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One file of a submission; ``kind`` is pdf, docx, json, proof or program."""

    name: str
    kind: str
    language: str
    content: bytes


def manifest(
    documents: Sequence[Document],
    made: Sequence[Made],
    *,
    register: str,
    ledger: Mapping[str, Any],
    consents: Mapping[str, ConsentShown],
    persons: Sequence[str],
    against: str,
    letter: Mapping[str, str] | None = None,
) -> bytes:
    """Names no witness, no informant and no giver of a consent: ids, digests and places in files.

    ``letter``: which template's words a letter has.
    """
    first = documents[0]
    content = {
        "format": FORMAT,
        "software": f"sijill {__version__}",
        "register": register,
        "case": first.case,
        "form": {
            "id": first.form.id,
            "version": first.form.version,
            "digest": first.form.digest,
            "mark": first.form.mark,
            "confirmed": first.confirmed,
            "confirmed_against": against,
        },
        **({"letter": dict(letter)} if letter is not None else {}),
        "made": first.when.isoformat(),
        "draft": any(one.is_draft for one in documents),
        "not_for_filing": sorted(
            one.language for one in documents if one.language not in first.form.languages
        ),
        "persons": list(persons),
        "consents": [
            {
                "person": person,
                "ids": list(shown.ids),
                "purpose": shown.purpose,
                "capacity": shown.capacity,
                "leaves_out": list(shown.excludes),
            }
            for person, shown in consents.items()
        ],
        "files": [
            {
                "name": one.name,
                "kind": one.kind,
                "language": one.language,
                "size": len(one.content),
                "sha256": sha256_of_bytes(one.content),
            }
            for one in made
        ],
        "evidence": [
            {key: row[key] for key in ("sha256", "size", "file", "list", "accession", "received")}
            for row in first.data["evidence"]["rows"]
        ],
        "sources": {
            one.language: [
                {key: note[key] for key in NOTED if key in note} for note in one.data["sources"]["rows"]
            ]
            for one in documents
        },
        "ledger": dict(ledger),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def checker() -> bytes:
    return files("sijill.submissions").joinpath(CHECKER).read_bytes()
