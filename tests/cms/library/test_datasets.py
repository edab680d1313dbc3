"""The catalogue of open data (X23): what is live, found by words, downloaded, read by programs."""

import io
import uuid

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.blocks.tables import grid
from cms.library.models import Dataset, WhitePaperChapterPage, WhitePaperPage
from tests.factories.cms import block, chapter, figure, paper, table
from tests.factories.directory import AgencyFactory
from tests.factories.release import put_live

pytestmark = pytest.mark.django_db


def go_live(page):
    found = type(page).objects.get(pk=page.pk)
    put_live(found)
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def public_paper():
    page = go_live(paper(AgencyFactory(), slug="2025"))
    part = chapter(page, figure(note="含铁路运输检察院"), block("paragraph", "<p>甲</p>"), table(), slug="basics")
    go_live(part)
    return page


def test_catalogue_lists_what_each_table_and_figure_says_of_itself(client, public_paper):
    html = client.get("/data/").content.decode()

    assert "共 2 组数据" in html
    row = Dataset.objects.get(kind="figure")
    assert f'href="/white-papers/2025/basics/#figure-{str(row.block)[:8]}">监督立案</a>' in html
    for text in ("2021—2023年", "2023-12-31", "全国检察机关", "公开报道", "件"):
        assert text in html


def test_links_of_the_catalogue_lead_to_the_place_and_the_files(client, public_paper):
    for row in Dataset.objects.all():
        assert f'id="{row.url.partition("#")[2]}"' in client.get(row.chapter_url).content.decode()
        assert client.get(row.csv_url).status_code == 200
        assert client.get(row.xlsx_url).status_code == 200


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("立案", ["监督立案", "立案监督情况"]),
        ("监督 2023年", ["监督立案"]),
        ("铁路", ["监督立案"]),
        ("白皮书", ["监督立案", "立案监督情况"]),
        ("无此数据", []),
        ("%", []),
    ],
)
def test_words_find_data_sets(client, public_paper, words, titles):
    found = client.get("/api/v1/datasets/", {"q": words}).json()["results"]

    assert [row["title"] for row in found] == titles


def test_api_says_where_everything_is(client, public_paper):
    answer = client.get("/api/v1/datasets/")

    row = Dataset.objects.get(kind="figure")
    base = settings.BASE_URL
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json() | {"results": answer.json()["results"][:1]} == {
        "count": 2,
        "pages": 1,
        "page": 1,
        "results": [
            {
                "id": str(row.key),
                "kind": "figure",
                "title": "监督立案",
                "unit": "件",
                "period": "2021—2023年",
                "cutoff": "2023-12-31",
                "scope": "全国检察机关",
                "source": "公开报道",
                "note": "含铁路运输检察院",
                "paper": {"title": public_paper.title, "url": f"{base}/white-papers/2025/"},
                "published_on": WhitePaperPage.objects.get().published_on.isoformat(),
                "url": f"{base}{row.url}",
                "csv": f"{base}{row.csv_url}",
                "xlsx": f"{base}{row.xlsx_url}",
                "api": f"{base}/api/v1/datasets/{row.key}/",
            }
        ],
    }


def test_table_of_before_without_a_period_has_that_of_its_paper(client, public_paper):
    go_live(chapter(public_paper, table(period="", caption="旧表"), slug="old"))

    found = client.get("/api/v1/datasets/").json()["results"]

    assert [row["period"] for row in found] == ["2021—2023年", "2021—2022年", "2025-01-01 — 2025-12-31"]
    assert [row["scope"] for row in found] == ["全国检察机关"] * 3
    assert [row["cutoff"] for row in found] == ["2023-12-31", "2022-12-31", "2022-12-31"]


