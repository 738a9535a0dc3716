"""What the passkey library says in its scripts and its refusals: it has no Arabic, so that ours is looked up.

A test holds both lists against the library.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.i18n import JavaScriptCatalog, get_formats

BY_SCRIPTS: Final = (
    _("An error occurred during registration."),
    _("An error occurred during verification."),
    _("Finishing registration..."),
    _("Finishing verification..."),
    _("Register a Passkey"),
    _("Registering..."),
    _("Registration aborted or not allowed."),
    _("Registration aborted."),
    _("Registration failed. A server error occurred."),
    _(
        "Registration failed. A technical problem occurred that prevents you from registering a Passkey for this site."
    ),
    _("Registration failed. An unknown error occurred."),
    _("Registration failed. The server was unable to verify this passkey."),
    _("Registration failed. Unable to fetch registration options from server."),
    _("Registration failed. You most likely already have a Passkey registered for this site."),
    _("Registration successful!"),
    _("Verification aborted."),
    _("Verification canceled or not allowed."),
    _("Verification failed. A server error occurred."),
    _("Verification failed. An unknown error occurred."),
    _("Verification failed. An unknown server error occurred."),
    _("Verification failed. Could not retrieve parameters from the server."),
    _("Verification successful!"),
    _("Verify with Passkey"),
    _("Verifying..."),
)
BY_REFUSALS: Final = (
    _("Authentication required."),
    _("Error processing WebAuthn request."),
    _("Malformed request. JSON not parsable."),
    _("Passwordless login is disabled."),
    _("State is missing or invalid. Please begin the operation first before trying to complete it."),
    _("The Passkey you tried to use was not found. Perhaps it was removed?"),
    _(
        "The Passkey you tried to use does not belong to the currently logged-in user. Try using a different Passkey or logout first to use this Passkey."  # noqa: E501
    ),
    _("This Passkey has been marked as disabled."),
    _("This user account is marked as disabled."),
    _("Unprocessable Entity"),
    _("User is not verified."),
    _(
        "You must verify your identity first with an existing MFA device before you can register a new passkey."
    ),
)


def script_words(_request: HttpRequest) -> HttpResponse:
    """The words of the scripts in the language of the page, as Django hands them to scripts."""
    said = {"catalog": words(), "formats": get_formats(), "plural": None}
    return JavaScriptCatalog().render_to_response(said)


def words() -> dict[str, str]:
    return {text: gettext(text) for text in BY_SCRIPTS}
