from django.urls import path

from shared.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("settings/", views.delivery_settings, name="settings"),
    path("read/", views.read_all, name="read-all"),
    path("<int:pk>/open/", views.open_notice, name="open"),
    path("<int:pk>/read/", views.read_notice, name="read"),
]
