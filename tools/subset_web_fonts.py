"""Fonts of the pages made small: ``subset_web_fonts.py FOLDER_WITH_WOFF2``; needs fontTools and brotli.

Keeps the letters of Arabic, Kurdish and Persian, Latin with its European and scholarly accents, and what shaping needs.
The result is a modified version under the Open Font License, so it carries a name of its own.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parents[1] / "src" / "sijill" / "web" / "static" / "sijill" / "fonts"
ARABIC = [
    *range(0x60C, 0x60D), 0x61B, 0x61C, 0x61F, *range(0x620, 0x656), *range(0x660, 0x66E), 0x670, 0x671, 0x679, 0x67E,
    0x686, 0x688, 0x691, 0x695, 0x698, 0x6A4, 0x6A9, 0x6AD, 0x6AF, 0x6B5, 0x6BA, 0x6BE, 0x6C0, 0x6C1, 0x6C6, 0x6C7,
    0x6CB, 0x6CC, 0x6CE, 0x6D0, 0x6D2, 0x6D4, 0x6D5, *range(0x6F0, 0x6FA), 0x200C, 0x200D, 0x200E, 0x200F,
]  # fmt: skip
LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    0x131,
    0x152,
    0x153,
    *range(0x2010, 0x2027),
    0x2039,
    0x203A,
    0x20AC,
    0x2192,
    0x2212,
]
EXTENDED = [
    *range(0x100, 0x180),
    0x1E0C,
    0x1E0D,
    0x1E24,
    0x1E25,
    0x1E62,
    0x1E63,
    0x1E6C,
    0x1E6D,
    0x1E92,
    0x1E93,
    0x2BE,
    0x2BF,
]
LETTERS = {"arabic": ARABIC, "latin": LATIN, "latin-ext": EXTENDED}
FEATURES = [
    "ccmp",
    "locl",
    "isol",
    "init",
    "medi",
    "fina",
    "rlig",
    "liga",
    "calt",
    "mark",
    "mkmk",
    "kern",
    "tnum",
    "lnum",
]


def main(folder: Path) -> None:
    for script, letters in LETTERS.items():
        for weight in (400, 600):
            name = f"ibm-plex-sans-arabic-{script}-{weight}-normal.woff2"
            font = TTFont(folder / name)
            options = subset.Options(
                layout_features=FEATURES, name_IDs=[1, 2, 13, 14], hinting=False, desubroutinize=True
            )
            small = subset.Subsetter(options)
            small.populate(unicodes=letters)
            small.subset(font)
            for record in font["name"].names:
                if record.nameID == 1:
                    record.string = "Sijill Pages"
            font.flavor = "woff2"
            font.save(TARGET / f"pages-{script}-{weight}.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
