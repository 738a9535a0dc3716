"""Every malformed list is refused, has rows set aside, or is kept and flagged, as stated; with negative controls."""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest

from hostile import corpus
from sijill.accession import tabulate as tabulating
from sijill.accession.child_process import ChildOutcome
from sijill.accession.fork_server import ForkServer, Running
from sijill.accession.tabulate import Expansion, Limits, ReadOptions, Tabulation, parent
from sijill.errors import RefusedFileError

CEILING = 512 << 20  # bytes resident, interpreter and libraries included


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("corpus")
    built = {}
    for case in (*corpus.LISTS, *corpus.ARCHIVES):
        built[case.name] = folder / case.name
        case.build(built[case.name])
    yield built
    shutil.rmtree(folder)


shared: list[ForkServer] = []


@pytest.fixture(scope="module", autouse=True)
def one_server() -> Iterator[None]:
    """Every file of this module goes through one: whatever one does, the next is read as if it were the first."""
    with tabulating.reader() as server:
        shared[:] = [server]
        yield


def tabulate(path: Path, **kwargs: Any) -> Tabulation:
    return tabulating.tabulate(path, server=shared[0], **kwargs)


def expand(path: Path, workdir: Path) -> Expansion:
    return tabulating.expand(path, workdir, server=shared[0])


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> list[ChildOutcome]:
    """What every child of the test ended with, also where the file was refused."""
    seen: list[ChildOutcome] = []
    original = Running.outcome

    def watching(running: Running) -> ChildOutcome:
        seen.append(original(running))
        return seen[-1]

    monkeypatch.setattr(Running, "outcome", watching)
    return seen


def refusal(path: Path, out: Path, **kwargs: Any) -> str:
    with pytest.raises(RefusedFileError) as caught:
        tabulate(path, out=out, **kwargs)
    return str(caught.value)


def check_message(message: str, case: corpus.Case) -> None:
    assert case.name in message
    assert not [piece for piece in case.says if piece not in message], message
    assert "Traceback" not in message
    sentences = message.rstrip(".").split(". ")
    assert len(sentences) >= 2, f"no remedy: {message}"


@pytest.mark.parametrize("case", [c for c in corpus.LISTS if c.refused], ids=lambda c: c.name)
def test_refused(case: corpus.Case, files: dict, tmp_path: Path, outcomes: list) -> None:
    check_message(refusal(files[case.name], tmp_path / "out"), case)
    assert all(0 < outcome.peak_bytes < CEILING for outcome in outcomes)
    assert not any("Traceback" in outcome.trace for outcome in outcomes)


@pytest.mark.parametrize("case", [c for c in corpus.LISTS if not c.refused], ids=lambda c: c.name)
def test_set_aside_or_flagged(case: corpus.Case, files: dict, tmp_path: Path) -> None:
    found = tabulate(files[case.name], out=tmp_path / "out")
    (sheet,) = found.sheets
    aside = [(one.row, one.line, str(one.reason)) for one in sheet.set_aside]
    assert aside == list(case.aside)
    assert all(one.detail for one in sheet.set_aside)
    assert sheet.rows == case.rows
    assert found.rows_in == sheet.rows + len(aside)
    assert set(case.flags) <= set(sheet.flag_counts())
    assert 0 < found.peak_bytes < CEILING


@pytest.mark.parametrize("case", corpus.ARCHIVES, ids=lambda c: c.name)
def test_archive_refused(case: corpus.Case, files: dict, tmp_path: Path, outcomes: list) -> None:
    with pytest.raises(RefusedFileError) as caught:
        expand(files[case.name], tmp_path / "out")
    check_message(str(caught.value), case)
    assert all(0 < outcome.peak_bytes < CEILING for outcome in outcomes)


