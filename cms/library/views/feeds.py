import datetime as dt
import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from cms.library.records import atom, oai, site_map, topics

KEPT_SECONDS = 300  # how long a reader or a proxy may go on with what it has
CLOSED = ["/editor/", "/django-admin/", "/accounts/", "/my/", "/notices/", "/audit/", "/directory/", "/imports/"]


def answered(
    request: HttpRequest, body: bytes, content_type: str, changed_at: dt.datetime | None = None
) -> HttpResponseBase:
    """The bytes with their ETag; whoever has them already is told so."""
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    stamp = int(changed_at.timestamp()) if changed_at else None
    answer = get_conditional_response(request, etag=etag, last_modified=stamp)
    answer = answer or HttpResponse(body, content_type=content_type)
    answer["ETag"] = etag
    if stamp is not None:
        answer["Last-Modified"] = http_date(stamp)
    patch_cache_control(answer, public=True, max_age=KEPT_SECONDS)
    return answer


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """Every feed there is."""
    return render(request, "library/feeds.html", {"topics": topics(), "oai": oai.base_url()})


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = atom.feed(slug)
    if found is None:
        raise Http404
    return answered(request, found[0], atom.CONTENT_TYPE, found[1])


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    return answered(request, site_map.index(), site_map.CONTENT_TYPE)


@require_safe
def sitemap_part(request: HttpRequest, part: str, number: str) -> HttpResponseBase:
    body = site_map.part(part, int(number))
    if body is None:
        raise Http404
    return answered(request, body, site_map.CONTENT_TYPE)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What machines need not visit: pages behind the sign-in."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
