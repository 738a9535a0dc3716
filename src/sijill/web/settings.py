"""Django's settings for pages: those of the command line, and what logging in, templates and static files need.

What depends on the register (key, hosts, whether cookies are secure) is set by ``sijill.web.site.open_site``.
"""

from pathlib import Path
from typing import Any, Final

from sijill import settings as base
from sijill.settings import *  # noqa: F403  (everything the command line has)

_HERE: Final = Path(__file__).resolve().parent

INSTALLED_APPS = [  # type: ignore[misc]  # what the command line has, and more
    *base.INSTALLED_APPS,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "ninja",  # without it the API's documentation page would load scripts from elsewhere
    "sijill.web.apps.WebConfig",
]
MIDDLEWARE: Final = [
    "sijill.web.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sijill.web.accounts.sessions.SecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sijill.web.middleware.SessionAge",
    "sijill.web.middleware.LoggedIn",
]
ROOT_URLCONF: Final = "sijill.web.urls"
APPEND_SLASH: Final = False  # a redirect would tell an existing route from a missing one
WSGI_APPLICATION: Final = "sijill.web.wsgi.application"
TEMPLATES: Final[list[dict[str, Any]]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "sijill.web.guard.in_templates",
            ]
        },
    }
]

AUTHENTICATION_BACKENDS: Final = [
    "sijill.web.accounts.backend.PasswordBackend",
    "django_otp_webauthn.backends.WebAuthnBackend",
]
LOGIN_URL: Final = "accounts:login"
LOGIN_REDIRECT_URL: Final = "/"

# Sessions stand in the database; a cookie holds their key only.
SESSION_ENGINE: Final = "sijill.web.accounts.sessions"
SESSION_COOKIE_HTTPONLY: Final = True
SESSION_COOKIE_SAMESITE: Final = "Lax"  # Strict would log out whoever follows a link from a mail
SESSION_COOKIE_AGE: Final = 12 * 3600  # sijill.web.middleware.SessionAge ends a session earlier
SESSION_EXPIRE_AT_BROWSER_CLOSE: Final = True
CSRF_COOKIE_HTTPONLY: Final = True
CSRF_COOKIE_SAMESITE: Final = "Strict"
CSRF_FAILURE_VIEW: Final = "sijill.web.errors.csrf_failed"
MESSAGE_STORAGE: Final = "django.contrib.messages.storage.session.SessionStorage"

# Set by open_site from sijill.toml.
SESSION_COOKIE_NAME = "sijill_session"
CSRF_COOKIE_NAME = "sijill_csrf"
LANGUAGE_COOKIE_NAME = "sijill_language"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
ALLOWED_HOSTS: list[str] = []

SECURE_CONTENT_TYPE_NOSNIFF: Final = True
SECURE_REFERRER_POLICY: Final = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY: Final = "same-origin"
X_FRAME_OPTIONS: Final = "DENY"

STATIC_URL: Final = "/static/"
WHITENOISE_USE_FINDERS: Final = True
WHITENOISE_AUTOREFRESH: Final = False
WHITENOISE_MAX_AGE: Final = 600

LANGUAGES: Final = [("ar", "العربية"), ("en", "English")]
LANGUAGE_CODE: Final = "en"
LOCALE_PATHS: Final = [str(_HERE / "locale")]
USE_I18N: Final = True

OTP_TOTP_ISSUER: Final = "Sijill"
OTP_WEBAUTHN_RP_NAME: Final = "Sijill"
OTP_WEBAUTHN_RP_ID = "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS: list[str] = []
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN: Final = True
OTP_WEBAUTHN_EXCEPTION_LOGGER_NAME: Final = None

# Uploads above 64 kB go to a file; its folder is set by open_site to one inside the register.
FILE_UPLOAD_MAX_MEMORY_SIZE: Final = 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE: Final = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS: Final = 2000

# Nothing a visitor typed reaches a log: Django's own loggers would print paths and, in DEBUG, local variables.
LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": {
        name: {"handlers": ["nowhere"], "level": "CRITICAL", "propagate": False}
        for name in (
            "django",
            "django.request",
            "django.security",
            "django.server",
            "django_otp_webauthn",
            "waitress",
        )
    },
}
# X-Frame-Options is sent by sijill.web.middleware.Headers, which Django's check does not know.
SILENCED_SYSTEM_CHECKS: Final = ["security.W002"]
