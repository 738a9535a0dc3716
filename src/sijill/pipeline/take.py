"""Files in: received, sealed, mapped, and their claims written; each file wholly or not at all."""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

import pyarrow as pa

from sijill.accession import receive as receiving
from sijill.accession import store as accessions
from sijill.accession.fork_server import ForkServer
from sijill.accession.models import Accession
from sijill.accession.tabulate import Sheet, reader
from sijill.claims import mapping as mappings
from sijill.claims import store as claims
from sijill.claims import suggest as suggesting
from sijill.claims.mapping import Mapping
from sijill.claims.models import ClaimsFile
from sijill.claims.suggest import Suggestion
from sijill.claims.suggest_sheets import SheetSample, suggest_sheets
from sijill.errors import UsageError
from sijill.pipeline.progress import Stopwatch
from sijill.tables.register import Register
from sijill.text import dates

SAMPLE_ROWS: Final = 2000
_PLAIN: Final = re.compile(r"\d{4}(-\d\d){0,2}")
_MONTH_IN_NAME: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One file taken into the register with its claims. ``new`` says whether it was not there before."""

    accession: Accession
    claims: ClaimsFile
    audit: dict[str, Any]
    new: bool


def take(
    register: Register, delivery: receiving.Delivery, *, at: datetime, actor: str, watch: Stopwatch
) -> Taken:
    """Receives one file and writes its claims: under the list's mapping, or one suggested from the file itself.

    All of it is on disk when this returns; interrupted, it is taken up again by the same call.
    """
    with reader() as server:
        return next(take_all(register, [delivery], server=server, at=at, actor=actor, watch=watch))


def take_all(
    register: Register,
    deliveries: Sequence[receiving.Delivery],
    *,
    server: ForkServer,
    at: datetime,
    actor: str,
    watch: Stopwatch,
) -> Iterator[Taken]:
    """Takes the files in order; while the claims of one are written, the next is read.

    Each is wholly on disk when it is handed out. A file that cannot be taken raises at its turn, after those before it.
    """
    ahead = _Ahead(register, deliveries, server)
    with receiving.scratch_folder() as workspace, ahead:
        with watch("receive"):
            ahead.begin(workspace)
        with watch("map"):  # beside the reading of the first file
            if any(not mapping_path(register, one.list_id).exists() for one in deliveries):
                suggesting.load()
        for delivery in deliveries:
            with watch("receive"):
                sealed = ahead.take()
                received = receiving.record(register, sealed, at=at, actor=actor)
                ahead.begin(workspace)
            taken = _claimed(register, received, delivery, at=at, actor=actor, watch=watch)
            shutil.rmtree(sealed.reading.out, ignore_errors=True)  # its cells in clear
            yield taken


class _Ahead:
    """The file that is sealed and being read while the one before it is worked on; none is left on leaving."""

    def __init__(
        self, register: Register, deliveries: Sequence[receiving.Delivery], server: ForkServer
    ) -> None:
        self._register, self._server = register, server
        self._left = iter(deliveries)
        self._sealed: receiving.Sealed | None = None
        self._problem: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._sealed is not None:
            receiving.abandon(self._sealed)

    def begin(self, workspace: Path) -> None:
        delivery = next(self._left, None)
        if delivery is None:
            return
        try:
            told = as_confirmed(self._register, delivery)
            self._sealed = receiving.begin(self._register, told, workspace=workspace, server=self._server)
        except Exception as problem:  # noqa: BLE001 - raised at the file's turn
            self._problem = problem

    def take(self) -> receiving.Sealed:
        if self._problem is not None:
            raise self._problem
        if self._sealed is None:
            raise LookupError("no file was begun")
        sealed, self._sealed = self._sealed, None
        return sealed


def _claimed(
    register: Register,
    received: receiving.Received,
    delivery: receiving.Delivery,
    *,
    at: datetime,
    actor: str,
    watch: Stopwatch,
) -> Taken:
    with watch("map"):
        mapping = mapping_for(register, received, delivery)
    with watch("claims"):
        row = claims.find(received.accession.id, mappings.digest(mapping))
        if row is None:
            row = claims.write_claims(
                register, received.accession, received.tabulation, mapping, at=at, actor=actor
            )
    audit = claims.read_audit(register, row)
    return Taken(accession=received.accession, claims=row, audit=audit, new=received.new)


def mapping_for(register: Register, received: receiving.Received, delivery: receiving.Delivery) -> Mapping:
    """``sources/<list>.yml`` if it is there; else a suggestion, which is written there for a person to confirm."""
    path = mapping_path(register, delivery.list_id)
    if path.exists():
        return mappings.load(path)
    suggestion = suggest(received, delivery)
    mapping = replace(suggestion.mapping, table=delivery.options or suggestion.mapping.table)
    mappings.save(mapping, path, comments=comments_of(suggestion))
    return mapping


def as_confirmed(register: Register, delivery: receiving.Delivery) -> receiving.Delivery:
    """The delivery with how its table is to be read: as said with it, else as the list's mapping says."""
    path = mapping_path(register, delivery.list_id)
    if delivery.options is not None or not path.exists():
        return delivery
    return replace(delivery, options=mappings.read_options(mappings.load(path)))


def comments_of(suggestion: Suggestion) -> dict[tuple[str, str | None], str]:
    """The evidence for each column, to stand beside it in the mapping's file."""
    return {(item.column, item.sheet): f"{item.why} ({item.shape})" for item in suggestion.evidence}


def mapping_path(register: Register, list_id: str) -> Path:
    accessions.refuse_unfit_id(list_id)
    return register.sources / f"{list_id}.yml"


def suggest(received: receiving.Received, delivery: receiving.Delivery) -> Suggestion:
    """What headers and values say the columns mean."""
    sheets = [
        SheetSample(name=sheet.name, header=sheet.header, columns=sample_of(sheet))
        for sheet in received.tabulation.sheets
    ]
    return suggest_sheets(sheets, list_id=delivery.list_id, organisation=delivery.organisation)


def sample_of(sheet: Sheet) -> list[list[str | None]]:
    """Values of each column of a raw sheet, from rows spread over all of it."""
    table = sheet.read()
    step = max(1, table.num_rows // SAMPLE_ROWS)
    sample = table.take(pa.array(range(0, table.num_rows, step)[:SAMPLE_ROWS], pa.int64()))
    return [sample.column(f"c{place}").to_pylist() for place in range(len(sheet.header))]


def own_date(text: str, *, file: str) -> str:
    """A list's own date as EDTF, a day, a month or a year; from the name of the file where nothing is said.

    UsageError for anything else, also a day with two readings: lists are held against each other by their dates.
    """
    if not text.strip():
        return date_in_name(file)
    read = dates.read(text).edtf or ""
    if _PLAIN.fullmatch(read) is None:
        raise UsageError("That is no date", remedy="Write it as 2022-11-16, 2022-11 or 2022")
    return read


def date_in_name(name: str) -> str:
    """A month or day written in a file's name (``list_2024_04.csv``), as EDTF; empty when there is none.

    Organisations name their files by the date of the list; ages in it were true about then.
    """
    found = _MONTH_IN_NAME.findall(name)
    if len(found) != 1:
        return ""
    return "-".join(part for part in found[0] if part)
