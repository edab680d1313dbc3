"""The accounts' own pages, and those pages of allauth that this product offers: no sign-up, no social accounts."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from shared.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("activate/<str:token>/", views.activate, name="activate"),
    path("sessions/end/", views.sessions_end, name="sessions-end"),
    path("idle/", views.idle_warning, name="idle"),
    path("keep-alive/", views.keep_alive, name="keep-alive"),
]

# allauth finds its pages by these names, so they live outside the namespace.
SIGN_IN = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", views.how_to_get_an_account, name="account_signup"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("2fa/", include("allauth.mfa.urls")),
]
