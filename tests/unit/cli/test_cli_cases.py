"""``sijill consent`` and ``sijill case`` as they are typed: JSON for programs, refusals with a remedy."""

import csv
import json

import pytest

from conftest import ACTOR, NOW
from sijill.cli.main import run
from sijill.pipeline.unify import unify
from sijill.tables import database, parquet
from sijill.tables import register as registers

# Nobody here exists.
ROWS = (
    ("Given name", "Father's name", "Family name", "Arrest date", "Arrest place", "Arresting agency"),
    ("Salim", "Nabil", "Haddad", "2013-05-12", "Homs", "Military Intelligence"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli-cases")
    path = folder / "invented.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(ROWS)
    registers.create(folder / "register")
    unify([path], folder / "register", engine="reference", at=NOW, actor=ACTOR)
    table = parquet.read(folder / "register" / "derived" / "membership.parquet")
    database.close()
    return folder, table["person_id"][0].as_py()


def typed(capsys, *words: str, code: int = 0):
    with pytest.raises(SystemExit) as ended:
        run([*words, "--json"])
    said = capsys.readouterr().out
    database.close()
    assert ended.value.code == code, said
    return json.loads(said)


def test_a_case_from_the_command_line(place, capsys, tmp_path) -> None:
    folder, person = place
    root = str(folder / "register")
    case = typed(capsys, "case", "new", root, "--procedure", "wgeid", "--person", person)
    assert (case["procedure"], case["state"], case["persons"]) == ("WGEID", "draft", [person])
    one = case["case"]
    checked = typed(capsys, "case", "check", root, one)
    assert checked["status"] == "blocked_consent"
    ids = [row["requirement"] for row in checked["requirements"]]
    assert len(ids) == len(set(ids))
    for row in checked["requirements"]:
        assert {"requirement", "result", "claims", "ask"} <= set(row)
        assert row["result"] in {"pass", "fail", "unknown"}
        assert (row["ask"] is None) is (row["result"] == "pass")
        assert row["source"]["mark"] in {"V", "K", "own"}
    refused = typed(capsys, "case", "log", root, one, "--event", "submitted", code=2)
    assert "consent" in refused["error"]["message"]

    given = typed(
        capsys, "consent", "add", root, "--person", person, "--purpose", "un_wgeid", "--state", "given",
        "--capacity", "next_of_kin", "--form", "written", "--date", "2025-11-01", "--expires", "2099-01-01",
    )  # fmt: skip
    assert given["stands"] is True
    answers = tmp_path / "answers.yml"
    answers.write_text("steps:\n  - asked at the branch\nsrc_name: somebody\n", encoding="utf-8")
    assert typed(capsys, "case", "set", root, one, "--file", str(answers))["set"] == ["src_name", "steps"]
    more = [
        "src_relation=sister",
        "src_contact=by post",
        "risk_reviewed=yes",
        "other_procedures=none",
        "already_submitted=no",
    ]
    typed(capsys, "case", "set", root, one, *more)
    assert typed(capsys, "case", "set", root, one)["answers"]["risk_reviewed"] is True
    assert typed(capsys, "case", "check", root, one, "--lang", "fr")["ready"] is True
    assert typed(capsys, "case", "check", root, one, "--lang", "ar")["missing"] == ["language"]

    filed = tmp_path / "filed.pdf"
    filed.write_bytes(b"%PDF-1.7 invented")
    sent = typed(capsys, "case", "log", root, one, "--event", "submitted", "--sent", "--file", str(filed))
    assert sent["state"] == "submitted"
    assert sent["events"][0]["communication"] == sent["communications"][0]["communication"]
    calendar = tmp_path / "due.ics"
    due = typed(capsys, "case", "due", root, "--ics", str(calendar))["due"]
    assert [row["clock"] for row in due] == [f"consent_{given['id']}"]
    assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert b"Haddad" not in calendar.read_bytes()
    assert typed(capsys, "case", "due", root, "--within", "30")["due"] == []
    gone = typed(capsys, "consent", "withdraw", root, given["id"])
    assert [row["case"] for row in gone["already_sent"]] == [one]
    listed = typed(capsys, "consent", "list", root, "--person", person)["consents"]
    assert [(row["state"], row["stands"]) for row in listed] == [("given", False), ("withdrawn", True)]
    assert typed(capsys, "case", "list", root)["cases"][0]["owner"] == "body"
    assert typed(capsys, "verify", root)["clean"] is True


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("case", "new", "ROOT", "--procedure", "WGIED", "--person", "PERSON"), 2),
        (("case", "new", "ROOT", "--procedure", "WGEID", "--person", "pnobody"), 1),
        (("case", "check", "ROOT", "knone"), 1),
        (("case", "due", "ROOT", "--on", "tomorrow"), 2),
        (("consent", "withdraw", "ROOT", "cnone"), 1),
        (("consent", "add", "ROOT", "--purpose", "iimp", "--state", "given", "--capacity", "self", "--form", "written",
          "--date", "2025-01-01"), 2),
    ],
)  # fmt: skip
def test_refusals_name_a_remedy(place, capsys, words, code) -> None:
    folder, person = place
    filled = [word.replace("ROOT", str(folder / "register")).replace("PERSON", person) for word in words]
    assert typed(capsys, *filled, code=code)["error"]["remedy"]


def test_procedures_are_shown_with_their_words(capsys) -> None:
    assert len(typed(capsys, "case", "procedures")["procedures"]) == 9
    ced = typed(capsys, "case", "procedures", "ced30")
    closed = next(state for state in ced["states"] if state["id"] == "closed")
    assert "Not the same as the Working Group's word" in closed["means"]["en"]


def test_a_yes_that_names_nobody_is_kept_and_said_to_permit_nothing(place, capsys) -> None:
    folder, person = place
    made = typed(
        capsys, "consent", "add", str(folder / "register"), "--person", person, "--purpose", "letters", "--state",
        "given", "--capacity", "next_of_kin", "--form", "written", "--date", "2025-11-01",
    )  # fmt: skip
    assert "permits nothing" in made["notes"][0]
