"""In a French, Spanish or Arabic document every word that is ours is of that language; what sources wrote stays.

A word of a document is foreign when our English texts have it, the language's own texts do not, and no source, answer
or name of a file has it either.
"""

import ast
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

import sijill.cases.checks
import submission_world as world
from conftest import ACTOR, NOW
from sijill.amnesties.figures import shipped
from sijill.cases import nationality
from sijill.cases import store as cases
from sijill.cases.model import Direction, Words
from sijill.mentions.figures import counted_by, defined
from sijill.pipeline import submit as submitting
from sijill.pipeline.letter_contents import Asked
from sijill.pipeline.letters import Wanted, write_letter
from sijill.statistics.counts import Stratum
from sijill.statistics.labels import STRATA
from sijill.statistics.labels import WORDS as VALUES
from sijill.submissions import form_file, letter_counts, letter_file, named, reasons, words
from sijill.submissions.letter_counts import in_words
from sijill.submissions.model import LANGUAGES
from sijill.submissions.render_json import plain
from sijill.submissions.words import code_label, phrases
from sijill.text import facilities

OTHERS = ("fr", "es", "ar")
PURPOSES = {
    "WGEID": "un_wgeid",
    "WGAD": "un_wgad",
    "CED30": "un_ced",
    "SR_TORTURE": "un_sp",
    "SP_GENERIC": "un_sp",
    "ICC_ART15": "courts",
    "IIMP": "iimp",
    "IIIM": "iiim",
}
ASKED = {"nationality": "SYR", "other_procedures": "none", "not_unfounded": "yes", "steps": "lettre"}
NAMED_SO = frozenset({"sijill", "ocha", "hdx", "opensyria", "geonames", "data", "geography", "form", "own"})
# What programs read and no page shows: ids, codes, and where a source stands.
KEYS = frozenset({"id", "person", "field", "need", "state", "claim", "count", "provision", "answer", "list"})
LETTERS = re.compile(r"[A-Za-zÀ-ÿ]+")
CHECKED = ("asked", "gates", "treaty")  # the checks that a form may tell (see ``fill.Fill.RULE``)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    return world.make_closed(tmp_path_factory.mktemp("english"))


@pytest.fixture
def opened(made_once, tmp_path):
    with world.opened_copy(made_once, tmp_path / "register") as register:
        yield register


def words_of(text: str) -> set[str]:
    return {one.casefold() for one in LETTERS.findall(plain(text)) if len(one) > 2}


def texts_of(value) -> set[str]:
    match value:
        case str():
            return {value}
        case dict():
            return {text for key, one in value.items() if key not in KEYS for text in texts_of(one)}
        case list() | tuple():
            return {text for one in value for text in texts_of(one)}
        case _:
            return set()


@cache
def ours(language: str) -> set[str]:
    """Every word of our own texts in the language."""
    found = {one[language] for one in phrases().values()}
    found |= {one[language] for one in words.code_words().values()}
    for form in form_file.load_all().values():
        found |= {form.title[language], form.body[language], *(one.label[language] for one in form.fields)}
        found |= {one.title[language] for one in form.sections}
    for letter in letter_file.shipped().values():
        found |= {
            one[language] for one in (letter.subject, letter.salutation, letter.opening, letter.closing)
        }
        found |= {text[language] for own in letter.texts.values() for text in (own.title, own.text)}
    found |= {row[language] for row in words.table("reasons.csv")}
    found |= {row[language] for row in words.table("figure_words.csv") if language in row}
    found |= {named.actor(one, language) for one in facilities.actors()}
    found |= {named.facility(one, language) for one in facilities.facilities()}
    return {word for text in found for word in words_of(text)}


def theirs() -> set[str]:
    """Words of the sources, of what was entered, and of names."""
    said = [*world.LANTERN, *world.SYCAMORE, *(one for row in world.LANTERN_ROWS for one in row)]
    said += [*world.ANSWERS.values(), *ASKED.values(), "lantern.csv", "sycamore.csv", "Ministry of Justice"]
    said += form_file.load_all()  # a form's id stands on its pages
    return NAMED_SO | {word for text in said for word in words_of(text)}


def foreign(document) -> set[str]:
    shown = {key: one for key, one in document.data.items() if key != "evidence"}
    found = {word for text in texts_of(shown) for word in words_of(text)}
    return (found & ours("en")) - ours(document.language) - theirs()


def rendered(register, procedure: str):
    salim = world.people_of(register)[0]
    world.consent(register, salim, PURPOSES[procedure])
    case = world.open_case(register, procedure, [salim], ASKED)
    form = form_file.load(procedure)
    languages = [one for one in OTHERS if one in (*form.languages, "ar")]
    made = submitting.render(register, case, form, formats=(), languages=languages, at=NOW)
    return made.documents


@pytest.mark.parametrize("procedure", PURPOSES)
def test_a_form_has_no_english_word_of_ours(opened, procedure) -> None:
    for document in rendered(opened, procedure):
        assert foreign(document) == set(), document.language


def test_control_a_label_that_was_not_translated_is_found(opened, monkeypatch) -> None:
    assert all(ours(language) for language in OTHERS)  # while they are there
    monkeypatch.setattr(named, "translations", dict)
    found = {document.language: foreign(document) for document in rendered(opened, "WGEID")}
    assert {"department", "raids"} <= (found["fr"] & found["es"])


