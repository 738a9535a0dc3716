"""What comes out: the same content as the golden documents, the same bytes twice, and a folder anybody can check."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from lxml import etree

import submission_world as world
from conftest import ACTOR, NOW
from sijill.ledger import checkpoint as checkpoints
from sijill.pipeline import cases as work
from sijill.pipeline import submit as submitting
from sijill.pipeline.submit import submit
from sijill.submissions import form_file, store
from sijill.submissions.reasons import reason
from sijill.submissions.render_json import plain
from sijill.submissions.words import phrase
from sijill.tables import database
from sijill.tables import register as registers

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """The register with one WGEID case of two people, rendered in every language and format."""
    folder = tmp_path_factory.mktemp("documents")
    register = world.make(folder)
    salim, rima, *_ = world.people_of(register)
    for person in (salim, rima):
        world.consent(register, person, "un_wgeid")
    case = world.open_case(register, "WGEID", [salim, rima])
    seen = {"reviewer": "Invented Reviewer", "reason": "the list was looked at", "at": NOW, "by": ACTOR}
    work.review_end(register, case.id, rima, "release", **seen)
    made = submit(
        register,
        case.id,
        formats=("pdf", "docx", "json"),
        languages=LANGUAGES,
        out=folder / "out",
        at=NOW,
        actor=ACTOR,
        with_proofs=True,
    )
    database.close()
    return folder, case.id, made


@pytest.fixture
def folder(made_once, tmp_path):
    """The submission's folder, to be spoilt."""
    shutil.copytree(made_once[0] / "out", tmp_path / "out")
    return tmp_path / "out"


def test_golden_json(made_once) -> None:
    """Everything a reader sees, in every language. Accept a new one only after opening the PDF and the Word file."""
    for document in made_once[2].documents:
        compare(f"wgeid.{document.language}.json", plain(document.data))


