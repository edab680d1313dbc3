"""What an editor can do with the drafts of another agency: nothing, and she does not come across them."""

import json

import pytest
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.library.models import CaseIndexPage, WhitePaperIndexPage
from cms.pages.models import PressIndexPage
from cms.pages.permissions import follow_roles
from shared.directory.enums import RoleCode
from tests.factories.cms import case, chapter, paper
from tests.factories.directory import AgencyFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
SECRET = "林某某商业秘密案"
ACTS_ON_MANY = ["delete", "move", "publish", "unpublish"]


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def author(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def other():
    return member(AgencyFactory(), RoleCode.EDITOR)


@pytest.fixture
def drafts(agency, author):
    """A case and a white paper with two chapters of one agency; nobody has reviewed them."""
    white = paper(agency, by=author, title=f"{SECRET}白皮书")
    parts = [chapter(white, by=author, title=f"{SECRET}一", slug="one"), chapter(white, by=author, title=f"{SECRET}二")]
    return case(by=author, agency=agency, title=SECRET), white, *parts


def tree():
    return list(Page.objects.order_by("path").values_list("pk", "path", "title", "draft_title", "numchild", "locked"))


def acts(drafts):
    """Addresses with what is posted there, each of which changes something for those who may."""
    file, white, one, two = (page.pk for page in drafts)
    cases = CaseIndexPage.objects.get().pk
    text = {"title": "三、别人的一章", "slug": "three", "body": streamfield([]), "footnotes": streamfield([])}
    copied = {"new_title": "副本", "new_slug": "copy", "new_parent_page": cases, "copy_subpages": ""}
    return {
        "delete": (f"/editor/pages/{file}/delete/", {}),
        "delete a chapter": (f"/editor/pages/{two}/delete/", {}),
        "delete many": (f"/editor/bulk/wagtailcore/page/delete/?next=/editor/&id={file}&id={two}", {}),
        "add a chapter": (
            f"/editor/pages/add/library/whitepaperchapterpage/{white}/",
            nested_form_data(text | {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}}),
        ),
        "reorder": (f"/editor/pages/{two}/set_position/?position=0", {}),
        "reorder a list": (f"/editor/pages/{white}/set_position/", {}),
        "move": (f"/editor/pages/{file}/move/{cases}/confirm/", {}),
        "move a chapter": (f"/editor/pages/{two}/move/{white}/confirm/", {}),
        "move many": (
            f"/editor/bulk/wagtailcore/page/move/?next=/editor/&id={one}&id={two}",
            {"chooser": white, "move_applied": "on"},
        ),
        "copy": (f"/editor/pages/{file}/copy/", copied),
        "lock": (f"/editor/pages/{file}/lock/", {}),
        "unlock": (f"/editor/pages/{file}/unlock/", {}),
        "delete by the interface": (f"/editor/api/main/pages/{file}/action/delete/", {}),
        "move by the interface": (
            f"/editor/api/main/pages/{two}/action/move/",
            {"destination_page_id": white, "position": "first-child"},
        ),
        "copy by the interface": (
            f"/editor/api/main/pages/{file}/action/copy/",
            {
                "destination_page_id": cases,
                "slug": "copy",
                "recursive": "false",
                "alias": "false",
                "keep_live": "false",
            },
        ),
    }


def test_nothing_can_be_done_with_drafts_of_another_agency(client, drafts, other):
    paper(AgencyFactory(), title="又一部白皮书")  # so that a place in the list is another place
    before = tree()
    client.force_login(other)

    for name, (address, data) in acts(drafts).items():
        answer = client.post(address, data)

        assert answer.status_code in {200, 302, 403, 404}, name
        assert tree() == before, name


@pytest.mark.parametrize("act", ["delete a chapter", "add a chapter", "reorder", "copy", "delete many"])
def test_the_same_is_done_by_the_agency_itself(client, drafts, author, act):
    before = tree()
    client.force_login(author)
    address, data = acts(drafts)[act]

    client.post(address, data)

    assert tree() != before


def test_own_chapter_is_not_moved_into_a_paper_of_another_agency(client, drafts, other):
    mine = paper(AgencyFactory(), title="自己的白皮书")
    agency = mine.issuers.get().agency
    editor = member(agency, RoleCode.EDITOR)
    own = chapter(mine, by=editor, slug="own")
    follow_roles(editor)

    assert not own.permissions_for_user(editor).can_move_to(drafts[1])
    assert own.permissions_for_user(editor).can_move_to(mine)


def test_lists_of_the_site_are_there_for_every_editor_to_add_to(client, other):
    for index in (WhitePaperIndexPage, CaseIndexPage, PressIndexPage):
        follow_roles(other)
        may = index.objects.get().permissions_for_user(other)

        assert may.can_add_subpage()
        assert not may.can_reorder_children()


def listings(drafts):
    file, white, *_chapters = (page.pk for page in drafts)
    papers, cases = WhitePaperIndexPage.objects.get().pk, CaseIndexPage.objects.get().pk
    return [
        f"/editor/pages/{cases}/",
        f"/editor/pages/{papers}/",
        f"/editor/pages/{white}/",
        f"/editor/pages/{cases}/?q=林某某&search_all=1",
        "/editor/pages/search/?q=林某某",
        "/editor/pages/search/results/?q=林某某",
        "/editor/api/main/pages/",
        f"/editor/api/main/pages/?child_of={cases}&for_explorer=1",
        f"/editor/api/main/pages/?child_of={white}",
        f"/editor/api/main/pages/{file}/",
        "/editor/api/main/pages/?search=林某某",
        "/editor/choose-page/",
        f"/editor/choose-page/{cases}/",
        f"/editor/choose-page/{white}/",
        "/editor/choose-page/search/?q=林某某",
        "/editor/reports/site-history/",
        "/editor/reports/workflow/",
        "/editor/reports/workflow_tasks/",
        "/editor/reports/aging-pages/",
        "/editor/reports/locked/",
        "/editor/reports/page-types-usage/",
        f"/editor/pages/{file}/history/",
        f"/editor/pages/{file}/view_draft/",
        f"/editor/pages/{file}/edit/preview/",
        f"/editor/pages/{file}/usage/",
        *(f"/editor/bulk/wagtailcore/page/{act}/?id={file}&id={white}" for act in ACTS_ON_MANY),
        "/editor/",
    ]


def leaks(client, user, drafts):
    client.force_login(user)
    words = SECRET, json.dumps(SECRET)[1:-1]  # a chooser answers in JSON
    said = {address: client.get(address, follow=True).content.decode() for address in listings(drafts)}
    return [address for address, text in said.items() if any(word in text for word in words)]


def test_drafts_are_listed_for_the_agency_and_for_nobody_else(client, drafts, author, other):
    assert leaks(client, other, drafts) == []
    assert leaks(client, member(AgencyFactory(), RoleCode.SECTION_HEAD), drafts) == []
    assert leaks(client, member(AgencyFactory(), RoleCode.ORGANISER), drafts) == []
    ours = leaks(client, author, drafts)
    assert {address.split("?")[0].rstrip("/0123456789") for address in ours} >= {
        "/editor/pages", "/editor/pages/search", "/editor/api/main/pages", "/editor/choose-page",
        "/editor/reports/site-history",
    }  # fmt: skip
