import datetime as dt
import io
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from cms.library.actions.importing import locale_of
from cms.library.book import paper_book
from cms.library.enums import CaseScheme
from cms.library.models import CasePage, PaperEdition, WhitePaperPage, sections_by_scheme
from cms.library.models.printed_dates import english_date
from tests.factories.cms import block, case, chapter, event, figure, paper, table
from tests.factories.directory import AgencyFactory, RegionFactory
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def public_paper():
    page = paper(AgencyFactory(proc=True), live=True, slug="2025")
    chapter(page, figure(), table(), live=True, slug="basics", title="一、基本情况")
    chapter(page, live=True, slug="outlook", title="二、展望")
    page.refresh_from_db()
    page.save()
    return page


def test_chapter_shows_contents_neighbours_and_figure_as_table(client, public_paper):
    html = client.get("/white-papers/2025/basics/").content.decode()

    assert 'href="/white-papers/2025/basics/" aria-current="true"' in html
    assert 'rel="next" href="/white-papers/2025/outlook/"' in html
    assert "以表格查看" in html
    assert "<svg" in html
    assert "单位：件" in html
    assert "截止：2023-12-31" in html


def test_paper_page_lists_chapters_and_issuers(client, public_paper):
    html = client.get("/white-papers/2025/").content.decode()

    assert "二、展望" in html
    assert public_paper.issuers.first().agency.name in html


def test_chapter_costs_four_queries(client, public_paper, django_assert_num_queries):
    client.get("/white-papers/2025/basics/")

    with django_assert_num_queries(4):
        client.get("/white-papers/2025/basics/")


@pytest.mark.parametrize("address", ["/", "/white-papers/", "/white-papers/2025/", "/cases/"])
def test_public_page_costs_at_most_twelve_queries(client, public_paper, address, django_assert_max_num_queries):
    case(live=True, slug="warm")
    client.get("/white-papers/2025/basics/")  # a process knows the types of its pages,
    client.get("/cases/warm/")  # whichever tests ran before in it

    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/white-papers/", "/cases/", "/"])
def test_list_costs_the_same_with_one_row_and_three(client, public_paper, address, django_assert_num_queries):
    region = RegionFactory()
    case(live=True, region=region)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(2):
        case(live=True, region=region)
        paper(live=True)

    with django_assert_num_queries(len(one)):
        client.get(address)


def test_draft_chapter_and_chapter_of_a_draft_are_not_found(client, public_paper):
    chapter(public_paper, slug="draft")
    hidden = paper(slug="hidden")
    chapter(hidden, slug="live", live=True)

    assert client.get("/white-papers/2025/draft/").status_code == 404
    assert client.get("/white-papers/hidden/live/").status_code == 404
    assert client.get("/white-papers/hidden/").status_code == 404


def test_chapter_with_a_view_restriction_is_not_shown(client, public_paper):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=public_paper, restriction_type=PageViewRestriction.LOGIN)

    assert client.get("/white-papers/2025/basics/").status_code == 302


def test_data_of_a_figure_is_a_csv_for_spreadsheets(client, public_paper):
    block_id = public_paper.drafts()[0].body[0].id

    answer = client.get(f"/white-papers/2025/basics/data/{block_id}.csv")

    text = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert text[:3] == ["监督立案", "单位：件", "统计期间：2021—2023年"]
    assert text[-1] == "2023,1155"


def test_data_of_a_figure_is_a_sheet_of_the_same_numbers(client, public_paper):
    from python_calamine import CalamineWorkbook

    part = public_paper.drafts()[0]
    html = client.get("/white-papers/2025/basics/").content.decode()

    answer = client.get(f"/white-papers/2025/basics/data/{part.body[0].id}.xlsx")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert f'href="data/{part.body[0].id}.xlsx"' in html
    assert rows[-3:] == [[2021, 330], [2022, 365], [2023, 1155]]


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_number_changed_in_the_data_changes_on_the_page_and_in_the_files(client, public_paper, fmt):
    from cms.blocks.tables import grid

    part = public_paper.drafts()[0]
    changed = figure(grid=grid([["年份", "监督立案"], ["2021", "331"]]))
    part.body = [changed]
    part.save_revision()
    put_live(part)

    html = client.get("/white-papers/2025/basics/").content.decode()
    data = client.get(f"/white-papers/2025/basics/data/{changed['id']}.{fmt}").content

    assert "331" in html
    assert "1155件" not in html
    assert data != b""
    assert (b"2021,331" in data) is (fmt == "csv")


