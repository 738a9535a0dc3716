"""Reading never fails, takes bounded work and says the same twice; relations of places are what they claim."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.text import facilities, places
from sijill.text.places import resolve
from sijill.text.places.index import PROPOSALS, SpellingIndex, spelling_index, written

PCODES = sorted(places.gazetteer().units)
pcodes = st.sampled_from(PCODES)
spellings = st.sampled_from(sorted({each.text for each in places.gazetteer().spellings}))
arabic = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةءأإىئؤـ ًٌَُِّْ-()،/0123456789٠١٢", max_size=60)
latin = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCÂÊÎŞşçğıöüéèï'’‘` -(),/;0123456789", max_size=60)
anything = st.one_of(
    st.text(max_size=80), arabic, latin, st.text(max_size=12).flatmap(lambda t: st.just(t * 900))
)


@given(anything, st.one_of(st.none(), pcodes, anything))
@settings(max_examples=300, deadline=None)
def test_reading_a_place_never_fails_and_keeps_its_promises(text: str, within: str | None) -> None:
    reading = places.read(text, within=within)
    assert reading.original == text
    shown = [each.pcode for each in reading.candidates]
    assert len(set(shown)) == len(shown) <= 8
    assert all(0.0 <= each.score <= 1.0 for each in reading.candidates)
    if reading.resolved is not None:
        assert shown[0] == reading.resolved
        assert reading.codes == (reading.resolved,)
    else:
        assert reading.note


@given(anything, st.one_of(st.none(), pcodes))
@settings(max_examples=200, deadline=None)
def test_reading_a_facility_never_fails_and_keeps_its_promises(text: str, governorate: str | None) -> None:
    for reading in (facilities.read(text, governorate=governorate), facilities.read_agency(text)):
        assert reading.original == text
        assert all(0.0 <= each.score <= 1.0 for each in reading.candidates)
        if reading.resolved is not None:
            assert reading.codes == (reading.resolved,)
            assert reading.resolved in {each.id for each in reading.candidates}
        else:
            assert reading.note


@given(st.one_of(anything, st.lists(spellings, max_size=8).map(" ثم ".join)))
@settings(max_examples=150, deadline=None)
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for span in places.find(text):
        assert end <= span.start < span.end <= len(text)
        assert span.reading.codes
        assert span.reading.original == text[span.start : span.end]
        end = span.end


@given(st.one_of(spellings, arabic, latin))
@settings(max_examples=150, deadline=None)
def test_a_second_reading_says_the_same_as_the_first(text: str) -> None:
    first = places.read(text), facilities.read(text)
    resolve.forget()
    assert (places.read(text), facilities.read(text)) == first


@given(spellings)
@settings(max_examples=150, deadline=None)
def test_direction_signs_tatweel_marks_and_spaces_do_not_matter(text: str) -> None:
    dressed = "\u202b  " + text.replace("ر", "رـ").replace("م", "مِ") + "\u200f \u202c"
    assert places.read(dressed).codes == places.read(text).codes


@given(st.one_of(arabic, latin).filter(str.strip))
@settings(max_examples=150, deadline=None)
def test_a_name_is_compared_with_a_bounded_number_of_spellings(text: str) -> None:
    """Ten kilobytes of one word cost no more comparisons than a short one."""
    compared = 0
    index = spelling_index()
    compare = SpellingIndex._compare

    def counted(self: SpellingIndex, name: object, i: int) -> object:
        nonlocal compared
        compared += 1
        return compare(self, name, i)  # type: ignore[arg-type]

    SpellingIndex._compare = counted  # type: ignore[method-assign, assignment]
    try:
        index.near(written((text * 200)[:10_000].split()))
    finally:
        SpellingIndex._compare = compare  # type: ignore[method-assign]
    assert compared <= 3 * PROPOSALS


def test_ten_kilobytes_are_refused_as_a_cell_and_searched_as_text() -> None:
    text = ("حمص ودرعا ثم Deir ez-Zor " * 500)[:10_000]
    assert places.read(text).resolved is None
    assert facilities.read(text).resolved is None
    assert len(places.find(text)) > 900


def test_containment_is_a_partial_order() -> None:
    for one in PCODES:
        assert places.contains(one, one)
    pairs = {(a, b) for a, b in product(PCODES, PCODES) if places.contains(a, b)}
    assert all(a == b or (b, a) not in pairs for a, b in pairs)
    below: dict[str, set[str]] = {}
    for a, b in pairs:
        below.setdefault(a, set()).add(b)
    assert all(below[b] <= below[a] for a, b in pairs)


@given(pcodes, pcodes, pcodes)
@settings(deadline=None)
def test_distance_is_symmetric_and_keeps_to_the_triangle(a: str, b: str, c: str) -> None:
    ab, ba, bc, ac = (places.distance_km(*pair) for pair in ((a, b), (b, a), (b, c), (a, c)))
    assert ab is not None
    assert bc is not None
    assert ac is not None
    assert ab == ba
    assert ab >= 0
    assert places.distance_km(a, a) == 0
    assert ac <= ab + bc + 1e-6


@given(pcodes, pcodes)
@settings(deadline=None)
def test_comparison_is_symmetric_and_agrees_with_containment(a: str, b: str) -> None:
    relation = places.compare(a, b)
    assert relation is places.compare(b, a)
    if relation is places.PlaceRelation.CONTAINS:
        assert places.contains(a, b) or places.contains(b, a)
    if relation is places.PlaceRelation.ELSEWHERE:
        assert not places.contains(a, b)
        assert not places.contains(b, a)


@given(spellings, pcodes)
@settings(max_examples=150, deadline=None)
def test_what_is_read_within_a_place_lies_in_it_or_around_it(text: str, within: str) -> None:
    reading = places.read(text, within=within)
    if reading.resolved is not None:
        assert places.contains(within, reading.resolved) or places.contains(reading.resolved, within)
