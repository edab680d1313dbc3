"""Lists with filters in the address: values that do not exist are ignored, never an error."""

from typing import Any

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest

PER_PAGE = 20


def chosen(request: HttpRequest, name: str, allowed: Any) -> str:
    value = request.GET.get(name, "")
    return value if value in {str(a) for a in allowed} else ""


def listed(request: HttpRequest, rows: models.QuerySet) -> ListPage:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def without_page(request: HttpRequest) -> str:
    """The filters as a query string, for the links of the pagination."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
