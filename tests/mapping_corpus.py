"""Invented sheets for the header sets of ``tests/spec/mappings``: values made from single common names and words.

Nobody here exists: every full name is a chance combination of common single names.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "spec" / "mappings"
ROWS = 120
# Single common names and words by kind; combinations are made by chance.
WORDS: dict[str, list[str]] = yaml.safe_load(
    (FOLDER.parent / "mapping_words.yml").read_text(encoding="utf-8")
)

YEARS = {"birth": (1945, 2002), "arrest": (2011, 2019), "death": (2013, 2020), "release": (2014, 2024)}

Maker = Callable[[random.Random, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One invented sheet: headers, what each may be mapped to (empty = nothing), and the values by column."""

    name: str
    list_id: str
    headers: tuple[str, ...]
    truth: tuple[frozenset[str], ...]
    optional: tuple[bool, ...]  # whether leaving the column unmapped is right as well
    columns: tuple[tuple[str | None, ...], ...]


def load(part: str, seed: int = 7) -> list[Sheet]:
    """The sheets of ``dev`` or ``held_out``, in the order of their names."""
    return [_sheet(path, seed) for path in sorted((FOLDER / part).glob("*.yml"))]


def _sheet(path: Path, seed: int) -> Sheet:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    random_ = random.Random(f"{path.stem}:{seed}")
    headers, truth, optional, columns = [], [], [], []
    for header, properties, generator in raw["columns"]:
        parts = set(properties.split("|"))
        headers.append(header)
        truth.append(frozenset(parts - {"-"}))
        optional.append("-" in parts)
        columns.append(_values(generator, random_))
    return Sheet(
        name=path.stem,
        list_id=raw["list"],
        headers=tuple(headers),
        truth=tuple(truth),
        optional=tuple(optional),
        columns=tuple(columns),
    )


def right(sheet: Sheet, index: int, properties: frozenset[str]) -> bool:
    """Whether these properties are a right answer for the column."""
    if not properties:
        return sheet.optional[index]
    return properties <= sheet.truth[index]


def _values(generator: str, random_: random.Random) -> tuple[str | None, ...]:
    name, _, fill = generator.partition(" ")
    share = float(fill) if fill else 0.97
    make = MAKERS[name] if name in MAKERS else _date_maker(name)
    return tuple(
        make(random_, row) if random_.random() < share or name == "running" else None
        for row in range(1, ROWS + 1)
    )


def _date_maker(name: str) -> Maker:
    _, event, style = name.split(".")
    return lambda random_, row: _date(
        random_, event, style if style != "mixed" else random_.choice(MIXED_STYLES)
    )


MIXED_STYLES = ("iso", "dmy", "monthen", "monthar", "year")


def _date(random_: random.Random, event: str, style: str) -> str:
    year = random_.randint(*YEARS[event])
    month, day = random_.randint(1, 12), random_.randint(1, 28)
    rough = random_.random()
    match style:
        case "year":
            return str(year)
        case "iso":
            return str(year) if rough < 0.1 else f"{year}-{month:02}-{day:02}"
        case "slashymd":
            return f"{year}/{month}/{day}"
        case "mdy":
            return f"{month}/{day}/{year}"
        case "dmydot":
            return f"{day:02}.{month:02}.{year}"
        case "monthen":
            return (
                f"{WORDS['months_en'][month - 1]} {year}"
                if rough < 0.3
                else f"{day} {WORDS['months_en'][month - 1][:3]} {year}"
            )
        case "monthfr":
            return f"{day} {WORDS['months_fr'][month - 1]} {year}"
        case "monthar":
            return (
                f"{WORDS['months_ar'][month - 1]} {year}"
                if rough < 0.3
                else f"{day} {WORDS['months_ar'][month - 1]} {year}"
            )
    return str(year) if rough < 0.1 else f"{day}/{month}/{year}"


def _pick(values: list[str]) -> Maker:
    return lambda random_, row: random_.choice(values)


def _full(length: int, given: list[str], family: list[str], father: list[str]) -> Maker:
    def make(random_: random.Random, row: int) -> str:
        middle = [random_.choice(father) for _ in range(length - 2)]
        return " ".join([random_.choice(given), *middle, random_.choice(family)])

    return make


