from django.urls import path

from shared.directory import views

app_name = "directory"
urlpatterns = [
    path("agencies/", views.agency_list, name="agencies"),
    path("agencies/<str:code>/", views.agency_detail, name="agency"),
    path("people/", views.person_list, name="people"),
    path("people/<int:pk>/", views.person_detail, name="person"),
    path("people/<int:pk>/account/", views.account_open, name="account-open"),
    path("people/<int:pk>/account/change/", views.account_change, name="account-change"),
    path("clusters/", views.cluster_list, name="clusters"),
    path("clusters/<str:code>/", views.cluster_detail, name="cluster"),
    path("roles/", views.role_list, name="roles"),
    path("roles/grant/", views.role_grant, name="role-grant"),
    path("roles/<int:pk>/end/", views.role_end, name="role-end"),
]
