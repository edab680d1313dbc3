"""The pages of the editor about one page are not there for whom its draft is shut to, whatever they show."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page

from cms.release.models import shut_pages
from cms.release.queries import shut_to

NAMING = ("page_id", "pk", "parent_page_id", "page_to_move_id", "destination_id")


class LimitedDraftsMiddleware:
    """The editor refuses with a sentence what somebody may not do; here even that would say that there is a draft."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        match = request.resolver_match
        if match is None or "wagtailadmin_pages" not in match.namespaces or not request.user.is_authenticated:
            return
        named = [kwargs[name] for name in NAMING if name in kwargs]
        if named and shut_pages(request.user) and self.is_shut(request.user, named):
            raise Http404

    def is_shut(self, user: Any, keys: list[Any]) -> bool:
        return shut_to(user).filter(pk__in=Page.objects.filter(pk__in=keys).values("pk")).exists()
