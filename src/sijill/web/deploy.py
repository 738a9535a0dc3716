"""``python -m sijill.web.deploy DIR [deploy]``: what must hold before strangers can reach a register; prints JSON."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "sijill.web.settings"

from django.conf import settings
from django.core import checks
from django.db import connection

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill.access import store, wall
from sijill.web.config import KEY_NAME, SecondFactor
from sijill.web.site import Site, open_site


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    what: str
    good: bool
    remedy: str


def look(site: Site, *, deploy: bool) -> list[Check]:
    return [*_always(site), *(_before_strangers(site) if deploy else ())]


def _always(site: Site) -> Iterator[Check]:
    yield Check(
        what="web.key is readable by its owner only",
        good=(site.register.root / KEY_NAME).stat().st_mode & 0o077 == 0,
        remedy="chmod 600 web.key",
    )
    yield Check(
        what="the register's folder is closed to others",
        good=site.register.root.stat().st_mode & 0o007 == 0,
        remedy="chmod o-rwx DIR",
    )
    yield Check(
        what="an acknowledged write survives a power cut",
        good=_is_durable(),
        remedy="See how-to/postgresql.md",
    )
    yield Check(
        what="somebody can log in",
        good=any(user.is_active for user in store.all_users()),
        remedy="sijill user add DIR NAME …",
    )
    problems = [one for one in checks.run_checks() if one.level >= checks.ERROR]
    yield Check(
        what="Django finds no error", good=not problems, remedy="; ".join(str(one.id) for one in problems)
    )


def _before_strangers(site: Site) -> Iterator[Check]:
    config = site.config
    yield Check(
        what="cookies are sent over TLS only", good=config.secure, remedy="[web] secure = true in sijill.toml"
    )
    yield Check(
        what="the pages have a name of their own",
        good=config.hosts[0] != "localhost" and not any("*" in host for host in config.hosts),
        remedy='[web] hosts = ["register.example.org"]',
    )
    yield Check(
        what="a second factor is required",
        good=config.second_factor is SecondFactor.REQUIRED,
        remedy='[access] second_factor = "required"',
    )
    yield Check(
        what="nobody sees everything",
        good=not any(user.operator and user.is_active for user in store.all_users()),
        remedy="Give people roles and organisations; disable the operator's account",
    )
    yield Check(
        what="several processes can write",
        good=connection.vendor == "postgresql",
        remedy="See how-to/postgresql.md",
    )
    if connection.vendor == "postgresql":
        walled = site.config.database is not None
        problems = wall.stands() if walled else ["the pages connect as the owner of the tables"]
        yield Check(
            what="row-level security holds the pages",
            good=not problems,
            remedy=f"{problems[0] if problems else ''}: see how-to/postgresql.md",
        )
    yield Check(what="errors show nothing", good=not settings.DEBUG, remedy="DEBUG must be off")
    silenced = {
        "security.W008",
        "security.W021",
    }  # TLS is made by the proxy; preloading is the domain owner's decision
    found = [
        one
        for one in checks.run_checks(include_deployment_checks=True)
        if one.level >= checks.WARNING and one.id not in silenced
    ]
    yield Check(
        what="Django's own list for deployment",
        good=not found,
        remedy="; ".join(str(one.id) for one in found),
    )


def _is_durable() -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            return int(cursor.fetchone()[0]) >= 2
        cursor.execute("SHOW fsync")
        fsync = cursor.fetchone()[0]
        cursor.execute("SHOW full_page_writes")
        return bool(fsync == "on" and cursor.fetchone()[0] == "on")


def main(arguments: list[str]) -> int:
    site = open_site(Path(arguments[0]))
    found = look(site, deploy="deploy" in arguments[1:])
    good = all(one.good for one in found)
    print(json.dumps({"good": good, "checks": [asdict(one) for one in found]}))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
