"""Answers of OAI-PMH 2.0 as XML, records as simple Dublin Core."""

import datetime as dt
import re
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from lxml import etree

from cms.library.records import harvest
from cms.library.records.harvest import HarvestError, Item
from cms.library.records.kinds import topics
from cms.library.records.works import Record, WorkType
from cms.library.records.xml import XML_LANG, child, moment, written

CONTENT_TYPE = "text/xml; charset=utf-8"
OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = f"{{{XSI}}}schemaLocation"
OAI_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
MAIL = re.compile(r"\S+@(\S+\.)+\S+")
TYPES = {
    WorkType.REPORT: "report",
    WorkType.WEB_PAGE: "Text",
    WorkType.PROCEEDINGS: "conference paper",
    WorkType.DATASET: "Dataset",
    WorkType.OTHER: "Text",
}


def base_url() -> str:
    return f"{settings.BASE_URL}/oai/"


def answer(values: Mapping[str, list[str]]) -> bytes:
    """The answer to one request, errors of the protocol included."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(SCHEMA, f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    child(root, "responseDate", moment(timezone.now()))
    request = child(root, "request", base_url())
    try:
        verb, given = harvest.checked(values)
        for name, value in {"verb": verb, **given}.items():
            request.set(name, value)
        with translation.override(settings.LANGUAGE_CODE):
            part = etree.Element(f"{{{OAI}}}{verb}", nsmap={None: OAI})
            ANSWERS[verb](part, given)
        root.append(part)
    except HarvestError as fault:
        child(root, "error", str(fault), code=fault.code)
    return written(root)


def identify(part: Any, given: Mapping[str, str]) -> None:
    child(part, "repositoryName", settings.WAGTAIL_SITE_NAME)
    child(part, "baseURL", base_url())
    child(part, "protocolVersion", "2.0")
    child(part, "adminEmail", admin_email())
    child(part, "earliestDatestamp", moment(harvest.earliest()))
    child(part, "deletedRecord", "transient")
    child(part, "granularity", harvest.GRANULARITY)


def admin_email() -> str:
    """Whom harvesters write to, in the form that the schema demands."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    host = urlsplit(settings.BASE_URL).hostname or ""
    wanted = [address, f"postmaster@{host}"]
    return next((found for found in wanted if MAIL.fullmatch(found)), "postmaster@localhost.invalid")


def metadata_formats(part: Any, given: Mapping[str, str]) -> None:
    if "identifier" in given:
        harvest.found_by(given["identifier"])
    form = child(part, "metadataFormat")
    child(form, "metadataPrefix", harvest.PREFIX)
    child(form, "schema", OAI_DC_SCHEMA)
    child(form, "metadataNamespace", OAI_DC)


def list_sets(part: Any, given: Mapping[str, str]) -> None:
    if "resumptionToken" in given:
        raise HarvestError("badResumptionToken", "The list of sets is never cut, so it has no token.")
    for topic in topics():
        entry = child(part, "set")
        child(entry, "setSpec", topic.spec)
        child(entry, "setName", topic.label)


def get_record(part: Any, given: Mapping[str, str]) -> None:
    draw_record(part, harvest.found_by(given["identifier"]))


def list_records(part: Any, given: Mapping[str, str]) -> None:
    draw_list(part, given, draw_record)


def list_identifiers(part: Any, given: Mapping[str, str]) -> None:
    draw_list(part, given, draw_header)


def draw_list(part: Any, given: Mapping[str, str], draw: Any) -> None:
    """The next pages; the last part of a list that was cut ends with an empty token."""
    batch = harvest.batch(harvest.asked(given))
    for item in batch.items:
        draw(part, item)
    if batch.token or batch.cursor:
        child(
            part,
            "resumptionToken",
            batch.token or None,
            completeListSize=str(batch.total),
            cursor=str(batch.cursor),
        )


def draw_header(parent: Any, item: Item) -> None:
    header = child(parent, "header", **({} if item.record else {"status": "deleted"}))
    child(header, "identifier", item.identifier)
    child(header, "datestamp", moment(item.stamp))
    for spec in item.sets:
        child(header, "setSpec", spec)


def draw_record(parent: Any, item: Item) -> None:
    entry = child(parent, "record")
    draw_header(entry, item)
    if item.record:
        draw_dublin_core(child(entry, "metadata"), item.record)


def draw_dublin_core(parent: Any, record: Record) -> None:
    root = etree.SubElement(parent, f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(SCHEMA, f"{OAI_DC} {OAI_DC_SCHEMA}")
    for name, values in dublin_core(record).items():
        for value in values:
            if value:
                element = child(root, f"{{{DC}}}{name}", value)
                if name in {"title", "description", "subject"}:
                    element.set(XML_LANG, record.language)


def dublin_core(record: Record) -> dict[str, list[str]]:
    """The fifteen elements, those that we keep."""
    return {
        "title": [record.title, record.subtitle],
        "creator": [author.name for author in record.authors],
        "subject": list(record.subjects),
        "description": [record.summary],
        "publisher": [record.publisher or settings.WAGTAIL_SITE_NAME],
        "date": [day(record.published_on)],
        "type": ["conference proceedings" if record.is_volume else TYPES[record.type]],
        "format": list(dict.fromkeys(["text/html", *(kind for _url, kind in record.files)])),
        "identifier": [
            record.url,
            *(url for url, _kind in record.files),
            record.number,
            record.doi and f"https://doi.org/{record.doi}",
        ],
        "source": [record.container],
        "language": [record.language],
        "coverage": ["/".join(record.coverage)],
    }


def day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


ANSWERS = {
    "Identify": identify,
    "ListMetadataFormats": metadata_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}
