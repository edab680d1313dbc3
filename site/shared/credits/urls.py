from django.urls import path

from shared.credits import views

app_name = "credits"
urlpatterns = [
    path("", views.own_ledger, name="own-ledger"),
    path("persons/<int:pk>/", views.person_ledger, name="person-ledger"),
    path("people/", views.own_ledger, name="people"),
    path("declarations/", views.own_ledger, name="declarations"),
    path("declarations/new/", views.own_ledger, name="declare"),
    path("declarations/desk/", views.own_ledger, name="declaration-desk"),
    path("declarations/<int:pk>/", views.person_ledger, name="declaration"),
]
