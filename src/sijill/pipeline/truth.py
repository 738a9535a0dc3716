"""A truth file beside a register: who each row really is, and what it does not say.

Columns ``list,row,entity`` (list = name of the received file, row = data row from 1) and, where known, ``script``,
``parts``, ``household``, ``clan``, ``name_group``, ``source_group`` (rows copied from one another share it) and
``flags`` (``a|b``). Rows and records that do not meet are counted, never passed over.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sijill.accession.models import Accession
from sijill.errors import InputError, Where
from sijill.ids import record_id
from sijill.linkage.evaluate import Known

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What does not meet, in rows of the truth file or in records of the register.

    ``unknown_lists``: list as the truth names it -> rows; the register has no such list. ``unknown_rows``: the list is
    there, the row is not (set aside, or beyond its end). ``undecided``: the truth names the row and not who it is.
    ``unnamed_records``: list -> records of which the truth says nothing; they are in no figure.
    """

    rows: int
    unknown_lists: dict[str, int]
    unknown_rows: int
    undecided: int
    unnamed_records: dict[str, int]

    @property
    def any(self) -> bool:
        return bool(self.unknown_lists or self.unknown_rows or self.undecided or self.unnamed_records)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """``entity``: record -> who it is, for records of the register alone."""

    entity: dict[str, str]
    known: Known
    gaps: Gaps


def told(path: Path, accessions: Sequence[Accession], records: Mapping[str, str]) -> Told:
    """``records``: every record of the register -> its list. Raises InputError for a file that cannot be the truth."""
    rows = _read(path)
    found: dict[str, Row] = {}
    unknown_lists: Counter[str] = Counter()
    unknown_rows = 0
    by_name = _by_name(accessions)
    for number, row in enumerate(rows, start=1):
        accession = _accession(row["list"], by_name, path)
        if accession is None:
            unknown_lists[row["list"]] += 1
            continue
        record = record_id(accession.id, int(row["row"]))
        if record not in records:
            unknown_rows += 1
        elif record in found:
            raise InputError(
                "One row is named twice", where=Where(file=path.name, row=number), remedy="Name each row once"
            )
        else:
            found[record] = row
    entity = {record: row["entity"] for record, row in found.items() if row["entity"]}
    if not entity:
        raise InputError(
            "None of its rows are in the register",
            where=Where(file=path.name),
            remedy="Its column `list` must hold the names of the received files",
        )
    return Told(
        entity=entity,
        known=_known(found, records),
        gaps=Gaps(
            rows=len(rows),
            unknown_lists=dict(sorted(unknown_lists.items())),
            unknown_rows=unknown_rows,
            undecided=len(found) - len(entity),
            unnamed_records=dict(
                sorted(Counter(name for record, name in records.items() if record not in found).items())
            ),
        ),
    )


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = [
                {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
                for row in csv.DictReader(handle)
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise InputError(
            "It cannot be read", where=Where(file=path.name), remedy="Give a CSV file"
        ) from problem
    lacking = {"list", "row", "entity"} - set(rows[0] if rows else ())
    if lacking or not all(row["row"].isdecimal() for row in rows):
        raise InputError(
            "It is no truth file",
            where=Where(file=path.name),
            remedy="It needs the columns list, row and entity",
        )
    return rows


def _by_name(accessions: Sequence[Accession]) -> dict[str, list[Accession]]:
    """By full name, and by name without its ending."""
    out: dict[str, list[Accession]] = {}
    for one in accessions:
        for name in {one.name.casefold(), Path(one.name).stem.casefold()}:
            out.setdefault(name, []).append(one)
    return out


def _accession(name: str, by_name: Mapping[str, list[Accession]], path: Path) -> Accession | None:
    """By its full name where a list has that, else without the ending."""
    found = by_name.get(name.casefold()) or by_name.get(Path(name).stem.casefold()) or []
    if len(found) > 1:
        raise InputError(
            f"{len(found)} lists of the register are called {name}",
            where=Where(file=path.name),
            remedy="Name them with their endings",
        )
    return found[0] if found else None


def _known(found: Mapping[str, Row], records: Mapping[str, str]) -> Known:
    def column(name: str) -> dict[str, str] | None:
        return {record: row[name] for record, row in found.items() if row.get(name)} or None

    parts, marks = column("parts"), column("flags")
    return Known(
        list=dict(records),
        script=column("script"),
        parts={record: int(text) for record, text in parts.items() if text.isdecimal()} if parts else None,
        household=column("household"),
        clan=column("clan"),
        name_group=column("name_group"),
        copied=column("source_group"),
        marks={record: frozenset(text.split("|")) - {""} for record, text in marks.items()}
        if marks
        else None,
    )
