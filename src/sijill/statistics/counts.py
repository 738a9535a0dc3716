"""What is documented: records reported and persons found, by strata. Nothing is imputed and nothing is estimated here.

A person's stratum is what the person's records agree on; nobody saying anything is ``unknown``, records that disagree
are ``contradicted``, both are rows of their own and never dropped.
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

UNKNOWN: Final = "unknown"
CONTRADICTED: Final = "contradicted"


class Stratum(StrEnum):
    """What a tally can be broken down by. ``list`` counts a person once on each list."""

    GOVERNORATE = "governorate"
    YEAR = "year"
    SEX = "sex"
    ACTOR = "actor"
    LIFE = "life"
    CUSTODY = "custody"
    LIST = "list"


# What one record says of each stratum; null where it says nothing that is safe.
_OF_RECORD: Final = {
    Stratum.GOVERNORATE: (
        "(SELECT CASE WHEN count(DISTINCT g.governorate) = 1 THEN min(g.governorate) END "
        "FROM unnest(r.arrest_place) AS p(code) JOIN governorates g ON g.code = p.code)"
    ),
    Stratum.YEAR: (
        "CASE WHEN year(r.arrest_start) = year(r.arrest_end) THEN CAST(year(r.arrest_start) AS VARCHAR) END"
    ),
    Stratum.SEX: "r.sex",
    Stratum.ACTOR: "CASE WHEN len(r.arrest_agency) = 1 THEN r.arrest_agency[1] END",
    Stratum.LIFE: "(SELECT min(c) FROM unnest(r.codes) AS u(c) WHERE starts_with(c, 'life_status:'))",
    Stratum.CUSTODY: "(SELECT min(c) FROM unnest(r.codes) AS u(c) WHERE starts_with(c, 'custody_status:'))",
    Stratum.LIST: "r.list_id",
}


def tally(register: Register, by: Sequence[Stratum], *, as_of: date) -> pa.Table:
    """One row per combination: the strata, ``reported`` (records), ``documented`` (persons), ``lists`` contributing.

    Counts people whose arrest may have begun by ``as_of``; an arrest surely later is not counted. Raises UsageError
    for a stratum given twice.
    """
    with duck.connect() as connection:
        _say(connection, register, by, as_of=as_of)
        return connection.sql(_query(by)).to_arrow_table()


def said(register: Register, by: Sequence[Stratum], *, as_of: date) -> pa.Table:
    """One row per record that counts (see `tally`): ``person_id``, ``list_id``, ``record_id`` and what it says of each
    stratum, null where it says nothing.
    """
    with duck.connect() as connection:
        _say(connection, register, by, as_of=as_of)
        columns = ", ".join(
            ["person_id", "list_id", "record_id", *(f"{_name(one)} AS {one.value}" for one in by)]
        )
        return connection.sql(f"SELECT {columns} FROM said ORDER BY record_id").to_arrow_table()  # noqa: S608  (strata are ours)


def _say(
    connection: Any, register: Register, by: Sequence[Stratum], *, as_of: date
) -> None:  # DuckDB's stubs are partial
    if len(set(by)) != len(by):
        raise UsageError(
            "A stratum was given twice", remedy="Name each once, for example --by governorate,year"
        )
    _register_tables(connection, register)
    strata = ", ".join(f"{_OF_RECORD[one]} AS {_name(one)}" for one in by)
    connection.execute(
        f"CREATE TEMP TABLE said AS SELECT m.person_id, r.list_id, r.record_id{', ' if by else ''}{strata} "  # noqa: S608  (strata are ours)
        "FROM records r JOIN membership m USING (record_id) "
        "WHERE r.arrest_start IS NULL OR r.arrest_start <= ?",
        [as_of],
    )


def _query(by: Sequence[Stratum]) -> str:
    names = [_name(one) for one in by]
    own = [name for name in names if name != _name(Stratum.LIST)]
    agreed = ", ".join(_agreed(name) for name in own)
    person = f"SELECT person_id{', ' if own else ''}{agreed} FROM said GROUP BY person_id"  # noqa: S608
    spoken = ", ".join(["p." + name if name in own else f"s.{name}" for name in names])
    lead = f"{spoken}, " if names else ""
    tail = f" GROUP BY {spoken} ORDER BY {spoken}" if names else ""
    return (
        f"WITH p AS ({person}) SELECT {lead}count(*) AS reported, count(DISTINCT s.person_id) AS documented, "  # noqa: S608
        f"count(DISTINCT s.list_id) AS lists FROM said s JOIN p USING (person_id){tail}"
    )


def _agreed(name: str) -> str:
    count, value = f"count(DISTINCT {name})", f"min({name})"
    return f"CASE {count} WHEN 0 THEN '{UNKNOWN}' WHEN 1 THEN {value} ELSE '{CONTRADICTED}' END AS {name}"


def _name(stratum: Stratum) -> str:
    return f"by_{stratum.value}"


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
