"""A file as an office brings it: a scan or a PDF, known by its content and not by its name."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

ACCEPTED = ".pdf,.jpg,.jpeg,.png"
MEGABYTE = 1024 * 1024
# How a file of each kind begins, whatever it is called.
BEGINNINGS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}


class ScanField(forms.FileField):
    """A PDF or a picture of a paper, no larger than `largest` megabytes."""

    widget = forms.FileInput

    def __init__(self, *, largest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.largest = largest
        self.widget.attrs["accept"] = ACCEPTED

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if isinstance(found, UploadedFile):
            check_scan(found, self.largest)
        return found


def check_scan(file: UploadedFile, largest: int) -> None:
    if (file.size or 0) > largest * MEGABYTE:
        raise forms.ValidationError(_("The file is larger than %(n)s MB.") % {"n": largest})
    kind = (file.name or "").rpartition(".")[2].lower()
    if kind not in BEGINNINGS or not is_genuine(file, kind):
        raise forms.ValidationError(
            _("The file is not a readable PDF, JPG or PNG. Save or scan it again in one of these forms.")
        )


def safe_name(file: Any, length: int) -> str:
    """The name under which a file came, without what could lead a browser astray, cut from the front."""
    return re.sub(r"[\x00-\x1f\x7f/\\]", "", file.name or "")[-length:]


def is_genuine(file: UploadedFile, kind: str) -> bool:
    """Does the content bear its name out? Pictures are decoded, a PDF has its beginning and its end."""
    head = file.read(16)
    file.seek(0)
    if not head.startswith(BEGINNINGS[kind]):
        return False
    try:
        return ends_as_pdf(file) if kind == "pdf" else is_picture(file)
    finally:
        file.seek(0)


def ends_as_pdf(file: UploadedFile) -> bool:
    file.seek(max((file.size or 0) - 2048, 0))
    return b"%%EOF" in file.read()


def is_picture(file: UploadedFile) -> bool:
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return True
