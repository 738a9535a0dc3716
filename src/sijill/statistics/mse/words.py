"""What is printed with every estimate, in English and Arabic. Data, so that a lawyer can read it in one place."""

from typing import Final, Literal

Language = Literal["en", "ar"]

ASSUMPTIONS: Final[tuple[dict[Language, str], ...]] = (
    {
        "en": "Closed: one event (the arrest), one period, one territory; nobody enters or leaves "
        "while the lists are made.",
        "ar": "الإغلاق: حدث واحد (الاعتقال) وفترة واحدة ومنطقة واحدة، فلا يدخل أحد ولا يخرج أثناء "
        "إعداد القوائم.",
    },
    {
        "en": "Linkage is right: records joined are one person, records apart are two.",
        "ar": "الربط صحيح: السجلات المدموجة تعود لشخص واحد، والمنفصلة تعود لأشخاص مختلفين.",
    },
    {
        "en": "No false, fictitious or out-of-scope records.",
        "ar": "لا توجد سجلات كاذبة أو وهمية أو خارج النطاق.",
    },
    {
        "en": "Every person had some chance of being on at least one list.",
        "ar": "كان لكل شخص احتمال ما، ولو ضئيل، أن يرد في قائمة واحدة على الأقل.",
    },
    {
        "en": "The model captures how lists depend on each other. This cannot be tested: different "
        "identifying assumptions "
        "can give arbitrarily different sizes with identical fit (Aleshin-Guendel et al.).",
        "ar": "يصف النموذج ترابط القوائم وصفاً صحيحاً. لا يمكن اختبار ذلك: فقد تعطي افتراضات مختلفة "
        "أعداداً مختلفة جداً "
        "مع المطابقة نفسها للبيانات.",
    },
)

CAVEATS: Final[tuple[dict[Language, str], ...]] = (
    {
        "en": "This estimates the people reachable by these lists. People whom no list could reach "
        "are not included; in "
        "a simulation with 30 % such people the interval was narrow, confident and 30 % too low, "
        "and no diagnostic "
        "on the table can see it.",
        "ar": "هذا تقدير لعدد من كان يمكن لهذه القوائم أن تصل إليهم. أما من لا تستطيع أي قائمة "
        "الوصول إليهم فغير مشمولين: "
        "في محاكاة نسبتهم فيها 30 % جاء المجال ضيقاً وواثقاً وأقل من الحقيقة بـ 30 %، ولا يكشف ذلك "
        "أي اختبار على الجدول.",
    },
    {
        "en": "Missed links raise the estimate by more than their rate (10 % missed: documented "
        "count 4 % too high, "
        "estimate 13 % too high); false merges lower it by about 2.6 times theirs.",
        "ar": "الروابط الفائتة ترفع التقدير بأكثر من نسبتها (10 % فائتة: العدد الموثَّق أعلى بـ 4 % "
        "والتقدير أعلى بـ 13 %)، "
        "والدمج الخاطئ يخفضه بنحو 2.6 ضعف نسبته.",
    },
    {
        "en": "Not to be compared with another estimate unless event, period, territory and "
        "definition are the same.",
        "ar": "لا يُقارن بتقدير آخر إلا إذا اتفق الحدث والفترة والمنطقة والتعريف.",
    },
    {
        "en": "Lists of the living missing change: releases and deaths break closure. Fix an as-of "
        "date and count the "
        "arrest, not the present state.",
        "ar": "قوائم المفقودين الأحياء تتغير: فالإفراج والوفاة يخلّان بشرط الإغلاق. حدّدوا تاريخاً "
        "مرجعياً واحصوا حادثة الاعتقال "
        "لا الحالة الراهنة.",
    },
    {
        "en": "The method is disputed: read Binette & Steorts (2021) and Whitehead et al. (2019) with it.",
        "ar": "الطريقة محلّ خلاف علمي: يُقرأ معها Binette & Steorts (2021) وWhitehead et al. (2019).",
    },
)

NOT_IN_SCOPE: Final[dict[Language, str]] = {
    "en": "Not counted: people outside the lists' period and territory, and people no list could "
    "have recorded.",
    "ar": "غير مشمولين: من هم خارج فترة القوائم ومنطقتها، ومن لم يكن بوسع أي قائمة تسجيلهم.",
}

VERDICTS: Final[dict[str, dict[Language, str]]] = {
    "estimate": {
        "en": "The table allows an estimate. Give the interval first.",
        "ar": "الجدول يسمح بالتقدير. يُذكر المجال أولاً.",
    },
    "caution": {
        "en": "An estimate is possible, with the reasons for caution printed beside it.",
        "ar": "التقدير ممكن، على أن تُذكر معه أسباب الحذر.",
    },
    "refuse": {
        "en": "No estimate should be published from this table. The documented number stands on its own.",
        "ar": "لا ينبغي نشر أي تقدير من هذا الجدول. العدد الموثَّق قائم بذاته.",
    },
}
