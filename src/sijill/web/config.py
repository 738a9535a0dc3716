"""What a register's owner may set about its pages, in ``sijill.toml``; and the key, which stands in a file of its own.

```toml
[web]
hosts = ["register.example.org"]   # names under which the pages are reached; default: localhost
secure = true                      # behind TLS: cookies are only sent over it; default: false
behind_proxy = true                # believe X-Forwarded-Proto of the one proxy in front; default: false
workers = 2                        # processes of ``sijill serve``; default: one for each core, at most 4
database = "postgresql://sijill_pages@/sijill"  # the same database as a role held by row-level security; default: none

[access]
second_factor = "required"         # or "optional"; default: required
```
"""

import hashlib
import hmac
import os
import secrets
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sijill.errors import RegisterError
from sijill.tables.files import sync_folder
from sijill.tables.register import CONFIG_NAME, Register

KEY_NAME: Final = "web.key"
MOST_WORKERS: Final = 4  # unless the register asks for more: each holds some hundred megabytes of its own
MOST_OF_ALL: Final = 64
_KNOWN: Final = {
    "web": {"hosts", "secure", "behind_proxy", "workers", "database"},
    "access": {"second_factor"},
}


class SecondFactor(StrEnum):
    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    hosts: tuple[str, ...] = ("localhost",)
    secure: bool = False
    behind_proxy: bool = False
    second_factor: SecondFactor = SecondFactor.REQUIRED
    workers: int = 1
    database: str | None = field(default=None, repr=False)  # it may hold a password


def read(register: Register) -> Config:
    """Raises RegisterError for a key or value nobody knows: a misspelt safety switch must not be off in silence."""
    text = (register.root / CONFIG_NAME).read_text(encoding="utf-8")
    found = tomllib.loads(text)
    web, access = found.get("web", {}), found.get("access", {})
    for name, table in (("web", web), ("access", access)):
        strange = set(table) - _KNOWN[name]
        if strange:
            raise _unfit(f"[{name}] {min(strange)}", f"known are: {', '.join(sorted(_KNOWN[name]))}")
    hosts = web.get("hosts", ["localhost"])
    if not isinstance(hosts, list) or not hosts or not all(isinstance(host, str) and host for host in hosts):
        raise _unfit("[web] hosts", "a list of names")
    factor = access.get("second_factor", SecondFactor.REQUIRED.value)
    if factor not in {one.value for one in SecondFactor}:
        raise _unfit("[access] second_factor", "required or optional")
    return Config(
        hosts=tuple(hosts),
        secure=_truth(web, "secure"),
        behind_proxy=_truth(web, "behind_proxy"),
        second_factor=SecondFactor(factor),
        workers=_workers(web),
        database=_database(web),
    )


def secret_key(register: Register) -> str:
    """The register's own key for sessions and tokens; made at first need, readable by its owner only."""
    path = register.root / KEY_NAME
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(path)
    with os.fdopen(handle, "w", encoding="ascii") as writing:
        key = secrets.token_urlsafe(64)
        writing.write(key)
        writing.flush()
        os.fsync(writing.fileno())
    sync_folder(register.root)
    return key


def blinding_key(key: str) -> bytes:
    """What search terms are blinded with before they enter the ledger; not the key sessions are signed with."""
    return hmac.new(key.encode(), b"sijill search terms", hashlib.sha256).digest()


def _kept_key(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise RegisterError(
            f"{path} may be read by others",
            remedy=f"chmod 600 {path}; remove it if others had access: all log in anew",
        )
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        raise RegisterError(f"{path} is not whole", remedy="Remove it: everybody logs in anew")
    return key


def _database(web: dict[str, Any]) -> str | None:
    url = web.get("database")
    if url is not None and not (isinstance(url, str) and urlsplit(url).scheme.startswith("postgres")):
        raise _unfit("[web] database", "postgresql://ROLE@HOST/NAME, or nothing")
    return url


def _workers(web: dict[str, Any]) -> int:
    count = web.get("workers", min(os.cpu_count() or 1, MOST_WORKERS))
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST_OF_ALL:
        raise _unfit("[web] workers", f"a number from 1 to {MOST_OF_ALL}")
    return count


def _truth(table: dict[str, Any], name: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise _unfit(f"[web] {name}", "true or false")
    return value


def _unfit(what: str, wanted: str) -> RegisterError:
    return RegisterError(f"{CONFIG_NAME} cannot be used: {what}", remedy=f"Write there: {wanted}")
