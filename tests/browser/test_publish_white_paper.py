"""A Word file and a sheet become a white paper: reviewed, signed, released at its minute, corrected the next day."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from cms.library.models import PaperEdition, WhitePaperChapterPage, WhitePaperPage
from cms.release.enums import PROOFS, Step
from cms.release.models import DocumentNumber, Release, Route
from cms.release.tasks import launch_due
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parents[2] / "site/portal/demo/data/white-paper.docx"
TABLES = Path(__file__).parents[1] / "data/statistics/white-paper-tables.xlsx"
MINUTE = dt.datetime(2031, 4, 26, 2, 0, tzinfo=dt.UTC)  # ten o'clock in Beijing
UNSAID = {"period": "2025年", "cutoff": "2025-12-31", "scope": "示例省", "source": "双方统计（虚构）"}

BLANKS = dict.fromkeys(map(ord, " \n"))  # of the typesetting
SOON = 20_000  # milliseconds: what a loaded machine may take to show the next page


@dataclass
class Desk:
    """Eight accounts of two agencies; the second agency's issuer has none, and its section head invites her."""

    author: Any
    steps: dict[str, Any]
    inviter: Any


@pytest.fixture
def proc(site):
    return AgencyFactory(proc=True, name="示例省人民检察院")


@pytest.fixture
def ip(site):
    return AgencyFactory(name="示例省知识产权局")


@pytest.fixture
def desk(proc, ip):
    reader = member(ip, RoleCode.EDITOR)
    steps = {
        Step.FIRST: member(proc, RoleCode.SECTION_HEAD),
        Step.ANONYMISE: reader,
        Step.LEGAL: member(ip, RoleCode.LEGAL_OFFICER),
        Step.SECOND: member(proc, RoleCode.UNIT_LEADER),
        Step.SECRECY: member(proc, RoleCode.SECRECY_OFFICER),
        Step.SIGN: member(proc, RoleCode.ISSUER),
        **dict.fromkeys(PROOFS, reader),
    }
    return Desk(member(proc, RoleCode.EDITOR), steps, member(ip, RoleCode.SECTION_HEAD))


def agree_to(page, site, pk, words) -> None:
    """Read what waits on the desk, look at the text, agree."""
    page.goto(f"{site}/review/")
    page.get_by_role("heading", name=words).get_by_role("link").click()
    page.get_by_role("link", name="阅读送审稿").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words, timeout=SOON)
    page.goto(f"{site}/review/{pk}/")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("已同意", timeout=SOON)


def sign_as_guest(page, site, route, ip, mailoutbox) -> None:
    """The other agency's issuer signs with the link and the code that came by e-mail."""
    page.goto(f"{site}/review/{route.pk}/signatures/{route.signatures.get(agency=ip).pk}/invite/")
    page.locator("#id_name").fill("上官明")
    page.locator("#id_post").fill("局长")
    page.locator("#id_email").fill("guest@agency.example")
    page.get_by_role("button", name="发送链接").click()
    expect(page.locator(".messages")).to_contain_text("链接已发出", timeout=SOON)
    path = re.search(r"/sign/\S+/", mailoutbox[-1].body)[0]
    page.context.clear_cookies()
    page.goto(site + path)
    expect(page.get_by_role("heading", level=1)).to_contain_text("白皮书", timeout=SOON)
    page.get_by_role("button", name="发送验证码").click()
    expect(page.locator(".messages")).to_contain_text("验证码已发往", timeout=SOON)
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body)[0]
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="打开", exact=True).click()
    page.get_by_role("link", name="阅读送审稿").click()
    expect(page.locator("main")).to_contain_text("基本情况", timeout=SOON)
    page.goto(site + path)
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已签署", timeout=SOON)
    page.goto(site + path)
    expect(page.get_by_role("heading", level=1)).to_have_text("这里已没有待签署的内容", timeout=SOON)


@dataclass
class Stage:
    """The browsers of everybody, and the clock of the house."""

    site: str
    desk: Desk
    sign_in: Any
    new_context: Any
    tabs: dict[int, Any]

    def tab_of(self, user):
        """The browser of somebody, signed in; a session of the days before has ended."""
        if user.pk not in self.tabs:
            self.tabs[user.pk] = self.new_context().new_page()
        self.sign_in(self.tabs[user.pk], user)
        return self.tabs[user.pk]

    def whole_route(self, route, ip, mailoutbox):
        """Five reviews, both signatures, three proof passes; before the last one nothing new is public."""
        version = WhitePaperPage.objects.get().live_revision_id
        for step in Step:
            assert WhitePaperPage.objects.get().live_revision_id == version
            tab = self.tab_of(self.desk.steps[step])
            if step == Step.SIGN:
                tab.goto(f"{self.site}/review/{route.pk}/")
                tab.get_by_role("button", name="签署", exact=True).click()
                expect(tab.locator(".messages")).to_contain_text("已签署", timeout=SOON)
                inviting = self.tab_of(self.desk.inviter)
                sign_as_guest(inviting, self.site, route, ip, mailoutbox)
            else:
                agree_to(tab, self.site, route.pk, route.page.title)


