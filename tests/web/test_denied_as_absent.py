"""Denied and absent are the same also in what they cost: statements, files opened, entries written.

Wall time would be a flaky test and depends on what else the machine does; the work done does not. ``bench.web_load``
measures time.
"""

import builtins
import pathlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import web_site
from sijill import ids
from sijill.ledger.models import Entry
from sijill.web.look import snapshot as snapshots
from web_site import WebSite


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What an answer cost. ``statements`` are the kinds of SQL in order, without their values."""

    status: int
    bytes: int
    statements: tuple[str, ...]
    files: int
    entries: int


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebSite]:
    folder = tmp_path_factory.mktemp("absent")
    web_site.build(folder / "built" / "register")
    yield web_site.open_copy(folder / "built" / "register", folder / "register")
    web_site.forget()


def record_of(site: WebSite, list_id: str) -> str:
    snapshot = snapshots.current(site.register)
    return next(r for r, name in zip(snapshot.record_ids, snapshot.lists, strict=True) if name == list_id)


@contextmanager
def counted_files(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    opened: list[str] = []

    def noted(real: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            opened.append(str(args[0]) if args else "")
            return real(*args, **kwargs)

        return run

    with monkeypatch.context() as patched:
        patched.setattr(builtins, "open", noted(builtins.open))
        patched.setattr(pathlib.Path, "open", noted(pathlib.Path.open))
        patched.setattr(pq, "read_table", noted(pq.read_table))
        patched.setattr(pq, "read_metadata", noted(pq.read_metadata))
        patched.setattr(pq, "ParquetFile", noted(pq.ParquetFile))
        yield opened


def work(client: Client, where: str, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Of the second answer: the first one may fill caches that are nobody's secret."""
    client.get(where)
    before = Entry.objects.count()
    with CaptureQueriesContext(connection) as queries, counted_files(monkeypatch) as opened:
        response = client.get(where)
    return Work(
        status=response.status_code,
        bytes=len(web_plain(response.content.decode())),
        statements=tuple(" ".join(one["sql"].split()[:4]) for one in queries.captured_queries),
        files=len(opened),
        entries=Entry.objects.count() - before,
    )


def web_plain(text: str) -> str:
    import re

    return re.sub(r'value="\w{64}"|"csrfToken": "\w{64}"', "", text)


CASES = [
    ("reader", "/persons/{}/", "person"),
    ("reader", "/api/persons/{}", "person"),
    ("reader", "/persons/{}/records/", "person"),
    ("data_officer", "/lists/{}/", "list"),
    ("data_officer", "/api/lists/{}", "list"),
    ("data_officer", "/lists/{}/mapping/", "list"),
    ("reviewer", "/review/pairs/{}/a0000000000000-2/", "record"),
    ("auditor", "/audit/of/{}/", "record"),
]


@pytest.mark.parametrize(("role", "pattern", "kind"), CASES)
def test_what_is_hidden_costs_what_is_absent_costs(
    site: WebSite, role: str, pattern: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The south asks for what only the north may see, and for what never was."""
    record = record_of(site, "cedar")
    hidden = {"person": ids.person_id(record), "list": "cedar", "record": record}[kind]
    never = f"a{'0' * (record.index('-') - 1)}{record[record.index('-') :]}"  # as long: pages say what was asked for
    absent = {"person": ids.person_id("a-1"), "list": "cedxx", "record": never}[kind]
    client = site.client("south", role)
    one, other = (work(client, pattern.format(name), monkeypatch) for name in (hidden, absent))
    assert one == other
    if kind != "record" or role != "auditor":
        assert one.status == 404
    assert one.entries == 1


def test_the_control_what_may_be_seen_costs_more(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure tells a page that reads claims from one that finds nothing."""
    record = record_of(site, "cedar")
    where = f"/persons/{ids.person_id(record)}/"
    seen = work(site.client("north", "reader"), where, monkeypatch)
    hidden = work(site.client("south", "reader"), where, monkeypatch)
    assert seen.status == 200
    assert seen.files > hidden.files
    assert len(seen.statements) > len(hidden.statements)
