"""A paper that goes on without one of its draft chapters."""

import pytest
from django.urls import reverse

from cms.library.actions import leave_out, submit_for_review, take_in
from cms.library.models import LeftOutChapter, WhitePaperChapterPage, WhitePaperPage
from cms.release.actions import change_readers, decide
from cms.release.enums import Step, Verdict, VoidReason
from cms.release.models import Route
from cms.release.queries import open_route_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import block, chapter, figure, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.files import document
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
def draft(agency, editor):
    page = paper(agency, slug="2026", by=editor)
    for slug, title in (("one", "一、基本情况"), ("two", "二、主要做法"), ("three", "三、下一步工作")):
        chapter(page, slug=slug, title=title, by=editor)
    return WhitePaperPage.objects.get(pk=page.pk)


def part(slug):
    return WhitePaperChapterPage.objects.get(slug=slug)


def test_paper_is_reviewed_numbered_and_released_without_it(client, draft, editor, people):
    submit_for_review(draft, by=editor)
    decide(open_route_of(draft), step=Step.FIRST, by=people[Step.FIRST], verdict=Verdict.RETURN, comment="删去第二章")

    leave_out(part("two"), by=editor)
    submit_for_review(draft, by=editor)
    read = [item.page.slug for item in open_route_of(draft).items.all()]
    agree(draft, people)

    draft.refresh_from_db()
    assert read == ["2026", "one", "three"]
    assert [c["title"] for c in draft.outline["chapters"]] == ["一、基本情况", "二、下一步工作"]
    assert client.get("/white-papers/2026/three/").status_code == 200
    assert client.get("/white-papers/2026/two/").status_code == 404
    assert not part("two").live


def test_open_route_that_reads_it_ends(draft, editor):
    submit_for_review(draft, by=editor)
    route = open_route_of(draft)

    leave_out(part("two"), by=editor)
    leave_out(part("two"), by=editor)

    route.refresh_from_db()
    assert route.void_reason == VoidReason.EDITED
    assert LeftOutChapter.objects.get().by == editor


def test_taken_in_again_it_stands_at_its_place_and_ends_the_route(draft, editor):
    leave_out(part("two"), by=editor)
    submit_for_review(draft, by=editor)
    route = open_route_of(draft)

    take_in(part("two"), by=editor)

    route.refresh_from_db()
    assert route.void_reason == VoidReason.EDITED
    assert [page.slug for page in draft.parts()] == ["one", "two", "three"]
    assert not LeftOutChapter.objects.exists()


def test_what_is_public_is_not_left_out(client, draft, editor, people):
    submit_for_review(draft, by=editor)
    agree(draft, people)
    client.force_login(editor)

    with pytest.raises(NotAllowedNow, match="已经公开或者曾经公开"):
        leave_out(part("two"), by=editor)
    page = client.get(reverse("library-chapters", args=[draft.pk])).text

    assert "移出：" not in page
    assert not LeftOutChapter.objects.exists()


def test_paper_without_a_chapter_left_is_not_sent(draft, editor):
    for slug in ("one", "two", "three"):
        leave_out(part(slug), by=editor)

    assert draft.faults() == ["白皮书至少要有一章。"]
    assert not Route.objects.open().exists()


def test_editor_leaves_it_out_and_takes_it_in_by_the_page(client, draft, editor):
    client.force_login(editor)
    address = reverse("library-chapters", args=[draft.pk])
    step = {verb: reverse("library-chapter-step", args=[draft.pk, part("two").pk, verb]) for verb in ("leave", "take")}

    panel = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text
    left = client.post(step["leave"], follow=True).text
    again = client.post(step["take"], follow=True).text

    assert f'href="{address}"' in panel
    assert "“二、主要做法”已移出。" in left
    assert "重新列入：二、主要做法" in left
    assert "“二、主要做法”已重新列入。" in again
    assert again.count("移出：") == 3


def test_others_neither_see_nor_change_the_chapters(client, draft, editor):
    elsewhere = paper(AgencyFactory(), slug="other")
    foreign = chapter(elsewhere, slug="foreign", title="他人章节")
    client.force_login(editor)
    assert client.post(reverse("library-chapter-step", args=[draft.pk, foreign.pk, "leave"])).status_code == 404
    assert client.post(reverse("library-chapter-step", args=[draft.pk, part("two").pk, "burn"])).status_code == 404
    assert client.get(reverse("library-chapter-step", args=[draft.pk, part("two").pk, "leave"])).status_code == 405

    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    assert client.get(reverse("library-chapters", args=[draft.pk])).status_code == 404
    client.post(reverse("library-chapter-step", args=[draft.pk, part("two").pk, "leave"]))
    assert not LeftOutChapter.objects.exists()


def test_list_of_chapters_costs_the_same_for_one_and_for_three(client, draft, editor, django_assert_max_num_queries):
    client.force_login(editor)
    address = reverse("library-chapters", args=[draft.pk])
    client.get(address)
    leave_out(part("two"), by=editor)
    with django_assert_max_num_queries(25) as one:
        client.get(address)
    for slug in ("one", "three"):
        leave_out(part(slug), by=editor)

    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_draft_of_a_chapter_that_is_left_out_is_shown_with_its_numbers(client, draft, editor):
    chapter(draft, figure(), slug="four", title="四、附表", by=editor)
    leave_out(part("four"), by=editor)
    client.force_login(editor)

    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[part("four").pk]))

    assert shown.status_code == 200
    assert "图 1" in shown.text
    assert "四、附表" in shown.text


def test_files_of_a_chapter_that_is_left_out_are_shut_with_its_paper(client, agency, draft, editor):
    file = document(title="未公开的附件")
    two = part("two")
    two.body = [block("paragraph", f'<p><a linktype="document" id="{file.pk}">附件</a></p>')]
    two.save_revision(user=editor)
    leave_out(two, by=editor)

    change_readers(draft, add=[AgencyFactory()], by=editor)

    client.force_login(member(agency, RoleCode.EDITOR))
    assert client.get(file.url).status_code == 404
    client.force_login(editor)
    assert client.get(file.url).status_code == 200
