"""Research outputs and proceedings: public after their route, listed, cited, harvested and found."""

import datetime as dt
import json
import re

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from lxml import etree

from cms.library.actions import submit_for_review
from cms.library.enums import ResearchKind
from cms.library.models import Law, LawArticle, ResearchAuthor, ResearchIndexPage, law_register
from cms.library.records.sources import output_record
from cms.release.models.gated import GateRefusedError
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.search.actions import rebuild
from shared.search.models import Entry
from shared.search.queries import search
from tests.factories.cms import block, output, proceedings
from tests.factories.directory import AgencyFactory, PersonFactory, member
from tests.factories.laws import import_laws
from tests.factories.release import put_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
READ = dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC)
DC = "{http://purl.org/dc/elements/1.1/}"


@pytest.fixture
def agency():
    return AgencyFactory(proc=True, name="江西省人民检察院")


@pytest.fixture
def volume(agency):
    return proceedings(agency, live=True, slug="fourth", published_on=dt.date(2026, 10, 8))


@pytest.fixture
def paper(agency, volume):
    fields = {"keywords": "商业秘密、证据", "published_on": dt.date(2026, 10, 9), "slug": "points", "number": 2}
    return output(("赵梅", agency), of=volume, live=True, **fields)


def faults(page):
    with override("zh-hans"):
        return page.all_faults()


def test_every_installation_has_the_list(client):
    assert client.get("/research/").status_code == 200
    assert ResearchIndexPage.objects.get().title == "研究成果"


def test_paper_shows_authors_agencies_abstract_and_text(client, paper):
    html = client.get("/research/fourth/points/").content.decode()

    assert "赵梅（江西省人民检察院）" in html
    assert "在立案、鉴定、起诉三个时点分别固定。" in html
    assert "随着检索和鉴定推进" in html
    assert "商业秘密；证据" in html
    assert '<a href="/research/fourth/">第四届知识产权协同保护业务研讨会论文集</a>' in html
    assert '/feeds/research.atom"' in client.get("/research/").content.decode()


def test_draft_is_nowhere_to_be_seen(client, agency, volume):
    output(("赵梅", agency), of=volume, slug="draft", title="未公开的论文")

    assert client.get("/research/fourth/draft/").status_code == 404
    for address in ["/research/", "/research/fourth/", "/feeds/research.atom", "/sitemap-pages-1.xml", "/oai/?verb="]:
        assert "未公开的论文" not in client.get(address).content.decode()


def test_proceedings_that_are_not_public_are_not_named_by_their_papers(client, agency):
    volume = proceedings(agency, slug="later", title="尚未公开的论文集", event="尚未公开的会")
    output(("赵梅", agency), of=volume, slug="points", live=True)

    assert client.get("/research/later/").status_code == 404
    html = client.get("/research/later/points/").content.decode()
    assert "赵梅" in html
    assert "尚未公开" not in html + client.get("/research/").content.decode()


def test_paper_goes_live_by_its_route_alone(agency, volume):
    page = output(("赵梅", agency), of=volume)

    with pytest.raises(GateRefusedError):
        page.get_latest_revision().publish()
    page.live = True
    with pytest.raises(GateRefusedError):
        page.save()
    page.refresh_from_db()
    assert not page.live


def test_proceedings_list_their_public_papers_in_their_order(client, agency, volume):
    for number, title in [(3, "丙文"), (1, "甲文"), (None, "末文"), (2, "乙文")]:
        output(("赵梅", agency), of=volume, title=title, number=number, live=True)
    output(("赵梅", agency), of=volume, title="草稿", number=4)

    html = client.get("/research/fourth/").content.decode()

    assert re.findall(r'">([甲乙丙末]文|草稿)</a>', html) == ["甲文", "乙文", "丙文", "末文"]


def test_list_is_narrowed_by_kind_topic_and_year(client, agency, volume):
    output(("赵梅", agency), of=volume, title="甲文", topic="商标", year=2025, live=True)
    output(("赵梅", agency), of=volume, title="乙文", topic="专利", live=True)
    output(("", agency), title="丙报告", topic="专利", kind=ResearchKind.REPORT, live=True)

    answer = client.get("/research/", {"topic": "专利"})
    assert [o.title for o in answer.context["outputs"]] == ["丙报告", "乙文"]
    facets = {facet.name: facet.values for facet in answer.context["facets"]}
    assert [(value, n) for value, _label, n in facets["kind"]] == [("paper", 1), ("report", 1)]
    assert facets["topic"] == [("专利", "专利", 2), ("商标", "商标", 1)]
    assert facets["year"] == [("2026", "2026", 2)]
    answer = client.get("/research/", {"topic": "专利", "kind": "report"})
    assert [o.title for o in answer.context["outputs"]] == ["丙报告"]
    answer = client.get("/research/", {"year": "2025"})
    assert [o.title for o in answer.context["outputs"]] == ["甲文"]
    assert client.get("/research/", {"kind": "x' OR 1=1", "year": "x"}).context["outputs"].paginator.count == 3