def test_data_of_an_unknown_figure_is_not_found(client, public_paper):
    assert client.get(f"/white-papers/2025/basics/data/{uuid.uuid4()}.csv").status_code == 404


def test_formula_in_a_cell_is_no_formula_in_the_csv(client, public_paper):
    from cms.blocks.tables import grid

    part = chapter(public_paper, table(grid=grid([["项目", "数量"], ["=1+1", "2"]])), slug="formula", live=True)

    answer = client.get(f"/white-papers/2025/formula/data/{part.body[0].id}.csv")

    assert "'=1+1,2" in answer.content.decode()


def test_pdf_is_served_when_it_is_ready(client, public_paper):
    edition = PaperEdition.objects.create(
        paper=public_paper, number="1.0", state="made", size=4, released_at=timezone.now()
    )
    edition.file.save("paper.pdf", ContentFile(b"%PDF"))

    answer = client.get("/white-papers/2025/pdf/")

    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content) == b"%PDF"
    assert "PDF 版" in client.get("/white-papers/2025/").content.decode()


def test_pdf_of_an_earlier_version_has_an_address_of_its_own(client, public_paper):
    revisions = [public_paper.save_revision(), public_paper.save_revision()]
    old, other, ahead = (
        PaperEdition(paper=public_paper, number="1.0", state="made", size=4, revision=revision, released_at=released)
        for revision, released in ((revisions[0], timezone.now()), (None, timezone.now()), (revisions[1], None))
    )
    other.paper = paper(public_paper.issuing_agencies()[0], live=True, slug="other")
    for edition, words in ((old, b"%PDF-1"), (other, b"%PDF-2"), (ahead, b"%PDF-3")):
        edition.file.save("paper.pdf", ContentFile(words))

    answer = client.get(f"/white-papers/2025/pdf/{old.pk}/")

    assert b"".join(answer.streaming_content) == b"%PDF-1"
    for wrong in (f"{other.pk}/", f"{ahead.pk}/", "0/", "99999999999999999999/", "-1/", f"{old.pk}/x/", "一/"):
        assert client.get(f"/white-papers/2025/pdf/{wrong}").status_code == 404


def test_pdf_that_is_not_ready_is_not_found(client, public_paper):
    PaperEdition.objects.create(paper=public_paper, number="1.0", released_at=timezone.now())

    assert client.get("/white-papers/2025/pdf/").status_code == 404


def test_chronicle_has_its_own_address(client, public_paper):
    event(public_paper, dt.date(2023, 11, 1), "第一批特邀检察官助理颁发聘书。", date_text="2023年11月")

    html = client.get("/white-papers/2025/chronicle/").content.decode()

    assert "2023年11月" in html
    assert "聘书" in html


def test_chronicle_of_an_english_paper_has_english_dates(client):
    english = paper(live=True, slug="en", locale=locale_of("en"))
    event(english, dt.date(2023, 11, 1), "Letters of appointment.", date_text="2023年11月")
    event(english, dt.date(2024, 3, 5), "First joint session.")

    html = client.get("/white-papers/en/chronicle/").content.decode()
    page = WhitePaperPage.objects.get(pk=english.pk)
    book = paper_book(page, page.drafts())

    assert "<dt>November 2023</dt><dd>Letters of appointment.</dd><dt>5 March 2024</dt>" in html
    assert [entry["date"] for entry in book["chronicle"]] == ["November 2023", "5 March 2024"]


@pytest.mark.parametrize(
    ("printed", "english"),
    [
        ("", "1 June 2023"),
        ("2023年", "2023"),
        ("2023年6月5日", "5 June 2023"),
        ("2023年6月5日至9日", "5–9 June 2023"),
        ("2023年6月28日至7月2日", "28 June – 2 July 2023"),
        ("2023年12月—2024年1月", "December 2023 – January 2024"),
        ("2023年6月—9月", "June – September 2023"),
        ("2021—2023年", "2021–2023"),
        ("2021年至2023年", "2021–2023"),
        ("2023年6月上旬", "early June 2023"),
        ("2023年6月中旬", "mid-June 2023"),
        ("2023年13月", "2023年13月"),
        ("5-9 June 2023", "5-9 June 2023"),
    ],
)
def test_date_of_a_chronicle_is_put_into_english(printed, english):
    assert english_date(printed, dt.date(2023, 6, 1)) == english


