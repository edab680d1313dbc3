"""Files of research outputs: checked, shown, recorded, read; and found under the page that carries them."""

from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.defaultfilters import filesizeformat
from xlsxwriter import Workbook

from cms.library.actions import forget_files, read_anew, read_file, replace_findings, submit_for_review, withdraw_page
from cms.library.attachments import UnreadableError, pdf, read_attachment, reading
from cms.library.attachments.structure import ABOUT
from cms.library.models import FileText, PageFile, PageFinding
from cms.library.models.attachments import OVERLAP, PART, attached_faults
from cms.library.records.oai import dublin_core
from cms.library.records.sources import output_record
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.media.models import MediaDocument
from shared.search.actions import rebuild
from shared.search.models import Entry
from shared.search.queries import search
from tests.factories.cms import block, output
from tests.factories.directory import AgencyFactory, member
from tests.factories.files import document, pdf_file, raw_sheet, sheet_file
from tests.factories.release import put_live
from tests.factories.word import p, word_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def agency():
    return AgencyFactory(proc=True)


@pytest.fixture
def author(agency):
    return member(agency, RoleCode.EDITOR)


def attached(*files, of_author, **fields):
    return output(("李明", of_author), files=[block("document", file.pk) for file in files], **fields)


def hits(words, user=None):
    found = search(words, user or AnonymousUser())
    rows = Entry.objects.in_bulk(found.ids[: found.whole])
    return [(rows[pk].title, rows[pk].url) for pk in found.ids[: found.whole]]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", lambda: pdf_file("密点固定", "鉴定"), [("page1", "密点固定"), ("page2", "鉴定")]),
        ("a.docx", lambda: word_file(p("密点固定的时点")), [("1", "密点固定的时点")]),
        ("a.xlsx", lambda: sheet_file(["年", "件"], ["2025", 12]), [("sheet1:r1", "年 件"), ("sheet1:r2", "2025 12")]),
        ("a.TXT", lambda: "密点\n\n固定".encode("gb18030"), [("1", "密点"), ("3", "固定")]),
        ("a.md", "# 密点".encode, [("1", "# 密点")]),
        ("a.csv", "年,件\n2025,12".encode, [("1", "年,件"), ("2", "2025,12")]),
        ("a.png", lambda: b"\x89PNG", []),
    ],
)  # fmt: skip
def test_words_of_a_file_are_read_with_their_places(name, content, expected):
    found = read_attachment(content(), name)

    assert [(piece.place, piece.text) for piece in found.pieces if not piece.place.startswith(ABOUT)] == expected
    assert bool(found.remark) == name.endswith("png")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", lambda: b"MZ not a PDF", "不是 PDF"),
        ("a.pdf", lambda: b"%PDF-1.7 broken", "已损坏"),
        ("a.pdf", lambda: pdf_file("密", password="secret"), "密码"),
        ("a.docx", lambda: b"PK broken", "损坏"),
        ("a.docx", lambda: b"\xd0\xcf\x11\xe0", "加密"),
        ("a.xlsx", lambda: b"PK broken", "Excel"),
        ("a.xlsx", lambda: b"<html>", "Excel"),
        ("a.txt", lambda: b"\x00\xff\x00", "UTF-8"),
        ("a.pptx", lambda: b"PK broken", "PowerPoint"),
        ("a.pptx", lambda: sheet_file(["年"]), "PowerPoint"),
        ("a.doc", lambda: b"\xd0\xcf\x11\xe0", r"\.docx"),
        ("a.xls", lambda: b"\xd0\xcf\x11\xe0", r"\.xlsx"),
        ("a.ppt", lambda: b"\xd0\xcf\x11\xe0", r"\.pptx"),
        ("a.zip", lambda: b"PK", r"\.pdf"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_a_sentence(name, content, said):
    with pytest.raises(UnreadableError, match=said):
        read_attachment(content(), name)


def test_workbook_is_read_with_what_stands_beside_its_cells():
    out = BytesIO()
    with Workbook(out) as book:
        book.set_properties({"author": "属性甲", "manager": "属性乙"})
        book.set_custom_property("经办", "属性丙")
        book.define_name("承办人", '="名称甲"')
        sheet, hidden = book.add_worksheet("张三案"), book.add_worksheet("底稿")
        sheet.write(0, 0, "公开")
        sheet.write_formula(1, 0, '=IF(A1="公式甲",1,0)', None, 0)
        sheet.write_comment(0, 0, "批注甲", {"author": "批注乙"})
        sheet.write_url(2, 0, "mailto:wang@firm.example", string="联系")
        sheet.set_header('&C&"宋体,加粗"&10页眉甲')
        sheet.set_footer("&L页脚甲")
        sheet.data_validation(3, 0, 3, 0, {"validate": "list", "source": ["序列甲", "序列乙"], "input_title": "提示甲"})
        sheet.insert_textbox(5, 5, "文本框甲", {"description": "替代甲"})
        hidden.write(0, 0, "隐藏甲")
        hidden.hide()

    found = read_attachment(out.getvalue(), "a.xlsx")

    said = "\n".join(f"{piece.place} {piece.text}" for piece in found.pieces)
    words = [
        "属性甲",
        "属性乙",
        "属性丙",
        "名称甲",
        "张三案",
        "公式甲",
        "批注甲",
        "批注乙",
        "wang@firm.example",
        "页眉甲",
    ]
    words += ["页脚甲", "序列甲", "提示甲", "文本框甲", "替代甲", "隐藏甲"]
    assert [word for word in words if word not in said] == []
    assert "页眉甲" in [piece.text for piece in found.pieces]
    assert found.text.split("\n") == ["公开", "0", "联系", "隐藏甲"]


def test_threaded_comments_and_cached_rows_of_a_workbook_are_read():
    parts = {
        "xl/threadedComments/threadedComment1.xml": "<a><threadedComment><text>回复甲</text></threadedComment></a>",
        "xl/persons/person.xml": '<personList><person displayName="人员甲"/></personList>',
        "xl/pivotCache/pivotCacheDefinition1.xml": '<p><sharedItems><s v="缓存甲"/></sharedItems></p>',
        "xl/embeddings/oleObject1.bin": "x",
    }

    found = read_attachment(raw_sheet('<row><c t="inlineStr"><is><t>正文</t></is></c></row>', **parts), "a.xlsx")

    texts = [piece.text for piece in found.pieces]
    assert [word in texts for word in ("正文", "回复甲", "人员甲", "缓存甲")] == [True] * 4
    assert "其他文件" in found.remark


def test_slides_are_read_with_notes_comments_and_properties():
    def lines(*runs):
        return "<p>" + "".join(f"<r><rPr><latin typeface='x'/></rPr><t>{run}</t></r>" for run in runs) + "</p>"

    parts = {
        "ppt/presentation.xml": "<p/>",
        "ppt/slides/slide10.xml": f"<sld>{lines('第十页')}</sld>",
        "ppt/slides/slide2.xml": f"<sld><pic><cNvPr name='图片 1' descr='替代甲'/></pic>{lines('张', '三')}</sld>",
        "ppt/notesSlides/notesSlide1.xml": f"<notes>{lines('备注甲')}</notes>",
        "ppt/comments/comment1.xml": "<cmLst><cm><text>批注甲</text></cm></cmLst>",
        "ppt/commentAuthors.xml": "<cmAuthorLst><cmAuthor name='作者甲'/></cmAuthorLst>",
        "ppt/theme/theme1.xml": "<theme><font name='宋体'/></theme>",
        "docProps/core.xml": "<c><creator>属性甲</creator><revision>3</revision></c>",
    }

    found = read_attachment(raw_sheet("", **parts), "a.pptx")

    texts = [piece.text for piece in found.pieces]
    assert found.text.split("\n") == ["图片 1", "替代甲", "张三", "第十页"]
    assert [word in texts for word in ("备注甲", "批注甲", "作者甲", "属性甲", "宋体", "3")] == [True] * 4 + [False] * 2


def test_reading_stops_at_its_limits_and_says_so(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 4)
    monkeypatch.setattr(reading, "MOST_BYTES", 50_000_000)

    pages, lines = read_attachment(pdf_file("甲", "乙"), "a.pdf"), read_attachment("甲乙丙丁\n戊".encode(), "a.txt")

    assert ([piece.text for piece in pages.pieces], "2" in pages.remark) == (["甲"], True)
    assert ([piece.text for piece in lines.pieces], "4" in lines.remark) == (["甲乙丙丁"], True)
    monkeypatch.setattr(reading, "MOST_BYTES", 3)
    with pytest.raises(UnreadableError):
        read_attachment(b"1234", "a.txt")


def test_files_are_shown_with_kind_and_size_and_go_into_the_record(client, agency):
    file = document(pdf_file("全文"), "full.pdf", title="全文（PDF）")
    page = put_live(attached(file, of_author=agency, slug="with-file"))

    html = client.get(page.url).content.decode()

    assert f'<a href="{file.url}">全文（PDF）</a>' in html
    assert f"PDF，{filesizeformat(file.file_size)}" in html
    core = dublin_core(output_record(page))
    assert core["format"] == ["text/html", "application/pdf"]
    assert core["identifier"][:2] == [f"{settings.BASE_URL}{page.url}", f"{settings.BASE_URL}{file.url}"]
    assert client.get(file.url).status_code == 200


def test_only_pdf_and_word_of_limited_size_are_attached():
    large = document(b"%PDF-1.7", title="大文件")
    MediaDocument.objects.filter(pk=large.pk).update(file_size=20 * 1024 * 1024 + 1)
    large.refresh_from_db()
    files = [
        document(b"%PDF-1.7", "a.PDF"),
        document(b"PK", "a.docx"),
        document(b"<html>", "a.pdf", title="假PDF"),
        document(b"PK", "a.zip", title="压缩包"),
        large,
        None,
    ]

    faults = attached_faults(files)

    assert len(faults) == 4
    assert [name in fault for name, fault in zip(["假PDF", "压缩包", "大文件"], faults, strict=False)] == [True] * 3


def test_scan_reads_text_name_and_properties_of_files_and_keeps_the_page_from_review(agency, author):
    content = pdf_file("联系电话13800138000。", Author="mailto wang@firm.example")
    file = document(content, "张三13900139000.pdf", title="附件")
    page = attached(file, of_author=agency, by=author)
    waiting = page.file_faults()
    read_file(file)

    found = {(hit.place.split(":", 1)[1], hit.text) for hit in page.findings_now()}

    assert len(waiting) == 1
    assert ("page1", "13800138000") in found
    assert ("property:Author", "wang@firm.example") in found
    assert any(place == "file" and "13900139000" in text for place, text in found)
    with pytest.raises(NotAllowedNow):
        submit_for_review(page, by=author)
    PageFinding.objects.refresh(page, page.findings_now())
    with pytest.raises(NotAllowedNow, match="文件"):
        replace_findings(page, by=author)


def test_file_that_nobody_can_read_keeps_the_page_from_review(agency, author, client):
    file = document(pdf_file("密", password="secret"), "a.pdf", title="加密件")
    page = attached(file, of_author=agency, by=author)
    read_file(file)

    [fault] = page.file_faults()

    assert ("加密件" in fault, "密码" in fault) == (True, True)
    client.force_login(author)
    assert fault.rpartition("：")[2] in client.get(f"/editor/findings/{page.pk}/").content.decode()


def test_two_characters_of_a_file_are_found_under_its_public_page_and_never_before(agency, author):
    file = document(pdf_file("附件里写着鸢尾二字"), "a.pdf", title="附件一")
    page = attached(file, of_author=agency, by=author, title="植物新品种研究")
    read_file(file)
    rebuild()
    before = [hits("鸢尾"), hits("鸢尾", author)]

    put_live(page)
    rebuild()

    assert before == [[], []]
    assert hits("鸢尾") == [("植物新品种研究 · 文件“附件一”", page.url)]
    assert hits("附件一") == [("植物新品种研究 · 文件“附件一”", page.url)]
    withdraw_page(page, said_title=page.title, reason="内容有误，需要更正。", by=member(agency, RoleCode.ISSUER))
    assert hits("鸢尾") == []


def test_file_that_is_read_after_its_page_went_live_is_found_then(agency, django_capture_on_commit_callbacks):
    file = document("甲乙".encode() * (PART // 2 - 1) + "尾部跨界词语".encode() + "丙".encode() * 50, "long.txt")
    page = put_live(attached(file, of_author=agency))
    unread = PageFile.objects.filter(page=page.pk).count()

    with django_capture_on_commit_callbacks(execute=True):
        read_file(file)

    assert (unread, PageFile.objects.filter(page=page.pk).count()) == (1, 2)
    assert [url for _title, url in hits("尾部跨界词语")] == [page.url]
    assert len("尾部跨界词语") < OVERLAP


def test_text_of_a_deleted_file_is_forgotten():
    kept, gone = document("甲".encode(), "a.txt"), document("乙".encode(), "b.txt")
    for file in (kept, gone):
        read_file(file)
    gone.delete()

    assert forget_files() == 1
    assert [row.text for row in FileText.objects.all()] == ["甲"]


def test_files_that_an_older_reader_has_read_are_read_anew_by_night(run_jobs):
    old, new = document(b"first", "a.txt"), document(b"second", "b.txt")
    for file in (old, new):
        read_file(file)
    FileText.objects.filter(digest=old.digest).update(reader=1, text="")

    assert read_anew() == 1
    run_jobs()

    assert FileText.objects.get(digest=old.digest).text.strip() == "first"
    assert read_anew() == 0
