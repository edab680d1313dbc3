"""Questions of participants that wait for an answer: of whom they are asked, and where."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.training.enums import AGREED_TEACHING, FINISHED_STATES, SessionState
from courses.training.models import ClassQuestion, Session, TeachingInvitation
from courses.training.models.sessions import hosted_below
from courses.training.queries.leave import organisers
from courses.training.queries.own import own_calls
from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role, scopes_of
from shared.ui.todos import Todo

OVER = [str(state) for state in (*FINISHED_STATES, SessionState.CANCELLED)]
AGREED = [str(state) for state in AGREED_TEACHING]


def people_asked(question: ClassQuestion) -> list[Any]:
    """Who teaches the half-day it is about, else everybody who teaches in the class; and the organisers."""
    teaching = TeachingInvitation.objects.filter(
        session=question.session_id, state__in=AGREED, person__user__isnull=False
    )
    of_the_half_day = teaching.filter(halves__slot=question.slot_id) if question.slot_id else teaching.none()
    asked = of_the_half_day if of_the_half_day.exists() else teaching
    lecturers = User.objects.filter(pk__in=asked.order_by().values("person__user"))
    return [*lecturers, *organisers(question.session)]


def waiting_for(user: Any) -> QuerySet[ClassQuestion]:
    """Unanswered, in classes that are not over: of her own half-days or of no half-day, and all of her house."""
    own = TeachingInvitation.objects.filter(person__user_id=user.pk, state__in=AGREED)
    mine = Q(slot__taught__invitation__in=own) | Q(slot=None, session__in=own.order_by().values("session"))
    if has_role(user, RoleCode.ORGANISER):
        mine |= hosted_below(scopes_of(user, RoleCode.ORGANISER), "session__")
    return ClassQuestion.objects.filter(mine, answered_at=None).exclude(session__state__in=OVER)


def question_todos(user: Any) -> list[Todo]:
    """One line for each class in which questions wait for her; costs nothing for whom nobody asks."""
    if not (has_role(user, RoleCode.ORGANISER) or own_calls(user).is_asked):
        return []
    rows = waiting_for(user).order_by().values("session").annotate(n=Count("pk", distinct=True))
    counted = {row["session"]: row["n"] for row in rows[:20]}
    if not counted:
        return []
    return [todo_of(session, counted[session.pk]) for session in Session.objects.filter(pk__in=counted)]


def todo_of(session: Session, number: int) -> Todo:
    text = ngettext("%(n)d question to answer: %(session)s", "%(n)d questions to answer: %(session)s", number)
    return Todo(
        title=text % {"n": number, "session": session.title},
        url=reverse("training:classroom", args=[session.slug]),
        note=_("Participants have asked; the answer goes to the asker or to the whole class."),
        action_label=_("Answer"),
    )
