"""``out/``: the register as three tables that anyone can open, with the same rows in the same order every time."""

from typing import Final

import numpy as np
import pyarrow as pa

from sijill.accession.models import Accession
from sijill.claims import store as claims
from sijill.claims.models import ClaimsFile
from sijill.ids import record_id
from sijill.pipeline.derive import counted
from sijill.tables import duck, parquet
from sijill.tables.csv_out import write_csv
from sijill.tables.register import Register

# The doubtful pairs, those first about which a person's answer tells most: nearest to even odds.
_REVIEW: Final = """
SELECT a.file AS left_list, a.row AS left_row, a.display AS left_name,
       b.file AS right_list, b.row AS right_row, b.display AS right_name,
       round(p.weight, 3) AS weight_bits, round(p.probability, 4) AS probability,
       p.left AS left_record, p.right AS right_record
FROM pairs p JOIN named a ON a.record_id = p.left JOIN named b ON b.record_id = p.right
WHERE p.decision = 'review'
ORDER BY abs(p.probability - 0.5), p.left, p.right
"""


FILES: Final = ("records.csv", "persons.csv", "review.csv")


def write_all(register: Register) -> None:
    """``records.csv``, ``persons.csv`` and ``review.csv``; ``derived/`` must be whole."""
    files = counted()
    write_csv(register.out / "records.csv", records_table(register, files))
    write_csv(register.out / "persons.csv", parquet.read(register.derived / "persons.parquet"))
    write_csv(register.out / "review.csv", review_table(register, files))


def records_table(register: Register, files: list[tuple[Accession, ClaimsFile]]) -> pa.Table:
    """Every data row of every file: which record and person it became, or why it was set aside."""
    membership = parquet.read(register.derived / "membership.parquet")
    persons = dict(zip(membership["record_id"].to_pylist(), membership["person_id"].to_pylist(), strict=True))
    parts = []
    for accession, file in files:
        aside = {
            one["row"]: f"{one['reason']}: {one['detail']}" if one["detail"] else str(one["reason"])
            for one in claims.read_audit(register, file)["set_aside"]
        }
        records = [None if row in aside else record_id(accession.id, row) for row in range(1, file.rows + 1)]
        parts.append(
            pa.table(
                {
                    "list": pa.array([accession.name] * file.rows, pa.string()),
                    "row": pa.array(np.arange(1, file.rows + 1, dtype=np.int32)),
                    "record_id": pa.array(records, pa.string()),
                    "person_id": pa.array(
                        [persons.get(one) if one else None for one in records], pa.string()
                    ),
                    "set_aside": pa.array([aside.get(row) for row in range(1, file.rows + 1)], pa.string()),
                }
            )
        )
    return pa.concat_tables(parts) if parts else _no_records()


def _no_records() -> pa.Table:
    texts = ("record_id", "person_id", "set_aside")
    return pa.table(
        {"list": pa.array([], pa.string()), "row": pa.array([], pa.int32())}
        | {name: pa.array([], pa.string()) for name in texts}
    )


def review_table(register: Register, files: list[tuple[Accession, ClaimsFile]]) -> pa.Table:
    """One row per doubtful pair, both names as written, the weight in bits and the model's probability."""
    names = pa.table(
        {
            "accession": pa.array([accession.id for accession, _ in files], pa.string()),
            "file": pa.array([accession.name for accession, _ in files], pa.string()),
        }
    )
    with duck.connect() as connection:
        connection.register("files", names)
        connection.register("pairs", connection.read_parquet(str(register.derived / "pairs.parquet")))
        connection.register("records", connection.read_parquet(str(register.derived / "records.parquet")))
        connection.execute(
            "CREATE TEMP VIEW named AS SELECT record_id, row, display, file FROM records JOIN files USING (accession)"
        )
        return connection.sql(_REVIEW).to_arrow_table()
