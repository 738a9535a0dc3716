"""``/api/``: the register for programs, with the same decisions, filters and entries as the pages."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger

from sijill.errors import NotFoundError, RegisterError, SijillError
from sijill.version import __version__
from sijill.web.api.auth import SessionCookie, Token
from sijill.web.api.guard import refused
from sijill.web.guard import DeniedError


def _only_logged_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The description of the API holds nothing of the register; strangers are sent to the door all the same."""

    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return view(request, *args, **kwargs)

    functools.update_wrapper(run, getattr(view, "func", view))
    run.public = True  # type: ignore[attr-defined]
    return run


api = NinjaAPI(
    title="Sijill",
    version=__version__,
    description="What you see depends on who you are; what you may not see is not there.",
    urls_namespace="api",
    auth=[Token(), SessionCookie()],
    docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": False}),
    docs_decorator=_only_logged_in,
)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    del problem
    return api.create_response(request, {"detail": "Log in, or send a token"}, status=401)


@api.exception_handler(NotFoundError)
@api.exception_handler(Http404)
def _absent(request: HttpRequest, problem: Exception) -> HttpResponse:
    del problem
    return api.create_response(request, {"detail": "Nothing here"}, status=404)


@api.exception_handler(DeniedError)
def _denied(request: HttpRequest, no: DeniedError) -> HttpResponse:
    status, detail = refused(request, no)
    return api.create_response(request, {"detail": detail}, status=status)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """Where and what kind; never the value, which may be a name."""
    found = [{"where": list(one.get("loc", ())), "what": one.get("type", "")} for one in problem.errors]
    return api.create_response(request, {"detail": found}, status=422)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, problem: HttpError) -> HttpResponse:
    return api.create_response(request, {"detail": str(problem)}, status=problem.status_code)


@api.exception_handler(SijillError)
def _told(request: HttpRequest, problem: SijillError) -> HttpResponse:
    status = 503 if isinstance(problem, RegisterError) else 409
    detail = {"detail": problem.message, "remedy": problem.remedy}
    return api.create_response(request, detail, status=status)


from sijill.web.api import routes  # noqa: E402, F401  (adds the operations)
