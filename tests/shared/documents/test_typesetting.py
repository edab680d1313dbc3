import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from shared.documents import typesetting
from shared.documents.actions import MissingGlyphsError, TypesettingError, typeset

MOMENT = datetime(2026, 4, 20, 1, 2, 3, tzinfo=UTC)
DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
TEMPLATE = """#import "/base.typ": *
#show: official.with(title: data.title)
= #data.title
#data.body
#if "picture" in data { image(data.picture, width: 2cm, alt: data.at("alt", default: none)) }
"""


@pytest.fixture
def template(tmp_path, monkeypatch):
    """A small template in the place of an app's own."""
    (tmp_path / "typst").mkdir()
    (tmp_path / "typst" / "letter.typ").write_text(TEMPLATE, encoding="utf-8")
    config = type("Config", (), {"path": str(tmp_path)})
    monkeypatch.setattr(typesetting.apps, "get_app_config", lambda label: config)
    return "letters/letter"


def fonts_of(reader: PdfReader) -> dict[str, bool]:
    """Name of each font and whether its file is inside."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            whole = font.get_object()
            part = whole["/DescendantFonts"][0].get_object() if "/DescendantFonts" in whole else whole
            descriptor = part["/FontDescriptor"].get_object()
            found[whole["/BaseFont"]] = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def test_typeset_gives_tagged_pdf_with_embedded_fonts_when_text_is_chinese(template):
    data = {"title": "关于开班的通知", "body": "学员王㛃、𬱖某参加 joint 培训。", "picture": DOT, "alt": "方块"}

    pdf = typeset(template, data, made_at=MOMENT)

    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    text = "".join(page.extract_text() for page in reader.pages)
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/Lang"] in ("zh-CN", "zh-cn")
    assert reader.metadata.title == "关于开班的通知"
    assert [item.title for item in reader.outline] == ["关于开班的通知"]
    assert "学员王㛃、𬱖某参加 joint 培训。" in text.replace("\n", "")
    assert fonts_of(reader)
    assert all(fonts_of(reader).values())
    assert all("Noto" in name for name in fonts_of(reader))


def test_typeset_gives_the_same_bytes_when_made_twice(template):
    data = {"title": "通知", "body": "内容"}

    assert typeset(template, data, made_at=MOMENT) == typeset(template, data, made_at=MOMENT)


def test_typeset_names_characters_and_places_when_no_font_has_them(template):
    data = {"title": "名单", "body": "甲\U00020003乙", "people": [{"name": "한"}]}

    with pytest.raises(MissingGlyphsError) as caught:
        typeset(template, data)

    assert caught.value.missing == {"\U00020003": ["body"], "한": ["people[0].name"]}
    assert "U+20003" in str(caught.value)
    assert "people[0].name" in str(caught.value)


def test_typeset_looks_inside_svg_text_when_a_picture_has_words(template):
    data = {"title": "图", "body": "", "picture": DOT.replace(b"<rect", "<text>한</text><rect".encode()), "alt": "图"}

    with pytest.raises(MissingGlyphsError, match=r"U\+D55C"):
        typeset(template, data)


def test_typeset_keeps_invisible_marks_out_when_word_left_them(template):
    data = {"title": "通知\ufeff", "body": "甲\u200b乙\u00ad丙\u00a0丁"}

    pdf = typeset(template, data, made_at=MOMENT)

    assert "甲" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_typeset_sets_markup_as_text_when_data_looks_like_markup(template):
    data = {"title": "#import", "body": '#read("/etc/passwd") *bold* $x$ <label> @ref'}

    pdf = typeset(template, data, made_at=MOMENT)

    assert "#read" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_typeset_refuses_picture_when_it_has_no_alternative_text(template):
    with pytest.raises(TypesettingError):
        typeset(template, {"title": "图", "body": "", "picture": DOT})


def test_typeset_refuses_picture_when_its_kind_is_unknown(template):
    with pytest.raises(TypesettingError):
        typeset(template, {"title": "图", "body": "", "picture": b"BM....", "alt": "图"})
