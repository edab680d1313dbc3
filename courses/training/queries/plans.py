"""Reads about the annual plan: what is needed, what is planned, how far the year has come."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from courses.training.enums import SEATED_STATES, EnrolmentState, NeedState, PlanState, SessionState
from courses.training.models import AnnualPlan, Enrolment, PlanLine, Session, TrainingNeed
from courses.training.models.plans import above
from courses.training.queries.budget import Ceiling, FeeStandard
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, RoleAssignment
from shared.directory.permissions import scopes_of


def plans_for_list(user: Any) -> QuerySet:
    return (
        AnnualPlan.objects.visible_to(user)
        .select_related("ip_office", "proc_office")
        .annotate(line_count=Count("lines", distinct=True))
    )


def needs_of(plan: AnnualPlan, user: Any) -> QuerySet[TrainingNeed]:
    """What this user may read of the plan's needs: all for the offices, their own for units."""
    rows = TrainingNeed.objects.visible_to(user).filter(plan=plan, state=NeedState.SUBMITTED)
    lines = Prefetch("lines", queryset=PlanLine.objects.order_by("number"))
    return rows.select_related("agency", "submitted_by").prefetch_related(lines).order_by("agency__code", "pk")


@dataclass(frozen=True)
class LineProgress:
    """One line of the plan, its classes, and how many people it has reached."""

    line: PlanLine
    ceiling: Ceiling | None
    sessions: list[Session] = field(default_factory=list)
    seated: int = 0
    completed: int = 0
    budget_of_sessions: Decimal = Decimal(0)

    @property
    def is_served(self) -> bool:
        """A cancelled class stays on record, but the line still waits for one."""
        return any(session.state != SessionState.CANCELLED for session in self.sessions)


@dataclass(frozen=True)
class Progress:
    """The year in figures; people on seats include those who have completed."""

    lines: list[LineProgress]
    unplanned: int = 0

    @property
    def people_planned(self) -> int:
        return sum(row.line.people for row in self.lines)

    @property
    def people_seated(self) -> int:
        return sum(row.seated for row in self.lines)

    @property
    def people_completed(self) -> int:
        return sum(row.completed for row in self.lines)

    @property
    def budget_planned(self) -> Decimal:
        return sum((row.line.budget for row in self.lines), Decimal(0))

    @property
    def budget_of_sessions(self) -> Decimal:
        return sum((row.budget_of_sessions for row in self.lines), Decimal(0))

    @property
    def with_class(self) -> int:
        return sum(row.is_served for row in self.lines)


def progress_of(plan: AnnualPlan, user: Any) -> Progress:
    """Lines with their classes and states, people planned, seated and completed: five queries for any number."""
    hosts = ("ip_host__region", "proc_host__region")
    classes = Prefetch("sessions", queryset=Session.objects.visible_to(user).order_by("starts_on", "pk"))
    lines = list(
        PlanLine.objects.filter(plan=plan).select_related("plan", *hosts).prefetch_related(classes).order_by("number")
    )
    seated, completed = people_by_line(plan)
    standard = FeeStandard()
    rows = [
        LineProgress(
            line,
            standard.of_line(line),
            list(line.sessions.all()),
            seated.get(line.pk, 0),
            completed.get(line.pk, 0),
            sum((s.budget or Decimal(0) for s in line.sessions.all() if s.state != SessionState.CANCELLED), Decimal(0)),
        )
        for line in lines
    ]
    return Progress(rows, unplanned_sessions(plan).count())


def people_by_line(plan: AnnualPlan) -> tuple[dict[int, int], dict[int, int]]:
    """{line: people on seats or through}, {line: people who completed}, in one query."""
    on_seats = [*SEATED_STATES, EnrolmentState.COMPLETED, EnrolmentState.NOT_PASSED]
    rows = (
        Enrolment.objects.filter(session__plan_line__plan=plan)
        .order_by()
        .values("session__plan_line")
        .annotate(
            seated=Count("pk", filter=Q(state__in=[str(s) for s in on_seats])),
            completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
        )
        .values_list("session__plan_line", "seated", "completed")
    )
    found = list(rows)
    return {pk: n for pk, n, _c in found}, {pk: c for pk, _n, c in found}


def unplanned_sessions(plan: AnnualPlan) -> QuerySet[Session]:
    """Classes of the two offices in the plan's year that were added with a reason."""
    hosted = Q(ip_host__path__startswith=plan.ip_office.path) | Q(proc_host__path__startswith=plan.proc_office.path)
    return Session.objects.filter(hosted, plan_line=None, starts_on__year=plan.year).exclude(
        Q(unplanned_reason="") | Q(state=SessionState.CANCELLED)
    )


def lines_without_class(plan: AnnualPlan) -> bool:
    """Does a line still wait for a class that takes place?"""
    held = Session.objects.filter(plan_line=OuterRef("pk")).exclude(state=SessionState.CANCELLED)
    return plan.lines.exclude(Exists(held)).exists()


def people_in(session: Session) -> int:
    """How many people the seats of a class are for."""
    return session.blocks.aggregate(total=Sum("seats"))["total"] or 0


def lines_to_run(user: Any) -> QuerySet[PlanLine]:
    """Lines of approved plans from which this organiser may draw up a class."""
    paths = scopes_of(user, RoleCode.ORGANISER)
    hosts = Q(pk__in=[])
    for path in paths:
        hosts |= Q(ip_host__path__startswith=path) | Q(proc_host__path__startswith=path)
    lines = PlanLine.objects.filter(hosts, plan__state=PlanState.APPROVED)
    return lines.select_related("plan").order_by("-plan__year", "number")


def own_units(plan: AnnualPlan, user: Any) -> list[Agency]:
    """For which units this HR officer may submit a need: her own and those below it, if the plan calls them."""
    found = Q(pk__in=[])
    for path in scopes_of(user, RoleCode.UNIT_HR):
        found |= Q(path__startswith=path)
    called = Q(path__startswith=plan.ip_office.path) | Q(path__startswith=plan.proc_office.path)
    return list(Agency.objects.valid_on().filter(found, called).order_by("path")[:300])


def officers_called(plan: AnnualPlan) -> list[Any]:
    """The HR officers of all units below the two offices."""
    called = Q(agency__path__startswith=plan.ip_office.path) | Q(agency__path__startswith=plan.proc_office.path)
    rows = RoleAssignment.objects.valid_on().filter(called, role=RoleCode.UNIT_HR).select_related("user")
    return [row.user for row in rows]


def planners_of(plan: AnnualPlan) -> list[Any]:
    """The training planners who answer for either office."""
    paths = above([plan.ip_office.path, plan.proc_office.path])
    rows = RoleAssignment.objects.valid_on().filter(role=RoleCode.TRAINING_PLANNER, agency__path__in=paths)
    return [row.user for row in rows.select_related("user")]


def calls_open_to(user: Any, today: dt.date) -> Iterable[AnnualPlan]:
    """Plans that ask this HR officer's units for their needs today, those without any need of hers first."""
    return (
        AnnualPlan.objects.calling(user, RoleCode.UNIT_HR)
        .filter(state=PlanState.COLLECTING, needs_due_on__gte=today)
        .order_by("needs_due_on")[:10]
    )
