"""From what happened to what is: the state of a case after its events, and which events may come next."""

from collections.abc import Sequence
from dataclasses import replace

from sijill.cases.model import Event, Procedure, Transition
from sijill.errors import UsageError


def settle(procedure: Procedure, events: Sequence[Event]) -> tuple[Event, ...]:
    """The events, each marked whether it counts: what could not happen in the state before it changes nothing.

    Rows are never taken back, so a case with such an event must still be read, and what it says be shown.
    """
    state, settled = procedure.start.id, []
    for one in events:
        found = _exit(procedure, state, one.event)
        state = state if found is None else found.target
        settled.append(replace(one, counts=found is not None))
    return tuple(settled)


def state_after(procedure: Procedure, events: Sequence[Event]) -> str:
    """The state that the events which count lead to, from the procedure's first one. UsageError for one of them that
    could not happen.
    """
    state = procedure.start.id
    for one in events:
        if one.counts:
            state = step(procedure, state, one.event).target
    return state


def step(procedure: Procedure, state: str, event: str) -> Transition:
    """The transition of this event out of this state. UsageError names the ones there are."""
    found = _exit(procedure, state, event)
    if found is not None:
        return found
    names = ", ".join(one.event for one in procedure.exits(state)) or "none: the case has ended"
    raise UsageError(
        f"{event!r} cannot happen to a {procedure.id} case that is {state}", remedy=f"What can: {names}"
    )


def _exit(procedure: Procedure, state: str, event: str) -> Transition | None:
    return next((one for one in procedure.exits(state) if one.event == event), None)


def refuse_unfit_details(transition: Transition, details: dict[str, str]) -> None:
    """What must be said with an event is said, in one of its choices; nothing else is."""
    for name, choices in transition.details.items():
        said = details.get(name, "").strip()
        if not said or (choices and said not in choices):
            listed = f"one of {', '.join(choices)}" if choices else "a text"
            raise UsageError(
                f"{transition.event} must say {name}", remedy=f"Add: --detail {name}=… ({listed})"
            )
    unread = set(details) - set(transition.details) - {"track", "note"}
    if unread:
        raise UsageError(
            f"{transition.event} has no detail {', '.join(sorted(unread))}", remedy="Leave it out"
        )