def taken_pdf(page) -> str:
    """The words of the PDF that the page offers."""
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF 版").click()
    return "".join(sheet.extract_text() for sheet in PdfReader(download.value.path()).pages).translate(BLANKS)


def submit(page) -> None:
    with page.expect_navigation():
        page.locator("[name=action-submit]").first.evaluate("button => button.click()")


def take_sheet(page, site, chapter) -> None:
    """A table of the statistics office's own sheet: the range is shown, confirmed, and taken into the chapter."""
    page.goto(site + reverse("blocks-sheet-upload", args=[chapter.pk]))
    page.locator("input[name=file]").set_input_files(TABLES)
    page.get_by_role("button", name="查看表格").click()
    page.goto(f"{page.url.partition('?')[0]}?sheet=2")
    for name, text in UNSAID.items():
        if not page.locator(f"#id_{name}").input_value():
            page.locator(f"#id_{name}").fill(text)
    page.get_by_role("button", name="放入草稿").click()
    page.wait_for_url("**/edit/")
    page.wait_for_load_state("networkidle")


def complete_tables(page, site, paper) -> None:
    """What neither file nor sheet says of the figures, filled into each table of the paper and saved as a draft."""
    for part in WhitePaperChapterPage.objects.child_of(paper):
        if all(block.block_type != "table" for block in part.get_latest_revision_as_object().body):
            continue
        page.goto(f"{site}/editor/pages/{part.pk}/edit/")
        page.wait_for_load_state("networkidle")
        for name, text in UNSAID.items():
            for box in page.locator(f"[name^=body-][name$=-value-{name}]").all():
                if not box.input_value():
                    box.fill(text)
        with page.expect_navigation():
            page.locator("form#page-edit-form").evaluate("form => form.requestSubmit()")


