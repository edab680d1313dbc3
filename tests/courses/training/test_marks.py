"""The class head's list: marks that arrive late (X22), online classes (A42), large classes."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.training import actions
from courses.training.enums import EnrolmentState, Half, Mark, SessionState
from courses.training.models import Attendance
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.courses.training.test_checkin import DAY, attending, clock, head_of, running  # noqa: F401  the fixture
from tests.factories.directory import member
from tests.factories.training import SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def send(client, session, slot, marks, seen=None):
    """As the page sends it: data in, data out."""
    data = {f"mark-{e.pk}": mark for e, mark in marks.items()} | {f"seen-{e.pk}": s for e, s in (seen or {}).items()}
    url = f"{reverse('training:attendance', args=[session.slug])}?slot={slot.pk}"
    return client.post(url, data, headers={"Accept": "application/json"})


def test_marks_sent_twice_change_nothing_the_second_time(client, running):  # noqa: F811
    someone, morning = attending(running), running.slots.first()

    with clock(12):
        client.force_login(head_of(running))
        first = send(client, running, morning, {someone: "present"}).json()
        again = send(client, running, morning, {someone: "present"}).json()

    assert (first["changed"], first["conflicts"], first["lost"]) == (1, [], [])
    assert (again["changed"], again["conflicts"], again["lost"]) == (0, [], [])


def test_a_late_mark_does_not_replace_a_newer_one_unseen(client, running):  # noqa: F811
    someone, morning = attending(running), running.slots.first()
    one, two = head_of(running), head_of(running)
    with clock(9):
        actions.record_attendance(running, slot=morning, marks={someone.pk: Mark.PARTIAL}, by=one)

    with clock(12):
        client.force_login(two)
        late = send(client, running, morning, {someone: "absent"}, {someone: ""}).json()
        kept = Attendance.objects.get().mark
        seen = send(client, running, morning, {someone: "absent"}, {someone: "partial"}).json()

    assert [each["id"] for each in late["conflicts"]] == [someone.pk]
    assert one.name in late["conflicts"][0]["text"]
    assert kept == Mark.PARTIAL
    assert (seen["changed"], Attendance.objects.get().mark) == (1, Mark.ABSENT)


def test_without_script_the_conflict_is_a_message_and_the_rest_is_saved(client, running):  # noqa: F811
    someone, other = attending(running), attending(running)
    morning, head = running.slots.first(), head_of(running)
    with clock(9):
        actions.record_attendance(running, slot=morning, marks={someone.pk: Mark.PARTIAL}, by=head)
        client.force_login(head)
        url = f"{reverse('training:attendance', args=[running.slug])}?slot={morning.pk}"
        page = client.post(url, {f"mark-{someone.pk}": "absent", f"mark-{other.pk}": "present"}, follow=True)

    marks = dict(Attendance.objects.values_list("enrolment", "mark"))
    assert marks == {someone.pk: "partial", other.pk: "present"}
    assert "请再次保存" in page.content.decode()


def test_leave_above_the_limit_is_not_a_stroke_in_a_list(client, running):  # noqa: F811
    running.hours = 21
    running.save()
    someone, morning = attending(running), running.slots.first()

    with clock(9):
        client.force_login(head_of(running))
        answer = send(client, running, morning, {someone: "excused"})

    assert answer.status_code == 409
    assert someone.person.name in answer.json()["refused"]
    assert not Attendance.objects.exists()


def test_once_somebody_has_signed_in_by_code_nobody_else_is_taken_for_present(client, running):  # noqa: F811
    someone, other = attending(running), attending(running)
    morning = running.slots.first()
    url = f"{reverse('training:attendance', args=[running.slug])}?slot={morning.pk}"
    with clock(9):
        client.force_login(head_of(running))
        before = {line["enrolment"].pk: line["mark"] for line in client.get(url).context["rows"]}
        actions.check_in(morning, by=someone.person.user)
        after = {line["enrolment"].pk: line["mark"] for line in client.get(url).context["rows"]}

    assert before == {someone.pk: "present", other.pk: "present"}
    assert after == {someone.pk: "present", other.pk: ""}


def test_online_presence_is_filled_in_from_the_list_and_saved_by_the_organiser(client, running):  # noqa: F811
    running.is_online = True
    running.save()
    here, away = attending(running), attending(running)
    morning = running.slots.first()
    url = f"{reverse('training:attendance', args=[running.slug])}?slot={morning.pk}"
    listed = f"{here.person.name}（杭州）  87分钟\n主持人小王"

    with clock(12):
        client.force_login(member(running.ip_host, RoleCode.ORGANISER))
        page = client.post(url, {"pasted": listed})

    assert {line["enrolment"].pk: line["mark"] for line in page.context["rows"]} == {
        here.pk: "present",
        away.pk: "absent",
    }
    assert "主持人小王" in page.content.decode()
    assert not Attendance.objects.exists()


def test_a_grid_of_a_large_class_stays_within_the_budget(client, running, django_assert_max_num_queries):  # noqa: F811
    running.blocks.update(seats=200)
    for day in range(2, 10):
        for half in Half:
            SlotFactory(session=running, day=DAY + dt.timedelta(days=day), half=half)
    head = head_of(running)
    rows = [seated(running, state=EnrolmentState.ATTENDING) for _ in range(120)]
    slots = list(running.slots.all())
    Attendance.objects.bulk_create(
        [Attendance(enrolment=row, slot=slot, mark=Mark.PRESENT, recorded_by=head) for row in rows for slot in slots]
    )
    url = reverse("training:attendance", args=[running.slug])

    with clock(9):
        client.force_login(head)
        client.get(url)
        with django_assert_max_num_queries(25):
            page = client.get(url)

    assert (len(page.context["overview"]), len(page.context["slots"])) == (120, 20)


def test_the_worker_of_the_page_is_for_those_who_run_the_class(client, running):  # noqa: F811
    url = reverse("training:attendance-worker", args=[running.slug])

    client.force_login(attending(running).person.user)
    assert client.get(url).status_code == 403
    client.force_login(head_of(running))
    answer = client.get(url)

    assert answer["Content-Type"].startswith("text/javascript")
    assert url.startswith(reverse("training:attendance", args=[running.slug]))


def test_a_class_that_does_not_run_takes_no_signature(running):  # noqa: F811
    someone = attending(running)
    running.state = SessionState.SUSPENDED
    running.save()

    with clock(9), pytest.raises(NotAllowedNow):
        actions.check_in(running.slots.first(), by=someone.person.user)


def test_marks_for_a_half_day_that_is_gone_are_refused_and_go_nowhere_else(client, running):  # noqa: F811
    someone, strange = attending(running), SlotFactory(day=DAY)
    url = reverse("training:attendance", args=[running.slug])

    with clock(9):
        client.force_login(head_of(running))
        for slot in (strange.pk, 0, "x"):
            answer = client.post(
                f"{url}?slot={slot}", {f"mark-{someone.pk}": "absent"}, headers={"Accept": "application/json"}
            )
            assert (answer.status_code, "课表" in answer.json()["refused"]) == (409, True)

    assert not Attendance.objects.exists()


def test_marks_made_under_another_account_are_not_saved_under_this_one(client, running):  # noqa: F811
    someone, morning, head = attending(running), running.slots.first(), head_of(running)
    url = f"{reverse('training:attendance', args=[running.slug])}?slot={morning.pk}"

    with clock(9):
        client.force_login(head)
        sent = {f"mark-{someone.pk}": "absent", "account": head_of(running).pk}
        foreign = client.post(url, sent, headers={"Accept": "application/json"})
        own = client.post(url, {**sent, "account": head.pk}, headers={"Accept": "application/json"})

    assert (foreign.status_code, own.status_code) == (409, 200)
    assert Attendance.objects.get().recorded_by == head


def test_a_mark_that_does_not_exist_is_refused_and_nothing_is_saved(client, running):  # noqa: F811
    someone, other, morning = attending(running), attending(running), running.slots.first()

    with clock(9):
        client.force_login(head_of(running))
        answer = send(client, running, morning, {someone: "asleep", other: "present"})

    assert answer.status_code == 409
    assert not Attendance.objects.exists()


def test_a_mark_for_somebody_who_left_is_named_in_both_answers(client, running):  # noqa: F811
    gone, other, morning = attending(running, EnrolmentState.WITHDRAWN), attending(running), running.slots.first()
    url = f"{reverse('training:attendance', args=[running.slug])}?slot={morning.pk}"

    with clock(9):
        client.force_login(head_of(running))
        told = send(client, running, morning, {gone: "absent", other: "present"}).json()
        page = client.post(url, {f"mark-{gone.pk}": "absent"}, follow=True)

    assert [each["id"] for each in told["lost"]] == [gone.pk]
    assert gone.person.name in told["lost"][0]["text"]
    assert f"{gone.person.name}已不在本班" in page.content.decode()
    assert dict(Attendance.objects.values_list("enrolment", "mark")) == {other.pk: "present"}


def test_who_sends_is_asked_by_those_who_run_the_class_alone(client, running):  # noqa: F811
    url, head = reverse("training:attendance-sender", args=[running.slug]), head_of(running)

    assert client.get(url).status_code == 302
    client.force_login(attending(running).person.user)
    assert client.get(url).status_code == 403
    client.force_login(head)
    answer = client.get(url)

    assert answer.json()["account"] == head.pk
    assert len(answer.json()["token"]) == 64
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("day", "time", "place"),
    [
        (0, (7, 0), 0),
        (0, (8, 30), 0),
        (0, (12, 30), 0),
        (0, (13, 19, 59), 0),
        (0, (13, 20), 1),
        (0, (23, 0), 1),
        (1, (7, 49), 1),
        (1, (7, 50), 2),
        (5, (9, 0), 3),
    ],
)
def test_the_page_begins_with_the_half_day_that_runs_or_has_run_last(client, running, day, time, place):  # noqa: F811
    attending(running)

    with clock(*time, day=DAY + dt.timedelta(days=day)):
        client.force_login(head_of(running))
        page = client.get(reverse("training:attendance", args=[running.slug]))

    assert page.context["slot"] == list(running.slots.all())[place]
