# ruff: noqa: E501 (a table is read by line)
"""Common single names of Syria: how they are written in Arabic and how they sound.

One line a name: `Arabic ; sound ; fixed Latin spellings`. The sound is in one letter per phoneme (ḥ ḵ ṯ ḏ š ṣ ḍ ṭ ẓ ġ ʿ ʾ,
ž p v g ç for borrowed sounds, long vowels with a macron, `@` for the ta marbuta); spelling.py turns it into English,
French, German, Turkish, Kurmanji and chat spellings. Fixed spellings are the ones that custom has settled
("Mehmet", "Youssef") and no rule gives. Lines stand in the order of frequency, roughly.

Single names only: they are general knowledge and belong to nobody. Combinations are drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Tongue(Enum):
    """The habit by which somebody writes an Arabic or Kurdish name in Latin letters."""

    ENGLISH = "en"
    FRENCH = "fr"
    GERMAN = "de"
    TURKISH = "tr"
    KURMANJI = "ku"
    CHAT = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    arabic: str
    sound: str
    fixed: tuple[tuple[Tongue, tuple[str, ...]], ...] = ()


def table(text: str) -> tuple[Name, ...]:
    return tuple(_name(line) for line in text.strip().splitlines())


def _name(line: str) -> Name:
    arabic, sound, *rest = (part.strip() for part in line.split(";"))
    fixed = []
    for group in rest[0].split() if rest else ():
        tongue, spellings = group.split(":")
        fixed.append((Tongue(tongue), tuple(s.replace("_", " ") for s in spellings.split(","))))
    return Name(arabic=arabic, sound=sound, fixed=tuple(fixed))


MEN = table("""
محمد ; muḥammad ; en:Mohammad,Mohammed,Muhammad,Mohamad fr:Mohamad,Mohammad,Mouhammad de:Mohammad,Muhammad tr:Muhammed,Mehmet ku:Mihemed,Mihemmed chat:mhmd,mohamad,m7ammad
أحمد ; aḥmad ; en:Ahmad,Ahmed fr:Ahmad,Ahmed tr:Ahmet ku:Ehmed chat:a7mad
محمود ; maḥmūd ; tr:Mahmut ku:Mehmûd
خالد ; ḵālid ; en:Khaled,Khalid fr:Khaled tr:Halit ku:Xalid
علي ; ʿalī ; en:Ali fr:Ali de:Ali tr:Ali ku:Elî,Eli chat:ali,3li
حسن ; ḥasan ; en:Hasan,Hassan fr:Hassan ku:Hesen
حسين ; ḥusayn ; en:Hussein,Hussain,Husein fr:Hussein,Houssein de:Hussein tr:Hüseyin ku:Hisên,Huseyn chat:7ussein
عمر ; ʿumar ; en:Omar,Omer fr:Omar tr:Ömer ku:Omer chat:3omar,omar
مصطفى ; muṣṭafā ; en:Mustafa,Mostafa fr:Moustapha,Moustafa tr:Mustafa ku:Mistefa
إبراهيم ; ibrāhīm ; en:Ibrahim,Ebrahim fr:Ibrahim tr:İbrahim ku:Îbrahîm,Birahîm
يوسف ; yūsuf ; en:Yousef,Yusuf,Youssef fr:Youssef de:Yusuf,Jussuf tr:Yusuf ku:Ûsiv,Yûsif
عبد الله ; ʿabd allāh ; en:Abdullah,Abdallah fr:Abdallah de:Abdullah,Abdallah tr:Abdullah ku:Evdila,Ebdula chat:abdullah,3abdallah
عبد الرحمن ; ʿabd al-raḥmān ; tr:Abdurrahman ku:Evdirehman,Ebdulrehman
ياسر ; yāsir ; en:Yaser,Yasser fr:Yasser
أيمن ; ayman
سامر ; sāmir ; en:Samer
ماهر ; māhir ; en:Maher fr:Maher
فادي ; fādī
رامي ; rāmī
بلال ; bilāl
وائل ; wāʾil ; en:Wael fr:Waël de:Wael tr:Vail
بسام ; bassām
غسان ; ġassān
عماد ; ʿimād ; en:Emad,Imad fr:Imad
زياد ; ziyād ; fr:Ziad
مازن ; māzin ; en:Mazen fr:Mazen
نضال ; niḍāl
جمال ; jamāl ; fr:Jamal,Djamal tr:Cemal ku:Cemal
كمال ; kamāl ; tr:Kemal ku:Kemal
هشام ; hišām
طارق ; ṭāriq ; en:Tarek,Tariq fr:Tarek tr:Tarık
أنس ; anas
معاذ ; muʿāḏ ; en:Moaz,Muath tr:Muaz
أسامة ; usām@ ; en:Osama,Usama fr:Oussama
عدنان ; ʿadnān
مروان ; marwān ; tr:Mervan ku:Merwan
رضوان ; riḍwān ; tr:Rıdvan
سليمان ; sulaymān ; en:Suleiman,Sulaiman fr:Souleiman tr:Süleyman ku:Silêman
إسماعيل ; ismāʿīl ; en:Ismail,Ismael fr:Ismaïl tr:İsmail ku:Îsmaîl
موسى ; mūsā ; ku:Mûsa
عيسى ; ʿīsā ; en:Issa,Eissa fr:Issa ku:Îsa
صالح ; ṣāliḥ ; en:Saleh,Salih fr:Saleh
فيصل ; fayṣal ; en:Faisal,Feisal fr:Fayçal,Fayssal
ناصر ; nāṣir ; en:Naser,Nasser fr:Nasser
نبيل ; nabīl
وليد ; walīd ; tr:Velid
هيثم ; hayṯam ; en:Haitham fr:Haytham tr:Heysem
حازم ; ḥāzim ; en:Hazem
باسل ; bāsil ; en:Basel,Bassel fr:Bassel
جهاد ; jihād ; de:Dschihad tr:Cihad,Cihat ku:Cihad
رياض ; riyāḍ ; fr:Riad
فراس ; firās ; en:Feras,Firas fr:Firas
لؤي ; luʾayy ; en:Louay,Loay fr:Louay chat:loay
قصي ; quṣayy ; en:Qusai,Qusay fr:Qoussay,Koussay
عدي ; ʿudayy ; en:Uday,Odai fr:Oudaï
مهند ; muhannad ; en:Muhannad,Mohannad
سعيد ; saʿīd ; en:Saeed,Said fr:Saïd
شادي ; šādī
عامر ; ʿāmir ; en:Amer fr:Amer
عمار ; ʿammār
عبد القادر ; ʿabd al-qādir ; tr:Abdulkadir,Abdülkadir ku:Evdilqadir
عبد الكريم ; ʿabd al-karīm ; tr:Abdulkerim
عبد العزيز ; ʿabd al-ʿazīz ; tr:Abdülaziz
عبد الحميد ; ʿabd al-ḥamīd ; tr:Abdülhamit
عبد الرزاق ; ʿabd al-razzāq ; tr:Abdürrezzak
عبد السلام ; ʿabd al-salām ; tr:Abdüsselam
نور الدين ; nūr al-dīn ; fr:Noureddine
صلاح الدين ; ṣalāḥ al-dīn ; tr:Selahattin ku:Selahedîn
علاء الدين ; ʿalāʾ al-dīn ; tr:Alaattin
عز الدين ; ʿizz al-dīn ; fr:Ezzeddine tr:İzzettin
زكريا ; zakariyyā ; en:Zakaria,Zakariya
يحيى ; yaḥyā ; en:Yahya,Yehia fr:Yahia
هاني ; hānī
مجد ; majd ; de:Madschd
مالك ; mālik ; en:Malek fr:Malek
ثائر ; ṯāʾir ; en:Thaer fr:Thaer
يزن ; yazan
ضياء ; ḍiyāʾ ; en:Diaa,Dia fr:Dia
فواز ; fawwāz
نزار ; nizār
سمير ; samīr
منير ; munīr
رفيق ; rafīq
توفيق ; tawfīq ; en:Tawfiq,Tawfik fr:Toufic
شريف ; šarīf
عارف ; ʿārif ; en:Aref
فارس ; fāris ; en:Fares
جابر ; jābir ; en:Jaber
راشد ; rāšid ; en:Rashed
حاتم ; ḥātim ; en:Hatem
أكرم ; akram
أنور ; anwar ; tr:Enver ku:Enwer
أدهم ; adham
إياد ; iyād ; en:Eyad,Iyad
مؤيد ; muʾayyad ; en:Moayad
معتز ; muʿtazz ; en:Moataz,Mutaz
مأمون ; maʾmūn ; en:Mamoun
عصام ; ʿiṣām ; en:Essam,Isam fr:Issam
قاسم ; qāsim ; en:Qasem,Kasem fr:Kassem
رائد ; rāʾid ; en:Raed fr:Raed
سعد ; saʿd ; en:Saad fr:Saad
حسام ; ḥusām
خليل ; ḵalīl
درويش ; darwīš
شعبان ; šaʿbān ; en:Shaaban,Shaban
رمضان ; ramaḍān ; tr:Ramazan ku:Remezan
رجب ; rajab ; tr:Recep ku:Receb
عوض ; ʿawaḍ
فرحان ; farḥān
عواد ; ʿawwād
حمود ; ḥammūd
جاسم ; jāsim ; en:Jasem
هلال ; hilāl
الياس ; ilyās ; en:Elias fr:Elias
""")

WOMEN = table("""
فاطمة ; fāṭim@ ; en:Fatima,Fatema fr:Fatima,Fatmé tr:Fatma ku:Fatma,Fatim
عائشة ; ʿāʾiš@ ; en:Aisha,Aysha fr:Aïcha de:Aischa tr:Ayşe ku:Eyşe
مريم ; maryam ; en:Maryam,Mariam fr:Mariam,Mariame tr:Meryem ku:Meryem
خديجة ; ḵadīj@ ; en:Khadija,Khadijeh tr:Hatice ku:Xecê,Xedîce
زينب ; zaynab ; en:Zeinab,Zainab fr:Zeinab tr:Zeynep ku:Zeyneb
أمينة ; amīn@ ; tr:Emine ku:Emîne
هدى ; hudā ; fr:Houda
سعاد ; suʿād ; en:Suad,Souad fr:Souad
سميرة ; samīr@
رنا ; ranā
ريم ; rīm ; en:Reem,Rim
هبة ; hib@ ; en:Heba,Hiba
آلاء ; ālāʾ ; en:Alaa fr:Alaa
إيمان ; īmān ; en:Iman,Eman
أسماء ; asmāʾ ; en:Asmaa,Asma
سارة ; sār@
نور ; nūr ; en:Nour,Noor
رشا ; rašā
لينا ; līnā
ديما ; dīmā
هالة ; hāl@
منى ; munā ; en:Mona,Muna
سمر ; samar
وفاء ; wafāʾ ; en:Wafaa,Wafa tr:Vefa
أمل ; amal
رغد ; raġad
ياسمين ; yāsmīn ; en:Yasmin,Yasmine fr:Yasmine
غادة ; ġād@
رانيا ; rānyā ; en:Rania fr:Rania
دعاء ; duʿāʾ ; en:Doaa,Duaa
بتول ; batūl
بشرى ; bušrā
صفاء ; ṣafāʾ ; en:Safaa,Safa
نجاح ; najāḥ
حليمة ; ḥalīm@
صباح ; ṣabāḥ
نوال ; nawāl
ليلى ; laylā ; en:Layla,Leila fr:Leïla tr:Leyla ku:Leyla
سلمى ; salmā
هند ; hind
ابتسام ; ibtisām
انتصار ; intiṣār
كوثر ; kawṯar
جميلة ; jamīl@ ; tr:Cemile ku:Cemîle
زهرة ; zahr@ ; ku:Zehra
حنان ; ḥanān
ميساء ; maysāʾ ; en:Maysaa,Maissa fr:Maïssa
هناء ; hanāʾ ; en:Hanaa
عبير ; ʿabīr
نسرين ; nisrīn
ندى ; nadā
لبنى ; lubnā ; fr:Loubna
مها ; mahā
سناء ; sanāʾ ; en:Sanaa
فوزية ; fawziyy@
نادية ; nādiy@ ; en:Nadia
خولة ; ḵawl@
رقية ; ruqayy@ ; fr:Roukaya
حفصة ; ḥafṣ@
شهد ; šahd
""")

KURDISH_MEN = table("""
آزاد ; āzād
دلشاد ; dilšād
سردار ; sardār ; ku:Serdar tr:Serdar
هفال ; havāl ; ku:Heval tr:Heval
كاوا ; kāwā
لقمان ; luqmān ; ku:Loqman
آلان ; ālān
هوزان ; hōzān ; ku:Hozan
برزان ; barzān ; ku:Berzan
شيار ; šiyār
خبات ; ḵabāt ; ku:Xebat
عكيد ; ʿagīd ; en:Akid,Agid ku:Egîd tr:Egit
جوان ; jwān ; en:Joan,Jwan ku:Ciwan tr:Civan
آراس ; ārās
ولات ; walāt ; ku:Welat
بكر ; bakr ; ku:Bekir tr:Bekir
شيرو ; šērō ; ku:Şêro
باران ; bārān
دجوار ; dijwār ; ku:Dijwar
زنار ; zinār
""")

KURDISH_WOMEN = table("""
روجين ; rōjīn ; ku:Rojîn
بيريفان ; bērīvān ; ku:Bêrîvan
شيرين ; šīrīn
روشن ; rōšan ; ku:Rewşen,Roşan
آفين ; āvīn ; ku:Avîn,Evîn
هيفي ; hēvī ; ku:Hêvî
كلستان ; gulistān ; en:Gulistan,Golstan ku:Gulistan
بهار ; bahār ; ku:Bihar
نوروز ; nawrōz ; en:Nowruz,Nawroz ku:Newroz
زين ; zīn
جيان ; žiyān ; en:Jiyan ku:Jiyan
دلال ; dalāl ; ku:Delal
""")

ARMENIAN_MEN = table("""
هاكوب ; hākōb ; en:Hagop,Hakob fr:Hagop
كريكور ; krīkōr ; en:Krikor fr:Krikor
سركيس ; sarkīs ; en:Sarkis fr:Sarkis
فارتان ; vārtān ; en:Vartan
آرام ; ārām
كيفورك ; kēvōrk ; en:Kevork fr:Kevork
نوبار ; nūbār ; en:Nubar fr:Noubar
أرتين ; artīn ; en:Artin
بوغوص ; bōġōṣ ; en:Boghos fr:Boghos
هراير ; hrāyr ; en:Hrair fr:Hraïr
""")

ARMENIAN_WOMEN = table("""
آني ; ānī
تالين ; tālīn ; fr:Taline
مارال ; mārāl
نايري ; nāyrī ; en:Nairi
لوسين ; lūsīn ; en:Lusin fr:Loussine
شوغيك ; šūġīk ; en:Shoghik
""")

FAMILIES = table("""
الأحمد ; al-aḥmad
الحسين ; al-ḥusayn
العلي ; al-ʿalī
المحمد ; al-muḥammad
الحلبي ; al-ḥalabī
الحمصي ; al-ḥimṣī ; en:al-Homsi,Homsi fr:El_Homsi
الشامي ; al-šāmī
النجار ; al-najjār
الحداد ; al-ḥaddād
الصباغ ; al-ṣabbāġ
الخياط ; al-ḵayyāṭ
العطار ; al-ʿaṭṭār
القاضي ; al-qāḍī
الشيخ ; al-šayḵ ; en:al-Sheikh,Alsheikh fr:El_Cheikh ku:Şêx
السيد ; al-sayyid ; en:al-Sayed fr:El_Sayed
المصري ; al-maṣrī
الحموي ; al-ḥamawī
الديري ; al-dayrī
الإدلبي ; al-idlibī
الجاسم ; al-jāsim
الحمود ; al-ḥammūd
الخلف ; al-ḵalaf
العبد الله ; al-ʿabd allāh ; en:al-Abdullah,Alabdullah,Al_Abdallah fr:El_Abdallah,Al_Abdallah de:al-Abdullah tr:El_Abdullah ku:Elebdula chat:alabdullah
الإبراهيم ; al-ibrāhīm
اليوسف ; al-yūsuf ; en:al-Yousef fr:El_Youssef
العمر ; al-ʿumar
المصطفى ; al-muṣṭafā
الخالد ; al-ḵālid
السليمان ; al-sulaymān
العيسى ; al-ʿīsā
الموسى ; al-mūsā
قصاب ; qaṣṣāb ; fr:Kassab
حلاق ; ḥallāq
نحاس ; naḥḥās
دباغ ; dabbāġ
شحادة ; šaḥād@ ; en:Shehadeh,Shahada fr:Chehadé
بكور ; bakkūr
كيال ; kayyāl
طحان ; ṭaḥḥān
لحام ; laḥḥām
خباز ; ḵabbāz
حمدان ; ḥamdān
عثمان ; ʿuṯmān ; en:Othman,Osman fr:Othmane tr:Osman
عرابي ; ʿurābī
دالاتي ; dālātī
تركماني ; turkmānī
كردي ; kurdī
الزعبي ; al-zuʿbī ; en:al-Zoubi,Zoubi
الرفاعي ; al-rifāʿī
العبود ; al-ʿabbūd
الجباوي ; al-jabāwī
أبو زيد ; abū zayd
أبو حجر ; abū ḥajar
أبو عساف ; abū ʿassāf
عزام ; ʿazzām
صقر ; ṣaqr
عامر ; ʿāmir
شرف ; šaraf
طربيه ; ṭarbayh ; en:Tarabieh fr:Tarabieh
العاني ; al-ʿānī
العكيدي ; al-ʿakaydī ; en:al-Akidi
الشمري ; al-šammarī
الجبوري ; al-jubūrī
النعيمي ; al-nuʿaymī
العساف ; al-ʿassāf
الفياض ; al-fayyāḍ
بدران ; badrān
هواش ; hawwāš
ديب ; dīb
خضور ; ḵaḍḍūr
سلوم ; sallūm
بركات ; barakāt
صليبا ; ṣalībā
نعمة ; niʿm@ ; en:Nehme fr:Nehmé
العرفة ; al-ʿarf@
الزين ; al-zayn ; en:al-Zein
البكري ; al-bakrī
النابلسي ; al-nābulsī
الدرعاوي ; al-darʿāwī
السعيد ; al-saʿīd
الفارس ; al-fāris
الحاج ; al-ḥājj ; tr:Hac ku:Hec
المنصور ; al-manṣūr
الناصر ; al-nāṣir
القاسم ; al-qāsim
الطويل ; al-ṭawīl
الأعرج ; al-aʿraj
الأسمر ; al-asmar
القصير ; al-qaṣīr
العوض ; al-ʿawaḍ
الغريب ; al-ġarīb
السمان ; al-sammān
الحكيم ; al-ḥakīm
الصيرفي ; al-ṣayrafī
المغربي ; al-maġribī
البغدادي ; al-baġdādī
التدمري ; al-tadmurī
الرستناوي ; al-rastanāwī
زعرور ; zaʿrūr
قدور ; qaddūr
رحمون ; raḥmūn
عبيد ; ʿubayd ; en:Obeid fr:Obeid
فتوح ; fattūḥ
سويدان ; suwaydān
بلان ; ballān
حاطوم ; ḥāṭūm
عقل ; ʿaql
زهرة ; zahr@
سكرية ; sukkariyy@
""")

KURDISH_FAMILIES = table("""
أوسو ; ōsō ; ku:Oso en:Oso,Ousso
شيخو ; šēḵō ; ku:Şêxo en:Sheikho,Shekho fr:Cheikho
حمو ; ḥamō ; ku:Hemo
رشو ; rašō ; ku:Reşo
مستو ; mistō ; ku:Misto
ايبو ; ībō ; ku:Îbo en:Ibo
نعسو ; naʿsō ; ku:Neso
حسو ; ḥasō ; ku:Heso
علو ; ʿalō ; ku:Elo en:Alo,Allo
ملا ; mullā ; ku:Mele en:Mulla,Molla
شيخموس ; šēḵmūs ; ku:Şêxmûs en:Sheikhmous
كوران ; gōrān ; ku:Goran en:Goran,Koran
حاجو ; ḥājō ; ku:Haco
سينو ; sīnō ; ku:Sîno
كدرو ; kadrō ; ku:Kedro
عثمان ; ʿuṯmān ; ku:Osman tr:Osman
""")

ARMENIAN_FAMILIES = table("""
سركيسيان ; sarkīsyān ; en:Sarkissian,Sarkisian fr:Sarkissian
هاكوبيان ; hākōbyān ; en:Hagopian,Hakobian fr:Hagopian
دمرجيان ; damirjyān ; en:Demirjian fr:Demirdjian tr:Demirciyan
بوغوصيان ; bōġōṣyān ; en:Boghossian fr:Boghossian
ترزيان ; tarzyān ; en:Terzian fr:Terzian
كويومجيان ; kuyūmjyān ; en:Kouyoumjian fr:Kouyoumdjian
نالبنديان ; nālbandyān ; en:Nalbandian fr:Nalbandian
أرسلانيان ; arslānyān ; en:Arslanian fr:Arslanian
""")

CIRCASSIAN_FAMILIES = table("""
شركس ; šarkas ; en:Sharkas,Cherkes fr:Charkas tr:Çerkez
أباظة ; abāẓ@ ; en:Abaza tr:Abaza
داغستاني ; dāġistānī ; en:Daghestani fr:Daghestani tr:Dağıstanlı
شيشاني ; šīšānī ; en:Shishani fr:Chichani
قبرطاي ; qabarṭāy ; en:Qabartay,Kabartay tr:Kabartay
شابسوغ ; šābsūġ ; en:Shapsough fr:Chapsough tr:Şapsığ
""")
