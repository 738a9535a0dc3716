"""Which claims of a changed claims file differ from what the sealed original says: read again and compared."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sijill.accession.models import Accession
from sijill.accession.receive import read_sealed, scratch_folder
from sijill.claims import mapping as mappings
from sijill.claims.map_row import Said
from sijill.claims.model import column_letters
from sijill.claims.models import ClaimsFile
from sijill.claims.store import claims_of_sheets, erased_rows
from sijill.errors import SijillError
from sijill.tables.register import Register

LIMIT = 50


def changed_claims(register: Register, file: Path) -> Iterator[tuple[str, str]]:
    """(claim, problem) for the first differing claims, by line and column of the original; no values are named."""
    row = ClaimsFile.objects.filter(path=register.relative(file)).last()
    accession = Accession.objects.filter(id=row.accession_id).select_related("list").first() if row else None
    if row is None or accession is None:
        return
    try:
        was = _again(register, accession, row)
        now = pq.read_table(file)
    except (SijillError, OSError, pa.ArrowInvalid) as problem:
        yield row.path, f"cannot be compared claim by claim ({type(problem).__name__})"
        return
    if was.num_rows != now.num_rows:
        yield row.path, f"holds {now.num_rows} claims, the sealed file says {was.num_rows}"
        return
    found = 0
    for old, new in zip(was.to_pylist(), now.to_pylist(), strict=True):
        if old != new and found < LIMIT:
            found += 1
            where = (
                f"{accession.name} line {old['line']} column {column_letters(old['col'])} ({old['property']})"
            )
            yield where, f"the claim was changed in {', '.join(k for k in old if old[k] != new.get(k))}"
    if not found:
        yield row.path, "every claim still says what it said; the change lies outside them"


def _again(register: Register, accession: Accession, row: ClaimsFile) -> pa.Table:
    mapping = mappings.loads(row.mapping)
    said = Said(by=accession.list.organisation_id, as_of=accession.as_of)
    with scratch_folder() as workspace:
        tabulation = read_sealed(
            register.root / accession.path,
            name=accession.name,
            workspace=workspace,
            options=mappings.read_options(mapping),
        )
        return pa.concat_tables(
            claims_of_sheets(tabulation, mapping, said, without=erased_rows(accession.id))
        )
