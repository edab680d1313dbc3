import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.library.actions import keep_word_file
from cms.library.enums import EditionState
from cms.library.models import CasePage, PaperEdition, WhitePaperPage, WordFile
from shared.directory.enums import RoleCode
from tests.cms.library.test_docx import BLIP, DRAWING, png
from tests.factories import cms as factories
from tests.factories.directory import AgencyFactory, member
from tests.factories.release import put_live
from tests.factories.word import p, word_file

UPLOAD = "/editor/word/"


@pytest.fixture
def editor(db):
    return member(AgencyFactory(), RoleCode.EDITOR)


def file(body: str = "", **more) -> bytes:
    return word_file(p("白皮书", "T") + p("一、概况", "1") + p("正文。") + body, **more)


def upload(client, data: bytes, kind: str = "white_paper"):
    return client.post(UPLOAD, {"kind": kind, "file": SimpleUploadedFile("a.docx", data)}, follow=True)


def test_word_page_shows_what_a_file_becomes_and_makes_the_draft(client, editor):
    client.force_login(editor)
    data = file(
        p(raw=DRAWING.format(alt="", inner=BLIP)) + p("图1 流程", "C") + p(raw="<w:r><w:object/></w:r>"),
        relations="i1|image|media/a.png",
        parts={"word/media/a.png": png()},
    )

    shown = upload(client, data)
    address = shown.redirect_chain[-1][0]
    made = client.post(address, {"title": "新白皮书", "alt_0": "流程图"})

    page = WhitePaperPage.objects.get()
    picture = next(b for b in page.parts()[0].body if b.block_type == "picture")
    assert "一、概况" in shown.text
    assert "有一个嵌入对象无法保留" in shown.text
    assert "替代文字：流程" in shown.text
    assert made.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.title, page.live, page.owner) == ("新白皮书", False, editor)
    assert picture.value["alt"] == "流程图"
    assert not WordFile.objects.exists()


def test_word_page_makes_a_case(client, editor):
    client.force_login(editor)

    shown = upload(client, word_file(p("某案", "T") + p("基本案情", "1") + p("事实")), kind="case")
    client.post(shown.redirect_chain[-1][0], {"title": "某案"})

    assert CasePage.objects.get().title == "某案"


def test_word_page_says_why_a_file_cannot_be_read(client, editor):
    client.force_login(editor)

    shown = upload(client, b"%PDF-1.7")

    assert "这是 PDF 文件" in shown.text
    assert not WordFile.objects.exists()


def test_word_page_says_why_no_draft_can_be_made(client, editor):
    client.force_login(editor)

    shown = upload(client, word_file(p("没有标题。")))
    refused = client.post(shown.redirect_chain[-1][0], {"title": "白皮书"})

    assert "没有找到章节" in refused.text
    assert not WhitePaperPage.objects.exists()


def test_word_page_hides_the_file_of_somebody_else(client, editor):
    kept = keep_word_file(file(), kind="white_paper", name="a.docx", by=editor)
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    assert client.get(f"{UPLOAD}{kept.pk}/").status_code == 404


@pytest.mark.parametrize("role", [RoleCode.SECTION_HEAD, RoleCode.TRAINEE, RoleCode.SYSTEM_ADMIN])
def test_word_page_is_closed_to_other_roles(client, db, role):
    client.force_login(member(AgencyFactory(), role))

    response = client.get(UPLOAD)

    assert response.status_code in {302, 403}
    assert not WordFile.objects.exists()


def test_editions_page_shows_states_and_asks_for_a_new_one(client, editor, run_jobs):
    page = factories.paper(by=editor)
    factories.chapter(page, by=editor)
    for part in page.parts():
        put_live(part)
    put_live(page)
    PaperEdition.objects.all().delete()
    client.force_login(editor)
    address = reverse("library-editions", args=[page.pk])

    empty = client.get(address)
    client.post(address)
    run_jobs()
    shown = client.get(address)

    assert "还没有 PDF 版" in empty.text
    assert PaperEdition.objects.get().state == EditionState.MADE
    assert "已生成" in shown.text or "可下载" in shown.text


def test_editions_page_is_closed_to_those_who_may_not_edit(client, db):
    page = factories.paper()
    client.force_login(member(AgencyFactory(), RoleCode.TRAINEE))

    assert client.post(reverse("library-editions", args=[page.pk])).status_code in {302, 403}
    assert not PaperEdition.objects.exists()
