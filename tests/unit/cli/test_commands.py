"""The commands as a program or a person meets them: what they print, and how they end.

One small register serves all tests that only look; tests that change something work on a copy of it.
"""

import contextlib
import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sijill.cli import main
from sijill.tables import database

CEDAR = """\
Given name,Father,Family name,Mother,Date of arrest,Remarks [bold]
Samer,Nabil,Darwish,Hala Qassab,2013-03-12,x
Reem,Omar,Najjar,Layla Hallaq,2012-11-02,
Ziad,Fadi,Khayyat,Mona Sabbagh,2014-05-20,y
Dana,Basel,Qassab,Hala Darwish,2013-07-01,z,too many
"""
AMAL = """\
الاسم الكامل,اسم الأم,تاريخ الاعتقال,رقم الهوية
سامر نبيل درويش,هالة قصاب,12/3/2013,0101
خالد عمر النجار,ليلى الحلاق,2012-11-02,0102
[/red] منى [bold],هالة,2013-07-01,=1+1
"""


class Ended(NamedTuple):
    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one object on standard output; nothing else may stand there."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)


def sijill(*arguments: str | Path) -> Ended:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main.run([str(one) for one in arguments])
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return Ended(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("commands")
    (made / "cedar [red].csv").write_text(CEDAR, encoding="utf-8")
    (made / "أمل.csv").write_text(AMAL, encoding="utf-8")
    yield made
    database.close()


@pytest.fixture(scope="module")
def unified(folder: Path) -> dict[str, Any]:
    lists = (folder / "cedar [red].csv", folder / "أمل.csv")
    ended = sijill("unify", *lists, "--into", folder / "r", "--from", "أمل.csv=Amal", "--json")
    assert ended.code == 0, ended.err
    found: dict[str, Any] = ended.json()
    return found


@pytest.fixture
def r(folder: Path, unified: dict[str, Any]) -> Path:
    assert unified
    return folder / "r"


@pytest.fixture
def own(r: Path, tmp_path: Path) -> Path:
    """A copy of the register that a test may change."""
    database.close()  # what the database still holds back goes to its file
    return Path(shutil.copytree(r, tmp_path / "own"))


def rows_of(register: Path) -> list[dict[str, str]]:
    with (register / "out" / "records.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


# --- what programs get -----------------------------------------------------------------------------------------------


def test_unify_keeps_to_its_contract(unified: dict[str, Any]) -> None:
    cedar, amal = unified["lists"]
    assert [cedar["list"], amal["list"]] == ["cedar [red].csv", "أمل.csv"]
    assert (cedar["rows"], cedar["records"], cedar["set_aside"]) == (4, 3, 1)
    assert (amal["rows"], amal["records"], amal["set_aside"]) == (3, 3, 0)
    assert cedar["mapping"]["Given name"] == ["name.given"]
    assert amal["mapping"]["الاسم الكامل"] == ["name"]
    assert set(cedar["mapping"]) | set(cedar["unmapped_columns"]) == set(CEDAR.splitlines()[0].split(","))
    for one in (cedar, amal):
        assert all(isinstance(properties, list) for properties in one["mapping"].values())
    assert unified["records"] == 6
    assert 1 <= unified["persons"] <= 6
    assert {"merged_pairs", "review_pairs", "expected_precision", "expected_recall"} <= unified.keys()
    assert all(isinstance(seconds, float) for seconds in unified["seconds"].values())


LOOKING = [
    (("lists",), (), {"accessions"}),
    (("map",), ("أمل",), {"format", "list", "columns", "ignored", "unmapped", "confirmed", "notices"}),
    (("versions",), ("أمل",), {"list", "versions"}),
    (("search",), ("Darwish", "--limit", "3"), {"found"}),
    (("review",), ("--limit", "1"), {"pairs"}),
    (("verify",), (), {"clean", "findings", "entries", "root", "files", "rows", "rollback"}),
    (("tally",), (), {"as_of", "event", "by", "rows"}),
    (("tally",), ("--by", "year", "--audience", "internal"), {"as_of", "event", "audience", "by", "rows"}),
    *((("tally",), ("--by", stratum), {"as_of", "event", "by", "rows"}) for stratum in
      ("governorate", "year", "sex", "age_group", "actor", "status", "list")),
]  # fmt: skip


@pytest.mark.parametrize(("command", "more", "keys"), LOOKING)
def test_json_of_commands_that_only_look(
    r: Path, command: tuple[str, ...], more: tuple[str, ...], keys: set[str]
) -> None:
    ended = sijill(*command, r, *more, "--json")
    assert ended.code == 0, ended.err
    assert keys <= ended.json().keys()


def test_person_by_its_id_and_by_a_record(r: Path) -> None:
    row = rows_of(r)[0]
    by_id, by_record = (sijill("person", r, row[key], "--json").json() for key in ("person_id", "record_id"))
    assert by_id["person_id"] == by_record["person_id"] == row["person_id"]
    assert {
        "names",
        "records",
        "lists",
        "facts",
        "statuses",
        "episodes",
        "timeline",
        "claims",
    } <= by_id.keys()
    assert all(claim["cell"] and claim["file"] and claim["said_by"] for claim in by_id["claims"])


def test_names_compare(r: Path) -> None:
    assert r
    told = sijill("names", "compare", "Samer Darwish", "سامر درويش", "--json").json()
    assert {"similarity", "same_name", "threshold", "parts", "readings"} <= told.keys()


def test_read_prints_an_object_per_line_also_for_blank_ones(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.write_text("دمشق\n\n[/] nowhere\u2028\u0000\n", encoding="utf-8")
    for kind in ("names", "dates", "places", "facilities", "status"):
        ended = sijill("read", kind, "--input", texts, "--json")
        assert ended.code == 0, ended.err
        objects = [json.loads(line) for line in ended.out.splitlines()]
        assert len(objects) == 3
        assert objects[1]["text"] == ""


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "jsonl", "parquet"])
def test_export_of_everything(own: Path, file_format: str) -> None:
    for what in ("persons", "records", "claims", "pairs"):
        ended = sijill("export", own, "--what", what, "--format", file_format, "--json")
        assert ended.code == 0, ended.err
        told = ended.json()
        assert told.keys() == {"file", "rows", "sha256"}
        assert Path(told["file"]).stat().st_size > 0
    assert sijill("verify", own, "--json").json()["clean"]


def test_no_cell_of_an_export_is_a_formula(own: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    assert sijill("export", own, "--what", "claims", "--out", out).code == 0
    with out.open(encoding="utf-8-sig", newline="") as handle:
        cells = [cell for row in csv.reader(handle) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_keeping_a_register(own: Path, tmp_path: Path) -> None:
    """Withdraw, return, erase, backup and restore, each with its object; persons are the same after the return."""
    before = rows_of(own)
    for command in ("withdraw", "return"):
        told = sijill(command, own, "أمل", "--reason", "asked", "--json").json()
        assert {"records", "persons", "merged_pairs", "review_pairs", "changes", "seconds"} <= told.keys()
        assert sijill(command, own, "أمل", "--reason", "asked", "--json").code == 2  # twice is a mistake
    assert rows_of(own) == before

    record = before[0]["record_id"]
    assert sijill("erase", own, "--record", record, "--reason", "asked", "--json").json()["erased"] == record
    assert sijill("erase", own, "--record", record, "--reason", "asked", "--json").code == 2
    assert sijill("person", own, record, "--json").code == 1

    saved, again = tmp_path / "saved.tar", tmp_path / "again"
    assert sijill("backup", own, saved, "--json").json().keys() == {"file", "files", "rows", "root"}
    assert sijill("restore", saved, again, "--json").json().keys() == {"register", "files", "rows", "root"}
    assert sijill("restore", saved, again, "--json").code == 1  # never over a register
    assert sijill("search", again, "Reem", "--json").json()["error"]["remedy"]  # nothing is derived yet
    rebuilt = sijill("rebuild", again, "--json").json()
    assert rebuilt["records"] == len([row for row in before if row["record_id"]]) - 1
    assert sijill("verify", again, "--json").json()["clean"]


def test_steps_one_by_one(folder: Path, tmp_path: Path) -> None:
    r = tmp_path / "steps"
    assert sijill("init", r, "--json").json().keys() == {"register", "id", "format"}
    told = sijill("receive", r, folder / "أمل.csv", "--list", "amal", "--from", "Amal", "--json").json()
    assert (told["list"], told["rows"], told["records"], told["set_aside"], told["new"]) == (
        "amal",
        3,
        3,
        0,
        True,
    )
    assert sijill("receive", r, folder / "أمل.csv", "--list", "amal", "--json").json()["new"] is False
    assert sijill("map", r, "amal", "--confirm", "--json").json()["confirmed"]["by"]
    assert sijill("link", r, "--json").json()["records"] == 3
    header = tmp_path / "header only.csv"
    header.write_text("Name,Mother,Date of arrest\n", encoding="utf-8")
    assert sijill("unify", header, "--into", r, "--json").json()["records"] == 3


# --- how commands end when they cannot -------------------------------------------------------------------------------

MISTAKES = [
    (2, ("unify", "{cedar}", "--json")),
    (2, ("unify", "{cedar}", "--into", "{new}", "--frm", "x", "--json")),
    (2, ("unify", "{cedar}", "--into", "{new}", "--from", "x", "--json")),
    (2, ("unify", "{cedar}", "--into", "{new}", "--from", "other.csv=Amal", "--json")),
    (2, ("unify", "{cedar}", "{cedar}", "--into", "{new}", "--json")),
    (1, ("unify", "{folder}/no file.csv", "--into", "{new}", "--json")),
    (1, ("unify", "{empty}", "--into", "{new}", "--json")),
    (1, ("unify", "{cedar}", "--into", "{empty}", "--json")),
    (1, ("unify", "{cedar}", "--into", "{empty}/below", "--json")),
    (1, ("unify", "{cedar}", "--into", "{folder}", "--json")),
    (1, ("unify", "{changed}", "--into", "{r}", "--json")),
    (2, ("receive", "{r}", "{cedar}", "--list", "../../out of here", "--json")),
    (2, ("receive", "{r}", "{cedar}", "--list", "/etc/here", "--json")),
    (2, ("receive", "{r}", "{cedar}", "--list", "", "--json")),
    (2, ("receive", "{r}", "{cedar}", "--list", ".hidden", "--json")),
    (2, ("receive", "{r}", "{cedar}", "--list", "x" * 300, "--json")),
    (2, ("receive", "{r}", "{cedar}", "--list", "new", "--from", "!!!", "--json")),
    (2, ("receive", "{r}", "{cedar}", "--from", "Somebody else", "--json")),
    (1, ("receive", "{r}", "{folder}/no file.csv", "--json")),
    (1, ("init", "{r}", "--json")),
    (1, ("verify", "{folder}", "--json")),
    (1, ("verify", "{r}", "--against", "{empty}", "--json")),
    (2, ("verify", "{r}", "--write-checkpoint", "{r}/vault/checkpoint", "--json")),
    (2, ("backup", "{r}", "{r}/vault/saved", "--json")),
    (2, ("backup", "{r}", "{empty}", "--json")),
    (1, ("restore", "{empty}", "{new}", "--json")),
    (1, ("restore", "{folder}/no file", "{new}", "--json")),
    (2, ("export", "{r}", "--out", "{empty}", "--json")),
    (2, ("export", "{r}", "--out", "{r}/vault/claims.csv", "--json")),
    (2, ("export", "{r}", "--what", "everything", "--json")),
    (1, ("map", "{r}", "no list", "--json")),
    (2, ("map", "{r}", "../sijill", "--json")),
    (1, ("versions", "{r}", "no list", "--json")),
    (1, ("withdraw", "{r}", "no list", "--reason", "x", "--json")),
    (2, ("withdraw", "{r}", "أمل", "--reason", " ", "--json")),
    (2, ("return", "{r}", "أمل", "--reason", "x", "--json")),
    (1, ("erase", "{r}", "--record", "nobody-1", "--reason", "x", "--json")),
    (1, ("person", "{r}", "nobody", "--json")),
    (2, ("search", "{r}", " ", "--json")),
    (2, ("search", "{r}", "x", "--limit", "0", "--json")),
    (2, ("tally", "{r}", "--by", "shoe size", "--json")),
    (2, ("tally", "{r}", "--as-of", "2013-02-30", "--json")),
    (2, ("tally", "{r}", "--by", "year", "--audience", "nobody", "--json")),
    (2, ("estimate", "{r}", "--by", "list", "--json")),
    (2, ("read", "poems", "x", "--json")),
    (2, ("read", "names", "--input", "{folder}/no file", "--json")),
    (2, ("link", "{r}", "--engine", "steam", "--json")),
    (2, ("unify", "{cedar}", "--into", "{r}", "--engine", "steam", "--json")),
    (2, ("--log-level", "loud", "lists", "{r}", "--json")),
    (2, ("no such command", "--json")),
]


@pytest.mark.parametrize(("code", "arguments"), MISTAKES)
def test_a_mistake_has_its_code_and_a_remedy(
    folder: Path, r: Path, tmp_path: Path, code: int, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "أمل.csv").write_text(AMAL.replace("0102", "0103"), encoding="utf-8")
    places = {
        "folder": folder,
        "cedar": folder / "cedar [red].csv",
        "r": r,
        "new": tmp_path / "new",
        "empty": tmp_path / "empty",
        "changed": tmp_path / "أمل.csv",
    }
    ended = sijill(*(one.format(**places) if "{" in one else one for one in arguments))
    assert ended.code == code, ended.err
    error = ended.json()["error"]
    assert error["message"]
    assert error["remedy"]
    assert "Error" in ended.err  # people get it too, on standard error


def test_mistakes_left_no_trace(r: Path) -> None:
    assert sijill("search", r, "Samer", "--json").json()["found"]
    assert sijill("verify", r, "--json").json()["clean"]
    assert sorted(path.name for path in (r / "sources").iterdir()) == ["cedar [red].yml", "أمل.yml"]


def test_what_is_derived_may_be_missing_and_is_never_shown_in_part(own: Path) -> None:
    row = rows_of(own)[0]
    (own / "derived" / "membership.parquet").unlink()
    for asked in (("person", own, row["person_id"]), ("search", own, "Samer"), ("tally", own), ("export", own),
                  ("review", own), ("estimate", own)):  # fmt: skip
        ended = sijill(*asked, "--json")
        assert ended.code == 1, asked
        assert "sijill link" in ended.json()["error"]["remedy"]
    assert sijill("link", own, "--json").code == 0
    assert sijill("person", own, row["person_id"], "--json").json()["records"]


def test_a_broken_state_file_is_no_state(own: Path) -> None:
    for garbage in ("garbage", "{}", '{"inputs": [], "outcome": {}}', "[1]"):
        (own / "derived" / "state.json").write_text(garbage, encoding="utf-8")
        assert sijill("search", own, "Samer", "--json").code == 1
    assert sijill("rebuild", own, "--json").code == 0


@pytest.mark.parametrize("name", ["sijill.toml", "register.db"])
def test_a_broken_register_is_named(own: Path, name: str) -> None:
    for path in own.glob(f"{name}*"):
        path.write_bytes(b"\x00garbage" * 1000)
    ended = sijill("lists", own, "--json")
    assert ended.code == 1
    assert ended.json()["error"]["remedy"]


def test_a_bug_shows_places_and_no_values(r: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Samer Darwish")

    monkeypatch.setattr("sijill.cli.search.search", broken)
    ended = sijill("search", r, "x", "--json")
    assert ended.code == 70
    assert ended.json()["error"]["kind"] == "Bug"
    assert "Samer" not in ended.out + ended.err


def test_interrupted_by_hand(r: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sijill.cli.search.search", interrupted)
    ended = sijill("search", r, "x", "--json")
    assert ended.code == 130
    assert "same command again" in ended.json()["error"]["remedy"]


# --- what people see -------------------------------------------------------------------------------------------------


def test_brackets_in_files_and_cells_are_shown_as_they_are(r: Path) -> None:
    assert "cedar [red].csv" in sijill("lists", r).out
    found = sijill("search", r, "منى")
    assert found.code == 0
    assert "[/red] منى [bold]" in found.out
    mapped = sijill("map", r, "cedar [red]")
    assert "Mapping of cedar [red]" in mapped.out
    assert "Remarks [bold]" in mapped.out


def test_no_cell_commands_the_terminal(tmp_path: Path) -> None:
    ended = sijill("read", "names", "Samer \x1b[2J\u202eDarwish")
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out
    assert "<U+001B>" in ended.out


def test_tally_as_csv_quotes(own: Path) -> None:
    ended = sijill("tally", own, "--by", "list", "--csv")
    assert [row[0] for row in csv.reader(io.StringIO(ended.out))] == ["list", "cedar [red]", "أمل"]
