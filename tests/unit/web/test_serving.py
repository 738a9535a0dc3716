"""Several processes at one socket; what they find prepared, and that pages say the same with it and without."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import page_register
from page_register import Built, sight_of
from sijill.claims import kept_statements, statements
from sijill.claims.statements import statements_of
from sijill.errors import RegisterError, UsageError
from sijill.pipeline.derive import counted
from sijill.tables import database
from sijill.tables.register import Register
from sijill.web import config, prepare, serve
from sijill.web.look import coded, kept_names, relatives, search
from sijill.web.look.relatives import kinship
from sijill.web.look.search import Asked
from sijill.web.look.sight import Sight
from sijill.web.workers import Share, Shares


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield page_register.build(tmp_path_factory.mktemp("serving"))
    page_register.forget()


def together_paths(register: Register) -> list[Path]:
    files = [
        (register.root / file.path, statements.readings_path(register, file.path)) for _, file in counted()
    ]
    found = [kept_statements.path_of(register, *both) for both in files]
    return [path for path in found if path is not None]


def test_claims_are_the_same_prepared_and_not(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare.prepare(built.register)
    assert all(path.exists() for path in together_paths(built.register))
    every = [record for records in built.records.values() for record in records]
    with monkeypatch.context() as without:
        without.setattr(kept_statements, "rows_of", lambda *_: None)
        apart = [statements_of(built.register, [record]) for record in every]
        of_all = statements_of(built.register, every)
    assert [statements_of(built.register, [record]) for record in every] == apart
    assert statements_of(built.register, every) == of_all
    assert sum(map(len, apart)) == len(of_all) > 50


def test_claims_are_cut_between_records(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_statements, "CLAIMS_PER_BATCH", 3)
    monkeypatch.setattr(kept_statements, "_WRITTEN_AT_ONCE", 4)
    for accession, file in counted():
        claims_path = built.register.root / file.path
        path = tmp_path / f"{accession.id}.arrow"
        kept_statements.write(path, claims_path, statements.readings_path(built.register, file.path))
        rows = kept_statements.rows_of(path, range(-1, 20))
        assert rows is not None
        assert len(rows) == file.claims
        assert [row["row"] for row in rows] == sorted(row["row"] for row in rows)


def test_of_a_file_that_changed_nothing_is_found(built: Built) -> None:
    """An erased or newly mapped list has other claims: what was made from the former ones must not be read."""
    prepare.prepare(built.register)
    _, file = counted()[0]
    path = built.register.root / file.path
    before = together_paths(built.register)
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    after = together_paths(built.register)
    assert len(set(before) - set(after)) == 1
    assert not all(one.exists() for one in after)
    prepare.prepare(built.register)
    assert all(one.exists() for one in after)
    assert not any(one.exists() for one in set(before) - set(after))


def test_names_are_the_same_prepared_and_not(built: Built) -> None:
    sight = sight_of(built)
    snapshot = sight.snapshot
    asked = [Asked(name=text, mother=mother) for text in snapshot.displays for mother in ("", "فاطمة")]
    snapshot.kept.pop("search", None)
    for path in (built.register.derived / kept_statements.FOLDER).glob("names.*"):
        path.unlink()
    assert not search.indexes_of(snapshot).kept
    without = [search.search(sight, one) for one in asked], _relatives(sight)
    prepare.prepare(built.register)
    search.read_again(snapshot)
    assert search.indexes_of(snapshot).kept
    assert search.indexes_of(snapshot).name_texts.known_words is not None
    assert ([search.search(sight, one) for one in asked], _relatives(sight)) == without
    # a process that met other names first gave them other numbers
    coded.the_scorer.cache_clear()
    coded.compare("نادر رياض الدباغ", ["Nader Riad Dabbagh", "زكي"])
    snapshot.kept.pop("search")
    assert search.indexes_of(snapshot).kept
    assert ([search.search(sight, one) for one in asked], _relatives(sight)) == without


def _relatives(sight: Sight) -> list[list[tuple[int, str]]]:
    return [relatives.relatives_of(sight, person) for person in range(sight.persons)]


def test_names_of_another_run_or_by_other_rules_are_not_found(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, mothers = ["خالد الحداد", "Samir Najjar"], ["", "مريم"]
    here = kept_names.path_of(built.register, texts, mothers)
    assert here == kept_names.path_of(built.register, list(texts), list(mothers))
    others = [(texts[::-1], mothers), (texts, mothers[::-1]), (["خالد", "الحداد", *texts[1:]], mothers)]
    found = {kept_names.path_of(built.register, *one) for one in others}
    monkeypatch.setattr(kept_names, "_rules", lambda: "other")
    found.add(kept_names.path_of(built.register, texts, mothers))
    assert len(found | {here}) == 5


def test_half_written_names_are_not_read(built: Built, tmp_path: Path) -> None:
    path = tmp_path / "names.json"
    kept_names.write(path, kept_names.made(["خالد الحداد"], [""]))
    assert kept_names.read(path, ["خالد الحداد"], [""]) is not None
    path.with_suffix(".data").unlink()
    assert kept_names.read(path, ["خالد الحداد"], [""]) is None
    path.write_text("{", encoding="utf-8")
    assert kept_names.read(path, ["خالد الحداد"], [""]) is None


def test_kin_of_many_is_kinship_of_each() -> None:
    """What is asked of all candidates at once is the definition asked of one pair after the other."""
    given, fathers, families = ("خالد", "Omar", "سمير"), ("يوسف", "خالد", "Samir"), ("الحداد", "النجار")
    names = [
        f"{one} {two} {three} {family}" if three else f"{one} {two} {family}"
        for one in given
        for two in fathers
        for three in ("", "يوسف", "حسن")
        for family in families
    ]
    mothers = [("", "فاطمة", "Mariam")[number % 3] for number in range(len(names))]
    indexes = kept_names.made(names, mothers)
    many = _Many(size=len(names))
    found = set()
    for person in range(0, len(names), 5):
        [mine] = relatives._parts(many, indexes, np.array([person]))  # type: ignore[arg-type]
        others = np.arange(len(names))
        parts = relatives._parts(many, indexes, others)  # type: ignore[arg-type]
        kin = relatives._kin(many, indexes, mine, others)  # type: ignore[arg-type]
        assert kin == [kinship(mine, other) for other in parts]
        found |= set(kin)
    assert found == {"", "sibling", "perhaps_sibling", "child", "parent"}


class _Many:
    """Somebody who sees all of so many records."""

    def __init__(self, *, size: int) -> None:
        self.whole = {"mother": np.ones(size, bool), "name": np.ones(size, bool)}

    def shown(self, _group: str, _number: int) -> bool:
        return True


def test_who_holds_the_fewest_takes_the_next() -> None:
    one, two = (Share(shares := Shares(2), 0), Share(shares, 1))
    assert one.may_take(0)
    assert not one.may_take(1)
    assert two.may_take(1)
    assert one.may_take(1)
    shares.is_gone(1)
    assert one.may_take(50)
    assert two.may_take(0)
    assert not one.may_take(50)


def test_workers_are_a_number(built: Built) -> None:
    path = built.register.root / "sijill.toml"
    before = path.read_text(encoding="utf-8")
    try:
        for said in ("0", "true", '"2"', "1000"):
            path.write_text(f"{before}\n[web]\nworkers = {said}\n", encoding="utf-8")
            with pytest.raises(RegisterError, match="workers"):
                config.read(built.register)
        path.write_text(f"{before}\n[web]\nworkers = 3\n", encoding="utf-8")
        assert config.read(built.register).workers == 3
    finally:
        path.write_text(before, encoding="utf-8")
    assert config.read(built.register).workers >= 1


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("localhost", 0)) as taken, pytest.raises(UsageError, match="port"):
        serve._listen("localhost", taken.getsockname()[1])


def test_two_processes_answer_and_go_with_the_first(built: Built, tmp_path: Path) -> None:
    """One that is killed is replaced; when the first is killed nobody is left at the socket."""
    database.close()
    root = tmp_path / "register"
    shutil.copytree(built.register.root, root)
    with (root / "sijill.toml").open("a", encoding="utf-8") as writing:
        writing.write("\n[web]\nworkers = 2\n")
    server, url = _served(root)
    try:
        assert _until(lambda: len(_children(server.pid)) == 2)
        assert _answers(url)
        gone = _children(server.pid)[0]
        os.kill(gone, signal.SIGKILL)
        assert _until(lambda: len(_children(server.pid)) == 2 and gone not in _children(server.pid))
        assert all(_answers(url) for _ in range(8))
        children = _children(server.pid)
    finally:
        server.kill()
        server.wait()
    assert _until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    assert not _answers(url)
    server, url = _served(root)
    assert _answers(url)
    server.terminate()
    assert server.wait(timeout=30) == 0
    assert not _answers(url)


def _served(root: Path) -> tuple["subprocess.Popen[str]", str]:
    command = [sys.executable, "-m", "sijill.web.serve", str(root), "localhost", "0", "json"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sijill.web.settings"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout is not None
    return server, json.loads(server.stdout.readline())["url"]


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(one) for one in text.split()]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}account/login/", timeout=20) as response:
            return response.status == 200
    except OSError:
        return False


def _until(holds: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False
