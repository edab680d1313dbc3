"""What an uploaded proof really is, a PDF or a picture: told by its content and never by its name."""

import re

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

ACCEPTED = ".pdf,.jpg,.jpeg,.png"
MEGABYTE = 1024 * 1024
# How a file of each kind begins, whatever it is called.
BEGINNINGS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}


def check_proof(proof: UploadedFile, megabytes: int) -> None:
    """ValidationError for a file that is too large or is not what its name says."""
    if (proof.size or 0) > megabytes * MEGABYTE:
        raise ValidationError(_("The file is larger than %(n)s MB.") % {"n": megabytes})
    kind = (proof.name or "").rpartition(".")[2].lower()
    if kind not in BEGINNINGS or not is_genuine(proof, kind):
        raise ValidationError(
            _("The file is not a readable PDF, JPG or PNG. Save or scan it again in one of these forms.")
        )


def name_to_keep(proof: UploadedFile) -> str:
    """The name under which the file came, fit for a page and a download."""
    return re.sub(r"[\x00-\x1f\x7f/\\]", "", proof.name or "")[-120:]


def is_genuine(proof: UploadedFile, kind: str) -> bool:
    """Does the content bear its name out? Pictures are decoded, a PDF has its beginning and its end."""
    head = proof.read(16)
    proof.seek(0)
    if not head.startswith(BEGINNINGS[kind]):
        return False
    try:
        return ends_as_pdf(proof) if kind == "pdf" else is_picture(proof)
    finally:
        proof.seek(0)


def ends_as_pdf(proof: UploadedFile) -> bool:
    proof.seek(max((proof.size or 0) - 2048, 0))
    return b"%%EOF" in proof.read()


def is_picture(proof: UploadedFile) -> bool:
    try:
        with Image.open(proof, formats=["JPEG", "PNG"]) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return True
