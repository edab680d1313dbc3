"""A reviewer remarks on a passage and returns the case; its editor mends and settles; the reviewer compares."""

import pytest
from playwright.sync_api import expect

from cms.library.actions import submit_for_review
from cms.release.models import Remark
from cms.release.queries import open_route_of
from shared.directory.enums import RoleCode
from tests.factories.cms import case
from tests.factories.directory import AgencyFactory, member

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("regulations")]
SELECT = """words => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const start = node.data.indexOf(words);
        if (start < 0 || node.parentElement.closest("nav, .noprint")) continue;
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, start + words.length);
        document.getSelection().removeAllRanges();
        document.getSelection().addRange(range);
        return;
    }
}"""


def test_a_remark_goes_from_the_passage_to_the_comparison(page, site, sign_in, check_page):
    agency = AgencyFactory(proc=True)
    editor, head = member(agency, RoleCode.EDITOR, name="林编辑"), member(agency, RoleCode.SECTION_HEAD, name="周初审")
    draft = case(by=editor, agency=agency, title="某公司商标权纠纷案")
    submit_for_review(draft, by=editor)
    route = open_route_of(draft)

    # Select words in the text, remark on them.
    sign_in(page, head)
    page.goto(f"{site}/review/{route.pk}/")
    with page.expect_navigation():
        page.get_by_role("link", name="阅读送审稿").click()
    page.evaluate(SELECT, "商标权纠纷")
    page.get_by_role("button", name="批注所选文字").click()
    expect(page.get_by_label("所指文字")).to_have_value("商标权纠纷")
    page.get_by_label("批注内容").fill("应当写明罪名")
    with page.expect_navigation():
        page.get_by_role("button", name="提出批注", exact=True).click()
    row = Remark.objects.get()
    assert (row.quote, row.text, row.by, row.item.page_id) == ("商标权纠纷", "应当写明罪名", head, draft.pk)
    mark = page.locator(f"#at-remark-{row.pk}")
    expect(mark).to_have_text("1")
    expect(mark).to_have_accessible_name("批注 1")
    expect(mark).to_have_attribute("href", f"#remark-{row.pk}")
    check_page(page)

    # Return it, pointing to the text.
    page.goto(f"{site}/review/{route.pk}/")
    page.get_by_text("退回并说明").click()
    page.get_by_label("需要修改的内容").fill("见文中批注")
    with page.expect_navigation():
        page.get_by_role("button", name="退回", exact=True).click()

    # The editor finds the remark beside her text, and settles it.
    sign_in(page, editor)
    page.goto(f"{site}/editor/pages/{draft.pk}/edit/")
    panel = page.locator("section", has_text="审稿人的批注")
    expect(panel.last).to_contain_text("应当写明罪名")
    page.goto(f"{site}/review/{route.pk}/#remarks")
    page.get_by_text("处理或答复").click()
    page.get_by_label("答复").fill("已改标题")
    with page.expect_navigation():
        page.get_by_role("button", name="标记为已处理").click()
    expect(page.locator(f"#remark-{row.pk}")).to_contain_text("已改标题")
    check_page(page)

    # Sent again, both texts stand side by side under what was remarked.
    draft.refresh_from_db()
    draft.title = "某公司假冒注册商标案"
    draft.save_revision(user=editor)
    submit_for_review(draft, by=editor)
    sign_in(page, head)
    page.goto(f"{site}/review/{open_route_of(draft).pk}/changes/?since=returned")
    expect(page.locator("#remarks + ol")).to_contain_text("已改标题")
    expect(page.locator("td.before .addition").first).to_be_hidden()
    expect(page.locator("td.after .deletion").first).to_be_hidden()
    expect(page.locator("td.before .deletion").first).to_be_visible()
    check_page(page)