def test_api_gives_numbers_as_numbers(client, public_paper):
    rows = [["年份", "案件", "占比"], ["2021", "1,155", "95.9%"], ["2022", "—", "0.5"]]
    rows += [["0012", "12，13", "007"]]
    go_live(chapter(public_paper, table(caption="混合", grid=grid(rows)), slug="mixed"))

    data = client.get(f"/api/v1/datasets/{Dataset.objects.get(title='混合').key}/").json()

    assert data["header"] == [["年份", "案件", "占比"]]
    assert data["rows"] == [[2021, 1155, "95.9%"], [2022, "—", 0.5], ["0012", "12，13", "007"]]


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "9" * 40])
def test_page_that_does_not_exist_is_said_so(client, public_paper, page):
    answer = client.get("/api/v1/datasets/", {"page": page})

    assert answer.status_code == 404
    assert answer.json() == {"detail": "There are pages 1 to 1."}


def test_workbook_holds_numbers_and_no_formula(client, public_paper):
    part = chapter(public_paper, table(caption="公式", grid=grid([["=1+1", "件"], ["甲", "1,155"]])), slug="formula")
    go_live(part)

    row = Dataset.objects.get(title="公式")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(row.xlsx_url).content)).active

    lines = list(sheet.iter_rows())[-2:]
    assert [[cell.value for cell in line] for line in lines] == [["=1+1", "件"], ["甲", 1155]]
    assert lines[0][0].data_type == "s"


def test_catalogue_in_dcat_names_every_file(client, public_paper):
    data = client.get("/data/catalog.jsonld").json()

    first = data["dcat:dataset"][0]
    assert data["@type"] == "dcat:Catalog"
    assert first["dct:title"] == {"@value": "监督立案", "@language": "zh-Hans"}
    assert [d["dcat:mediaType"] for d in first["dcat:distribution"]] == [
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]


def nothing_is_public(client, row):
    api = client.get("/api/v1/datasets/").json()["count"]
    dcat = client.get("/data/catalog.jsonld").json().get("dcat:dataset", [])
    codes = {client.get(url).status_code for url in (f"/api/v1/datasets/{row.key}/", row.csv_url, row.xlsx_url)}
    return (api, dcat, codes, row.title in client.get("/data/").content.decode()) == (0, [], {404}, False)


def test_data_of_a_withdrawn_paper_is_nowhere(client, public_paper):
    row = Dataset.objects.first()

    WhitePaperPage.objects.get().unpublish()

    assert nothing_is_public(client, row)


def test_data_of_a_withdrawn_chapter_is_nowhere(client, public_paper):
    row = Dataset.objects.first()

    WhitePaperChapterPage.objects.get().unpublish()

    assert nothing_is_public(client, row)


def test_data_of_a_draft_is_not_in_the_catalogue(client):
    part = chapter(paper(), figure())

    assert not Dataset.objects.filter(chapter=part).exists()


def test_new_numbers_are_not_given_out_before_they_are_published(client, public_paper):
    part = WhitePaperChapterPage.objects.get()
    part.body = [figure(title="尚未公布")]
    part.save_revision()

    assert "尚未公布" not in client.get("/data/").content.decode()


def test_data_set_keeps_its_name_through_a_correction_and_goes_with_its_block(client, public_paper):
    part = WhitePaperChapterPage.objects.get()
    kept = Dataset.objects.get(kind="figure")
    child = dict(part.body.raw_data[0])
    part.body = [{**child, "value": {**child["value"], "title": "监督立案（更正）"}}]
    part.save_revision()

    go_live(part)

    row = Dataset.objects.get()
    assert (row.pk, row.key, row.title) == (kept.pk, kept.key, "监督立案（更正）")


def test_unknown_data_set_is_not_found(client, public_paper):
    assert client.get(f"/api/v1/datasets/{uuid.uuid4()}/").status_code == 404
    assert client.get(f"/white-papers/2025/basics/data/{uuid.uuid4()}.xlsx").status_code == 404


@pytest.mark.parametrize("address", ["/data/", "/api/v1/datasets/", "/data/catalog.jsonld"])
def test_catalogue_costs_the_same_with_one_row_and_three(client, public_paper, address):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    cost()
    one = cost()
    for n in range(2):
        go_live(chapter(public_paper, figure(), slug=f"more-{n}"))

    assert cost() == one
    assert one <= 12
