"""Numbers and references through a paper: on its pages, in its PDF data, and when chapters change their order."""

import re

import pytest

from cms.library.actions import renumber, submit_for_review
from cms.library.book import paper_book
from cms.library.models import PaperEdition, WhitePaperChapterPage, WhitePaperPage
from cms.release.models import Route
from shared.directory.enums import RoleCode
from tests.factories.cms import block, chapter, figure, paper, table
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db


def words(name):
    return block("paragraph", f"<p>见[#{name}]。</p>")


@pytest.fixture
def public():
    page = paper(AgencyFactory(proc=True), live=True, slug="p")
    chapter(page, words("后表"), table(label="前表"), live=True, slug="one", title="一、概况")
    chapter(page, words("前表"), table(label="后表"), figure(label="图甲"), live=True, slug="two", title="三、展望")
    page = WhitePaperPage.objects.get(pk=page.pk)
    page.save()
    return page


def public_in_another_order():
    page = paper(AgencyFactory(proc=True), live=True, slug="p")
    first = chapter(page, words("后表"), table(label="前表"), slug="one", title="一、概况")
    second = chapter(page, words("前表"), table(label="后表"), slug="two", title="三、展望")
    second.move(first, pos="left")
    for one in (first, second):
        put_live(WhitePaperChapterPage.objects.get(pk=one.pk))
    return renumber(page, by=None)


def text(client, slug):
    return client.get(f"/white-papers/p/{slug}/").content.decode()


def test_chapter_refers_to_a_table_of_a_later_chapter(client, public):
    html = text(client, "one")

    assert 'href="../two/#table-' in html
    assert ">表2</a>。" in html


def test_whole_text_of_a_route_leads_to_places_that_are_there(client, regulations):
    agency = AgencyFactory(proc=True)
    author = member(agency, RoleCode.EDITOR)
    page, note = paper(agency, by=author, slug="whole"), block("footnote", {"mark": "a", "text": "<p>据公报。</p>"})
    marked = block("paragraph", "<p>一年来[^a]，又[^a]。</p>")
    chapter(page, marked, words("后表"), table(label="前表"), by=author, footnotes=[note], slug="one")
    chapter(
        page, marked, words("前表"), table(label="后表"), figure(label="图甲"), by=author, footnotes=[note], slug="two"
    )
    head = member(agency, RoleCode.SECTION_HEAD)
    submit_for_review(page, by=author)
    client.force_login(head)

    html = client.get(f"/review/{Route.objects.get(page=page.pk).pk}/text/").content.decode()

    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"fn-1-1", "fn-2-1", "fnref-1-1", "fnref-1-1-2", "fnref-2-1"} <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert len(re.findall(r'class="ref" href="#table-', html)) == 2
    assert 'href="data/' not in html


def test_titles_are_numbered_by_their_place(client, public):
    assert "二、展望</h1>" in text(client, "two")
    assert "二、展望</a>" in text(client, "one")


def test_numbers_follow_the_order_in_which_chapters_were_put_before_publication(client):
    public_in_another_order()

    assert "一、展望</h1>" in text(client, "two")
    assert "二、概况</h1>" in text(client, "one")
    assert ">表2</a>。" in text(client, "two")
    assert ">表1</a>。" in text(client, "one")


def test_nothing_is_renumbered_when_the_order_is_the_same(public):
    renumber(public, by=None)
    before = PaperEdition.objects.count()

    renumber(public, by=None)

    assert PaperEdition.objects.count() == before


def test_pdf_says_the_numbers_of_the_page():
    public = public_in_another_order()

    book = paper_book(WhitePaperPage.objects.get(pk=public.pk))

    two, one = book["chapters"]
    shown = one["blocks"][1]
    assert [two["title"], one["title"]] == ["一、展望", "二、概况"]
    assert (shown["kind"], shown["number"]) == ("table", "2")
    assert two["blocks"][0]["paragraphs"] == [[{"text": "见"}, {"text": "表2", "to": shown["key"]}, {"text": "。"}]]


def test_paper_waits_for_a_reference_to_nothing():
    page = paper(AgencyFactory(proc=True))
    chapter(page, words("无此表"))

    faults = WhitePaperPage.objects.get(pk=page.pk).faults()

    assert faults == ["正文提到的表、图不存在：无此表。"]


def test_paper_with_references_across_chapters_has_no_fault(public):
    assert public.faults() == []
