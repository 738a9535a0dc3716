"""What the passkey library can say is known here, so that nobody reads English on an Arabic page."""

import json
import re
from pathlib import Path

import django_otp_webauthn
import pytest
from django.test import RequestFactory
from django.utils import translation

from sijill.web.accounts import passkey_words

LIBRARY = Path(django_otp_webauthn.__file__).parent


def of_scripts() -> set[str]:
    scripts = (LIBRARY / "static" / "django_otp_webauthn").glob("*.js")
    return {text for path in scripts for text in re.findall(r'gettext\("([^"]+)"\)', path.read_text("utf-8"))}


def of_refusals() -> set[str]:
    sources = ((LIBRARY / name).read_text("utf-8") for name in ("exceptions.py", "views.py"))
    return {text for source in sources for text in re.findall(r'\b_\(\s*"([^"]+)"\s*\)', source)}


def test_all_that_the_library_says_is_known() -> None:
    assert of_scripts() == set(passkey_words.BY_SCRIPTS)
    assert of_refusals() == set(passkey_words.BY_REFUSALS)
    assert len(of_scripts()) > 20
    assert len(of_refusals()) > 10


@pytest.mark.parametrize(("language", "said"), [("ar", "جارٍ التحقق…"), ("en", "Verifying...")])
def test_scripts_get_their_words_in_the_language_of_the_page(language: str, said: str) -> None:
    with translation.override(language):
        words = passkey_words.words()
        script = passkey_words.script_words(RequestFactory().get("/")).content.decode()
    assert words["Verifying..."] == said
    assert words.keys() == set(passkey_words.BY_SCRIPTS)
    told = dict(re.findall(r'^ *("[^"]+"): ("[^"]+"),?$', script, re.MULTILINE))
    assert {json.loads(text): json.loads(here) for text, here in told.items()}.items() >= words.items()