@pytest.mark.parametrize("language", LANGUAGES)
def test_golden_word(made_once, language) -> None:
    """Part by part: which there are, how many elements each holds, and every paragraph's text in order."""
    content = one_file(made_once, "docx", language)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        trees = {
            name: etree.fromstring(parts.read(name)) for name in names if name.endswith((".xml", ".rels"))
        }
    found = {
        "parts": names,
        "elements": {name: sum(1 for _ in tree.iter()) for name, tree in trees.items()},
        "body": [child.tag.split("}")[1] for child in trees["word/document.xml"][0]],
        "paragraphs": [text for tree in (trees["word/document.xml"],) for text in paragraphs(tree)],
    }
    compare(f"wgeid.{language}.docx.json", found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_holds_every_text_of_the_document(made_once, language) -> None:
    """Letters in any order: extraction turns right-to-left lines and brackets round."""
    made = next(one for one in made_once[2].documents if one.language == language)
    printed = pypdf.PdfReader(io.BytesIO(one_file(made_once, "pdf", language)))
    words = set("".join(page.extract_text() + "\n" for page in printed.pages).split())
    expected = {
        word
        for section in made.data["persons"][0]["sections"]
        for row in section["rows"]
        for line in row["lines"]
        for word in plain(line["text"]).split()
        if word.isascii() and word.isalpha() and len(word) > 3
    }
    assert len(expected) > 5
    assert {word for word in expected if not any(word in one for one in words)} == set()


def test_reading_copy_says_so_on_every_page_and_in_word(made_once) -> None:
    reader = pypdf.PdfReader(io.BytesIO(one_file(made_once, "pdf", "ar")))
    assert all("للتقديم" in page.extract_text() for page in reader.pages)
    with zipfile.ZipFile(io.BytesIO(one_file(made_once, "docx", "ar"))) as parts:
        headers = [parts.read(name).decode() for name in parts.namelist() if "word/header" in name]
    assert headers
    assert all("ليست للتقديم" in header for header in headers)
    english = pypdf.PdfReader(io.BytesIO(one_file(made_once, "pdf", "en")))
    assert not any("للتقديم" in page.extract_text() for page in english.pages)


def test_arabic_word_runs_are_marked_right_to_left(made_once) -> None:
    with zipfile.ZipFile(io.BytesIO(one_file(made_once, "docx", "ar"))) as parts:
        tree = etree.fromstring(parts.read("word/document.xml"))
    space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    assert tree.findall(".//w:bidiVisual", space)
    for run in tree.iterfind(".//w:r", space):
        text = "".join(one.text or "" for one in run.iterfind("w:t", space))
        if any("\u0621" <= one <= "\u064a" for one in text):
            assert run.find("w:rPr/w:rtl", space) is not None, text
        # A date, a number or a Latin word never stands in a right-to-left run, where it could turn round.
        if run.find("w:rPr/w:rtl", space) is not None:
            assert not any(one.isascii() and one.isalnum() for one in text), text


def test_the_same_case_and_moment_give_the_same_bytes(made_once, tmp_path) -> None:
    folder, case, made = made_once
    shutil.copytree(folder / "register", tmp_path / "register")
    register = registers.open_register(tmp_path / "register")
    again = submitting.render(
        register,
        submitting.cases.get(case),
        form_file.load("WGEID"),
        formats=("pdf", "docx", "json"),
        languages=LANGUAGES,
        at=NOW,
    )
    first = {one.name: one.content for one in made.files}
    assert all(first[one.name] == one.content for one in again.files)
    later = submitting.render(
        register,
        submitting.cases.get(case),
        form_file.load("WGEID"),
        formats=("pdf", "docx", "json"),
        languages=("en",),
        at=NOW + timedelta(days=1),
    )
    assert all(first[one.name] != one.content for one in later.files)
    database.close()


def test_a_confirmed_form_is_no_longer_marked(made_once, tmp_path) -> None:
    folder, case, made = made_once
    assert "unverified" not in str(made.documents[0].data["notices"])  # the words, not the key
    shutil.copytree(folder / "register", tmp_path / "register")
    register = registers.open_register(tmp_path / "register")
    form = form_file.load("WGEID")

    def notices() -> str:
        found = submitting.render(
            register, submitting.cases.get(case), form, formats=("json",), languages=("en",), at=NOW
        )
        return str(found.documents[0].data["notices"])

    assert "reconstructed" in notices()
    store.confirm(form, against="edition of 2026", day=NOW.date(), at=NOW, by=ACTOR)
    assert "reconstructed" not in notices()
    assert "edition of 2026" in notices()
    database.close()


# --- the checker ---------------------------------------------------------------------------------------------------


def test_the_checker_is_content_on_a_machine_without_sijill(folder) -> None:
    done = check(folder)
    assert done.returncode == 0, done.stdout
    assert "GOOD" in done.stdout


def test_the_checker_names_every_file_that_was_changed_added_or_taken_away(folder) -> None:
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        if path.name == "manifest.json":
            continue
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        if path.name != "check_submission.py":
            assert f"WRONG: {path.name} is not the file" in check(folder).stdout
        path.write_bytes(content)
        if path.name != "check_submission.py":
            path.unlink()
            assert f"{path.name} is missing" in check(folder).stdout
            path.write_bytes(content)
    (folder / "extra.pdf").write_bytes(b"x")
    assert "extra.pdf is not in the manifest" in check(folder).stdout


def test_the_checker_knows_an_original_by_its_bytes(made_once, folder) -> None:
    done = check(folder, "--original", str(made_once[0] / "lantern.csv"))
    assert done.returncode == 0
    assert "is lantern.csv" in done.stdout
    (folder.parent / "other.csv").write_text("other", encoding="utf-8")
    assert check(folder, "--original", str(folder.parent / "other.csv")).returncode == 1


def test_a_source_that_leads_nowhere_is_found(folder) -> None:
    made = world.manifest_of(folder)
    made["evidence"] = made["evidence"][1:]
    (folder / "manifest.json").write_text(json.dumps(made), encoding="utf-8")
    assert "leads to no file of the evidence" in check(folder).stdout


def test_proofs_hold_and_are_about_the_evidence(made_once, folder, tmp_path) -> None:
    shutil.copytree(made_once[0] / "register", tmp_path / "register")
    register = registers.open_register(tmp_path / "register")
    key = checkpoints.public_key(checkpoints.signing_key(register.root), checkpoints.origin_of(register.id))
    database.close()
    proofs = sorted(folder.glob("proof.*.json"))
    assert len(proofs) == 2
    for proof in proofs:
        command = [sys.executable, "-I", str(folder / "verify_ledger.py"), str(proof), "--key", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    made = world.manifest_of(folder)
    names = list(made["ledger"]["proofs"])
    proofs_swapped = dict(zip(names, reversed(list(made["ledger"]["proofs"].values())), strict=True))
    made["ledger"]["proofs"] = proofs_swapped
    (folder / "manifest.json").write_text(json.dumps(made), encoding="utf-8")
    assert "is a proof of another file" in check(folder).stdout


def check(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """``-I``: no site packages of the environment's variables, no current folder."""
    command = [sys.executable, "-I", "-S", str(folder / "check_submission.py"), str(folder), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def one_file(made_once, kind: str, language: str) -> bytes:
    return next(one.content for one in made_once[2].files if one.kind == kind and one.language == language)


def paragraphs(tree) -> list[str]:
    space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    found = [
        "".join(one.text or "" for one in each.iterfind(".//w:t", space))
        for each in tree.iterfind(".//w:p", space)
    ]
    return [plain(text) for text in found if text.strip()]


def compare(name: str, found) -> None:
    path = GOLDEN / name
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("SIJILL_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert json.loads(text) == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("procedure", "field", "requirement"),
    [
        ("CED30", "state_party", "state_party"),
        ("CED30", "not_anonymous", "submitter"),
        ("SP_GENERIC", "motive", "not_media_only"),
        ("ICC_ART15", "jurisdiction", "icc_jurisdiction"),
    ],
)
def test_a_rule_of_the_form_tells_what_the_admissibility_check_found(
    made_once, tmp_path, procedure, field, requirement
) -> None:
    purposes = {"CED30": "un_ced", "SP_GENERIC": "un_sp", "ICC_ART15": "courts"}
    shutil.copytree(made_once[0] / "register", tmp_path / "register")
    register = registers.open_register(tmp_path / "register")
    salim = world.people_of(register)[0]
    world.consent(register, salim, purposes[procedure])
    case = world.open_case(register, procedure, [salim])
    made = submitting.render(
        register, case, form_file.load(procedure), formats=("json",), languages=("en", "ar"), at=NOW
    )
    found = {
        one.requirement.id: one for matter in made.matters for one in submitting.admissibility.check(matter)
    }
    tested = found[requirement]
    for document in made.documents:
        data, language = document.data, document.language
        sections = [*data["persons"][0]["sections"], *data["common"]]
        row = next(row for section in sections for row in section["rows"] if row["field"] == field)
        told = plain(row["lines"][0]["text"])
        assert told.startswith(phrase(f"rule_{tested.result.value}", language))
        assert plain(reason(tested.why, language)) in told  # never a refusal without its reason
    database.close()


def test_of_a_group_everybodys_consent_is_told(made_once) -> None:
    data = made_once[2].documents[0].data
    row = next(
        row for section in data["common"] for row in section["rows"] if row["field"] == "family_consent"
    )
    told = [plain(line["text"]) for line in row["lines"]]
    assert len(told) == 2
    assert [name in line for name, line in zip(("Haddad", "Khoury"), told, strict=True)] == [True, True]


def test_an_entered_answer_that_sources_share_is_no_contradiction(made_once, tmp_path) -> None:
    shutil.copytree(made_once[0] / "register", tmp_path / "register")
    register = registers.open_register(tmp_path / "register")
    salim = world.people_of(register)[0]
    world.consent(register, salim, "un_ced")
    rows = {}
    for nationality in ("SYR", "IRQ"):
        case = world.open_case(register, "CED30", [salim], {"nationality": nationality})
        made = submitting.render(
            register, case, form_file.load("CED30"), formats=(), languages=("en",), at=NOW
        )
        sections = made.documents[0].data["persons"][0]["sections"]
        rows[nationality] = next(
            row for section in sections for row in section["rows"] if row["field"] == "nationality"
        )
    same, other = rows["SYR"], rows["IRQ"]
    assert [plain(line["text"]) for line in same["lines"]] == ["Syrian Arab Republic"]
    assert len(same["lines"][0]["notes"]) == 2  # the answer's and the list's
    assert (same["also"], same["because"]) == ([], "")
    assert [plain(line["text"]) for line in other["also"]] == ["Syrian Arab Republic"]
    assert other["because"] == phrase("because_entered", "en")
    database.close()
