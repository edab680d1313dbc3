"""An editor imports a case that names people, replaces what was found but for one, waives that, starts the review."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from cms.library.models import CasePage, PageFinding
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.browser
SOON = 20_000  # milliseconds: what a loaded machine may take to show the next page
UNSAFE = Path(__file__).parents[1] / "data/cases/09-unsafe-a.docx"


def submit(page) -> None:
    with page.expect_navigation():
        page.locator("[name=action-submit]").first.evaluate("button => button.click()")
    page.wait_for_load_state("networkidle")  # the editor's own requests: SQLite would lock them out


def test_unsafe_case_goes_to_review_once_every_finding_is_decided(page, site, sign_in):
    agency = AgencyFactory(proc=True)
    editor = member(agency, RoleCode.EDITOR)

    # Import; the form leads to the findings, and the review does not start.
    sign_in(page, editor)
    page.goto(site + "/editor/word/")
    page.locator("select[name=kind]").select_option("case")
    page.locator("input[name=file]").set_input_files(UNSAFE)
    page.locator("main form button").last.click()
    page.locator("main form button").first.click()
    page.wait_for_url("**/edit/")
    page.wait_for_load_state("networkidle")
    case = CasePage.objects.get()
    case.agency = agency  # the chooser of agencies is looked at elsewhere
    case.save_revision(user=editor)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert PageFinding.objects.open().count() == 12
    submit(page)
    assert "脱敏检查有待处理的发现" in page.locator("main").inner_text()
    case.refresh_from_db()
    assert not case.workflow_in_progress

    # One finding is waived with a reason.
    page.goto(f"{site}/editor/pages/{case.pk}/edit/")
    page.get_by_role("link", name="查看脱敏检查").click()
    expect(page.locator("mark", has_text="司马䶮辰")).to_have_count(3, timeout=SOON)
    plate = page.locator(".finding", has_text="示A·9K3F7")
    plate.get_by_text("写明理由豁免").click()
    plate.get_by_label("可以保留的理由").fill("示例号牌，现实中不存在")
    plate.get_by_role("button", name="豁免", exact=True).click()
    expect(page.locator(".finding--waived")).to_contain_text("示例号牌，现实中不存在", timeout=SOON)

    # One is replaced alone, the others all at once.
    page.locator(".finding", has_text="尹若曦").get_by_role("button", name="替换", exact=True).click()
    expect(page.locator("mark", has_text="尹若曦")).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="替换全部待处理项").click()
    expect(page.locator("main")).to_contain_text("待处理：0 项；已豁免：1 项", timeout=SOON)
    text = page.locator("main").inner_text()
    assert "司马某某将客户名单发送至个人邮箱 （略）" in text

    # The review starts.
    page.get_by_role("link", name="返回页面").click()
    submit(page)
    case.refresh_from_db()
    assert case.workflow_in_progress, page.locator("main").inner_text()[:2000]
    assert case.get_latest_revision_as_object().title == "司马某某侵犯商业秘密案（未脱敏示例）"
    assert case.revisions.count() >= 3
