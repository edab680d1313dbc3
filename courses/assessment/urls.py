from django.urls import path

from courses.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.banks, name="banks"),
    path("<int:pk>/", views.bank, name="bank"),
]
