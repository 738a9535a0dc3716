"""sijill submit, form and letter as a person and as a program meet them."""

import json
import shutil

import pytest

import submission_world as world
from sijill.cli.main import run
from sijill.tables import database
from sijill.tables import register as registers


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands")
    register = world.make(folder)
    salim, rima, *_ = world.people_of(register)
    world.consent(register, salim, "un_wgeid")
    ids = {
        "person": salim,
        "case": world.open_case(register, "WGEID", [salim]).id,
        "refused": world.open_case(register, "WGEID", [rima]).id,
        "letter": world.open_case(
            register, "LETTER", [salim], {"letter_recipient": "Ministry of Justice"}
        ).id,
    }
    database.close()
    return folder / "register", ids


@pytest.fixture
def opened(made_once, tmp_path):
    shutil.copytree(made_once[0], tmp_path / "register")
    yield tmp_path / "register", made_once[1]
    database.close()


def sijill(capsys, *arguments: str) -> tuple[int, dict]:
    with pytest.raises(SystemExit) as ended:
        run([*arguments, "--json"])
    return ended.value.code, json.loads(capsys.readouterr().out)


def test_submit_writes_and_says_what_is_unsure(opened, tmp_path, capsys) -> None:
    root, ids = opened
    code, told = sijill(
        capsys,
        "submit", str(root), ids["case"], "--out", str(tmp_path / "out"),
        "--format", "pdf", "--format", "json", "--lang", "fr", "--lang", "ar",
    )  # fmt: skip
    assert code == 0
    assert told["confirmed"] is False
    assert any("never compared" in one for one in told["warnings"])
    assert any("sources differ on birth_date" in one for one in told["warnings"])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {*told["files"], "manifest.json"}
    assert {name.split(".")[-1] for name in names} == {"pdf", "json", "py"}


def test_without_consent_it_ends_with_1_and_leaves_nothing(opened, tmp_path, capsys) -> None:
    root, ids = opened
    code, told = sijill(capsys, "submit", str(root), ids["refused"], "--out", str(tmp_path / "out"))
    assert code == 1
    assert told["error"]["kind"] == "NoConsentError"
    assert "sijill consent add" in told["error"]["remedy"]
    assert not (tmp_path / "out").exists()


def test_a_case_that_is_not_there(opened, tmp_path, capsys) -> None:
    code, told = sijill(capsys, "submit", str(opened[0]), "knobody", "--out", str(tmp_path / "out"))
    assert (code, told["error"]["kind"]) == (1, "NotFoundError")


def test_a_form_is_confirmed_once_for_its_bytes(opened, tmp_path, capsys) -> None:
    root, ids = opened
    code, told = sijill(capsys, "form", "list", str(root))
    assert code == 0
    assert not any(one["confirmed"] for one in told["forms"])
    code, told = sijill(capsys, "form", "confirm", str(root), "wgeid", "--against", "live form, 2026")
    assert (code, told["confirmed"], told["confirmed_against"]) == (0, True, "live form, 2026")
    code, told = sijill(capsys, "submit", str(root), ids["case"], "--out", str(tmp_path / "out"))
    assert told["confirmed"] is True
    code, told = sijill(capsys, "form", "confirm", str(root), "WGEID", "--against", " ")
    assert code == 2


def test_letter_with_figures(opened, tmp_path, capsys) -> None:
    root, ids = opened
    out = str(tmp_path / "out")
    code, told = sijill(
        capsys,
        "letter",
        str(root),
        ids["letter"],
        "--out",
        out,
        "--figures",
        "total",
        "--as-of",
        "2024-12-08",
    )
    assert code == 0
    assert told["files"][0].startswith("letter.")
    code, told = sijill(capsys, "letter", str(root), ids["letter"], "--out", out + "2", "--figures", "total")
    assert (code, told["error"]["kind"]) == (2, "UsageError")
    code, told = sijill(
        capsys,
        "letter",
        str(root),
        ids["letter"],
        "--out",
        out + "3",
        "--figures",
        "colour",
        "--as-of",
        "2024-12-08",
    )
    assert code == 2


def test_every_rendering_is_in_a_register_that_verifies(opened, tmp_path, capsys) -> None:
    root, ids = opened
    sijill(capsys, "submit", str(root), ids["case"], "--out", str(tmp_path / "out"), "--format", "json")
    code, told = sijill(capsys, "verify", str(root))
    assert code == 0, told
    registers.open_register(root)
