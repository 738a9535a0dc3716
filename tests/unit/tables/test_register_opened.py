"""Making and opening a register: interrupted, foreign, damaged or unreachable, it says so and changes nothing."""

from pathlib import Path

import pytest
from django.core.management import call_command

from conftest import ACTOR, NOW
from sijill.accession.models import List
from sijill.accession.store import ensure_list
from sijill.errors import RegisterError
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.register import Register


def test_what_an_interrupted_create_left_is_made_anew(tmp_path: Path) -> None:
    first = registers.create(tmp_path / "r")
    database.close()
    (first.root / "sijill.toml").unlink()
    (first.root / registers.UNFINISHED).touch()
    assert registers.open_register(registers.create(tmp_path / "r").root).root == first.root


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "letter.txt").write_text("mine")
    (tmp_path / "r" / registers.UNFINISHED).touch()
    with pytest.raises(RegisterError, match="not an empty folder"):
        registers.create(tmp_path / "r")
    assert (tmp_path / "r" / "letter.txt").read_text() == "mine"


def test_a_missing_database_is_not_replaced_by_an_empty_one(register: Register) -> None:
    database.close()
    (register.root / "register.db").unlink()
    with pytest.raises(RegisterError, match="is missing"):
        registers.open_register(register.root)
    assert not (register.root / "register.db").exists()


def test_a_database_of_garbage_is_named(register: Register) -> None:
    database.close()
    (register.root / "register.db").write_bytes(b"no database" * 1000)
    with pytest.raises(RegisterError, match="cannot be opened"):
        registers.open_register(register.root)


def test_the_next_writer_takes_half_written_files_away(register: Register) -> None:
    left = [
        register.derived / "readings" / ".one.parquet.12345.part",
        register.vault / ".incoming-0123.part",
        register.sources / ".cedar.yml.12345.part",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    with registers.one_writer(register):
        assert not any(path.exists() for path in left)


def test_a_password_in_the_url_is_not_shown(tmp_path: Path) -> None:
    url = "postgresql://somebody:hush-hush@127.0.0.1:1/nothing"
    about = Register(root=tmp_path, id="r1", format=1, database_url=url, country="sy")
    assert "hush" not in repr(about)
    with pytest.raises(RegisterError, match="cannot be reached") as told:
        registers.create(tmp_path / "r", database_url=url)
    assert "hush" not in str(told.value)
    assert "hush" not in str(told.value.__cause__)


def test_every_model_has_its_migration(register: Register) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # exits when something is missing


@pytest.mark.usefixtures("store")
def test_long_names_and_dates_are_kept_whole_by_either_database(register: Register) -> None:
    name = "ا" * 100 + "-2014"
    ensure_list(name, organisation=name, title="x" * 300, at=NOW, actor=ACTOR)
    assert List.objects.get().id == name
