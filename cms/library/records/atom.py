"""Feeds by RFC 4287: names of entries that never change, the newest change first."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from lxml import etree

from cms.library.records.kinds import Kind, Topic, topic_of, works
from cms.library.records.works import Record
from cms.library.records.xml import XML_LANG, child, moment, written

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"
EVERYTHING = "all"
LONGEST = 50
FEEDS = uuid.UUID("b3c2c1de-5a5e-4a3f-9d11-7f5f0f2f3f10")  # under which the names of our feeds are made
BEFORE_ALL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # an empty feed has changed last when there was nothing


def chosen_works(slug: str) -> tuple[str, list[tuple[Kind, Topic | None]]] | None:
    """The title of a feed and what it gathers; None where there is no such feed."""
    if slug == EVERYTHING:
        return _("Everything new"), [(kind, None) for kind in works()]
    found = topic_of(slug)
    return (str(found[1].label), [found]) if found else None


def newest(parts: Iterable[tuple[Kind, Topic | None]]) -> list[Record]:
    """What was published or changed last, of all parts together."""
    found: list[Record] = []
    for kind, topic in parts:
        rows = kind.rows().filter(topic.filter) if topic else kind.rows()
        rows = rows.order_by(F("last_published_at").desc(nulls_last=True), "-pk")[:LONGEST]
        found += [kind.record(page) for page in rows]
    return sorted(found, key=changed_at, reverse=True)[:LONGEST]


def changed_at(record: Record) -> dt.datetime:
    if record.modified_at:
        return record.modified_at
    day = record.published_on
    return dt.datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone()) if day else BEFORE_ALL


def feed(slug: str) -> tuple[bytes, dt.datetime] | None:
    """The feed as XML in the site's own language, and when it changed last."""
    with translation.override(settings.LANGUAGE_CODE):
        found = chosen_works(slug)
        if found is None:
            return None
        title, parts = found
        entries = newest(parts)
        updated = max(map(changed_at, entries), default=BEFORE_ALL)
        return written(drawn(slug, title, entries, updated)), updated


def drawn(slug: str, title: str, entries: list[Record], updated: dt.datetime) -> etree._Element:
    root = etree.Element(f"{{{NAMESPACE}}}feed", {XML_LANG: "zh-Hans"}, nsmap={None: NAMESPACE})
    child(root, "id", uuid.uuid5(FEEDS, slug).urn)
    child(root, "title", f"{title} · {settings.WAGTAIL_SITE_NAME}")
    child(root, "updated", moment(updated))
    child(root, "link", rel="self", type="application/atom+xml", href=f"{settings.BASE_URL}/feeds/{slug}.atom")
    child(root, "link", rel="alternate", type="text/html", href=f"{settings.BASE_URL}/feeds/")
    child(child(root, "author"), "name", settings.WAGTAIL_SITE_NAME)
    for record in entries:
        draw_entry(root, record)
    return root


def draw_entry(root: etree._Element, record: Record) -> None:
    entry = child(root, "entry")
    entry.set(XML_LANG, record.language)
    child(entry, "id", record.urn)
    child(entry, "title", record.title or record.url)
    child(entry, "updated", moment(changed_at(record)))
    if record.published_on:
        day = record.published_on
        published = dt.datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
        child(entry, "published", moment(published))
    child(entry, "link", rel="alternate", type="text/html", href=record.url)
    for author in record.authors:
        child(child(entry, "author"), "name", author.name)
    for subject in record.subjects:
        child(entry, "category", term=subject)
    child(entry, "summary", record.summary or record.title, type="text")
