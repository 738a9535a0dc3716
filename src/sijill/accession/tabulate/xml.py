"""Read XML from strangers: expat with every DTD refused, fed in pieces from a zip entry that is counted while it
unpacks.
"""

import zipfile
from collections.abc import Callable
from typing import Any, Final
from xml.parsers import expat

from sijill.accession.tabulate.archives import read_counted
from sijill.accession.tabulate.model import Limits, Refusal

PIECE: Final = 256 << 10


def no_dtd(*_: Any) -> int:
    raise Refusal(
        "it contains a document type definition (DTD)",
        remedy="No office program writes one; open the file, copy the cells into a new one, and save that.",
    )


def parse_entry(
    archive: zipfile.ZipFile,
    name: str,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    limits: Limits,
) -> None:
    """Element names come without namespace prefix, attributes as ``{"r:id": …}`` in the file's own spelling."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = no_dtd
    parser.EntityDeclHandler = no_dtd
    parser.ExternalEntityRefHandler = no_dtd

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        start(tag[tag.find(":") + 1 :], attributes)

    def on_end(tag: str) -> None:
        end(tag[tag.find(":") + 1 :])

    def on_root(tag: str, attributes: dict[str, str]) -> None:
        # A file whose root has no prefix has none on the elements that count. Cutting nothing saves a fifth.
        plain = ":" not in tag
        parser.StartElementHandler = start if plain else on_start
        parser.EndElementHandler = end if plain else on_end
        on_start(tag, attributes)

    parser.StartElementHandler = on_root
    parser.CharacterDataHandler = text
    try:
        for piece in read_counted(archive, name, limits=limits, piece=PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as exc:
        raise Refusal(
            f"its part {name!r} is damaged (line {exc.lineno})",
            remedy="Open it in a spreadsheet program and save it again.",
        ) from exc