def plan(page, site, paper, head) -> Release:
    """The author plans the release of 26 April at ten and puts the paper into it; her section head confirms it."""
    page.goto(f"{site}/review/releases/new/")
    page.get_by_label("标题").fill("知识产权宣传周发布")
    page.get_by_label("日期与时刻").fill("2031-04-26T10:00")
    page.get_by_role("button", name="安排发布").click()
    page.get_by_role("link", name="编入页面").click()
    page.locator("#id_page").select_option(label=paper.title)
    page.get_by_role("button", name="编入", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("页面已编入", timeout=SOON)
    release = Release.objects.get()
    head.goto(f"{site}/review/releases/{release.pk}/")
    head.get_by_role("button", name="确认此发布时刻").click()
    expect(head.locator(".messages")).to_contain_text("已确认", timeout=SOON)
    return release


def test_word_file_becomes_a_white_paper_signed_by_two_agencies(
    page, site, sign_in, check_page, new_context, desk, proc, ip, mailoutbox, run_jobs
):
    stage = Stage(site, desk, sign_in, new_context, {})
    with time_machine.travel(MINUTE - dt.timedelta(days=2), tick=False) as clock:
        # The editor imports the file, sees the report, and makes the draft.
        sign_in(page, desk.author)
        page.goto(site + "/editor/word/")
        page.locator("input[name=file]").set_input_files(SAMPLE)
        page.locator("main form button").last.click()
        assert "一、基本情况" in page.locator("main").inner_text()
        page.locator("main form button").first.click()
        page.wait_for_url("**/edit/")
        page.wait_for_load_state("networkidle")
        paper = WhitePaperPage.objects.get()
        assert {agency.name for agency in paper.issuing_agencies()} == {"示例省人民检察院", "示例省知识产权局"}
        take_sheet(page, site, WhitePaperChapterPage.objects.child_of(paper).order_by("path").first())
        complete_tables(page, site, paper)
        release = plan(page, site, paper, stage.tab_of(desk.steps[Step.FIRST]))

        # What the form asks for, then to review: from here nobody can edit, and the author has nothing to decide.
        page.goto(f"{site}/editor/pages/{paper.pk}/edit/")
        page.wait_for_load_state("networkidle")
        page.locator("#id_summary").fill("示例省三年协同保护工作的全貌。")
        submit(page)
        paper.refresh_from_db()
        assert paper.workflow_in_progress, page.locator("main").inner_text()[:2000]
        route = Route.objects.get(page=paper.pk)
        page.complaints.clear()  # the editor's table widget complains of its own languages
        page.goto(f"{site}/review/{route.pk}/")
        check_page(page)
        assert page.get_by_role("button", name="同意", exact=True).count() == 0
        stage.whole_route(route, ip, mailoutbox)

        # Complete, it waits: the public knows the day and nothing else.
        run_jobs()
        assert not WhitePaperPage.objects.get().live
        page.goto(f"{site}/review/releases/{release.pk}/")
        expect(page.locator("main")).to_contain_text("全部完备")
        check_page(page)
        page.context.clear_cookies()
        page.complaints.clear()
        page.goto(f"{site}/releases/{release.pk}/")
        expect(page.locator("main")).to_contain_text("4 月 26 日 10:00")
        assert paper.title not in page.locator("main").inner_text()
        assert page.goto(f"{site}/white-papers/{paper.slug}/").status == 404
        page.complaints.clear()

        # The minute comes: paper, data and PDF at once.
        clock.move_to(MINUTE)
        launch_due()
        run_jobs()
        paper = WhitePaperPage.objects.get()
        assert paper.live
        edition = PaperEdition.objects.get(paper=paper)
        assert edition.state == "made", edition.fault

        # The reader.
        page.goto(f"{site}/releases/{release.pk}/")
        page.get_by_role("link", name=paper.title).click()
        check_page(page)
        record = page.get_by_role("region", name="签署与版本")
        expect(record).to_contain_text("上官明")
        expect(record).to_contain_text("个人链接加一次性验证码")
        expect(record).to_contain_text(edition.digest)
        expect(record.get_by_text(re.compile(r"白〔\d{4}〕1号$"))).to_have_count(2)
        page.get_by_role("navigation", name="目录").get_by_role("link", name="一、基本情况").click()
        check_page(page)
        assert page.get_by_role("heading", level=1).inner_text() == "一、基本情况"
        assert page.get_by_role("figure").count() >= 3
        assert page.get_by_role("cell", name="1155").first.is_visible()
        page.get_by_role("link", name="脚注 1", exact=True).click()
        assert page.url.endswith("#fn-1")
        number, edited = DocumentNumber.objects.get(agency=proc).number, "示例省（含省直单位）"
        first_pdf = taken_pdf(page)
        assert number in first_pdf
        assert edited not in first_pdf
        page.goto(f"{site}/white-papers/{paper.slug}/")
        authors = "示例省人民检察院，示例省知识产权局"
        address = f"{settings.BASE_URL}/white-papers/{paper.slug}/"
        reference = f"{authors}. {paper.title}：（示例）2023—2025：{number}[R/OL]. 2031-04-26. {address}."
        expect(page.locator("main")).to_contain_text(reference)
        page.goto(f"{site}/data/")
        expect(page.locator("main")).to_contain_text("建议行政执法机关移送线索")

        # The next day a correction takes the whole route again; the version before stays readable.
        clock.move_to(MINUTE + dt.timedelta(days=1))
        sign_in(page, desk.author)
        page.goto(f"{site}/editor/pages/{WhitePaperChapterPage.objects.get(title='一、基本情况').pk}/edit/")
        page.wait_for_load_state("networkidle")
        page.locator("[name^=body-][name$=-value-scope]").first.fill(edited)
        with page.expect_navigation():
            page.locator("form#page-edit-form").evaluate("form => form.requestSubmit()")
        page.goto(f"{site}/editor/pages/{paper.pk}/edit/")
        page.wait_for_load_state("networkidle")
        page.locator("#id_summary").fill("更正后的摘要。")
        page.get_by_role("tab", name="推荐").click()
        page.locator("#id_change_note").fill("更正摘要中的统计口径。")
        submit(page)
        again = Route.objects.open().get(page=paper.pk)
        stage.whole_route(again, ip, mailoutbox)
        run_jobs()
        page.context.clear_cookies()
        page.complaints.clear()
        page.goto(f"{site}/white-papers/{paper.slug}/")
        expect(page.locator("main")).to_contain_text("更正摘要中的统计口径。")
        expect(page.locator("main")).to_contain_text("更正后的摘要。")
        expect(page.locator("main")).to_contain_text(reference)  # one document, known by the same number
        new_pdf = taken_pdf(page)
        assert edited in new_pdf
        assert number in new_pdf
        page.get_by_role("link", name="阅读这一版本").click()
        expect(page.locator("main")).to_contain_text("示例省三年协同保护工作的全貌。")
        expect(page.get_by_role("note")).to_contain_text("较早的版本")
        check_page(page)
        assert taken_pdf(page) == first_pdf


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
