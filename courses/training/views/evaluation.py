"""Questionnaires, the page a participant answers on, and the results."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import RoundState
from courses.training.exports import QUESTIONNAIRE_COLUMNS
from courses.training.forms import (
    EvaluationForm,
    HideForm,
    PlanEvaluationForm,
    QuestionnaireForm,
    StartQuestionnaireForm,
    item_forms,
)
from courses.training.models import (
    QUESTIONNAIRE_ROLES,
    EvaluationRemark,
    EvaluationRound,
    EvaluationTicket,
    Questionnaire,
)
from courses.training.queries import (
    PartResult,
    all_parts,
    evaluation_results,
    parts_for,
    parts_taught_by,
    questionnaires_for,
)
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.directory.models import Agency, RoleAssignment
from shared.ui.tables import Column, asked_format, table_response

COLUMNS = [
    Column(gettext_lazy("About"), 0),
    Column(gettext_lazy("Question"), 1),
    Column(gettext_lazy("Answer"), 2),
    Column(pgettext_lazy("of answers", "Number"), 3),
    Column(gettext_lazy("Share"), 4),
]


@login_required
def evaluation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """For organisers: what is asked, how many have answered, and once it is closed what they said."""
    session = session_or_404(request, slug)
    require(permissions.can_see_evaluation(request.user, session))
    round_ = EvaluationRound.objects.filter(session=session).select_related("questionnaire").first()
    results = evaluation_results(round_, all_parts(round_)) if round_ else []
    if wanted := asked_format(request.GET):
        return table_response(f"{session.number}-{_('evaluation')}", COLUMNS, lines_of(results), wanted)
    initial = {"questionnaire": round_.questionnaire_id if round_ else None}
    context = {
        **tabs(request, session, "evaluation"),
        **progress(round_),
        "round": round_,
        "results": results,
        "plan_form": PlanEvaluationForm(offered=questionnaires_for(session), initial=initial),
        "may_organise": permissions.can_organise(request.user, session),
    }
    return render(request, "training/evaluation.html", context)


def progress(round_: EvaluationRound | None) -> dict[str, Any]:
    """How many were asked and how many have answered; never who."""
    if round_ is None or round_.state not in {RoundState.OPEN, RoundState.CLOSED}:
        return {"asked": 0, "answered": 0}
    tickets = list(round_.tickets.values_list("has_answered", flat=True))
    return {"asked": len(tickets), "answered": sum(tickets)}


def lines_of(results: list[PartResult]) -> list[tuple[str, ...]]:
    """The results as rows of a sheet; what is withheld on the page is withheld here."""
    rows: list[tuple[Any, ...]] = []
    for part in results:
        for found in part.questions:
            if found.is_text:
                shown = [r for r in found.remarks if not r.hidden_reason]
                rows += [(str(part.part), found.question.text, remark.text, "", "") for remark in shown]
            else:
                rows += [(str(part.part), found.question.text, c.label, c.count, c.percent) for c in found.counts]
    return rows


@login_required
@require_POST
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    form = PlanEvaluationForm(request.POST, offered=questionnaires_for(session))
    if form.is_valid():
        attempt(request, actions.plan_evaluation, session, done=_("Evaluation planned."), **form.cleaned_data)
    return redirect("training:evaluation", slug=slug)


@login_required
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Only those who attended are asked; to everybody else this page does not exist."""
    session = session_or_404(request, slug)
    own = EvaluationTicket.objects.visible_to(request.user).filter(round__session=session)
    ticket = get_object_or_404(own.select_related("round", "enrolment__person"))
    asked = parts_for(ticket)
    form = EvaluationForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        answers = form.answers()
        attempt(request, answer_once, ticket, answers=answers, done=_("Thank you. Your answers are counted."))
        return redirect("training:evaluation-answer", slug=slug)
    is_open = ticket.round.state == RoundState.OPEN and not ticket.has_answered
    context = {"session": session, "ticket": ticket, "form": form, "groups": form.groups(), "is_open": is_open}
    return render(request, "training/evaluation_answer.html", context)


def answer_once(ticket: EvaluationTicket, *, answers: dict[tuple[int, int], int | str], by: Any) -> bool:
    actions.answer_evaluation(ticket, answers=answers, by=by)
    return True


@login_required
def own_lectures(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A lecturer reads what was said about her own lectures."""
    session = session_or_404(request, slug)
    round_ = get_object_or_404(EvaluationRound, session=session)
    parts = parts_taught_by(request.user, round_)
    if not parts:
        raise Http404
    results = evaluation_results(round_, parts)
    if wanted := asked_format(request.GET):
        return table_response(f"{session.number}-{_('evaluation')}", COLUMNS, lines_of(results), wanted)
    context = {"session": session, "round": round_, "results": results}
    return render(request, "training/evaluation_lectures.html", context)


@login_required
@require_POST
def hide(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Hide a remark that names a case or a person."""
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    remarks = EvaluationRemark.objects.filter(part__round__session=session, part__round__state=RoundState.CLOSED)
    remark = get_object_or_404(remarks.select_related("part__round__session"), key=key)
    form = HideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    attempt(request, actions.hide_remark, remark, reason=reason, done=_("The remark is hidden."))
    return redirect("training:evaluation", slug=slug)


@login_required
def questionnaires(request: HttpRequest) -> HttpResponseBase:
    """The questionnaires of one's agencies, and the start of a new one from the standard questions."""
    require(permissions.can_keep_questionnaires(request.user))
    form = StartQuestionnaireForm(request.POST or None, agencies=agencies_of(request.user))
    if request.method == "POST" and form.is_valid():
        made = attempt(request, start_questionnaire, form.cleaned_data["agency"], title=form.cleaned_data["title"])
        return redirect("training:questionnaire", pk=made.pk) if made else redirect(request.path)
    rows = Questionnaire.objects.visible_to(request.user).select_related("agency")
    if fmt := asked_format(request.GET):
        return table_response(str(_("Questionnaires")), QUESTIONNAIRE_COLUMNS, rows, fmt)
    return render(request, "training/questionnaires.html", {"rows": rows, "form": form})


def start_questionnaire(agency: Agency, *, title: str, by: Any) -> Questionnaire:
    return actions.start_questionnaire(agency, title=title, by=by)


def agencies_of(user: Any) -> Any:
    """The agencies for which this person plans or organises training."""
    held = RoleAssignment.objects.valid_on().filter(user=user, role__in=QUESTIONNAIRE_ROLES)
    return Agency.objects.filter(pk__in=held.values("agency"))


@login_required
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Questionnaire.objects.visible_to(request.user).select_related("agency"), pk=pk)
    data = request.POST or None
    form, items = QuestionnaireForm(data, instance=found), item_forms(found, data)
    if request.method == "POST" and form.is_valid() and all(item.is_valid() for item in items):
        asked = [item.instance for item in items if item.cleaned_data.get("text")]
        attempt(request, actions.revise_questionnaire, found, items=asked, done=_("Questionnaire saved."))
        return redirect(request.path)
    return render(request, "training/questionnaire.html", {"questionnaire": found, "form": form, "items": items})
