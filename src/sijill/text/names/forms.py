"""Match forms: one spelling for what writers join, split or assimilate at will.

A form is a single token without spaces. Letters that only spelling tells apart are one letter (أ ا, a last ه ة);
the article stays in front (الاحمد, alahmad) and is optional later, in the comparison, so that "Al Ahmad", "al-Ahmad"
and "Alahmad" have one form. Compounds lose the article inside: عبد الرحمن → عبدرحمن, Abdur-Rahman → abdrahman.
"""

import re
from typing import Final

import anyascii

from sijill.text import scripts
from sijill.text.names import phonemes

_ABDULLAH_ARABIC: Final = re.compile("عبداله$")  # after folding, the two ل are one
_ABD_ARABIC: Final = re.compile("^(ال)?عبدال(?=..)")
_DIN_ARABIC: Final = re.compile("(?<=..)الدين$")
# Abdul, Abdel, Abd al, Abdur-R, Abdus-S, Kurmanji Evdil, chat 3abdul. A consonant written twice is the assimilated
# article; Abdo, Abdi and Abdin stay names of their own.
_ABD: Final = "^(al|el)?3?(?:[ae][bv]e?d|apt)h?"
_ABDULLAH_LATIN: Final = re.compile(_ABD + "[aeiou]{0,2}l+[ae]+h?i?$")
_ABD_LATIN: Final = re.compile(
    _ABD + r"(?:[aeiouy]{0,2}l+(?=[a-z]{2})|[aeiou](?:(sh|[rsnztd])(?=\2[a-z]{2}))?(?=[^aeiouy][a-z]{2}))"
)
_DIN_LATIN: Final = re.compile("(?<=..)(?:[aeiou]?[ld])?d(?:i+|ee|ie|y)ne?$")
_SILENT_S: Final = re.compile("(?<=eorge)s$")  # Georges, not Narges
_ABU_LATIN: Final = re.compile("^(?:abou|abu|abo|aboo|ebu|ebo|abi|aba)-")
_MUHAMMAD: Final = frozenset(
    {"mhd", "mohd", "md", "muhd", "mohmd", "mhmd", "mohamd", "muhmd", "mohmad", "mohmmad", "mohammd"}
)


def arabic(word: str) -> str:
    """Form of one Arabic word (compounds already joined)."""
    folded = phonemes.fold_arabic(word)
    folded = _ABDULLAH_ARABIC.sub("عبدله", folded)
    folded = _ABD_ARABIC.sub(lambda match: (match.group(1) or "") + "عبد", folded)
    folded = _DIN_ARABIC.sub("دين", folded)
    return folded[:-1] + "ة" if folded.endswith("ه") else folded


def latin(word: str) -> str:
    """Form of one Latin word (compounds already joined)."""
    lowered = _ABU_LATIN.sub("abu", word.lower().replace(" ", "-"))
    folded = phonemes.fold_latin(lowered)
    if folded in _MUHAMMAD:
        return "muhammad"
    if _ABDULLAH_LATIN.search(folded):
        return _ABDULLAH_LATIN.sub(lambda match: (match.group(1) or "") + "abdlah", folded)
    folded = _ABD_LATIN.sub(lambda match: (match.group(1) or "") + "abd", folded)
    return _SILENT_S.sub("", _DIN_LATIN.sub("din", folded))


def form(word: str) -> str:
    """Form of one word in any script; scripts other than these two go through their ASCII transliteration."""
    match scripts.script_of(word):
        case "arab" | "mixed":
            return arabic(word)
        case "latn":
            return latin(word)
        case _:
            return latin(anyascii.anyascii(word)) if any(ch.isalpha() for ch in word) else ""
