"""Unit HR chooses who takes part, with everybody's obstacles shown beforehand; and who comes instead."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.training import actions
from courses.training.forms import PeopleForm
from courses.training.models import Enrolment, Session
from courses.training.permissions import can_nominate
from courses.training.queries.eligibility import Fitness, fitness_of, rules_of
from courses.training.views.common import Slice, attempt, enrolment_or_404, session_or_404
from shared.accounts.permissions import require
from shared.directory.enums import RoleCode
from shared.directory.models import Person, Posting
from shared.directory.permissions import scopes_of

AT_ONCE = 200


@dataclass(frozen=True)
class Candidate:
    """One line of the list: where she works, how she stands to the class, what stands in the way."""

    posting: Posting
    enrolment: Enrolment | None
    fitness: Fitness

    @property
    def may_be_chosen(self) -> bool:
        return self.enrolment is None and self.fitness.is_fit


def postings_of_units(user: Any, q: str) -> QuerySet[Posting]:
    """Today's posts in the units this HR officer looks after, by name."""
    scope = Q(pk__in=[])
    for path in scopes_of(user, RoleCode.UNIT_HR):
        scope |= Q(agency__path__startswith=path)
    return named(Posting.objects.valid_on().filter(scope), q)


def named(postings: QuerySet[Posting], q: str) -> QuerySet[Posting]:
    if q:
        postings = postings.filter(Q(person__name__icontains=q) | Q(person__name_search__contains=q.lower()))
    return postings.select_related("person", "agency").order_by("person__name_pinyin", "person", "pk")


def candidates(session: Session, postings: list[Posting]) -> list[Candidate]:
    """The same number of queries for one person and for two hundred."""
    one_each = list({posting.person_id: posting for posting in postings}.values())
    live = Enrolment.objects.live().filter(session=session, person__in=[p.person_id for p in one_each])
    enrolled = {enrolment.person_id: enrolment for enrolment in live}
    fitness = fitness_of(session, one_each)
    return [Candidate(p, enrolled.get(p.person_id), fitness[p.person_id]) for p in one_each]


def asked_for(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:60]


@login_required
def nominate(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody of the unit with what the class asks; those who can take part are ticked at once if so wished."""
    session = session_or_404(request, slug)
    require(can_nominate(request.user), _("Only a unit's HR officer nominates."))
    q = asked_for(request)
    page = Slice(postings_of_units(request.user, q), request.GET.get("page", "1"), size=AT_ONCE)
    if request.method == "POST":
        return nominate_chosen(request, session, [posting.person for posting in page.rows])
    rows = candidates(session, page.rows)
    only = request.GET.get("show") == "eligible"
    context = {
        "session": session,
        "page": page,
        "rows": [row for row in rows if row.may_be_chosen] if only else rows,
        "rules": rules_of(session),
        "able": sum(row.may_be_chosen for row in rows),
        "only": only,
        "all_ticked": request.GET.get("tick") == "eligible",
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
    put = [attempt(request, actions.nominate, session, person=known[pk]) for pk in form.cleaned_data["chosen"]]
    done = [enrolment for enrolment in put if enrolment]
    if done:
        text = ngettext("%(count)d person nominated.", "%(count)d persons nominated.", len(done)) % {"count": len(done)}
        messages.success(request, text + _("The unit leader decides next."))
    tell_over_quota(request, [enrolment for enrolment in done if enrolment.is_over_quota])
    return redirect("training:nominate", slug=session.slug)


def tell_over_quota(request: HttpRequest, above: list[Enrolment]) -> None:
    if above:
        names = "、".join(str(enrolment.person) for enrolment in above)
        messages.warning(
            request, _("Over the quota of the unit: %(names)s. Once accepted, they wait in line.") % {"names": names}
        )


def first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


@login_required
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Unit HR chooses who comes instead, among those of the same unit who can."""
    enrolment = enrolment_or_404(request, pk)
    require(can_nominate(request.user, enrolment.agency))
    colleagues = Posting.objects.valid_on().filter(agency=enrolment.agency_id).exclude(person=enrolment.person_id)
    q = asked_for(request)
    page = Slice(named(colleagues, q), request.GET.get("page", "1"), size=AT_ONCE)
    if request.method == "POST":
        return send_substitute(request, enrolment, [posting.person for posting in page.rows])
    context = {
        "enrolment": enrolment,
        "page": page,
        "rows": candidates(enrolment.session, page.rows),
        "q": q,
        "query": f"q={q}" if q else "",
    }
    return render(request, "training/substitute.html", context)


def send_substitute(request: HttpRequest, enrolment: Enrolment, people: list[Person]) -> HttpResponse:
    known = {person.pk: person for person in people}
    form = PeopleForm(request.POST, allowed=list(known))
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(request.get_full_path())
    person = known[form.cleaned_data["chosen"][0]]
    attempt(request, actions.substitute, enrolment, person=person, done=_("The substitute has the seat."))
    return redirect("training:unit")
