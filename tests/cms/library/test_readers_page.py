"""The page of a draft's list of readers, and what the list costs."""

import pytest
from django.urls import reverse

from cms.library.actions import begin_translation
from cms.library.broken_links import page_faults
from cms.library.models import CaseIndexPage, CasePage, WhitePaperPage
from cms.release.actions import change_readers
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def author(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def colleague(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def reader():
    """Of another agency, without any role."""
    return member(AgencyFactory())


@pytest.fixture
def draft(agency, author):
    return CasePage.objects.get(pk=case(by=author, agency=agency).pk)


@pytest.fixture
def white(agency, author):
    page = paper(agency, by=author)
    chapter(page, by=author)
    return WhitePaperPage.objects.get(pk=page.pk)


@pytest.fixture
def limited(draft, author, reader):
    change_readers(draft, add=[reader], by=author)
    return draft


def enter(client, user):
    client.cookies.clear()
    client.force_login(user)
    client.get("/editor/")  # brings her groups in line
    return client


def test_superuser_keeps_her_technical_access(client, limited):
    one = limited
    client.force_login(UserFactory(is_superuser=True))

    assert client.get(f"/editor/pages/{one.pk}/edit/").status_code == 200
    page = client.get(f"/editor/readers/{one.pk}/").content.decode()
    assert reverse("library-readers-lift", args=[one.pk]) in page
    assert 'name="agency"' not in page


def test_list_is_kept_on_its_page(client, draft, author, reader, agency, colleague):
    address = f"/editor/readers/{draft.pk}/"
    enter(client, author)
    assert "限定知悉范围" in client.get(address).content.decode()

    wrong = client.post(address, {"agency": "", "account": "nobody"})
    assert "没有使用中的账号对应这个工号、电子邮箱或者姓名。" in wrong.content.decode()
    assert "请选择机关或者填写账号。" in client.post(address, {"account": "", "agency": ""}).content.decode()
    done = client.post(address, {"agency": agency.pk, "account": reader.username})
    assert done["Location"] == address
    shown = client.get(address).content.decode()
    assert str(agency) in shown
    assert f"加入：{agency}、{reader} ({reader.username})" in shown
    said = f"草稿知悉范围变动 · 加入：{agency}、{reader} ({reader.username})"
    assert said in client.get(f"/editor/pages/{draft.pk}/history/").content.decode()
    row = draft.audience.members.get(user=reader)
    enter(client, colleague).post(f"{address}{row.pk}/take/")
    assert not draft.audience.members.filter(user=reader).exists()
    client.post(f"{address}lift/")
    assert not type(draft.audience).objects.filter(page=draft.pk).exists()


def test_list_of_a_chapter_is_that_of_its_paper(client, white, author):
    part = white.parts()[0]
    enter(client, author)

    assert client.get(f"/editor/readers/{part.pk}/")["Location"] == f"/editor/readers/{white.pk}/"
    assert client.get(f"/editor/readers/{white.get_parent().pk}/").status_code == 404


def test_notice_leads_the_named_to_the_text(client, limited, reader):
    client.force_login(reader)
    notice = Notice.objects.filter(user=reader, kind="release.draft_opened").first()

    assert client.get(notice.url).status_code == 200
    client.logout()
    assert client.get(notice.url).status_code in {302, 403}


def test_what_is_made_of_a_limited_draft_is_open_to_the_same_readers(client, draft, white, author, reader, colleague):
    for page in (draft, white):
        change_readers(page, add=[reader], by=author)

    other = begin_translation(white, by=author)
    enter(client, author)
    copied = {"new_title": "副本", "new_slug": "copy", "new_parent_page": draft.get_parent().pk, "copy_subpages": ""}
    client.post(f"/editor/pages/{draft.pk}/copy/", copied)

    for page in (other, CasePage.objects.get(slug="copy")):
        assert {row.who for row in page.audience.members.all()} == {reader, author}
        assert not page.is_in_scope_of(type(colleague).objects.get(pk=colleague.pk))


def test_edition_in_another_language_that_is_shut_is_not_named_beside_the_paper(client, white, author, colleague):
    other = begin_translation(white, by=author)
    other.title = "Not for the colleague"
    other.save_revision(user=author)
    other.save()
    change_readers(other, add=[author], by=author)

    enter(client, author)
    assert "Not for the colleague" in client.get(f"/editor/languages/{white.pk}/").content.decode()
    enter(client, colleague)
    shown = client.get(f"/editor/languages/{white.pk}/")
    assert (shown.status_code, "Not for the colleague" in shown.content.decode()) == (200, False)
    assert f"/editor/languages/{white.pk}/begin/" not in shown.content.decode()
    with pytest.raises(NotAllowedNow, match="外文版只对名单中的机关和人员开放"):
        begin_translation(white, by=type(colleague).objects.get(pk=colleague.pk))


def test_link_to_a_limited_draft_does_not_say_its_title(draft, white, author, reader):
    for page in (draft, white):
        change_readers(page, add=[reader], by=author)
    part = white.parts()[0]
    links = [("正文", draft.pk), ("正文", part.pk), ("正文", case(title="别的草稿").pk)]

    assert [fault.link for fault in page_faults(links, beside=set())] == [
        f"页面 {draft.pk}", f"页面 {part.pk}", "别的草稿",
    ]  # fmt: skip


def test_costs_do_not_grow_with_drafts_that_are_shut(client, agency, author, colleague, django_assert_max_num_queries):
    cases = CaseIndexPage.objects.get().pk

    def cost(address):
        enter(client, colleague)
        with django_assert_max_num_queries(200) as seen:
            client.get(address)
        return len(seen)

    change_readers(case(by=author, agency=agency), add=[author], by=author)
    addresses = [f"/editor/pages/{cases}/", "/review/", "/my/", "/review/drafts/"]
    [cost(address) for address in addresses]  # what is kept between requests is there now
    one = [cost(address) for address in addresses]
    for _more in range(2):
        change_readers(case(by=author, agency=agency), add=[author], by=author)

    assert [cost(address) for address in addresses] == one


def test_pages_of_the_list_stay_within_the_budget(client, draft, author, reader, django_assert_max_num_queries):
    change_readers(draft, add=[reader, AgencyFactory(), AgencyFactory()], by=author)
    enter(client, author)

    with django_assert_max_num_queries(25):
        client.get(f"/editor/readers/{draft.pk}/")
    client.force_login(reader)
    with django_assert_max_num_queries(25):
        client.get("/review/drafts/")
    with django_assert_max_num_queries(25):
        client.get(f"/review/drafts/{draft.pk}/")