def test_papers_are_filtered_by_year_and_region(client, public_paper):
    zhejiang = RegionFactory()
    paper(live=True, title="浙江年度报告", slug="zj", region=zhejiang, period_end=dt.date(2026, 6, 30))

    assert "浙江年度报告" not in client.get("/white-papers/?year=2025").content.decode()
    html = client.get("/white-papers/?region=330000").content.decode()
    assert "浙江年度报告" in html
    assert "协同保护白皮书（2025）" not in html
    assert client.get("/white-papers/?year=abc&region=%27").status_code == 200


def test_period_that_ends_before_it_begins_is_refused():
    page = paper(period_start=dt.date(2025, 1, 1), period_end=dt.date(2025, 12, 31))
    page.period_end = dt.date(2024, 1, 1)

    with pytest.raises(ValidationError, match="期间"):
        page.full_clean()


def test_chapter_cannot_take_an_address_of_the_paper(public_paper):
    with pytest.raises(ValidationError):
        chapter(public_paper, slug="pdf")


@pytest.mark.parametrize("scheme", CaseScheme)
def test_case_with_all_mandatory_sections_has_no_fault(scheme):
    assert case(scheme, agency=AgencyFactory()).faults() == []


@pytest.mark.parametrize("scheme", CaseScheme)
def test_case_names_each_missing_section(scheme):
    required = [s.name for s in sections_by_scheme()[scheme] if s.is_required]

    page = case(scheme, names=required[1:])

    assert page.missing_sections() == [required[0]]


def test_empty_section_counts_as_missing():
    page = case(CaseScheme.LOCAL)
    page.sections = [block("section", {"name": "基本案情", "text": "<p> </p>"})]

    assert "基本案情" in page.missing_sections()


@pytest.mark.parametrize(
    "names", [["典型意义", "基本案情", "检察机关履职情况"], ["基本案情", "基本案情"], ["处理结果", "基本案情"]]
)
def test_case_keeps_to_the_sections_and_order_of_its_scheme(names):
    with pytest.raises(ValidationError) as refusal:
        case(CaseScheme.SPP_TYPICAL, names=names)

    assert list(refusal.value.message_dict) == ["sections"]


@pytest.mark.parametrize(
    ("scheme", "number", "is_good"),
    [
        (CaseScheme.GUIDING, "检例第192号", True),
        (CaseScheme.GUIDING, "检例第0号", False),
        (CaseScheme.GUIDING, "第192号", False),
        (CaseScheme.SPP_TYPICAL, "检例第192号", False),
        (CaseScheme.GUIDING, "", True),
    ],
)
def test_only_guiding_cases_are_numbered(scheme, number, is_good):
    if is_good:
        assert case(scheme, case_number=number).case_number == number
    else:
        with pytest.raises(ValidationError):
            case(scheme, case_number=number)


def test_case_number_is_given_once():
    case(CaseScheme.GUIDING, case_number="检例第192号")
    second = case(CaseScheme.GUIDING)
    second.case_number = "检例第192号"

    with pytest.raises(ValidationError, match="编号"):
        second.full_clean()


def test_keywords_come_from_their_section():
    page = CasePage(
        title="案",
        scheme=CaseScheme.GUIDING,
        sections=[block("section", {"name": "关键词", "text": "<p>商业秘密　鉴定意见、追诉</p>"})],
    )

    assert page.keywords_of_section() == "商业秘密、鉴定意见、追诉"


def test_cases_are_narrowed_by_facets_with_counts(client):
    region = RegionFactory()
    case(live=True, title="甲案", ip_subject="patent", procedure="civil", region=region, year=2025)
    case(live=True, title="乙案", ip_subject="trademark", procedure="criminal", year=2026)
    case(title="草稿案", ip_subject="patent")

    html = client.get("/cases/?subject=patent").content.decode()

    assert "甲案" in html
    assert "乙案" not in html
    assert "草稿案" not in html
    assert "专利（1）" in html
    assert "浙江省（1）" in html
    assert "乙案" in client.get("/cases/?year=2026").content.decode()
    assert "乙案" in client.get("/cases/?subject=unknown").content.decode()


def test_case_page_shows_its_sections_in_order(client):
    page = case(CaseScheme.GUIDING, live=True, slug="one")

    html = client.get("/cases/one/").content.decode()

    places = [html.index(f"{s.value['name']}</h2>") for s in page.sections]
    assert places == sorted(places)
    assert len(places) == 6


def test_visible_to_shows_live_pages_alone():
    page = paper(live=True)
    paper()

    assert list(WhitePaperPage.objects.all().visible_to(None)) == [page]
