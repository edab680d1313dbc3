"""What is public, for those who answer for it; the text of a withdrawn page where it stays readable."""

from django.urls import path

from cms.library.views import upkeep

app_name = "upkeep"
urlpatterns = [
    path("review/public/", upkeep.pages, name="pages"),
    path("review/public/<int:pk>/", upkeep.page, name="page"),
    path("review/public/<int:pk>/withdraw/", upkeep.withdraw, name="withdraw"),
    path("review/public/<int:pk>/withdraw/call-off/", upkeep.call_off, name="call-off"),
    path("withdrawn/<int:pk>/", upkeep.withdrawn_text, name="withdrawn-text"),
]
