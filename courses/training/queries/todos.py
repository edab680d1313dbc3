"""What each person has to do in joint training, for the start page."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.training.enums import Duty, EnrolmentState, Origin, SessionState, Side
from courses.training.models import UNIT_ROLES, Enrolment, Session, SessionOfficer, hosted_below
from courses.training.queries.leave import leave_to_decide
from courses.training.queries.own import own_calls, seats_to_confirm
from courses.training.queries.seats import slots_without_full_attendance
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role, scopes_of
from shared.regulations.queries import deadline
from shared.ui.todos import Todo


def todos(user: Any) -> list[Todo]:
    """What joint training asks of this person: her seat, her unit, the plans and classes she answers for.

    An office that she does not hold costs no query.
    """
    offices = [provider for roles, provider in OFFICES if has_role(user, *roles)]
    return [*own_todos(user), *class_head_todos(user), *(todo for provider in offices for todo in provider(user))]


def own_todos(user: Any) -> list[Todo]:
    return [
        Todo(
            title=_("Confirm: %(session)s") % {"session": row.session.title},
            url=row.session.get_absolute_url(),
            note=_("A seat that is not confirmed goes to the next person in line."),
            due=row.confirm_by,
            action_label=_("Confirm"),
        )
        for row in seats_to_confirm(user)
    ]


def unit_todos(user: Any) -> list[Todo]:
    """One line for everything that waits for the unit's word: leaders decide all, HR what people asked for."""
    waiting = Enrolment.objects.filter(state=EnrolmentState.NOMINATED)
    mine = waiting.of_units(user, RoleCode.UNIT_LEADER)
    mine = mine | waiting.filter(origin=Origin.APPLIED).of_units(user, RoleCode.UNIT_HR)
    rows = list(mine.distinct().values_list("person__name", "session__closes_at")[:100])
    if not rows:
        return []
    closing = [timezone.localdate(closes) for _name, closes in rows if closes]
    return [
        Todo(
            title=ngettext("Decide %(n)d enrolment of my unit", "Decide %(n)d enrolments of my unit", len(rows))
            % {"n": len(rows)},
            url=reverse("training:unit"),
            note="、".join(name for name, _closes in rows[:8]),
            due=min(closing, default=None),
            action_label=_("Decide"),
        )
    ]


def planner_todos(user: Any) -> list[Todo]:
    """What waits for this host's training office: plans to approve (A9), classes to complete and to archive (8.1)."""
    return [*plans_to_approve(user), *classes_to_end(user)]


def classes_to_end(user: Any) -> list[Todo]:
    """Classes whose organisers have closed the results, and completed ones with the day by which they are archived."""
    own = Session.objects.filter(hosted_below(scopes_of(user, RoleCode.TRAINING_PLANNER)))
    found = []
    for session in own.filter(state__in=[str(state) for state in OFFICE_STEP]).order_by("ends_on")[:20]:
        title = f"{OFFICE_STEP[SessionState(session.state)]}{_(': ')}{session.title}"
        is_over = session.state == SessionState.COMPLETED
        due = deadline("training.archive", start=session.ends_on) if is_over else None
        found.append(Todo(title, desk_of(session), due=due))
    return found


def plans_to_approve(user: Any) -> list[Todo]:
    found = []
    for side, host in ((Side.IP, "ip_host"), (Side.PROC, "proc_host")):
        scope = Q(pk__in=[])
        for path in scopes_of(user, RoleCode.TRAINING_PLANNER):
            scope |= Q(**{f"{host}__path__startswith": path})
        plans = Session.objects.filter(scope, state=SessionState.PLAN_REVIEW).exclude(approvals__side=side)
        found += [
            Todo(
                title=_("Approve the plan: %(session)s") % {"session": session.title},
                url=desk_of(session),
                note=_("The training offices of both hosts decide."),
                action_label=_("Look at the plan"),
            )
            for session in plans[:20]
        ]
    return list({todo.url: todo for todo in found}.values())


def desk_of(session: Session) -> str:
    return reverse("training:desk", args=[session.slug])


