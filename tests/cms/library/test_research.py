"""Symposium papers: imported as drafts, marked with what breaks a rule, public and citable by the route alone."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from cms.library.enums import OutputKind
from cms.library.models import ProceedingsPage, ResearchAuthor, ResearchIndexPage, ResearchOutputPage
from cms.library.records import WorkType, bibtex, gbt7714, linked_data, ris
from cms.library.records.research import output_record, proceedings_record, public_outputs
from tests.factories.directory import AgencyFactory
from tests.factories.release import put_live

DATA = Path(__file__).parents[2] / "data" / "papers"
READ = dt.date(2026, 11, 28)
pytestmark = pytest.mark.django_db


def volume(*, live=True, **fields):
    defaults = {
        "title": "第四届研讨会论文集",
        "slug": "v4",
        "event": "第四届研讨会",
        "hosts": "甲院；乙局",
        "live": False,
    }
    page = ProceedingsPage(**(defaults | fields))
    ResearchIndexPage.objects.get().add_child(instance=page)
    page.save_revision()
    return put_live(page) if live else page


def output(of, *, live=True, names=("宋敏曦", "田可薇"), **fields):
    defaults = {"title": "移送标准的把握", "slug": "p1", "year": 2026, "abstract": "文章区分三个层次。", "live": False}
    page = ResearchOutputPage(**(defaults | fields))
    page.authors = [ResearchAuthor(name=n, agency_name=f"{n[0]}局", sort_order=at) for at, n in enumerate(names)]
    ProceedingsPage.objects.get(pk=of.pk).add_child(instance=page)
    page.save_revision()
    return put_live(page) if live else page


def last_line(capsys):
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_table_comes_in_once_and_every_row_is_a_draft(capsys):
    call_command("import_papers", DATA / "papers.csv")
    first = last_line(capsys)
    call_command("import_papers", DATA / "papers.csv")

    assert first == {"read": 24, "created": 24, "marked": 8, "refused": 0}
    assert last_line(capsys) == {"read": 24, "created": 0, "marked": 0, "refused": 0}
    assert ResearchOutputPage.objects.count() == 24
    assert ProceedingsPage.objects.count() == 2
    assert not ResearchOutputPage.objects.filter(live=True).exists()
    assert not ProceedingsPage.objects.filter(live=True).exists()


def test_authors_keep_the_order_and_the_agency_of_the_table():
    known = AgencyFactory(code="P330000")

    call_command("import_papers", DATA / "papers.csv")

    page = ResearchOutputPage.objects.get(submission_code="SUB-2026-010")
    found = [(a.name, a.agency) for a in page.authors.all()]
    assert found == [("江鹏杰", known), ("毛玉桂", None), ("丁娜瑞", None)]


def test_word_file_becomes_the_full_text():
    call_command("import_papers", DATA / "papers.csv")

    with_text = {page.submission_code for page in ResearchOutputPage.objects.all() if len(page.body)}
    assert sorted(with_text) == ["SUB-2026-001", "SUB-2026-003", "SUB-2026-007"]


def test_rows_that_break_a_rule_are_marked_and_cannot_go_to_review():
    call_command("import_papers", DATA / "papers.csv")

    page = ResearchOutputPage.objects.get(submission_code="SUB-2026-019")
    assert page.objections.splitlines() == [
        "本次征文仅接受单位推荐；此稿为个人投稿。",
        "论文有 8547 字，征文要求不超过 6000 字。",
    ]
    assert page.faults() == page.objections.splitlines()
    assert ResearchOutputPage.objects.get(submission_code="SUB-2026-001").faults() == []


def test_row_with_fewer_agencies_than_authors_is_refused_and_the_others_come_in(tmp_path, capsys):
    rows = list(csv.DictReader((DATA / "papers.csv").open(encoding="utf-8-sig")))[:2]
    rows[0]["author_agency_codes"], rows[1]["file"] = "I500000", ""
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)

    call_command("import_papers", tmp_path / "t.csv", calls=DATA / "calls.csv", files=DATA)

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "SUB-2026-001: refused: 作者、单位代码、单位名称的个数不一致：2、1、2。"
    assert json.loads(said[-1]) == {"read": 2, "created": 1, "marked": 0, "refused": 1}


def test_authors_are_no_findings_and_a_name_in_the_text_is_one():
    page = output(volume(live=False), live=False)
    other = output(page.get_parent(), live=False, slug="p2", abstract="被告人宋敏曦，手机13812345678。")

    assert page.findings_now() == []
    assert "13812345678" in {hit.text for hit in other.findings_now()}


def test_paper_is_cited_in_its_public_proceedings():
    page = output(volume(), published_on=dt.date(2026, 9, 1), pages="12-19")

    record = output_record(page)

    url = "/research/v4/p1/"
    assert record.path == url
    assert gbt7714.reference(record, read_on=READ) == (
        f"宋敏曦，田可薇. 移送标准的把握[C/OL]//第四届研讨会论文集. 2026-09-01：12-19. {record.url}."
    )
    assert bibtex.entry(record, read_on=READ).startswith("@inproceedings{")
    assert ris.entry(record, read_on=READ).startswith("TY  - CPAPER\r\n")
    assert linked_data.linked_record(record)["isPartOf"] == {"@type": "Book", "name": "第四届研讨会论文集"}


def test_proceedings_that_are_a_draft_are_not_named():
    page = output(volume(live=False))

    assert output_record(page).container == ""
    assert output_record(public_outputs().get()).container == ""


def test_proceedings_are_cited_as_a_whole():
    record = proceedings_record(volume(published_on=dt.date(2026, 9, 1)))

    assert gbt7714.reference(record, read_on=READ) == f"甲院，乙局. 第四届研讨会论文集[C/OL]. 2026-09-01. {record.url}."
    assert bibtex.entry(record, read_on=READ).startswith("@proceedings{")
    assert ris.entry(record, read_on=READ).startswith("TY  - CONF\r\n")
    assert linked_data.linked_record(record)["@type"] == "Book"


@pytest.mark.parametrize(
    ("kind", "work"),
    [
        (OutputKind.PAPER, WorkType.PROCEEDINGS),
        (OutputKind.REPORT, WorkType.REPORT),
        (OutputKind.CONSENSUS, WorkType.OTHER),
        (OutputKind.LECTURE, WorkType.OTHER),
    ],
)
def test_every_kind_has_its_mark(kind, work):
    page = output(volume(live=False), live=False, kind=kind)

    record = output_record(page)
    assert record.type is work
    assert f"[{work.value}/OL]" in gbt7714.reference(record, read_on=READ)
    assert bibtex.entry(record, read_on=READ).startswith("@")
    assert ris.entry(record, read_on=READ).startswith("TY  - ")


def test_pages_and_list_show_what_is_public_alone(client):
    of = volume()
    output(of)
    output(of, live=False, slug="draft", title="未公开的论文", topic="商标")

    listed = client.get("/research/").content.decode()
    whole = client.get("/research/v4/").content.decode()
    page = client.get("/research/v4/p1/").content.decode()

    assert "移送标准的把握" in listed
    assert "未公开的论文" not in listed
    assert "商标" not in listed
    assert "移送标准的把握" in whole
    assert "未公开的论文" not in whole
    assert page.index("宋敏曦") < page.index("田可薇")
    assert "文章区分三个层次。" in page
    assert client.get("/research/v4/draft/").status_code == 404
    assert client.get("/research/v4/p1/cite.bib").status_code == 200
    assert "移送标准的把握" in client.get("/feeds/research-paper.atom").content.decode()
    assert "移送标准的把握" in client.get("/oai/?verb=ListRecords&metadataPrefix=oai_dc&set=research").content.decode()


def test_list_is_narrowed_by_words_agency_and_kind(client):
    of = volume()
    output(of)
    output(of, slug="p2", title="期限协调报告", kind=OutputKind.REPORT, names=("钱嘉博",))

    def titles(query):
        text = client.get(f"/research/{query}").content.decode()
        return [title for title in ("移送标准的把握", "期限协调报告") if title in text]

    assert titles("?q=期限") == ["期限协调报告"]
    assert titles("?q=田可薇") == ["移送标准的把握"]
    assert titles("?agency=钱局") == ["期限协调报告"]
    assert titles("?kind=report&year=2026") == ["期限协调报告"]
    assert titles("?kind=nonsense") == ["移送标准的把握", "期限协调报告"]
