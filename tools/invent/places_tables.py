# ruff: noqa: E501 (a table is read by line)
"""Where invented people come from: real towns, as people write them.

One line a town: `p-code of the sub-district ; Arabic ; English ; French ; other ; weight ; communities`. Several spellings are
parted by commas, the usual one first. Two towns of the table are both called صوران: that is on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tools.invent.names_tables import Tongue


class Community(Enum):
    """Which tables of names a family draws from."""

    ARAB = "arab"
    KURDISH = "kurdish"
    ARMENIAN = "armenian"
    CIRCASSIAN = "circassian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Governorate:
    pcode: str
    arabic: str
    english: tuple[str, ...]
    french: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    pcode: str
    arabic: tuple[str, ...]
    english: tuple[str, ...]
    french: str
    other: tuple[tuple[Tongue, str], ...]
    weight: int
    communities: tuple[Community, ...]

    @property
    def governorate(self) -> str:
        return self.pcode[:4]


GOVERNORATES = {
    code: Governorate(pcode=code, arabic=arabic, english=tuple(english.split(",")), french=french)
    for code, arabic, english, french in (
        ("SY01", "دمشق", "Damascus", "Damas"),
        ("SY02", "حلب", "Aleppo", "Alep"),
        ("SY03", "ريف دمشق", "Rural Damascus,Rif Dimashq,Damascus Countryside", "Rif Damas"),
        ("SY04", "حمص", "Homs", "Homs"),
        ("SY05", "حماة", "Hama", "Hama"),
        ("SY06", "اللاذقية", "Latakia,Lattakia", "Lattaquié"),
        ("SY07", "إدلب", "Idlib,Idleb", "Idleb"),
        ("SY08", "الحسكة", "Hasakah,Al-Hasakah", "Hassaké"),
        ("SY09", "دير الزور", "Deir ez-Zor,Deir Ezzor", "Deir ez-Zor"),
        ("SY10", "طرطوس", "Tartus,Tartous", "Tartous"),
        ("SY11", "الرقة", "Raqqa,Ar-Raqqah", "Raqqa"),
        ("SY12", "درعا", "Daraa,Deraa", "Deraa"),
        ("SY13", "السويداء", "Suwayda,As-Suwayda", "Soueïda"),
        ("SY14", "القنيطرة", "Quneitra", "Qouneitra"),
    )
}

_TOWNS = """
SY010000 ; دمشق ; Damascus ; Damas ; de:Damaskus ku:Şam tr:Şam ; 9 ; arab
SY020000 ; حلب ; Aleppo ; Alep ; ku:Heleb tr:Halep ; 8 ; arab armenian
SY030200 ; دوما ; Douma,Duma ; Douma ; de:Duma tr:Duma ; 9 ; arab
SY030201 ; حرستا ; Harasta ; Harasta ; ; 5 ; arab
SY030900 ; داريا ; Darayya,Daraya ; Daraya ; ; 8 ; arab
SY030106 ; عربين ; Irbin,Arbin ; Arbine ; ; 3 ; arab
SY030103 ; جرمانا ; Jaramana ; Jaramana ; ; 2 ; arab
SY030400 ; التل ; Al-Tall,At-Tall ; Al-Tall ; ; 4 ; arab
SY030700 ; الزبداني ; Zabadani,Al-Zabadani ; Zabadani ; ; 4 ; arab
SY030703 ; مضايا ; Madaya ; Madaya ; ; 2 ; arab
SY030600 ; النبك ; An-Nabk,Nabek ; Nabek ; ; 2 ; arab
SY030500 ; يبرود ; Yabroud ; Yabroud ; ; 2 ; arab
SY030902 ; الحجر الأسود ; Hajar al-Aswad ; Hajar Aswad ; ; 3 ; arab
SY030101 ; الكسوة ; Kiswa,Al-Kiswah ; Kissoué ; ; 2 ; arab
SY030203 ; الضمير ; Dumayr,Al-Dumayr ; Dmeir ; ; 2 ; arab
SY040100 ; حمص ; Homs ; Homs ; tr:Humus ; 9 ; arab
SY040400 ; الرستن ; Rastan,Ar-Rastan ; Rastane ; ; 5 ; arab
SY040401 ; تلبيسة ; Talbiseh,Talbisa ; Talbissé ; ; 4 ; arab
SY040200 ; القصير ; Al-Qusayr,Qusair ; Qousseir ; ; 4 ; arab
SY040500 ; تدمر ; Palmyra,Tadmur ; Palmyre ; ; 3 ; arab
SY040106 ; القريتين ; Al-Qaryatayn ; Qaryataïn ; ; 1 ; arab
SY050100 ; حماة,حماه ; Hama ; Hama ; ; 7 ; arab
SY050501 ; كفر زيتا ; Kafr Zita ; Kafr Zita ; ; 2 ; arab
SY050204 ; قلعة المضيق ; Qalaat al-Madiq ; Qalaat Madiq ; ; 1 ; arab
SY050300 ; سلمية,السلمية ; Salamiyah,Salamieh ; Salamieh ; ; 3 ; arab
SY050101 ; صوران ; Suran,Souran ; Sourane ; ; 2 ; arab
SY020405 ; صوران ; Suran,Souran ; Sourane ; ; 1 ; arab
SY060000 ; اللاذقية ; Latakia ; Lattaquié ; ; 4 ; arab
SY060200 ; جبلة ; Jableh,Jabla ; Jablé ; ; 2 ; arab
SY060005 ; كسب ; Kassab,Kasab ; Kessab ; ; 1 ; armenian
SY070000 ; إدلب,ادلب ; Idlib ; Idleb ; ; 5 ; arab
SY070200 ; معرة النعمان,المعرة ; Maarrat al-Numan,Maarat al-Nu'man ; Maarat al-Noumane ; ; 5 ; arab
SY070203 ; كفر نبل,كفرنبل ; Kafr Nabl,Kafranbel ; Kafranbel ; ; 4 ; arab
SY070400 ; جسر الشغور ; Jisr al-Shughur ; Jisr al-Choughour ; ; 4 ; arab
SY070201 ; خان شيخون ; Khan Shaykhun,Khan Sheikhoun ; Khan Cheikhoun ; ; 3 ; arab
SY070003 ; سراقب ; Saraqib ; Saraqeb ; ; 2 ; arab
SY070002 ; بنش ; Binnish ; Binnich ; ; 2 ; arab
SY080000 ; الحسكة ; Hasakah,Al-Hasakah ; Hassaké ; ku:Hesekê tr:Haseke ; 3 ; arab kurdish
SY080200 ; القامشلي ; Qamishli,Al-Qamishli ; Kamechliyé ; ku:Qamişlo tr:Kamışlı ; 5 ; kurdish arab armenian
SY080202 ; عامودا ; Amuda,Amude ; Amouda ; ku:Amûdê ; 3 ; kurdish
SY020600 ; عين العرب,كوباني ; Kobani,Ayn al-Arab ; Kobané ; ku:Kobanî tr:Kobani ; 4 ; kurdish
SY020300 ; عفرين ; Afrin ; Afrine ; ku:Efrîn tr:Afrin ; 5 ; kurdish
SY020200 ; الباب ; Al-Bab ; Al-Bab ; tr:El_Bab ; 3 ; arab
SY020500 ; منبج ; Manbij ; Manbij ; ku:Minbic tr:Münbiç de:Manbidsch ; 3 ; arab circassian
SY020400 ; أعزاز,اعزاز ; Azaz,A'zaz ; Azaz ; tr:Azez ; 3 ; arab
SY020403 ; مارع ; Mare',Marea ; Marea ; ; 2 ; arab
SY090100 ; دير الزور,الدير ; Deir ez-Zor,Deir Ezzor ; Deir ez-Zor ; de:Deir_Essor ; 6 ; arab
SY090300 ; الميادين ; Mayadin,Al-Mayadeen ; Mayadine ; ; 3 ; arab
SY090200 ; البوكمال ; Abu Kamal,Al-Bukamal ; Abou Kamal ; ; 3 ; arab
SY100200 ; بانياس ; Baniyas,Banias ; Banias ; ; 3 ; arab
SY110100 ; الرقة ; Raqqa ; Raqqa ; ku:Reqa tr:Rakka ; 4 ; arab
SY110300 ; الطبقة,الثورة ; Tabqa,Al-Thawrah ; Tabqa ; ; 2 ; arab
SY120000 ; درعا ; Daraa,Deraa ; Deraa ; ; 7 ; arab
SY120303 ; نوى ; Nawa ; Nawa ; ; 4 ; arab
SY120301 ; جاسم ; Jasim,Jassem ; Jassem ; ; 3 ; arab
SY120004 ; داعل ; Dael,Da'el ; Dael ; ; 3 ; arab
SY120302 ; الحراك ; Al-Hirak,Hrak ; Hirak ; ; 2 ; arab
SY120200 ; الصنمين ; As-Sanamayn ; Sanamaïn ; ; 3 ; arab
SY120001 ; بصرى الشام ; Busra al-Sham,Bosra ; Bosra ; ; 2 ; arab
SY130000 ; السويداء ; Suwayda,As-Suwayda ; Soueïda ; ; 2 ; arab
SY140001 ; خان أرنبة ; Khan Arnabah ; Khan Arnabé ; ; 2 ; arab circassian
"""


def _town(line: str) -> Town:
    pcode, arabic, english, french, other, weight, communities = (part.strip() for part in line.split(";"))
    named = [pair.split(":") for pair in other.split()]
    return Town(
        pcode=pcode,
        arabic=tuple(arabic.split(",")),
        english=tuple(english.split(",")),
        french=french,
        other=tuple((Tongue(tongue), spelling.replace("_", " ")) for tongue, spelling in named),
        weight=int(weight),
        communities=tuple(Community(c) for c in communities.split()),
    )


TOWNS = tuple(_town(line) for line in _TOWNS.strip().splitlines())
TOWN = {town.pcode: town for town in TOWNS}
