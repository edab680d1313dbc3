"""Remarks of reviewers on passages of what they read (E16)."""

import pytest
from django.urls import reverse

from cms.library.actions import submit_for_review
from cms.release.actions import decide, recall, remark, settle_remark
from cms.release.enums import Step, Verdict
from cms.release.models import Remark
from cms.release.queries import open_remarks, open_route_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.cms import case, chapter, figure, paper
from tests.factories.directory import AgencyFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def route(draft, author):
    submit_for_review(draft, by=author)
    return open_route_of(draft)


@pytest.fixture
def reviewer(agency):
    return member(agency, RoleCode.LEGAL_OFFICER, name="林法审")


def reading(client, user, route):
    client.force_login(user)
    return client.get(reverse("release:route-text", args=[route.pk]))


def test_remark_is_kept_with_its_passage_and_told_to_the_sender(client, route, author, reviewer):
    client.force_login(reviewer)

    answer = client.post(
        reverse("release:remark-add", args=[route.pk]), {"quote": " 未审查的\n案例 ", "text": " 标题应当概括案情 "}
    )
    remark(route, text="第二处", by=reviewer)

    row = Remark.objects.first()
    assert answer.url == reverse("release:route-text", args=[route.pk]) + "#remarks"
    assert (row.quote, row.text, row.by, row.settled_at) == ("未审查的\n案例", "标题应当概括案情", reviewer, None)
    assert [(n.kind, n.url) for n in author.notices.all() if n.kind == "release.remarked"] == [
        ("release.remarked", reverse("release:route", args=[route.pk]) + "#remarks")
    ]


def test_remark_stands_with_the_page_whose_text_has_the_passage(agency, author, reviewer):
    page = paper(agency, slug="2026", by=author)
    basics = chapter(page, figure(), slug="basics", title="基本情况", by=author)
    outlook = chapter(page, figure(), slug="outlook", title="下一步工作", by=author)
    submit_for_review(page, by=author)
    route = open_route_of(page)
    body = "".join(str(block["value"]) for block in outlook.get_latest_revision_as_object().body.raw_data)

    found = [
        remark(route, quote=quote, text="请核对", by=reviewer).item.page_id for quote in ("下一步 工作", "无此文字", "")
    ]

    assert body
    assert found == [outlook.pk, page.pk, page.pk]
    assert remark(route, quote="基本情况", text="请核对", by=reviewer).item.page_id == basics.pk


def test_text_that_begins_like_a_list_is_read_as_text(agency, author, reviewer):
    page = case(by=author, agency=agency, title="[{草稿}] 某公司侵权案")
    submit_for_review(page, by=author)

    row = remark(open_route_of(page), quote="[{草稿}]", text="删去", by=reviewer)

    assert row.item.page_id == page.pk


def test_readers_see_remarks_at_the_text_and_on_the_route(client, route, reviewer, agency):
    remark(route, quote="未审查的案例", text="标题应当概括案情", by=reviewer)
    other = member(agency, RoleCode.UNIT_LEADER)

    text = reading(client, other, route).text
    own = client.get(reverse("release:route", args=[route.pk])).text

    assert 'data-quote="未审查的案例"' in text
    assert "标题应当概括案情" in text
    assert "1条批注" in text
    assert 'name="quote"' in text
    assert "release/remarks.js" in text
    assert "标题应当概括案情" in own
    assert "待处理" in own


@pytest.mark.parametrize("kind", ["author", "stranger", "superuser", "signer of another agency"])
def test_who_has_no_part_in_the_review_remarks_nothing(client, route, author, other, kind):
    user = {
        "author": author,
        "stranger": member(other, RoleCode.SECTION_HEAD),
        "superuser": UserFactory(is_superuser=True),
        "signer of another agency": member(other, RoleCode.ISSUER),
    }[kind]
    client.force_login(user)

    client.post(reverse("release:remark-add", args=[route.pk]), {"text": "不应保存"})
    with pytest.raises(NotAllowedNow):
        remark(route, text="不应保存", by=user)

    assert not Remark.objects.exists()


def test_author_reads_remarks_without_the_form(client, route, author, reviewer):
    remark(route, quote="未审查的案例", text="标题应当概括案情", by=reviewer)

    text = reading(client, author, route).text

    assert "标题应当概括案情" in text
    assert 'name="quote"' not in text


