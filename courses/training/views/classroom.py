"""The class's own page: what is now, materials, announcements, questions, needs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.training import permissions
from courses.training.actions import classroom as actions
from courses.training.forms import classroom as forms
from courses.training.models import IN_CLASS, ClassMaterial, ClassNeeds, ClassQuestion, Enrolment, GroupMember, Session
from courses.training.queries import leave_account
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require


def class_or_404(request: HttpRequest, slug: str) -> Session:
    session = session_or_404(request, slug)
    require(permissions.can_enter_class(request.user, session), _("This page is for the people of the class."))
    return session


def own_enrolment(request: HttpRequest, session: Session) -> Enrolment | None:
    states = [str(state) for state in IN_CLASS]
    own = Enrolment.objects.filter(session=session, person__user_id=request.user.pk or 0, state__in=states)
    found = own.select_related("person").first()
    if found:
        found.session = session
    return found


def require_place(request: HttpRequest, session: Session) -> Enrolment:
    enrolment = own_enrolment(request, session)
    if enrolment is None:
        raise PermissionDenied(_("This is for the participants of the class."))
    return enrolment


@login_required
def class_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What now, until when, and everything the class shares."""
    return shown(request, class_or_404(request, slug))


def shown(request: HttpRequest, session: Session, **forms_as_sent: Any) -> HttpResponse:
    """The page of the class; a form that was not right stands there as it was sent."""
    today = timezone.localdate()
    slots = list(session.slots.all())
    context = {
        **tabs(request, session, "classroom"),
        **of_herself(request, session),
        "today": [slot for slot in slots if slot.day == today],
        "next": next((slot for slot in slots if slot.day > today), None),
        "materials": ClassMaterial.objects.visible_to(request.user).filter(session=session).select_related("slot"),
        "announcements": session.announcements.select_related("sent_by")[:20],
        "questions": questions_of(request, session),
        "question_form": forms.QuestionForm(session=session),
        "material_form": forms.MaterialForm(session=session),
        "announcement_form": forms.AnnouncementForm(),
        "may_give": permissions.can_give_material(request.user, session),
        "may_run": permissions.can_run_class(request.user, session),
        "may_answer": permissions.can_answer_questions(request.user, session),
        **forms_as_sent,
    }
    return render(request, "training/classroom.html", context)


def of_herself(request: HttpRequest, session: Session) -> dict[str, Any]:
    """What only a participant has: her leave, her group, her needs."""
    enrolment = own_enrolment(request, session)
    if enrolment is None:
        return {"enrolment": None}
    place = GroupMember.objects.filter(enrolment=enrolment).select_related("group").first()
    return {
        "enrolment": enrolment,
        "account": leave_account(enrolment),
        "group": place.group if place else None,
        "marks": dict(enrolment.attendance.filter(slot__day=timezone.localdate()).values_list("slot", "mark")),
        "needs_form": forms.NeedsForm(instance=ClassNeeds.objects.filter(enrolment=enrolment).first()),
        "needs_until": actions.last_day_of_needs(session),
    }


def questions_of(request: HttpRequest, session: Session) -> list[ClassQuestion]:
    rows = ClassQuestion.objects.visible_to(request.user).filter(session=session)
    return list(rows.select_related("slot", "asker__person", "answered_by")[:100])


def said_or_done(request: HttpRequest, form: Any, slug: str) -> HttpResponse:
    """Back to the page with the first fault, when a short form was not right."""
    for name, faults in form.errors.items():
        label = f"{form.fields[name].label}{_(': ')}" if name in form.fields else ""
        messages.error(request, f"{label}{faults[0]}")
    return redirect("training:classroom", slug=slug)


@login_required
@require_POST
def add_material(request: HttpRequest, slug: str) -> HttpResponse:
    session = class_or_404(request, slug)
    require(permissions.can_give_material(request.user, session))
    form = forms.MaterialForm(request.POST, request.FILES, session=session)
    if form.is_valid():
        attempt(request, actions.add_material, form.instance, done=_("Added."))
    return said_or_done(request, form, slug)


@login_required
def download(request: HttpRequest, pk: int) -> FileResponse:
    """For the people of the class and those who run it; always as a download, never shown as a page."""
    material = get_object_or_404(ClassMaterial.objects.visible_to(request.user).exclude(file=""), pk=pk)
    answer = FileResponse(material.file.open("rb"), as_attachment=True, filename=material.file_name)
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def remove_material(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ClassMaterial.objects.visible_to(request.user).select_related("session__ip_host", "session__proc_host")
    material = get_object_or_404(rows, pk=pk)
    own = material.added_by_id == request.user.pk
    require(own or permissions.can_run_class(request.user, material.session))
    slug = material.session.slug
    attempt(request, actions.remove_material, material, done=_("Removed."))
    return redirect("training:classroom", slug=slug)


@login_required
@require_POST
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session))
    form = forms.AnnouncementForm(request.POST)
    if form.is_valid():
        attempt(request, actions.announce, session, done=_("Sent to everybody in the class."), **form.cleaned_data)
    return said_or_done(request, form, slug)


@login_required
@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    enrolment = require_place(request, session)
    form = forms.QuestionForm(request.POST, session=session)
    if form.is_valid():
        done = _("Asked. The lecturers and organisers see your question, nobody else.")
        attempt(request, actions.ask_lecturers, enrolment, done=done, **form.cleaned_data)
    return said_or_done(request, form, slug)


@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("session__ip_host", "session__proc_host", "session__region", "asker__person", "slot")
    rows = ClassQuestion.objects.visible_to(request.user).select_related(*related)
    question = get_object_or_404(rows, pk=pk)
    session = question.session
    require(permissions.can_answer_questions(request.user, session), _("Lecturers and organisers answer."))
    first = {"answer": question.answer, "is_for_class": question.is_for_class or not question.answer}
    form = forms.ReplyForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        attempt(request, actions.answer_question, question, done=_("Answered."), **form.cleaned_data)
        return redirect("training:classroom", slug=session.slug)
    context = {**tabs(request, session, "classroom"), "question": question, "form": form}
    return render(request, "training/question_answer.html", context)


@login_required
@require_POST
def own_needs(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    enrolment = require_place(request, session)
    form = forms.NeedsForm(request.POST)
    if not form.is_valid():
        return shown(request, session, needs_form=form)
    attempt(request, actions.state_needs, enrolment, **form.cleaned_data, done=_("Saved."))
    return redirect("training:classroom", slug=slug)


@login_required
def needs(request: HttpRequest, slug: str) -> HttpResponse:
    """Who needs what, for those who arrange it; every look stands in the history."""
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session), _("Needs are seen by organisers and the class head."))
    context = {
        **tabs(request, session, "classroom"),
        "rows": actions.read_needs(session, by=request.user),
        "until": actions.last_day_of_needs(session),
    }
    return render(request, "training/needs.html", context)
