"""A register on a disk that cannot be written (a DVD, a sealed copy): it is read as it lies, and nothing is written."""

import os
from pathlib import Path

import pytest

from conftest import ACTOR, NOW, WriteList
from sijill.errors import RegisterError
from sijill.persons.search import search
from sijill.pipeline.unify import unify
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers

HEADER = ("Full name", "Mother", "Date of birth", "Place of arrest")
ROWS = (("Samer Yousef Darwish", "Nadia", "1981-03-12", "Jableh"),)


@pytest.fixture
def sealed(write_list: WriteList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    unify([write_list("cedar.csv", HEADER, ROWS)], tmp_path / "r", at=NOW, actor=ACTOR)
    database.close()
    monkeypatch.setattr(
        database, "_may_write", lambda _path: False
    )  # root may write anywhere but on such a disk
    return tmp_path / "r"


def everything(root: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in sorted(root.rglob("*"))
    }


def test_it_is_searched_and_verified_and_stays_as_it_was(sealed: Path) -> None:
    before = everything(sealed)
    register = registers.open_register(sealed)
    assert [one.name_latin for one in search(register, "Samer Darwish")] == ["Samer Yousef Darwish"]
    assert verify(register).clean
    database.close()
    assert everything(sealed) == before


def test_who_wants_to_write_is_told(sealed: Path) -> None:
    register = registers.open_register(sealed)
    with (
        pytest.raises(RegisterError, match=r"can only be read.*Copy the whole folder"),
        registers.one_writer(register),
    ):
        pass


def test_what_still_stands_in_the_log_is_not_passed_over(sealed: Path) -> None:
    (sealed / "register.db-wal").write_bytes(b"changes")
    with pytest.raises(RegisterError, match=r"last changes are still in register\.db-wal"):
        registers.open_register(sealed)


def test_an_earlier_format_is_not_migrated_there(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    with sqlite3.connect(sealed / "register.db") as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'persons'")
    connection.close()
    for leftover in sealed.glob("register.db-*"):
        leftover.unlink()
    with pytest.raises(RegisterError, match="earlier version"):
        registers.open_register(sealed)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write(write_list: WriteList, tmp_path: Path) -> None:
    unify([write_list("cedar.csv", HEADER, ROWS)], tmp_path / "r", at=NOW, actor=ACTOR)
    database.close()
    (tmp_path / "r").chmod(0o500)
    try:
        assert search(registers.open_register(tmp_path / "r"), "Samer Darwish")
    finally:
        (tmp_path / "r").chmod(0o700)
