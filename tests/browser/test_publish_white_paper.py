"""A Word file becomes a public white paper: five reviews, two agencies sign, three proofs; then it is corrected."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cms.library.actions import submit_for_review
from cms.library.models import PaperEdition, WhitePaperPage
from cms.release.actions import decide, sign
from cms.release.enums import PROOFS, Step
from cms.release.models import Route
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parents[2] / "site/portal/demo/data/white-paper.docx"


SOON = 20_000  # milliseconds: what a loaded machine may take to show the next page


@dataclass
class Desk:
    """Seven accounts of two agencies; the second agency's issuer has none."""

    author: Any
    steps: dict[str, Any]


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
    return Desk(member(proc, RoleCode.EDITOR), steps)


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
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已签署", timeout=SOON)
    page.goto(site + path)
    expect(page.get_by_role("heading", level=1)).to_have_text("这里已没有待签署的内容", timeout=SOON)


def test_word_file_becomes_a_white_paper_signed_by_two_agencies(
    page, site, sign_in, check_page, new_context, desk, ip, mailoutbox
):
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

    # What the form asks for, then to review: from here nobody can edit, and the author has nothing to decide.
    page.locator("#id_summary").fill("示例省三年协同保护工作的全貌。")
    with page.expect_navigation():
        page.locator("[name=action-submit]").first.evaluate("button => button.click()")
    paper.refresh_from_db()
    assert paper.workflow_in_progress, page.locator("main").inner_text()[:2000]
    route = Route.objects.get(page=paper.pk)
    page.goto(f"{site}/review/{route.pk}/")
    check_page(page)
    assert page.get_by_role("button", name="同意", exact=True).count() == 0

    # Five reviews, both signatures, three proof passes.
    desks = {}
    for step in Step:
        user = desk.steps[step]
        if user.pk not in desks:
            desks[user.pk] = new_context().new_page()
            sign_in(desks[user.pk], user)
        if step == Step.SIGN:
            desks[user.pk].goto(f"{site}/review/{route.pk}/")
            desks[user.pk].get_by_role("button", name="签署", exact=True).click()
            expect(desks[user.pk].locator(".messages")).to_contain_text("已签署", timeout=SOON)
            inviting = desks[desk.steps[Step.FIRST].pk]
            sign_as_guest(inviting, site, route, ip, mailoutbox)
        else:
            assert not WhitePaperPage.objects.get().live
            agree_to(desks[user.pk], site, route.pk, paper.title)
    paper = WhitePaperPage.objects.get()
    assert paper.live
    edition = PaperEdition.objects.get(paper=paper)
    assert edition.state == "made", edition.fault

    # The reader.
    page.context.clear_cookies()
    page.complaints.clear()
    page.goto(f"{site}/white-papers/{paper.slug}/")
    check_page(page)
    record = page.get_by_role("region", name="签署与版本")
    expect(record).to_contain_text("上官明")
    expect(record).to_contain_text(edition.digest)
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

    # A correction: said to the reader, the version before stays readable.
    paper.summary, paper.change_note = "更正后的摘要。", "更正摘要中的统计口径。"
    paper.save_revision(user=desk.author)
    submit_for_review(WhitePaperPage.objects.get(), by=desk.author)
    guest = member(ip, RoleCode.ISSUER)
    for step in Step:
        again = Route.objects.open().get(page=paper.pk)
        if step == Step.SIGN:
            for signature in again.signatures.all():
                sign(signature, by=guest if signature.agency == ip else desk.steps[step])
        else:
            decide(again, step=step, by=desk.steps[step])
    page.goto(f"{site}/white-papers/{paper.slug}/")
    expect(page.locator("main")).to_contain_text("更正摘要中的统计口径。")
    page.get_by_role("link", name="阅读这一版本").click()
    expect(page.locator("main")).to_contain_text("示例省三年协同保护工作的全貌。")
    expect(page.get_by_role("note")).to_contain_text("较早的版本")
    check_page(page)


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
