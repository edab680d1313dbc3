"""Who writes a course, who may publish it, and that nobody publishes past the review."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import TaskState

from courses.catalogue.actions import submit_for_review
from courses.catalogue.enums import LessonKind
from courses.catalogue.models import Course, CourseReviewTask, Lesson, Module
from courses.catalogue.queries import todos
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, member
from tests.factories.learning import CAPTIONS, MP4, CourseFactory, LessonFactory, ModuleFactory, quiz, video_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A complete draft of a shared course, written by an organiser of the IP side."""
    course = CourseFactory(title="证据课程", live=False)
    author = member(course.ip_agency, RoleCode.ORGANISER)
    module = ModuleFactory(course=course, live=False)
    text = LessonFactory(module=module, live=False)
    test = LessonFactory(module=module, kind=LessonKind.QUIZ, live=False)
    drawn = quiz(test)
    type(drawn).objects.update(live=False)
    drawn.refresh_from_db()
    for part in (course, module, text, test, drawn):
        part.save_revision(user=author)
    return {"course": course, "author": author, "module": module, "text": text, "test": test, "quiz": drawn}


def decide(subject, user, action="approve", **kwargs):
    state = TaskState.objects.get(
        workflow_state__object_id=str(subject.pk),
        workflow_state__base_content_type__model=subject._meta.model_name,
        status=TaskState.STATUS_IN_PROGRESS,
    )
    return state.task.specific.on_action(state, user=user, action_name=action, **kwargs)


def test_other_side_approves_and_everything_goes_live(draft):
    reviewer = member(draft["course"].proc_agency, RoleCode.ORGANISER)

    submit_for_review(draft["course"], by=draft["author"])
    decide(draft["course"], reviewer)

    for part in ("course", "module", "text", "test", "quiz"):
        draft[part].refresh_from_db()
        assert draft[part].live
        assert not draft[part].has_unpublished_changes


@pytest.mark.parametrize(
    ("role", "side", "may"),
    [
        (RoleCode.ORGANISER, "proc_agency", True),
        (RoleCode.EDITOR, "proc_agency", True),
        (RoleCode.SECTION_HEAD, "proc_agency", True),
        (RoleCode.TRAINING_PLANNER, "ip_agency", False),
        (RoleCode.SECTION_HEAD, "ip_agency", False),
        (RoleCode.TRAINEE, "proc_agency", False),
        (RoleCode.ORGANISER, "", False),
    ],
)
def test_shared_course_is_reviewed_by_the_side_that_did_not_write_it(draft, role, side, may):
    user = member(getattr(draft["course"], side) if side else AgencyFactory(proc=True), role)
    submit_for_review(draft["course"], by=draft["author"])

    assert draft["course"].may_be_reviewed_by(user) is may
    assert len(todos(user)) == may
    if not may:
        with pytest.raises(PermissionDenied):
            decide(draft["course"], user)


def test_whoever_wrote_a_part_cannot_approve_the_whole(draft):
    other = member(draft["course"].proc_agency, RoleCode.EDITOR)
    draft["text"].save_revision(user=other)

    assert not draft["course"].may_be_reviewed_by(other)


def test_when_both_sides_wrote_any_third_person_reviews(draft):
    draft["text"].save_revision(user=member(draft["course"].proc_agency, RoleCode.EDITOR))

    assert draft["course"].may_be_reviewed_by(member(draft["course"].ip_agency, RoleCode.SECTION_HEAD))


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (RoleCode.TRAINING_PLANNER, True),
        (RoleCode.SECTION_HEAD, True),
        (RoleCode.ORGANISER, False),
        (RoleCode.EDITOR, False),
    ],
)
def test_course_of_one_side_is_reviewed_by_another_office(role, may):
    course = CourseFactory(proc_agency=None, live=False)
    course.save_revision(user=member(course.ip_agency, RoleCode.ORGANISER))

    assert course.may_be_reviewed_by(member(course.ip_agency, role)) is may


