"""Links that lead nowhere are found without asking the world outside (E15)."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.documents import get_document_model

from cms.library.actions import check_public_links, publish_reviewed, submit_for_review, withdraw_page
from cms.library.broken_links import broken_links, is_office, outside_says, split
from cms.library.enums import LawKind
from cms.library.models import BrokenLink, CasePage, Law, LawArticle, LawVersion
from cms.release.models import Route
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.cms import block, case, chapter, figure, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import put_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


def saying(html, **fields):
    """A case whose first section says this."""
    page = case(**fields)
    raw = page.sections.get_prep_value()
    raw[0]["value"]["text"] = html
    page.sections = page._meta.get_field("sections").to_python(raw)
    page.save_revision(user=fields.get("by"))
    return page


def says(html, **fields):
    return [(fault.link, fault.is_hard) for fault in broken_links(saying(html, **fields))]


def test_link_to_a_page_that_is_gone_or_not_public_is_hard():
    draft = case(title="草稿")

    assert says('<p><a linktype="page" id="999999">见此</a></p>') == [("页面 999999", True)]
    assert says(f'<p><a linktype="page" id="{draft.pk}">见此</a></p>') == [("草稿", True)]
    assert says(f'<p><a linktype="page" id="{case(live=True).pk}">见此</a></p>') == []


def test_link_between_pages_of_one_route_is_none(agency, editor):
    page = paper(agency, by=editor)
    first = chapter(page, by=editor)
    chapter(page, block("paragraph", f'<p><a linktype="page" id="{first.pk}">前章</a></p>'), by=editor)

    assert page.link_report() == []


def test_fault_in_a_chapter_names_the_chapter(agency, editor):
    page = paper(agency, by=editor)
    chapter(page, block("paragraph", '<p><a href="ftp://x.cn/a">甲</a></p>'), by=editor, title="二、专利")

    [fault] = page.link_report()

    assert fault.place.startswith("二、专利：")
    assert page.link_faults() == [str(fault)]


def test_link_to_a_withdrawn_page_is_a_hint(agency, editor):
    target = case(agency=agency, live=True, title="已撤案例", slug="away")
    withdraw_page(target, said_title="案例", reason="内容有误，另行发布。", by=member(agency, RoleCode.ISSUER))

    assert says(f'<p><a linktype="page" id="{target.pk}">甲</a></p>') == [("已撤案例", False)]
    assert says('<p><a href="/cases/away/">甲</a></p>') == [("/cases/away/", False)]


def test_link_to_a_document_that_is_gone_is_hard():
    document = get_document_model().objects.create(title="附件", file="documents/a.pdf")

    assert says(f'<p><a linktype="document" id="{document.pk}">甲</a></p>') == []
    assert [hard for _link, hard in says(f'<p><a linktype="document" id="{document.pk + 1}">甲</a></p>')] == [True]


def test_picture_that_is_gone_is_hard(agency, editor):
    page = paper(agency, by=editor)
    chapter(page, block("picture", {"image": 99999, "caption": "图", "alt": "图"}), by=editor)

    assert [fault.is_hard for fault in page.link_report()] == [True]


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("https://www.cnipa.gov.cn/art/2026/1/1/art_1.html", True),
        ("http://example.cn", True),
        ("https://例子.中国/", True),
        ("mailto:office@example.cn", True),
        ("tel:+8610123", True),
        ("https://8.8.8.8/", True),
        ("mailto:office", False),
        ("tel:", False),
        ("www.cnipa.gov.cn", False),
        ("https://", False),
        ("https://a b.cn/", False),
        ("https://x.cn:port/", False),
        ("https://[::1", False),
        ("javascript:alert(1)", False),
        ("file:///c:/a.doc", False),
        ("ftp://x.cn/a", False),
        ("", False),
    ],
)
def test_form_of_an_address_outside(address, is_fine):
    assert (outside_says(split(address)) == "") is is_fine


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("10.1.2.3", True),
        ("192.168.0.7", True),
        ("172.16.0.1", True),
        ("127.0.0.1", True),
        ("169.254.1.1", True),
        ("::1", True),
        ("fd00::1", True),
        ("oa", True),
        ("oa.local", True),
        ("www.spp.gov.cn", False),
        ("172.32.0.1", False),
        ("114.114.114.114", False),
    ],
)
def test_hosts_that_only_an_office_reaches(host, expected):
    assert is_office(host) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/editor/pages/3/edit/", [True]),
        ("http://testserver/editor/", [True]),
        ("/cases/public/", []),
        ("/cases/", []),
        ("/", []),
        ("/cases/nobody/", [True]),
        ("/white-papers/nobody/first/", [True]),
        ("/search/?q=a", []),
        ("/laws/trademark/", []),
        ("/laws/trademark/57/", []),
        ("/laws/trademark/58/", [True]),
        ("/laws/nothing/", [True]),
    ],
)
def test_addresses_of_this_site(settings, address, expected):
    settings.BASE_URL = "http://testserver"
    case(live=True, slug="public")
    trademark_law()

    assert [hard for _link, hard in says(f'<p><a href="{address}">甲</a></p>')] == expected


def trademark_law():
    law = Law.objects.create(slug="trademark", title="中华人民共和国商标法", kind=LawKind.LAW)
    version = LawVersion.objects.create(law=law, adopted_on=dt.date(2019, 4, 23), effective_on=dt.date(2019, 11, 1))
    LawArticle.objects.create(version=version, number=57, text="有下列行为之一的。", shape=[0])


def test_provision_that_the_register_lacks_is_a_hint():
    trademark_law()

    found = says("<p>依照《商标法》第五十七条、《商标法》第九十九条和《不存在的办法》第三条。</p>")

    assert found == [("《商标法》第九十九条", False), ("《不存在的办法》第三条", False)]


def test_link_inside_the_text_must_name_a_place_of_it():
    found = says('<p><a href="#s-1">甲</a><a href="#nowhere">乙</a></p>')

    assert found == [("#nowhere", False)]


def test_source_of_a_figure_is_judged_too(agency, editor):
    page = paper(agency, by=editor)
    chapter(page, figure(source_url="http://192.168.1.9/report"), by=editor)

    assert [fault.link for fault in page.link_report()] == ["http://192.168.1.9/report"]


def test_hard_fault_keeps_a_page_from_review_and_a_hint_does_not(agency, editor):
    page = saying('<p><a href="http://oa.local/x">甲</a></p>', by=editor, agency=agency)
    with pytest.raises(NotAllowedNow, match=r"http://oa\.local/x.*内网"):
        submit_for_review(page, by=editor)
    assert not Route.objects.filter(page=page.pk).exists()

    other = saying("<p>《不存在的办法》第三条</p>", by=editor, agency=agency)
    submit_for_review(other, by=editor)
    assert Route.objects.open().filter(page=other.pk).exists()


def test_link_that_broke_during_review_keeps_the_page_from_release(agency, editor):
    target = case(live=True, slug="target")
    page = saying('<p><a href="/cases/target/">甲</a></p>', by=editor, agency=agency)
    state = submit_for_review(page, by=editor)
    CasePage.objects.get(pk=target.pk).unpublish()

    with pytest.raises(NotAllowedNow, match="没有公开页面使用这个地址"):
        publish_reviewed(state, by=None)


def test_reviewers_see_the_remarks_on_the_page_of_the_route(client, agency, editor):
    page = saying("<p>《不存在的办法》第三条</p>", by=editor, agency=agency)
    submit_for_review(page, by=editor)
    client.force_login(member(agency, RoleCode.LEGAL_OFFICER))

    text = client.get(reverse("release:route", args=[Route.objects.get(page=page.pk).pk])).content.decode()

    assert "需要留意的链接" in text
    assert "《不存在的办法》第三条" in text


def test_editor_sees_the_list_beside_the_draft_and_a_stranger_does_not(client, agency, editor):
    page = saying('<p><a href="http://oa.local/x">甲</a></p>', by=editor, agency=agency)

    client.force_login(editor)
    text = client.get(reverse("library-links", args=[page.pk])).content.decode()
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))
    stranger = client.get(reverse("library-links", args=[page.pk]))

    assert "http://oa.local/x" in text
    assert "送审前须修改" in text
    assert stranger.status_code in {302, 404}


def test_links_that_break_after_release_are_told_once_and_forgotten_when_mended(agency, editor):
    target = case(live=True, slug="target", title="被引案例")
    page = saying(f'<p><a linktype="page" id="{target.pk}">甲</a></p>', by=editor, agency=agency)
    put_live(page)
    assert check_public_links() == 0

    CasePage.objects.get(pk=target.pk).unpublish()
    assert [check_public_links(), check_public_links()] == [1, 0]

    notice = Notice.objects.get(kind="library.links_broken")
    assert notice.user_id == editor.pk
    assert "被引案例" in notice.params["links"]
    assert BrokenLink.objects.visible_to(editor).count() == 1
    assert BrokenLink.objects.visible_to(member(agency)).count() == 0
    put_live(CasePage.objects.get(pk=target.pk))
    check_public_links()
    assert not BrokenLink.objects.exists()


def test_public_record_lists_broken_links_to_those_behind_the_page(client, agency, editor):
    page = case(by=editor, agency=agency, live=True)
    BrokenLink.objects.create(page_id=page.pk, place="正文", link="/cases/x/", says="没有公开页面使用这个地址。")

    assert BrokenLink.objects.visible_to(member(agency, RoleCode.ISSUER)).count() == 1
    client.force_login(editor)
    assert "/cases/x/" in client.get(reverse("upkeep:page", args=[page.pk])).content.decode()


def test_check_costs_the_same_with_one_link_and_with_three(agency, editor, django_assert_num_queries):
    targets = [case(live=True).pk for _ in range(3)]
    one, three = (
        saying("".join(f'<p><a linktype="page" id="{pk}">甲</a></p>' for pk in some)) for some in (targets[:1], targets)
    )

    with django_assert_num_queries(2):
        broken_links(one)
    with django_assert_num_queries(2):
        broken_links(three)
