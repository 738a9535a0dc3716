"""Who could it be already: weighed field by field, and the same whether hidden records are there or not."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import page_register
from page_register import Built, sight_of
from sijill.access.filter import visible
from sijill.access.model import Actor, Purpose, Role, operator
from sijill.tables.register import Register
from sijill.web.look import likely as likelies
from sijill.web.look import sight as sights
from sijill.web.look.likely import likely
from sijill.web.look.search import Asked, search
from sijill.web.look.sight import Sight
from sijill.web.look.snapshot import ClaimKinds, Snapshot
from sijill.web.pieces import people

NORTH = Actor(user="u", username="u", organisation="north", roles=frozenset({Role.READER}))
WORDS = ("خالد", "Khaled", "يوسف", "Youssef", "حسن", "الحداد", "Haddad", "النجار", "Najjar", "محمد")
name = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
record = st.tuples(
    name,
    st.sampled_from(("فاطمة", "Mariam", "")),
    st.sampled_from((15_000, 15_001, 17_000)),
    st.sampled_from(("SY02", "SY0200", "SY07")),
    st.sampled_from(("1001", "1002")),
)
question = st.builds(
    Asked,
    name=name,
    mother=st.sampled_from(("", "Fatima", "مريم")),
    place=st.sampled_from(("", "Aleppo", "حماة")),
    since=st.sampled_from((None, date(2011, 1, 26))),
    until=st.sampled_from((None, date(2016, 7, 18))),
    number=st.sampled_from(("", "1001")),
)
some = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
Row = tuple[str, str, int, str, str]
PROPS = ("name", "mother.name", "arrest.date", "arrest.place", "id.national")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield page_register.build(tmp_path_factory.mktemp("likely"))
    page_register.forget()


@pytest.fixture(autouse=True)
def nobody_gone(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "built" not in request.fixturenames:  # snapshots made here have no database
        monkeypatch.setattr(sights, "_gone", lambda _: frozenset())
        nobody = np.zeros(0, np.int32)
        monkeypatch.setattr(sights, "judged_same", lambda _: (nobody, nobody))


def snapshot_of(rows: Sequence[tuple[str, Row]]) -> Snapshot:
    """Records of the lists "seen" (north's) and "hidden" (east's) in the order given, each a person of its own."""
    size = len(rows)
    kinds = tuple((prop, "organisation") for prop in PROPS)
    ids, seen = [], {"seen": 0, "hidden": 0}
    for of, _ in rows:
        seen[of] += 1
        ids.append(f"a{'0' * 11}{of[0] == 's':d}-{seen[of]}")
    texts, numbers = pa.list_(pa.string()), np.arange(size, dtype=np.int32)
    days = pa.array([row[2] for _, row in rows], pa.int32()).cast(pa.date32())
    nothing, nodate = pa.nulls(size, texts), pa.nulls(size, pa.date32())
    records = pa.table(
        {
            "record_id": ids, "list_id": [of for of, _ in rows], "accession": ["a"] * size,
            "row": pa.array(range(size), pa.int32()), "origin": ids, "display": [row[0] for _, row in rows],
            "sex": pa.nulls(size, pa.string()), "birth_start": nodate, "birth_end": nodate, "arrest_start": days,
            "arrest_end": days, "death_start": nodate, "death_end": nodate, "origin_place": nothing,
            "residence_place": nothing, "birth_place": nothing,
            "arrest_place": pa.array([[row[3]] for _, row in rows], texts), "arrest_agency": nothing,
            "held_place": nothing, "mother_name": pa.array([[row[1]] if row[1] else None for _, row in rows], texts),
            "mother_family": nothing, "identifiers": pa.array([[f"national:{row[4]}"] for _, row in rows], texts),
            "codes": nothing,
        }
    )  # fmt: skip
    parts = []
    for of, organisation in (("seen", "north"), ("hidden", "east")):
        mine = numbers[[one == of for one, _ in rows]]
        parts.append(
            ClaimKinds(
                list_id=of,
                organisation=organisation,
                number=np.repeat(mine, len(kinds)),
                kind=np.tile(np.arange(len(kinds), dtype=np.int16), len(mine)),
                kinds=kinds,
            )
        )
    return Snapshot(
        key="test",
        register=Register(root=Path("/nowhere"), id="r", format=1, database_url="", country="sy"),
        records=records,
        person=numbers,
        person_ids=[f"p{n}" for n in range(size)],
        seniority=np.arange(size),
        pairs=pa.table({"decision": pa.array([], pa.string()), "probability": pa.array([], pa.float64())}),
        pair_left=np.empty(0, np.int32),
        pair_right=np.empty(0, np.int32),
        claim_kinds=tuple(parts),
    )


def answer(rows: Sequence[tuple[str, Row]], asked: Asked, who: Actor = NORTH) -> tuple[object, str, str]:
    """What is found, and the bytes of the page."""
    found = likely(sights.of(snapshot_of(rows), visible(who, Purpose.CASEWORK)), asked)
    return found, people.hits(found.hits, "en"), people.hits(found.hits, "ar")


def mixed(seen: Sequence[Row], hidden: Sequence[Row], places: Sequence[int]) -> list[tuple[str, Row]]:
    rows = [("seen", row) for row in seen]
    for row, place in zip(hidden, places, strict=False):
        rows.insert(place % (len(rows) + 1), ("hidden", row))
    return rows


@some
@given(
    st.lists(record, min_size=1, max_size=8),
    st.lists(record, min_size=1, max_size=30),
    st.lists(st.integers(0, 40), min_size=30, max_size=30),
    question,
)
def test_what_a_viewer_is_answered_does_not_depend_on_hidden_records(
    seen: list[Row], hidden: list[Row], places: list[int], asked: Asked
) -> None:
    assert answer(mixed(seen, hidden, places), asked) == answer([("seen", row) for row in seen], asked)


ONE: Row = ("خالد يوسف الحداد", "فاطمة", 15_000, "SY02", "1001")
ASKED = Asked(name="Khaled Youssef Haddad", mother="Fatima")


def test_the_control_a_count_of_all_records_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison above tells a weighing that knows of hidden records from one that does not."""
    rows = mixed([ONE], [ONE] * 30, range(30))
    alone = answer([("seen", ONE)], ASKED)
    assert answer(rows, ASKED) == alone
    assert answer(rows, ASKED, operator("operator:test")) != alone
    monkeypatch.setattr(Sight, "records", property(lambda sight: len(sight.snapshot)))
    assert answer(rows, ASKED) != alone