def test_lists_ask_as_often_for_three_papers_as_for_one(client, agency, volume):
    def count(address):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address, {"page": "1"}).status_code == 200
        return len(asked)

    addresses = ["/research/", "/research/fourth/", "/feeds/research.atom"]
    output(("赵梅", agency), of=volume, live=True)
    before = [count(address) for address in addresses]
    output(("钱嘉博", AgencyFactory()), ("赵梅", agency), of=volume, live=True)
    output(("钱嘉博", AgencyFactory()), of=volume, live=True)

    assert [count(address) for address in addresses] == before


@time_machine.travel(READ, tick=False)
def test_paper_of_proceedings_is_cited_in_them(client, paper):
    html = client.get("/research/fourth/points/").content.decode()

    url = f"{settings.BASE_URL}/research/fourth/points/"
    cited = f"赵梅. 秘密点动态固定的实务路径[C/OL]//第四届知识产权协同保护业务研讨会论文集. 2026-10-09. {url}."
    assert re.search(r'id="cite-text"[^>]*>([^<]*)<', html)[1] == cited
    bib = client.get("/research/fourth/points/cite.bib").content.decode()
    assert bib.startswith("@inproceedings{tongtang2026-")
    assert "  booktitle = {第四届知识产权协同保护业务研讨会论文集},\n" in bib
    ris = client.get("/research/fourth/points/cite.ris").content.decode().split("\r\n")
    assert ris[:4] == [
        *(
            "TY  - CPAPER",
            "AU  - 赵梅",
            "TI  - 秘密点动态固定的实务路径",
            "T2  - 第四届知识产权协同保护业务研讨会论文集",
        )
    ]
    data = json.loads(re.search(r"<script type=\"application/ld\+json\">(.*?)</script>", html)[1])
    assert (data["@type"], data["author"]) == ("ScholarlyArticle", [{"@type": "Person", "name": "赵梅"}])
    assert data["isPartOf"] == {"@type": "PublicationVolume", "name": "第四届知识产权协同保护业务研讨会论文集"}


@time_machine.travel(READ, tick=False)
@pytest.mark.parametrize(
    ("kind", "event", "cited", "entry", "type_"),
    [
        ("report", "联合调研", "江西省人民检察院. 调研[R/OL]. 2026-10-09. ", "@techreport{", "Report"),
        ("consensus", "圆桌会", "江西省人民检察院. 调研[Z/OL]. 2026-10-09. ", "@misc{", "CreativeWork"),
        ("lecture", "同堂培训", "江西省人民检察院. 调研[Z/OL]. 2026-10-09. ", "@misc{", "CreativeWork"),
        (
            "paper",
            "青年论坛",
            "江西省人民检察院. 调研[C/OL]//青年论坛. 2026-10-09. ",
            "@inproceedings{",
            "ScholarlyArticle",
        ),
        ("paper", "", "江西省人民检察院. 调研[Z/OL]. 2026-10-09. ", "@misc{", "CreativeWork"),
    ],
)
def test_what_stands_alone_is_cited_by_its_kind(client, agency, kind, event, cited, entry, type_):
    fields = {"slug": "alone", "title": "调研", "published_on": dt.date(2026, 10, 9)}
    output(("", agency), kind=kind, event=event, live=True, **fields)

    html = client.get("/research/alone/").content.decode()

    url = f"{settings.BASE_URL}/research/alone/"
    assert re.search(r'id="cite-text"[^>]*>([^<]*)<', html)[1] == f"{cited}{url}."
    assert client.get("/research/alone/cite.bib").content.decode().startswith(entry)
    assert json.loads(re.search(r"ld\+json\">(.*?)</script>", html)[1])["@type"] == type_


@time_machine.travel(READ, tick=False)
def test_proceedings_are_cited_as_a_volume(client, volume):
    html = client.get("/research/fourth/").content.decode()

    title = "第四届知识产权协同保护业务研讨会论文集"
    cited = f"江西省人民检察院. {title}[C/OL]. 北京，2026. {settings.BASE_URL}/research/fourth/."
    assert re.search(r'id="cite-text"[^>]*>([^<]*)<', html)[1] == cited
    bib = client.get("/research/fourth/cite.bib").content.decode()
    assert bib.startswith("@proceedings{")
    assert "  editor = {{江西省人民检察院}},\n" in bib
    assert client.get("/research/fourth/cite.ris").content.decode().startswith("TY  - CONF\r\n")


