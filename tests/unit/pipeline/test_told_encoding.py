"""A file whose encoding cannot be told is refused with the way out, and the way out works; the list remembers it."""

from pathlib import Path

import pytest

from conftest import ACTOR, NOW
from sijill.accession.receive import Delivery
from sijill.accession.tabulate import ReadOptions
from sijill.cli.main import run
from sijill.errors import RefusedFileError
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.take import Taken, take
from sijill.tables import parquet
from sijill.tables.register import Register

# One Arabic word among Latin ones: in windows-1256 its bytes are letters of other code pages too.
ROWS = "Name,Mother,Place\nSamer Darwish,Nadia,Homs\nTarek Qassab,Mona,\u062d\u0645\u0635\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cedar.csv"
    path.write_bytes(ROWS.encode("cp1256"))
    return path


def receive(register: Register, path: Path, options: ReadOptions | None = None) -> Taken:
    delivery = Delivery(path=path, name=path.name, list_id="cedar", organisation="Cedar", options=options)
    return take(register, delivery, at=NOW, actor=ACTOR, watch=Stopwatch())


def places(register: Register, taken: Taken) -> set[str]:
    table = parquet.read(register.root / taken.claims.path, ["value"])
    return {value for value in table["value"].to_pylist() if value in {"Homs", "\u062d\u0645\u0635"}}


def test_it_is_refused_until_somebody_says_how_it_is_written(register: Register, file: Path) -> None:
    with pytest.raises(RefusedFileError, match="--encoding"):
        receive(register, file)
    told = receive(register, file, ReadOptions(encoding="cp1256"))
    assert places(register, told) == {"Homs", "\u062d\u0645\u0635"}
    file.write_bytes(file.read_bytes() + b"Lina Khoury,Rima,Homs\n")
    assert places(register, receive(register, file)) == {
        "Homs",
        "\u062d\u0645\u0635",
    }  # the mapping remembers


def test_the_command_takes_what_the_refusal_names(register: Register, file: Path) -> None:
    for more, code in (((), 1), (("--encoding", "windows-1256"), 0)):
        with pytest.raises(SystemExit) as ended:
            run(["receive", str(register.root), str(file), *more])
        assert ended.value.code == code
