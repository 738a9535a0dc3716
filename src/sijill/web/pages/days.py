"""A day as a form gives it."""

from datetime import date

from django.utils.translation import gettext as _

from sijill.errors import UsageError


def day_of(text: str, default: date | None = None) -> date:
    """UsageError for a text that is no day; ``default`` for an empty one, without it an empty one is none either."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() or default is None else default
    except ValueError:
        raise UsageError(
            _("That is no day"), remedy=_("Write it as year-month-day, such as 2022-12-31")
        ) from None
