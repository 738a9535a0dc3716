"""A file whose encoding cannot be told is refused with the way out, and the way out works; the list remembers it."""

from pathlib import Path

import pytest

from conftest import take_list
from sijill.accession.tabulate import ReadOptions
from sijill.cli.main import run
from sijill.errors import RefusedFileError
from sijill.pipeline.take import Taken
from sijill.tables import parquet
from sijill.tables.register import Register

# One Arabic word among Latin ones: in windows-1256 its bytes are letters of other code pages too.
ROWS = "Name,Mother,Place\nSamer Darwish,Nadia,Homs\nTarek Qassab,Mona,\u062d\u0645\u0635\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cedar.csv"
    path.write_bytes(ROWS.encode("cp1256"))
    return path


def places(register: Register, taken: Taken) -> set[str]:
    table = parquet.read(register.root / taken.claims.path, ["value"])
    return {value for value in table["value"].to_pylist() if value in {"Homs", "\u062d\u0645\u0635"}}


def test_it_is_refused_until_somebody_says_how_it_is_written(register: Register, file: Path) -> None:
    with pytest.raises(RefusedFileError, match="--encoding"):
        take_list(register, file)
    told = take_list(register, file, options=ReadOptions(encoding="cp1256"))
    assert places(register, told) == {"Homs", "\u062d\u0645\u0635"}
    file.write_bytes(file.read_bytes() + b"Lina Khoury,Rima,Homs\n")
    assert places(register, take_list(register, file)) == {
        "Homs",
        "\u062d\u0645\u0635",
    }  # the mapping remembers


def test_the_command_takes_what_the_refusal_names(register: Register, file: Path) -> None:
    for more, code in (((), 1), (("--encoding", "windows-1256"), 0)):
        with pytest.raises(SystemExit) as ended:
            run(["receive", str(register.root), str(file), *more])
        assert ended.value.code == code
