"""Refusals of the layers below, for people. Those layers speak English: a command line and a log have one language.

On an Arabic page the sentences people meet most are said in Arabic; of any other its kind is said in Arabic and the
English stands below it, isolated and marked as English, so that it can be read out to whoever helps.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sijill.errors import (
    DiskFullError,
    InputError,
    NotFoundError,
    RefusedFileError,
    RegisterError,
    SijillError,
    TamperedError,
    UsageError,
)
from sijill.text.scripts import script_of
from sijill.web.markup import escaped, filled, sentence

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is shown. ``detail`` is the English original, empty where ``message`` says the same."""

    message: SafeString
    remedy: SafeString
    detail: str = ""


# By kind, the nearest first.
KINDS: Final[tuple[tuple[type[SijillError], Words], ...]] = (
    (RefusedFileError, _("The file was refused. The register is as it was before.")),
    (InputError, _("Something in the file cannot be taken as it is.")),
    (DiskFullError, _("No room was left on the disk. The register is as it was before.")),
    (
        TamperedError,
        _("Something that was sealed has changed. Nothing more is done; tell whoever runs the register."),
    ),
    (RegisterError, _("The register cannot do this now.")),
    (NotFoundError, _("There is nothing here.")),
    (UsageError, _("What was entered does not fit together.")),
    (SijillError, _("That did not work.")),
)
# (the English of a lower layer, with its values as groups; the same for people)
SENTENCES: Final[tuple[tuple[str, Words], ...]] = (
    (
        r"The password is shorter than (?P<n>\d+) characters",
        _("The password is shorter than %(n)s characters"),
    ),
    (r"Take four words of your own", _("Take four words of your own")),
    (r"The password is too easily guessed", _("The password is too easily guessed")),
    (r"Take four words that do not name the account", _("Take four words that do not name the account")),
    (r"An account of this name is there already", _("An account of this name is there already")),
    (r"Choose another name(?: for the account)?", _("Choose another name")),
    (
        r"An account's name has letters, digits and \. _ - @ \+",
        _("An account's name has letters, digits and . _ - @ +"),
    ),
    (r"Another command is changing .+", _("Somebody else is changing the register")),
    (r"Wait until it has finished, then try again", _("Wait until it has finished, then try again")),
    (
        r"What follows from the lists is not there yet, or not whole",
        _("What follows from the lists is not there yet, or not whole"),
    ),
    (r"Make it with: sijill link .+", _("Link the lists, or ask whoever runs the register to do it")),
    (r"What is derived is being made anew", _("The persons are being worked out anew")),
    (r"Try again in a moment", _("Try again in a moment")),
    (r"The work was interrupted", _("The work was interrupted")),
    (r"Start it again", _("Start it again")),
    (
        r"The encoding was taken to be (?P<name>[\w-]+); look at a few names\.",
        _("The encoding was taken to be %(name)s; look at a few names."),
    ),
    (
        r"Sheet (?P<sheet>.+) holds (?P<rows>\d+) rows but no table; it was not read\.",
        _("Sheet %(sheet)s holds %(rows)s rows but no table; it was not read."),
    ),
    (r"A bug in Sijill \((?P<kind>\w+)\)", _("A bug in Sijill (%(kind)s)")),
)
_COMPILED: Final = tuple((re.compile(text), words) for text, words in SENTENCES)


def told(problem: SijillError | None = None, *, message: str = "", remedy: str = "") -> Told:
    """A refusal in the language of the page; ``message`` and ``remedy`` alone where the refusal itself is long gone."""
    if problem is not None:
        where = f"{problem.where}: " if problem.where else ""
        message, remedy = where + problem.message, problem.remedy
    texts = [text for text in (message, remedy) if text]
    if not (translation.get_language() or "en").startswith("ar"):
        return Told(message=_own(message), remedy=_own(remedy))
    said = [_own(text) if script_of(text) != "latn" else _known(text) for text in texts]
    if None not in said:
        message_said, remedy_said = (*said, SafeString(""))[:2]
        return Told(message=message_said or SafeString(""), remedy=remedy_said or SafeString(""))
    kind = SijillError if problem is None else type(problem)
    general = next(words for error, words in KINDS if issubclass(kind, error))
    return Told(message=filled("{}", general), remedy=SafeString(""), detail=". ".join(texts))


def one_sentence(text: str) -> SafeString:
    """One sentence of a layer below in the language of the page; one nobody put into Arabic is marked as English."""
    if not (translation.get_language() or "en").startswith("ar") or script_of(text) != "latn":
        return _own(text)
    return _known(text) or filled('<bdi lang="en" dir="ltr">{}</bdi>', text)


def _own(text: str) -> SafeString:
    return sentence(text) if text else SafeString("")


def _known(text: str) -> SafeString | None:
    for pattern, words in _COMPILED:
        found = pattern.fullmatch(text)
        if found:
            values: dict[str, Any] = {
                name: filled('<bdi dir="ltr">{}</bdi>', value) for name, value in found.groupdict().items()
            }
            return SafeString(escaped(str(words)) % values)
    return None
