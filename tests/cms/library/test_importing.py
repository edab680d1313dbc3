import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.library.actions import import_case, import_white_paper
from cms.library.docx import NotReadableError
from cms.library.models import CasePage, WhitePaperChapterPage, WhitePaperPage
from shared.audit.actions import NotAllowedNow
from shared.media.models import MediaImage
from tests.factories.cms import complete_tables
from tests.factories.directory import AgencyFactory, UserFactory
from tests.factories.word import p, word_file

DATA = Path(__file__).parents[2] / "data"


def sample() -> bytes:
    return (DATA / "white-paper.docx").read_bytes()


def last_line(capsys) -> dict:
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_import_white_paper_makes_a_draft_with_all_of_the_file(db):
    user = UserFactory()
    agency = AgencyFactory(name="示例省知识产权局")

    imported = import_white_paper(sample(), by=user, name="white-paper.docx")

    page = WhitePaperPage.objects.get(pk=imported.page.pk)
    chapters = page.parts()
    kinds = [block.block_type for chapter in chapters for block in chapter.body]
    assert not page.live
    assert (page.title, page.subtitle) == ("知识产权协同保护白皮书", "（示例）2023—2025")
    assert (page.period_start, page.period_end) == (date(2023, 1, 1), date(2025, 12, 31))
    assert [issuer.agency for issuer in page.issuers.all()] == [agency]
    assert page.chronicle.count() == 12
    assert len(chapters) == 7
    assert not any(chapter.live for chapter in chapters)
    assert {kind: kinds.count(kind) for kind in ("heading", "items", "table", "picture")} == {
        "heading": 21,
        "items": 2,
        "table": 4,
        "picture": 2,
    }
    assert sum(len(chapter.footnotes) for chapter in chapters) == 6
    assert page.latest_revision.user == user
    assert [loss.kind for loss in imported.losses] == ["cover", "cover", "facts", "facts", "facts", "facts"]
    assert imported.losses[2].message == (
        "文件没有写明“2021—2023年立案监督情况”所列数字的数据截止日期、来源，请在送审前补齐。"
    )


def test_import_white_paper_leaves_the_draft_ready_for_review_but_for_what_the_file_cannot_say(db):
    page = import_white_paper(sample(), by=None).page

    open_faults = WhitePaperPage.objects.get(pk=page.pk).faults()
    for part in WhitePaperChapterPage.objects.child_of(page):
        complete_tables(part)

    assert len(open_faults) == 4
    assert open_faults[0] == (
        "一、基本情况：第 5 块（表格“2021—2023年立案监督情况”）："
        "数据截止日期、来源：“监督立案”一列是数字，统计表必须填写。"
    )
    assert WhitePaperPage.objects.get(pk=page.pk).faults() == []


def test_import_white_paper_changes_nothing_when_the_same_file_comes_again(db):
    first = import_white_paper(sample(), by=None, name="a.docx")
    WhitePaperPage.objects.filter(pk=first.page.pk).update(subtitle="改过")

    second = import_white_paper(sample(), by=None, name="b.docx")

    assert not second.is_new
    assert second.page == first.page
    assert WhitePaperPage.objects.get().subtitle == "改过"
    assert MediaImage.objects.count() == 2


def test_import_white_paper_takes_texts_for_pictures_that_had_none(db):
    imported = import_white_paper(sample(), by=None, alternatives={0: "新的说明"})

    chapter = imported.page.parts()[1]
    assert next(b.value["alt"] for b in chapter.body if b.block_type == "picture") == "新的说明"


def test_import_white_paper_turns_a_reference_to_another_chapter_into_a_link(db):
    body = (
        p("一、甲", "1")
        + p(raw='<w:hyperlink w:anchor="here"><w:r><w:t>见第二章</w:t></w:r></w:hyperlink>')
        + p(style="1", raw='<w:bookmarkStart w:name="here"/><w:r><w:t>二、乙</w:t></w:r>')
        + p("文")
    )

    import_white_paper(word_file(p("白皮书", "T") + body), by=None)

    first, second = WhitePaperChapterPage.objects.order_by("path")
    assert f'<a linktype="page" id="{second.pk}">见第二章</a>' in first.body[0].value.source


def test_import_white_paper_refuses_a_file_without_chapters(db):
    with pytest.raises(NotAllowedNow):
        import_white_paper(word_file(p("只有一句话，没有标题。")), by=None)


def test_import_white_paper_writes_nothing_when_the_file_is_no_word_document(db):
    with pytest.raises(NotReadableError):
        import_white_paper(b"%PDF-1.7", by=None)

    assert not WhitePaperPage.objects.exists()


def test_import_case_finds_scheme_and_keywords(db):
    imported = import_case((DATA / "cases/01-guiding-trade-secret.docx").read_bytes(), by=None)

    page = CasePage.objects.get(pk=imported.page.pk)
    assert page.scheme == "guiding"
    assert [s.value["name"] for s in page.sections] == [
        *["关键词", "要旨", "基本案情", "检察机关履职过程", "指导意义", "相关规定"]
    ]
    assert page.keywords == "商业秘密、技术信息、鉴定意见审查、技术调查官、追诉单位犯罪"
    assert page.missing_sections() == []


def test_import_case_keeps_what_the_scheme_does_not_know_as_text_and_says_so(db):
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    body = p("某案", "T") + p("基本案情", "1") + p("事实") + p("专家点评", "1") + p("评语") + table

    imported = import_case(word_file(body), by=None, scheme="local")

    assert imported.page.sections[0].value["text"].source == ("<p>事实</p><p><b>专家点评</b></p><p>评语</p><p>姓名</p>")
    assert [loss.kind for loss in imported.losses] == ["table", "section"]


def test_command_imports_the_folder_of_cases_once(db, capsys):
    call_command("import_cases", DATA / "cases")
    first = last_line(capsys)
    call_command("import_cases", DATA / "cases")
    second = last_line(capsys)

    assert first == {"read": 10, "created": 10, "updated": 0, "repaired": 0, "refused": 0}
    assert second == {"read": 10, "created": 0, "updated": 0, "repaired": 0, "refused": 0}
    assert CasePage.objects.filter(scheme="cnipa_typical").count() == 4
    assert not CasePage.objects.filter(live=True).exists()


def test_command_refuses_one_bad_case_and_takes_the_others(db, tmp_path, capsys):
    (tmp_path / "a.docx").write_bytes(word_file(p("某案", "T") + p("基本案情", "1") + p("事实")))
    (tmp_path / "b.docx").write_bytes(b"nothing")
    (tmp_path / "index.csv").write_text("file,scheme,title\na.docx,local,某案\nmissing.docx,local,没有\n", "utf-8")

    call_command("import_cases", tmp_path)

    assert last_line(capsys) == {"read": 3, "created": 1, "updated": 0, "repaired": 0, "refused": 2}


def test_command_imports_a_white_paper_and_a_dry_run_changes_nothing(db, capsys):
    call_command("import_white_paper", DATA / "white-paper-en.docx", "--dry-run")

    assert last_line(capsys) == {"read": 1, "created": 1, "updated": 0, "repaired": 0, "refused": 0}
    assert not WhitePaperPage.objects.exists()

    call_command("import_white_paper", DATA / "white-paper-en.docx", title="White Paper")

    assert WhitePaperPage.objects.get().title == "White Paper"
    assert WhitePaperPage.objects.get().locale.language_code == "en"


def test_command_says_in_a_sentence_why_a_file_cannot_be_read(db):
    with pytest.raises(CommandError):
        call_command("import_white_paper", DATA / "cases" / "index.csv")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_white_paper", DATA / "missing.docx")
