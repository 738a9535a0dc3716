"""From what happened to what is: the state of a case after its events, and which events may come next."""

from collections.abc import Sequence

from sijill.cases.model import Event, Procedure, Transition
from sijill.errors import UsageError


def state_after(procedure: Procedure, events: Sequence[Event]) -> str:
    """The state the events lead to, from the procedure's first one. UsageError for one that could not happen."""
    state = procedure.start.id
    for one in events:
        state = step(procedure, state, one.event).target
    return state


def step(procedure: Procedure, state: str, event: str) -> Transition:
    """The transition of this event out of this state. UsageError names the ones there are."""
    for one in procedure.exits(state):
        if one.event == event:
            return one
    names = ", ".join(one.event for one in procedure.exits(state)) or "none: the case has ended"
    raise UsageError(
        f"{event!r} cannot happen to a {procedure.id} case that is {state}", remedy=f"What can: {names}"
    )


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
