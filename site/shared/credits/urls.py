from django.urls import path

from shared.credits import views

app_name = "credits"
urlpatterns = [
    path("", views.own_ledger, name="own-ledger"),
    path("persons/<int:pk>/", views.person_ledger, name="person-ledger"),
]
