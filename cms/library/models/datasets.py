"""Tables and figures of published papers, kept beside the text so that they can be listed and searched."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.library.enums import DataKind
from cms.library.models.chapters import WhitePaperChapterPage
from cms.library.models.papers import WhitePaperPage
from cms.library.models.translations import is_translation


class DatasetQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DatasetQuerySet":
        """Public with its chapter and its paper."""
        return self.filter(chapter__live=True, paper__live=True)

    def about(self, words: str) -> "DatasetQuerySet":
        """Every word stands somewhere in what the data set says of itself, or in the title of its paper."""
        columns = ("title", "unit", "period", "scope", "source", "note", "paper__title")
        rows = self
        for word in words.split():
            found = Q()
            for column in columns:
                found |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(found)
        return rows


class Dataset(models.Model):
    """One table or figure of a chapter as it went live; the numbers themselves stay in the chapter."""

    key = models.UUIDField(unique=True)
    chapter = models.ForeignKey(WhitePaperChapterPage, on_delete=models.CASCADE, related_name="datasets")
    paper = models.ForeignKey(WhitePaperPage, on_delete=models.CASCADE, related_name="datasets")
    block = models.UUIDField()
    kind = models.CharField(max_length=8, choices=DataKind)
    place = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    period = models.CharField(_("period"), max_length=80, blank=True)
    cutoff = models.DateField(_("cut-off"), null=True, blank=True)
    scope = models.CharField(_("scope"), max_length=150, blank=True)
    source = models.CharField(pgettext_lazy("of figures", "source"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("data set")
        verbose_name_plural = _("data sets")
        db_table = "library_dataset"
        ordering = ["-paper__published_on", "-paper", "chapter__path", "place"]
        constraints = [models.UniqueConstraint(fields=["chapter", "block"], name="dataset_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def urn(self) -> str:
        return self.key.urn

    @property
    def shown_period(self) -> str:
        """Its own, else that of the paper, which its tables share."""
        first, last = self.paper.period_start, self.paper.period_end
        return self.period or (f"{first:%Y-%m-%d} — {last:%Y-%m-%d}" if first and last else "")

    @property
    def chapter_url(self) -> str:
        return f"/white-papers/{self.paper.slug}/{self.chapter.slug}/"

    @property
    def url(self) -> str:
        """Where the public sees it."""
        return f"{self.chapter_url}#{self.kind}-{str(self.block)[:8]}"

    def file_url(self, fmt: str) -> str:
        """Where the chapter gives out its numbers."""
        return f"{self.chapter_url}data/{self.block}.{fmt}"

    @property
    def csv_url(self) -> str:
        return self.file_url("csv")

    @property
    def xlsx_url(self) -> str:
        return self.file_url("xlsx")


def dataset_key(chapter: Any, block: uuid.UUID) -> uuid.UUID:
    """The name of a data set: a copy of the chapter has data sets of its own, and so has its other language."""
    language = f"{chapter.locale.language_code}:" if is_translation(chapter) else ""
    return uuid.uuid5(chapter.translation_key, f"{language}{block}")
