from django.urls import path

from shared.credits import views

app_name = "credits"
urlpatterns = [
    path("", views.own_ledger, name="own-ledger"),
    path("persons/<int:pk>/", views.person_ledger, name="person-ledger"),
    path("persons/<int:pk>/transcripts/new/", views.transcript_new, name="transcript-new"),
    path("persons/<int:pk>/events/new/", views.event_new, name="event-new"),
    path("events/<int:pk>/remove/", views.event_remove, name="event-remove"),
    path("transcripts/<int:pk>/", views.transcript_file, name="transcript"),
    path("people/", views.people, name="people"),
    path("year-end/", views.year_end, name="year-end"),
    path("declarations/", views.declarations, name="declarations"),
    path("declarations/new/", views.declare, name="declare"),
    path("declarations/desk/", views.declaration_desk, name="declaration-desk"),
    path("declarations/<int:pk>/", views.declaration, name="declaration"),
    path("declarations/<int:pk>/proof/", views.proof, name="proof"),
    path("declarations/<int:pk>/<slug:step>/", views.declaration_step, name="declaration-step"),
]
