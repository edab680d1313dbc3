"""Pictures out of a Word file: known kinds, of a bearable size, turned into what browsers and PDF know."""

import posixpath
import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from cms.library.docx.opening import Package
from cms.library.docx.structure import Picture
from shared.media.cleaning import UncleanError, cleaned

KEPT = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
CONVERTED = {"BMP", "TIFF"}
MOST_PIXELS = 60_000_000
LARGEST = 25 * 1024 * 1024


def read_picture(package: Package, name: str) -> tuple[Picture | None, str]:
    """The picture, or None and the sentence that says why it cannot be kept."""
    data, base = package.read(name), posixpath.basename(name)
    if len(data) > LARGEST:
        return None, _("The picture %(name)s is too large. Make it smaller and put it in again.") % {"name": base}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = Image.open(BytesIO(data), formats=[*KEPT, *CONVERTED])
            if opened.width * opened.height > MOST_PIXELS:
                return None, _("The picture %(name)s has too many pixels. Make it smaller and put it in again.") % {
                    "name": base
                }
            opened.load()
            kept = cleaned(data) if opened.format in KEPT else b""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, UncleanError):
        return None, _(
            "The picture %(name)s is of a kind that browsers do not show. Save it as PNG and put it in again."
        ) % {"name": base}
    if opened.format in KEPT:
        return Picture(kept, f"{posixpath.splitext(base)[0]}.{KEPT[opened.format]}"), ""
    changed = BytesIO()
    opened.convert("RGB").save(changed, "PNG")
    return Picture(changed.getvalue(), f"{posixpath.splitext(base)[0]}.png"), ""
