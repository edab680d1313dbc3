from django.urls import path

from cms.library.views import datasets, papers

app_name = "library"
urlpatterns = [
    path("<slug:paper>/<slug:chapter>/", papers.chapter, name="chapter"),
    path("<slug:paper>/<slug:chapter>/data/<uuid:block>.csv", papers.data, name="data"),
    path("<slug:paper>/<slug:chapter>/data/<uuid:block>.xlsx", datasets.workbook, name="data-xlsx"),
]
