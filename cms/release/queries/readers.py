"""Who may see a picture or a document: everybody with a page that is public, few before."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from cms.release.models import PreviewPass, RouteFile, SigningLink
from cms.release.queries.releases import parts_of
from cms.release.queries.routes import hours

SIGNING, PREVIEW = "release.signing.", "release.preview."  # what a session keeps of the doors that were opened in it


def is_public_file(file: Any) -> bool:
    return RouteFile.objects.of(file).public().exists()


def may_see_file(request: HttpRequest, file: Any) -> bool:
    """Whoever sees a route that carries it; whoever signs by a link; whoever was let in ahead of the day."""
    rows = RouteFile.objects.of(file)
    if request.user.is_authenticated and rows.visible_to(request.user).exists():
        return True
    held = {key: value for key, value in request.session.items() if key.startswith((SIGNING, PREVIEW))}
    return bool(held) and rows.filter(opened_routes(held)).exists()


def is_opened(link: SigningLink, mark: Any) -> bool:
    """Did the last code that was sent open the link in the session that keeps `mark`, and is its time not over?"""
    sent = link.code_sent_at
    if sent is None or link.code_hash or mark != sent.isoformat():
        return False
    return timezone.now() < sent + hours("release.signing_code")


def opened_routes(held: dict[str, Any]) -> Q:
    """Routes that the doors opened in this session still lead to."""
    keys = list(held)
    rows = SigningLink.objects.usable().filter(pk__in=numbers(keys, SIGNING))
    links = [link.pk for link in rows if is_opened(link, held[f"{SIGNING}{link.pk}"])]
    ahead = PreviewPass.objects.usable().filter(pk__in=numbers(keys, PREVIEW)).select_related("release")
    routes = [part.route for kept in ahead for part in parts_of(kept.release) if part.may_be_read]
    return Q(item__route__signatures__link__in=links) | Q(item__route__in=[r.pk for r in routes if r is not None])


def numbers(keys: list[str], start: str) -> list[int]:
    return [int(key.removeprefix(start)) for key in keys if key.startswith(start) and key.removeprefix(start).isdigit()]
