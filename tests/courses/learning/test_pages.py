"""Who sees which page, and what the pages keep and refuse."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.assessment.models import Attempt, AttemptAnswer
from courses.catalogue.enums import Audience
from courses.learning.actions import mark_read, start_quiz
from courses.training.enums import EnrolmentState
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member
from tests.factories.learning import LessonFactory, course_with_quiz, right_answers, video_lesson
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def room(settings, tmp_path):
    """A course around a class that began today, with a learner in it."""
    settings.MEDIA_ROOT = tmp_path
    course, text, test, quiz = course_with_quiz()
    session = SessionFactory(
        course=course, starts_on=timezone.localdate(), ip_host=course.ip_agency, proc_host=course.proc_agency
    )
    user = member(session.ip_host, RoleCode.TRAINEE, name="林晓晓")
    seated(session, state=EnrolmentState.CONFIRMED, person=user.person)
    return {"course": course, "text": text, "test": test, "quiz": quiz, "session": session, "user": user}


def pages_of(room):
    slug = room["course"].slug
    return [
        reverse("learning:course", args=[slug]),
        reverse("learning:lesson", args=[slug, room["text"].pk]),
        reverse("learning:lesson", args=[slug, room["test"].pk]),
    ]


def status(client, user, address, method="get"):
    client.force_login(user)
    return getattr(client, method)(address).status_code


def test_participant_sees_her_course(client, room):
    assert [status(client, room["user"], page) for page in pages_of(room)] == [200, 200, 200]
    assert room["course"].title in client.get(reverse("learning:own")).content.decode()
    assert "须先学完《证据的固定》" in client.get(pages_of(room)[2]).content.decode()


def test_signed_out_is_asked_to_sign_in(client, room):
    assert [client.get(page).status_code for page in pages_of(room)] == [302, 302, 302]


@pytest.mark.parametrize("state", [EnrolmentState.SUBMITTED, EnrolmentState.WAITLISTED, EnrolmentState.WITHDRAWN])
def test_course_of_a_class_without_a_seat_is_not_found(client, room, state):
    other = member(AgencyFactory(), RoleCode.TRAINEE)
    EnrolmentFactory(session=room["session"], person=other.person, state=state)

    assert [status(client, other, page) for page in pages_of(room)] == [404, 404, 404]
    assert room["course"].title not in client.get(reverse("learning:own")).content.decode()


@pytest.mark.parametrize(
    ("role", "agency", "found"),
    [
        (RoleCode.ORGANISER, "ip_agency", 200),
        (RoleCode.ORGANISER, "proc_agency", 200),
        (RoleCode.SECTION_HEAD, "proc_agency", 200),
        (RoleCode.CLASS_HEAD, "ip_agency", 200),
        (RoleCode.UNIT_HR, "ip_agency", 404),
        (RoleCode.ORGANISER, "", 404),
    ],
)
def test_authors_and_organisers_of_the_course_look_on(client, room, role, agency, found):
    user = member(getattr(room["course"], agency) if agency else AgencyFactory(), role)

    assert status(client, user, pages_of(room)[0]) == found


def test_organiser_makes_no_progress(client, room):
    organiser = member(room["session"].ip_host, RoleCode.ORGANISER)

    assert status(client, organiser, pages_of(room)[1] + "read/", "post") == 403


@pytest.mark.parametrize(("audience", "found"), [(Audience.ALL, 200), (Audience.IP, 200), (Audience.PROC, 404)])
def test_course_open_to_a_side_is_found_by_its_staff(client, room, audience, found):
    type(room["course"]).objects.update(audience=audience)

    assert status(client, member(AgencyFactory()), pages_of(room)[0]) == found


def test_unpublished_course_is_not_found_by_its_learner(client, room):
    type(room["course"]).objects.update(live=False)

    assert status(client, room["user"], pages_of(room)[0]) == 404


def test_lesson_is_read_and_leads_to_the_next(client, room):
    client.force_login(room["user"])

    answer = client.post(pages_of(room)[1] + "read/", follow=True)

    assert answer.redirect_chain == [(pages_of(room)[2], 302)]
    assert "《证据的固定》已学完。" in answer.content.decode()


def test_locked_quiz_is_not_begun(client, room):
    client.force_login(room["user"])

    answer = client.post(reverse("learning:start", args=[room["course"].slug, room["test"].pk]), follow=True)

    assert "尚未开放" in answer.content.decode()
    assert Attempt.objects.count() == 0


def begun(room):
    user = room["user"]
    mark_read(room["text"], person=user.person, by=user)
    return start_quiz(room["test"], person=user.person, by=user)


def test_answers_are_kept_and_the_paper_goes_on_where_it_was(client, room):
    attempt = begun(room)
    client.force_login(room["user"])
    given = right_answers(attempt)

    client.post(reverse("learning:question", args=[attempt.pk, 1]), {"given": given[0]})
    client.logout()
    client.force_login(room["user"])
    answer = client.post(reverse("learning:start", args=[room["course"].slug, room["test"].pk]))

    assert answer.url == reverse("learning:question", args=[attempt.pk, 2])
    assert AttemptAnswer.objects.get().given == given[0]


def test_the_buttons_say_where_to_go(client, room):
    attempt = begun(room)
    client.force_login(room["user"])
    address = reverse("learning:question", args=[attempt.pk, 2])

    assert client.post(address, {"given": "0", "go": "1"}).url == reverse("learning:question", args=[attempt.pk, 1])
    assert client.post(address, {"given": "0", "go": "0"}).url == reverse("learning:attempt", args=[attempt.pk])
    assert client.post(address, {"given": "0"}).url == reverse("learning:attempt", args=[attempt.pk])
    assert client.post(address, {"given": "7"}).status_code == 422
    assert client.get(reverse("learning:question", args=[attempt.pk, 3])).status_code == 404


def test_quiet_keeping_answers_without_a_page(client, room):
    attempt = begun(room)
    client.force_login(room["user"])
    address = reverse("learning:question", args=[attempt.pk, 1])

    kept = client.post(address, {"given": "0"}, headers={"X-Autosave": "1"})
    client.post(reverse("learning:hand-in", args=[attempt.pk]))
    late = client.post(address, {"given": "1"}, headers={"X-Autosave": "1"})

    assert (kept.status_code, late.status_code) == (204, 409)
    assert AttemptAnswer.objects.get().given == [0]


def test_another_persons_attempt_is_not_found(client, room):
    attempt = begun(room)
    neighbour = member(room["session"].ip_host, RoleCode.TRAINEE)
    seated(room["session"], state=EnrolmentState.CONFIRMED, person=neighbour.person)
    organiser = member(room["session"].ip_host, RoleCode.ORGANISER)
    gets = [reverse("learning:attempt", args=[attempt.pk]), reverse("learning:question", args=[attempt.pk, 1])]

    for user in (neighbour, organiser):
        assert [status(client, user, page) for page in gets] == [404, 404]
        assert status(client, user, reverse("learning:hand-in", args=[attempt.pk]), "post") == 404
        assert status(client, user, gets[1], "post") == 404
    attempt.refresh_from_db()
    assert attempt.is_open


def test_result_shows_feedback_and_no_more_answers(client, room):
    attempt = begun(room)
    client.force_login(room["user"])
    for number, given in enumerate(right_answers(attempt), 1):
        client.post(reverse("learning:question", args=[attempt.pk, number]), {"given": given})

    answer = client.post(reverse("learning:hand-in", args=[attempt.pk]), follow=True)
    again = client.post(reverse("learning:hand-in", args=[attempt.pk]), follow=True)

    text = answer.content.decode()
    assert "得分 100%" in text
    assert "见规定。" in text
    assert "已通过。" in text
    assert again.status_code == 200
    assert client.get(reverse("learning:question", args=[attempt.pk, 1])).url == reverse(
        "learning:attempt", args=[attempt.pk]
    )
    assert "已学完本课程" in client.get(pages_of(room)[0]).content.decode()


def test_failed_attempt_says_how_many_are_left(client, room):
    type(room["quiz"]).objects.update(attempts_allowed=2)
    attempt = begun(room)
    client.force_login(room["user"])

    answer = client.post(reverse("learning:hand-in", args=[attempt.pk]), follow=True)

    assert "尚未通过。您还有 1 次机会。" in answer.content.decode()


def test_desk_sees_who_has_passed_by_name_and_nothing_else(client, room):
    attempt = begun(room)
    organiser = member(room["session"].ip_host, RoleCode.ORGANISER)
    address = reverse("learning:session", args=[room["session"].slug])
    client.force_login(organiser)

    text = client.get(address).content.decode()

    assert "林晓晓" in text
    assert "尚未通过" in text
    assert str(attempt.score or "得分") not in text
    assert address in client.get(reverse("training:desk", args=[room["session"].slug])).content.decode()


def test_who_has_passed_is_a_sheet_without_scores(client, room):
    client.force_login(member(room["session"].ip_host, RoleCode.ORGANISER))

    answer = client.get(reverse("learning:session", args=[room["session"].slug]), {"format": "csv"})

    rows = b"".join(answer).decode("utf-8-sig").splitlines()
    assert rows[0] == "姓名,单位,测验"
    assert [row.split(",")[0] for row in rows[1:]] == ["林晓晓"]
    assert rows[1].endswith("尚未通过")


def test_progress_of_the_class_is_not_for_everybody(client, room):
    address = reverse("learning:session", args=[room["session"].slug])

    assert status(client, room["user"], address) == 403
    assert status(client, member(AgencyFactory(), RoleCode.ORGANISER), address) == 403


def test_progress_costs_the_same_for_three_as_for_one(client, room, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(member(room["session"].ip_host, RoleCode.ORGANISER))
    address = reverse("learning:session", args=[room["session"].slug])
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    type(room["session"].blocks.first()).objects.update(seats=9)
    for _n in range(2):
        seated(room["session"], state=EnrolmentState.CONFIRMED)
    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(one) == len(three)


def test_class_page_leads_participants_to_the_course(client, room):
    link = reverse("learning:course", args=[room["course"].slug])
    client.force_login(room["user"])
    mine = client.get(room["session"].get_absolute_url()).content.decode()
    client.force_login(member(AgencyFactory(), RoleCode.TRAINEE))
    others = client.get(room["session"].get_absolute_url()).content.decode()

    assert link in mine
    assert link not in others


def test_files_of_a_lesson_are_for_those_who_may_open_it(client, room):
    film = video_lesson(module=room["text"].module, position=0)
    address = reverse("learning:lesson-file", args=[film.pk, "video"])
    locked = video_lesson(module=room["text"].module, position=8)

    client.force_login(room["user"])
    answer = client.get(address, headers={"Range": "bytes=4-7"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"ftyp")
    assert answer["Content-Range"] == "bytes 4-7/624"
    assert client.get(address, headers={"Range": "bytes=700-"}).status_code == 416
    assert b"".join(client.get(address, headers={"Range": "bytes=-4"}).streaming_content) == b"\x00" * 4
    assert client.get(reverse("learning:lesson-file", args=[film.pk, "captions"]))["Content-Type"].startswith(
        "text/vtt"
    )
    assert client.get(reverse("learning:lesson-file", args=[film.pk, "document"])).status_code == 404
    assert client.get(reverse("learning:lesson-file", args=[film.pk, "title"])).status_code == 404
    assert client.get(reverse("learning:lesson-file", args=[locked.pk, "video"])).status_code == 403
    assert status(client, member(AgencyFactory()), address) == 404


def test_draft_file_is_for_its_authors(client, room):
    film = video_lesson(module=room["text"].module, live=False)
    address = reverse("learning:draft-file", args=[film.pk, "video"])

    assert status(client, member(room["course"].proc_agency, RoleCode.EDITOR), address) == 200
    assert status(client, room["user"], address) == 404
    assert status(client, member(AgencyFactory(), RoleCode.EDITOR), address) == 404


def test_video_page_has_captions_and_transcript(client, room):
    film = video_lesson(module=room["text"].module, position=0)
    client.force_login(room["user"])

    text = client.get(film.get_absolute_url()).content.decode()

    assert '<track kind="captions"' in text
    assert "本课讲证据的固定。" in text


def test_own_courses_cost_a_bounded_number_of_queries(client, room, django_assert_max_num_queries):
    LessonFactory(module=room["text"].module)
    client.force_login(room["user"])
    client.get(reverse("learning:own"))

    with django_assert_max_num_queries(25):
        client.get(reverse("learning:own"))
    with django_assert_max_num_queries(25):
        client.get(pages_of(room)[0])
