"""8.2: people apply themselves only where the class allows it; a unit takes back whom it put forward."""

import pytest
from django.urls import reverse

from courses.training import actions
from courses.training.enums import EnrolmentState as E
from courses.training.enums import SessionState
from courses.training.forms import SessionForm
from courses.training.models import Enrolment
from courses.training.queries import classes_to_join
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import PostingFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.mark.parametrize("direct", [True, False])
def test_where_units_nominate_nobody_applies_herself(client, direct):
    session = SessionFactory(takes_applications=False, direct_entry=direct)
    trainee = member(session.ip_host, RoleCode.TRAINEE)
    client.force_login(trainee)

    page = client.get(session.get_absolute_url()).content.decode()
    answer = client.post(reverse("training:session-apply", args=[session.slug]), follow=True).content.decode()

    assert reverse("training:session-apply", args=[session.slug]) not in page
    assert "由单位推荐" in page
    assert "由单位推荐" in answer
    assert not Enrolment.objects.exists()
    assert classes_to_join(trainee) is None
    with pytest.raises(NotAllowedNow, match=session.title):
        actions.apply(session, by=trainee)


def test_where_units_nominate_they_do():
    session = SessionFactory(takes_applications=False)
    hr, person = member(session.ip_host, RoleCode.UNIT_HR), PostingFactory(agency=session.ip_host).person

    assert actions.nominate(session, person=person, by=hr).state == E.NOMINATED


def test_direct_application_is_refused_by_the_form_where_nobody_applies():
    session = SessionFactory(state=SessionState.DRAFT)
    organiser = member(session.ip_host, RoleCode.ORGANISER)
    data = {name: value for name, value in SessionForm(instance=session, user=organiser).initial.items() if value}
    data |= {"ip_seats": 1, "proc_seats": 1, "pool_seats": 0, "direct_entry": "on"}
    data.pop("takes_applications")

    form = SessionForm(data, instance=session, user=organiser)

    assert list(form.errors) == ["direct_entry"]
    assert SessionForm(data | {"takes_applications": "on"}, instance=session, user=organiser).errors == {}


@pytest.mark.parametrize("state", [E.NOMINATED, E.SUBMITTED, E.WAITLISTED, E.ACCEPTED, E.CONFIRMED])
def test_the_unit_takes_back_whom_it_put_forward(client, run_jobs, state):
    session = SessionFactory()
    person = member(session.ip_host, RoleCode.TRAINEE).person
    made = seated if state in {E.ACCEPTED, E.CONFIRMED} else EnrolmentFactory
    enrolment = made(session=session, person=person, agency=session.ip_host, state=state)
    client.force_login(member(session.ip_host, RoleCode.UNIT_HR))
    url = reverse("training:enrolment-step", args=[enrolment.pk, "withdraw"])
    assert url in client.get(reverse("training:unit")).content.decode()

    client.post(url, {"back": "unit", "reason": "另有紧急任务"})
    run_jobs()

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason, enrolment.block) == (E.WITHDRAWN, "另有紧急任务", None)
    assert Notice.objects.filter(user=person.user, kind="training.withdrawn").count() == 1
    assert sum(session.blocks.values_list("taken", flat=True)) == 0


@pytest.mark.parametrize(
    ("state", "of_the_class"), [(E.WITHDRAWN, SessionState.ENROLLING), (E.ATTENDING, SessionState.IN_PROGRESS)]
)
def test_what_has_ended_or_begun_is_not_offered_to_take_back(client, state, of_the_class):
    session = SessionFactory(state=of_the_class)
    enrolment = seated(session, state=state)
    client.force_login(member(session.ip_host, RoleCode.UNIT_HR))

    page = client.get(reverse("training:unit")).content.decode()

    assert reverse("training:enrolment-step", args=[enrolment.pk, "withdraw"]) not in page


def test_the_leader_decides_and_takes_nothing_back(client):
    enrolment = EnrolmentFactory()
    client.force_login(member(enrolment.agency, RoleCode.UNIT_LEADER))
    url = reverse("training:enrolment-step", args=[enrolment.pk, "withdraw"])

    assert url not in client.get(reverse("training:unit")).content.decode()
    assert client.post(url, {"reason": "另有任务"}).status_code == 403
