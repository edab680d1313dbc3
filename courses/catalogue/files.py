"""What an uploaded file really is: told by its content, never by its name."""

import re
import uuid
import zipfile
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
LARGEST_VIDEO, LARGEST_DOCUMENT, LARGEST_CAPTIONS = 500 * MEGABYTE, 50 * MEGABYTE, MEGABYTE
VIDEO_TYPES = {".mp4": "video/mp4", ".webm": "video/webm"}
# A folder of the archive tells which office program the file is for.
OFFICE = {".docx": "word/", ".pptx": "ppt/", ".xlsx": "xl/"}
CUE = re.compile(r"^((?:\d+:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?[0-5]\d:[0-5]\d\.\d{3})(?:[ \t].*)?$")


def lesson_path(_lesson: Any, name: str) -> str:
    """A name nobody can guess; what the file is called is kept behind it."""
    path = PurePath(name)
    return f"lessons/{uuid.uuid4().hex}/{path.stem[:40]}{path.suffix.lower()[:8]}"


def check_size(file: Any, largest: int) -> None:
    if file.size > largest:
        raise ValidationError(_("The file is larger than %(size)d MB.") % {"size": largest // MEGABYTE})


def head_of(file: Any, length: int) -> bytes:
    file.seek(0)
    head: bytes = file.read(length)
    file.seek(0)
    return head


def check_video(file: Any) -> None:
    check_size(file, LARGEST_VIDEO)
    head, suffix = head_of(file, 64), PurePath(file.name).suffix.lower()
    is_mp4 = head[4:8] == b"ftyp"
    is_webm = head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head
    if not (is_mp4 and suffix == ".mp4") and not (is_webm and suffix == ".webm"):
        raise ValidationError(_("This is no MP4 or WebM video, or its name ends differently from what it is."))


def check_document(file: Any) -> None:
    check_size(file, LARGEST_DOCUMENT)
    suffix = PurePath(file.name).suffix.lower()
    if suffix == ".pdf" and head_of(file, 5) == b"%PDF-":
        return
    if suffix in OFFICE and holds_folder(file, OFFICE[suffix]):
        return
    raise ValidationError(
        _("This is no PDF, Word, PowerPoint or Excel file, or its name ends differently from what it is.")
    )


def holds_folder(file: Any, folder: str) -> bool:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.startswith(folder) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    finally:
        file.seek(0)


def check_captions(file: Any) -> None:
    check_size(file, LARGEST_CAPTIONS)
    try:
        text = head_of(file, LARGEST_CAPTIONS).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("The captions are not written in UTF-8.")) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise ValidationError(_("Captions are a WebVTT file: its first line is “WEBVTT”."))
    check_cues(lines)


def check_cues(lines: list[str]) -> None:
    cues = [(number, CUE.match(line.strip()), line) for number, line in enumerate(lines, 1) if "-->" in line]
    if not cues:
        raise ValidationError(_("The captions hold no line of text with its times."))
    for number, cue, line in cues:
        if cue is None or clock(cue[1]) >= clock(cue[2]):
            raise ValidationError(
                _("Line %(line)d of the captions: “%(text)s” is no pair of times such as 00:01.000 --> 00:04.000.")
                % {"line": number, "text": line.strip()[:60]}
            )


def clock(text: str) -> float:
    hours, minutes, seconds = ("0:" + text if text.count(":") == 1 else text).split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
