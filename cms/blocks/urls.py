"""Pages inside the editor, mounted by wagtail_hooks."""

from django.urls import path

from cms.blocks import views

urlpatterns = [
    path("pages/<int:pk>/sheet/", views.sheet_upload, name="blocks-sheet-upload"),
    path("sheets/<int:pk>/", views.sheet_range, name="blocks-sheet-range"),
]
