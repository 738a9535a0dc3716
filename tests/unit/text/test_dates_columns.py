"""Columns, ages, spreadsheet serials, long texts: what one text alone cannot show."""

from datetime import date

import pytest

from sijill.text import dates
from sijill.text.dates import Order, Precision, Unread, conventions
from sijill.text.dates.lexicon import Kind, rows

US_EXPORT = ["3/12/2013", "3/25/2013", "11/22/2012", "10/16/2011", "1/2/2012", "12/27/2012", "2014", ""]
LEVANT_EXPORT = ["12/3/2013", "25/3/2013", "22/11/2012", "16/10/2011", "27/12/2012", "حزيران 2012"]


def test_a_column_of_month_first_dates_decides_its_ambiguous_ones():
    order = dates.infer_order(US_EXPORT)
    assert (order.order, order.day_first, order.month_first, order.undecided) == (Order.MONTH_FIRST, 0, 4, 2)
    first = dates.read_column(US_EXPORT)[0]
    assert (first.edtf, first.ambiguous) == ("2013-03-12", False)


def test_a_column_of_day_first_dates_decides_its_ambiguous_ones():
    assert dates.infer_order(LEVANT_EXPORT).order is Order.DAY_FIRST
    assert dates.read_column(LEVANT_EXPORT)[0].edtf == "2013-03-12"


def test_a_column_that_contradicts_itself_decides_nothing():
    mixed = ["12/3/2013", *LEVANT_EXPORT, *US_EXPORT]
    assert dates.infer_order(mixed).order is None
    assert dates.read_column(mixed)[0].ambiguous


def test_thin_evidence_decides_nothing():
    assert dates.infer_order(["12/3/2013", "1/2/2013", "25/3/2013"]).order is None
    assert dates.infer_order(["12/3/2013"] * 30 + ["25/3/2013"] * 4).order is None


def test_a_spreadsheet_that_turned_only_some_dates_is_left_open():
    """US Excel reads 3/12 as 12 March and leaves 25/12 as text: few proofs, many doubtful ones."""
    assert dates.infer_order(["3/12/2013", "5/1/2012", "7/8/2012"] * 10 + ["25/12/2012"] * 3).order is None


def test_a_date_against_its_column_is_read_and_noted():
    reading = dates.read("3/25/2013", order="dmy")
    assert reading.edtf == "2013-03-25"
    assert "against the order" in reading.note


@pytest.mark.parametrize(
    ("order", "expected"), [("dmy", "2013-03-12"), ("mdy", "2013-12-03"), ("DMY", "2013-03-12")]
)
def test_an_order_that_is_said_decides(order, expected):
    assert dates.read("12/3/2013", order=order).edtf == expected
    assert dates.read("قبل 12/3/2014", order=order).ambiguous is False


def test_the_inferred_order_can_be_handed_on():
    assert dates.read("12/3/2013", order=dates.infer_order(US_EXPORT)).edtf == "2013-12-03"


def test_serials_are_read_only_when_told():
    assert dates.read("41345").unread is Unread.NOT_UNDERSTOOD
    assert dates.read("41345", excel=True).edtf == "2013-03-12"
    assert dates.read("12", excel=True).unread is Unread.NOT_UNDERSTOOD


def test_a_column_of_serials_says_so_itself():
    assert [reading.edtf for reading in dates.read_column(["41345", "41000", "40700", ""])][:2] == [
        "2013-03-12",
        "2012-04-01",
    ]
    beside_dates = dates.read_column(["41345", "41000", "40700", "2012-05-01"])
    assert beside_dates[0].edtf == "2013-03-12"
    identifiers = dates.read_column(["41345", "91345", "20700", "2012-05-01"])
    assert identifiers[0].unread is Unread.NOT_UNDERSTOOD


def test_first_of_january_in_a_birth_column_is_the_year():
    assert dates.read("1980-01-01", column="birth").edtf == "1980"
    assert dates.read("1/1/1980", column="event").edtf == "1980-01-01"
    assert dates.read("1 January 1980", column="birth").edtf == "1980-01-01"


def test_many_first_of_januaries_show_a_register_default():
    column = ["1980-01-01", "1981-01-01", "1975-01-01", "1980-05-03", "1990-07-11"]
    assert [reading.precision for reading in dates.read_column(column)][:3] == [Precision.YEAR] * 3
    seldom = ["1980-01-01", *(f"1980-05-{day:02}" for day in range(2, 30))]
    assert dates.read_column(seldom)[0].precision is Precision.EXACT


