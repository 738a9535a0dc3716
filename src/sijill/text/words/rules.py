"""Which words of a text may speak, and when: the closed sets behind the reader, each with its reason."""

from typing import Final

# The five axes of status first, in the order in which their readings are given; then what else a status cell may say.
STATUS_LISTS: Final = (
    "life_status", "custody_status", "acknowledgement", "release_type", "death_cause", "death_notice", "fate_basis",
    "contact_allowed", "court_type", "sentence", "legal_basis", "charge", "arrest_circumstance", "warrant",
    "case_classification",
)  # fmt: skip
# What "unknown" alone says when no list is asked for.
UNKNOWN_SAYS: Final = ("life_status", "custody_status")

# A bare word never confirms a death: only the list's own label or code, letter by letter, in a column that is mapped to
# that list (a register's own export), does.
NEVER_FROM_A_PHRASE: Final = frozenset({("life_status", "dead_confirmed")})

# "Likely dead" is presumed_dead. A code that is not here has no weaker form and is not read from a doubtful phrase.
WHEN_UNCERTAIN: Final = {
    ("life_status", "dead_reported"): "presumed_dead",
    ("life_status", "alive"): "presumed_alive",
    ("life_status", "presumed_dead"): "presumed_dead",
    ("life_status", "presumed_alive"): "presumed_alive",
    ("life_status", "unknown"): "unknown",
    ("custody_status", "held"): "never_confirmed",
    ("custody_status", "held_unacknowledged"): "never_confirmed",
    ("custody_status", "never_confirmed"): "never_confirmed",
    ("custody_status", "unknown"): "unknown",
    ("case_classification", "missing"): "missing",
}

# A death ends custody: "detained 2012, died in custody 2014" is not held, and neither is who is dead.
ENDS_CUSTODY: Final = frozenset({"died_in_custody", "executed"})
DEAD: Final = frozenset({"dead_reported", "presumed_dead", "dead_confirmed"})

