"""Rule book 8.2: each step, each refusal, each seat."""

import contextlib
import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, SessionState, Side
from courses.training.models import Enrolment
from courses.training.queries import waitlist_place
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode, System
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, PostingFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
BEIJING = dt.timezone(dt.timedelta(hours=8))


def taken(session):
    return {b.side: b.taken for b in session.blocks.all()}


def trainee_of(session, side=Side.IP):
    return member(session.proc_host if side == Side.PROC else session.ip_host, RoleCode.TRAINEE)


def test_nomination_waits_for_the_leader_when_hr_puts_somebody_forward(run_jobs):
    session = SessionFactory()
    hr = member(session.ip_host, RoleCode.UNIT_HR)
    leader = member(session.ip_host, RoleCode.UNIT_LEADER)
    person = PostingFactory(agency=session.ip_host).person

    enrolment = actions.nominate(session, person=person, by=hr)

    run_jobs()
    assert enrolment.state == EnrolmentState.NOMINATED
    assert enrolment.side == Side.IP
    assert list(Notice.objects.values_list("user", "kind")) == [(leader.pk, "training.to_approve")]


def test_nominate_is_refused_when_the_person_works_elsewhere():
    session = SessionFactory()
    hr = member(session.ip_host, RoleCode.UNIT_HR)
    stranger = PostingFactory(agency=AgencyFactory(name="另一单位")).person

    with pytest.raises(NotAllowedNow, match="另一单位"):
        actions.nominate(session, person=stranger, by=hr)

    assert Enrolment.objects.count() == 0


def test_nominate_works_for_a_unit_below_when_hr_sits_above():
    session = SessionFactory()
    below = AgencyFactory(parent=session.ip_host)
    hr = member(session.ip_host, RoleCode.UNIT_HR)

    enrolment = actions.nominate(session, person=PostingFactory(agency=below).person, by=hr)

    assert enrolment.agency == below


def test_second_nomination_is_refused_when_the_person_is_enrolled():
    first = EnrolmentFactory()
    hr = member(first.agency, RoleCode.UNIT_HR)

    with pytest.raises(NotAllowedNow, match=first.person.name):
        actions.nominate(first.session, person=first.person, by=hr)

    assert Enrolment.objects.count() == 1


def test_database_refuses_a_second_live_enrolment_when_two_requests_arrive_at_once():
    first = EnrolmentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentFactory(session=first.session, person=first.person)


def test_new_nomination_is_possible_when_the_first_was_declined():
    first = EnrolmentFactory(state=EnrolmentState.DECLINED)
    hr = member(first.agency, RoleCode.UNIT_HR)

    second = actions.nominate(first.session, person=first.person, by=hr)

    assert second.pk != first.pk


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        (dt.datetime(2026, 11, 1, 8, 59, 59, tzinfo=BEIJING), "2026-11-01 09:00"),
        (dt.datetime(2026, 11, 1, 9, 0, 0, tzinfo=BEIJING), None),
        (dt.datetime(2026, 11, 28, 18, 0, 0, tzinfo=BEIJING), None),
        (dt.datetime(2026, 11, 28, 18, 0, 0, 900000, tzinfo=BEIJING), None),
        (dt.datetime(2026, 11, 28, 18, 0, 1, tzinfo=BEIJING), "2026-11-28 18:00"),
    ],
)
def test_window_is_kept_to_the_second_in_beijing_time(moment, answer):
    session = SessionFactory(
        starts_on=dt.date(2026, 12, 20),
        opens_at=dt.datetime(2026, 11, 1, 1, 0, tzinfo=dt.UTC),
        closes_at=dt.datetime(2026, 11, 28, 10, 0, tzinfo=dt.UTC),
        direct_entry=True,
    )
    trainee = trainee_of(session)

    with time_machine.travel(moment, tick=False):
        if answer:
            with pytest.raises(NotAllowedNow, match=answer):
                actions.apply(session, by=trainee)
        else:
            assert actions.apply(session, by=trainee).state == EnrolmentState.ACCEPTED


