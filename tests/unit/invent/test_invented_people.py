"""Invented lives make sense, and what is told of them is not known before it can be known."""

import csv
import datetime as dt
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tools.invent import damage, written_dates  # noqa: E402
from tools.invent import names_tables as tables  # noqa: E402
from tools.invent.chance import Chance  # noqa: E402
from tools.invent.custody_tables import AGENCIES, CENTRAL, FACILITIES, LOCAL, NON_STATE, PRISONS  # noqa: E402
from tools.invent.demo_lists import POPULATION, SEED, world  # noqa: E402
from tools.invent.facts import Day, Fate, Precision, hear  # noqa: E402
from tools.invent.lives import FALL, Outcome  # noqa: E402
from tools.invent.names_tables import Name, Tongue  # noqa: E402
from tools.invent.organisations import ORGANISATIONS  # noqa: E402
from tools.invent.places_tables import GOVERNORATES, TOWNS  # noqa: E402
from tools.invent.spelling import Speller  # noqa: E402

SHIPPED = ROOT / "src" / "sijill" / "text" / "data" / "sy"


@pytest.fixture(scope="module")
def made():
    return world()


def test_chance_draws_the_same_on_every_machine():
    chance = Chance("fixed").child("stream")
    assert [chance.below(1000) for _ in range(5)] == [736, 361, 68, 657, 783]
    assert chance.weighted("abc", (0, 1, 0)) == "b"


def test_the_same_seed_gives_the_same_world(made):
    again = world(SEED)
    assert again.lives == made.lives
    assert [line.cells for line in again.lists["daftar"]] == [line.cells for line in made.lists["daftar"]]


def test_ids_are_unique_and_everybody_counts(made):
    assert len({life.person.id for life in made.lives}) == len(made.lives) == POPULATION


def test_brothers_share_parents_and_differ_in_their_given_names(made):
    households = defaultdict(list)
    for life in made.lives:
        households[life.person.household].append(life.person)
    several = [people for people in households.values() if len(people) > 1]
    assert len(several) > 150
    for people in several:
        assert (
            len(
                {(p.father, p.grandfather, p.family, p.mother, p.mother_family, p.town.pcode) for p in people}
            )
            == 1
        )
        assert len({p.given[-1] for p in people}) == len(people)


def test_fathers_and_children_cousins_and_namesakes_occur(made):
    people = [life.person for life in made.lives]
    lines = {(p.clan, p.given, p.father[-1]) for p in people if not p.woman}
    fathers = [p for p in people if (p.clan, p.father, p.grandfather) in lines]
    assert len(fathers) > 20
    repeated = [p for p in people if p.given == (p.grandfather,)]
    assert len(repeated) > 50
    groups = defaultdict(set)
    for person in people:
        groups[person.name_group].add(person.household)
    assert sum(1 for households in groups.values() if len(households) > 1) >= 20


def test_a_tenth_are_women_and_they_keep_their_fathers_family(made):
    women = [life.person for life in made.lives if life.person.woman]
    assert 0.06 < len(women) / len(made.lives) < 0.15
    by_household = {life.person.household: life.person.family for life in made.lives if not life.person.woman}
    assert all(by_household.get(w.household, w.family) == w.family for w in women)


def test_lives_are_in_order(made):
    for life in made.lives:
        before = None
        for episode in life.episodes:
            assert episode.arrest.year - life.person.birth.year > 13
            assert [stay.since for stay in episode.stays] == sorted(stay.since for stay in episode.stays)
            assert episode.stays[0].since == episode.arrest
            if episode.outcome_date is not None:
                assert episode.stays[-1].since < episode.outcome_date <= FALL
                assert episode.outcome_known is not None
                assert episode.outcome_known >= episode.outcome_date
            if before is not None:
                assert before < episode.arrest
            before = episode.outcome_date
            assert (episode.outcome is Outcome.DISAPPEARED) == (episode.outcome_date is None)
        assert all(episode.outcome is Outcome.RELEASED for episode in life.episodes[:-1])


def test_nobody_tells_of_an_outcome_before_it_could_be_known(made):
    told = {Fate.DIED, Fate.EXECUTED, Fate.RELEASED, Fate.FREED}
    for organisation in ORGANISATIONS:
        chance = Chance(f"hearing/{organisation.key}")
        for life in made.lives:
            if life.episodes[0].arrest >= organisation.gaps.as_of:
                continue
            heard = hear(life, organisation.gaps, chance)
            assert heard.episode.arrest < organisation.gaps.as_of
            if heard.fate in told and "status_differs" not in heard.flags:
                assert heard.episode.outcome_known <= organisation.gaps.as_of
            if organisation.gaps.as_of > FALL:
                assert heard.fate is not Fate.DETAINED


def test_rows_a_person_are_few_and_some_people_are_on_no_list(made):
    rows = Counter(line.person.id for lines in made.lists.values() for line in lines)
    assert 2_900 < rows.total() < 3_100
    assert 1_400 < len(rows) < 1_600
    assert len(rows) < len(made.lives)


def test_phenomena_of_real_lists_all_occur(made):
    flags = Counter(flag for lines in made.lists.values() for line in lines for flag in line.flags)
    wanted = {
        "typo",
        "swapped",
        "dup",
        "copy",
        "nickname",
        "altfamily",
        "inexactdate",
        "pdf",
        "glued",
        "homonym_place",
        "ambiguous_date",
        "hijri",
        "birth_differs",
        "status_differs",
        "second_arrest",
        "double_given",
    }
    assert {flag for flag in wanted if flags[flag] >= 8} == wanted