def test_the_control_a_look_at_hidden_values_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = mixed([ONE], [ONE], [0])
    monkeypatch.setattr(likelies, "COLUMNS", {"sex": ("mother_name",)})  # whatever of the record is visible
    seen = sights.of(snapshot_of(rows), visible(NORTH, Purpose.CASEWORK))
    assert "mother_name" in likelies._record(seen, 1)
    assert "mother_name" not in likelies._record(seen, 0)


def test_what_differs_speaks_against_and_excludes_nobody(built: Built) -> None:
    asked = Asked(name="Khaled Youssef Haddad", mother="Fatima", place="Hama")
    assert search(sight_of(built), asked).total == 0
    found = likely(sight_of(built), asked)
    assert found.hits[0].name_latin == "Khaled Youssef Al Haddad"
    told = {one.field: one for one in found.hits[0].why}
    assert told["place"].weight < 0 < told["mother"].weight
    assert told["given"].level in {"same sound", "exact"}


def test_weights_order_people_and_words_say_why(built: Built) -> None:
    """The brother has the mother and the family too."""
    found = likely(sight_of(built), Asked(name="خالد يوسف الحداد", mother="فاطمة"))
    names = [hit.name_ar for hit in found.hits]
    assert names.index("خالد يوسف الحداد") < names.index("عمر يوسف الحداد")
    page = people.hits(found.hits, "en")
    assert "given name sounds the same" in page
    assert "given name differs" in page or "given name is another known name" in page


def test_hidden_fields_are_not_weighed(built: Built) -> None:
    found = likely(sight_of(built, "south"), Asked(name="Khaled Haddad", mother="Fatima"))
    assert [hit.records for hit in found.hits[:1]] == [1]
    assert likely(sight_of(built, "west"), Asked(name="Khaled Haddad")).hits == ()


def test_a_number_is_found_whatever_the_name() -> None:
    rows = [("seen", ("محمد النجار", "", 15_000, "SY02", "1002")), ("seen", ONE)]
    found = likely(
        sights.of(snapshot_of(rows), visible(NORTH, Purpose.CASEWORK)),
        Asked(name="محمد النجار", number="1001"),
    )
    told = [{one.field: one.level for one in hit.why}.get("identifiers") for hit in found.hits]
    assert "shared" in told or found.total == 1


def test_the_page_says_what_differs_in_the_usual_reading_and_what_is_missing() -> None:
    rows = [("seen", ("مروان ياسر الحلبي", "", 15_000, "SY0400", "1001"))]
    asked = Asked(name="مروان قصاب", mother="سعاد", place="حمص")
    _, english, arabic = answer(rows, asked)
    assert (
        "another reading of the name; as names are usually read: family name is another known name" in english
    )
    assert "mother&#x27;s name is missing" in english
    assert "قراءة أخرى للاسم؛ وفي القراءة المعتادة: اسم العائلة اسمان معروفان مختلفان" in arabic
    assert "اسم الأم غير مذكور" in arabic
