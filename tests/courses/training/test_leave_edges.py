"""Leave at its edges: after the fact, over marks that stand, taken back, in classes that move or end (N3, A17)."""

import datetime as dt
from decimal import Decimal

import pytest

from courses.training import actions
from courses.training.enums import EndReason, EnrolmentState, LeaveState, Mark, SessionState
from courses.training.models import Attendance, Enrolment
from courses.training.queries import leave_account
from courses.training.queries.leave import hours_it_would_add, leave_to_decide
from shared.audit.actions import NotAllowedNow
from shared.notices.models import Notice
from shared.regulations.models import LimitRule
from tests.courses.training.test_leave import (  # noqa: F401  the fixture
    FIRST,
    actions_ask,
    at,
    attending,
    class_of,
    head_of,
    organiser_of,
    take,
    work_off,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def marked(enrolment, mark, place, by):
    slot = list(enrolment.session.slots.all())[place]
    with at(FIRST + dt.timedelta(days=9)):
        actions.record_attendance(enrolment.session, slot=slot, marks={enrolment.pk: mark}, by=by)


def test_leave_asked_for_after_the_fact_turns_absence_into_leave_and_counts_as_such():
    session = class_of(21, 3, 0.5)
    someone, head = attending(session), head_of(session)
    marked(someone, Mark.ABSENT, 0, head)
    assert leave_account(someone).used == 0

    take(someone, [0], head, day=FIRST + dt.timedelta(days=9))
    assert (leave_account(someone).used, leave_account(someone).passes()) == (3, False)
    take(someone, [1], organiser_of(session), day=FIRST + dt.timedelta(days=9))

    someone.refresh_from_db()
    assert someone.end_code == EndReason.LEAVE_LIMIT


@pytest.mark.parametrize("mark", [Mark.PRESENT, Mark.PARTIAL, Mark.EXCUSED])
def test_no_leave_is_asked_for_where_presence_or_leave_is_on_record(mark):
    session = class_of(42, 3)
    someone = attending(session)
    marked(someone, mark, 0, head_of(session))

    with pytest.raises(NotAllowedNow, match="请选择"):
        actions_ask(someone, 0)


def test_partial_presence_is_no_leave_and_counts_by_its_share_as_missed(work_off):  # noqa: F811
    session = class_of(28, 3, 3, 0.5)  # four hours are allowed, 3.2 warn
    someone, head = attending(session), head_of(session)
    share = LimitRule.objects.get(code="training.partial_share").value
    marked(someone, Mark.PARTIAL, 0, head)
    marked(someone, Mark.PARTIAL, 1, head)
    work_off(FIRST + dt.timedelta(days=9))

    assert (share, leave_account(someone).used) == (Decimal("0.5"), 0)
    assert not Notice.objects.filter(kind="training.absence_warning").exists()
    marked(someone, Mark.ABSENT, 2, head)
    work_off(FIRST + dt.timedelta(days=9))

    assert Notice.objects.filter(kind="training.absence_warning", user=someone.person.user).count() == 1
    someone.refresh_from_db()
    assert someone.state == EnrolmentState.ATTENDING


def test_half_days_seen_as_present_do_not_count_in_what_an_approval_would_add():
    session = class_of(21, 3, 3)
    someone = attending(session)
    slots = [slot.pk for slot in session.slots.all()]
    with at(FIRST):
        request = actions.ask_for_leave(someone, slots=slots, reason="就医", by=someone.person.user)
    assert hours_it_would_add(request) == {request.pk: 6}
    marked(someone, Mark.PARTIAL, 0, head_of(session))
    assert hours_it_would_add(request) == {request.pk: 3}

    with at(FIRST):
        actions.approve_leave(request, by=organiser_of(session))

    someone.refresh_from_db()
    assert (someone.state, leave_account(someone).used) == (EnrolmentState.ATTENDING, 3)


def test_leave_taken_back_gives_its_hours_back_and_the_half_day_can_be_asked_for_again():
    session = class_of(21, 3, 3, 3)
    someone, head = attending(session), head_of(session)
    leave = take(someone, [2], head)
    assert (leave_account(someone).used, leave_account(someone).left) == (3, 0)

    with at(FIRST):
        actions.withdraw_leave(leave, by=someone.person.user)

    assert (leave_account(someone).used, leave_account(someone).left) == (0, 3)
    take(someone, [2], head)
    someone.refresh_from_db()
    assert someone.state == EnrolmentState.ATTENDING


@pytest.mark.parametrize(("hour", "is_back"), [(8, True), (9, False)])
def test_leave_has_begun_when_its_first_half_day_has_and_not_with_the_day(hour, is_back):
    session = class_of(42, 3, 3)
    someone = attending(session)
    leave = take(someone, [0], head_of(session), day=FIRST - dt.timedelta(days=1))

    with at(FIRST, hour=hour):
        if is_back:
            actions.withdraw_leave(leave, by=someone.person.user)
        else:
            with pytest.raises(NotAllowedNow, match="已开始"):
                actions.withdraw_leave(leave, by=someone.person.user)

    assert Attendance.objects.exists() != is_back


def test_a_half_day_without_hours_is_no_leave_and_says_so():
    session = class_of(42, 0)
    someone = attending(session)

    with pytest.raises(NotAllowedNow, match="没有学时"):
        actions_ask(someone, 0)


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.SUSPENDED, SessionState.ASSESSING])
def test_no_leave_is_asked_for_or_approved_in_a_class_that_does_not_run(state):
    session = class_of(42, 3, 3)
    someone = attending(session)
    waiting = actions_ask(someone, 0)
    type(session).objects.update(state=state)

    with pytest.raises(NotAllowedNow, match=str(state.label)):
        actions_ask(someone, 1)
    with pytest.raises(NotAllowedNow, match=str(state.label)):
        actions.approve_leave(waiting, by=head_of(session))

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("way", ["cancelled", "expelled"])
def test_requests_of_who_is_no_longer_in_the_class_wait_for_nobody(way):
    session = class_of(42, 3, 3)
    session.state = SessionState.CONFIRMED if way == "cancelled" else SessionState.IN_PROGRESS
    session.save()
    someone = attending(session, EnrolmentState.CONFIRMED if way == "cancelled" else EnrolmentState.ATTENDING)
    organiser = organiser_of(session)
    with at(FIRST - dt.timedelta(days=1)):
        waiting = actions.ask_for_leave(
            someone, slots=[session.slots.first().pk], reason="就医", by=someone.person.user
        )
        assert [each.waiting for each in leave_to_decide(organiser)] == [1]
        if way == "cancelled":
            actions.cancel(session, reason="场地停用", by=organiser)
        else:
            actions.expel(Enrolment.objects.get(pk=someone.pk), reason="无故缺勤", by=organiser)

    waiting.refresh_from_db()
    assert waiting.state == LeaveState.WITHDRAWN
    assert leave_to_decide(organiser) == []


def test_leave_from_the_former_days_does_not_follow_a_class_that_is_postponed():
    session = class_of(42, 3, 3)
    session.state = SessionState.CONFIRMED
    session.closes_at, session.days = None, 1
    session.save()
    someone, organiser = attending(session, EnrolmentState.CONFIRMED), organiser_of(session)
    approved = take(someone, [0], organiser, day=FIRST - dt.timedelta(days=5))
    with at(FIRST - dt.timedelta(days=4)):
        waiting = actions.ask_for_leave(someone, slots=[session.slots.last().pk], reason="就医", by=someone.person.user)
        session.refresh_from_db()
        later = FIRST + dt.timedelta(days=7)
        actions.postpone(session, starts_on=later, ends_on=later, reason="场地停用", by=organiser)

    for request in (approved, waiting):
        request.refresh_from_db()
        assert (request.state, "延期" in request.answer) == (LeaveState.WITHDRAWN, True)
    assert leave_account(someone).used == 0
    assert not Attendance.objects.exists()
    assert [slot.day for slot in session.slots.all()] == [later, later]
