"""Work behind a page: what a job says of itself, one writer at a time, and what a mapping form makes of a mapping."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import page_register
from conftest import WriteList
from page_register import Built
from sijill.accession import store as accessions
from sijill.claims import mapping as mappings
from sijill.claims.mapping import Mapping
from sijill.errors import NotFoundError, UsageError
from sijill.pipeline.take import mapping_path
from sijill.tables import register as registers
from sijill.tables.register import Register
from sijill.web.jobs import model, work
from sijill.web.jobs.model import Job, Kind, State
from sijill.web.look import lists


def job(kind: Kind, **arguments: object) -> Job:
    return Job(
        id=model.new_id(),
        kind=kind,
        actor="user:1",
        organisation="north",
        at="2026-01-15T12:00:00",
        arguments=arguments,
    )


def receive(register: Register, path: Path, **more: object) -> Job:
    given = {
        "path": str(path), "name": path.name, "list_id": path.stem, "organisation": "north", "title": path.name,
        "as_of": "", "new_version": False,
    }  # fmt: skip
    asked = job(Kind.RECEIVE, **(given | more))
    model.write(register, asked)
    return work.run(register, asked.id)


def test_a_file_is_received_and_the_job_says_what_became_of_it(
    register: Register, write_list: WriteList
) -> None:
    path = write_list("cedar.csv", page_register.HEADER, page_register.NORTH)
    done = receive(register, path)
    assert (done.state, done.result["rows"], done.result["records"]) == (State.DONE, 5, 5)
    assert model.read(register, done.id) == done
    assert [row.received_by for row in accessions.all_accessions()] == ["user:1"]


def test_a_refused_file_is_told_with_its_remedy(register: Register, write_list: WriteList) -> None:
    path = write_list("empty.csv", (), ())
    done = receive(register, path)
    assert done.state is State.FAILED
    assert done.problem
    assert done.remedy
    assert accessions.all_accessions() == []


def confirm(register: Register, mapping: Mapping) -> Job:
    asked = job(Kind.CONFIRM, mapping=mappings.dump(mapping))
    model.write(register, asked)
    return work.run(register, asked.id)


def test_a_mapping_that_is_refused_changes_nothing(
    register: Register, write_list: WriteList, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(register, write_list("cedar.csv", page_register.HEADER, page_register.NORTH))
    path = mapping_path(register, "cedar")
    before = path.read_bytes()
    known = mappings.load(path)
    first, *rest = known.columns
    unknown = replace(known, columns=(replace(first, column="no such column"), *rest))
    refused = confirm(register, unknown)
    assert refused.state is State.FAILED
    assert "no such column" in refused.problem
    assert path.read_bytes() == before
    done = confirm(register, known)  # the control
    assert (done.state, done.result["files"]) == (State.DONE, 1), done.problem
    assert mappings.load(path).confirmed is not None
    signed = path.read_bytes()
    assert confirm(register, unknown).state is State.FAILED
    assert path.read_bytes() == signed
    monkeypatch.setattr(work, "refuse_unknown_columns", lambda *_: None)
    assert confirm(register, unknown).state is State.FAILED
    assert path.read_bytes() != signed  # the negative control: refused only after it was written


def test_a_job_waits_for_the_other_writer(
    register: Register, write_list: WriteList, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_list("cedar.csv", page_register.HEADER, page_register.NORTH)
    seen: list[State] = []
    holding = registers.one_writer(register)
    holding.__enter__()

    def slept(_: float) -> None:
        (file,) = (register.root / model.FOLDER).glob("*.json")
        seen.append(model.read(register, file.stem).state)
        holding.__exit__(None, None, None)

    monkeypatch.setattr(work.time, "sleep", slept)
    assert receive(register, path).state is State.DONE
    assert seen == [State.WAITING]


def test_a_job_whose_process_is_gone_has_failed(register: Register) -> None:
    lost = replace(job(Kind.LINK), state=State.RUNNING, pid=2**22 - 1)
    model.write(register, lost)
    assert model.read(register, lost.id).state is State.FAILED
    mine = replace(job(Kind.LINK), state=State.RUNNING, pid=os.getpid())
    model.write(register, mine)
    assert model.read(register, mine.id).state is State.RUNNING


@pytest.mark.parametrize("asked", ["", "j000", "../../register", "j0/../x"])
def test_no_job_is_found_by_a_strange_id(register: Register, asked: str) -> None:
    with pytest.raises(NotFoundError):
        model.read(register, asked)


def test_a_changed_cell_that_is_sealed_is_told_of_without_its_text(
    tmp_path: Path, write_list: WriteList
) -> None:
    register = registers.create(tmp_path / "register")
    receive(register, write_list("cedar.csv", page_register.HEADER, page_register.NORTH))
    first, *rest = page_register.NORTH
    later = (*first[:3], "2013-03-09", *first[4:8], "سرّ ثانٍ")
    path = write_list("cedar.csv", page_register.HEADER, [later, *rest])
    receive(register, path, new_version=True)
    (version,) = lists.versions_of(register, "cedar", page_register.claims_of("north"))
    cells = {cell.column: (cell.before, cell.after) for cell in version.cells}
    assert cells["date of arrest"] == ("2013-03-04", "2013-03-09")
    assert cells["informant"] == (None, None)
    assert "سرّ" not in repr(version)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield page_register.build(tmp_path_factory.mktemp("lists"))
    page_register.forget()


def form_of(columns: list[lists.ColumnView]) -> dict[str, str]:
    return {f"properties-{place}": column.properties for place, column in enumerate(columns)}


def test_a_form_sent_back_unchanged_changes_nothing(built: Built) -> None:
    from sijill.web.pages.lists import changed_mapping

    known, columns = lists.columns_of(built.register, "cedar", page_register.claims_of("north"))
    form = form_of(columns) | {f"order-{place}": column.date_order for place, column in enumerate(columns)}
    assert mappings.digest(changed_mapping(known, columns, form)) == mappings.digest(known)


def test_a_column_is_corrected_ignored_or_left_unmapped(built: Built) -> None:
    from sijill.web.pages.lists import changed_mapping

    known, columns = lists.columns_of(built.register, "cedar", page_register.claims_of("north"))
    form = form_of(columns)
    place = next(n for n, column in enumerate(columns) if column.column == "status")
    changed = changed_mapping(known, columns, form | {f"properties-{place}": "note, status"})
    assert next(one.properties for one in changed.columns if one.column == "status") == ("note", "status")
    ignored = changed_mapping(known, columns, form | {f"properties-{place}": "", f"ignored-{place}": "twice"})
    assert [(one.column, one.reason) for one in ignored.ignored] == [("status", "twice")]
    left = changed_mapping(known, columns, form | {f"properties-{place}": ""})
    assert "status" in left.unmapped
    with pytest.raises(UsageError):
        changed_mapping(known, columns, form | {f"properties-{place}": "no.such"})


def test_samples_are_of_the_column_they_stand_beside(built: Built) -> None:
    _, columns = lists.columns_of(built.register, "cedar", page_register.claims_of("north"))
    name = next(column for column in columns if column.properties == "name")
    assert set(name.samples) <= {row[0] for row in page_register.NORTH}
    assert len(name.samples) == lists.SAMPLES


def test_what_another_organisation_sees_of_a_list_is_what_is_shared(built: Built) -> None:
    sight = page_register.sight_of(built, "east", sees=("lamp",))
    assert lists.one(sight, "lamp", own=False).records == 5
    assert lists.one(sight, "cedar", own=False).records == 0
    assert lists.one(sight, "lamp", own=False, files=True).files == ()


def test_every_row_of_a_mapping_leads_to_a_file(built: Built) -> None:
    (file,) = lists.files_of(built.register, "cedar")
    assert file.state == "counts"
    assert file.audit is not None
    assert file.audit["rows"] == 5
    assert mapping_path(built.register, "cedar").exists()
