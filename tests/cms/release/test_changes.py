"""What a reviewer is shown of the difference between what is in review and what is public."""

import re

import pytest
from django.urls import reverse
from wagtail.admin.compare import diff_text

from cms.library.actions import submit_for_review
from cms.release.actions import decide
from cms.release.enums import Step, Verdict
from cms.release.queries import open_route_of, returned_before
from cms.release.queries.comparing import refined
from shared.directory.enums import RoleCode
from tests.factories.cms import chapter, figure, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import agree, put_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def changes_of(page):
    return reverse("release:route-changes", args=[open_route_of(page).pk])


def test_changed_words_are_shown_and_a_new_chapter_is_called_new(client, agency, author):
    page = paper(agency, slug="2026", by=author)
    chapter(page, figure(), slug="basics", title="基本情况", by=author)
    put_live(page)
    page.summary, page.change_note = "改过的摘要。", "改正摘要。"
    page.save_revision(user=author)
    chapter(page, figure(), slug="outlook", title="下一步工作", by=author)
    submit_for_review(page, by=author)
    client.force_login(member(agency, RoleCode.EDITOR))

    shown = client.get(changes_of(page))

    assert "改过的" in shown.text
    new = shown.text.split("<h2>下一步工作</h2>")[1]
    assert new.startswith('<p class="muted">尚未公开：本页内容均为新增。</p>')
    assert "没有差异" not in shown.text


def test_route_of_another_agency_is_not_there(client, draft, author):
    submit_for_review(draft, by=author)
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    assert client.get(changes_of(draft)).status_code == 404


def sent_again(page, author, people):
    """Sent, returned by the first reviewer, changed and sent once more."""
    submit_for_review(page, by=author)
    decide(open_route_of(page), step=Step.FIRST, by=people[Step.FIRST], verdict=Verdict.RETURN, comment="摘要有误")
    page.summary = "改过的摘要。"
    page.save_revision(user=author)
    chapter(page, figure(), slug="outlook", title="下一步工作", by=author)
    submit_for_review(page, by=author)
    return open_route_of(page)


def test_reviewer_sees_what_changed_since_the_text_came_back(client, agency, author, people):
    page = paper(agency, slug="2026", by=author)
    chapter(page, figure(), slug="basics", title="基本情况", by=author)
    route = sent_again(page, author, people)
    client.force_login(people[Step.FIRST])

    assert f"{changes_of(page)}?since=returned" in client.get(reverse("release:route", args=[route.pk])).text
    shown = client.get(changes_of(page), {"since": "returned"}).text

    assert "改过的" in shown
    assert "<h2>基本情况</h2>" not in shown
    assert shown.split("<h2>下一步工作</h2>")[1].startswith('<p class="muted">此前没有：本页内容均为新增。</p>')
    assert "审查退回" in shown


def test_nothing_came_back_before_the_first_route_and_after_a_release(client, agency, author, people):
    page = paper(agency, slug="2026", by=author)
    chapter(page, figure(), slug="basics", title="基本情况", by=author)
    submit_for_review(page, by=author)
    client.force_login(people[Step.FIRST])

    assert "since=returned" not in client.get(reverse("release:route", args=[open_route_of(page).pk])).text
    assert "尚未公开" in client.get(changes_of(page), {"since": "returned"}).text
    agree(page, people)
    page.summary, page.change_note = "改过的摘要。", "改正摘要。"
    page.save_revision(user=author)
    submit_for_review(page, by=author)
    assert returned_before(open_route_of(page), people[Step.FIRST]) is None


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("某公司侵害商标权案", "某公司侵犯商标权案", "某公司侵-害-+犯+商标权案"),
        ("上升10.2%，共33805人", "上升9.8%，共33805人", "上升-10.2%-+9.8%+，共33805人"),
        ("甲方胜诉", "另行处理", "-甲方胜诉-+另行处理+"),
        ("一案", "一案及其启示", "一案+及其启示+"),
        ("<b>甲</b>乙丙丁", "<b>甲</b>乙丙戊", "&lt;b&gt;甲&lt;/b&gt;乙丙-丁-+戊+"),
    ],
)
def test_a_changed_character_is_marked_alone(before, after, marked):
    shown = refined(str(diff_text(before, after).to_html()))

    marks = {'<span class="deletion">': "-", '<span class="addition">': "+"}
    plain = re.sub(r'(<span class="\w+">)([^<]*)</span>', lambda m: f"{marks[m[1]]}{m[2]}{marks[m[1]]}", shown)
    assert plain == marked


def test_what_differs_beside_the_words_is_said_instead_of_both_texts(client, draft, author, people):
    submit_for_review(draft, by=author)
    decide(open_route_of(draft), step=Step.FIRST, by=people[Step.FIRST], verdict=Verdict.RETURN, comment="加链接")
    parts = list(draft.sections.raw_data)
    words = parts[0]["value"]["text"].removeprefix("<p>").removesuffix("</p>")
    linked = parts[0]["value"] | {"text": f'<p><a href="/laws/">{words}</a></p>'}
    draft.sections = [parts[0] | {"value": linked}, *parts[1:]]
    draft.save_revision(user=author)
    submit_for_review(draft, by=author)
    client.force_login(author)

    shown = client.get(changes_of(draft), {"since": "returned"}).text

    assert "文字相同：链接、格式、图片或设置有差异。" in shown
    assert f"{words}</" not in shown
