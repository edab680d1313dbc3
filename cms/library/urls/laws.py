"""The register of laws: an article of the newest version has the short address."""

from django.urls import path

from cms.library.views import laws

app_name = "laws"
urlpatterns = [
    path("", laws.laws, name="laws"),
    path("<slug:slug>/", laws.law, name="law"),
    path("<slug:slug>/<slug:article>/", laws.law_article, name="article"),
    path("<slug:slug>/at/<slug:day>/", laws.law, name="law_at"),
    path("<slug:slug>/at/<slug:day>/<slug:article>/", laws.law_article, name="article_at"),
]
