"""The pages of leave: what each shows to whom, and what it costs."""

import pytest
from django.urls import reverse

from courses.training import actions
from courses.training.enums import EnrolmentState, LeaveState
from courses.training.models import LeaveRequest
from shared.directory.enums import RoleCode
from tests.courses.training.test_leave import FIRST, actions_ask, at, attending, class_of, head_of, organiser_of, take
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def test_the_form_shows_the_total_and_asks_before_the_participation_ends(client):
    session = class_of(21, 3, 3, 3)
    someone = attending(session)
    take(someone, [0], head_of(session))
    client.force_login(someone.person.user)
    url = reverse("training:leave-ask", args=[session.slug])
    second = list(session.slots.all())[1]

    with at(FIRST):
        page = client.get(url)
        stopped = client.post(url, {"slots": [second.pk], "reason": "家事"})
        asked = LeaveRequest.objects.filter(state=LeaveState.REQUESTED).count()
        sent = client.post(url, {"slots": [second.pk], "reason": "家事", "knows": "on"})

    assert (page.context["account"].used, page.context["account"].left) == (3, 0)
    assert "你的参训资格即终止" in stopped.content.decode()
    assert asked == 0
    assert sent.status_code == 302
    assert LeaveRequest.objects.filter(state=LeaveState.REQUESTED).count() == 1


def test_an_approval_that_ends_the_participation_has_to_be_meant(client):
    session = class_of(7, 3)
    someone, head = attending(session), head_of(session)
    request = actions_ask(someone, 0)
    client.force_login(head)
    url = reverse("training:leave-step", args=[request.pk, "approve"])

    with at(FIRST):
        client.post(url)
        request.refresh_from_db()
        assert request.state == LeaveState.REQUESTED
        client.post(url, {"knows": "on"})

    someone.refresh_from_db()
    assert someone.state == EnrolmentState.WITHDRAWN


def test_nobody_but_those_who_run_the_class_reads_why_somebody_is_away(client):
    session = class_of(42, 3)
    someone, neighbour = attending(session), attending(session)
    actions_ask(someone, 0)
    LeaveRequest.objects.update(reason="只给班主任看的原因")
    request = LeaveRequest.objects.get()
    page, step = (
        reverse("training:leave", args=[session.slug]),
        reverse("training:leave-step", args=[request.pk, "approve"]),
    )
    strangers = [
        neighbour.person.user,
        member(session.ip_host, RoleCode.UNIT_HR, RoleCode.UNIT_LEADER),
        member(AgencyFactory(), RoleCode.CLASS_HEAD, RoleCode.ORGANISER),
    ]

    for user in strangers:
        client.force_login(user)
        assert client.get(page).status_code == 403
        assert client.post(step).status_code == 404
    client.force_login(someone.person.user)
    assert client.post(step).status_code == 403
    client.force_login(head_of(session))
    assert "只给班主任看的原因" in client.get(page).content.decode()
    request.refresh_from_db()
    assert request.state == LeaveState.REQUESTED


def test_the_class_head_does_not_decide_a_whole_day_and_nobody_her_own(client):
    session = class_of(42, 3, 3)
    head = member(session.ip_host, RoleCode.CLASS_HEAD, RoleCode.ORGANISER)
    someone, own = attending(session), seated(session, state=EnrolmentState.ATTENDING, person=head.person)
    slots = [slot.pk for slot in session.slots.all()]
    with at(FIRST):
        day = actions.ask_for_leave(someone, slots=slots, reason="开会", by=someone.person.user)
        hers = actions.ask_for_leave(own, slots=slots[:1], reason="就医", by=head)

    with at(FIRST):
        client.force_login(head_of(session))
        assert client.post(reverse("training:leave-step", args=[day.pk, "approve"])).status_code == 403
        client.force_login(head)
        assert client.post(reverse("training:leave-step", args=[hers.pk, "approve"])).status_code == 403
        client.post(reverse("training:leave-step", args=[day.pk, "approve"]))
    day.refresh_from_db()
    assert day.state == LeaveState.APPROVED


def test_pages_of_leave_cost_the_same_with_one_and_with_three_requests(client, django_assert_max_num_queries):
    session = class_of(42, *[1] * 8, seats=(9, 0, 0))
    head = head_of(session)
    client.force_login(head)
    url = reverse("training:leave", args=[session.slug])
    take(attending(session), [0], head)
    actions_ask(attending(session), 0)
    client.get(url)

    with django_assert_max_num_queries(25) as few:
        client.get(url)
    for place in (1, 2):
        take(attending(session), [place], head)
        actions_ask(attending(session), place)
    with django_assert_max_num_queries(25) as many:
        client.get(url)

    assert len(few) == len(many)


@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_the_list_of_leave_is_a_sheet_too(client, fmt):
    session = class_of(42, 3)
    take(attending(session), [0], head_of(session))
    client.force_login(organiser_of(session))

    answer = client.get(reverse("training:leave", args=[session.slug]), {"format": fmt})

    assert answer["Content-Disposition"].endswith(f'.{fmt}"')
