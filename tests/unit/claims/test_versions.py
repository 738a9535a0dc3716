"""Rows of a new version found again, or reported; never guessed."""

from hypothesis import given
from hypothesis import strategies as st

from sijill.claims.versions import How, VersionRow, compare


def row(record: str, reference: str | None = None, /, **cells: str) -> VersionRow:
    return VersionRow(record=record, cells=frozenset(cells.items()), reference=reference)


def test_the_source_reference_pairs_rows_whatever_else_changed() -> None:
    done = compare(
        [row("a-1", "R7", name="Samir Darwish", town="Jableh")],
        [row("b-4", "R7", name="Sameer Darwish", town="Safita")],
    )
    assert [(pair.old, pair.new, pair.how) for pair in done.pairs] == [("a-1", "b-4", How.REFERENCE)]
    assert done.pairs[0].columns == ("name", "town")


def test_a_reference_used_twice_pairs_nothing_by_itself() -> None:
    done = compare(
        [row("a-1", "R7", name="one"), row("a-2", "R7", name="two")], [row("b-1", "R7", name="three")]
    )
    assert done.pairs == ()
    assert (done.removed, done.added) == (("a-1", "a-2"), ("b-1",))


def test_unchanged_rows_are_found_in_any_order() -> None:
    old = [row("a-1", name="Samir", year="1980"), row("a-2", name="Nadia", year="1975")]
    new = [row("b-1", name="Nadia", year="1975"), row("b-2", name="Samir", year="1980")]
    done = compare(old, new)
    assert {(pair.old, pair.new) for pair in done.pairs} == {("a-2", "b-1"), ("a-1", "b-2")}
    assert done.changed == ()


def test_one_corrected_cell_is_a_change_and_not_a_new_person() -> None:
    done = compare(
        [row("a-1", name="Samir Darwish", year="1980", town="Jableh")],
        [row("b-1", name="Samir Darwish", year="1981", town="Jableh")],
    )
    assert done.pairs[0].how is How.BEST_MATCH
    assert done.changed[0].columns == ("year",)


def test_two_equally_good_partners_are_reported_and_not_guessed() -> None:
    old = [row("a-1", name="Samir Darwish", year="1980", town="Jableh")]
    new = [
        row("b-1", name="Samir Darwish", year="1981", town="Jableh"),
        row("b-2", name="Samir Darwish", year="1982", town="Jableh"),
    ]
    done = compare(old, new)
    assert done.pairs == ()
    assert done.removed == ("a-1",)
    assert done.added == ("b-1", "b-2")
    assert "a-1" in done.ambiguous


def test_rows_with_little_in_common_are_removed_and_added() -> None:
    done = compare(
        [row("a-1", name="Samir", year="1980", town="Jableh")],
        [row("b-1", name="Nadia", year="1990", town="Jableh")],
    )
    assert (done.removed, done.added, done.pairs) == (("a-1",), ("b-1",), ())


CELLS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz"), min_size=1).map(
    lambda cells: frozenset(cells.items())
)
ROWS = st.lists(st.tuples(CELLS, st.none() | st.sampled_from("123")), max_size=8)


@given(ROWS, ROWS, st.randoms())
def test_every_row_is_accounted_for_once_and_order_does_not_matter(old, new, random) -> None:
    before = [VersionRow(record=f"a-{n}", cells=cells, reference=ref) for n, (cells, ref) in enumerate(old)]
    after = [VersionRow(record=f"b-{n}", cells=cells, reference=ref) for n, (cells, ref) in enumerate(new)]
    done = compare(before, after)
    assert sorted([pair.old for pair in done.pairs] + list(done.removed)) == sorted(
        one.record for one in before
    )
    assert sorted([pair.new for pair in done.pairs] + list(done.added)) == sorted(one.record for one in after)
    random.shuffle(before)
    random.shuffle(after)
    assert compare(before, after) == done
