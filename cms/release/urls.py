"""Reviewers and planners in their own area, guests behind their links, readers of the calendar and of old versions."""

from django.urls import path

from cms.release import views

app_name = "release"
urlpatterns = [
    path("review/", views.desk, name="desk"),
    path("review/releases/", views.releases, name="releases"),
    path("review/releases/new/", views.release_new, name="release-new"),
    path("review/releases/<int:pk>/", views.release, name="release"),
    path("review/releases/<int:pk>/words/", views.release_words, name="release-words"),
    path("review/releases/<int:pk>/move/", views.release_move, name="release-move"),
    path("review/releases/<int:pk>/pages/add/", views.release_add, name="release-add"),
    path("review/releases/<int:pk>/pages/<int:item>/remove/", views.release_remove, name="release-remove"),
    path("review/releases/<int:pk>/readers/add/", views.release_reader, name="release-reader"),
    path("review/releases/<int:pk>/readers/<int:reader>/withdraw/", views.reader_withdraw, name="reader-withdraw"),
    path("review/releases/<int:pk>/<slug:verb>/", views.release_step, name="release-step"),
    path("review/drafts/", views.drafts, name="drafts"),
    path("review/drafts/<int:pk>/", views.draft, name="draft"),
    path("review/<int:pk>/", views.route, name="route"),
    path("review/<int:pk>/text/", views.route_text, name="route-text"),
    path("review/<int:pk>/changes/", views.route_changes, name="route-changes"),
    path("review/<int:pk>/remarks/", views.remark_add, name="remark-add"),
    path("review/<int:pk>/remarks/<int:remark>/settle/", views.remark_settle, name="remark-settle"),
    path("review/<int:pk>/signatures/<int:signature>/invite/", views.signer_invite, name="signer-invite"),
    path("review/<int:pk>/signatures/<int:signature>/<slug:verb>/", views.signature_step, name="signature-step"),
    path("review/<int:pk>/<slug:verb>/", views.route_step, name="route-step"),
    path("sign/<str:token>/", views.sign_link, name="sign-link"),
    path("sign/<str:token>/code/", views.sign_code, name="sign-code"),
    path("sign/<str:token>/text/", views.sign_text, name="sign-text"),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("preview/<str:token>/code/", views.preview_code, name="preview-code"),
    path("preview/<str:token>/pages/<int:page>/", views.preview_page, name="preview-page"),
    path("releases/", views.calendar, name="calendar"),
    path("releases/calendar.ics", views.calendar_feed, name="calendar-feed"),
    path("releases/<int:pk>/", views.calendar_entry, name="calendar-entry"),
    path("versions/<int:pk>/", views.version, name="version"),
]
