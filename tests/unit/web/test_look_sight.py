"""Whoever sees part of the records sees persons made of that part, exactly as if the rest were not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import page_register
from page_register import Built, sight_of
from sijill import ids
from sijill.accession import store as accessions
from sijill.errors import NotFoundError
from sijill.persons import store as persons
from sijill.tables import register as registers
from sijill.web.look import person as people
from sijill.web.look import snapshot as snapshots
from sijill.web.look.search import Asked, search


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return page_register.build(tmp_path_factory.mktemp("sight"))


@pytest.fixture
def built(once: Built) -> Iterator[Built]:
    registers.open_register(once.register.root)
    yield once
    page_register.forget()


def together(built: Built, organisation: str | None, *, sees: tuple[str, ...] = ()) -> list[list[str]]:
    """The persons of a viewer as lists of record ids."""
    sight = sight_of(built, organisation, sees=sees)
    return [
        [sight.snapshot.record_ids[one] for one in sight.members(person)] for person in range(sight.persons)
    ]


def test_who_sees_all_sees_the_published_persons(built: Built) -> None:
    sight = sight_of(built)
    for person in range(sight.persons):
        published = set(persons.records_of(built.register, sight.id_of(person)))
        assert published == {sight.snapshot.record_ids[one] for one in sight.members(person)}


def test_a_hidden_record_holds_nobody_together(built: Built) -> None:
    """North and east each have a record of person 0, joined only through south's."""
    cedar, olive = built.records["cedar"][0], built.records["olive"][0]
    sees_south = together(built, "north", sees=("lamp", "olive"))
    assert any({cedar, olive} <= set(one) for one in sees_south)
    blind_to_south = together(built, "north", sees=("olive",))
    assert [cedar] in blind_to_south
    assert [olive] in blind_to_south


def test_a_hidden_record_gives_nobody_an_id(built: Built) -> None:
    """South's record of person 0 came later than north's: alone it founds a person of its own."""
    sight = sight_of(built, "south")
    record = built.records["lamp"][0]
    assert sight.id_of(int(sight.person[sight.record(record)])) == ids.person_id(record)
    with pytest.raises(NotFoundError):
        sight.resolve(ids.person_id(built.records["cedar"][0]))


def test_an_id_of_a_joined_person_leads_to_who_holds_its_record(built: Built) -> None:
    sight = sight_of(built)
    later = ids.person_id(built.records["lamp"][0])
    assert sight.id_of(sight.resolve(later)) == ids.person_id(built.records["cedar"][0])


def test_absent_and_hidden_are_refused_alike(built: Built) -> None:
    sight = sight_of(built, "east")
    hidden, absent = ids.person_id(built.records["lamp"][4]), "p000000000000"
    told = []
    for asked in (hidden, absent):
        with pytest.raises(NotFoundError) as no:
            sight.resolve(asked)
        told.append(str(no.value))
    assert told[0] == told[1]


def test_whoever_shares_nothing_is_seen_by_nobody(built: Built) -> None:
    assert sight_of(built, "west").records == 0
    assert sight_of(built, "west").persons == 0


def test_a_withdrawn_list_is_gone_with_the_next_request(once: Built, tmp_path: Path) -> None:
    """Before any link run: the snapshot is that of before, the sight is not."""
    built = page_register.copy_of(once, tmp_path)
    before = sight_of(built).records
    accessions.withdraw("lamp", reason="asked for", ended=False, at=page_register.AT, actor="operator:test")
    after = sight_of(built)
    assert before - after.records == len(page_register.SOUTH)
    assert search(after, Asked(name="Nader Riad Dabbagh")).total == 0
    page_register.forget()


def test_the_page_of_a_person_is_made_of_visible_claims(built: Built) -> None:
    sight = sight_of(built, "south")
    page = people.look(sight, ids.person_id(built.records["lamp"][0]), sealed=page_register.claims_of("west"))
    assert {one.claim.said_by for one in page.person.statements} == {"south"}
    assert page.names_ar == ()
    assert page.names_latin == ("Khaled Youssef Al Haddad",)
    assert {part for change in page.history for each in change.parts for part in each.records} == {
        built.records["lamp"][0]
    }


def test_a_run_at_work_does_not_stop_reading(built: Built) -> None:
    held = snapshots.current(built.register)
    state = built.register.derived / "state.json"
    kept = state.read_bytes()
    state.unlink()
    try:
        assert snapshots.current(built.register) is held
    finally:
        state.write_bytes(kept)
