"""schema.org as JSON-LD. As a data block in a page it is never executed, so the Content-Security-Policy lets it be."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from cms.library.records.works import Author, Record, WorkType

CONTENT_TYPE = "application/ld+json; charset=utf-8"
TYPES = {
    WorkType.REPORT: "Report",
    WorkType.WEB_PAGE: "Article",
    WorkType.PROCEEDINGS: "ScholarlyArticle",
    WorkType.DATASET: "Dataset",
    WorkType.OTHER: "CreativeWork",
}
# What would end the data block inside a page, written so that JSON reads it the same.
CLOSING = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def linked_record(record: Record) -> dict[str, Any]:
    """The work with its authors and days; what is not stored is left out."""
    holder = "PublicationVolume" if record.type is WorkType.PROCEEDINGS else "Report"
    whole = {"@type": holder, "name": record.container} if record.container else None
    alone = "PublicationVolume" if record.is_volume else TYPES[record.type]
    found = {
        "@context": "https://schema.org",
        "@type": "Chapter" if record.is_part else alone,
        "@id": record.urn,
        "url": record.url,
        "name": record.title,
        "headline": "" if record.type is WorkType.DATASET or record.is_part else record.title,
        "alternativeHeadline": record.subtitle,
        "author": [linked_author(author) for author in record.authors],
        "publisher": {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": settings.BASE_URL},
        "identifier": record.number,
        "reportNumber": record.number if record.type is WorkType.REPORT and not record.is_part else "",
        "version": record.edition,
        "isPartOf": whole,
        "datePublished": record.published_on.isoformat() if record.published_on else "",
        "dateModified": record.modified_at.isoformat(timespec="seconds") if record.modified_at else "",
        "inLanguage": record.language,
        "abstract": record.summary,
        "keywords": list(record.subjects),
        "temporalCoverage": "/".join(record.coverage) if len(record.coverage) == 2 else "",
        "spatialCoverage": record.coverage[0] if len(record.coverage) == 1 else "",
        "isAccessibleForFree": True,
    }
    return filled(found)


def linked_author(author: Author) -> dict[str, Any]:
    if author.is_agency:
        return {"@type": "GovernmentOrganization", "name": author.name}
    return filled({"@type": "Person", "name": author.name, "familyName": author.family, "givenName": author.given})


def linked_law(law: Any, version: Any, *, article: Any = None) -> dict[str, Any]:
    """A law in one of its versions, or one article of it."""
    whole = f"{settings.BASE_URL}{law.get_absolute_url()}"
    found = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "name": f"{law.title} {article.name}" if article else law.title,
        "url": f"{whole}{article.slug}/" if article else whole,
        "alternateName": [] if article else law.names,
        "legislationIdentifier": version.document_number,
        "legislationType": str(law.get_kind_display()),
        "legislationDate": version.adopted_on.isoformat() if version.adopted_on else "",
        "legislationDateVersion": version.starts_on.isoformat() if version.starts_on else "",
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": law.issuing_body}
        if law.issuing_body
        else None,
        "legislationLegalForce": f"https://schema.org/{'NotInForce' if law.is_repealed else 'InForce'}",
        "isPartOf": {"@type": "Legislation", "name": law.title, "url": whole} if article else None,
        "inLanguage": "zh-Hans",
        "jurisdiction": "CN",
    }
    return filled(found)


def filled(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in ("", None, [], ())}


def data_block(data: dict[str, Any]) -> SafeString:
    """JSON for the inside of a script element of type application/ld+json: nothing in it can end the element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(CLOSING))  # noqa: S308  escaped just now
