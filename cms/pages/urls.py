"""Pages inside the editor, mounted by wagtail_hooks."""

from django.urls import path

from cms.pages import views

urlpatterns = [
    path("languages/<int:pk>/", views.languages, name="pages-languages"),
    path("languages/<int:pk>/begin/", views.languages_begin, name="pages-languages-begin"),
    path("languages/<int:pk>/pair/", views.languages_pair, name="pages-languages-pair"),
    path("languages/<int:pk>/state/", views.languages_state, name="pages-languages-state"),
]
