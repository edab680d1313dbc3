"""`import_papers`: the papers of two calls as drafts, with what breaks the rules of their call."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.library.models import ProceedingsPage, ResearchOutputPage
from shared.directory.enums import RoleCode
from shared.media.models import MediaImage
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[2] / "data/papers"


def rows():
    with (DATA / "papers.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def agencies():
    codes = {code for row in rows() for code in row["author_agency_codes"].split("；")}
    held = {"P000000", "I000000", "P440000", "I440000"} | codes
    return {code: AgencyFactory(code=code) for code in sorted(held)}


@pytest.fixture
def run(agencies, capsys):
    def command(papers=DATA / "papers.csv", calls=DATA / "calls.csv", **options):
        call_command("import_papers", str(calls), str(papers), **options)
        *lines, counts = capsys.readouterr().out.splitlines()
        return lines, json.loads(counts)

    return command


@pytest.fixture
def changed(tmp_path, run):
    """Import the first rows of the sheet, with these cells changed."""

    def command(*changes):
        for file in DATA.iterdir():
            shutil.copyfile(file, tmp_path / file.name)
        some = [{**row, **change} for row, change in zip(rows(), changes, strict=False)]
        with (tmp_path / "papers.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, some[0])
            writer.writeheader()
            writer.writerows(some)
        return run(tmp_path / "papers.csv")

    return command


def output(key):
    return ResearchOutputPage.objects.get(source_key=f"SUB-2026-{key}").get_latest_revision_as_object()


def test_two_volumes_and_twenty_four_drafts_come_in(run):
    lines, counts = run()

    assert counts == {"read": 24, "created": 24, "flagged": 8, "refused": 0, "length": 8, "channel": 2}
    assert len(lines) == 10
    volumes = ProceedingsPage.objects.order_by("path")
    assert [(v.title, v.get_children().count(), v.live) for v in volumes] == [
        ("第四届知识产权协同保护业务研讨会征文", 16, False),
        ("跨区域协作与新类型客体保护专题征文", 8, False),
    ]
    assert [[a.code for a in v.issuing_agencies()] for v in volumes] == [["P000000", "I000000"], ["P440000", "I440000"]]
    assert not ResearchOutputPage.objects.filter(live=True).exists()


def test_rules_of_the_call_are_said_by_row_and_kept_with_the_draft(run):
    lines, _counts = run()

    personal = "该征文仅接受单位推荐，本篇为“个人投稿”：请由其所在单位推荐。"
    long = "正文 7340 字，超过征文规定的 6000 字：请退回压缩。"
    assert [line for line in lines if "SUB-2026-022" in line] == [
        f"papers, row 23: SUB-2026-022: {personal}",
        f"papers, row 23: SUB-2026-022: {long}",
    ]
    assert output("022").remarks == f"{personal}\n{long}"
    assert output("011").remarks == "正文 8516 字，超过征文规定的 8000 字：请退回压缩。"
    assert output("001").remarks == ""
    assert output("006").remarks == "表中状态为“已撤回”：请删除草稿，或者确认可以发布。"


def test_authors_keep_their_order_and_their_agencies(run):
    run()

    authors = list(output("010").authors.all())
    assert [(a.name, a.agency.code, a.agency_name) for a in authors] == [
        ("江鹏杰", "P330000", "浙江省人民检察院"),
        ("毛玉桂", "I450000", "广西壮族自治区知识产权局"),
        ("丁娜瑞", "P440000", "广东省人民检察院"),
    ]


def test_text_comes_from_the_word_file(run):
    run()

    page = output("001")
    headings = [block.value["text"] for block in page.body if block.block_type == "heading"]
    assert headings[:3] == ["一、问题的提出", "二、三个层次的区分", "（一）线索可信"]
    assert page.keywords == "行刑衔接、协同保护、证据"
    assert page.abstract.startswith("移送阶段要求查清数额")
    assert len(page.footnotes) == 1
    assert len(output("002").body) == 0


def test_second_import_changes_nothing_an_editor_changed(run):
    run()
    page = output("001")
    page.title = "编辑改过的题目"
    page.save_revision()

    _lines, counts = run()

    assert (counts["created"], counts["length"], counts["channel"]) == (0, 8, 2)
    assert (ResearchOutputPage.objects.count(), ProceedingsPage.objects.count()) == (24, 2)
    assert output("001").title == "编辑改过的题目"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"author_agency_codes": "I500000"},
            "作者 2 人，单位代码 1 个，单位名称 2 个：请为每位作者各填一个，用“；”分隔，次序一致。",
        ),
        ({"authors": ""}, "作者 0 人，单位代码 2 个，单位名称 2 个：请为每位作者各填一个，用“；”分隔，次序一致。"),
        (
            {"author_agency_codes": "I500000；X1"},
            "没有代码为 X1 的机构。请更正，或者先在机构名录中录入该机构。",
        ),
        ({"call_id": "CALL-9"}, "the call CALL-9 is not among the calls; correct call_id or add the call."),
        ({"body_characters": "很多"}, "body_characters 不是数字：“很多”。"),
        ({"submitted_on": "2026-13-40"}, "“2026-13-40”不是日期：请写作 2026-06-30。"),
        ({"submission_id": " "}, "submission_id 和 title 必须填写。"),
        ({"file": "none.docx"}, "the file none.docx cannot be read; put it in the folder or empty its cell."),
    ],
)
def test_malformed_row_is_refused_and_the_others_come_in(changed, change, sentence):
    lines, counts = changed(change, {})

    assert lines == [f"papers, row 2: refused: {sentence}"]
    assert (counts["created"], counts["refused"]) == (1, 1)
    assert ResearchOutputPage.objects.get().source_key == "SUB-2026-002"


def test_topic_and_day_outside_the_call_are_said(changed):
    lines, counts = changed({"topic": "税法"}, {"submitted_on": "2026-09-01"})

    assert (counts["topic"], counts["day"], counts["created"]) == (1, 1, 2)
    assert "主题“税法”不在征文范围内" in lines[0]
    assert "投稿日期为 2026-09-01，不在征文期限内" in lines[1]


def test_file_is_read_from_its_folder_alone(changed, tmp_path):
    (tmp_path.parent / "secret.docx").write_bytes(b"secret")

    lines, _counts = changed({"file": "../secret.docx"})

    assert "the file secret.docx cannot be read" in lines[0]


def test_editor_named_owns_the_drafts_and_a_stranger_is_refused(run, agencies):
    editor = member(agencies["P000000"], RoleCode.EDITOR)

    run(user=editor.username)

    assert set(ResearchOutputPage.objects.values_list("owner", flat=True)) == {editor.pk}
    with pytest.raises(CommandError, match="There is no account nobody"):
        run(user="nobody")


def test_table_without_its_columns_is_refused(run):
    with pytest.raises(CommandError, match="lacks the columns"):
        run(papers=DATA / "calls.csv")
    with pytest.raises(CommandError, match="cannot be read as a CSV table"):
        run(papers=DATA / "paper-01.docx")


def test_dry_run_says_the_same_and_keeps_nothing(run):
    lines, counts = run(dry_run=True)

    kept = [ProceedingsPage.objects.count(), ResearchOutputPage.objects.count(), MediaImage.objects.count()]
    assert kept == [0, 0, 0]
    assert run() == (lines, counts)


def test_pdf_becomes_a_file_of_the_draft(changed, tmp_path):
    (tmp_path / "full.pdf").write_bytes(b"%PDF-1.7 a paper")

    changed({"file": "full.pdf"})

    page = output("001")
    assert [(block.value.title, block.value.file_extension) for block in page.files] == [(page.title, "pdf")]
    assert len(page.body) == 0
