from django.urls import path

from courses.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.banks, name="banks"),
    path("<int:pk>/", views.bank, name="bank"),
    path("<int:pk>/export/", views.export, name="export"),
    path("<int:pk>/new/", views.new_question, name="new-question"),
    path("questions/<int:pk>/", views.question, name="question"),
    path("questions/<int:pk>/edit/", views.edit_question, name="edit-question"),
    path("questions/<int:pk>/retire/", views.retire, name="retire"),
    path("questions/<int:pk>/restore/", views.restore, name="restore"),
]
