"""What holds for every text and every day."""

from datetime import date, timedelta

from hijridate import Gregorian
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.text import dates

LEVANT = [
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
]  # fmt: skip
EGYPT = [
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
]  # fmt: skip
ENGLISH = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
FRENCH = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
TURKISH = [
    "Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran",
    "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık",
]  # fmt: skip
GERMAN = [
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
]  # fmt: skip
MONTHS = st.sampled_from([LEVANT, EGYPT, ENGLISH, FRENCH, TURKISH, GERMAN])
DAYS = st.dates(min_value=date(1901, 1, 1), max_value=date(2099, 12, 31))
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DIGITS = st.sampled_from([{}, ARABIC_DIGITS, PERSIAN_DIGITS])
NUMERIC = st.sampled_from([
    "{d}/{m}/{y}", "{m}/{d}/{y}", "{y}/{m}/{d}", "{d:02}-{m:02}-{y}", "{y}-{m:02}-{d:02}", "{d}.{m}.{y}", "{d} {m} {y}",
    "{d}\\{m}\\{y}", "{y}-{m:02}-{d:02}T00:00:00", "{d}/{m}/{y} 14:30", "{y}{m:02}{d:02}", "{m:02}/{y}", "{y}-{m:02}",
    "{y}", "عام {y}", "{y}م", "about {y}", "حوالي {y}", "00/{m:02}/{y}", "شهر {m} سنة {y}", "since {y}",
    "until {d}/{m}/{y}", "{d}/{m}/{y} - {d}/{m}/{y}",
])  # fmt: skip
NAMED = st.sampled_from([
    "{d} {n} {y}", "{d}-{n}-{y}", "{n} {d}, {y}", "{d}{n}{y}", "{n} {y}", "{y} {n} {d}", "{d}/{n}/{y}", "until {n} {y}",
    "{d}. {n} {y}", "حوالي {n} {y}", "{d} من {n} {y}",
])  # fmt: skip
PIECES = st.sampled_from([
    "12", "3", "2013", "1434", "31", "0", "00", "٢٠١٣", "-", "/", ".", ",", "~", "?", "[", "]", "..", "(", ")",
    "'", "%", "T", ":", "هـ", "م", "X", "آذار", "تشرين", "كانون", "ربيع", "رمضان", "شتاء", "winter", "Mar", "May",
    "قبل", "بعد", "before", "after", "until", "منذ", "بين", "و", "and", "to", "إلى", "or", "أو", "mid", "منتصف",
    "نهاية", "about", "حوالي", "s", "th", "1er", "year", "سنة", "شهر", "unknown", "الموافق",
])  # fmt: skip
MIXTURES = st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=9).map(
    lambda pairs: "".join(piece + space for piece, space in pairs)
)
TEXTS = st.one_of(st.text(max_size=60), MIXTURES)


def covers(reading, day):
    return (
        reading.unread is None
        and (reading.start is None or reading.start <= day)
        and (reading.end is None or day <= reading.end)
    )


@given(day=DAYS, style=NUMERIC, digits=DIGITS)
def test_a_day_written_in_figures_lies_within_its_reading(day, style, digits):
    text = style.format(d=day.day, m=day.month, y=day.year).translate(digits)
    assert covers(dates.read(text), day)


@given(day=DAYS, style=NAMED, names=MONTHS, digits=DIGITS)
def test_a_day_written_with_a_month_name_lies_within_its_reading(day, style, names, digits):
    text = style.format(d=day.day, n=names[day.month - 1], y=day.year).translate(digits)
    assert covers(dates.read(text), day)


HIJRI_MONTHS = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال",
    "ذو القعدة", "ذو الحجة",
)  # fmt: skip
HIJRI_STYLES = st.sampled_from([
    "{d} {n} {y}", "{d}/{m}/{y} هـ", "{y}/{m}/{d}", "{n} {y} هـ", "{y}هـ", "{d} {n} {g}", "{n} {g}",
])  # fmt: skip
HIJRI_DAYS = st.dates(min_value=date(1925, 1, 1), max_value=date(2076, 12, 31))
DAY_STYLES = st.sampled_from([
    "{d}/{m}/{y}", "{m}/{d}/{y}", "{y}-{m:02}-{d:02}", "{d}.{m}.{y}", "{d} {n} {y}", "{n} {d}, {y}", "{d}/{n}/{y}",
])  # fmt: skip


@given(day=HIJRI_DAYS, style=HIJRI_STYLES, digits=DIGITS)
def test_a_day_written_in_the_hijri_calendar_lies_within_its_reading(day, style, digits):
    hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    text = style.format(d=hijri.day, m=hijri.month, n=HIJRI_MONTHS[hijri.month - 1], y=hijri.year, g=day.year)
    assert covers(dates.read(text.translate(digits)), day)


@given(day=HIJRI_DAYS, style=HIJRI_STYLES, slip=st.integers(-2, 2))
def test_before_and_after_a_hijri_date_reach_up_to_it(day, style, slip):
    """Also when the month began two days off."""
    hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    if "{d}" not in style:
        return
    text = style.format(d=hijri.day, m=hijri.month, n=HIJRI_MONTHS[hijri.month - 1], y=hijri.year, g=day.year)
    true_day = day + timedelta(days=slip)
    assert covers(dates.read(f"before {text}"), true_day - timedelta(days=1))
    assert covers(dates.read(f"بعد {text}"), true_day + timedelta(days=1))


