"""Single names that are often confused: whatever the lexicon of spellings knows, these stay two names.

The last test is the control: a lexicon with such a pair in it would bring the two together, and be found out here.
"""

from collections.abc import Callable, Iterator

import pytest

from sijill.text import names
from sijill.text.names import NameScorer, coding, forms, lexicon, scorer

APART = {
    "a man's and a woman's name": [
        ("نادر", "نادرة"), ("أمين", "أمينة"), ("كريم", "كريمة"), ("جميل", "جميلة"), ("سمير", "سميرة"),
        ("Nader", "Nadira"), ("Karim", "Karima"), ("Samir", "Samirah"), ("Rashid", "Rashideh"),
        ("نادر", "Nadira"),
        ("Amin", "أمينة"), ("وفيق", "Wafika"),
    ],
    "two names of one root": [
        ("حسن", "حسين"), ("حسين", "حسنين"), ("سعد", "سعيد"), ("سعد", "سعود"), ("ناصر", "نصير"),
        ("ماجد", "مجيد"),
        ("حامد", "حميد"), ("محمود", "أحمد"), ("محمد", "محمود"), ("سالم", "سليم"), ("آمنة", "أمينة"),
        ("Hassan", "Hussein"), ("Mahmoud", "Muhammad"), ("Mehmood", "Muhammad"), ("Salem", "Salim"),
    ],
    "one letter": [
        ("عمر", "عمرو"), ("عامر", "عمرو"), ("سامر", "ماهر"), ("سامر", "تامر"), ("وسام", "وسيم"),
        ("Omar", "Amr"), ("Amer", "عمرو"), ("Wissam", "وسيم"),
    ],
    "an Arabic name and the Latin one of another": [
        ("حسن", "Hussein"), ("حسين", "Hassan"), ("عمر", "Amr"), ("سامر", "Samir"), ("سمير", "Samer"),
        ("جمال", "Jamil"),
        ("كريم", "Karam"), ("فارس", "Firas"), ("علاء", "Ali"), ("سعد", "Said"), ("زاهر", "Zuhair"),
        ("سلمى", "Salim"),
        ("لؤي", "Ali"), ("رامي", "Rima"), ("سالم", "Salim"),
    ],
    "a name and a family named after it": [("نعيم", "النعيمي"), ("بديع", "البديعي"), ("إبراهيم", "الإبراهيمي")],
    "a man's name and a woman's, which keeps its i": [
        ("Fadi", "Fadia"), ("Sami", "Samiya"), ("Rami", "Ramia"), ("Hani", "Haniyah"),
        ("فادي", "فادية"), ("فادي", "Fadia"),
        ("هانية", "Hani"),
    ],
    "a name and the given name in -i made from it": [
        ("Nour", "Nouri"), ("Nur", "Noury"), ("Nour", "Nuri"), ("Saad", "Saadi"), ("Khair", "Khairi"),
        ("Khair", "Khayri"),
        ("Majd", "Majdi"), ("Hamd", "Hamdi"), ("Badr", "Badri"), ("Shukr", "Shukri"), ("Rami", "Ram"),
        ("Fahm", "Fahmi"),
        ("Sabri", "Saber"), ("Shukri", "Shaker"), ("Adel", "Adli"), ("Rashid", "Rushdi"), ("Bakr", "Bakri"),
        ("نور", "Nouri"), ("Nour", "نوري"), ("سعد", "Saadi"), ("سعدي", "Saad"), ("خير", "Khairi"),
        ("مجد", "Majdi"),
        ("بدر", "Badri"), ("شكر", "Choukri"), ("صبري", "Saber"), ("Noura", "Nouri"), ("نورة", "Nouri"),
    ],
    "a name with an ending in -n": [
        ("عابد", "عابدين"), ("Abed", "Abdeen"), ("حمد", "حمدان"), ("Hamad", "Hamdan"),
        ("زيد", "Zaidan"), ("Zaid", "Zaidan"),
        ("Saad", "Saadoun"), ("سعدون", "Saad"), ("Khaled", "Khaldoun"), ("خالد", "Khaldoun"),
    ],
    "vowels in another order, or other ones": [
        ("Zaid", "Ziad"), ("Raed", "Riad"), ("Jamil", "Jamal"), ("Kamal", "Kamil"),
        ("Rashid", "Rashad"), ("Karim", "Karam"),
        ("Bashir", "Bashar"), ("Samir", "Samar"), ("Hamad", "Hamdoun"),
    ],
    "names that share most letters": [
        ("Karim", "Akram"), ("Walid", "Khalid"), ("Yasin", "Yasser"), ("Said", "Saad"),
        ("Saeed", "Saad"), ("Hamid", "Ahmad"),
        ("Hamid", "Mahmoud"), ("Hamad", "Muhammad"), ("Kamal", "Jamal"), ("Nasser", "Nizar"), ("Amjad", "Majd"),
        ("Ghazi", "Ghazwan"), ("Bilal", "Jalal"), ("Hisham", "Hashem"), ("Wissam", "Wasim"), ("Firas", "Fares"),
        ("Salma", "Salwa"), ("Mona", "Manal"), ("Huda", "Hadi"), ("Rana", "Rania"), ("Nada", "Nadia"),
        ("Lama", "Lamia"),
    ],
    "labels in another language": [
        ("يحيى", "John"), ("يوسف", "Giuseppe"), ("Ibrahim", "Abraham"), ("عيسى", "Jesus"), ("موسى", "Moses"),
    ],
}  # fmt: skip
# Given names of the region whose letters are near: brothers and sisters may be called so.
NEAR = """
    عمر عمار | عمر عامر | عامر عمار | حسن حسان | حسن محسن | حسين محسن | سمير سامر | سمير سمر | كريم كرم | كريم مكرم
    كرم أكرم | نادر نذير | جمال جميل | جمال كمال | كمال كامل | علاء علي | علاء علياء | سعيد أسعد | سعد أسعد | سعود مسعود
    خالد خلود | خالد خليل | خالد مخلد | ماهر مهران | زهير زاهر | زهير أزهر | زهرة زاهرة | نبيه نبيل | هاني هناء
    رشاد رشيد | راشد رشيد | ماجد مجد | ماجد أمجد | فادي فداء | وليد والد | سلام سالم | سليم سليمان | ياسر يسار
    ياسر ياسين | أيمن أمين | أيمن يمان | أمين أمان
    أنس إيناس | أنس أنيس | نور أنور | نوري نور | منذر نذير | باسل باسم | هشام هاشم
    قاسم كاظم | طارق طاهر | فارس فراس | نزار نصار | ناصر نصر | ناصر نصار | رامي رامز | رائد زائد | زياد زيد | زياد يزيد
    زيد يزيد | محمد حمد | محمد حمود | أحمد حمدي | حمد حمدان | مازن مزين | مروان مرام | مالك ملك | ملك مليك | فرح فرحان
    شرف شريف | أشرف مشرف | رنا رانيا | ريم ريما | سلمى سلوى | لينا لنا | لمى لمياء | نور نورا | أمل آمال | منى منال
    هبة هيبة | دينا ديانا | سارة سراء | أسماء أسامة | عبدالحكيم عبدالحليم | عبدالقادر عبدالقدير | عبدالعزيز عبدالعظيم
    عبدالله عبدالإله | بدر بدري | بشار بشير | بلال بليل | جبر جبران | حازم حزام | خضر خضير | خليل جليل | ربيع ربيعة
    سهيل سهل | صبري صابر | طالب مطلب | عباس عباد | عصام عاصم | عماد حماد | فاضل فضل | فيصل فاضل | كنان كنعان
    مأمون ميمون | مرهف مرهج | مظهر مظفر | معن معين | نادين نادية | نعيم منعم
"""
# One name, as people write it.
ALIKE = """
    علاء علا | سناء سنا | يسرى يسري | عيسى عيسي | داود داوود | رانيا رانية | هالة هالا | إسحاق إسحق | فائز فايز
    عبدالرزاق عبدالرازق | لمى لما | دعاء دعا
"""
# Latin letters leave these open: Salem is written Salim as well, and so may سالم be. Omar is not written Amr, but
# no vowel of عمر says so.
LEFT_OPEN = {("Salem", "Salim"), ("Ibrahim", "Abraham"), ("عمر", "Amr"), ("سامر", "Samir"), ("سالم", "Salim")}
PAIRS = [pytest.param(a, b, id=f"{why}: {a} {b}") for why, pairs in APART.items() for a, b in pairs]
# One name by French, German, Turkish, Kurmanji or chat spelling, beside Arabic and beside its English spelling.
ONE_NAME = """
    محمد Mihemed | محمد Mehmet | محمد m7md | أحمد Ehmed | خالد Xalid | خالد 5aled | خالد Chaled
    يوسف Youcef | يوسف Jusuf | حسين Hisên | حسين Houcine | حسن Hesen | إبراهيم Brahim | إسماعيل Smaïl
    علي Elî | علي 3li | عمر Umer | عبدالله Evdila | عبدالرحمن Abderrahmane | مصطفى Mistefa | محمود Mahmut
    جميل Cemîl | جميل Dschamil | جهاد Cihat | جلال Djalal | شاكر Schakir | شيخو Cheikho | صالح 9ale7
    صلاح Selah | سعيد Seîd | سليمان Silêman | سليمان Slimane | داود Davut | رشيد Reşit | رمضان Ramazan
    عيسى Aissa | يحيى Yehya | يعقوب Yakoub | فاطمة Fatma | عائشة Ayşe | خديجة Khadidja | زينب Zeyneb
    مريم Meryem | هدى Houda | ياسين Jassin | بشار Baschar | قاسم Kasım | كاظم Kadhim | غازي Xazî | غازي Gazi
    لؤي Louay | وائل Ouael | أنور Enver | فوزي Fevzi | فوزي Faouzi | نوري Nûrî | نوري Noury | حمدي Hemdî
    فادي Fady | جورج Georges | جودت Cevdet | ربيع Rabie | المحمد Mohammadi | الصالح Salehi | يسري Yousri
    سلمي Salma | هدي Huda | Nouri Nuri | Nouri Noury | Hamdi Hemdi | George Georges | Gamal Jamal
    Magdi Majdi | Ragab Rajab | Ridha Reza | Fadel Fazil | Karim Karime | Rashid Rachide | Salim Saleem
    Jafar Dschafar | Murad Murat | Rabie Rabia | Ghazi Xazî | Fuad Fouad
"""
TOGETHER = [
    ("خديجة", "Hatice"), ("Khadija", "Hatice"), ("حمزة", "Chamzat"), ("Yaqub", "Jakubs"), ("Rachid", "Rasjid"),
    ("Hisham", "Hisyam"), ("Shaaban", "Xaban"), ("أمين", "Lamine"), ("Abdurrahman", "Abdramane"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_lexicon_of_spellings_keeps_out_of_it(a: str, b: str) -> None:
    pairs = [(a, b), (_whole(a), _whole(b))]
    aided, unaided = NameScorer(), NameScorer(spellings=False)
    scores = aided.similarities(pairs)
    assert scores.tolist() == unaided.similarities(pairs).tolist()
    assert scores[0] < names.SAME_NAME_THRESHOLD or (a, b) in LEFT_OPEN


def _listed(text: str) -> list[tuple[str, str]]:
    pairs = (pair.split() for line in text.strip().splitlines() for pair in line.split("|"))
    return [(a, b) for a, b in pairs]


@pytest.mark.parametrize(("a", "b"), _listed(NEAR))
def test_brothers_with_near_names_stay_two(a: str, b: str) -> None:
    pairs = [(a, b), (_whole(a), _whole(b)), (f"{a} خليل حداد", f"{b} خليل حداد")]
    assert NameScorer().similarities(pairs).max() < names.SAME_NAME_THRESHOLD


@pytest.mark.parametrize(("a", "b"), _listed(ALIKE))
def test_free_spellings_of_one_name_are_not_kept_apart(a: str, b: str) -> None:
    assert not scorer.known_apart(forms.form(a), forms.form(b))
    assert NameScorer().similarities([(f"{a} خليل حداد", f"{b} خليل حداد")])[0] >= names.SAME_NAME_THRESHOLD


@pytest.mark.parametrize(("a", "b"), _listed(ONE_NAME))
def test_spelling_traditions_make_no_other_name(a: str, b: str) -> None:
    latin = b.isascii() and a.isascii()
    assert NameScorer().similarities(
        [(f"{a} {'Khalil Haddad' if latin else 'خليل حداد'}", f"{b} Khalil Haddad")]
    )[0] >= (names.SAME_NAME_THRESHOLD)


@pytest.mark.parametrize(("a", "b"), TOGETHER)
def test_known_spellings_are_one_name(a: str, b: str) -> None:
    single, whole = NameScorer().similarities([(a, b), (_whole(a), _whole(b))])
    assert min(single, whole) >= names.SAME_NAME_THRESHOLD
    assert NameScorer(spellings=False).similarities([(a, b)])[0] < names.SAME_NAME_THRESHOLD


WOMEN = [
    ("فاطمة", "Fatima"),
    ("Sara", "Sarah"),
    ("كريمة", "Karima"),
    ("سميرة", "Samirah"),
    ("Nadira", "Nadireh"),
]
MEN = [
    ("حمزة", "Hamza"),
    ("علاء", "Alaa"),
    ("ربيع", "Rabia"),
    ("مصطفى", "Mustafa"),
    ("أسامة", "Usama"),
    ("طلحة", "Talha"),
]


@pytest.mark.parametrize(("a", "b"), WOMEN + MEN)
def test_a_last_a_is_no_reason_to_part_spellings_of_one_name(a: str, b: str) -> None:
    assert names.similarity(a, b) >= names.SAME_NAME_THRESHOLD


def test_control_a_lexicon_that_knows_too_much_is_found_out(knows: Callable[[str, str], None]) -> None:
    for a, b in (("يوسف", "Giuseppe"), ("بديع", "البديعي")):
        before = NameScorer().similarities([(a, b)])[0]
        knows(a, b)
        assert before < names.SAME_NAME_THRESHOLD <= NameScorer().similarities([(a, b)])[0]


def test_names_known_to_be_two_stay_two_whatever_the_lexicon_of_spellings_knows(
    knows: Callable[[str, str], None],
) -> None:
    knows("عمر", "عمرو")
    assert NameScorer().similarities([("عمر", "عمرو")])[0] < names.SAME_NAME_THRESHOLD


@pytest.fixture
def knows(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Makes a lexicon of spellings that knows one pair and nothing else."""

    def plant(a: str, b: str) -> None:
        one, other = (lexicon.without_article(forms.form(word)) for word in (a, b))
        known = lexicon.Spellings(number={one: 1, other: 2}, pairs=((1, 2),))
        monkeypatch.setattr(lexicon, "spellings", lambda: known)
        coding.together.cache_clear()

    yield plant
    coding.together.cache_clear()


def _whole(given: str) -> str:
    return f"{given} {'Haddad' if given.isascii() else 'حداد'}"
