from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.training.forms import PeopleForm
from courses.training.models import Enrolment, Session
from shared.audit.actions import NotAllowedNow
from shared.ui.prepared import Prepared

PAGE = 20
CLASSES_AT = Prepared(lambda slug: Session.objects.filter(slug=slug).order_by())


def session_or_404(request: HttpRequest, slug: str) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.user).with_hosts(), slug=slug)


def session_to_join_or_404(request: HttpRequest, slug: str) -> Session:
    """In a rush this is asked five hundred times: who is named for an internal lecture only where it may be one."""
    session = next(iter(CLASSES_AT(slug)), None)
    if session and session.is_public:
        return session
    return get_object_or_404(Session.objects.open_to(request.user), slug=slug)


def enrolment_or_404(request: HttpRequest, pk: int) -> Enrolment:
    related = ("session__ip_host", "session__proc_host", "person", "agency", "block")
    return get_object_or_404(Enrolment.objects.visible_to(request.user).select_related(*related), pk=pk)


def attempt(request: HttpRequest, act: Callable[..., Any], *args: Any, done: str | Promise = "", **kwargs: Any) -> Any:
    """Do it and say so; a refusal becomes a sentence on the next page. Return what the action returned, or None."""
    try:
        result = act(*args, by=request.user, **kwargs)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, str(done))
    return result


def chosen_in(request: HttpRequest, rows: QuerySet[Enrolment]) -> list[Enrolment]:
    known = {e.pk: e for e in rows}
    form = PeopleForm(request.POST, allowed=list(known))
    if not form.is_valid():
        messages.error(request, _("Tick at least one person."))
        return []
    return sorted((known[pk] for pk in form.cleaned_data["chosen"]), key=lambda e: (e.put_forward_at, e.pk))


class Slice:
    """One page of a long list without counting it: one row more than shown tells whether there is a next page."""

    def __init__(self, rows: QuerySet, number: str, size: int = PAGE) -> None:
        self.number = max(int(number), 1) if number.isdigit() and len(number) < 6 else 1
        start = (self.number - 1) * size
        found = list(rows[start : start + size + 1])
        self.has_next = len(found) > size
        self.rows = found[:size]

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1
