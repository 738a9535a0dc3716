"""A file somebody sent with a form: its plain name, and nothing else believed of it."""

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sijill.errors import UsageError

LONGEST_NAME: Final = 200  # bytes: a name of a file may have 255


def file_of(request: HttpRequest, field: str = "file") -> "UploadedFile[Any] | None":
    """None when no file was chosen."""
    found = request.FILES.get(field)
    return found if isinstance(found, UploadedFile) and found.name else None


def required_file(request: HttpRequest, field: str = "file") -> "UploadedFile[Any]":
    found = file_of(request, field)
    if found is None:
        raise UsageError(_("No file was chosen"), remedy=_("Choose one and send the form again"))
    return found


def plain_name(upload: "UploadedFile[Any]") -> str:
    """The last part of its name without signs that lead anywhere; never empty. Of a long one the end is kept."""
    last = (upload.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    short = kept.encode()[-LONGEST_NAME:].decode(errors="ignore")
    return short.strip(" .") or "file"
