"""What the page of a list says of its files: why rows were set aside, what is flagged, what the reader warns of."""

from typing import Any, Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sijill.accession.tabulate import Reason
from sijill.accession.tabulate.model import Flag
from sijill.web import markup, refusals

register = template.Library()

# Of the reader of files, and of the claims made from its rows.
ASIDE: Final = {
    Reason.RAGGED.value: _("more or fewer cells than the header"),
    Reason.OVER_LONG.value: _("a line or a cell over the limit"),
    Reason.NUL.value: _("a null character in it"),
    Reason.UNDECODABLE.value: _("bytes that are no text in the file's encoding"),
    Reason.MALFORMED.value: _("an object that cannot be read, or gives one key twice"),
    Reason.REPEATED_HEADER.value: _("the header again"),
    "total": _("a sum, not a person"),
    "names-nobody": _("on a sheet that names nobody"),
    "erased": _("erased"),
}
FLAGGED: Final = {
    Flag.CONTROL.value: _("control characters"),
    Flag.BIDI.value: _("hidden signs that turn the direction of a text"),
    Flag.ZERO_WIDTH.value: _("characters without width"),
    Flag.REPLACEMENT.value: _("signs in place of letters that were lost"),
    Flag.STRAY_QUOTE.value: _("quotation marks out of place"),
    Flag.EXTRA_EMPTY.value: _("empty cells past the header, cut off"),
    Flag.FORMULA.value: _("formulas, of which the kept value was read"),
    Flag.FORMULA_WITHOUT_VALUE.value: _("formulas without a kept value"),
    Flag.LONG_NUMBER.value: _("numbers too long for a spreadsheet to keep whole"),
    Flag.ZERO_PADDED.value: _("numbers shown with zeros before them"),
    Flag.DATE_CELL.value: _("cells that the spreadsheet holds as dates"),
    Flag.IMPOSSIBLE_DATE.value: _("dates that the spreadsheet cannot mean"),
    Flag.ERROR_CELL.value: _("cells with an error of the spreadsheet"),
    Flag.COMMENT.value: _("comments on cells"),
    Flag.MERGED.value: _("merged cells"),
    Flag.NESTED.value: _("values inside a value"),
    Flag.HIDDEN_ROW.value: _("hidden rows"),
    Flag.HIDDEN_SHEET.value: _("hidden sheets"),
    Flag.HIDDEN_COLUMN.value: _("hidden columns"),
    Flag.EMPTY_SHEET.value: _("empty sheets"),
    Flag.SHEET_WITHOUT_TABLE.value: _("sheets without a table, not read"),
    Flag.SHEET_NOT_ASKED_FOR.value: _("sheets that were not asked for"),
    Flag.UNNAMED_COLUMN.value: _("columns without a name"),
    Flag.MERGED_HEADER.value: _("merged cells in the header"),
    Flag.TITLE_ROWS.value: _("rows above the header"),
    Flag.MACROS.value: _("macros, not run"),
    Flag.TYPE_MISMATCH.value: _("contents that are not what the file's name says"),
    Flag.ENCODING.value: _("an encoding that is not sure"),
    Flag.DELIMITER.value: _("a delimiter that is not sure"),
}


@register.simple_tag
def set_aside(reason: str) -> Any:  # a lazy translation
    return ASIDE.get(reason) or markup.code_text(reason)


@register.simple_tag
def file_flag(kind: str) -> Any:  # a lazy translation
    return FLAGGED.get(kind) or markup.code_text(kind)


@register.simple_tag
def file_warning(text: str) -> SafeString:
    """A sentence of the reader of files, which speaks English."""
    return refusals.one_sentence(text)
