"""Draft chapters that a paper goes on without: what was reviewed once stays on record and cannot be deleted."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class LeftOutQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "LeftOutQuerySet":
        """Nothing that is left out is public; in the editor its paper says who sees it."""
        return self.filter(page__live=True)


class LeftOutChapter(models.Model):
    """This chapter is no part of its paper for now: it is not reviewed with it, numbered or released."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="left_out")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("left out at"), auto_now_add=True)

    objects = LeftOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("chapter left out")
        verbose_name_plural = _("chapters left out")
        db_table = "library_left_out"

    def __str__(self) -> str:
        return self.page.title
