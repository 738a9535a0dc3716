"""``python -m sijill.web.serve DIR``: what ``sijill serve`` becomes, in a process with the settings of the pages."""

import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any, Final

os.environ["DJANGO_SETTINGS_MODULE"] = "sijill.web.settings"

import waitress
from django.core.handlers.wsgi import WSGIHandler

import sijill.pipeline  # noqa: F401  (makes Django ready)
from sijill import clock
from sijill.access.store import all_users
from sijill.errors import RegisterError, SijillError, UsageError
from sijill.web import prepare, workers
from sijill.web.site import Site, open_site, reached_at
from sijill.web.warm import warm
from sijill.web.workers import Share

THREADS: Final = 8
LOOK_AGAIN_SECONDS: Final = 0.1  # whether another process holds fewer connections now
MOST_BYTES: Final = 2 * 1024**3  # of one request: lists are uploaded


def main(arguments: list[str]) -> int:
    """``DIR HOST PORT JSON``, as ``sijill serve`` passes them on. Runs until it is stopped."""
    root, host, port, as_json = arguments
    try:
        hosts = (host,) if host not in {"0.0.0.0", "::"} else ()  # noqa: S104
        site = open_site(Path(root), port=int(port), hosts=hosts)
        users = sum(user.is_active for user in all_users())
        listening = _listen(host, int(port))
        with contextlib.suppress(RegisterError):  # nothing is linked yet
            warm(site.register)
    except SijillError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return error.exit_code
    _tidy()
    reached = listening.getsockname()[1]
    reached_at(site, reached, hosts)
    _announce(site, host, reached, users, as_json=as_json == "json")
    workers.run(lambda share: _serve(site, listening, share), site.config.workers)
    return 0


def _listen(host: str, port: int) -> socket.socket:
    """The socket that all processes answer at. UsageError when the address is not ours or is taken."""
    try:
        family, _, _, _, address = min(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as problem:
        raise UsageError(
            f"{host}, port {port}: {problem.strerror or problem}", remedy="Take another --host or --port"
        ) from problem


def _serve(site: Site, listening: socket.socket, share: Share) -> None:
    """Answers until the process is told to stop."""
    prepare.begin(site.register)
    options = {"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
    server = waitress.create_server(
        WSGIHandler(),
        sockets=[listening],
        threads=THREADS,
        ident=None,
        max_request_body_size=MOST_BYTES,
        clear_untrusted_proxy_headers=True,
        url_scheme="https" if site.config.secure else "http",
        **(options if site.config.behind_proxy else {}),
    )
    _leave_to_others(server, share)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _leave_to_others(server: Any, share: Share) -> None:  # waitress ships no types
    """New connections go to the process that holds the fewest: a page waits for others of its own process only."""
    can_take = server.readable
    server.readable = lambda: can_take() and share.may_take(len(server.active_channels))
    server.adj.asyncore_loop_timeout = LOOK_AGAIN_SECONDS


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
