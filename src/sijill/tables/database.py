"""The SQL side: point Django's one connection at a register's database and bring its tables up to date.

SQLite runs in WAL mode with ``synchronous=FULL``: what was acknowledged survives a power cut. Transactions begin
IMMEDIATE, so two writers wait for each other instead of failing half way.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from django.db import connections
from django.db.backends.signals import connection_created

from sijill.errors import RegisterError
from sijill.settings import SQLITE_BUSY_SECONDS


def connect(url: str, root: Path) -> None:
    """``sqlite:///register.db`` (relative to ``root``) or ``postgresql://user:password@host:port/name``."""
    set_up()
    connections.close_all()
    if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        del connections["default"]
    connections.settings = connections.configure_settings({"default": _django_settings(url, root)})


def migrate() -> None:
    """Brings every table to this version's shape; nothing happens where it already is."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def close() -> None:
    """Ends the connection; with SQLite this also folds the write-ahead log into the database file."""
    connections.close_all()


def set_up() -> None:
    """Django must be ready before any module with SQL tables is imported; calling it again does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sijill.settings")
    from django.apps import apps

    if not apps.ready:
        django.setup()
        connection_created.connect(_keep_promises, dispatch_uid="sijill.tables.database")


def _django_settings(url: str, root: Path) -> dict[str, Any]:
    parts = urlsplit(url)
    match parts.scheme:
        case "sqlite":
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(root / unquote(parts.path.lstrip("/"))),
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": SQLITE_BUSY_SECONDS},
            }
        case "postgresql" | "postgres":
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.lstrip("/"),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": unquote(parts.hostname or ""),
                "PORT": str(parts.port or ""),
            }
    raise RegisterError(
        f"The database URL begins with {parts.scheme!r}, which Sijill does not know",
        remedy="Use sqlite:///register.db or postgresql://user@host/name in sijill.toml",
    )


def _keep_promises(connection: Any, **_: object) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
