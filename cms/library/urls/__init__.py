from django.urls import path

from cms.library.views import papers

app_name = "library"
urlpatterns = [
    path("<slug:paper>/<slug:chapter>/", papers.chapter, name="chapter"),
    path("<slug:paper>/<slug:chapter>/data/<uuid:block>.csv", papers.data, name="data"),
    path("<slug:paper>/<slug:chapter>/data/<uuid:block>.xlsx", papers.data, {"fmt": "xlsx"}, name="data-xlsx"),
]
