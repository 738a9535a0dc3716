import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from sijill.cli.read import read_command
from sijill.errors import InputError, UsageError


def _run(*arguments: str, given: str | bytes | None = None) -> Result:
    app = typer.Typer()
    app.command()(read_command)
    return CliRunner().invoke(app, list(arguments), input=given)


def _objects(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_json_object_a_line_in_order() -> None:
    objects = _objects(_run("places", "حمص", "", "صوران", "--json"))
    assert [each["text"] for each in objects] == ["حمص", "", "صوران"]
    assert [each["resolved"] for each in objects] == ["SY04", None, None]


def test_a_file_gives_an_object_also_for_a_blank_line(tmp_path: Path) -> None:
    path = tmp_path / "cells.txt"
    path.write_bytes("\ufeffفرع 215\r\n\r\nالمزة\u2028\nصيدنايا".encode())
    objects = _objects(_run("facilities", "--input", str(path), "--json"))
    assert [each["text"] for each in objects] == ["فرع 215", "", "المزة\u2028", "صيدنايا"]
    assert [each["resolved"] for each in objects] == ["mid-215", None, None, "sednaya"]


def test_standard_input() -> None:
    objects = _objects(_run("status", "--input", "-", "--json", given="متوفى\n\n"))
    assert [each["text"] for each in objects] == ["متوفى", ""]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("names", "خالد العلي"),
        ("dates", "12/3/2013"),
        ("places", "حمص"),
        ("facilities", "[x] المزة"),
        ("status", "متوفى"),
    ],
)
def test_a_table_for_people_isolates_what_was_written(kind: str, text: str) -> None:
    result = _run(kind, text)
    assert result.exit_code == 0, result.exception
    assert f"Reading {kind}" in result.stdout
    assert f"\u2068{text}\u2069" in result.stdout.replace("\n", " ")


def test_what_does_not_fit_together_is_a_usage_error(tmp_path: Path) -> None:
    for arguments in (
        ("people", "x"),
        ("places",),
        ("places", "x", "--input", "-"),
        ("places", "--input", str(tmp_path / "no")),
    ):
        error = _run(*arguments, "--json").exception
        assert isinstance(error, UsageError)
        assert error.exit_code == 2


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cells.txt"
    path.write_bytes(b"Homs\n\xff\xfe\n")
    error = _run("places", "--input", str(path), "--json").exception
    assert isinstance(error, InputError)
    assert error.where is not None
    assert error.where.row == 2
