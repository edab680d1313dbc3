"""Leave: who decides, what it counts, when it ends the participation (N3, A17, H1); and who comes too late."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.utils import timezone

from courses.training import actions
from courses.training.enums import Approver, EndReason, EnrolmentState, Half, LeaveState, Mark, MarkSource, SessionState
from courses.training.models import Attendance, LeaveRequest
from courses.training.queries import leave_account, leave_limit
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
