import datetime as dt
import json
import re
import warnings
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree
from wagtail.models import Locale, Page

from cms.library.enums import CaseScheme, IpSubject
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory
from tests.factories.laws import import_laws
from tests.factories.release import put_live

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
GRAMMAR = etree.RelaxNG(file=Path(__file__).parents[2] / "data/atom.rng")
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DAY = dt.datetime(2026, 4, 22, 2, 0, tzinfo=dt.UTC)


def published(page, at=DAY, **changes):
    """As publication leaves the row."""
    for name, value in changes.items():
        setattr(page, name, value)
    if changes:
        page.save_revision()
        put_live(page)
    type(page).objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    return type(page).objects.get(pk=page.pk)


def tree(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


def faults(root, address):
    """What is wrong with a feed by RFC 4287: by its grammar, and by what no grammar says."""
    if not GRAMMAR.validate(root):
        return [str(error) for error in GRAMMAR.error_log]
    entries, found = root.findall(f"{ATOM}entry"), []
    selves = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    found += [] if selves == [settings.BASE_URL + address] else [f"self: {selves}"]
    for entry in entries:
        alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        found += [] if len(alternates) == 1 and alternates[0].get("href").startswith("http") else ["alternate link"]
        found += [] if root.find(f"{ATOM}author") is not None or entry.find(f"{ATOM}author") is not None else ["author"]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    moments = [entry.findtext(f"{ATOM}updated") for entry in entries]
    found += ["same id twice"] if len(set(ids)) < len(ids) else []
    found += ["order"] if moments != sorted(moments, reverse=True) else []
    return found + (["older than its entries"] if root.findtext(f"{ATOM}updated") < max(moments, default="") else [])


def test_the_grammar_refuses_what_is_no_feed(client):
    published(case(live=True, agency=AgencyFactory()))
    address = "/feeds/cases.atom"

    def broken(change):
        root = tree(client, address)
        change(root, root.find(f"{ATOM}entry"))
        return faults(root, address)

    assert broken(lambda root, entry: None) == []
    assert "id" in broken(lambda root, entry: entry.remove(entry.find(f"{ATOM}id")))[-1]
    assert broken(lambda root, entry: etree.SubElement(entry, f"{ATOM}note"))
    assert broken(lambda root, entry: entry.find(f"{ATOM}updated").__setattr__("text", "2026-04-22 02:00"))
    assert broken(lambda root, entry: entry.find(f"{ATOM}link").set("href", "/cases/a/"))
    assert broken(lambda root, entry: root.append(deepcopy(entry))) == ["same id twice"]


@pytest.mark.parametrize("slug", ["all", "white-papers", "cases", "cases-spp-typical", "cases-subject-trademark"])
def test_feed_keeps_the_rules_with_and_without_entries(client, slug):
    address = f"/feeds/{slug}.atom"
    assert faults(tree(client, address), address) == []
    published(case(live=True, ip_subject=IpSubject.TRADEMARK, agency=AgencyFactory()))
    published(paper(AgencyFactory(), live=True))

    root = tree(client, address)

    assert faults(root, address) == []
    assert client.get(address)["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert len(root.findall(f"{ATOM}entry")) == (2 if slug == "all" else 1)


def test_feed_is_read_by_a_feed_reader(client):
    page = case(
        live=True, slug="zhou", title="“假冒”<b>&案\U00020bb7", agency=AgencyFactory(name="某院"), summary="要点。"
    )
    published(page, published_on=dt.date(2026, 4, 22))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        read = feedparser.parse(client.get("/feeds/cases.atom").content)

    [entry] = read.entries
    assert read.bozo == 0
    assert read.feed.title == f"典型案例 · {settings.WAGTAIL_SITE_NAME}"
    assert entry.title_detail == {
        "type": "text/plain", "language": "zh-Hans", "base": "", "value": "“假冒”<b>&案\U00020bb7"
    }  # fmt: skip
    assert entry.link == f"{settings.BASE_URL}/cases/zhou/"
    assert entry.updated == "2026-04-22T02:00:00Z"
    assert entry.published == "2026-04-21T16:00:00Z"
    assert (entry.author, entry.summary) == ("某院", "要点。")


def test_topics_hold_their_own_pages_alone(client):
    published(case(CaseScheme.LOCAL, live=True, slug="local", ip_subject=IpSubject.PATENT))
    published(case(live=True, slug="typical"))

    def links(slug):
        return [
            e.find(f"{ATOM}link").get("href")[-8:] for e in tree(client, f"/feeds/{slug}.atom").iter(f"{ATOM}entry")
        ]

    assert links("cases-local") == links("cases-subject-patent") == ["s/local/"]
    assert links("cases-spp-typical") == ["typical/"]
    assert links("white-papers") == []


def test_drafts_withdrawn_and_restricted_pages_are_in_no_feed(client):
    from wagtail.models import PageViewRestriction

    case(slug="draft")
    published(case(slug="withdrawn"))
    shut = published(case(live=True, slug="shut"))
    PageViewRestriction.objects.create(page=shut, restriction_type=PageViewRestriction.LOGIN)

    assert tree(client, "/feeds/all.atom").findall(f"{ATOM}entry") == []


def test_corrected_page_comes_first_under_the_same_name(client):
    first, second = published(case(live=True, title="甲案")), published(case(live=True, title="乙案"), DAY)
    before = {e.findtext(f"{ATOM}id") for e in tree(client, "/feeds/cases.atom").iter(f"{ATOM}entry")}

    published(first, DAY + dt.timedelta(days=1), title="甲案（更正）", slug="moved")
    root = tree(client, "/feeds/cases.atom")

    assert [e.findtext(f"{ATOM}title") for e in root.iter(f"{ATOM}entry")] == ["甲案（更正）", second.title]
    assert {e.findtext(f"{ATOM}id") for e in root.iter(f"{ATOM}entry")} == before
    assert root.findtext(f"{ATOM}updated") == "2026-04-23T02:00:00Z"


def test_feed_that_is_known_is_not_sent_again(client):
    published(case(live=True))
    answer = client.get("/feeds/cases.atom")

    assert answer["Last-Modified"] == "Wed, 22 Apr 2026 02:00:00 GMT"
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert client.get("/feeds/cases.atom", headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get("/feeds/cases.atom", headers={"if-modified-since": answer["Last-Modified"]}).status_code == 304
    published(case(live=True, title="新案"), DAY + dt.timedelta(hours=1))
    assert client.get("/feeds/cases.atom", headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_unknown_feed_is_not_found(client):
    assert client.get("/feeds/nothing.atom").status_code == 404


@pytest.mark.parametrize("address", ["/feeds/all.atom", "/feeds/cases.atom", "/sitemap-pages-1.xml"])
def test_feed_costs_the_same_with_one_row_and_three(client, address):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    published(case(live=True, agency=AgencyFactory()))
    paper(AgencyFactory(), live=True).save()
    cost()
    one = cost()
    for _ in range(2):
        published(case(live=True, agency=AgencyFactory()))
        paper(AgencyFactory(), live=True).save()

    assert cost() == one
    assert one <= 12


def test_page_of_feeds_names_every_topic(client):
    html = client.get("/feeds/").content.decode()

    assert 'href="/feeds/cases-subject-trade-secret.atom">案例：商业秘密</a>' in html
    assert 'href="/feeds/white-papers.atom">白皮书</a>' in html


def test_lists_lead_to_their_feeds(client):
    assert 'type="application/atom+xml"' in client.get("/cases/").content.decode()
    assert 'href="/feeds/white-papers.atom"' in client.get("/white-papers/").content.decode()


def places(client, address):
    return [url.findtext(f"{MAP}loc").removeprefix(settings.BASE_URL) for url in tree(client, address)]


def test_site_map_has_public_pages_alone(client):
    public, hidden = paper(live=True, slug="2025"), paper(slug="hidden")
    chapter(public, live=True, slug="basics")
    chapter(public, slug="draft")
    chapter(hidden, live=True, slug="part")
    case(slug="draft")

    assert places(client, "/sitemap-pages-1.xml") == [
        "/", "/white-papers/", "/white-papers/2025/", "/white-papers/2025/basics/", "/cases/", "/research/", "/press/"
    ]  # fmt: skip


def test_site_map_says_when_a_page_changed(client):
    published(case(live=True, slug="zhou"))

    [place] = [u for u in tree(client, "/sitemap-pages-1.xml") if u.findtext(f"{MAP}loc").endswith("/cases/zhou/")]

    assert place.findtext(f"{MAP}lastmod") == "2026-04-22T02:00:00Z"


def test_pages_in_two_languages_name_each_other(client):
    chinese = published(case(live=True, slug="zhou"))
    english = case(slug="zhou-en")
    locale, _ = Locale.objects.get_or_create(language_code="en")
    Page.objects.filter(pk=english.pk).update(translation_key=chinese.translation_key, locale=locale)
    put_live(type(english).objects.get(pk=english.pk))

    found = {
        url.findtext(f"{MAP}loc").rpartition("/cases/")[2]: {
            link.get("hreflang"): link.get("href").rpartition("/cases/")[2]
            for link in url.iter("{http://www.w3.org/1999/xhtml}link")
        }
        for url in tree(client, "/sitemap-pages-1.xml")
    }

    assert found["zhou/"] == found["zhou-en/"] == {"zh-Hans": "zhou/", "en": "zhou-en/"}
    assert found[""] == {}


def test_index_of_the_site_map_names_its_parts(client):
    assert places(client, "/sitemap.xml")[0] == "/sitemap-pages-1.xml"
    assert client.get("/sitemap-pages-2.xml").status_code == 404
    assert client.get("/sitemap-nothing-1.xml").status_code == 404


def test_robots_are_led_to_the_site_map_and_not_to_the_editor(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /editor/\n" in text
    assert text.endswith(f"Sitemap: {settings.BASE_URL}/sitemap.xml\n")


def test_site_map_has_laws_and_the_articles_of_their_newest_version(client):
    import_laws()

    found = places(client, "/sitemap-laws-1.xml")

    assert "/laws/example-mark-law/" in found
    assert "/laws/example-mark-law/3/" in found
    assert len(set(found)) == len(found)
    assert {client.get(address).status_code for address in found} == {200}
    assert places(client, "/sitemap.xml") == ["/sitemap-pages-1.xml", "/sitemap-laws-1.xml"]


def test_law_and_article_tell_machines_what_they_are(client):
    import_laws()

    html = client.get("/laws/example-mark-law/3/").content.decode()

    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])
    law = f"{settings.BASE_URL}/laws/example-mark-law/"
    assert (data["@type"], data["url"], data["isPartOf"]["url"]) == ("Legislation", f"{law}3/", law)
    assert data["legislationLegalForce"] == "https://schema.org/InForce"
