"""Rule book 8.1: the life of a session, and the hours at its end."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from courses.training import actions
from courses.training.enums import EnrolmentState, Half, Mark, Mode, SessionState, Side
from courses.training.models import Attendance, Enrolment, SeatBlock, Session
from courses.training.queries import todos
from shared.audit.actions import NotAllowedNow
from shared.credits.models import CreditEntry
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from shared.regulations.models import LimitRule
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
FIRST = dt.date(2026, 12, 21)


def at(day, hour=2):
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC), tick=False)


def organiser_of(session, side="ip"):
    return member(getattr(session, f"{side}_host"), RoleCode.ORGANISER)


def planner_of(session, side):
    return member(getattr(session, f"{side}_host"), RoleCode.TRAINING_PLANNER)


def test_joint_plan_needs_the_word_of_both_training_offices():
    session = SessionFactory(state=SessionState.PLAN_REVIEW)

    actions.approve_plan(session, by=planner_of(session, "ip"))
    after_one = Session.objects.get().state
    actions.approve_plan(session, by=planner_of(session, "proc"))

    assert after_one == SessionState.PLAN_REVIEW
    assert Session.objects.get().state == SessionState.APPROVED


def test_approving_twice_for_one_side_does_not_stand_for_the_other():
    session = SessionFactory(state=SessionState.PLAN_REVIEW)
    planner = planner_of(session, "ip")

    actions.approve_plan(session, by=planner)
    actions.approve_plan(session, by=planner)

    assert session.state == SessionState.PLAN_REVIEW


def test_returned_plan_is_a_draft_again_and_its_approvals_are_void():
    session = SessionFactory(state=SessionState.PLAN_REVIEW)
    actions.approve_plan(session, by=planner_of(session, "ip"))

    actions.return_plan(session, reason="学时不足", by=planner_of(session, "proc"))

    assert (session.state, session.state_reason) == (SessionState.DRAFT, "学时不足")
    assert session.approvals.count() == 0


def test_plan_without_seats_or_window_is_not_submitted():
    organiser = organiser_of(session := SessionFactory(state=SessionState.DRAFT, seats=(0, 0, 0)))
    no_window = SessionFactory(state=SessionState.DRAFT, opens_at=None, closes_at=None)

    with pytest.raises(NotAllowedNow):
        actions.submit_plan(session, by=organiser)
    with pytest.raises(NotAllowedNow):
        actions.submit_plan(no_window, by=organiser)


def test_submitted_plan_is_told_to_both_training_offices(run_jobs):
    session = SessionFactory(state=SessionState.DRAFT)
    planners = {planner_of(session, "ip"), planner_of(session, "proc")}

    actions.submit_plan(session, by=organiser_of(session))

    run_jobs()
    assert {n.user for n in Notice.objects.filter(kind="training.plan")} == planners


def test_joint_session_without_a_partner_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionFactory(mode=Mode.JOINT, proc_host=None)

    assert SessionFactory(mode=Mode.CROSS_ATTENDANCE, proc_host=None).hosts


def test_seats_above_the_block_are_refused_by_the_database():
    session = SessionFactory(seats=(1, 0, 0))

    with pytest.raises(IntegrityError), transaction.atomic():
        SeatBlock.objects.filter(session=session, side=Side.IP).update(taken=2)


@pytest.mark.parametrize(("today", "opens"), [(dt.date(2026, 12, 6), True), (dt.date(2026, 12, 7), False)])
def test_notice_goes_out_fifteen_days_before_the_class(today, opens):
    session = SessionFactory(state=SessionState.APPROVED, starts_on=FIRST)
    organiser = organiser_of(session)

    with at(today):
        if opens:
            actions.open_enrolment(session, by=organiser)
        else:
            with pytest.raises(NotAllowedNow, match="2026-12-06"):
                actions.open_enrolment(session, by=organiser)

    assert session.state == (SessionState.ENROLLING if opens else SessionState.APPROVED)


def test_list_is_confirmed_only_when_everybody_is_decided():
    session = SessionFactory(state=SessionState.CLOSED)
    EnrolmentFactory(session=session, state=EnrolmentState.SUBMITTED)

    with pytest.raises(NotAllowedNow, match="1"):
        actions.confirm_list(session, by=organiser_of(session))
    Enrolment.objects.update(state=EnrolmentState.DECLINED)
    actions.confirm_list(session, by=organiser_of(session))

    assert session.state == SessionState.CONFIRMED


def test_class_starts_on_its_day_with_a_lecturer():
    session = SessionFactory(state=SessionState.CONFIRMED, starts_on=FIRST)
    organiser = organiser_of(session)

    with at(FIRST - dt.timedelta(days=1)), pytest.raises(NotAllowedNow, match="2026-12-21"):
        actions.start(session, by=organiser)
    with at(FIRST), pytest.raises(NotAllowedNow):
        actions.start(session, by=organiser)
    SlotFactory(session=session)
    with at(FIRST):
        actions.start(session, by=organiser)

    assert session.state == SessionState.IN_PROGRESS


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (actions.close_enrolment, SessionState.DRAFT),
        (actions.confirm_list, SessionState.ENROLLING),
        (actions.end_teaching, SessionState.CONFIRMED),
        (actions.complete_session, SessionState.ASSESSING),
        (actions.archive, SessionState.CONCLUDING),
    ],
)
def test_step_out_of_turn_is_refused_with_the_state_in_words(act, state):
    session = SessionFactory(state=state)

    with pytest.raises(NotAllowedNow, match=str(state.label)):
        act(session, by=organiser_of(session))


def test_cancelling_asks_for_a_reason_and_is_over_once_the_class_runs():
    ahead, running = SessionFactory(), SessionFactory(state=SessionState.IN_PROGRESS)

    with pytest.raises(NotAllowedNow):
        actions.cancel(ahead, reason=" ", by=organiser_of(ahead))
    with pytest.raises(NotAllowedNow):
        actions.cancel(running, reason="停办", by=organiser_of(running))


def test_enrolment_closes_by_itself_when_the_window_is_over():
    session = SessionFactory(closes_at=dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC), starts_on=FIRST)

    with time_machine.travel(dt.datetime(2026, 11, 28, 10, 0, 0, tzinfo=dt.UTC), tick=False):
        assert actions.close_due_sessions() == 0
    with time_machine.travel(dt.datetime(2026, 11, 28, 10, 0, 1, tzinfo=dt.UTC), tick=False):
        assert actions.close_due_sessions() == 1

    session.refresh_from_db()
    assert session.state == SessionState.CLOSED


@pytest.fixture
def running():
    """A class of seven half-days of three hours on its first day: one seventh is exactly one half-day."""
    with at(FIRST):
        session = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=FIRST, hours=21, days=3)
        session.ends_on = FIRST + dt.timedelta(days=3)
        session.save()
        places = [(n, half) for n in range(4) for half in Half][:7]
        for n, half in places:
            SlotFactory(session=session, day=FIRST + dt.timedelta(days=n), half=half, hours=3)
    return session


def test_a_future_half_day_and_a_half_day_of_another_class_are_refused(running):
    head = member(running.ip_host, RoleCode.CLASS_HEAD)
    tomorrow = running.slots.filter(day__gt=FIRST).first()
    other = SlotFactory()

    with at(FIRST):
        for slot in (tomorrow, other):
            with pytest.raises(NotAllowedNow):
                actions.record_attendance(running, slot=slot, marks={}, by=head)


def test_a_corrected_mark_replaces_the_first_and_marks_of_strangers_are_ignored(running):
    head = member(running.ip_host, RoleCode.CLASS_HEAD)
    someone = seated(running, state=EnrolmentState.ATTENDING)
    stranger = seated(SessionFactory(), state=EnrolmentState.ATTENDING)
    slot = running.slots.first()

    with at(FIRST):
        first = actions.record_attendance(
            running, slot=slot, marks={someone.pk: Mark.ABSENT, stranger.pk: Mark.PRESENT}, by=head
        )
        again = actions.record_attendance(running, slot=slot, marks={someone.pk: Mark.ABSENT}, by=head)
        changed = actions.record_attendance(running, slot=slot, marks={someone.pk: Mark.EXCUSED}, by=head)

    assert (first, again, changed) == (1, 0, 1)
    assert list(Attendance.objects.values_list("enrolment", "mark")) == [(someone.pk, "excused")]


def test_report_in_and_no_show_end_the_waiting(running):
    here, away = (seated(running, state=EnrolmentState.CONFIRMED) for _ in range(2))
    head = member(running.ip_host, RoleCode.CLASS_HEAD)

    actions.report_in(here, by=head)
    actions.mark_no_show(away, by=head)

    assert (here.state, away.state) == (EnrolmentState.ATTENDING, EnrolmentState.NO_SHOW)


def test_teaching_ends_only_when_attendance_is_complete_by_half_day(running):
    seated(running, state=EnrolmentState.ATTENDING)

    with at(running.ends_on), pytest.raises(NotAllowedNow, match="12-21"):
        actions.end_teaching(running, by=organiser_of(running))


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        ([Mark.PRESENT] * 7, EnrolmentState.COMPLETED),
        ([Mark.EXCUSED] + [Mark.PRESENT] * 6, EnrolmentState.COMPLETED),
        ([Mark.EXCUSED, Mark.PARTIAL] + [Mark.PRESENT] * 5, EnrolmentState.NOT_PASSED),
        ([Mark.EXCUSED] * 2 + [Mark.PRESENT] * 5, EnrolmentState.WITHDRAWN),
        ([Mark.PARTIAL] * 2 + [Mark.PRESENT] * 5, EnrolmentState.COMPLETED),
        ([Mark.ABSENT] * 2 + [Mark.PRESENT] * 5, EnrolmentState.NOT_PASSED),
    ],
)
def test_result_keeps_the_seventh_and_at_exactly_the_seventh_it_still_counts(running, marks, state):
    someone = seated(running, state=EnrolmentState.ATTENDING)
    organiser = organiser_of(running)
    for slot, mark in zip(running.slots.all(), marks, strict=True):
        Attendance.objects.create(enrolment=someone, slot=slot, mark=mark, recorded_by=organiser)

    with at(running.ends_on):
        actions.end_teaching(running, by=organiser)
        actions.settle_results(running, by=organiser)

    someone.refresh_from_db()
    assert someone.state == state
    assert bool(someone.reason) == (state != EnrolmentState.COMPLETED)


def test_completing_posts_hours_and_days_once_for_those_who_completed():
    session = SessionFactory(state=SessionState.CONCLUDING, starts_on=FIRST, hours=14, days=2)
    done = seated(session, state=EnrolmentState.COMPLETED)
    seated(session, state=EnrolmentState.NOT_PASSED)
    organiser = organiser_of(session)

    actions.complete_session(session, by=organiser)
    actions.sessions.post_hours_of(session, by=organiser)

    entry = CreditEntry.objects.get()
    assert (entry.person, entry.hours, entry.days, entry.occurred_on) == (
        done.person, Decimal(14), Decimal(2), FIRST + dt.timedelta(days=1),
    )  # fmt: skip
    assert entry.source == f"training:enrolment:{done.pk}"


@pytest.mark.parametrize(
    ("share", "place", "hours", "days"),
    [
        (0, "", Decimal(14), Decimal(2)),
        (1, "", Decimal("11.90"), Decimal("1.70")),
        ("0.5", "", Decimal("12.95"), Decimal("1.85")),
        (1, "330000", Decimal(14), Decimal(2)),
    ],
)
def test_what_was_missed_counts_less_only_where_the_rule_of_the_place_says_so(share, place, hours, days):
    session = SessionFactory(state=SessionState.CONCLUDING, starts_on=FIRST, hours=14, days=2)
    done, organiser = seated(session, state=EnrolmentState.COMPLETED), organiser_of(session)
    for half, mark in ((Half.AM, Mark.PARTIAL), (Half.PM, Mark.EXCUSED)):
        slot = SlotFactory(session=session, half=half, hours=Decimal("1.4"))
        Attendance.objects.create(enrolment=done, slot=slot, mark=mark, recorded_by=organiser)
    LimitRule.objects.filter(code="training.missed_hours_lost").update(value=share, jurisdiction=place)

    actions.complete_session(session, by=organiser)

    entry = CreditEntry.objects.get()
    assert (entry.hours, entry.days) == (hours, days)


def test_results_are_not_closed_while_somebody_has_none():
    session = SessionFactory(state=SessionState.ASSESSING)
    someone = seated(session, state=EnrolmentState.ATTENDING)
    organiser = organiser_of(session)

    with pytest.raises(NotAllowedNow):
        actions.conclude(session, by=organiser)
    actions.expel(someone, reason="擅自离班", by=organiser)
    actions.conclude(session, by=organiser)

    assert session.state == SessionState.CONCLUDING


def test_timetable_keeps_half_days_with_attendance(running):
    someone = seated(running, state=EnrolmentState.ATTENDING)
    organiser = organiser_of(running)
    Attendance.objects.create(enrolment=someone, slot=running.slots.first(), mark=Mark.PRESENT, recorded_by=organiser)

    with pytest.raises(NotAllowedNow):
        actions.arrange_timetable(running, slots=[], by=organiser)


def test_todos_name_what_each_role_has_to_do(running):
    someone = seated(running, state=EnrolmentState.ATTENDING)
    enrolling = SessionFactory(ip_host=running.ip_host, proc_host=running.proc_host)
    EnrolmentFactory(session=enrolling, state=EnrolmentState.SUBMITTED)
    EnrolmentFactory(session=enrolling)
    plan = SessionFactory(ip_host=running.ip_host, proc_host=running.proc_host, state=SessionState.PLAN_REVIEW)
    trainee = member(running.ip_host, RoleCode.TRAINEE)
    seated(enrolling, person=trainee.person, confirm_by=FIRST)
    roles = {role: member(running.ip_host, role) for role in (RoleCode.ORGANISER, RoleCode.UNIT_LEADER)}
    roles |= {role: member(running.ip_host, role) for role in (RoleCode.CLASS_HEAD, RoleCode.TRAINING_PLANNER)}

    with at(FIRST):
        found = {role: [t.url for t in todos(user)] for role, user in roles.items()}
        own = todos(trainee)

    desk = f"{enrolling.get_absolute_url()}desk/"
    assert found[RoleCode.ORGANISER] == [desk]
    assert found[RoleCode.UNIT_LEADER] == ["/training/unit/"]
    assert found[RoleCode.TRAINING_PLANNER] == [f"{plan.get_absolute_url()}desk/"]
    assert found[RoleCode.CLASS_HEAD][0].startswith(f"{running.get_absolute_url()}attendance/?slot=")
    assert [(t.url, t.due) for t in own] == [(enrolling.get_absolute_url(), FIRST)]
    assert todos(member(AgencyFactory(), RoleCode.ORGANISER)) == []
    assert someone.state == EnrolmentState.ATTENDING


def test_number_that_somebody_took_a_moment_ago_is_said():
    taken = SessionFactory()
    twin = SessionFactory.build(number=taken.number, ip_host=taken.ip_host, proc_host=taken.proc_host)

    with pytest.raises(NotAllowedNow):
        actions.draw_up_session(twin, seats={}, by=UserFactory())

    assert Session.objects.count() == 1
