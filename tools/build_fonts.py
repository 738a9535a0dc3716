"""Makes src/sijill/typesetting/fonts from the Noto fonts of a Debian package, without hints and unused scripts.

    apt-get download fonts-noto-core && dpkg-deb -x fonts-noto-core_*.deb noto
    python tools/build_fonts.py noto/usr/share/fonts/truetype/noto

Run it only to take up newer fonts. ``coverage.csv`` says which characters the fonts together can show; the text that a
document prints is checked against it, because PDF/A admits no missing glyph.
"""

import csv
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parents[1] / "src" / "sijill" / "typesetting" / "fonts"

LATIN = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x02B0, 0x036F),  # modifier letters of transliterations, combining accents
    (0x0370, 0x03FF),
    (0x0400, 0x04FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x202F, 0x205F),
    (0x2070, 0x20BF),
    (0x2100, 0x218F),
    (0x2190, 0x22FF),
)
WHOLE = ((0x0000, 0x10FFFF),)
SIGNS = ((0x2190, 0x2194), (0x221E, 0x221E), (0x2248, 0x2248), (0x2260, 0x2265), (0x27E8, 0x27E9))
BOXES = ((0x2610, 0x2612), (0x2713, 0x2713), (0x2717, 0x2717))
FONTS = {
    "NotoNaskhArabic-Regular": WHOLE,
    "NotoNaskhArabic-Bold": WHOLE,
    "NotoSans-Regular": LATIN,
    "NotoSans-Bold": LATIN,
    "NotoSans-Italic": LATIN,
    "NotoSansArmenian-Regular": WHOLE,
    "NotoSansSyriac-Regular": WHOLE,
    "NotoSansMath-Regular": SIGNS,
    "NotoSansSymbols2-Regular": BOXES,
}


def main(source: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    regular: set[int] = set()
    for name, ranges in FONTS.items():
        font = TTFont(source / f"{name}.ttf", recalcTimestamp=False)
        wanted = [code for code in font.getBestCmap() if any(low <= code <= high for low, high in ranges)]
        maker = subset.Subsetter(_options())
        maker.populate(unicodes=wanted)
        maker.subset(font)
        font.save(TARGET / f"{name}.ttf", reorderTables=True)
        if name.endswith("-Regular"):
            regular |= set(wanted)
    _write_coverage(regular)


def _options() -> subset.Options:
    options = subset.Options()
    options.hinting = False  # a PDF is shown by outlines
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    return options


def _write_coverage(codes: set[int]) -> None:
    rows: list[list[int]] = []
    for code in sorted(codes):
        if rows and rows[-1][1] == code - 1:
            rows[-1][1] = code
        else:
            rows.append([code, code])
    with (TARGET / "coverage.csv").open("w", encoding="ascii", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("first", "last"))
        writer.writerows((f"{low:04X}", f"{high:04X}") for low, high in rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
