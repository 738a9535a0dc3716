"""What the first visitors would wait for, worked out before: once for all processes of a server that forks them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.template.loader import get_template
from django.urls import resolve

from sijill import clock
from sijill.access.filter import ClaimFilter, visible
from sijill.access.model import Purpose
from sijill.access.store import all_users
from sijill.linkage.shipped import weighed
from sijill.tables.register import Register
from sijill.text import facilities, places, words
from sijill.web import actors
from sijill.web.look import coded, review, search
from sijill.web.look import sight as sights
from sijill.web.look import snapshot as snapshots
from sijill.web.markup import catalogue

# Accounts of one organisation and role see the same; there are a handful of such views.
MOST_VIEWS: Final = 8
TEMPLATES: Final = ("home", "search", "check", "person", "review", "pair", "lists", "overview")


def warm(register: Register) -> None:
    """Some seconds for a million claims. Raises RegisterError when nothing is linked yet."""
    snapshot = snapshots.current(register)
    snapshot.get_ready()
    search.indexes_of(snapshot)
    review.get_ready(snapshot)
    _pages()
    coded.compare("علي", ["Ali"])  # the kernels of the comparison are loaded at its first use
    weighed({"name": ["علي"]}, [{"name": ["Ali"]}], among=1)
    facilities.read("صيدنايا"), places.read("حلب"), words.codes()  # so are the tables of the readers
    for claims in _views(clock.now()):
        review.visible_queue(sights.of(snapshot, claims))


def _pages() -> None:
    """All routes with what they import, both languages, and the templates that are asked for most."""
    resolve("/")
    for tongue, _name in settings.LANGUAGES:
        catalogue(tongue)
    for name in TEMPLATES:
        get_template(f"pages/{name}.html")


def _views(at: datetime) -> Iterator[ClaimFilter]:
    """What the accounts of now see at work and in the review."""
    found: dict[ClaimFilter, None] = {}
    for user in all_users():
        if user.is_active and len(found) < MOST_VIEWS:
            actor = actors.actor_of_user(user, at=at)
            found |= {visible(actor, purpose, at=at): None for purpose in (Purpose.CASEWORK, Purpose.LINKAGE)}
    return iter(found)