# Feminine and plural forms, and her for him, of the words that tell a fate: "توفيت في المعتقل" is "توفي في المعتقل".
# Only these: elsewhere the ending tells two people apart (زوجها husband, زوجة wife).
SAME_WORD: Final = {
    "توفيت": "توفي", "متوفاه": "متوفي", "متوفيه": "متوفي", "متوفا": "متوفي", "ماتت": "مات", "قتلت": "قتل",
    "استشهدت": "استشهد", "شهيده": "شهيد", "شهداء": "شهيد", "اعدمت": "اعدم", "معدومه": "معدوم",
    "معتقله": "معتقل", "معتقلون": "معتقل", "معتقلين": "معتقل", "معتقلات": "معتقل", "محتجزه": "محتجز",
    "محتجزون": "محتجز", "محتجزين": "محتجز", "موقوفه": "موقوف", "موقوفين": "موقوف", "سجينه": "سجين",
    "مسجونه": "مسجون", "اسيره": "اسير", "مختف": "مختفي", "مختفيه": "مختفي", "مختفون": "مختفي",
    "مختفين": "مختفي", "مخفيه": "مخفي", "مخفيين": "مخفي", "مغيبه": "مغيب", "مغيبون": "مغيب", "مغيبين": "مغيب",
    "مفقوده": "مفقود", "مفقودون": "مفقود", "مفقودين": "مفقود", "محرره": "محرر", "محررين": "محرر", "عنها": "عنه",
    "عنهم": "عنه", "سراحها": "سراحه", "سراحهم": "سراحه", "سبيلها": "سبيله", "سبيلهم": "سبيله",
    "مصيرها": "مصيره", "مصيرهم": "مصيره", "اعتقلت": "اعتقل", "اعتقالها": "اعتقاله", "احتجازها": "احتجازه",
    "توقيفها": "توقيفه", "وفاتها": "وفاته", "جثتها": "جثته", "جثمانها": "جثمانه", "لذويها": "لذويه",
    "اعدامها": "اعدامه", "اختفت": "اختفي", "اختطفت": "اختطف", "خطفت": "خطف", "مخطوفه": "مخطوف",
    "مختطفه": "مختطف", "نقلت": "نقل", "نقلها": "نقله", "اقتيدت": "اقتيد", "هربت": "هرب", "فرت": "فر",
    "خرجت": "خرج", "قضت": "قضي", "محكومه": "محكوم", "عليها": "عليه", "بحقها": "بحقه", "انها": "انه",
    "بانها": "بانه", "اهلها": "اهله", "ذووها": "ذووه", "محكوميتها": "محكوميته", "تاكدت": "تاكد", "حكمت": "حكم",
    "استدعيت": "استدعي", "رحلت": "رحل", "احيلت": "احيل", "مرحله": "مرحل", "اخفيت": "اخفي", "تصفيتها": "تصفيته",
    "استشهادها": "استشهاده", "تزال": "يزال", "زالت": "زال", "توفو": "توفي", "توفوا": "توفي",
}  # fmt: skip
# Not said, or said not to be so. A word that makes it a question, a plan or a wish counts too: "if dead", "will be
# released".
NEGATIONS: Final = frozenset({
    "not", "no", "never", "neither", "nor", "without", "isn", "wasn", "hasn", "aren", "weren", "didn", "won",
    "cannot", "hardly", "لم", "لا", "لن", "ليس", "ليست", "غير", "ما", "دون", "بدون", "بلا", "عدم", "نفي", "pas",
    "non", "jamais", "sans", "aucun",
    "if", "whether", "unless", "unsure", "هل", "اذا", "لو", "si", "will", "soon", "awaiting", "pending", "promised",
    "سوف", "سيتم", "بانتظار", "وعد", "demand", "demanding", "demanded", "asked", "requested", "hope", "hopes", "hoping",
    "refused", "denied", "before", "قبل", "avant", "tried", "attempted", "attempting", "حاول", "محاوله",
    "طلب", "مطالبات", "يطالب", "طالب", "نطالب", "مطالبه",
})  # fmt: skip
# Turkish negates behind the word.
NEGATIONS_AFTER: Final = frozenset(["degil", "degildir", "yok"])
# Two words that begin like a negation and affirm: he is still ...
AFFIRMING: Final = frozenset(
    {("لا", "يزال"), ("لا", "تزال"), ("لا", "زال"), ("ما", "زال"), ("ما", "يزال"), ("ما", "زالت")}
)
UNCERTAIN: Final = frozenset({
    "likely", "probably", "possibly", "perhaps", "maybe", "presumed", "presumably", "believed", "feared", "thought",
    "assumed", "suspected", "allegedly", "unconfirmed", "rumoured", "rumored", "يعتقد", "يرجح", "ارجح", "ربما",
    "يحتمل", "احتمال", "محتمل", "مفترض", "يفترض", "يظن", "يشتبه", "probable", "probablement", "possible", "presume",
    "presumee", "suppose", "supposee", "muhtemelen", "belki", "tahminen", "saniliyor",
})  # fmt: skip
# In the past: "was detained for three years" does not say that he is held now.
PAST: Final = frozenset(["was", "were", "had", "كان", "كانت", "etait", "avait"])
# "Accused of having killed an officer" is about somebody else's death.
ACCUSED: Final = frozenset({
    "accused", "charged", "suspected", "suspicion", "تهمه", "بتهمه", "متهم", "اتهم", "اتهمت", "accuse", "accusee",
    "sucundan", "suclamasiyla",
})  # fmt: skip
ACCUSED_REACH: Final = 4
# What may stand between such a word and the phrase it colours.
LIGHT: Final = frozenset({
    "t", "longer", "more", "anymore", "يعد", "تعد", "sure", "a", "an", "the", "be", "been", "being", "is", "was", "are",
    "were", "has", "have", "had", "to", "that", "he", "she", "it", "they", "yet", "so", "far", "officially",
    "formally", "as", "of", "ever", "also", "يتم", "تتم", "يكن", "تكن", "قد", "ان", "انه", "انها", "بانه", "بانها",
    "يكون", "تكون", "بعد", "حتي", "الان", "على", "علي", "في", "من", "تم", "هو", "هي", "يزال", "تزال", "زال", "زالت",
    "encore", "est", "ete", "avoir", "etre", "que", "il", "elle", "ait", "still",
})  # fmt: skip
# "Detained, then released": what is said later holds.
THEN: Final = frozenset(
    [
        "then",
        "later",
        "afterwards",
        "subsequently",
        "ثم",
        "بعدها",
        "لاحقا",
        "لاحق",
        "puis",
        "ensuite",
        "sonra",
    ]
)
NEGATION_REACH: Final = 4
UNCERTAINTY_REACH: Final = 5

# Some lists speak only in company; otherwise "confessed under torture" would be a cause of death.
ARREST_WORDS: Final = frozenset({
    "arrest", "arrested", "arrete", "arretee", "detained", "detenu", "detenue", "seized", "taken", "abducted",
    "kidnapped", "اعتقل", "اعتقلت", "اعتقال", "اعتقاله", "توقيف", "اوقف", "اوقفت", "توقيفه", "احتجز", "احتجزت",
    "اختطف", "خطف", "قبض", "اخذ", "اقتيد", "tutuklandi", "gozaltina", "alindi",
})  # fmt: skip
CHARGE_WORDS: Final = frozenset({
    "charge", "charged", "charges", "accused", "convicted", "accusation", "accuse", "accusee", "condamne", "تهمه",
    "بتهمه", "تهم", "متهم", "اتهم", "اتهمت", "ادين", "حكم", "حوكم", "suclama", "suclamasiyla", "sucundan",
})  # fmt: skip
# A reading is dropped when a relative stands this near, in the same clause: "his brother was killed" is not about him.
NO_RELATIVES: Final = frozenset(
    ["self", "friend", "neighbour", "colleague", "co_detainee", "lawyer", "ngo", "other"]
)
# Not so when he is with them: "detained with his father".
WITH: Final = frozenset(["with", "مع", "avec", "ile"])
RELATIVE_REACH: Final = 2
ABOUT_THE_PERSON: Final = frozenset(STATUS_LISTS) - {"fate_basis", "arrest_circumstance"}

# Words that change what a phrase says; they too are found with "and" written onto them.
COLOURING: Final = NEGATIONS | UNCERTAIN | PAST | ACCUSED | THEN | WITH
