"""An editor turns a Word file into a public white paper; the section head reviews it; a reader reads it."""

from pathlib import Path

import pytest

from cms.library.models import PaperEdition, WhitePaperPage
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parents[2] / "site/portal/demo/data/white-paper.docx"


@pytest.fixture
def agency(site):
    return AgencyFactory(proc=True, name="示例省人民检察院")


def test_word_file_becomes_a_public_white_paper(page, site, sign_in, check_page, new_context, agency):
    editor, head = member(agency, RoleCode.EDITOR), member(agency, RoleCode.SECTION_HEAD)

    # The editor imports the file, sees the report, and makes the draft.
    sign_in(page, editor)
    page.goto(site + "/editor/word/")
    page.locator("input[name=file]").set_input_files(SAMPLE)
    page.locator("main form button").last.click()
    assert "一、基本情况" in page.locator("main").inner_text()
    page.locator("main form button").first.click()
    page.wait_for_url("**/edit/")

    # What the form asks for, then to review.
    page.locator("#id_summary").fill("示例省三年协同保护工作的全貌。")
    with page.expect_navigation():
        page.locator("[name=action-submit]").first.evaluate("button => button.click()")
    paper = WhitePaperPage.objects.get()
    assert paper.workflow_in_progress, page.locator("main").inner_text()[:2000]

    # The author cannot approve, the section head can.
    page.goto(f"{site}/editor/pages/{paper.pk}/edit/")
    assert page.locator("[data-workflow-action-name=approve]").count() == 0
    reviewer = new_context().new_page()
    sign_in(reviewer, head)
    reviewer.goto(f"{site}/editor/pages/{paper.pk}/edit/")
    with reviewer.expect_navigation():
        reviewer.locator("[data-workflow-action-name=approve]").first.evaluate("button => button.click()")
    paper.refresh_from_db()
    assert paper.live
    edition = PaperEdition.objects.get(paper=paper)
    assert edition.state == "made", edition.fault

    # The reader.
    page.context.clear_cookies()
    page.complaints.clear()
    page.goto(f"{site}/white-papers/{paper.slug}/")
    check_page(page)
    page.get_by_role("navigation", name="目录").get_by_role("link", name="一、基本情况").click()
    check_page(page)
    assert page.get_by_role("heading", level=1).inner_text() == "一、基本情况"
    assert page.get_by_role("figure").count() >= 3
    assert page.get_by_role("cell", name="1155").first.is_visible()
    page.get_by_role("link", name="脚注 1", exact=True).click()
    assert page.url.endswith("#fn-1")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF 版").click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"


def test_public_lists_and_cases_keep_nobody_out(page, site, check_page):
    from tests.factories.cms import case, chapter, figure, paper, table

    shown = paper(AgencyFactory(proc=True), live=True, slug="2025")
    chapter(shown, figure(), table(), live=True, slug="basics")
    shown.refresh_from_db()
    shown.save()
    case(live=True, slug="one", ip_subject="patent", procedure="criminal")

    for path in ("/", "/white-papers/", "/white-papers/2025/", "/white-papers/2025/basics/", "/cases/", "/cases/one/"):
        page.goto(site + path)
        check_page(page)
    page.goto(site + "/white-papers/2025/basics/")
    page.get_by_text("以表格查看").click()
    assert page.get_by_role("cell", name="1155").is_visible()
    check_page(page)
