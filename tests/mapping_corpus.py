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

GIVEN_M_AR = (
    "محمد أحمد علي خالد عمر مصطفى يوسف إبراهيم حسن حسين سامر ماهر باسل أنس زياد فراس طارق وليد هيثم رامي ياسر عماد جمال "
    "بشار مروان أيمن نزار عدنان غسان سليم نبيل رياض منير فادي كمال عبدالله عبدالرحمن محمود حمزة معاذ بلال"
).split()
GIVEN_F_AR = "فاطمة مريم عائشة خديجة زينب هدى سعاد أمينة نوال سميرة ليلى رنا هند سلمى وفاء إيمان نادية حنان رحاب لمى".split()
FAMILY_AR = (
    "الخطيب الحلبي الشامي النجار الحداد الخياط المصري العلي الأحمد الحسن درويش حمدان قاسم الصباغ القاسم سليمان العمر "
    "الجاسم عثمان الحموي البيطار شحادة غنام الزين بكور الرفاعي ناصر السعيد الدالي مرعي"
).split()
GIVEN_M_LA = (
    "Mohammad Ahmad Ali Khaled Omar Mustafa Yousef Ibrahim Hassan Hussein Samer Maher Basel Anas Ziad Firas Tarek Walid "
    "Haitham Rami Yasser Imad Jamal Marwan Ayman Nizar Adnan Ghassan Salim Nabil Riad Munir Fadi Kamal Abdullah Mahmoud Bilal"
).split()
GIVEN_F_LA = "Fatima Mariam Aisha Khadija Zainab Huda Souad Amina Nawal Samira Layla Rana Hind Salma Wafaa Iman Nadia".split()
FAMILY_LA = (
    "Al-Khatib Halabi Al-Shami Najjar Haddad Khayyat Al-Masri Al-Ali Al-Ahmad Darwish Hamdan Kassem Sabbagh Suleiman "
    "Al-Omar Othman Hamwi Bitar Shehadeh Ghannam Al-Zein Bakkour Rifai Nasser Al-Said Marei"
).split()
GOV_AR = "دمشق|ريف دمشق|حلب|حمص|حماة|إدلب|درعا|دير الزور|الرقة|الحسكة|اللاذقية|طرطوس|السويداء|القنيطرة".split("|")
GOV_EN = "Damascus|Rural Damascus|Aleppo|Homs|Hama|Idlib|Daraa|Deir ez-Zor|Raqqa|Hasakah|Lattakia|Tartus|Sweida|Quneitra".split("|")
TOWN_AR = (
    "دوما|داريا|حرستا|الزبداني|التل|القصير|الرستن|تلبيسة|سلمية|جسر الشغور|معرة النعمان|نوى|الصنمين|الميادين|البوكمال|"
    "عفرين|منبج|الباب|جبلة|بانياس|حي الخالدية|حي الميدان|كفرنبل|يبرود|قارة"
).split("|")
TOWN_EN = (
    "Douma|Darayya|Harasta|Zabadani|Al-Tall|Al-Qusayr|Rastan|Talbiseh|Salamiyah|Jisr al-Shughur|Maarat al-Numan|Nawa|"
    "Al-Sanamayn|Al-Mayadin|Al-Bukamal|Afrin|Manbij|Al-Bab|Jableh|Baniyas|Khalidiya|Al-Midan|Kafranbel|Yabroud|Qara"
).split("|")
GOV_FR = "Damas|Alep|Homs|Hama|Idleb|Deraa|Deir ez-Zor|Raqqa|Hassaké|Lattaquié|Tartous|Soueïda|Douma|Daraya|Banias".split("|")
FACILITY_AR = (
    "سجن صيدنايا|سجن عدرا المركزي|الفرع 215|فرع فلسطين|الفرع 227|سجن حمص المركزي|فرع المخابرات الجوية بالمزة|سجن تدمر|"
    "فرع الأمن السياسي|الفرقة الرابعة|مشفى تشرين العسكري|سجن البالونة|فرع الأمن العسكري بحماة"
).split("|")
FACILITY_EN = (
    "Saydnaya prison|Adra central prison|Branch 215|Palestine Branch|Branch 227|Homs central prison|Mezzeh Air Force "
    "Intelligence|Tadmur prison|Political Security branch|Fourth Division|Tishreen military hospital|Branch 248"
).split("|")
FACILITY_FR = (
    "Prison de Saidnaya|Prison centrale d'Adra|Branche 215|Branche Palestine|Branche 227|Prison de Homs|Branche 248|"
    "Hôpital militaire de Tichrine|Renseignements de l'air, Mezzé"
).split("|")
AGENCY_AR = (
    "الأمن العسكري|المخابرات الجوية|أمن الدولة|الأمن السياسي|الأمن الجنائي|الشرطة العسكرية|اللجان الشعبية|تنظيم داعش|"
    "هيئة تحرير الشام|قوات سوريا الديمقراطية|الجيش السوري|جهة مجهولة"
).split("|")
AGENCY_EN = (
    "Military Security|Air Force Intelligence|State Security|Political Security|Criminal Security|Military police|ISIS|"
    "Popular committees|SDF|Syrian army|Unknown group|HTS"
).split("|")
AGENCY_FR = (
    "Sécurité militaire|Renseignements de l'armée de l'air|Sûreté de l'État|Sécurité politique|Police militaire|Milice "
    "pro-gouvernementale|Daech|Armée syrienne|inconnu"
).split("|")
STATUS_AR = "معتقل|مختف قسرياً|مفقود|متوفى تحت التعذيب|مفرج عنه|قيد الاعتقال|مجهول المصير|شهيد|أفرج عنه".split("|")
STATUS_EN = "Detained|Forcibly disappeared|Missing|Died under torture|Released|Still detained|Unknown|Dead|Freed".split("|")
STATUS_FR = "Détenu|Disparu|Disparition forcée|Mort sous la torture|Libéré|Toujours détenu|Sort inconnu|Décédé".split("|")
STATUS_TR = "Tutuklu|Kayıp|Serbest bırakıldı|Öldü|Girtî|Winda|Serbest".split("|")
JOB_AR = "طالب|مهندس|طبيب|عامل|مدرّس|محامٍ|سائق|مزارع|موظف|تاجر|كهربائي|طالب جامعي|عسكري|ممرض".split("|")
JOB_EN = "Student|Engineer|Doctor|Worker|Teacher|Lawyer|Driver|Farmer|Clerk|Trader|Electrician|Nurse|Journalist".split("|")
JOB_FR = "Étudiant|Ingénieur|Médecin|Ouvrier|Enseignante|Avocat|Chauffeur|Agriculteur|Employé|Commerçant|Infirmier".split("|")
RELATION_AR = "أخ|أب|أم|زوجة|ابن|ابن عم|أخت|والدته|شقيقه|صديق|خال".split("|")
RELATION_EN = "Brother|Father|Mother|Wife|Son|Cousin|Sister|Friend|Uncle|Husband".split("|")
CHARGE_AR = "تمويل الإرهاب|التظاهر|الانتماء لتنظيم إرهابي|حيازة سلاح|النيل من هيبة الدولة|الفرار|دون تهمة|تهمة كيدية".split("|")
CHARGE_EN = "Financing terrorism|Demonstrating|Membership of a terrorist group|Possession of weapons|Desertion|No charge".split("|")
COURT_AR = "محكمة الإرهاب|محكمة الميدان العسكرية|القضاء العسكري|محكمة الجنايات|قاضي التحقيق الأول".split("|")
COURT_EN = "Counter-Terrorism Court|Military Field Court|Military judge|Criminal court|Investigating judge".split("|")
SENTENCE_AR = "السجن 5 سنوات|أشغال شاقة مؤبدة|الإعدام|براءة|حبس سنتين|السجن 15 عاماً|لم يصدر".split("|")
SENTENCE_EN = "5 years in prison|Life with hard labour|Death sentence|Acquitted|Two years|15 years|Pending".split("|")
RELTYPE_AR = "عفو رئاسي|صفقة تبادل|انتهاء الحكم|كفالة|إخلاء سبيل|تسوية".split("|")
RELTYPE_EN = "Amnesty|Prisoner exchange|End of sentence|Bail|Settlement|Ransom".split("|")
CAUSE_AR = "تحت التعذيب|نوبة قلبية|توقف قلب|نقص الرعاية الطبية|إعدام ميداني|فشل كلوي|احتشاء عضلة قلبية".split("|")
CAUSE_EN = "Torture|Heart attack|Medical neglect|Execution|Kidney failure|Starvation|Cardiac arrest".split("|")
BASIS_AR = "بيان وفاة|قيد في النفوس|شهادة وفاة|شاهد|صورة مسربة|إخطار شفهي".split("|")
BASIS_EN = "Death certificate|Civil registry entry|Leaked photo|A co-detainee told them|Verbal notice|Body received".split("|")
CIRC_AR = "على حاجز|مداهمة منزل|من مكان العمل|من الجامعة|أثناء مظاهرة|عند المعبر الحدودي|بعد استدعاء|من الشارع".split("|")
CIRC_EN = "At a checkpoint|House raid|At work|From the university|At a demonstration|At the border|After a summons".split("|")
NAT_EN = "Syrian|Jordanian|Lebanese|Palestinian|Iraqi|Turkish".split("|")
NAT_FR = "Syrienne|Libanaise|Palestinienne|Jordanienne|Française".split("|")
NOTES_AR = (
    "خرج من المنزل ولم يعد منذ ذلك اليوم|شاهده أحد المفرج عنهم في الفرع|توفي تحت التعذيب بحسب أحد الشهود|زارته والدته مرة واحدة "
    "في السجن|لا توجد أي معلومات عنه حتى الآن|تم نقله إلى مكان مجهول بعد عدة أشهر|الأهل دفعوا مبلغاً من المال دون نتيجة"
).split("|")
NOTES_EN = (
    "He left home in the morning and did not come back|Seen by a released detainee in the branch|The family paid an "
    "intermediary without result|No information since the day of arrest|Was transferred to an unknown place some months "
    "later|His brother was taken with him and released after a week"
).split("|")
NOTES_FR = (
    "Sorti de chez lui le matin, il n'est jamais rentré|Vu par un ancien détenu dans la branche|La famille a payé un "
    "intermédiaire sans résultat|Aucune nouvelle depuis le jour de son arrestation|Transféré vers un lieu inconnu"
).split("|")
SOURCES_EN = "Family|Facebook page|Released detainee|Local coordinator|Lawyer|Radio".split("|")
SOURCES_AR = "الأهل|صفحة فيسبوك|معتقل سابق|ناشط محلي|محامٍ|وكالة أنباء".split("|")
MONTHS_AR = "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول".split("|")
MONTHS_EN = "January February March April May June July August September October November December".split()
MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
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
    return tuple(make(random_, row) if random_.random() < share or name == "running" else None for row in range(1, ROWS + 1))


