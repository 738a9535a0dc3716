"""Every route of the pages and the API, as the URL configuration has them: for the tests that walk them all."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from sijill.access.model import Action, Purpose

# The routes without a guard, by name; each shows nothing of the register.
PUBLIC = {
    "accounts:login",
    "accounts:logout",
    "accounts:factor",
    "accounts:confirm",
    "accounts:enrol",
    "accounts:password",
    "otp_webauthn:credential-registration-begin",
    "otp_webauthn:credential-registration-complete",
    "otp_webauthn:credential-authentication-begin",
    "otp_webauthn:credential-authentication-complete",
    "otp_webauthn:js-i18n-catalog",
    "api:openapi-json",
    "api:openapi-view",
    "api:api-root",
    "pages:language",
    "pages:help",
    "pages:home",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    name: str
    pattern: str
    method: str
    action: Action | None
    purpose: Purpose | None


def routes() -> list[Route]:
    return [
        route
        for name, pattern, view in _leaves(get_resolver())
        for route in operations_of(name, pattern, view)
    ]


def _leaves(
    resolver: URLResolver, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _leaves(one, prefix + str(one.pattern), inner)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", prefix + str(one.pattern), one.callback


def operations_of(name: str, pattern: str, view: Callable[..., Any]) -> Iterator[Route]:
    operations = _operations(view)
    if operations:  # the API: one address, an operation per method
        for operation in operations:
            for method in operation.methods:
                yield _route(f"{name} {method}", pattern, method, operation.view_func)
        return
    yield _route(name, pattern, "GET", view)


def _operations(view: Callable[..., Any]) -> list[Any]:
    """Of the API's library: its view is a closure over the object that holds the operations."""
    held = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
    return [operation for one in held for operation in getattr(one, "operations", ())]


def _route(name: str, pattern: str, method: str, view: Callable[..., Any]) -> Route:
    return Route(
        name=name,
        pattern=pattern,
        method=method,
        action=getattr(view, "guard", None),
        purpose=getattr(view, "purpose", None),
    )


def unguarded(found: list[Route]) -> set[str]:
    return {route.name for route in found if route.action is None} - PUBLIC


def filled(route: Route, values: Mapping[str, str]) -> str:
    """The route's address. KeyError for a part nobody knows how to fill in: a new route must be thought about."""
    return "/" + re.sub(r"[<{](?:\w+:)?(\w+)[>}]", lambda found: values[found[1]], route.pattern)
