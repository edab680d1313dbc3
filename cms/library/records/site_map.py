"""The site map: every public page and law with its address, its last change and its other language."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from lxml import etree
from wagtail.models import Page

from cms.library.models import Law, LawArticle, in_order
from cms.library.models.translations import in_language
from cms.library.provisions.numerals import article_slug
from cms.library.records.works import address_of
from cms.library.records.xml import child, moment, written

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
CONTENT_TYPE = "application/xml; charset=utf-8"
LONGEST = 25_000  # addresses in one part; the protocol allows twice as many
HOME_DEPTH = 2


@dataclass
class Place:
    url: str
    changed_at: dt.datetime | None = None
    languages: dict[str, str] = field(default_factory=dict)


def public_pages() -> list[Place]:
    """Live pages below live pages; what somebody restricted is left out with all that is below it."""
    columns = ["path", "url_path", "last_published_at", "translation_key", "locale__language_code"]
    rows = Page.objects.live().public().filter(depth__gte=HOME_DEPTH).order_by("path").values_list(*columns)
    found: dict[str, Place] = {}
    together: dict[object, dict[str, str]] = defaultdict(dict)
    for path, url_path, changed_at, key, language in rows:
        above = path[: -Page.steplen]
        if len(path) > HOME_DEPTH * Page.steplen and above not in found:
            continue
        together[key][in_language(language)] = address_of(url_path)
        found[path] = Place(address_of(url_path), changed_at, together[key])
    return list(found.values())


def public_laws() -> list[Place]:
    """Laws and the articles of their newest versions."""
    places, newest = [], {}
    for law in Law.objects.prefetch_related("versions").order_by("pk"):
        places.append(Place(f"{settings.BASE_URL}{law.get_absolute_url()}"))
        for version in in_order(list(law.versions.all()))[:1]:
            newest[version.pk] = places[-1].url
    rows = LawArticle.objects.filter(version__in=newest).order_by("version", "number", "suffix")
    places += [
        Place(f"{newest[v]}{article_slug(n, s)}/") for v, n, s in rows.values_list("version", "number", "suffix")
    ]
    return places


PARTS = {"pages": public_pages, "laws": public_laws}


def index() -> bytes:
    """Which parts there are; a part that outgrows the protocol's limit is cut into several."""
    root = etree.Element(f"{{{NAMESPACE}}}sitemapindex", nsmap={None: NAMESPACE})
    for name, places in PARTS.items():
        for number in range(1, (len(places()) - 1) // LONGEST + 2):
            child(child(root, "sitemap"), "loc", f"{settings.BASE_URL}/sitemap-{name}-{number}.xml")
    return written(root)


def part(name: str, number: int) -> bytes | None:
    places = PARTS[name]()[(number - 1) * LONGEST : number * LONGEST]
    if not places:
        return None
    root = etree.Element(f"{{{NAMESPACE}}}urlset", nsmap={None: NAMESPACE, "xhtml": XHTML})
    for place in places:
        url = child(root, "url")
        child(url, "loc", place.url)
        if place.changed_at:
            child(url, "lastmod", moment(place.changed_at))
        for language, address in place.languages.items() if len(place.languages) > 1 else ():
            child(url, f"{{{XHTML}}}link", rel="alternate", hreflang=language, href=address)
    return written(root)
