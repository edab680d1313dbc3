from django.urls import path

from courses.certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.own_list, name="own-list"),
    path("check/", views.check_form, name="check-form"),
    path("sessions/<slug:slug>/", views.session_certificates, name="session"),
    path("sessions/<slug:slug>/issue/", views.issue, name="issue"),
    path("<str:code>/", views.check, name="check"),
    path("<str:code>/pdf/", views.download, name="download"),
    path("<str:code>/revoke/", views.revoke, name="revoke"),
]
