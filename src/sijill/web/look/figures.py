"""Published counts in groups of one thing counted: definitions beside each other, conflicts shown and not resolved."""

from collections.abc import Collection
from dataclasses import dataclass

from sijill.amnesties import figures as shipped
from sijill.mentions import store
from sijill.mentions.figures import Conflict, Figure, conflicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Figures of one measure and subject (a decree's id or empty), by the day they are true for."""

    measure: str
    subject: str
    figures: tuple[Figure, ...]
    conflicts: tuple[Conflict, ...]


def known_to(documents: Collection[str]) -> tuple[Figure, ...]:
    """Shipped figures and those taken out of these texts."""
    mine = (one for one in store.figures() if one.where.partition(":")[0] in documents)
    return (*shipped.shipped(), *mine)


def groups(documents: Collection[str]) -> list[Group]:
    """What ``known_to`` gives, by what was counted; groups with a conflict first."""
    known = known_to(documents)
    places = dict.fromkeys((one.measure, one.subject) for one in known)
    found = []
    for measure, subject in places:
        figures = sorted(
            (one for one in known if (one.measure, one.subject) == (measure, subject)),
            key=lambda one: (one.as_of, -(one.value or 0)),
        )
        found.append(
            Group(
                measure=measure,
                subject=subject,
                figures=tuple(figures),
                conflicts=conflicts(figures),
            )
        )
    return sorted(found, key=lambda one: not one.conflicts)


def measures() -> list[str]:
    """What is counted anywhere, shipped measures first."""
    from sijill.mentions.find import _measures

    return list(
        dict.fromkeys([*(one.measure for one in shipped.shipped()), *(name for name, _ in _measures())])
    )
