"""What each of several officers does who decide leave at the same moment."""

import datetime as dt
from collections import Counter
from decimal import Decimal

from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.training import actions
from courses.training.enums import EnrolmentState, Half, SessionState
from courses.training.models import Attendance, Enrolment, LeaveRequest
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.regulations.actions import load_regulations
from tests.factories.directory import member
from tests.factories.training import SessionFactory, SlotFactory, seated


def set_up():
    """A class of 21 hours (3 allowed): half asked twice for what together passes the limit, half once."""
    load_regulations()
    today = timezone.localdate()
    session = SessionFactory(
        number="LEAVE-1", state=SessionState.IN_PROGRESS, starts_on=today, hours=21, seats=(40, 0, 0)
    )
    slots = [
        SlotFactory(session=session, day=today + dt.timedelta(days=n), half=Half.AM, hours=Decimal("2.5"))
        for n in (1, 2)
    ]
    member(session.ip_host, RoleCode.ORGANISER, RoleCode.CLASS_HEAD)
    for number in range(16):
        user = member(session.ip_host)
        someone = seated(session, state=EnrolmentState.ATTENDING, person=user.person)
        for slot in slots if number % 2 else slots[:1]:
            actions.ask_for_leave(someone, slots=[slot.pk], reason="家事", by=user)


def decide_all(share):
    """Every process approves every request, every second one in the opposite order."""
    officer = User.objects.filter(role_assignments__role="class_head").first()
    rows = list(LeaveRequest.objects.order_by("pk" if share % 2 else "-pk"))
    answers = Counter()
    for request in rows:
        try:
            actions.approve_leave(request, by=officer)
            answers["approved"] += 1
        except NotAllowedNow:
            answers["told"] += 1
    return answers


def look():
    people = Enrolment.objects.filter(session__number="LEAVE-1")
    return {
        "states": Counter(people.values_list("state", "end_code").order_by().values_list("state", flat=True)),
        "codes": Counter(people.values_list("end_code", flat=True)),
        "requests": Counter(LeaveRequest.objects.order_by().values_list("state", flat=True)),
        "marks": Attendance.objects.filter(mark="excused").count(),
        "ends": ModelLogEntry.objects.filter(action="training.enrolment.leave_limit").count(),
        "approvals": ModelLogEntry.objects.filter(action="training.leave.approve").count(),
    }