def test_reviewers_are_told_and_the_author_hears_the_answer(draft):
    reviewer = member(draft["course"].proc_agency, RoleCode.EDITOR)

    submit_for_review(draft["course"], by=draft["author"])
    decide(draft["course"], reviewer, "reject", comment="第二课时缺少出处。")

    assert Notice.objects.filter(user=reviewer, kind="catalogue.review_asked").count() == 1
    assert Notice.objects.filter(user=draft["author"], kind="catalogue.review_reject").count() == 1
    draft["course"].refresh_from_db()
    assert not draft["course"].live


def test_under_review_nothing_is_submitted_twice_and_parts_lie_still(draft):
    submit_for_review(draft["course"], by=draft["author"])

    for part in ("course", "text"):
        with pytest.raises(NotAllowedNow, match="已在审查中"):
            submit_for_review(draft[part], by=draft["author"])
    assert draft["text"].get_lock().for_user(draft["author"])


def test_single_lesson_goes_its_own_way(draft):
    reviewer = member(draft["course"].proc_agency, RoleCode.EDITOR)

    submit_for_review(draft["text"], by=draft["author"])
    decide(draft["text"], reviewer)

    draft["text"].refresh_from_db()
    draft["course"].refresh_from_db()
    assert (draft["text"].live, draft["course"].live) == (True, False)


@pytest.mark.parametrize(
    ("kind", "fields", "fault"),
    [
        (LessonKind.TEXT, {"body": []}, "文字课时需要正文"),
        (LessonKind.DOCUMENT, {}, "文档课时需要上传文档"),
        (LessonKind.VIDEO, {}, "视频发布前需要字幕"),
        (LessonKind.VIDEO, {}, "视频发布前需要文字稿"),
        (LessonKind.QUIZ, {}, "测验课时需要设置测验"),
    ],
)
def test_incomplete_lesson_cannot_go_to_review(draft, kind, fields, fault):
    lesson = LessonFactory(module=draft["module"], kind=kind, live=False, **fields)
    lesson.save_revision(user=draft["author"])

    for subject in (lesson, draft["course"]):
        with pytest.raises(NotAllowedNow, match=fault):
            submit_for_review(subject, by=draft["author"])


def test_course_needs_a_quiz_to_be_completed_by():
    course = CourseFactory(live=False)
    assert course.faults() == ["课程至少要有一个课时。"]

    LessonFactory(module=ModuleFactory(course=course))

    assert course.faults() == ["课程需要测验：通过测验才算学完，从不按时间计算。"]


def edit(subject):
    return reverse(subject.snippet_viewset.get_url_name("edit"), args=[subject.pk])


@pytest.mark.parametrize(
    ("role", "side", "status"),
    [
        (RoleCode.ORGANISER, "ip_agency", 200),
        (RoleCode.EDITOR, "proc_agency", 200),
        (RoleCode.TRAINING_PLANNER, "proc_agency", 200),
        (RoleCode.ORGANISER, "", 404),
        (RoleCode.EDITOR, "", 404),
        (RoleCode.TRAINEE, "ip_agency", 302),
        (RoleCode.UNIT_HR, "ip_agency", 302),
    ],
)
def test_editor_opens_ones_own_courses_only(client, draft, role, side, status):
    client.force_login(member(getattr(draft["course"], side) if side else AgencyFactory(), role))

    for part in ("course", "module", "text", "quiz"):
        assert client.get(edit(draft[part])).status_code == status
    for name in ("history", "usage", "workflow_history"):
        assert (
            client.get(reverse(Course.snippet_viewset.get_url_name(name), args=[draft["course"].pk])).status_code
            == status
        )
    if status == 404:
        assert "证据课程" not in client.get(reverse(Course.snippet_viewset.get_url_name("list"))).content.decode()
        chooser = reverse("wagtailsnippetchoosers_catalogue_course:choose")
        assert "证据课程" not in client.get(chooser).content.decode()


@pytest.mark.parametrize("name", ["delete", "unpublish", "lock"])
def test_nobody_deletes_unpublishes_or_locks_by_a_button(client, draft, name):
    client.force_login(draft["author"])

    answer = client.post(reverse(Course.snippet_viewset.get_url_name(name), args=[draft["course"].pk]))

    assert answer.status_code in {302, 403}
    assert Course.objects.filter(pk=draft["course"].pk, locked=False).exists()


