"""Django's settings. A register brings its own database; until one is opened there is none.

``sijill.tables.database.connect`` points the connection ``default`` at a register. Nothing here reads the environment,
so that what a register does depends on the register alone.
"""

from typing import Any, Final

SECRET_KEY: Final = "no pages are served by the command line; the web part reads its key from the register"  # noqa: S105
DEBUG: Final = False
USE_TZ: Final = True
TIME_ZONE: Final = "UTC"
DEFAULT_AUTO_FIELD: Final = "django.db.models.BigAutoField"

# In the order of the stages; each owns its tables and nobody else writes them.
INSTALLED_APPS: Final = [
    "sijill.ledger.apps.LedgerConfig",
    "sijill.consents.apps.ConsentsConfig",
    "sijill.access.apps.AccessConfig",
    "sijill.accession.apps.AccessionConfig",
    "sijill.claims.apps.ClaimsConfig",
    "sijill.manual_review.apps.ManualReviewConfig",
    "sijill.persons.apps.PersonsConfig",
    "sijill.mentions.apps.MentionsConfig",
    "sijill.statistics.apps.StatisticsConfig",
    "sijill.cases.apps.CasesConfig",
    "sijill.submissions.apps.SubmissionsConfig",
]

# The command line knows accounts; logging in, sessions and second factors are in sijill.web.settings.
AUTH_USER_MODEL: Final = "access.User"
PASSWORD_HASHERS: Final = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
}

# The register's clock and limits that an operator may want to see in one place.
SQLITE_BUSY_SECONDS: Final = 20
