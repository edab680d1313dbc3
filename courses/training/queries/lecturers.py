"""Who teaches in which class, who has to answer, and what a fee may be."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.training.enums import AGREED_TEACHING, LIVE_TEACHING, TeacherSide, TeachingState
from courses.training.models import Session, TaughtHalf, TeachingInvitation, TimetableSlot
from courses.training.models.sessions import hosted_below
from courses.training.queries.own import own_calls
from courses.training.queries.seats import current_posting
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person
from shared.directory.permissions import has_role, scopes_of
from shared.regulations.models import LimitRule
from shared.regulations.queries import in_force
from shared.ui.todos import Todo

HALVES = Prefetch("halves", queryset=TaughtHalf.objects.select_related("slot"))


def with_halves(rows: QuerySet[TeachingInvitation]) -> QuerySet[TeachingInvitation]:
    return rows.select_related(
        "session__ip_host", "session__proc_host", "session__region", "person", "agency", "fee"
    ).prefetch_related(HALVES)


def person_behind(email: str) -> Person | None:
    """The person of the directory with this address; it identifies her everywhere."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def place_of(person: Person) -> tuple[Agency | None, TeacherSide]:
    """The agency where she has a post today, and the side that she speaks for."""
    posting = current_posting(person=person)
    agency = posting.agency if posting else None
    side = agency.side if agency else ""
    return agency, TeacherSide(side) if side in {TeacherSide.IP, TeacherSide.PROC} else TeacherSide.OUTSIDE


def has_agreed_lecturer(session: Session) -> bool:
    """Somebody has accepted, or stands in the timetable of old without having been asked through the platform."""
    asked = TaughtHalf.objects.filter(slot=OuterRef("pk"), invitation__state__in=[str(s) for s in LIVE_TEACHING])
    agreed = asked.filter(invitation__state__in=[str(s) for s in AGREED_TEACHING])
    named = session.slots.exclude(lecturer="")
    return named.filter(Q(Exists(agreed)) | ~Q(Exists(asked))).exists()


def last_day(invitation: TeachingInvitation) -> dt.date:
    days = [half.slot.day for half in invitation.halves.all()]
    return max(days, default=invitation.session.ends_on)


def jurisdiction_of(session: Session) -> str:
    return session.region.code if session.region else ""


def fee_cap(invitation: TeachingInvitation) -> LimitRule | None:
    """The cap of the title level in force on the last day taught, where a source names one."""
    code = f"training.lecture_fee_{invitation.title_level}"
    return in_force(LimitRule, last_day(invitation), jurisdiction_of(invitation.session), code)


def rule_for(invitation: TeachingInvitation, code: str) -> LimitRule | None:
    return in_force(LimitRule, last_day(invitation), jurisdiction_of(invitation.session), code)


def hours_elsewhere(invitation: TeachingInvitation, slot: TimetableSlot) -> Decimal:
    """What the same lecturer is paid for in the same half-day by other invitations; merged classes count once."""
    rows = TaughtHalf.objects.filter(slot__day=slot.day, slot__half=slot.half, slot__merged_into=None)
    if invitation.person_id:
        rows = rows.filter(invitation__person=invitation.person_id)
    else:
        rows = rows.filter(invitation__outside_email__iexact=invitation.outside_email)
    rows = rows.exclude(invitation=invitation).filter(invitation__fee__isnull=False)
    return rows.aggregate(all=Sum("hours"))["all"] or Decimal(0)


def fees_for(user: Any) -> QuerySet[TeachingInvitation]:
    """Fees that this finance officer approves and pays, the oldest first."""
    rows = TeachingInvitation.objects.filter(TeachingInvitation.objects.money_of(user), fee__isnull=False)
    return with_halves(rows).select_related("fee__confirmed_by", "fee__approved_by").order_by("fee__confirmed_at", "pk")


def teaching_todos(user: Any) -> list[Todo]:
    """What teaching asks of this person: her answers, proposals she decides, hours she confirms, fees she approves."""
    found = [answer_todo(row) for row in own_open(user)] if own_calls(user).is_invited_to_teach else []
    if has_role(user, RoleCode.ORGANISER):
        found += organiser_todos(user)
    if has_role(user, RoleCode.FINANCE):
        found += finance_todos(user)
    return found


def own_open(user: Any) -> QuerySet[TeachingInvitation]:
    rows = TeachingInvitation.objects.filter(person__user_id=user.pk, state=TeachingState.SENT)
    return rows.select_related("session")


def answer_todo(row: TeachingInvitation) -> Todo:
    return Todo(
        title=_("Answer: invitation to teach in %(session)s") % {"session": row.session.title},
        url=reverse("training:teaching-answer", args=[row.pk]),
        note=row.topic,
        due=row.answer_by,
        action_label=_("Answer"),
    )


def organiser_todos(user: Any) -> list[Todo]:
    own = hosted_below(scopes_of(user, RoleCode.ORGANISER), "session__")
    today = timezone.localdate()
    given = Q(state=TeachingState.ACCEPTED, session__ends_on__lt=today) | Q(state=TeachingState.DELIVERED)
    rows = TeachingInvitation.objects.filter(own).filter(Q(state=TeachingState.NEGOTIATING) | given)
    texts = {TeachingState.NEGOTIATING: _("%(name)s proposes another time: %(session)s")}
    confirm = _("Confirm the hours of %(name)s: %(session)s")
    return [
        Todo(
            title=texts.get(TeachingState(row.state), confirm) % {"name": row.name, "session": row.session.title},
            url=reverse("training:invitation", args=[row.pk]),
            note=row.topic,
            action_label=_("Look"),
        )
        for row in rows.select_related("session", "person")[:20]
    ]


def finance_todos(user: Any) -> list[Todo]:
    count = fees_for(user).filter(state=TeachingState.CONFIRMED).count()
    if not count:
        return []
    text = ngettext("%(n)d lecture fee to approve", "%(n)d lecture fees to approve", count)
    return [Todo(title=text % {"n": count}, url=reverse("training:fees"), action_label=_("Decide"))]
