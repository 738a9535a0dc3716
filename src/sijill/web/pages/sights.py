"""From a request to what its viewer sees."""

from sijill.access.filter import ClaimFilter, visible
from sijill.access.model import Action
from sijill.web.guard import Ask
from sijill.web.look import sight as sights
from sijill.web.look import snapshot as snapshots
from sijill.web.look.sight import Sight


def sight_of(ask: Ask) -> Sight:
    """Raises RegisterError when nothing is linked yet."""
    return sights.of(snapshots.current(ask.register), ask.claims())


def known_sealed(ask: Ask) -> ClaimFilter:
    """What the viewer may know to be sealed: what would open to them right after a second factor."""
    from dataclasses import replace

    return visible(replace(ask.actor, factor_at=ask.at), ask.purpose, action=Action.OPEN_SEALED, at=ask.at)
