"""What goes out for machines and readers: with every public work under its own address, and for the site as a whole."""

from django.urls import path, re_path

from cms.library.views import datasets, feeds, harvest, records

app_name = "records"
urlpatterns = [
    path("data/", datasets.data_list, name="data"),
    path("data/catalog.jsonld", datasets.data_catalogue, name="data-catalogue"),
    path("api/v1/datasets/", datasets.api_list, name="api-datasets"),
    path("api/v1/datasets/<uuid:key>/", datasets.api_detail, name="api-dataset"),
    path("feeds/", feeds.feed_list, name="feeds"),
    path("feeds/<slug:slug>.atom", feeds.feed, name="feed"),
    path("oai/", harvest.harvest, name="oai"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    re_path(
        r"^sitemap-(?P<part>pages|laws)-(?P<number>[1-9][0-9]{0,3})\.xml$", feeds.sitemap_part, name="sitemap-part"
    ),
    re_path(r"^(?P<address>.+)/cite\.(?P<form>bib|ris|txt)$", records.cite, name="cite"),
    re_path(r"^(?P<address>.+)/record\.jsonld$", records.linked, name="linked"),
]
