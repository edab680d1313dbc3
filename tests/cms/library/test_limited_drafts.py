"""Every door behind which a draft could be seen, tried by those whom its list of readers leaves out."""

import json

import pytest
from django.test import RequestFactory
from wagtail.models import Page

from cms.library.actions import set_formed_on, submit_for_review
from cms.library.emails import editors_of
from cms.library.models import CaseIndexPage, CasePage, Disclosure, WhitePaperIndexPage, WhitePaperPage
from cms.library.permissions import within_reach
from cms.release.actions import add_page, change_readers, lift_limit, plan_release
from cms.release.enums import Step
from cms.release.models import AudienceFile
from cms.release.queries import admitted, lacking, open_route_of, parts_of
from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.media.models import MediaDocument
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, member
from tests.factories.files import document
from tests.factories.release import agree, reviewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
SECRET = "林某某商业秘密案"
WORDS = SECRET, json.dumps(SECRET)[1:-1]  # a chooser answers in JSON


@pytest.fixture
def agency():
    return AgencyFactory()  # of the side that has terms of disclosure


@pytest.fixture
def author(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def head(agency):
    return member(agency, RoleCode.SECTION_HEAD)


@pytest.fixture
def colleague(agency):
    return member(agency, RoleCode.EDITOR, RoleCode.SECTION_HEAD, RoleCode.LEGAL_OFFICER)


@pytest.fixture
def reader():
    """Of another agency, without any role."""
    return member(AgencyFactory(proc=True))


@pytest.fixture
def file():
    return document(title=f"{SECRET}附件")


@pytest.fixture
def draft(agency, author, file):
    """A case with a document, a finding and a term of disclosure; saved twice."""
    page = case(by=author, agency=agency, title=SECRET)
    raw = page.sections.get_prep_value()
    raw[0]["value"]["text"] = f'<p>{SECRET} 13800138000 <a linktype="document" id="{file.pk}">附件</a></p>'
    page.sections = page._meta.get_field("sections").to_python(raw)
    page.save_revision(user=author)
    set_formed_on(page, page.latest_revision_created_at.date(), by=author)
    return CasePage.objects.get(pk=page.pk)


@pytest.fixture
def white(agency, author):
    page = paper(agency, by=author, title=f"{SECRET}白皮书")
    chapter(page, by=author, title=f"{SECRET}一", slug="one")
    return WhitePaperPage.objects.get(pk=page.pk)


@pytest.fixture
def sent(agency, author):
    """On its route; the step that waits is the legal review."""
    page = case(by=author, agency=agency, title=f"{SECRET}（送审）")
    submit_for_review(page, by=author)
    agree(page, reviewers(agency), until=Step.LEGAL)
    return page


@pytest.fixture
def limited(draft, white, sent, author, reader):
    for page in (draft, white, sent):
        change_readers(page, add=[reader], by=author)
    return draft, white, white.parts()[0], sent


def of_one_page(page):
    """Addresses about one page: for whom its draft is shut to there is nothing at any of them."""
    pk, first, last = (
        page.pk,
        *[page.revisions.order_by("pk").values_list("pk", flat=True)[at] for at in (0, -1 + page.revisions.count())],
    )
    return [
        f"/editor/pages/{pk}/",
        f"/editor/pages/{pk}/edit/",
        f"/editor/pages/{pk}/history/",
        f"/editor/pages/{pk}/history/results/",
        f"/editor/pages/{pk}/revisions/",
        f"/editor/pages/{pk}/revisions/{first}/view/",
        f"/editor/pages/{pk}/revisions/{first}/revert/",
        f"/editor/pages/{pk}/revisions/compare/{first}...{last}/",
        f"/editor/pages/{pk}/revisions/compare/earliest...latest/",
        f"/editor/pages/{pk}/view_draft/",
        f"/editor/pages/{pk}/edit/preview/",
        f"/editor/pages/{pk}/usage/",
        f"/editor/pages/{pk}/copy/",
        f"/editor/pages/{pk}/delete/",
        f"/editor/pages/{pk}/move/",
        f"/editor/pages/{pk}/lock/",
        f"/editor/pages/{pk}/workflow_history/",
        f"/editor/pages/workflow/status/{pk}/",
        f"/editor/api/main/pages/{pk}/",
        f"/editor/findings/{pk}/",
        f"/editor/links/{pk}/",
        f"/editor/dates/{pk}/",
        f"/editor/readers/{pk}/",
        f"/editor/chapters/{pk}/",
        f"/editor/editions/{pk}/",
        f"/editor/languages/{pk}/",
        f"/review/drafts/{pk}/",
    ]


def listings(limited):
    """Addresses where many pages stand."""
    one, white, part, *_sent = limited
    cases, papers = CaseIndexPage.objects.get().pk, WhitePaperIndexPage.objects.get().pk
    many = f"id={one.pk}&id={white.pk}&id={part.pk}"
    return [
        f"/editor/pages/{cases}/",
        f"/editor/pages/{papers}/",
        f"/editor/pages/{cases}/?q=林某某&search_all=1",
        "/editor/pages/search/?q=林某某",
        "/editor/pages/search/results/?q=林某某",
        "/editor/api/main/pages/",
        f"/editor/api/main/pages/?child_of={cases}&for_explorer=1",
        f"/editor/api/main/pages/?child_of={white.pk}",
        "/editor/api/main/pages/?search=林某某",
        "/editor/choose-page/",
        f"/editor/choose-page/{cases}/",
        f"/editor/choose-page/{white.pk}/",
        "/editor/choose-page/search/?q=林某某",
        "/editor/reports/site-history/",
        "/editor/reports/workflow/",
        "/editor/reports/workflow_tasks/",
        "/editor/reports/aging-pages/",
        "/editor/reports/locked/",
        "/editor/reports/page-types-usage/",
        f"/editor/bulk/wagtailcore/page/delete/?next=/editor/&{many}",
        f"/editor/bulk/wagtailcore/page/move/?next=/editor/&{many}",
        f"/editor/bulk/wagtailcore/page/delete/?next=/editor/&id=all&childOf={cases}",
        "/editor/documents/",
        "/editor/documents/chooser/",
        "/editor/",
        "/review/",
        "/review/drafts/",
        "/review/public/",
        "/review/releases/",
        "/my/",
        "/review/",
        "/editor/reports/workflow/",
        "/notices/",
        "/search/?q=林某某",
    ]


def enter(client, user):
    client.cookies.clear()
    client.force_login(user)
    client.get("/editor/")  # brings her groups in line, and says what was to be said
    return client


def shows(answer):
    text = answer.content.decode() if not answer.streaming else ""
    return any(word in text for word in WORDS)


def leaks(client, user, limited):
    enter(client, user)
    return [address for address in listings(limited) if shows(client.get(address, follow=True))]


def outsiders(agency):
    return {
        "editor of the same agency": member(agency, RoleCode.EDITOR),
        "section head of the same agency": member(agency, RoleCode.SECTION_HEAD, RoleCode.ISSUER),
        "officer of the same agency": member(agency, RoleCode.SECRECY_OFFICER),
        "editor of another agency": member(AgencyFactory(), RoleCode.EDITOR),
    }


def test_without_a_list_the_doors_show_it(client, draft, white, sent, colleague):
    """Else the tests below would prove nothing."""
    pages = draft, white, white.parts()[0], sent

    shown = leaks(client, colleague, pages)

    assert {address.split("?")[0] for address in shown} >= {
        f"/editor/pages/{CaseIndexPage.objects.get().pk}/", "/editor/pages/search/", "/editor/api/main/pages/",
        "/editor/choose-page/search/", "/editor/reports/site-history/", "/editor/bulk/wagtailcore/page/delete/", "/my/",
    }  # fmt: skip
    open_doors = [a for a in of_one_page(draft) if client.get(a).status_code in {200, 302}]
    assert len(open_doors) >= 18


@pytest.mark.parametrize("who", list(range(4)))
def test_no_door_shows_it_to_those_whom_the_list_leaves_out(client, limited, agency, who):
    name, user = list(outsiders(agency).items())[who]

    assert leaks(client, user, limited) == [], name
    for page in limited:
        for address in of_one_page(page):
            answer = client.get(address)
            assert not shows(answer), (name, address)
            if who != 2:  # she never enters the editor, which leads her to the sign-in
                assert answer.status_code == 404, (name, address, answer.status_code)


def test_those_on_the_list_work_and_read_as_before(client, limited, author, head):
    one, white, part, *_sent = limited
    change_readers(one, add=[head], by=author)

    for user in (author, head):
        enter(client, user)
        assert client.get(f"/editor/pages/{one.pk}/edit/").status_code == 200
        assert client.get(f"/editor/findings/{one.pk}/").status_code == 200
        assert shows(client.get("/editor/pages/search/?q=林某某"))
    assert client.get(f"/editor/pages/{white.pk}/edit/").status_code == 404  # the head is on the list of the case alone
    assert client.get(f"/editor/pages/{part.pk}/edit/").status_code == 404


def test_named_reader_without_any_role_reads_the_text_with_its_chapters_and_files(client, limited, reader, file):
    one, white, *_rest = limited
    client.force_login(reader)

    listed = client.get("/review/drafts/").content.decode()
    assert f'href="/review/drafts/{one.pk}/"' in listed
    assert f'href="/review/drafts/{white.pk}/"' in listed
    text = client.get(f"/review/drafts/{one.pk}/")
    assert (text.status_code, shows(text)) == (200, True)
    assert "no-store" in text["Cache-Control"]
    whole = client.get(f"/review/drafts/{white.pk}/").content.decode()
    assert f"{SECRET}一" in whole
    assert "一年来，双方协作由点及面。" in whole  # the text of the chapter
    assert client.get(file.url).status_code == 200
    assert client.get(f"/editor/pages/{one.pk}/edit/").status_code == 302  # to the sign-in of the editor
    assert client.get(f"/editor/findings/{one.pk}/").status_code == 302


def test_named_editor_of_another_agency_reads_and_changes_nothing(client, draft, author):
    place = AgencyFactory(proc=True)
    other = member(place, RoleCode.EDITOR)
    change_readers(draft, add=[place], by=author)
    enter(client, other)

    assert client.get(f"/review/drafts/{draft.pk}/").status_code == 200
    client.post(f"/editor/pages/{draft.pk}/delete/")
    assert CasePage.objects.filter(pk=draft.pk).exists()
    assert not draft.permissions_for_user(User.objects.get(pk=other.pk)).can_edit()
    assert not draft.is_in_scope_of(User.objects.get(pk=other.pk))


def test_files_of_the_draft_are_shut_with_it(client, limited, agency, file, colleague, author):
    assert list(AudienceFile.objects.values_list("kind", "file_id")) == [("document", file.pk)]

    for user, status in ((colleague, 404), (member(AgencyFactory(), RoleCode.EDITOR), 404), (author, 200)):
        client.force_login(user)
        assert client.get(file.url).status_code == status


def test_file_of_the_agencys_collection_is_not_offered_while_its_draft_is_shut(
    client, draft, author, agency, colleague
):
    enter(client, colleague)
    from cms.library.actions import collection_for

    own = document(title=f"{SECRET}照片目录")
    MediaDocument.objects.filter(pk=own.pk).update(collection=collection_for(author))
    assert shows(client.get("/editor/documents/chooser/"))
    raw = draft.sections.get_prep_value()
    raw[0]["value"]["text"] = f'<p><a linktype="document" id="{own.pk}">目录</a></p>'
    change_readers(draft, add=[author], by=author)
    draft.sections = draft._meta.get_field("sections").to_python(raw)
    draft.save_revision(user=author)

    assert not shows(client.get("/editor/documents/chooser/"))
    assert client.get(f"/editor/documents/edit/{own.pk}/").status_code in {302, 403, 404}
    assert client.get(own.url).status_code == 404
    lift_limit(draft, by=author)
    assert shows(client.get("/editor/documents/chooser/"))


def test_reviewer_with_a_step_reads_the_route_until_it_is_done(client, agency, author, head):
    people = reviewers(agency)
    page = case(by=author, agency=agency, title=SECRET)
    change_readers(page, add=[author], by=author)
    submit_for_review(page, by=author)
    route = open_route_of(page)
    legal = people[Step.LEGAL]
    doors = [f"/review/{route.pk}/", f"/review/{route.pk}/text/", f"/review/{route.pk}/changes/"]
    agree(page, people, until=Step.ANONYMISE)

    client.force_login(legal)
    assert [client.get(door).status_code for door in doors] == [404] * 3
    assert not shows(client.get("/review/"))
    agree_one(route, Step.ANONYMISE, people)
    assert [client.get(door).status_code for door in doors] == [200] * 3
    assert shows(client.get("/review/"))
    answer = client.post(f"/review/{route.pk}/agree/", {"step": "legal"})
    assert answer["Location"] == "/review/"
    assert [client.get(door).status_code for door in doors] == [404] * 3


def agree_one(route, step, people):
    from cms.release.actions import decide

    decide(route, step=step, by=people[step])


def test_live_text_stays_public_and_its_newer_draft_is_shut(client, agency, author, colleague):
    page = case(by=author, agency=agency, live=True, title="公开的案例")
    page.title = SECRET
    page.save_revision(user=author)
    change_readers(page, add=[author], by=author)
    page = CasePage.objects.get(pk=page.pk)

    assert "公开的案例" in client.get(page.url).content.decode()
    enter(client, colleague)
    assert client.get(page.url).status_code == 200
    assert client.get(f"/editor/pages/{page.pk}/edit/").status_code == 404
    assert not shows(client.get("/editor/pages/search/?q=林某某"))
    assert not shows(client.get(f"/review/public/{page.pk}/"))
    assert not Page.objects.filter(within_reach(User.objects.get(pk=colleague.pk)), pk=page.pk).exists()


def test_public_page_whose_newer_draft_bears_the_same_title_can_be_linked_to(client, agency, author, colleague, reader):
    page = case(by=author, agency=agency, live=True, title="公开的案例")
    page.save_revision(user=author)
    change_readers(page, add=[reader], by=author)

    assert Page.objects.filter(within_reach(colleague), pk=page.pk).exists()
    assert reader.username not in enter(client, colleague).get("/editor/reports/site-history/").content.decode()
    assert "公开的案例" in client.get(f"/editor/choose-page/{CaseIndexPage.objects.get().pk}/").json()["html"]
    assert not page.is_in_scope_of(User.objects.get(pk=colleague.pk))


def test_release_names_it_to_nobody_whom_the_list_leaves_out(client, agency, author, head, colleague):
    import datetime as dt

    from django.utils import timezone

    page = case(by=author, agency=agency, title=SECRET)
    release = plan_release(
        title="发布一", summary="", contact="", agency=agency, planned_at=timezone.now() + dt.timedelta(days=3),
        is_listed=False, by=author,
    )  # fmt: skip
    add_page(release, page, by=author)
    change_readers(page, add=[author], by=author)

    client.force_login(colleague)
    answer = client.get(f"/review/releases/{release.pk}/")
    assert (answer.status_code, shows(answer)) == (200, False)
    assert "限定知悉范围的草稿" in answer.content.decode()
    assert not shows(client.get(f"/review/releases/{release.pk}/pages/add/"))
    assert lacking(release) == ["一份限定知悉范围的草稿尚未完备。"]
    assert [part.may_be_read for part in parts_of(release)] == [False]
    client.force_login(author)
    assert shows(client.get(f"/review/releases/{release.pk}/"))


def test_notices_of_the_draft_go_to_those_on_the_list(limited, author, colleague, reader):
    one, *_rest = limited

    assert colleague in editors_of(one)
    assert set(admitted([*editors_of(one), reader], one)) == {author, reader}
    assert Disclosure.objects.visible_to(author).filter(page=one.pk).exists()
    assert not Disclosure.objects.visible_to(colleague).filter(page=one.pk).exists()


def test_public_page_asks_nothing_about_lists(client, agency, author):
    page = case(by=author, agency=agency, live=True)
    change_readers(page, add=[author], by=author)
    request = RequestFactory().get(page.url)

    assert request.path == page.url
    assert client.get(page.url).status_code == 200
