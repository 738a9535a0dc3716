"""Ids are short digests of where a thing came from, never of names or cleaned values.

The same file received for the same list gives the same ids on every machine, so an interrupted run can be compared
with an undisturbed one.
"""

import hashlib
from typing import Final

# Crockford's alphabet in lower case: no i, l, o, u, so that an id survives being read out over a telephone.
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def digest_id(prefix: str, *parts: str, length: int = 12) -> str:
    """``prefix`` + ``length`` letters (5 bits each) of the SHA-256 over the length-prefixed parts."""
    hasher = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        hasher.update(len(raw).to_bytes(8, "big") + raw)
    number = int.from_bytes(hasher.digest(), "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        letters.append(ALPHABET[rest])
    return prefix + "".join(letters)


def hyphenated(name: str) -> str:
    """A name a person gave as an id: letters and digits of any script, lower case, the rest as hyphens; or empty."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.casefold()).split())


def accession_id(list_id: str, file_sha256: str) -> str:
    """``a`` + 12 letters: one file of one list."""
    return digest_id("a", list_id, file_sha256)


def record_id(accession: str, row: int) -> str:
    """``<accession>-<row>``; ``row`` is the 1-based count of data rows of the file."""
    return f"{accession}-{row}"


def person_id(founding_record: str) -> str:
    """``p`` + 12 letters from the id of the record that founded the person."""
    return digest_id("p", founding_record)
