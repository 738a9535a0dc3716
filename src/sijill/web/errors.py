"""What is shown when there is nothing to show. None of these pages repeats what was asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from sijill.web.guard import not_found as nothing_here


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception  # its text holds the address
    return _api(request, 404, "Nothing here") or nothing_here(request)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own refusals; looks like a page that is not there."""
    return not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return _api(request, 400, "Bad request") or render(request, "errors/bad_request.html", status=400)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    del reason
    return _api(request, 403, "The form is too old") or render(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a template: whatever broke may have broken them too."""
    return _api(request, 500, "A bug in Sijill") or HttpResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Sijill</title>'
        "<p>Something went wrong here. Nothing you sent was kept unless a page said so.</p>"
        '<p lang="ar" dir="rtl">حدث خطأ هنا. لم يُحفظ شيء مما أرسلته ما لم تقل الصفحة ذلك.</p></html>',
        status=500,
    )


def _api(request: HttpRequest, status: int, words: str) -> JsonResponse | None:
    detail: dict[str, Any] = {"detail": words}
    return JsonResponse(detail, status=status) if request.path.startswith("/api/") else None
