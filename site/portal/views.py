from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """A member's own page: what is to be done, until when."""
    return render(request, "portal/start.html")


def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/styleguide.html")
