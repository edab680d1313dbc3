"""What every page's frame needs and no view should have to pass."""

from django.conf import settings
from django.http import HttpRequest

from portal.navigation import main_navigation


def page(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "main_navigation": main_navigation(request),
        "large_text": request.COOKIES.get("large_text") == "1",
    }
