"""I7: the detector on generated lists. A wrong answer is worse than a refusal, so both are counted."""

import random
from collections import Counter
from pathlib import Path

import pytest

from sijill.accession.tabulate import encoding
from sijill.accession.tabulate.model import Refusal

# Common single names; the persons put together from them are invented.
ARABIC = [
    "محمد",
    "أحمد",
    "خالد",
    "سامر",
    "ليلى",
    "رنا",
    "فاطمة",
    "عائشة",
    "يوسف",
    "إبراهيم",
    "عبدالله",
    "حسين",
    "مريم",
    "زينب",
    "طارق",
    "وليد",
    "غسان",
    "هيثم",
    "ضياء",
    "ظافر",
]
ARABIC += [
    "الحلبي",
    "الحمصي",
    "الدمشقي",
    "القاضي",
    "الخطيب",
    "النجار",
    "الحداد",
    "الشامي",
    "الديري",
    "الإدلبي",
    "العلي",
    "الصالح",
    "المصري",
    "البغدادي",
]
ARABIC_WORDS = [
    "مدينة",
    "قرية",
    "معتقل",
    "مفقود",
    "متوفى",
    "مخيم",
    "حاجز",
    "فرع",
    "سجن",
    "تاريخ",
    "الاعتقال",
    "غير",
    "معروف",
    "طالب",
    "عامل",
    "مهندس",
    "معلمة",
]
FRENCH = [
    "Éric",
    "René",
    "Hélène",
    "François",
    "Noël",
    "Zoé",
    "Benoît",
    "Anaïs",
    "Gaël",
    "Jérôme",
    "Chloé",
    "Maïté",
    "Lefèvre",
    "Forêt",
    "Côté",
    "Besançon",
    "Évêque",
]
FRENCH_WORDS = [
    "arrêté",
    "libéré",
    "décédé",
    "prisonnier",
    "étudiant",
    "élève",
    "Août",
    "Février",
    "détenu",
    "disparu",
    "mère",
    "père",
    "où",
]
ENGLISH = [
    "Khaled",
    "Samer",
    "Layla",
    "Omar",
    "Yusuf",
    "Rana",
    "Tariq",
    "Walid",
    "Hassan",
    "Mariam",
    "Halabi",
    "Homsi",
    "Qadi",
    "Najjar",
    "Haddad",
]
TURKISH = [
    "Ayşe",
    "Çağla",
    "İbrahim",
    "Şükrü",
    "Gülşen",
    "Oğuz",
    "Yıldız",
    "Doğan",
    "Işık",
    "Koç",
    "Öztürk",
    "Güneş",
    "Şahin",
    "Yılmaz",
]
WORDS = {
    "windows-1256": (ARABIC, ARABIC_WORDS),
    "windows-1252": (FRENCH, FRENCH_WORDS),
    "windows-1254": (TURKISH, TURKISH),
    "iso-8859-6": (ARABIC, ARABIC_WORDS),
    "utf-8": (ARABIC + FRENCH + ENGLISH + TURKISH, ARABIC_WORDS + FRENCH_WORDS),
    "utf-16-le": (ARABIC + ENGLISH, ARABIC_WORDS),
    "utf-16-be": (ARABIC + ENGLISH, ARABIC_WORDS),
}
LISTS_EACH = 60


def a_list(rng: random.Random, names: list[str], words: list[str]) -> str:
    """3 to 60 rows; a third of them mix in Latin names, as lists do."""
    delimiter = rng.choice(",;\t")
    mixed = rng.random() < 0.3
    rows = [delimiter.join(["id", rng.choice(words), "name", "date"])]
    for number in range(rng.randint(3, 60)):
        name = " ".join(rng.choices(names, k=rng.randint(2, 4)))
        latin = " ".join(rng.choices(ENGLISH, k=2)) if mixed else ""
        date = f"{rng.randint(2011, 2020)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        rows.append(delimiter.join([str(number), rng.choice(words), f"{name} {latin}".strip(), date]))
    return "\r\n".join(rows) + "\r\n"


