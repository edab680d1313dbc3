from django.urls import path

from cms.library import views

app_name = "library"
urlpatterns = [
    path("<slug:paper>/<slug:chapter>/", views.chapter, name="chapter"),
    path("<slug:paper>/<slug:chapter>/data/<uuid:block>.csv", views.data, name="data"),
    path("<slug:paper>/<slug:chapter>/data/<uuid:block>.xlsx", views.data, {"fmt": "xlsx"}, name="data-xlsx"),
]
