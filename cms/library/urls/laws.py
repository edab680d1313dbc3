"""The register of laws: an article of the newest version has the short address."""

from django.urls import path

from cms.library import views

app_name = "laws"
urlpatterns = [
    path("", views.laws, name="laws"),
    path("<slug:slug>/", views.law, name="law"),
    path("<slug:slug>/<slug:article>/", views.law_article, name="article"),
    path("<slug:slug>/at/<slug:day>/", views.law, name="law_at"),
    path("<slug:slug>/at/<slug:day>/<slug:article>/", views.law_article, name="article_at"),
]
