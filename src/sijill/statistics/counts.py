"""What each record says that people are counted by. Nothing is counted, imputed or estimated here.

A record that says nothing safe about a stratum says nothing: a place known to two governorates, a date that spans two
years. What its person comes to is decided in ``tally``, over all records that one partition gives the person.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

import pyarrow as pa

from sijill.errors import UsageError
from sijill.tables import duck
from sijill.tables.register import Register
from sijill.text import places


class Stratum(StrEnum):
    """What a tally can be broken down by. ``list`` counts a person once on each list."""

    GOVERNORATE = "governorate"
    YEAR = "year"
    SEX = "sex"
    AGE_GROUP = "age_group"
    ACTOR = "actor"
    STATUS = "status"
    LIST = "list"


# What one record says; null where it says nothing that is safe.
_OF_RECORD: Final = {
    Stratum.GOVERNORATE: (
        "(SELECT CASE WHEN count(DISTINCT g.governorate) = 1 THEN min(g.governorate) END "
        "FROM unnest(r.arrest_place) AS p(code) JOIN governorates g ON g.code = p.code) AS governorate"
    ),
    Stratum.YEAR: (
        "CASE WHEN year(r.arrest_start) = year(r.arrest_end) THEN CAST(year(r.arrest_start) AS VARCHAR) END "
        "AS year"
    ),
    Stratum.SEX: "r.sex AS sex",
    # The age is worked out per person: one list may know the birth and another the arrest.
    Stratum.AGE_GROUP: "r.birth_start, r.birth_end, r.arrest_start, r.arrest_end",
    Stratum.ACTOR: "CASE WHEN len(r.arrest_agency) = 1 THEN r.arrest_agency[1] END AS actor",
    Stratum.STATUS: "r.codes AS codes",
    Stratum.LIST: "r.list_id AS list",
}


def said(register: Register, by: Sequence[Stratum], *, as_of: date) -> pa.Table:
    """One row per record whose arrest may have begun by ``as_of``: ``person_id``, ``list_id``, ``record_id``,
    ``number`` (its row in the record table) and what it says of each stratum. An arrest surely later is left out.

    Raises UsageError for a stratum given twice.
    """
    if len(set(by)) != len(by):
        raise UsageError(
            "A stratum was given twice", remedy="Name each once, for example --by governorate,year"
        )
    columns = "".join(f", {_OF_RECORD[one]}" for one in by)
    with duck.connect() as connection:
        _register_tables(connection, register)
        return connection.sql(
            f"SELECT m.person_id, r.list_id, r.record_id, r.number{columns} "  # noqa: S608  (strata are ours)
            "FROM records r JOIN membership m USING (record_id) "
            "WHERE r.arrest_start IS NULL OR r.arrest_start <= ? ORDER BY r.record_id",
            params=[as_of],
        ).to_arrow_table()


def persons_by_number(register: Register) -> pa.Table:
    """``person_id`` of every record in the order of the record table, whatever the day."""
    with duck.connect() as connection:
        _register_tables(connection, register)
        return connection.sql(
            "SELECT m.person_id FROM records r JOIN membership m USING (record_id) ORDER BY r.number"
        ).to_arrow_table()


def _register_tables(connection: Any, register: Register) -> None:  # DuckDB's stubs are partial
    for name in ("records", "membership"):
        connection.register(name, connection.read_parquet(str(register.derived / f"{name}.parquet")))
    codes = [unit for unit in places.gazetteer().units.values() if unit.level >= places.Level.GOVERNORATE]
    connection.register(
        "governorates",
        pa.table(
            {
                "code": [unit.pcode for unit in codes],
                "governorate": [_governorate(unit.pcode) for unit in codes],
            }
        ),
    )


def _governorate(pcode: str) -> str:
    line = [pcode, *places.ancestors(pcode)]
    return next(
        code for code in line if (unit := places.unit(code)) and unit.level is places.Level.GOVERNORATE
    )
