"""``python -m sijill.web.serve DIR``: what ``sijill serve`` becomes, in a process with the settings of the pages."""

import json
import os
import sys
from pathlib import Path
from typing import Final

os.environ["DJANGO_SETTINGS_MODULE"] = "sijill.web.settings"

import waitress
from django.core.handlers.wsgi import WSGIHandler

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill import clock
from sijill.access.store import all_users
from sijill.errors import RegisterError, SijillError
from sijill.web.look import search
from sijill.web.look import snapshot as snapshots
from sijill.web.site import Site, open_site, reached_at

THREADS: Final = 8
MOST_BYTES: Final = 2 * 1024**3  # of one request: lists are uploaded


def main(arguments: list[str]) -> int:
    """``DIR HOST PORT JSON``, as ``sijill serve`` passes them on. Runs until it is stopped."""
    root, host, port, as_json = arguments
    try:
        hosts = (host,) if host not in {"0.0.0.0", "::"} else ()  # noqa: S104
        site = open_site(Path(root), port=int(port), hosts=hosts)
        users = sum(user.is_active for user in all_users())
        _warm(site)
    except SijillError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return error.exit_code
    _tidy()
    options = {"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
    server = waitress.create_server(
        WSGIHandler(),
        host=host,
        port=int(port),
        threads=THREADS,
        ident=None,
        max_request_body_size=MOST_BYTES,
        clear_untrusted_proxy_headers=True,
        url_scheme="https" if site.config.secure else "http",
        **(options if site.config.behind_proxy else {}),
    )
    reached_at(site, server.effective_port, hosts)
    _announce(site, host, server.effective_port, users, as_json=as_json == "json")
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
    return 0


def _warm(site: Site) -> None:
    """The first visitor does not wait for what can be loaded now; a register without a run is served all the same."""
    try:
        search.indexes_of(snapshots.current(site.register))
        search.compare("علي", ["Ali"])
    except RegisterError:
        return


def _tidy() -> None:
    from django.contrib.sessions.models import Session

    Session.objects.filter(expire_date__lt=clock.now()).delete()


def _announce(site: Site, host: str, port: int, users: int, *, as_json: bool) -> None:
    name = site.config.hosts[0] if host in {"127.0.0.1", "localhost", "::1"} else host
    url = f"{'https' if site.config.secure else 'http'}://{name}:{port}/"
    if as_json:
        print(json.dumps({"url": url, "pid": os.getpid(), "accounts": users}), flush=True)  # noqa: T201
        return
    print(f"The register is at {url}  (stop with Ctrl-C)", flush=True)  # noqa: T201
    if users == 0:
        hint = "Nobody can log in yet. Make an account: sijill user add DIR NAME --operator"
        print(hint, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
