"""Checkpoints and proofs as the guide tells to use them: kept elsewhere, checked by a stranger with Python alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import NOW
from sijill.cli.main import run
from sijill.manual_review.model import Verdict
from sijill.manual_review.store import judge
from sijill.tables.register import Register


def sijill(*arguments: object) -> int:
    """Its exit code."""
    try:
        run([str(one) for one in arguments])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def proved(register: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """The folder with checkpoint, proof and verifier, and the public key."""
    judge("a-1", "a-2", Verdict.SAME, by="reviewer:amal", at=NOW)
    assert sijill("checkpoint", register.root, "--out", tmp_path / "kept.txt") == 0
    judge("a-1", "a-3", Verdict.SAME, by="reviewer:amal", at=NOW)
    proof = ("--out", tmp_path / "proof.json", "--verifier", tmp_path / "check.py")
    assert sijill("proof", register.root, "--since", tmp_path / "kept.txt", *proof) == 0
    capsys.readouterr()
    assert sijill("checkpoint", register.root, "--public-key") == 0
    return tmp_path, capsys.readouterr().out.strip()


def stranger(folder: Path, key: str) -> int:
    command = ["check.py", "proof.json", "--key", key, "--checkpoint", "kept.txt"]
    return subprocess.run([sys.executable, "-I", "-S", *command], cwd=folder, check=False).returncode


def test_a_stranger_sees_that_nothing_was_rewritten(proved: tuple[Path, str]) -> None:
    assert stranger(*proved) == 0


def test_and_sees_when_something_was(proved: tuple[Path, str]) -> None:
    folder, key = proved
    kept = (folder / "kept.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "kept.txt").write_text("".join([*kept[:1], "3\n", *kept[2:]]), encoding="utf-8")  # another size
    assert stranger(folder, key) != 0


def test_a_checkpoint_does_not_lie_in_the_register(register: Register) -> None:
    assert sijill("checkpoint", register.root, "--out", register.root / "kept.txt") == 2
