"""What must not matter: the order of rows, whether a list came in one file or two, and how often it is run.

On the demo lists. Clusters are compared by what rows say, because record ids come from the file they stand in.
"""

import csv
import random
from collections import defaultdict
from pathlib import Path

import pytest

from conftest import ACTOR, NOW
from sijill.accession.receive import Delivery
from sijill.pipeline.derive import derive
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.take import take
from sijill.tables import database, parquet
from sijill.tables import register as registers

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "lists"
LANTERN = "lantern_street_2019-03.csv"
OTHERS = ("sept_cypres_2022-10.csv", "daftar_aailat_2025-09.ods")

Groups = set[frozenset[str]]


def lantern_rows() -> tuple[list[str], list[list[str]]]:
    with (DEMO / LANTERN).open(encoding="utf-8-sig", newline="") as handle:
        header, *rows = list(csv.reader(handle))
    return header, rows


def write(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return path


def groups(root: Path, lantern: list[Path]) -> Groups:
    """The clusters, each a set of "list and what identifies the row in it"."""
    register = registers.create(root)
    deliveries = [(path, "lantern_street") for path in lantern] + [(DEMO / name, name) for name in OTHERS]
    accessions = {}
    for path, list_id in deliveries:
        delivery = Delivery(path=path, name=path.name, list_id=list_id, organisation=list_id, as_of="2019-03")
        taken = take(register, delivery, at=NOW, actor=ACTOR, watch=Stopwatch())
        accessions[taken.accession.id] = (list_id, references(register.root / taken.claims.path))
    derive(register, at=NOW, actor=ACTOR, watch=Stopwatch())
    found: dict[str, set[str]] = defaultdict(set)
    for row in parquet.read(register.derived / "membership.parquet").to_pylist():
        accession, number = row["record_id"].rsplit("-", 1)
        list_id, named = accessions[accession]
        found[row["person_id"]].add(f"{list_id} {named.get(int(number), number)}")
    database.close()
    return {frozenset(group) for group in found.values()}


def references(claims: Path) -> dict[int, str]:
    rows = parquet.read(claims, ["row", "property", "value"]).to_pylist()
    return {row["row"]: row["value"] for row in rows if row["property"] == "id.source"}


@pytest.fixture(scope="module")
def as_it_came(tmp_path_factory: pytest.TempPathFactory) -> Groups:
    folder = tmp_path_factory.mktemp("order")
    header, rows = lantern_rows()
    return groups(folder / "r", [write(folder / "lantern.csv", header, rows)])


def test_some_rows_are_joined_at_all(as_it_came: Groups) -> None:
    assert sum(len(group) > 1 for group in as_it_came) > 100


def test_shuffled_rows_give_the_same_clusters(as_it_came: Groups, tmp_path: Path) -> None:
    header, rows = lantern_rows()
    random.Random(3).shuffle(rows)
    assert groups(tmp_path / "r", [write(tmp_path / "lantern.csv", header, rows)]) == as_it_came


def test_a_list_in_two_files_gives_the_same_clusters(as_it_came: Groups, tmp_path: Path) -> None:
    header, rows = lantern_rows()
    parts = [write(tmp_path / "one.csv", header, rows[:300]), write(tmp_path / "two.csv", header, rows[300:])]
    assert groups(tmp_path / "r", parts) == as_it_came
