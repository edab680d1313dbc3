"""Uploaded files are what they say, by their content."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from courses.catalogue.files import check_captions, check_document, check_video, lesson_path
from tests.factories.learning import CAPTIONS, MP4

WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"


def office(folder: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(f"{folder}document.xml", "<x/>")
    return made.getvalue()


def accepted(check, name: str, data: bytes) -> bool:
    try:
        check(ContentFile(data, name=name))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "data", "is_video"),
    [
        ("a.mp4", MP4, True),
        ("a.webm", WEBM, True),
        ("A.MP4", MP4, True),
        ("a.mp4", WEBM, False),
        ("a.webm", MP4, False),
        ("a.mp4", b"<script>", False),
        ("a.html", MP4, False),
        ("a.mp4", b"", False),
    ],
)
def test_video_is_told_by_its_content(name, data, is_video):
    assert accepted(check_video, name, data) is is_video


@pytest.mark.parametrize(
    ("name", "data", "is_document"),
    [
        ("a.pdf", b"%PDF-1.7 ...", True),
        ("a.docx", office("word/"), True),
        ("a.xlsx", office("xl/"), True),
        ("a.docx", office("xl/"), False),
        ("a.pdf", b"<html>", False),
        ("a.docx", b"PK broken", False),
        ("a.exe", b"MZ", False),
    ],
)
def test_document_is_told_by_its_content(name, data, is_document):
    assert accepted(check_document, name, data) is is_document


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\n字幕", "首行为“WEBVTT”"),
        ("WEBVTT\n\n没有时间", "没有带起止时间的文字"),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\n倒着", "字幕第 3 行"),
        ("WEBVTT\n\n00:00 --> 00:02\n不全", "字幕第 3 行"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\n错", "字幕第 3 行"),
    ],
)
def test_bad_captions_are_named_by_line(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        check_captions(ContentFile(text.encode(), name="a.vtt"))


def test_captions_in_another_encoding_are_refused():
    with pytest.raises(ValidationError, match="UTF-8"):
        check_captions(ContentFile("WEBVTT 字幕".encode("gb18030"), name="a.vtt"))


def test_good_captions_are_accepted():
    text = "\ufeff" + CAPTIONS + "\n1:00:02.000 --> 1:00:03.500 line:0\n完"
    captions = ContentFile(text.encode(), name="a.vtt")

    check_captions(captions)

    assert captions.read().decode() == text, "the file is read from its start again when it is stored"


def test_large_file_is_refused(monkeypatch):
    monkeypatch.setattr("courses.catalogue.files.LARGEST_VIDEO", 100)

    with pytest.raises(ValidationError, match="文件超过"):
        check_video(ContentFile(MP4, name="a.mp4"))


def test_stored_name_cannot_be_guessed():
    first, second = lesson_path(None, "讲义.PDF"), lesson_path(None, "讲义.PDF")

    assert first != second
    assert first.endswith("/讲义.pdf")
