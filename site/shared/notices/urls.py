from django.urls import path

from shared.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("settings/", views.delivery_settings, name="settings"),
    path("calendar/", views.calendar_settings, name="calendar"),
    path("read/", views.read_all, name="read-all"),
    path("<int:pk>/open/", views.open_notice, name="open"),
    path("<int:pk>/read/", views.read_notice, name="read"),
]

# Outside /notices/: the address stands in calendar programs for years.
CALENDAR = [path("calendar/<str:token>/feed.ics", views.calendar_feed, name="calendar-feed")]

# Outside /notices/: open to readers without an account.
SUBSCRIPTIONS = (
    [
        path("", views.subscribe, name="subscribe"),
        path("asked/", views.asked, name="asked"),
        path("confirm/<str:token>/", views.confirm, name="confirm"),
        path("leave/<str:token>/", views.leave, name="leave"),
    ],
    "subscriptions",
)
