"""Documents, videos and captions of lessons: for those who may open the lesson, and in pieces as players ask."""

import re
from pathlib import PurePath
from typing import Any, BinaryIO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.catalogue.models import Lesson
from courses.learning.permissions import can_see_drafts
from courses.learning.views.common import way_and_step
from shared.accounts.permissions import require

TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt; charset=utf-8", ".pdf": "application/pdf"}
PARTS = ("document", "video", "captions")
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Piece:
    """The next `length` bytes of a file, and no more."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self.file, self.left = file, length

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        self.file.close()


@login_required
def lesson_file(request: HttpRequest, pk: int, part: str) -> HttpResponseBase:
    lesson = get_object_or_404(Lesson.objects.shown().select_related("module__course"), pk=pk)
    _way, step = way_and_step(request, lesson.module.course.slug, pk)
    require(not step.is_locked, _("This lesson is still locked."))
    return file_response(request, lesson, part)


@login_required
def draft_file(request: HttpRequest, pk: int, part: str) -> HttpResponseBase:
    """What a reviewer has to see before it is published."""
    lesson = get_object_or_404(Lesson.objects.editable_by(request.user).select_related("module__course"), pk=pk)
    require(can_see_drafts(request.user, lesson.module.course))
    return file_response(request, lesson.get_latest_revision_as_object(), part)


def file_response(request: HttpRequest, lesson: Lesson, part: str) -> HttpResponseBase:
    file: Any = getattr(lesson, part) if part in PARTS else None
    if not file or not file.storage.exists(file.name):
        raise Http404
    kind = TYPES.get(PurePath(file.name).suffix, "application/octet-stream")
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked and part == "video":
        return piece_response(file, kind, asked[1], asked[2])
    response = FileResponse(
        file.open("rb"), content_type=kind, as_attachment=part == "document", filename=PurePath(file.name).name
    )
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    return response


def piece_response(file: Any, kind: str, first: str, last: str) -> HttpResponseBase:
    """One range as a player asks for it: `bytes=100-`, `bytes=0-499` or the last bytes, `bytes=-500`."""
    size = file.size
    start = int(first) if first else max(size - int(last or 0), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end or start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    stream = file.open("rb")
    stream.seek(start)
    response = FileResponse(Piece(stream, end - start + 1), status=206, content_type=kind)
    response["Content-Length"] = end - start + 1
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    return response
