import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


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
            self.digest = digest_of(self.file) if self.file else ""
            self.file_size = self.file.size if self.digest else None
            if names is not None:
                kwargs["update_fields"] = {*names, "digest", "file_size"}
        super().save(*args, **kwargs)


class MediaImage(DigestMixin, AbstractImage):
    """A picture, described for those who cannot see it.

    Named unlike Wagtail's own model, whose reverse names it would take.
    """

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return self.title


class Rendition(AbstractRendition):
    image = models.ForeignKey(MediaImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]


class MediaDocument(DigestMixin, AbstractDocument):
    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title
