"""One invented man's row, from the cell of a workbook to his timeline. Read this first.

Each stage's outcome for row 1 of ``qandil_house.xlsx`` is kept in ``golden/``, in the order of the stages. After a
change on purpose: run with SIJILL_UPDATE_GOLDEN=1, read the difference, and say it in CHANGELOG.md.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import ACTOR, NOW
from sijill.accession.receive import read_sealed, scratch_folder
from sijill.accession.seal import seal
from sijill.claims.statements import statements_of
from sijill.cli.person import as_json_object
from sijill.ids import record_id
from sijill.persons import store as persons
from sijill.persons.gather import gather
from sijill.pipeline.unify import Unified, unify
from sijill.tables import parquet

HERE = Path(__file__).parent
LISTS = HERE.parents[1] / "examples" / "journey"
FILES = ("qandil_house.xlsx", "salt_road.csv", "evening_page.jsonl")


def golden(name: str, found: Any) -> None:
    path = HERE / "golden" / name
    text = json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n"
    if os.environ.get("SIJILL_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert json.loads(text) == json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Unified:
    folder = tmp_path_factory.mktemp("journey")
    for name in FILES:
        shutil.copy(LISTS / name, folder / name)
    return unify([folder / name for name in FILES], folder / "register", at=NOW, actor=ACTOR)


@pytest.fixture(scope="module")
def record(journey: Unified) -> str:
    return record_id(journey.taken[0].accession.id, 1)


def test_1_the_file_is_sealed_as_it_is(journey: Unified, tmp_path: Path) -> None:
    accession = journey.taken[0].accession
    kept = journey.register.root / accession.path
    assert kept.read_bytes() == (LISTS / FILES[0]).read_bytes()
    assert seal(LISTS / FILES[0], tmp_path, name=FILES[0]).sha256 == accession.sha256


def test_2_its_rows_are_numbered_and_every_cell_is_text(journey: Unified) -> None:
    accession = journey.taken[0].accession
    with scratch_folder() as workspace:
        sheets = read_sealed(
            journey.register.root / accession.path, name=FILES[0], workspace=workspace
        ).sheets
        sheet = sheets[0]
        golden(
            "2_raw_row.json",
            {"sheet": sheet.name, "header": sheet.header, "row": sheet.read().slice(0, 1).to_pylist()[0]},
        )


def test_3_its_columns_are_understood(journey: Unified) -> None:
    golden("3_mapping.json", [{one.accession.name: one.audit["mapping"]} for one in journey.taken])


def test_4_each_cell_is_a_claim_with_its_place(journey: Unified) -> None:
    claims = parquet.read(journey.register.root / journey.taken[0].claims.path).to_pylist()
    golden("4_claims.json", [claim for claim in claims if claim["row"] == 1])


def test_5_beside_each_claim_stands_what_was_read(journey: Unified, record: str) -> None:
    said = statements_of(journey.register, [record])
    golden(
        "5_readings.json",
        [
            {
                "property": one.claim.prop,
                "as_written": one.claim.value,
                "read": one.reading.normalised,
                "start": one.reading.start,
                "end": one.reading.end,
                "codes": one.reading.codes,
                "ambiguous": one.reading.ambiguous,
                "cell": one.claim.locator,
            }
            for one in said
        ],
    )


def test_6_linkage_compares_it(journey: Unified, record: str) -> None:
    table = parquet.read(journey.register.derived / "records.parquet").to_pylist()
    row = next(one for one in table if one["record_id"] == record)
    golden("6_record.json", {name: value for name, value in row.items() if value not in (None, [], "")})


def test_7_it_is_joined_with_his_other_rows_and_with_nobody_elses(journey: Unified, record: str) -> None:
    membership = parquet.read(journey.register.derived / "membership.parquet").to_pylist()
    person = {row["record_id"]: row["person_id"] for row in membership}
    accession_name = {one.accession.id: one.accession.name for one in journey.taken}
    together = sorted(
        f"{accession_name[one.rsplit('-', 1)[0]]} row {one.rsplit('-', 1)[1]}"
        for one, other in person.items()
        if other == person[record]
    )
    golden("7_person.json", together)


def test_8_his_page_shows_who_said_what_and_when_it_happened(journey: Unified, record: str) -> None:
    person = persons.person_of(journey.register, record)
    current, records = persons.resolve(journey.register, person)
    page = as_json_object(gather(current, person, records, statements_of(journey.register, records)))
    golden("8_page.json", {name: page[name] for name in ("names", "facts", "statuses", "timeline")})
