"""The job of a personnel officer: a messy staff list in, every fault seen, the good rows taken over, people found."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from shared.directory.enums import RoleCode
from shared.directory.importers import AgencyImporter, RegionImporter
from shared.directory.models import Agency, Person
from shared.imports.importers import run_import
from tests.factories.directory import member

DATA = Path(__file__).parents[1] / "data"
DEMO = Path(__file__).parents[2] / "site/portal/demo/data"
pytestmark = pytest.mark.browser


@pytest.fixture
def administrator(site):
    for importer, name in [(RegionImporter(), "regions.csv"), (AgencyImporter(), "agencies.csv")]:
        run_import(importer, (DEMO / name).read_bytes(), name)
    return member(Agency.objects.get(code="I000000"), RoleCode.SYSTEM_ADMIN, name="顾维")


def test_a_messy_staff_list_becomes_people_who_are_found(page, site, sign_in, check_page, administrator):
    sign_in(page, administrator)

    page.goto(f"{site}/imports/")
    check_page(page)
    page.get_by_role("link", name="人员", exact=True).click()
    check_page(page)
    page.get_by_label("表格").set_input_files(DATA / "people-messy.xlsx")
    page.get_by_role("button", name="检查表格").click()

    expect(page.get_by_text("尚未作任何更改")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="以“=”开头：公式一律不计算").first
    expect(row).to_contain_text("100")
    expect(row).to_contain_text("姓名")
    check_page(page)
    page.get_by_label("显示").select_option("refuse")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(17)

    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("表格已导入。")).to_be_visible()
    check_page(page)
    assert Person.objects.count() == 284

    page.goto(f"{site}/directory/people/")
    page.get_by_label("姓名、拼音、首字母或专业领域").fill("zsf")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("link", name="朱诗芳")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="朱诗芳").click()
    expect(page.get_by_role("heading", name="任职经历")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name=re.compile("安徽省")).first.click()
    expect(page.get_by_role("heading", name="基本情况")).to_be_visible()
    check_page(page)
