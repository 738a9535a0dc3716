"""The words of the reports, in English and Arabic."""

from typing import Final, Literal

Language = Literal["en", "ar"]

WORDS: Final[dict[str, dict[Language, str]]] = {
    "title": {"en": "How many, and how sure", "ar": "كم العدد، وما مدى الثقة به"},
    "verdict": {"en": "Verdict", "ar": "الحكم"},
    "estimate": {"en": "An estimate can be given", "ar": "يمكن إعطاء تقدير"},
    "caution": {"en": "With caution", "ar": "بحذر"},
    "refuse": {"en": "No estimate", "ar": "لا تقدير"},
    "check_estimate": {"en": "passed", "ar": "سليم"},
    "check_caution": {"en": "caution", "ar": "حذر"},
    "check_refuse": {"en": "refuse", "ar": "رفض"},
    "documented": {"en": "Documented", "ar": "الموثَّق"},
    "documented_says": {
        "en": "different people on at least one list",
        "ar": "أشخاص مختلفون وردوا في قائمة واحدة على الأقل",
    },
    "estimated": {
        "en": "Estimated total, documented and undocumented",
        "ar": "التقدير الإجمالي، الموثَّق وغير الموثَّق",
    },
    "between": {"en": "between {low} and {high}", "ar": "بين {low} و{high}"},
    "interval_says": {
        "en": "95 % interval; median {median}, model {model}",
        "ar": "مجال 95 %؛ الوسيط {median}، النموذج {model}",
    },
    "models": {"en": "The models side by side", "ar": "النماذج جنباً إلى جنب"},
    "diagnosis": {"en": "For diagnosis only: not to be published", "ar": "للتشخيص فقط: ليست للنشر"},
    "model": {"en": "Model", "ar": "النموذج"},
    "interval": {"en": "95 % interval", "ar": "مجال 95 %"},
    "median": {"en": "Median", "ar": "الوسيط"},
    "change": {"en": "What was changed", "ar": "ما الذي تغيّر"},
    "sensitivity": {"en": "Change one thing", "ar": "تغيير شيء واحد"},
    "checks": {"en": "What was checked", "ar": "ما الذي فُحص"},
    "found": {"en": "Found", "ar": "النتيجة"},
    "overlap": {"en": "How the lists overlap", "ar": "كيف تتداخل القوائم"},
    "upset": {
        "en": "People by the combination of lists they are on",
        "ar": "الأشخاص بحسب القوائم التي وردوا فيها",
    },
    "growth": {"en": "People known as lists are added", "ar": "تزايد المعروفين مع إضافة القوائم"},
    "known": {"en": "already known", "ar": "معروفون من قبل"},
    "new": {"en": "new", "ar": "جدد"},
    "pairs": {"en": "Pairs of lists", "ar": "أزواج القوائم"},
    "lists": {"en": "Lists", "ar": "القوائم"},
    "shared": {"en": "People on both", "ar": "الأشخاص في كليهما"},
    "odds": {"en": "Odds ratio (95 %)", "ar": "نسبة الأرجحية (95 %)"},
    "odds_says": {
        "en": "Among people found on a third list. Above 1: who is on one list is likelier to be on the other.",
        "ar": "بين من وردوا في قائمة ثالثة. فوق 1: من ورد في إحداهما فالأرجح أن يرد في الأخرى.",
    },
    "elsewhere": {"en": "found elsewhere", "ar": "موجودون في غيرها"},
    "scope": {"en": "Scope", "ar": "النطاق"},
    "assumptions": {"en": "This rests on", "ar": "يقوم هذا على"},
    "caveats": {"en": "Read before quoting", "ar": "يُقرأ قبل الاقتباس"},
    "reproduce": {"en": "To reproduce", "ar": "لإعادة الحساب"},
    "seed": {"en": "seed", "ar": "البذرة"},
    "version": {"en": "version", "ar": "الإصدار"},
    "digest": {"en": "SHA-256 of the table", "ar": "بصمة الجدول SHA-256"},
    "as_of": {"en": "As of", "ar": "حتى تاريخ"},
    "reported": {"en": "Reported (records)", "ar": "المبلَّغ عنه (سجلات)"},
    "imputed": {"en": "Documented, missing values filled in", "ar": "الموثَّق بعد استكمال القيم الناقصة"},
    "total_estimated": {"en": "Estimated total", "ar": "التقدير الإجمالي"},
    "lists_contributing": {"en": "Lists", "ar": "القوائم"},
    "all": {"en": "All", "ar": "المجموع"},
    "unknown": {"en": "unknown", "ar": "غير معروف"},
    "contradicted": {"en": "contradicted", "ar": "متضارب"},
    "suppressed": {"en": "withheld", "ar": "محجوب"},
    "withheld_says": {
        "en": "Withheld: the count is small or protects a small one; it is not zero. Counts are rounded to 5.",
        "ar": "محجوب: العدد صغير أو يحمي عدداً صغيراً، وليس صفراً. الأعداد مقرّبة إلى 5.",
    },
    "tally": {"en": "How many are documented", "ar": "كم عدد الموثَّقين"},
    "tally_says": {
        "en": "Four different numbers: records reported, people documented, the same people with missing values filled "
        "in, and an estimate where the data allow one. They are never added or mixed.",
        "ar": "أربعة أعداد مختلفة: السجلات المبلَّغ عنها، والأشخاص الموثَّقون، والأشخاص أنفسهم بعد استكمال القيم "
        "الناقصة، وتقدير حيث تسمح البيانات. لا تُجمع ولا تُخلط.",
    },
    "missing_share": {
        "en": "{share} of the documented people lack at least one of these values.",
        "ar": "{share} من الموثَّقين تنقصهم إحدى هذه القيم على الأقل.",
    },
    "interval_of": {"en": "Interval", "ar": "المجال"},
    "linkage": {"en": "What doubtful links do to the number", "ar": "أثر الروابط المشكوك فيها في العدد"},
    "linkage_says": {
        "en": "The same was computed on {replicates} replicates: plausible ways of joining the records, with missing "
        "values filled in where there are any. Documented over them: {low} to {high}.",
        "ar": "أُعيد الحساب على {replicates} نسخة: طرائق محتملة لدمج السجلات مع استكمال القيم الناقصة إن وُجدت. "
        "الموثَّق فيها: من {low} إلى {high}.",
    },
    "replicated": {"en": "{model}, over {replicates} replicates", "ar": "{model}، على {replicates} نسخة"},
    "rule": {"en": "Rule", "ar": "القاعدة"},
    "pooled": {"en": "draws taken together (quote this one)", "ar": "جمع السحوبات معاً (يُقتبس هذا)"},
    "replicate rule": {
        "en": "multiple-imputation rule, for comparison",
        "ar": "قاعدة الاستكمال المتعدد، للمقارنة",
    },
    "shares": {
        "en": "Share of the variance: model {model}, linkage {linkage}, filling in {imputation}.",
        "ar": "حصص التباين: النموذج {model}، الربط {linkage}، استكمال القيم {imputation}.",
    },
    "none": {"en": "none", "ar": "لا شيء"},
    "over": {"en": "over partitions", "ar": "على التقسيمات"},
    "raw": {
        "en": "RAW: small cells are shown. Only for those who hold the register.",
        "ar": "خام: الخلايا الصغيرة ظاهرة. لحائزي السجل فقط.",
    },
    "internal": {
        "en": "INTERNAL: not for publication. Cells under 5 are withheld.",
        "ar": "داخلي: ليس للنشر. الخلايا الأقل من 5 محجوبة.",
    },
    "public": {
        "en": "PUBLIC: cells under 10 are withheld, with others that would give them away; counts are rounded to 5.",
        "ar": "للعموم: الخلايا الأقل من 10 محجوبة، ومعها ما قد يكشفها؛ والأعداد مقرَّبة إلى 5.",
    },
    "withheld_short": {
        "en": "Withheld: the count is small or protects a small one; it is not zero.",
        "ar": "محجوب: العدد صغير أو يحمي عدداً صغيراً، وليس صفراً.",
    },
    "event": {
        "en": "Arrests up to {day}, and those of unknown day.",
        "ar": "الاعتقالات حتى {day}، وما لم يُعرف يومه.",
    },
    "total": {"en": "Altogether", "ar": "المجموع"},
    "total_says": {
        "en": "Between {low} and {high} different people are documented, depending on how doubtful pairs of records "
        "are judged; {count} in the register as it stands.",
        "ar": "بين {low} و{high} شخصاً مختلفاً موثَّقون، بحسب الحكم على أزواج السجلات المشكوك فيها؛ {count} في السجل "
        "كما هو.",
    },
    "total_plain": {"en": "{count} different people are documented.", "ar": "{count} شخصاً مختلفاً موثَّقون."},
    "filled": {"en": "Missing values filled in", "ar": "بعد استكمال القيم الناقصة"},
    "chart_documented": {"en": "Documented people, with linkage interval", "ar": "الموثَّقون مع مجال الربط"},
    "not_drawn": {
        "en": "Combinations of lists with fewer than {smallest} people are not drawn.",
        "ar": "لا تُرسم توليفات القوائم التي تضم أقل من {smallest} أشخاص.",
    },
    "trace": {
        "en": "Behind each figure: {file} has the person, list and record of every row, by its number.",
        "ar": "ما وراء كل رقم: في {file} معرّف الشخص والقائمة والسجل لكل سطر بحسب رقمه.",
    },
    "register_digest": {
        "en": "SHA-256 of what the register rests on",
        "ar": "بصمة ما يقوم عليه السجل SHA-256",
    },
    "publication": {"en": "publication", "ar": "المنشور رقم"},
    "strata_title": {
        "en": "How many in each group, and how sure",
        "ar": "كم العدد في كل فئة، وما مدى الثقة به",
    },
    "sum": {"en": "Added together", "ar": "مجموع الفئات"},
    "sum_none": {
        "en": "No group allows an estimate, so there is none for all of them.",
        "ar": "لا تسمح أي فئة بتقدير، فلا تقدير لمجموعها.",
    },
    "sum_says": {
        "en": "95 % interval; median {median}. The draws of the groups are added, not their medians.",
        "ar": "مجال 95 %؛ الوسيط {median}. جُمعت سحوبات الفئات لا أوساطها.",
    },
    "sum_excludes": {
        "en": "Groups without an estimate: {count}. Of them the sum holds only the documented people. Totals from "
        "different groupings need not agree.",
        "ar": "فئات بلا تقدير: {count}. لا يضم المجموع منها إلا الموثَّقين. ولا يلزم أن تتفق المجاميع الناتجة عن "
        "تقسيمات مختلفة.",
    },
    "by_group": {"en": "Group by group", "ar": "فئة فئة"},
    "chart_strata": {
        "en": "Estimated total by group; the line is what is documented",
        "ar": "التقدير الإجمالي لكل فئة؛ والخط هو الموثَّق",
    },
    "why_not": {"en": "Why not", "ar": "السبب"},
    "no_estimate_for": {"en": "Groups without an estimate", "ar": "فئات بلا تقدير"},
}
# What stands under every tally.
TALLY_CAVEATS: Final[tuple[dict[Language, str], ...]] = (
    {
        "en": "Documented means written down by somebody. It says nothing about how many were never written down, and "
        "it is not the lower end of any estimate's interval.",
        "ar": "الموثَّق هو ما دوّنه أحد. لا يدل على عدد من لم يُدوَّنوا قط، وليس الحد الأدنى لمجال أي تقدير.",
    },
    {
        "en": "The linkage interval runs from the lower end of the plausible partitions, less twice the links that "
        "the linkage expects to have missed, to their upper end.",
        "ar": "يمتد مجال الربط من الحد الأدنى للتقسيمات المحتملة، ناقصاً ضعف الروابط التي يُتوقع أنها فاتت، إلى حدها "
        "الأعلى.",
    },
    {
        "en": "A person counts under a value when the person's records agree on it. Unknown and contradicted are rows "
        "of their own. Filled-in counts are of a model and are nobody's in particular.",
        "ar": "يُعدّ الشخص تحت قيمة إذا اتفقت عليها سجلاته. غير المعروف والمتضارب سطران قائمان بذاتهما. أما الأعداد "
        "المستكملة فمن نموذج ولا تخص شخصاً بعينه.",
    },
    {
        "en": "Status is what the records say, not what was verified, and can have changed since. The event counted is "
        "the arrest.",
        "ar": "الحالة هي ما تقوله السجلات لا ما تم التحقق منه، وقد تكون تغيّرت. الحدث المعدود هو الاعتقال.",
    },
)
