"""What can go wrong outside a view, told in a sentence."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.views import trouble
from shared.audit.actions import NotAllowedNow

RETRY_IN_SECONDS = "300"


class TroublesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """While the maintenance file lies there, everybody but the health check is asked to come back.

        No text of ours holds a NUL, and PostgreSQL takes none: in an address it leads nowhere, in a question it is
        left out, since nobody can see it.
        """
        if "\0" in request.path:
            return trouble(request, "400.html", HTTPStatus.BAD_REQUEST)
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        if not settings.MAINTENANCE_FILE.exists() or request.path.startswith("/-/"):
            return self.get_response(request)
        response = trouble(request, "503.html", HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = RETRY_IN_SECONDS
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An act that came too late and that its view did not expect: the sentence, not a fault page."""
        if not isinstance(exception, NotAllowedNow):
            return None
        came_from = urlsplit(request.headers.get("referer", ""))
        back = came_from.path if came_from.netloc == request.get_host() else "/"
        return render(request, "409.html", {"exception": exception, "back": back}, status=HTTPStatus.CONFLICT)
