"""What is typed and chosen on the search page; a value that does not exist narrows nothing and is never an error."""

from django.http import QueryDict

from shared.search.queries import MOST_CHARACTERS, Filters
from shared.search.sources import SOURCES


def typed(data: QueryDict) -> str:
    return " ".join(data.get("q", "").split())[:MOST_CHARACTERS]


def filters(data: QueryDict) -> Filters:
    year, region = data.get("year", ""), data.get("region", "")
    return Filters(
        source=data.get("kind", "") if data.get("kind", "") in SOURCES else "",
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        region=region if region.isalnum() and region.isascii() else "",
    )