def _place_date(places: list[str], event: str) -> Maker:
    arabic = places[0][0] > "z"

    def make(random_: random.Random, row: int) -> str:
        style = random_.choice(("dmy", "year", "dmy", "monthar" if arabic else "monthen"))
        joint = random_.choice((" ", " ", " - ", "، " if arabic else ", "))
        return f"{random_.choice(places)}{joint}{_date(random_, event, style)}"

    return make


def _range(random_: random.Random, row: int) -> str:
    start, end = _date(random_, "arrest", "dmy"), _date(random_, "release", "dmy")
    return f"{start} - {end}" if random_.random() < 0.7 else f"{start} until {end}"


def _name_mother(script: str, marks: tuple[str, ...], end: str = "") -> Maker:
    whole = _full(3, WORDS[f"given_m_{script}"], WORDS[f"family_{script}"], WORDS[f"given_m_{script}"])

    def make(random_: random.Random, row: int) -> str:
        name = whole(random_, row)
        return f"{name} {random_.choice(marks)} {random_.choice(WORDS[f'given_f_{script}'])}{end}"

    return make


BOTH_AR = [*WORDS["given_m_ar"], *WORDS["given_f_ar"][:4]]
BOTH_LA = [*WORDS["given_m_la"], *WORDS["given_f_la"][:4]]
MAKERS: dict[str, Maker] = {
    "running": lambda random_, row: str(row),
    "code": lambda random_, row: f"SY-{20000 + row * 7}",
    "casenum": lambda random_, row: f"{random_.randint(1, 900)}/{random_.randint(2012, 2020)}",
    "detno": lambda random_, row: str(random_.randint(100, 9999)),
    "photono": lambda random_, row: f"{random_.randint(100, 9999)}-{random_.randint(1, 90)}",
    "natid": lambda random_, row: f"0{random_.randint(1000000000, 1499999999)}",
    "passport": lambda random_, row: f"N{random_.randint(1000000, 9999999)}",
    "phone": lambda random_, row: f"+963 9{random_.randint(10000000, 99999999)}",
    "age": lambda random_, row: str(random_.randint(14, 70)),
    "given.ar": _pick(BOTH_AR),
    "given.m.ar": _pick(WORDS["given_m_ar"]),
    "given.f.ar": _pick(WORDS["given_f_ar"]),
    "family.ar": _pick(WORDS["family_ar"]),
    "given.la": _pick(BOTH_LA),
    "given.m.la": _pick(WORDS["given_m_la"]),
    "given.f.la": _pick(WORDS["given_f_la"]),
    "family.la": _pick(WORDS["family_la"]),
    "full2.ar": _full(2, BOTH_AR, WORDS["family_ar"], WORDS["given_m_ar"]),
    "full3.ar": _full(3, BOTH_AR, WORDS["family_ar"], WORDS["given_m_ar"]),
    "full4.ar": _full(4, BOTH_AR, WORDS["family_ar"], WORDS["given_m_ar"]),
    "full2f.ar": _full(2, WORDS["given_f_ar"], WORDS["family_ar"], WORDS["given_m_ar"]),
    "full2.la": _full(2, BOTH_LA, WORDS["family_la"], WORDS["given_m_la"]),
    "full3.la": _full(3, BOTH_LA, WORDS["family_la"], WORDS["given_m_la"]),
    "full2f.la": _full(2, WORDS["given_f_la"], WORDS["family_la"], WORDS["given_m_la"]),
    "kunya.ar": lambda random_, row: f"أبو {random_.choice(WORDS['given_m_ar'])}",
    "kunya.la": lambda random_, row: f"Abu {random_.choice(WORDS['given_m_la'])}",
    "fathermother.ar": lambda random_, row: (
        f"{random_.choice(WORDS['given_m_ar'])} {random_.choice(WORDS['given_f_ar'])}"
    ),
    "namemother.ar": _name_mother("ar", ("والدته", "أمه", "والدته")),
    "placedate.birth.ar": _place_date(WORDS["town_ar"], "birth"),
    "placedate.arrest.ar": _place_date(WORDS["town_ar"], "arrest"),
    "placedate.birth.la": _place_date(WORDS["town_en"], "birth"),
    "placedate.arrest.la": _place_date(WORDS["town_en"], "arrest"),
    "range": _range,
    "father2.la": lambda random_, row: (
        f"{random_.choice(WORDS['given_m_la'])} {random_.choice(WORDS['given_m_la'])}"
    ),
    "fathermother.la": lambda random_, row: (
        f"{random_.choice(WORDS['given_m_la'])} et {random_.choice(WORDS['given_f_la'])}"
    ),
    "imagefile": lambda random_, row: f"IMG_{random_.randint(1000, 9999)}.jpg",
    "marital.fr": _pick(WORDS["marital_fr"]),
    "circ.fr": _pick(WORDS["circ_fr"]),
    "agegroup.en": _pick(["Adult"] * 9 + ["Child"]),
    "namemother.la": _name_mother("la", ("(mother",), ")"),
    "marital.ar": _pick(WORDS["marital_ar"]),
    "relation.fr": _pick(WORDS["relation_fr"]),
    "sex.ar": _pick(["ذكر"] * 9 + ["أنثى"]),
    "sex.en": _pick(["Male"] * 9 + ["Female"]),
    "sex.mf": _pick(["M"] * 9 + ["F"]),
    "sex.fr": _pick(["Masculin"] * 9 + ["Féminin"]),
    "sex.tr": _pick(["Erkek"] * 9 + ["Kadın"]),
    "gov.ar": _pick(WORDS["gov_ar"]),
    "gov.en": _pick(WORDS["gov_en"]),
    "place.ar": _pick(WORDS["gov_ar"] + WORDS["town_ar"]),
    "place.en": _pick(WORDS["gov_en"] + WORDS["town_en"]),
    "place.fr": _pick(WORDS["gov_fr"]),
    "facility.ar": _pick(WORDS["facility_ar"]),
    "facility.en": _pick(WORDS["facility_en"]),
    "facility.fr": _pick(WORDS["facility_fr"]),
    "agency.ar": _pick(WORDS["agency_ar"]),
    "agency.en": _pick(WORDS["agency_en"]),
    "agency.fr": _pick(WORDS["agency_fr"]),
    "status.ar": _pick(WORDS["status_ar"]),
    "status.en": _pick(WORDS["status_en"]),
    "status.fr": _pick(WORDS["status_fr"]),
    "status.tr": _pick(WORDS["status_tr"]),
    "job.ar": _pick(WORDS["job_ar"]),
    "job.en": _pick(WORDS["job_en"]),
    "job.fr": _pick(WORDS["job_fr"]),
    "relation.ar": _pick(WORDS["relation_ar"]),
    "relation.en": _pick(WORDS["relation_en"]),
    "charge.ar": _pick(WORDS["charge_ar"]),
    "charge.en": _pick(WORDS["charge_en"]),
    "court.ar": _pick(WORDS["court_ar"]),
    "court.en": _pick(WORDS["court_en"]),
    "sentence.ar": _pick(WORDS["sentence_ar"]),
    "sentence.en": _pick(WORDS["sentence_en"]),
    "reltype.ar": _pick(WORDS["reltype_ar"]),
    "reltype.en": _pick(WORDS["reltype_en"]),
    "cause.ar": _pick(WORDS["cause_ar"]),
    "cause.en": _pick(WORDS["cause_en"]),
    "basis.ar": _pick(WORDS["basis_ar"]),
    "basis.en": _pick(WORDS["basis_en"]),
    "circ.ar": _pick(WORDS["circ_ar"]),
    "circ.en": _pick(WORDS["circ_en"]),
    "nationality.en": _pick(WORDS["nat_en"]),
    "nationality.fr": _pick(WORDS["nat_fr"]),
    "note.ar": _pick(WORDS["notes_ar"]),
    "note.en": _pick(WORDS["notes_en"]),
    "note.fr": _pick(WORDS["notes_fr"]),
    "source.en": _pick(WORDS["sources_en"]),
    "source.ar": _pick(WORDS["sources_ar"]),
    "url": lambda random_, row: f"https://example.org/post/{random_.randint(1000, 99999)}",
}