def fields_of(course, **changes):
    facts = {"title": course.title, "slug": course.slug, "summary": course.summary, "language": course.language}
    facts |= {"audience": course.audience, "is_sequential": "on"}
    return facts | {"ip_agency": course.ip_agency_id, "proc_agency": course.proc_agency_id or ""} | changes


def test_author_cannot_publish_even_by_asking(client, draft):
    Course.objects.filter(pk=draft["course"].pk).update(live=True)
    client.force_login(draft["author"])

    client.post(edit(draft["course"]), fields_of(draft["course"], **{"action-publish": "1", "title": "改过"}))

    draft["course"].refresh_from_db()
    assert draft["course"].title == "证据课程"
    assert draft["course"].get_latest_revision_as_object().title == "改过"


def test_review_by_the_pages_of_the_editor(client, draft):
    reviewer = member(draft["course"].proc_agency, RoleCode.ORGANISER)
    client.force_login(draft["author"])
    answer = client.post(edit(draft["course"]), fields_of(draft["course"], **{"action-submit": "1"}))
    assert answer.status_code == 302
    own = client.get(edit(draft["course"])).content.decode()
    assert 'data-workflow-action-name="approve"' not in own

    client.force_login(reviewer)
    page = client.get(edit(draft["course"])).content.decode()
    assert 'data-workflow-action-name="approve"' in page
    facts = fields_of(draft["course"], **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    client.post(edit(draft["course"]), facts)

    draft["course"].refresh_from_db()
    assert draft["course"].live


def test_reviewer_reads_a_preview_of_the_whole(client, draft):
    submit_for_review(draft["course"], by=draft["author"])
    client.force_login(member(draft["course"].proc_agency, RoleCode.ORGANISER))
    state = CourseReviewTask.objects.get().task_states.get()
    address = reverse(Course.snippet_viewset.get_url_name("workflow_preview"), args=[draft["course"].pk, state.task_id])

    text = client.get(address).content.decode()

    assert draft["text"].title in text
    assert "先固定，后提取。" in text


def test_course_needs_an_owner_of_the_authors_house(client):
    mine, foreign = AgencyFactory(), AgencyFactory()
    client.force_login(member(mine, RoleCode.ORGANISER))
    add = reverse(Course.snippet_viewset.get_url_name("add"))
    facts = {"title": "新课", "slug": "new", "summary": "摘要", "language": "zh-hans", "audience": "class"}

    refused = client.post(add, facts | {"ip_agency": foreign.pk})
    assert "负责编写课程的单位" in refused.content.decode()
    client.post(add, facts | {"ip_agency": mine.pk})

    assert Course.objects.get().slug == "new"
    assert not Course.objects.get().live


def test_module_and_lesson_offer_only_courses_of_ones_own(client, draft):
    foreign = ModuleFactory(course=CourseFactory(title="别人的课程"))
    client.force_login(draft["author"])

    for model in (Module, Lesson):
        text = client.get(reverse(model.snippet_viewset.get_url_name("add"))).content.decode()
        assert "证据课程" in text
        assert foreign.course.title not in text


def test_uploaded_film_survives_in_a_draft(client, draft, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    film = LessonFactory(module=draft["module"], kind=LessonKind.VIDEO)
    client.force_login(draft["author"])
    facts = {
        "module": film.module_id,
        "title": film.title,
        "kind": "video",
        "position": 1,
        "minutes": 5,
        "transcript": "说的话。",
        "body-count": 0,
        "video": SimpleUploadedFile("film.mp4", MP4),
        "captions": SimpleUploadedFile("film.vtt", CAPTIONS.encode()),
    }

    client.post(edit(film), facts)

    draft_film = Lesson.objects.get(pk=film.pk).get_latest_revision_as_object()
    assert draft_film.video.storage.exists(draft_film.video.name)
    assert draft_film.faults() == []


def test_complete_film_has_no_faults(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    assert video_lesson().faults() == []
