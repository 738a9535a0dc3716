"""Words that are no names: titles, patronymic and clan particles, and the words that announce a nickname or a mother.

Forms are match forms (`forms.form`). A title counts only in first place, and only if a name follows, because الشيخ,
السيد and الحاج are family names as well. Bare words that are given names too (رائد, عميد, نقيب) are titles only with
the article.
"""

from typing import Final

from sijill.text.names import forms


def _set(text: str) -> frozenset[str]:
    return frozenset(forms.form(word) for word in text.split())


TITLES: Final = _set("""
    د دكتور الدكتور الدكتوره دكتوره بروفسور البروفسور حاج الحاج حج الحج حجي الحاجه حاجه شيخ الشيخ الشيخه ملا
    الملا سيد السيد السيده
    م مهندس المهندس المهندسه استاذ الاستاذ الاستاذه محامي المحامي المحاميه قاضي القاضي معلم المعلم المعلمه
    العقيد اللواء العميد المقدم الرائد النقيب الملازم المساعد الرقيب العريف المجند الجندي المشير الفريق الضابط
    الاب القس الخوري المطران الانسه الطفل الطفله الشاب الشابه الشهيد الشهيده المرحوم المرحومه المعتقل
    المعتقله المفقود المفقوده
    المنشق المنشقه المغيب المغيبه المختفيه الاسيره الموقوفه المخطوفه المعتقلون الناشط الناشطه المواطن المواطنه المدرس
    المدرسه القاصر الرضيع الفقيد الفقيده الطالب الطالبه الصيدلي الصيدلانيه الاخ الاخت الحجه العم عقيد the late
    المختفي المدعو المدعوه الاسير السجين السجينه الموقوف المخطوف الصحفي الاعلامي الطبيب الممرض
    dr doctor docteur prof professor hajj haj hajji haji hadj hadji hacc haci alhajj alhaj elhajj elhadj
    alhaji hajja hajjah
    sheikh shaikh shaykh sheik sheykh shekh cheikh cheik scheich alsheikh alshaikh alshaykh shex sheikha
    mullah mulla mola mele
    qari sayyid sayid sayed seyyed seyed seyid sayyed alsayyid alsayed mr mrs ms miss mister eng engineer
    maulavi mawlawi maulana mawlana molana mevlana molavi moulavi maulvi moulvi molvi mawlavi
    ayatollah ayatullah hojatoleslam hojjatoleslam
    mufti col colonel gen general brig brigadier maj major capt captain lt lieutenant sgt judge ustaz ustad sayyida
    herr frau monsieur mme mlle hevale heval
""")  # fmt: skip
# Behind the name, also after a comma: nobody is called so.
GENERATION: Final = _set("jr junior sr senior ii iii")
# Second word of a two-word rank: الملازم أول, العميد الركن.
RANK_SECOND: Final = _set(
    "اول الركن ركن اولي المنشق الطيار المظلي المتقاعد الحقوقي السابق السابقه المحرر المحرره البطل قسريا تحت باذن"
)
UNDER: Final = _set("تحت باذن")
AFTER_UNDER: Final = _set("التعذيب الله")  # الشهيد تحت التعذيب, الشهيد بإذن الله
# Abbreviated titles that are initials as well: only with their full stop.
TITLES_DOTTED: Final = _set("أ av dra")
# Ranks that are names as well: a title only before one of those.
RANK_BARE: Final = _set("ملازم رقيب عريف مساعد عميد رائد نقيب مقدم جندي مجند")

