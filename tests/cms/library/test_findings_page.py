"""The editor's page of findings: who sees it, who may do what, and what it costs."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms.library.models import CasePage, PageFinding
from shared.directory.enums import RoleCode
from tests.factories.cms import block, case, chapter, paper
from tests.factories.directory import AgencyFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def draft(agency, editor):
    return case(by=editor, agency=agency, summary="被告人王小明，电话13800138000。")


def address(page):
    return reverse("library-findings", args=[page.pk])


def waive(client, row, reason="本人书面要求公开"):
    return client.post(reverse("library-finding-waive", args=[row.page_id, row.pk]), {"reason": reason}, follow=True)


def replace(client, page, **data):
    return client.post(reverse("library-findings-replace", args=[page.pk]), data, follow=True)


def test_page_shows_findings_beside_the_text_with_their_proposals(client, draft, editor):
    client.force_login(editor)

    shown = client.get(address(draft))

    assert "<mark>王小明</mark>" in shown.text
    assert "<b>王小明</b> → 王某某" in shown.text
    assert "<b>13800138000</b> → （略）" in shown.text
    assert "待处理：2 项" in shown.text
    assert "no-store" in shown["Cache-Control"]


def test_edit_form_leads_to_the_findings(client, draft, editor):
    client.force_login(editor)

    shown = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert address(draft) in shown.text
    assert "已保存的草稿有待处理的发现：2 项" in shown.text


def test_editor_replaces_one_then_all_and_waives(client, draft, editor):
    client.force_login(editor)
    name, mobile = PageFinding.objects.order_by("pk")

    replace(client, draft, finding=name.pk)
    assert (
        CasePage.objects.get(pk=draft.pk).get_latest_revision_as_object().summary == "被告人王某某，电话13800138000。"
    )
    assert "本人书面要求公开" in waive(client, mobile).text
    assert "没有可替换的内容" in replace(client, draft).text


def test_waiver_without_a_reason_is_refused_with_a_sentence(client, draft, editor):
    client.force_login(editor)

    assert "请写明这项内容为何可以" in waive(client, PageFinding.objects.first(), reason="  ").text
    assert PageFinding.objects.open().count() == 2


def test_reviewer_sees_the_findings_and_cannot_waive(client, draft, agency):
    client.force_login(member(agency, RoleCode.SECTION_HEAD))

    shown = client.get(address(draft))

    assert "<mark>王小明</mark>" in shown.text
    assert "/waive/" not in shown.text
    waive(client, PageFinding.objects.first())
    assert PageFinding.objects.open().count() == 2


def test_superuser_without_the_role_cannot_waive(client, draft):
    client.force_login(UserFactory(is_superuser=True))

    waive(client, PageFinding.objects.first())

    assert PageFinding.objects.open().count() == 2


@pytest.mark.parametrize("role", [RoleCode.EDITOR, RoleCode.SECTION_HEAD])
def test_page_of_another_agency_is_not_there(client, draft, role):
    client.force_login(member(AgencyFactory(), role))

    assert client.get(address(draft)).status_code == 404
    assert replace(client, draft).status_code == 404
    assert waive(client, PageFinding.objects.first()).status_code == 404


def test_trainee_and_stranger_see_nothing(client, draft, agency):
    anonymous = client.get(address(draft))
    client.force_login(member(agency, RoleCode.TRAINEE))
    trainee = client.get(address(draft), follow=True)

    assert anonymous.status_code == 302
    assert "王小明" not in trainee.text
    assert not PageFinding.objects.visible_to(member(agency, RoleCode.TRAINEE)).exists()


def test_finding_is_reached_only_by_its_own_page(client, draft, agency, editor):
    other = case(by=editor, agency=agency, summary="证人李大伟。")
    client.force_login(editor)
    row = PageFinding.objects.filter(page=draft.pk).first()

    answer = client.post(reverse("library-finding-waive", args=[other.pk, row.pk]), {"reason": "理由充分"})

    assert answer.status_code == 404


def test_what_is_not_reviewed_has_no_findings(client, editor, draft):
    client.force_login(editor)

    assert client.get(reverse("library-findings", args=[Page.get_first_root_node().pk])).status_code == 404


def test_nothing_changes_by_looking(client, draft, editor):
    client.force_login(editor)

    assert client.get(reverse("library-findings-replace", args=[draft.pk])).status_code == 405
    assert PageFinding.objects.open().count() == 2


@pytest.mark.parametrize("kind", ["case", "chapter"])
def test_page_costs_the_same_with_one_and_with_many_findings(
    client, agency, editor, django_assert_max_num_queries, kind
):
    def made(text):
        if kind == "case":
            return case(by=editor, agency=agency, summary=text)
        return chapter(paper(agency, by=editor), block("paragraph", f"<p>{text}</p>"), by=editor)

    few, many = made("被告人王小明。"), made("被告人王小明、李大伟、赵小云、钱小方，电话13800138000。")
    client.force_login(editor)
    client.get(address(few))

    counts = []
    for one in (few, many):
        with django_assert_max_num_queries(34) as asked:
            assert client.get(address(one)).status_code == 200
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


def test_codes_that_stand_for_a_choice_are_no_text_of_the_page(client, draft, editor):
    client.force_login(editor)

    shown = client.get(address(draft))

    assert draft.scheme == "spp_typical"
    assert "spp_typical" not in shown.text