def test_what_a_refusal_leaves_is_no_sheet_that_could_be_taken_for_one(files: dict, tmp_path: Path) -> None:
    refusal(files["mixed.csv"], tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.arrow"))


# ---- the flagged things are kept as they are ----


def test_bidi_controls_stay_in_the_text(files: dict, tmp_path: Path) -> None:
    (sheet,) = tabulate(files["bidi.csv"], out=tmp_path).sheets
    assert sheet.read()["c0"][0].as_py() == "\u202eسامر\u202c الحكواتي"
    where = {(one["row"], one["line"], one["column"], one["kind"]) for one in sheet.flags.to_pylist()}
    assert where == {
        (1, 2, 0, "bidi-control"),
        (2, 3, 0, "control-character"),
        (2, 3, 1, "zero-width"),
    }


def test_a_formula_gives_its_cached_value_and_itself_as_a_flag(files: dict, tmp_path: Path) -> None:
    (sheet,) = tabulate(files["formula.xlsx"], out=tmp_path).sheets
    assert sheet.read()["c1"][3].as_py() == "x"
    (flag,) = sheet.flags.to_pylist()
    assert (flag["row"], flag["line"], flag["column"], flag["kind"]) == (4, 5, 1, "formula")
    assert flag["detail"].startswith("=HYPERLINK")


def test_an_impossible_date_keeps_its_number(files: dict, tmp_path: Path) -> None:
    (sheet,) = tabulate(files["dates.xlsx"], out=tmp_path).sheets
    assert sheet.read()["c2"].to_pylist()[3:] == ["60", "-5", "9999999"]
    assert [one["row"] for one in sheet.flags.to_pylist()] == [4, 5, 6]


def test_a_stray_quote_swallows_nothing(files: dict, tmp_path: Path) -> None:
    (sheet,) = tabulate(files["quote.csv"], out=tmp_path).sheets
    assert sheet.read()["c0"].to_pylist()[1:3] == ['"سامر" الحكواتي', '"وائل']


def test_operators_may_confirm_what_detection_refuses(files: dict, tmp_path: Path) -> None:
    found = tabulate(files["mixed.csv"], out=tmp_path / "a", options=ReadOptions(encoding="utf-8"))
    (sheet,) = found.sheets
    assert (sheet.rows, [str(one.reason) for one in sheet.set_aside]) == (3, ["undecodable"] * 3)
    found = tabulate(files["headless.csv"], out=tmp_path / "b", options=ReadOptions(header_row=1))
    assert found.rows_in == len(corpus.ROWS) - 1


# ---- negative controls: with the guard off, the same file goes through or does its harm ----

OFF = 1 << 40
CONTROLS = {
    "wide.csv": Limits(columns=20_000),
    "ratio.xlsx": Limits(unpack_ratio=OFF),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_control_without_the_limit_the_file_is_read(name: str, files: dict, tmp_path: Path) -> None:
    found = tabulate(files[name], out=tmp_path, limits=CONTROLS[name])
    assert found.rows_in >= 1


def test_control_without_the_declared_size_the_memory_limit_holds(files: dict, tmp_path: Path) -> None:
    limits = Limits(unpacked_bytes=OFF, unpack_ratio=OFF)
    assert "takes more than" in refusal(files["bomb.xlsx"], tmp_path, limits=limits)


def test_control_without_the_memory_limit_the_ceiling_is_broken(files: dict, tmp_path: Path) -> None:
    limits = Limits(unpacked_bytes=OFF, unpack_ratio=OFF, memory_mb=2000)
    found = tabulate(files["bomb.xlsx"], out=tmp_path, limits=limits)
    assert found.rows_in == len(corpus.ROWS) + 1  # with no limit at all, the bomb is simply read
    assert found.peak_bytes > CEILING


def test_control_the_cell_and_line_limits_are_what_sets_aside(files: dict, tmp_path: Path) -> None:
    relaxed = Limits(cell_chars=1_000_000)
    assert not tabulate(files["cell.csv"], out=tmp_path / "a", limits=relaxed).sheets[0].set_aside
    relaxed = Limits(line_bytes=200_000_000, memory_mb=1500)
    (one,) = tabulate(files["long.csv"], out=tmp_path / "b", limits=relaxed).sheets[0].set_aside
    assert "1 cells" in one.detail or "characters" in one.detail  # now for its cells, not for its line


def test_control_the_entities_are_live(files: dict) -> None:
    """An ordinary parser expands them: 64 times three letters from one reference."""
    with zipfile.ZipFile(files["dtd.xlsx"]) as archive:
        data = archive.read(corpus.SHEET)
    heard: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = heard.append
    parser.Parse(data, True)
    assert "".join(heard).count("boo") == 64


def test_control_zipfile_alone_would_unpack_the_traversal(files: dict, tmp_path: Path) -> None:
    with zipfile.ZipFile(files["traversal.zip"]) as archive:
        archive.extractall(tmp_path)
    assert (tmp_path / "etc" / "evil.csv").is_file()


def test_control_the_detector_is_what_keeps_mojibake_out(files: dict, tmp_path: Path) -> None:
    found = tabulate(files["mojibake.csv"], out=tmp_path, options=ReadOptions(encoding="utf-8"))
    assert found.sheets[0].rows == 3


# ---- limits on the child itself ----


def test_time_is_up(files: dict, tmp_path: Path) -> None:
    message = refusal(files["ragged.csv"], tmp_path, limits=Limits(wall_seconds=0.01))
    assert "takes more than" in message


def test_computing_time_is_up(tmp_path: Path) -> None:
    path = tmp_path / "much.csv"
    path.write_text(corpus.lines(*(corpus.ROWS * 500_000)), encoding="utf-8")
    message = refusal(path, tmp_path / "out", limits=Limits(cpu_seconds=1), careful=True)
    assert "s of computing" in message


def test_output_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "much.csv"
    path.write_text(corpus.lines(*(corpus.ROWS * 20_000)), encoding="utf-8")
    assert "gives more than" in refusal(path, tmp_path / "out", limits=Limits(output_bytes=100_000))


def test_rows_are_limited(files: dict, tmp_path: Path) -> None:
    assert "more than 3 rows" in refusal(files["ragged.csv"], tmp_path, limits=Limits(rows=3))


def test_a_child_that_lies_about_its_rows_is_found_out(
    files: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Running.outcome

    def lying(running: Running) -> ChildOutcome:
        outcome = original(running)
        assert outcome.answer is not None
        return replace(outcome, answer={**outcome.answer, "rows_in": outcome.answer["rows_in"] + 1})

    monkeypatch.setattr(Running, "outcome", lying)
    with pytest.raises(parent.ChildFailedError):
        tabulate(files["ragged.csv"], out=tmp_path)
