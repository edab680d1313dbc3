"""The class's own page: groups, materials, announcements, questions, needs, printed papers."""

import datetime as dt
import io
import zipfile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.training.actions import classroom as actions
from courses.training.enums import EnrolmentState, Half, SessionState
from courses.training.models import (
    Announcement,
    ClassMaterial,
    ClassNeeds,
    ClassQuestion,
    GroupMember,
    TeachingInvitation,
)
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def session():
    found = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=timezone.localdate(), seats=(20, 20, 20))
    SlotFactory(session=found)
    return found


def attending(session, side="ip", state=EnrolmentState.ATTENDING, **person):
    agency = session.proc_host if side == "proc" else session.ip_host
    return seated(session, side, state=state, person=member(agency, RoleCode.TRAINEE, **person).person)


def organiser_of(session):
    return member(session.ip_host, RoleCode.ORGANISER)


def lecturer_of(session, state="accepted"):
    user = member(AgencyFactory())
    TeachingInvitation.objects.create(
        session=session, person=user.person, side="ip", title_level="senior", topic="证据", state=state, invited_by=user
    )
    return user


def page_of(session):
    return reverse("training:classroom", args=[session.slug])


def word_file():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return stream.getvalue()


def test_the_page_is_for_the_people_of_the_class(client, session):
    inside = [attending(session).person.user, organiser_of(session), lecturer_of(session)]
    outside = [
        member(session.ip_host, RoleCode.UNIT_HR, RoleCode.UNIT_LEADER),
        member(AgencyFactory(), RoleCode.ORGANISER),
        lecturer_of(session, state="sent"),
        attending(session, state=EnrolmentState.NO_SHOW).person.user,
    ]

    for users, status in ((inside, 200), (outside, 403)):
        for user in users:
            client.force_login(user)
            assert client.get(page_of(session)).status_code == status


def test_the_page_costs_the_same_with_one_and_with_three_of_everything(client, session, django_assert_max_num_queries):
    someone, organiser = attending(session), organiser_of(session)

    def add():
        actions.announce(session, title="通知", text="请带笔记本", by=organiser)
        actions.add_material(ClassMaterial(session=session, title="讲义", link="https://e.example/x"), by=organiser)
        question = actions.ask_lecturers(attending(session), text="何时交作业？", by=someone.person.user)
        actions.answer_question(question, answer="周五", is_for_class=True, by=organiser)

    add()
    client.force_login(someone.person.user)
    client.get(page_of(session))
    with django_assert_max_num_queries(25) as few:
        client.get(page_of(session))
    add(), add()
    with django_assert_max_num_queries(25) as many:
        client.get(page_of(session))

    assert len(few) == len(many)


# --- materials --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "is_taken"),
    [
        ("讲义.pdf", b"%PDF-1.7 ...", True),
        ("讲义.docx", word_file(), True),
        ("notes.txt", "证据清单".encode(), True),
        ("讲义.pdf", b"<html><script>", False),
        ("讲义.docx", b"PK\x03\x04 broken", False),
        ("讲义.xlsx", word_file(), False),
        ("tool.exe", b"MZ", False),
        ("page.html", b"<html>", False),
        ("notes.txt", b"a\0b", False),
    ],
)
def test_a_file_is_taken_by_its_kind_and_its_content(client, session, name, content, is_taken):
    client.force_login(organiser_of(session))

    client.post(
        reverse("training:material-add", args=[session.slug]),
        {"title": "讲义", "file": SimpleUploadedFile(name, content)},
    )

    assert ClassMaterial.objects.exists() == is_taken


