import datetime as dt
import json
import re
import uuid
from dataclasses import replace

import pytest
import rispy
import time_machine
from django.conf import settings

from cms.library.models import WhitePaperPage
from cms.library.records import Author, Record, WorkType, bibtex, gbt7714, linked_data, ris
from cms.library.records.sources import paper_record
from tests.factories.cms import case, chapter, figure, paper
from tests.factories.directory import AgencyFactory, RegionFactory
from tests.factories.release import put_live

READ = dt.date(2026, 11, 28)
KEY = uuid.UUID("12345678-1234-5678-1234-567812345678")
URL = "https://tongtang.example/white-papers/2025/"
PAPER = Record(
    WorkType.REPORT,
    KEY,
    "知识产权协同保护白皮书",
    URL,
    authors=(Author("最高人民检察院"), Author("国家知识产权局")),
    published_on=dt.date(2026, 4, 22),
)


def said(**changes):
    return gbt7714.reference(replace(PAPER, **changes), read_on=READ)


def test_report_of_two_agencies_by_the_standard():
    assert said() == f"最高人民检察院，国家知识产权局. 知识产权协同保护白皮书[R/OL]. 2026-04-22. {URL}."


def test_subtitle_and_number_follow_the_title():
    line = said(subtitle="二〇二五年", number="国知办发保字〔2026〕17号")

    assert "知识产权协同保护白皮书：二〇二五年：国知办发保字〔2026〕17号[R/OL]" in line


@pytest.mark.parametrize(
    ("count", "names"),
    [(1, "甲局"), (3, "甲局，乙局，丙局"), (4, "甲局，乙局，丙局，等")],
)
def test_more_than_three_authors_end_with_a_word_for_the_rest(count, names):
    line = said(authors=tuple(Author(f"{sign}局") for sign in "甲乙丙丁"[:count]))

    assert line.startswith(f"{names}. 知识产权")


def test_work_in_english_has_western_marks():
    line = said(
        language="en",
        title="Joint protection: a white paper",
        authors=tuple(Author(f"Agency {n}") for n in range(4)),
    )

    assert line == f"Agency 0, Agency 1, Agency 2, et al. Joint protection: a white paper[R/OL]. 2026-04-22. {URL}."


def test_report_without_a_day_says_when_it_was_read():
    assert said(published_on=None).endswith(f"[R/OL]. [2026-11-28]. {URL}.")


def test_web_page_has_the_day_it_was_made_and_the_day_it_was_read():
    line = said(type=WorkType.WEB_PAGE, number="检例第192号", authors=())

    assert line == f"知识产权协同保护白皮书：检例第192号[EB/OL].（2026-04-22）[2026-11-28]. {URL}."


def test_web_page_without_a_day_has_the_day_it_was_read():
    assert said(type=WorkType.WEB_PAGE, published_on=None).endswith(f"白皮书[EB/OL]. [2026-11-28]. {URL}.")


def test_part_names_what_it_is_part_of():
    line = said(title="一、基本情况", container="白皮书（2025）", is_part=True)

    assert line == f"最高人民检察院，国家知识产权局. 一、基本情况[R/OL]//白皮书（2025）. 2026-04-22. {URL}."


def test_paper_in_proceedings_has_publisher_year_pages_and_doi():
    line = said(
        type=WorkType.PROCEEDINGS,
        title="论证据",
        authors=(Author("周某某", is_agency=False),),
        container="研讨会论文集",
        place="北京",
        publisher="知识产权出版社",
        pages="11-19",
        doi="10.1000/182",
    )

    assert line == (f"周某某. 论证据[C/OL]//研讨会论文集. 北京：知识产权出版社，2026：11-19. {URL}. DOI:10.1000/182.")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        (Author("Smith, John Albert", "Smith", "John Albert", is_agency=False), "Smith J A"),
        (Author("Park, Jung-ran", "Park", "Jung-ran", is_agency=False), "Park J-R"),
        (Author("Li Jiangning", "Li", "Jiangning", is_agency=False, is_pinyin=True), "Li Jiangning"),
        (Author("欧阳某某", is_agency=False), "欧阳某某"),
        (Author("Supreme People's Procuratorate"), "Supreme People's Procuratorate"),
    ],
)
def test_names_of_people_keep_family_first_and_pinyin_whole(author, name):
    assert gbt7714.name(author) == name


