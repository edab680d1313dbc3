"""A public page is withdrawn with a reason that its readers see (E12)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from cms.library.actions import submit_for_review, withdraw_page
from cms.library.enums import Ending
from cms.library.models import CasePage, PaperIssuer, Withdrawal
from cms.pages.models import HomePage
from cms.release.enums import VoidReason
from cms.release.models import Route
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.release import agree, put_live, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
WHY = "统计口径有误，更正后另行发布。"


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def issuer(agency):
    return member(agency, RoleCode.ISSUER)


def released(agency, editor, **fields):
    """A case that came by its own route, so that its agencies stand on it."""
    page = case(by=editor, agency=agency, slug="withdrawn", title="某公司侵权案", **fields)
    submit_for_review(page, by=editor)
    return agree(page, reviewers(agency))


@pytest.fixture
def public(agency, editor):
    return released(agency, editor)


def withdraw(page, by, **terms):
    return withdraw_page(page, **{"said_title": page.title, "reason": WHY, "by": by} | terms)


def test_address_says_what_was_withdrawn_why_and_by_whom_when_an_issuer_withdraws(client, public, issuer, agency):
    withdraw(public, issuer, said_title="一件典型案例")

    answer = client.get("/cases/withdrawn/")

    text = answer.content.decode()
    assert answer.status_code == 410
    assert "一件典型案例" in text
    assert WHY in text
    assert agency.name in text
    assert "某公司侵权案" not in text
    assert not CasePage.objects.get(pk=public.pk).live


def test_address_below_a_withdrawn_paper_says_the_same_and_its_pdf_too(client, agency, editor, issuer):
    page = paper(agency, by=editor, slug="gone")
    part = chapter(page, by=editor, slug="first")
    submit_for_review(page, by=editor)
    agree(page, reviewers(agency))

    withdraw(page, issuer)

    assert [client.get(f"/white-papers/gone/{rest}").status_code for rest in ("", "first/", "pdf/")] == [410] * 3
    assert WHY in client.get("/white-papers/gone/first/").content.decode()
    assert not Page.objects.get(pk=part.pk).live


def test_draft_that_was_never_public_is_not_found_when_others_are_withdrawn(client, public, issuer, editor):
    case(by=editor, slug="draft")

    withdraw(public, issuer)

    assert client.get("/cases/draft/").status_code == 404
    assert client.get("/cases/nothing/").status_code == 404


def test_readers_are_led_on_when_the_issuer_chose_so_and_to_the_notice_when_the_other_is_gone_too(
    client, public, issuer, agency, editor
):
    other = case(by=editor, agency=agency, slug="better", title="更正后的案例", live=True)
    withdraw(public, issuer, replacement=other, ending=Ending.LEAD_ON)

    assert client.get("/cases/withdrawn/").headers["Location"].endswith("/cases/better/")

    withdraw(CasePage.objects.get(pk=other.pk), issuer)

    answer = client.get("/cases/withdrawn/")
    assert answer.status_code == 410
    assert "更正后的案例" not in answer.content.decode()


def test_link_to_the_replacement_stands_on_the_notice(client, public, issuer, agency, editor):
    other = case(by=editor, agency=agency, slug="better", title="更正后的案例", live=True)

    withdraw(public, issuer, replacement=other)

    assert "更正后的案例" in client.get("/cases/withdrawn/").content.decode()


def test_earlier_text_is_for_those_behind_the_page_alone_unless_the_issuer_leaves_it_readable(
    client, public, issuer, editor
):
    row = withdraw(public, issuer)
    address = reverse("upkeep:withdrawn-text", args=[row.pk])

    assert client.get(address).status_code == 404
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))
    assert client.get(address).status_code == 404
    client.force_login(editor)
    own = client.get(address)
    assert own.status_code == 200
    assert "的内容。" in own.content.decode()

    client.logout()
    Withdrawal.objects.update(text_is_public=True)
    shown = client.get(address)
    assert shown.status_code == 200
    assert WHY in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("role", [RoleCode.EDITOR, RoleCode.SECTION_HEAD, RoleCode.SECRECY_OFFICER])
def test_other_roles_cannot_withdraw(client, public, agency, role):
    user = member(agency, role)
    client.force_login(user)

    assert client.get(reverse("upkeep:page", args=[public.pk])).status_code == 200
    assert client.get(reverse("upkeep:withdraw", args=[public.pk])).status_code == 403
    with pytest.raises(NotAllowedNow, match="签发人"):
        withdraw(public, user)
    assert CasePage.objects.get(pk=public.pk).live


def test_issuer_of_another_agency_finds_no_such_page(client, public):
    stranger = member(AgencyFactory(), RoleCode.ISSUER)
    client.force_login(stranger)

    assert client.post(reverse("upkeep:withdraw", args=[public.pk]), {"reason": WHY}).status_code == 404
    with pytest.raises(NotAllowedNow):
        withdraw(public, stranger)


def test_superuser_without_the_role_cannot_withdraw_or_unpublish_or_delete(client, public):
    root = UserFactory(is_superuser=True)
    rights = public.permissions_for_user(root)

    assert not rights.can_unpublish()
    assert not rights.can_delete()
    with pytest.raises(NotAllowedNow):
        withdraw(public, root)


def test_buttons_and_bulk_actions_of_the_editor_take_nothing_from_the_public(client, public, agency):
    client.force_login(member(agency, RoleCode.EDITOR, RoleCode.SECTION_HEAD))

    client.post(reverse("wagtailadmin_pages:unpublish", args=[public.pk]))
    client.post(reverse("wagtailadmin_pages:delete", args=[public.pk]))
    for name in ("unpublish", "delete"):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name])
        client.post(f"{address}?id={public.pk}", {"include_descendants": "on"})

    assert CasePage.objects.get(pk=public.pk).live


def test_draft_that_was_never_on_a_route_can_still_be_deleted(agency, editor):
    page = case(by=editor, agency=agency)

    assert page.permissions_for_user(UserFactory(is_superuser=True)).can_delete()
    submit_for_review(page, by=editor)
    assert not page.permissions_for_user(UserFactory(is_superuser=True)).can_delete()


@pytest.mark.parametrize("reason", ["", "已删除", "       "])
def test_reason_must_be_a_sentence(public, issuer, reason):
    with pytest.raises(NotAllowedNow, match="完整的一句话"):
        withdraw(public, issuer, reason=reason)

    assert CasePage.objects.get(pk=public.pk).live


@pytest.mark.parametrize("field", ["said_title", "reason"])
@pytest.mark.parametrize("text", ["【机密】本文误发，现予撤回。", "被告人张建国申请删去本文。"])
def test_what_readers_see_of_a_withdrawal_is_neither_classified_nor_names_somebody(public, issuer, field, text):
    with pytest.raises(NotAllowedNow):
        withdraw(public, issuer, **{field: text})

    public.refresh_from_db()
    assert (public.live, Withdrawal.objects.count()) == (True, 0)


def test_second_withdrawal_of_the_same_page_is_refused(public, issuer, agency):
    withdraw(public, issuer)

    with pytest.raises(NotAllowedNow, match="没有公开"):
        withdraw(public, issuer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(page_id=public.pk, said_title="x", reason=WHY, withdrawn_by=issuer)


@pytest.mark.parametrize("which", ["draft", "itself", "none"])
def test_replacement_must_be_another_public_page(public, issuer, editor, which):
    terms = {
        "draft": {"replacement": case(by=editor)},
        "itself": {"replacement": public},
        "none": {"ending": Ending.LEAD_ON},
    }

    with pytest.raises(NotAllowedNow):
        withdraw(public, issuer, **terms[which])

    assert CasePage.objects.get(pk=public.pk).live


def test_pages_that_the_site_stands_on_and_chapters_are_refused(agency, editor):
    issuer = member(agency, RoleCode.ISSUER)
    page = paper(agency, by=editor)
    part = chapter(page, by=editor)
    submit_for_review(page, by=editor)
    agree(page, reviewers(agency))
    part.refresh_from_db()

    with pytest.raises(NotAllowedNow, match="网站以本页为基础"):
        withdraw(HomePage.objects.get(), issuer)
    with pytest.raises(NotAllowedNow, match="随白皮书"):
        withdraw(part, issuer)


def test_correction_under_review_ends_with_the_withdrawal(public, issuer, editor):
    public.title, public.change_note = "改过", "改了题目。"
    public.save_revision(user=editor)
    submit_for_review(public, by=editor)

    withdraw(public, issuer)

    assert Route.objects.filter(page=public.pk).first().void_reason == VoidReason.RECALLED
    assert not CasePage.objects.get(pk=public.pk).workflow_in_progress


def test_page_comes_back_by_the_whole_route_alone(client, public, issuer, agency, editor):
    row = withdraw(public, issuer)
    page = CasePage.objects.get(pk=public.pk)
    page.change_note = "更正统计口径。"
    page.save_revision(user=editor)

    submit_for_review(page, by=editor)
    assert client.get("/cases/withdrawn/").status_code == 410
    agree(page, reviewers(agency))

    row.refresh_from_db()
    assert client.get("/cases/withdrawn/").status_code == 200
    assert row.undone_at is not None
    assert client.get(reverse("upkeep:withdrawn-text", args=[row.pk])).status_code == 404


def test_both_sides_are_told_and_the_act_is_on_record(agency, editor):
    other, third = AgencyFactory(), AgencyFactory()
    head, stranger = member(other, RoleCode.SECTION_HEAD), member(third, RoleCode.SECTION_HEAD)
    issuer = member(agency, RoleCode.ISSUER)
    page = paper(by=editor, issuers=[PaperIssuer(agency=agency), PaperIssuer(agency=other)])
    put_live(page)

    withdraw(page, issuer)

    told = Notice.objects.filter(kind="library.withdrawn")
    assert set(told.values_list("user_id", flat=True)) == {editor.pk, issuer.pk, head.pk}
    assert stranger.pk not in set(told.values_list("user_id", flat=True))
    assert told.first().params["reason"] == WHY
    entry = PageLogEntry.objects.get(action="library.withdraw")
    assert (entry.page_id, entry.user_id, entry.data["reason"]) == (page.pk, issuer.pk, WHY)


def test_lists_and_feeds_and_search_follow(client, public, issuer):
    assert "某公司侵权案" in client.get("/cases/").content.decode()

    withdraw(public, issuer)

    assert "某公司侵权案" not in client.get("/cases/").content.decode()
    assert "某公司侵权案" not in client.get("/feeds/cases.atom").content.decode()
    assert 'status="deleted"' in client.get("/oai/?verb=ListIdentifiers&metadataPrefix=oai_dc").content.decode()


def test_form_takes_the_address_of_the_replacement_and_refuses_one_that_nobody_has(
    client, public, issuer, agency, editor
):
    other = case(by=editor, agency=agency, slug="better", live=True)
    client.force_login(issuer)
    address = reverse("upkeep:withdraw", args=[public.pk])
    terms = {"said_title": "案例", "reason": WHY, "ending": "notice"}

    wrong = client.post(address, terms | {"address": "/cases/unknown/"})
    right = client.post(address, terms | {"address": "/cases/better/"})

    assert "没有公开页面使用这个地址" in wrong.content.decode()
    assert right.status_code == 302
    assert Withdrawal.objects.get().replacement_id == other.pk
    assert client.get(reverse("upkeep:page", args=[public.pk])).status_code == 200


def test_list_of_public_pages_costs_the_same_with_one_page_and_with_three(client, agency, editor, public):
    client.force_login(editor)
    people = reviewers(agency)

    def cost():
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("upkeep:pages"))
        return len(caught)

    cost()
    one = cost()
    for _ in range(2):
        page = case(by=editor, agency=agency)
        submit_for_review(page, by=editor)
        agree(page, people)
    assert cost() == one


def test_list_shows_pages_of_the_readers_own_agencies(client, public):
    assert list(Withdrawal.objects.visible_to(AnonymousUser())) == []
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    assert "某公司侵权案" not in client.get(reverse("upkeep:pages")).content.decode()


def test_public_paper_with_newer_drafts_says_that_it_changed_since_sign_off(client, agency, editor):
    page = paper(agency, by=editor, slug="changed", title="白皮书")
    _first, second = (
        chapter(page, by=editor, slug=slug, title=title) for slug, title in (("a", "甲章"), ("b", "乙章"))
    )
    submit_for_review(page, by=editor)
    agree(page, reviewers(agency))
    client.force_login(editor)
    addresses = [reverse("upkeep:pages"), reverse("upkeep:page", args=[page.pk])]
    assert all("签署后有改动" not in client.get(url).text for url in addresses)

    draft = type(second).objects.get(pk=second.pk)
    draft.title = "改过的乙章"
    draft.save_revision(user=editor)
    chapter(page, by=editor, slug="c", title="新增的丙章")

    shown = client.get(addresses[1]).text
    listed = client.get(addresses[0]).text
    assert "签署后有改动" in listed
    table = shown.split("签署后有改动</h2>")[1].split("</table>")[0]
    assert "改过的乙章" in table
    assert "新增的丙章" in table
    assert "甲章" not in table
    assert str(editor) in table
    client.logout()
    assert "签署后有改动" not in client.get("/white-papers/changed/").text
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))
    assert client.get(addresses[1]).status_code == 404
