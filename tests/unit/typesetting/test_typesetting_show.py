"""What cannot be seen on paper is marked; what can is left alone."""

import csv
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.typesetting import shown
from sijill.typesetting.show import FONTS, coverage


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("خالد Khaled Խաչ ܐܒ ḥaḍara", "خالد Khaled Խաչ ܐܒ ḥaḍara"),
        ("\u202eevil\u202c", "[U+202E]evil[U+202C]"),
        ("a\u2066b\u2069", "a[U+2066]b[U+2069]"),
        ("\ufeffa\u200bb\x00", "[U+FEFF]a[U+200B]b[U+0000]"),
        ("می‌رود", "می‌رود"),  # the joiner is spelling
        ("😀", "[U+1F600]"),
        ("\ud800", "[U+D800]"),
        ("a\r\nb\tc", "a\nb c"),
    ],
)
def test_marks(text: str, printed: str) -> None:
    assert shown(text) == printed


@given(st.text())
def test_marking_twice_changes_nothing_and_no_direction_control_is_left(text: str) -> None:
    once = shown(text)
    assert shown(once) == once
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


def test_coverage_is_what_the_shipped_fonts_have() -> None:
    font_tools = pytest.importorskip("fontTools.ttLib")
    have: set[int] = set()
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        have |= set(font_tools.TTFont(path).getBestCmap())
    firsts, lasts = coverage()
    listed = {code for low, high in zip(firsts, lasts, strict=True) for code in range(low, high + 1)}
    assert listed == have


def test_the_table_is_sorted_and_disjoint() -> None:
    with (FONTS / "coverage.csv").open(encoding="ascii", newline="") as handle:
        rows = [(int(row["first"], 16), int(row["last"], 16)) for row in csv.DictReader(handle)]
    assert all(low <= high for low, high in rows)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(rows))


def test_licence_and_sources_lie_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE-OFL.txt").read_text(encoding="utf-8")
    assert "LICENSE-OFL.txt" in (FONTS / "SOURCES.md").read_text(encoding="utf-8")
