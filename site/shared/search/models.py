"""The index, what is known of its words, and what editors add: synonyms and chosen results."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from shared.directory.models import Region
from shared.search.sources import SOURCES
from shared.search.tokens import fold, runs


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """What this user may see of every source, as the source itself says; unknown sources show nothing."""
        everybody = [source.key for source in SOURCES.values() if source.visible is None]
        alike: dict[Any, list[str]] = {}
        for source in SOURCES.values():
            if source.visible is not None:
                alike.setdefault(source.visible, []).append(source.key)
        seen = Q(source__in=everybody)  # asked first: it holds of most rows
        for visible, keys in alike.items():
            seen |= Q(source__in=keys, object_id__in=visible(user).order_by().values("pk"))
        return self.filter(seen)


class Entry(models.Model):
    """One thing that can be found: a chapter, a case, an article of a law, a class, a person.

    `folded` is title and text as they are compared, `tokens` every token once. How the databases find a token is
    laid beside the table by the first migration.
    """

    source = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    tokens = models.TextField(blank=True)
    length = models.PositiveIntegerField(default=0)
    url = models.CharField(max_length=400)
    year = models.PositiveSmallIntegerField(null=True)
    region = models.ForeignKey(Region, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = EntryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("entries of the search index")
        constraints = [models.UniqueConstraint(fields=["source", "object_id"], name="entry_once")]

    def __str__(self) -> str:
        return self.title


class TokenCount(models.Model):
    """In how many entries a token stands. Rows `#entries` and `#length` hold their number and their whole length."""

    token = models.CharField(max_length=160, primary_key=True)
    entries = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "search_tokencount"

    def __str__(self) -> str:
        return self.token


class Word(models.Model):
    """A word that stands in public texts, with its reading: what may be offered instead of a word without results."""

    text = models.CharField(max_length=12, unique=True)
    pinyin = models.CharField(max_length=90, db_index=True)
    entries = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.text


class Rebuild(models.Model):
    """One pass over everything that can be found, and how far it has come."""

    source = models.CharField(max_length=20, blank=True)
    last_id = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_open"], condition=Q(is_open=True), name="one_open_rebuild"),
            models.CheckConstraint(
                condition=Q(is_open=True) ^ Q(finished_at__isnull=False), name="rebuild_open_or_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.done}"


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class SynonymGroup(models.Model):
    """Words that mean the same to a reader: whoever asks for one also finds the others."""

    words = models.TextField(
        _("words"),
        max_length=600,
        help_text=_(
            "One to a line. Words of different meaning in law, like 商标侵权 and 假冒注册商标, never together."
        ),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    panels = [FieldPanel("words"), FieldPanel("note")]

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return " · ".join(lines(self.words))

    def clean(self) -> None:
        self.words = "\n".join(dict.fromkeys(lines(self.words)))
        if len(self.keys()) < 2:
            raise ValidationError({"words": _("Write at least two different words, one to a line.")})

    def keys(self) -> list[str]:
        """The words as they are compared."""
        return list(dict.fromkeys("".join(runs(fold(word))) for word in lines(self.words)))


class Promotion(models.Model):
    """A page that stands first for chosen words (E26). What is shown of it was reviewed with the page itself."""

    words = models.TextField(
        _("words"), max_length=600, help_text=_("One to a line: who types exactly this sees the page first.")
    )
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("place in the list"), default=1)
    keys = models.TextField(editable=False, blank=True)  # the words as they are compared, between line breaks

    panels = [FieldPanel("words"), FieldPanel("page"), FieldPanel("position")]

    class Meta:
        verbose_name = _("chosen result")
        verbose_name_plural = _("chosen results")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{' · '.join(lines(self.words))} → {self.page.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.keys = "\n" + "".join(f"{promotion_key(word)}\n" for word in lines(self.words))
        super().save(*args, **kwargs)


def promotion_key(typed: str) -> str:
    return " ".join(runs(fold(typed)))
