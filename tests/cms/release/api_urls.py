"""The project with Wagtail's API v3 mounted, which it is not: attempts come by that way as well."""

from django.urls import path
from wagtail.api.v3.urls import api

from portal.urls import urlpatterns as portal_patterns

urlpatterns = [path("api/v3/", api.urls), *portal_patterns]
