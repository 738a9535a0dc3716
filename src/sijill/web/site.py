"""The one register a process of pages serves, and Django set up for it."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections

from sijill.access import wall
from sijill.errors import RegisterError
from sijill.tables import database
from sijill.tables import register as registers
from sijill.tables.files import make_folder
from sijill.tables.register import Register
from sijill.web import config as configs
from sijill.web.config import Config

# A connection is kept between requests: opening SQLite anew would cost more than most questions.
CONNECTION_SECONDS: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    register: Register
    config: Config
    blinding: bytes = field(repr=False)


_open: list[Site] = []
_opening: Final = threading.Lock()


def open_site(root: Path, *, port: int = 0, hosts: tuple[str, ...] = ()) -> Site:
    """Opens the register, makes the tables that pages need, and points Django's settings at it.

    ``port`` and ``hosts`` are what ``sijill serve`` was told, besides ``sijill.toml``. Called once per process.
    """
    with _opening:
        register = registers.open_register(root)
        config = configs.read(register)
        key = configs.secret_key(register)
        database.migrate(with_libraries=True)
        if config.database is not None:
            _go_behind_the_wall(register, config.database)
        _keep_connections()
        _point_settings(register, config, key, port, hosts)
        site = Site(register=register, config=config, blinding=configs.blinding_key(key))
        _open[:] = [site]
    return site


def reached_at(site: Site, port: int, hosts: tuple[str, ...]) -> None:
    """The port a server was given by the machine: passkeys and forms are bound to it."""
    _point_settings(site.register, site.config, configs.secret_key(site.register), port, hosts)


def current() -> Site:
    if not _open:
        raise RegisterError("No register is served", remedy="Serve one with: sijill serve DIR")
    return _open[0]


def close_site() -> None:
    _open.clear()
    database.close()


def _go_behind_the_wall(register: Register, url: str) -> None:
    """The owner of the tables builds row-level security, then the pages go on as their own role. Fails closed."""
    if connections["default"].vendor != "postgresql":
        raise RegisterError(
            "[web] database is set, and the register is not on PostgreSQL",
            remedy="Remove the line in sijill.toml",
        )
    wall.build(database.role_of(url))
    database.connect(url, register.root, walled=True)
    problems = wall.stands()
    if problems:
        raise RegisterError(
            f"Row-level security does not hold: {problems[0]}", remedy="See how-to/postgresql.md"
        )


def _keep_connections() -> None:
    kept: dict[str, Any] = connections.settings["default"]
    kept["CONN_MAX_AGE"] = CONNECTION_SECONDS
    kept["CONN_HEALTH_CHECKS"] = True


def _point_settings(
    register: Register, config: Config, key: str, port: int, more_hosts: tuple[str, ...]
) -> None:
    hosts = [*config.hosts, *more_hosts]
    scheme = "https" if config.secure else "http"
    behind = f":{port}" if port and not config.behind_proxy and port not in {80, 443} else ""
    uploads = register.root / ".uploads"
    make_folder(uploads)
    uploads.chmod(0o700)
    values: dict[str, Any] = {
        "SECRET_KEY": key,
        "ALLOWED_HOSTS": hosts,
        "SESSION_COOKIE_SECURE": config.secure,
        "CSRF_COOKIE_SECURE": config.secure,
        "LANGUAGE_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_NAME": "__Host-sijill_session" if config.secure else "sijill_session",
        "CSRF_COOKIE_NAME": "__Host-sijill_csrf" if config.secure else "sijill_csrf",
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if config.behind_proxy else None,
        "SECURE_HSTS_SECONDS": 31_536_000 if config.secure else 0,
        "SECURE_SSL_REDIRECT": config.secure and config.behind_proxy,
        "CSRF_TRUSTED_ORIGINS": [f"{scheme}://{host}{behind}" for host in hosts],
        "OTP_WEBAUTHN_RP_ID": hosts[0],
        "OTP_WEBAUTHN_ALLOWED_ORIGINS": [f"{scheme}://{host}{behind}" for host in hosts],
        "FILE_UPLOAD_TEMP_DIR": str(uploads),
    }
    for name, value in values.items():
        setattr(settings, name, value)
