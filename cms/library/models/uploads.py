"""Word files between their upload and the draft that is made of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.library.enums import WordKind


class WordFileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "WordFileQuerySet":
        """What somebody uploaded is seen by that person alone."""
        return self.filter(by=user)


class WordFile(models.Model):
    """An uploaded Word file that waits for the editor's decision; it goes when the draft is made."""

    kind = models.CharField(_("kind of page"), max_length=12, choices=WordKind, default=WordKind.WHITE_PAPER)
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField(_("content"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = WordFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("Word file")
        verbose_name_plural = _("Word files")
        db_table = "library_wordfile"

    def __str__(self) -> str:
        return self.name