def test_a_file_has_a_size_it_may_not_pass_and_file_or_link_is_one_of_the_two(client, session, settings):
    settings.CLASS_MATERIAL_BYTES = 10
    client.force_login(organiser_of(session))
    url = reverse("training:material-add", args=[session.slug])

    client.post(url, {"title": "讲义", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 and more")})
    client.post(url, {"title": "讲义"})
    client.post(url, {"title": "讲义", "link": "https://e.example/", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    client.post(url, {"title": "讲义", "link": "javascript:alert(1)"})

    assert not ClassMaterial.objects.exists()


def test_a_file_is_downloaded_by_the_class_and_nobody_else(client, session):
    lecturer = lecturer_of(session)
    client.force_login(lecturer)
    client.post(
        reverse("training:material-add", args=[session.slug]),
        {"title": "讲义", "file": SimpleUploadedFile("机密讲义.pdf", b"%PDF-1.7")},
    )
    url = reverse("training:material", args=[ClassMaterial.objects.get().pk])

    for user in (member(session.ip_host, RoleCode.UNIT_HR), attending(SessionFactory()).person.user):
        client.force_login(user)
        assert client.get(url).status_code == 404
    client.force_login(attending(session).person.user)
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["Content-Disposition"].startswith("attachment")


def test_material_is_taken_out_by_who_gave_it_or_runs_the_class(client, session):
    lecturer, other = lecturer_of(session), lecturer_of(session)
    material = actions.add_material(
        ClassMaterial(session=session, title="讲义", link="https://e.example/"), by=lecturer
    )
    url = reverse("training:material-remove", args=[material.pk])

    for user, status in ((other, 403), (attending(session).person.user, 403), (lecturer, 302)):
        client.force_login(user)
        assert client.post(url).status_code == status
    assert not ClassMaterial.objects.exists()


# --- announcements and questions --------------------------------------------------------------------------------------


def test_an_announcement_reaches_everybody_in_the_class_once(client, session, run_jobs):
    people = [attending(session), attending(session, state=EnrolmentState.CONFIRMED)]
    attending(session, state=EnrolmentState.NO_SHOW)
    client.force_login(organiser_of(session))

    client.post(reverse("training:announce", args=[session.slug]), {"title": "明日换教室", "text": "请到二号楼"})
    run_jobs()

    told = Notice.objects.filter(kind="training.announcement").values_list("user", flat=True)
    assert sorted(told) == sorted(person.person.user_id for person in people)


def test_a_participant_does_not_announce(client, session):
    client.force_login(attending(session).person.user)

    assert (
        client.post(reverse("training:announce", args=[session.slug]), {"title": "x", "text": "y"}).status_code == 403
    )
    assert not Announcement.objects.exists()


def test_an_answer_to_the_asker_is_not_read_by_the_class_and_her_name_never(client, session, run_jobs):
    asker, classmate = attending(session, name="提问的人"), attending(session)
    private = actions.ask_lecturers(asker, text="只问老师的话", by=asker.person.user)
    public = actions.ask_lecturers(asker, text="大家都想知道的事", by=asker.person.user)
    lecturer = lecturer_of(session)
    client.force_login(classmate.person.user)
    assert "大家都想知道的事" not in client.get(page_of(session)).content.decode()

    for question, is_for_class in ((private, ""), (public, "on")):
        client.force_login(lecturer)
        data = {"answer": "见讲义第三页", "is_for_class": is_for_class}
        client.post(reverse("training:question-answer", args=[question.pk]), data)
    run_jobs()

    client.force_login(classmate.person.user)
    page = client.get(page_of(session)).content.decode()
    assert "大家都想知道的事" in page
    assert "只问老师的话" not in page
    assert "提问的人" not in page
    client.force_login(asker.person.user)
    assert "只问老师的话" in client.get(page_of(session)).content.decode()
    assert Notice.objects.filter(user=asker.person.user, kind="training.answered").count() == 2


def test_only_lecturers_and_organisers_answer(client, session):
    asker = attending(session)
    question = actions.ask_lecturers(asker, text="问题", by=asker.person.user)
    url = reverse("training:question-answer", args=[question.pk])

    for user, status in (
        (asker.person.user, 403),
        (attending(session).person.user, 404),
        (member(AgencyFactory(), RoleCode.ORGANISER), 404),
        (organiser_of(session), 200),
    ):
        client.force_login(user)
        assert client.get(url).status_code == status
    with pytest.raises(NotAllowedNow):
        actions.answer_question(question, answer="  ", is_for_class=True, by=organiser_of(session))


def test_a_question_warns_of_case_facts_and_comes_from_participants(client, session):
    url = reverse("training:ask-lecturers", args=[session.slug])
    client.force_login(organiser_of(session))
    assert client.post(url, {"text": "问"}).status_code == 403
    client.force_login(attending(session).person.user)
    assert "请勿涉及案情" in client.get(page_of(session)).content.decode()
    client.post(url, {"text": "证据如何固定？", "slot": session.slots.get().pk})

    assert ClassQuestion.objects.get().slot == session.slots.get()


# --- needs ------------------------------------------------------------------------------------------------------------


def test_needs_are_seen_by_her_and_those_who_run_the_class_and_each_look_is_on_record(client, session):
    someone = attending(session)
    actions.state_needs(someone, lodging="", diet="清真", access="轮椅通道", by=someone.person.user)
    url = reverse("training:needs", args=[session.slug])
    closed = [
        attending(session).person.user,
        member(session.ip_host, RoleCode.UNIT_HR, RoleCode.UNIT_LEADER),
        member(session.ip_host, RoleCode.TRAINING_PLANNER),
        lecturer_of(session),
        member(AgencyFactory(), RoleCode.CLASS_HEAD),
    ]

    for user in closed:
        client.force_login(user)
        assert client.get(url).status_code == 403
        assert "轮椅通道" not in client.get(page_of(session)).content.decode()
        assert not ClassNeeds.objects.visible_to(user).exists()
    head = member(session.ip_host, RoleCode.CLASS_HEAD)
    client.force_login(head)
    assert "轮椅通道" in client.get(url).content.decode()
    assert looks(session) == [head.pk]


def looks(session):
    from wagtail.models import ModelLogEntry

    rows = ModelLogEntry.objects.filter(action="training.needs.read", object_id=str(session.pk))
    return list(rows.values_list("user", flat=True))


def test_she_changes_her_needs_and_takes_them_back(client, session):
    someone = attending(session)
    client.force_login(someone.person.user)
    url = reverse("training:own-needs", args=[session.slug])

    client.post(url, {"diet": "素食", "agreed": "on"})
    client.post(url, {"diet": "素食", "lodging": "单间", "agreed": "on"})
    assert (ClassNeeds.objects.get().diet, ClassNeeds.objects.get().lodging) == ("素食", "单间")
    client.post(url, {})

    assert not ClassNeeds.objects.exists()


@pytest.mark.parametrize(("days", "left"), [(15, 1), (16, 0)])
def test_needs_are_deleted_some_days_after_the_class(session, days, left):
    someone = attending(session)
    actions.state_needs(someone, lodging="单间", diet="", access="", by=someone.person.user)
    last = session.ends_on + dt.timedelta(days=days)
    early = dt.datetime.combine(last, dt.time(3), tzinfo=timezone.get_default_timezone())

    with time_machine.travel(early, tick=False):
        actions.forget_needs()
        actions.forget_needs()

    assert ClassNeeds.objects.count() == left


# --- groups and papers ------------------------------------------------------------------------------------------------


def test_groups_are_dealt_out_over_both_sides(session):
    for side in ("ip", "proc"):
        for _ in range(6):
            attending(session, side)

    groups = actions.deal_groups(session, number=3, by=organiser_of(session))

    for group in groups:
        sides = sorted(member.enrolment.side for member in group.members.select_related("enrolment"))
        assert sides == ["ip", "ip", "proc", "proc"]
    with pytest.raises(NotAllowedNow):
        actions.deal_groups(session, number=99, by=organiser_of(session))


def test_a_leader_is_one_of_her_group_and_strangers_are_ignored(client, session):
    one, two = attending(session), attending(session)
    stranger = attending(SessionFactory(state=SessionState.IN_PROGRESS))
    first, second = actions.deal_groups(session, number=2, by=organiser_of(session))
    client.force_login(organiser_of(session))

    client.post(
        reverse("training:groups", args=[session.slug]),
        {
            f"group-{one.pk}": first.pk,
            f"group-{two.pk}": first.pk,
            f"group-{stranger.pk}": first.pk,
            f"leader-{first.pk}": two.pk,
            f"leader-{second.pk}": one.pk,
        },
    )

    first.refresh_from_db(), second.refresh_from_db()
    assert set(GroupMember.objects.values_list("enrolment", flat=True)) == {one.pk, two.pk}
    assert (first.leader, second.leader) == (two, None)


def test_participants_see_the_groups_and_do_not_arrange_them(client, session):
    someone = attending(session)
    actions.deal_groups(session, number=1, by=organiser_of(session))
    client.force_login(someone.person.user)
    url = reverse("training:groups", args=[session.slug])

    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 403
    assert client.post(reverse("training:groups-deal", args=[session.slug]), {"number": 2}).status_code == 403


@pytest.mark.parametrize("paper", ["sign-in-sheet", "badges", "groups"])
def test_papers_are_set_with_rare_characters_for_those_who_run_the_class(client, session, paper):
    attending(session, name="㐱喆䶮")
    for day in range(1, 10):
        for half in Half:
            SlotFactory(session=session, day=session.starts_on + dt.timedelta(days=day), half=half)
    actions.deal_groups(session, number=1, by=organiser_of(session))
    url = reverse("training:class-paper", args=[session.slug, paper])

    client.force_login(attending(session).person.user)
    assert client.get(url).status_code == 403
    client.force_login(organiser_of(session))
    answer = client.get(url)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert client.get(reverse("training:class-paper", args=[session.slug, "nothing"])).status_code == 404


def test_a_class_that_is_over_takes_nothing_new(session):
    someone, organiser = attending(session), organiser_of(session)
    session.state = SessionState.COMPLETED
    session.save()
    someone.session = session

    for act in (
        lambda: actions.announce(session, title="x", text="y", by=organiser),
        lambda: actions.deal_groups(session, number=1, by=organiser),
        lambda: actions.ask_lecturers(someone, text="x", by=someone.person.user),
        lambda: actions.state_needs(someone, lodging="x", diet="", access="", by=someone.person.user),
    ):
        with pytest.raises(NotAllowedNow):
            act()
