from django.urls import path

from courses.learning.views import attempts, files, pages

app_name = "learning"
urlpatterns = [
    path("", pages.own, name="own"),
    path("courses/<slug:slug>/", pages.course, name="course"),
    path("courses/<slug:slug>/lessons/<int:pk>/", pages.lesson, name="lesson"),
    path("courses/<slug:slug>/lessons/<int:pk>/read/", pages.lesson_read, name="lesson-read"),
    path("courses/<slug:slug>/lessons/<int:pk>/start/", attempts.start, name="start"),
    path("attempts/<int:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<int:pk>/hand-in/", attempts.hand_in, name="hand-in"),
    path("attempts/<int:pk>/<int:number>/", attempts.question, name="question"),
    path("files/<int:pk>/<slug:part>/", files.lesson_file, name="lesson-file"),
    path("drafts/<int:pk>/<slug:part>/", files.draft_file, name="draft-file"),
    path("sessions/<slug:slug>/", pages.session_progress, name="session"),
]
