"""A7, A8, B15: substitutes of the same unit, people above the quota, and who decides for whom."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, SessionState
from courses.training.models import Enrolment
from shared.audit.actions import NotAllowedNow
from shared.audit.queries import history_of
from shared.directory.actions import enter_absence, name_deputy
from shared.directory.enums import RoleCode
from shared.directory.models import Posting, RoleAssignment
from shared.notices.models import Notice
from tests.factories.directory import PostingFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def hr(session):
    return member(session.ip_host, RoleCode.UNIT_HR)


@pytest.fixture
def lin(session):
    return PostingFactory(agency=session.ip_host)


def test_the_list_of_substitutes_offers_those_who_can(client, session, lin, hr):
    held = seated(session)
    away = PostingFactory(agency=session.ip_host, person__name="离岗者")
    enter_absence(away.person, kind="leave", starts_on=session.starts_on, ends_on=session.ends_on, note="", by=hr)
    client.force_login(hr)
    url = reverse("training:substitute", args=[held.pk])

    page = client.get(url).content.decode()
    client.post(url, {"chosen": [lin.person_id]})

    assert f'value="{away.person_id}" required disabled' in page
    came = Enrolment.objects.get(person=lin.person)
    assert (came.state, came.block) == (EnrolmentState.ACCEPTED, held.block)


@pytest.mark.parametrize("state", [SessionState.IN_PROGRESS, SessionState.COMPLETED])
def test_nobody_is_replaced_once_the_class_has_begun(session, lin, hr, state):
    held = seated(session)
    held.session.state = state

    with pytest.raises(NotAllowedNow, match="开班前"):
        actions.substitute(held, person=lin.person, by=hr)


def quota(session, seats):
    block = session.blocks.get(side="ip")
    block.seats -= seats
    block.save()
    return session.blocks.create(side="ip", agency=session.ip_host, seats=seats, parent=block)


def test_above_the_units_quota_is_marked_and_waits_on_acceptance(client, session, lin, hr):
    quota(session, 1)
    second = PostingFactory(agency=session.ip_host)
    organiser = member(session.ip_host, RoleCode.ORGANISER)
    client.force_login(hr)
    answer = client.post(
        reverse("training:nominate", args=[session.slug]), {"chosen": [lin.person_id, second.person_id]}, follow=True
    )
    assert "超出本单位名额" in answer.content.decode()
    within, above = Enrolment.objects.order_by("is_over_quota")
    assert (within.is_over_quota, above.is_over_quota) == (False, True)

    for enrolment in (within, above):
        Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.SUBMITTED)
        enrolment.refresh_from_db()
        actions.accept(enrolment, by=organiser)

    assert (within.state, above.state) == (EnrolmentState.ACCEPTED, EnrolmentState.WAITLISTED)
    client.force_login(organiser)
    assert "超名额" in client.get(reverse("training:desk", args=[session.slug])).content.decode()


def test_a_deputy_approves_for_the_leader_and_both_names_stand(client, session, run_jobs):
    agency = session.ip_host
    leader, zhou = member(agency, RoleCode.UNIT_LEADER), member(agency)
    today = timezone.localdate()
    name_deputy(
        [RoleAssignment.objects.get(user=leader)],
        deputy=zhou,
        first_day=today - dt.timedelta(days=1),
        last_day=today + dt.timedelta(days=9),
        by=leader,
    )
    enrolment = EnrolmentFactory(session=session)
    client.force_login(zhou)
    assert reverse("training:unit") in client.get("/my/").content.decode()

    client.post(reverse("training:enrolment-step", args=[enrolment.pk, "approve"]), {"back": "unit"})

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.SUBMITTED
    assert history_of(enrolment)[0].who == f"{zhou}（代{leader}）"
    assert Notice.objects.filter(user=leader, kind="directory.acted_for").count() == 1


def test_a_deputy_does_not_decide_what_she_put_forward_herself(client, session, lin, hr):
    leader = member(session.ip_host, RoleCode.UNIT_LEADER)
    today = timezone.localdate()
    days = {"first_day": today - dt.timedelta(days=1), "last_day": today + dt.timedelta(days=9)}
    name_deputy([RoleAssignment.objects.get(user=leader)], deputy=hr, by=leader, **days)
    enrolment = actions.nominate(session, person=lin.person, by=hr)
    client.force_login(hr)

    answer = client.post(reverse("training:enrolment-step", args=[enrolment.pk, "approve"]))

    enrolment.refresh_from_db()
    assert (answer.status_code, enrolment.state) == (403, EnrolmentState.NOMINATED)


def test_a_person_without_a_post_is_told_whom_to_ask(session, hr):
    person = PostingFactory(agency=session.ip_host).person
    Posting.objects.filter(person=person).update(valid_to=dt.date(2020, 1, 1))

    with pytest.raises(NotAllowedNow, match="人事"):
        actions.nominate(session, person=person, by=hr)
