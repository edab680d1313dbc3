import pytest
from django.utils import timezone, translation
from wagtail.models import Page, TaskState

from cms.library.actions import submit_for_review
from cms.library.models import CasePage, PaperEdition, WhitePaperChapterPage, WhitePaperPage
from cms.library.queries import todos
from cms.release.actions import decide
from cms.release.enums import Step, Verdict
from cms.release.models import Route
from cms.release.queries import PublicRecord
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.cms import block, case, chapter, figure, paper, table
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.release import agree, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def people(agency):
    return reviewers(agency)


@pytest.fixture
def head(people):
    return people[Step.FIRST]


def first_review(page, *, by):
    return decide(Route.objects.open().get(page=page.pk), step=Step.FIRST, by=by)


def test_paper_goes_live_with_its_chapters_when_the_route_is_complete(agency, editor, people):
    page = paper(agency, by=editor)
    first, second = chapter(page, figure(), by=editor), chapter(page, table(), figure(), by=editor)

    submit_for_review(page, by=editor)
    agree(page, people)

    page.refresh_from_db()
    assert page.live
    assert page.published_on is not None
    assert [c["slug"] for c in page.outline["chapters"]] == [first.slug, second.slug]
    number = f"{agency.code}白〔{timezone.localdate().year}〕1号"
    lead = {"name": agency.name, "name_en": "", "side": "proc", "part": "lead", "number": number}
    assert page.outline["issuers"][0] == lead
    drawn = WhitePaperChapterPage.objects.live().order_by("path").values_list("html", flat=True)
    assert "图 1" in drawn[0]
    assert "表 1" in drawn[1]
    assert "图 2" in drawn[1]
    assert PaperEdition.objects.get(paper=page).revision_id == page.live_revision_id


def test_author_cannot_approve_her_own_revision(agency, editor):
    both = member(agency, RoleCode.EDITOR, RoleCode.SECTION_HEAD)
    page = case(by=both, agency=agency)
    submit_for_review(page, by=editor)

    with pytest.raises(NotAllowedNow, match="你不能决定这一步"):
        first_review(page, by=both)

    page.refresh_from_db()
    assert not page.live


def test_author_of_a_chapter_cannot_approve_the_paper(agency, editor, head):
    page = paper(agency, by=editor)
    chapter(page, by=head)
    submit_for_review(page, by=editor)

    with pytest.raises(NotAllowedNow, match="你不能决定这一步"):
        first_review(page, by=head)


def test_section_head_of_another_agency_cannot_approve(agency, editor):
    stranger = member(AgencyFactory(), RoleCode.SECTION_HEAD)
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)

    with pytest.raises(NotAllowedNow, match="你不能决定这一步"):
        first_review(page, by=stranger)


def test_superuser_without_the_role_cannot_approve(agency, editor):
    root = UserFactory(is_superuser=True)
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)

    with pytest.raises(NotAllowedNow, match="你不能决定这一步"):
        first_review(page, by=root)


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


def test_returned_page_stays_a_draft_and_starts_again_with_the_first_review(agency, editor, people):
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)
    agree(page, people, until=Step.LEGAL)

    decide(Route.objects.open().get(), step=Step.LEGAL, by=people[Step.LEGAL], verdict="return", comment="典型意义太短")

    page = CasePage.objects.get(pk=page.pk)
    assert not page.live
    assert not page.workflow_in_progress
    assert Route.objects.get(page=page.pk).void_reason == "returned"
    assert [todo.note for todo in todos(editor)] == ["典型意义太短"]
    page.save_revision(user=editor)
    submit_for_review(page, by=editor)
    assert Route.objects.open().get().next_step == Step.FIRST
    assert list(todos(editor)) == []


def test_changed_chapter_alone_is_published_again(agency, editor, people):
    page = paper(agency, by=editor)
    first, second = chapter(page, by=editor), chapter(page, figure(), by=editor)
    submit_for_review(page, by=editor)
    agree(page, people)
    draft = WhitePaperChapterPage.objects.get(pk=first.pk)
    draft.body = [block("paragraph", "<p>更正后的文字。</p>"), figure()]
    draft.save_revision(user=editor)
    before = WhitePaperChapterPage.objects.get(pk=second.pk).live_revision_id

    again = WhitePaperPage.objects.get(pk=page.pk)
    again.change_note = "更正第一章的文字。"
    again.save_revision(user=editor)
    submit_for_review(WhitePaperPage.objects.get(pk=page.pk), by=editor)
    agree(page, people)

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


def test_nobody_edits_or_approves_in_the_form_while_the_page_is_under_review(client, agency, editor, head):
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)

    for user in (editor, head, UserFactory(is_superuser=True)):
        client.force_login(user)
        html = client.get(f"/editor/pages/{page.pk}/edit/").content.decode()
        assert 'data-workflow-action-name="approve"' not in html
        assert 'name="action-publish"' not in html


def test_public_page_is_not_sent_again_without_a_new_note(agency, editor, people):
    page = case(by=editor, agency=agency)
    submit_for_review(page, by=editor)
    agree(page, people)
    page = CasePage.objects.get(pk=page.pk)
    page.summary = "更正后的摘要。"
    page.save_revision(user=editor)

    with pytest.raises(NotAllowedNow, match="这次"):
        submit_for_review(page, by=editor)
    page.change_note = "更正摘要。"
    page.save_revision(user=editor)
    submit_for_review(page, by=editor)
    agree(page, people)

    page = CasePage.objects.get(pk=page.pk)
    assert page.summary == "更正后的摘要。"
    assert [route.change_note for route in PublicRecord(page).versions] == ["更正摘要。", ""]
    page.save_revision(user=editor)
    with pytest.raises(NotAllowedNow, match="这次"):
        submit_for_review(page, by=editor)


def test_each_reader_reads_the_step_in_her_own_language_whoever_sent_the_page(agency, editor, head):
    page = case(by=editor, agency=agency, title="语言案例")
    with translation.override("en"):
        submit_for_review(page, by=editor)
        decide(Route.objects.open().get(page=page.pk), step=Step.FIRST, by=head, verdict=Verdict.RETURN, comment="改")
    asked, returned = (
        Notice.objects.get(kind="release.step_asked", user=head),
        Notice.objects.get(kind="release.returned"),
    )

    with translation.override("zh-hans"):
        assert (asked.subject, "一审" in returned.body) == ("一审：语言案例", True)
    with translation.override("en"):
        assert (asked.subject, "first review" in returned.body) == ("first review: 语言案例", True)