def shipped(name: str, column: str) -> set[str]:
    with (SHIPPED / name).open(encoding="utf-8") as file:
        return {row[column] for row in csv.DictReader(file)}


def test_ids_of_places_agencies_and_facilities_are_those_of_the_product():
    assert {town.pcode for town in TOWNS} | set(GOVERNORATES) <= shipped("places.csv", "pcode")
    assert set(FACILITIES) <= shipped("facilities.csv", "id")
    assert set(AGENCIES) <= shipped("actors.csv", "id")
    used = [f for by_place in LOCAL.values() for fs in by_place.values() for f in fs]
    used += [f for fs in (*CENTRAL.values(), *NON_STATE.values(), PRISONS) for f in fs]
    assert set(used) <= set(FACILITIES)


@pytest.mark.parametrize(
    ("arabic", "tongue", "spellings"),
    [
        ("خالد", Tongue.TURKISH, {"Halit", "Halid"}),
        ("خالد", Tongue.KURMANJI, {"Xalid"}),
        ("شعبان", Tongue.FRENCH, {"Chaban", "Chaaban"}),
        ("شعبان", Tongue.GERMAN, {"Schaban"}),
        ("عبد الله", Tongue.KURMANJI, {"Evdila", "Ebdula"}),
        ("نور الدين", Tongue.TURKISH, {"Nurettin", "Nureddin"}),
        ("يوسف", Tongue.FRENCH, {"Youssef", "Youssouf", "Youssof"}),
        ("إبراهيم", Tongue.TURKISH, {"İbrahim"}),
        ("راشد", Tongue.CHAT, {"rashid", "rashed", "rashd"}),
    ],
)
def test_each_tongue_has_its_letters(arabic, tongue, spellings):
    name = next(name for name in tables.MEN if name.arabic == arabic)
    speller = Speller(tongue, Chance(f"{arabic}/{tongue.value}"), steady=0.0)
    written = {speller.name(name) for _ in range(40)}
    assert written <= spellings


def test_a_writer_is_steady_and_never_silent():
    every = (
        *tables.MEN,
        *tables.WOMEN,
        *tables.FAMILIES,
        *tables.KURDISH_MEN,
        *tables.KURDISH_FAMILIES,
        *tables.KURDISH_WOMEN,
    )
    for tongue in Tongue:
        speller = Speller(tongue, Chance(tongue.value), steady=1.0)
        first = [speller.name(name) for name in every]
        assert first == [speller.name(name) for name in every]
        assert all(
            text and not any("\u0600" <= c <= "\u06ff" or c in "ʿʾḥḵṣḍṭẓġāīūēō@_" for c in text)
            for text in first
        )


def test_every_table_line_is_a_single_name_written_in_its_own_script():
    for name in (
        *tables.MEN,
        *tables.WOMEN,
        *tables.FAMILIES,
        *tables.ARMENIAN_MEN,
        *tables.CIRCASSIAN_FAMILIES,
    ):
        assert isinstance(name, Name)
        assert all("\u0621" <= c <= "\u064a" or c == " " for c in name.arabic), name.arabic
        assert name.arabic.startswith("ال") == name.sound.startswith("al-") or name.arabic == "الياس"


@pytest.mark.parametrize(
    ("text", "damaged"),
    [("بلال", "بالل"), ("الأسمر", "األسمر"), ("عبد الله", "عبد هللا"), ("علاء", "عالء"), ("سالم", "سالم")],
)
def test_a_pdf_reader_turns_lam_alef_around(text, damaged):
    assert damage.from_pdf(text, Chance("whole words")).replace(" ", "") == damaged.replace(" ", "")


def test_a_slip_changes_one_thing_and_never_the_first_letter():
    chance = Chance("slips")
    for name in tables.MEN:
        for _ in range(5):
            wrong = damage.typo(name.arabic, chance)
            assert wrong[0] == name.arabic[0]
            assert abs(len(wrong) - len(name.arabic)) <= 1


@pytest.mark.parametrize(
    ("day", "hijri"),
    [
        (dt.date(2023, 7, 19), "1 محرم 1445 هـ"),
        (dt.date(2013, 7, 9), "1 رمضان 1434 هـ"),
        (dt.date(2012, 10, 26), "10 ذو الحجة 1433 هـ"),
    ],
)
def test_hijri_dates_follow_umm_al_qura(day, hijri):
    assert written_dates.hijri(Day(date=day, precision=Precision.DAY)) == hijri


@pytest.mark.parametrize(
    ("write", "day", "month", "year"),
    [
        (written_dates.iso, "2012-12-03", "2012-12", "2012"),
        (written_dates.day_first, "03/12/2012", "12/2012", "2012"),
        (written_dates.month_first, "12/3/2012", "Dec 2012", "2012"),
        (
            lambda d: written_dates.in_words(d, written_dates.LEVANT),
            "3 كانون الأول 2012",
            "كانون الأول 2012",
            "2012",
        ),
        (
            lambda d: written_dates.in_words(d, written_dates.FRENCH),
            "3 décembre 2012",
            "décembre 2012",
            "2012",
        ),
        (lambda d: written_dates.eastern(written_dates.day_first(d)), "٠٣/١٢/٢٠١٢", "١٢/٢٠١٢", "٢٠١٢"),
    ],
)
def test_dates_are_written_to_their_precision(write, day, month, year):
    written = [write(Day(date=dt.date(2012, 12, 3), precision=precision)) for precision in Precision]
    assert written == [day, month, year]
