"""Pictures and documents at their addresses: for everybody what is public, for few what is not yet (decision 24)."""

import mimetypes
from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from wagtail import hooks

from shared.media.models import MediaDocument, Rendition
from shared.media.permissions import has_rights_to
from shared.media.readers import is_public, may_see

KINDS = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}
KEPT = "public, max-age=600, s-maxage=60"  # a picture that is withdrawn is gone from a proxy within a minute
CHECKED = "public, no-cache"
CLOSED = "private, no-store"


def require_reader(request: HttpRequest, file: Any, kept: str) -> str:
    """How the answer may be kept; a file that this reader may not see does not exist for her."""
    if is_public(file):
        return kept
    if has_rights_to(request.user, file) or may_see(request, file):
        return CLOSED
    raise Http404


def image_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture as drawn for a page; originals and editions have no address here."""
    kind = mimetypes.guess_type(name)[0] or ""
    rows = Rendition.objects.select_related("image")
    drawn = get_object_or_404(rows, file=f"images/{name}") if kind in KINDS else None
    if drawn is None:
        raise Http404
    kept = require_reader(request, drawn.image, KEPT)
    return sent(request, drawn.file, digest=drawn.image.digest, kept=kept, content_type=kind)


def document_file(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """A document under the name it was stored by; PDF is shown, everything else is put away."""
    document = get_object_or_404(MediaDocument, pk=int(pk) if len(pk) < 19 else 0)
    kept = require_reader(request, document, CHECKED)
    if document.filename != name:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):  # a collection can be closed besides
        if answer := hook(document, request):
            return answer
    kind = document.content_type
    shown = {"content_type": kind, "filename": name, "as_attachment": kind != "application/pdf"}
    response = sent(request, document.file, digest=document.digest, kept=kept, **shown)
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


def sent(request: HttpRequest, file: Any, *, digest: str, kept: str, **shown: Any) -> HttpResponseBase:
    """The stored file, or word that the reader's copy is still right."""
    if not file.storage.exists(file.name):
        raise Http404
    headers = {"Cache-Control": kept, "ETag": f'"{digest}"'}
    unchanged = get_conditional_response(request, etag=headers["ETag"])
    return unchanged or FileResponse(file.storage.open(file.name), headers=headers, **shown)
