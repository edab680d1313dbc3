"""One course before another: what is locked says why and where to go, on every way in; a circle is never saved."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from courses.assessment.models import Attempt, AttemptAnswer
from courses.catalogue.actions import submit_for_review
from courses.catalogue.enums import Audience
from courses.catalogue.models import Course
from courses.learning.actions import hand_in_quiz, mark_read, start_quiz
from courses.learning.models import CourseCompletion, LessonDone
from courses.learning.queries import earlier_courses, way_of
from courses.training.actions.eligibility import add_rule
from courses.training.enums import RuleKind, SessionState
from courses.training.queries.eligibility import fitness_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.directory import member
from tests.factories.learning import CourseFactory, course_with_quiz
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def two_courses(**fields):
    """A basic course, and one that asks for it; both are open to everybody of both sides."""
    basic, *_rest = course_with_quiz(title="证据入门", audience=Audience.ALL)
    course, text, test, _quiz = course_with_quiz(title="证据进阶", audience=Audience.ALL, **fields)
    asks(course, basic)
    return basic, course, text, test


def asks(course, *earlier):
    course.requires.set(earlier)
    course.save()


def learner_of(course):
    return member(course.ip_agency, RoleCode.TRAINEE)


def complete(course, user):
    return CourseCompletion.objects.create(person=user.person, course=course, hours=1)


def test_everything_is_locked_until_the_earlier_course_is_completed():
    basic, course, *_rest = two_courses(is_sequential=False)
    user = learner_of(course)

    before = way_of(user.person, course)
    complete(basic, user)
    after = way_of(user.person, course)

    assert [(s.state, s.reason) for s in before.steps] == [("locked", "须先学完课程《证据入门》")] * 2
    assert [s.state for s in after.steps] == ["next", "open"]
    assert (before.next, after.earlier) == (None, [])


def test_unpublished_earlier_course_keeps_nobody_out():
    basic, course, *_rest = two_courses()
    Course.objects.filter(pk=basic.pk).update(live=False)

    assert way_of(learner_of(course).person, course).earlier == []


def test_completed_course_stays_open_when_it_asks_for_more_later():
    _basic, course, *_rest = two_courses()
    user = learner_of(course)
    complete(course, user)

    assert way_of(user.person, course).earlier == []


def test_somebody_elses_completion_opens_nothing():
    basic, course, *_rest = two_courses()
    user = learner_of(course)
    complete(basic, learner_of(course))

    assert [before.course for before in earlier_courses(user.person, course)] == [basic]


def test_page_says_why_with_a_link_where_she_may_go(client):
    basic, course, text, _test = two_courses()
    hidden = CourseFactory(title="班内课程", audience=Audience.CLASS)
    asks(course, basic, hidden)
    client.force_login(learner_of(course))

    for address in (course.get_absolute_url(), text.get_absolute_url(), reverse("learning:own")):
        page = client.get(address).content.decode()
        assert f'<a href="{basic.get_absolute_url()}">证据入门</a>' in page
        assert "班内课程" in page
        assert hidden.get_absolute_url() not in page


def test_no_address_and_no_old_form_gets_past(client):
    _basic, course, text, test = two_courses(is_sequential=False)
    client.force_login(learner_of(course))

    assert "先固定，后提取" not in client.get(text.get_absolute_url()).content.decode()
    assert client.get(reverse("learning:lesson-file", args=[text.pk, "document"])).status_code == 403
    client.post(reverse("learning:lesson-read", args=[course.slug, text.pk]))
    answer = client.post(reverse("learning:start", args=[course.slug, test.pk]))

    assert [str(m) for m in get_messages(answer.wsgi_request)][-1] == "《结业测验》尚未开放：须先学完课程《证据入门》。"
    assert (LessonDone.objects.count(), Attempt.objects.count()) == (0, 0)


def test_actions_refuse_by_themselves():
    _basic, course, text, test = two_courses(is_sequential=False)
    user = learner_of(course)

    with pytest.raises(NotAllowedNow, match="须先学完课程《证据入门》"):
        mark_read(text, person=user.person, by=user)
    with pytest.raises(NotAllowedNow, match="须先学完课程《证据入门》"):
        start_quiz(test, person=user.person, by=user)


def test_paper_begun_before_waits_with_its_answers(client):
    basic, course, _text, test = two_courses(is_sequential=False)
    user = learner_of(course)
    asks(course)
    attempt = start_quiz(test, person=user.person, by=user)
    client.force_login(user)
    page = reverse("learning:question", args=[attempt.pk, 1])
    client.post(page, {"given": "0"})
    asks(course, basic)

    refused = client.post(page, {"given": "1"}, headers={"X-Autosave": "1"})
    client.post(reverse("learning:hand-in", args=[attempt.pk]))

    sentence = "《证据进阶》尚未开放：须先学完课程《证据入门》。已保存的答案不受影响。"
    assert (refused.status_code, refused.content.decode()) == (409, sentence)
    assert client.get(page).url == test.get_absolute_url()
    with pytest.raises(NotAllowedNow, match="已保存的答案不受影响"):
        hand_in_quiz(attempt, by=user)
    attempt.refresh_from_db()
    assert (attempt.is_open, AttemptAnswer.objects.get().given) == (True, [0])
    complete(basic, user)
    assert client.get(page).status_code == 200
    assert not hand_in_quiz(attempt, by=user).is_open


def post_course(client, course, requires, action="save"):
    address = reverse(course.snippet_viewset.get_url_name("edit"), args=[course.pk])
    data = {
        "title": course.title,
        "slug": course.slug,
        "summary": course.summary,
        "language": course.language,
        "ip_agency": course.ip_agency_id,
        "proc_agency": course.proc_agency_id,
        "audience": course.audience,
        "requires": [before.pk for before in requires],
    }
    return client.post(address, data | ({"action-submit": "1"} if action == "submit" else {}))


def three_of_one_house():
    first = CourseFactory(title="甲课")
    rest = [CourseFactory(title=t, ip_agency=first.ip_agency, proc_agency=first.proc_agency) for t in ("乙课", "丙课")]
    return [first, *rest]


def test_circle_is_refused_when_it_is_saved(client):
    first, second, third = three_of_one_house()
    asks(second, first)
    client.force_login(member(first.ip_agency, RoleCode.EDITOR))
    post_course(client, third, [second])  # a draft counts as well
    third.refresh_from_db()

    answer = post_course(client, first, [third])

    assert third.get_latest_revision_as_object().requires.get() == second
    sentence = "先修课程形成循环：“甲课” → “丙课” → “乙课” → “甲课”。这样谁都无法开始，请去掉“丙课”，或修改其先修课程。"
    assert sentence in answer.content.decode()
    first.refresh_from_db()
    assert first.latest_revision is None


def test_course_cannot_come_before_itself(client):
    first, *_rest = three_of_one_house()
    client.force_login(member(first.ip_agency, RoleCode.EDITOR))

    assert "不在可用的选项中" in post_course(client, first, [first]).content.decode()


def test_circle_made_by_two_drafts_does_not_go_to_review():
    first, second, _third = three_of_one_house()
    for course, earlier in ((first, second), (second, first)):
        course.requires.set([earlier])
        course.save_revision()

    with pytest.raises(NotAllowedNow, match="先修课程形成循环：“甲课” → “乙课” → “甲课”"):
        submit_for_review(first, by=member(first.ip_agency, RoleCode.EDITOR))


def test_author_is_offered_her_own_courses_and_those_open_to_her(client):
    first, second, _third = three_of_one_house()
    open_one, foreign = CourseFactory(title="公开课", audience=Audience.ALL), CourseFactory(title="外单位课程")
    client.force_login(member(first.ip_agency, RoleCode.EDITOR))

    page = client.get(reverse(first.snippet_viewset.get_url_name("edit"), args=[first.pk])).content.decode()

    assert [c.title in page for c in (second, open_one, foreign)] == [True, True, False]


def test_class_may_ask_for_an_earlier_course_completed_without_a_class():
    session = SessionFactory(state=SessionState.DRAFT)
    user = member(session.ip_host, RoleCode.TRAINEE)
    add_rule(session, kind=RuleKind.PRIOR, value="证据入门", by=member(session.ip_host, RoleCode.ORGANISER))
    posting = user.person.postings.get()

    before = fitness_of(session, [posting])[user.person.pk]
    complete(CourseFactory(title="知识产权证据入门"), user)
    after = fitness_of(session, [posting])[user.person.pk]

    assert (len(before.obstacles), after.obstacles) == (1, [])


def test_course_page_costs_the_same_for_one_earlier_course_as_for_three(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    basic, course, *_rest = two_courses()
    client.force_login(learner_of(course))
    client.get(course.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        client.get(course.get_absolute_url())
    asks(course, basic, *(CourseFactory(audience=Audience.ALL) for _n in range(2)))
    with CaptureQueriesContext(connection) as three:
        client.get(course.get_absolute_url())

    assert len(one) == len(three) <= 25