def _date_maker(name: str) -> Maker:
    _, event, style = name.split(".")
    return lambda random_, row: _date(random_, event, style if style != "mixed" else random_.choice(MIXED_STYLES))


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
            return f"{MONTHS_EN[month - 1]} {year}" if rough < 0.3 else f"{day} {MONTHS_EN[month - 1][:3]} {year}"
        case "monthfr":
            return f"{day} {MONTHS_FR[month - 1]} {year}"
        case "monthar":
            return f"{MONTHS_AR[month - 1]} {year}" if rough < 0.3 else f"{day} {MONTHS_AR[month - 1]} {year}"
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


def _name_mother(random_: random.Random, row: int) -> str:
    name = f"{random_.choice(GIVEN_M_AR)} {random_.choice(GIVEN_M_AR)} {random_.choice(FAMILY_AR)}"
    return f"{name} {random_.choice(('والدته', 'أمه', 'والدته'))} {random_.choice(GIVEN_F_AR)}"


BOTH_AR = [*GIVEN_M_AR, *GIVEN_F_AR[:4]]
BOTH_LA = [*GIVEN_M_LA, *GIVEN_F_LA[:4]]
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
    "given.m.ar": _pick(GIVEN_M_AR),
    "given.f.ar": _pick(GIVEN_F_AR),
    "family.ar": _pick(FAMILY_AR),
    "given.la": _pick(BOTH_LA),
    "given.m.la": _pick(GIVEN_M_LA),
    "given.f.la": _pick(GIVEN_F_LA),
    "family.la": _pick(FAMILY_LA),
    "full2.ar": _full(2, BOTH_AR, FAMILY_AR, GIVEN_M_AR),
    "full3.ar": _full(3, BOTH_AR, FAMILY_AR, GIVEN_M_AR),
    "full4.ar": _full(4, BOTH_AR, FAMILY_AR, GIVEN_M_AR),
    "full2f.ar": _full(2, GIVEN_F_AR, FAMILY_AR, GIVEN_M_AR),
    "full2.la": _full(2, BOTH_LA, FAMILY_LA, GIVEN_M_LA),
    "full3.la": _full(3, BOTH_LA, FAMILY_LA, GIVEN_M_LA),
    "full2f.la": _full(2, GIVEN_F_LA, FAMILY_LA, GIVEN_M_LA),
    "kunya.ar": lambda random_, row: f"أبو {random_.choice(GIVEN_M_AR)}",
    "kunya.la": lambda random_, row: f"Abu {random_.choice(GIVEN_M_LA)}",
    "fathermother.ar": lambda random_, row: f"{random_.choice(GIVEN_M_AR)} {random_.choice(GIVEN_F_AR)}",
    "namemother.ar": _name_mother,
    "placedate.birth.ar": _place_date(TOWN_AR, "birth"),
    "placedate.arrest.ar": _place_date(TOWN_AR, "arrest"),
    "placedate.birth.la": _place_date(TOWN_EN, "birth"),
    "placedate.arrest.la": _place_date(TOWN_EN, "arrest"),
    "range": _range,
    "father2.la": lambda random_, row: f"{random_.choice(GIVEN_M_LA)} {random_.choice(GIVEN_M_LA)}",
    "fathermother.la": lambda random_, row: f"{random_.choice(GIVEN_M_LA)} et {random_.choice(GIVEN_F_LA)}",
    "imagefile": lambda random_, row: f"IMG_{random_.randint(1000, 9999)}.jpg",
    "marital.fr": _pick("Célibataire|Marié|Mariée|Veuf".split("|")),
    "circ.fr": _pick("À un barrage|Perquisition|Sur son lieu de travail|Manifestation|À la frontière".split("|")),
    "agegroup.en": _pick(["Adult"] * 9 + ["Child"]),
    "namemother.la": lambda random_, row: (
        f"{random_.choice(GIVEN_M_LA)} {random_.choice(GIVEN_M_LA)} {random_.choice(FAMILY_LA)} "
        f"(mother {random_.choice(GIVEN_F_LA)})"
    ),
    "marital.ar": _pick("أعزب|متزوج|أرمل|متزوجة".split("|")),
    "relation.fr": _pick("Frère|Père|Mère|Épouse|Fils|Cousin|Ami".split("|")),
    "sex.ar": _pick(["ذكر"] * 9 + ["أنثى"]),
    "sex.en": _pick(["Male"] * 9 + ["Female"]),
    "sex.mf": _pick(["M"] * 9 + ["F"]),
    "sex.fr": _pick(["Masculin"] * 9 + ["Féminin"]),
    "sex.tr": _pick(["Erkek"] * 9 + ["Kadın"]),
    "gov.ar": _pick(GOV_AR),
    "gov.en": _pick(GOV_EN),
    "place.ar": _pick(GOV_AR + TOWN_AR),
    "place.en": _pick(GOV_EN + TOWN_EN),
    "place.fr": _pick(GOV_FR),
    "facility.ar": _pick(FACILITY_AR),
    "facility.en": _pick(FACILITY_EN),
    "facility.fr": _pick(FACILITY_FR),
    "agency.ar": _pick(AGENCY_AR),
    "agency.en": _pick(AGENCY_EN),
    "agency.fr": _pick(AGENCY_FR),
    "status.ar": _pick(STATUS_AR),
    "status.en": _pick(STATUS_EN),
    "status.fr": _pick(STATUS_FR),
    "status.tr": _pick(STATUS_TR),
    "job.ar": _pick(JOB_AR),
    "job.en": _pick(JOB_EN),
    "job.fr": _pick(JOB_FR),
    "relation.ar": _pick(RELATION_AR),
    "relation.en": _pick(RELATION_EN),
    "charge.ar": _pick(CHARGE_AR),
    "charge.en": _pick(CHARGE_EN),
    "court.ar": _pick(COURT_AR),
    "court.en": _pick(COURT_EN),
    "sentence.ar": _pick(SENTENCE_AR),
    "sentence.en": _pick(SENTENCE_EN),
    "reltype.ar": _pick(RELTYPE_AR),
    "reltype.en": _pick(RELTYPE_EN),
    "cause.ar": _pick(CAUSE_AR),
    "cause.en": _pick(CAUSE_EN),
    "basis.ar": _pick(BASIS_AR),
    "basis.en": _pick(BASIS_EN),
    "circ.ar": _pick(CIRC_AR),
    "circ.en": _pick(CIRC_EN),
    "nationality.en": _pick(NAT_EN),
    "nationality.fr": _pick(NAT_FR),
    "note.ar": _pick(NOTES_AR),
    "note.en": _pick(NOTES_EN),
    "note.fr": _pick(NOTES_FR),
    "source.en": _pick(SOURCES_EN),
    "source.ar": _pick(SOURCES_AR),
    "url": lambda random_, row: f"https://example.org/post/{random_.randint(1000, 99999)}",
}
