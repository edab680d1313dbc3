import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Page, TaskState

from cms.library.actions import submit_for_review
from cms.library.models import PaperEdition, WhitePaperChapterPage, WhitePaperPage
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case, chapter, figure, paper, table
from tests.factories.directory import AgencyFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def head(agency):
    return member(agency, RoleCode.SECTION_HEAD)


def approve(page, *, by):
    state = TaskState.objects.get(workflow_state__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS)
    state.task.specific.on_action(state, user=by, action_name="approve")


def test_paper_goes_live_with_its_chapters_when_the_section_head_approves(agency, editor, head):
    page = paper(agency, by=editor)
    first, second = chapter(page, figure(), by=editor), chapter(page, table(), figure(), by=editor)

    submit_for_review(page, by=editor)
    approve(page, by=head)

    page.refresh_from_db()
    assert page.live
    assert page.published_on is not None
    assert [c["slug"] for c in page.outline["chapters"]] == [first.slug, second.slug]
    assert page.outline["issuers"][0] == {"name": agency.name, "name_en": "", "side": "proc", "part": "lead"}
    drawn = WhitePaperChapterPage.objects.live().order_by("path").values_list("html", flat=True)
    assert "图 1" in drawn[0]
    assert "表 1" in drawn[1]
    assert "图 2" in drawn[1]
    assert PaperEdition.objects.get(paper=page).revision_id == page.live_revision_id


def test_author_cannot_approve_her_own_revision(agency, editor):
    both = member(agency, RoleCode.EDITOR, RoleCode.SECTION_HEAD)
    page = case(by=both, agency=agency)
    submit_for_review(page, by=editor)

    with pytest.raises(PermissionDenied):
        approve(page, by=both)

    page.refresh_from_db()
    assert not page.live


def test_author_of_a_chapter_cannot_approve_the_paper(agency, editor, head):
    page = paper(agency, by=editor)
    chapter(page, by=head)
    submit_for_review(page, by=editor)

    with pytest.raises(PermissionDenied):
        approve(page, by=head)


def test_section_head_of_another_agency_cannot_approve(agency, editor):
    stranger = member(AgencyFactory(), RoleCode.SECTION_HEAD)
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)

    with pytest.raises(PermissionDenied):
        approve(page, by=stranger)


def test_superuser_without_the_role_cannot_approve(agency, editor):
    root = UserFactory(is_superuser=True)
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)

    with pytest.raises(PermissionDenied):
        approve(page, by=root)


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_has_a_way_past_the_review(agency, is_superuser):
    user = member(agency, RoleCode.EDITOR, RoleCode.SECTION_HEAD)
    user.is_superuser = is_superuser
    user.save()
    page = case(by=user, agency=agency)

    rights = page.permissions_for_user(user)

    assert not rights.can_publish()
    assert not rights.can_publish_subpage()
    assert not rights.can_unschedule()
    assert not rights.can_set_view_restrictions()


def test_page_base_class_asks_the_same_rights(agency, editor):
    page = case(by=editor, agency=agency)

    rights = Page.objects.get(pk=page.pk).permissions_for_user(UserFactory(is_superuser=True))

    assert not rights.can_publish()


def test_submission_names_what_is_missing(agency, editor):
    page = case(by=editor, agency=agency, names=["基本案情"])

    with pytest.raises(NotAllowedNow) as refusal:
        submit_for_review(page, by=editor)

    assert "检察机关履职情况、典型意义" in str(refusal.value)


def test_paper_waits_for_a_figure_without_unit(agency, editor):
    page = paper(agency, by=editor)
    chapter(page, figure(unit=""), by=editor)

    with pytest.raises(NotAllowedNow) as refusal:
        submit_for_review(page, by=editor)

    assert "监督立案" in str(refusal.value)


def test_paper_without_chapters_is_not_reviewed(agency, editor):
    page = paper(agency, by=editor)

    with pytest.raises(NotAllowedNow):
        submit_for_review(page, by=editor)


def test_page_under_review_is_not_submitted_twice(agency, editor):
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)

    with pytest.raises(NotAllowedNow):
        submit_for_review(page, by=editor)


def test_chapter_is_locked_while_its_paper_is_under_review(agency, editor):
    page = paper(agency, by=editor)
    part = chapter(page, by=editor)
    submit_for_review(page, by=editor)

    lock = WhitePaperChapterPage.objects.get(pk=part.pk).get_lock()

    assert lock.for_user(editor)
    assert not WhitePaperChapterPage.objects.get(pk=part.pk).has_workflow


def test_returned_page_stays_a_draft(agency, editor, head):
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)

    state.task.specific.on_action(state, user=head, action_name="reject", comment="典型意义太短")

    page.refresh_from_db()
    state.refresh_from_db()
    assert not page.live
    assert state.status == TaskState.STATUS_REJECTED


def test_changed_chapter_alone_is_published_again(agency, editor, head):
    page = paper(agency, by=editor)
    first, second = chapter(page, by=editor), chapter(page, figure(), by=editor)
    submit_for_review(page, by=editor)
    approve(page, by=head)
    draft = WhitePaperChapterPage.objects.get(pk=first.pk)
    draft.body = [block("paragraph", "<p>更正后的文字。</p>"), figure()]
    draft.save_revision(user=editor)
    before = WhitePaperChapterPage.objects.get(pk=second.pk).live_revision_id

    submit_for_review(WhitePaperPage.objects.get(pk=page.pk), by=editor)
    approve(page, by=head)

    drawn = WhitePaperChapterPage.objects.get(pk=second.pk)
    assert "更正后的文字" in WhitePaperChapterPage.objects.get(pk=first.pk).html
    assert drawn.live_revision_id == before
    assert "图 2" in drawn.html


def test_task_list_shows_only_what_the_reader_may_approve(agency, editor, head):
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)

    assert [s.workflow_state.content_object.specific for s in TaskState.objects.reviewable_by(head)] == [page]
    assert not TaskState.objects.reviewable_by(editor).exists()
    assert not TaskState.objects.reviewable_by(member(AgencyFactory(), RoleCode.SECTION_HEAD)).exists()


def test_reviewer_has_the_buttons_and_the_author_has_none(client, agency, editor, head):
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)

    pages = {}
    for user in (editor, head):
        client.force_login(user)
        pages[user.pk] = client.get(f"/editor/pages/{page.pk}/edit/").content.decode()

    assert 'data-workflow-action-name="approve"' in pages[head.pk]
    assert 'data-workflow-action-name="approve"' not in pages[editor.pk]
