"""Reviewers in their own area, guests behind their link, readers of earlier versions."""

from django.urls import path

from cms.release import views

app_name = "release"
urlpatterns = [
    path("review/", views.desk, name="desk"),
    path("review/<int:pk>/", views.route, name="route"),
    path("review/<int:pk>/text/", views.route_text, name="route-text"),
    path("review/<int:pk>/changes/", views.route_changes, name="route-changes"),
    path("review/<int:pk>/signatures/<int:signature>/invite/", views.signer_invite, name="signer-invite"),
    path("review/<int:pk>/signatures/<int:signature>/<slug:verb>/", views.signature_step, name="signature-step"),
    path("review/<int:pk>/<slug:verb>/", views.route_step, name="route-step"),
    path("sign/<str:token>/", views.sign_link, name="sign-link"),
    path("sign/<str:token>/code/", views.sign_code, name="sign-code"),
    path("sign/<str:token>/text/", views.sign_text, name="sign-text"),
    path("versions/<int:pk>/", views.version, name="version"),
]
