"""A reader goes from a case to the article it rests on, to its law, and back to the cases."""

import pytest

from tests.factories.cms import block, case
from tests.factories.laws import import_laws

pytestmark = pytest.mark.browser


def test_reader_goes_from_case_to_article_to_law_and_back(page, site, check_page):
    import_laws()
    text = "<p>依照《中华人民共和国示例标志法》第三条第一款第（二）项处理。</p>"
    names = ("基本案情", "检察机关履职情况", "典型意义")
    sections = [block("section", {"name": name, "text": text}) for name in names]
    case(title="示例标志案", sections=sections, slug="mark", live=True)

    # The case names a provision: the link leads to the item.
    page.goto(site + "/cases/mark/")
    check_page(page)
    page.get_by_role("link", name="第三条第一款第（二）项").first.click()
    page.wait_for_url("**/laws/example-mark-law/3/#a3-k1-x2")
    check_page(page)
    assert "销售带有前项标志的商品" in page.locator("p:target").inner_text()
    assert page.get_by_role("heading", level=1).inner_text() == "中华人民共和国示例标志法 第三条"

    # Its law, at the place of the article, with its older version.
    page.get_by_role("link", name="中华人民共和国示例标志法", exact=True).click()
    check_page(page)
    assert page.get_by_role("navigation", name="目录").get_by_role("link").count() == 3
    page.get_by_role("link", name="自 2014-05-01 起，至 2019-11-01 前").click()
    check_page(page)
    assert "旧文本" in page.locator("main").inner_text()
    page.get_by_role("link", name="查看最新文本").click()

    # The article again, and from it back to the case.
    page.get_by_role("link", name="第三条", exact=True).first.click()
    page.get_by_role("link", name="示例标志案").click()
    page.wait_for_url("**/cases/mark/")

    # The register on a phone.
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(site + "/laws/?q=示例")
    check_page(page)
    assert page.get_by_role("status").inner_text() == "2 部法律法规"
