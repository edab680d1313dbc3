from django.urls import path

from shared.documents import views

app_name = "seals"
urlpatterns = [
    path("", views.seals, name="list"),
    path("<int:pk>/picture/", views.picture, name="picture"),
    path("<int:pk>/end/", views.end, name="end"),
]
