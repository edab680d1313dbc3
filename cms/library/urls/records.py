"""What goes with every public work, under its own address; of none of them Wagtail's router need know."""

from django.urls import re_path

from cms.library.views import records

app_name = "records"
urlpatterns = [
    re_path(r"^(?P<address>.+)/cite\.(?P<form>bib|ris|txt)$", records.cite, name="cite"),
    re_path(r"^(?P<address>.+)/record\.jsonld$", records.linked, name="linked"),
]
