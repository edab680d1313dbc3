from django.urls import path

from shared.recusal import views

app_name = "recusal"
urlpatterns = [
    path("", views.declarations, name="declarations"),
    path("people/", views.people_declarations, name="people"),
    path("declarations/<int:pk>/", views.declaration, name="declaration"),
    path("declarations/<int:pk>/amend/", views.amend, name="amend"),
    path("declarations/<int:pk>/end/", views.end, name="end"),
    path("checks/<int:pk>/", views.check, name="check"),
]
