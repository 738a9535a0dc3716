"""Checks a proof of a Sijill ledger on any machine: Python 3.9 or newer and nothing else.

    python offline.py PROOF.json --key 'NAME+HASH+KEY' [--checkpoint KEPT.txt]

The key is the register's public key as its owner published it (``sijill checkpoint DIR --public-key``). With a
checkpoint kept from earlier, a consistency proof must start from exactly that one. Ends with 0 when everything holds,
else with 1 and the reason. This file is complete in itself: it may be read, copied and kept beside the proofs.

Trees: RFC 6962 and RFC 9162. Signatures: Ed25519, RFC 8032 section 5.1.7. Checkpoints: C2SP signed notes.
"""

from __future__ import annotations  # the oldest Python meant here knows no X | Y

import base64
import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any, Tuple  # noqa: UP035

Point = Tuple[int, int, int, int]  # extended coordinates X, Y, Z, T  # noqa: UP006


class Wrong(Exception):  # noqa: N818  (the word the program prints)
    """The proof does not hold; the text says where."""


# --- Ed25519 over the integers: slow (some milliseconds) and short -------------------------------------------------
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)


def _recover_x(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        raise Wrong("the signature or the key is no point of the curve")
    return _P - x if x % 2 != sign else x


def _decode(raw: bytes) -> Point:
    number = int.from_bytes(raw, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    if y >= _P:
        raise Wrong("the signature or the key is no point of the curve")
    x = _recover_x(y, sign)
    return (x, y, 1, x * y % _P)


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(number: int, point: Point) -> Point:
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _same(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % _P == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % _P == 0


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE = (_recover_x(_BASE_Y, 0), _BASE_Y, 1, _recover_x(_BASE_Y, 0) * _BASE_Y % _P)


def ed25519_verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) of ``message`` was made by the holder of ``public`` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    try:
        key, commitment = _decode(public), _decode(signature[:32])
    except Wrong:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= _ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    return _same(_times(scalar, _BASE), _add(commitment, _times(challenge, key)))


# --- Merkle trees ---------------------------------------------------------------------------------------------------
def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_inclusion(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        raise Wrong("the entry's number lies outside the tree")
    node, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Wrong("the path is too long")
        if node % 2 == 1 or node == last:
            result = _node(sibling, result)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            result = _node(result, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise Wrong("the path is too short")
    return result


def roots_from_consistency(
    old_size: int, old_root: bytes, new_size: int, path: list[bytes]
) -> tuple[bytes, bytes]:
    """(old root, new root) that the path leads to; RFC 9162 section 2.1.4.2."""
    if old_size > new_size:
        raise Wrong("the later checkpoint has fewer entries: it was rolled back")
    if old_size == new_size:
        if path:
            raise Wrong("the path is too long")
        return old_root, old_root
    if old_size == 0:
        raise Wrong("an empty tree proves nothing")
    path = list(path)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise Wrong("the path is too short")
    node, last = old_size - 1, new_size - 1
    while node % 2 == 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise Wrong("the path is too long")
        if node % 2 == 1 or node == last:
            old, new = _node(sibling, old), _node(sibling, new)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            new = _node(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise Wrong("the path is too short")
    return old, new


# --- checkpoints ----------------------------------------------------------------------------------------------------
def read_key(text: str) -> tuple[str, str, bytes]:
    """(name, hash, public key) of ``NAME+HASH+KEY``."""
    try:
        name, digest, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise Wrong("the key cannot be read") from None
    if raw[:1] != b"\x01" or len(raw) != 33:
        raise Wrong("the key is not an Ed25519 key")
    if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != digest:
        raise Wrong("the key does not fit its own hash: a letter is wrong")
    return name, digest, raw[1:]


def read_checkpoint(note: str, key: str) -> tuple[int, bytes]:
    """(size, root) of a signed checkpoint. Raises Wrong unless ``key`` signed it. Other signatures are left aside."""
    name, digest, public = read_key(key)
    body, gap, signatures = note.partition("\n\n")
    lines = body.split("\n")
    if not gap or len(lines) < 3:
        raise Wrong("this is not a signed checkpoint")
    if lines[0] != name:
        raise Wrong("the checkpoint is of another register: " + lines[0])
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[0] == "\u2014" and parts[1] == name:
            raw = base64.b64decode(parts[2])
            if raw[:4].hex() == digest and ed25519_verifies(public, (body + "\n").encode(), raw[4:]):
                return int(lines[1]), base64.b64decode(lines[2], validate=True)
    raise Wrong("no signature of this key is on the checkpoint, or it is not valid")


# --- proofs ---------------------------------------------------------------------------------------------------------
def check(proof: dict[str, Any], key: str, kept: str | None = None) -> str:
    """What the proof shows, in words. ``kept`` is a checkpoint from earlier (text)."""
    size, root = read_checkpoint(proof["checkpoint"], key)
    path = [bytes.fromhex(node) for node in proof["path"]]
    if proof["kind"] == "inclusion":
        return _check_inclusion(proof, size, root, path)
    if proof["kind"] == "consistency":
        if kept is not None and kept.strip() != proof["since"].strip():
            raise Wrong("the proof starts from another checkpoint than the one that was kept")
        old_size, old_root = read_checkpoint(proof["since"], key)
        if roots_from_consistency(old_size, old_root, size, path) != (old_root, root):
            raise Wrong(
                "the ledger of the later checkpoint does not continue the earlier one: it was rewritten"
            )
        return (
            f"the {old_size} entries of the earlier checkpoint are the first of the {size} of the later one"
        )
    raise Wrong("this kind of proof is not known: " + str(proof["kind"]))


def _check_inclusion(proof: dict[str, Any], size: int, root: bytes, path: list[bytes]) -> str:
    entry = proof["entry"]
    fields = [entry["seq"], entry["at"], entry["actor"], entry["action"], entry["commitment"]]
    data = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if root_from_inclusion(_leaf(data), entry["seq"], size, path) != root:
        raise Wrong("the entry is not in the ledger as it stands in the proof")
    who = f"{entry['action']}, {entry['at']}, {entry['actor']}"
    told = f"entry {entry['seq']} ({who}) is in the ledger of {size} entries"
    if "payload" not in entry:
        return told + "; its content is not part of this proof"
    kept = hmac.new(bytes.fromhex(entry["salt"]), entry["payload"].encode(), hashlib.sha256).hexdigest()
    if kept != entry["commitment"]:
        raise Wrong("the content is not what the entry committed to")
    return told + ", with exactly this content"


def main(arguments: list[str]) -> int:
    try:
        key = arguments[arguments.index("--key") + 1]
        kept = Path(arguments[arguments.index("--checkpoint") + 1]) if "--checkpoint" in arguments else None
        proof = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        print("GOOD:", check(proof, key, kept.read_text(encoding="utf-8") if kept else None))  # noqa: T201
    except Wrong as problem:
        print("WRONG:", problem)  # noqa: T201
        return 1
    except (IndexError, KeyError, TypeError, ValueError, OSError) as problem:
        print("WRONG: the proof cannot be read:", type(problem).__name__)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
