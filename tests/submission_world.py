"""Two invented lists about four invented people, with a canary in every column that must not be printed."""

import contextlib
import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdf

from conftest import ACTOR, NOW
from sijill.cases.model import Case
from sijill.pipeline import cases as work
from sijill.pipeline.unify import unify
from sijill.tables import database, parquet
from sijill.tables import register as registers
from sijill.tables.register import Register

LANTERN = (
    "Given name",
    "Father's name",
    "Family name",
    "Sex",
    "Date of birth",
    "Nationality",
    "National ID",
    "Arrest date",
    "Arrest place",
    "Arresting agency",
    "Place of detention",
    "Last seen on",
    "Seen by",
    "Informant",
    "Informant phone",
    "Relation of informant",
    "Arrested with",
    "Notes",
    "Source link",
    "Shoe size",
)
# What would betray somebody, one per column; each of two words and more, as a name has.
WITNESS, INFORMANT, PHONE = "Zenobia Witnessova", "Hadrian Informantov", "+963 944 000 111"
COMPANION, NOTE, LINK = "Octavia Companionova", "Seen by Livia Noteworthy", "http://canary.invalid/source"
STRANGE = "Canary Unmapped"
NATIONAL = "01020304050"
SECRETS = (
    WITNESS,
    "Witnessova",
    INFORMANT,
    "Informantov",
    PHONE,
    "944000111",
    COMPANION,
    "Companionova",
    "Noteworthy",
    "canary.invalid",
    STRANGE,
)
# Nobody here exists.
SALIM = (
    "Salim",
    "Nabil",
    "Haddad",
    "Male",
    "1990",
    "Syrian",
    NATIONAL,
    "2013-05-12",
    "Homs",
    "Military Intelligence",
)
SALIM = (*SALIM, "Branch 215")
RIMA = (
    "Rima",
    "Adnan",
    "Khoury",
    "Female",
    "1985-02-03",
    "Syrian",
    "",
    "2013-08-30",
    "Damascus",
    "Air Force Intelligence",
)
LANTERN_ROWS = tuple(
    (*row, *("" for _ in range(len(LANTERN) - len(row))))
    for row in (
        (*SALIM, "2013-08-01", WITNESS, INFORMANT, PHONE, "brother", COMPANION, NOTE, LINK, STRANGE),
        RIMA,
        ("Karim", "Yasin", "Sabbagh", "Male", "unknown", "", "", "not disclosed"),
        ("Layla", "Omar", "Darwish", "Female", "", "", "", "2014-02", "Daraa", "ISIS"),
    )
)
SYCAMORE = ("الاسم", "اسم الأب", "الكنية", "تاريخ الولادة", "تاريخ الاعتقال", "مكان الاعتقال", "الوضع الحالي")
SYCAMORE_ROWS = (
    ("سليم", "نبيل", "حداد", "1991", "2013-05-12", "حمص", "مختف قسراً"),
    ("ريما", "عدنان", "خوري", "1985-02-03", "2013-08-30", "دمشق", "أُفرج عنها"),
)
ANSWERS = {
    "src_name": "Marwa Filer",
    "src_relation": "ngo",
    "src_org": "Invented Case Desk",
    "src_contact": "desk@example.org, +1 202 555 0100",
    "follow_up_ok": "yes",
    "no_steps_reason": "Fear of reprisals against the family.",
    "narrative": "Taken off a bus at a checkpoint.\nThe bus came from the university.",
    "risk_reviewed": "yes",
}
UNSEEN = dict.fromkeys(map(ord, " \t\r\n\u00a0\u2066\u2067\u2068\u2069"))
RECIPIENTS = {"un_ced": None, "courts": "ICC", "letters": "Ministry of Justice"}


def make(folder: Path) -> Register:
    """The register, linked; its people by row: ``people_of``."""
    for name, header, rows in (
        ("lantern.csv", LANTERN, LANTERN_ROWS),
        ("sycamore.csv", SYCAMORE, SYCAMORE_ROWS),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows((header, *rows))
    root = folder / "register"
    registers.create(root)
    unify([folder / "lantern.csv", folder / "sycamore.csv"], root, engine="reference", at=NOW, actor=ACTOR)
    return registers.open_register(root)


def make_closed(folder: Path) -> Path:
    """Where it is, closed again: to be copied from."""
    make(folder)
    database.close()
    return folder / "register"


@contextlib.contextmanager
def opened_copy(made: Path, to: Path) -> Iterator[Register]:
    shutil.copytree(made, to)
    yield registers.open_register(to)
    database.close()


def people_of(register: Register) -> list[str]:
    """Person ids in the order of the first list's rows: Salim, Rima, Karim, Layla."""
    table = parquet.read(register.derived / "membership.parquet")
    pairs = dict(zip(table["record_id"].to_pylist(), table["person_id"].to_pylist(), strict=True))
    first = next(
        iter(sorted({record.rsplit("-", 1)[0] for record in pairs}, key=lambda one: -_rows(pairs, one)))
    )
    return [pairs[f"{first}-{row}"] for row in range(1, len(LANTERN_ROWS) + 1)]


def _rows(pairs: dict[str, str], accession: str) -> int:
    return sum(record.startswith(f"{accession}-") for record in pairs)


def consent(register: Register, person: str, purpose: str, *, state: str = "given") -> None:
    work.give_consent(
        register,
        person,
        purpose=purpose,
        recipient=RECIPIENTS.get(purpose),
        state=state,
        capacity="next_of_kin",
        form="written",
        date=date(2026, 1, 2),
        giver="giver-1",
        at=NOW,
        by=ACTOR,
    )


def open_case(
    register: Register, procedure: str, people: list[str], answers: dict[str, str] | None = None
) -> Case:
    case = work.open_case(register, procedure, people, at=NOW, by=ACTOR)
    work.answer(case.id, ANSWERS | (answers or {}), at=NOW, by=ACTOR)
    return case


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text and byte of every file: PDF by its text and its unpacked streams, Word by part."""
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        yield path.name, content.decode("utf-8", errors="ignore")
        if path.suffix == ".pdf":
            reader = pypdf.PdfReader(io.BytesIO(content))
            yield f"{path.name} text", " ".join(page.extract_text() for page in reader.pages)
            yield f"{path.name} streams", "".join(unpacked(reader))
        elif path.suffix == ".docx":
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                for name in parts.namelist():
                    yield f"{path.name} {name}", parts.read(name).decode("utf-8", errors="ignore")


def unpacked(reader: pypdf.PdfReader) -> Iterator[str]:
    for number in range(1, len(reader.xref[0]) + 1 if reader.xref else 1):
        found = reader.get_object(number)
        if "/Length1" in str(found)[:200] or "/CIDFontType0C" in str(found)[:200]:
            continue  # outlines of letters
        if hasattr(found, "get_data"):
            yield found.get_data().decode("latin-1")
        yield str(found)


def leaks(folder: Path, secrets: tuple[str, ...]) -> list[str]:
    """Where a secret stands, with spaces and direction signs not counting."""
    found = []
    for name, text in texts_in(folder):
        squeezed = squeeze(text)
        found += [f"{name}: {secret}" for secret in secrets if squeeze(secret) in squeezed]
    return found


def squeeze(text: str) -> str:
    return text.translate(UNSEEN)


def manifest_of(folder: Path) -> dict[str, object]:
    made: dict[str, object] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return made