SON_OF: Final = _set("بن ابن بنت ابنه ولد bin ibn ben bint bent ould wuld wild kurê keça")
SON_DOTTED: Final = _set("b")  # Khaled b. Omar
SON_BEHIND: Final = _set("oğlu kızı")  # Turkish: Mehmet oğlu Ahmet is Ahmet, Mehmet's son
PATRONYM: Final = _set("بن bin ben ould wuld")  # those that families are named with
FATHER_FIRST: Final = _set("ابو ابي ابا abu abuu abou abo aboo ebu ebo abi")
# "Abul Kalam" is a name of its own, mostly a given one, and no kunya that may be missing.
FATHER_WITH_ARTICLE: Final = _set("abul aboul abol abool ebul ebil")
MOTHER_FIRST: Final = _set("ام um umm oum om em umu")
CLAN: Final = _set("ال")  # آل after folding; the bare article is joined to its noun before
ABD: Final = _set("عبد العبد abd alabd abed abid ebd evd")
# Latin forms that already contain the article: what follows always belongs to them.
ABD_WITH_ARTICLE: Final = _set("""
    abdul abdel abdal abdil abdol abdoul abdel abdur abdar abder abdus abdas abdes abdush abdun abdan abden
    abdut abdat abdet abduz
    abdyl abdulj abdull abdell abdoel abdoer
    abdaz abdud abdad abdu abdelal abdulal abedal abedel abdool evdil evdul ebdul ebdil alabdul
""")  # fmt: skip
# What never ends a name: something must follow. Abdu, Abi, Aba and Umm may be names or parts of names of other kinds.
OPENING: Final = (
    ABD_WITH_ARTICLE
    | CLAN
    | _set("ابو ام abu abou abo ebu umm oum بن ابن بنت bin ibn bint bent ould al el ul ur")
) - _set("abdu abdull")
GOD: Final = _set("الله اله allah ullah ollah ulla alla llah eddin")
RELIGION: Final = _set("الدين دين aldin eldin addin eddin uddin addiin uldin ildin deen din alddin elddin")
# Names with الدين whose bearers are as often called by the first word alone.
BEFORE_RELIGION: Final = """
    نور صلاح سعد عز علاء بهاء ضياء شمس بدر سيف حسام عماد محي محيي تقي زين شرف فخر ناصر نصر نجم تاج خير شهاب صدر سراج
    مجد معز قمر برهان جلال جمال كمال غياث ركن معين مؤيد موفق رضي أمين صفي نظام قطب ظهير عصام عضد
"""
SLAVE_SECONDS: Final = _set("ربه رب النبي الرسول المسيح")
NICKNAME_FOLLOWS: Final = _set(
    "الملقب الملقبه لقبه ملقب الشهير المعروف الشهيره المعروفه المدعو المدعوه المكنى المكناه يكنى كنيته يلقب "
    "alias aka nicknamed dit dite known"
)
NICKNAME_FILLER: Final = _set("ب بـ باسم as بلقب")
MOTHER_FOLLOWS: Final = _set("والدته والدتها امه امها الام والام mother mothers mere mutter")
FATHER_FOLLOWS: Final = _set("والده والدها ابوه الاب father fathers")
# Opens what is said of a person: nobody is called so. Those of `NOTE_LATER` may be in a name of two words.
NOTE_FOLLOWS: Final = _set("""
    تولد مواليد المولود المولوده متولد عمره عمرها معتقل معتقله مفقود مفقوده متوفى متوفي متوفيه توفي توفيت استشهد
    اعتقل اعتقلت فقد اختفى منذ عاما سنوات born aged arrested detained deceased disappeared
""")  # fmt: skip
NOTE_AFTER_AGE: Final = _set("years yrs age student")
NOTE_LATER: Final = _set("من رقم سنه رحمه from since")
GOVERNORATES: Final = _set("دمشق ريف حلب حمص حماه اللاذقيه طرطوس ادلب درعا السويداء القنيطره الرقه الحسكه")
# Another person: by these words alone, or with و ("and his brother") in front.
RELATIVE_FOLLOWS: Final = _set("""
    زوجه زوج زوجته زوجها حرم ارمله شقيق شقيقه شقيقته شقيقها اخوه اخوها اخت اخته اختها خطيبه خطيبته
    wife husband widow brother sister frère soeur eşi
""")  # fmt: skip
# Before the name of another family.
MAIDEN: Final = _set("née né")
MARRIED: Final = _set("ép épouse veuve vve")
AND_RELATIVE: Final = _set(
    "وزوجته وزوجها واخوه واخوها واخته واختها وشقيقه وشقيقته وابنه وابنته وابناؤه وابناءه واولاده ووالده ووالدته "
    "وابوه وامه واخوته وعائلته واسرته واطفاله واخرون واخرين"
)
SPOUSE: Final = _set("wife husband widow")
OF: Final = _set("of de d")
PARENT_OF: Final = _set(
    "والده والد عائله اسره اولاد ابناء family"
)  # والدة فلان in first place; والده behind a name is his father
CHILD_OF: Final = _set("fils fille")  # fils de Omar
OR: Final = _set("او or")
AND: Final = _set("and et ve")
HIS: Final = _set("his her son sa")
NAME_LABELS: Final = _set("الاسم اسم name nom")
AFTER_NAME_LABEL: Final = _set(
    "الثلاثي الرباعي الكامل الكنيه المعتقل المعتقله الشهيد الشهيده المفقود المفقوده المختفي complet"
)
# Written where there is no name: one of the first, with none but words of both, or one of the last by itself.
NO_NAME: Final = _set("""
    مجهول مجهوله جثه جثث جثمان unknown unidentified unnamed anonymous body bodies corpse cadavre inconnu inconnue
    bilinmiyor isimsiz
""")  # fmt: skip
BESIDE_NO_NAME: Final = _set("""
    الهويه الاسم اسم رقم شخص رجل امراه طفل طفله شاب شابه مسن مسنه سيده معتقل معتقله لرجل لامراه لطفل لشخص name male
    female man woman child boy girl person number no
""")  # fmt: skip
NAMELESS: Final = frozenset(
    tuple(forms.form(word) for word in text.split())
    for text in (
        "غير معروف", "غير معروفة", "غير معروف الاسم", "غير معلوم", "غير محدد", "غير مذكور", "غير متوفر", "لا يوجد",
        "لا يوجد اسم", "لا أحد", "بدون اسم", "بلا اسم", "بدون", "رجل", "امرأة", "رجل مسن", "شخص", "no name",
        "not known", "none", "null", "nan", "N A",
    )
)  # fmt: skip
MUHAMMAD: Final = _set(
    "محمد muhammad mohammad mohammed mohamed mohamad muhammed muhamad muhamed mohammd mehmet mehmed mihemed muhemmed"
)
# What may open something that stands beside a name.
ANNOUNCING: Final = (
    NICKNAME_FOLLOWS
    | MOTHER_FOLLOWS
    | FATHER_FOLLOWS
    | NOTE_FOLLOWS
    | NOTE_LATER
    | RELATIVE_FOLLOWS
    | AND_RELATIVE
    | MAIDEN
    | MARRIED
    | PARENT_OF
    | CHILD_OF
    | OR
    | AND
    | NOTE_AFTER_AGE
    | NAME_LABELS
)
# The same, or may say that there is no name.
NOT_THE_NAME: Final = ANNOUNCING | NO_NAME | frozenset(words[0] for words in NAMELESS)
SPECIAL: Final = (
    TITLES
    | RANK_SECOND
    | RANK_BARE
    | SON_OF
    | GENERATION
    | FATHER_FIRST
    | FATHER_WITH_ARTICLE
    | MOTHER_FIRST
    | CLAN
    | ABD
    | ABD_WITH_ARTICLE
    | GOD
    | RELIGION
    | SLAVE_SECONDS
    | SON_BEHIND
    | NOT_THE_NAME
    | _set("ذو آل")
)
