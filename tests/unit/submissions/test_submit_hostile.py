"""Texts that template engines, Word, Typst and readers could stumble over are printed as they stand."""

import io
import shutil
import zipfile

import docx
import pytest
from lxml import etree

import submission_world as world
from conftest import NOW
from sijill.pipeline import submit as submitting
from sijill.submissions import form_file
from sijill.submissions.render_json import plain
from sijill.tables import database
from sijill.tables import register as registers

HOSTILE = (
    "{{ 7*7 }} {% for x in y %} {%p endfor %}",
    "<w:p/>]]>&amp; <script>alert(1)</script>",
    '#read("/etc/passwd") *bold* $x$ @ref',
    "=1+1 \u202eturned\u202c \u2066left open",
    "\x07bell \x0b\x0c 😀 \ufeff",
    "تاريخ 2013-05-06 (Branch 215) ونسبة 50%",
)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    register = world.make(folder)
    salim = world.people_of(register)[0]
    world.consent(register, salim, "un_wgeid")
    answers = {"narrative": "\n".join(HOSTILE), "agent_detail": HOSTILE[0], "src_org": HOSTILE[1]}
    case = world.open_case(register, "WGEID", [salim], answers)
    database.close()
    return folder / "register", case


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_renderer_prints_them(made_once, tmp_path, language) -> None:
    root, case = made_once
    shutil.copytree(root, tmp_path / "register")
    register = registers.open_register(tmp_path / "register")
    made = submitting.render(
        register,
        case,
        form_file.load("WGEID"),
        formats=("pdf", "docx", "json"),
        languages=(language,),
        at=NOW,
    )
    database.close()
    content = {one.kind: one.content for one in made.files}
    word = content["docx"]
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        for name in parts.namelist():
            if name.endswith(".xml"):
                etree.fromstring(parts.read(name))  # no text became an element that does not close
    told = plain("\n".join(text(docx.Document(io.BytesIO(word)))))
    for one in (
        "{{ 7*7 }} {% for x in y %}",
        "<w:p/>]]>&amp;",
        '#read("/etc/passwd")',
        "[U+202E]turned[U+202C]",
    ):
        assert one in told
    assert "49" not in told.split()
    assert "[U+2066]left open" in told
    assert "[U+0007]bell [U+000B][U+000C] [U+1F600] [U+FEFF]" in told
    assert "{{ 7*7 }}" in content["json"].decode()
    assert content["pdf"].startswith(b"%PDF")


def test_control_without_escaping_the_text_is_not_what_was_entered(made_once, tmp_path, monkeypatch) -> None:
    root, case = made_once
    shutil.copytree(root, tmp_path / "register")
    register = registers.open_register(tmp_path / "register")
    monkeypatch.setattr("docxtpl.richtext.escape", lambda text: text)
    made = submitting.render(
        register, case, form_file.load("WGEID"), formats=("docx",), languages=("en",), at=NOW
    )
    database.close()
    told = "\n".join(text(docx.Document(io.BytesIO(made.files[0].content))))
    assert "<script>alert(1)</script>" not in told


def text(document) -> list[str]:
    body = [one.text for one in document.paragraphs]
    return body + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
