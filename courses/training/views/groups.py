"""Groups of a class, and its printed papers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.training import permissions
from courses.training.actions import classroom as actions
from courses.training.forms.classroom import DealForm
from courses.training.models import ClassGroup, Enrolment, GroupMember, Session
from courses.training.queries import papers
from courses.training.views.classroom import class_or_404
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.documents.actions import typeset
from shared.documents.glyphs import MissingGlyphsError

PAPERS = {
    "sign-in-sheet": ("training/sign_in_sheet", papers.sign_in_sheet),
    "badges": ("training/badges", papers.badges),
    "groups": ("training/group_list", papers.group_list),
}


@login_required
def groups_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in which group; those who run the class arrange it here."""
    session = class_or_404(request, slug)
    may_arrange = permissions.can_run_class(request.user, session)
    groups = list(session.groups.all())
    people = list(people_of(session))
    if request.method == "POST":
        require(may_arrange)
        places, leaders = asked_for(request, groups, people)
        attempt(request, actions.arrange_groups, session, places=places, leaders=leaders, done=_("Saved."))
        return redirect("training:groups", slug=slug)
    there = dict(GroupMember.objects.filter(group__session=session).values_list("enrolment", "group"))
    context = {
        **tabs(request, session, "classroom"),
        "groups": [(group, [p for p in people if there.get(p.pk) == group.pk]) for group in groups],
        "people": [(person, there.get(person.pk)) for person in people],
        "may_arrange": may_arrange,
        "form": DealForm(initial={"number": len(groups) or 4}),
    }
    return render(request, "training/groups.html", context)


def people_of(session: Session) -> Any:
    rows = Enrolment.objects.filter(session=session, state__in=actions.IN_GROUPS).select_related("person", "agency")
    return rows.order_by("side", "person__name_pinyin", "pk")


def asked_for(
    request: HttpRequest, groups: list[ClassGroup], people: list[Enrolment]
) -> tuple[dict[int, int | None], dict[int, int | None]]:
    """The form as {enrolment: group} and {group: leader}; what is no number is nothing."""

    def number(name: str) -> int | None:
        value = request.POST.get(name, "")
        return int(value) if value.isdigit() and len(value) < 12 else None

    places = {person.pk: number(f"group-{person.pk}") for person in people}
    return places, {group.pk: number(f"leader-{group.pk}") for group in groups}


@login_required
@require_POST
def deal(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session))
    form = DealForm(request.POST)
    if form.is_valid():
        attempt(request, actions.deal_groups, session, done=_("Dealt out. Adjust and save."), **form.cleaned_data)
    else:
        messages.error(request, _("Give a number of groups."))
    return redirect("training:groups", slug=slug)


@login_required
def paper(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    """A paper to print, as PDF."""
    session = session_or_404(request, slug)
    require(permissions.can_see_desk(request.user, session))
    if paper not in PAPERS:
        raise Http404
    template, data = PAPERS[paper]
    try:
        made = typeset(template, data(session), lang=request.LANGUAGE_CODE)
    except MissingGlyphsError as fault:
        messages.error(request, str(fault))
        return redirect("training:groups", slug=slug)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{session.slug}-{paper}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
