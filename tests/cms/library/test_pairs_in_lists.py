"""Lists name each work once, in the reader's language; feeds, harvest, search and site map have both editions."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from lxml import etree
from wagtail.models import Page

from cms.library.models import CasePage, ResearchOutputPage
from cms.library.models.translations import once_each
from shared.directory.enums import RoleCode
from shared.search.actions import rebuild
from shared.search.models import Entry
from shared.search.queries import Filters, search
from tests.factories.cms import case, chapter, output, paper, proceedings
from tests.factories.directory import AgencyFactory, member
from tests.factories.pairs import MAKERS, conference, english_of, plain, published, section

pytestmark = pytest.mark.django_db
CHINESE, ENGLISH = {"headers": {"accept-language": "zh-hans"}}, {"headers": {"accept-language": "en"}}
XML = "{http://www.w3.org/XML/1998/namespace}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def pair(agency, editor):
    """A public case in two languages beside one in Chinese alone."""
    published(case(by=editor, agency=agency, slug="alone", title="只有中文的案例", cause="侵害商标权纠纷"))
    page = published(case(by=editor, agency=agency, slug="zhou", title="周某某案", cause="侵犯商业秘密罪"))
    return page, published(english_of(page, editor, title="The Zhou case", cause="trade secrets"))


def seen(address, *titles):
    """Which of the titles a Chinese and an English reader find in a list."""
    pages = [Client(**language).get(address).text for language in (CHINESE, ENGLISH)]
    return [[title for title in titles if title in page] for page in pages]


@pytest.mark.parametrize("address", ["/cases/", "/"])
def test_list_of_cases_names_each_case_once(pair, address):
    titles = ("只有中文的案例", "周某某案", "The Zhou case")

    assert seen(address, *titles) == [["只有中文的案例", "周某某案"], ["只有中文的案例", "The Zhou case"]]


def test_list_says_the_language_of_each_title(client, pair):
    html = Client(**ENGLISH).get("/cases/").text

    assert '<h2 class="cardtitle" lang="en"><a href="zhou-en/">' in html
    assert '<h2 class="cardtitle" lang="zh-Hans"><a href="alone/">' in html
    assert "2 cases" in html


def test_facets_count_each_case_once(pair):
    chinese, english = (Client(**language).get("/cases/") for language in (CHINESE, ENGLISH))

    def causes(answer):
        [facet] = [facet for facet in answer.context["facets"] if facet.name == "cause"]
        return [(value, n) for value, _label, n in facet.values]

    assert causes(chinese) == [("侵害商标权纠纷", 1), ("侵犯商业秘密罪", 1)]
    assert causes(english) == [("trade secrets", 1), ("侵害商标权纠纷", 1)]


def test_draft_or_withdrawn_edition_leaves_the_other_in_the_list(agency, editor):
    page = published(case(by=editor, agency=agency, title="周某某案"))
    english_of(page, editor, title="The Zhou case")

    assert seen("/cases/", "周某某案", "The Zhou case") == [["周某某案"], ["周某某案"]]


def test_list_of_papers_and_front_door_show_the_edition_of_the_reader(agency, editor):
    page = paper(agency, by=editor, slug="p", title="白皮书")
    chapter(page, by=editor)
    page = type(page).objects.get(pk=page.pk)
    for part in page.parts():
        published(part)
    published(page)
    other = english_of(page, editor, title="The White Paper of a Year")
    for part in other.parts():
        published(part)
    published(other)

    for address in ("/white-papers/", "/"):
        found = seen(address, '/p/">白皮书' if address == "/" else '"p/">白皮书', "The White Paper of a Year")
        assert [len(one) for one in found] == [1, 1]
        assert found[1] == ["The White Paper of a Year"]


def test_research_is_listed_once_and_names_the_volume_in_its_language(agency, editor):
    volume = published(proceedings(agency, by=editor, slug="v", title="论文集"))
    page = published(output(("林某", agency), of=volume, by=editor, slug="o", title="秘密点"))
    published(english_of(page, editor, title="Points of secrecy"))
    assert "论文集" in Client(**ENGLISH).get("/research/v/o-en/").text
    published(english_of(volume, editor, title="Proceedings of the Fourth"))

    titles = ("秘密点", "Points of secrecy", "论文集", "Proceedings of the Fourth")
    assert seen("/research/", *titles) == [["秘密点", "论文集"], ["Points of secrecy", "Proceedings of the Fourth"]]
    assert "Proceedings of the Fourth" in Client(**CHINESE).get("/research/v/o-en/").text
    assert [one.title for one in volume.papers()] == ["秘密点"]
    assert '/research/v/o-en/" lang="en">Points of secrecy' in Client(**CHINESE).get("/research/v-en/").text
    rows = ResearchOutputPage.objects.with_volume().order_by("pk")
    assert [row.volume for row in rows] == ["论文集", "Proceedings of the Fourth"]


def test_section_lists_its_pages_in_its_own_language(agency, editor):
    above = published(section(editor, title="关于", slug="s"))
    for slug, title in [("one", "其一"), ("two", "其二")]:
        page = plain(editor, slug=slug, title=title)
        page.move(above, pos="last-child")
        published(page)
    first = type(page).objects.get(slug="one")
    published(english_of(first, editor, title="The first"))
    published(english_of(above, editor, title="About"))

    titles = ("其一", "其二", "The first")
    assert seen("/s/", *titles) == [["其一", "其二"], ["其一", "其二"]]
    assert seen("/s-en/", *titles) == [["其二", "The first"], ["其二", "The first"]]
    assert 'href="/s/one-en/"' in Client().get("/s-en/").text


def test_press_conferences_are_listed_once(agency, editor):
    page = published(conference(agency, editor))
    published(english_of(page, editor, title="A press conference"))

    assert seen("/press/", ">发布会<", "A press conference") == [[">发布会<"], ["A press conference"]]


def test_feeds_harvest_and_site_map_have_both_as_they_have_papers(client, pair):
    feed = etree.fromstring(client.get("/feeds/cases.atom").content)
    entries = {
        e.findtext(f"{ATOM}title"): e.get("{http://www.w3.org/XML/1998/namespace}lang")
        for e in feed.iter(f"{ATOM}entry")
    }
    harvested = client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc").text
    places = client.get("/sitemap-pages-1.xml").text

    assert entries == {"只有中文的案例": "zh-Hans", "周某某案": "zh-Hans", "The Zhou case": "en"}
    assert len({e.findtext(f"{ATOM}id") for e in feed.iter(f"{ATOM}entry")}) == 3
    assert (harvested.count("The Zhou case"), harvested.count("周某某案")) == (1, 1)
    assert f'hreflang="en" href="{settings.BASE_URL}/cases/zhou-en/"' in places


def test_search_finds_each_edition_by_its_own_words(pair):
    rebuild()

    def found(words):
        ids = search(words, AnonymousUser(), Filters()).ids
        return {Entry.objects.get(pk=pk).title for pk in ids}

    assert found("Zhou") == {"The Zhou case"}
    assert "周某某案" in found("周某某")


def test_citation_and_linked_data_speak_the_language_of_the_page(client, pair):
    html = Client(**CHINESE).get("/cases/zhou-en/").text

    assert 'id="cite-text" lang="en"' in html
    assert '"name": "The Zhou case"' in html


@pytest.mark.parametrize("kind", MAKERS)
def test_once_each_keeps_what_has_no_pair(agency, editor, kind):
    page = published(MAKERS[kind](agency, editor))
    other = published(english_of(page, editor))
    rows = type(page).objects.live()

    assert [set(once_each(rows, code).values_list("pk", flat=True)) for code in ("zh-hans", "en")] == [
        {page.pk}, {other.pk}
    ]  # fmt: skip
    Page.objects.filter(pk=other.pk).update(translation_key="00000000-0000-4000-8000-000000000001")
    assert once_each(rows, "en").count() == 2


def test_list_costs_the_same_with_pairs(client, agency, editor, django_assert_max_num_queries):
    def written(n):
        page = published(case(by=editor, agency=agency, slug=f"c{n}"))
        published(english_of(page, editor))

    def cost(address):
        client.get(address)
        with django_assert_max_num_queries(12) as asked:
            client.get(address, headers={"accept-language": "en"})
        return len(asked)

    written(1)
    one = [cost(address) for address in ("/cases/", "/")]
    written(2)
    written(3)

    assert [cost(address) for address in ("/cases/", "/")] == one
    assert CasePage.objects.live().count() == 6
