"""Public pages for visitors who are not signed in, kept by each process and checked at every request.

A page says what it is made of (shared.ui.freshness). Each process keeps the finished pages, and with each the stamps of
its parts as they were before it was drawn. One query asks whether the stamps are still the same: a published change is
seen at the next request, by every process, and pages that it does not touch stay as they are. Which parts an address is
made of is known when it has been drawn once, so it is kept from the second time on.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_request

from shared.ui.freshness import MadeOf, parts_of, stamps_of

# The filters of the public lists. A page that is asked for with anything else is drawn, and not kept.
PARAMETERS = frozenset({"page", "year", "region", "scheme", "subject", "procedure", "kind"})
DISPLAY = ("large_text", "high_contrast")
PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")
NOT_PLAIN = ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST")
HEADERS = "public, max-age=0, s-maxage={kept}, stale-while-revalidate={stale}"

type Address = tuple[object, ...]
type Stamps = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """What is known of an address: its parts, and the page itself once it has been drawn with the parts known."""

    parts: MadeOf
    stamps: Stamps
    expires: float = 0.0
    content: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        return len(self.content) + 1000

    def is_fresh(self) -> bool:
        return time.monotonic() < self.expires and stamps_now(self.parts) == self.stamps


def stamps_now(parts: MadeOf) -> Stamps | None:
    """The present stamps, read without asking first whether the connection is alive: half of what a kept page costs.

    None when it is not: it is given up, and the page is drawn with a new one.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]  # missing in the stubs
    try:
        return stamps_of(parts.keys)
    except (OperationalError, InterfaceError):
        connection.close()
        return None


class Shelf:
    """The pages of one process; the one that was not asked for the longest makes room."""

    def __init__(self) -> None:
        self.pages: OrderedDict[Address, Kept] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def get(self, address: Address) -> Kept | None:
        with self.lock:
            if address in self.pages:
                self.pages.move_to_end(address)
            return self.pages.get(address)

    def put(self, address: Address, page: Kept) -> None:
        with self.lock:
            self._take_out(address)
            self.pages[address] = page
            self.size += page.size
            while self.size > settings.PAGE_CACHE_BYTES:
                self._take_out(next(iter(self.pages)))

    def drop(self, address: Address) -> None:
        with self.lock:
            self._take_out(address)

    def _take_out(self, address: Address) -> None:
        page = self.pages.pop(address, None)
        self.size -= page.size if page else 0


class PageCacheMiddleware:
    """Stands before everything else, so that a kept page costs neither a session nor a template."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.shelf = Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = address_of(request)
        if address is None:
            return self.get_response(request)
        page = self.shelf.get(address)
        if page and page.content and page.is_fresh():
            return answer(request, HttpResponse(page.content, headers=dict(page.headers)))
        return self.draw(request, address, page)

    def draw(self, request: HttpRequest, address: Address, known: Kept | None) -> HttpResponseBase:
        """Have the page drawn and keep it, unless its parts turn out to be others than those whose stamps were read."""
        before = stamps_of(known.parts.keys) if known else []
        response = self.get_response(request)
        parts = parts_of(response)
        if parts is None or not may_be_kept(request, response):
            self.shelf.drop(address)
            return response
        complete(response)
        if request.method == "GET":
            is_known = known is not None and known.parts == parts
            self.shelf.put(address, kept(response, parts, before) if is_known else Kept(parts, []))
        return answer(request, response)


def address_of(request: HttpRequest) -> Address | None:
    """What one and the same page is kept under; None where the answer may be meant for one person alone."""
    if request.method not in {"GET", "HEAD"} or not settings.PAGE_CACHE_SECONDS or settings.MAINTENANCE_FILE.exists():
        return None
    if any(name in request.COOKIES for name in PERSONAL) or any(name in request.META for name in NOT_PLAIN):
        return None
    if request.META.get("QUERY_STRING") and not request.GET.keys() <= PARAMETERS:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    display = tuple(request.COOKIES.get(name) == "1" for name in DISPLAY)
    return (request.scheme, host, request.get_full_path(), get_language_from_request(request), *display)


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A whole page that sets no cookie and carries nothing that is good for one visitor or one time only."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and not getattr(request, "is_preview", False)
        and not request.user.is_authenticated
        and "'nonce-" not in response.get("Content-Security-Policy", "")
        and b"csrfmiddlewaretoken" not in response.content
    )


def complete(response: HttpResponse) -> None:
    """What a browser or a proxy needs to know in order to keep the page as well, and to ask whether it has changed."""
    digest = hashlib.blake2b(response.content, digest_size=16).hexdigest()
    response["ETag"] = f'"{digest}"'
    kept, stale = settings.PAGE_CACHE_PROXY_SECONDS, settings.PAGE_CACHE_STALE_SECONDS
    response["Cache-Control"] = HEADERS.format(kept=kept, stale=stale)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])


def kept(response: HttpResponse, parts: MadeOf, stamps: Stamps) -> Kept:
    seconds = settings.PAGE_CACHE_SECONDS if parts.seconds is None else min(parts.seconds, settings.PAGE_CACHE_SECONDS)
    return Kept(
        parts,
        stamps,
        time.monotonic() + seconds,
        response.content,
        tuple(response.items()),
    )


def answer(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The page, or 304 when the visitor has this very page already."""
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    if request.method == "HEAD" and found is response:
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return found or response
