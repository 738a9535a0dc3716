"""What ``web.guard`` is for pages, for operations of the API: decide, answer, write the entry, let it leave."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest

from sijill import clock
from sijill.access import audit
from sijill.access.audit import Seen
from sijill.access.model import Action, Purpose, Reason
from sijill.errors import NotFoundError, SijillError
from sijill.tables import rows
from sijill.web import actors
from sijill.web.guard import Ask, DeniedError, note_refusal
from sijill.web.site import current

P = ParamSpec("P")
T = TypeVar("T")


def operation(
    action: Action, *, purpose: Purpose = Purpose.CASEWORK, one_commit: bool = False
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The view finds its ``Ask`` with ``asked(request)``. ``one_commit`` as in ``web.guard.guarded``."""

    def wrap(view: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(view)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            request: Any = args[0]
            gone: NotFoundError | None = None
            with _refusals_noted(request, action), rows.one_request(one_commit=one_commit):
                ask = request.ask = _ask(request, purpose)
                ask.require(action)
                try:
                    answer = view(*args, **kwargs)
                except NotFoundError as absent:
                    ask.seen, gone = Seen(others={"found": False}), absent
                audit.looked(ask.actor, action, purpose, ask.seen, at=ask.at, via=ask.via)
            if gone is not None:
                raise gone  # after the entry is on disk
            return answer

        run.guard, run.purpose = action, purpose  # type: ignore[attr-defined]
        return run

    return wrap


@contextmanager
def _refusals_noted(request: Any, action: Action) -> Iterator[None]:
    """Outside the transaction of the request, which takes back all it did: the entry of a refusal must stay."""
    try:
        yield
    except (DeniedError, NotFoundError):
        raise  # ``refused`` writes the entry of a denial
    except SijillError as problem:
        if hasattr(request, "ask"):  # else it is not known who asks
            note_refusal(asked(request), action, problem)
        raise


def asked(request: HttpRequest) -> Ask:
    ask = request.ask  # type: ignore[attr-defined]
    assert isinstance(ask, Ask)
    return ask


def refused(request: HttpRequest, no: DeniedError) -> tuple[int, str]:
    """Status and words of a denial, after its entry is written."""
    ask = asked(request)
    audit.denied(ask.actor, no.action, no.thing, ask.purpose, no.decision, at=ask.at, via=ask.via)
    if no.decision.reason is Reason.FACTOR_MISSING:
        return 403, "A second factor of the last five minutes is needed; tokens have none"
    return 404, "Nothing here"


def _ask(request: Any, purpose: Purpose) -> Ask:
    site, at = current(), clock.now()
    factor = request.api_factor
    actor = actors.actor_of_user(
        request.api_user, at=at, factor_at=datetime.fromisoformat(factor) if factor else None
    )
    actors.narrow_rows(actor, at=at)
    return Ask(
        register=site.register,
        actor=actor,
        purpose=purpose,
        at=at,
        via="api",
        blinding=site.blinding,
    )
