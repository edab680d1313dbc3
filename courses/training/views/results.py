"""Who completed and who did not: grades in, rules, results out."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import EnrolmentState, SessionState
from courses.training.forms import GradesForm, RulesForm
from courses.training.models import Enrolment, Session
from courses.training.queries import Rules, Standing, completion_rules, lacks, people_with_results, standings
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.ui.tables import Column, asked_format, table_response

COLUMNS = [
    Column(gettext_lazy("Name"), lambda row: row["enrolment"].person.name),
    Column(gettext_lazy("Unit"), lambda row: row["enrolment"].agency.name),
    Column(gettext_lazy("State"), lambda row: row["enrolment"].get_state_display()),
    Column(gettext_lazy("Hours of leave"), lambda row: row["standing"].hours.excused),
    Column(gettext_lazy("Hours absent"), lambda row: row["standing"].hours.absent),
    Column(
        gettext_lazy("Grade"), lambda row: row["standing"].assessment and row["standing"].assessment.get_grade_display()
    ),
    Column(gettext_lazy("Score"), lambda row: row["standing"].assessment and row["standing"].assessment.score),
    Column(gettext_lazy("Reason"), lambda row: row["enrolment"].reason or "".join(row["missing"])),
]


@login_required
def results(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everybody's hours, grade and what is missing; the class head enters grades here."""
    session = session_or_404(request, slug)
    require(permissions.can_see_desk(request.user, session), _("Results are seen by those who run the class."))
    rules = completion_rules(session)
    rows = rows_of(session, rules)
    if wanted := asked_format(request.GET):
        return table_response(f"{session.number}-{_('results')}", COLUMNS, rows, wanted)
    may_enter = may_grade(request, session)
    form = grades_form(request, rows) if may_enter else None
    if request.method == "POST" and form and form.is_valid():
        attempt(request, actions.record_assessments, session, assessments=form.assessments(), done=_("Grades saved."))
        return redirect(request.path)
    for row in rows:
        row["fields"] = form.row(row["enrolment"]) if form and row["enrolment"] in form.people else []
    context = {
        **tabs(request, session, "results"),
        "rows": rows,
        "form": form,
        "rules": rules,
        "rule_form": RulesForm(initial={"kinds": sorted(rules.kinds), "least_percent": rules.least_percent}),
        "may_rule": permissions.can_organise(request.user, session),
    }
    return render(request, "training/results.html", context)


def may_grade(request: HttpRequest, session: Session) -> bool:
    """While the class runs or is being assessed."""
    running = {SessionState.IN_PROGRESS, SessionState.SUSPENDED, SessionState.ASSESSING}
    return session.state in running and permissions.can_run_class(request.user, session)


def rows_of(session: Session, rules: Rules) -> list[dict[str, Any]]:
    known = standings(session, rules)
    rows = []
    for enrolment in people_with_results(session):
        standing = known.get(enrolment.pk, Standing())
        open_ = enrolment.state == EnrolmentState.ATTENDING
        missing = [sentence for _kind, sentence in lacks(session, rules, standing)] if open_ else []
        rows.append({"enrolment": enrolment, "standing": standing, "missing": missing})
    return rows


def grades_form(request: HttpRequest, rows: list[dict[str, Any]]) -> GradesForm:
    people: list[Enrolment] = [r["enrolment"] for r in rows if r["enrolment"].state == EnrolmentState.ATTENDING]
    known = {r["enrolment"].pk: r["standing"].assessment for r in rows if r["standing"].assessment}
    return GradesForm(request.POST or None, people=people, known=known)


@login_required
@require_POST
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    form = RulesForm(request.POST)
    chosen = form.cleaned_data if form.is_valid() else {"kinds": [], "least_percent": None}
    attempt(request, actions.set_completion_rules, session, done=_("Completion rules saved."), **chosen)
    return redirect("training:results", slug=slug)
