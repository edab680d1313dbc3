"""Who runs one class: appointed by her own side, for this class alone."""

import pytest
from django.urls import reverse

from courses.training import actions
from courses.training.enums import Duty, EnrolmentState, SessionState
from courses.training.models import Enrolment, Session, SessionOfficer
from courses.training.permissions import can_organise, can_run_class, can_see_desk
from courses.training.queries import todos
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, PersonFactory, member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def organiser_of(session, side="ip"):
    return member(getattr(session, f"{side}_host"), RoleCode.ORGANISER)


def fresh(session):
    return Session.objects.get(pk=session.pk)


def test_class_head_of_one_class_cannot_open_another(client):
    session = SessionFactory(state=SessionState.IN_PROGRESS)
    other = SessionFactory(state=SessionState.IN_PROGRESS, ip_host=session.ip_host, proc_host=session.proc_host)
    head = member(AgencyFactory(parent=session.ip_host))
    actions.appoint_officer(session, person=head.person, duty=Duty.CLASS_HEAD, by=organiser_of(session))
    client.force_login(head)

    own = client.get(reverse("training:attendance", args=[session.slug]))
    foreign = client.get(reverse("training:attendance", args=[other.slug]))

    assert (own.status_code, foreign.status_code) == (200, 403)
    assert can_see_desk(head, fresh(session))
    assert not can_organise(head, fresh(session))


def test_class_heads_of_the_house_run_a_class_only_until_it_has_its_own():
    session = SessionFactory()
    at_large = member(session.ip_host, RoleCode.CLASS_HEAD)
    before = can_run_class(at_large, fresh(session))
    head = member(session.ip_host)

    officer = actions.appoint_officer(session, person=head.person, duty=Duty.CLASS_HEAD, by=organiser_of(session))
    during = can_run_class(at_large, fresh(session))
    actions.end_duty(officer, by=organiser_of(session))

    assert (before, during, can_run_class(at_large, fresh(session))) == (True, False, True)
    assert not can_run_class(head, fresh(session))


def test_organiser_of_one_class_organises_it_and_sees_its_people_and_no_others():
    session, other = SessionFactory(), SessionFactory()
    mine, foreign = seated(session), seated(other)
    officer = member(session.proc_host)
    actions.appoint_officer(session, person=officer.person, duty=Duty.ORGANISER, by=organiser_of(session, "proc"))

    seen = list(Enrolment.objects.visible_to(officer))

    assert can_organise(officer, fresh(session))
    assert not can_organise(officer, fresh(other))
    assert seen == [mine]
    assert foreign not in seen


def test_each_side_has_one_class_head_and_appoints_its_own_people(run_jobs):
    session = SessionFactory()
    first, second = member(session.ip_host), member(session.ip_host)
    partner = member(session.proc_host)
    ip = organiser_of(session)

    actions.appoint_officer(session, person=first.person, duty=Duty.CLASS_HEAD, by=ip)
    with pytest.raises(NotAllowedNow, match=first.person.name):
        actions.appoint_officer(session, person=second.person, duty=Duty.CLASS_HEAD, by=ip)
    with pytest.raises(NotAllowedNow):
        actions.appoint_officer(session, person=first.person, duty=Duty.CLASS_HEAD, by=ip)
    with pytest.raises(NotAllowedNow, match="另一方"):
        actions.appoint_officer(session, person=partner.person, duty=Duty.CLASS_HEAD, by=ip)
    actions.appoint_officer(session, person=partner.person, duty=Duty.CLASS_HEAD, by=organiser_of(session, "proc"))
    run_jobs()

    assert SessionOfficer.objects.count() == 2
    assert {n.user for n in Notice.objects.filter(kind="training.officer")} == {first, partner}


def test_nobody_without_a_post_and_nobody_after_the_end_is_appointed():
    session, over = SessionFactory(), SessionFactory(state=SessionState.COMPLETED)

    with pytest.raises(NotAllowedNow):
        actions.appoint_officer(session, person=PersonFactory(), duty=Duty.CLASS_HEAD, by=organiser_of(session))
    with pytest.raises(NotAllowedNow):
        actions.appoint_officer(over, person=member(over.ip_host).person, duty=Duty.CLASS_HEAD, by=organiser_of(over))


def test_duty_ends_once():
    session = SessionFactory()
    organiser = organiser_of(session)
    officer = actions.appoint_officer(
        session, person=member(session.ip_host).person, duty=Duty.CO_ORGANISER, by=organiser
    )
    actions.end_duty(officer, by=organiser)

    with pytest.raises(NotAllowedNow):
        actions.end_duty(officer, by=organiser)


def test_officers_page_appoints_by_name_and_says_why_not(client):
    session = SessionFactory()
    page = reverse("training:officers", args=[session.slug])
    person = member(session.ip_host, name="孟示例").person
    stranger = member(AgencyFactory(), name="贺示例").person
    client.force_login(organiser_of(session))

    unknown = client.post(page, {"person": stranger.name, "duty": "class_head"}).content.decode()
    client.post(page, {"person": person.name, "duty": "class_head"})
    officer = SessionOfficer.objects.get()
    shown = client.get(page).content.decode()
    client.post(reverse("training:officer-end", args=[session.slug, officer.pk]))

    officer.refresh_from_db()
    assert "有此姓名或邮箱" in unknown
    assert person.name in shown
    assert officer.ended_at


def test_planners_see_officers_and_appoint_nobody_trainees_do_not_see_them(client):
    session = SessionFactory()
    page = reverse("training:officers", args=[session.slug])

    client.force_login(member(session.ip_host, RoleCode.TRAINING_PLANNER))
    assert client.get(page).status_code == 200
    assert client.post(page, {"person": "甲", "duty": "class_head"}).status_code == 403
    client.force_login(member(session.ip_host, RoleCode.TRAINEE))
    assert client.get(page).status_code == 403


def test_attendance_to_record_stands_with_the_class_head_of_the_class():
    session = SessionFactory(state=SessionState.IN_PROGRESS)
    SlotFactory(session=session, day=session.starts_on)
    at_large, head = member(session.ip_host, RoleCode.CLASS_HEAD), member(session.ip_host)
    seated(session, state=EnrolmentState.ATTENDING)
    session.slots.update(day="2026-01-05")

    before = (len(todos(at_large)), len(todos(head)))
    actions.appoint_officer(session, person=head.person, duty=Duty.CLASS_HEAD, by=organiser_of(session))
    at_large, head = (type(user).objects.get(pk=user.pk) for user in (at_large, head))  # as her next request does

    assert before == (1, 0)
    assert (len(todos(at_large)), len(todos(head))) == (0, 1)
