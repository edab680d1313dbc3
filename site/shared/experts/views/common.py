from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from shared.audit.actions import NotAllowedNow
from shared.experts.models import Expert


def one(request: HttpRequest, pk: int) -> Expert:
    """The expert, or 404 for who may not see her."""
    rows = Expert.objects.visible_to(request.user).select_related("person", "agency__region", "region")
    return get_object_or_404(rows, pk=pk)


def attempt(request: HttpRequest, act: Callable[..., Any], *args: Any, done: str, **values: Any) -> bool:
    """Do it and say so; a refusal becomes a sentence on the next page."""
    try:
        act(*args, by=request.user, **values)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def form_page(
    request: HttpRequest, form: forms.BaseForm, act: Callable[[], Any], *, done: str, to: str = "", **context: Any
) -> HttpResponse:
    """A page with one form: filled in rightly it does `act` and leads `to`, or to what `act` has made.

    A refusal stands above the form.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(to or made)
    context |= {"form": form, "back": to or reverse("experts:experts"), "has_file": form.is_multipart()}
    return render(request, "experts/form.html", context, status=422 if form.is_bound and form.errors else 200)