@given(day=DAYS, style=DAY_STYLES, names=MONTHS)
def test_before_after_since_until_and_ranges_reach_up_to_the_day(day, style, names):
    text = style.format(d=day.day, m=day.month, n=names[day.month - 1], y=day.year)
    day_before, day_after = day - timedelta(days=1), day + timedelta(days=1)
    assert covers(dates.read(f"before {text}"), day_before)
    assert covers(dates.read(f"قبل {text}"), day_before)
    assert covers(dates.read(f"after {text}"), day_after)
    assert covers(dates.read(f"منذ {text}"), day)
    assert covers(dates.read(f"{text} حتى الآن"), day)
    assert covers(dates.read(f"until {text}"), day)
    assert covers(dates.read(f"{text} - {text}"), day)
    assert covers(dates.read(f"about {text}"), day)
    assert covers(dates.read(f"{text} أو 1955"), day)


def is_no_year_when_turned_round(day):
    """1931 turned round is 1391, a year of two Hijri calendars: that cannot be noticed."""
    turned = int(str(day.year)[::-1])
    return not (1300 <= turned <= 1500 or 1850 <= turned <= 2100)


@given(
    day=DAYS.filter(is_no_year_when_turned_round),
    style=st.sampled_from(["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{y}/{m:02}/{d:02}", "{y}-{m}-{d}"]),
    digits=DIGITS,
)
def test_a_day_whose_digits_were_turned_round_is_found_and_flagged(day, style, digits):
    """Either each number was turned round, or the whole text."""
    text = style.format(d=day.day, m=day.month, y=day.year)
    parts = text.replace("-", "/").split("/")
    for turned in ("/".join(part[::-1] for part in parts), text[::-1]):
        reading = dates.read(turned.translate(digits))
        assert reading.unread is not None or (covers(reading, day) and reading.ambiguous)


@given(day=DAYS, style=NUMERIC)
def test_an_order_only_ever_narrows(day, style):
    text = style.format(d=day.day, m=day.month, y=day.year)
    alone = dates.read(text)
    for order in ("dmy", "mdy"):
        ordered = dates.read(text, order=order)
        assert ordered.unread is alone.unread
        if alone.start is not None and ordered.start is not None:
            assert alone.start <= ordered.start
        if alone.end is not None and ordered.end is not None:
            assert ordered.end <= alone.end


@settings(max_examples=400)
@given(TEXTS)
def test_any_text_gives_a_whole_reading(text):
    reading = dates.read(text)
    assert reading.original == text
    assert (reading.edtf is None) == (reading.unread is not None)
    if reading.unread is not None:
        assert (reading.start, reading.end, reading.ambiguous) == (None, None, False)
        assert reading.note.startswith(reading.unread.value)
    else:
        assert reading.start is not None or reading.end is not None
        assert reading.start is None or reading.end is None or reading.start <= reading.end
    assert dates.read(text) == reading
    assert set(dates.as_json(reading)) >= {
        "text", "edtf", "start", "end", "calendar", "precision", "ambiguous", "note",
    }  # fmt: skip


@settings(max_examples=400)
@given(MIXTURES)
def test_reading_its_own_edtf_changes_nothing(text):
    reading = dates.read(text)
    if reading.edtf is None:
        return
    again = dates.read(reading.edtf)
    assert (again.edtf, again.start, again.end) == (reading.edtf, reading.start, reading.end)


@given(day=DAYS, age=st.integers(0, 110), born_before=st.integers(0, 364))
def test_a_birth_lies_within_the_interval_of_its_age(day, age, born_before):
    reading = dates.birth_from_age(str(age), day)
    assert reading.start is not None
    assert reading.end is not None
    born = reading.end - timedelta(days=min(born_before, (reading.end - reading.start).days))
    completed = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    assert completed == age


@given(st.text(max_size=30), st.one_of(st.none(), st.dates(min_value=date(1900, 1, 1)), st.text(max_size=20)))
def test_any_age_gives_a_reading(text, as_of):
    reading = dates.birth_from_age(text, as_of)
    assert reading.start is None or reading.end is None or reading.start <= reading.end


@given(st.lists(TEXTS, max_size=12))
def test_a_column_gives_one_reading_per_text_in_order(texts):
    readings = dates.read_column(texts)
    assert [reading.original for reading in readings] == texts


@given(
    st.lists(DAYS.filter(lambda day: day.day != day.month), min_size=40, max_size=60),
    st.sampled_from(["dmy", "mdy"]),
)
def test_the_order_of_a_column_is_found_or_left_open(days, order):
    style = "{d}/{m}/{y}" if order == "dmy" else "{m}/{d}/{y}"
    found = dates.infer_order([style.format(d=day.day, m=day.month, y=day.year) for day in days])
    assert found.order is None or found.order.value == order
    assert found.day_first + found.month_first + found.undecided == len(days)
