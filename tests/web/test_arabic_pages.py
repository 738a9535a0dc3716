"""Arabic pages hold no English that is not marked as such, and no Latin run, number or date that is not isolated.

Every route, with things that are there and things that are not, asked by people of every role. What sources wrote
stands in ``<bdi>`` or carries its language; what is outside is ours, and Arabic.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

import sijill
import web_site
from sijill import ids
from sijill.access.model import Role
from sijill.errors import DiskFullError, RefusedFileError, RegisterError, UsageError, Where
from sijill.web import markup, refusals
from sijill.web.look import lists as look
from sijill.web.look import snapshot as snapshots
from sijill.web.pieces import claims, pair, person
from sijill.web.templatetags import sijill_page
from web_pages import torn
from web_routes import Route, filled, routes
from web_site import WebSite

# Latin words that are names of things everywhere, and stand alone in a line or a cell.
NAMES = {
    "English": "the name of the other language, on its button",
}
KEYS = re.compile(r"[A-Z]|Esc|Enter|Tab")  # in <kbd>
ISOLATES = {"bdi", "input", "textarea", "select"}  # a field is an isolate of its own
NO_TEXT = {"script", "style"}
VOID = {"meta", "link", "br", "input", "img", "hr", "wbr", "rect", "circle", "path", "line", "use", "polygon"}
SAID = {"title", "aria-label", "placeholder", "alt"}
LATIN = re.compile(r"[A-Za-z]{2,}(?:[ '-][A-Za-z]+)*")
NUMBER = re.compile(r"\d[\d.,:/–-]+\d|\d{2,}")
APART = re.compile("\u2068[^\u2069]*\u2069")  # isolated by characters, where no markup may stand
DIGEST = re.compile(r"SHA-256 [0-9a-f]{64}")  # all that an attribute says


class Reader(HTMLParser):
    """Runs of a page that are not Arabic and not isolated: (what, where it stands)."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in SAID & given.keys():
            if not self._marked() and tag != "time":
                self._look(given[name] or "", f"{tag} {name}", numbers=False)
        if tag not in VOID:
            self.stack.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at][0] == tag:
                del self.stack[at:]
                return

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.stack}
        if tags & NO_TEXT or self._marked() or not data.strip():
            return
        if "kbd" in tags and KEYS.fullmatch(data.strip()):
            return
        place = " ".join(tag for tag, _ in self.stack[-3:])
        self._look(data, place, numbers="svg" not in tags and not self._alone(data))

    def _look(self, text: str, place: str, *, numbers: bool) -> None:
        text = APART.sub(" ", DIGEST.sub(" ", text))
        for run in LATIN.findall(text):
            if run not in NAMES:
                self.found.append((run, place))
        if text.strip() == ",":  # between things that are listed
            self.found.append((",", place))
        if numbers:
            self.found += [(run, place) for run in NUMBER.findall(text)]

    def _marked(self) -> bool:
        return any(
            tag in ISOLATES
            or {"dir", "direction"} & given.keys()
            or given.get("lang", "ar") not in {"ar", None}
            for tag, given in self.stack
            if tag != "html"
        )

    def _alone(self, data: str) -> bool:
        """A number that is all its element says has nothing beside it to be read with."""
        return (
            bool(self.stack)
            and self.stack[-1][0] in {"option", "td", "strong", "title"}
            and data.strip().isdigit()
        )


def strange(page: str) -> list[tuple[str, str]]:
    reader = Reader()
    reader.feed(page)
    return reader.found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebSite]:
    folder = tmp_path_factory.mktemp("arabic")
    web_site.build(folder / "built" / "register")
    yield web_site.open_copy(folder / "built" / "register", folder / "register")
    web_site.forget()


def addresses(site: WebSite) -> Iterator[tuple[Route, str]]:
    snapshot = snapshots.current(site.register)
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "cedar"]
    pair = snapshot.pairs.select(["left", "right"]).to_pylist()[0]
    there = {
        "person_id": ids.person_id(mine[4]), "list_id": "cedar", "left": pair["left"], "right": pair["right"],
        "thing": mine[0], "record": mine[0], "user_id": site.users["north", "reader"].id,
        "decree_id": "LD-7-2022", "instrument_id": "SC-2139-2014", "name": "manifest.json", "kind": "letter",
    }  # fmt: skip
    absent = dict.fromkeys(
        ("job_id", "token_id", "record_id", "case_id", "letter_id", "rendering_id", "text_id", "form_id"),
        "nothing",
    )
    absent |= dict.fromkeys(("body", "form"), "nothing")
    for route in routes():
        if not route.pattern.startswith("api/") and "<path:" not in route.pattern:
            yield route, filled(route, absent | there)


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_arabic_pages_are_arabic(site: WebSite, role: str) -> None:
    client = site.client("north", role)
    wrong = []
    for route, where in addresses(site):
        response = client.get(where, headers={"Accept-Language": "ar"})
        if response.headers.get("Content-Type", "").startswith("text/html"):
            page = response.content.decode()
            wrong += [(route.name, response.status_code, *one) for one in strange(page)]
            wrong += [(route.name, "turned round", one) for one in torn(page)]
    for form in ("/search/", "/search/check/"):
        response = client.post(
            form, {"name": " ".join(web_site.person(5))}, headers={"Accept-Language": "ar"}
        )
        wrong += [(form, *one) for one in strange(response.content.decode())]
    assert wrong == []


