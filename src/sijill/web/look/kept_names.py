"""What pages look names up in, kept in ``derived/pages`` from the first start after a run to the next run.

It follows from the texts and the readers of names alone and carries the digest of both in its file's name: of another
run, or read by other rules, it is not found. Arrays lie as in memory, so that all processes share them.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from sijill import text
from sijill.claims.kept_statements import FOLDER
from sijill.linkage.engines import arrays_file
from sijill.tables.files import make_folder, write_text, written_whole
from sijill.tables.register import Register
from sijill.text.names.coding import NameTable
from sijill.web.look import coded, name_index
from sijill.web.look.coded import Coded
from sijill.web.look.name_index import NameIndex

FORMAT: Final = 2
_CODED: Final = ("ids", "count", "optional", "parts")
_WORDS: Final = ("ids", "count", "optional")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names and the mothers' names of all records: where which word stands, and how each is compared."""

    names: NameIndex
    mothers: NameIndex
    name_texts: Coded
    mother_texts: Coded


def made(displays: list[str], mothers: list[str]) -> Names:
    """Indexed, and nothing coded yet."""
    return Names(
        names=name_index.build(displays),
        mothers=name_index.build(mothers),
        name_texts=Coded.of(displays),
        mother_texts=Coded.of(mothers),
    )


def path_of(register: Register, displays: list[str], mothers: list[str]) -> Path:
    """Where these texts are kept as they are read by the rules of now, whether or not they are there."""
    mark = hashlib.sha256(f"{FORMAT} {_rules()}".encode())
    for texts in (displays, mothers):
        mark.update("\0".join(["", *texts]).encode(errors="surrogatepass"))
    return register.derived / FOLDER / f"names.{mark.hexdigest()[:16]}.json"


@cache
def _rules() -> str:
    """A digest over the readers and their data."""
    found = hashlib.sha256(Path(name_index.__file__).read_bytes() + Path(coded.__file__).read_bytes())
    here = Path(text.__file__).parent
    for path in sorted(one for one in here.rglob("*") if one.is_file() and "__pycache__" not in one.parts):
        found.update(path.relative_to(here).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def write(path: Path, names: Names) -> None:
    """Codes what is not coded yet and keeps everything. The small file, written last, says that the other is whole."""
    make_folder(path.parent)
    for one in (names.name_texts, names.mother_texts):
        one.code_all()
    arrays: dict[str, Any] = {}
    meta: dict[str, Any] = {}
    for name, index, texts in (
        ("names", names.names, names.name_texts),
        ("mothers", names.mothers, names.mother_texts),
    ):
        arrays |= {f"{name}.starts": index.starts, f"{name}.members": index.members}
        arrays |= {f"{name}.{part}": getattr(texts, part) for part in _CODED}
        words = coded.code_words(texts.words)
        arrays |= {f"{name}.words.{part}": getattr(words, part) for part in _WORDS}
        meta |= {
            f"{name}.skeletons": index.skeletons,
            f"{name}.loose": index.loose,
            f"{name}.words": texts.words,
        }
    with written_whole(path.with_suffix(".data")) as scratch:
        contents = arrays_file.write(scratch, arrays)
    meta |= {"arrays": contents, "forms": coded.forms_known()}
    write_text(path, json.dumps(meta, ensure_ascii=False))


def kept(register: Register, displays: list[str], mothers: list[str]) -> Names | None:
    """What was kept of this register for these texts, if anything."""
    return read(path_of(register, displays, mothers), displays, mothers)


def read(path: Path, displays: list[str], mothers: list[str]) -> Names | None:
    """What was kept, for these texts; None where nothing was, or not all of it."""
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
        arrays = arrays_file.read(path.with_suffix(".data"), meta["arrays"])
    except (OSError, ValueError):
        return None
    numbers = coded.numbered(meta["forms"])
    return Names(
        names=_index(meta, arrays, "names", len(displays)),
        mothers=_index(meta, arrays, "mothers", len(mothers)),
        name_texts=_coded(meta, arrays, "names", displays, numbers),
        mother_texts=_coded(meta, arrays, "mothers", mothers, numbers),
    )


def _index(meta: dict[str, Any], arrays: dict[str, Any], name: str, size: int) -> NameIndex:
    return name_index.of_skeletons(
        meta[f"{name}.skeletons"],
        meta[f"{name}.loose"],
        size=size,
        starts=arrays[f"{name}.starts"],
        members=arrays[f"{name}.members"],
    )


def _coded(meta: dict[str, Any], arrays: dict[str, Any], name: str, texts: list[str], numbers: Any) -> Coded:
    found = {part: arrays[f"{name}.{part}"] for part in _CODED}
    coded_words = {part: arrays[f"{name}.words.{part}"] for part in _WORDS}
    if not np.array_equal(numbers, np.arange(len(numbers))):  # this process knew other names before
        found["ids"], coded_words["ids"] = numbers[found["ids"]], numbers[coded_words["ids"]]
    words = meta[f"{name}.words"]
    return Coded(
        texts=texts,
        **found,
        words=words,
        number_of={word: at for at, word in enumerate(words)},
        known_words=NameTable(**coded_words),
    )
