# ruff: noqa: E501 (a table is read by line)
"""Who arrests and where people are held: real agencies and facilities, as lists write them.

Ids are those of the product's own facility and agency tables. One line each: `id ; Arabic ; English ; French`. Several spellings
are parted by commas, the usual one first. The bare "المزة" (four different places) is in the table on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An agency or a facility and the ways in which it is written."""

    id: str
    arabic: tuple[str, ...]
    english: tuple[str, ...]
    french: tuple[str, ...]


def _table(text: str) -> dict[str, Written]:
    out = {}
    for line in text.strip().splitlines():
        key, arabic, english, french = (part.strip() for part in line.split(";"))
        out[key] = Written(
            id=key,
            arabic=tuple(arabic.split(",")),
            english=tuple(english.split(",")),
            french=tuple(french.split(",")),
        )
    return out


AGENCIES = _table("""
mid ; الأمن العسكري,المخابرات العسكرية,شعبة المخابرات العسكرية ; Military Intelligence,Military Security ; Renseignement militaire,Sécurité militaire
afid ; المخابرات الجوية,الجوية,إدارة المخابرات الجوية ; Air Force Intelligence,Air Intelligence ; Renseignement de l'armée de l'air
gid ; أمن الدولة,المخابرات العامة,إدارة المخابرات العامة ; State Security,General Intelligence Directorate ; Sûreté de l'Etat,Renseignements généraux
psd ; الأمن السياسي,شعبة الأمن السياسي ; Political Security ; Sécurité politique
csd ; الأمن الجنائي ; Criminal Security ; Sécurité criminelle
mp ; الشرطة العسكرية ; Military Police ; Police militaire
ndf ; الدفاع الوطني,قوات الدفاع الوطني ; National Defence Forces,NDF ; Forces de défense nationale
isis ; داعش,تنظيم الدولة الإسلامية ; ISIS,Islamic State ; Daech
hts ; هيئة تحرير الشام,الهيئة ; Hay'at Tahrir al-Sham,HTS ; Hayat Tahrir al-Cham
sdf ; قسد,قوات سوريا الديمقراطية ; SDF,Syrian Democratic Forces ; Forces démocratiques syriennes
""")

