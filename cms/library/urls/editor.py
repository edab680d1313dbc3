"""Pages inside the editor, mounted by wagtail_hooks."""

from django.urls import path

from cms.library import views

urlpatterns = [
    path("word/", views.word_upload, name="library-word-upload"),
    path("word/<int:pk>/", views.word_draft, name="library-word-draft"),
    path("editions/<int:pk>/", views.editions, name="library-editions"),
    path("findings/<int:pk>/", views.findings, name="library-findings"),
    path("findings/<int:pk>/replace/", views.findings_replace, name="library-findings-replace"),
    path("findings/<int:pk>/waive/<int:finding>/", views.finding_waive, name="library-finding-waive"),
]