def detected(raw: bytes, folder: Path) -> str:
    path = folder / "list.csv"
    path.write_bytes(raw)
    try:
        return encoding.detect(path).name
    except Refusal:
        return "refused"


def test_at_least_99_in_100_are_right_and_none_is_read_as_something_else(tmp_path: Path) -> None:
    rng = random.Random(20130506)
    outcome: Counter[str] = Counter()
    misread = []
    for name, (names, words) in WORDS.items():
        for _ in range(LISTS_EACH):
            raw = a_list(rng, names, words).encode(encoding.ACCEPTED[name])
            found = detected(raw, tmp_path)
            # What counts is the text: French reads the same in 1252 and 1254.
            codec = encoding.ACCEPTED.get(found)
            same = codec is not None and raw.decode(codec, "replace") == raw.decode(encoding.ACCEPTED[name])
            kind = "right" if same else "refused" if codec is None else "wrong"
            outcome[kind] += 1
            if kind != "right":
                misread.append((name, found))
    assert outcome["wrong"] == 0, misread
    assert outcome["right"] >= 0.99 * outcome.total(), misread


@pytest.mark.parametrize(("bom", "name"), [(raw, name) for raw, name in encoding.BOMS])
def test_a_byte_order_mark_decides(bom: bytes, name: str, tmp_path: Path) -> None:
    raw = bom + "name\nسامر\n".encode(encoding.ACCEPTED[name])
    assert detected(raw, tmp_path) == name


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", "Иван Петров Москва "),
        ("koi8-r", "Иван Петров Москва "),
        ("cp1255", "אברהם כהן ירושלים "),
        ("cp720", "محمد خالد الحلبي دمشق الاعتقال "),
    ],
)
def test_what_it_does_not_know_is_refused_not_guessed(codec: str, text: str, tmp_path: Path) -> None:
    assert detected(b"name\n" + text.encode(codec) * 30, tmp_path) == "refused"


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ("محمد خالد الحلبي".encode("cp1256").decode("cp1252"), "cp1256 as cp1252"),
        ("محمد خالد الحلبي".encode().decode("cp1256", "replace"), "utf-8 as cp1256"),
        ("محمد خالد الحلبي".encode().decode("latin-1"), "utf-8 as latin-1"),
    ],
)
def test_text_once_decoded_wrongly_is_refused(broken: str, name: str, tmp_path: Path) -> None:
    assert detected(f"id,name\n1,{broken}\n2,{broken}\n".encode(), tmp_path) == "refused"
    assert encoding.mojibake(broken) > 0.3


@pytest.mark.parametrize(
    "words",
    [ARABIC, ARABIC_WORDS, FRENCH, FRENCH_WORDS, TURKISH, ["ʻUmar", "Ḥusayn", "ʿAlī"], ["گولان", "چیا"]],
)
def test_ordinary_writing_is_no_mojibake(words: list[str]) -> None:
    assert encoding.mojibake(" ".join(words)) < 0.1


def test_an_ordinary_byte_beyond_ascii_in_one_name_is_enough(tmp_path: Path) -> None:
    raw = "id,name\n1,René Aubin\n".encode("cp1252")
    found = detected(raw, tmp_path)
    assert raw.decode(encoding.ACCEPTED[found]).endswith("René Aubin\n")


def test_half_a_character_at_a_field_limit_is_a_damaged_row_not_another_encoding(tmp_path: Path) -> None:
    raw = "id,name\n1,سامر الحلبي\n".encode() + "2,ليلى الخط".encode()[:-1] + ",x\n3,رنا\n".encode()
    assert detected(raw, tmp_path) == "utf-8"


def test_a_mixture_names_its_first_odd_line(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes("name\nسامر الحلبي\nليلى\n".encode() + "خالد النجار\n".encode("cp1256") * 3)
    with pytest.raises(Refusal) as caught:
        encoding.detect(path)
    assert caught.value.line == 4
