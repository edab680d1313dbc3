"""The editor's pages: upload a sheet, confirm the range, take the table into the draft."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page

from cms.blocks.models import SheetFile
from shared.directory.enums import RoleCode
from tests.factories.cms import case, chapter, figure, paper, table
from tests.factories.directory import AgencyFactory, UserFactory, member
from tests.factories.files import sheet_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TABLES = (Path(__file__).parents[2] / "data" / "statistics" / "white-paper-tables.xlsx").read_bytes()
REST = {"cutoff": "2023-12-31", "scope": "全国检察机关"}  # what the sheet leaves unsaid


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def editor(agency):
    return member(agency, RoleCode.EDITOR)


@pytest.fixture
def part(agency, editor):
    return chapter(paper(agency, by=editor), figure(), table(), by=editor)


def upload(client, part, data=TABLES, name="附表.xlsx"):
    address = reverse("blocks-sheet-upload", args=[part.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirmed(shown, **changes):
    """What the form holds, as a browser would send it back."""
    form = shown.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {"take": "1"} | changes


def body_of(part):
    return Page.objects.get(pk=part.pk).specific.get_latest_revision_as_object().body


def test_sheet_becomes_a_table_of_the_draft_when_it_is_confirmed(client, part, editor):
    client.force_login(editor)

    shown = upload(client, part)
    shown = client.get(f"{shown.redirect_chain[-1][0]}?sheet=2")
    address = f"{shown.request['PATH_INFO']}?sheet=2"
    missing = client.post(address, confirmed(shown))
    done = client.post(address, confirmed(shown, **REST))

    made = body_of(part)[-1]
    assert "建议行政执法机关移送线索" in shown.text
    assert done.url == reverse("wagtailadmin_pages:edit", args=[part.pk])
    assert made.block_type == "table"
    assert (made.value["caption"], made.value["unit"], made.value["header_rows"]) == (
        "建议行政执法机关移送线索",
        "件、人",
        2,
    )
    assert made.value["grid"]["data"][2] == ["2021", "280", "306"]
    assert sorted(missing.context["form"].errors) == ["cutoff", "scope"]
    assert (made.value["period"], str(made.value["cutoff"])) == ("2021—2023年", "2023-12-31")
    assert made.value["source"] == "公开发布。注意件数与人数不可相加。"
    assert not SheetFile.objects.exists()


def test_sheet_becomes_a_figure_only_with_what_explains_it(client, part, editor):
    client.force_login(editor)
    shown = upload(client, part)
    address = shown.redirect_chain[-1][0]

    missing = client.post(address, confirmed(shown, kind="figure", note=""))
    client.post(address, confirmed(shown, kind="figure", chart="line", last_column="3", **REST))

    made = body_of(part)[-1]
    assert sorted(missing.context["form"].errors) == ["cutoff", "note", "scope"]
    assert (made.block_type, made.value["kind"], made.value["unit"]) == ("figure", "line", "件")
    assert made.value["grid"]["data"][-1] == ["2023", "1,155", "401", "413"]
    assert str(made.value["cutoff"]) == "2023-12-31"


def test_total_of_the_whole_is_refused_before_it_becomes_a_chart_of_shares(client, part, editor):
    client.force_login(editor)
    shown = upload(client, part)
    address = f"{shown.redirect_chain[-1][0]}?sheet=3"
    rest = {
        "period": "2025年",
        "scope": "全国",
        "source": "公开",
        "kind": "figure",
        "chart": "share",
        "last_column": "1",
    }

    refused = client.post(address, confirmed(client.get(address), **rest))

    assert "合计不是整体的一部分" in refused.text
    assert len(body_of(part)) == 2


def test_figures_shown_in_thousands_are_taken_once_the_unit_says_so(client, part, editor):
    client.force_login(editor)
    rows = ["单位：元", ""], ["年份", "罚没金额"], ["2021", 1234567]
    shown = upload(client, part, sheet_with(*rows, formats={(2, 1): "#,##0,"}))
    address, rest = shown.redirect_chain[-1][0], REST | {"title": "罚没", "period": "2021年", "source": "公开"}

    refused = client.post(address, confirmed(shown, **rest))
    client.post(address, confirmed(shown, **rest, unit="千元"))

    made = body_of(part)[-1]
    assert "B3 1,235 [÷1000]" in shown.text
    assert "B3 1,235 [÷1000]" in refused.context["form"].non_field_errors()[0]
    assert (made.value["unit"], made.value["grid"]["data"][1]) == ("千元", ["2021", "1,235"])


def test_table_in_place_of_another_keeps_its_identity(client, part, editor):
    client.force_login(editor)
    before = body_of(part)[1]
    shown = upload(client, part)
    address = shown.redirect_chain[-1][0]

    wrong = client.post(address, confirmed(shown, over=f"figure:{body_of(part)[0].id}"))
    client.post(address, confirmed(shown, over=f"table:{before.id}", **REST))

    after = body_of(part)
    assert "over" in wrong.context["form"].errors
    assert [block.id for block in after][1] == before.id
    assert len(after) == 2
    assert after[1].value["caption"] == "2021—2023年立案监督情况"


def test_columns_without_a_unit_are_left_to_the_draft_with_a_warning(client, part, editor):
    client.force_login(editor)
    shown = upload(client, part)
    address = f"{shown.redirect_chain[-1][0]}?sheet=10"
    rest = REST | {"period": "2025年", "source": "双方报表", "last_row": "8"}

    done = client.post(address, confirmed(client.get(address), **rest), follow=True)

    made = body_of(part)[-1]
    assert (made.value["caption"], made.value["unit"]) == ("分季度会商与议定事项", "次、项")
    assert "每个数字列的表头写明单位：会商·定期、会商·临时、议定事项·提出、议定事项·办结、议定事项·逾期。" in done.text


def test_range_is_shown_again_when_it_is_changed(client, part, editor):
    client.force_login(editor)
    shown = upload(client, part)
    data = confirmed(shown, last_row="5", show="1")
    del data["take"]

    again = client.post(shown.redirect_chain[-1][0], data)

    assert next(cell["text"] for cell in again.context["shown"][-1]) == "2022"
    assert len(body_of(part)) == 2


def test_formulas_without_a_result_are_refused_with_their_cells(client, part, editor):
    client.force_login(editor)
    shown = upload(client, part)
    address = f"{shown.redirect_chain[-1][0]}?sheet=10"

    refused = client.post(address, confirmed(client.get(address)))

    assert "B9、C9、D9、E9、F9" in refused.text
    assert SheetFile.objects.count() == 1


def test_file_that_is_no_sheet_is_refused(client, part, editor):
    client.force_login(editor)

    shown = upload(client, part, b"%PDF-1.7\x00")

    assert "file" in shown.context["form"].errors
    assert not SheetFile.objects.exists()


def test_others_neither_upload_nor_see_what_was_uploaded(client, part, editor):
    client.force_login(editor)
    address = upload(client, part).redirect_chain[-1][0]
    stranger = member(AgencyFactory(proc=True), RoleCode.EDITOR)

    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert client.get(reverse("blocks-sheet-upload", args=[part.pk])).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code in {302, 403}


def test_page_without_tables_has_no_upload(client, agency, editor):
    client.force_login(editor)

    assert client.get(reverse("blocks-sheet-upload", args=[case(by=editor, agency=agency).pk])).status_code == 404


def test_chapter_under_review_takes_no_table(client, part, editor):
    from cms.library.actions import submit_for_review

    client.force_login(editor)
    address = upload(client, part).redirect_chain[-1][0]
    submit_for_review(part.paper, by=editor)

    assert client.get(address).url == "/editor/"
    assert client.post(address, {"take": "1"}).url == "/editor/"


def test_edit_form_leads_to_the_upload(client, part, editor):
    client.force_login(editor)

    shown = client.get(reverse("wagtailadmin_pages:edit", args=[part.pk]))

    assert reverse("blocks-sheet-upload", args=[part.pk]) in shown.text
