"""Characters that change how a text looks without being seen. They are kept; the reader of the register must know."""

import re
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from sijill.accession.tabulate.model import Flag

# Tab and line breaks inside a cell are ordinary. ZWNJ and ZWJ are orthography in Persian and Kurdish: flagged as
# zero-width, because two texts that look alike may differ in them, but never a reason to worry.
CLASSES: Final = {
    Flag.CONTROL: "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\x{80}-\\x{9f}",
    Flag.BIDI: "\\x{61c}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}",
    Flag.ZERO_WIDTH: "\\x{200b}-\\x{200d}\\x{2060}\\x{feff}",
    Flag.REPLACEMENT: "\\x{fffd}",
}
RE2_ANY: Final = "[" + "".join(CLASSES.values()) + "]"


def _python_class(re2: str) -> str:
    return re.sub(r"\\x\{([0-9a-f]+)\}", lambda match: f"\\u{int(match[1], 16):04x}", re2)


PATTERNS: Final = {kind: re.compile("[" + _python_class(body) + "]") for kind, body in CLASSES.items()}
ANY: Final = re.compile("[" + "".join(_python_class(body) for body in CLASSES.values()) + "]")

PLAIN_CONTROLS: Final = bytes([*range(9), 11, 12, *range(14, 32), 127])
# First two UTF-8 bytes of every other character above; cheap to look for, settled by the patterns if found.
LEADS: Final = (b"\xd8\x9c", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb\xbf", b"\xef\xbf\xbd")
C1_LEAD: Final = re.compile(b"\xc2[\x80-\x9f]")


def may_need_flags(block: bytes) -> bool:
    """False only if no cell of this UTF-8 block can be flagged."""
    if len(block.translate(None, PLAIN_CONTROLS)) != len(block):
        return True
    if block.isascii():
        return False
    return any(lead in block for lead in LEADS) or C1_LEAD.search(block) is not None


def flags_of_text(text: str) -> list[Flag]:
    if (text.isascii() and text.isprintable()) or ANY.search(text) is None:
        return []
    return [kind for kind, pattern in PATTERNS.items() if pattern.search(text)]


def flags_of_column(column: pa.Array) -> Iterator[tuple[int, Flag]]:
    """(position, flag) for every flagged cell."""
    hits = pc.indices_nonzero(
        pc.fill_null(pc.match_substring_regex(column, RE2_ANY), fill_value=pa.scalar(value=False))
    )
    for position in hits.to_pylist():
        for kind in flags_of_text(column[position].as_py()):
            yield position, kind
