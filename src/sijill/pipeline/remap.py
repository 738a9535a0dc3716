"""A mapping that a person signed or corrected: the files of its list are read again by it, nothing is lost."""

from datetime import datetime

from sijill.accession import store as accessions
from sijill.accession.receive import read_sealed, scratch_folder
from sijill.claims import mapping as mappings
from sijill.claims import store as claims
from sijill.claims.mapping import Mapping
from sijill.claims.models import ClaimsFile
from sijill.errors import UsageError, Where
from sijill.pipeline.take import mapping_path
from sijill.tables.register import Register


def refuse_unknown_columns(register: Register, list_id: str, mapping: Mapping) -> None:
    """Raises UsageError when the mapping reads a column that no file of the list has: a signature would be on nothing.

    A column that only an earlier version had is no mistake.
    """
    headers = []
    for accession in accessions.all_accessions():
        file = claims.current(accession.id) if accession.list_id == list_id else None
        if file is not None:
            audit = claims.read_audit(register, file)
            headers.append([*audit["mapping"], *audit["ignored"], *audit["unmapped_columns"]])
    if not headers:
        return
    missing = set.intersection(*(set(mappings.audit(mapping, header).missing) for header in headers))
    named = [one.column for one in mapping.columns if one.column in missing]
    if named:
        raise UsageError(
            f"The mapping reads columns that no file of the list has: {', '.join(map(repr, named))}",
            where=Where(file=f"sources/{list_id}.yml"),
            remedy="Write them as they stand in the file (sijill map DIR LIST shows them), then confirm again",
        )


def confirm_mapping(register: Register, list_id: str, *, at: datetime, actor: str) -> list[ClaimsFile]:
    """Signs ``sources/<list>.yml`` and writes a claims file by it for every accession of the list.

    Files written under an earlier mapping stay; the new ones are current from now on.
    """
    path = mapping_path(register, list_id)
    loaded = mappings.load(path)
    refuse_unknown_columns(register, list_id, loaded)
    mapping = mappings.confirm(loaded, by=actor, at=at.isoformat(timespec="seconds"))
    mappings.save(mapping, path)
    written = []
    for accession in accessions.all_accessions():
        if accession.list_id != list_id:
            continue
        known = claims.find(accession.id, mappings.digest(mapping))
        if known is not None:
            written.append(claims.sign(known, mapping, at=at, actor=actor))
            continue
        with scratch_folder() as workspace:
            tabulation = read_sealed(
                register.root / accession.path,
                name=accession.name,
                workspace=workspace,
                options=mappings.read_options(mapping),
            )
            written.append(claims.write_claims(register, accession, tabulation, mapping, at=at, actor=actor))
    return written
