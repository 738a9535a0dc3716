"""The published counts that ship with the decrees."""

from functools import cache

from sijill.amnesties.decrees import read_rows
from sijill.amnesties.model import Decree
from sijill.mentions.figures import Figure


@cache
def shipped() -> tuple[Figure, ...]:
    return tuple(
        Figure(
            measure=row["measure"],
            value=int(row["value"]) if row["value"] else None,
            bound=row["bound"],
            as_of=row["as_of"],
            source=row["source"],
            definition=row["definition"],
            subject=row["decree"],
            mark=row["mark"],
            note=row["note"],
            definition_ar=row["definition_ar"],
            note_ar=row["note_ar"],
            source_ar=row["source_ar"],
        )
        for row in read_rows("figures.csv")
    )


def about(decree: Decree, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Those about this decree first, then those about all decrees together."""
    mine = tuple(one for one in figures if one.subject == decree.id)
    return mine + tuple(one for one in figures if not one.subject)
