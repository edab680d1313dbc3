"""The open data of published papers: as a list, as JSON, and as a catalogue in DCAT."""

from typing import Any

from django.conf import settings

from cms.blocks.tables import is_number, number
from cms.library.enums import DataKind
from cms.library.models import Dataset
from cms.library.models.translations import in_language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"


def absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def summary(dataset: Dataset) -> dict[str, Any]:
    """What the API says of a data set; days as ISO 8601, addresses whole."""
    return {
        "id": str(dataset.key),
        "kind": dataset.kind,
        "title": dataset.title,
        "unit": dataset.unit,
        "period": dataset.shown_period,
        "cutoff": dataset.cutoff.isoformat() if dataset.cutoff else None,
        "scope": dataset.scope,
        "source": dataset.source,
        "note": dataset.note,
        "paper": {"title": dataset.paper.title, "url": absolute(f"/white-papers/{dataset.paper.slug}/")},
        "published_on": dataset.paper.published_on.isoformat() if dataset.paper.published_on else None,
        "url": absolute(dataset.url),
        "csv": absolute(dataset.csv_url),
        "xlsx": absolute(dataset.xlsx_url),
        "api": absolute(f"/api/v1/datasets/{dataset.key}/"),
    }


def block_of(dataset: Dataset) -> Any:
    """The table or figure as the chapter has it now; None where an edit has just removed it."""
    return next((block for block in dataset.chapter.body if block.id == str(dataset.block)), None)


def with_rows(dataset: Dataset) -> dict[str, Any]:
    """The data set with its numbers: rows of header texts, then rows of cells, numbers as numbers."""
    value = getattr(block_of(dataset), "value", {})
    rows = (value.get("grid") or {}).get("data") or []
    split = int(value.get("header_rows") or 0) if dataset.kind == DataKind.TABLE else 1
    return {
        **summary(dataset),
        "header": [[cell or "" for cell in row] for row in rows[:split]],
        "rows": [[as_number(cell or "") for cell in row] for row in rows[split:]],
    }


def as_number(cell: str) -> str | int | float:
    """Shares keep their sign: 95.9% is a text, for it is not the number 95.9."""
    if not is_number(cell) or cell.strip().endswith(("%", "％")):
        return cell
    found = number(cell) or 0
    return int(found) if found == int(found) else found


def catalogue(datasets: list[Dataset]) -> dict[str, Any]:
    """All data sets in DCAT."""
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Catalog",
        "@id": absolute("/data/"),
        "dct:title": settings.WAGTAIL_SITE_NAME,
        "dcat:dataset": [entry(dataset) for dataset in datasets],
    }


def entry(dataset: Dataset) -> dict[str, Any]:
    language = in_language(dataset.paper.locale.language_code)
    files = [("CSV", dataset.csv_url, CSV), ("XLSX", dataset.xlsx_url, XLSX)]
    found = {
        "@type": "dcat:Dataset",
        "@id": dataset.urn,
        "dct:identifier": str(dataset.key),
        "dct:title": {"@value": dataset.title, "@language": language},
        "dct:description": "；".join(filter(None, [dataset.scope, dataset.unit, dataset.shown_period, dataset.note])),
        "dct:temporal": dataset.shown_period,
        "dct:source": dataset.source,
        "dct:issued": dataset.paper.published_on.isoformat() if dataset.paper.published_on else "",
        "dct:isPartOf": absolute(f"/white-papers/{dataset.paper.slug}/"),
        "dcat:landingPage": absolute(dataset.url),
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dct:title": name, "dcat:downloadURL": absolute(url), "dcat:mediaType": kind}
            for name, url, kind in files
        ],
    }
    return {name: value for name, value in found.items() if value}
