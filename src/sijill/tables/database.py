"""The SQL side: point Django's one connection at a register's database and bring its tables up to date.

SQLite runs in WAL mode with ``synchronous=FULL``: what was acknowledged survives a power cut. Transactions begin
IMMEDIATE, so two writers wait for each other instead of failing half way.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import django
from django.db import DatabaseError, connections
from django.db.backends.signals import connection_created

from sijill.errors import RegisterError
from sijill.settings import SQLITE_BUSY_SECONDS

_SQLITE_PROMISES: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # the little that is ever deleted was to be erased: no bytes of it stay in free pages
)
_READ_ONLY: Final = "file:"
# A server may answer before the commit is on disk if it was told to; stricter settings than "on" are left alone.
_POSTGRES_PROMISES: Final = (
    (
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
    ),
)


def connect(url: str, root: Path, *, walled: bool = False) -> None:
    """``sqlite:///register.db`` (relative to ``root``) or ``postgresql://user@host:port/name?sslmode=…``.

    What follows the question mark are libpq's own settings; ``?host=/run/postgresql`` names a socket's folder.
    ``walled``: as the database role of the pages, to which row-level security shows what ``tables.rows`` says.
    """
    set_up()
    connections.close_all()
    if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        del connections["default"]
    settings = _django_settings(url, root) | {"SIJILL_WALLED": walled}
    if settings["ENGINE"].endswith("sqlite3") and not _may_write(Path(settings["NAME"])):
        settings |= _read_only(Path(settings["NAME"]))
    connections.settings = connections.configure_settings({"default": settings})
    if settings["ENGINE"].endswith("postgresql"):
        _reach()


def role_of(url: str) -> str:
    """The database role a PostgreSQL URL names. RegisterError where it names none."""
    role = unquote(urlsplit(url).username or "")
    if not role:
        raise RegisterError(
            "The database URL of the pages names no role", remedy="Write postgresql://ROLE@HOST/NAME"
        )
    return role


def is_read_only() -> bool:
    """Whether the connection was made to a SQLite file that this process may not write."""
    return str(connections["default"].settings_dict["NAME"]).startswith(_READ_ONLY)


def _may_write(path: Path) -> bool:
    """The folder too: SQLite makes files beside the database, also to read it. A file that is not there yet may."""
    return not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _read_only(path: Path) -> dict[str, Any]:
    """Settings that promise SQLite an unchanging file. It would not look into the log then, so there must be none."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise RegisterError(
            f"{path.parent} can only be read, and its last changes are still in {log.name}",
            remedy="Copy the whole folder to a disk that can be written to, and open it there",
        )
    return {"NAME": f"{_READ_ONLY}{quote(str(path))}?mode=ro&immutable=1", "OPTIONS": {}}


def _reach() -> None:
    """RegisterError without the library's own words, which may repeat what stands in the URL."""
    try:
        connections["default"].ensure_connection()
    except DatabaseError as problem:
        raise RegisterError(
            "The register's database cannot be reached",
            remedy="Is the server running, and are host, user and name in sijill.toml right? "
            "The password belongs in ~/.pgpass",
        ) from problem


def is_there(url: str, root: Path) -> bool:
    """False when it is a SQLite file that does not exist: connecting would make an empty one."""
    settings = _django_settings(url, root)
    return not settings["ENGINE"].endswith("sqlite3") or Path(settings["NAME"]).is_file()


def refuse_foreign_tables() -> None:
    """RegisterError when the database holds anything but Sijill's own tables without a row in them."""
    from django.apps import apps
    from django.db import connection

    ours = {
        model._meta.db_table: model for model in apps.get_models() if model.__module__.startswith("sijill.")
    }
    with connection.cursor() as cursor:
        found = set(connection.introspection.table_names(cursor))
    foreign = found - set(ours) - {"django_migrations"}
    if foreign or any(ours[name]._default_manager.exists() for name in found & set(ours)):
        raise RegisterError(
            "The database is not empty",
            remedy="Name an empty one: a register shares its database with nothing",
        )


def migrate(*, with_libraries: bool = False) -> None:
    """Brings our tables to this version's shape; nothing happens where they already are.

    ``with_libraries``: also those of Django and others that only the pages need (sessions, second factors).
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = [
        leaf
        for leaf in executor.loader.graph.leaf_nodes()
        if with_libraries or apps.get_app_config(leaf[0]).name.startswith("sijill.")
    ]
    plan = executor.migration_plan(targets)
    if plan and is_read_only():
        raise RegisterError(
            "The register is from an earlier version and can only be read where it lies",
            remedy="Copy the whole folder to a disk that can be written to, and open it there",
        )
    if plan:
        executor.migrate(targets, plan)


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is of one moment: whoever writes meanwhile is neither seen nor held up. Nothing is written.

    RegisterError inside a transaction, which may have begun earlier.
    """
    from django.db import connection, transaction

    if connection.in_atomic_block:
        raise RegisterError("One moment was asked for inside a transaction")
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")  # deferred: it keeps nobody from writing
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def forget_deleted(table: str) -> None:
    """Takes deleted rows of a table out of the database's files: SQLite's log, PostgreSQL's dead rows.

    Not out of what is beyond a connection's reach: a server's own log and its replicas. Call it outside a transaction.
    """
    from django.db import connection

    statement = {
        "sqlite": "PRAGMA wal_checkpoint(TRUNCATE)",
        "postgresql": f"VACUUM {connection.ops.quote_name(table)}",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)


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
    options = dict(parse_qsl(parts.query))
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
                "HOST": options.pop("host", unquote(parts.hostname or "")),
                "PORT": options.pop("port", str(parts.port or "")),
                "OPTIONS": options,
            }
    raise RegisterError(
        f"The database URL begins with {parts.scheme!r}, which Sijill does not know",
        remedy="Use sqlite:///register.db or postgresql://user@host/name in sijill.toml",
    )


def _keep_promises(connection: Any, **_: object) -> None:
    if connection.vendor == "sqlite" and str(connection.settings_dict["NAME"]).startswith(_READ_ONLY):
        return
    promises = {"sqlite": _SQLITE_PROMISES, "postgresql": _POSTGRES_PROMISES}[connection.vendor]
    with connection.cursor() as cursor:
        for promise in promises:
            cursor.execute(promise)
