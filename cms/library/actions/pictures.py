"""Pictures that came before pictures were cleaned: what their files say of people and places is taken out."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction

from cms.library.freshness import TREE
from cms.library.models import PaperEdition
from cms.release.enums import FileKind
from cms.release.models import RouteFile
from shared.media.cleaning import UncleanError, cleaned, is_clean
from shared.media.models import NAMED_BY, MediaImage, Rendition
from shared.ui.freshness import touch

OURS = re.compile(r"original_images/[0-9a-f]{32}(?:_\w+)?(?:\.[a-z]{3,4})?")
SAYS = (b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0")


@dataclass
class CleanedPictures:
    """How many were cleaned or drawn anew, and what could not be done, by name."""

    originals: int = 0
    drawn: int = 0
    on_routes: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    editions: list[str] = field(default_factory=list)


def clean_pictures() -> CleanedPictures:
    """Clean what lies there already; whatever is clean stays as it is, so that it can be done as often as one likes.

    A picture that was read on a route stays to the byte: it was cleared by its digest. Readers do not get it, but what
    is drawn of it, and that is clean.
    """
    done = CleanedPictures()
    for image in MediaImage.objects.order_by("pk").iterator():
        clean_original(image, done)
    for drawn in Rendition.objects.select_related("image").order_by("pk").iterator():
        if not is_clean(bytes_in(drawn.file)) or drawn.image.digest[:NAMED_BY] not in drawn.file.name:
            drawn.delete()
            done.drawn += 1
    if done.originals or done.drawn:
        touch(TREE)
    for edition in PaperEdition.objects.exclude(file="").order_by("pk"):
        if any(word in bytes_in(edition.file) for word in SAYS):
            done.editions.append(str(edition))
    return done


@transaction.atomic
def clean_original(image: Any, done: CleanedPictures) -> None:
    name, storage, data = image.file.name, image.file.storage, bytes_in(image.file)
    try:
        clean = cleaned(data)
    except UncleanError:
        done.unreadable.append(f"{image.pk} {image.title}")
        return
    if clean == data and OURS.fullmatch(name):
        return
    if clean != data and RouteFile.objects.filter(kind=FileKind.IMAGE, file_id=image.pk).exists():
        done.on_routes.append(f"{image.pk} {image.title}")
        return
    image.file = ImageFile(BytesIO(clean), name=name)
    image.save(update_fields=["file"])
    for drawn in image.renditions.all():
        drawn.delete()
    transaction.on_commit(lambda: storage.delete(name))
    done.originals += 1


def bytes_in(file: Any) -> bytes:
    """What lies in the storage; nothing where the file is gone."""
    try:
        with file.storage.open(file.name) as stored:
            return stored.read()
    except OSError:
        return b""
