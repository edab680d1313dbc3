"""The unit's side: who is put forward, who is approved; and each person's own classes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import LIVE_STATES, EnrolmentState
from courses.training.forms import PeopleForm, ReasonForm
from courses.training.models import UNIT_ROLES, Enrolment, Session
from courses.training.permissions import can_nominate
from courses.training.queries import waitlist_place
from courses.training.views.common import Slice, attempt, enrolment_or_404, session_or_404
from shared.accounts.permissions import require
from shared.directory.enums import RoleCode
from shared.directory.models import Person, Posting
from shared.directory.permissions import has_role, scopes_of


@login_required
def unit_page(request: HttpRequest) -> HttpResponse:
    """What waits for the unit, and everyone it has put forward."""
    require(has_role(request.user, *UNIT_ROLES), _("This page is for a unit's HR officers and leaders."))
    own = Enrolment.objects.of_units(request.user).select_related("session", "person", "agency", "block")
    waiting = own.filter(state=EnrolmentState.NOMINATED).order_by("put_forward_at")[:200]
    page = Slice(own.exclude(state=EnrolmentState.NOMINATED).order_by("-put_forward_at", "-pk"), page_of(request))
    context = {
        "waiting": [(e, permissions.can_decide_for_unit(request.user, e)) for e in waiting],
        "page": page,
        "may_nominate": can_nominate(request.user),
        "query": "",
    }
    return render(request, "training/unit.html", context)


def page_of(request: HttpRequest) -> str:
    return request.GET.get("page", "1")


def own_people(request: HttpRequest, q: str) -> QuerySet[Person]:
    """People posted today in the units this HR officer looks after."""
    scope = Q(pk__in=[])
    for path in scopes_of(request.user, RoleCode.UNIT_HR):
        scope |= Q(agency__path__startswith=path)
    from_postings = Person.objects.filter(postings__in=posting_ids(scope))
    if q:
        from_postings = from_postings.filter(Q(name__icontains=q) | Q(name_pinyin__icontains=q.lower()))
    return from_postings


def posting_ids(scope: Q) -> QuerySet:
    return Posting.objects.valid_on().filter(scope).values("pk")


@login_required
def nominate(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    require(can_nominate(request.user), _("Only a unit's HR officer nominates."))
    q = request.GET.get("q", "").strip()[:60]
    people = own_people(request, q).prefetch_related("postings__agency")
    page = Slice(people.order_by("name_pinyin", "pk"), page_of(request), size=50)
    if request.method == "POST":
        return nominate_chosen(request, session, page.rows)
    live = Enrolment.objects.filter(session=session, state__in=[str(s) for s in LIVE_STATES])
    states = {e.person_id: e for e in live.filter(person__in=[p.pk for p in page.rows])}
    context = {
        "session": session,
        "page": page,
        "rows": [(person, states.get(person.pk)) for person in page.rows],
        "q": q,
        "query": f"q={q}" if q else "",
    }
    return render(request, "training/nominate.html", context)


def nominate_chosen(request: HttpRequest, session: Session, people: list[Person]) -> HttpResponse:
    known = {person.pk: person for person in people}
    form = PeopleForm(request.POST, allowed=list(known))
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(request.get_full_path())
    done = 0
    for pk in form.cleaned_data["chosen"]:
        done += attempt(request, actions.nominate, session, person=known[pk]) is not None
    if done:
        text = ngettext("%(count)d person nominated.", "%(count)d persons nominated.", done) % {"count": done}
        messages.success(request, text + _("The unit leader decides next."))
    return redirect("training:nominate", slug=session.slug)


def first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


# verb → (who may, what happens, does it take a reason)
STEPS: dict[str, tuple[Any, Any, bool]] = {
    "approve": (permissions.can_decide_for_unit, actions.approve_for_unit, False),
    "refuse": (permissions.can_decide_for_unit, actions.refuse_for_unit, True),
    "confirm": (permissions.can_confirm, actions.confirm, False),
    "withdraw": (permissions.can_withdraw, actions.withdraw, True),
}


def said(verb: str) -> str:
    return {
        "approve": _("Approved. The organiser decides next."),
        "refuse": _("Refused. The person has been told the reason."),
        "confirm": _("Your seat is confirmed."),
        "withdraw": _("The enrolment has been withdrawn; the seat goes to the next in line."),
    }[verb]


@login_required
@require_POST
def enrolment_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of one enrolment by its unit or its person."""
    enrolment = enrolment_or_404(request, pk)
    allowed, act, takes_reason = STEPS[verb]
    require(allowed(request.user, enrolment))
    form = ReasonForm(request.POST)
    extra = {"reason": form.cleaned_data["reason"]} if takes_reason and form.is_valid() else {}
    attempt(request, act, enrolment, done=said(verb), **extra)
    return redirect(back_to(request, enrolment))


def back_to(request: HttpRequest, enrolment: Enrolment) -> str:
    known = {"unit": "/training/unit/", "my": "/training/my/"}
    return known.get(request.POST.get("back", ""), enrolment.session.get_absolute_url())


@login_required
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Unit HR chooses who comes instead."""
    enrolment = enrolment_or_404(request, pk)
    require(can_nominate(request.user, enrolment.agency))
    postings = posting_ids(Q(agency=enrolment.agency))
    people = Person.objects.filter(postings__in=postings).exclude(pk=enrolment.person_id)
    q = request.GET.get("q", "").strip()[:60]
    if q:
        people = people.filter(Q(name__icontains=q) | Q(name_pinyin__icontains=q.lower()))
    page = Slice(people.order_by("name_pinyin", "pk"), page_of(request), size=50)
    if request.method == "POST":
        return send_substitute(request, enrolment, page.rows)
    return render(
        request, "training/substitute.html", {"enrolment": enrolment, "page": page, "q": q, "query": f"q={q}"}
    )


def send_substitute(request: HttpRequest, enrolment: Enrolment, people: list[Person]) -> HttpResponse:
    known = {person.pk: person for person in people}
    form = PeopleForm(request.POST, allowed=list(known))
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(request.get_full_path())
    person = known[form.cleaned_data["chosen"][0]]
    attempt(request, actions.substitute, enrolment, person=person, done=_("The substitute has the seat."))
    return redirect("training:unit")


@login_required
def own_classes(request: HttpRequest) -> HttpResponse:
    """Everything the signed-in person takes or took part in."""
    own = Enrolment.objects.filter(person__user_id=request.user.pk or 0).select_related(
        "session", "agency", "block", "person"
    )
    rows = list(own.order_by("-session__starts_on", "-pk")[:200])
    places = {e.pk: waitlist_place(e) for e in rows if e.state == EnrolmentState.WAITLISTED}
    return render(request, "training/my.html", {"rows": [(e, places.get(e.pk)) for e in rows]})
