"""The links of the masthead, in one place."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    label: str | Promise
    href: str
    is_current: bool = False


PUBLIC = [
    (_("White papers"), "/white-papers/"),
    (_("Typical cases"), "/cases/"),
    (_("Joint training"), "/training/"),
]
MEMBER = [(_("Personnel exchange"), "/secondments/")]


def main_navigation(request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    links = [*PUBLIC, *(MEMBER if user and user.is_authenticated else [])]
    return [Link(label, href, request.path.startswith(href)) for label, href in links]
