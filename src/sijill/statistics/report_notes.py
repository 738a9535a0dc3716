"""Notes in Arabic. They are written once, in English, where they arise; here each has its Arabic form.

A note without one is shown as it is: better a foreign word than a missing warning. A test meets every one of them.
"""

import re
from typing import Final

from sijill.statistics.labels import Language, stratum_label

# Arabic by the whole of an English note. What is in brackets is carried over; (?P<stratum>…) is named in Arabic.
ARABIC: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        # changes of the sensitivity rows
        (r"without list (.+)", r"بدون القائمة \1"),
        (r"delta = (.+)", r"دلتا = \1"),
        (r"saturated graph kept", "مع النموذج المشبع"),
        (r"N0 at most (\d+) n instead of 20 n", r"السقف \1 ضعف الموثَّق بدل 20"),
        (r"lists independent of each other", "القوائم مستقلة بعضها عن بعض"),
        (r"alpha ~ (.+)", r"توزيع ألفا القبلي \1"),
        (r"(\d+) classes", r"عدد الفئات \1"),
        # what a model says of itself
        (r"a lower bound; it says at least, not about", "حد أدنى: معناه «على الأقل» لا «نحو»"),
        (r"best graph (.+), posterior ([\d.]+)", r"أرجح مخطط للاعتماد بين القوائم: \1، احتماله البعدي \2"),
        (r"interactions: none \(independence\)", "التفاعلات بين القوائم: لا شيء (استقلال)"),
        (r"interactions: (.+)", r"التفاعلات بين القوائم: \1"),
        (
            r"(\d+) better-scored models have no finite estimate and were passed over",
            r"تُجووزت نماذج أفضل تقييماً لأنها لا تعطي تقديراً محدوداً، وعددها \1",
        ),
        (r"the cap on N0 was met in ([\d.]+%) of iterations", r"بلغت السحوبات سقف N0 في \1 من التكرارات"),
        # what was done to the table
        (r"list (.+) is empty and was left out", r"القائمة \1 فارغة فاستُبعدت"),
        (
            r"dga and loglinear see the lists grouped as (.+)",
            r"يرى النموذجان dga وloglinear القوائم مجمَّعة هكذا: \1",
        ),
        (
            r"(\w+): needs 2 to 7 lists; declare a grouping of the (\d+) lists",
            r"\1: يحتاج إلى قائمتين حتى سبع قوائم؛ ينبغي التصريح بتجميع القوائم وعددها \2",
        ),
        (
            r"(\w+): no pairwise log-linear model has an estimate on this table",
            r"\1: ليس لأي نموذج لوغاريتمي خطي ثنائي تقدير على هذا الجدول",
        ),
        (
            r"(\w+): no log-linear model has an estimate in (\d+) of (\d+) bootstrap samples",
            r"\1: ليس لأي نموذج لوغاريتمي خطي تقدير في \2 من \3 عيّنة معاد سحبها",
        ),
        (
            r"(\d+) rows repeated a pattern and were added to it",
            r"صفوف كررت توليفة القوائم نفسها فأُضيفت إليها، وعددها \1",
        ),
        # linkage and filling in
        (
            r"only (\d+) replicates: the spread between them is itself uncertain",
            r"عدد النسخ \1 فقط: التباين بينها غير مؤكد بدوره",
        ),
        (
            r"people of unknown strata are spread over the known ones by a model, several times",
            "يوزَّع من لا تُعرف فئتهم على الفئات المعروفة بنموذج، عدة مرات",
        ),
        (
            r"links that linkage expects to have missed are put back by chance, up to twice as many",
            "تُعاد الروابط التي يُتوقع أن الربط فوّتها عشوائياً، حتى ضعف المتوقع",
        ),
        (r"the linkage gave no estimate of what it missed", "لم يعط الربط تقديراً لما فاته"),
        (
            r"(?P<stratum>\w+) is known of nobody: nothing was filled in",
            r"\g<stratum>: غير معروفة لأي شخص، فلم يُستكمل شيء",
        ),
        (
            r"(?P<stratum>\w+) is unknown of more than half of the people: the filled-in counts say more .+",
            r"\g<stratum>: غير معروفة لأكثر من نصف الأشخاص، فالأعداد المستكملة تخبر عن النموذج أكثر مما تخبر عنهم",
        ),
    )
)


def note_in(note: str, language: Language) -> str:
    """The note in the language; ``over partitions:`` and the name of a model may stand before it."""
    if language == "en":
        return note
    for pattern, words in ARABIC:
        if found := pattern.fullmatch(note):
            named = found.groupdict().get("stratum")
            told = found.expand(words)
            return told if named is None else told.replace(named, stratum_label(named, "ar"), 1)
    return note