def fields(entry):
    return dict(re.findall(r"^  (\w+) = \{(.*)\},$", entry, re.MULTILINE))


def test_bibtex_entry_has_every_stored_element():
    entry = bibtex.entry(replace(PAPER, number="〔2026〕17号", edition="1.1"), read_on=READ)

    assert entry.splitlines()[0] == "@techreport{tongtang2026-12345678,"
    assert fields(entry) == {
        "author": "{最高人民检察院} and {国家知识产权局}",
        "title": "{知识产权协同保护白皮书}",
        "institution": "最高人民检察院 and 国家知识产权局",
        "number": "〔2026〕17号",
        "edition": "1.1",
        "year": "2026",
        "date": "2026-04-22",
        "url": URL,
        "urldate": "2026-11-28",
        "language": "chinese",
    }


def test_bibtex_braces_balance_and_signs_of_tex_are_printed():
    entry = bibtex.entry(replace(PAPER, title=r"100% of A&B_{x} \ #1 ~ ^ $5 }{"), read_on=READ)

    assert (
        r"title = {{100\% of A\&B\_{\textbraceleft}x{\textbraceright} {\textbackslash} \#1 {\textasciitilde}"
        r" {\textasciicircum} \$5 {\textbraceright}{\textbraceleft}}}," in entry
    )
    assert entry.count("{") == entry.count("}")


def test_bibtex_takes_an_agency_whole_even_with_and_in_its_name():
    entry = bibtex.entry(replace(PAPER, authors=(Author("Bureau of Patents and Marks"),)), read_on=READ)

    assert fields(entry)["author"] == "{Bureau of Patents and Marks}"


def test_ris_record_is_read_by_a_program():
    record = replace(
        PAPER,
        summary="第一句。",
        subjects=("商标", "专利"),
        subtitle="一年",
        authors=(Author("甲, 乙局"), Author("丙局")),
    )

    [read] = rispy.loads(ris.entry(record, read_on=READ))

    assert read["type_of_reference"] == "RPRT"
    assert read["authors"] == ["甲，乙局", "丙局"]
    assert read["title"] == "知识产权协同保护白皮书: 一年"
    assert (read["year"], read["date"]) == ("2026", "2026/04/22")
    assert read["keywords"] == ["商标", "专利"]
    assert read["urls"] == [URL]