NEXT_STEP = {
    SessionState.DRAFT: gettext_lazy("Finish the draft and submit the plan"),
    SessionState.APPROVED: gettext_lazy("Issue the call-up notice"),
    SessionState.CLOSED: gettext_lazy("Confirm the list"),
    SessionState.CONFIRMED: gettext_lazy("Start the class"),
    SessionState.ASSESSING: gettext_lazy("Give and close the results"),
}
OFFICE_STEP = {
    SessionState.CONCLUDING: gettext_lazy("Complete and post the hours"),
    SessionState.COMPLETED: gettext_lazy("Archive the class"),
}


def organiser_todos(user: Any) -> list[Todo]:
    """Nominations to decide, and classes whose next step is the organiser's; at most a page of them."""
    own = Session.objects.filter(hosted_below(scopes_of(user, RoleCode.ORGANISER)))
    waiting = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.SUBMITTED))
    today = timezone.localdate()
    rows = own.filter(state__in=[str(s) for s in (SessionState.ENROLLING, *NEXT_STEP)]).annotate(waiting=waiting)
    found = []
    for session in rows.order_by("starts_on")[:40]:
        if session.waiting:
            text = ngettext(
                "%(n)d nomination to decide: %(session)s", "%(n)d nominations to decide: %(session)s", session.waiting
            )
            found.append(
                Todo(
                    text % {"n": session.waiting, "session": session.title}, desk_of(session), due=closing_day(session)
                )
            )
        elif session.state in NEXT_STEP and is_due(session, today):
            title = f"{NEXT_STEP[SessionState(session.state)]}{_(': ')}{session.title}"
            found.append(Todo(title, desk_of(session), due=session.starts_on if session.lies_ahead else None))
    return found


def closing_day(session: Session) -> dt.date | None:
    return timezone.localdate(session.closes_at) if session.closes_at else None


def is_due(session: Session, today: dt.date) -> bool:
    """Is it time for the next step? A class is started on its first day, a notice goes out within two months of it."""
    if session.state == SessionState.CONFIRMED:
        return session.starts_on <= today
    if session.state == SessionState.APPROVED:
        return bool(session.opens_at and timezone.localdate(session.opens_at) <= today)
    return True


def class_head_todos(user: Any) -> list[Todo]:
    """Half-days up to today without complete attendance: her own classes, and those without a class head."""
    if not (has_role(user, RoleCode.CLASS_HEAD) or own_calls(user).heads_a_class):
        return []
    today = timezone.localdate()
    appointed = SessionOfficer.objects.filter(duty=Duty.CLASS_HEAD, ended_at=None)
    hosted = hosted_below(scopes_of(user, RoleCode.CLASS_HEAD)) & ~Q(pk__in=appointed.values("session"))
    own = Q(pk__in=SessionOfficer.objects.of(user).filter(duty=Duty.CLASS_HEAD).values("session"))
    running = Session.objects.filter(hosted | own, state=SessionState.IN_PROGRESS)
    found = []
    for session in running[:10]:
        missing = slots_without_full_attendance(session, today)
        if missing:
            found.append(
                Todo(
                    title=_("Record attendance: %(session)s") % {"session": session.title},
                    url=f"{reverse('training:attendance', args=[session.slug])}?slot={missing[0].pk}",
                    note="、".join(str(slot) for slot in missing[:6]),
                    due=missing[0].day,
                    action_label=_("Record"),
                )
            )
    return found


def leave_todos(user: Any) -> list[Todo]:
    """Requests for leave that wait for this user."""
    return [
        Todo(
            title=ngettext(
                "%(n)d request for leave: %(session)s", "%(n)d requests for leave: %(session)s", each.waiting
            )
            % {"n": each.waiting, "session": each.title},
            url=reverse("training:leave", args=[each.slug]),
            note=_("Half a day is decided by the class head, a day and longer by the organiser."),
            action_label=_("Decide"),
        )
        for each in leave_to_decide(user)
    ]


OFFICES = [
    (UNIT_ROLES, unit_todos),
    ([RoleCode.TRAINING_PLANNER], planner_todos),
    ([RoleCode.ORGANISER], organiser_todos),
    ([RoleCode.ORGANISER, RoleCode.CLASS_HEAD], leave_todos),
]