@pytest.mark.parametrize("template", letter_file.shipped())
def test_a_letter_has_no_english_word_of_ours(opened, tmp_path, template) -> None:
    for document in letters(opened, tmp_path, template):
        assert foreign(document) == set(), document.language


def test_control_a_definition_that_was_not_translated_is_found(opened, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(letter_counts, "in_words", lambda text, language: text)
    found = {one.language: foreign(one) for one in letters(opened, tmp_path, "amnesty")}
    assert {"amnesties", "arbitrarily"} <= (found["fr"] & found["es"])


def letters(register, folder: Path, template: str):
    procedure, purpose = ("IIMP", "iimp") if template == "transfer" else ("LETTER", "letters")
    salim = world.people_of(register)[0]
    world.consent(register, salim, purpose)
    case = world.open_case(
        register,
        procedure,
        [salim],
        {"letter_recipient": "Ministry of Justice"} if purpose == "letters" else {},
    )
    more = {}
    if template == "reminder":
        cases.log(
            register,
            case.id,
            Direction.OUT,
            kind="letter",
            day=NOW.date() - timedelta(days=45),
            counterpart="Ministry of Justice",
            reference="17/2025",
            at=NOW,
            by=ACTOR,
        )
    if template == "amnesty":
        more = {
            "audit": Asked(decree="LD-7-2022", rules="text", as_of=date(2022, 12, 31)),
            "counts": ("released_under_decree", "released_all_decrees"),
        }
    if template == "request":
        more = {"by": (Stratum.GOVERNORATE, Stratum.SEX), "as_of": NOW.date()}
    taken = letter_file.load(template).languages
    done = write_letter(
        register,
        case.id,
        Wanted(template=template, **more),
        formats=("json",),
        languages=[one for one in OTHERS if one in taken],
        out=folder / "out",
        at=NOW,
        actor=ACTOR,
    )
    return done.documents


# --- the tables are whole ----------------------------------------------------------------------------------------


def test_every_body_and_place_of_detention_has_a_name_in_every_language() -> None:
    wanted = {("actor", one) for one in facilities.actors()}
    wanted |= {("facility", one) for one in facilities.facilities()}
    found = named.translations()
    assert {key for key in found if key[0] != "place"} == wanted
    assert {one for kind, one in found if kind == "place"} == {f"SY{number:02d}" for number in range(1, 15)}
    assert all(text.strip() for one in found.values() for text in one.values())


def test_every_state_party_has_a_name_in_every_language() -> None:
    for code in nationality.parties():
        assert all(code_label(f"iso3166:{code}", language) for language in LANGUAGES), code


def test_every_shipped_count_is_told_in_every_language() -> None:
    for one in shipped():
        for text in (one.source, *defined(one, arabic=False)):
            if " " in text:
                assert in_words(text, "fr") != text or text == "Century Foundation", text
                assert in_words(text, "es") != text or text == "Century Foundation", text
        assert counted_by(one, arabic=True) != one.source
    assert in_words("what a person entered", "fr") == "what a person entered"


def test_every_stratum_has_words_in_every_language() -> None:
    assert {f"stratum_{name}" for name in STRATA} | {f"stratum_is_{one}" for one in VALUES} <= set(phrases())


def test_every_reason_that_a_form_may_tell_stands_in_every_language() -> None:
    folder = Path(sijill.cases.checks.__file__).parent
    found = [text for name in CHECKED for text in _reasons((folder / f"{name}.py").read_text("utf-8"))]
    assert len(found) > 30
    told = [one for one in found if "records" not in one and "to whom it goes" not in one]  # never in a form
    assert [one for one in told if not reasons.is_known(one)] == []


def _reasons(source: str) -> list[str]:
    """The English of every verdict; a value stands as one a check might put there."""
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"passed", "failed", "unknown"}
        and len(node.args) >= 2
    ]
    return [
        "".join(
            str(part.value) if isinstance(part, ast.Constant) else "2010-12-23"
            for part in (first.values if isinstance(first, ast.JoinedStr) else [first])
        )
        for first in (node.args[0] for node in calls)
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "No dated entry into force for Iraq, Tunisia in the data (61 of 77 States parties have none).",
        ),
        (
            "fr",
            (
                "Aucune entrée en vigueur datée pour Iraq, Tunisie dans les données "
                "(61 États parties sur 77 n'en ont pas)."
            ),
        ),
        ("ar", "لا يوجد في البيانات تاريخ نفاذ بالنسبة إلى العراق، تونس (61 من 77 دولة طرفاً بلا تاريخ)."),
    ],
)
def test_a_reason_puts_its_values_into_words(language, text) -> None:
    given = "No dated entry into force for Iraq, Tunisia in the data (61 of 77 States parties have none)."
    assert plain(reasons.reason(Words(en=given, ar=""), language)) == text


def test_a_reason_nobody_wrote_here_stands_as_the_check_gave_it() -> None:
    assert plain(reasons.reason(Words(en="Something new.", ar="شيء جديد."), "ar")) == "شيء جديد."
    assert plain(reasons.reason(Words(en="Something new.", ar="شيء جديد."), "fr")) == "Something new."
