from django.urls import path

from shared.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.kinds, name="kinds"),
    path("runs/<int:pk>/", views.run_detail, name="run"),
    path("runs/<int:pk>/report.csv", views.run_report, name="run-report"),
    path("runs/<int:pk>/take-over/", views.run_take_over, name="run-take-over"),
    path("<slug:kind>/", views.upload, name="upload"),
]
