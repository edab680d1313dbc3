import hashlib
import re
import uuid
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    WagtailImageFieldFile,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.images.models import Image as WagtailImage

from shared.media.cleaning import cleaned

NOTED = ("digest", "file_size", "file_hash", "width", "height")  # what is kept of a file beside the file
DRAWN = "images/"
NAMED_BY = 20  # characters of the digest in the address of a picture


def digest_of(file: Any) -> str:
    """SHA-256 of a file as it is stored, in hexadecimal; '' for one that cannot be read."""
    was_closed, found = file.closed, hashlib.sha256()
    try:
        file.open("rb")
        for chunk in file.chunks():
            found.update(chunk)
        file.seek(0)
    except (OSError, ValueError):
        return ""
    if was_closed:
        file.close()
    return found.hexdigest()


class DigestMixin(models.Model):
    """What a file says, as a number that changes with it: by this a file is known as the one that was cleared."""

    digest = models.CharField(max_length=64, blank=True, editable=False)

    file: Any
    file_size: int | None

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A file that is stored anew has another digest, whoever stores it and however."""
        names = kwargs.get("update_fields")
        if names is None or "file" in names:
            field: Any = self._meta.get_field("file")
            field.pre_save(self, add=self._state.adding)  # what counts is the file as it is stored
            self.note_file()
            if names is not None:
                kwargs["update_fields"] = {*names, *NOTED} & {one.name for one in self._meta.concrete_fields}
        super().save(*args, **kwargs)

    def note_file(self) -> None:
        self.digest = digest_of(self.file) if self.file else ""
        self.file_size = self.file.size if self.digest else None


class PictureFile(WagtailImageFieldFile):
    """Whatever is stored here says nothing of who took it, where and with what (shared.media.cleaning)."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        content.seek(0)
        super().save(name, File(BytesIO(cleaned(content.read())), name=content.name), save)


class PictureField(WagtailImageField):
    """Pictures as they were drawn, without what their files say besides; UncleanError for what cannot be read."""

    attr_class = PictureFile

    def deconstruct(self) -> Any:
        """For the database it is the field that it was."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", args, kwargs


def ending_of(name: str) -> str:
    """.jpg of anything that ends so; what is no ending of a picture is none."""
    ending = PurePath(name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z]{3,4}", ending) else ""


class MediaImage(DigestMixin, AbstractImage):
    """A picture, described for those who cannot see it. Its file has a name of our own: theirs may name people.

    Named unlike Wagtail's own model, whose reverse names it would take.
    """

    file = PictureField(verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height")

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.title

    def get_upload_to(self, filename: str) -> str:
        return f"original_images/{uuid.uuid4().hex}{ending_of(filename)}"

    def note_file(self) -> None:
        super().note_file()
        if self.digest:
            self._set_file_hash()


class Rendition(AbstractRendition):
    """A picture as a page shows it: clean even where the original came before originals were cleaned."""

    file = PictureField(
        upload_to=get_rendition_upload_to,
        storage=get_rendition_storage,
        width_field="width",
        height_field="height",
    )
    image = models.ForeignKey(MediaImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]

    def get_upload_to(self, filename: str) -> str:
        """Its public address: of the picture's digest and what was drawn, never of the name the file came by."""
        drawn = [self.focal_point_key, self.filter_spec.replace("|", ".")]
        name = ".".join(part for part in [self.image.digest[:NAMED_BY] or str(self.image_id), *drawn] if part)
        return f"{DRAWN}{self.file.storage.get_valid_name(name)}{ending_of(filename)}"


class MediaDocument(DigestMixin, AbstractDocument):
    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title
