"""What a class has to have before its plan is submitted, and before it opens (N6, N8)."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from courses.training import actions
from courses.training.enums import Mode, SessionState
from courses.training.models import PlanLine, Session
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.directory import UserFactory, member
from tests.factories.plans import PlanLineFactory
from tests.factories.training import SessionFactory, SlotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TODAY = dt.date(2026, 11, 2)
FIRST = dt.date(2026, 12, 21)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(2), tzinfo=dt.UTC), tick=False):
        yield


def organiser_of(session, side="ip"):
    return member(getattr(session, f"{side}_host"), RoleCode.ORGANISER)


def approved(**fields):
    return SessionFactory(state=SessionState.APPROVED, starts_on=FIRST, **fields)


def test_plan_comes_from_an_approved_line_or_says_why_not():
    session = SessionFactory(state=SessionState.DRAFT, unplanned_reason="")
    organiser = organiser_of(session)

    with pytest.raises(NotAllowedNow, match="年度计划项目"):
        actions.submit_plan(session, by=organiser)
    session.plan_line = PlanLineFactory(plan__state="review")
    with pytest.raises(NotAllowedNow, match="双方批准"):
        actions.submit_plan(session, by=organiser)
    session.plan_line = PlanLineFactory(plan__state="approved")
    session.save()
    actions.submit_plan(session, by=organiser)

    assert session.state == SessionState.PLAN_REVIEW


@pytest.mark.parametrize(("budget", "stands"), [(None, False), (5 * 2 * 550, True), (5 * 2 * 550 + 1, False)])
def test_budget_of_a_class_is_held_against_persons_and_days(budget, stands):
    session = SessionFactory(state=SessionState.DRAFT, budget=budget, seats=(2, 2, 1), days=2)

    if stands:
        actions.submit_plan(session, by=organiser_of(session))
    else:
        with pytest.raises(NotAllowedNow):
            actions.submit_plan(session, by=organiser_of(session))

    assert Session.objects.get().state == (SessionState.PLAN_REVIEW if stands else SessionState.DRAFT)


def test_budget_is_looked_at_again_when_a_host_approves():
    session = SessionFactory(state=SessionState.PLAN_REVIEW, budget=5 * 2 * 550, seats=(2, 2, 1), days=2)
    session.blocks.filter(side="pool").update(seats=0)

    with pytest.raises(NotAllowedNow, match="综合定额"):
        actions.approve_plan(session, by=member(session.ip_host, RoleCode.TRAINING_PLANNER))


def test_cross_attendance_names_its_sending_side_and_gives_it_seats():
    both = SessionFactory(state=SessionState.DRAFT, mode=Mode.CROSS_ATTENDANCE)
    one = SessionFactory(state=SessionState.DRAFT, mode=Mode.CROSS_ATTENDANCE, proc_host=None, seats=(5, 0, 0))
    pooled = SessionFactory(state=SessionState.DRAFT, mode=Mode.CROSS_ATTENDANCE, proc_host=None, seats=(5, 0, 2))

    with pytest.raises(NotAllowedNow, match="派员方"):
        actions.submit_plan(both, by=organiser_of(both))
    with pytest.raises(NotAllowedNow, match="检察机关"):
        actions.submit_plan(one, by=organiser_of(one))
    actions.submit_plan(pooled, by=organiser_of(pooled))

    assert pooled.state == SessionState.PLAN_REVIEW


def test_invited_lecturers_are_of_the_other_side_or_from_outside_before_the_class_opens():
    session = approved(mode=Mode.INVITED_LECTURER, proc_host=None)
    organiser = organiser_of(session)
    slot = SlotFactory(session=session, lecturer_agency=session.ip_host)

    with pytest.raises(NotAllowedNow, match="外部授课人"):
        actions.open_enrolment(session, by=organiser)
    slot.lecturer_agency = None
    slot.save()
    actions.open_enrolment(session, by=organiser)

    assert session.state == SessionState.ENROLLING


@pytest.mark.parametrize(("days", "stands"), [(2, True), (Decimal("2.5"), False), (30, False)])
def test_days_that_raise_the_ceiling_lie_within_the_dates(days, stands):
    session = SessionFactory(state=SessionState.DRAFT, days=days, budget=0)

    if stands:
        actions.submit_plan(session, by=organiser_of(session))
    else:
        with pytest.raises(NotAllowedNow, match="2"):
            actions.submit_plan(session, by=organiser_of(session))


def test_classes_of_a_line_stay_within_the_budget_that_both_sides_approved():
    line = PlanLineFactory(plan__state="approved", budget=5_500)
    SessionFactory(plan_line=line, state=SessionState.CANCELLED, budget=5_500)
    first = SessionFactory(plan_line=line, state=SessionState.DRAFT, budget=3_000, seats=(2, 2, 1))
    second = SessionFactory(plan_line=line, state=SessionState.DRAFT, budget=2_501, seats=(2, 2, 1))

    actions.submit_plan(first, by=organiser_of(first))
    with pytest.raises(NotAllowedNow, match="5,501"):
        actions.submit_plan(second, by=organiser_of(second))
    second.budget = 2_500
    second.save()
    actions.submit_plan(second, by=organiser_of(second))

    assert second.state == SessionState.PLAN_REVIEW


def test_plan_of_a_class_is_not_approved_while_its_line_is_open_again():
    line = PlanLineFactory(plan__state="approved")
    session = SessionFactory(plan_line=line, state=SessionState.DRAFT)
    actions.submit_plan(session, by=organiser_of(session))
    line.plan.state = "drawing_up"
    line.plan.save()

    with pytest.raises(NotAllowedNow, match="双方批准"):
        actions.approve_plan(session, by=member(session.ip_host, RoleCode.TRAINING_PLANNER))


def test_line_that_somebody_removed_meanwhile_does_not_come_back():
    line = PlanLineFactory()
    stale = PlanLine.objects.select_related("plan").get(pk=line.pk)
    actions.remove_line(line, by=UserFactory())

    with pytest.raises(NotAllowedNow):
        actions.write_line(stale, needs=[], by=UserFactory())

    assert not PlanLine.objects.exists()
