"""Rule book 8.2: seats that become free, and who gets them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, Side
from courses.training.models import Enrolment
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import PostingFactory, RoleAssignmentFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def taken(session):
    return {b.side: b.taken for b in session.blocks.all()}


def test_withdrawal_promotes_the_next_of_the_same_side_exactly_once(run_jobs):
    session = SessionFactory(seats=(1, 1, 0))
    leaving = seated(session, Side.IP)
    early_other_side = EnrolmentFactory(session=session, agency=session.proc_host, state=EnrolmentState.WAITLISTED)
    first = EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)
    second = EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)

    actions.withdraw(leaving, reason="工作冲突", by=leaving.put_forward_by)

    states = [Enrolment.objects.get(pk=e.pk).state for e in (leaving, early_other_side, first, second)]
    assert states == ["withdrawn", "waitlisted", "accepted", "waitlisted"]
    assert taken(session) == {"ip": 1, "proc": 0, "pool": 0}


def test_pool_seat_goes_to_the_first_in_line_of_either_side():
    session = SessionFactory(seats=(0, 0, 1))
    leaving = seated(session, Side.POOL)
    first = EnrolmentFactory(session=session, agency=session.proc_host, state=EnrolmentState.WAITLISTED)
    EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)

    actions.withdraw(leaving, by=leaving.put_forward_by)

    first.refresh_from_db()
    assert (first.state, first.block.side) == (EnrolmentState.ACCEPTED, Side.POOL)


def test_withdrawal_from_the_waitlist_frees_no_seat():
    session = SessionFactory(seats=(1, 0, 0))
    seated(session)
    waiting = EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)

    actions.withdraw(waiting, by=waiting.put_forward_by)

    assert taken(session) == {"ip": 1, "proc": 0, "pool": 0}


def test_withdrawal_locks_her_seat_and_nothing_that_newcomers_ask_for():
    """A joined row would be locked too: the class, whose key every enrolment asks for when it is committed."""
    session = SessionFactory(seats=(2, 0, 0))
    leaving = seated(session)

    with CaptureQueriesContext(connection) as asked:
        actions.withdraw(leaving, by=leaving.put_forward_by)

    locks = [row["sql"] for row in asked if " FOR " in row["sql"]]
    assert len(locks) == (connection.vendor == "postgresql")
    assert [sql for sql in locks if "JOIN" in sql or not sql.endswith("FOR NO KEY UPDATE")] == []


def test_second_withdrawal_is_refused_when_two_requests_arrive():
    session = SessionFactory(seats=(2, 0, 0))
    seated(session)
    leaving = seated(session)
    same = Enrolment.objects.get(pk=leaving.pk)

    actions.withdraw(leaving, by=leaving.put_forward_by)

    with pytest.raises(NotAllowedNow):
        actions.withdraw(same, by=leaving.put_forward_by)
    assert taken(session) == {"ip": 1, "proc": 0, "pool": 0}


def test_more_seats_promote_and_fewer_than_taken_are_refused(django_capture_on_commit_callbacks):
    session = SessionFactory(seats=(1, 0, 0))
    seated(session)
    waiting = EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)
    organiser = member(session.ip_host, RoleCode.ORGANISER)

    with pytest.raises(NotAllowedNow):
        actions.change_seats(session, seats={Side.IP: 0}, by=organiser)
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_seats(session, seats={Side.IP: 2}, by=organiser)

    waiting.refresh_from_db()
    assert waiting.state == EnrolmentState.ACCEPTED
    assert taken(session) == {"ip": 2, "proc": 0, "pool": 0}


def test_substitute_keeps_the_seat_in_the_unit():
    session = SessionFactory()
    leaving = seated(session)
    hr = member(leaving.agency, RoleCode.UNIT_HR)
    other = PostingFactory(agency=leaving.agency).person

    came = actions.substitute(leaving, person=other, by=hr)

    leaving.refresh_from_db()
    assert (leaving.state, leaving.block) == (EnrolmentState.REPLACED, None)
    assert (came.state, came.block.side) == (EnrolmentState.ACCEPTED, Side.IP)
    assert taken(session) == {"ip": 1, "proc": 0, "pool": 0}


def test_substitute_is_refused_when_she_works_in_another_unit():
    leaving = seated(SessionFactory())
    hr = member(leaving.agency, RoleCode.UNIT_HR)

    with pytest.raises(NotAllowedNow, match=leaving.agency.name):
        actions.substitute(leaving, person=PostingFactory().person, by=hr)


def test_unconfirmed_seat_lapses_to_the_next_in_line_when_the_day_is_over():
    session = SessionFactory(seats=(1, 0, 0))
    late = seated(session, confirm_by=timezone.localdate() - dt.timedelta(days=1))
    waiting = EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)

    assert actions.lapse_unconfirmed() == 1
    assert actions.lapse_unconfirmed() == 0

    late.refresh_from_db()
    waiting.refresh_from_db()
    assert (late.state, waiting.state) == (EnrolmentState.WITHDRAWN, EnrolmentState.ACCEPTED)


def test_only_as_many_seats_lapse_as_somebody_waits_for():
    session = SessionFactory(seats=(3, 0, 0))
    longest, *others = [seated(session, confirm_by=timezone.localdate() - dt.timedelta(days=n)) for n in (5, 3, 1)]
    EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)

    assert actions.lapse_unconfirmed() == 1

    for enrolment in (longest, *others):
        enrolment.refresh_from_db()
    assert [e.state for e in (longest, *others)] == ["withdrawn", "accepted", "accepted"]


def test_cancelling_frees_everyone_and_tells_them(run_jobs):
    session = SessionFactory()
    person = member(session.ip_host, RoleCode.TRAINEE)
    enrolment = seated(session, person=person.person)
    organiser = member(session.ip_host, RoleCode.ORGANISER)
    RoleAssignmentFactory(user=organiser, role=RoleCode.TRAINING_PLANNER, agency=session.ip_host)

    actions.cancel(session, reason="场地停用", by=organiser)

    run_jobs()
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.WITHDRAWN
    assert taken(session) == {"ip": 0, "proc": 0, "pool": 0}
    assert "场地停用" in Notice.objects.get(user=person, kind="training.cancelled").body
