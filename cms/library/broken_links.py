"""Links of a text that lead nowhere, found without asking the world outside (E15)."""

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.blocks.numbering import anchor_of
from cms.library.anonymisation.pages import Spot, spots_of
from cms.library.models.withdrawals import Withdrawal
from cms.library.provisions import find_references
from cms.library.provisions.numerals import read_article_name
from cms.release.queries import limited_drafts

LINK = re.compile(r"<a\s([^<>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
BARE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://\S+")
NAMED = re.compile(r"《([^《》\n]{2,60})》第[零〇一二两三四五六七八九十百千0-9０-９]{1,12}条")
SCHEMES = {"https", "http", "mailto", "tel"}
BACK_ENDS = ("/editor/", "/django-admin/", "/accounts/")  # mounted whole: their views are not ours to ask
OFFICE_HOSTS = (".local", ".lan", ".localhost", ".internal", ".intranet", ".corp", ".home")
PAGE_VIEWS = {"wagtail_serve", "library:chapter"}


@dataclass(frozen=True)
class LinkFault:
    """One link: where it stands, what it leads to, what to do. `is_hard` keeps the page from review."""

    place: str
    link: str
    says: str
    is_hard: bool = True
    is_dead: bool = False  # what it leads to is away: whoever answers for a public page is told

    def __str__(self) -> str:
        return f"{self.place}：{self.link}：{self.says}"


@dataclass
class Links:
    """Everything a text leads to, gathered so that each kind is asked about once."""

    pages: list[tuple[str, int]] = field(default_factory=list)
    documents: list[tuple[str, int]] = field(default_factory=list)
    images: list[tuple[str, int]] = field(default_factory=list)
    addresses: list[tuple[str, str]] = field(default_factory=list)

    def take(self, place: str, attributes: dict[str, str]) -> None:
        kind, key = attributes.get("linktype", ""), attributes.get("id", "")
        if kind in {"page", "document"} and key.isdecimal():
            (self.pages if kind == "page" else self.documents).append((place, int(key)))
        elif "href" in attributes:
            self.addresses.append((place, attributes["href"].strip()))


def broken_links(page: Any) -> list[LinkFault]:
    """What is wrong with the links of this draft, in the order of their kinds."""
    spots = spots_of(page)
    links = links_of(page, spots)
    found = [
        *page_faults(links.pages, beside=beside(page)),
        *gone(links.documents, get_document_model(), _("The document it leads to no longer exists: choose another.")),
        *gone(links.images, get_image_model(), _("The picture no longer exists: choose another.")),
        *address_faults(page, links.addresses),
        *provision_hints(page, spots),
    ]
    return list(dict.fromkeys(found))


def links_of(page: Any, spots: Iterable[Spot]) -> Links:
    links = Links()
    for spot in spots:
        for link in LINK.finditer(spot.prose.stored) if spot.prose.is_html else ():
            links.take(spot.label, dict(ATTRIBUTE.findall(link[1])))
        if not spot.prose.is_html and BARE.fullmatch(spot.prose.text.strip()):
            links.addresses.append((spot.label, spot.prose.text.strip()))
    for one in page._meta.get_fields():
        if isinstance(one, StreamField):
            raw = getattr(page, one.name).get_prep_value()
            links.pages += [(str(one.verbose_name), b["value"]) for b in raw if b["type"] == "work" and b["value"]]
            chosen = [b["value"] for b in raw if b["type"] == "document" and b["value"]]
            links.documents += [(str(one.verbose_name), key) for key in chosen]
            links.images += [(str(one.verbose_name), key) for key in images_in(raw)]
    return links


def images_in(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for name, below in value.items():
            if name == "image" and isinstance(below, int):
                yield below
            else:
                yield from images_in(below)
    elif isinstance(value, list):
        for below in value:
            yield from images_in(below)


def beside(page: Any) -> set[int]:
    """Pages that go live together with this one."""
    whole = getattr(page, "paper", page) if page.path else page
    return {one.pk for one in [whole, *(whole.parts() if whole.pk else [])] if one.pk}


def page_faults(links: list[tuple[str, int]], *, beside: set[int]) -> Iterator[LinkFault]:
    known = Page.objects.in_bulk({key for _place, key in links})
    withdrawn = set(Withdrawal.objects.open().filter(page__in=known).values_list("page_id", flat=True))
    drafts = [key for key, page in known.items() if not page.live]
    unnamed = set(limited_drafts().filter(pk__in=drafts).values_list("pk", flat=True)) if drafts else set()
    for place, key in links:
        target, number = known.get(key), _("page %(number)d") % {"number": key}
        if target is None:
            says = _("The page it leads to no longer exists: choose another, or remove the link.")
            yield LinkFault(place, number, says, is_dead=True)
        elif key in withdrawn:
            yield withdrawn_hint(place, target.title)
        elif not target.live and key not in beside:
            says = _("This page is not public: release it first, or remove the link.")
            yield LinkFault(place, number if key in unnamed else target.title, says, is_dead=True)


def withdrawn_hint(place: str, link: str) -> LinkFault:
    says = _("This page was withdrawn: see whether the text may still refer to it.")
    return LinkFault(place, link, says, is_hard=False, is_dead=True)


def gone(links: list[tuple[str, int]], model: Any, says: str) -> Iterator[LinkFault]:
    keys = {key for _place, key in links}
    known = set(model.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    name = str(model._meta.verbose_name)
    yield from (LinkFault(place, f"{name} {key}", says, is_dead=True) for place, key in links if key not in known)


def address_faults(page: Any, links: list[tuple[str, str]]) -> Iterator[LinkFault]:
    anchors: set[str] | None = None
    for place, address in links:
        if address.startswith("#"):
            anchors = anchors_of(page) if anchors is None else anchors
            if address[1:] not in anchors:
                says = _("Nothing in this text has this name: see where the link should lead.")
                yield LinkFault(place, address, says, is_hard=False)
            continue
        parts = split(address)
        if parts is not None and is_own(parts):
            yield from own_fault(place, address, page)
        elif says := outside_says(parts):
            yield LinkFault(place, address or _("empty address"), says)


def anchors_of(page: Any) -> set[str]:
    """Names of places in the texts of the page."""
    streams = [one.name for one in page._meta.get_fields() if isinstance(one, StreamField)]
    blocks = [block for name in streams for block in getattr(page, name).get_prep_value()]
    sections = {f"s-{number + 1}" for number in range(len(blocks))}
    return sections | {anchor_of(block["type"], block.get("id") or "") for block in blocks}


def split(address: str) -> SplitResult | None:
    """None for what no browser takes as an address."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  read for its ValueError
    except ValueError:
        return None
    return None if re.search(r"\s", address) or not address else parts


def is_own(parts: SplitResult) -> bool:
    own = urlsplit(settings.BASE_URL)
    return (not parts.scheme and not parts.netloc and parts.path.startswith("/")) or (
        parts.scheme in {"http", "https"} and parts.netloc == own.netloc
    )


def outside_says(parts: SplitResult | None) -> str:
    """What is wrong with an address outside this site, judged by its form alone; '' for nothing."""
    if parts is None or not parts.scheme:
        return _("This is no complete address: copy it anew, with https:// in front.")
    if parts.scheme not in SCHEMES:
        return _("Readers cannot open addresses of this kind: use https, http, mailto or tel.")
    if parts.scheme in {"mailto", "tel"}:
        is_whole = "@" in parts.path if parts.scheme == "mailto" else any(sign.isdigit() for sign in parts.path)
        return "" if is_whole else _("This is no complete address: copy it anew.")
    host = (parts.hostname or "").rstrip(".")
    if not host or ".." in host:
        return _("This is no complete address: copy it anew, with https:// in front.")
    return _("This address is reachable inside an office alone: use the public one.") if is_office(host) else ""


def is_office(host: str) -> bool:
    """localhost, a name without a dot, a private network: nothing that a reader outside reaches."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(OFFICE_HOSTS)
    return not number.is_global


def own_fault(place: str, address: str, page: Any) -> Iterator[LinkFault]:
    """An address of this site: a provision, a page, or what any other reader gets there."""
    path = path_of(address)
    if path.startswith("/laws/"):
        if not has_provision(path):
            yield LinkFault(place, address, _("The register of laws has no such provision: see law and number."))
    elif is_page_address(path):
        target = Page.objects.filter(url_path=f"/home/{path.strip('/')}/").first()
        if target is not None and not target.live and Withdrawal.objects.open().filter(page=target.pk).exists():
            yield withdrawn_hint(place, address)
        elif path.strip("/") and (target is None or not target.live) and not is_below_a_paper(path):
            yield LinkFault(place, address, _("No public page of this site has this address."), is_dead=True)
    elif (door := door_of(address)) is not Door.OPEN and not is_data_of(page, path):
        yield LinkFault(place, address, said_of_door(door), is_dead=door is Door.NOTHING)


def path_of(address: str) -> str:
    """As views get it; no database takes a NUL."""
    return unquote(urlsplit(address).path).replace("\0", "")


class Door(Enum):
    """What a reader without an account finds at an address."""

    OPEN = auto()
    SIGN_IN = auto()
    PERSONAL = auto()
    NOTHING = auto()


def said_of_door(door: Door) -> str:
    if door is Door.SIGN_IN:
        return _("Readers cannot open this address, it lies behind the sign-in: use that of the public page.")
    if door is Door.PERSONAL:
        return _("Readers cannot open this address, it is meant for one person: use that of the public page.")
    return _("Readers cannot open this address: nothing public is there.")


def door_of(address: str) -> Door:
    """By the view that answers: it asks for an account, or has a personal key in its address, or is asked itself."""
    match = resolve_or_none(path_of(address))
    if match is None:
        return Door.NOTHING
    if path_of(address).startswith(BACK_ENDS) or hasattr(match.func, "login_url"):
        return Door.SIGN_IN
    if "token" in match.kwargs:
        return Door.PERSONAL
    return asked(match, urlsplit(address)._replace(scheme="", netloc="").geturl())


def asked(match: ResolverMatch, address: str) -> Door:
    """Asked as a reader without an account asks. A view that fails for another reason proves nothing of the link."""
    request: Any = RequestFactory(SERVER_NAME=urlsplit(settings.BASE_URL).hostname).get(address)
    request.user, request.session, request.resolver_match = AnonymousUser(), {}, match
    try:
        with transaction.atomic():
            response = match.func(request, *match.args, **match.kwargs)
    except PermissionDenied:
        return Door.SIGN_IN
    except Http404:
        return Door.NOTHING
    except Exception:  # noqa: BLE001
        return Door.OPEN
    if file := getattr(response, "file_to_stream", None):
        file.close()  # not the response: it would end the request in whose transaction this is asked
    if response.status_code in range(300, 400) and is_back_end(response.headers.get("Location", "")):
        return Door.SIGN_IN
    return Door.NOTHING if response.status_code in {403, 404, 405, 410} else Door.OPEN


def is_back_end(address: str) -> bool:
    return urlsplit(address).path.startswith(BACK_ENDS)


def is_data_of(page: Any, path: str) -> bool:
    """Numbers of a table that goes live together with this page have their address from then on."""
    match = resolve_or_none(path)
    if match is None or "block" not in match.kwargs:
        return False
    parts = Page.objects.filter(pk__in=beside(page)).select_related("latest_revision")
    drafts = [part.latest_revision for part in parts if part.slug == match.kwargs.get("chapter")]
    return any(draft and str(match.kwargs["block"]) in json.dumps(draft.content) for draft in drafts)


def resolve_or_none(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def is_page_address(path: str) -> bool:
    match = resolve_or_none(path)
    return match is None or match.view_name in PAGE_VIEWS


def is_below_a_paper(path: str) -> bool:
    """The chronicle and the PDF have addresses under their paper."""
    above, _slash, last = path.strip("/").rpartition("/")
    return last in {"pdf", "chronicle"} and Page.objects.live().filter(url_path=f"/home/{above}/").exists()


def has_provision(path: str) -> bool:
    from cms.library.models.laws import law_register  # noqa: PLC0415  laws stand on papers, which ask here

    parts = path.strip("/").split("/")[1:]
    if not parts:
        return True
    law = law_register().by_slug(parts[0])
    article = read_article_name(parts[-1]) if len(parts) in {2, 4} else None
    if law is None or len(parts) in {1, 3}:
        return law is not None
    return any(article in version.articles for version in law.versions)


def provision_hints(page: Any, spots: Iterable[Spot]) -> Iterator[LinkFault]:
    """《…》第…条 that becomes no link, because the register does not have it."""
    from cms.library.models.laws import law_register  # noqa: PLC0415  laws stand on papers, which ask here

    named = [(spot, hit) for spot in spots for hit in NAMED.finditer(spot.prose.text)]
    if not named or not hasattr(page, "cited_day"):
        return
    register, day = law_register(), page.cited_day()
    texts = {spot.prose.text for spot, _hit in named}
    linked = {text: {reference.mark for reference in find_references(text, register, day=day)} for text in texts}
    for spot, hit in named:
        if hit.end(1) + 1 not in linked[spot.prose.text]:  # where its 第…条 begins, behind 》
            says = _("The register of laws has no such provision, so no link is drawn: see name and number.")
            yield LinkFault(spot.label, hit[0], says, is_hard=False)
