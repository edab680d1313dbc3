"""A class does not take its steps behind the backs of those concerned."""

import pytest
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, SessionState
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import EnrolmentFactory, InvitationFactory, SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("user", flat=True))


def hosts_with(session, role):
    return {side: member(getattr(session, f"{side}_host"), role) for side in ("ip", "proc")}


def test_organisers_of_both_hosts_read_what_became_of_their_plan(run_jobs):
    session = SessionFactory(state=SessionState.PLAN_REVIEW)
    organisers, planners = (hosts_with(session, role) for role in (RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER))
    member(AgencyFactory(), RoleCode.ORGANISER)
    both = sorted(user.pk for user in organisers.values())

    actions.return_plan(session, reason="预算须重新核定", by=planners["proc"])
    run_jobs()
    assert told("training.plan_returned") == both
    assert Notice.objects.filter(kind="training.plan_returned").first().params["reason"] == "预算须重新核定"

    actions.submit_plan(session, by=organisers["ip"])
    actions.approve_plan(session, by=planners["ip"])
    run_jobs()
    assert told("training.plan_approved") == []
    actions.approve_plan(session, by=planners["proc"])
    run_jobs()
    assert told("training.plan_approved") == both


def test_a_plan_returned_twice_is_told_twice(run_jobs):
    session = SessionFactory(state=SessionState.PLAN_REVIEW)
    organiser, planner = (member(session.ip_host, role) for role in (RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER))

    for reason in ("缺少课程表", "仍缺课程表"):
        actions.return_plan(session, reason=reason, by=planner)
        actions.submit_plan(session, by=organiser)
    run_jobs()

    assert told("training.plan_returned") == [organiser.pk] * 2


def test_the_confirmed_list_is_told_once_to_everybody_on_it_and_to_their_units(run_jobs):
    session = SessionFactory(state=SessionState.CLOSED, seats=(2, 2, 2))
    here = seated(session, state=EnrolmentState.CONFIRMED, person=member(session.ip_host).person)
    waits = member(session.ip_host)
    EnrolmentFactory(session=session, agency=session.ip_host, person=waits.person, state=EnrolmentState.WAITLISTED)
    hr, of_others = member(session.ip_host, RoleCode.UNIT_HR), member(session.proc_host, RoleCode.UNIT_HR)
    organiser = member(session.ip_host, RoleCode.ORGANISER)

    actions.confirm_list(session, by=organiser)
    run_jobs()

    assert told("training.list_confirmed") == sorted([here.person.user_id, hr.pk])
    assert of_others.pk not in told("training.list_confirmed")


def test_a_suspended_class_is_told_with_its_reason_and_so_is_its_going_on(run_jobs):
    session = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=timezone.localdate(), seats=(2, 2, 2))
    slot = SlotFactory(session=session, lecturer="")
    lecturer = InvitationFactory(session=session, slots=[slot])
    actions.lecturers.accept_invitation(lecturer, by=lecturer.person.user)
    here = seated(session, state=EnrolmentState.ATTENDING, person=member(session.ip_host).person)
    gone = seated(session, state=EnrolmentState.WITHDRAWN, person=member(session.ip_host).person)
    organiser = member(session.ip_host, RoleCode.ORGANISER)
    concerned = sorted([here.person.user_id, lecturer.person.user_id])

    actions.suspend(session, reason="台风停课", by=organiser)
    run_jobs()
    assert told("training.suspended") == concerned
    assert Notice.objects.filter(kind="training.suspended").first().params["reason"] == "台风停课"

    actions.resume(session, by=organiser)
    run_jobs()
    assert told("training.resumed") == concerned
    assert gone.person.user_id not in concerned