def test_a_stranger_s_pages_are_arabic(site: WebSite) -> None:
    stranger = Client(SERVER_NAME="localhost", SERVER_PORT="8000", headers={"Accept-Language": "ar"})
    assert strange(stranger.get("/account/login/").content.decode()) == []
    said = {"username": "nobody", "password": "wrong"}
    assert strange(stranger.post("/account/login/", said).content.decode()) == []


def test_an_english_word_and_a_bare_date_are_found() -> None:
    """The negative control, and what is let through."""
    page = '<html lang="ar" dir="rtl"><p>السجل Register في 2013-05-06</p></html>'
    assert [run for run, _ in strange(page)] == ["Register", "2013-05-06"]
    assert [run for run, _ in strange('<html lang="ar" dir="rtl"><p title="Open">افتح</p></html>')] == [
        "Open"
    ]
    assert strange('<html lang="ar" dir="rtl"><p><bdi>a</bdi>, <bdi>b</bdi></p></html>') == [(",", "html p")]
    good = '<p><bdi>Register</bdi> <bdi dir="ltr">2013-05-06</bdi> <q lang="en">word</q> <kbd>J</kbd></p>'
    assert strange(f'<html lang="ar" dir="rtl">{good}</html>') == []


def test_a_date_in_the_middle_of_a_sentence_is_found() -> None:
    """The negative control of what is turned round."""
    assert torn("<bdi>ورد بصيغة 2013-05-02/2013-06-01.</bdi>") == ["2013-05-02/2013-06-01"]
    assert torn("<bdi>حتى ../2013-06</bdi>") == ["../2013-06"]
    assert torn('<bdi>ورد بصيغة <bdi dir="ltr">2013-05-02</bdi>.</bdi>') == []
    assert torn('<bdi class="asis" dir="rtl" lang="ar">في 2013-05-02 <span>x</span> ثم 5/6</bdi>') == []
    assert torn("<p>في \u20682013-05-02\u2069</p>") == []


def test_what_is_said_of_a_file_is_said_in_words(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reasons, flags and warnings as codes or English would pass every other test here: they stood isolated."""
    read_audit = look.claims.read_audit
    codes = {"set_aside": [{"reason": "names-nobody"}, {"reason": "erased"}], "flags": {"bidi-control": 2}}
    warned = "Sheet 'Zq' holds 3 rows but no table; it was not read."
    monkeypatch.setattr(
        look.claims, "read_audit", lambda *given: read_audit(*given) | codes | {"warnings": [warned]}
    )
    client = site.client("north", "data_officer")
    pages = {
        tongue: client.get("/lists/cedar/", headers={"Accept-Language": tongue}).content.decode()
        for tongue in ("en", "ar")
    }
    for page in pages.values():
        for code in ("names-nobody", "bidi-control"):
            assert code not in page
    assert "on a sheet that names nobody" in pages["en"]
    assert warned.replace("'", "&#x27;") in pages["en"]
    for words in ("في ورقة لا تسمّي أحداً", "مُحيت", "علامات خفية تقلب اتجاه النص", "وليس فيها جدول"):
        assert words in pages["ar"]
    assert "holds" not in pages["ar"]
    assert strange(pages["ar"]) == []


def test_with_one_filter_switched_off_the_walk_fails(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the walk: names of organisations and files no longer isolated."""

    def bare(value: object) -> str:
        return str(value)

    for name in ("org", "code_text"):
        monkeypatch.setitem(sijill_page.register.filters, name, bare)
        for module in (markup, claims, pair, person):
            monkeypatch.setattr(module, name, bare, raising=False)
    _read_templates_anew()
    try:
        with pytest.raises(AssertionError, match="north"):
            test_arabic_pages_are_arabic(site, "reader")
    finally:
        monkeypatch.undo()
        _read_templates_anew()


def _read_templates_anew() -> None:
    """Templates are compiled with the filters they use, and kept."""
    from django.template import engines

    claims._file.cache_clear()
    engines._engines.clear()


@pytest.mark.parametrize(
    ("problem", "wanted"),
    [
        (UsageError("The password is shorter than 12 characters", remedy="Take four words of your own"), ""),
        (
            RegisterError(
                "Another command is changing /x", remedy="Wait until it has finished, then try again"
            ),
            "",
        ),
        (
            RefusedFileError("It has no rows", where=Where(file="a.csv"), remedy="Send another"),
            "It has no rows",
        ),
        (DiskFullError("Nothing fits"), "Nothing fits"),
        (UsageError("لم يعط جواب", remedy="اختر"), ""),
    ],
)
def test_refusals_of_the_layers_below_are_said_in_arabic(problem: RegisterError, wanted: str) -> None:
    with translation.override("ar"):
        told = refusals.told(problem)
    assert re.search("[ء-ي]", told.message)
    assert wanted in told.detail
    assert bool(told.detail) is bool(wanted)
    assert strange(f'<html lang="ar"><p>{told.message}</p><p>{told.remedy}</p></html>') == []
    with translation.override("en"):
        assert problem.message in refusals.told(problem).message


def test_every_known_sentence_is_one_of_a_layer_below() -> None:
    """A sentence that was reworded there must be reworded here."""
    root = next(iter(sijill.__path__))

    texts = " ".join(
        path.read_text(encoding="utf-8")
        for path in Path(root).rglob("*.py")
        if "web/refusals" not in str(path)
    )
    for pattern, _ in refusals.SENTENCES:
        fixed = re.split(r"\(\?P<|\.\+|\(\?:|\\\(", pattern)[0].replace("\\", "").strip()
        assert fixed in texts, pattern
