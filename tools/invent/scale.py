"""Invented lists of any size, for speed and for accuracy at size: vectorised, a million rows in well under a minute.

Coarser than the demo (nobody reads a million rows) but with what moves a linker: names with the frequencies of life
(a few very common given names, tens of thousands of family names with a long tail), brothers and sisters, clans,
namesakes, two scripts, spelling habits, slips, missing parts. Five lists, twelve columns each; half as many persons
as rows.

The draws come from numpy, so they are the same only for the same version of numpy: these files are made, used and
thrown away, never committed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from tools.invent import names_tables as tables
from tools.invent import written_dates as dates
from tools.invent.chance import Chance
from tools.invent.custody_tables import AGENCIES, FACILITIES, Written
from tools.invent.damage import loosen, typo
from tools.invent.demo_lists import MAPPING_HEADER, TRUTH_HEADER, csv_bytes
from tools.invent.facts import Day, Precision
from tools.invent.names_tables import Name, Tongue
from tools.invent.places_tables import GOVERNORATES, TOWNS
from tools.invent.spelling import Speller

Codes = np.ndarray[tuple[int], np.dtype[np.int64]]
Shares = np.ndarray[tuple[int], np.dtype[np.float64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

SIBLINGS = 0.18  # share of persons with a brother or sister among them
VARIANTS = 3  # spellings of one name in one list; the first is the habit
TYPOS = 0.03  # of rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    rows: int
    persons: int


# --- names ----------------------------------------------------------------------------------------

_ATTRIBUTES = (
    ("الرحيم", "raḥīm"), ("الملك", "malik"), ("الستار", "sattār"), ("الجبار", "jabbār"), ("الغفور", "ġafūr"),
    ("الوهاب", "wahhāb"), ("الفتاح", "fattāḥ"), ("العليم", "ʿalīm"), ("اللطيف", "laṭīf"), ("الحليم", "ḥalīm"),
    ("الغني", "ġanī"), ("الناصر", "nāṣir"), ("الهادي", "hādī"), ("الباسط", "bāsiṭ"), ("الجليل", "jalīl"),
    ("الحكيم", "ḥakīm"), ("الخالق", "ḵāliq"), ("الرؤوف", "raʾūf"), ("الصمد", "ṣamad"), ("المجيد", "majīd"),
    ("المنعم", "munʿim"), ("الواحد", "wāḥid"),
)  # fmt: skip
# Consonants of invented roots: Arabic letter and sound.
_CONSONANTS = (
    ("ب", "b"), ("ت", "t"), ("ج", "j"), ("ح", "ḥ"), ("خ", "ḵ"), ("د", "d"), ("ر", "r"), ("ز", "z"), ("س", "s"),
    ("ش", "š"), ("ص", "ṣ"), ("ط", "ṭ"), ("ع", "ʿ"), ("غ", "ġ"), ("ف", "f"), ("ق", "q"), ("ك", "k"), ("ل", "l"),
    ("م", "m"), ("ن", "n"), ("ه", "h"),
)  # fmt: skip
# Patterns of family names on a root of three: {0} {1} {2} are its consonants.
_PATTERNS = (
    ("{0}ا{1}{2}", "{0}ā{1}i{2}"),
    ("{0}{1}ا{2}", "{0}a{1}{1}ā{2}"),
    ("{0}{1}ي{2}", "{0}a{1}ī{2}"),
    ("{0}{1}{2}ان", "{0}a{1}{2}ān"),
    ("{0}{1}و{2}", "{0}a{1}{1}ū{2}"),
    ("م{0}{1}و{2}", "ma{0}{1}ū{2}"),
)
# What stands around a stem: itself, the article, the nisba, both, a forefather.
_AFFIXES = (
    ("{}", "{}"),
    ("ال{}", "al-{}"),
    ("{}ي", "{}ī"),
    ("ال{}ي", "al-{}ī"),
    ("أبو {}", "abū {}"),
)


def given_names(base: Sequence[Name], *, compounds: bool) -> list[Name]:
    names = list(base)
    if compounds:
        names += [Name(arabic=f"عبد {arabic}", sound=f"ʿabd al-{sound}") for arabic, sound in _ATTRIBUTES]
        names += [Name(arabic=f"محمد {n.arabic}", sound=f"muḥammad {n.sound}") for n in base[1:60]]
    return names


def family_names(count: int, chance: Chance) -> list[Name]:
    """The common family names first, then nisbas of the towns, then regular forms on invented roots."""
    names = {n.arabic: n for n in (*tables.FAMILIES, *tables.KURDISH_FAMILIES, *tables.ARMENIAN_FAMILIES)}
    for given in tables.MEN:
        if " " not in given.arabic:
            names.setdefault(f"ال{given.arabic}", Name(arabic=f"ال{given.arabic}", sound=f"al-{given.sound}"))
    while len(names) < count:
        root = [chance.pick(_CONSONANTS) for _ in range(3)]
        if len({letter for letter, _ in root}) < 3:
            continue
        arabic, sound = chance.pick(_PATTERNS)
        stem = arabic.format(*(letter for letter, _ in root)), sound.format(*(s for _, s in root))
        for around, heard in _AFFIXES:
            if chance.happens(0.5):
                name = Name(arabic=around.format(stem[0]), sound=heard.format(stem[1]))
                names.setdefault(name.arabic, name)
    return list(names.values())[:count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """`texts[code * VARIANTS + variant]` is a spelling of name `code`; variant 0 is the habit of the list."""

    texts: pa.Array

    def take(self, codes: Codes, rng: np.random.Generator) -> pa.Array:
        variant = np.where(rng.random(len(codes)) < 0.75, 0, rng.integers(1, VARIANTS, len(codes)))
        return self.texts.take(pa.array(codes * VARIANTS + variant))


def latin_spellings(names: Sequence[Name], tongue: Tongue, chance: Chance) -> Spellings:
    speller = Speller(tongue, chance, steady=0.0)
    return Spellings(texts=pa.array([_latin(speller, name) for name in names for _ in range(VARIANTS)]))


def _latin(speller: Speller, name: Name) -> str:
    if not name.sound.startswith("muḥammad "):
        return speller.name(name)
    second = Name(arabic="", sound=name.sound.removeprefix("muḥammad "))
    return f"{speller.name(tables.MEN[0])} {speller.name(second)}"


def arabic_spellings(names: Sequence[Name], looseness: float, chance: Chance) -> Spellings:
    texts = []
    for name in names:
        texts.append(
            loosen(name.arabic, chance, hamza=looseness, ta=looseness, ya=looseness / 2, joined=looseness)
        )
        texts += [
            loosen(name.arabic, chance, hamza=0.5, ta=0.4, ya=0.2, joined=0.5) for _ in range(VARIANTS - 1)
        ]
    return Spellings(texts=pa.array(texts))


# --- people ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    men: list[Name]
    women: list[Name]
    families: list[Name]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One entry a person in every array: codes into the vocabulary, days since 1970, places, facilities, outcomes."""

    household: Codes
    clan: Codes
    given: Codes  # men, or women where `woman`
    woman: Mask
    father: Codes
    grandfather: Codes
    family: Codes
    mother: Codes
    birth: Codes
    town: Codes
    arrest: Codes
    facility: Codes
    agency: Codes
    status: Codes
    name_group: Codes


