"""What the keeper of a register can be held to, checked by the stand-alone verifier as a stranger would."""

import base64
import json
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction

from conftest import ACTOR, NOW
from sijill.errors import InputError, NotFoundError, RegisterError
from sijill.ledger import checkpoint as checkpoints
from sijill.ledger import offline, proofs, store
from sijill.ledger.models import Entry
from sijill.tables.register import Register


def write(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            store.append("tested", actor=ACTOR, at=NOW, detail={"n": number})


def key_of(register: Register) -> str:
    return checkpoints.public_key(checkpoints.signing_key(register.root), checkpoints.origin_of(register.id))


def now(register: Register) -> checkpoints.Checkpoint:
    return checkpoints.current(register.root, register.id)


def stranger(folder: Path, proof: dict, key: str, *more: str) -> subprocess.CompletedProcess:
    """The verifier in a Python that sees neither Sijill nor any installed package."""
    program, file = folder / "verifier.py", folder / "proof.json"
    program.write_text(proofs.verifier(), encoding="utf-8")
    file.write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", "-S", program, file, "--key", key, *more],
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_entry_of_every_size_of_ledger_can_be_proved(register: Register) -> None:
    key = key_of(register)
    for _ in range(9):
        write(1)
        made = now(register)
        for seq in range(made.size):
            assert "is in the ledger" in offline.check(proofs.inclusion(seq, made, opened=True), key)
    with pytest.raises(NotFoundError):
        proofs.inclusion(9, now(register), opened=False)


def test_every_later_ledger_is_shown_to_continue_every_earlier_one(register: Register) -> None:
    key, kept = key_of(register), []
    for _ in range(9):
        write(1)
        kept.append(now(register))
        for since in kept:
            proof = proofs.consistency(since, kept[-1])
            assert "are the first" in offline.check(proof, key, since.note)


def test_a_stranger_can_check_it_and_sees_a_changed_letter(register: Register, tmp_path: Path) -> None:
    write(5)
    key, proof = key_of(register), proofs.inclusion(2, now(register), opened=True)
    good = stranger(tmp_path, proof, key)
    assert (good.returncode, good.stdout[:5]) == (0, "GOOD:"), good.stderr
    forged = json.loads(json.dumps(proof))
    forged["entry"]["actor"] = "operator:somebody-else"
    assert stranger(tmp_path, forged, key).returncode == 1
    unsigned = proof | {"checkpoint": proof["checkpoint"].split("\n\n", maxsplit=1)[0] + "\n\n"}
    assert stranger(tmp_path, unsigned, key).returncode == 1


@pytest.mark.parametrize(
    "change", ["payload", "salt", "at", "seq", "path", "root", "size", "key", "signature"]
)
def test_anything_changed_in_a_proof_is_seen(register: Register, change: str) -> None:
    write(6)
    key, proof = key_of(register), proofs.inclusion(3, now(register), opened=True)
    assert offline.check(proof, key)  # the control
    match change:
        case "payload":
            proof["entry"]["payload"] = proof["entry"]["payload"].replace('"n":3', '"n":4')
        case "salt":
            proof["entry"]["salt"] = secrets.token_hex(32)
        case "at":
            proof["entry"]["at"] = "2020-01-01T00:00:00+00:00"
        case "seq":
            proof["entry"]["seq"] = 2
        case "path":
            proof["path"][0] = secrets.token_hex(32)
        case "root":
            lines = proof["checkpoint"].split("\n")
            lines[2] = base64.b64encode(secrets.token_bytes(32)).decode()
            proof["checkpoint"] = "\n".join(lines)
        case "size":
            proof["checkpoint"] = proof["checkpoint"].replace("\n6\n", "\n7\n")
        case "key":
            other = Ed25519PrivateKey.generate()
            key = checkpoints.public_key(other, checkpoints.origin_of(register.id))
        case "signature":
            head, last = proof["checkpoint"].rsplit(" ", 1)
            raw = bytearray(base64.b64decode(last))
            raw[20] ^= 1
            proof["checkpoint"] = f"{head} {base64.b64encode(raw).decode()}\n"
    with pytest.raises(offline.Wrong):
        offline.check(proof, key)


def test_a_ledger_that_was_rewritten_or_rolled_back_cannot_be_proved(register: Register) -> None:
    write(6)
    since = now(register)
    write(3)
    assert proofs.consistency(since, now(register))  # the control
    row = Entry.objects.get(seq=2)
    Entry.objects.filter(seq=2).update(actor="operator:somebody-else")
    with pytest.raises(InputError, match="rewritten"):
        proofs.consistency(since, now(register))
    row.save()
    shorter = checkpoints.Checkpoint(origin=since.origin, size=4, root=since.root, note=since.note)
    with pytest.raises(InputError, match="rolled back"):
        proofs.consistency(since, shorter)


def test_a_forked_ledger_is_no_continuation(register: Register) -> None:
    """Two histories signed by the same key: each is good in itself, neither continues the other."""
    write(4)
    kept = now(register)
    leaves = proofs._leaves(4)
    leaves[1] = bytes(32)
    from sijill.ledger import merkle

    key = checkpoints.signing_key(register.root)
    write(4)
    forged_root = merkle.root(leaves)
    forged = checkpoints.sign(key, kept.origin, 4, forged_root)
    proof = proofs.consistency(kept, now(register)) | {"since": forged}
    with pytest.raises(offline.Wrong):
        offline.check(proof, key_of(register))
    with pytest.raises(offline.Wrong, match="another checkpoint"):
        offline.check(proofs.consistency(kept, now(register)), key_of(register), forged)


def test_the_short_ed25519_agrees_with_the_library() -> None:
    for _ in range(8):
        key, message = Ed25519PrivateKey.generate(), secrets.token_bytes(40)
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        signature = key.sign(message)
        assert offline.ed25519_verifies(public, message, signature)
        assert not offline.ed25519_verifies(public, message + b"!", signature)
        flipped = bytes([signature[0] ^ 1]) + signature[1:]
        assert not offline.ed25519_verifies(public, message, flipped)
        # the same signature with the group's order added to its scalar must not be taken (RFC 8032 section 5.1.7)
        scalar = int.from_bytes(signature[32:], "little") + offline._ORDER
        assert not offline.ed25519_verifies(public, message, signature[:32] + scalar.to_bytes(32, "little"))


def test_rfc_8032_test_vector_2() -> None:
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert offline.ed25519_verifies(public, bytes.fromhex("72"), signature)


def test_a_witness_may_add_its_line(register: Register) -> None:
    write(3)
    note = now(register).note
    body = note.split("\n\n", maxsplit=1)[0] + "\n"
    witness = Ed25519PrivateKey.generate()
    line = checkpoints.sign(witness, "witness.example", 3, b"").splitlines()[-1]
    both = note + line + "\n"
    assert checkpoints.is_signed_by(both, key_of(register))
    assert offline.read_checkpoint(both, key_of(register))[0] == 3
    assert body in both


def test_the_key_is_closed_to_others(register: Register) -> None:
    checkpoints.signing_key(register.root)
    path = register.root / checkpoints.KEY_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(RegisterError, match="read by others"):
        checkpoints.signing_key(register.root)


@pytest.mark.parametrize("text", ["", "a\n1\nb", "x\n-1\nAAAA\n\n", "sijill\n3\nnot base64\n\n\u2014 a b\n"])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        checkpoints.parse(text)


def test_verify_takes_a_signed_checkpoint_and_sees_a_rollback(register: Register, tmp_path: Path) -> None:
    from sijill.cli.verify import _read
    from sijill.pipeline.verify import verify

    write(4)
    kept = tmp_path / "kept.txt"
    kept.write_text(now(register).note, encoding="utf-8")
    assert verify(register, against=_read(kept)).clean
    with transaction.atomic():  # the whole register as it was one entry ago
        from sijill.ledger import merkle
        from sijill.ledger.models import Head

        leaves = proofs._leaves(3)
        Entry.objects.filter(seq=3).delete()
        frontier: list[bytes] = []
        for size, leaf in enumerate(leaves):
            frontier = merkle.append(frontier, size, leaf)
        Head.objects.update(
            size=3,
            root=merkle.root_of_frontier(frontier).hex(),
            frontier=json.dumps([node.hex() for node in frontier]),
        )
    assert verify(register).clean  # inside, nothing is to be seen
    found = verify(register, against=_read(kept))
    assert found.rollback == "found"
    assert "rolled back" in found.findings[0].problem
