"""The commands as Python functions: ``import sijill; sijill.unify([...], into=...)``.

Each opens the register itself, takes the present moment and the operator unless told otherwise, and returns values, not
text. One process works on one register at a time.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sijill import clock
from sijill.claims.statements import statements_of
from sijill.ledger.store import operator
from sijill.persons import search as searching
from sijill.persons import store as persons
from sijill.persons.gather import gather
from sijill.persons.model import Person
from sijill.persons.search import Found
from sijill.pipeline import derive as deriving
from sijill.pipeline import outputs, texts
from sijill.pipeline import unify as unifying
from sijill.pipeline import verify as verifying
from sijill.pipeline.derive import Derived
from sijill.pipeline.figures import data_digest, expected
from sijill.pipeline.progress import Progress, Stopwatch, silent
from sijill.pipeline.unify import Unified
from sijill.pipeline.verify import Verification
from sijill.tables import register as registers
from sijill.tables.register import Register

if TYPE_CHECKING:  # what counts is imported only when it is asked for
    from sijill.statistics.shown import Shown


def init(directory: Path | str, *, database_url: str = "sqlite:///register.db") -> Register:
    """A new, empty register."""
    return registers.create(Path(directory), database_url=database_url)


def unify(
    files: Sequence[Path | str],
    *,
    into: Path | str,
    organisations: Mapping[str, str] | None = None,
    engine: str = "numba",
    seed: int = 0,
    full: bool = False,
    at: datetime | None = None,
    actor: str | None = None,
    progress: Progress = silent,
) -> Unified:
    """See ``sijill.pipeline.unify.unify``."""
    return unifying.unify(
        [Path(file) for file in files],
        Path(into),
        organisations=organisations,
        at=at or clock.now(),
        actor=actor or operator(),
        engine=engine,
        seed=seed,
        full=full,
        progress=progress,
    )


def link(
    directory: Path | str,
    *,
    engine: str = "numba",
    seed: int = 0,
    full: bool = False,
    progress: Progress = silent,
) -> Derived:
    """Brings persons and ``out/`` up to date with what was received and decided; ``full`` learns parameters anew."""
    register = registers.open_register(Path(directory))
    with registers.one_writer(register):
        done = deriving.derive(
            register,
            at=clock.now(),
            actor=operator(),
            watch=Stopwatch(),
            engine=engine,
            seed=seed,
            full=full,
            progress=progress,
        )
        outputs.write_all(register)
    return done


def rebuild(directory: Path | str, *, progress: Progress = silent) -> Derived:
    """Makes everything derived anew."""
    register = registers.open_register(Path(directory))
    with registers.one_writer(register):
        done = deriving.rebuild(
            register, at=clock.now(), actor=operator(), watch=Stopwatch(), progress=progress
        )
        outputs.write_all(register)
    return done


def verify(directory: Path | str) -> Verification:
    """Looks at everything sealed again; see ``Verification.findings``."""
    return verifying.verify(registers.open_register(Path(directory)))


def person(directory: Path | str, person_id: str) -> Person:
    """One person with all claims. Raises NotFoundError."""
    register = registers.open_register(Path(directory))
    current, records = persons.resolve(register, person_id)
    return gather(
        current, person_id, records, statements_of(register, records) + texts.about(register, records)
    )


def search(directory: Path | str, text: str, *, limit: int = 20) -> list[Found]:
    """People by name in any script, or by a number."""
    return searching.search(registers.open_register(Path(directory)), text, limit=limit)


def tally(
    directory: Path | str, *, by: Sequence[str] = (), as_of: date | None = None, seed: int = 0
) -> "Shown":
    """Reported, documented and filled-in counts by strata, with their intervals, as the command shows them to members.

    Counts under five are withheld. Raises RegisterError where nothing was linked yet.
    """
    from sijill.statistics import shown, tiers
    from sijill.statistics.counts import Stratum

    register = registers.open_register(Path(directory))
    deriving.require_linked(register)
    counted = tiers.count(
        register,
        tuple(Stratum(one) for one in by),
        as_of=as_of or clock.today(),
        recall=expected(register)["recall"],
        digest=data_digest(register),
        seed=seed,
    )
    return shown.internal(counted)