def vocabulary(persons: int, chance: Chance) -> Vocabulary:
    families = min(60_000, max(400, persons // 10))
    men = given_names((*tables.MEN, *tables.KURDISH_MEN, *tables.ARMENIAN_MEN), compounds=True)
    women = given_names((*tables.WOMEN, *tables.KURDISH_WOMEN, *tables.ARMENIAN_WOMEN), compounds=False)
    return Vocabulary(men=men, women=women, families=family_names(families, chance))


def zipf(size: int, count: int, rng: np.random.Generator, *, offset: float, power: float) -> Codes:
    """`count` draws from `size` ranks; rank r has the weight (r + offset) ** -power."""
    weights = (np.arange(size) + offset) ** -power
    edges = np.cumsum(weights) / weights.sum()
    return np.searchsorted(edges, rng.random(count)).astype(np.int64)


def people(persons: int, words: Vocabulary, rng: np.random.Generator) -> People:
    sizes = _household_sizes(persons, rng)
    house = np.repeat(np.arange(len(sizes)), sizes)[:persons]
    clan = _clans(len(sizes), rng)
    clans = int(clan.max()) + 1
    families = zipf(len(words.families), clans, rng, offset=20.0, power=1.05)
    grandfathers = zipf(len(words.men), clans, rng, offset=6.0, power=0.9)
    towns = rng.choice(len(TOWNS), clans, p=_shares([town.weight for town in TOWNS])).astype(np.int64)
    fathers = zipf(len(words.men), len(sizes), rng, offset=6.0, power=0.9)
    mothers = zipf(len(words.women), len(sizes), rng, offset=5.0, power=0.8)
    woman = rng.random(persons) < 0.12
    given = np.where(
        woman,
        zipf(len(words.women), persons, rng, offset=5.0, power=0.8),
        zipf(len(words.men), persons, rng, offset=6.0, power=0.9),
    )
    given = _differ_in_household(given, woman, house, fathers[house], words)
    birth = _days(1945, 2003, persons, rng)
    arrest = np.maximum(_days(2011, 2019, persons, rng, early=2.2), birth + 14 * 366)
    group = (woman.astype(np.int64) << 60) | (given << 44) | (fathers[house] << 30) | families[clan[house]]
    return People(
        household=house, clan=clan[house], given=given, woman=woman, father=fathers[house],
        grandfather=grandfathers[clan[house]], family=families[clan[house]], mother=mothers[house], birth=birth,
        town=towns[clan[house]], arrest=arrest, facility=rng.integers(0, len(FACILITIES), persons),
        agency=rng.integers(0, len(AGENCIES), persons), status=rng.choice(5, persons, p=(0.3, 0.25, 0.25, 0.15, 0.05)),
        name_group=np.unique(group, return_inverse=True)[1].ravel(),
    )  # fmt: skip


def _shares(weights: Sequence[float]) -> Shares:
    array = np.array(weights, dtype=np.float64)
    shares: Shares = array / array.sum()
    return shares


def _household_sizes(persons: int, rng: np.random.Generator) -> Codes:
    """Sizes 1 to 4 so that `SIBLINGS` of all persons live in a household of several."""
    several = _shares((0.72, 0.2, 0.08))
    mean = float((several * (2, 3, 4)).sum())
    share = SIBLINGS / mean / (SIBLINGS / mean + (1 - SIBLINGS))
    many = rng.random(persons) < share
    return np.where(many, rng.choice((2, 3, 4), persons, p=several), 1).astype(np.int64)[:persons]


def _clans(households: int, rng: np.random.Generator) -> Codes:
    """A sixth of the households are cousins of the one before: same grandfather, family and town."""
    return (np.cumsum(rng.random(households) > 0.16) - 1).clip(0).astype(np.int64)


def _differ_in_household(given: Codes, woman: Mask, house: Codes, father: Codes, words: Vocabulary) -> Codes:
    """Brothers do not share a given name, nor a son his father's: a repeated one moves on in the table."""
    size = np.where(woman, len(words.women), len(words.men))
    out = np.where(~woman & (given == father), (given + 5) % size, given)
    for back in (1, 2, 3):
        same = np.zeros(len(out), dtype=bool)
        same[back:] = (
            (house[back:] == house[:-back]) & (woman[back:] == woman[:-back]) & (out[back:] == out[:-back])
        )
        out = np.where(same, (out + 7 * back) % size, out)
    return out


def _days(first: int, last: int, count: int, rng: np.random.Generator, *, early: float = 1.0) -> Codes:
    """Days since 1970 between two years; `early` above 1 draws the first years more often."""
    low = dt.date(first, 1, 1).toordinal() - _EPOCH
    high = dt.date(last, 12, 31).toordinal() - _EPOCH
    return (low + (high - low) * rng.random(count) ** early).astype(np.int64)


_EPOCH = dt.date(1970, 1, 1).toordinal()

# --- lists ----------------------------------------------------------------------------------------

_STATUS = {
    "ar": ("مختفٍ قسراً", "معتقل", "مفرج عنه", "متوفى", "غير معروف"),
    "en": ("Forcibly disappeared", "Detained", "Released", "Deceased", "Unknown"),
    "fr": ("Disparu", "Détenu", "Libéré", "Décédé", "Sort inconnu"),
}
_REFERENCE, _PLACE = "source.reference|id.source", "origin.place|residence.place|arrest.place"
_PART_PROPERTIES = (
    _REFERENCE, "name.given", "name.father", "name.family", "mother.name", "birth.date", "sex", _PLACE, _PLACE,
    "arrest.date", "held.place", "status",
)  # fmt: skip
_WHOLE_PROPERTIES = (
    _REFERENCE, "name", "mother.name", "birth.date", "sex", _PLACE, _PLACE, "arrest.date", "arrest.agency",
    "held.place", "status", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one list of the scale set is kept."""

    file: str
    header: tuple[str, ...]
    language: str  # of words and dates: ar, en, fr
    tongue: Tongue | None  # None: Arabic letters
    share: float  # of all rows
    split: bool  # names in parts
    looseness: float
    grandfather: float  # share of rows with a grandfather (whole names only)
    no_father: float
    missing: float
    year_of_birth: float = 0.2  # share of births given as a year

    @property
    def properties(self) -> tuple[str, ...]:
        return _PART_PROPERTIES if self.split else _WHOLE_PROPERTIES


HABITS = (
    Habit(
        file="a_parts_arabic.csv", language="ar", tongue=None, share=0.26, split=True, looseness=0.05, grandfather=0.0,
        no_father=0.04, missing=0.3,
        header=(
            "رقم السجل", "الاسم", "اسم الأب", "الكنية", "اسم الأم", "تاريخ الولادة", "الجنس", "المحافظة", "البلدة",
            "تاريخ الاعتقال", "مكان الاحتجاز", "الحالة",
        ),
    ),
    Habit(
        file="b_parts_english.csv", language="en", tongue=Tongue.ENGLISH, share=0.22, split=True, looseness=0.0,
        grandfather=0.0, no_father=0.12, missing=0.45,
        header=(
            "Record no", "First name", "Father name", "Family name", "Mother name", "Date of birth", "Sex",
            "Governorate", "Town", "Date of arrest", "Place of detention", "Status",
        ),
    ),
    Habit(
        file="c_whole_arabic.csv", language="ar", tongue=None, share=0.22, split=False, looseness=0.4, grandfather=0.7,
        no_father=0.06, missing=0.5,
        header=(
            "الرقم", "الاسم الكامل", "اسم الوالدة", "المواليد", "الجنس", "المحافظة", "المدينة", "تاريخ التوقيف",
            "الجهة", "مكان الاحتجاز", "الوضع", "ملاحظات",
        ),
    ),
    Habit(
        file="d_whole_french.csv", language="fr", tongue=Tongue.FRENCH, share=0.15, split=False, looseness=0.0,
        grandfather=0.0, no_father=0.3, missing=0.55,
        header=(
            "Numéro", "Nom complet", "Nom de la mère", "Date de naissance", "Sexe", "Gouvernorat", "Ville",
            "Date d'arrestation", "Auteur de l'arrestation", "Lieu de détention", "Situation", "Remarques",
        ),
    ),
    Habit(
        file="e_short_arabic.csv", language="ar", tongue=None, share=0.15, split=False, looseness=0.6, grandfather=0.0,
        no_father=0.5, missing=0.7, year_of_birth=1.0,
        header=(
            "المعرف", "الاسم", "اسم الأم", "سنة الميلاد", "الجنس", "المحافظة", "المنطقة", "تاريخ الاعتقال",
            "جهة الاعتقال", "مكان الاحتجاز", "المصير", "ملاحظة",
        ),
    ),
)  # fmt: skip


def write_scale(rows: int, folder: Path, seed: int) -> Scale:
    """Writes `folder`/lists/*.csv, truth.csv and mapping_truth.csv."""
    rng = np.random.default_rng(seed)
    chance = Chance(seed)
    persons = max(1, rows // 2)
    words = vocabulary(persons, chance.child("vocabulary"))
    crowd = people(persons, words, rng)
    lists = folder / "lists"
    lists.mkdir(parents=True, exist_ok=True)
    owners = _owners(rows, persons, rng)
    truths = []
    for number, habit in enumerate(HABITS):
        mine = owners[number]
        table, truth = _table(habit, crowd, mine, words, rng=rng, chance=chance.child(habit.file))
        pa.csv.write_csv(table, lists / habit.file)
        truths.append(truth)
    pa.csv.write_csv(
        pa.concat_tables(truths), folder / "truth.csv", pa.csv.WriteOptions(quoting_style="needed")
    )
    mapping = [
        (h.file, column, wanted)
        for h in HABITS
        for column, wanted in zip(h.header, h.properties, strict=True)
    ]
    (folder / "mapping_truth.csv").write_bytes(csv_bytes(MAPPING_HEADER, mapping))
    return Scale(rows=sum(len(mine) for mine in owners), persons=persons)


def _owners(rows: int, persons: int, rng: np.random.Generator) -> list[Codes]:
    """Whose rows each list has, in order: every person on one list at least, nobody twice on one list.

    Fame differs from person to person, so the lists overlap more than chance would have it, as real lists do.
    """
    fame = 0.3 + 1.4 * rng.random(persons)
    bounds = np.cumsum([habit.share for habit in HABITS])
    firsts = np.split(rng.permutation(persons), [round(persons * float(bound)) for bound in bounds[:-1]])
    wanted = np.diff([0, *(round(rows * float(bound)) for bound in bounds[:-1]), rows])
    out = []
    for first, want in zip(firsts, wanted, strict=True):
        key = rng.exponential(size=persons) / fame
        key[first] = np.inf
        more = min(int(want) - len(first), persons - len(first))
        others = np.argpartition(key, more - 1)[:more] if more > 0 else np.empty(0, dtype=np.int64)
        out.append(rng.permutation(np.concatenate((first, others))))
    return out


def _table(
    habit: Habit, crowd: People, mine: Codes, words: Vocabulary, *, rng: np.random.Generator, chance: Chance
) -> tuple[pa.Table, pa.Table]:
    n = len(mine)
    given, father, grandfather, family, mother, has = _names(
        habit, crowd, mine, words, rng=rng, chance=chance
    )
    given, slipped = _with_typos(given, rng, chance)
    family, other = _with_typos(family, rng, chance)
    slipped = slipped | other
    reference = pa.array([f"{habit.file[0].upper()}{i:07d}" for i in range(1, n + 1)])
    birth = _maybe(
        _date_texts(habit, crowd.birth[mine] + _misheard(n, rng), rng, year=habit.year_of_birth),
        rng,
        habit.missing,
    )
    arrest = _maybe(
        _date_texts(habit, crowd.arrest[mine] + _late(n, rng), rng, year=0.1), rng, habit.missing / 2
    )
    sex = pa.array(_sexes(habit)).take(pa.array(crowd.woman[mine].astype(np.int64)))
    governorate, town = _places(habit, crowd.town[mine])
    town = _maybe(town, rng, habit.missing / 2)
    held = _maybe(
        _looked_up(habit, FACILITIES.values(), crowd.facility[mine]),
        rng,
        0.4,
    )
    status = pa.array(_STATUS[habit.language]).take(pa.array(crowd.status[mine]))
    mother = _maybe(mother, rng, habit.missing)
    if habit.split:
        columns = [
            reference,
            given,
            father,
            family,
            mother,
            birth,
            sex,
            governorate,
            town,
            arrest,
            held,
            status,
        ]
    else:
        whole = pc.binary_join_element_wise(given, father, grandfather, family, " ", null_handling="skip")
        agency = _maybe(
            _looked_up(habit, AGENCIES.values(), crowd.agency[mine]),
            rng,
            0.5,
        )
        note = pa.nulls(n, pa.string())
        columns = [
            reference,
            whole,
            mother,
            birth,
            sex,
            governorate,
            town,
            arrest,
            agency,
            held,
            status,
            note,
        ]
    table = pa.Table.from_arrays(columns, names=list(habit.header))
    return table, _truth(habit, crowd, mine, has, slipped)


def _names(
    habit: Habit, crowd: People, mine: Codes, words: Vocabulary, *, rng: np.random.Generator, chance: Chance
) -> tuple[pa.Array, pa.Array, pa.Array, pa.Array, pa.Array, Codes]:
    """Given, father, grandfather, family, mother, and how many parts of a name each row has."""

    def spell(names: Sequence[Name]) -> Spellings:
        if habit.tongue is None:
            return arabic_spellings(names, habit.looseness, chance)
        return latin_spellings(names, habit.tongue, chance)

    men, women, families = spell(words.men), spell(words.women), spell(words.families)
    woman = crowd.woman[mine]
    as_man = men.take(np.where(woman, 0, crowd.given[mine]), rng)
    as_woman = women.take(np.where(woman, crowd.given[mine], 0), rng)
    given = pc.if_else(pa.array(woman), as_woman, as_man)
    fatherless = rng.random(len(mine)) < habit.no_father
    short = fatherless | (rng.random(len(mine)) >= habit.grandfather)
    father = _blank(men.take(crowd.father[mine], rng), fatherless)
    grandfather = _blank(men.take(crowd.grandfather[mine], rng), short)
    has = 4 - fatherless.astype(np.int64) - short.astype(np.int64)
    return (
        given,
        father,
        grandfather,
        families.take(crowd.family[mine], rng),
        women.take(crowd.mother[mine], rng),
        has,
    )


def _with_typos(given: pa.Array, rng: np.random.Generator, chance: Chance) -> tuple[pa.Array, Mask]:
    slipped = rng.random(len(given)) < TYPOS
    texts = given.filter(pa.array(slipped)).to_pylist()
    wrong = pa.array([typo(text, chance) for text in texts], pa.string())
    return pc.replace_with_mask(given, pa.array(slipped), wrong), slipped


def _blank(texts: pa.Array, where: Mask) -> pa.Array:
    return pc.if_else(pa.array(where), pa.scalar(None, pa.string()), texts)


def _maybe(texts: pa.Array, rng: np.random.Generator, missing: float) -> pa.Array:
    return _blank(texts, rng.random(len(texts)) < missing)


def _late(n: int, rng: np.random.Generator) -> Codes:
    """A fifth of the arrest dates are some weeks off."""
    return np.where(rng.random(n) < 0.2, rng.integers(-60, 61, n), 0).astype(np.int64)


def _misheard(n: int, rng: np.random.Generator) -> Codes:
    """Of thirty births one is some years off."""
    return np.where(rng.random(n) < 1 / 30, 365 * rng.integers(-3, 4, n), 0).astype(np.int64)


def _along_the_chain(places: Codes, size: int, rng: np.random.Generator) -> Codes:
    """A person is held at three places in turn; a list knows one of them."""
    return (places + rng.integers(0, 3, len(places))) % size


def _date_texts(habit: Habit, days: Codes, rng: np.random.Generator, *, year: float) -> pa.Array:
    """To the day, or (a share of the rows) the year alone; every day is written once and then looked up."""
    low, high = int(days.min()), int(days.max())
    every = [dt.date.fromordinal(day + _EPOCH) for day in range(low, high + 1)]
    full = pa.array([_written_day(habit, day) for day in every])
    years = pa.array([str(day.year) for day in every])
    at = pa.array(days - low)
    return pc.if_else(pa.array(rng.random(len(days)) < year), years.take(at), full.take(at))


def _written_day(habit: Habit, day: dt.date) -> str:
    exact = Day(date=day, precision=Precision.DAY)
    match habit.language:
        case "en":
            return dates.month_first(exact)
        case "fr":
            return dates.in_words(exact, dates.FRENCH)
        case _:
            return dates.iso(exact) if habit.split else dates.in_words(exact, dates.LEVANT)


def _sexes(habit: Habit) -> tuple[str, str]:
    return {"ar": ("ذكر", "أنثى"), "en": ("M", "F"), "fr": ("H", "F")}[habit.language]


def _looked_up(habit: Habit, table: Iterable[Written], codes: Codes) -> pa.Array:
    language = {"ar": "arabic", "en": "english", "fr": "french"}[habit.language]
    return pa.array([str(getattr(written, language)[0]) for written in table]).take(pa.array(codes))


def _places(habit: Habit, towns: Codes) -> tuple[pa.Array, pa.Array]:
    at = pa.array(towns)
    if habit.language == "ar":
        regions = [GOVERNORATES[town.governorate].arabic for town in TOWNS]
        names = [town.arabic[0] for town in TOWNS]
    elif habit.language == "en":
        regions = [GOVERNORATES[town.governorate].english[0] for town in TOWNS]
        names = [town.english[0] for town in TOWNS]
    else:
        regions = [GOVERNORATES[town.governorate].french for town in TOWNS]
        names = [town.french for town in TOWNS]
    return pa.array(regions).take(at), pa.array(names).take(at)


def _truth(habit: Habit, crowd: People, mine: Codes, parts: Codes, slipped: Mask) -> pa.Table:
    n = len(mine)
    columns = [
        pa.array([habit.file]).take(pa.array(np.zeros(n, dtype=np.int64))),
        pa.array(np.arange(1, n + 1)),
        _coded("P", mine),
        pa.array(["ar" if habit.tongue is None else "la"]).take(pa.array(np.zeros(n, dtype=np.int64))),
        pa.array(parts),
        _coded("h", crowd.household[mine]),
        _coded("c", crowd.clan[mine]),
        _coded("n", crowd.name_group[mine]),
        pa.nulls(n, pa.string()),
        pc.if_else(pa.array(slipped), "typo", ""),
    ]
    return pa.Table.from_arrays(columns, names=list(TRUTH_HEADER))


def _coded(letter: str, codes: Codes) -> pa.Array:
    return pc.binary_join_element_wise(letter, pa.array(codes).cast(pa.string()), "")
