"""``kill -9`` of the server while people judge: whatever was acknowledged is there, and the register verifies."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import web_site
from sijill import clock
from sijill.access import store
from sijill.access.model import Role
from sijill.ledger.models import Entry
from sijill.manual_review.models import Judgement
from sijill.pipeline.verify import verify
from sijill.tables import database
from sijill.tables import register as registers
from sijill.web.look import snapshot as snapshots

pytestmark = pytest.mark.slow
ROUNDS, WRITERS, SECONDS = 3, 4, 2.0


def prepared(folder: Path) -> tuple[Path, str, list[str]]:
    """A served register, a reviewer's token, and the records they may judge."""
    web_site.build(folder / "built" / "register")
    site = web_site.open_copy(folder / "built" / "register", folder / "register")
    user = store.add_user(
        "north.both",
        organisation="north",
        roles=[Role.REVIEWER],
        password=web_site.PASSWORD,
        at=clock.now(),
        by="operator:test",
    )
    _, token = store.add_token(user, "load", days=1, at=clock.now(), by="operator:test")
    snapshot = snapshots.current(site.register)
    mine = [r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == "cedar"]
    web_site.forget()
    return folder / "register", token, mine


def served(root: Path) -> tuple[subprocess.Popen[str], str]:
    program = [sys.executable, "-m", "sijill.web.serve", str(root), "localhost", "0", "json"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "sijill.web.settings"}
    server = subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout is not None
    return server, json.loads(server.stdout.readline())["url"]


def judge(url: str, token: str, body: dict[str, str]) -> bool:
    """Whether the server acknowledged the judgement."""
    request = urllib.request.Request(
        f"{url}api/judgements",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status == 201
    except (urllib.error.URLError, OSError):
        return False


def work(
    url: str, token: str, records: list[str], name: str, acknowledged: list[str], stop: threading.Event
) -> None:
    number = 0
    while not stop.is_set():
        reason = f"{name}-{number}"
        left, right = records[number % len(records)], records[(number + 1) % len(records)]
        if judge(url, token, {"left": left, "right": right, "verdict": "unsure", "reason": reason}):
            acknowledged.append(reason)
        number += 1


def lost(acknowledged: list[str]) -> set[str]:
    return set(acknowledged) - set(Judgement.objects.values_list("reason", flat=True))


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    root, token, records = prepared(tmp_path)
    acknowledged: list[str] = []
    for turn in range(ROUNDS):
        server, url = served(root)
        stop = threading.Event()
        threads = [
            threading.Thread(target=work, args=(url, token, records, f"{turn}.{one}", acknowledged, stop))
            for one in range(WRITERS)
        ]
        before = len(acknowledged)
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 60
        while len(acknowledged) < before + 8 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(SECONDS * (turn + 1) / ROUNDS)
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        stop.set()
        for thread in threads:
            thread.join()
    assert len(acknowledged) >= ROUNDS * 8
    register = registers.open_register(root)
    assert lost(acknowledged) == set()
    assert verify(register).clean
    assert Entry.objects.filter(action="look.judge").count() >= len(acknowledged)
    # the control: the check sees one that is gone
    Judgement.objects.filter(reason=acknowledged[0]).delete()
    assert lost(acknowledged) == {acknowledged[0]}
    assert not verify(register).clean
    database.close()
    shutil.rmtree(root)
