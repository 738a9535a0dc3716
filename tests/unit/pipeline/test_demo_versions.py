"""The second delivery of a demo list against the known truth of what changed."""

import csv
from pathlib import Path

import pytest

from conftest import ACTOR, NOW
from sijill.accession.receive import Delivery
from sijill.claims.models import ClaimsFile
from sijill.pipeline.origins import Version, origins
from sijill.pipeline.progress import Stopwatch
from sijill.pipeline.take import take
from sijill.tables.register import Register

DEMO = Path(__file__).resolve().parents[3] / "examples" / "demo"
V1, V2 = "lantern_street_2019-03.csv", "lantern_street_2020-02.csv"


def receive(register: Register, path: Path, *, new_version: bool) -> None:
    delivery = Delivery(
        path=path,
        name=path.name,
        list_id="lantern_street",
        organisation="Lantern Street",
        new_version=new_version,
    )
    take(register, delivery, at=NOW, actor=ACTOR, watch=Stopwatch())


def truth() -> list[dict[str, str]]:
    with (DEMO / "versions" / "truth.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def rows(version: Version) -> dict[tuple[int, int], tuple[str, ...]]:
    return {(number(pair.old), number(pair.new)): pair.columns for pair in version.difference.pairs}


def number(record: str) -> int:
    return int(record.rsplit("-", 1)[1])


def test_with_a_reference_every_row_is_found_again(register: Register) -> None:
    receive(register, DEMO / "lists" / V1, new_version=False)
    receive(register, DEMO / "versions" / "with_reference" / V2, new_version=True)
    version = origins(register).versions[0]
    wanted = {
        (int(row["row_v1"]), int(row["row_v2"])): row for row in truth() if row["row_v1"] and row["row_v2"]
    }
    aside = {209, 466}  # broken on purpose
    found = rows(version)
    assert set(found) == {pair for pair in wanted if pair[0] not in aside}
    corrected = {
        pair for pair, row in wanted.items() if row["change"] == "corrected" and pair[0] not in aside
    }
    assert {pair for pair, columns in found.items() if columns} == corrected
    mended = len(aside & {old for old, _ in wanted})  # set aside in the first delivery, so new in the second
    assert len(version.difference.added) == sum(row["change"] == "added" for row in truth()) + mended


def test_without_one_nothing_is_guessed(register: Register) -> None:
    folder = DEMO / "versions" / "without_reference"
    receive(register, folder / V1, new_version=False)
    receive(register, folder / V2, new_version=True)
    version = origins(register).versions[0]
    wanted = {(int(row["row_v1"]), int(row["row_v2"])) for row in truth() if row["row_v1"] and row["row_v2"]}
    found = set(rows(version))
    assert found <= wanted, "a row was paired with another person's"
    assert len(found) >= 0.95 * len(wanted)


@pytest.mark.parametrize("folder", ["with_reference", "without_reference"])
def test_every_row_is_accounted_for(register: Register, folder: str) -> None:
    first = DEMO / "versions" / folder / V1
    receive(register, first if first.exists() else DEMO / "lists" / V1, new_version=False)
    receive(register, DEMO / "versions" / folder / V2, new_version=True)
    difference = origins(register).versions[0].difference
    before, after = ClaimsFile.objects.order_by("id")
    assert len(difference.pairs) + len(difference.removed) == before.records
    assert len(difference.pairs) + len(difference.added) == after.records
