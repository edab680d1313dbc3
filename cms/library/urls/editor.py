"""Pages inside the editor, mounted by wagtail_hooks."""

from django.urls import path

from cms.library import views

urlpatterns = [
    path("", views.word_upload, name="library-word-upload"),
    path("<int:pk>/", views.word_draft, name="library-word-draft"),
]