def test_harvest_has_the_paper_and_its_proceedings(client, paper):
    answer = etree.fromstring(client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc&set=research:paper").content)
    [title] = answer.iter(f"{DC}title")
    [source] = answer.iter(f"{DC}source")
    assert (title.text, source.text) == ("秘密点动态固定的实务路径", "第四届知识产权协同保护业务研讨会论文集")
    assert [node.text for node in answer.iter(f"{DC}creator")] == ["赵梅"]
    assert [node.text for node in answer.iter(f"{DC}type")] == ["conference paper"]
    answer = etree.fromstring(client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc&set=proceedings").content)
    assert [node.text for node in answer.iter(f"{DC}type")] == ["conference proceedings"]


def test_feed_site_map_and_search_have_the_paper(client, paper):
    rebuild()

    url = f"{settings.BASE_URL}/research/fourth/points/"
    assert url in client.get("/feeds/research.atom").content.decode()
    assert url in client.get("/sitemap-pages-1.xml").content.decode()
    for words in ("动态固定", "赵梅", "检索和鉴定推进"):
        found = Entry.objects.in_bulk(search(words, AnonymousUser()).ids).values()
        assert "秘密点动态固定的实务路径" in {entry.title for entry in found}


def test_search_keeps_drafts_to_itself(agency, volume):
    output(("赵梅", agency), of=volume, title="只在草稿里的论文")
    rebuild()

    assert search("只在草稿里的论文", AnonymousUser()).whole == 0


def test_names_stay_as_printed_when_an_agency_is_renamed(client, agency, paper):
    type(agency).objects.filter(pk=agency.pk).update(name="改名后的检察院")

    assert "赵梅（江西省人民检察院）" in client.get("/research/fourth/points/").content.decode()


def test_editors_of_authors_and_of_the_proceedings_answer_for_a_paper(agency, volume):
    other, stranger = AgencyFactory(), AgencyFactory()
    page = output(("田可薇", other), of=volume)
    alone = output(("田可薇", other), ("赵梅", agency))

    def allowed(of, who):
        return of.is_in_scope_of(member(who, RoleCode.EDITOR))

    assert [allowed(page, who) for who in (agency, other, stranger)] == [True, True, False]
    assert [allowed(volume, who) for who in (agency, other, stranger)] == [True, False, False]
    assert not page.is_in_scope_of(member(agency, RoleCode.TRAINEE))
    assert page.issuing_agencies() == [agency]
    assert alone.issuing_agencies() == [other]
    assert volume.issuing_agencies() == [agency]


def test_scanner_leaves_authors_alone_and_reads_abstract_and_text(agency):
    PersonFactory(name="赵梅")
    quiet = output(("赵梅", agency))
    loud = output(
        ("赵梅", agency), abstract="赵梅认为应当固定。", body=[block("paragraph", "<p>联系电话13800138000。</p>")]
    )

    assert quiet.findings_now() == []
    assert {hit.text for hit in loud.findings_now()} == {"赵梅", "13800138000"}
    assert any("脱敏" in fault or "匿名" in fault for fault in faults(loud))


def test_incomplete_output_is_not_sent_to_review(agency):
    page = output(abstract=" ", remarks="第3行：超过字数。")

    assert faults(page) == [
        "请填写作者：个人及其单位，或者单位。",
        "缺少摘要。",
        "待处理事项：第3行：超过字数。 请处理后清空该栏。",
    ]
    assert faults(proceedings()) == ["请填写发布文集的单位。"]
    with pytest.raises(NotAllowedNow):
        submit_for_review(page, by=member(agency, RoleCode.EDITOR))


def test_author_is_a_person_or_an_agency(agency):
    with override("zh-hans"), pytest.raises(ValidationError) as refusal:
        ResearchAuthor(name=" ").clean()

    assert refusal.value.messages == ["作者是个人、单位，或者署单位的个人：请至少填写其中一项。"]
    ResearchAuthor(agency=agency).clean()
    ResearchAuthor(name="赵梅").clean()


def test_open_points_are_never_public(client, agency, volume):
    page = output(("赵梅", agency), of=volume, slug="noted", remarks="内部说明")
    put_live(page)

    assert "内部说明" not in client.get("/research/fourth/noted/").content.decode()
    assert "内部说明" not in str(output_record(page))


def test_correction_changes_what_readers_see(client, agency, paper):
    paper.title, paper.change_note = "更正后的题目", "更正题目。"
    paper.save_revision()
    assert "更正后的题目" not in client.get("/research/fourth/points/").content.decode()
    put_live(paper)

    assert "更正后的题目" in client.get("/research/fourth/points/").content.decode()


def test_copy_of_an_imported_paper_is_no_second_import(agency, volume):
    page = output(("赵梅", agency), of=volume, source_key="SUB-1")

    copied = page.copy(update_attrs={"slug": "copy"}, keep_live=False)

    assert copied.source_key == ""


def test_provisions_in_the_text_are_links_and_the_article_lists_the_output(client, agency, volume):
    import_laws("punitive-damages-interpretation-2021.md")
    law = Law.objects.get()
    body = [block("paragraph", f"<p>依照《{law.title}》第一条处理。</p>")]

    page = output(("赵梅", agency), of=volume, live=True, body=body, slug="rests")

    address = f"/laws/{law.slug}/1/"
    html = client.get(page.url).content.decode()
    assert f'<a class="law" href="{address}">' in html
    assert f'<li><a href="{LawArticle.objects.get(number=1).get_absolute_url()}">' in html
    assert f'href="{page.url}"' in client.get(address).content.decode()
    assert page.redraw(law_register()) is False