@pytest.mark.parametrize("state", [SessionState.APPROVED, SessionState.CONFIRMED, SessionState.CANCELLED])
def test_apply_is_refused_naming_the_state_when_the_session_does_not_enrol(state):
    session = SessionFactory(state=state)

    with pytest.raises(NotAllowedNow, match=str(state.label)):
        actions.apply(session, by=trainee_of(session))


def test_apply_is_refused_when_no_post_is_on_record():
    session = SessionFactory()
    trainee = trainee_of(session)
    trainee.person.postings.update(valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2020, 12, 31))

    with pytest.raises(NotAllowedNow):
        actions.apply(session, by=trainee)


def test_apply_is_refused_when_her_side_has_no_seats_and_there_is_no_pool():
    session = SessionFactory(seats=(0, 5, 0), direct_entry=True)
    trainee = trainee_of(session)

    with pytest.raises(NotAllowedNow, match=session.ip_host.name):
        actions.apply(session, by=trainee)


def test_apply_is_refused_when_she_has_a_seat_elsewhere_on_the_same_days():
    session = SessionFactory(direct_entry=True)
    other = SessionFactory(ip_host=session.ip_host, title="另一班", starts_on=session.ends_on)
    trainee = trainee_of(session)
    seated(other, person=trainee.person)

    with pytest.raises(NotAllowedNow, match="另一班"):
        actions.apply(session, by=trainee)


def test_apply_is_possible_with_a_seat_elsewhere_on_other_days():
    session = SessionFactory(direct_entry=True)
    other = SessionFactory(
        ip_host=session.ip_host,
        starts_on=session.ends_on + dt.timedelta(days=1),
        ends_on=session.ends_on + dt.timedelta(days=2),
    )
    trainee = trainee_of(session)
    seated(other, person=trainee.person)

    assert actions.apply(session, by=trainee).state == EnrolmentState.ACCEPTED


def test_apply_goes_to_the_unit_when_direct_entry_is_off():
    session = SessionFactory()
    trainee = trainee_of(session)

    enrolment = actions.apply(session, by=trainee)

    assert (enrolment.state, enrolment.origin) == (EnrolmentState.NOMINATED, "applied")
    assert taken(session) == {"ip": 0, "proc": 0, "pool": 0}


def test_direct_entry_takes_the_own_side_then_the_pool_then_the_waitlist():
    session = SessionFactory(seats=(1, 2, 1), direct_entry=True)

    entries = [actions.apply(session, by=trainee_of(session)) for _ in range(4)]

    assert [e.block.side if e.block else e.state for e in entries] == ["ip", "pool", "waitlisted", "waitlisted"]
    assert taken(session) == {"ip": 1, "proc": 0, "pool": 1}


def test_people_of_other_bodies_sit_in_the_pool():
    session = SessionFactory(seats=(1, 1, 1), direct_entry=True)
    court = member(AgencyFactory(system=System.COURT), RoleCode.TRAINEE)

    entry = actions.apply(session, by=court)

    assert entry.block.side == Side.POOL


def test_direct_entry_costs_few_queries(django_assert_max_num_queries):
    session = SessionFactory(direct_entry=True)
    trainee = trainee_of(session)

    with django_assert_max_num_queries(14):  # the seat itself, its audit row and the notice among them
        actions.apply(session, by=trainee)


@pytest.mark.parametrize("hindrance", ["full", "closed", "clash", "side", "enrolled", "units only"])
def test_a_refusal_costs_no_more_than_a_seat(hindrance):
    session = SessionFactory(seats=(2, 0, 0), direct_entry=True)
    elsewhere = SessionFactory(starts_on=session.starts_on, ip_host=session.ip_host)
    first, seat_taker, trainee = (trainee_of(session) for _n in range(3))
    actions.apply(session, by=first)  # whatever is read once has been read
    with CaptureQueriesContext(connection) as seat:
        actions.apply(session, by=seat_taker)
    if hindrance == "closed":
        session.closes_at = timezone.now() - dt.timedelta(days=1)
    elif hindrance == "clash":
        seated(elsewhere, person=trainee.person)
    elif hindrance == "side":
        trainee = member(session.proc_host, RoleCode.TRAINEE)
    elif hindrance == "enrolled":
        trainee = seat_taker
    elif hindrance == "units only":
        session.takes_applications = False

    with CaptureQueriesContext(connection) as refusal, contextlib.suppress(NotAllowedNow):
        actions.apply(session, by=trainee)

    assert len(refusal) <= len(seat)
    assert session.blocks.get(side="ip").taken == 2


