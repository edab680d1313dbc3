"""The papers of a class, its new days, and who runs it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.actions.postponement import POSTPONABLE
from courses.training.enums import FILLING_STATES, SessionState
from courses.training.exports import NOTICE_COLUMNS, OFFICER_COLUMNS
from courses.training.forms import CallUpForm, OfficerForm, PostponeForm
from courses.training.models import CallUpNotice, Session, SessionOfficer
from courses.training.queries.notices import changes_since, clashes_of, last_notice, notice_content
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.jobs.actions import later
from shared.ui.tables import asked_format, table_response

FACTS = {
    "title": pgettext_lazy("of a class", "title"),
    "starts_on": gettext_lazy("first day"),
    "ends_on": gettext_lazy("last day"),
    "venue": gettext_lazy("venue"),
    "closes_at": gettext_lazy("enrolment closes at"),
    "quota": gettext_lazy("quota"),
    "audience": gettext_lazy("audience"),
    "hours": gettext_lazy("credit hours"),
}


@login_required
def notice_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every paper issued so far; for organisers also what to issue next."""
    session = session_or_404(request, slug)
    issued = session.notices.select_related("issued_by", "replaces")
    if fmt := asked_format(request.GET):
        return table_response(f"{session.number}-{_('Notices of this class')}", NOTICE_COLUMNS, issued, fmt)
    may_organise = permissions.can_organise(request.user, session)
    before = last_notice(session)
    changed = changes_since(before, session) if may_organise and before else []
    context = {
        **tabs(request, session, "notice"),
        "notices": issued,
        "may_organise": may_organise,
        "may_issue": may_organise and session.state == SessionState.APPROVED,
        "may_correct": may_organise and session.state in FILLING_STATES,
        "may_postpone": may_organise and session.state in POSTPONABLE,
        "changed": [FACTS[name] for name in changed],
        "draft": notice_content(session, "call_up") if may_organise else None,
        "form": CallUpForm(initial={"contact": before.content.get("contact", "") if before else ""}),
        "clashes": clashes_of(session) if may_organise and session.lies_ahead else [],
    }
    return render(request, "training/notices.html", context)


@login_required
@require_POST
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue the call-up notice, or a corrected one where it is out already."""
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    form = CallUpForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The notice was not issued: the text or the contact is too long."))
        return redirect("training:notices", slug=slug)
    act = actions.correct_notice if "correct" in request.POST else actions.open_enrolment
    done = _("The notice has its number; the PDF is being made.")
    attempt(request, act, session, done=done, **form.cleaned_data)
    return redirect("training:notices", slug=slug)


@login_required
def notice_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    notice = get_object_or_404(CallUpNotice.objects.visible_to(request.user).select_related("session"), pk=pk)
    if not notice.file:
        later("training.typeset_notice", notice_id=notice.pk)
        messages.info(request, _("The PDF is being made. Try again in a few seconds."))
        return redirect("training:notices", slug=notice.session.slug)
    return FileResponse(notice.file.open(), as_attachment=True, filename=f"{notice.number}.pdf")


@login_required
def postpone(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    form = PostponeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("Postponed. Everyone concerned is being told.")
        if attempt(request, actions.postpone, session, done=done, **form.cleaned_data):
            return redirect("training:notices", slug=slug)
        session.refresh_from_db()
    return render(request, "training/postpone.html", {**tabs(request, session, "notice"), "form": form})


@login_required
def officers(request: HttpRequest, slug: str) -> HttpResponseBase:
    session = session_or_404(request, slug)
    require(permissions.can_see_desk(request.user, session))
    if fmt := asked_format(request.GET):
        rows = [officer for officer, _may_end in officer_rows(request.user, session)]
        return table_response(f"{session.number}-{_('Who runs this class')}", OFFICER_COLUMNS, rows, fmt)
    may_appoint = permissions.can_appoint_somebody(request.user, session)
    form = OfficerForm(request.POST or None, session=session, user=request.user)
    if request.method == "POST":
        require(may_appoint)
        if form.is_valid() and attempt(
            request, actions.appoint_officer, session, done=_("Appointed."), **form.cleaned_data
        ):
            return redirect("training:officers", slug=slug)
    context = {
        **tabs(request, session, "officers"),
        "officers": officer_rows(request.user, session),
        "form": form,
        "may_appoint": may_appoint,
    }
    return render(request, "training/officers.html", context)


def officer_rows(user: Any, session: Session) -> list[tuple[SessionOfficer, bool]]:
    rows = session.officers.filter(ended_at=None).select_related("person", "appointed_by")
    return [(officer, permissions.can_appoint(user, session, officer.side)) for officer in rows]


@login_required
@require_POST
def end_duty(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    session = session_or_404(request, slug)
    officer = get_object_or_404(session.officers.filter(ended_at=None).select_related("person"), pk=pk)
    require(permissions.can_appoint(request.user, session, officer.side))
    officer.session = session
    attempt(request, actions.end_duty, officer, done=_("The duty has ended."))
    return redirect("training:officers", slug=slug)
