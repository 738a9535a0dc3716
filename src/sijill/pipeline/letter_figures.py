"""The register's own counts in a letter: a public table, made for it or made before."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sijill.pipeline.figures import data_digest, expected
from sijill.statistics.counts import Stratum
from sijill.statistics.models import PublicTable
from sijill.submissions import named
from sijill.submissions.letter_counts import Figures
from sijill.submissions.words import phrase, phrases
from sijill.tables.register import Register
from sijill.text import facilities

if TYPE_CHECKING:  # loaded where figures are asked for: most letters have none
    from sijill.statistics.disclose import Publication
    from sijill.statistics.tiers import Counted

# The table, its cells with their raw labels, and its dimensions.
Published = tuple[Figures, tuple[tuple[str, ...], ...], tuple[str, ...]]


def published(
    register: Register, by: Sequence[Stratum], as_of: date | None, *, at: datetime, actor: str
) -> Published:
    """The public table of these strata: what is in a letter is published, kept, and safe beside earlier tables.

    Returns it with its raw labels and its dimensions, to be put into words per language.
    """
    from sijill.statistics import store as tables

    counted = _counted(register, by, as_of)
    row, _ = tables.make_public(counted.tally, data=counted.digest, by=actor, at=at)
    return figures_of(row)


def preview(register: Register, by: Sequence[Stratum], as_of: date | None) -> "Publication":
    """What ``published`` would make public of these strata now; nothing is published by looking."""
    from sijill.statistics import store as tables

    counted = _counted(register, by, as_of)
    return tables.preview(counted.tally, data=counted.digest)


def _counted(register: Register, by: Sequence[Stratum], as_of: date | None) -> "Counted":
    from sijill.statistics import shown
    from sijill.statistics.tiers import count

    shown.require_public(tuple(by), as_of_given=as_of is not None)
    assert as_of is not None
    return count(
        register,
        tuple(by),
        as_of=as_of,
        recall=expected(register)["recall"],
        digest=data_digest(register),
        seed=0,
    )


def figures_of(row: PublicTable) -> Published:
    """A table as it was published before: nothing new becomes public."""
    from sijill.statistics.disclose import TOTAL
    from sijill.statistics.published import ALL, rows
    from sijill.statistics.store import publication_of

    made = publication_of(row)
    every = (ALL,) * len(made.dimensions)
    cells = [(*labels, _told(value)) for labels, value in rows(made) if labels != every and made.dimensions]
    total = made.shown.get((TOTAL,) * len(made.dimensions))
    day = date.fromisoformat(row.as_of)
    figures = Figures(
        as_of=day,
        number=int(row.pk),
        heads=(),
        rows=(),
        total=int(total) if isinstance(total, int) else None,
    )
    return figures, tuple(cells), tuple(made.dimensions)


def _told(value: object) -> str:
    return str(value) if isinstance(value, int) else ""


def in_language(made: Published | None, language: str) -> Figures | None:
    if made is None:
        return None
    figures, rows, by = made
    words = tuple(
        (
            *(_value(name, value, language) for name, value in zip(by, row[:-1], strict=True)),
            row[-1] or phrase("letter_withheld", language),
        )
        for row in rows
    )
    heads = (*(_stratum(name, language) for name in by), phrase("letter_persons", language))
    return Figures(as_of=figures.as_of, number=figures.number, heads=heads, rows=words, total=figures.total)


def _stratum(name: str, language: str) -> str:
    from sijill.statistics.labels import stratum_label

    match language:
        case "en" | "ar":
            return stratum_label(name, language)
        case _:
            return phrase(f"stratum_{name}", language)


def _value(stratum: str, value: str, language: str) -> str:
    """A value of a stratum in words; what is a code of no table of names, as it stands."""
    from sijill.statistics.labels import value_label

    match language:
        case "en" | "ar":
            return value_label(stratum, value, language)
        case _ if f"stratum_is_{value}" in phrases():
            return phrase(f"stratum_is_{value}", language)
        case _ if stratum == Stratum.GOVERNORATE:
            return named.unit(value, language)
        case _ if stratum == Stratum.ACTOR and value in facilities.actors():
            return named.actor(value, language)
        case _:
            return value
