"""What the classes of the demo owe to the annual plan: their line, budget, numbered notice, and who runs them."""

from typing import Any

from django.db import transaction

from courses.training import actions
from courses.training.actions.notices import take_number
from courses.training.enums import Duty, Mode, NoticeType, SessionState, Side
from courses.training.models import AnnualPlan, CallUpNotice, Session, SessionOfficer
from courses.training.queries.notices import notice_content
from portal.demo.plans import UNPLANNED, offices
from portal.demo.training import SERIES, Plan, number_of
from shared.accounts.models import User
from shared.audit.actions import record
from shared.jobs.actions import later

# Up to here the units have had no notice yet.
BEFORE_NOTICE = {SessionState.DRAFT, SessionState.PLAN_REVIEW, SessionState.APPROVED}
CONTACT = "浙江省同堂培训示范基地（示例）周老师，电话 0571-00000000"
RUNNING = 3


def seed(world: Any) -> None:
    """Link the series to this year's lines and give each class its paper; a second call changes nothing."""
    users = {u.username.removeprefix("D-"): u for u in User.objects.filter(username__startswith="D-")}
    plan = AnnualPlan.objects.filter(year=world.today.year, **offices()).first()
    for series in SERIES:
        session = Session.objects.filter(number=number_of(series)).with_hosts().first()
        if session is None or session.budget is not None:
            continue
        with transaction.atomic():
            link(session, series, plan)
            if session.state not in BEFORE_NOTICE:
                issue(session, users["organiser"])
            if series.number == RUNNING:
                appoint(session, users)


def link(session: Session, series: Plan, plan: AnnualPlan | None) -> None:
    line = plan.lines.filter(title=series.title).first() if plan else None
    session.plan_line = line
    session.unplanned_reason = "" if line else UNPLANNED.get(series.number, "年度计划之外临时增设。")
    session.budget = line.budget if line else 0
    if session.mode == Mode.CROSS_ATTENDANCE:
        session.sending_side = Side.PROC
    session.save(update_fields=["plan_line", "unplanned_reason", "budget", "sending_side"])


def issue(session: Session, by: User) -> None:
    """The paper as it went out, without telling the units of the past once more."""
    number = take_number(session.hosts[0])
    content = notice_content(
        session, NoticeType.CALL_UP, number=number, replaces="", contact=CONTACT, text="请携带工作证件，按时报到。"
    )
    notice = CallUpNotice.objects.create(
        session=session, type=NoticeType.CALL_UP, number=number, version=1, content=content, issued_by=by
    )
    Session.objects.filter(pk=session.pk).update(notice_number=number)
    record("training.notice.issue", session, by=by, document=number)
    later("training.typeset_notice", notice_id=notice.pk)


def appoint(session: Session, users: dict[str, User]) -> None:
    """The running class has a class head of its own."""
    head = users["classhead"].person
    if not SessionOfficer.objects.filter(session=session, duty=Duty.CLASS_HEAD).exists():
        actions.appoint_officer(session, person=head, duty=Duty.CLASS_HEAD, by=users["organiser"])