def test_ris_lines_end_as_the_format_asks():
    text = ris.entry(PAPER, read_on=READ)

    assert text.endswith("\r\nER  - \r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in text.split("\r\n")[:-1])


@pytest.mark.django_db
def test_line_breaks_and_control_characters_reach_no_format():
    page = paper(AgencyFactory(name="某\n局"), live=True, title="标题\r\nER  - \x07注入", summary="甲\n乙")
    record = paper_record(page)

    texts = [
        bibtex.entry(record, read_on=READ),
        ris.entry(record, read_on=READ),
        gbt7714.reference(record, read_on=READ),
    ]

    assert record.title == "标题 ER - 注入"
    assert record.authors == (Author("某 局"),)
    assert [text for text in texts if "\x07" in text or "\nER  - 注入" in text] == []


@pytest.mark.django_db
def test_leading_agency_stands_before_the_supporting_ones():
    from cms.library.enums import IssuerPart
    from cms.library.models import PaperIssuer

    page = paper()
    page.issuers = [
        PaperIssuer(agency=AgencyFactory(name="协办局"), part=IssuerPart.SUPPORTING, sort_order=0),
        PaperIssuer(agency=AgencyFactory(name="牵头院"), part=IssuerPart.LEAD, sort_order=1),
    ]
    page.save_revision()
    put_live(page)

    assert [a.name for a in paper_record(WhitePaperPage.objects.get(pk=page.pk)).authors] == ["牵头院", "协办局"]


@pytest.fixture
def public_paper(db):
    page = paper(
        AgencyFactory(name="最高人民检察院"),
        live=True,
        slug="2025",
        published_on=dt.date(2026, 4, 22),
        title="白皮书<2025>",
    )
    chapter(page, figure(), live=True, slug="basics", title="一、基本情况")
    page.refresh_from_db()
    page.save()
    return page


@pytest.mark.parametrize("address", ["/white-papers/2025/", "/white-papers/2025/basics/"])
def test_page_shows_how_it_is_cited(client, public_paper, address):
    html = client.get(address).content.decode()

    assert '<h2 id="cite-title">引用</h2>' in html
    assert f'href="{address}cite.bib" download' in html
    assert f'href="{address}cite.ris" download' in html
    assert "最高人民检察院. " in html
    assert "白皮书&lt;2025&gt;" in html


@time_machine.travel("2026-11-28T20:00:00+08:00", tick=False)
def test_case_is_cited_with_today_as_the_day_of_reading(client, db):
    case(live=True, slug="zhou", agency=AgencyFactory(name="某院"), published_on=dt.date(2026, 4, 22))

    text = client.get("/cases/zhou/cite.txt").content.decode()

    assert text == (f"某院. 周某某侵犯商业秘密案[EB/OL].（2026-04-22）[2026-11-28]. {settings.BASE_URL}/cases/zhou/.\n")


@pytest.mark.parametrize(("form", "kind"), [("bib", "application/x-bibtex"), ("ris", "application/x-research-info")])
def test_citation_is_downloaded_under_a_safe_name(client, public_paper, form, kind):
    answer = client.get(f"/white-papers/2025/cite.{form}")

    assert answer["Content-Type"].startswith(kind)
    assert re.fullmatch(rf'attachment; filename="tongtang2026-[0-9a-f]{{8}}\.{form}"', answer["Content-Disposition"])


def test_downloads_send_nothing_but_get(client, public_paper):
    assert client.post("/white-papers/2025/cite.bib").status_code == 405


@pytest.mark.parametrize("name", ["cite.bib", "cite.ris", "cite.txt", "record.jsonld"])
def test_what_is_not_public_is_not_cited(client, public_paper, name):
    paper(slug="draft", title="不公开的题名")
    hidden = paper(slug="hidden")
    chapter(hidden, slug="part", live=True)
    case(slug="draft-case")
    places = ["white-papers/draft", "white-papers/hidden/part", "cases/draft-case", "cases", "white-papers", "nowhere"]

    assert {client.get(f"/{place}/{name}").status_code for place in places} == {404}
    assert client.get(f"/white-papers/2025/basics/{name}").status_code == 200


def test_restricted_page_is_not_cited(client, public_paper):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=public_paper, restriction_type=PageViewRestriction.LOGIN)

    assert client.get("/white-papers/2025/cite.bib").status_code == 404


def block_of(html):
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(block)


def test_paper_tells_machines_what_it_is(client, public_paper):
    html = client.get("/white-papers/2025/").content.decode()

    data = block_of(html)
    assert data["@type"] == "Report"
    assert data["name"] == "白皮书<2025>"
    assert data["author"] == [{"@type": "GovernmentOrganization", "name": "最高人民检察院"}]
    assert data["datePublished"] == "2026-04-22"
    assert data["temporalCoverage"] == "2025-01-01/2025-12-31"
    assert data["@id"].startswith("urn:uuid:")
    assert client.get("/white-papers/2025/record.jsonld").json() == data


def test_chapter_is_part_of_its_paper_for_machines(client, public_paper):
    data = block_of(client.get("/white-papers/2025/basics/").content.decode())

    assert data["@type"] == "Chapter"
    assert data["isPartOf"] == {"@type": "Report", "name": "白皮书<2025>"}
    assert data["url"] == f"{settings.BASE_URL}/white-papers/2025/basics/"


def test_nothing_in_a_title_ends_the_data_block(client, db):
    case(live=True, slug="evil", title='</script><script src="x">&\u2028', region=RegionFactory(name="某省"))

    html = client.get("/cases/evil/").content.decode()

    assert '<script src="x">' not in html
    assert block_of(html)["name"] == '</script><script src="x">&'
    assert block_of(html)["spatialCoverage"] == "某省"


def test_person_is_a_person_for_machines():
    record = replace(PAPER, authors=(Author("Li Jiangning", "Li", "Jiangning", is_agency=False),))

    assert linked_data.linked_record(record)["author"] == [
        {"@type": "Person", "name": "Li Jiangning", "familyName": "Li", "givenName": "Jiangning"}
    ]
