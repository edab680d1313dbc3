"""Everybody comes to a final state: who is sent away or leaves, who never confirmed, who still waits in line."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState as E
from courses.training.enums import SessionState
from courses.training.models import Enrolment, Session
from courses.training.queries.todos import planner_todos
from shared.audit.actions import NotAllowedNow
from shared.audit.queries import history_of
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import member
from tests.factories.training import EnrolmentFactory, SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def session():
    """In its first day, with its one half-day."""
    found = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=timezone.localdate(), seats=(5, 5, 5))
    SlotFactory(session=found)
    return found


def trainee(session, state=E.ATTENDING, **fields):
    return seated(session, state=state, person=member(session.ip_host, RoleCode.TRAINEE).person, **fields)


def organiser_of(session):
    return member(session.ip_host, RoleCode.ORGANISER)


def page(session):
    return reverse("training:participation-end", args=[session.slug])


@pytest.mark.parametrize(("way", "state"), [("dismiss", E.EXPELLED), ("withdraw", E.WITHDRAWN)])
def test_organiser_ends_a_participation_and_all_concerned_are_told(client, session, run_jobs, way, state):
    leaving = trainee(session)
    hr = member(session.ip_host, RoleCode.UNIT_HR)
    head = member(session.proc_host, RoleCode.CLASS_HEAD)
    client.force_login(organiser_of(session))
    assert page(session) in client.get(reverse("training:desk", args=[session.slug])).content.decode()

    client.post(page(session), {"enrolment": leaving.pk, "way": way, "reason": "擅自离班"})
    run_jobs()

    leaving.refresh_from_db()
    assert (leaving.state, leaving.reason) == (state, "擅自离班")
    assert leaving.closed_at is not None
    told = set(Notice.objects.values_list("user", "kind"))
    assert told >= {
        (leaving.person.user_id, "training.withdrawn"), (hr.pk, "training.ended"), (head.pk, "training.ended"),
    }  # fmt: skip
    assert {row.action for row in history_of(leaving)} >= {f"training.enrolment.{'expel' if way == 'dismiss' else way}"}


def test_reason_and_way_are_asked_for(client, session):
    staying = trainee(session)
    client.force_login(organiser_of(session))

    answer = client.post(page(session), {"enrolment": staying.pk, "reason": " "})

    staying.refresh_from_db()
    assert staying.state == E.ATTENDING
    assert answer.content.decode().count('class="error') >= 2
    with pytest.raises(NotAllowedNow):
        actions.end_participation(staying, dismissed=True, reason=" ", by=organiser_of(session))


@pytest.mark.parametrize("role", [RoleCode.CLASS_HEAD, RoleCode.TRAINING_PLANNER, RoleCode.UNIT_HR])
def test_nobody_but_an_organiser_ends_a_participation(client, session, role):
    staying = trainee(session)
    client.force_login(member(session.ip_host, role))

    answer = client.post(page(session), {"enrolment": staying.pk, "way": "dismiss", "reason": "擅自离班"})

    staying.refresh_from_db()
    assert (answer.status_code, staying.state) == (403, E.ATTENDING)
    assert page(session) not in client.get(reverse("training:session", args=[session.slug])).content.decode()


def test_somebody_of_another_class_is_not_offered(client, session):
    other = trainee(SessionFactory(state=SessionState.IN_PROGRESS, ip_host=session.ip_host))
    client.force_login(organiser_of(session))

    client.post(page(session), {"enrolment": other.pk, "way": "dismiss", "reason": "擅自离班"})

    other.refresh_from_db()
    assert other.state == E.ATTENDING


@pytest.mark.parametrize("state", [SessionState.CONFIRMED, SessionState.CONCLUDING, SessionState.COMPLETED])
def test_participation_is_ended_only_while_the_class_runs(session, state):
    someone = trainee(session)
    someone.session.state = state

    with pytest.raises(NotAllowedNow, match=str(someone.session.get_state_display())):
        actions.end_participation(someone, dismissed=False, reason="单位召回", by=organiser_of(session))


def test_late_confirmation_counts_while_nobody_waits_for_the_seat():
    late = seated(SessionFactory(), confirm_by=timezone.localdate() - dt.timedelta(days=1))

    actions.confirm(late, by=late.put_forward_by)

    assert late.state == E.CONFIRMED


def test_late_confirmation_is_refused_when_only_the_other_side_waits_for_a_common_seat():
    session = SessionFactory(seats=(0, 0, 1))
    late = seated(session, side="pool", confirm_by=timezone.localdate() - dt.timedelta(days=1))
    EnrolmentFactory(session=session, agency=session.proc_host, state=E.WAITLISTED)

    with pytest.raises(NotAllowedNow, match=late.confirm_by.isoformat()):
        actions.confirm(late, by=late.put_forward_by)


def test_whoever_comes_unconfirmed_has_confirmed_by_coming(client, session):
    came, away = trainee(session, E.ACCEPTED), trainee(session, E.ACCEPTED)
    client.force_login(member(session.ip_host, RoleCode.CLASS_HEAD))
    attendance = reverse("training:attendance", args=[session.slug])
    assert "未确认" in client.get(attendance).content.decode()
    url = reverse("training:report-in", args=[session.slug])

    client.post(url, {"chosen": [came.pk], "verb": "present"})
    client.post(url, {"chosen": [away.pk], "verb": "no_show"})

    came.refresh_from_db()
    away.refresh_from_db()
    assert (came.state, away.state) == (E.ATTENDING, E.WITHDRAWN)
    assert [row.action for row in history_of(came)][:2] == ["training.enrolment.report", "training.enrolment.confirm"]
    assert away.reason


def test_unconfirmed_seat_is_over_with_the_days_of_the_rule_for_coming_late(session):
    first_day = timezone.localdate() - dt.timedelta(days=4)
    type(session).objects.filter(pk=session.pk).update(starts_on=first_day)
    session.slots.update(day=first_day)
    confirmed, unconfirmed = trainee(session, E.CONFIRMED), trainee(session, E.ACCEPTED)

    assert actions.lapse_late() == 2

    confirmed.refresh_from_db()
    unconfirmed.refresh_from_db()
    assert (confirmed.state, unconfirmed.state) == (E.NO_SHOW, E.WITHDRAWN)


def test_teaching_does_not_end_while_an_unconfirmed_seat_is_open(session):
    trainee(session, E.ACCEPTED)

    with pytest.raises(NotAllowedNow, match="1"):
        actions.end_teaching(session, by=organiser_of(session))


def test_the_waitlist_is_answered_when_the_class_begins(run_jobs):
    session = SessionFactory(state=SessionState.CONFIRMED, starts_on=timezone.localdate(), seats=(1, 1, 0))
    SlotFactory(session=session)
    trainee(session, E.CONFIRMED)
    person = member(session.ip_host, RoleCode.TRAINEE).person
    waiting = EnrolmentFactory(session=session, agency=session.ip_host, person=person, state=E.WAITLISTED)

    actions.start(session, by=organiser_of(session))
    run_jobs()

    waiting.refresh_from_db()
    assert (waiting.state, bool(waiting.reason)) == (E.DECLINED, True)
    assert Notice.objects.filter(user=person.user, kind="training.declined").count() == 1
    assert not Enrolment.objects.filter(session=session, state=E.WAITLISTED).exists()


@pytest.mark.parametrize(
    ("state", "role", "status"),
    [
        (SessionState.DRAFT, RoleCode.ORGANISER, 302),
        (SessionState.PLAN_REVIEW, RoleCode.ORGANISER, 302),
        (SessionState.PLAN_REVIEW, RoleCode.TRAINING_PLANNER, 302),
        (SessionState.ENROLLING, RoleCode.ORGANISER, 403),
        (SessionState.CONFIRMED, RoleCode.ORGANISER, 403),
        (SessionState.ENROLLING, RoleCode.TRAINING_PLANNER, 302),
        (SessionState.CONFIRMED, RoleCode.TRAINING_PLANNER, 302),
        (SessionState.ENROLLING, RoleCode.CLASS_HEAD, 403),
    ],
)
def test_whoever_approved_cancels_what_is_approved(client, state, role, status):
    session = SessionFactory(state=state)
    client.force_login(member(session.proc_host, role))
    url = reverse("training:session-step", args=[session.slug, "cancel"])
    assert (url in client.get(reverse("training:desk", args=[session.slug])).content.decode()) == (status == 302)

    answer = client.post(url, {"reason": "场地停用"})

    session.refresh_from_db()
    assert (answer.status_code, session.state == SessionState.CANCELLED) == (status, status == 302)


def test_the_training_office_completes_and_archives_the_organiser_does_not(client):
    session = SessionFactory(state=SessionState.CONCLUDING)
    planner = member(session.ip_host, RoleCode.TRAINING_PLANNER)
    step = "/training/sessions/{}/desk/step/{}/"

    for verb, before, after in (
        ("complete", SessionState.CONCLUDING, SessionState.COMPLETED),
        ("archive", SessionState.COMPLETED, SessionState.ARCHIVED),
    ):
        client.force_login(organiser_of(session))
        assert client.post(step.format(session.slug, verb)).status_code == 403
        session.refresh_from_db()
        assert session.state == before
        client.force_login(planner)
        assert client.post(step.format(session.slug, verb)).status_code == 302
        session.refresh_from_db()
        assert session.state == after


def test_the_training_office_sees_what_to_complete_and_by_when_to_archive():
    session = SessionFactory(state=SessionState.CONCLUDING)
    planner, other = member(session.ip_host, RoleCode.TRAINING_PLANNER), SessionFactory(state=SessionState.CONCLUDING)
    stranger = member(other.ip_host, RoleCode.TRAINING_PLANNER)

    (todo,) = planner_todos(planner)
    assert (todo.title, todo.due) == (f"结班并登记学时：{session.title}", None)

    Session.objects.filter(pk=session.pk).update(state=SessionState.COMPLETED)
    (todo,) = planner_todos(planner)
    assert (todo.title, todo.due) == (f"归档：{session.title}", session.ends_on + dt.timedelta(days=30))
    assert [todo.title for todo in planner_todos(stranger)] == [f"结班并登记学时：{other.title}"]