FACILITIES = _table("""
mid-215 ; فرع 215,الفرع 215,سرية المداهمة 215 ; Branch 215 ; Branche 215
mid-227 ; فرع 227,فرع المنطقة 227,فرع المنطقة ; Branch 227,Region Branch 227 ; Branche 227
mid-235 ; فرع فلسطين,الفرع 235,فرع 235 ; Palestine Branch,Branch 235 ; Branche Palestine,Branche 235
mid-248 ; فرع 248,فرع التحقيق العسكري 248 ; Branch 248,Branch 248 (Military Investigation) ; Branche 248
mid-290 ; فرع 290,الأمن العسكري بحلب ; Branch 290,Military Security Aleppo ; Branche 290
mid-261 ; فرع 261,الأمن العسكري بحمص ; Branch 261,Military Security Homs ; Branche 261
mid-219 ; فرع 219,الأمن العسكري بحماة ; Branch 219,Military Security Hama ; Branche 219
mid-271 ; فرع 271,الأمن العسكري بإدلب ; Branch 271,Military Security Idlib ; Branche 271
mid-223 ; فرع 223,الأمن العسكري باللاذقية ; Branch 223,Military Security Latakia ; Branche 223
mid-265 ; فرع 265,الأمن العسكري بدرعا ; Branch 265,Military Security Daraa ; Branche 265
mid-243 ; فرع 243,الأمن العسكري بدير الزور ; Branch 243,Military Security Deir ez-Zor ; Branche 243
mid-222 ; الأمن العسكري بالقامشلي,فرع 222 ; Military Security Qamishli,Branch 222 ; Branche 222
mid-220 ; فرع سعسع,فرع 220 ; Saasaa Branch,Branch 220 ; Branche 220
afid-mezzeh ; مطار المزة,المخابرات الجوية - مطار المزة,المزة ; Mezzeh Airport Branch,AFI Mezzeh,Mezzeh ; Aéroport de Mezzé,Mezzé
afid-harasta ; جوية حرستا,المخابرات الجوية - حرستا ; AFI Harasta,Harasta Branch ; Branche de Harasta
afid-aleppo ; جوية حلب ; AFI Aleppo ; Renseignement aérien Alep
afid-homs ; جوية حمص ; AFI Homs ; Renseignement aérien Homs
afid-hama ; جوية حماة ; AFI Hama ; Renseignement aérien Hama
gid-251 ; فرع الخطيب,الفرع 251,فرع 251 ; al-Khatib Branch,Branch 251 ; Branche 251,Branche al-Khatib
gid-285 ; فرع 285,الفرع 285 ; Branch 285 ; Branche 285
gid-322 ; أمن الدولة بحلب ; State Security Aleppo ; Sûreté de l'Etat Alep
gid-318 ; أمن الدولة بحمص ; State Security Homs ; Sûreté de l'Etat Homs
psd-fayhaa ; الفيحاء,فرع الفيحاء ; al-Fayhaa,Political Security - al-Fayhaa ; Al-Fayhaa
psd-homs ; الأمن السياسي بحمص ; Political Security Homs ; Sécurité politique Homs
psd-daraa ; الأمن السياسي بدرعا ; Political Security Daraa ; Sécurité politique Deraa
mp-qaboun ; الشرطة العسكرية بالقابون,القابون ; Military Police Qaboun ; Police militaire de Qaboun
sednaya ; صيدنايا,سجن صيدنايا,سجن صيدنايا العسكري ; Sednaya,Saydnaya Prison,Sednaya Military Prison ; Saidnaya,Prison de Saidnaya
tadmor ; سجن تدمر ; Tadmor Prison,Palmyra Prison ; Prison de Palmyre
balouna ; البالونة,سجن البالونة ; al-Balouna,Balouna Military Prison ; Prison de Balouna
adra ; سجن عدرا,سجن دمشق المركزي,عدرا ; Adra,Adra Prison,Damascus Central Prison ; Prison d'Adra
adra-women ; سجن عدرا للنساء,عدرا نساء ; Adra Women's Prison ; Prison pour femmes d'Adra
homs-central ; سجن حمص المركزي,سجن حمص ; Homs Central Prison ; Prison centrale de Homs
hama-central ; سجن حماة المركزي,سجن حماة ; Hama Central Prison ; Prison centrale de Hama
aleppo-central ; سجن حلب المركزي ; Aleppo Central Prison ; Prison centrale d'Alep
tishreen ; مشفى تشرين العسكري,مشفى تشرين ; Tishreen Military Hospital,Tishreen ; Hôpital militaire Tichrine
isis-point11 ; النقطة 11,الملعب الأسود ; Point 11,Black Stadium ; Point 11
hts-uqab ; سجن العقاب ; Uqab Prison ; Prison Al-Ouqab
sdf-sinaa ; سجن الصناعة,سجن غويران ; al-Sina'a Prison,Ghweiran ; Prison de Ghweiran
sdf-aqtan ; سجن الأقطان ; al-Aqtan Prison ; Prison Al-Aqtan
gen-checkpoint ; حاجز ; Checkpoint ; Barrage
gen-unknown ; مكان مجهول,مجهول ; Unknown place ; Lieu inconnu
""")

# The local lock-ups of each agency by governorate; where there is none the chain starts in Damascus.
LOCAL: dict[str, dict[str, tuple[str, ...]]] = {
    "mid": {
        "SY01": ("mid-215", "mid-227", "mid-235"), "SY02": ("mid-290",), "SY03": ("mid-215", "mid-227", "mid-220"),
        "SY04": ("mid-261",), "SY05": ("mid-219",), "SY06": ("mid-223",), "SY07": ("mid-271",), "SY08": ("mid-222",),
        "SY09": ("mid-243",), "SY12": ("mid-265",), "SY14": ("mid-220",),
    },
    "afid": {
        "SY01": ("afid-mezzeh",), "SY02": ("afid-aleppo",), "SY03": ("afid-harasta", "afid-mezzeh"),
        "SY04": ("afid-homs",), "SY05": ("afid-hama",),
    },
    "gid": {"SY01": ("gid-251", "gid-285"), "SY02": ("gid-322",), "SY03": ("gid-251",), "SY04": ("gid-318",)},
    "psd": {"SY01": ("psd-fayhaa",), "SY03": ("psd-fayhaa",), "SY04": ("psd-homs",), "SY12": ("psd-daraa",)},
}  # fmt: skip
CENTRAL = {
    "mid": ("mid-215", "mid-235", "mid-248"),
    "afid": ("afid-mezzeh",),
    "gid": ("gid-285", "gid-251"),
    "psd": ("psd-fayhaa",),
}
PRISONS = ("sednaya", "adra", "homs-central", "hama-central", "aleppo-central", "balouna", "tadmor")
NON_STATE = {"isis": ("isis-point11",), "hts": ("hts-uqab",), "sdf": ("sdf-sinaa", "sdf-aqtan")}
# Where and when the non-State bodies arrested: governorates, first and last year.
NON_STATE_REACH = {
    "isis": (("SY09", "SY11", "SY02", "SY08"), 2013, 2017),
    "hts": (("SY07", "SY02", "SY05"), 2015, 2023),
    "sdf": (("SY08", "SY11", "SY09"), 2016, 2023),
}