def test_nothing_is_remarked_on_a_route_that_has_ended_and_nothing_empty(route, author, reviewer):
    with pytest.raises(NotAllowedNow, match="请写明"):
        remark(route, quote="未审查的案例", text="  ", by=reviewer)
    recall(route, by=author)

    with pytest.raises(NotAllowedNow, match="该审稿流程已结束"):
        remark(route, text="太晚", by=reviewer)

    assert not Remark.objects.exists()


def test_long_words_are_cut_and_not_refused(client, route, reviewer):
    client.force_login(reviewer)

    client.post(reverse("release:remark-add", args=[route.pk]), {"quote": "长" * 400, "text": "批" * 1500})

    row = Remark.objects.get()
    assert (len(row.quote), len(row.text)) == (300, 1000)


def test_editor_settles_a_remark_once_with_an_answer(client, route, author, reviewer):
    row = remark(route, text="标题应当概括案情", by=reviewer)
    address = reverse("release:remark-settle", args=[route.pk, row.pk])
    client.force_login(author)

    client.post(address, {"answer": "已改"})
    again = client.post(address, {"answer": "再改"}, follow=True)

    row.refresh_from_db()
    assert (row.settled_by, row.answer) == (author, "已改")
    assert "这条批注已经处理。" in again.text
    assert not open_remarks(route.page).exists()


def test_reviewer_settles_her_own_and_nobody_elses(agency, route, reviewer):
    row = remark(route, text="标题应当概括案情", by=reviewer)
    with pytest.raises(NotAllowedNow, match="批注由该页面的编辑"):
        settle_remark(row, by=member(agency, RoleCode.UNIT_LEADER))

    settle_remark(row, by=reviewer)

    assert (row.settled_by, row.answer) == (reviewer, "")


def test_remark_of_another_agency_or_route_is_not_there(client, route, author, reviewer):
    row = remark(route, text="标题应当概括案情", by=reviewer)
    elsewhere = case(by=author, agency=author.person.postings.get().agency, title="另一件案例")
    submit_for_review(elsewhere, by=author)
    client.force_login(author)
    crossed = reverse("release:remark-settle", args=[open_route_of(elsewhere).pk, row.pk])

    assert client.post(crossed).status_code == 404
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))
    assert client.post(reverse("release:remark-settle", args=[route.pk, row.pk])).status_code == 404
    assert client.post(reverse("release:remark-add", args=[route.pk]), {"text": "外人"}).status_code == 404
    assert Remark.objects.open().count() == 1


def test_editor_of_the_page_has_open_remarks_beside_the_text(client, draft, route, author, reviewer, people):
    first = remark(route, quote="未审查的案例", text="标题应当概括案情", by=reviewer)
    settled = remark(route, text="处理过的批注", by=reviewer)
    settle_remark(settled, by=author)
    decide(route, step=Step.FIRST, by=people[Step.FIRST], verdict=Verdict.RETURN, comment="见文中批注")
    client.force_login(author)

    page = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text
    settle_remark(first, by=author)
    after = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text

    assert "审稿人的批注" in page
    assert "标题应当概括案情" in page
    assert "处理过的批注" not in page
    assert "审稿人的批注" not in after


def test_comparison_shows_both_texts_and_what_was_remarked_then(client, draft, route, author, reviewer, people):
    remark(route, quote="未审查的案例", text="标题应当概括案情", by=reviewer)
    decide(route, step=Step.FIRST, by=people[Step.FIRST], verdict=Verdict.RETURN, comment="见文中批注")
    draft.title = "改过标题的案例"
    draft.save_revision(user=author)
    submit_for_review(draft, by=author)
    client.force_login(reviewer)

    shown = client.get(reverse("release:route-changes", args=[open_route_of(draft).pk]), {"since": "returned"}).text

    assert "标题应当概括案情" in shown
    assert shown.count('class="before"') == shown.count('class="after"') == 1
    assert '<th scope="col">上次未通过稿</th><th scope="col">本次送审稿</th>' in shown


@pytest.mark.parametrize("view", ["release:route-text", "release:route"])
def test_three_remarks_cost_what_one_costs(client, route, reviewer, django_assert_max_num_queries, view):
    remark(route, quote="未审查", text="一", by=reviewer)
    client.force_login(reviewer)
    address = reverse(view, args=[route.pk])
    client.get(address)
    with django_assert_max_num_queries(25) as one:
        client.get(address)
    for words in ("二", "三"):
        remark(route, quote="案例", text=words, by=reviewer)

    with django_assert_max_num_queries(len(one)):
        client.get(address)
