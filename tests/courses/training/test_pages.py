"""What each page shows to whom, and what it costs."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.training.enums import EnrolmentState, Half, SessionState, Side
from courses.training.models import Attendance, Enrolment, Session
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, PostingFactory, UserFactory, member
from tests.factories.training import EnrolmentFactory, SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def organiser_of(session):
    return member(session.ip_host, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER)


def test_list_shows_approved_sessions_and_no_drafts_to_the_public(client):
    shown = SessionFactory(title="公开的班")
    SessionFactory(title="还是草稿", state=SessionState.DRAFT)
    SessionFactory(title="审核中的班", state=SessionState.PLAN_REVIEW)

    page = client.get(reverse("training:sessions")).content.decode()

    assert shown.title in page
    assert "还是草稿" not in page
    assert "审核中的班" not in page


def test_draft_is_found_by_its_hosts_alone(client):
    draft = SessionFactory(state=SessionState.DRAFT)
    url = draft.get_absolute_url()

    assert client.get(url).status_code == 404
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))
    assert client.get(url).status_code == 404
    client.force_login(organiser_of(draft))
    assert client.get(url).status_code == 200


def test_list_costs_the_same_with_one_and_with_three_rows(client, django_assert_num_queries):
    SessionFactory()
    client.get(reverse("training:sessions"))

    with django_assert_num_queries(3):
        client.get(reverse("training:sessions"))
    SessionFactory(), SessionFactory()
    with django_assert_num_queries(3):
        client.get(reverse("training:sessions"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"open", "later"}),
        ("period=open", {"open"}),
        ("period=past", {"old"}),
        ("period=all", {"open", "later", "old"}),
        ("q=later", {"later"}),
        ("free=on", {"open"}),
        ("host=proc", {"open", "later"}),
        ("month=2026-99", {"open", "later"}),
    ],
)
def test_list_is_narrowed_by_what_stands_in_the_address(client, query, found):
    today = timezone.localdate()
    SessionFactory(title="open")
    SessionFactory(title="later", state=SessionState.APPROVED, seats=(0, 0, 0))
    SessionFactory(title="old", state=SessionState.ARCHIVED, starts_on=today - dt.timedelta(days=90))

    page = client.get(f"{reverse('training:sessions')}?{query}")

    assert {session.title for session, _blocks in page.context["rows"]} == found


def test_list_pages_without_counting(client):
    for _ in range(21):
        SessionFactory()

    first = client.get(reverse("training:sessions"))
    second = client.get(reverse("training:sessions"), {"page": 2})

    assert len(first.context["rows"]) == 20
    assert "page=2" in first.content.decode()
    assert len(second.context["rows"]) == 1


def test_session_page_costs_few_queries(client, django_assert_max_num_queries):
    session = SessionFactory()
    SlotFactory(session=session, lecturer_agency=session.proc_host)
    SlotFactory(session=session, half=Half.PM, lecturer_agency=session.ip_host)
    client.get(session.get_absolute_url())

    with django_assert_max_num_queries(5):
        client.get(session.get_absolute_url())
    client.force_login(member(session.ip_host, RoleCode.TRAINEE))
    client.get(session.get_absolute_url())
    # One of them asks whether she is away on these days, as her personnel office has entered.
    with django_assert_max_num_queries(14):
        client.get(session.get_absolute_url())


def test_session_page_says_seats_in_words_and_when_enrolment_ends(client):
    session = SessionFactory(seats=(48, 48, 24), closes_at=dt.datetime(2026, 11, 28, 10, 0, tzinfo=dt.UTC))

    page = client.get(session.get_absolute_url()).content.decode()

    assert "0 / 48" in page
    assert "18:00" in page
    assert "style=" not in page


def test_apply_asks_for_a_sign_in(client):
    session = SessionFactory()

    answer = client.post(reverse("training:session-apply", args=[session.slug]))

    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize(("seats", "state"), [((1, 0, 0), "accepted"), ((0, 0, 0), None), ((0, 1, 1), "accepted")])
def test_apply_gives_a_definite_answer(client, seats, state):
    session = SessionFactory(seats=seats, direct_entry=True)
    client.force_login(member(session.ip_host, RoleCode.TRAINEE))

    answer = client.post(reverse("training:session-apply", args=[session.slug]), follow=True)

    assert answer.redirect_chain[0][1] == 302
    assert len(answer.context["messages"]) == 1
    assert Enrolment.objects.filter(state=state).count() == (1 if state else 0)


def test_waitlisted_person_sees_her_place_and_the_rule(client):
    session = SessionFactory(seats=(1, 1, 0), direct_entry=True)
    seated(session)
    EnrolmentFactory(session=session, agency=session.proc_host, state=EnrolmentState.WAITLISTED)
    trainee = member(session.ip_host, RoleCode.TRAINEE)
    EnrolmentFactory(session=session, person=trainee.person, state=EnrolmentState.WAITLISTED)
    client.force_login(trainee)

    answer = client.get(session.get_absolute_url())

    place = answer.context["standing"].place
    assert (place.on_her_side, place.overall) == (1, 2)


def test_nominate_offers_own_people_only_and_nominates_those_ticked(client):
    session = SessionFactory()
    hr = member(session.ip_host, RoleCode.UNIT_HR)
    own = PostingFactory(agency=session.ip_host, person__name="本单位甲").person
    stranger = PostingFactory(person__name="外单位乙").person
    client.force_login(hr)
    url = reverse("training:nominate", args=[session.slug])

    page = client.get(url).content.decode()
    client.post(url, {"chosen": [own.pk, stranger.pk]})
    client.post(url, {"chosen": [own.pk]})

    assert "本单位甲" in page
    assert "外单位乙" not in page
    assert list(Enrolment.objects.values_list("person", flat=True)) == [own.pk]


def test_nominate_is_forbidden_without_the_role(client):
    session = SessionFactory()
    client.force_login(member(session.ip_host, RoleCode.TRAINEE))

    assert client.get(reverse("training:nominate", args=[session.slug])).status_code == 403


@pytest.mark.parametrize(
    ("role", "status"), [(RoleCode.UNIT_LEADER, 302), (RoleCode.UNIT_HR, 403), (RoleCode.ORGANISER, 403)]
)
def test_nomination_is_approved_by_the_leader_alone(client, role, status):
    enrolment = EnrolmentFactory()
    client.force_login(member(enrolment.agency, role))

    answer = client.post(reverse("training:enrolment-step", args=[enrolment.pk, "approve"]))

    enrolment.refresh_from_db()
    assert answer.status_code == status
    assert enrolment.state == ("submitted" if status == 302 else "nominated")


def test_enrolment_of_another_unit_is_not_found(client):
    enrolment = EnrolmentFactory()
    client.force_login(member(AgencyFactory(), RoleCode.UNIT_LEADER))

    assert client.post(reverse("training:enrolment-step", args=[enrolment.pk, "approve"])).status_code == 404


def test_unit_page_shows_the_subtree_and_no_other_unit(client):
    session = SessionFactory()
    below = AgencyFactory(parent=session.ip_host)
    EnrolmentFactory(session=session, agency=below, person=PostingFactory(agency=below, person__name="下级人员").person)
    EnrolmentFactory(session=session, agency=session.proc_host)
    client.force_login(member(session.ip_host, RoleCode.UNIT_LEADER))

    page = client.get(reverse("training:unit"))

    assert [e.person.name for e, _may in page.context["waiting"]] == ["下级人员"]


def test_desk_is_for_the_hosts(client):
    session = SessionFactory()
    url = reverse("training:desk", args=[session.slug])

    assert client.get(url).status_code == 302
    client.force_login(member(session.ip_host, RoleCode.TRAINEE))
    assert client.get(url).status_code == 403
    client.force_login(member(session.proc_host, RoleCode.ORGANISER))
    assert client.get(url).status_code == 200


def test_desk_costs_the_same_with_one_and_with_three_rows(client, django_assert_num_queries):
    session = SessionFactory()
    client.force_login(organiser_of(session))
    url = reverse("training:desk", args=[session.slug])
    EnrolmentFactory(session=session, state=EnrolmentState.SUBMITTED)
    client.get(url)

    with django_assert_num_queries(11):
        client.get(url)
    EnrolmentFactory(session=session), EnrolmentFactory(session=session, state=EnrolmentState.WAITLISTED)
    with django_assert_num_queries(11):
        client.get(url)


def test_bulk_accept_seats_by_the_order_of_arrival_and_waitlists_the_rest(client):
    session = SessionFactory(seats=(1, 0, 0))
    client.force_login(organiser_of(session))
    early, late = [EnrolmentFactory(session=session, state=EnrolmentState.SUBMITTED) for _ in range(2)]

    client.post(reverse("training:decide", args=[session.slug]), {"chosen": [late.pk, early.pk], "verb": "accept"})

    early.refresh_from_db(), late.refresh_from_db()
    assert (early.state, late.state) == ("accepted", "waitlisted")


def test_decline_without_a_reason_is_refused(client):
    session = SessionFactory()
    client.force_login(organiser_of(session))
    enrolment = EnrolmentFactory(session=session, state=EnrolmentState.SUBMITTED)

    client.post(reverse("training:decide", args=[session.slug]), {"chosen": [enrolment.pk], "verb": "decline"})

    enrolment.refresh_from_db()
    assert enrolment.state == "submitted"


def test_organiser_of_another_house_cannot_decide(client):
    session = SessionFactory()
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))
    enrolment = EnrolmentFactory(session=session, state=EnrolmentState.SUBMITTED)

    answer = client.post(reverse("training:decide", args=[session.slug]), {"chosen": [enrolment.pk], "verb": "accept"})

    assert answer.status_code == 403


def test_class_head_fills_the_grid_with_one_submit(client):
    today = timezone.localdate()
    session = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=today, hours=28)  # leave of a half-day fits
    slot = SlotFactory(session=session)
    people = [seated(session, side, EnrolmentState.ATTENDING) for side in (Side.IP, Side.PROC)]
    client.force_login(member(session.ip_host, RoleCode.CLASS_HEAD))
    url = f"{reverse('training:attendance', args=[session.slug])}?slot={slot.pk}"

    assert client.get(url).status_code == 200
    client.post(url, {f"mark-{people[0].pk}": "present", f"mark-{people[1].pk}": "excused"})

    assert dict(Attendance.objects.values_list("enrolment", "mark")) == {
        people[0].pk: "present",
        people[1].pk: "excused",
    }


@pytest.mark.parametrize("name", ["attendance", "desk", "sign-in-sheet", "timetable", "session-edit"])
def test_pages_of_the_hosts_are_closed_to_trainees(client, name):
    session = SessionFactory()
    client.force_login(member(session.ip_host, RoleCode.TRAINEE))

    assert client.get(reverse(f"training:{name}", args=[session.slug])).status_code == 403


@pytest.mark.parametrize("name", ["attendance", "desk", "sign-in-sheet", "timetable", "session-edit"])
def test_pages_of_the_hosts_open_for_the_organiser(client, name):
    session = SessionFactory(state=SessionState.DRAFT)
    client.force_login(organiser_of(session))

    assert client.get(reverse(f"training:{name}", args=[session.slug])).status_code == 200


def plan(**changes):
    return {
        "number": "TT-2026-901", "title": "新的班", "mode": "joint", "starts_on": "2026-12-21", "ends_on": "2026-12-22",
        "opens_at": "2026-11-01T09:00", "closes_at": "2026-12-01T18:00", "hours": "14", "days": "2", "grade": "3",
        "ip_seats": "10", "proc_seats": "10", "pool_seats": "5", **changes,
    }  # fmt: skip


def test_new_session_is_a_draft_with_its_seats(client):
    ip, proc = AgencyFactory(), AgencyFactory(proc=True)
    client.force_login(member(ip, RoleCode.ORGANISER))

    client.post(reverse("training:session-new"), plan(ip_host=ip.pk, proc_host=proc.pk))

    session = Session.objects.get()
    assert (session.state, session.slug) == ("draft", "tt-2026-901")
    assert session.closes_at == dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
    assert {b.side: b.seats for b in session.blocks.all()} == {"ip": 10, "proc": 10, "pool": 5}


def test_new_session_is_refused_when_no_host_is_the_organisers_own(client):
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))

    answer = client.post(
        reverse("training:session-new"), plan(ip_host=AgencyFactory().pk, proc_host=AgencyFactory(proc=True).pk)
    )

    assert answer.context["form"].non_field_errors()
    assert not Session.objects.exists()


def test_joint_session_without_a_partner_is_refused_with_a_sentence(client):
    ip = AgencyFactory()
    client.force_login(member(ip, RoleCode.ORGANISER))

    answer = client.post(reverse("training:session-new"), plan(ip_host=ip.pk))

    assert "proc_host" in answer.context["form"].errors


def test_timetable_keeps_the_rows_with_a_topic(client):
    session = SessionFactory(state=SessionState.DRAFT, starts_on=dt.date(2026, 12, 21))
    client.force_login(organiser_of(session))
    data = {}
    for key in ("20261221am", "20261221pm", "20261222am", "20261222pm"):
        data |= {f"{key}-starts_at": "08:30", f"{key}-ends_at": "12:00", f"{key}-topic": ""}
    data |= {"20261221am-topic": "开班", "20261221am-lecturer": "陈示例", "20261221am-hours": "3.5"}

    client.post(reverse("training:timetable", args=[session.slug]), data)

    assert list(session.slots.values_list("day", "half", "topic")) == [(dt.date(2026, 12, 21), "am", "开班")]


def test_calendar_holds_each_half_day_in_utc(client):
    session = SessionFactory(starts_on=dt.date(2026, 12, 8))
    SlotFactory(session=session)

    text = client.get(reverse("training:calendar", args=[session.slug])).content.decode()

    assert "DTSTART:20261208T003000Z" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_own_classes_show_nobody_elses(client):
    mine = EnrolmentFactory()
    EnrolmentFactory()
    user = UserFactory()
    mine.person.user = user
    mine.person.save()
    client.force_login(user)

    rows = client.get(reverse("training:my")).context["rows"]

    assert [e.pk for e, _place in rows] == [mine.pk]


def test_start_page_shows_own_classes_and_nobody_elses(client):
    session = SessionFactory()
    trainee = member(session.ip_host, RoleCode.TRAINEE)
    seated(session, person=trainee.person, confirm_by=timezone.localdate())
    other = EnrolmentFactory(session__title="别人的班", session__state=SessionState.CLOSED)
    client.force_login(trainee)

    page = client.get("/my/").content.decode()

    assert session.title in page
    assert other.session.title not in page