def test_two_digit_years_by_pivot_and_column():
    assert dates.read("25/3/20").edtf == "2020-03-25"
    assert dates.read("25/3/20", column="birth").edtf == "1920-03-25"
    assert dates.read("25/3/20", pivot=1999).edtf == "1920-03-25"
    assert "1930-2029" in dates.read("25/3/20").note


@pytest.mark.parametrize(
    ("age", "as_of", "edtf"),
    [
        ("25", date(2013, 3, 12), "1987-03-13/1988-03-12"),
        ("٢٥ سنة", date(2013, 3, 12), "1987-03-13/1988-03-12"),
        ("25 years old", "2013-03-12", "1987-03-13/1988-03-12"),
        ("25", "2013", "1987-01-02/1988-12-31"),
        ("about 25", date(2013, 3, 12), "1987-03-13~/1988-03-12~"),
        ("حوالي ٢٥ عاماً", date(2013, 3, 12), "1987-03-13~/1988-03-12~"),
        ("20-25", date(2013, 3, 12), "1987-03-13/1993-03-12"),
        ("18 months", date(2013, 3, 12), "2011-08-13/2011-09-12"),
        ("6 أشهر", date(2013, 3, 12), "2012-08-13/2012-09-12"),
        ("قاصر", date(2013, 3, 12), "1995-03-13/2013-03-12"),
        ("minor", date(2013, 3, 12), "1995-03-13/2013-03-12"),
        ("في الثلاثينات", date(2013, 3, 12), "1973-03-13/1983-03-12"),
        ("30s", date(2013, 3, 12), "1973-03-13/1983-03-12"),
        ("25", date(2012, 2, 29), "1986-03-02/1987-03-01"),
        ("25", "since 2013", "1987-01-02/.."),
        ("25", "12/3/2013", "1987-03-13/1988-12-03"),
    ],
)  # fmt: skip
def test_ages(age, as_of, edtf):
    assert dates.birth_from_age(age, as_of).edtf == edtf


@pytest.mark.parametrize(
    ("age", "as_of", "reason"),
    [
        ("", date(2013, 3, 12), Unread.MISSING),
        ("غير معروف", date(2013, 3, 12), Unread.UNKNOWN),
        ("25", None, Unread.INCOMPLETE),
        ("25", "unknown", Unread.INCOMPLETE),
        ("250", date(2013, 3, 12), Unread.IMPOSSIBLE),
        ("30-20", date(2013, 3, 12), Unread.IMPOSSIBLE),
        ("tall", date(2013, 3, 12), Unread.NOT_UNDERSTOOD),
    ],
)
def test_ages_that_are_not_read(age, as_of, reason):
    reading = dates.birth_from_age(age, as_of)
    assert (reading.unread, reading.edtf) == (reason, None)


def test_long_texts_are_not_searched():
    assert dates.read("12/3/2013 " * 10_000).unread is Unread.TOO_LONG
    assert dates.read("1-" * 70).unread is Unread.TOO_LONG


def test_a_column_reads_each_text_once(monkeypatch):
    seen = []
    from sijill.text.dates import columns

    original = columns.parse
    monkeypatch.setattr(columns, "parse", lambda text, **kw: (seen.append(text), original(text, **kw))[1])
    dates.read_column(["2013", "آذار 2013", "2013"] * 50)
    assert sorted(seen) == ["2013", "آذار 2013"]


def test_every_kind_of_word_is_known_and_every_value_is_of_its_kind():
    numbers = {Kind.MONTH: 12, Kind.HIJRI: 12, Kind.SOLAR: 12, Kind.ORDINAL: 31, Kind.WEEKDAY: 6}
    for row in rows():
        kind = Kind(row["kind"])
        if kind in numbers:
            assert all(int(part) <= numbers[kind] for part in row["value"].split("/"))
        if kind is Kind.SEASON:
            assert row["value"] in conventions.SEASON_EDTF
        if kind is Kind.PART:
            assert row["value"] in {*conventions.THIRDS_OF_MONTH, "night"}


def test_no_word_names_two_different_months():
    """A name that belongs to two months has a row of its own (10/11)."""
    from sijill.text.dates.tokens import fold

    seen = {}
    for row in rows():
        if row["kind"] in {"month", "hijri", "solar"}:
            for word in row["words"].split("|"):
                key = (row["kind"], fold(word))
                assert seen.setdefault(key, row["value"]) == row["value"], key