def test_waitlisting_leaves_the_seats_of_a_full_class_alone(django_assert_max_num_queries):
    session = SessionFactory(seats=(1, 1, 0), direct_entry=True)
    actions.apply(session, by=trainee_of(session))
    trainee = trainee_of(session)

    with django_assert_max_num_queries(13) as asked:
        entry = actions.apply(session, by=trainee)

    assert entry.state == EnrolmentState.WAITLISTED
    assert not [query for query in asked if "UPDATE" in query["sql"] and "seat_block" in query["sql"]]


def test_unit_approval_brings_it_to_the_organiser(run_jobs):
    enrolment = EnrolmentFactory()
    organiser = member(enrolment.session.proc_host, RoleCode.ORGANISER)
    leader = member(enrolment.agency, RoleCode.UNIT_LEADER)

    actions.approve_for_unit(enrolment, by=leader)

    run_jobs()
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.decided_by) == (EnrolmentState.SUBMITTED, leader)
    assert Notice.objects.get().user == organiser


def test_accept_is_refused_when_the_unit_has_not_approved():
    enrolment = EnrolmentFactory()

    with pytest.raises(NotAllowedNow):
        actions.accept(enrolment, by=member(enrolment.session.ip_host, RoleCode.ORGANISER))

    assert taken(enrolment.session) == {"ip": 0, "proc": 0, "pool": 0}


def test_accept_gives_three_working_days_to_confirm(run_jobs):
    enrolment = EnrolmentFactory(session__starts_on=dt.date(2026, 12, 20), state=EnrolmentState.SUBMITTED)
    organiser = member(enrolment.session.ip_host, RoleCode.ORGANISER)

    with time_machine.travel(dt.datetime(2026, 9, 29, 2, 0, tzinfo=dt.UTC), tick=False):
        actions.accept(enrolment, by=organiser)

    assert enrolment.state == EnrolmentState.ACCEPTED
    # 30 September is a working day, then comes the National Day holiday until 7 October
    assert enrolment.confirm_by == dt.date(2026, 10, 9)


def test_accept_when_full_tells_the_place_in_line():
    session = SessionFactory(seats=(1, 0, 0))
    organiser = member(session.ip_host, RoleCode.ORGANISER)
    people = [EnrolmentFactory(session=session, state=EnrolmentState.SUBMITTED) for _ in range(3)]

    for person in people:
        actions.accept(person, by=organiser)

    assert [p.state for p in people] == ["accepted", "waitlisted", "waitlisted"]
    assert waitlist_place(people[2]).overall == 2
    assert taken(session) == {"ip": 1, "proc": 0, "pool": 0}


@pytest.mark.parametrize("act", [actions.decline, actions.refuse_for_unit])
def test_turning_down_asks_for_a_reason(act):
    state = EnrolmentState.SUBMITTED if act is actions.decline else EnrolmentState.NOMINATED
    enrolment = EnrolmentFactory(state=state)

    with pytest.raises(NotAllowedNow):
        act(enrolment, reason="  ", by=enrolment.put_forward_by)

    act(enrolment, reason="名额已满", by=enrolment.put_forward_by)
    enrolment.refresh_from_db()
    assert enrolment.reason == "名额已满"


def test_confirm_is_refused_after_the_day_when_somebody_waits():
    session = SessionFactory()
    enrolment = seated(session, confirm_by=timezone.localdate() - dt.timedelta(days=1))
    EnrolmentFactory(session=session, agency=session.ip_host, state=EnrolmentState.WAITLISTED)

    with pytest.raises(NotAllowedNow, match=enrolment.confirm_by.isoformat()):
        actions.confirm(enrolment, by=enrolment.put_forward_by)


def test_confirm_works_on_the_last_day():
    enrolment = seated(SessionFactory(), confirm_by=timezone.localdate())

    actions.confirm(enrolment, by=enrolment.put_forward_by)

    assert enrolment.state == EnrolmentState.CONFIRMED
