"""Leave: who decides, what it counts, when it ends the participation (N3, A17, H1); and who comes too late."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.utils import timezone

from courses.training import actions
from courses.training.enums import Approver, EndReason, EnrolmentState, Half, LeaveState, Mark, MarkSource, SessionState
from courses.training.models import Attendance, Enrolment, LeaveRequest
from courses.training.queries import leave_account, leave_limit
from courses.training.queries.leave import hours_it_would_add, leave_to_decide
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.regulations.models import LimitRule
from tests.factories.directory import member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
FIRST = dt.date(2026, 12, 1)


def at(day, hour=9):
    return time_machine.travel(
        dt.datetime.combine(day, dt.time(hour), tzinfo=timezone.get_current_timezone()), tick=False
    )


@pytest.fixture
def work_off(run_jobs):
    """What was queued on the days of the class is due then, not today."""

    def run(day=FIRST):
        with at(day, hour=23):
            return run_jobs()

    return run


def class_of(hours, *half_days, first=FIRST, **fields):
    """A running class of `hours` hours whose half-days last as long as given."""
    with at(first):
        session = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=first, hours=Decimal(str(hours)), **fields)
        for place, length in enumerate(half_days):
            day = first + dt.timedelta(days=place // 2)
            SlotFactory(session=session, day=day, half=list(Half)[place % 2], hours=Decimal(str(length)))
        session.ends_on = first + dt.timedelta(days=max(len(half_days) - 1, 0) // 2)
        session.save()
    return session


def attending(session, state=EnrolmentState.ATTENDING):
    user = member(session.ip_host, RoleCode.TRAINEE)
    return seated(session, state=state, person=user.person)


def head_of(session):
    return member(session.ip_host, RoleCode.CLASS_HEAD)


def organiser_of(session):
    return member(session.ip_host, RoleCode.ORGANISER)


def take(enrolment, places, by, day=FIRST):
    """Ask for the half-days at these places and have them approved."""
    slots = [slot.pk for place, slot in enumerate(enrolment.session.slots.all()) if place in places]
    with at(day):
        request = actions.ask_for_leave(enrolment, slots=slots, reason="家事", by=enrolment.person.user)
        return actions.approve_leave(request, by=by)


@pytest.mark.parametrize(
    ("hours", "lengths", "ends"),
    [
        (42, [6], False),
        (42, [3, 3], False),
        (42, [3, 3.5], True),
        (42, [6.5], True),
        (7, [1], False),
        (7, [1.1], True),
        (10, [1.4], False),
        (10, [1.5], True),
    ],
)
def test_leave_ends_the_participation_above_one_seventh_and_never_at_exactly_one_seventh(hours, lengths, ends):
    session = class_of(hours, *lengths)
    someone = attending(session)

    take(someone, range(len(lengths)), organiser_of(session))

    someone.refresh_from_db()
    assert (someone.state == EnrolmentState.WITHDRAWN) == ends
    assert someone.end_code == (EndReason.LEAVE_LIMIT if ends else "")
    assert bool(someone.reason) == ends


def test_the_limit_is_a_fraction_and_not_a_rounded_share():
    assert leave_limit(class_of(10)) == Fraction(10, 7)


def test_the_limit_of_the_region_goes_before_the_national_one():
    session = class_of(10)
    session.region = None
    LimitRule.objects.filter(code="training.leave_divisor").update(value=5)

    assert leave_limit(session) == 2


def test_the_running_total_counts_and_the_request_that_passes_it_ends_the_participation():
    session = class_of(21, 3, 3, 3)
    someone, organiser = attending(session), organiser_of(session)

    take(someone, [0], organiser)
    someone.refresh_from_db()
    assert someone.state == EnrolmentState.ATTENDING
    waiting = actions_ask(someone, 2)
    take(someone, [1], organiser)

    someone.refresh_from_db()
    waiting.refresh_from_db()
    assert (someone.state, waiting.state) == (EnrolmentState.WITHDRAWN, LeaveState.WITHDRAWN)
    with at(FIRST), pytest.raises(NotAllowedNow):
        actions.approve_leave(LeaveRequest.objects.get(pk=waiting.pk), by=organiser)


def actions_ask(enrolment, place):
    slot = list(enrolment.session.slots.all())[place]
    with at(FIRST):
        return actions.ask_for_leave(enrolment, slots=[slot.pk], reason="就医", by=enrolment.person.user)


def test_half_a_day_is_for_the_class_head_and_a_day_for_the_organiser():
    session = class_of(42, 3, 3, 3, 3)
    someone = attending(session)
    slots = list(session.slots.all())

    with at(FIRST):
        half = actions.ask_for_leave(someone, slots=[slots[2].pk], reason="就医", by=someone.person.user)
        whole = actions.ask_for_leave(someone, slots=[s.pk for s in slots[:2]], reason="开会", by=someone.person.user)
        rest = actions.ask_for_leave(someone, slots=[slots[3].pk], reason="就医", by=someone.person.user)

    assert (half.approver, whole.approver) == (Approver.CLASS_HEAD, Approver.ORGANISER)
    assert rest.approver == Approver.ORGANISER, "with the other half of the day it is a day"


def test_the_same_half_day_is_asked_for_once_and_only_in_ones_own_class():
    session = class_of(42, 3, 3)
    someone = attending(session)
    slot, strange = session.slots.first(), SlotFactory()
    actions_ask(someone, 0)

    for chosen in ([slot.pk], [strange.pk], []):
        with at(FIRST), pytest.raises(NotAllowedNow):
            actions.ask_for_leave(someone, slots=chosen, reason="家事", by=someone.person.user)


def test_approved_leave_stands_in_the_attendance_and_what_was_seen_stays():
    session = class_of(42, 3, 3, 3)
    someone, head = attending(session), head_of(session)
    first, second, third = session.slots.all()

    with at(FIRST):
        request = actions.ask_for_leave(
            someone, slots=[first.pk, second.pk, third.pk], reason="就医", by=someone.person.user
        )
        actions.record_attendance(session, slot=first, marks={someone.pk: Mark.PRESENT}, by=head)
        actions.record_attendance(session, slot=second, marks={someone.pk: Mark.ABSENT}, by=head)
        actions.approve_leave(request, by=organiser_of(session))

    marks = dict(Attendance.objects.values_list("slot", "mark"))
    assert marks == {first.pk: "present", second.pk: "excused", third.pk: "excused"}
    assert leave_account(someone).used == 6

    with at(FIRST + dt.timedelta(days=1)):
        actions.record_attendance(session, slot=third, marks={someone.pk: Mark.PRESENT}, by=head)
    assert leave_account(someone).used == 3
    assert Attendance.objects.get(slot=third).source == MarkSource.HAND


def test_leave_is_taken_back_until_it_begins():
    session = class_of(42, 3, 3, 3)
    someone, head = attending(session), head_of(session)
    ahead = take(someone, [2], head)
    today = take(someone, [0], head)

    with at(FIRST):
        actions.withdraw_leave(ahead, by=someone.person.user)
        with pytest.raises(NotAllowedNow):
            actions.withdraw_leave(today, by=someone.person.user)

    assert list(Attendance.objects.values_list("slot", flat=True)) == [session.slots.first().pk]


def test_refusal_has_a_reason_and_the_person_reads_it(work_off):
    session = class_of(42, 3)
    someone, head = attending(session), head_of(session)
    request = actions_ask(someone, 0)

    with pytest.raises(NotAllowedNow):
        actions.refuse_leave(request, reason=" ", by=head)
    actions.refuse_leave(request, reason="当天有分组考核", by=head)
    work_off()

    notice = Notice.objects.get(user=someone.person.user, kind="training.leave_refused")
    assert notice.params["answer"] == "当天有分组考核"
    assert Attendance.objects.count() == 0


def test_person_and_class_head_are_warned_once_at_four_fifths_of_the_limit(work_off):
    session = class_of(35, 3, 1, 0.5)
    someone, other = attending(session), attending(session)
    head = head_of(session)
    take(other, [0], head)
    work_off()
    assert not Notice.objects.filter(kind="training.leave_warning").exists()

    take(someone, [0], head)
    take(someone, [1], organiser_of(session))
    take(someone, [2], head)
    work_off()

    told = Notice.objects.filter(kind="training.leave_warning").values_list("user", flat=True)
    assert sorted(told) == sorted([someone.person.user_id, head.pk])


def test_absence_without_leave_is_warned_of_too_and_ends_nothing(work_off):
    session = class_of(21, 3, 3)
    someone, head = attending(session), head_of(session)

    with at(FIRST):
        actions.record_attendance(session, slot=session.slots.first(), marks={someone.pk: Mark.ABSENT}, by=head)
    work_off()

    someone.refresh_from_db()
    told = Notice.objects.filter(kind="training.absence_warning").values_list("user", flat=True)
    assert sorted(told) == sorted([someone.person.user_id, head.pk])
    assert someone.state == EnrolmentState.ATTENDING


def test_the_end_by_leave_is_told_to_the_person_the_class_head_and_the_unit(work_off):
    session = class_of(7, 3)
    someone, head = attending(session), head_of(session)
    hr = member(session.ip_host, RoleCode.UNIT_HR)

    take(someone, [0], head)
    work_off()

    assert Notice.objects.filter(user=someone.person.user, kind="training.withdrawn").count() == 1
    assert set(Notice.objects.filter(kind="training.leave_ended").values_list("user", flat=True)) == {head.pk, hr.pk}


def test_leave_before_the_start_frees_the_seat_when_it_passes_the_limit():
    session = class_of(7, 3)
    session.state = SessionState.CONFIRMED
    session.save()
    someone = attending(session, EnrolmentState.CONFIRMED)

    take(someone, [0], head_of(session), day=FIRST - dt.timedelta(days=1))

    someone.refresh_from_db()
    assert (someone.state, someone.block) == (EnrolmentState.WITHDRAWN, None)
    assert session.blocks.get(side="ip").taken == 0


# --- coming late ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "state"), [(3, EnrolmentState.CONFIRMED), (4, EnrolmentState.NO_SHOW)])
def test_the_place_lapses_after_three_days_without_a_word(days, state, work_off):
    session = class_of(42, 3, 3, 3)
    late = attending(session, EnrolmentState.CONFIRMED)

    with at(FIRST + dt.timedelta(days=days), hour=0):
        actions.lapse_late()
        actions.lapse_late()
    work_off(FIRST + dt.timedelta(days=days))

    late.refresh_from_db()
    assert late.state == state
    is_over = state == EnrolmentState.NO_SHOW
    assert late.end_code == (EndReason.LATE if is_over else "")
    assert Notice.objects.filter(user=late.person.user, kind="training.withdrawn").count() == is_over


def test_leave_moves_the_day_and_an_open_request_holds_the_place():
    session = class_of(70, 3, 3, 3, 3, 3)
    excused, asking = (attending(session, EnrolmentState.CONFIRMED) for _ in range(2))
    take(excused, [0, 1], organiser_of(session))
    actions_ask(asking, 0)

    for days, expected in ((4, EnrolmentState.CONFIRMED), (5, EnrolmentState.NO_SHOW)):
        with at(FIRST + dt.timedelta(days=days)):
            actions.lapse_late()
        excused.refresh_from_db()
        assert excused.state == expected
    asking.refresh_from_db()
    assert asking.state == EnrolmentState.CONFIRMED


# --- at the edges -----------------------------------------------------------------------------------------------------


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


def test_partial_presence_is_no_leave_and_counts_by_its_share_as_missed(work_off):
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
    session.closes_at = None
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
