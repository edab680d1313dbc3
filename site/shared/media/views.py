import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

KINDS = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}


def image_file(request: HttpRequest, name: str) -> FileResponse:
    """A picture as drawn for a page; originals, documents and editions have no address here."""
    kind = mimetypes.guess_type(name)[0]
    try:
        if kind not in KINDS or not default_storage.exists(f"images/{name}"):
            raise Http404
        file = default_storage.open(f"images/{name}")
    except SuspiciousFileOperation as fault:
        raise Http404 from fault
    return FileResponse(file, content_type=kind, headers={"Cache-Control": "public, max-age=31536000"})
