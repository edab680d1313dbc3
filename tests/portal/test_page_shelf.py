"""What the cache of pages keeps of a response, and when it drops it."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from portal.page_cache import Kept, PageCacheMiddleware, Shelf, may_be_kept
from shared.ui.freshness import MadeOf, mark, stamps_of, touch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache_on(settings):
    settings.PAGE_CACHE_SECONDS = 600


def test_a_page_that_changes_while_it_is_drawn_is_not_kept_as_it_was():
    """Its stamps were read before; the change makes them old."""
    drawn = []

    def draw(request):
        drawn.append(request)
        if len(drawn) == 2:
            touch("a part")
        response = mark(HttpResponse(f"no. {len(drawn)}"), MadeOf(frozenset({"a part"})))
        request.user = AnonymousUser()
        return response

    cache = PageCacheMiddleware(draw)
    answers = [cache(RequestFactory().get("/x/")).content for _n in range(4)]

    assert answers == [b"no. 1", b"no. 2", b"no. 3", b"no. 3"]


def test_a_page_whose_parts_turn_out_to_be_others_is_not_kept_yet():
    parts = iter(["one", "other", "other"])

    def draw(request):
        request.user = AnonymousUser()
        part = next(parts)
        return mark(HttpResponse(part), MadeOf(frozenset({part})))

    cache = PageCacheMiddleware(draw)
    answers = [cache(RequestFactory().get("/x/")).content for _n in range(4)]

    assert answers == [b"one", b"other", b"other", b"other"]
    assert next(parts, None) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda request, response: response.set_cookie("a", "b"),
        lambda request, response: setattr(request, "is_preview", True),
        lambda request, response: setattr(request, "user", SimpleNamespace(is_authenticated=True)),
        lambda request, response: setattr(response, "status_code", 404),
        lambda request, response: response.headers.__setitem__("Content-Security-Policy", "script-src 'nonce-abc'"),
        lambda request, response: setattr(response, "content", b'<input name="csrfmiddlewaretoken">'),
    ],
)
def test_what_is_meant_for_one_visitor_is_not_kept(rf, change):
    request, response = rf.get("/"), HttpResponse("<p>")
    request.user = AnonymousUser()
    assert may_be_kept(request, response)

    change(request, response)

    assert not may_be_kept(request, response)


def test_the_page_not_asked_for_the_longest_makes_room(settings):
    settings.PAGE_CACHE_BYTES = 3_100
    shelf = Shelf()
    for name in ("a", "b", "c"):
        shelf.put((name,), Kept(MadeOf(frozenset()), []))
    shelf.get(("a",))
    shelf.put(("d",), Kept(MadeOf(frozenset()), []))

    assert list(shelf.pages) == [("c",), ("a",), ("d",)]
    assert shelf.size == 3_000


def test_stamps_are_never_the_same_twice(db):
    touch("a", "b")
    first = stamps_of({"a", "b", "c"})
    touch("b")
    second = stamps_of({"a", "b", "c"})

    assert [key for key, _stamp in first] == ["a", "b"]
    assert first[0] == second[0]
    assert first[1] != second[1]
